"""How results are called in every report: numbers, mistakes, and file names that are safe everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from autograder.core.result import ExerciseResult, Verdict
from autograder.feedback import points as number
from autograder.grade import SubmissionResult

_LONGEST_NAME = 80
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|index|results)(\.|$)")
"""Windows reserves the first six; the last two are names of our own files."""


def mistake(name: str) -> str:
    """Returns a mistake's name as words."""
    return name.replace("_", " ")


def named_mistakes(result: SubmissionResult) -> list[str]:
    """Returns one phrase a named mistake, such as "dense_backward: missing batch mean (dW)"."""
    phrases = []
    for exercise in result.exercises:
        for found in exercise.diagnosis:
            step = f" ({found.where})" if found.where else ""
            phrases.append(f"{exercise.exercise}: {mistake(found.name)}{step}")
    return phrases


def mark(result: SubmissionResult) -> str:
    """Returns the mark as it is shown, such as "12 / 16", or "–" where there is none."""
    return f"{number(result.points)} / {number(result.max_points)}" if result.exercises else "–"


def points(exercise: ExerciseResult) -> str:
    """Returns the points of one exercise as it is shown; a grader error has none."""
    return "?" if exercise.verdict is Verdict.GRADER_ERROR else number(exercise.points)


def exercise_names(results: Sequence[SubmissionResult]) -> list[str]:
    """Returns the exercises of all results, chapter by chapter, in the order of the page."""
    chapters: dict[str, tuple[str, ...]] = {}
    for result in results:
        if result.exercises:
            chapters.setdefault(result.chapter, tuple(exercise.exercise for exercise in result.exercises))
    return list(dict.fromkeys(name for chapter in sorted(chapters) for name in chapters[chapter]))


def page_names(results: Sequence[SubmissionResult]) -> dict[str, str]:
    """Returns by `file` a name without ending that is safe on every system, and each only once whatever its case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for result in results:
        stem = PurePosixPath(result.file).stem
        wanted = stem if stem.startswith(result.student) else f"{result.student}_{stem}"
        base = _safe(wanted)
        name, copy = base, 2
        while name.casefold() in taken:
            name, copy = f"{base}_{copy}", copy + 1
        taken.add(name.casefold())
        names[result.file] = name
    return names


def _safe(text: str) -> str:
    text = re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFC", text)).strip("._ ")
    text = text.encode()[:_LONGEST_NAME].decode("utf-8", "ignore").rstrip(".") or "submission"
    return f"_{text}" if _RESERVED.match(text) else text
