"""Sources to notebooks: what is made, what is refused, and that nothing is written when anything is wrong."""
