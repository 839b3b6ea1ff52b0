"""Scores of classes and their softmax, with what goes wrong in it."""

from __future__ import annotations

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import extremes, whole_numbers
from autograder.core.compound import compounds
from autograder.core.exercise import RIGHT, Case, Exercise, Step, Variant
from autograder.core.probe import SIZES, SQUARES, normal
from autograder.core.submission import Request


def _scores_case(rng, sizes) -> Case:
    Z = normal(rng, sizes["N"], sizes["d_out"], margin=0.1)
    return Case(Request((Z,)), {"Z": Z}, {})


def shifted(Z):
    """Returns exp(Z) with each row's largest score moved to 0 first."""
    return np.exp(Z - Z.max(axis=1, keepdims=True))


SHARES = {  # the scores to the numbers that are divided by their sum
    "right": np.exp,
    "softmax_without_exponential": lambda Z: Z * 1.0,
    "sigmoid_for_softmax": ref.sigmoid,
    "exponent_sign_reversed": lambda Z: np.exp(-Z),
    "scores_divided_by_largest": lambda Z: np.exp(Z / Z.max(axis=1, keepdims=True)),
    "scores_divided_by_largest@of all": lambda Z: np.exp(Z / Z.max()),
    "shift_differs_within_a_row": lambda Z: np.exp(Z - Z.max(axis=0)),
}
DIVISIONS = {
    "right": lambda e: e / e.sum(axis=1, keepdims=True),
    "softmax_over_examples": lambda e: e / e.sum(axis=0),
    "softmax_over_everything": lambda e: e / e.sum(),
    "sums_without_their_axis": lambda e: e / e.sum(axis=1),
    "softmax_unnormalised": lambda e: e * 1.0,
    "softmax_unnormalised@mean": lambda e: e / e.mean(axis=1, keepdims=True),
    "softmax_unnormalised@norm": lambda e: e / np.linalg.norm(e, axis=1, keepdims=True),
}
ENDS = {
    "right": lambda P: P,
    "log_of_softmax": np.log,
    "rows_and_columns_exchanged": lambda P: P.T,
    "probability_of_the_rest": lambda P: 1 - P,
    "softmax_twice": ref.softmax,
}
WHOLE = {
    "softmax_unnormalised@largest of all": lambda c, v: np.exp(c.Z - c.Z.max()),
    "sums_without_their_axis@largest": lambda c, v: ref.softmax(c.Z - c.Z.max(axis=1)),
    "sums_without_their_axis@both": lambda c, v: (
        np.exp(c.Z - c.Z.max(axis=1)) / np.exp(c.Z - c.Z.max(axis=1)).sum(axis=1)
    ),
    "sigmoid_for_softmax@not divided": lambda c, v: ref.sigmoid(c.Z),
    "brackets_missing": lambda c, v: np.exp(c.Z / np.exp(c.Z).sum(axis=1, keepdims=True)),
    "brackets_missing@shifted": lambda c, v: np.exp(np.log(shifted(c.Z)) / shifted(c.Z).sum(axis=1, keepdims=True)),
    "winner_takes_all": lambda c, v: (c.Z == c.Z.max(axis=1, keepdims=True)) * 1.0,
    "shift_in_one_term": lambda c, v: np.exp(c.Z) / shifted(c.Z).sum(axis=1, keepdims=True),
    "shift_in_one_term@below": lambda c, v: shifted(c.Z) / np.exp(c.Z).sum(axis=1, keepdims=True),
    "argument_returned_unchanged": lambda c, v: c.Z,
    "never_filled_in": lambda c, v: 0 * c.Z,
}


def _put_together(c, v, *, shares, division, end) -> np.ndarray:
    return end(division(shares(c.Z)))


def _alike(first: str, second: str) -> bool:
    """Returns True for two mistakes that are not made together, or that give what another rule gives."""
    undone = first.startswith("softmax_unnormalised") or second.startswith("softmax_unnormalised")
    cancelled = (first, second) == ("shift_differs_within_a_row", "softmax_over_examples")
    return undone or cancelled or (first, second) == ("softmax_without_exponential", "log_of_softmax")


def softmax_rules() -> dict:
    """Returns the wrong rules of a softmax, of one mistake or of two, with and without the shift of each row."""
    further = {"division": DIVISIONS, "end": ENDS}
    rules = compounds(_put_together, {"shares": SHARES} | further, alike=_alike)
    moved = compounds(_put_together, {"shares": {RIGHT: shifted}} | further, alike=_alike)
    of_division = {key for key in DIVISIONS if key != RIGHT}
    for key, rule in moved.items():
        first, at, setting = key.partition("@")
        if first.partition("+")[0] in {name.partition("@")[0] for name in of_division} and not at:
            rules[f"{first}@shifted"] = rule
    return rules | WHOLE


# no row adds to zero: dividing by it would be another mistake than an overflow
BIG = np.array([[1000.0, 1.0, -1000.0], [-1000.0, -1000.0, -1000.0], [999.0, 1000.0, -5.0]])
SOFTMAX = Exercise(
    "softmax", "forward", "Softmax", ("Z",),
    (Variant("", (Step("P", "the probabilities", lambda c, v: ref.softmax(c.Z), softmax_rules(), scalable=False,
                       families={"shift_in_one_term": "softmax_numerics"}),), _scores_case, SIZES, squares=SQUARES),),
    "P",
    (extremes([(Request((BIG,)), ref.softmax(BIG))], title="finite at ±1000",
              singles=[Request((row,)) for row in (BIG[:1], BIG[1:2])]),
     whole_numbers(Request((np.array([[1, 2, 3], [0, 0, 1]]),)), ref.softmax(np.array([[1.0, 2, 3], [0, 0, 1]])))),
)  # fmt: skip
