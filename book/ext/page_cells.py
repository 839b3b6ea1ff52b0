"""What the page's Python has to know of a chapter's notebook: its cells, and for each the cells it rests on.

A cell that is run in the page brings along the cells before it that bind or change what it reads, and no others: a
table of numbers needs no figure to be drawn first.
"""

from __future__ import annotations

import ast
import builtins
import json
import symtable
from dataclasses import dataclass
from pathlib import Path

EXERCISE, CHECK, DEMONSTRATION = "exercise", "check", "demonstration"
DRAWING = ("matplotlib", "figures")
HEAVY = {"tensorflow": "TensorFlow", "keras": "TensorFlow", "torch": "PyTorch"}
SERVED_PART = {"sklearn": "sklearn.datasets"}  # of scikit-learn, its data sets


@dataclass(frozen=True)
class Names:
    """The names of one cell.

    binds : by assignment, def or class, at its top level
    changes : whose objects it may change: by storing into them, calling their methods, handing them to a function
    reads : of the notebook's names, those it mentions
    imports : by name, the module it comes from
    """

    binds: frozenset[str]
    changes: frozenset[str]
    reads: frozenset[str]
    imports: dict[str, str]


def names_in(code: str) -> Names:
    """Returns the names of a cell. Code that is no plain Python has none."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return Names(frozenset(), frozenset(), frozenset(), {})
    changes, imports = set(), {}
    table = symtable.symtable(code, "cell", "exec")
    binds = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() and not symbol.is_imported()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports |= {a.asname or a.name.partition(".")[0]: a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            imports |= {a.asname or a.name: node.module or "" for a in node.names}
        changes |= _changed_by(node)
    return Names(frozenset(binds), frozenset(changes), frozenset(_free(table)), imports)


def _free(table: symtable.SymbolTable) -> set[str]:
    """Returns the names of the notebook that some code reads: not those that belong to its own functions."""
    inner = set().union(*(_free(child) for child in table.get_children()))
    own = {
        s.get_name()
        for s in table.get_symbols()
        if s.is_referenced() and (table.get_type() == "module" or s.is_global())
    }
    return (own | inner) - set(dir(builtins))


def _changed_by(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        return {_root(node)}
    if isinstance(node, ast.AugAssign):
        return {_root(node.target)}
    if isinstance(node, ast.Call):
        handed = [*node.args, *(keyword.value for keyword in node.keywords)]
        called = [node.func] if isinstance(node.func, ast.Attribute) else []
        return {_root(part) for part in [*called, *handed]}
    return set()


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def needs(cells: list[Names], wanted: int) -> list[int]:
    """Returns the numbers of the cells before one that it rests on, in order."""
    fixed = {name for cell in cells for name in cell.imports}
    names, found = set(cells[wanted].reads), []
    for number in range(wanted - 1, -1, -1):
        if (cells[number].binds | (cells[number].changes - fixed)) & names:
            found.append(number)
            names |= cells[number].reads
    return found[::-1]


def lacking(cells: list[Names], numbers: list[int]) -> str:
    """Returns what some cells need and a browser has not, such as "TensorFlow", or an empty string."""
    modules = {module for number in numbers for module in _modules(cells, number)}
    for module in sorted(modules):
        top = module.partition(".")[0]
        if top in HEAVY:
            return HEAVY[top]
        if top in SERVED_PART and not module.startswith(SERVED_PART[top]):
            return "scikit-learn"
    return ""


def draws(cells: list[Names], numbers: list[int]) -> bool:
    """Returns whether some cells draw."""
    return any(module.split(".")[0] in DRAWING for number in numbers for module in _modules(cells, number))


def _modules(cells: list[Names], number: int) -> set[str]:
    """Returns the modules of the imported names that a cell mentions, and those that it imports inside a function."""
    where = {name: module for cell in cells for name, module in cell.imports.items()}
    own = {module for module in cells[number].imports.values() if module.partition(".")[0] in HEAVY}
    return own | {where[name] for name in cells[number].reads if name in where}


def import_lines(sources: list[str]) -> list[str]:
    """Returns the import statements at the top level of the cells, each once, in order."""
    found: dict[str, None] = {}
    for source in sources:
        try:
            body = ast.parse(source).body
        except SyntaxError:
            continue
        for node in body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found[ast.unparse(node)] = None
    return list(found)


def page_data(notebook: Path, solved: Path) -> dict:
    """Returns what a page is told about its notebook: import lines, and every code cell by its number in the file.

    solved : the notebook with the worked functions, which tells what an exercise needs; no code of it is kept
    """
    code = _code(notebook)
    sources = ["".join(cell["source"]) for _, cell in code]
    answers = [("".join(cell["source"]), _kind(cell)) for _, cell in _code(solved)]
    worked = {function_name(source): source for source, kind in answers if kind == EXERCISE}
    kinds = [_kind(cell) for _, cell in code]
    named = [function_name(source) if kind == EXERCISE else "" for source, kind in zip(sources, kinds, strict=True)]
    cells = [names_in(source + "\n\n\n" + worked.get(name, "")) for source, name in zip(sources, named, strict=True)]
    further = import_lines([source for source, _ in answers])
    known = {name for cell in cells for name in cell.imports} | set(named)
    rows, name = [], ""
    for k, kind in enumerate(kinds):
        name = named[k] or name
        before = needs(cells, k)
        if kind == EXERCISE:  # earlier exercises are there anyway, and an exercise draws nothing
            before = [number for number in before if kinds[number] == DEMONSTRATION and not draws(cells, [number])]
        rows.append(
            {
                "index": code[k][0],
                "kind": kind,
                "name": "" if kind == DEMONSTRATION else name,
                "code": sources[k],
                "needs": [code[number][0] for number in before],
                "draws": kind == DEMONSTRATION and draws(cells, [*(number for number in before if number), k]),
                "lacks": lacking(cells, [*before, k]),
            }
        )
        if kind == EXERCISE:
            rows[-1]["solution_imports"] = _imports_of(names_in(worked.get(name, "")).reads - known, further)
    chapter = notebook.stem.partition("_")[2]
    return {"chapter": chapter, "stem": notebook.stem, "imports": import_lines(sources), "cells": rows}


def _imports_of(names: set[str], lines: list[str]) -> list[str]:
    """Returns the parts of some import lines that bind the names, one a line."""
    found = []
    for node in (ast.parse(line).body[0] for line in lines):
        for alias in node.names:
            if (alias.asname or alias.name) in names:
                found.append(ast.unparse(type(node)(**{**vars(node), "names": [alias]})))
    return found


def _code(notebook: Path) -> list[tuple[int, dict]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [(number, cell) for number, cell in enumerate(cells) if cell["cell_type"] == "code"]


def _kind(cell: dict) -> str:
    return next((tag for tag in cell["metadata"].get("tags", []) if tag in (EXERCISE, CHECK)), DEMONSTRATION)


def function_name(code: str) -> str:
    """Returns the name of the last function that a stub defines."""
    return [node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)][-1]
