"""The two placeholders of a source, `{exercise}` and `{quiz}`, found by a Markdown parser, never by pattern."""

from __future__ import annotations

import html
from dataclasses import dataclass

from markdown_it import MarkdownIt

HINT_TITLES = ("where to look", "what kind of slip", "what to derive again")
LABELS = ("Where:", "Kind:", "Derive:")
RIGHT, WRONG = "- [x]", "- [ ]"


@dataclass(frozen=True)
class Piece:
    """A stretch of a Markdown cell: prose, or one placeholder.

    kind : "prose", "exercise" or "quiz"
    name : the exercise's name
    body : the text within
    line : where it starts in the cell, from 0
    """

    kind: str
    name: str
    body: str
    line: int


def pieces(markdown: str) -> list[Piece]:
    """Returns a Markdown cell as prose and placeholders, in order."""
    lines = markdown.split("\n")
    found, start = [], 0
    for token in MarkdownIt().parse(markdown):
        kind, _, name = token.info.strip().partition(" ") if token.type == "fence" else ("", "", "")
        if kind not in ("{exercise}", "{quiz}") or token.level:
            continue
        first, last = token.map
        found.append(_prose(lines[start:first], start))
        found.append(Piece(kind.strip("{}"), name.strip(), token.content.strip("\n"), first))
        start = last
    found.append(_prose(lines[start:], start))
    return [piece for piece in found if piece.kind != "prose" or piece.body]


def _prose(lines: list[str], start: int) -> Piece:
    return Piece("prose", "", "\n".join(lines).strip("\n"), start)


def hints(piece: Piece) -> str:
    """Returns the three folded hints of an exercise as Markdown. Raises ValueError when there are not three."""
    lines = [line.strip() for line in piece.body.split("\n") if line.strip()]
    if [line.partition(" ")[0] for line in lines] != list(LABELS):
        raise ValueError(f"exercise {piece.name} needs three hints, on lines that begin {', '.join(LABELS)}")
    folded = []
    for number, (title, line) in enumerate(zip(HINT_TITLES, lines, strict=True), start=1):
        text = line.partition(" ")[2].strip()
        summary = f"<summary>Hint {number}: {title}</summary>"
        folded.append(f'<details class="hint">\n{summary}\n\n{text[:1].upper()}{text[1:]}\n\n</details>')
    return "\n".join(folded)


def question(piece: Piece, number: int) -> str:
    """Returns one quiz question as Markdown, every option explained. Raises ValueError for a malformed one."""
    asked, options = [], []
    for line in piece.body.split("\n"):
        if line.startswith((RIGHT, WRONG)):
            options.append(line)
        elif options and line.strip():
            options[-1] += " " + line.strip()
        elif not options:
            asked.append(line)
    stem = "\n".join(asked).strip()
    if not stem:
        raise ValueError("a quiz question has no text before its options")
    if sum(option.startswith(RIGHT) for option in options) != 1 or len(options) < 2:
        raise ValueError("a quiz question needs two options or more, exactly one of them marked [x]")
    return "\n\n".join([f"**Question {number}.** {stem}", *(_option(option, i) for i, option in enumerate(options))])


def _option(option: str, index: int) -> str:
    text, separator, why = option[len(RIGHT) :].partition("::")
    if not separator or not why.strip():
        raise ValueError(f"the option {text.strip()!r} has no explanation after ::")
    verdict = "Yes." if option.startswith(RIGHT) else "No."
    letter = chr(ord("A") + index)
    return (
        f'<details class="quiz-option">\n<summary>{letter}. {_summary(text.strip())}</summary>\n\n'
        f"{verdict} {why.strip()}\n\n</details>"
    )


def _summary(text: str) -> str:
    """Returns the option's text as it may stand in HTML; `code` becomes code."""
    parts = html.escape(text, quote=False).split("`")
    if len(parts) % 2 == 0:
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
