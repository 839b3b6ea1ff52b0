"""Every displayed equation of chapter 06: both sides in numbers, on probes of unequal sizes."""

from __future__ import annotations

import re
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from solutions.backprop import backward
from solutions.forward import forward, init_params
from solutions.gradient_checking import numerical_grad
from solutions.gradient_descent import max_stable_learning_rate

SOURCE = (Path(__file__).parents[2] / "source" / "06_gradient_descent.md").read_text(encoding="utf-8")

N, D, STEPS, RATE = 7, 3, 5, 0.13
RNG = np.random.default_rng(4)
X, Y = RNG.normal(size=(N, D)) * [0.4, 1.0, 1.7] + 0.3, RNG.normal(size=N)
x, W0 = X[:, 1], RNG.normal(size=D)
POINTS = np.linspace(-3, 3, 13)
H = 2 / N * X.T @ X
LAMBDA, Q = np.linalg.eigh(H)
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
h, LOWEST = 2 * np.mean(x**2), np.mean(x * Y) / np.mean(x**2)
ROWS, BATCH = RNG.normal(size=(5, 4)), 3  # gradients of five single rows, batches of three

# Equations: each function returns the two sides


def loss(w):
    return np.mean((X @ w - Y) ** 2)


def one_weight(w):
    return np.mean((x * w - Y) ** 2)


def gradient(w):
    return 2 / N * X.T @ (X @ w - Y)


def slope(w):
    return np.mean(2 * x * (x * w - Y))


def walk(steps):
    w = W0
    for _ in range(steps):
        w = w - RATE * gradient(w)
    return w


def one_loss():
    terms = [sum((x[n] * w - Y[n]) ** 2 for n in range(N)) / N for w in POINTS]
    return terms, np.mean(x**2) * POINTS**2 - 2 * np.mean(x * Y) * POINTS + np.mean(Y**2)


def parabola():
    bend = (one_weight(1.0) - 2 * one_weight(0.0) + one_weight(-1.0)) / 1.0  # exact for a parabola
    squares = one_weight(LOWEST) + h / 2 * (POINTS - LOWEST) ** 2
    return np.hstack([[one_weight(w) for w in POINTS], bend]), np.hstack([squares, h])


def one_slope():
    pushed = [(one_weight(w + 0.5) - one_weight(w - 0.5)) / 1.0 for w in POINTS]  # exact for a parabola
    return np.hstack([pushed, [slope(w) for w in POINTS]]), np.tile(h * (POINTS - LOWEST), 2)


def one_step():
    new = np.array([w - RATE * slope(w) for w in POINTS])
    return new - LOWEST, (1 - RATE * h) * (POINTS - LOWEST)


def power():
    w = 2.5
    for _ in range(STEPS):
        w = w - RATE * slope(w)
    return w - LOWEST, (1 - RATE * h) ** STEPS * (2.5 - LOWEST)


def dense_gradient():
    one_layer = {"W1": W0[:, None], "b1": np.zeros(1)}
    cache = forward(one_layer, X, "identity", "identity")[1]
    from_course = backward(one_layer, cache, Y[:, None], "identity", "identity")["W1"][:, 0]
    return np.hstack([gradient(W0)] * 2), np.hstack([from_course, numerical_grad(loss, W0, eps=0.5)])


def hessian():
    columns = np.transpose([gradient(W0 + direction) - gradient(W0) for direction in np.eye(D)])
    return np.hstack([gradient(W0), columns.ravel()]), np.hstack([H @ (W0 - BEST), H.ravel()])


def matrix_step():
    return walk(1) - BEST, (np.eye(D) - RATE * H) @ (W0 - BEST)


def modes():
    return Q.T @ (walk(STEPS) - BEST), (1 - RATE * LAMBDA) ** STEPS * (Q.T @ (W0 - BEST))


def heights():
    parts = Q.T @ (W0 - BEST)
    return loss(walk(STEPS)) - loss(BEST), 0.5 * np.sum(LAMBDA * (1 - RATE * LAMBDA) ** (2 * STEPS) * parts**2)


