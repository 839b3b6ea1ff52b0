"""Every displayed equation of chapter 10: both sides in numbers."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.capstone import moved
from solutions.capstone import accuracy, compare_gradients, confusion_matrix
from solutions.gradient_descent import momentum_step

SOURCE = (Path(__file__).parents[2] / "source" / "10_capstone.md").read_text(encoding="utf-8")

RNG = np.random.default_rng(10)
N, K = 40, 5
SCORES, LABELS = RNG.normal(size=(N, K)), RNG.integers(0, K, N)
READ = np.array([max(range(K), key=lambda k: row[k]) for row in SCORES])
COUNTS = np.array([[sum((LABELS[n] == i) * (READ[n] == j) for n in range(N)) for j in range(K)] for i in range(K)])
P, TESTED = 0.7, 5


def apart():
    theirs = {"W1": RNG.normal(size=(3, 4)), "b1": 0.01 * RNG.normal(size=4)}
    ours = {key: value + 0.002 * RNG.normal(size=value.shape) for key, value in theirs.items()}
    by_loops = max(
        max(abs(o - t) for o, t in zip(ours[key].flat, theirs[key].flat, strict=True)) / max(map(abs, theirs[key].flat))
        for key in theirs
    )
    return compare_gradients(ours, theirs), by_loops


def share():
    return accuracy(SCORES, LABELS), sum(int(READ[n] == LABELS[n]) for n in range(N)) / N


def variance():
    mean, square = P * 1 + (1 - P) * 0, P * 1**2 + (1 - P) * 0**2
    spread = P * (1 - mean) ** 2 + (1 - P) * (0 - mean) ** 2
    return [spread, square - mean**2, P - P**2], [P * (1 - P)] * 3


def error():
    """Goes through every outcome of a test of five rows."""
    outcomes = np.array(list(product((0, 1), repeat=TESTED)))
    chances = np.prod(np.where(outcomes == 1, P, 1 - P), axis=1)
    shares = outcomes.mean(axis=1)
    spread = np.sum(chances * (shares - np.sum(chances * shares)) ** 2)
    summed = sum(P * (1 - P) for _ in range(TESTED)) / TESTED**2
    return [spread, summed, np.sqrt(spread)], [P * (1 - P) / TESTED] * 2 + [np.sqrt(P * (1 - P) / TESTED)]


def momentum():
    rate, keep, slope, steps = 0.1, 0.9, 1.7, 6
    params, velocity = {"W1": np.zeros((1, 1))}, {"W1": np.zeros((1, 1))}
    for _ in range(steps):
        params, velocity = momentum_step(
            params, velocity, {"W1": np.full((1, 1), slope)}, learning_rate=rate, momentum=keep
        )
    terms = -rate * slope * sum(keep**t for t in range(steps))
    closed = -rate * slope * (1 - keep**steps) / (1 - keep)
    limit = -rate * slope * (1 - keep**2000) / (1 - keep)
    return [velocity["W1"][0, 0], terms, limit], [closed, closed, -rate / (1 - keep) * slope]


def keep():
    x, q = 0.6, 0.8
    outcomes, chances = np.array([1 * x / q, 0 * x / q]), np.array([q, 1 - q])
    return np.sum(outcomes * chances), x


def rate():
    epochs, start = 30, 0.1
    falls = [start]
    for _ in range(epochs - 1):
        falls.append(falls[-1] - start / epochs)  # equal steps, to 0 after the last epoch
    return falls, [start * (1 - e / epochs) for e in range(epochs)]


def confusion():
    counts = confusion_matrix(LABELS, READ, K)
    return np.append(counts.ravel(), accuracy(SCORES, LABELS)), np.append(COUNTS.ravel(), np.trace(COUNTS) / N)


def marks():
    counts = confusion_matrix(LABELS, READ, K)
    found = [np.mean(READ[LABELS == k] == k) for k in range(K)]
    trusted = [np.mean(LABELS[READ == k] == k) for k in range(K)]
    right = np.diag(counts)
    return [*found, *trusted], [*(right / counts.sum(axis=1)), *(right / counts.sum(axis=0))]


def shift():
    pictures = RNG.random((4, 8, 8))
    pictures[:, :, -1] = 0  # where the edge is white
    W = RNG.normal(size=(64, 3))
    weights = np.zeros((8, 8, 3))
    weights[:, :-1] = W.reshape(8, 8, 3)[:, 1:]
    return moved(pictures.reshape(4, 64), 1) @ W, pictures.reshape(4, 64) @ weights.reshape(64, 3)


EQUATIONS = {
    "apart": apart, "accuracy": share, "variance": variance, "error": error, "momentum": momentum, "keep": keep,
    "rate": rate, "confusion": confusion, "marks": marks, "moved": shift,
}  # fmt: skip


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_two_sides_of_each_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=1e-9, atol=1e-12)


def test_each_displayed_equation_is_labelled_and_has_its_test():
    labels = re.findall(r"^\$\$ \(eq-capstone-([\w-]+)\)$", SOURCE, flags=re.MULTILINE)
    assert labels == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(labels)
