"""The placeholders of a source, such as `{exercise}` and `{quiz}`, found by a Markdown parser, never by pattern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

EXERCISE, SOLUTION, WRONG_TURN, QUIZ, PROSE = "exercise", "solution", "wrong-turn", "quiz", "prose"
KINDS = {f"{{{kind}}}": kind for kind in (EXERCISE, SOLUTION, WRONG_TURN, QUIZ)}
FENCES = ("fence", "colon_fence")
CODE = "{code-cell}"
HINTS = {"Where:": "where to look", "Kind:": "what kind of slip", "Derive:": "what to derive again"}
RIGHT, WRONG = "- [x]", "- [ ]"


class Malformed(ValueError):
    """A placeholder that cannot be expanded; `line` counts from 0 in the text that was read."""

    def __init__(self, line: int, text: str):
        super().__init__(text)
        self.line = line


@dataclass(frozen=True)
class Piece:
    """A stretch of Markdown: prose, or one placeholder.

    kind : PROSE, EXERCISE, SOLUTION, WRONG_TURN or QUIZ
    name : the exercise's name
    body : the text within
    line : where it starts, from 0
    """

    kind: str
    name: str
    body: str
    line: int


def pieces(markdown: str) -> list[Piece]:
    """Returns Markdown as prose and placeholders, in order. Raises Malformed for a placeholder inside another block."""
    lines = markdown.split("\n")
    found, start = [], 0
    for token in _placeholders(markdown):
        first, last = token.map
        word, _, name = token.info.strip().partition(" ")
        found.append(_prose(lines[start:first], start))
        found.append(Piece(KINDS[word], name.strip(), token.content.rstrip("\n"), first))
        start = last
    found.append(_prose(lines[start:], start))
    return [piece for piece in found if piece.kind != PROSE or piece.body]


def _placeholders(markdown: str, depth: int = 0) -> Iterator[Token]:
    """Yields the fences that are placeholders."""
    parser = MarkdownIt().use(colon_fence_plugin)
    for token in parser.parse(markdown):
        word = token.info.strip().partition(" ")[0] if token.type in FENCES else ""
        if word in KINDS:
            if depth or token.level or token.type != "fence":
                text = f"{word} must be a fence of backticks at the margin, in no list and no other block"
                raise Malformed(token.map[0], text)
            yield token
        elif word.startswith("{") and word != CODE:
            try:
                list(_placeholders(token.content, depth + 1))
            except Malformed as inner:
                raise Malformed(token.map[0] + 1 + inner.line, str(inner)) from None


def _prose(lines: list[str], start: int) -> Piece:
    return Piece(PROSE, "", "\n".join(lines).strip("\n"), start)


def hints(piece: Piece) -> str:
    """Returns the three folded hints of an exercise as Markdown. Raises Malformed when there are not three."""
    lines = [line.strip().partition(" ") for line in piece.body.split("\n") if line.strip()]
    if [label for label, _, _ in lines] != list(HINTS) or not all(text.strip() for _, _, text in lines):
        text = f"exercise {piece.name} needs three hints, on lines that begin {', '.join(HINTS)}"
        raise Malformed(piece.line, text)
    folded = []
    for number, (title, (_, _, text)) in enumerate(zip(HINTS.values(), lines, strict=True), start=1):
        summary, text = f"<summary>Hint {number}: {title}</summary>", text.strip()
        folded.append(f'<details class="hint">\n{summary}\n\n{text[0].upper()}{text[1:]}\n\n</details>')
    return "\n".join(folded)


def question(piece: Piece, number: int) -> str:
    """Returns one quiz question as Markdown: options that open to say why. Raises Malformed for a malformed one."""
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
        raise Malformed(piece.line, "a quiz question has no text before its options")
    if sum(option.startswith(RIGHT) for option in options) != 1 or len(options) < 2:
        raise Malformed(piece.line, f"a quiz question needs two options or more, exactly one of them marked {RIGHT!r}")
    opened = [_option(option, letter, piece.line) for option, letter in zip(options, "ABCDEFGH", strict=False)]
    return "\n\n".join([f"**Question {number}.** {stem}", *opened])


def _option(option: str, letter: str, line: int) -> str:
    text, _, why = (part.strip() for part in option[len(RIGHT) :].partition("::"))
    if not text or not why:
        raise Malformed(line, f"the option {text!r} needs a text and, after ::, an explanation")
    verdict = "Yes." if option.startswith(RIGHT) else "No."
    summary = MarkdownIt().use(dollarmath_plugin, renderer=_formula).renderInline(text)
    return f'<details class="quiz-option">\n<summary>{letter}. {summary}</summary>\n\n{verdict} {why}\n\n</details>'


def _formula(tex: str, _) -> str:
    """Returns a formula as MathJax finds it inside HTML, on the website and in a notebook."""
    return rf"\({escape(tex, quote=False)}\)"
