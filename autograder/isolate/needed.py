"""Which of the chapter's own cells a notebook's functions need; the others only demonstrate, and may take seconds.

A demonstration is left out only where that cannot change what a function returns when it is called later:

- no cell that is run refers to a name that it binds. Where such a name is data, no cell that is run may even touch what
  it touches, as touching may be changing, and two names may be of one object;
- the learner's functions keep nothing between calls: no data of the notebook's, no decorators, defaults that cannot
  change, no classes, no way into the program's own names. Otherwise every cell is run.

Untrusted side: it reads the learner's code, and a learner who deceives it changes which cells of their own are run.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograder.isolate.cells import as_python

LARGEST = 200_000  # characters; beyond it, running is cheaper than thinking
COMPREHENSIONS = frozenset(("listcomp", "setcomp", "dictcomp", "genexpr"))  # scopes that run where they stand
# With one of these a program can reach names that do not stand in its text.
DYNAMIC = frozenset(
    "exec eval compile globals locals vars dir setattr delattr __import__ get_ipython _ __ ___ In Out sys inspect gc "
    "importlib builtins ctypes threading atexit signal weakref copyreg functools IPython".split()
)
CONSTANT = (ast.Constant, ast.Tuple, ast.UnaryOp, ast.unaryop, ast.expr_context)


@dataclass
class Cell:
    """What one cell does to names.

    binds : by name, how: "import", "def", "constant" or "other"
    touches : the notebook's names that it refers to anywhere
    kept : those that its functions refer to, which is when they are called
    """

    tree: ast.Module
    binds: dict[str, str] = field(default_factory=dict)
    touches: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    global_statement: bool = False


def left_out(cells: Sequence[str], published: Sequence[int], roots: Sequence[str]) -> set[int]:
    """Returns the places of the published cells that need not be run; an empty set where that cannot be told.

    published : the places of cells that are the chapter's own demonstrations, word for word
    roots : the names that are called afterwards
    """
    if sum(map(len, cells)) > LARGEST:
        return set()
    read = {place: found for place, source in enumerate(cells) if (found := read_cell(source)) is not None}
    demonstrations = {place: read[place] for place in published if place in read}
    own = [cell for place, cell in read.items() if place not in demonstrations]
    names = _Names(own, list(demonstrations.values()), frozenset(roots))
    if not all(map(names.keeps_nothing, own)):
        return set()
    needed = set(roots).union(*(cell.touches for cell in own))
    watched = {name for name in needed if not names.is_clean(name)}
    run: set[int] = set()
    before = None
    while before != (before := (len(run), len(needed), len(watched))):
        for place, cell in demonstrations.items():
            handled = cell.touches | cell.binds.keys()
            if "*" not in cell.binds and not needed & cell.binds.keys() and not watched & handled:
                continue
            run.add(place)
            needed |= cell.touches
            if watched & handled:
                watched |= {name for name in handled if not names.is_clean(name)}
    return demonstrations.keys() - run


def read_cell(source: str) -> Cell | None:
    """Returns what a cell does to names, or None for one that is no Python, which then does nothing."""
    try:
        python, tree = as_python(source, "<cell>")
        table = symtable.symtable(python, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return None
    cell = Cell(tree)
    for symbol in table.get_symbols():
        if symbol.is_referenced():
            cell.touches.add(symbol.get_name())
        if symbol.is_assigned() or symbol.is_imported():
            cell.binds[symbol.get_name()] = "other"
    cell.binds |= _ways(tree, cell.binds) | ({"*": "other"} if _imports_all(tree) else {})
    for child in table.get_children():
        _enter(child, cell, child.get_name() in COMPREHENSIONS)
    outside = list(_outside_functions(tree))
    changed = [node.target for node in outside if isinstance(node, ast.AugAssign)]
    changed += [target for node in outside if isinstance(node, ast.Delete) for target in node.targets]
    cell.touches |= cell.kept | {target.id for target in changed if isinstance(target, ast.Name)}
    return cell


def _enter(table: symtable.SymbolTable, cell: Cell, at_once: bool) -> None:
    """Notes what a scope within a cell refers to in the notebook.

    at_once : whether it is run where it stands
    """
    for symbol in table.get_symbols():
        if symbol.is_global():
            cell.global_statement |= symbol.is_assigned()
            (cell.touches if at_once else cell.kept).add(symbol.get_name())
    for child in table.get_children():
        _enter(child, cell, at_once and child.get_name() in COMPREHENSIONS)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """Yields the parts of a cell whose names are the notebook's."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield child
            yield from _outside_functions(child)


def _imports_all(tree: ast.Module) -> bool:
    """Returns whether the cell imports names that do not stand in it."""
    return any(isinstance(n, ast.ImportFrom) and any(a.name == "*" for a in n.names) for n in ast.walk(tree))


