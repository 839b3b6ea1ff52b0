"""`autograder grade`: from the options to marked submissions, with a progress bar and a table of the class."""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.collect import HandIn, collect
from autograder.errors import UsageError
from autograder.grade import Status, SubmissionResult, the_course
from autograder.gradebook import LEVELS, Crew, Marker, Settings, carry_out, hire, in_order, plan
from autograder.isolate import SandboxError
from autograder.report.attempts import attempts_line, set_aside
from autograder.report.folder import write_reports
from autograder.report.naming import mark, mistake, number
from autograder.report.platforms import unmatched_lines
from autograder.roster import Roster, match, read_roster
from autograder.sole_use import sole_use
from autograder.store import Run, Store

GRADEBOOK = "gradebook.sqlite"
_STYLE = {Status.MARKED: "", Status.PARTLY: "yellow", Status.UNMARKED: "yellow", Status.GRADER_ERROR: "red"}


def run_grade(options: argparse.Namespace, jobs: int) -> bool:
    """Returns whether every submission was marked. Raises MarkingError for what cannot be done at all."""
    settings = Settings(
        options.chapter,
        options.time_limit,
        options.memory_limit,
        "weak" if options.allow_weak else "reduced",
        options.run_everything,
    )
    roster = read_roster(options.roster) if options.roster else None
    hand_ins = collect(options.paths, lambda sentence: Console(stderr=True).print(escape(sentence), highlight=False))
    _make_folder(options.out)
    with sole_use(options.out):
        return _grade_into(options, settings, (hand_ins, roster), jobs)


def _grade_into(
    options: argparse.Namespace, settings: Settings, given: tuple[list[HandIn], Roster | None], jobs: int
) -> bool:
    hand_ins, roster = given
    console, errors = Console(), Console(stderr=True)
    try:
        with Store(options.out / GRADEBOOK) as store:
            if options.fresh:
                store.forget()
            made = plan(hand_ins, the_course(), settings, store)
            results = []
            with ExitStack() as stack:
                level, crew = _crew(options.dask, settings, stack) if made.tasks else ("", None)
                if level:
                    console.print(escape(level), highlight=False)
                progress = stack.enter_context(_progress(errors))
                marking = carry_out(made, partial(hire, settings), jobs, store, crew=crew)
                stack.enter_context(closing(marking))
                for result in progress.track(marking, total=len(hand_ins), description="Marking"):
                    results.append(result)
            results = in_order(results)
            store.keep_run(_run(options, settings, hand_ins, results))
    except sqlite3.Error as error:
        raise UsageError(
            f"{GRADEBOOK} in the output folder cannot be used ({error}). Remove it, or choose another --out."
        ) from None
    matched = match(roster, results) if roster else None
    note, counts = level or _stored_levels(results), options.count
    write_reports(results, options.out, note=note, match=matched, counts=counts)
    _print_class(console, results, options.out)
    lines = [attempts_line(set_aside(results, matched, counts), counts), *(unmatched_lines(matched) if matched else ())]
    for line in filter(None, lines):
        console.print(escape(line), highlight=False)
    return all(result.has_mark for result in results)


def _run(
    options: argparse.Namespace, settings: Settings, hand_ins: Sequence[HandIn], results: Sequence[SubmissionResult]
) -> Run:
    """Returns what `autograder remark` needs to go through this run once more."""
    by_file = {hand_in.file: hand_in for hand_in in hand_ins}
    roster = str(options.roster.absolute()) if options.roster else None
    kept = asdict(settings) | {"roster": roster, "count": options.count}
    return Run(kept, tuple((by_file[result.file], result) for result in results))


def _crew(address: str | None, settings: Settings, stack: ExitStack) -> tuple[str, Crew | None]:
    """Returns a sentence with the level of isolation, and who marks: None is this computer's own processes.

    Raises UsageError where the level is weaker than asked for.
    """
    if address is None:
        try:
            with hire(replace(settings, minimum=LEVELS[0])) as marker:
                return _level(marker.level, marker.why, settings), None
        except SandboxError as error:
            reason = str(error).rstrip(".: ")
            raise UsageError(f"The sandbox for the students' code cannot be used: {reason}.") from None
    (level, why), crew = connect(address, partial(hire, settings), stack)
    return _level(level, why, settings), crew


def connect(address: str, hire: Callable[[], Marker], stack: ExitStack) -> tuple[tuple[str, str], Crew]:
    """Returns the weakest level of isolation on a Dask cluster with its reason, and who marks there.

    Raises UsageError where the cluster cannot mark.
    """
    try:
        from autograder import cluster
    except ImportError:
        raise UsageError(
            "Marking on a Dask cluster needs its package. Run: pip install 'forward-and-back[dask]'"
        ) from None
    connected = stack.enter_context(cluster.Cluster(address, hire))
    stations = connected.stations()
    least = cluster.weakest(stations)
    where = f"on {len(stations)} Dask worker{'s' if len(stations) > 1 else ''}"
    return (least.level, f"{least.why.rstrip('.')}; {where}"), connected.work


def _level(level: str, why: str, settings: Settings) -> str:
    if LEVELS.index(level) < LEVELS.index(settings.minimum):
        raise UsageError(
            f"This computer isolates the students' code too weakly ({level}: {why.rstrip('.')}), so it is not run. "
            "If you trust every submission, add --allow-weak."
        )
    return f"Isolation: {level} ({why.rstrip('.')})."


def _stored_levels(results: Sequence[SubmissionResult]) -> str:
    """Returns a sentence with the levels of isolation that results of an earlier run were obtained under."""
    levels = sorted({result.isolation for result in results if result.isolation})
    return f"Isolation when this was marked: {', '.join(levels)}." if levels else ""


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The output folder {folder.name!r} cannot be made: {error.strerror}.") from None


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _print_class(console: Console, results: Sequence[SubmissionResult], folder: Path) -> None:
    table = Table(title="Marks", title_justify="left")
    table.add_column("student", overflow="fold")
    table.add_column("mark", justify="right", no_wrap=True)
    table.add_column("named mistakes", overflow="fold")
    for result in results:
        table.add_row(escape(result.student), escape(_mark(result)), escape(_said(result)), style=_STYLE[result.status])
    console.print(table)
    marked = sum(result.has_mark for result in results)
    console.print(f"{marked} of {len(results)} marked. Open {escape(str(folder / 'index.html'))}.", highlight=False)


def _mark(result: SubmissionResult) -> str:
    if result.status is Status.PARTLY:
        return f"≥ {number(result.points)} / {number(result.max_points)}"
    return mark(result)


def _said(result: SubmissionResult) -> str:
    """Returns the named mistakes, each once with its steps; or why there is no mark."""
    lines = [result.reason] if result.reason else []
    for exercise in result.exercises:
        names = dict.fromkeys(mistake(found.name) for found in exercise.diagnosis)
        if names:
            lines.append(f"{exercise.exercise}: {', '.join(names)}")
    return "\n".join(lines)
