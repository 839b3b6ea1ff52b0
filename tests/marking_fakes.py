"""Stand-ins for the sandbox and for the course, so that marking is tested without running anybody's code."""

from __future__ import annotations

import json
import os
from types import SimpleNamespace

from autograder.core.exercise import Chapter
from autograder.core.result import CheckResult, Diagnosis, Evidence, ExerciseResult, Verdict
from autograder.core.submission import CallError, Outcome, Request
from autograder.grade import CellFault, Course, Status, SubmissionResult
from autograder.isolate import Clock

HOSTILE = "<script>alert('x')</script>&\"`=HYPERLINK(1)"


def notebook(*sources: str, chapter: str | None = None) -> bytes:
    """Returns a notebook's bytes."""
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    metadata = {"forward_and_back": {"chapter": chapter}} if chapter else {}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}).encode()


def exercise(name: str, points: float = 2, version: int = 1) -> SimpleNamespace:
    """Returns what marking needs of an exercise."""
    return SimpleNamespace(name=name, points=points, version=version, patience=1, title=f"The {name}")


CHAPTERS = (
    Chapter("neuron", "01", "One neuron", (exercise("relu"), exercise("mse"))),
    Chapter("backprop", "05", "Backpropagation", (exercise("mse_grad"), exercise("backward", 3))),
)


class FakeSession:
    """A session whose functions are those with a `def` in the cells; a cell that says `boom` has an error."""

    def __init__(self, cells: list[str]):
        self.cells = cells
        self.clock = Clock(60)
        self.cell_errors = tuple(
            SimpleNamespace(
                index=i, kind="SyntaxError", message="invalid (<cell 3>, line 2)", line=2, root="SyntaxError"
            )
            for i, cell in enumerate(cells)
            if "boom" in cell
        )

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        return None

    def reaches(self, functions: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, ...]]:
        return [()] * len(functions)

    def calls(self, name: str, requests: list[Request]) -> list[Outcome]:
        defining = [cell for cell in self.cells if f"def {name}(" in cell and "boom" not in cell]
        if not defining or "hidden" in defining[0]:
            return [Outcome(error=CallError("Missing", f"no {name}"))] * len(requests)
        return [Outcome(value=defining[0])] * len(requests)


class FakeSandbox:
    """A sandbox that runs nothing; cells that say `die` end the process, `break` break the sandbox."""

    level, why = "full", "nothing is run at all"

    def __init__(self):
        self.closed = False

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.closed = True

    def open(self, cells: list[str], chapter: str, given: tuple[str, ...] = (), *, clock=None) -> FakeSession:
        text = "\n".join(cells)
        if "die" in text:
            os._exit(9)
        if "break" in text or self.closed:
            raise RuntimeError("the sandbox is broken")
        return FakeSession(cells)


def evaluate(exercise, submission) -> ExerciseResult:
    """Returns full marks for a function whose cell says `right`; a cell that says `confuse` confuses the grader."""
    (outcome,) = submission.calls(exercise.name, [Request()])
    said = outcome.value or ""
    verdict = Verdict.PASSED if "right" in said else Verdict.FAILED
    if "confuse" in said:
        verdict = Verdict.GRADER_ERROR
    points = exercise.points if verdict is Verdict.PASSED else 0
    message = "" if verdict is Verdict.PASSED else "Something here is not right."
    return ExerciseResult(exercise.name, "backprop", exercise.title, verdict, points, exercise.points, message)


COURSE = Course(CHAPTERS, evaluate)


def diagnosis(name: str = "mean_missing", family: str = "batch_average", where: str = "dW") -> Diagnosis:
    """Returns a named mistake."""
    return Diagnosis(
        name,
        family,
        where,
        "It is 7 times too large. Why?",
        ("Look.", "Count.", "Derive."),
        "1/N is missing",
        "N",
        ("db",),
    )


def marked(student: str = "ada", **changes) -> SubmissionResult:
    """Returns a marked submission with one exercise of each kind of verdict but a grader error."""
    check = CheckResult("dW", "the weights", Verdict.FAILED, 0, 1, "seven times", (Evidence("dW", "scale", "7 times"),))
    exercises = (
        ExerciseResult("mse_grad", "backprop", "The error", Verdict.PASSED, 1, 1, ""),
        ExerciseResult(
            "dense_backward", "backprop", "A layer", Verdict.FAILED, 2.5, 3, "Look.", (check,), (diagnosis(),)
        ),
        ExerciseResult("backward", "backprop", "All layers", Verdict.NOT_ATTEMPTED, 0, 4, "Not attempted yet."),
    )
    base = {
        "chapter": "05_backprop",
        "title": "Backpropagation",
        "isolation": "full",
        "sha256": "0" * 64,
        "seconds": 0.25,
    }
    fields = {"student": student, "file": f"class/{student}.ipynb", "status": Status.MARKED, "exercises": exercises}
    return SubmissionResult(**{**base, **fields, **changes})


def hostile() -> SubmissionResult:
    """Returns a submission in which everything a student can choose is markup."""
    failed = ExerciseResult("mse_grad", "backprop", "The error", Verdict.FAILED, 0, 1, f"`mse_grad` raised {HOSTILE}")
    fault = CellFault(3, f"x = {HOSTILE}", "ValueError", f"{HOSTILE}\x00\x1b[31m", 1)
    return marked(HOSTILE, file=f"class/{HOSTILE}.ipynb", exercises=(failed,), cell_faults=(fault,))


def unmarked(student: str = "eve") -> SubmissionResult:
    """Returns a submission that could not be read."""
    return SubmissionResult(student, f"class/{student}.ipynb", Status.UNMARKED, reason="The file is empty.")


def partly(student: str = "bob") -> SubmissionResult:
    """Returns a submission with a grader error in one exercise."""
    broken = ExerciseResult(
        "backward", "backprop", "All layers", Verdict.GRADER_ERROR, 0, 4, "The grader itself failed."
    )
    good = marked(student)
    return marked(student, status=Status.PARTLY, reason="The grader failed.", exercises=(*good.exercises[:2], broken))
