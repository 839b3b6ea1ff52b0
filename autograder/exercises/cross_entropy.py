"""Cross-entropy from logits, put together of parts: probabilities, prices, picked entries, and how they are counted.

A mistake changes one part. Two mistakes in two parts are a rule as well, so pairs need no table of their own.
"""

from __future__ import annotations

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import extremes
from autograder.core.compound import compounds
from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.probe import KINK_MARGIN, SIZES, SQUARES, labels, normal
from autograder.core.submission import Request
from autograder.exercises.classes import BIG, shifted
from autograder.exercises.steps import with_another

CHANCES = {  # the scores of a batch to its probabilities (N, K)
    "right": ref.softmax,
    "softmax_over_examples": lambda Z: ref.softmax(Z.T).T,
    "softmax_over_examples@shifted": lambda Z: shifted(Z) / shifted(Z).sum(axis=0),
    "softmax_over_everything": lambda Z: np.exp(Z) / np.exp(Z).sum(),
    "softmax_over_everything@shifted": lambda Z: shifted(Z) / shifted(Z).sum(),
    "sigmoid_for_softmax": ref.sigmoid,
    "softmax_twice": lambda Z: ref.softmax(ref.softmax(Z)),
    "shift_differs_within_a_row": lambda Z: ref.softmax(Z - Z.max(axis=0)),
    "exponent_sign_reversed": lambda Z: ref.softmax(-Z),
}
PRICES = {  # a probability to its price
    "right": lambda P: -np.log(P),
    "log_base_two": lambda P: -np.log2(P),
    "log_base_ten": lambda P: -np.log10(P),
    "log_missing": lambda P: -P,
    "log_missing@from one": lambda P: 1 - P,
    "log_of_the_rest": lambda P: -np.log(1 - P),
}
PICKS = {  # the prices of all classes (N, K) and the labels to one number a row
    "right": lambda prices, y: prices[np.arange(len(y)), y],
    "classes_counted_from_one@-1": lambda prices, y: prices[np.arange(len(y)), y - 1],
    "classes_counted_from_one@1": lambda prices, y: prices[np.arange(len(y)), (y + 1) % prices.shape[1]],
    "highest_class_for_label": lambda prices, y: prices.min(axis=1),
    "always_the_same_class": lambda prices, y: prices[:, 0],
    "always_the_same_class@last": lambda prices, y: prices[:, -1],
    "every_class_counted": lambda prices, y: prices.sum(axis=1),
    "every_class_counted@mean": lambda prices, y: prices.mean(axis=1),
    "labels_paired_with_every_row": lambda prices, y: prices[:, y].mean(axis=1),
    "rows_for_entries": lambda prices, y: prices[y].mean(axis=1),
    "rows_for_entries@sums": lambda prices, y: prices[y].sum(axis=1),
    "labels_multiplied_in": lambda prices, y: y * prices.sum(axis=1),
    "labels_multiplied_in@mean": lambda prices, y: y * prices.mean(axis=1),
    "labels_multiplied_in@own class": lambda prices, y: y * prices[np.arange(len(y)), y],
}
COUNTS = {  # the N numbers, and K, to the loss
    "right": lambda row, K: row.mean(),
    "sum_for_mean": lambda row, K: row.sum(),
    "output_mean_extra": lambda row, K: row.mean() / K,
    "mean_over_wrong_count": lambda row, K: row.sum() / K,
    "mean_over_wrong_count@one less": lambda row, K: row.sum() / (len(row) - 1),
    "first_row_only": lambda row, K: row[0],
    "last_row_only": lambda row, K: row[-1],
}
PARTS = {"chances": CHANCES, "price": PRICES, "pick": PICKS, "count": COUNTS}
OF_ALL_CLASSES = ("every_class_counted", "rows_for_entries", "labels_multiplied_in")


def _alike(first: str, second: str) -> bool:
    """Returns True for two mistakes that together come to what another pair, or a constant, comes to."""
    first, _, setting = first.partition("@")
    second = second.partition("@")[0]
    if first in OF_ALL_CLASSES:  # one divided by K is the mean of all classes
        return second in ("output_mean_extra", "mean_over_wrong_count") or (second == "sum_for_mean" and bool(setting))
    if first == "log_missing":  # the probabilities of all classes add to 1
        return second in OF_ALL_CLASSES
    return first in ("highest_class_for_label", "always_the_same_class") and second.endswith("_row_only")


def _put_together(c, v, *, chances, price, pick, count) -> np.ndarray:
    return count(pick(price(chances(c.Z)), c.y), c.Z.shape[1])


def _true(c) -> np.ndarray:
    return (c.Z * c.Y).sum(axis=1)


def _log_total(c) -> np.ndarray:
    return np.log(np.exp(c.Z).sum(axis=1))


def _true_shifted(c) -> np.ndarray:
    return _true(c) - c.Z.max(axis=1)


def _log_total_shifted(c) -> np.ndarray:
    return _log_total(c) - c.Z.max(axis=1)


