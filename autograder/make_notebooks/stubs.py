"""Worked functions to cells: the answer as it stands in `solutions`, and the stub that is left when it is taken out.

Everything is read from the syntax tree; text is only cut at the lines that the tree names.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.make_notebooks.errors import SourceError
from autograder.make_notebooks.markers import BEGIN, END, Span, find_spans

LEFT_OPEN = "raise NotImplementedError"
BETWEEN = "\n\n\n"  # two empty lines between definitions


@dataclass(frozen=True)
class Answer:
    """One worked function.

    solved : the cell of the solved notebook: the function, after the constants and further functions it needs
    stub : the cell of the student's notebook
    secret : the lines that must not be found in a student's notebook
    solved_names, stub_names : every name that the cell refers to
    """

    name: str
    solved: str
    stub: str
    secret: tuple[str, ...]
    solved_names: frozenset[str]
    stub_names: frozenset[str]


class Module:
    """The functions of one `solutions` module, as cells."""

    def __init__(self, path: Path):
        self.path = path
        text = path.read_text(encoding="utf-8")
        try:
            tree = ast.parse(text)
        except SyntaxError as error:
            raise SourceError(path, error.lineno or 1, f"not Python: {error.msg}") from None
        self.lines = text.splitlines()
        self.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self.definitions = {name: node for node in tree.body for name in _defines(node)}
        self.imports = _imports(tree)
        self.spans = find_spans(path, text, list(self.functions.values()))

    def answer(self, name: str, exercises: Collection[str]) -> Answer:
        """Returns the cells of one function. Raises KeyError when the module does not define it.

        exercises : the chapter's exercises in order; those before this one are defined by cells of their own
        """
        node = self.functions[name]
        before = list(exercises)[: list(exercises).index(name)]
        given, hidden = self._parts(node)
        defined = {*before, name, *_locals(node)}
        needed = self._needed([node], defined, exercises)
        needed_by_stub = self._needed(given, defined, exercises)
        further = [self._text(part).splitlines() for part in needed if part not in needed_by_stub]
        hidden_lines = [line for lines in [self._cut(hidden), *further] for line in lines]
        return Answer(
            name=name,
            solved=BETWEEN.join(self._text(part) for part in [*needed, node]),
            stub=BETWEEN.join([*map(self._text, needed_by_stub), self._stub(node)]),
            secret=tuple(line.strip() for line in hidden_lines if line.strip()),
            solved_names=frozenset().union(*map(_names, [*needed, node])),
            stub_names=frozenset().union(*map(_names, [*needed_by_stub, *given])),
        )

    def import_line(self, name: str) -> str | None:
        """Returns the line that imports one name into the module, or None when it is not imported."""
        return self.imports.get(name)

    def _parts(self, node: ast.FunctionDef) -> tuple[list[ast.AST], Span]:
        """Returns what the stub of a function keeps, as syntax, and the lines that it hides."""
        head = [*node.decorator_list, node.args, *filter(None, [node.returns])]
        span = self.spans.get(node.name)
        if span is None:
            return head, Span(self._start_of_body(node), node.end_lineno)
        return [*head, *(s for s in node.body if not span.begin < s.lineno < span.end)], span

    def _start_of_body(self, node: ast.FunctionDef) -> int:
        """Returns the first line of the body, docstring apart; comments above its first statement belong to it."""
        documented = ast.get_docstring(node) is not None
        body = node.body[documented:]
        above = node.body[0].end_lineno if documented else self._end_of_head(node)
        if not body or body[0].lineno <= above:
            raise SourceError(self.path, node.lineno, f"the body of {node.name} must begin on a line of its own")
        return above + 1

    def _end_of_head(self, node: ast.FunctionDef) -> int:
        """Returns the line on which the signature ends."""
        parts = [a.end_lineno for a in ast.walk(node.args) if hasattr(a, "end_lineno")]
        last = max([node.lineno, *parts, *([node.returns.end_lineno] if node.returns else [])])
        rest = range(last, node.end_lineno + 1)
        return next((n for n in rest if self.lines[n - 1].partition("#")[0].rstrip().endswith(":")), node.end_lineno)

    def _stub(self, node: ast.FunctionDef) -> str:
        left_open = " " * node.body[0].col_offset + LEFT_OPEN
        span = self.spans.get(node.name) or Span(self._start_of_body(node), node.end_lineno)
        above = self.lines[_first_line(node) - 1 : span.begin - 1]
        below = self.lines[span.end : node.end_lineno]
        return "\n".join([*above, left_open, *below])

    def _needed(self, parts: Iterable[ast.AST], defined: set[str], exercises: Collection[str]) -> list[ast.stmt]:
        """Returns the module's definitions that some code needs, directly or not, in the module's order.

        defined : names that need no definition here, for earlier cells have one
        """
        found: dict[int, ast.stmt] = {}
        waiting = list(parts)
        while waiting:
            part = waiting.pop()
            for name in _names(part) & self.definitions.keys() - defined:
                if name in exercises:
                    text = f"{name} is used here, and its exercise comes later in the chapter"
                    raise SourceError(self.path, getattr(part, "lineno", 1), text)
                definition = self.definitions[name]
                if definition.lineno not in found:
                    found[definition.lineno] = definition
                    waiting.append(definition)
        return [found[line] for line in sorted(found)]

    def _text(self, node: ast.stmt) -> str:
        """Returns the text of a definition with the comment above it, without solution markers."""
        first = _first_line(node)
        while first > 1 and self.lines[first - 2].startswith("#"):
            first -= 1
        return "\n".join(self._cut(Span(first, node.end_lineno)))

    def _cut(self, span: Span) -> list[str]:
        lines = self.lines[span.begin - 1 : span.end]
        return [line for line in lines if line.strip() not in (BEGIN, END)]


def _imports(tree: ast.Module) -> dict[str, str]:
    """Returns, by the name that it binds, one import line each."""
    found = {}
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom) or getattr(node, "module", "") == "__future__":
            continue
        for alias in node.names:
            plain = isinstance(node, ast.Import)
            alone = ast.Import([alias]) if plain else ast.ImportFrom(node.module, [alias], node.level)
            found[alias.asname or alias.name.partition(".")[0]] = ast.unparse(alone)
    return found


def _defines(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


def _names(node: ast.AST) -> set[str]:
    """Returns the names that some code reads, and does not set itself."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - _locals(node)


def _locals(node: ast.AST) -> set[str]:
    arguments = {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    return arguments | {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _first_line(node: ast.stmt) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
