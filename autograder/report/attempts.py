"""Which of several submissions by one student counts: the latest, as on Canvas and Moodle, or the best."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from autograder.grade import SubmissionResult
from autograder.roster import Match, platform_id

LATEST, BEST = "latest", "best"
_CANVAS_FILE = re.compile(r"_\d{3,}_(?P<number>\d{3,})_")
"""Canvas numbers all files in the order in which they come in."""

_COPY = re.compile(r"(?:-|[ _]?\()(?P<number>\d{1,3})\)?$")
"""05_backprop-1.ipynb, as Canvas calls what is handed in again, or 05_backprop (1).ipynb, as browsers do."""


def counted(results: Sequence[SubmissionResult], counts: str = LATEST) -> SubmissionResult | None:
    """Returns the one that counts of a student's submissions for one chapter; None where none has a mark.

    One in which no exercise is tried counts only where there is no other.
    counts : "latest" or "best", the one with the most points
    """
    marked = [result for result in results if result.has_mark]
    if counts == BEST:
        return max(marked, key=lambda result: (result.points, when(result.file)), default=None)
    return max(marked, key=lambda result: (_tries(result), when(result.file)), default=None)


def _tries(result: SubmissionResult) -> bool:
    """Whether any exercise is there: another notebook that was uploaded beside it must not take its place."""
    return any(exercise.checks or exercise.points for exercise in result.exercises)


def when(file: str) -> tuple[int, int, str]:
    """Returns a key that grows with the time of handing in, as far as a file's name tells it."""
    number = next((int(found["number"]) for part in file.split("/") if (found := _CANVAS_FILE.search(part))), 0)
    copy = _COPY.search(PurePosixPath(file).stem)
    return number, int(copy["number"]) if copy else 0, file


def set_aside(
    results: Sequence[SubmissionResult], match: Match | None = None, counts: str = LATEST
) -> Mapping[str, str]:
    """Returns, by file, the submissions that do not count, each with the file of the one that does in its place.

    match : whose the submissions are, where a roster tells it; otherwise the platform's own number of the student
        does, and where there is none every submission counts: folders and file names may be anybody's
    """
    groups: dict[object, list[SubmissionResult]] = {}
    owners = {own.file: place for place, (_, theirs) in enumerate(match.pairs) for own in theirs} if match else {}
    for result in results:
        whose = owners.get(result.file, (result.accounts, platform_id(result)))
        if result.has_mark and whose != ((), ""):
            groups.setdefault((whose, result.chapter), []).append(result)
    chosen = {key: counted(group, counts).file for key, group in groups.items()}
    return {r.file: chosen[key] for key, group in groups.items() for r in group if r.file != chosen[key]}


def attempts_line(aside: Mapping[str, str], counts: str = LATEST) -> str:
    """Returns a sentence on the submissions that do not count, with their names; "" where all count."""
    if not aside:
        return ""
    which = "the one with the most points" if counts == BEST else "the latest"
    return f"Of several submissions by one student {which} counts. Not counted ({len(aside)}): {', '.join(aside)}."
