"""From one submission to its result: every exercise marked, and for what could not be, the reason.

What a submission does costs that submission at most. What the grader does wrong is called a grader error, never a zero.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Protocol

from autograder import carried
from autograder.core.exercise import Chapter, Exercise
from autograder.core.result import ExerciseResult, Verdict
from autograder.core.submission import Outcome, Request, Submission
from autograder.errors import ChapterError, NotebookError
from autograder.notebook import Notebook, parse_notebook

_PLACE = re.compile(r" \(<[^<>]*>, line \d+\)$")
_LONGEST_MESSAGE = 500
_NOT_THE_STUDENTS = frozenset({"NotImplementedError", "NotWhileMarking"})
"""What cells stop with that nobody got wrong: a stub left open, a part of the course that marking does without."""


class Status(StrEnum):
    """How marking a submission ended."""

    MARKED = "marked"
    PARTLY = "partly marked"
    UNMARKED = "could not be marked"
    GRADER_ERROR = "grader error"


@dataclass(frozen=True)
class CellFault:
    """A code cell that stopped with an error: its number, counted from 1, and the line of it that went wrong.

    root : the kind of error that this one follows from, its own included
    """

    number: int
    first_line: str
    kind: str
    message: str
    line: int | None = None
    root: str = ""

    @property
    def is_the_students(self) -> bool:
        """Whether this is the student's to mend: it follows neither from an open stub nor from how marking is done."""
        return not {self.kind, self.root} & _NOT_THE_STUDENTS


@dataclass(frozen=True)
class SubmissionResult:
    """Everything known about one submission.

    file : where it was found, relative to what was asked for
    chapter : the stem of the chapter's notebook, such as "05_backprop", or "" if it is unknown
    reason : a sentence, when the status is not `marked`, or when time ran out
    isolation : the level of isolation that the code ran under
    accounts : the student's number and address, where the platform's list tells them
    """

    student: str
    file: str
    status: Status
    chapter: str = ""
    title: str = ""
    reason: str = ""
    late: bool = False
    exercises: tuple[ExerciseResult, ...] = ()
    cell_faults: tuple[CellFault, ...] = ()
    isolation: str = ""
    seconds: float = 0.0
    sha256: str = ""
    accounts: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """The points of what was marked."""
        return sum(result.points for result in self.exercises if result.verdict is not Verdict.GRADER_ERROR)

    @property
    def max_points(self) -> float:
        """The most that the exercises give."""
        return sum(result.max_points for result in self.exercises)

    @property
    def has_mark(self) -> bool:
        """Whether the points are the submission's mark: every exercise was marked."""
        return self.status is Status.MARKED


@dataclass(frozen=True)
class Course:
    """What there is to mark, and how one exercise is marked."""

    chapters: tuple[Chapter, ...]
    evaluate: Callable[[Exercise, Submission], ExerciseResult]

    def chapter(self, key: str) -> Chapter | None:
        """Returns the chapter known as "backprop", "05" or "05_backprop", or None."""
        wanted = key.strip().casefold()
        return next((c for c in self.chapters if wanted in (c.key.casefold(), c.number, c.stem.casefold())), None)

    def infer(self, notebook: Notebook) -> Chapter | None:
        """Returns the chapter a notebook belongs to, by its metadata or else by the functions it defines."""
        named = self.chapter(notebook.chapter) if notebook.chapter else None
        if named:
            return named
        counts = {c.key: sum(bool(notebook.cells_defining(e.name)) for e in c.exercises) for c in self.chapters}
        best = max(counts.values(), default=0)
        leaders = [chapter for chapter in self.chapters if counts[chapter.key] == best]
        return leaders[0] if best and len(leaders) == 1 else None


def the_course() -> Course:
    """Returns the course of this package; imports numpy and all exercises, so it is not done at import."""
    from autograder.core.evaluate import evaluate_submission
    from autograder.exercises import CHAPTERS

    return Course(tuple(CHAPTERS), evaluate_submission)


class Session(Submission, carried.Reaching, Protocol):
    """The functions of a notebook that has been run."""

    cell_errors: Sequence
    clock: Clock


class Clock(Protocol):
    """The time that a submission has in all. `autograder.isolate.Clock` is the one to use."""

    seconds: float
    is_up: bool


class Opens(Protocol):
    """A sandbox: runs the cells of a notebook. `autograder.isolate.Sandbox` is the one to use."""

    level: str

    def open(self, cells: list[str], chapter: str, given: tuple[str, ...] = (), *, clock: Clock | None = None): ...


