"""The two comments that bound the part of a worked function which its stub leaves out."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from autograder.make_notebooks.errors import SourceError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass(frozen=True)
class Span:
    """The lines of the two markers of a function, counted from 1 in the module."""

    begin: int
    end: int


def looks_like_marker(text: str) -> bool:
    """Returns whether a line holds a comment that means to be a marker, well written or not."""
    words = text.partition("#")[2].strip("# \t").upper().replace("_", " ").split()
    return words[:1] in (["BEGIN"], ["END"]) and "SOLUTION" in words[1:3]


def find_spans(path: Path, text: str, functions: list[ast.FunctionDef]) -> dict[str, Span]:
    """Returns the marked span of each function that has one. Raises SourceError for a marker that is out of place."""
    marks = _marks(path, text)
    spans = {}
    for function in functions:
        last = _last_line(function, text.splitlines())
        own = [line for line in marks if function.lineno <= line <= last]
        if own:
            spans[function.name] = _span(path, function, {line: marks.pop(line) for line in own})
    for line in marks:
        raise SourceError(path, line, "a solution marker stands outside every function")
    return spans


def _last_line(function: ast.FunctionDef, lines: list[str]) -> int:
    """Returns where a function ends, counting the indented comments after its last statement, which no tree holds."""
    last = function.end_lineno
    while last < len(lines) and lines[last].startswith((" ", "\t")) and lines[last].strip().startswith("#"):
        last += 1
    return last


def _marks(path: Path, text: str) -> dict[int, tokenize.TokenInfo]:
    marks = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT or not looks_like_marker(token.string):
            continue
        if token.line.strip() not in (BEGIN, END):
            wanted = f"a solution marker stands alone on its line and reads {BEGIN!r} or {END!r}"
            raise SourceError(path, token.start[0], wanted)
        marks[token.start[0]] = token
    return marks


def _span(path: Path, function: ast.FunctionDef, marks: dict[int, tokenize.TokenInfo]) -> Span:
    lines = list(marks)
    if [mark.string for mark in marks.values()] != [BEGIN, END]:
        text = f"{function.name} needs one {BEGIN!r} and, below it, one {END!r}"
        raise SourceError(path, lines[0], text)
    begin, end = lines
    inside = [s for s in function.body if begin < s.lineno and s.end_lineno < end]
    across = [s for s in function.body if any(s.lineno < line <= s.end_lineno for line in lines)]
    depth = function.body[0].col_offset
    if across or not inside or any(mark.start[1] != depth for mark in marks.values()):
        text = f"the markers in {function.name} must enclose whole statements, and stand as far in as its body does"
        raise SourceError(path, begin, text)
    return Span(begin, end)
