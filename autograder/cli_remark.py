"""`autograder remark`: one exercise of a marked class once more, after a mend, and whose mark that changes."""

from __future__ import annotations

import argparse
import csv
import io
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.cli_grade import GRADEBOOK, connect
from autograder.core.result import ExerciseResult
from autograder.errors import UsageError
from autograder.grade import SubmissionResult, the_course
from autograder.gradebook import Settings
from autograder.remark import Change, hire, merged, only, remark
from autograder.report.attempts import LATEST
from autograder.report.csv import ENCODING, safe_cell
from autograder.report.folder import write, write_reports
from autograder.report.naming import mistake, number
from autograder.report.naming import points as points_of
from autograder.roster import match, read_roster
from autograder.sole_use import sole_use
from autograder.store import Run, Store

CHANGES = "changes.csv"
_HEAD = ("student", "file", "exercise", "before", "after", "verdict before", "verdict after", "mistakes before",
         "mistakes after", "problem")  # fmt: skip


def run_remark(options: argparse.Namespace, jobs: int) -> bool:
    """Returns whether every submission that has the exercise could be marked again.

    Raises UsageError where nothing has been marked into the folder, or there is no such exercise.
    """
    only(the_course(), options.exercise)  # refuses an unknown name before anything else
    path = options.out / GRADEBOOK
    if not path.is_file():
        raise UsageError(f"There is no {GRADEBOOK} in {options.out.name!r}: mark with `autograder grade` first.")
    with sole_use(options.out):
        changes, after = _marked_again(path, options, jobs)
        _report(after, changes, options)
    return not any(change.problem for change in changes)


def _marked_again(path: Path, options: argparse.Namespace, jobs: int) -> tuple[list[Change], Run]:
    try:
        with Store(path) as store:
            run = store.last_run()
            if run is None:
                raise UsageError(f"{GRADEBOOK} holds no whole run: mark the class with `autograder grade` once more.")
            changes, after = _mark(run, options, jobs)
            store.keep_run(after)
    except sqlite3.Error as error:
        raise UsageError(f"{GRADEBOOK} in the output folder cannot be used ({error}).") from None
    return changes, after


def settings_of(run: Run) -> Settings:
    """Returns how a run was marked."""
    return Settings(**{name: run.options.get(name, value) for name, value in asdict(Settings()).items()})


def changes_csv(changes: Sequence[Change], name: str) -> str:
    """Returns a table of what changed and of what could not be marked again."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for change in changes:
        before, after = change.before, change.after
        row = [change.student, change.file, name, points_of(before), points_of(after), str(before.verdict)]
        row += [str(after.verdict), _mistakes(before), _mistakes(after), change.problem]
        writer.writerow([safe_cell(value) for value in row])
    return buffer.getvalue()


def _mark(run: Run, options: argparse.Namespace, jobs: int) -> tuple[list[Change], Run]:
    """Returns the changes in the order of the class, and the run with them in it."""
    own = partial(hire, options.exercise, settings_of(run))
    with ExitStack() as stack:
        crew = connect(options.dask, own, stack)[1] if options.dask else None
        found = dict(remark(run, options.exercise, own, jobs, crew=crew))
    entries = list(run.entries)
    for place, change in found.items():
        hand_in, result = entries[place]
        entries[place] = hand_in, merged(result, change.after)
    return [found[place] for place in sorted(found)], Run(run.options, tuple(entries))


def _report(run: Run, changes: Sequence[Change], options: argparse.Namespace) -> None:
    results = [result for _, result in run.entries]
    note = f"{options.exercise} was marked again."
    counts = str(run.options.get("count", LATEST))
    write_reports(results, options.out, note, _match(run, results), counts=counts)
    told = [change for change in changes if change.is_one or change.problem]
    write(options.out / CHANGES, changes_csv(told, options.exercise), ENCODING)
    console = Console()
    if told:
        console.print(_table(told, options.exercise))
    differ = sum(change.is_one for change in changes)
    console.print(
        f"{options.exercise} marked again in {len(changes)} of {len(results)}, {differ} changed. "
        f"Open {escape(str(options.out / CHANGES))}.",
        highlight=False,
    )


def _match(run: Run, results: Sequence[SubmissionResult]):
    """Returns the match with the run's roster, if it had one and it is still there."""
    path = Path(str(run.options["roster"])) if run.options.get("roster") else None
    return match(read_roster(path), results) if path and path.is_file() else None


def _table(changes: Sequence[Change], name: str) -> Table:
    table = Table(title=f"{name}, before and after", title_justify="left")
    for title in ("student", "mark", "verdict", "named mistakes"):
        table.add_column(title, overflow="fold")
    for change in changes:
        if change.problem:
            table.add_row(escape(change.student), _mark_of(change.before), "not marked again", escape(change.problem))
            continue
        before, after = change.before, change.after
        table.add_row(
            escape(change.student),
            f"{_mark_of(before)} → {_mark_of(after)}",
            _arrow(str(before.verdict), str(after.verdict)),
            escape(_arrow(_mistakes(before), _mistakes(after))),
        )
    return table


def _mark_of(result: ExerciseResult) -> str:
    return f"{points_of(result)} / {number(result.max_points)}"


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before or 'none'} → {after or 'none'}"


def _mistakes(result: ExerciseResult) -> str:
    return ", ".join(mistake(found.name) for found in result.diagnosis)
