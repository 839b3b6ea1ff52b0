"""Powers of a number side by side: the columns of a curve."""

from __future__ import annotations

import numpy as np

from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.submission import Request

# never as many columns as rows
CURVES = ({"N": 7, "degree": 3}, {"N": 5, "degree": 5}, {"N": 6, "degree": 2})


def _numbers(rng, sizes) -> Case:
    x = 0.75 + 0.85 * rng.random(sizes["N"])  # so near to 1 that no power is tiny beside another
    x[::3] *= -1
    return Case(Request((x, sizes["degree"])), {"x": x, "degree": sizes["degree"]}, {})


def powers(x: np.ndarray, exponents) -> np.ndarray:
    """Returns (N, len(exponents)): a column for each exponent."""
    return np.stack([x**exponent for exponent in exponents], axis=1)


def _all(c) -> np.ndarray:
    return powers(c.x, range(c.degree + 1))


FEATURE_RULES = {
    "ones_column_missing": lambda c, v: powers(c.x, range(1, c.degree + 1)),
    "ones_column_missing@one more": lambda c, v: powers(c.x, range(1, c.degree + 2)),
    "ones_column_missing@zeros": lambda c, v: np.c_[0 * c.x, powers(c.x, range(1, c.degree + 1))],
    "highest_power_missing": lambda c, v: powers(c.x, range(c.degree)),
    "ones_column_missing+highest_power_missing": lambda c, v: powers(c.x, range(1, c.degree)),
    "power_too_many": lambda c, v: powers(c.x, range(c.degree + 2)),
    "powers_in_reverse": lambda c, v: powers(c.x, range(c.degree, -1, -1)),
    "features_transposed": lambda c, v: _all(c).T,
    "features_reshaped": lambda c, v: _all(c).T.reshape(len(c.x), -1),
    "features_in_one_row": lambda c, v: _all(c).ravel(),
    "features_in_one_row@by power": lambda c, v: _all(c).T.ravel(),
    "multiples_for_powers": lambda c, v: c.x[:, None] * np.arange(c.degree + 1),
    "multiples_for_powers@from one": lambda c, v: c.x[:, None] * np.arange(1, c.degree + 2),
    "only_highest_power": lambda c, v: c.x**c.degree,
    "only_highest_power@column": lambda c, v: c.x[:, None] ** c.degree,
    "only_highest_power@repeated": lambda c, v: np.tile(c.x[:, None] ** c.degree, (1, c.degree + 1)),
    "powers_added_up": lambda c, v: _all(c).sum(axis=1),
    "powers_added_up@running": lambda c, v: _all(c).cumsum(axis=1),
    "columns_standardised": lambda c, v: np.c_[np.ones(len(c.x)), _standard(_all(c)[:, 1:])],
    "never_filled_in": lambda c, v: 0 * _all(c),
    "never_filled_in@ones": lambda c, v: 0 * _all(c) + 1,
}


def _standard(table) -> np.ndarray:
    return (table - table.mean(axis=0)) / table.std(axis=0)


POLYNOMIAL_FEATURES = Exercise(
    "polynomial_features", "overfitting", "Powers side by side", ("x", "degree"),
    (Variant("", (Step("features", "the powers of x", lambda c, v: _all(c), FEATURE_RULES, scalable=False, points=2),),
             _numbers, CURVES, oracle=lambda c: {"features": np.vander(c.x, c.degree + 1, increasing=True)}),),
    "features",
)  # fmt: skip
