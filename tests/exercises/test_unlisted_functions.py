"""Whole wrong functions of chapters 03 to 10 that no table lists: refused, observed, and given no name."""

from __future__ import annotations

import pytest

from autograder import Verdict, evaluate
from tests.exercises.planted import compiled

FUNCTIONS = (
    "def polynomial_features(x, degree): return np.sin(x[:, None] * np.arange(degree + 1))",
    "def polynomial_features(x, degree): return (x[:, None] + 1) ** np.arange(degree + 1)",
    "def standardise(train, *others): return tuple(np.tanh(a) for a in (train, *others))",
    "def bias_variance(predictions, y): return float(np.var(y)), float(np.var(predictions.mean(1)))",
    "def early_stopping(val_losses, patience): return int(np.argmin(np.diff(val_losses)))",
    "def accuracy(Y_hat, y): return float(np.mean(np.argsort(Y_hat, axis=1)[:, -2] == y))",
    "def accuracy(Y_hat, y): return 0.5",
    "def confusion_matrix(y, predicted, K): return np.eye(K)[y].T @ np.eye(K)[predicted[::-1]]",
    "def relative_error(a, b): return 0.5 if a.any() else 0.0",
    "def relative_error(a, b): return 1 - a.ravel() @ b.ravel() / (a**2).sum() if a.any() else 0.0",
    "def numerical_grad(f, x, eps=1e-5): return np.full(np.shape(x), f(np.asarray(x, float)))",
    "def numerical_grad(f, x, eps=1e-5): return np.asarray(x, float)",
    "def check_layer(forward, backward, x, dZ): return bool(np.sum(backward(dZ, x)) > 0)",
    "def find_the_bugs(params, X, Y): return {key: 0.1 * value for key, value in params.items()}",
    "def binary_cross_entropy(Z, Y): return float(np.mean(np.abs(Z) * (1 - Y)))",
)


@pytest.mark.parametrize("source", FUNCTIONS)
def test_a_function_that_no_table_lists_is_observed_and_not_named(source):
    result = evaluate(compiled(source, source[4 : source.index("(")]))
    assert result.verdict is Verdict.FAILED
    assert [diagnosis.name for diagnosis in result.diagnosis] == []
    assert any(character.isdigit() for character in result.message), result.message
