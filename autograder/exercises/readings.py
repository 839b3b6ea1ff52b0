"""What was read rightly, and what was taken for what."""

from __future__ import annotations

import numpy as np

from autograder.core import reference as ref
from autograder.core.compound import compounds
from autograder.core.exercise import RIGHT, Case, Exercise, Step, Variant
from autograder.core.probe import accepted, normal
from autograder.core.submission import Request

# rows, classes, rows that are read rightly: no share is 1/2, no two add up to 1, and one is 1
SCORES = (
    {"N": 9, "K": 4, "right": 5},
    {"N": 7, "K": 3, "right": 3},
    {"N": 11, "K": 5, "right": 8},
    {"N": 8, "K": 6, "right": 2},
    {"N": 6, "K": 3, "right": 6, "largest first": True},  # a class, were the largest of the whole table one
)


def _scores(rng, sizes) -> Case:
    N, K = sizes["N"], sizes["K"]

    def draw(rng):
        Y_hat = normal(rng, N, K, margin=0.1) * 0.5
        read = Y_hat.argmax(axis=1)
        moved = rng.integers(1, K, N) * (rng.permutation(N) >= sizes["right"])
        return {"Y_hat": Y_hat, "read": read, "y": (read + moved) % K}

    def accept(given):
        y, table = given["y"], given["Y_hat"]
        others = [np.mean(table.argmin(axis=1) == y), np.mean(given["read"] + 1 == y), np.mean(given["read"] - 1 == y),
                  np.mean(given["read"][:, None] == y)]  # fmt: skip
        down = np.mean(table.argmax(axis=0) == y) if N == K else 0.5
        if sizes.get("largest first") and table.argmax() >= K:
            return False
        told = 0 < down < 1 and all(
            abs(down - known) > 0.02 for known in (*others, sizes["right"] / N, 1 - sizes["right"] / N)
        )
        return told and all(abs(other - sizes["right"] / N) > 0.02 for other in others) and len(np.unique(y)) > 2

    given = accepted(rng, draw, accept)
    return Case(Request((given["Y_hat"], given["y"])), given, {"N": N})


def _share(hits) -> np.ndarray:
    return np.asarray(np.mean(hits))


def _one_hot(classes, K: int) -> np.ndarray:
    return np.eye(K)[classes]


def _hot_entries(c) -> np.ndarray:
    """Returns whether each entry of the readings, written as zeros and ones, agrees with that of the labels."""
    K = c.Y_hat.shape[1]
    return _one_hot(c.read, K) == _one_hot(c.y, K)


