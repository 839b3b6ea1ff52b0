"""Chapter 07: rows kept apart, one scale for all of them, and the two parts of an error."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core.checks import Finding, Gate, whole_numbers
from autograder.core.compound import compounds, joined
from autograder.core.crash import explain_error
from autograder.core.exercise import RIGHT, Case, Chapter, Exercise, Step, Variant
from autograder.core.probe import accepted, no_tiny_entries, normal
from autograder.core.submission import Outcome, Request
from autograder.exercises.features import POLYNOMIAL_FEATURES
from autograder.exercises.folds import K_FOLDS
from autograder.exercises.parts import PART_GATES
from autograder.exercises.stopping import EARLY_STOPPING

SPLIT = Exercise("split", "overfitting", "Rows kept apart", ("y", "fractions", "rng"), (), {}, PART_GATES)

TABLES = ({"N": 7, "d_in": 3, "M": 5}, {"N": 6, "d_in": 4, "M": 3})


def _tables(rng, sizes) -> Case:
    """Returns training rows and two further sets whose columns lie elsewhere and spread otherwise."""
    N, d, M = sizes["N"], sizes["d_in"], sizes["M"]

    def draw(rng):
        centre, spread = normal(rng, d, margin=0.5) * 2, 0.5 + 2 * rng.random(d)
        table = lambda rows, shift: centre + shift + spread * (1 + shift) * normal(rng, rows, d)  # noqa: E731
        return {"train": table(N, 0), "validation": table(M, 0.4), "test": table(M + 1, 0.8)}

    given = accepted(rng, draw, lambda g: no_tiny_entries({k: (t - g["train"].mean(axis=0)) / g["train"].std(axis=0)
                                                            for k, t in g.items()}))  # fmt: skip
    return Case(Request((given["train"], given["validation"], given["test"])), given, {"N": N, "d_in": d})


def _all(c) -> np.ndarray:
    return np.concatenate([c.train, c.validation, c.test])


# what is divided by: a measure of the rows of some table
SPREADS = {
    "measure": {
        RIGHT: lambda t: t.std(axis=0),
        "variance_for_spread": lambda t: t.var(axis=0),
        "one_less_in_the_count": lambda t: t.std(axis=0, ddof=1),
        "variance_for_spread+one_less_in_the_count": lambda t: t.var(axis=0, ddof=1),
        "spread_multiplied": lambda t: 1 / t.std(axis=0),
        "spread_about_zero": lambda t: np.sqrt((t**2).mean(axis=0)),
        "range_for_spread": lambda t: np.ptp(t, axis=0),
        "range_for_spread@largest": lambda t: t.max(axis=0),
        "range_for_spread@largest size": lambda t: np.abs(t).max(axis=0),
        "range_for_spread@from zero": lambda t: t.max(axis=0) - t.min(axis=0).clip(max=0),
        "length_for_spread": lambda t: np.linalg.norm(t, axis=0),
        "length_for_spread@centred": lambda t: np.linalg.norm(t - t.mean(axis=0), axis=0),
    },
    "rows": {RIGHT: lambda c: c.train, "scaled_by_all_rows": lambda c: _all(c)},
}
CENTRES = {
    "measure": {
        RIGHT: lambda t: t.mean(axis=0),
        "least_for_mean": lambda t: t.min(axis=0),
        "median_for_mean": lambda t: np.median(t, axis=0),
        "mean_added": lambda t: -t.mean(axis=0),
    },
    "rows": SPREADS["rows"],
}


def _measured(parts) -> dict:
    return compounds(lambda c, v, measure, rows: measure(rows(c)), parts)


def _of_its_own(rows) -> dict:
    """Returns the rules of a table whose divisor, or centre as well, is measured in its own rows."""
    rules = {
        "scaled_by_its_own_rows": lambda c, v: (rows(c) - rows(c).mean(axis=0)) / rows(c).std(axis=0),
        "scaled_by_its_own_rows@divisor": lambda c, v: (rows(c) - v["centre"]) / rows(c).std(axis=0),
        "scaled_by_its_own_rows@centre": lambda c, v: (rows(c) - rows(c).mean(axis=0)) / v["spread"],
    }
    for key, measure in SPREADS["measure"].items():
        if key != RIGHT:  # the same slip as in the training rows, made again
            rules[joined(("scaled_by_its_own_rows", key))] = lambda c, v, measure=measure: (
                (rows(c) - rows(c).mean(axis=0)) / measure(rows(c))
            )
    return rules


def _by_rows(table, others) -> np.ndarray:
    return (table - others.mean(axis=1, keepdims=True)) / others.std(axis=1, keepdims=True)


def _scaled(name: str, title: str) -> Step:
    """Returns the step of one array on the common scale."""
    rows = lambda c: getattr(c, name)  # noqa: E731
    wrong = {
        "centred_after_dividing": lambda c, v: rows(c) / v["spread"] - v["centre"],
        "mean_alone_divided": lambda c, v: rows(c) - v["centre"] / v["spread"],
        "each_row_scaled": lambda c, v: _by_rows(rows(c), rows(c)),
        "each_row_scaled@spread": lambda c, v: (rows(c) - v["centre"]) / rows(c).std(axis=1, keepdims=True),
        "each_row_scaled@centre": lambda c, v: (rows(c) - rows(c).mean(axis=1, keepdims=True)) / v["spread"],
        "argument_returned_unchanged": lambda c, v: rows(c),
        "never_filled_in": lambda c, v: 0 * rows(c),
    }
    if name != "train":
        wrong["others_left_as_they_were"] = wrong.pop("argument_returned_unchanged")
        wrong |= _of_its_own(rows)
    return Step(name, title, lambda c, v: (rows(c) - v["centre"]) / v["spread"], wrong, uses=("centre", "spread"),
                families=dict.fromkeys(("argument_returned_unchanged", "never_filled_in"), "data_pipeline"),
                scalable=False,
                blind=("never_filled_in", "argument_returned_unchanged", "others_left_as_they_were",
                       "each_row_scaled"))  # fmt: skip


STANDARD_STEPS = (
    Step("centre", "the centre of each column", lambda c, v: c.train.mean(axis=0), {
        "mean_not_subtracted": lambda c, v: np.zeros(c.train.shape[1]),
        "one_scale_for_all_columns": lambda c, v: c.train.mean(),
        **_measured(CENTRES),
    }, latent=True, scalable=False),
    Step("spread", "the spread of each column", lambda c, v: c.train.std(axis=0), {
        "spread_not_divided": lambda c, v: np.ones(c.train.shape[1]),
        "one_scale_for_all_columns": lambda c, v: c.train.std(),
        **_measured(SPREADS),
    }, latent=True, scalable=False),
    _scaled("train", "the training rows"),
    _scaled("validation", "the first of the others"),
    _scaled("test", "the second of the others"),
)  # fmt: skip

FLAT = np.array([[1.0, 2.0, 0.0], [3.0, 2.0, 0.0], [4.0, 2.0, 0.0], [8.0, 2.0, 0.0]])
FLAT_TEST = np.array([[2.0, 2.0, 0.0], [5.0, 2.5, 1.0]])
BLOWN_UP = 100.0  # far beyond the 1.0 by which the columns of FLAT_TEST leave their constants


def _flat(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a column that does not vary in training is not finite, or huge elsewhere."""
    if outcomes[0].error:
        return "", "With a constant column: " + explain_error("standardise", outcomes[0].error)
    value = outcomes[0].value
    if not isinstance(value, tuple | list) or len(value) != 2:
        return "", "For two arrays it does not return a tuple of two."
    tables = [np.asarray(to_array_or_nan(part)) for part in value]
    if any(table.shape != asked.shape for table, asked in zip(tables, (FLAT, FLAT_TEST), strict=True)):
        left = all(table.shape == (len(asked), 1) for table, asked in zip(tables, (FLAT, FLAT_TEST), strict=True))
        return "constant_column_removed" if left else "", "For arrays with a constant column, the shapes have changed."
    if any(not np.isfinite(table[:, 1:]).all() for table in tables):
        return "constant_column_not_finite", "A column that is constant in the training rows is not finite any more."
    if np.abs(tables[0][:, 1:]).max() > 1e-6:
        return "", "A column that is constant in the training rows does not come out as zeros there."
    largest = np.abs(tables[1][:, 1:]).max()
    if largest > BLOWN_UP:
        text = f"Where a training column is constant, a test row that is off by 1 comes out at {largest:.3g}."
        return "constant_column_blown_up", text
    return _of_another_unit(tables[1])


