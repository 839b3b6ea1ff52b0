"""Runs a notebook's code cells one by one, as Jupyter would, without a kernel. Untrusted side.

A cell's failure is its own: whatever it raises, SystemExit and KeyboardInterrupt included, the next cell runs. What a
cell defines after the line that failed is still defined, so that a demonstration that goes wrong costs no function.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import functools
import inspect
import linecache
import os
import re
import sys
import tempfile
import types

from autograder.isolate.shell import quiet_shell

FUTURE_FLAGS = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
CONSTANT_PARTS = (
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.UnaryOp,
    ast.BinOp,
    ast.Name,
    ast.Attribute,
    ast.operator,
    ast.unaryop,
    ast.expr_context,
)  # an assignment of these runs no function of the learner's
CELL_NAME = "<cell {}>"
_EMPTY_LINES = re.compile(r"(?:[ \t]*\n)*")
_TIMED = re.compile(r"\A(\s*)%%(?:time|timeit|prun)\b[^\n]*")
# IPython takes an indent of the whole cell away, and prompts where the first line or the second begins with one; apart
# from these, what is Python stays as it is.
_REWRITTEN = re.compile(r"\A(?:[ \t]*\n)*(?:[ \t]|(?:[^\n]*\n)?(?:>>>|In \[|[ \t]*\.\.\.))")
_MARKS = re.compile(r"[%!?]|^[ \t]*[,;/]", re.MULTILINE)  # what IPython makes Python of has one of these


class Notebook:
    """A namespace, and the running of cells in it."""

    def __init__(self):
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main  # so that pickling and dataclasses find the cells' classes
        self.namespace = main.__dict__
        self.namespace["__builtins__"] = builtins
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._loop = None
        self._lost: dict[str, str] = {}  # names that a cell which failed would have made, and the kind of its failure
        quiet_shell(self.namespace, lambda source: self._run(*as_python(source, "<magic>"), "<magic>"))

    def run(self, index: int, source: str) -> None:
        """Returns nothing; the cell's names are in `namespace`.

        Raises whatever the cell raises, after its later definitions were kept. A syntax error defines nothing.
        """
        name = CELL_NAME.format(index)
        python, tree = self._prepare(name, source)
        try:
            self._run(python, tree, name)
        except BaseException as error:
            if not isinstance(error, SyntaxError) or error.filename != name:
                self._define(python, name, failing_line(error, name))
                self._lose(ast.parse(python, name), self.root(error))
            raise

    def root(self, error: BaseException) -> str:
        """Returns the kind of failure that this one comes from: its own, or that of the cell that lost a name."""
        own = type(error).__name__
        return self._lost.get(error.name, own) if isinstance(error, NameError) else own

    def _lose(self, tree, root):
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in self.namespace:
                self._lost[node.id] = root

    def define(self, index: int, source: str) -> None:
        """Returns nothing: runs only the cell's imports, constants, functions and classes, passing over failures."""
        name = CELL_NAME.format(index)
        self._define(self._prepare(name, source)[0], name, 0)

    def _prepare(self, name, source):
        # Without the line that only times it, a cell keeps what it defines before and after a failing line.
        python, tree = as_python(_TIMED.sub(r"\1#", source), name)
        linecache.cache[name] = (len(python), None, python.splitlines(keepends=True), name)  # inspect.getsource works
        return python, tree

    def _run(self, python, tree, name):
        self.namespace["__builtins__"] = builtins  # a cell may have taken them away from those below it
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not python.rstrip().endswith(";"):
            last = ast.Expression(tree.body.pop().value)
        self._execute(tree, name, "exec")
        if last is not None:
            value = self._execute(last, name, "eval")
            if value is not None:
                self.namespace["_"] = value
            return value
        return None

    def _define(self, python, name, after):
        for node in ast.parse(python, name).body:
            if node.lineno > after and is_definition(node):
                try:
                    self._execute(ast.Module([node], []), name, "exec")
                except Exception:  # one import that fails must not cost the functions below it
                    continue

    def _execute(self, tree, name, mode):
        code = compile(tree, name, mode, flags=self._flags, dont_inherit=True)
        self._flags |= code.co_flags & FUTURE_FLAGS  # a `from __future__` holds for the cells that follow
        if code.co_flags & inspect.CO_COROUTINE:
            return self._wait_for(types.FunctionType(code, self.namespace)())
        return eval(code, self.namespace)

    def _wait_for(self, coroutine):
        import asyncio  # seldom needed, and it maps libraries that every fork would copy

        loop, self._loop = self._loop or asyncio.new_event_loop(), None
        value = loop.run_until_complete(coroutine)
        self._loop = loop  # kept for the next cell's tasks, but not after a failure that left it half-way
        return value


def as_python(source: str, name: str) -> tuple[str, ast.Module]:
    """Returns a cell's text as Python, and its tree; magics and prompts are rewritten as IPython does.

    name : what errors call the cell

    Raises SyntaxError, and what else `ast.parse` raises, for a cell that cannot be made Python.
    """
    if not _REWRITTEN.search(source):
        try:
            return source, ast.parse(source, name)  # most cells by far, and a tenth of the time
        except SyntaxError:
            if not _MARKS.search(source):
                raise
    above = len(_EMPTY_LINES.match(source)[0].splitlines())  # IPython takes them away, learners count them
    python = "\n" * above + transformer()(source)
    return python, ast.parse(python, name)


@functools.cache
def transformer():
    """Returns IPython's function from a cell's text to Python; the import takes a while where nobody did it before."""
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell


def is_definition(node: ast.stmt) -> bool:
    """Returns whether a statement only defines: imports, functions, classes, and names given constants."""
    if isinstance(node, DEFINITIONS):
        return True
    if isinstance(node, ast.Try):
        return all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in node.body)
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    parts = [part for target in targets for part in ast.walk(target)]
    return all(isinstance(part, ast.Name | ast.Tuple | ast.expr_context) for part in parts) and all(
        isinstance(part, CONSTANT_PARTS) for part in ast.walk(node.value)
    )


def failing_line(error: BaseException, name: str) -> int:
    """Returns the top-level line of cell `name` at which the error passed, or 0."""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == name and code.co_name == "<module>":
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def innermost_line(error: BaseException) -> int | None:
    """Returns the last line of a cell that the error came through, or None."""
    return error.lineno if isinstance(error, SyntaxError) else next(reversed(_lines(error)), None)


def outermost_line(error: BaseException) -> int | None:
    """Returns the first line of a cell that the error came through, or None: that of the function that was called."""
    return next(iter(_lines(error)), None)


def _lines(error):
    lines, trace = [], error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("<cell"):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines


def close_figures() -> None:
    """Returns nothing: forgets every open plot, so that a hundred cells with plots do not fill the memory."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def use_private_folder(path: str, importable: bool) -> None:
    """Returns nothing: `path` is the home and temporary directory, and the first that imports look in.

    importable : False where no file can be opened, so that an import fails as for a package that is not installed
    """
    tempfile.tempdir = path
    for name in ("HOME", "TMPDIR", "MPLCONFIGDIR"):
        os.environ[name] = path
    sys.path[:] = [path, *sys.path] if importable else []
