"""Every displayed equation of chapter 07: both sides in numbers, on probes of unequal sizes."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from solutions.overfitting import bias_variance, polynomial_features, standardise

SOURCE = (Path(__file__).parents[2] / "source" / "07_overfitting.md").read_text(encoding="utf-8")

N, DEGREE, REFITS, SIGMA = 6, 2, 4, 0.7
RNG = np.random.default_rng(3)
x, y = RNG.uniform(-1, 1, N), RNG.normal(size=N)
PHI = np.array([[value**power for power in range(DEGREE + 1)] for value in x])
P, TRUTH = RNG.normal(size=(REFITS, N)), RNG.normal(size=N)
SIGNS = SIGMA * np.array(list(product([-1.0, 1.0], repeat=N)))  # noise of N rows: every outcome, all equally likely
TALL, WIDE = RNG.normal(size=(N, 4)), RNG.normal(size=(N, 9))
NEW_COLUMN = RNG.normal(size=N)

# Equations: each function returns the two sides


def curve():
    w = RNG.normal(size=DEGREE + 1)
    sums = [sum(x[n] ** j * w[j] for j in range(DEGREE + 1)) for n in range(N)]
    return np.hstack([polynomial_features(x, DEGREE) @ w, PHI.ravel()]), np.hstack(
        [sums, polynomial_features(x, DEGREE).ravel()]
    )


def fit():
    w = np.linalg.lstsq(PHI, y, rcond=None)[0]
    lowest = np.mean((PHI @ w - y) ** 2)
    assert all(np.mean((PHI @ (w + push) - y) ** 2) > lowest for push in RNG.normal(size=(50, DEGREE + 1)) * 0.01)
    return PHI.T @ PHI @ w, PHI.T @ y


def standard():
    train, test = RNG.normal(size=(7, 3)) * [1, 5, 0.2] + 4, RNG.normal(size=(5, 3))
    m = np.array([sum(train[:, j]) / 7 for j in range(3)])
    s = np.sqrt([sum((train[:, j] - m[j]) ** 2) / 7 for j in range(3)])
    left = np.concatenate(standardise(train, test))
    return left, (np.concatenate([train, test]) - m) / s


def square():
    average = P.mean(axis=0)
    right = (P - average) ** 2 + 2 * (P - average) * (average - y) + (average - y) ** 2
    return (P - y) ** 2, right


def parts():
    average = P.mean(axis=0)
    bias2 = sum((average[n] - y[n]) ** 2 for n in range(N)) / N
    variance = sum((P[r, n] - average[n]) ** 2 for r in range(REFITS) for n in range(N)) / (REFITS * N)
    return [np.mean((P - y) ** 2), *bias_variance(P, y)], [bias2 + variance, bias2, variance]


def noise():
    labels = TRUTH + SIGNS  # (64, N), every outcome of the noise
    average = P.mean(axis=0)
    return np.mean((average - labels) ** 2, axis=0), (average - TRUTH) ** 2 + SIGMA**2


HAT = PHI @ np.linalg.pinv(PHI)
LINE = PHI @ RNG.normal(size=DEGREE + 1)  # a truth that the model can say


def seen():
    labels = LINE + SIGNS
    return np.mean((labels @ HAT.T - labels) ** 2), SIGMA**2 * (1 - (DEGREE + 1) / N)


def new():
    fitted, again = (LINE + SIGNS) @ HAT.T, LINE + SIGNS
    return np.mean((fitted[:, None] - again) ** 2), SIGMA**2 * (1 + (DEGREE + 1) / N)


def pinv():
    tables = (TALL, RNG.normal(size=(N, N)), WIDE)
    left = [np.linalg.lstsq(table, y, rcond=None)[0] for table in tables]
    return np.hstack(left), np.hstack([np.linalg.pinv(table) @ y for table in tables])


def gain():
    phi = {4: RNG.normal(size=4), 9: RNG.normal(size=9)}
    left = [np.var(SIGNS @ (phi[t.shape[1]] @ np.linalg.pinv(t))) for t in (TALL, WIDE)]
    right = [SIGMA**2 * np.sum((phi[t.shape[1]] @ np.linalg.pinv(t)) ** 2) for t in (TALL, WIDE)]
    return left, right


def smallest():
    lengths = RNG.normal(size=(500, N))
    u = lengths / np.linalg.norm(lengths, axis=1, keepdims=True)
    c = lengths[:, :4] / np.linalg.norm(lengths[:, :4], axis=1, keepdims=True)
    grown = np.column_stack([WIDE, NEW_COLUMN])
    of_tall, of_wide = (np.linalg.svd(table, compute_uv=False)[-1] ** 2 for table in (TALL, grown))
    assert np.sum((c @ TALL.T) ** 2, axis=1).min() >= of_tall
    assert (np.sum((u @ WIDE) ** 2, axis=1) + (u @ NEW_COLUMN) ** 2).min() >= of_wide
    best_c, best_u = np.linalg.eigh(TALL.T @ TALL)[1][:, 0], np.linalg.eigh(grown @ grown.T)[1][:, 0]
    at_best = np.sum((WIDE.T @ best_u) ** 2) + (NEW_COLUMN @ best_u) ** 2
    return [of_tall, of_wide], [np.sum((TALL @ best_c) ** 2), at_best]


def shortest():
    w = np.linalg.pinv(WIDE) @ y
    v = np.linalg.svd(WIDE)[2][N:].T @ RNG.normal(size=3)  # from the directions that WIDE sends to 0
    left = np.hstack([np.sum((w + v) ** 2), WIDE @ v, WIDE @ (w + v)])
    return left, np.hstack([np.sum(w**2) + np.sum(v**2), np.zeros(N), y])


EQUATIONS = {
    "curve": curve, "fit": fit, "standard": standard, "square": square, "parts": parts, "noise": noise, "seen": seen,
    "new": new, "pinv": pinv, "gain": gain, "smallest": smallest, "shortest": shortest,
}  # fmt: skip


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_two_sides_of_each_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=1e-9, atol=1e-12)


def test_each_displayed_equation_is_labelled_and_has_its_test():
    labels = re.findall(r"^\$\$ \(eq-overfitting-([\w-]+)\)$", SOURCE, flags=re.MULTILINE)
    assert labels == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(labels)


def test_the_smallest_singular_value_falls_up_to_as_many_columns_as_rows_and_then_rises():
    table = RNG.normal(size=(20, 60))
    values = np.array([np.linalg.norm(table[:, :width], -2) for width in range(1, 61)])
    assert np.diff(values)[:19].max() <= 1e-12
    assert np.diff(values)[19:].min() >= -1e-12


def test_descent_from_zero_ends_at_the_shortest_of_all_solutions():
    w = np.zeros(9)
    for _ in range(20000):
        w -= 0.9 * N / np.linalg.norm(WIDE, 2) ** 2 * 2 / N * WIDE.T @ (WIDE @ w - y)
    assert_allclose(w, np.linalg.pinv(WIDE) @ y, rtol=1e-6)
