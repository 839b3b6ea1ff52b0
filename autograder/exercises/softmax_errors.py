"""The error behind a softmax, (P - Y) / N: what can be wrong with P, with the labels, and with what follows.

In a rule, `c.Y` is one-hot. `softmax_error_rules` lists single mistakes, for a step inside a network;
`softmax_error_pairs` adds two at once, for the exercise that asks for this error alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.core import reference as ref
from autograder.core.compound import compounds
from autograder.core.exercise import RIGHT, Rule
from autograder.exercises.steps import returned_in_another_shape


def _low(Z):
    """Returns the scores with each row's largest one moved to 0."""
    return Z - Z.max(axis=1, keepdims=True)


def _shifted(Z):
    """Returns exp(Z) with each row's largest score moved to 0 first."""
    return np.exp(_low(Z))


PROBABILITIES: dict[str, Callable] = {
    RIGHT: ref.softmax,
    "softmax_over_examples": lambda Z: ref.softmax(Z.T).T,
    "softmax_over_examples@shifted": lambda Z: _shifted(Z) / _shifted(Z).sum(axis=0),
    "softmax_over_everything": lambda Z: ref.softmax(Z.reshape(1, -1)).reshape(Z.shape),
    "softmax_over_everything@shifted": lambda Z: _shifted(Z) / _shifted(Z).sum(),
    "softmax_unnormalised": np.exp,
    "softmax_unnormalised@shifted": _shifted,
    "softmax_twice": lambda Z: ref.softmax(ref.softmax(Z)),
    "sigmoid_for_softmax": ref.sigmoid,
    "logits_for_probabilities": lambda Z: Z,
    "largest_over_columns": lambda Z: ref.softmax(Z - Z.max(axis=0)),
    "sums_without_their_axis": lambda Z: _shifted(Z) / _shifted(Z).sum(axis=1),  # on square inputs only
    "sums_without_their_axis@unshifted": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1),
    "sums_without_their_axis@of the largest": lambda Z: ref.softmax(Z - Z.max(axis=1)),
    "softmax_without_exponential": lambda Z: Z / Z.sum(axis=1, keepdims=True),
    "softmax_without_exponential@shifted": lambda Z: _low(Z) / _low(Z).sum(axis=1, keepdims=True),
    "log_of_softmax": lambda Z: np.log(ref.softmax(Z)),
}
LABELS: dict[str, Callable] = {  # what is subtracted from P
    RIGHT: lambda Y: Y,
    "labels_not_subtracted": np.zeros_like,
    "labels_added": lambda Y: -Y,
    "classes_counted_from_one": lambda Y: np.roll(Y, -1, axis=1),
    "classes_counted_from_one@other way": lambda Y: np.roll(Y, 1, axis=1),
    "labels_paired_with_every_row": lambda Y: np.broadcast_to(Y.any(axis=0), Y.shape),
    "label_numbers_subtracted": lambda Y: Y.argmax(axis=1)[:, None],
    "label_numbers_subtracted@across": lambda Y: np.broadcast_to(Y.argmax(axis=1), Y.shape),
    "rows_picked_by_labels": lambda Y: np.isin(np.arange(len(Y)), Y.argmax(axis=1))[:, None] * 1.0,
    "rows_picked_by_labels@turned": lambda Y: np.broadcast_to(Y.T, Y.shape),
}
AFTER: dict[str, Callable] = {  # what is done with the error E, given P and Y
    RIGHT: lambda E, P, Y: E,
    "output_slope_extra": lambda E, P, Y: E * P * (1 - P),
    "output_slope_extra@half": lambda E, P, Y: E * P,
    "true_class_only": lambda E, P, Y: E * Y,
}


# where only the entry of the true class is kept, the others' labels are not seen
SAME = (
    {"labels_paired_with_every_row", "true_class_only"},
    {"classes_counted_from_one", "true_class_only"},
)


def _through_softmax(P, E):
    """Returns the gradient at the logits of the mean of E^2, where E = P - Y."""
    dP = 2 * E / E.size
    return P * (dP - (dP * P).sum(axis=1, keepdims=True))


def _alone(z) -> dict[str, Rule]:
    """Returns the wrong rules that are no choice of one part."""

    def P(c, v):
        return ref.softmax(z(c, v))

    return {
        "stops_at_probabilities": lambda c, v: -c.Y / P(c, v) / len(c.Y),
        "probabilities_missing": lambda c, v: -c.Y / len(c.Y),
        "true_entry_replaced": lambda c, v: (P(c, v) * (1 - c.Y) - c.Y) / len(c.Y),
        "true_entry_turned": lambda c, v: (P(c, v) * (1 - c.Y) + (1 - P(c, v)) * c.Y) / len(c.Y),
        "diagonal_only": lambda c, v: P(c, v) * (1 - P(c, v)) / len(c.Y),
        "gradient_of_squared_error": lambda c, v: 2 * (P(c, v) - c.Y) / c.Y.size,
        "gradient_of_squared_error@through_softmax": lambda c, v: _through_softmax(P(c, v), P(c, v) - c.Y),
    }


def _spoilt(z, most: int) -> dict[str, Rule]:
    def formula(c, v, *, probabilities, labels, after):
        P = probabilities(z(c, v))
        return after(P - labels(c.Y), P, c.Y) / len(c.Y)

    parts = {"probabilities": PROBABILITIES, "labels": LABELS, "after": AFTER}
    return compounds(formula, parts, most=most, without=SAME)


def softmax_error_rules(z) -> dict[str, Rule]:
    """Returns the wrong rules for (softmax(Z) - Y) / N; `z` is a function of (c, v) that gives Z, `c.Y` is one-hot."""
    hidden = {"hidden_slope_at_output": lambda c, v: (ref.softmax(z(c, v)) - c.Y) * (z(c, v) > 0) / len(c.Y)}
    return _spoilt(z, 1) | _alone(z) | hidden


def softmax_error_pairs(z) -> dict[str, Rule]:
    """Returns the same and more: two mistakes at once, and what only an error that is handed back can be."""

    def added(c, v):
        P = ref.softmax(z(c, v))
        return P * (-c.Y / P + (-c.Y).sum(axis=1, keepdims=True)) / len(c.Y)

    return (
        _spoilt(z, 2)
        | _alone(z)
        | {
            "jacobian_term_added": added,
            "probability_of_true_class_only": lambda c, v: ((ref.softmax(z(c, v)) - 1) * c.Y).sum(axis=1) / len(c.Y),
            "entries_averaged_away": lambda c, v: (ref.softmax(z(c, v)) - c.Y).mean(axis=0),
            "entries_averaged_away@one row": lambda c, v: (ref.softmax(z(c, v)) - c.Y).mean(axis=0, keepdims=True),
            **returned_in_another_shape(lambda c: (ref.softmax(z(c, {})) - c.Y) / len(c.Y)),
            "never_filled_in": lambda c, v: 0 * z(c, v),
        }
    )
