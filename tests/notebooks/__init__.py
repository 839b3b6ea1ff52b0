"""The stored notebooks themselves."""
