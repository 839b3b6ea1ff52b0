"""Every displayed equation of chapter 08: both sides in numbers, on probes of unequal sizes."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from solutions.backprop import backward
from solutions.forward import cross_entropy, forward, init_params
from solutions.gradient_checking import numerical_grad
from solutions.gradient_descent import sgd_step
from solutions.regularisation import (
    dropout_backward,
    dropout_forward,
    l2_penalty,
    regularised_grads,
    soft_threshold,
    weight_decay_step,
)

SOURCE = (Path(__file__).parents[2] / "source" / "08_regularisation.md").read_text(encoding="utf-8")

N, D, LAM, RATE, STEPS, KEEP = 7, 3, 0.3, 0.2, 5, 0.7
RNG = np.random.default_rng(5)
X, Y, LABELS = RNG.normal(size=(N, D)), RNG.normal(size=N), RNG.integers(0, 4, N)
PARAMS = init_params([D, 5, 4], RNG)
H, AIM = 2 / N * X.T @ X, 2 / N * X.T @ Y
LAMBDA, Q = np.linalg.eigh(H)
BEST = np.linalg.solve(H, AIM)
POINTS = np.array([-2.5, -0.9, -0.2, 0.0, 0.4, 0.9, 3.1])
# every mask of one row, and how likely it is
MASKS = np.array(list(product([0.0, 1.0], repeat=D)))
CHANCE = KEEP ** MASKS.sum(axis=1) * (1 - KEEP) ** (D - MASKS.sum(axis=1))

# Equations: each function returns the two sides


def loss(changed):
    return cross_entropy(forward({**PARAMS, **changed}, X, "tanh", "softmax")[1]["Z2"], LABELS)


def price():
    squares = sum(PARAMS[f"W{layer}"][i, j] ** 2 for layer in (1, 2) for i, j in np.ndindex(PARAMS[f"W{layer}"].shape))
    return loss({}) + l2_penalty(PARAMS, LAM), loss({}) + LAM / 2 * squares


def slope():
    grads = backward(PARAMS, forward(PARAMS, X, "tanh", "softmax")[1], LABELS, "tanh", "softmax")
    formula = [grads[key] + (LAM * PARAMS[key] if key[0] == "W" else 0) for key in PARAMS]
    priced = regularised_grads(PARAMS, grads, LAM)
    for key in PARAMS:
        pushed = numerical_grad(
            lambda v, key=key: loss({key: v}) + l2_penalty({**PARAMS, key: v}, LAM), PARAMS[key], 1e-5
        )
        assert_allclose(priced[key], pushed, rtol=1e-6, atol=1e-9)
    return np.hstack([priced[key].ravel() for key in PARAMS]), np.hstack([part.ravel() for part in formula])


def priced_solution():
    return np.linalg.solve(H + LAM * np.eye(D), AIM)


def ridge():
    w = priced_solution()
    slope_there = 2 / N * X.T @ (X @ w - Y) + LAM * w
    assert_allclose(slope_there, 0, atol=1e-12)
    return (2 / N * X.T @ X + LAM * np.eye(D)) @ w, 2 / N * X.T @ Y


def direction():
    return Q.T @ priced_solution(), LAMBDA / (LAMBDA + LAM) * (Q.T @ BEST)


def decay():
    dW = {key: RNG.normal(size=value.shape) for key, value in PARAMS.items()}
    step, other = weight_decay_step(PARAMS, dW, RATE, LAM), sgd_step(PARAMS, regularised_grads(PARAMS, dW, LAM), RATE)
    left = [PARAMS[k] - RATE * (dW[k] + LAM * PARAMS[k]) for k in ("W1", "W2")]
    right = [(1 - RATE * LAM) * PARAMS[k] - RATE * dW[k] for k in ("W1", "W2")]
    left += [step[k] for k in step]
    right += [other[k] for k in step]
    return np.hstack([part.ravel() for part in left]), np.hstack([part.ravel() for part in right])


def forget():
    params, none = PARAMS, {key: 0 * value for key, value in PARAMS.items()}
    for _ in range(STEPS):
        params = weight_decay_step(params, none, RATE, LAM)
    assert (params["b1"] == PARAMS["b1"]).all()
    return params["W1"], (1 - RATE * LAM) ** STEPS * PARAMS["W1"]


def lowest(price):
    """Returns where (u - w)^2 / 2 + price(u) is lowest, for each of the points: on a fine grid that holds 0."""
    grid = np.arange(-40_000, 40_001) / 10_000
    return np.array([grid[((grid - w) ** 2 / 2 + price(grid)).argmin()] for w in POINTS])


def soft():
    a = 0.5
    found, formula = lowest(lambda u: a * np.abs(u)), np.sign(POINTS) * np.maximum(np.abs(POINTS) - a, 0)
    return np.hstack([found, soft_threshold(POINTS, a)]), np.hstack([formula, formula])


def share():
    a = 0.25
    return lowest(lambda u: a / 2 * u**2), POINTS / (1 + a)


def dropout():
    rng = np.random.default_rng(0)
    dropped, mask = dropout_forward(X, KEEP, rng)
    assert set(np.unique(mask)) == {0.0, 1.0}
    return dropped, X * mask / KEEP


def mean():
    dropped = X[:, None] * MASKS / KEEP  # (N, 8, D)
    average = np.einsum("rmd,m->rd", dropped, CHANCE)
    spread = np.einsum("rmd,m->rd", (dropped - average[:, None]) ** 2, CHANCE)
    entry = KEEP * X / KEEP + (1 - KEEP) * 0
    return np.hstack([average, average, spread]), np.hstack([entry, X, (1 - KEEP) / KEEP * X**2])


def back():
    mask, upstream = (RNG.random(X.shape) < KEEP) * 1.0, RNG.normal(size=X.shape)
    pushed = numerical_grad(lambda A: np.sum(upstream * (A * mask / KEEP)), X, 0.5)  # linear: exact for any push
    return np.hstack([dropout_backward(upstream, mask, KEEP), pushed]), np.tile(upstream * mask / KEEP, 2)


def linear():
    w = RNG.normal(size=D)
    errors = ((X[:, None] * MASKS / KEEP) @ w - Y[:, None]) ** 2  # (N, 8)
    price_of_columns = (1 - KEEP) / KEEP * np.sum(np.mean(X**2, axis=0) * w**2)
    return np.mean(errors @ CHANCE), np.mean((X @ w - Y) ** 2) + price_of_columns


def stopped():
    w = np.zeros(D)
    for _ in range(STEPS):
        w = w - RATE * (H @ w - AIM)
    return Q.T @ w, (1 - (1 - RATE * LAMBDA) ** STEPS) * (Q.T @ BEST)


EQUATIONS = {
    "price": price, "slope": slope, "ridge": ridge, "direction": direction, "decay": decay, "forget": forget,
    "soft": soft, "share": share, "dropout": dropout, "mean": mean, "back": back, "linear": linear,
    "stopped": stopped,
}  # fmt: skip


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_two_sides_of_each_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=1e-9, atol=1e-9)


def test_each_displayed_equation_is_labelled_and_has_its_test():
    labels = re.findall(r"^\$\$ \(eq-regularisation-([\w-]+)\)$", SOURCE, flags=re.MULTILINE)
    assert labels == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(labels)


def test_stopping_and_price_keep_the_same_share_of_flat_directions():
    flat = 1e-6 * RATE * STEPS
    stopping, pricing = 1 - (1 - RATE * flat) ** STEPS, flat / (flat + 1 / (RATE * STEPS))
    assert stopping == pytest.approx(pricing, rel=1e-5)


def test_with_momentum_penalty_and_decay_part():
    w, velocity = 1.0, 0.0
    for _ in range(2):
        velocity = 0.9 * velocity - 0.1 * 0.5 * w
        w += velocity
    assert w == pytest.approx(0.8575)
    assert (1 - 0.1 * 0.5) ** 2 == pytest.approx(0.9025)


def test_the_most_probable_weights_pay_the_price_of_the_further_exercise():
    noise, belief = 0.8, 1.7
    lam = 2 * noise**2 / (N * belief**2)
    w = np.linalg.solve(H + lam * np.eye(D), AIM)
    slope_of_log_posterior = X.T @ (Y - X @ w) / noise**2 - w / belief**2
    assert_allclose(slope_of_log_posterior, 0, atol=1e-12)
