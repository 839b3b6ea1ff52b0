"""The one thing that checks see of a learner's work: functions that can be called by name.

`LiveSubmission` (in `autograder.live`) wraps functions of the running notebook; the sandboxed one
(in `autograder.isolate.sandbox`) is a proxy to another process. The checks cannot tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np


@dataclass(frozen=True)
class Rng:
    """An argument that stands for `numpy.random.default_rng(seed)`, made afresh for every call."""

    seed: int

    def make(self) -> np.random.Generator:
        """Returns the generator."""
        return np.random.default_rng(self.seed)


@dataclass(frozen=True)
class Named:
    """An argument that stands for an attribute of a course module, such as a test function to differentiate.

    It crosses the process border as its dotted name, so no code ever does.
    """

    module: str
    name: str


@dataclass(frozen=True)
class Request:
    """One call to make: `function(*args, **kwargs)`. Values are arrays, numbers, strings, `Rng`, `Named`,
    and lists, tuples and dicts of these.

    through : a function of `autograder.materials` that is called in its place, as `through(function, *args, **kwargs)`:
        it makes from plain values what the learner's function takes, and plain values from what that returns
    """

    args: tuple = ()
    kwargs: dict = field(default_factory=dict)
    through: Named | None = None


@dataclass(frozen=True)
class Outcome:
    """What one call gave.

    value : the returned object; from a sandbox only arrays, numbers, strings and containers of these
    changed : the positions or keywords of the arguments that the call modified in place
    error : None, or what the call raised instead of returning
    warned : what numpy would have warned of on the way: "overflow", "divide by zero", "invalid value"
    """

    value: object = None
    changed: tuple[str, ...] = ()
    error: CallError | None = None
    warned: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallError:
    """An exception that came out of learner's code, as text.

    kind : the exception's class name; "NotImplementedError" is an untouched stub,
        "TimeLimit" a call that took too long, "Missing" a function that does not exist
    line : the line within the learner's cell or function, if known
    """

    kind: str
    message: str
    line: int | None = None


class Submission(Protocol):
    """Calls a learner's functions. Never raises for what the learner's code does."""

    def calls(self, name: str, requests: list[Request]) -> list[Outcome]:
        """Returns one outcome a request, in order; the arguments given are never modified."""
        ...
