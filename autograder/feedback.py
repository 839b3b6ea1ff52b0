"""Results to words and cards: the one place that decides how a verdict reads and looks."""

from __future__ import annotations

import re
from html import escape

from autograder.core.result import CheckResult, ExerciseResult, Verdict

MARKS = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✗",
    Verdict.SKIPPED: "–",
    Verdict.NOT_ATTEMPTED: "○",
    Verdict.GRADER_ERROR: "!",
}
SENTENCE = re.compile(r"(?<=[.?]) ")
HINT_TITLES = ("where to look", "what kind of slip", "what to derive again")


def points(value: float) -> str:
    """Returns marks without needless zeros: 2, 1.5, 0.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def headline(result: ExerciseResult) -> str:
    """Returns the first line of a verdict, such as "✗ mse: failed (1/2)"."""
    marks = f"({points(result.points)}/{points(result.max_points)})"
    return f"{MARKS[result.verdict]} {result.exercise}: {result.verdict} {marks}"


def text(result: ExerciseResult) -> str:
    """Returns a verdict as plain text: the headline, one line a check, then what was observed."""
    if result.verdict is Verdict.NOT_ATTEMPTED:
        return headline(result)
    lines = [headline(result)]
    if result.message:
        lines.append(f"  {result.message}")
    shown = [check for check in result.checks if check.max_points or check.verdict is not Verdict.PASSED]
    lines += [_check_line(check, result.message) for check in shown]
    lines += [f"  Also: {message}" for message in _further(result)]
    return "\n".join(lines)


def _further(result: ExerciseResult) -> list[str]:
    """Returns the messages after the first; what was observed is not said twice."""
    shown = []
    for diagnosis in result.diagnosis[1:]:
        sentences = SENTENCE.split(diagnosis.message)
        said = SENTENCE.split(result.diagnosis[0].message)
        shared = next((i for i, pair in enumerate(zip(sentences, said, strict=False)) if pair[0] != pair[1]), 0)
        shown.append(" ".join(sentences[shared:]))
    return shown


def _remark(check: CheckResult, said: str) -> str:
    """Returns what is remarked on a check that passed, unless it stands in the verdict's message already."""
    return check.message if check.verdict is Verdict.PASSED and check.message not in said else ""


def _check_line(check: CheckResult, said: str) -> str:
    marks = f"({points(check.points)}/{points(check.max_points)})" if check.max_points else f"({points(check.points)})"
    remark = _remark(check, said)
    return f"  {MARKS[check.verdict]} {check.title} {marks}{': ' * bool(remark)}{remark}"


def hint_text(result: ExerciseResult, step: int) -> str:
    """Returns hint 1, 2 or 3 of the first named mistake, or what can be said without one."""
    if result.verdict is Verdict.PASSED:
        return f"{result.exercise} passes: no hint is needed."
    if result.verdict is Verdict.NOT_ATTEMPTED:
        return f"{result.exercise} is not attempted yet: the three hints below the exercise are a place to start."
    if not result.diagnosis:
        return f"No single mistake explains these numbers, so there is no hint to give. {result.message}"
    return f"Hint {step}, {HINT_TITLES[step - 1]}: {result.diagnosis[0].hints[step - 1]}"


def html(result: ExerciseResult) -> str:
    """Returns a verdict as a self-contained card that follows the page's light or dark scheme."""
    kind = str(result.verdict).replace(" ", "-")
    marks = f"{points(result.points)}&thinsp;/&thinsp;{points(result.max_points)}"
    parts = [
        STYLE,
        f'<section class="fb-verdict fb-{kind}" aria-label="{escape(headline(result))}">',
        f'<p class="fb-head"><span class="fb-mark" aria-hidden="true">{MARKS[result.verdict]}</span>'
        f"<code>{escape(result.exercise)}</code> <span>{escape(str(result.verdict))}</span>"
        f'<span class="fb-points">{marks}</span></p>',
    ]
    if result.verdict is not Verdict.NOT_ATTEMPTED:
        parts += [_message_html(result), _checks_html(result), *_hints_html(result)]
    return "".join([*parts, "</section>"])


def _message_html(result: ExerciseResult) -> str:
    said = [result.message] if result.message else []
    said += _further(result)
    return "".join(f'<p class="fb-message">{inline(message)}</p>' for message in said)


