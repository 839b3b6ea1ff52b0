"""Scores of classes and their softmax, with what goes wrong in it."""

from __future__ import annotations

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import extremes, whole_numbers
from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.probe import SIZES, SQUARES, normal
from autograder.core.submission import Request


def _scores_case(rng, sizes) -> Case:
    Z = normal(rng, sizes["N"], sizes["d_out"], margin=0.1)
    return Case(Request((Z,)), {"Z": Z}, {})


def shifted(Z):
    """Returns exp(Z) with each row's largest score moved to 0 first."""
    return np.exp(Z - Z.max(axis=1, keepdims=True))


# no row adds to zero: dividing by it would be another mistake than an overflow
BIG = np.array([[1000.0, 1.0, -1000.0], [-1000.0, -1000.0, -1000.0], [999.0, 1000.0, -5.0]])
SOFTMAX = Exercise(
    "softmax", "forward", "Softmax", ("Z",),
    (Variant("", (Step("P", "the probabilities", lambda c, v: ref.softmax(c.Z), {
        "softmax_over_examples": lambda c, v: ref.softmax(c.Z.T).T,
        "softmax_over_examples@shifted": lambda c, v: shifted(c.Z) / shifted(c.Z).sum(axis=0),
        "softmax_over_everything": lambda c, v: ref.softmax(c.Z.reshape(1, -1)).reshape(c.Z.shape),
        "softmax_over_everything@shifted": lambda c, v: shifted(c.Z) / shifted(c.Z).sum(),
        "softmax_unnormalised": lambda c, v: np.exp(c.Z),
        "softmax_unnormalised@shifted": lambda c, v: shifted(c.Z),
        "softmax_unnormalised@mean": lambda c, v: ref.softmax(c.Z) * c.Z.shape[1],
        "softmax_unnormalised@norm": lambda c, v: ref.softmax(c.Z) / np.linalg.norm(ref.softmax(c.Z), axis=1)[:, None],
        "sums_without_their_axis": lambda c, v: shifted(c.Z) / shifted(c.Z).sum(axis=1),
        "sums_without_their_axis@not shifted": lambda c, v: np.exp(c.Z) / np.exp(c.Z).sum(axis=1),
        "sums_without_their_axis@largest": lambda c, v: ref.softmax(c.Z - c.Z.max(axis=1)),
        "sums_without_their_axis@both": lambda c, v: (
            np.exp(c.Z - c.Z.max(axis=1)) / np.exp(c.Z - c.Z.max(axis=1)).sum(axis=1)
        ),
        "softmax_without_exponential": lambda c, v: c.Z / c.Z.sum(axis=1, keepdims=True),
        "softmax_unnormalised@largest of all": lambda c, v: np.exp(c.Z - c.Z.max()),
        "rows_and_columns_exchanged": lambda c, v: ref.softmax(c.Z).T,
        "log_of_softmax": lambda c, v: np.log(ref.softmax(c.Z)),
        "log_of_softmax+softmax_over_examples": lambda c, v: np.log(ref.softmax(c.Z.T).T),
        "log_of_softmax+softmax_over_examples@shifted": lambda c, v: np.log(shifted(c.Z) / shifted(c.Z).sum(axis=0)),
        "log_of_softmax+softmax_over_everything": lambda c, v: np.log(
            ref.softmax(c.Z.reshape(1, -1)).reshape(c.Z.shape)
        ),
        "shift_differs_within_a_row": lambda c, v: (
            np.exp(c.Z - c.Z.max(axis=0)) / np.exp(c.Z - c.Z.max(axis=0)).sum(axis=1, keepdims=True)
        ),
        "sigmoid_for_softmax": lambda c, v: ref.sigmoid(c.Z),
        "sigmoid_for_softmax@divided": lambda c, v: ref.sigmoid(c.Z) / ref.sigmoid(c.Z).sum(axis=1, keepdims=True),
        "scores_divided_by_largest": lambda c, v: ref.softmax(c.Z / c.Z.max(axis=1, keepdims=True)),
        "scores_divided_by_largest@of all": lambda c, v: ref.softmax(c.Z / c.Z.max()),
        "softmax_twice": lambda c, v: ref.softmax(ref.softmax(c.Z)),
        "brackets_missing": lambda c, v: np.exp(c.Z / np.exp(c.Z).sum(axis=1, keepdims=True)),
        "brackets_missing@shifted": lambda c, v: np.exp(
            np.log(shifted(c.Z)) / shifted(c.Z).sum(axis=1, keepdims=True)
        ),
        "winner_takes_all": lambda c, v: (c.Z == c.Z.max(axis=1, keepdims=True)) * 1.0,
        "shift_in_one_term": lambda c, v: np.exp(c.Z) / shifted(c.Z).sum(axis=1, keepdims=True),
        "shift_in_one_term@below": lambda c, v: shifted(c.Z) / np.exp(c.Z).sum(axis=1, keepdims=True),
        "exponent_sign_reversed": lambda c, v: ref.softmax(-c.Z),
        "exponent_sign_reversed+softmax_over_examples": lambda c, v: ref.softmax(-c.Z.T).T,
        "exponent_sign_reversed+softmax_over_everything": lambda c, v: (
            ref.softmax(-c.Z.reshape(1, -1)).reshape(c.Z.shape)
        ),
        "argument_returned_unchanged": lambda c, v: c.Z,
        "never_filled_in": lambda c, v: 0 * c.Z,
    }, scalable=False, families={"shift_in_one_term": "softmax_numerics"}),), _scores_case, SIZES, squares=SQUARES),),
    "P",
    (extremes([(Request((BIG,)), ref.softmax(BIG))], title="finite at ±1000",
              singles=[Request((row,)) for row in (BIG[:1], BIG[1:2])]),
     whole_numbers(Request((np.array([[1, 2, 3], [0, 0, 1]]),)), ref.softmax(np.array([[1.0, 2, 3], [0, 0, 1]])))),
)  # fmt: skip
