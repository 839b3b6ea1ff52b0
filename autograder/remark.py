"""One exercise marked again, in every submission of a run, and what that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from autograder.core.result import ExerciseResult, Verdict
from autograder.crew import work
from autograder.errors import UsageError
from autograder.grade import Course, Status, SubmissionResult, the_course
from autograder.gradebook import Crew, Marker, Settings, Task, make_sandbox
from autograder.store import Run

_GONE = "the notebook is gone or cannot be read any more"
_OTHER = "the notebook has changed since it was marked; mark it with `autograder grade`"
_FAILED = "the grader failed; please report it"


@dataclass(frozen=True)
class Change:
    """What marking again did to one submission.

    after : the result that stands now; where `problem` says why it could not be had, the one that stood before
    """

    student: str
    file: str
    before: ExerciseResult
    after: ExerciseResult
    problem: str = ""

    @property
    def is_one(self) -> bool:
        """Whether the mark, the verdict or the named mistakes differ; other words for the same are no change."""
        return _essence(self.before) != _essence(self.after)


def only(course: Course, name: str) -> Course:
    """Returns the course up to one exercise, which may lean on those before it; chapters without it stay as they are.

    Raises UsageError where no chapter has it.
    """
    if not any(exercise.name == name for chapter in course.chapters for exercise in chapter.exercises):
        raise UsageError(f"There is no exercise {name!r}; `autograder list` shows them all.")
    chapters = []
    for chapter in course.chapters:
        names = [exercise.name for exercise in chapter.exercises]
        last = names.index(name) + 1 if name in names else len(names)
        chapters.append(replace(chapter, exercises=chapter.exercises[:last]))
    return Course(tuple(chapters), course.evaluate)


def hire(name: str, settings: Settings) -> Marker:
    """Returns a marker that marks an exercise, and those before it, in a real sandbox."""
    return Marker(only(the_course(), name), partial(make_sandbox, settings))


def remark(
    run: Run, name: str, hire: Callable[[], Marker], jobs: int = 1, *, crew: Crew | None = None
) -> Iterator[tuple[int, Change]]:
    """Yields (place in the run, change) for each submission that has the exercise, as they are finished.

    crew : who marks, where it is not processes of this computer
    """
    tasks, places = [], {}
    for place, (hand_in, result) in enumerate(run.entries):
        if _exercise(result, name):
            places[hand_in.file] = place
            tasks.append(Task(hand_in, result.chapter, ""))
    if not tasks:
        return
    crew = crew or (lambda tasks: work(tasks, hire, max(1, min(jobs, len(tasks)))))
    for task, marked in crew(tasks):
        place = places[task.hand_in.file]
        yield place, _change(run.entries[place][1], marked, name)


def merged(result: SubmissionResult, after: ExerciseResult) -> SubmissionResult:
    """Returns a submission's result with one exercise replaced, and the status that follows."""
    exercises = tuple(after if old.exercise == after.exercise else old for old in result.exercises)
    whole = all(exercise.verdict is not Verdict.GRADER_ERROR for exercise in exercises)
    if whole and result.status is Status.PARTLY:
        return replace(result, exercises=exercises, status=Status.MARKED, reason="")
    return replace(result, exercises=exercises)


def _change(known: SubmissionResult, marked: SubmissionResult | None, name: str) -> Change:
    before = _exercise(known, name)
    after = _exercise(marked, name) if marked else None
    problem = ""
    if marked and marked.status is Status.UNMARKED:
        problem = _GONE
    elif marked and marked.sha256 != known.sha256:
        problem = _OTHER
    elif after is None or after.verdict is Verdict.GRADER_ERROR:
        problem = _FAILED
    return Change(known.student, known.file, before, before if problem else after, problem)


def _exercise(result: SubmissionResult, name: str) -> ExerciseResult | None:
    return next((exercise for exercise in result.exercises if exercise.exercise == name), None)


def _essence(result: ExerciseResult) -> tuple:
    return result.points, result.max_points, result.verdict, tuple(found.name for found in result.diagnosis)
