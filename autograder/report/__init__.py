"""What comes out of marking: a table, pages, and the formats of other systems."""
