"""Chapter 06: right batches, steps and training runs pass, wrong ones are called by their names, live and marked."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import load_diabetes

from autograder import Checker, Verdict, evaluate
from autograder.core.evaluate import evaluate_submission
from autograder.exercises import by_chapter, by_name, runs
from autograder.exercises.paths import slope
from autograder.isolate import Sandbox
from solutions.backprop import backward
from solutions.forward import forward
from solutions.gradient_descent import max_stable_learning_rate, minibatches, sgd_step, train
from tests.exercises import rows_further, rows_gradient_descent, rows_momentum, rows_updates
from tests.exercises.planted import (
    Planted,
    compiled,
    demand_full_marks,
    named,
)

CHAPTER = by_chapter("06")
STUDENTS = {**rows_gradient_descent.STUDENTS, **rows_momentum.STUDENTS}
STUDENT = Planted(STUDENTS)
ROWS = (*rows_gradient_descent.ROWS, *rows_momentum.ROWS, *rows_updates.ROWS, *rows_further.DESCENT)

_POWER = """
    def max_stable_learning_rate(X):
        v = np.ones(X.shape[1]) + np.arange(X.shape[1])
        for _ in range(2000):
            v = X.T @ (X @ v)
            v = v / (v @ v) ** 0.5
        return len(X) / ((X @ v) ** 2).sum()
"""
_IN_PLACE = """
    def train(params, X, Y, learning_rate, epochs, batch_size, rng, hidden="sigmoid", output="sigmoid"):
        from solutions.backprop import backward
        from solutions.forward import cross_entropy, forward
        params = {key: value.copy() for key, value in params.items()}
        losses = np.empty(epochs)
        rows = np.arange(len(X))
        for epoch in range(epochs):
            rng.shuffle(rows)
            for batch in np.split(rows, range(batch_size, len(X), batch_size)):
                cache = forward(params, X[batch], hidden, output)[1]
                grads = backward(params, cache, Y[batch], hidden, output)
                for key in params:
                    params[key] -= learning_rate * grads[key]
            prediction, cache = forward(params, X, hidden=hidden, output=output)
            if output == "softmax":
                losses[epoch] = -np.log(prediction[np.arange(len(Y)), Y]).mean()
            else:
                losses[epoch] = ((prediction - Y) ** 2).mean()
        return params, losses
"""
_LISTS = """
    def minibatches(N, batch_size, rng):
        left, batches = list(range(N)), []
        while left:
            batch = []
            while left and len(batch) < batch_size:
                batch.append(left.pop(int(rng.integers(len(left)))))
            batches.append(batch)
        return tuple(batches)
"""
_WHOLE_SET = """
    def train(params, X, Y, *, learning_rate, epochs, batch_size, rng, hidden="sigmoid", output="sigmoid"):
        from solutions.gradient_descent import minibatches, sgd_step
        from solutions import backprop, forward, neuron
        losses, start = [], dict(params)
        for _ in range(epochs):
            order = rng.permutation(len(X))
            X, Y = X[order], Y[order]
            for k in range(0, len(X), batch_size):
                A, cache = forward.forward(params, X[k : k + batch_size], hidden, output)
                grads = backprop.backward(params, cache, Y[k : k + batch_size], hidden, output)
                params = sgd_step(params, grads, learning_rate)
            A, cache = forward.forward(params, X, hidden, output)
            last = list(cache)[-2]
            losses += [forward.cross_entropy(cache[last], Y) if output == "softmax" else neuron.mse(A, Y)]
        return params, losses
