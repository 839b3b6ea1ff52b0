"""Demonstrations are left out only where that changes nothing that marking could see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.core.submission import Request
from autograder.exercises import CHAPTERS
from autograder.grade import grade, the_course
from autograder.isolate import Sandbox, published
from autograder.isolate.needed import left_out

IMPORTS = "import numpy as np\nfrom autograder import check\n\nrng = np.random.default_rng(1)"
HELPER = "def half(x):\n    return x / 2"
DATA = "table = {'a': 1.0}\nX = np.ones(3)"
CHANGE = "alias = table\nalias['a'] += 1"
CALLS = "for _ in range(3):\n    f(1.0)\nlosses = [f(x) for x in X]"
STATE = "total = 0.0\n\n\ndef advance():\n    global total\n    total += 1.0\n    return total"
STEP = "advance()"
CHECK = "f = check(f)"
CHAPTER = [IMPORTS, HELPER, DATA, CHANGE, CALLS, STATE, STEP, CHECK]
PLAIN = "def f(x):\n    return x + 1"

# What a learner adds to the chapter, and which of its cells are then run beside the imports and the check.
OWN = {
    "a plain function": ([PLAIN], []),
    "a function with imports, constants and calls": (
        ["import math\nRATE, LIMIT = 0.5, 3", "def g(x):\n    return math.exp(-x) * RATE\n\ndef f(x, eps=1e-9):\n"
         "    rows = [g(v) for v in (x, LIMIT)]\n    rows[0] = sum(v for v in rows)\n    return np.max(rows) + eps"],
        [],
    ),
    "a function of the chapter's": (["def f(x):\n    return half(x)"], [HELPER]),
    "asked for a hint": ([PLAIN, "f = check(f, hint=1)", "def h(x):\n    return f(x)"], []),
    "a look at data": ([PLAIN, "print(losses)"], [DATA, CHANGE, CALLS]),
    "a look at data that something changes": ([PLAIN, "table['a']"], [DATA, CHANGE, CALLS]),
    "a look at what another name is of": ([PLAIN, "print(alias)"], [DATA, CHANGE, CALLS]),
    "a sum that goes on": ([PLAIN, "total += 1"], [STATE, STEP]),
    "a cell that is no Python": ([PLAIN, "print(losses"], []),
    "the name of a function only": ([PLAIN, "print(half)"], [HELPER]),
}  # fmt: skip

# Functions that may keep something between calls, or reach what does not stand in their text: everything is run.
EVERYTHING = {
    "data of one's own": ["seen = []", "def f(x):\n    seen.append(x)\n    return float(len(seen))"],
    "data of the chapter's": ["def f(x):\n    table['a'] += 1\n    return table['a']"],
    "a default that changes": ["def f(x, seen=[]):\n    seen.append(x)\n    return float(len(seen))"],
    "an attribute of itself": ["def f(x):\n    f.calls = getattr(f, 'calls', 0) + 1\n    return float(f.calls)"],
    "a decorator": ["import functools as ft", "@ft.cache\ndef f(x):\n    return x"],
    "a closure": ["def make():\n    n = 0\n    def f(x):\n        nonlocal n\n        n += 1\n        return float(n)\n"
                  "    return f\nf = make()", "def g(x):\n    return f(x)"],
    "a class": ["class C:\n    n = 0", "def f(x):\n    C.n += 1\n    return float(C.n)"],
    "a global statement": ["n = 0", "def f(x):\n    global n\n    n += 1\n    return float(n)"],
    "a function of the chapter's with a state": ["def f(x):\n    return advance()"],
    "its own names": ["def f(x):\n    return float(len(globals()))"],
    "text that is run": ["def f(x):\n    return eval('table')['a']"],
    "the stack": ["import sys", "def f(x):\n    return sys._getframe(1).f_globals['total']"],
    "a hidden attribute": ["def f(x):\n    return float(len(half.__globals__))"],
    "the last value": ["def f(x):\n    return 1.0 if _ is None else 2.0"],
    "a star": ["from math import *", "def f(x):\n    return exp(x)"],
    "a magic": [PLAIN, "%timeit f(1.0)"],
    "a lambda of data": ["f = lambda x: x + table['a']"],
}  # fmt: skip


def notebook(own: list[str]) -> list[str]:
    """Returns the chapter with the learner's cells after the data: before some demonstrations, after others."""
    return [*CHAPTER[:3], *own, *CHAPTER[3:]]


