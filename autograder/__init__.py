"""Checks the exercises of Forward and Back, and names the mistake."""