def _of_another_unit(table) -> Finding | None:
    """Returns a finding when only the constant columns of the test rows are neither on their own scale nor zero."""
    varying, flat = FLAT_TEST[:, 0], FLAT_TEST[:, 1:] - FLAT[0, 1:]
    if not np.allclose(table[:, 0], (varying - FLAT[:, 0].mean()) / FLAT[:, 0].std()):
        return None  # wrong for other reasons
    if all(np.allclose(column, want) or not column.any() for column, want in zip(table[:, 1:].T, flat.T, strict=True)):
        return None
    text = "A column that is constant in training is centred and not divided; a test row that is off by 1"
    return "", f"{text} comes out at {table[1, 2]:.3g}."


# equal numbers whose mean is not quite theirs, so that their spread is 1e-17 and not 0
NEARLY_FLAT = np.array([[1.0, 0.1], [3.0, 0.1], [8.0, 0.1]]), np.array([[2.0, 1.1]])


def _nearly_flat(outcomes: Sequence[Outcome]) -> str:
    """Returns the remark on a column that is constant and whose computed spread is not 0."""
    value = outcomes[1].value
    if outcomes[1].error or not isinstance(value, tuple | list) or len(value) != 2:
        return ""
    largest = np.abs(to_array_or_nan(value[1])).max()
    if not largest > BLOWN_UP:
        return ""
    text = f"With a column of 0.1 in training, a test row that is off by 1 comes out at {largest:.3g}."
    return f"Right for the columns tried. {text} Is the spread that NumPy computes of equal numbers always exactly 0?"


