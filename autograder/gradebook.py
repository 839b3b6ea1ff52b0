"""From many submissions to their results: which chapter each is, what is known already, and the rest marked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Self

from autograder.archive import Archives
from autograder.collect import HandIn
from autograder.core.result import ExerciseResult
from autograder.crew import work
from autograder.errors import ChapterError, NotebookError, UsageError
from autograder.grade import Course, Opens, Status, SubmissionResult, choose_chapter, grade, grader_failed, the_course
from autograder.notebook import parse_notebook
from autograder.store import Store, version_of

LEVELS = ("weak", "reduced", "full")


@dataclass(frozen=True)
class Settings:
    """How to mark.

    chapter : the chapter's key, or None to find it out for each submission
    call_seconds : how long one call of a learner's function may take; None is the sandbox's own limit
    memory_mb : how much memory a submission may take; None is the sandbox's own limit
    minimum : the weakest level of isolation to work under: "full", "reduced" or "weak"
    run_everything : whether to run also those cells of a chapter's own that nothing in a submission depends on
    """

    chapter: str | None = None
    call_seconds: float | None = None
    memory_mb: int | None = None
    minimum: str = "reduced"
    run_everything: bool = False


@dataclass(frozen=True)
class Task:
    """One submission to mark, as one chapter."""

    hand_in: HandIn
    chapter: str
    version: str


@dataclass
class Plan:
    """What there is to do: results that are known already, and tasks."""

    done: list[SubmissionResult] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


class Marker:
    """Marks tasks in one sandbox; where the sandbox fails, once more in a new one. Use it in a `with`."""

    def __init__(self, course: Course, make_sandbox: Callable[[], AbstractContextManager[Opens]]) -> None:
        self._course = course
        self._make_sandbox = make_sandbox
        self._archives = Archives()
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._archives.__exit__(*exception)
        self._context.__exit__(*exception)

    @property
    def level(self) -> str:
        """The level of isolation."""
        return str(self._sandbox.level)

    @property
    def why(self) -> str:
        """What the level means, as a sentence."""
        return str(getattr(self._sandbox, "why", ""))

    def mark(self, task: Task) -> SubmissionResult:
        """Returns the submission's result. Never raises for what is in the submission."""
        try:
            data = task.hand_in.read(self._archives)
        except NotebookError as error:
            return unmarked(task.hand_in, str(error))
        return self.mark_bytes(task, data)

    def mark_bytes(self, task: Task, data: bytes) -> SubmissionResult:
        """Returns the result of a submission whose notebook has been read already."""
        chapter = self._course.chapter(task.chapter)
        result = grade(data, chapter, self._sandbox, self._course)
        if result.status is Status.GRADER_ERROR:
            self._context.__exit__(None, None, None)
            self._open()
            result = grade(data, chapter, self._sandbox, self._course)
        return _named(result, task.hand_in)

    def _open(self) -> None:
        self._context = self._make_sandbox()
        self._sandbox = self._context.__enter__()


def hire(settings: Settings) -> Marker:
    """Returns a marker with the course's exercises and a real sandbox."""
    return Marker(the_course(), partial(make_sandbox, settings))


def make_sandbox(settings: Settings) -> AbstractContextManager[Opens]:
    """Returns a sandbox with the limits that were asked for."""
    from autograder.isolate import Limits, Sandbox

    limits = Limits()
    if settings.call_seconds is not None:
        times = max(1.0, settings.call_seconds / limits.call_seconds)
        limits = replace(
            limits,
            call_seconds=settings.call_seconds,
            function_seconds=limits.function_seconds * times,
            submission_seconds=limits.submission_seconds * times,
        )
    if settings.memory_mb is not None:
        limits = replace(limits, memory=settings.memory_mb << 20)
    return Sandbox(limits=limits, minimum=settings.minimum, run_everything=settings.run_everything)


