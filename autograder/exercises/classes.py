"""Scores of classes: softmax, and the cross-entropy of scores and labels, with what goes wrong in them."""

from __future__ import annotations

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import extremes, whole_numbers
from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.probe import KINK_MARGIN, SIZES, SQUARES, labels, normal
from autograder.core.submission import Request
from autograder.exercises.steps import with_another


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
        "log_of_softmax": lambda c, v: np.log(ref.softmax(c.Z)),
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


def _classes_case(rng, sizes) -> Case:
    Z, y = normal(rng, sizes["N"], sizes["d_out"]), labels(rng, sizes["N"], sizes["d_out"])
    if sizes["N"] == sizes["d_out"]:  # sizes for what has failed already: a score may then be taken for a probability
        Z = np.abs(Z) + KINK_MARGIN
    given = {"Z": Z, "y": y, "Y": np.eye(sizes["d_out"])[y]}
    return Case(Request((Z, y)), given, {"N": sizes["N"], "d_out": sizes["d_out"]})


def _nll(P, Y):
    return -np.log((P * Y).sum(axis=1)).mean()


WRONG_LABELS = np.array([1, 0, 1])
CROSS_ENTROPY_RULES = {
    "log_missing": lambda c, v: -(ref.softmax(c.Z) * c.Y).sum(axis=1).mean(),
    "log_missing@of the sum": lambda c, v: (shifted(c.Z).sum(axis=1) - np.log((shifted(c.Z) * c.Y).sum(axis=1))).mean(),
    "log_missing@of the sum, not shifted": lambda c, v: (np.exp(c.Z).sum(axis=1) - (c.Z * c.Y).sum(axis=1)).mean(),
    "log_missing@from one": lambda c, v: 1 - (ref.softmax(c.Z) * c.Y).sum(axis=1).mean(),
    "target_sign_reversed": lambda c, v: (np.log(np.exp(c.Z).sum(axis=1)) + (c.Z * c.Y).sum(axis=1)).mean(),
    "target_sign_reversed@shifted": lambda c, v: (
        np.log(shifted(c.Z).sum(axis=1)) + np.log((shifted(c.Z) * c.Y).sum(axis=1))
    ).mean(),
    "mean_over_wrong_count": lambda c, v: ref.cross_entropy(c.Z, c.y) * len(c.y) / c.Z.shape[1],
    "mean_over_wrong_count@one less": lambda c, v: ref.cross_entropy(c.Z, c.y) * len(c.y) / (len(c.y) - 1),
    "log_base_two": lambda c, v: ref.cross_entropy(c.Z, c.y) / np.log(2),
    "log_base_two@of the sum": lambda c, v: (np.log2(np.exp(c.Z).sum(axis=1)) - (c.Z * c.Y).sum(axis=1)).mean(),
    "log_base_two@of the shifted sum": lambda c, v: (
        (np.log2(shifted(c.Z).sum(axis=1)) - np.log((shifted(c.Z) * c.Y).sum(axis=1))).mean()
    ),
    "squared_error_for_cross_entropy": lambda c, v: ((ref.softmax(c.Z) - c.Y) ** 2).mean(),
    "squared_error_for_cross_entropy@row sums": lambda c, v: ((ref.softmax(c.Z) - c.Y) ** 2).sum(axis=1).mean(),
    "softmax_twice": lambda c, v: _nll(ref.softmax(ref.softmax(c.Z)), c.Y),
    "softmax_over_examples": lambda c, v: _nll(ref.softmax(c.Z.T).T, c.Y),
    "softmax_over_examples@shifted": lambda c, v: _nll(shifted(c.Z) / shifted(c.Z).sum(axis=0), c.Y),
    "softmax_over_everything": lambda c, v: _nll(ref.softmax(c.Z.reshape(1, -1)).reshape(c.Z.shape), c.Y),
    "softmax_over_everything@shifted": lambda c, v: _nll(shifted(c.Z) / shifted(c.Z).sum(), c.Y),
    "sigmoid_for_softmax": lambda c, v: _nll(ref.sigmoid(c.Z), c.Y),
    "log_total_missing": lambda c, v: -(c.Z * c.Y).sum(axis=1).mean(),
    "log_total_missing@shifted": lambda c, v: -np.log((shifted(c.Z) * c.Y).sum(axis=1)).mean(),
    **{f"classes_counted_from_one@{by}": lambda c, v, by=by: ref.cross_entropy(c.Z, (c.y + by) % c.Z.shape[1])
       for by in (-1, 1)},
    "other_classes_included": lambda c, v: -(c.Y * np.log(ref.softmax(c.Z))
                                             + (1 - c.Y) * np.log(1 - ref.softmax(c.Z))).sum(axis=1).mean(),
    "shift_differs_within_a_row": lambda c, v: ref.cross_entropy(c.Z - c.Z.max(axis=0), c.y),
    "shift_in_one_term": lambda c, v: (np.log(shifted(c.Z).sum(axis=1)) - (c.Z * c.Y).sum(axis=1)).mean(),
    "shift_in_one_term@score": lambda c, v: (
        np.log(np.exp(c.Z).sum(axis=1)) - np.log((shifted(c.Z) * c.Y).sum(axis=1))
    ).mean(),
    "mean_before_log": lambda c, v: -np.log((ref.softmax(c.Z) * c.Y).sum(axis=1).mean()),
    "mean_before_log@of all": lambda c, v: -np.log((ref.softmax(c.Z) * c.Y).mean()),
    "highest_class_for_label": lambda c, v: -np.log(ref.softmax(c.Z).max(axis=1)).mean(),
    "every_class_counted": lambda c, v: -np.log(ref.softmax(c.Z)).sum(axis=1).mean(),
    "every_class_counted@weighted": lambda c, v: (
        -(ref.softmax(c.Z) * np.log(ref.softmax(c.Z))).sum(axis=1).mean()
    ),
    "every_class_counted@mean": lambda c, v: -np.log(ref.softmax(c.Z)).mean(),
    "labels_multiplied_in": lambda c, v: -(c.y[:, None] * np.log(ref.softmax(c.Z))).sum(axis=1).mean(),
    "labels_multiplied_in@mean": lambda c, v: -(c.y[:, None] * np.log(ref.softmax(c.Z))).mean(),
    "labels_multiplied_in@own class": lambda c, v: -(c.y * np.log((ref.softmax(c.Z) * c.Y).sum(axis=1))).mean(),
    "labels_multiplied_in@along the classes": lambda c, v: -(c.y * np.log(ref.softmax(c.Z))).sum(axis=1).mean(),
    "true_score_missing": lambda c, v: np.log(np.exp(c.Z).sum(axis=1)).mean(),
    "labels_paired_with_every_row": lambda c, v: -np.log(ref.softmax(c.Z))[:, c.y].mean(),
    "loss_sign_reversed": lambda c, v: -ref.cross_entropy(c.Z, c.y),
    "sum_for_mean": lambda c, v: ref.cross_entropy(c.Z, c.y) * len(c.y),
    "output_mean_extra": lambda c, v: ref.cross_entropy(c.Z, c.y) / c.Z.shape[1],
    "never_filled_in": lambda c, v: np.zeros(()),
}  # fmt: skip