# what is counted, and what is made of the count
COUNTED = {
    "hits": {
        RIGHT: lambda c: c.read == c.y,
        "errors_for_accuracy": lambda c: c.read != c.y,
        "smallest_for_largest": lambda c: c.Y_hat.argmin(axis=1) == c.y,
        "classes_counted_from_one": lambda c: c.read + 1 == c.y,
        "classes_counted_from_one@labels": lambda c: c.read == c.y + 1,
        "every_pair_compared": lambda c: c.read[:, None] == c.y,
        "largest_of_the_whole_table": lambda c: c.Y_hat.argmax() == c.y,
        "largest_of_each_column": lambda c: c.Y_hat.argmax(axis=0)[: len(c.y)] == c.y,
        "largest_of_each_column+errors_for_accuracy": lambda c: c.Y_hat.argmax(axis=0)[: len(c.y)] != c.y,
        "largest_of_each_column+every_pair_compared": lambda c: c.Y_hat.argmax(axis=0)[:, None] == c.y,
        "largest_label_for_labels": lambda c: c.read == c.y.argmax(),
        "threshold_for_largest": lambda c: c.Y_hat[np.arange(len(c.y)), c.y] > 0.5,
        "threshold_for_largest@entries": lambda c: (c.Y_hat > 0.5) == _one_hot(c.y, c.Y_hat.shape[1]),
        "entries_compared": _hot_entries,
        "scores_compared_with_labels": lambda c: c.Y_hat.round() == c.y,
        "scores_compared_with_labels@column": lambda c: c.Y_hat.round() == c.y[:, None],
    },
    "made": {
        RIGHT: np.mean,
        "percent_for_share": lambda hits: 100 * np.mean(hits),
        "percent_for_share@two places": lambda hits: np.round(100 * np.mean(hits), 2),
        "percent_for_share@one place": lambda hits: np.round(100 * np.mean(hits), 1),
        "percent_for_share@whole": lambda hits: np.round(100 * np.mean(hits)),
        "count_for_share": lambda hits: 1.0 * np.sum(hits),
        "percent_for_share+count_for_share": lambda hits: 100.0 * np.sum(hits),
        "mean_over_wrong_count": lambda hits: np.sum(hits) / (len(hits) - 1),
    },
}
ACCURACY_RULES = compounds(lambda c, v, hits, made: np.asarray(made(hits(c))), COUNTED) | {
    "rows_not_averaged": lambda c, v: (c.read == c.y) * 1.0,
    "all_or_nothing": lambda c, v: _share((c.read == c.y).all()),
    "all_or_nothing@any": lambda c, v: _share((c.read == c.y).any()),
    "averaged_over_classes": lambda c, v: _share([_share(c.read[c.y == k] == k) for k in np.unique(c.y)]),
    "averaged_over_classes@precision": lambda c, v: _share([_share(c.y[c.read == k] == k) for k in np.unique(c.read)]),
    "labels_for_hits": lambda c, v: _share(c.read),
    "probability_for_hit": lambda c, v: _share(c.Y_hat[np.arange(len(c.y)), c.y]),
    "probability_for_hit@largest": lambda c, v: _share(c.Y_hat.max(axis=1)),
    "probability_for_hit@softmax": lambda c, v: _share(ref.softmax(c.Y_hat)[np.arange(len(c.y)), c.y]),
    "distance_for_hit": lambda c, v: 1 - _share(np.abs(c.read - c.y)),
    "distance_for_hit@itself": lambda c, v: _share(np.abs(c.read - c.y)),
    "divided_by_classes@as well": lambda c, v: _share(c.read == c.y) / c.Y_hat.shape[1],
    "divided_by_classes": lambda c, v: _share(c.read == c.y) * len(c.y) / c.Y_hat.shape[1],
    "no_row_counted": lambda c, v: np.zeros(()),
}
# As many rows as classes, where the largest of each column can be compared with the labels.
SQUARE = (({"N": 6, "K": 6, "right": 4}, {"N": 5, "K": 5, "right": 2}),)
ACCURACY = Exercise(
    "accuracy", "capstone", "The share that is read rightly", ("Y_hat", "y"),
    (Variant("", (Step("share", "the share of the rows", lambda c, v: _share(c.read == c.y), ACCURACY_RULES,
                       scalable=False, points=2),), _scores, SCORES, SQUARE),),
    "share",
)  # fmt: skip

# classes that do not occur: one between the others, the last, none, and so many that few are left
LISTS = (
    {"N": 23, "K": 4, "absent": (1,)},
    {"N": 31, "K": 5, "absent": (4,)},
    {"N": 17, "K": 3, "absent": ()},
    {"N": 19, "K": 7, "absent": (2, 4, 5, 6)},
)
# where a class between the others is absent, a table that is too small has no place for the next one
LAST_ABSENT = (({"N": 21, "K": 4, "absent": (3,)}, {"N": 29, "K": 5, "absent": (3, 4)}),)


def _readings(rng, sizes) -> Case:
    """Returns labels and readings in which one class may be absent and most confusions are seen more than once."""
    N, K = sizes["N"], sizes["K"]
    classes = np.array([k for k in range(K) if k not in sizes["absent"]])

    def draw(rng):
        y = rng.choice(classes, N)
        return {"y": y, "predicted": np.where(rng.random(N) < 0.5, y, rng.choice(classes, N)), "K": K}

    def accept(given):
        table = counts(given["y"], given["predicted"], K)
        off = table[~np.eye(K, dtype=bool)]
        return (table != table.T).any() and off.max() > 1 and (np.diag(table)[classes] > 1).all()

    given = accepted(rng, draw, accept)
    return Case(Request((given["y"], given["predicted"], K)), given, {"N": N})


def counts(y, predicted, K: int) -> np.ndarray:
    """Returns the confusion matrix."""
    table = np.zeros((K, K))
    for label, reading in zip(y, predicted, strict=True):
        table[label, reading] += 1
    return table


def _table(c) -> np.ndarray:
    return counts(c.y, c.predicted, c.K)


def _occurring(c) -> np.ndarray:
    """Returns the classes that are there, as labels or as readings."""
    return np.unique(np.concatenate([c.y, c.predicted]))


