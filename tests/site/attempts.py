"""Three attempts at every exercise of a page: the stub as it stands, the worked function, one student's mistake."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import textwrap
from contextlib import suppress
from functools import cache
from typing import NamedTuple

import tests.exercises
from autograder import evaluate
from tests.exercises import planted, students
from tests.site.browser import ROOT, SITE

HELPERS = (students.sigma, students.soft, students.act, students.slope)  # that students of chapters 01, 02, 05 call


class Mistake(NamedTuple):
    """A student's wrong code, and the message it is given in a notebook."""

    source: str
    message: str


def live_pages() -> list[str]:
    """Returns the chapters of the built site whose exercises run in the page, such as "05_backprop"."""
    return sorted(path.stem for path in (SITE / "_static" / "live" / "chapters").glob("*.json"))


def exercises(stem: str, *, running: bool = True) -> list[str]:
    """Returns the exercises of a built page that run in it, or that do not."""
    return [row["name"] for row in _cells(stem) if row["kind"] == "exercise" and bool(row["lacks"]) != running]


def _cells(stem: str) -> list[dict]:
    stored = (SITE / "_static" / "live" / "chapters" / f"{stem}.json").read_text(encoding="utf-8")
    return json.loads(stored)["cells"]


def worked(stem: str, name: str) -> str:
    """Returns the cell of the solved notebook that answers an exercise, after the imports that its page names."""
    stored = json.loads((ROOT / "solutions" / f"{stem}.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in stored["cells"] if "exercise" in cell["metadata"].get("tags", [])]
    answer = next(source for source in sources if f"def {name}(" in source)
    return "\n".join([*next(row["solution_imports"] for row in _cells(stem) if row["name"] == name), answer])


@cache
def _rows() -> dict[str, tuple[str, str]]:
    """Returns, for every exercise, the first row of the tables of mistakes: its code after the edits, and a name."""
    modules = [m.name for m in pkgutil.iter_modules(tests.exercises.__path__) if m.name.startswith("rows_")]
    tables = [importlib.import_module(f"tests.exercises.{name}") for name in modules]
    everyone = {name: source for table in tables for name, source in getattr(table, "STUDENTS", {}).items()}
    found = {}
    for table in tables:
        sources = {**everyone, **students.SOURCES, **getattr(table, "STUDENTS", {})}
        for row in getattr(table, "ROWS", ()):
            if row.exercise in found or len(row.truth) != 1:
                continue
            with suppress(ValueError):  # a table whose edits are of another student's code
                source = planted.Planted(sources).source(row.exercise, *row.wrong)
                found[row.exercise] = source, next(iter(row.truth))
    return found


def mistake(name: str) -> Mistake:
    """Returns a mistake in one exercise; that it is called by its name has been seen here, outside a browser."""
    source, truth = _rows()[name]
    called = [helper for helper in HELPERS if f"{helper.__name__}(" in source]
    if called:
        source += "\n\n" + "\n\n".join(textwrap.dedent(inspect.getsource(helper)) for helper in HELPERS)
    result = evaluate(planted.compiled(source, name), name)
    assert [diagnosis.name for diagnosis in result.diagnosis] == [truth], (name, result)
    return Mistake(source, result.message)
