"""Every displayed equation of chapter 09: both sides in numbers. NumPy only; the tape itself is tested elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.tensorflow import optimiser_losses
from solutions.backprop import two_layer_backward
from solutions.forward import forward
from solutions.gradient_checking import numerical_grad
from solutions.tensorflow import binary_cross_entropy

SOURCE = (Path(__file__).parents[2] / "source" / "09_tensorflow.md").read_text(encoding="utf-8")

N, D_IN, HIDDEN, D_OUT = 7, 3, 5, 4
RNG = np.random.default_rng(9)
X, Y = RNG.normal(size=(N, D_IN)), RNG.random((N, D_OUT))
PARAMS = {
    "W1": RNG.normal(size=(D_IN, HIDDEN)), "b1": RNG.normal(size=HIDDEN),
    "W2": RNG.normal(size=(HIDDEN, D_OUT)), "b2": RNG.normal(size=D_OUT),
}  # fmt: skip
TINY = 1e-30  # the push of a complex step
ANSWERS = np.linspace(0.01, 0.99, 99)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gradient(function, point):
    """Returns the slope of `function` in each entry of an array, exact to rounding."""
    slopes = np.empty(np.shape(point))
    for entry in np.ndindex(slopes.shape):
        pushed = np.array(point, dtype=complex)
        pushed[entry] += 1j * TINY
        slopes[entry] = np.imag(function(pushed)) / TINY
    return slopes


# A tape: the operations of a network as functions of the result before. Each has any shape
OPERATIONS = (
    lambda U: U @ PARAMS["W1"], lambda U: U + PARAMS["b1"], sigmoid, lambda U: U @ PARAMS["W2"],
    lambda U: U + PARAMS["b2"], sigmoid, lambda U: U - Y, lambda U: U**2, np.mean,
)  # fmt: skip


def results(U=X):
    """Returns U_0 … U_T."""
    kept = [U]
    for operation in OPERATIONS:
        kept.append(operation(kept[-1]))
    return kept


def tape():
    Y_hat = forward(PARAMS, X)[0]
    return results()[-1], np.mean((Y_hat - Y) ** 2)


def play():
    """Goes back over the tape by the rule, and compares each dU with the slope of all that follows."""
    kept, dU, left, right = results(), np.ones(()), [], []
    for t in range(len(OPERATIONS), 0, -1):
        before = kept[t - 1]
        back = np.empty(before.shape)
        for i in np.ndindex(before.shape):
            pushed = before.astype(complex)
            pushed[i] += 1j * TINY
            back[i] = np.sum(dU * np.imag(OPERATIONS[t - 1](pushed)) / TINY)
        dU = back

        def rest(U, t=t):
            for operation in OPERATIONS[t - 1 :]:
                U = operation(U)
            return U

        left.append(dU.ravel())
        right.append(gradient(rest, before).ravel())
    return np.concatenate(left), np.concatenate(right)


def half():
    c = np.exp(1.5)
    pushed = gradient(lambda x: x * np.exp(x), 1.5), gradient(lambda x: x * c, 1.5)
    return np.hstack(pushed), [np.exp(1.5) + 1.5 * np.exp(1.5), c]


def price():
    Z = RNG.normal(size=20) * 5
    y, a = RNG.random(20), sigmoid(Z)
    by_answer = -y * np.log(a) - (1 - y) * np.log(1 - a)
    by_logit = y * np.log(1 + np.exp(-Z)) + (1 - y) * np.log(1 + np.exp(Z))
    return np.hstack([by_answer, by_logit]), np.hstack([np.log(1 + np.exp(Z)) - y * Z] * 2)


def stable():
    Z = np.linspace(-30, 30, 41)
    return np.log(1 + np.exp(Z)), np.maximum(Z, 0) + np.log(1 + np.exp(-np.abs(Z)))


def bce():
    Z = forward(PARAMS, X)[1]["Z2"]
    slope = gradient(lambda Z: np.mean(np.log(1 + np.exp(Z)) - Y * Z), Z)
    pushed = numerical_grad(lambda Z: binary_cross_entropy(Z, Y), Z)
    assert_allclose(pushed, slope, atol=1e-9)
    return slope, (sigmoid(Z) - Y) / (N * D_OUT)


def noise():
    y, answers = RNG.random(50), RNG.normal(size=5)
    price = [np.mean((c - y) ** 2) for c in answers]
    long = [
        (c - y.mean()) ** 2 + 2 * (c - y.mean()) * np.mean(y.mean() - y) + np.mean((y.mean() - y) ** 2) for c in answers
    ]
    return price + long, 2 * [(c - y.mean()) ** 2 + y.var() for c in answers]


def twelfth():
    nodes, weights = np.polynomial.legendre.leggauss(3)  # exact for a parabola
    integral = np.sum(weights / 2 * ((nodes + 1) / 2 - 0.5) ** 2)
    ends = [(u - 0.5) ** 3 / 3 for u in (0, 1)]
    return [integral, ends[1] - ends[0], 1 / 3 / 8 + 1 / 3 / 8], [1 / 12] * 3


def velocity():
    start = {key: 0.5 * value for key, value in PARAMS.items()}
    kept, dT = 0.9 * 0.0, two_layer_backward(start, forward(start, X)[1], Y)["W1"]
    rebuilt = optimiser_losses("momentum", start, (X, Y), 2, rebuilt=True)
    moved = {key: value - 0.2 * two_layer_backward(start, forward(start, X)[1], Y)[key] for key, value in start.items()}
    by_sgd = np.mean((forward(moved, X)[0] - Y) ** 2)
    return [*(0.9 * kept - 0.2 * dT).ravel(), rebuilt[1]], [*(-0.2 * dT).ravel(), by_sgd]


G = two_layer_backward(PARAMS, forward(PARAMS, X)[1], Y)["W1"]
B1, B2 = 0.9, 0.999


def filled():
    mean, square = (B1 * 0 + (1 - B1) * G) / (1 - B1), (B2 * 0 + (1 - B2) * G**2) / (1 - B2)
    return np.hstack([mean, square]), np.hstack([G, G**2])


def adam():
    rate, small = 0.05, 1e-20
    mean, square = filled()[0][:, :HIDDEN], filled()[0][:, HIDDEN:]
    step = -rate * mean / (np.sqrt(square) + small)
    return np.hstack([step, step]), np.hstack([-rate * G / (np.abs(G) + small), -rate * np.sign(G)])


def ratio():
    Y_hat, cache = forward(PARAMS, X)
    exact = gradient(lambda Z: np.mean((sigmoid(Z) - Y) ** 2), cache["Z2"])
    d_pred = 2 * (Y - Y_hat)
    long = d_pred / (2 / (N * D_OUT) * (Y_hat - Y) * Y_hat * (1 - Y_hat))
    return np.hstack([d_pred / exact, long]), np.hstack([-N * D_OUT / (Y_hat * (1 - Y_hat))] * 2)


def four():
    assert np.all(1 / (ANSWERS * (1 - ANSWERS)) >= 4 - 1e-12)
    return 0.25 - ANSWERS * (1 - ANSWERS), (ANSWERS - 0.5) ** 2


def spread():
    y, Y_hat = RNG.random(N), RNG.random((N, 1))
    table = [np.mean((Y_hat - y) ** 2), sum((Y_hat[n, 0] - y[m]) ** 2 for n in range(N) for m in range(N)) / N**2]
    return table, [np.mean((Y_hat - y.mean()) ** 2) + np.mean((y - y.mean()) ** 2)] * 2


EQUATIONS = {
    "tape": tape, "play": play, "half": half, "price": price, "stable": stable, "bce": bce, "noise": noise,
    "twelfth": twelfth, "velocity": velocity, "filled": filled, "adam": adam, "ratio": ratio, "four": four,
    "spread": spread,
}  # fmt: skip


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_two_sides_of_each_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=1e-9, atol=1e-12)


def test_each_displayed_equation_is_labelled_and_has_its_test():
    labels = re.findall(r"^\$\$ \(eq-tensorflow-([\w-]+)\)$", SOURCE, flags=re.MULTILINE)
    assert labels == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(labels)