def _over(table, axis) -> np.ndarray:
    total = table.sum(axis=axis, keepdims=True)
    return table / np.where(total == 0, 1, total)


def _whole_of(table) -> np.ndarray:
    return table / max(table.sum(), 1)


# what is counted in which cell, of how many classes, which way round, and what is made of it
TABLE = {
    "cells": {
        RIGHT: _table,
        "repeats_counted_once": lambda c: (_table(c) > 0) * 1.0,
        "only_errors_counted": lambda c: _table(c) * (1 - np.eye(c.K)),
        "repeats_counted_once+only_errors_counted": lambda c: (_table(c) > 0) * (1 - np.eye(c.K)),
        "only_hits_counted": lambda c: _table(c) * np.eye(c.K),
        "confusions_both_ways": lambda c: _table(c) + _table(c).T,
        "confusions_both_ways@diagonal once": lambda c: _table(c) + _table(c).T * (1 - np.eye(c.K)),
        "first_class_left_out": lambda c: np.pad(_table(c)[1:, 1:], ((1, 0), (1, 0))),
        "counts_start_at_one": lambda c: _table(c) + 1,
        "either_for_both": lambda c: _table(c).sum(axis=1)[:, None] + _table(c).sum(axis=0) - _table(c),
        "classes_counted_from_one": lambda c: np.roll(_table(c), -1, axis=(0, 1)),
        "classes_counted_from_one@labels": lambda c: np.roll(_table(c), -1, axis=0),
        "classes_counted_from_one@readings": lambda c: np.roll(_table(c), -1, axis=1),
        "labels_counted_alone@diagonal": lambda c: np.diag(np.bincount(c.y, minlength=c.K)),
        "labels_counted_alone@diagonal of readings": lambda c: np.diag(np.bincount(c.predicted, minlength=c.K)),
    },
    "classes": {
        RIGHT: lambda table, c: table,
        "absent_classes_left_out": lambda table, c: table[np.ix_(_occurring(c), _occurring(c))],
        "absent_classes_left_out@last": lambda table, c: table[: _occurring(c).max() + 1, : _occurring(c).max() + 1],
        "class_too_many": lambda table, c: np.pad(table, ((0, 1), (0, 1))),
        "class_too_many@from one": lambda table, c: np.pad(table, ((1, 0), (1, 0))),
        "first_class_left_out@smaller": lambda table, c: table[1:, 1:],
    },
    "made": {
        RIGHT: lambda table: table,
        "shares_for_counts": lambda table: _over(table, 1),
        "shares_for_counts@columns": lambda table: _over(table, 0),
        "shares_for_counts@all": _whole_of,
        "shares_for_counts@per cent": lambda table: 100 * _whole_of(table),
        "shares_for_counts@per cent of rows": lambda table: 100 * _over(table, 1),
    },
    "way": {RIGHT: lambda table: table, "confusion_transposed": np.transpose},
}
CONFUSION_RULES = compounds(
    lambda c, v, cells, classes, made, way: way(made(classes(cells(c), c))),
    TABLE,
    without=(
        {"confusion_transposed", "only_hits_counted"},  # which are the same on their sides
        {"confusion_transposed", "confusions_both_ways"},
        {"confusion_transposed", "labels_counted_alone"},
        {"labels_counted_alone", "shares_for_counts"},  # ones, as of the hits alone
    ),
) | {
    "only_hits_counted@row": lambda c, v: np.diag(_table(c)),
    "labels_counted_alone": lambda c, v: np.bincount(c.y, minlength=c.K),
    "labels_counted_alone@readings": lambda c, v: np.bincount(c.predicted, minlength=c.K),
    "repeats_counted_once+shares_for_counts@of all rows": lambda c, v: (_table(c) > 0) / len(c.y),
    "never_filled_in": lambda c, v: 0 * _table(c),
}
CONFUSION_MATRIX = Exercise(
    "confusion_matrix", "capstone", "What was taken for what", ("y", "predicted", "K"),
    (Variant("", (Step("counts", "the counts", lambda c, v: _table(c), CONFUSION_RULES, scalable=False, points=2),),
             _readings, LISTS, LAST_ABSENT,
             oracle=lambda c: {"counts": (np.eye(c.K)[c.y].T @ np.eye(c.K)[c.predicted])}),),
    "counts",
)  # fmt: skip