def _is_check(node: ast.Assign) -> bool:
    """Returns whether a statement is `f = check(f)`, with or without a hint: marking hands the function back."""
    call, targets = node.value, node.targets
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "check" and call.args):
        return False
    same = len(targets) == 1 and ast.unparse(targets[0]) == ast.unparse(call.args[0])
    options = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    return same and all(isinstance(option, ast.Constant) for option in options)


def _ways(tree: ast.Module, bound: dict[str, str]) -> dict[str, str]:
    """Returns how names are bound, where it is in a way that keeps nothing and the only one of the cell."""
    ways: dict[str, list[str]] = {}
    again_by_check: list[ast.AST] = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:  # what a star binds is not known: "*" stands for it
                ways.setdefault(alias.asname or alias.name.partition(".")[0], []).append("import")
        elif isinstance(node, ast.FunctionDef):
            ways.setdefault(node.name, []).append("def")
        elif isinstance(node, ast.Assign) and _is_check(node):
            again_by_check.append(node)
        elif isinstance(node, ast.Assign) and all(isinstance(part, CONSTANT) for part in ast.walk(node.value)):
            for target in (part for whole in node.targets for part in ast.walk(whole)):
                if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store):
                    ways.setdefault(target.id, []).append("constant")
    passed = (ast.Import, ast.ImportFrom, ast.FunctionDef)
    again = [node for node in tree.body if not isinstance(node, passed) and node not in again_by_check]
    for node in again_by_check:
        ways.setdefault(node.targets[0].id, []).append("def")
    stores = [
        n.id for node in again for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    once = {name: found[0] for name, found in ways.items() if len(set(found)) == 1 and name in bound}
    return {name: way for name, way in once.items() if stores.count(name) == (way == "constant") * len(ways[name])}


@dataclass
class _Names:
    """The names of a whole notebook, and which of them keep nothing."""

    own: list[Cell]
    demonstrations: list[Cell]
    roots: frozenset[str]
    clean: dict[str, bool] = field(default_factory=dict)

    def keeps_nothing(self, cell: Cell) -> bool:
        """Returns whether nothing that a learner's cell defines remembers earlier calls."""
        if cell.global_statement or not all(map(self.is_clean, cell.kept)):
            return False
        return all(self._harmless(node) for node in ast.walk(cell.tree)) and not self._changes_what_is_shared(cell)

    def is_clean(self, name: str) -> bool:
        """Returns whether what a name stands for stays as it is: imports, constants, functions that keep nothing."""
        if name in DYNAMIC:
            return False
        if name not in self.clean:
            self.clean[name] = True  # for functions that call each other
            self.clean[name] = self._is_clean(name)
        return self.clean[name]

    def _is_clean(self, name: str) -> bool:
        mine = [cell.binds[name] for cell in self.own if name in cell.binds]
        theirs = [cell for cell in self.demonstrations if name in cell.binds]
        if name in self.roots:
            return set(mine) <= {"def", "import"}  # the chapter's own cells bind it anew by `check`
        ways = {*mine, *(cell.binds[name] for cell in theirs)}
        if not ways:
            return hasattr(builtins, name)
        return ways <= {"import", "def", "constant"} and all(
            not cell.global_statement and all(map(self.is_clean, cell.kept))
            for cell in theirs
            if cell.binds[name] == "def"
        )

    def _harmless(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Name):
            return node.id not in DYNAMIC or isinstance(node.ctx, ast.Store)
        if isinstance(node, ast.Attribute):
            return not node.attr.startswith("__")
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = {alias.name.partition(".")[0] for alias in node.names}
            modules |= {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()
            return not modules & DYNAMIC and "*" not in modules
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            fixed = all(isinstance(part, CONSTANT) for default in defaults for part in ast.walk(default))
            return fixed and not getattr(node, "decorator_list", ())
        return not isinstance(node, ast.ClassDef | ast.Global)

    def _changes_what_is_shared(self, cell: Cell) -> bool:
        """Returns whether a function of the cell changes a part of something of the notebook's, such as `f.calls`."""
        return any(base in self._shared for base in _changed_in_functions(cell.tree))

    @cached_property
    def _shared(self) -> set[str]:
        bound = [cell.binds.keys() for cell in (*self.own, *self.demonstrations)]
        return set(self.roots).union(*bound)


def _changed_in_functions(tree: ast.Module) -> Iterator[str]:
    """Yields the names of which functions assign or delete an attribute or an entry, where they are not arguments."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        inside = list(ast.walk(function))
        local = {node.arg for node in inside if isinstance(node, ast.arg)}
        local |= {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        for node in inside:
            if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
                base = node.value
                while isinstance(base, ast.Attribute | ast.Subscript | ast.Call):
                    base = base.func if isinstance(base, ast.Call) else base.value
                if isinstance(base, ast.Name) and base.id not in local:
                    yield base.id