def to_array_or_nan(value) -> np.ndarray:
    """Returns a plain array, with nan for what is no finite number."""
    try:
        return np.array(value, dtype=float, subok=False)
    except (ValueError, TypeError, OverflowError):
        return np.array(np.nan)


_WHOLE = np.array([[1, 10], [2, 30], [4, 20], [9, 50]])
STANDARDISE = Exercise(
    "standardise", "overfitting", "One scale for all rows", ("train", "*others"),
    (Variant("", STANDARD_STEPS, _tables, TABLES),), ("train", "validation", "test"),
    (Gate("constant", "a column that does not vary stays finite", 1,
          (Request((FLAT, FLAT_TEST)), Request(NEARLY_FLAT)), _flat, remark=_nearly_flat,
          names=("constant_column_not_finite", "constant_column_blown_up", "constant_column_removed")),
     whole_numbers(Request((_WHOLE,)), ((_WHOLE - _WHOLE.mean(axis=0)) / _WHOLE.std(axis=0))[None], asked=True)),
    shares={"": 3},
)  # fmt: skip

REFITS = ({"R": 5, "N": 7}, {"R": 4, "N": 6}, {"R": 3, "N": 8})


def _refits(rng, sizes) -> Case:
    R, N = sizes["R"], sizes["N"]
    y = normal(rng, N, margin=0.2)
    given = {"P": y + normal(rng, N) + 0.8 * normal(rng, R, N), "y": y}
    return Case(Request((given["P"], given["y"])), given, {"N": N})


