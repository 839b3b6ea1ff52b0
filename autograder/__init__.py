"""Checks the exercises of Forward and Back by exact gradients, and names the mistake.

`check(function)` shows a verdict in a notebook; `evaluate(function)` returns it as a record.
"""

from autograder.core.exercise import Exercise
from autograder.core.result import CheckResult, Diagnosis, Evidence, ExerciseResult, Verdict
from autograder.live import Checker, evaluate

check = Checker()

__all__ = [
    "CheckResult",
    "Checker",
    "Diagnosis",
    "Evidence",
    "Exercise",
    "ExerciseResult",
    "Verdict",
    "check",
    "evaluate",
]
