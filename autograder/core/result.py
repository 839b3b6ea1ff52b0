"""What a check says: verdicts, evidence, named mistakes, marks. Plain records, no behaviour."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check or an exercise ended. A grader error is never the learner's zero."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not attempted"
    GRADER_ERROR = "grader error"


@dataclass(frozen=True)
class Evidence:
    """One observed fact about one tensor, ready to be shown.

    tensor : the name the learner knows it by, such as "dW2"
    kind : "shape", "scale", "direction", "entry", "dtype", "nonfinite", "error", "arguments"
    text : the observation as a sentence, with its numbers
    """

    tensor: str
    kind: str
    text: str


@dataclass(frozen=True)
class Diagnosis:
    """A named mistake, shown only after it has reproduced the learner's own numbers.

    where : the step of the computation it happens in, such as "dZ2"
    message : what the learner reads: observed, suggested, one question
    hints : three steps: where to look, what kind of slip, what to derive again
    note : what the instructor reads
    factor : for a result off by a factor: its name, such as "1/2" or "N"
    also : further steps in which the same mistake happens
    """

    name: str
    family: str
    where: str
    message: str
    hints: tuple[str, str, str]
    note: str
    factor: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckResult:
    """One line of a verdict card: what was asked, how it went, what it is worth."""

    name: str
    title: str
    verdict: Verdict
    points: float
    max_points: float
    message: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class ExerciseResult:
    """Everything known about one function of one learner."""

    exercise: str
    chapter: str
    title: str
    verdict: Verdict
    points: float
    max_points: float
    message: str
    checks: tuple[CheckResult, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()

    def to_dict(self) -> dict:
        """Returns the result as plain JSON values."""
        return _plain(asdict(self))


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Verdict) else value
