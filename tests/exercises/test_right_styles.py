"""Right code is never refused: loops, einsum, float32, 1/N early or late, slopes from A or from Z, and so on."""

from __future__ import annotations

import importlib
import textwrap

import pytest

from autograder import Verdict, evaluate
from autograder.exercises import CHAPTERS
from tests.exercises.students import EXERCISES, SOURCES, compiled, student
from tests.exercises.styles import EDITS
from tests.exercises.whole_functions import WHOLE

STYLES = [(name, edits) for name, styles in EDITS.items() for edits in styles]


def demand_full_marks(result) -> None:
    assert (result.verdict, result.points) == (Verdict.PASSED, result.max_points), result.message
    assert result.diagnosis == ()
    assert result.message in {"", *(check.message for check in result.checks)}  # a remark takes no points
    assert {check.verdict for check in result.checks} <= {Verdict.PASSED}


@pytest.mark.parametrize(("name", "edits"), STYLES, ids=[f"{name}-{edits[:60]}" for name, edits in STYLES])
def test_a_right_style_passes(name, edits):
    demand_full_marks(evaluate(student(name, *edits.split(" ;; "))))


@pytest.mark.parametrize("title", WHOLE)
def test_right_code_of_another_shape_passes(title):
    name = title.partition(",")[0]
    demand_full_marks(evaluate(compiled(textwrap.dedent(WHOLE[title]), name)))


@pytest.mark.parametrize(("chapter", "name"), [(c.key, e.name) for c in CHAPTERS for e in c.exercises])
def test_the_worked_function_passes(chapter, name):
    demand_full_marks(evaluate(getattr(importlib.import_module(f"solutions.{chapter}"), name)))


@pytest.mark.parametrize("name", EXERCISES)
def test_a_stub_is_not_attempted(name):
    signature = SOURCES[name].strip().split("\n")[0]
    result = evaluate(compiled(f"{signature}\n    raise NotImplementedError", name))
    assert (result.verdict, result.points, result.checks) == (Verdict.NOT_ATTEMPTED, 0, ())


def test_every_exercise_has_right_styles():
    assert set(EDITS) == set(EXERCISES)
    assert len(STYLES) + len(WHOLE) > 200