MEAN_OF_A_TABLE = (  # mistakes of losses that are often written as the mean of a table with one entry a class
    "other_classes_included", "log_base_two", "log_missing", "softmax_twice", "softmax_over_examples",
    "softmax_over_everything", "sigmoid_for_softmax", "classes_counted_from_one",
)  # fmt: skip


def with_pairs(rules: dict) -> dict:
    """Returns the rules of a loss, and each of them summed, averaged too far or turned as well."""
    single = {key: rule for key, rule in rules.items() if key != "sum_for_mean"}
    turned = with_another(single, "loss_sign_reversed", lambda c, loss: -loss)
    tables = {key: rule for key, rule in rules.items() if key.partition("@")[0] in MEAN_OF_A_TABLE}
    averaged = with_another(tables, "output_mean_extra", lambda c, loss: loss / c.Z.shape[1])
    kept = {key: rule for key, rule in rules.items() if not key.startswith(("output_mean_extra", "mean_over"))}
    return rules | turned | averaged | with_another(kept, "sum_for_mean", lambda c, loss: len(c.y) * loss)


CROSS_ENTROPY = Exercise(
    "cross_entropy", "forward", "Cross-entropy from logits", ("Z", "y"),
    (Variant("", (Step("loss", "the loss", lambda c, v: ref.cross_entropy(c.Z, c.y), with_pairs(CROSS_ENTROPY_RULES)
                       | {"columns_not_averaged@rows": lambda c, v: -np.log((ref.softmax(c.Z) * c.Y).sum(axis=1)),
                          "scores_taken_as_probabilities": lambda c, v: _nll(c.Z, c.Y),
                          "labels_multiplied_in@along the classes, mean": lambda c, v: (
                              -(c.y * np.log(ref.softmax(c.Z))).mean())},
                       scalable=False),),
             _classes_case, (*SIZES, {"N": 6, "d_in": 2, "d_out": 5}), squares=SQUARES[1:]),),
    "loss",
    (extremes([(Request((np.zeros((4, 3)), np.array([0, 1, 2, 0]))), np.log(3)),
               (Request((BIG, WRONG_LABELS)), ref.cross_entropy(BIG, WRONG_LABELS))],
              singles=[Request((BIG[:1], WRONG_LABELS[:1]))],
              title="finite at ±1000, and log K for equal scores", vanishing=True),),
)  # fmt: skip
