"""marks.csv: one row a submission, ready for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from autograder.core.result import Verdict
from autograder.grade import SubmissionResult
from autograder.report.naming import exercise_names, named_mistakes, number

ENCODING = "utf-8-sig"
"""With the mark that tells spreadsheets it is UTF-8; without it names with accents break in Excel."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The last four are the wide forms of the first, which spreadsheets of East Asia read alike."""


def marks_csv(results: Sequence[SubmissionResult]) -> str:
    """Returns the table as text: student, file, status, total, max, the exercises, mistakes, chapter, late, reason.

    A total stands only where every exercise was marked: an empty one is to be looked at, and is no zero.
    """
    exercises = exercise_names(results)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["student", "file", "status", "total", "max", *exercises, "mistakes", "chapter", "late", "reason"])
    for result in results:
        writer.writerow([safe_cell(value) for value in _row(result, exercises)])
    return buffer.getvalue()


def _row(result: SubmissionResult, exercises: Sequence[str]) -> list[str]:
    points = {
        exercise.exercise: number(exercise.points)
        for exercise in result.exercises
        if exercise.verdict is not Verdict.GRADER_ERROR
    }
    total = number(result.points) if result.has_mark else ""
    most = number(result.max_points) if result.exercises else ""
    return [
        result.student,
        result.file,
        str(result.status),
        total,
        most,
        *(points.get(name, "") for name in exercises),
        "; ".join(named_mistakes(result)),
        result.chapter,
        "late" if result.late else "",
        result.reason,
    ]


def safe_cell(text: str) -> str:
    """Returns the text so that no spreadsheet takes it for a formula, whatever a student is called."""
    return f"'{text}" if text.startswith(_FORMULA) else text
