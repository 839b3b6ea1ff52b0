"""What a row of the tables of mistakes is: an edit of a student's code, what must be named, and a near miss."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One mistake in one exercise.

    edits : turns the student's right code into code that makes the mistake; several are joined by " ;; "
    names : exactly the mistakes that must be named, separated by spaces
    neighbour : turns it into code that looks alike, right or wrong in another way, and must not get these names
    """

    exercise: str
    edits: str
    names: str
    neighbour: str

    @property
    def wrong(self) -> tuple[str, ...]:
        """The edits one by one."""
        return tuple(self.edits.split(" ;; "))

    @property
    def near(self) -> tuple[str, ...]:
        """The neighbour's edits one by one."""
        return tuple(self.neighbour.split(" ;; "))

    @property
    def truth(self) -> frozenset[str]:
        """The names as a set."""
        return frozenset(self.names.split())

    @property
    def label(self) -> str:
        """What pytest calls the row."""
        return f"{self.exercise}-{self.names.replace(' ', '+')}"
