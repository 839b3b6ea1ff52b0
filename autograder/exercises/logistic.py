"""The cross-entropy of sigmoid outputs, from their logits, as TensorFlow computes it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core import compare
from autograder.core import reference as ref
from autograder.core.checks import Finding, Gate
from autograder.core.compound import compounds
from autograder.core.crash import explain_error
from autograder.core.exercise import RIGHT, Case, Exercise, Step, Variant
from autograder.core.probe import accepted, moderate, normal
from autograder.core.returns import to_array
from autograder.core.submission import Outcome, Request

TABLES = ({"N": 7, "d_out": 4}, {"N": 5, "d_out": 2}, {"N": 6, "d_out": 5})


# logits between 0 and 1, of which a logarithm may be taken by one who takes them for probabilities
NO_LOGITS = (tuple({**sizes, "between 0 and 1": True} for sizes in TABLES),)


def _logits(rng, sizes) -> Case:
    """Returns logits whose probabilities are moderate, and targets: 0 and 1 in one table, shares in the others."""
    shape = sizes["N"], sizes["d_out"]
    draw = lambda rng: {"Z": normal(rng, *shape, margin=0.1)}  # noqa: E731
    Z = accepted(rng, draw, lambda given: moderate(ref.sigmoid(given["Z"])))["Z"]
    Y = (rng.random(shape) < 0.4) * 1.0 if sizes["d_out"] == 4 else 0.1 + 0.8 * rng.random(shape)
    Z = 0.1 + 0.8 * rng.random(shape) if "between 0 and 1" in sizes else Z
    counts = {"N": sizes["N"], "d_out": sizes["d_out"]}
    return Case(Request((Z, Y)), {"Z": Z, "Y": Y, "A": ref.sigmoid(Z)}, counts)


def entries(A, Y) -> np.ndarray:
    """Returns what each entry costs, from its probability."""
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def _put_together(Z, Y, *, largest=None, logarithm=None) -> np.ndarray:
    """Returns what each entry costs in the form without large exponents; each keyword stands for one of its terms."""
    largest = np.maximum(Z, 0) if largest is None else largest
    logarithm = np.log1p(np.exp(-np.abs(Z))) if logarithm is None else logarithm
    return largest - Z * Y + logarithm


# what an entry costs, given the targets; which targets it is given; the logarithm's base; what becomes of the entries
PARTS = {
    "price": {
        RIGHT: lambda c, Y: entries(c.A, Y),
        "zeros_cost_nothing": lambda c, Y: -(Y * np.log(c.A)),
        "ones_cost_nothing": lambda c, Y: -((1 - Y) * np.log(1 - c.A)),
        "terms_subtracted": lambda c, Y: -(Y * np.log(c.A) - (1 - Y) * np.log(1 - c.A)),
        "sigmoid_twice": lambda c, Y: entries(ref.sigmoid(c.A), Y),
        "sigmoid_left_out": lambda c, Y: entries(c.Z, Y),
        "softmax_for_sigmoid": lambda c, Y: entries(ref.softmax(c.Z), Y),
        "softmax_for_sigmoid@true class": lambda c, Y: -(Y * np.log(ref.softmax(c.Z))).sum(axis=1, keepdims=True),
        "softmax_for_sigmoid@entries": lambda c, Y: -(Y * np.log(ref.softmax(c.Z))),
        "squared_error_for_cross_entropy": lambda c, Y: (c.A - Y) ** 2,
        "squared_error_for_cross_entropy@absolute": lambda c, Y: np.abs(c.A - Y),
        "log_missing": lambda c, Y: -(Y * c.A + (1 - Y) * (1 - c.A)),
        "softplus_missing": lambda c, Y: -Y * c.Z,
        "softplus_of_the_opposite": lambda c, Y: np.logaddexp(0, -c.Z) - c.Z * Y,
        "logarithm_left_out": lambda c, Y: _put_together(c.Z, Y, logarithm=0),
        "logarithm_left_out@size": lambda c, Y: _put_together(c.Z, Y, largest=np.abs(c.Z), logarithm=0),
        "logarithm_left_out@exponential": lambda c, Y: _put_together(c.Z, Y, logarithm=np.exp(-np.abs(c.Z))),
        "largest_left_out": lambda c, Y: _put_together(c.Z, Y, largest=0),
        "size_left_out": lambda c, Y: _put_together(c.Z, Y, logarithm=np.log1p(np.exp(-c.Z))),
        "log_base_two@one term": lambda c, Y: _put_together(c.Z, Y, logarithm=np.log2(1 + np.exp(-np.abs(c.Z)))),
        "targets_of_plus_and_minus_one": lambda c, Y: np.logaddexp(0, -Y * c.Z),
    },
    "targets": {
        RIGHT: lambda Y: Y,
        "targets_exchanged": lambda Y: 1 - Y,
        "targets_left_out": lambda Y: 0 * Y,
        "target_sign_reversed": lambda Y: -Y,
        "targets_rounded": lambda Y: (Y > 0.5) * 1.0,
    },
    "base": {RIGHT: 1.0, "log_base_two": np.log(2)},
    "reduced": {
        RIGHT: np.mean,
        "columns_not_averaged": lambda costs: costs.mean(axis=0),
        "columns_not_averaged@rows": lambda costs: costs.mean(axis=1),
        "columns_not_averaged@entries": lambda costs: costs,
    },
}
LOSS_RULES = compounds(
    lambda c, v, price, targets, base, reduced: reduced(price(c, targets(c.Y))) / base,
    PARTS,
    without=(
        {"softplus_of_the_opposite", "target_sign_reversed"},  # the targets are exchanged
        {"ones_cost_nothing", "targets_left_out"},
        *({name, "targets_left_out"} for name in ("zeros_cost_nothing", "softmax_for_sigmoid", "softplus_missing")),
        {"squared_error_for_cross_entropy", "log_base_two"},
        {"logarithm_left_out", "targets_exchanged"},
        *({"terms_subtracted", name} for name in PARTS["targets"]),  # a sum of any two terms, up to a sign
    ),
) | {"never_filled_in": lambda c, v: np.zeros(())}
LOSS_SCALES = {
    "-1": ("loss_sign_reversed",),
    "N*d_out": ("sum_for_mean",),
    "N": ("sum_for_mean",),
    "d_out": ("output_mean_missing",),
    "1/2": ("loss_halved",),
    "-N*d_out": ("loss_sign_reversed", "sum_for_mean"),
    "-d_out": ("loss_sign_reversed", "output_mean_missing"),
}

LARGE = np.array([[1000.0, -1000.0, 40.0], [-800.0, 900.0, 0.5]])
WRONG = np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 1.0]])
TRUE = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
HALF = np.array([[0.5, -0.2, 1.1], [0.3, -0.4, 0.9]])


def stable(Z, Y) -> np.ndarray:
    """Returns the loss at any logits."""
    return np.asarray((np.logaddexp(0, Z) - Z * Y).mean())


def _large(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when logits of ±1000 give no number, or one that stopped growing."""
    moderate_logits, *large = outcomes
    usual, problem = to_array(moderate_logits.value)
    if moderate_logits.error or problem:
        return None  # wrong for other reasons
    right = compare.matches(usual, stable(HALF, TRUE))
    for outcome, (Z, Y) in zip(large, ((LARGE, WRONG), (LARGE, TRUE)), strict=True):
        if outcome.error:
            return "", "For logits up to 1000: " + explain_error("binary_cross_entropy", outcome.error)
        got, problem = to_array(outcome.value)
        if problem:
            return "overflow_at_extremes" if "finite" in problem else "", f"For logits up to 1000, the result {problem}"
        want = stable(Z, Y)
        if right and (got.shape != () or not np.isclose(got, want, rtol=1e-5, atol=1e-6)):
            text = f"For logits up to 1000, the result is {got.ravel()[0]:.4g} where {want:.4g} is right."
            return "loss_capped" if got.size == 1 and got.ravel()[0] < want else "", text
    return None


BINARY_CROSS_ENTROPY = Exercise(
    "binary_cross_entropy", "tensorflow", "Cross-entropy of yes and no", ("Z", "Y"),
    (Variant("", (Step("loss", "the loss", lambda c, v: entries(c.A, c.Y).mean(), LOSS_RULES, scales=LOSS_SCALES,
                       points=2),),
             _logits, TABLES, NO_LOGITS, oracle=lambda c: {"loss": stable(c.Z, c.Y)}),),
    "loss",
    (Gate("extremes", "right at ±1000", 1, (Request((HALF, TRUE)), Request((LARGE, WRONG)), Request((LARGE, TRUE))),
          _large, names=("loss_capped", "overflow_at_extremes")),),
)  # fmt: skip