def _checks_html(result: ExerciseResult) -> str:
    rows = []
    for check in result.checks:
        if not check.max_points and check.verdict is Verdict.PASSED:
            continue
        worth = (
            f"{points(check.points)}&thinsp;/&thinsp;{points(check.max_points)}"
            if check.max_points
            else points(check.points)
        )
        remark = _remark(check, result.message)
        remark = f" <small>{inline(remark)}</small>" if remark else ""
        state = "passed" if check.verdict is Verdict.PASSED else "failed"
        mark = f'<span class="fb-mark" role="img" aria-label="{state}">{MARKS[check.verdict]}</span>'
        rows.append(
            f'<li class="fb-{state}">{mark}<span class="fb-title">{escape(check.title)}{remark}</span>'
            f'<span class="fb-points">{worth}</span></li>'
        )
    return f'<ul class="fb-checks">{"".join(rows)}</ul>' if rows else ""


def _hints_html(result: ExerciseResult) -> list[str]:
    if not result.diagnosis:
        return []
    return [
        f"<details><summary>Hint {number}: {title}</summary><p>{inline(hint)}</p></details>"
        for number, (title, hint) in enumerate(zip(HINT_TITLES, result.diagnosis[0].hints, strict=True), start=1)
    ]


def inline(message: str) -> str:
    """Returns escaped text in which `code` is set as code."""
    pieces = escape(message).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(f"<code>{piece}</code>" if i % 2 else piece for i, piece in enumerate(pieces))


def progress_text(chapter, rows) -> str:
    """Returns a chapter's progress: one line an exercise, then the sum.

    rows : (exercise, result or None) pairs
    """
    done = sum(result is not None and result.verdict is Verdict.PASSED for _, result in rows)
    earned = sum(result.points for _, result in rows if result)
    lines = [
        f"Chapter {chapter.number}: {done}/{len(rows)} exercises, {points(earned)}/{points(chapter.points)} points"
    ]
    lines += [f"  {headline(result)}" if result else f"  ○ {exercise.name}: not checked" for exercise, result in rows]
    return "\n".join(lines)


def progress_html(chapter, rows) -> str:
    """Returns a chapter's progress as a card."""
    first, *rest = progress_text(chapter, rows).split("\n")
    items = "".join(f"<li><span>{escape(line.strip())}</span></li>" for line in rest)
    head = f'<p class="fb-head"><span>{escape(first)}</span></p>'
    return f'{STYLE}<section class="fb-verdict fb-progress">{head}<ul class="fb-checks">{items}</ul></section>'


STYLE = (
    "<style>"
    ".fb-verdict{--fb-good:#00694f;--fb-bad:#a33a00;--fb-quiet:#56616b;--fb-line:#d5dade;--fb-soft:#f6f7f8;"
    "border:1px solid var(--fb-line);border-left:4px solid var(--fb-quiet);border-radius:6px;padding:.75em 1em;"
    "margin:.5em 0;font:inherit;line-height:1.5;max-width:46rem;background:var(--fb-soft);color:#1f2933}"
    ".fb-verdict.fb-passed{border-left-color:var(--fb-good)}.fb-verdict.fb-failed{border-left-color:var(--fb-bad)}"
    ".fb-verdict p{margin:.35em 0}.fb-verdict .fb-head{display:flex;gap:.5em;align-items:baseline;font-weight:600}"
    ".fb-verdict .fb-points{margin-left:auto;font-variant-numeric:tabular-nums;white-space:nowrap;font-weight:400}"
    ".fb-verdict .fb-checks{list-style:none;margin:.5em 0;padding:0;border-top:1px solid var(--fb-line)}"
    ".fb-verdict .fb-checks li{display:flex;gap:.6em;padding:.2em 0;margin:0;border-bottom:1px solid var(--fb-line)}"
    ".fb-verdict .fb-mark{font-weight:700}.fb-passed>.fb-mark,.fb-passed .fb-head>.fb-mark{color:var(--fb-good)}"
    ".fb-failed>.fb-mark,.fb-failed .fb-head>.fb-mark{color:var(--fb-bad)}"
    ".fb-verdict small{color:var(--fb-quiet);font-size:.9em}.fb-verdict summary{cursor:pointer;color:inherit}"
    ".fb-verdict code{background:none;padding:0;color:inherit}"
    "html[data-theme=dark] .fb-verdict,body[data-jp-theme-light=false] .fb-verdict{--fb-good:#5fd3b0;--fb-bad:#ff9d6b;"
    "--fb-quiet:#a9b4bd;--fb-line:#3a444d;--fb-soft:#1c2329;color:#e6eaed}"
    "</style>"
)