def threshold():
    limit = 2 / LAMBDA.max()
    rates = limit * np.array([-0.01, 0.001, 0.5, 0.999, 1.001, 2.0])
    shrinks = [float(np.all(np.abs(1 - rate * LAMBDA) < 1)) for rate in rates]
    inside = [float(0 < rate < limit) for rate in rates]
    return [*shrinks, max_stable_learning_rate(X)], [*inside, limit]


def best_rate():
    rate, kappa = 2 / (LAMBDA[-1] + LAMBDA[0]), LAMBDA[-1] / LAMBDA[0]
    candidates = np.linspace(0, 2 / LAMBDA[-1], 1001)
    slowest = np.abs(1 - candidates[:, None] * LAMBDA).max(axis=1)
    assert slowest.min() >= (kappa - 1) / (kappa + 1)
    return [1 - rate * LAMBDA[0], rate * LAMBDA[-1] - 1], [(kappa - 1) / (kappa + 1)] * 2


def batch_means(draws):
    return np.array([ROWS[list(rows)].mean(axis=0) for rows in draws])


def squared_noise(draws):
    return np.mean(np.sum((batch_means(draws) - ROWS.mean(axis=0)) ** 2, axis=1))


WITH, WITHOUT = list(product(range(5), repeat=BATCH)), list(permutations(range(5), BATCH))  # every draw there is
V = np.mean(np.sum((ROWS - ROWS.mean(axis=0)) ** 2, axis=1))


def unbiased():
    means = [batch_means(draws).mean(axis=0) for draws in (WITH, WITHOUT)]
    return np.hstack(means), np.tile(ROWS.mean(axis=0), 2)


def noise_with():
    return squared_noise(WITH), V / BATCH


def noise_without():
    noise = squared_noise(WITHOUT)
    return [noise, noise], [(BATCH * V - BATCH * (BATCH - 1) * V / 4) / BATCH**2, V / BATCH * (5 - BATCH) / 4]


def _layers(params):
    """Returns A1, dZ2, dA1 and the gradients of a network with three classes."""
    labels = np.arange(N) % 3
    cache = forward(params, X, "tanh", "softmax")[1]
    dZ2 = (cache["A2"] - np.eye(3)[labels]) / N
    return cache["A1"], dZ2, dZ2 @ params["W2"].T, backward(params, cache, labels, "tanh", "softmax")


def symmetry():
    params = init_params([D, 4, 3], np.random.default_rng(1))
    params["W1"][:, 2], params["W2"][2] = params["W1"][:, 1], params["W2"][1]
    A1, dZ2, dA1, grads = _layers(params)
    by_sum = [sum(A1[n, 1] * dZ2[n, m] for n in range(N)) for m in range(3)]
    back = [sum(dZ2[n, m] * params["W2"][1, m] for m in range(3)) for n in range(N)]
    left = [grads["W2"][1], by_sum, dA1[:, 1], back, grads["W1"][:, 1]]
    return np.hstack(left), np.hstack([by_sum, grads["W2"][2], back, dA1[:, 2], grads["W1"][:, 2]])


def zeros():
    params = {name: 0 * value for name, value in init_params([D, 4, 3], np.random.default_rng(1)).items()}
    A1, dZ2, dA1, grads = _layers(params)
    assert np.abs(grads["b2"]).max() > 0
    made = [grads["W2"].ravel(), (A1.T @ dZ2).ravel(), dA1.ravel(), grads["W1"].ravel(), grads["b1"]]
    return np.hstack(made), np.zeros(sum(part.size for part in made))


EQUATIONS = {
    "loss": one_loss, "parabola": parabola, "slope": one_slope, "step": one_step, "power": power,
    "gradient": dense_gradient, "hessian": hessian, "matrix": matrix_step, "modes": modes, "heights": heights,
    "threshold": threshold, "best": best_rate, "unbiased": unbiased, "with": noise_with, "without": noise_without,
    "symmetry": symmetry, "zeros": zeros,
}  # fmt: skip


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_two_sides_of_each_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=1e-9, atol=1e-12)


def test_each_displayed_equation_is_labelled_and_has_its_test():
    labels = re.findall(r"^\$\$ \(eq-descent-([\w-]+)\)$", SOURCE, flags=re.MULTILINE)
    assert labels == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(labels)
