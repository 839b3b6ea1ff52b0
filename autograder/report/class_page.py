"""class.html: how each exercise went and which mistakes were made, so that the next lesson knows where to start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from autograder.core.mistakes import FAMILIES
from autograder.grade import SubmissionResult
from autograder.report import chart
from autograder.report.chart import Part, bar, swatch
from autograder.report.naming import mistake
from autograder.report.style import PAGE, STYLE
from autograder.report.tally import ExerciseTally, FamilyTally, tally_exercises, tally_families

DISCUSSED = 5
"""Families of mistakes that are laid out at the top: more than a lesson has room for would be a list and no plan."""

UNNAMED_SHOWN = 4
COLUMNS = (
    ("full", "full marks"),
    ("part", "some points"),
    ("zero", "no points"),
    ("open", "not attempted"),
    ("broken", "grader error"),
)
_LOOK = """
.discuss { border: 1px solid var(--line); border-radius: .4rem; padding: .8rem 1rem; margin: 1rem 0; }
.discuss h3, .how h3 { margin: 0; font-size: 1rem; }
.discuss p { margin: .4rem 0 0; }
.discuss blockquote { margin: .6rem 0 0; padding-left: .8rem; border-left: 4px solid var(--accent); }
.how { margin: 1.75rem 0; }
.how p { margin: .3rem 0 .6rem; }
table th[scope=row] { font-weight: normal; overflow-wrap: anywhere; }
thead th.points { white-space: normal; font-size: .8rem; vertical-align: bottom; }
ul.unnamed { margin: .3rem 0; padding-left: 1.2rem; }
@media (max-width: 30rem) { th, td { padding: .35rem .3rem; } }
@media print { .discuss, .how { break-inside: avoid; } }
"""


def class_page(results: Sequence[SubmissionResult]) -> str:
    """Returns the page for whoever teaches the class; names no student."""
    exercises, families = tally_exercises(results), tally_families(results)
    marked = sum(bool(result.exercises) for result in results)
    body = [
        "<header><p class='course'><a href='index.html'>The class</a></p><h1>What to teach again</h1>",
        f"<p class='who'>{_quoted(_summary(results, exercises, marked))}</p></header>",
        _discussed(families, marked),
        _shares(exercises),
        _each(exercises),
        _counted(len(results) - marked),
    ]
    style = STYLE + chart.STYLE + _LOOK
    text = "\n".join(part for part in body if part)
    return PAGE.format(title="What to teach again", style=style, body=text, layout="page")


def _summary(results: Sequence[SubmissionResult], exercises: Sequence[ExerciseTally], marked: int) -> str:
    if not marked:
        return "No submission could be marked, so there is nothing to count."
    perfect = sum(bool(r.exercises) and r.has_mark and r.points >= r.max_points for r in results)
    text = f"{_of(marked, len(results))} submissions were marked; {perfect} of them {_have(perfect)} full marks."
    least = min((row for row in exercises if row.judged), key=lambda row: row.full / row.judged, default=None)
    if least and least.full < least.judged:
        text += f" Solved least: `{least.exercise}`, by {_of(least.full, least.judged)}."
    return text


def _shares(exercises: Sequence[ExerciseTally]) -> str:
    """Returns the table of all exercises: each row's bar shows the numbers beside it."""
    if not exercises:
        return ""
    columns = [column for column in COLUMNS if column[0] != "broken" or any(row.broken for row in exercises)]
    head = "".join(f"<th scope='col' class='points'>{swatch(key)}{escape(title)}</th>" for key, title in columns)
    rows = "".join(_share(row, columns) for row in exercises)
    return (
        "<section><h2>How each exercise went</h2>"
        "<div class='wide' role='region' aria-label='How each exercise went' tabindex='0'><table><thead><tr>"
        f"<th scope='col'>Exercise</th>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _share(row: ExerciseTally, columns: Sequence[tuple[str, str]]) -> str:
    parts = [Part(title, getattr(row, key), key) for key, title in columns]
    cells = "".join(f"<td class='points'>{part.value}</td>" for part in parts)
    drawn = bar(parts, row.judged + row.broken)
    return f"<tr><th scope='row'><a href='#{escape(_id(row))}'>{_code(row.exercise)}</a>{drawn}</th>{cells}</tr>"


def _discussed(families: Sequence[FamilyTally], marked: int) -> str:
    if not families:
        return ""
    cards = "".join(_card(row, marked) for row in families[:DISCUSSED])
    return f"<section><h2>Start with these</h2>{cards}</section>"


def _card(row: FamilyTally, marked: int) -> str:
    """Returns a family of mistakes: how many made it and where, what it was in each case, and what to ask."""
    title = FAMILIES.get(row.family, row.family)
    where = ", ".join(map(_code, row.exercises))
    made = "".join(
        f"<li><strong>{escape(mistake(each.name))}</strong> ({each.count}): {escape(each.note)}</li>"
        for each in row.mistakes
    )
    questions = "".join(f"<blockquote>To discuss: {escape(question)}</blockquote>" for question in row.questions)
    return (
        f"<article class='discuss'><h3>{escape(title[:1].upper() + title[1:])}</h3>"
        f"{bar([Part('submissions made it', row.count, 'made')], marked)}"
        f"<p>In {_of(row.count, marked)} submissions, in {where}.</p>"
        f"<ul class='unnamed'>{made}</ul>{questions}</article>"
    )


def _each(exercises: Sequence[ExerciseTally]) -> str:
    if not exercises:
        return ""
    return "<section><h2>Exercise by exercise</h2>" + "".join(map(_how, exercises)) + "</section>"


def _how(row: ExerciseTally) -> str:
    """Returns one exercise: its share of full marks, its mistakes, and what has no name."""
    share = f" ({row.full / row.judged:.0%})" if row.judged else ""
    lines = [f"{_of(row.full, row.judged)} {_have(row.full)} full marks{share}."]
    lost = row.part + row.zero
    if lost:
        lines.append(f"{lost} lost points: {row.named} with a named mistake, {row.without_name} without.")
    if row.open:
        lines.append(f"{row.open} left it open.")
    if row.broken:
        lines.append(f"In {row.broken} the grader failed; they are not in the share.")
    return (
        f"<div class='how' id='{escape(_id(row))}'><h3>{_code(row.exercise)} {escape(row.title)}</h3>"
        f"<p>{escape(' '.join(lines))}</p>{_named(row)}{_unnamed(row)}</div>"
    )


def _named(row: ExerciseTally) -> str:
    if not row.mistakes:
        return ""
    rows = "".join(
        f"<tr><th scope='row'><strong>{escape(mistake(made.name))}</strong>"
        f"{bar([Part('submissions made it', made.count, 'made')], row.judged)}"
        f"<div>{escape(made.note)}</div><div class='quiet'>{escape(made.question)}</div></th>"
        f"<td class='points'>{made.count}</td></tr>"
        for made in row.mistakes
    )
    return (
        "<table><thead><tr><th scope='col'>Named mistake, what it is, a question to discuss</th>"
        f"<th scope='col' class='points'>of {row.judged}</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _unnamed(row: ExerciseTally) -> str:
    if not row.unnamed:
        return ""
    shown = row.unnamed[:UNNAMED_SHOWN]
    items = "".join(f"<li>{count} × {_quoted(said)}</li>" for said, count in shown)
    rest = sum(count for _, count in row.unnamed[UNNAMED_SHOWN:])
    more = f"<li>{rest} more with other words</li>" if rest else ""
    return f"<p>Without a name, they were told:</p><ul class='unnamed'>{items}{more}</ul>"


def _counted(unmarked: int) -> str:
    """Returns how the numbers came about, so that nobody reads more out of them than is in them."""
    left = (
        f" {unmarked} could not be marked and {'is' if unmarked == 1 else 'are'} in no number here." if unmarked else ""
    )
    return (
        "<section><h2>How this was counted</h2><p>A mistake counts once a submission, however many steps it spoils. "
        "It is named only where it reproduces the learner's own numbers; failures without a name are counted as such, "
        f"not guessed at. One submission can hold several mistakes, so they need not add up.{left}</p></section>"
    )


def _id(row: ExerciseTally) -> str:
    return f"{row.chapter}-{row.exercise}"


def _code(name: str) -> str:
    return f"<code>{escape(name).replace('_', '_<wbr>')}</code>"


def _quoted(said: str) -> str:
    """Returns a sentence of ours as HTML; what stands between backticks becomes code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", escape(said))


def _of(count: int, whole: int) -> str:
    return f"{count} of {whole}"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