WHOLE = {
    "log_missing@of the sum": lambda c, v: (np.exp(_log_total_shifted(c)) - _true_shifted(c)).mean(),
    "log_missing@of the sum, not shifted": lambda c, v: (np.exp(_log_total(c)) - _true(c)).mean(),
    "target_sign_reversed": lambda c, v: (_log_total(c) + _true(c)).mean(),
    "target_sign_reversed@shifted": lambda c, v: (_log_total_shifted(c) + _true_shifted(c)).mean(),
    "log_base_two@of the sum": lambda c, v: (_log_total(c) / np.log(2) - _true(c)).mean(),
    "log_base_two@of the shifted sum": lambda c, v: (_log_total_shifted(c) / np.log(2) - _true_shifted(c)).mean(),
    "squared_error_for_cross_entropy": lambda c, v: ((ref.softmax(c.Z) - c.Y) ** 2).mean(),
    "squared_error_for_cross_entropy@row sums": lambda c, v: ((ref.softmax(c.Z) - c.Y) ** 2).sum(axis=1).mean(),
    "log_total_missing": lambda c, v: -_true(c).mean(),
    "log_total_missing@shifted": lambda c, v: -_true_shifted(c).mean(),
    "true_score_missing": lambda c, v: _log_total(c).mean(),
    "shift_in_one_term": lambda c, v: (_log_total_shifted(c) - _true(c)).mean(),
    "shift_in_one_term@score": lambda c, v: (_log_total(c) - _true_shifted(c)).mean(),
    "mean_before_log": lambda c, v: -np.log((ref.softmax(c.Z) * c.Y).sum(axis=1).mean()),
    "mean_before_log@of all": lambda c, v: -np.log((ref.softmax(c.Z) * c.Y).mean()),
    "other_classes_included": lambda c, v: (
        -(c.Y * np.log(ref.softmax(c.Z)) + (1 - c.Y) * np.log(1 - ref.softmax(c.Z))).sum(axis=1).mean()
    ),
    "every_class_counted@weighted": lambda c, v: -(ref.softmax(c.Z) * np.log(ref.softmax(c.Z))).sum(axis=1).mean(),
    "labels_multiplied_in@along the classes": lambda c, v: -(c.y * np.log(ref.softmax(c.Z))).sum(axis=1).mean(),
}


def cross_entropy_rules() -> dict:
    """Returns the wrong rules of the loss: of one mistake, of two, and of each with its sign turned."""
    whole = WHOLE | with_another(WHOLE, "sum_for_mean", lambda c, loss: len(c.y) * loss)
    others = {"other_classes_included": WHOLE["other_classes_included"]}
    whole |= with_another(others, "output_mean_extra", lambda c, loss: loss / c.Z.shape[1])
    parts = compounds(_put_together, PARTS, alike=_alike)
    single = {key: rule for key, rule in parts.items() if "+" not in key}
    turned = with_another(single | WHOLE, "loss_sign_reversed", lambda c, loss: -loss)
    return whole | parts | turned | {
        "loss_sign_reversed": lambda c, v: -ref.cross_entropy(c.Z, c.y),
        "columns_not_averaged@rows": lambda c, v: -np.log((ref.softmax(c.Z) * c.Y).sum(axis=1)),
        "scores_taken_as_probabilities": lambda c, v: -np.log(_true(c)).mean(),
        "labels_multiplied_in@along the classes, mean": lambda c, v: -(c.y * np.log(ref.softmax(c.Z))).mean(),
        "never_filled_in": lambda c, v: np.zeros(()),
    }  # fmt: skip


def _case(rng, sizes) -> Case:
    Z, y = normal(rng, sizes["N"], sizes["d_out"]), labels(rng, sizes["N"], sizes["d_out"])
    if sizes["N"] == sizes["d_out"]:  # sizes for what has failed already: a score may then be taken for a probability
        Z = np.abs(Z) + KINK_MARGIN
    given = {"Z": Z, "y": y, "Y": np.eye(sizes["d_out"])[y]}
    return Case(Request((Z, y)), given, {"N": sizes["N"], "d_out": sizes["d_out"]})


WRONG_LABELS = np.array([1, 0, 1])
CROSS_ENTROPY = Exercise(
    "cross_entropy", "forward", "Cross-entropy from logits", ("Z", "y"),
    (Variant("", (Step("loss", "the loss", lambda c, v: ref.cross_entropy(c.Z, c.y), cross_entropy_rules(),
                       scalable=False),),
             _case, (*SIZES, {"N": 6, "d_in": 2, "d_out": 5}), squares=SQUARES[1:]),),
    "loss",
    (extremes([(Request((np.zeros((4, 3)), np.array([0, 1, 2, 0]))), np.log(3)),
               (Request((BIG, WRONG_LABELS)), ref.cross_entropy(BIG, WRONG_LABELS))],
              singles=[Request((BIG[:1], WRONG_LABELS[:1]))],
              title="finite at ±1000, and log K for equal scores", vanishing=True),),
)  # fmt: skip
