"""Feedback pages: one a submission and one for the class. Self-contained; everything a student wrote is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html import escape
from urllib.parse import quote

from autograder import feedback
from autograder.core.mistakes import FAMILIES
from autograder.core.result import ExerciseResult, Verdict
from autograder.grade import CellFault, SubmissionResult, of_no_concern, what
from autograder.gradebook import mistakes_of
from autograder.report.naming import exercise_names, mark, mistake, named_mistakes, number, points
from autograder.report.style import PAGE, STYLE

Card = Callable[[ExerciseResult], str]
_SHOWN_MISTAKES = 12
_KINDS = {Verdict.PASSED: "full", Verdict.GRADER_ERROR: "error"}


def feedback_page(result: SubmissionResult, card: Card = feedback.html) -> str:
    """Returns the page that a student reads: the mark, what stopped the notebook, and one card an exercise."""
    title = result.title or "Feedback"
    parts = [
        f"<header><p class='course'>Forward and Back</p><h1>{escape(title)}</h1>",
        f"<p class='who'>{escape(result.student)} <span class='file'>{escape(result.file)}</span></p></header>",
        f"<p class='mark'><strong>{escape(mark(result))}</strong> {_status(result)}</p>" if result.exercises else "",
        _notice(result),
        _faults(result.cell_faults),
        _overview(result),
        *(f"<section id='{escape(e.exercise)}' class='exercise'>{card(e)}</section>" for e in result.exercises),
    ]
    return _page(f"{title}: {result.student}", "\n".join(part for part in parts if part))


def index_page(results: Sequence[SubmissionResult], pages: Mapping[str, str], note: str = "") -> str:
    """Returns the instructor's page: the class as a table, and the mistakes that were made most.

    pages : by `file`, the address of the submission's page relative to this one
    note : a sentence on how the class was marked, such as its isolation
    """
    exercises = exercise_names(results)
    head = "".join(f"<th scope='col' class='points'>{_name(name)}</th>" for name in exercises)
    rows = "\n".join(_row(result, pages[result.file], exercises) for result in results)
    body = [
        "<header><p class='course'>Forward and Back</p><h1>The class</h1>",
        f"<p class='who'>{escape(_counts(results))} {escape(note)}</p>",
        "<p><a href='class.html'>What to teach again</a>: the class's mistakes, exercise by exercise.</p></header>",
        "<div class='wide' role='region' aria-label='Marks' tabindex='0'><table class='class'>",
        f"<thead><tr><th scope='col'>Student</th><th scope='col' class='points'>Mark</th>{head}",
        "<th scope='col'>Named mistakes</th></tr></thead>",
        f"<tbody>{rows}</tbody></table></div>",
        _most_frequent(results),
    ]
    return _page("The class", "\n".join(body), wide=True)


def _status(result: SubmissionResult) -> str:
    late = " <span class='tag'>late</span>" if result.late else ""
    return late if result.has_mark else f"<span class='tag'>{escape(result.status)}</span>{late}"


def _notice(result: SubmissionResult) -> str:
    if not result.reason:
        return ""
    lead = "" if result.exercises else "<strong>This submission could not be marked.</strong> "
    return f"<p class='notice'>{lead}{escape(result.reason)}</p>"


def _faults(faults: Sequence[CellFault]) -> str:
    """Returns what stopped while the notebook ran; each cost its own cell and what only that cell defines.

    What follows from an open stub or from marking itself is counted in one quiet line.
    """
    quiet = of_no_concern(faults)
    rest = f"<p class='quiet'>{escape(quiet)}</p>" if quiet else ""
    faults = [fault for fault in faults if fault.is_the_students]
    if not faults:
        return rest
    items = "".join(
        f"<li>Code cell {fault.number}{f', line {fault.line}' if fault.line else ''}, which begins "
        f"<code>{escape(fault.first_line)}</code>, stopped with <code>{escape(what(fault))}</code>.</li>"
        for fault in faults
    )
    return (
        "<section class='faults'><h2>When the notebook ran</h2>"
        f"<p>The other cells ran all the same.</p><ul>{items}</ul>{rest}</section>"
    )


def _overview(result: SubmissionResult) -> str:
    if not result.exercises:
        return ""
    rows = "".join(
        f"<tr><td><a href='#{escape(e.exercise)}'>{_name(e.exercise)}</a></td>"
        f"<td>{escape(str(e.verdict))}</td><td class='points'>{points(e)} / {number(e.max_points)}</td></tr>"
        for e in result.exercises
    )
    return (
        "<table class='overview'><thead><tr><th scope='col'>Exercise</th><th scope='col'>Verdict</th>"
        f"<th scope='col' class='points'>Points</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(result: SubmissionResult, page: str, exercises: Sequence[str]) -> str:
    by_name = {exercise.exercise: exercise for exercise in result.exercises}
    cells = "".join(_cell(by_name.get(name)) for name in exercises)
    total = mark(result) if result.exercises else str(result.status)
    return (
        f"<tr><th scope='row'><a href='{escape(quote(page))}'>{escape(result.student)}</a>"
        f"<span class='file'>{escape(result.file)}</span></th>"
        f"<td class='points'>{escape(total)} {_status(result) if result.exercises else ''}</td>"
        f"{cells}<td class='said'>{_said(result)}</td></tr>"
    )


def _said(result: SubmissionResult) -> str:
    """Returns the named mistakes, then in a quieter colour what else kept the submission from full marks."""
    named = "; ".join(named_mistakes(result))
    silent = [e for e in result.exercises if e.verdict is not Verdict.PASSED and not e.diagnosis]
    rest = [result.reason, *(f"{e.exercise}: {e.message or e.verdict}" for e in silent)]
    quiet = "".join(f"<div class='quiet'>{escape(line)}</div>" for line in rest if line)
    return escape(named) + quiet


def _name(exercise: str) -> str:
    """Returns an exercise's name as code that may be broken after its underscores."""
    return f"<code>{escape(exercise).replace('_', '_<wbr>')}</code>"


