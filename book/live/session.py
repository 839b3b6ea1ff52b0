"""The Python side of a page: runs cells as a notebook would, and hands back what they showed.

Runs in Pyodide, where `worker.mjs` loads it as the module `page_session`, and in plain Python, where it is tested.
Needs NumPy and the course's wheel; draws when Matplotlib is there.
"""

from __future__ import annotations

import ast
import base64
import builtins
import importlib
import io
import json
import linecache
import os
import sys
import traceback
import types
import warnings
from contextlib import redirect_stderr, redirect_stdout

MOST_PRINTED = 60_000  # characters of one cell; a loop that prints would fill the page
MOST_FIGURES = 12
os.environ.setdefault("MPLBACKEND", "agg")


class Printed(io.TextIOBase):
    """What a cell prints, as outputs in order; past a limit the rest is counted and not kept."""

    def __init__(self, outputs: list[dict]):
        self.outputs = outputs
        self.left = MOST_PRINTED

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        kept = text[: max(self.left, 0)]
        self.left -= len(text)
        if kept and self.outputs and self.outputs[-1]["kind"] == "text":
            self.outputs[-1]["text"] += kept
        elif kept:
            self.outputs.append({"kind": "text", "text": kept})
        return len(text)

    def close_with_a_note(self) -> None:
        """Says how much was left out, when something was, after the last that is there."""
        if self.left < 0:
            last = max(place for place, output in enumerate(self.outputs) if output["kind"] == "text")
            self.outputs[last]["text"] += f"\n… and {-self.left:,} more characters.\n"


class Session:
    """One session of a page: a namespace that outlives its cells, and the outputs of the cell that runs."""

    def __init__(self):
        self.space: dict = {"__name__": "__main__"}
        self.outputs: list[dict] = []
        self.imported: dict[str, None] = {}  # import lines that went well, in order
        self.chapter = ""
        builtins.input = _no_input
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")  # plt.show: figures show themselves
        _stand_in_for_ipython(self._display)

    def answer(self, request: str) -> str:
        """Returns the answer to one request of the page; both are JSON.

        A request names what is wanted (`want`: "run" or "check"), the chapter's module (`chapter`), its import lines
        (`imports`), the exercises before this cell (`earlier`), cells to run first without showing them (`first`),
        and the `code`; a check also its `name`. The answer: `outputs`, `error` (None, or the line where Python
        stopped and why), and for a check its `verdict` and, as `told`, those outputs that are the check's own.
        """
        asked = json.loads(request)
        self._prepare(asked.get("imports", []), asked.get("earlier", []), asked.get("chapter", ""))
        for cell in asked.get("first", []):
            self._unseen(cell)
        name = asked.get("name", "")
        if asked["want"] == "check":
            return json.dumps(self._check(name, asked["code"]))
        outputs, error = self.run(asked["code"], name or "cell")
        return json.dumps({"outputs": outputs, "error": error})

    def run(self, code: str, name: str) -> tuple[list[dict], dict | None]:
        """Returns what a cell showed, and the error that stopped it or None."""
        self.outputs = outputs = []
        printed, error = Printed(outputs), None
        with redirect_stdout(printed), redirect_stderr(printed):
            try:
                self._execute(code, f"<{name}>")
            except BaseException as problem:  # exit() too: it ends the cell, not the page
                error = _told(problem, code, f"<{name}>")
        printed.close_with_a_note()
        self._draw()
        return outputs, error

    def _execute(self, code: str, file: str) -> None:
        tree = ast.parse(code, file)
        linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)  # inspect.getsource looks here
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, file, "exec"), self.space)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), file, "eval"), self.space)
            if value is not None and not code.rstrip().endswith(";"):
                self._display(value)

    def _check(self, name: str, code: str) -> dict:
        from autograder import check

        self.space.pop(name, None)
        check.results.pop(name, None)
        for line in self.imported:
            exec(line, self.space)  # an earlier attempt may have called something else np
        shown, error = self.run(code, name)
        if error:
            return {"outputs": shown, "error": error, "verdict": None}
        if name not in self.space:
            text = f"Your code defines no function called {name}.\n"
            return {"outputs": [*shown, {"kind": "text", "text": text}], "error": None, "verdict": None}
        self.space.setdefault("check", check)
        outputs, error = self.run(f"{name} = check({name})", "check")
        result = check.results.get(name)
        verdict = result and {"verdict": str(result.verdict), "points": result.points, "most": result.max_points}
        return {"outputs": shown + outputs, "error": error, "verdict": verdict, "told": outputs}

    def _prepare(self, imports: list[str], earlier: list[str], chapter: str) -> None:
        """Gives the namespace what earlier cells of the page would have: imports, and the exercises before this one."""
        self.chapter = chapter
        for line in imports:
            if line not in self.imported:
                try:
                    exec(line, self.space)
                    self.imported[line] = None
                except ImportError:
                    pass  # Matplotlib before it is asked for; a cell that needs it says so
        for name in earlier:
            if name not in self.space:
                self.space[name] = self._own(name)

    def _own(self, name: str):
        """Returns the course's own function of an exercise."""
        return getattr(importlib.import_module(f"solutions.{self.chapter}"), name)

    def _unseen(self, cell: dict) -> None:
        """Runs a cell that stands before the one asked for; of an exercise, keeps the function only if it passes."""
        if cell.get("name"):
            self._check(cell["name"], cell["code"])
            if cell["name"] not in self.space:  # its code does not even run
                self.space[cell["name"]] = self._own(cell["name"])
        else:
            self.run(cell["code"], "earlier cell")

    def _display(self, *objects, **_) -> None:
        """Shows objects as a notebook does: as HTML or a picture where they have one, else as text."""
        for item in objects:
            markup = getattr(item, "_repr_html_", None)
            markup = markup() if callable(markup) and not isinstance(item, type) else None
            if markup is not None:
                self.outputs.append({"kind": "html", "html": markup})
            elif type(item).__name__ == "Figure" and hasattr(item, "savefig"):
                self.outputs.append({"kind": "png", "png": _png(item)})
            else:
                self.outputs.append({"kind": "text", "text": _at_most(repr(item))})

    def _draw(self) -> None:
        """Adds the figures that are open, and closes them."""
        plt = sys.modules.get("matplotlib.pyplot")
        if plt is None:
            return
        for number in plt.get_fignums()[:MOST_FIGURES]:
            self.outputs.append({"kind": "png", "png": _png(plt.figure(number))})
        plt.close("all")
        plt.show = _show_later