"""
WHOLE = (
    ("max_stable_learning_rate", _POWER),
    ("minibatches", _LISTS),
    ("train", _IN_PLACE),
    ("train", _WHOLE_SET),
)


@pytest.mark.parametrize(("name", "source"), WHOLE)
def test_right_code_of_another_shape_passes(name, source):
    demand_full_marks(evaluate(compiled(source, name)))


# What right functions do, whatever the random numbers


@pytest.mark.parametrize("seed", range(20))
def test_right_batches_pass_with_any_numbers(seed):
    source = STUDENTS["minibatches"].replace("rng.shuffle", f"rng = np.random.default_rng(rng.integers(99) + {seed}"
                                                            "); rng.shuffle")  # fmt: skip
    demand_full_marks(evaluate(compiled(source, "minibatches")))


@pytest.mark.parametrize("seed", range(8))
def test_right_runs_pass_with_any_numbers(seed):
    source = STUDENTS["train"].replace(
        "losses = []", f"losses = []; rng = np.random.default_rng(rng.integers(99) + {seed})"
    )
    demand_full_marks(evaluate(compiled(source, "train")))


@pytest.mark.parametrize(("N", "size"), [(1, 1), (7, 3), (7, 7), (7, 50), (100, 1)])
def test_batches_hold_every_row_once(N, size):
    batches = minibatches(N, size, np.random.default_rng(0))
    assert_array_equal(np.sort(np.concatenate(batches)), np.arange(N))
    assert [len(batch) for batch in batches[:-1]] == [size] * (len(batches) - 1)
    assert 1 <= len(batches[-1]) <= size


def test_a_step_leaves_its_arguments_and_shares_no_memory():
    params, grads = {"W1": np.ones((2, 3)), "b1": np.zeros(3)}, {"W1": np.ones((2, 3)), "b1": np.ones(3)}
    new = sgd_step(params, grads, 0.0)
    assert all(not np.shares_memory(new[key], params[key]) for key in params)
    assert_array_equal(params["W1"], np.ones((2, 3)))


def test_the_limit_parts_convergence_from_divergence_on_real_data():
    X, y = load_diabetes(return_X_y=True)
    X, y = X[:, :4] * 20, y - y.mean()
    limit, best = max_stable_learning_rate(X), np.linalg.lstsq(X, y, rcond=None)[0]

    def distance(rate, steps=400):
        w = best + np.linalg.eigh(X.T @ X)[1][:, -1]
        for _ in range(steps):
            w = w - rate * 2 * X.T @ (X @ w - y) / len(X)
        return np.linalg.norm(w - best)

    assert distance(0.99 * limit) < 0.1
    assert distance(1.01 * limit) > 100
    assert distance(limit) == pytest.approx(1)


@pytest.mark.parametrize("variant", by_name("train").variants, ids=lambda variant: variant.name)
def test_the_path_of_a_run_agrees_with_the_worked_backward_pass(variant):
    for case in variant.cases:
        _, cache = forward(case.params, case.X, *case.kinds)
        grads = backward(case.params, cache, case.Y, *case.kinds)
        start = np.concatenate([np.ravel(case.params[key]) for key in ("W1", "b1", "W2", "b2")])
        assert_allclose(np.concatenate([np.ravel(g) for g in (grads[k] for k in ("W1", "b1", "W2", "b2"))]),
                        slope(case, start), rtol=1e-10, atol=1e-14)  # fmt: skip


def test_a_right_run_falls_far_below_the_limit_that_is_asked():
    params, X, Y = runs.LONG.args
    for seed in range(10):
        settings = {**runs.LONG.kwargs, "rng": np.random.default_rng(seed)}
        _, losses = train(params, X, Y, **settings)
        assert losses[-1] < 0.75 * runs.FALLEN * losses[0]


# What is said


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("minibatches", "def minibatches(N, size, rng): pass", "something of type NoneType"),
        ("minibatches", "def minibatches(N, size, rng): return rng.permutation(N)", "array of shape () and dtype"),
        ("minibatches", "def minibatches(N, size, rng): return [rng.random(N)]", "and dtype float64"),
        ("minibatches", "def minibatches(N, size, rng): return rng.split(N)", "raised AttributeError on line 1"),
        ("minibatches", "def minibatches(N, size, rng): return []", "10 of 10 rows are in no batch"),
        ("train", "def train(params, X, Y, **settings): return params", "where the tuple (a dict, losses) is asked"),
        ("train", "def train(params, X, Y, **settings): return {}, []", "are missing from the dict"),
        ("train", "def train(params, X, Y, **s): return params, [1.0] * s['epochs']", "No parameter has moved"),
        ("sgd_step", "def sgd_step(p, g, rate): return [p[k] - rate * g[k] for k in p]", "where a dict with the keys"),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_said(name, source, said):
    result = evaluate(compiled(source, name))
    assert result.verdict is Verdict.FAILED
    assert said in " ".join([result.message, *(check.message for check in result.checks)])


def test_check_takes_arguments_that_are_passed_by_name(capsys):
    assert Checker()(train) is train
    assert "✓ train: passed (6/6)" in capsys.readouterr().out
    source = "def train(params, X, Y, learning_rate, epochs): return params, []"
    assert Checker()(compiled(source, "train")) is train
    assert "`train` takes (params, X, Y, learning_rate=, epochs=" in capsys.readouterr().out


# In the sandbox


@pytest.fixture(scope="module")
def session():
    cells = ["import numpy as np", *map(STUDENT.source, STUDENTS)]
    with Sandbox() as sandbox, sandbox.open(cells, "gradient_descent") as opened:
        assert opened.cell_errors == ()
        yield opened


@pytest.mark.parametrize("name", STUDENTS)
def test_marking_in_the_sandbox_gives_what_the_notebook_gives(session, name):
    assert evaluate_submission(by_name(name), session) == evaluate(STUDENT.function(name))


def test_marking_in_the_sandbox_names_the_same_mistakes():
    repeatable = [row for row in ROWS if "results_change" not in row.names]  # a worker's own generators are seeded
    edited = {row.exercise: row for row in repeatable}
    cells = ["import numpy as np", *(STUDENT.source(name, *row.wrong) for name, row in edited.items())]
    with Sandbox() as sandbox, sandbox.open(cells, "gradient_descent") as opened:
        for name, row in edited.items():
            assert named(evaluate_submission(by_name(name), opened)) == row.truth