def _bias_rules() -> dict:
    average = lambda c: c.P.mean(axis=0)  # noqa: E731
    return {
        "error_for_bias": lambda c, v: ((c.P - c.y) ** 2).mean(),
        "not_squared": lambda c, v: (average(c) - c.y).mean(),
        "not_squared@the other way": lambda c, v: (c.y - average(c)).mean(),
        "mean_squared": lambda c, v: (average(c) - c.y).mean() ** 2,
        "bias_of_each_refit": lambda c, v: ((c.P - c.y).mean(axis=1) ** 2).mean(),
        "absolute_for_square": lambda c, v: np.abs(average(c) - c.y).mean(),
        "square_root_taken": lambda c, v: np.sqrt(((average(c) - c.y) ** 2).mean()),
        "one_refit_for_average": lambda c, v: ((c.P[0] - c.y) ** 2).mean(),
        "one_refit_for_average@last": lambda c, v: ((c.P[-1] - c.y) ** 2).mean(),
        "averaged_over_everything": lambda c, v: ((c.P.mean() - c.y) ** 2).mean(),
        "median_for_average": lambda c, v: ((np.median(c.P, axis=0) - c.y) ** 2).mean(),
        "parts_exchanged": lambda c, v: c.P.var(axis=0).mean(),
        "never_filled_in": lambda c, v: np.zeros(()),
        "points_not_averaged": lambda c, v: (average(c) - c.y) ** 2,
    }


def _variance_rules() -> dict:
    return {
        "refits_counted_less_one": lambda c, v: c.P.var(axis=0, ddof=1).mean(),
        "refits_not_averaged": lambda c, v: c.P.var(axis=0).mean() * len(c.P),
        "square_root_taken": lambda c, v: c.P.std(axis=0).mean(),
        "square_root_taken@after": lambda c, v: np.sqrt(c.P.var(axis=0).mean()),
        "variance_over_points": lambda c, v: c.P.var(axis=1).mean(),
        "variance_over_points@average": lambda c, v: c.P.mean(axis=0).var(),
        "averaged_over_everything": lambda c, v: c.P.var(),
        "variance_about_the_truth": lambda c, v: ((c.P - c.y) ** 2).mean(),
        "variance_about_the_truth@signed": lambda c, v: (c.P - c.y).var(),
        "bias_not_subtracted": lambda c, v: ((c.P - c.y) ** 2).mean() + ((c.P.mean(axis=0) - c.y) ** 2).mean(),
        "median_for_average": lambda c, v: ((c.P - np.median(c.P, axis=0)) ** 2).mean(),
        "one_refit_for_average": lambda c, v: ((c.P - c.P[0]) ** 2).mean(),
        "parts_exchanged": lambda c, v: ((c.P.mean(axis=0) - c.y) ** 2).mean(),
        "absolute_for_square": lambda c, v: np.abs(c.P - c.P.mean(axis=0)).mean(),
        "not_squared": lambda c, v: np.zeros(()),
        "points_not_averaged": lambda c, v: c.P.var(axis=0),
    }


_SUMS = {"-1": ("squares_below_zero",), "N": ("sum_for_mean",), "1/2": ("constant_scale",), "2": ("constant_scale",)}
BIAS_VARIANCE = Exercise(
    "bias_variance", "overfitting", "The two parts of an error", ("predictions", "y"),
    (Variant("", (
        Step("bias2", "bias2, the mean squared bias", lambda c, v: ((c.P.mean(axis=0) - c.y) ** 2).mean(),
             _bias_rules(), scales=_SUMS, points=2),
        Step("variance", "variance, the mean variance of the predictions", lambda c, v: c.P.var(axis=0).mean(),
             _variance_rules(), scales=_SUMS, points=2),
    ), _refits, REFITS, oracle=lambda c: {
        "bias2": ((c.P - c.y) ** 2).mean() - ((c.P**2).mean(axis=0) - c.P.mean(axis=0) ** 2).mean(),
        "variance": (c.P**2).mean(axis=0).mean() - (c.P.mean(axis=0) ** 2).mean(),
    }),),
    ("bias2", "variance"),
)  # fmt: skip


CHAPTER = Chapter(
    "overfitting",
    "07",
    "Overfitting",
    (POLYNOMIAL_FEATURES, SPLIT, STANDARDISE, K_FOLDS, BIAS_VARIANCE, EARLY_STOPPING),
)
