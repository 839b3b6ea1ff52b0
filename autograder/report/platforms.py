"""canvas.csv and moodle.csv: the marks of a roster's people, with the columns that these platforms import by."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from autograder.grade import SubmissionResult
from autograder.report.attempts import LATEST, counted
from autograder.report.csv import safe_cell
from autograder.report.naming import mark, number
from autograder.report.naming import points as points_of
from autograder.roster import Match, Person

_CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_ASSIGNMENT = re.compile(r"(?P<title>.+?) \(\d+\)")
"""How Canvas heads the column of an assignment that exists: its title and its id."""


def canvas_csv(match: Match, counts: str = LATEST) -> str:
    """Returns the gradebook to import in Canvas: its id columns as they were, and one column a chapter.

    A chapter whose title an assignment's column of the roster has goes into that; otherwise Canvas makes a new one.
    Where there is no mark the cell is empty, which Canvas takes as "leave it as it is".
    counts : which of several submissions by one student for a chapter counts, see `attempts.counted`
    """
    chapters = _chapters(match)
    most = {stem: number(max(r.max_points for r in _of_chapter(_all(match), stem))) for stem in chapters}
    rows = [["    Points Possible", *("" for _ in _CANVAS_COLUMNS[1:]), *(most[stem] for stem in chapters)]]
    for person, own in match.pairs:
        marks = [_mark(counted(_of_chapter(own, stem), counts)) for stem in chapters]
        rows.append([person.shown, person.id, person.number, person.login, person.section, *marks])
    heads = [_assignment(title, match.roster.headers) for title in chapters.values()]
    return _table([*_CANVAS_COLUMNS, *heads], rows)


def moodle_csv(match: Match, counts: str = LATEST) -> str:
    """Returns the grading worksheet to import in Moodle, or, for several chapters, grades for the gradebook.

    Moodle finds people by Identifier in an assignment, and by ID number, user name or address in the gradebook.
    """
    chapters = _chapters(match)
    one = len(chapters) == 1
    heads = ["Grade", "Maximum Grade", "Feedback comments"] if one else list(chapters.values())
    rows = []
    for person, own in match.pairs:
        found = [counted(_of_chapter(own, stem), counts) for stem in chapters]
        marks = [_mark(result) for result in found]
        if one:
            marks += [number(found[0].max_points) if found[0] else "", _comment(found[0])]
        rows.append([*_moodle_person(person), *marks])
    return _table(["Identifier", "Full name", "ID number", "Username", "Email address", *heads], rows)


def unmatched_lines(match: Match) -> list[str]:
    """Returns a sentence for each side of the match that has anything left, with the names."""
    lines = []
    if match.strangers:
        names = ", ".join(result.file for result in match.strangers)
        lines.append(f"Of nobody on the roster ({len(match.strangers)}): {names}.")
    if match.absent:
        names = "; ".join(person.shown for person in match.absent)
        lines.append(f"On the roster, without a submission ({len(match.absent)}): {names}.")
    return lines


def _moodle_person(person: Person) -> list[str]:
    name = person.shown
    if "," in name and not person.first:
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    return [person.identifier, name, person.number, person.login, person.email]


def _comment(result: SubmissionResult | None) -> str:
    if result is None:
        return ""
    parts = [f"{e.exercise} {points_of(e)} / {number(e.max_points)}" for e in result.exercises]
    return f"{mark(result)}: {', '.join(parts)}"


def _assignment(title: str, headers: Sequence[str]) -> str:
    """Returns the roster's own column for a title, or the title."""
    for header in headers:
        named = _ASSIGNMENT.fullmatch(header)
        if named and title.casefold() in named["title"].casefold():
            return header
    return title


def _chapters(match: Match) -> dict[str, str]:
    """Returns the titles of the chapters that were marked, by their stems, in order."""
    return {r.chapter: r.title for r in sorted(_all(match), key=lambda r: r.chapter) if r.exercises}


def _all(match: Match) -> list[SubmissionResult]:
    return [*(result for _, own in match.pairs for result in own), *match.strangers]


def _of_chapter(results: Sequence[SubmissionResult], stem: str) -> list[SubmissionResult]:
    return [result for result in results if result.chapter == stem]


def _mark(result: SubmissionResult | None) -> str:
    return number(result.points) if result else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return buffer.getvalue()
