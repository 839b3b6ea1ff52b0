"""results.json in Gradescope's format, one a submission."""

from __future__ import annotations

from collections.abc import Callable

from autograder import feedback
from autograder.core.result import ExerciseResult, Verdict
from autograder.grade import SubmissionResult, of_no_concern, what, where
from autograder.gradebook import mistakes_of
from autograder.report.naming import number

NOT_MARKED = "This submission could not be marked."
Words = Callable[[ExerciseResult], str]


def gradescope_results(result: SubmissionResult, words: Words = feedback.text) -> dict:
    """Returns the object to store as results.json: a score, and one visible test an exercise.

    Gradescope needs a score. Where an exercise could not be marked its test says so and the output asks staff to look.
    """
    return {
        "score": round(result.points, 2),
        "execution_time": round(result.seconds, 2),
        "output": _output(result),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(number, exercise, words) for number, exercise in enumerate(result.exercises, start=1)],
        "extra_data": {
            "status": str(result.status),
            "chapter": result.chapter,
            "isolation": result.isolation,
            "sha256": result.sha256,
            "mistakes": [
                {"exercise": exercise, "name": name, "family": family} for exercise, name, family in mistakes_of(result)
            ],
        },
    }


def _test(position: int, exercise: ExerciseResult, words: Words) -> dict:
    return {
        "name": f"{exercise.exercise}: {exercise.title}" if exercise.title else exercise.exercise,
        "number": str(position),
        "score": 0.0 if exercise.verdict is Verdict.GRADER_ERROR else round(exercise.points, 2),
        "max_score": round(exercise.max_points, 2),
        "status": "passed" if exercise.verdict is Verdict.PASSED else "failed",
        "output": words(exercise),
        "output_format": "text",
        "visibility": "visible",
        "tags": [str(exercise.verdict), *dict.fromkeys(found.family for found in exercise.diagnosis)],
    }


def _output(result: SubmissionResult) -> str:
    """Returns what concerns the submission as a whole."""
    lines = []
    if result.exercises:
        lines.append(f"{result.title}: {number(result.points)} of {number(result.max_points)} points.")
    if result.reason:
        lines.append(f"{NOT_MARKED} {result.reason}" if not result.exercises else result.reason)
    faults = result.cell_faults
    lines += [f"When the notebook ran, {where(f)} stopped with {what(f)}." for f in faults if f.is_the_students]
    lines.append(of_no_concern(faults))
    return "\n".join(line for line in lines if line)
