"""A live check and marking say the same, byte for byte: verdict, marks, remarks and words."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder import evaluate, feedback
from autograder.core.evaluate import evaluate_submission
from autograder.exercises import CHAPTERS, by_name
from autograder.isolate import Sandbox

ROOT = Path(__file__).parents[1]
ELSEWHERE = {"tensorflow"}  # chapters that not every machine can run
SLOW = {"fit_digits"}  # a fit takes seconds; its words come the same way as those of the others
WRONG_TURN = "@check.wrong_turn\n"
ODD = {  # what is returned, or done, in place of an answer
    "nothing": "pass",
    "a text": "return 'ten'",
    "a set": "return {1.0}",
    "a generator": "return (x for x in [1.0])",
    "a function": "return abs",
    "an object": "return object()",
    "a class": "return int",
    "a pair of objects": "return object(), {1.0}",
    "an array of objects": "return np.array([1.0, None])",
    "an array of texts": "return np.array(['1', '2'])",
    "bytes": "return b'10'",
    "complex": "return 1j",
    "nan": "return float('nan')",
    "ragged": "return [[1.0], [1.0, 2.0]]",
    "a column": "return np.ones((3, 1))",
    "a message of several lines": "raise ValueError('lost  0.6931 at\\nline 2, entry 12345 of (3, 4)')",
    "shapes that do not fit": "return np.ones((7, 3)) @ np.ones((5, 4))",
    "a name that is missing": "return undefined_name",
    "a call that fails further in": "def inner():\n        return 1 / 0\n\n    return inner()",
    "an exit": "raise SystemExit(3)",
    "arguments changed": "for a in args:\n        a += 1 if getattr(a, 'dtype', None) == float else 0",
}


@dataclass(frozen=True)
class Renamed:
    """A sandbox's session in which an exercise's function has another name."""

    session: object
    name: str
    alias: str

    def calls(self, name, requests):
        return self.session.calls(self.alias if name == self.name else name, requests)


def attempts(chapter) -> list[tuple[str, str]]:
    """Returns (exercise, text of a function) pairs: the wrong turns of the solved notebook, and odd ones."""
    cells = json.loads((ROOT / f"solutions/{chapter.stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    texts = [text.removeprefix(WRONG_TURN) for text in texts if text.startswith(WRONG_TURN)]
    found = [(text.split("(")[0].removeprefix("def "), text) for text in texts]
    first = chapter.exercises[0].name
    return found + [(first, f"def {first}(*args):\n    {body}\n") for body in ODD.values()]


def cells_of(chapter) -> tuple[list[str], list[tuple[str, str]]]:
    """Returns the cells of one notebook that holds all attempts, and (exercise, name in it) pairs."""
    cells = [Path(importlib.import_module(f"solutions.{chapter.key}").__file__).read_text(encoding="utf-8")]
    cells.append("import numpy as np\nfrom autograder import check")
    names = [(exercise.name, exercise.name) for exercise in chapter.exercises]
    for number, (exercise, text) in enumerate(attempts(chapter)):
        alias = f"attempt_{number}"
        cells += [f"kept = {exercise}", text, f"{alias}, {exercise} = {exercise}, kept"]
        names.append((exercise, alias))
    return cells, [(exercise, name) for exercise, name in names if exercise not in SLOW]


@pytest.mark.parametrize("chapter", [c for c in CHAPTERS if c.key not in ELSEWHERE], ids=lambda c: c.key)
def test_marked_in_the_same_words_as_live(chapter, sandbox):
    cells, names = cells_of(chapter)
    namespace = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for number, cell in enumerate(cells):
            exec(compile(cell, f"<cell {number}>", "exec", dont_inherit=True), namespace)
    with sandbox.open(cells, chapter.key) as session:
        assert not session.cell_errors
        for exercise, name in names:
            live = evaluate(namespace[name], exercise)
            marked = evaluate_submission(by_name(exercise), Renamed(session, exercise, name))
            assert (name, feedback.text(marked)) == (name, feedback.text(live))
            assert marked == live


def test_a_remark_on_what_numpy_warned_of_is_among_them(sandbox):
    text = "import numpy as np\n\n\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"
    with sandbox.open([text], "neuron") as session:
        marked = evaluate_submission(by_name("sigmoid"), session)
    assert "numpy warns on the way (overflow)" in marked.message


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as made:
        yield made
