"""Chapter 03: right numerical gradients and checks pass, wrong ones are called by their names, live and marked."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from autograder import evaluate
from autograder.core.evaluate import evaluate_submission
from autograder.core.numdiff import central_difference, complex_step
from autograder.core.submission import Named, Request
from autograder.exercises import by_chapter, by_name, wrong_checks
from autograder.isolate import Sandbox
from autograder.materials import gradient_checking as materials
from solutions.gradient_checking import check_layer, numerical_grad, relative_error
from tests.exercises import rows_differences, rows_further, rows_gradient_checking
from tests.exercises.planted import (
    Planted,
    compiled,
    named,
)
from tests.exercises.rows_gradient_checking import STUDENTS

CHAPTER = by_chapter("03")
STUDENT = Planted(STUDENTS)
ROWS = (
    *rows_gradient_checking.ROWS,
    *rows_differences.ROWS,
    *rows_further.CHECKING,
    *rows_further.DISTANCES,
)


def test_every_wrong_check_has_a_student_who_writes_it():
    shown = {name for row in ROWS for name in row.truth}
    assert {name.partition("@")[0] for name in wrong_checks.WRONG_CHECKS} <= shown


# The functions to differentiate and the layers to judge


@pytest.mark.parametrize("name", ["ripple", "funnel", "hillside"])
def test_the_numerical_gradient_comes_close_to_the_exact_one(name):
    f, x = getattr(materials, name), np.random.default_rng(1).normal(size=(3, 4))
    exact = complex_step(f, x)
    assert_allclose(numerical_grad(f, x), exact, rtol=1e-8)
    assert_allclose(numerical_grad(f, x, 0.1), central_difference(f, x, 0.1), rtol=1e-12)
    assert np.abs(numerical_grad(f, x, 0.1) - exact).max() > 1e-4


@pytest.mark.parametrize("layer", wrong_checks.LAYERS, ids=lambda layer: f"{layer.forward}-{layer.backward}")
def test_the_answer_key_agrees_with_exact_derivatives(layer):
    forward, backward = getattr(materials, layer.forward), getattr(materials, layer.backward)
    x, dZ = materials.inputs(forward, 11)
    exact = np.zeros(x.shape)
    if layer.forward != "still":  # np.ones drops the imaginary part
        exact = complex_step(lambda x: (dZ * _complex_safe(layer.forward, forward)(x)).sum(), x)
    dx = backward(dZ, x)
    right = dx.shape == x.shape and np.allclose(dx, exact, rtol=1e-12, atol=1e-14 * np.abs(exact).max())
    assert right is not bool(layer.fault)
    if layer.fault and dx.shape == x.shape:
        assert relative_error(dx, exact) > 1e-3


def _complex_safe(name, forward):
    pieces = {"relu": lambda x: x * (x.real > 0), "leaky": lambda x: x * np.where(x.real > 0, 1, materials.LEAK)}
    return pieces.get(name, forward)


def test_thirteen_layers_are_wrong_and_their_names_do_not_tell():
    assert wrong_checks.RIGHT.count(False) == 13
    wrong = {layer.backward for layer in wrong_checks.LAYERS if layer.fault}
    assert not any(word in name for name in wrong for word in ("wrong", "bad", "fault", "right"))
    assert all(name.startswith("backward_") for name in wrong)


def test_each_wrong_check_gives_a_pattern_of_its_own():
    found = {}
    for name, spoilt in wrong_checks.WRONG_CHECKS.items():
        found.setdefault(wrong_checks.pattern(spoilt), set()).add(name.partition("@")[0])
    assert wrong_checks.pattern({}) == wrong_checks.RIGHT not in found
    assert {names for names in map(frozenset, found.values()) if len(names) > 1} == set()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_worked_check_is_right_on_other_inputs(seed):
    for layer in wrong_checks.LAYERS:
        forward, backward = getattr(materials, layer.forward), getattr(materials, layer.backward)
        assert check_layer(forward, backward, *materials.inputs(forward, seed)) is not bool(layer.fault)


# What is said


def message(source, name):
    return evaluate(compiled(source, name), name).message


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("check_layer", "def check_layer(f, b, x, dZ): pass", "Is there a `return` line?"),
        ("check_layer", "def check_layer(f, b, x, dZ): return f(x, dZ)", "raised TypeError on line 1"),
        ("check_layer", "def check_layer(f, b, x, dZ): return 'yes'", "It returned the str yes"),
        ("check_layer", "def check_layer(f, b, x, dZ): return x > 0", "an array of shape (4, 3)"),
        ("numerical_grad", "def numerical_grad(f, x, eps): return x * 0", "Called without eps"),
        ("relative_error", "def relative_error(a, b): return float(((a-b)**2).sum()**.5) /"
         " (float((a**2).sum()**.5) + float((b**2).sum()**.5))", "raised ZeroDivisionError on line 1"),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_said(name, source, said):
    result = evaluate(compiled(source, name), name)
    assert said in " ".join([result.message, *(check.message for check in result.checks)])


def test_a_check_that_always_agrees_earns_nothing():
    result = evaluate(compiled("def check_layer(f, b, x, dZ): return True", "check_layer"))
    assert (result.points, result.message[:64]) == (
        0,
        "It accepts 13 of 13 wrong layers and rejects 0 of 11 right ones.",
    )


def test_an_unnamed_wrong_check_hears_what_it_let_through():
    lenient = STUDENT.function("check_layer", "bool(ok) => (bool(ok) or x[0, 0] > 1)")
    result = evaluate(lenient)
    assert named(result) == set()
    assert "Of one that it accepts, this is wrong:" in result.message


def test_the_right_slopes_without_a_default_step_keep_most_points():
    source = STUDENT.source("numerical_grad", "eps=1e-5 => eps")
    result = evaluate(compiled(source, "numerical_grad"))
    assert 0 < result.points < result.max_points
    assert "Called without eps" in result.message


# In the sandbox


@pytest.fixture(scope="module")
def session():
    cells = ["import numpy as np\nfrom autograder import check", *(STUDENT.source(name) for name in STUDENTS)]
    with Sandbox() as sandbox, sandbox.open(cells, "gradient_checking") as opened:
        yield opened


@pytest.mark.parametrize("name", STUDENTS)
def test_marking_in_the_sandbox_gives_what_the_notebook_gives(session, name):
    assert evaluate_submission(by_name(name), session) == evaluate(STUDENT.function(name))


def test_marking_in_the_sandbox_names_the_same_mistakes():
    edited = {row.exercise: row for row in ROWS}
    cells = ["import numpy as np", *(STUDENT.source(name, *row.wrong) for name, row in edited.items())]
    with Sandbox() as sandbox, sandbox.open(cells, "gradient_checking") as opened:
        for name, row in edited.items():
            assert named(evaluate_submission(by_name(name), opened)) == row.truth


def test_the_materials_are_in_the_worker_and_the_answers_are_not():
    cells = ["def f(g): return g.__module__", "from autograder.materials.gradient_checking import ripple"]
    with (
        Sandbox() as sandbox,
        sandbox.open([*cells, "import solutions.gradient_checking"], "gradient_checking") as opened,
    ):
        assert [error.kind for error in opened.cell_errors] == ["ModuleNotFoundError"]
        asked = Request((Named(materials.__name__, "ripple"),))
        assert opened.calls("f", [asked])[0].value == materials.__name__
