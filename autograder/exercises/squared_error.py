"""The mean squared error: the rules of its mistakes, alone and with a factor that belongs to another."""

from __future__ import annotations

import numpy as np

from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.probe import SIZES, normal
from autograder.core.submission import Request
from autograder.exercises.steps import with_another


def _pairs(rng, sizes) -> Case:
    Y_hat, Y = normal(rng, sizes["N"], sizes["d_out"]), normal(rng, sizes["N"], sizes["d_out"])
    return Case(
        Request((Y_hat, Y)), {"E": Y_hat - Y, "Y_hat": Y_hat, "Y": Y}, {"N": sizes["N"], "d_out": sizes["d_out"]}
    )


MSE_RULES = {
    "square_root_taken": lambda c, v: np.sqrt((c.E**2).mean()),
    "square_root_taken@of the sum": lambda c, v: np.sqrt((c.E**2).sum()),
    "square_root_taken@before the mean": lambda c, v: np.sqrt((c.E**2).sum()) / c.E.size,
    "square_root_taken+loss_halved@inside": lambda c, v: np.sqrt((c.E**2).mean() / 2),
    "absolute_for_square": lambda c, v: np.abs(c.E).mean(),
    "not_squared": lambda c, v: c.E.mean(),
    "not_squared@turned": lambda c, v: -c.E.mean(),
    "mean_squared": lambda c, v: c.E.mean() ** 2,
    "mean_squared@sum": lambda c, v: c.E.sum() ** 2,
    "mean_squared@sum, averaged": lambda c, v: c.E.sum() ** 2 / c.E.size,
    "mean_squared@of sizes": lambda c, v: np.abs(c.E).mean() ** 2,
    "constant_scale": lambda c, v: 2 * (c.E**2).mean(),
    "square_of_one_term": lambda c, v: (c.Y_hat - c.Y**2).mean(),
    "square_of_one_term@turned": lambda c, v: (c.Y - c.Y_hat**2).mean(),
    "mean_twice": lambda c, v: (c.E**2).mean() / c.E.size,
    "errors_multiplied_as_matrices": lambda c, v: c.E.T @ c.E / len(c.E),
    "errors_multiplied_as_matrices@of all": lambda c, v: c.E.T @ c.E / c.E.size,
    "errors_multiplied_as_matrices@sum": lambda c, v: c.E.T @ c.E,
    "errors_multiplied_as_matrices@rows": lambda c, v: c.E @ c.E.T / len(c.E),
    "errors_multiplied_as_matrices@rows, sum": lambda c, v: c.E @ c.E.T,
    "largest_error_only": lambda c, v: (c.E**2).max(),
    "batch_mean_twice": lambda c, v: (c.E**2).mean() / len(c.E),
    "columns_not_averaged@sums": lambda c, v: (c.E**2).sum(axis=0),
    "squares_subtracted": lambda c, v: (c.Y_hat**2 - c.Y**2).mean(),
    "squares_subtracted@turned": lambda c, v: (c.Y**2 - c.Y_hat**2).mean(),
    "target_added": lambda c, v: ((c.Y_hat + c.Y) ** 2).mean(),
    "mean_error_removed": lambda c, v: c.E.var(),
    "columns_not_averaged": lambda c, v: (c.E**2).mean(axis=0),
    "columns_not_averaged@rows": lambda c, v: (c.E**2).mean(axis=1),
    "columns_not_averaged@entries": lambda c, v: c.E**2,
    "mean_over_wrong_count": lambda c, v: (c.E**2).sum() / c.E.shape[1],
    "mean_over_wrong_count@one less": lambda c, v: (c.E**2).sum() / (c.E.size - 1),
    "loss_halved": lambda c, v: (c.E**2).mean() / 2,
    "loss_sign_reversed": lambda c, v: -(c.E**2).mean(),
    "sum_for_mean": lambda c, v: (c.E**2).sum(),
    "output_mean_missing": lambda c, v: (c.E**2).sum() / len(c.E),
    "never_filled_in": lambda c, v: np.zeros(()),
}  # fmt: skip


SUMMABLE = ("absolute_for_square", "not_squared", "squares_subtracted", "square_of_one_term", "target_added")
SIGNLESS = (
    "not_squared",
    "squares_subtracted",
    "square_of_one_term",
)  # which of the two is subtracted from the other is no slip of its own
FACTORS = (  # each with its worth, and the rules that are met with it
    ("sum_for_mean", lambda c: c.E.size, lambda first: first in SUMMABLE),
    ("output_mean_missing", lambda c: c.E.shape[1], lambda first: first in SUMMABLE),
    ("loss_halved", lambda c: 0.5, lambda first: first not in ("constant_scale", "loss_sign_reversed")),
    ("loss_sign_reversed", lambda c: -1.0, lambda first: first not in SIGNLESS),
)


def _with_factors(rules: dict) -> dict:
    """Returns the rules of a loss, and each of them summed, halved or turned as well, or two of these."""
    found = dict(rules)
    for name, worth, met in FACTORS:
        single = {key: rule for key, rule in found.items() if met(key.partition("@")[0].partition("+")[0])}
        found |= with_another(single, name, lambda c, loss, worth=worth: worth(c) * loss)
    return found


MSE = Exercise(
    "mse", "neuron", "The mean squared error", ("Y_hat", "Y"),
    (Variant("", (Step("loss", "the loss", lambda c, v: (c.E**2).mean(), _with_factors(MSE_RULES), scalable=False),),
             _pairs, (*SIZES, {"N": 6, "d_in": 2, "d_out": 5})),),
    "loss",
)  # fmt: skip
