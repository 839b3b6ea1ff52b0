"""What only the solved notebook shows: why a worked function is so, and the wrong turns beside it.

A `{solution}` is Markdown. A `{wrong-turn}` is Markdown, a line `---`, and one wrong function under the exercise's own
name; the notebook runs it under `@check.wrong_turn`, which shows its verdict and leaves the right function in place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.make_notebooks.placeholders import EXERCISE, SOLUTION, WRONG_TURN, Malformed, Piece

BETWEEN = "---"
DECORATOR = "@check.wrong_turn"
EXPLAINING = (SOLUTION, WRONG_TURN)


@dataclass(frozen=True)
class WrongTurn:
    """What is said of a wrong function, and the cell that shows its verdict."""

    prose: str
    cell: str


def check_order(pieces: Iterable) -> None:
    """Returns nothing. Raises Malformed for a solution or a wrong turn that does not follow its own exercise.

    pieces : the Markdown pieces and the code cells of a source, in order
    """
    before = ("", "")
    for piece in pieces:
        if not isinstance(piece, Piece):
            before = ("", "")
            continue
        follows = {SOLUTION: (EXERCISE,), WRONG_TURN: EXPLAINING}.get(piece.kind)
        if follows and before not in [(kind, piece.name) for kind in follows]:
            after = "exercise" if piece.kind == SOLUTION else "solution"
            text = f"{{{piece.kind}}} {piece.name} must stand right after the {after} of that name, nothing in between"
            raise Malformed(piece.line, text)
        before = (piece.kind, piece.name)


def solution(piece: Piece) -> str:
    """Returns the Markdown that explains a worked function. Raises Malformed when there is none."""
    if not piece.body.strip():
        raise Malformed(piece.line, f"the solution of {piece.name} says nothing")
    return piece.body.strip()


def wrong_turn(piece: Piece) -> WrongTurn:
    """Returns the parts of a wrong turn. Raises Malformed, with the line to mend, when one is missing or not Python."""
    lines = piece.body.split("\n")
    at = next((i for i, line in enumerate(lines) if line.strip() == BETWEEN), None)
    prose = "\n".join(lines[:at]).strip()
    if at is None or not prose.startswith("**"):
        text = f"a wrong turn of {piece.name} needs prose that begins with a **title**, then {BETWEEN}, then a function"
        raise Malformed(piece.line, text)
    above = piece.line + 1 + at + 1  # lines of the source above the code
    code = "\n".join(lines[at + 1 :])
    try:
        body = ast.parse(code).body
    except SyntaxError as error:
        raise Malformed(above + (error.lineno or 1) - 1, f"not Python: {error.msg}") from None
    if [getattr(node, "name", None) for node in body] != [piece.name] or not isinstance(body[0], ast.FunctionDef):
        raise Malformed(above, f"below {BETWEEN} stands one function called {piece.name}, and nothing else")
    return WrongTurn(prose, f"{DECORATOR}\n{code.strip()}")


def told(pieces: Iterable) -> Iterator[str]:
    """Yields the lines that a student's notebook may not show, of every solution and wrong turn."""
    for piece in pieces:
        if isinstance(piece, Piece) and piece.kind in EXPLAINING:
            yield from piece.body.split("\n")