def plan(hand_ins: Sequence[HandIn], course: Course, settings: Settings, store: Store | None = None) -> Plan:
    """Returns what is to be marked as which chapter, and what is known already.

    A submission that does not tell its chapter takes that of most of its class.
    """
    if settings.chapter and course.chapter(settings.chapter) is None:
        known = ", ".join(chapter.stem for chapter in course.chapters)
        raise UsageError(f"There is no chapter {settings.chapter!r}. There are: {known}.")
    made = Plan()
    read: list[tuple[HandIn, str, str | None]] = []
    shared: dict[ExerciseResult, ExerciseResult] = {}
    with Archives() as archives:
        for hand_in in hand_ins:
            try:
                data = hand_in.read(archives)
                chapter = course.infer(parse_notebook(data))
            except NotebookError as error:
                made.done.append(unmarked(hand_in, str(error)))
            except Exception as error:
                made.done.append(_grader_error(hand_in, error))
            else:
                read.append((hand_in, hashlib.sha256(data).hexdigest(), chapter.stem if chapter else None))
    counts = Counter(stem for _, _, stem in read if stem)
    majority = counts.most_common(1)[0][0] if counts else None
    versions = {chapter.stem: version_of(chapter, _limits(settings)) for chapter in course.chapters}
    for hand_in, digest, stem in read:
        try:
            chapter = choose_chapter(course, settings.chapter, stem, majority)
        except ChapterError as error:
            made.done.append(unmarked(hand_in, str(error)))
            continue
        version = versions[chapter.stem]
        known = store.get(hand_in.file, digest, version) if store else None
        if known and _strong_enough(known, settings):
            made.done.append(_sharing(_named(known, hand_in), shared))
        else:
            made.tasks.append(Task(hand_in, chapter.stem, version))
    return made


Crew = Callable[[Sequence[Task]], Iterator[tuple[Task, SubmissionResult | None]]]
"""Marks tasks, in whatever order; None for one that those who tried it died of."""


def carry_out(
    made: Plan, hire: Callable[[], Marker], jobs: int = 1, store: Store | None = None, *, crew: Crew | None = None
) -> Iterator[SubmissionResult]:
    """Yields the results as they are finished, those known already first; each is stored before it is yielded.

    Equal parts of results are one object, so that a class of thousands takes little memory.

    crew : who marks, where it is not processes of this computer
    """
    known: dict[ExerciseResult, ExerciseResult] = {}
    for result in made.done:
        yield _sharing(result, known)
    if not made.tasks:
        return
    crew = crew or (lambda tasks: work(tasks, hire, max(1, min(jobs, len(tasks)))))
    for task, result in crew(made.tasks):
        if result is None:
            result = _grader_error(task.hand_in, RuntimeError("the marking process died twice"))
        if store:
            store.put(result, task.version)
        yield _sharing(result, known)


def _sharing(result: SubmissionResult, known: dict[ExerciseResult, ExerciseResult]) -> SubmissionResult:
    """Returns an equal result; those of its exercises that were met before are the same objects again."""
    return replace(result, exercises=tuple(known.setdefault(done, done) for done in result.exercises))


def in_order(results: Sequence[SubmissionResult]) -> list[SubmissionResult]:
    """Returns the results in the order of the class: by student, then file."""
    return sorted(results, key=lambda result: (result.student.casefold(), result.file))


def mistakes_of(result: SubmissionResult) -> list[tuple[str, str, str]]:
    """Returns the named mistakes of a submission as (exercise, name, family), in order."""
    return [(done.exercise, found.name, found.family) for done in result.exercises for found in done.diagnosis]


def _limits(settings: Settings) -> dict:
    kept = asdict(settings)
    del kept["chapter"], kept["minimum"]
    return kept


def _strong_enough(known: SubmissionResult, settings: Settings) -> bool:
    """Returns whether a stored result was obtained under at least the isolation that is now asked for."""
    if not known.isolation:  # nothing of it was run
        return True
    return LEVELS.index(known.isolation) >= LEVELS.index(settings.minimum)


def _named(result: SubmissionResult, hand_in: HandIn) -> SubmissionResult:
    return replace(result, student=hand_in.student, file=hand_in.file, late=hand_in.late, accounts=hand_in.accounts)


def unmarked(hand_in: HandIn, reason: str) -> SubmissionResult:
    """Returns the result of a submission that cannot be read, with the reason."""
    return _named(SubmissionResult("", "", Status.UNMARKED, reason=reason), hand_in)


def _grader_error(hand_in: HandIn, error: Exception) -> SubmissionResult:
    return replace(unmarked(hand_in, grader_failed(error)), status=Status.GRADER_ERROR)
