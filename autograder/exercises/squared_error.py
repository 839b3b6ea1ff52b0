"""The mean squared error: the rules of its mistakes, alone and with a factor that belongs to another."""

from __future__ import annotations

import numpy as np

from autograder.core.compound import compounds
from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.probe import SIZES, normal
from autograder.core.submission import Request
from autograder.exercises.steps import with_another


def _pairs(rng, sizes) -> Case:
    Y_hat, Y = normal(rng, sizes["N"], sizes["d_out"]), normal(rng, sizes["N"], sizes["d_out"])
    return Case(
        Request((Y_hat, Y)), {"E": Y_hat - Y, "Y_hat": Y_hat, "Y": Y}, {"N": sizes["N"], "d_out": sizes["d_out"]}
    )


ERRORS = {
    "right": lambda Y_hat, Y: Y_hat - Y,
    "target_added": lambda Y_hat, Y: Y_hat + Y,
}
POWERS = {
    "right": np.square,
    "absolute_for_square": np.abs,
    "not_squared": lambda E: E,
    "not_squared@turned": lambda E: -E,
}
COUNTS = {
    "right": np.mean,
    "sum_for_mean": np.sum,
    "output_mean_missing": lambda S: S.sum() / len(S),
    "mean_over_wrong_count": lambda S: S.sum() / S.shape[1],
    "mean_over_wrong_count@one less": lambda S: S.sum() / (S.size - 1),
    "batch_mean_twice": lambda S: S.mean() / len(S),
    "mean_twice": lambda S: S.mean() / S.size,
    "columns_not_averaged": lambda S: S.mean(axis=0),
    "columns_not_averaged@sums": lambda S: S.sum(axis=0),
    "columns_not_averaged@rows": lambda S: S.mean(axis=1),
    "columns_not_averaged@sums of rows": lambda S: S.sum(axis=1),
    "columns_not_averaged@entries": lambda S: S * 1.0,
    "largest_error_only": np.max,
    "first_row_only": lambda S: S[0].mean(),
    "last_row_only": lambda S: S[-1].mean(),
}
ROOTS = {"right": lambda x: x, "square_root_taken": np.sqrt}
FACTORS = {
    "right": lambda x: x,
    "loss_halved": lambda x: x / 2,
    "constant_scale": lambda x: 2 * x,
    "loss_sign_reversed": lambda x: -x,
}
WHOLE = {
    "square_root_taken@of the sum": lambda c, v: np.sqrt((c.E**2).sum()),
    "square_root_taken@before the mean": lambda c, v: np.sqrt((c.E**2).sum()) / c.E.size,
    "square_root_taken@before the mean of rows": lambda c, v: np.sqrt((c.E**2).sum()) / len(c.E),
    "absolute_for_square+columns_not_averaged": lambda c, v: np.abs(c.E).mean(axis=0),
    "absolute_for_square+columns_not_averaged@rows": lambda c, v: np.abs(c.E).mean(axis=1),
    "square_root_taken+loss_halved@inside": lambda c, v: np.sqrt((c.E**2).mean() / 2),
    "mean_squared": lambda c, v: c.E.mean() ** 2,
    "mean_squared@sum": lambda c, v: c.E.sum() ** 2,
    "mean_squared@sum, averaged": lambda c, v: c.E.sum() ** 2 / c.E.size,
    "mean_squared@of sizes": lambda c, v: np.abs(c.E).mean() ** 2,
    "square_of_one_term": lambda c, v: (c.Y_hat - c.Y**2).mean(),
    "square_of_one_term@turned": lambda c, v: (c.Y - c.Y_hat**2).mean(),
    "errors_multiplied_as_matrices": lambda c, v: c.E.T @ c.E / len(c.E),
    "errors_multiplied_as_matrices@of all": lambda c, v: c.E.T @ c.E / c.E.size,
    "errors_multiplied_as_matrices@sum": lambda c, v: c.E.T @ c.E,
    "errors_multiplied_as_matrices@rows": lambda c, v: c.E @ c.E.T / len(c.E),
    "errors_multiplied_as_matrices@rows, sum": lambda c, v: c.E @ c.E.T,
    "squares_subtracted": lambda c, v: (c.Y_hat**2 - c.Y**2).mean(),
    "squares_subtracted@turned": lambda c, v: (c.Y**2 - c.Y_hat**2).mean(),
    "mean_error_removed": lambda c, v: c.E.var(),
}


PARTS = {"error": ERRORS, "power": POWERS, "count": COUNTS, "root": ROOTS, "factor": FACTORS}


def _put_together(c, v, **part) -> np.ndarray:
    return part["factor"](part["root"](part["count"](part["power"](part["error"](c.Y_hat, c.Y)))))


def _alike(first: str, second: str) -> bool:
    """Returns True for two mistakes that are not made together, or that give what another rule gives."""
    first, second = first.partition("@")[0], second.partition("@")[0]
    if first == "not_squared":  # which of the two is subtracted from the other is no slip of its own
        return second in ("square_root_taken", "loss_sign_reversed", "largest_error_only")
    if first == "absolute_for_square":  # the root of a square
        return second in ("square_root_taken", "columns_not_averaged", "largest_error_only")
    return second == "square_root_taken" and first in ("sum_for_mean", "mean_twice")  # WHOLE calls these one mistake


def mse_rules() -> dict:
    """Returns the wrong rules of the loss: of one mistake, of two, and a count with half of it turned."""
    parts = compounds(_put_together, PARTS, alike=_alike)
    turned = {key: parts[key] for key in ("sum_for_mean+loss_halved", "output_mean_missing+loss_halved", "loss_halved")}
    rules = parts | WHOLE | with_another(turned, "loss_sign_reversed", lambda c, loss: -loss)
    summed = {key: WHOLE[key] for key in ("squares_subtracted", "square_of_one_term")}
    rules |= with_another(summed, "sum_for_mean", lambda c, loss: c.E.size * loss)
    rules |= with_another(WHOLE, "loss_halved", lambda c, loss: loss / 2)
    return rules | {"never_filled_in": lambda c, v: np.zeros(())}


MSE = Exercise(
    "mse", "neuron", "The mean squared error", ("Y_hat", "Y"),
    (Variant("", (Step("loss", "the loss", lambda c, v: (c.E**2).mean(), mse_rules(), scalable=False),),
             _pairs, (*SIZES, {"N": 6, "d_in": 2, "d_out": 5})),),
    "loss",
)  # fmt: skip