def _at_most(text: str) -> str:
    """Returns a line of text, cut where it would fill the page."""
    left = len(text) - MOST_PRINTED
    return f"{text}\n" if left <= 0 else f"{text[:MOST_PRINTED]}\n… and {left:,} more characters.\n"


def _show_later(*_, **__) -> None:
    """What plt.show does here: nothing, since figures are shown when their cell ends."""


def _png(figure) -> str:
    picture = io.BytesIO()
    figure.savefig(picture, format="png", bbox_inches="tight", dpi=2 * figure.dpi)
    return base64.b64encode(picture.getvalue()).decode()


def _no_input(prompt: str = ""):
    raise RuntimeError("input() cannot ask for anything in this page; write the value into the code")


def _told(problem: BaseException, code: str, file: str) -> dict:
    """Returns an error as the page tells it: the learner's own line, and Python's words; no line of another file."""
    if isinstance(problem, SyntaxError) and problem.filename == file:
        line = problem.lineno
    else:
        frames = [f for f in traceback.extract_tb(problem.__traceback__) if f.filename == file]
        line = frames[-1].lineno if frames else None
    lines = code.splitlines()
    source = lines[line - 1].strip() if line and line <= len(lines) else ""
    words = problem.msg if isinstance(problem, SyntaxError) else str(problem)
    text = f"{type(problem).__name__}: {words}" if words else type(problem).__name__
    return {"line": line, "source": source, "text": text}


class _Html:
    """Stands in for IPython.display.HTML."""

    def __init__(self, data=""):
        self.data = data

    def _repr_html_(self) -> str:
        return self.data


def _stand_in_for_ipython(display) -> None:
    """Puts small modules in IPython's place, so that cells and verdicts show themselves as they do in a notebook."""
    if getattr(sys.modules.get("IPython"), "__file__", None):
        return  # the real one is there
    events = types.SimpleNamespace(register=lambda *_: None, unregister=lambda *_: None)
    shell = types.SimpleNamespace(events=events)
    package, module = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    package.get_ipython = lambda: shell
    package.version_info, package.__path__, package.display = (9, 0, 0), [], module
    module.display, module.HTML = display, _Html
    sys.modules["IPython"], sys.modules["IPython.display"] = package, module
