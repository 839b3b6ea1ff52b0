"""How long a whole submission may take, so that a thousand that mean harm do not hold up a night. Trusted side."""

from __future__ import annotations

import time

LAST_SECONDS = 8.0
"""After the time is up: enough to define what the cells define, and to ask each function once in a hurry."""


class Clock:
    """The time of one submission, over all workers that it is opened in.

    `is_up`: from here on nothing is tried twice, and only in a hurry; `is_over`: nothing is tried at all.
    """

    def __init__(self, seconds: float):
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._granted: set[str] = set()

    @property
    def is_up(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    @property
    def is_over(self) -> bool:
        """Whether the time for what is done in a hurry is up as well."""
        return time.monotonic() >= self._end + LAST_SECONDS

    @property
    def left(self) -> float:
        """Returns the seconds until the time is up, at least 0."""
        return max(0.0, self._end - time.monotonic())

    def grant(self, name: str, seconds: float) -> None:
        """Returns nothing: a function that needs longer than others has it, once."""
        if name not in self._granted:
            self._granted.add(name)
            self.seconds += seconds
            self._end += seconds

    def bound(self, moment: float) -> float:
        """Returns the moment, or an earlier one at which the time runs out."""
        return min(moment, self._end + LAST_SECONDS if self.is_up else self._end)