def grade(data: bytes, chapter: Chapter, sandbox: Opens, course: Course) -> SubmissionResult:
    """Returns the result of one notebook; student and file are left for the caller to fill in. Never raises."""
    started = time.perf_counter()
    base = SubmissionResult(
        "",
        "",
        Status.MARKED,
        chapter.stem,
        chapter.title,
        isolation=str(sandbox.level),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    try:
        result = _grade(base, parse_notebook(data), (chapter, sandbox, course))
    except NotebookError as error:
        result = replace(base, status=Status.UNMARKED, reason=str(error))
    except Exception as error:
        result = replace(base, status=Status.GRADER_ERROR, reason=grader_failed(error))
    return replace(result, seconds=time.perf_counter() - started)


def grader_failed(error: BaseException) -> str:
    """Returns the sentence for an error of ours."""
    return (
        f"The grader failed with {type(error).__name__}: {error}. This is not the student's doing; "
        "please report it and mark again."
    )


def choose_chapter(course: Course, wanted: str | None, inferred: str | None, majority: str | None) -> Chapter:
    """Returns the chapter to mark: the one asked for, else the notebook's own, else the class's."""
    for key in (wanted, inferred, majority):
        chapter = course.chapter(key) if key else None
        if chapter:
            return chapter
    raise ChapterError(
        "It is not known which chapter this is: the notebook does not say, and defines no exercise's "
        "function. Name it with --chapter."
    )


def _grade(base: SubmissionResult, notebook: Notebook, context: tuple) -> SubmissionResult:
    chapter, sandbox, course = context
    named = {exercise.name: exercise for exercise in chapter.exercises}

    def evaluate(name: str, session: Submission) -> ExerciseResult:
        return _evaluate(named[name], session, course, (notebook, faults))

    with sandbox.open(notebook.sources, chapter.key) as session:
        faults = tuple(_fault(error, notebook) for error in session.cell_errors)
        results = tuple(evaluate(name, session) for name in named)
        leaning = carried.leaning(results, session)
    opened = partial(sandbox.open, notebook.sources, chapter.key, clock=session.clock)
    results = carried.judged_again(results, leaning, opened, evaluate, enough=lambda: session.clock.is_up)
    base = replace(base, reason=_out_of_time(session.clock))
    errors = [result for result in results if result.verdict is Verdict.GRADER_ERROR]
    if not errors:
        return replace(base, exercises=results, cell_faults=faults)
    names = ", ".join(result.exercise for result in errors)
    failed = f"The grader failed on {names}. This is not the student's doing; please report it."
    return replace(
        base,
        exercises=results,
        cell_faults=faults,
        status=Status.PARTLY,
        reason=" ".join(filter(None, (failed, base.reason))),
    )


def _out_of_time(clock: Clock) -> str:
    """Returns the sentence for a submission that used up its time, or "" for every other."""
    if not clock.is_up:
        return ""
    return (
        f"Running this notebook took more than the {clock.seconds:g} seconds that one may take in all: "
        "some calls of its functions were cut short. The points are for what was answered in time."
    )


class _Watched:
    """A session that remembers how calls of one function failed, and has patience with it where its exercise has."""

    def __init__(self, session: Submission, exercise: Exercise) -> None:
        self._session = session
        self._patience = {} if exercise.patience == 1 else {"patience": exercise.patience}
        self.kinds: set[str] = set()

    def calls(self, name: str, requests: list[Request]) -> list[Outcome]:
        outcomes = self._session.calls(name, requests, **self._patience)
        self.kinds.update(outcome.error.kind for outcome in outcomes if outcome.error)
        return outcomes


def _evaluate(exercise: Exercise, session: Submission, course: Course, ran: tuple) -> ExerciseResult:
    watched = _Watched(session, exercise)
    result = course.evaluate(exercise, watched)
    if "Missing" not in watched.kinds or result.verdict is not Verdict.FAILED or result.checks:
        return result
    return replace(result, message=_why_missing(exercise.name, *ran))


def _why_missing(name: str, notebook: Notebook, faults: tuple[CellFault, ...]) -> str:
    """Returns why a function is not there after all cells have run: its cell stopped, or it has none."""
    own = {cell.number for cell in notebook.cells_defining(name)}
    fault = next((fault for fault in faults if fault.number in own), None)
    if fault:
        return f"`{name}` was not defined: {where(fault)} stops with {what(fault)}."
    if own:
        return f"`{name}` does not exist once the notebook has run, although a cell defines it."
    return f"`{name}` was not found in the notebook."


def where(fault: CellFault) -> str:
    """Returns where a cell stopped, so that its author finds it."""
    line = f", line {fault.line}" if fault.line else ""
    return f"code cell {fault.number} (`{fault.first_line}`){line}"


def of_no_concern(faults: Sequence[CellFault]) -> str:
    """Returns one sentence on the cells that stopped and are not the student's to mend, or "" if there are none."""
    count = sum(not fault.is_the_students for fault in faults)
    if not count:
        return ""
    stopped = "1 code cell waits" if count == 1 else f"{count} code cells wait"
    return (
        f"{stopped} for an exercise left open, or for a part of the course that marking leaves out; this costs nothing."
    )


def what(fault: CellFault) -> str:
    """Returns what a cell stopped with: the kind of error, and its message if it has one."""
    return f"{fault.kind}: {fault.message}" if fault.message else fault.kind


def _fault(error: object, notebook: Notebook) -> CellFault:
    """Returns our record of a sandbox's cell error; the first line comes from the notebook as it was read."""
    cell = notebook.cells[error.index]
    message = _PLACE.sub("", str(error.message))[:_LONGEST_MESSAGE]  # the line is told apart
    return CellFault(cell.number, cell.first_line, str(error.kind), message, error.line, str(error.root))
