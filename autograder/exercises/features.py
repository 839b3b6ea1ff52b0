"""Powers of a number side by side: the columns of a curve."""

from __future__ import annotations

import numpy as np

from autograder.core.compound import compounds
from autograder.core.exercise import RIGHT, Case, Exercise, Step, Variant
from autograder.core.submission import Request

# never as many columns as rows
CURVES = ({"N": 7, "degree": 3}, {"N": 5, "degree": 5}, {"N": 6, "degree": 2})
# a number to the power x, where x stands for j and j for x, is a number only where x is above 0
ABOVE_ZERO = (({"N": 6, "degree": 3, "above zero": True}, {"N": 7, "degree": 4, "above zero": True}),)


def _numbers(rng, sizes) -> Case:
    x = 0.75 + 0.85 * rng.random(sizes["N"])  # so near to 1 that no power is tiny beside another
    if "above zero" not in sizes:
        x[::3] *= -1
    return Case(Request((x, sizes["degree"])), {"x": x, "degree": sizes["degree"]}, {})


def powers(x: np.ndarray, exponents) -> np.ndarray:
    """Returns (N, len(exponents)): a column for each exponent."""
    columns = [x**exponent for exponent in exponents]
    return np.stack(columns, axis=1) if columns else np.zeros((len(x), 0))


def _all(c) -> np.ndarray:
    return powers(c.x, range(c.degree + 1))


def _multiples(x, exponents) -> np.ndarray:
    return x[:, None] * np.array(exponents, float)


def _exchanged(x, exponents) -> np.ndarray:
    """Returns each exponent to the power x. Raises ValueError where that is no number."""
    if x.min() < 0 and 0 in exponents:
        raise ValueError
    return np.array(exponents, float) ** x[:, None]


def _weighted(x, exponents) -> np.ndarray:
    return np.array(exponents, float) * powers(x, exponents)


def _differentiated(x, exponents) -> np.ndarray:
    return np.array(exponents, float) * powers(x, [max(j - 1, 0) for j in exponents])


# the exponents of the columns, for a degree D, and what is made of x and an exponent
ENTRIES = {
    "exponents": {
        RIGHT: lambda D: [*range(D + 1)],
        "ones_column_missing": lambda D: [*range(1, D + 1)],
        "ones_column_missing@one more": lambda D: [*range(1, D + 2)],
        "ones_column_last": lambda D: [*range(1, D + 1), 0],
        "ones_column_twice": lambda D: [0, *range(D + 1)],
        "ones_column_twice@last": lambda D: [*range(D + 1), 0],
        "highest_power_missing": lambda D: [*range(D)],
        "ones_column_missing+highest_power_missing": lambda D: [*range(1, D)],
        "power_too_many": lambda D: [*range(D + 2)],
        "powers_in_reverse": lambda D: [*range(D, -1, -1)],
        "powers_in_reverse+ones_column_missing": lambda D: [*range(D, 0, -1)],
        "powers_in_reverse+highest_power_missing": lambda D: [*range(D - 1, -1, -1)],
        "powers_between_missing": lambda D: sorted({0, 1, D}),
        "powers_between_missing@without ones": lambda D: sorted({1, D}),
    },
    "entry": {
        RIGHT: powers,
        "multiples_for_powers": _multiples,
        "base_and_exponent_exchanged": _exchanged,
        "powers_weighted": _weighted,
        "powers_weighted@differentiated": _differentiated,
    },
}
# columns that are wrong, each right in its layout: (N, number of columns)
COLUMNS = compounds(
    lambda c, v, exponents, entry: entry(c.x, exponents(c.degree)),
    ENTRIES,
    without=(
        {"ones_column_missing@one more", "multiples_for_powers"},  # a count that starts at one
        {"ones_column_missing@one more", "base_and_exponent_exchanged"},
    ),
) | {
    "ones_column_missing@zeros": lambda c, v: np.c_[0 * c.x, powers(c.x, range(1, c.degree + 1))],
    "multiples_for_powers@from one": lambda c, v: _multiples(c.x, range(1, c.degree + 2)),
    "multiples_for_powers@ones first": lambda c, v: np.c_[0 * c.x + 1, _multiples(c.x, range(1, c.degree + 1))],
    "multiples_for_powers@added to one": lambda c, v: 1 + _multiples(c.x, range(c.degree + 1)),
    "base_and_exponent_exchanged@from one": lambda c, v: _exchanged(c.x, range(1, c.degree + 2)),
    "powers_weighted@ones first": lambda c, v: np.maximum(np.arange(c.degree + 1), 1) * _all(c),
    "only_highest_power@column": lambda c, v: c.x[:, None] ** c.degree,
    "only_highest_power@repeated": lambda c, v: np.tile(c.x[:, None] ** c.degree, (1, c.degree + 1)),
    "powers_added_up@running": lambda c, v: _all(c).cumsum(axis=1),
    "columns_standardised": lambda c, v: np.c_[np.ones(len(c.x)), _standard(_all(c)[:, 1:])],
    "columns_standardised@without ones": lambda c, v: _standard(_all(c)[:, 1:]),
}  # fmt: skip
LAYOUTS = {
    "features_transposed": lambda table: table.T,
    "features_reshaped": lambda table: table.T.reshape(len(table), -1),
    "features_in_one_row": lambda table: table.ravel(),
    "features_in_one_row@by power": lambda table: table.T.ravel(),
}


def _standard(table) -> np.ndarray:
    return (table - table.mean(axis=0)) / table.std(axis=0)


FEATURE_RULES = compounds(
    lambda c, v, columns, layout: layout(columns(c, v)),
    {
        "columns": {RIGHT: lambda c, v: _all(c), **COLUMNS},
        "layout": {RIGHT: lambda table: table, **LAYOUTS},
    },
    without=({"only_highest_power", "features_transposed"}, {"only_highest_power", "features_in_one_row"},
             {"only_highest_power", "features_reshaped"}),
) | {
    "only_highest_power": lambda c, v: c.x**c.degree,
    "powers_added_up": lambda c, v: _all(c).sum(axis=1),
    "never_filled_in": lambda c, v: 0 * _all(c),
    "never_filled_in@ones": lambda c, v: 0 * _all(c) + 1,
}  # fmt: skip


POLYNOMIAL_FEATURES = Exercise(
    "polynomial_features", "overfitting", "Powers side by side", ("x", "degree"),
    (Variant("", (Step("features", "the powers of x", lambda c, v: _all(c), FEATURE_RULES, scalable=False, points=2),),
             _numbers, CURVES, ABOVE_ZERO,
             oracle=lambda c: {"features": np.vander(c.x, c.degree + 1, increasing=True)}),),
    "features",
)  # fmt: skip
