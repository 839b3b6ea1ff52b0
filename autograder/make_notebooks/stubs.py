"""Worked functions to cells: the answer as it stands in `solutions`, and the stub that is left when it is taken out.

Everything is read from the syntax tree; text is only cut at the lines that the tree names.
"""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass
from pathlib import Path

from autograder.make_notebooks.errors import SourceError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
LEFT_OPEN = "raise NotImplementedError"
TELLTALE = 12  # shorter lines, such as "else:" or "return x", are no answer by themselves


@dataclass(frozen=True)
class Answer:
    """One worked function.

    solved : the cell of the solved notebook: the function, after the private helpers and constants it needs
    stub : the cell of the student notebook
    secret : the lines that must not be found in a student notebook
    line : where the function starts in its module
    """

    name: str
    solved: str
    stub: str
    secret: tuple[str, ...]
    line: int


class Module:
    """The functions of one `solutions` module, as cells."""

    def __init__(self, path: Path):
        self.path = path
        self.lines = path.read_text(encoding="utf-8").splitlines()
        try:
            tree = ast.parse("\n".join(self.lines))
        except SyntaxError as error:
            raise SourceError(path, error.lineno or 1, f"not Python: {error.msg}") from None
        self.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self.imports = {alias.asname or alias.name.partition(".")[0]: node for node in tree.body
                        if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}  # fmt: skip
        self.constants = {target.id: node for node in tree.body for target in _targets(node)}
        self._check_markers()

    def answer(self, name: str) -> Answer:
        """Returns the cells of one function. Raises KeyError when the module does not define it."""
        node = self.functions[name]
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        if not body:
            raise SourceError(self.path, node.lineno, f"{name} has no body beside its docstring")
        function = self._without_markers(_first_line(node), node.end_lineno)
        secret = self._secret(node, body)
        for helper in self._helpers(node):
            secret += [line.strip() for line in self._text(helper).splitlines()]
        needed = [self._text(helper) for helper in self._helpers(node)]
        stub = self._stub(node, body)
        return Answer(name, "\n\n\n".join([*needed, function]), stub, tuple(_telltale(secret)), node.lineno)

    def _stub(self, node: ast.FunctionDef, body: list[ast.stmt]) -> str:
        start = _first_line(node)
        marked = self._marked(node)
        if marked is None:
            indent = " " * body[0].col_offset
            head = self.lines[start - 1 : self._body_start(node, body) - 1]
            return "\n".join([*_trim(head), f"{indent}{LEFT_OPEN}"])
        kept, opened = [], False
        for number in range(start, node.end_lineno + 1):
            line = self.lines[number - 1]
            if number == marked[0]:
                kept.append(line[: len(line) - len(line.lstrip())] + LEFT_OPEN)
                opened = True
            if not (opened and number <= marked[1]):
                kept.append(line)
        return "\n".join(kept)

    def _body_start(self, node: ast.FunctionDef, body: list[ast.stmt]) -> int:
        """Returns the line after the docstring, so that comments before the first statement go with the answer."""
        if ast.get_docstring(node) is not None:
            return node.body[0].end_lineno + 1
        return body[0].lineno

    def _secret(self, node: ast.FunctionDef, body: list[ast.stmt]) -> list[str]:
        marked = self._marked(node)
        first, last = marked if marked else (self._body_start(node, body), node.end_lineno)
        return [line.strip() for line in self.lines[first - 1 : last] if line.strip() not in (BEGIN, END)]

    def _marked(self, node: ast.FunctionDef) -> tuple[int, int] | None:
        begins = self._marker_lines(node, BEGIN)
        return (begins[0], self._marker_lines(node, END)[0]) if begins else None

    def _marker_lines(self, node: ast.FunctionDef, marker: str) -> list[int]:
        return [n for n in range(node.lineno, node.end_lineno + 1) if self.lines[n - 1].strip() == marker]

    def _check_markers(self) -> None:
        """Raises SourceError for a marker that is unpaired, outside a function, or beside other text."""
        homes = {n: node for node in self.functions.values() for n in range(node.lineno, node.end_lineno + 1)}
        for number, line in enumerate(self.lines, start=1):
            if BEGIN not in line and END not in line:
                continue
            if line.strip() not in (BEGIN, END):
                raise SourceError(self.path, number, "a solution marker must stand alone on its line")
            if number not in homes:
                raise SourceError(self.path, number, "a solution marker stands outside every function")
        for node in self.functions.values():
            begins, ends = self._marker_lines(node, BEGIN), self._marker_lines(node, END)
            if not begins and not ends:
                continue
            if len(begins) != 1 or len(ends) != 1 or begins[0] > ends[0]:
                line = (begins or ends)[0]
                text = f"{node.name} needs one BEGIN SOLUTION and, after it, one END SOLUTION"
                raise SourceError(self.path, line, text)
            self._check_wraps_statements(node, begins[0], ends[0])

    def _check_wraps_statements(self, node: ast.FunctionDef, begin: int, end: int) -> None:
        indents = {len(self.lines[n - 1]) - len(self.lines[n - 1].lstrip()) for n in (begin, end)}
        inside = [s for s in node.body if begin < s.lineno and s.end_lineno < end]
        crossing = [s for s in node.body if s.lineno < begin <= s.end_lineno or s.lineno < end <= s.end_lineno]
        if len(indents) != 1 or not inside or crossing:
            text = f"the markers in {node.name} must enclose whole statements of the function's own body"
            raise SourceError(self.path, begin, text)

    def _helpers(self, node: ast.FunctionDef) -> list[ast.stmt]:
        """Returns the private functions and constants a function needs, directly or not, in the module's order."""
        needed: dict[str, ast.stmt] = {}
        waiting = [node]
        while waiting:
            for name in sorted(_names(waiting.pop())):
                helper = self.constants.get(name) or (self.functions.get(name) if name.startswith("_") else None)
                if helper is not None and name not in needed and name != node.name:
                    needed[name] = helper
                    waiting.append(helper)
        unique = {id(helper): helper for helper in needed.values()}
        return sorted(unique.values(), key=lambda helper: helper.lineno)

    def imports_for(self, names: list[str]) -> list[str]:
        """Returns the import lines that the cells of these functions need, for the solved notebook's first cell."""
        used: set[str] = set()
        for name in names:
            used |= _names(self.functions[name])
            for helper in self._helpers(self.functions[name]):
                used |= _names(helper)
        lines = [ast.unparse(_only(self.imports[name], name)) for name in sorted(used) if name in self.imports]
        return sorted(set(lines), key=lambda line: (line.startswith("from solutions"), line))

    def _text(self, node: ast.stmt) -> str:
        return self._without_markers(_first_line(node), node.end_lineno)

    def _without_markers(self, first: int, last: int) -> str:
        return "\n".join(line for line in self.lines[first - 1 : last] if line.strip() not in (BEGIN, END))


def _targets(node: ast.stmt) -> list[ast.Name]:
    if isinstance(node, ast.Assign):
        return [target for target in node.targets if isinstance(target, ast.Name)]
    return [node.target] if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else []


def _only(node: ast.Import | ast.ImportFrom, name: str) -> ast.stmt:
    """Returns the import of one name alone."""
    aliases = [alias for alias in node.names if (alias.asname or alias.name.partition(".")[0]) == name]
    if isinstance(node, ast.Import):
        return ast.Import(names=aliases)
    return ast.ImportFrom(module=node.module, names=aliases, level=node.level)


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and not hasattr(builtins, n.id)}


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def _trim(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _telltale(lines: list[str]) -> list[str]:
    return [line for line in lines if len(line) >= TELLTALE and not line.startswith("#")]
