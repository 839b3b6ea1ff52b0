"""The output folder: every report of a run, written so that a half-written file is never left behind."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.grade import SubmissionResult
from autograder.report.attempts import LATEST, attempts_line, set_aside
from autograder.report.class_page import class_page
from autograder.report.csv import ENCODING, marks_csv
from autograder.report.gradescope import gradescope_results
from autograder.report.html import feedback_page, index_page
from autograder.report.junit import junit_xml
from autograder.report.naming import page_names
from autograder.report.platforms import canvas_csv, moodle_csv, unmatched_lines
from autograder.roster import Match


def write_reports(
    results: Sequence[SubmissionResult],
    folder: Path,
    note: str = "",
    match: Match | None = None,
    *,
    counts: str = LATEST,
) -> None:
    """Returns nothing; the folder then holds marks.csv, index.html, class.html, junit.xml, feedback/ and gradescope/.

    For a single submission there is results.json too, where Gradescope looks for it.
    note : a sentence for the class page on how the class was marked
    match : whose the submissions are; with it there are canvas.csv and moodle.csv
    counts : which of several submissions by one student for a chapter counts, "latest" or "best"
    """
    aside = set_aside(results, match, counts)
    results = [_with_its_place(result, aside) for result in results]
    names = page_names(results)
    for result in results:
        name = names[result.file]
        write(folder / "feedback" / f"{name}.html", feedback_page(result))
        write(folder / "gradescope" / f"{name}.json", _json(result))
    (folder / "results.json").unlink(missing_ok=True)  # one of an earlier run would be taken for this one's
    if len(results) == 1:
        write(folder / "results.json", _json(results[0]))
    write(folder / "marks.csv", marks_csv(results), ENCODING)
    write(folder / "junit.xml", junit_xml(results))
    write(folder / "class.html", class_page([result for result in results if result.file not in aside]))
    for name, table in (("canvas.csv", canvas_csv), ("moodle.csv", moodle_csv)):
        (folder / name).unlink(missing_ok=True)  # one of an earlier run may be of another class
        if match:
            write(folder / name, table(match, counts))
    note = " ".join(filter(None, [note, attempts_line(aside, counts), *(unmatched_lines(match) if match else ())]))
    write(
        folder / "index.html",
        index_page(results, {file: f"feedback/{name}.html" for file, name in names.items()}, note),
    )


def _with_its_place(result: SubmissionResult, aside: Mapping[str, str]) -> SubmissionResult:
    """Returns the result; one that does not count says which does."""
    if result.file not in aside:
        return result
    said = f"This submission does not count: {aside[result.file]} of the same student does."
    return replace(result, reason=" ".join(filter(None, (said, result.reason))))


def write(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Returns nothing; the file holds the text, replaced in one step. A link in its place is replaced, not followed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    with open(partial, "x", encoding=encoding, errors="replace", newline="") as file:
        file.write(text)
    os.replace(partial, path)


def _json(result: SubmissionResult) -> str:
    return json.dumps(gradescope_results(result), indent=2, ensure_ascii=False) + "\n"
