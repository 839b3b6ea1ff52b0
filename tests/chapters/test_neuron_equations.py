"""Every displayed equation of chapter 01: both sides in numbers, slopes found by a complex step."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from solutions.neuron import mse, neuron, neuron_grad, sigmoid

SOURCE = (Path(__file__).parents[2] / "source" / "01_neuron.md").read_text(encoding="utf-8")

N, D_IN = 7, 3
RNG = np.random.default_rng(4)
X, W, B, Y = RNG.normal(size=(N, D_IN)), RNG.normal(size=D_IN), 0.3, RNG.normal(size=N)
A = neuron(X, W, B)
POINTS = np.linspace(-6, 6, 25)
TINY = 1e-30  # the push of a complex step: nothing is subtracted, so nothing is lost by making it this small

# Equations: each function returns the two sides, from the course's code or from slopes found by a complex step


def complex_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(function, point):
    """Returns the slope of a function of one number, exact to rounding."""
    return np.imag(function(point + 1j * TINY)) / TINY


def gradient(function, point):
    """Returns the slope of `function` in each entry of a 1-d array."""
    return np.array(
        [slope(lambda h, i=i: function(point + (h * np.eye(len(point))[i])), 0.0) for i in range(len(point))]
    )


def loss_of_answers(a):
    return np.sum((a - Y) ** 2) / N


def loss_of_sums(z):
    return loss_of_answers(complex_sigmoid(z))


def one():
    x = X[0]
    z = sum(x[i] * W[i] for i in range(D_IN)) + B
    return neuron(X[:1], W, B), [complex_sigmoid(z)]


def chain():
    x, a = X[0], A[0]
    pushed = [gradient(lambda w: complex_sigmoid(x @ w + B), W), gradient(lambda x: complex_sigmoid(x @ W + B), x)]
    in_bias = slope(lambda b: complex_sigmoid(x @ W + b), B)
    return np.hstack([*pushed, in_bias]), np.hstack([a * (1 - a) * x, a * (1 - a) * W, a * (1 - a)])


def batch():
    return A, [neuron(row[None], W, B)[0] for row in X]


def two_forms():
    return np.hstack([sigmoid(POINTS)] * 2), np.hstack(
        [1 / (1 + np.exp(-POINTS)), np.exp(POINTS) / (np.exp(POINTS) + 1)]
    )


def threshold():
    w, b = -1.7, 0.6
    return POINTS * w + b, w * (POINTS - -b / w)


def mean_square():
    return mse(A, Y), sum((a - y) ** 2 for a, y in zip(A, Y, strict=True)) / N


def slope_chain():
    u = 1 + np.exp(-POINTS)
    pushed = slope(complex_sigmoid, POINTS)
    return np.hstack([pushed, pushed]), np.hstack([(-1 / u**2) * -np.exp(-POINTS), (u - 1) / u**2])


def slope_from_answer():
    return slope(complex_sigmoid, POINTS), sigmoid(POINTS) * (1 - sigmoid(POINTS))


def answers_back():
    return gradient(loss_of_answers, A), 2 / N * (A - Y)


def sums_back():
    return gradient(loss_of_sums, X @ W + B), gradient(loss_of_answers, A) * A * (1 - A)


def weights_back():
    dz = gradient(loss_of_sums, X @ W + B)
    dw = gradient(lambda w: loss_of_sums(X @ w + B), W)
    by_entry = [sum(X[n, i] * dz[n] for n in range(N)) for i in range(D_IN)]
    return np.hstack([dw, dw, neuron_grad(X, W, B, Y)[0]]), np.hstack([by_entry, X.T @ dz, dw])


def bias_back():
    db = slope(lambda b: loss_of_sums(X @ W + b), B)
    return [db, neuron_grad(X, W, B, Y)[1]], [gradient(loss_of_sums, X @ W + B).sum(), db]


def mean_of_singles():
    singles = [neuron_grad(X[n : n + 1], W, B, Y[n : n + 1])[0] for n in range(N)]
    return neuron_grad(X, W, B, Y)[0], np.mean(singles, axis=0)


def step():
    dw, db = neuron_grad(X, W, B, Y)
    change = slope(lambda eta: loss_of_sums(X @ (W - eta * dw) + (B - eta * db)), 0.0)  # per eta, as eta goes to 0
    return change, -(np.sum(dw**2) + db**2)


def signal():
    a = sigmoid(POINTS)
    single = [neuron_grad(np.zeros((1, 1)), np.zeros(1), z, np.zeros(1))[1] for z in POINTS]
    return np.hstack([single, single]), np.hstack([2 * a * a * (1 - a), 2 * a**2 * (1 - a)])


def tanh_slope():
    a, s = np.tanh(POINTS), sigmoid(2 * POINTS)
    pushed = slope(np.tanh, POINTS)
    return np.hstack([pushed] * 3 + [a]), np.hstack([2 * s * (1 - s) * 2, (1 + a) * (1 - a), 1 - a**2, 2 * s - 1])


EQUATIONS = {
    "one": one, "chain": chain, "batch": batch, "sigmoid": two_forms, "threshold": threshold, "mse": mean_square,
    "slope-chain": slope_chain, "slope": slope_from_answer, "da": answers_back, "dz": sums_back, "dw": weights_back,
    "db": bias_back, "mean": mean_of_singles, "step": step, "signal": signal, "tanh": tanh_slope,
}  # fmt: skip


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_two_sides_of_each_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=1e-9, atol=1e-13)


def test_each_displayed_equation_is_labelled_and_has_its_test():
    labels = re.findall(r"^\$\$ \(eq-neuron-([\w-]+)\)$", SOURCE, flags=re.MULTILINE)
    assert labels == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(labels)
