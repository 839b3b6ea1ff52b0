"""Figures of the course, each drawn by code that a reader can open: one module a chapter, one style for all."""

from figures.slider import interactive
from figures.style import ACCENT, BACKWARD, CYCLE, FORWARD, GOOD, INK, MUTED, use_style

__all__ = ["ACCENT", "BACKWARD", "CYCLE", "FORWARD", "GOOD", "INK", "MUTED", "interactive", "use_style"]