def _cell(exercise: ExerciseResult | None) -> str:
    if exercise is None:
        return "<td class='points none'>–</td>"
    kind = _KINDS.get(exercise.verdict, "part" if exercise.points else "zero")
    return f"<td class='points {kind}' title='{escape(str(exercise.verdict))}'>{points(exercise)}</td>"


def _counts(results: Sequence[SubmissionResult]) -> str:
    marked = [result for result in results if result.has_mark]
    rest = len(results) - len(marked)
    text = f"{len(marked)} of {len(results)} submissions marked"
    if marked:
        share = sum(result.points / result.max_points for result in marked if result.max_points) / len(marked)
        text += f", {share:.0%} of the points on average"
    return f"{text}; {rest} to look at by hand." if rest else f"{text}."


def _most_frequent(results: Sequence[SubmissionResult]) -> str:
    """Returns which mistakes how many submissions made: what the next lesson may start from."""
    counts = Counter(found for result in results for found in {found[1:] for found in mistakes_of(result)})
    if not counts:
        return ""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN_MISTAKES]
    rows = "".join(
        f"<tr><td class='points'>{count}</td><td>{escape(mistake(name))}</td>"
        f"<td>{escape(FAMILIES.get(family, family))}</td></tr>"
        for (name, family), count in ordered
    )
    return (
        "<section><h2>Mistakes by number of submissions</h2><table class='overview'><thead><tr>"
        "<th scope='col' class='points'>In</th><th scope='col'>Mistake</th><th scope='col'>Family</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></section>"
    )


def _page(title: str, body: str, wide: bool = False) -> str:
    return PAGE.format(title=escape(title), style=STYLE, body=body, layout="wide-page" if wide else "page")
