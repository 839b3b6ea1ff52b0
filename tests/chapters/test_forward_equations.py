"""Every displayed equation of chapter 02: both sides in numbers, at sizes that all differ."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from solutions.forward import cross_entropy, dense, forward, init_params, softmax
from solutions.neuron import mse, relu, sigmoid

SOURCE = (Path(__file__).parents[2] / "source" / "02_forward.md").read_text(encoding="utf-8")

RNG = np.random.default_rng(5)
N, D_IN, D_HIDDEN, D_OUT = 7, 3, 5, 4
X = RNG.normal(size=(N, D_IN))
W1, B1 = RNG.normal(size=(D_IN, D_HIDDEN)), RNG.normal(size=D_HIDDEN)
W2, B2 = RNG.normal(size=(D_HIDDEN, D_OUT)), RNG.normal(size=D_OUT)
PARAMS = {"W1": W1, "b1": B1, "W2": W2, "b2": B2}
SCORES, RIGHT = 3 * RNG.normal(size=(N, D_OUT)), RNG.integers(0, D_OUT, size=N)


# Equations: each function returns the two sides, the left from the course's code where it has any.


def entry():
    right = [[sum(X[n, i] * W1[i, j] for i in range(D_IN)) + B1[j] for j in range(D_HIDDEN)] for n in range(N)]
    return dense(X, W1, B1), right


def whole_batch():
    return dense(X, W1, B1), np.einsum("ni,ij->nj", X, W1) + B1[None, :]


def hidden_layer():
    _, cache = forward(PARAMS, X)
    return np.hstack([cache["Z1"], cache["A1"]]), np.hstack([X @ W1 + B1, 1 / (1 + np.exp(-(X @ W1 + B1)))])


def output_layer():
    Y_hat, cache = forward(PARAMS, X)
    Z2 = cache["A1"] @ W2 + B2
    return np.hstack([cache["Z2"], cache["A2"], Y_hat]), np.hstack([Z2, sigmoid(Z2), sigmoid(Z2)])


def mean_square():
    Y_hat, Y = forward(PARAMS, X)[0], SCORES
    return mse(Y_hat, Y), sum((a - b) ** 2 for a, b in zip(Y_hat.flat, Y.flat, strict=True)) / (N * D_OUT)


def stretched_loss():
    Y_hat, y = forward(PARAMS, X)[0][:, :1], SCORES[:, 0]
    return np.mean((Y_hat - y) ** 2), np.mean((Y_hat - y.mean()) ** 2) + np.mean((y - y.mean()) ** 2)


def collapse():
    stacked, _ = forward(PARAMS, X, hidden="identity", output="identity")
    return stacked, dense(X, W1 @ W2, B1 @ W2 + B2)


def absolute():
    return np.abs(X[:, 0] - X[:, 1]), relu(X[:, 0] - X[:, 1]) + relu(X[:, 1] - X[:, 0])


def joints():
    ends, heights = np.sort(X[:, 0]), X[:, 1]  # any curve is given by its heights at the ends of the pieces
    slopes = np.diff(heights) / np.diff(ends)
    x = np.linspace(ends[0], ends[-1], 50)
    weighted = np.diff(slopes, prepend=0) * relu(x[:, None] - ends[:-1])
    return np.interp(x, ends, heights), heights[0] + weighted.sum(axis=1)


def permute():
    Q = np.eye(D_HIDDEN)[:, [3, 0, 4, 1, 2]]
    assert_array_equal(Q @ Q.T, np.eye(D_HIDDEN))
    return sigmoid(X @ (W1 @ Q) + B1 @ Q) @ (Q.T @ W2), sigmoid(dense(X, W1, B1)) @ W2


def spread():
    """The mean over the draw, exactly: weights of +s or -s, every sign pattern equally likely."""
    x, s = X[0], 0.7
    signs = np.array(np.meshgrid(*[[-1, 1]] * D_IN)).reshape(D_IN, -1)
    left = np.mean((x @ (s * signs)) ** 2)
    return [left, left], [np.sum(x**2 * s**2), D_IN * s**2 * np.mean(x**2)]


def softmax_fraction():
    return softmax(SCORES), [[np.exp(z) / sum(np.exp(row)) for z in row] for row in SCORES]


def shift():
    c = RNG.normal(size=(N, 1))
    shifted = np.exp(SCORES + c) / np.exp(SCORES + c).sum(axis=1, keepdims=True)
    middle = np.exp(c) * np.exp(SCORES) / (np.exp(c) * np.exp(SCORES).sum(axis=1, keepdims=True))
    return [shifted, middle, softmax(SCORES + c)], [softmax(SCORES)] * 3


def price():
    return cross_entropy(SCORES, RIGHT), -sum(np.log(softmax(SCORES)[n, RIGHT[n]]) for n in range(N)) / N


def price_from_scores():
    rows = np.arange(N)
    return -np.log(softmax(SCORES)[rows, RIGHT]), np.log(np.exp(SCORES).sum(axis=1)) - SCORES[rows, RIGHT]


def log_sum_exp():
    m = SCORES.max(axis=1)
    return np.log(np.exp(SCORES).sum(axis=1)), m + np.log(np.exp(SCORES - m[:, None]).sum(axis=1))


def recursion():
    params = init_params([3, 5, 6, 4], np.random.default_rng(1))
    Y_hat, cache = forward(params, X, hidden="tanh", output="softmax")
    A1 = np.tanh(X @ params["W1"] + params["b1"])
    A2 = np.tanh(A1 @ params["W2"] + params["b2"])
    Z3 = A2 @ params["W3"] + params["b3"]
    left = [cache[key] for key in ("A0", "A1", "A2", "Z3", "A3")] + [Y_hat]
    return np.hstack(left), np.hstack([X, A1, A2, Z3, softmax(Z3), softmax(Z3)])


EQUATIONS = {
    "eq-forward-entry": entry,
    "eq-forward-dense": whole_batch,
    "eq-forward-hidden": hidden_layer,
    "eq-forward-output": output_layer,
    "eq-forward-mse": mean_square,
    "eq-forward-broadcast": stretched_loss,
    "eq-forward-collapse": collapse,
    "eq-forward-absolute": absolute,
    "eq-forward-joints": joints,
    "eq-forward-permute": permute,
    "eq-forward-spread": spread,
    "eq-forward-softmax": softmax_fraction,
    "eq-forward-shift": shift,
    "eq-forward-cross-entropy": price,
    "eq-forward-logits": price_from_scores,
    "eq-forward-lse": log_sum_exp,
    "eq-forward-recursion": recursion,
}


@pytest.mark.parametrize("label", EQUATIONS)
def test_both_sides_of_the_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=1e-11, atol=1e-13)


def test_every_displayed_equation_has_a_label_and_a_test():
    assert re.findall(r"^\$\$ \((eq-[\w-]+)\)$", SOURCE, flags=re.MULTILINE) == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(EQUATIONS)
