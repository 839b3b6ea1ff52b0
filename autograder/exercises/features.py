"""Powers of a number side by side: the columns of a curve."""

from __future__ import annotations

import numpy as np

from autograder.core.exercise import Case, Exercise, Step, Variant
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


def _multiples(c) -> np.ndarray:
    return c.x[:, None] * np.arange(c.degree + 1)


def _from_zero(c) -> np.ndarray:
    """Returns 0, 1, 2, … to the power x. Raises ValueError below 0, where 0 has no powers."""
    if c.x.min() < 0:
        raise ValueError
    return np.arange(c.degree + 1.0) ** c.x[:, None]


# columns that are wrong, each right in its layout: (N, number of columns)
COLUMNS = {
    "ones_column_missing": lambda c: powers(c.x, range(1, c.degree + 1)),
    "ones_column_missing@one more": lambda c: powers(c.x, range(1, c.degree + 2)),
    "ones_column_missing@zeros": lambda c: np.c_[0 * c.x, powers(c.x, range(1, c.degree + 1))],
    "ones_column_last": lambda c: powers(c.x, [*range(1, c.degree + 1), 0]),
    "ones_column_twice": lambda c: powers(c.x, [0, *range(c.degree + 1)]),
    "ones_column_twice@last": lambda c: powers(c.x, [*range(c.degree + 1), 0]),
    "highest_power_missing": lambda c: powers(c.x, range(c.degree)),
    "ones_column_missing+highest_power_missing": lambda c: powers(c.x, range(1, c.degree)),
    "power_too_many": lambda c: powers(c.x, range(c.degree + 2)),
    "powers_in_reverse": lambda c: powers(c.x, range(c.degree, -1, -1)),
    "powers_in_reverse+ones_column_missing": lambda c: powers(c.x, range(c.degree, 0, -1)),
    "powers_in_reverse+highest_power_missing": lambda c: powers(c.x, range(c.degree - 1, -1, -1)),
    "powers_between_missing": lambda c: powers(c.x, sorted({0, 1, c.degree})),
    "powers_between_missing@without ones": lambda c: powers(c.x, sorted({1, c.degree})),
    "multiples_for_powers": _multiples,
    "multiples_for_powers@from one": lambda c: c.x[:, None] * np.arange(1, c.degree + 2),
    "multiples_for_powers@ones first": lambda c: np.c_[0 * c.x + 1, _multiples(c)[:, 1:]],
    "multiples_for_powers+ones_column_missing": lambda c: _multiples(c)[:, 1:],
    "base_and_exponent_exchanged": lambda c: _from_zero(c),
    "base_and_exponent_exchanged@from one": lambda c: np.arange(1.0, c.degree + 2) ** c.x[:, None],
    "base_and_exponent_exchanged+ones_column_missing": lambda c: np.arange(1.0, c.degree + 1) ** c.x[:, None],
    "multiples_for_powers@added to one": lambda c: 1 + _multiples(c),
    "powers_weighted": lambda c: np.arange(c.degree + 1) * _all(c),
    "powers_weighted@differentiated": lambda c: (
        np.arange(c.degree + 1) * powers(c.x, [0, *range(c.degree)])
    ),
    "powers_weighted@ones first": lambda c: np.maximum(np.arange(c.degree + 1), 1) * _all(c),
    "only_highest_power@column": lambda c: c.x[:, None] ** c.degree,
    "only_highest_power@repeated": lambda c: np.tile(c.x[:, None] ** c.degree, (1, c.degree + 1)),
    "powers_added_up@running": lambda c: _all(c).cumsum(axis=1),
    "columns_standardised": lambda c: np.c_[np.ones(len(c.x)), _standard(_all(c)[:, 1:])],
    "columns_standardised@without ones": lambda c: _standard(_all(c)[:, 1:]),
}  # fmt: skip
LAYOUTS = {
    "features_transposed": lambda table: table.T,
    "features_reshaped": lambda table: table.T.reshape(len(table), -1),
    "features_in_one_row": lambda table: table.ravel(),
    "features_in_one_row@by power": lambda table: table.T.ravel(),
}
TURNED_ROUND = ("ones_column_missing", "highest_power_missing", "power_too_many", "powers_in_reverse",
                "ones_column_last", "multiples_for_powers", "base_and_exponent_exchanged@from one")  # fmt: skip


def _standard(table) -> np.ndarray:
    return (table - table.mean(axis=0)) / table.std(axis=0)


def _laid_out(layout, columns=_all):
    return lambda c, v: layout(columns(c))


def _also(name: str, layout: str) -> str:
    """Returns the rule's name for wrong columns in a wrong layout."""
    mistake, _, setting = name.partition("@")
    turned, _, other = layout.partition("@")
    return f"{mistake}+{turned}@{setting} {other}"


FEATURE_RULES = {
    **{name: _laid_out(lambda table: table, columns) for name, columns in COLUMNS.items()},
    **{name: _laid_out(layout) for name, layout in LAYOUTS.items()},
    **{_also(name, layout): _laid_out(LAYOUTS[layout], COLUMNS[name])
       for name in TURNED_ROUND for layout in LAYOUTS if "reshaped" not in layout},
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
