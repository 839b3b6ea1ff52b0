"""What decides: exact gradients, probes, checks, and the naming of mistakes. numpy and the standard library only."""