def names_left_out(own: list[str]) -> list[str]:
    cells = notebook(own)
    return [cells[i] for i in sorted(left_out(cells, [i for i, c in enumerate(cells) if c in CHAPTER], ["f"]))]


@pytest.mark.parametrize("what", OWN)
def test_what_nothing_depends_on_is_left_out(what):
    own, run = OWN[what]
    assert names_left_out(own) == [cell for cell in CHAPTER if cell not in (IMPORTS, CHECK, *run)]


@pytest.mark.parametrize("what", EVERYTHING)
def test_with_a_function_that_may_keep_something_everything_is_run(what):
    assert names_left_out(EVERYTHING[what]) == []


@pytest.mark.parametrize("what", [*OWN, *EVERYTHING])
def test_calls_give_the_same_either_way(what, sandbox, monkeypatch):
    monkeypatch.setattr(published, "demonstrations", lambda chapter: frozenset(CHAPTER))
    monkeypatch.setattr(published, "called_names", lambda chapter: ("f",))
    own = OWN[what][0] if what in OWN else EVERYTHING[what]
    gave = []
    for everything in (False, True):
        monkeypatch.setattr(sandbox, "_run_everything", everything)
        with sandbox.open(notebook(own), "neuron") as session:
            gave.append(repr(session.calls("f", [Request((1.0,)), Request((2.0,))])))
    assert gave[0] == gave[1]


def test_an_endless_notebook_is_simply_run():
    cells = [*CHAPTER, "x = 1\n" * 50_000]
    assert left_out(cells, range(len(CHAPTER)), ["f"]) == set()


def test_the_chapter_s_own_cells_are_known_and_its_exercises_are_not_among_them():
    ours = published.demonstrations("backprop")
    assert len(ours) > 20
    assert not any("def two_layer_backward" in cell for cell in ours)
    assert {"two_layer_backward", "mse", "cross_entropy"} <= set(published.called_names("backprop"))
    assert published.demonstrations("no such chapter") == frozenset()


@pytest.mark.parametrize("key", ["neuron", "backprop", "gradient_descent"])
def test_of_a_chapter_filled_in_most_demonstrations_are_left_out(key):
    cells = solved(key)
    ours = published.demonstrations(key)
    known = [i for i, cell in enumerate(cells) if cell in ours]
    assert len(left_out(cells, known, published.called_names(key))) > len(known) / 2


@pytest.mark.soak
@pytest.mark.parametrize("key", [c.key for c in CHAPTERS if published.demonstrations(c.key)])
def test_marks_of_a_chapter_are_the_same_either_way(key):
    course = the_course()
    chapter = course.chapter(key)
    rows = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": [cell]} for cell in solved(key)]
    data = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": rows}).encode()
    marks = []
    for everything in (False, True):
        with Sandbox(run_everything=everything) as sandbox:
            result = grade(data, chapter, sandbox, course)
            marks.append([exercise.to_dict() for exercise in result.exercises])
    assert marks[0] == marks[1]
    assert all(exercise["points"] == exercise["max_points"] for exercise in marks[0])


def solved(key: str) -> list[str]:
    """Returns the code cells of the student notebook with the worked functions, and what they import, filled in."""
    stem = next(chapter.stem for chapter in CHAPTERS if chapter.key == key)
    worked, student = code_cells("solutions", stem), code_cells("chapters", stem)
    answers = iter([source for source, tags in worked if "exercise" in tags])
    cells = [next(answers) if "exercise" in tags else source for source, tags in student]
    imports = [line for line in worked[0][0].splitlines() if line.startswith(("import ", "from "))]
    return [*cells[:1], "\n".join(imports), *cells[1:]]


def code_cells(folder: str, stem: str) -> list[tuple[str, list[str]]]:
    """Returns the text and the tags of a notebook's code cells."""
    text = (Path(__file__).parents[2] / folder / f"{stem}.ipynb").read_text("utf-8")
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return [("".join(cell["source"]), cell["metadata"].get("tags", [])) for cell in cells]
