"""When to stop training, and which epoch to keep: one rule, and what becomes of it when a part of it is spoilt."""

from __future__ import annotations

import numpy as np

from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.probe import accepted
from autograder.core.submission import Request


def stopped(losses, patience: int, *, better=np.less, against="best", reset=True, late=0) -> tuple[int, int]:
    """Returns (best epoch, epoch of the stop); each keyword spoils one part of the rule.

    better : compares a loss with the one that it has to beat
    against : "best" or "previous", the loss to beat
    reset : whether an improvement sets the count back to zero
    late : how many epochs too late it stops
    """
    best, waited, epoch = 0, 0, 0
    for epoch in range(1, len(losses)):
        beaten = losses[best] if against == "best" else losses[epoch - 1]
        if better(losses[epoch], beaten):
            best, waited = epoch, 0 if reset else waited
        else:
            waited += 1
        if waited >= patience + late:
            break
    return best, epoch


def _lowest_seen(c) -> int:
    """Returns the lowest epoch when the wait is counted from one epoch to the next."""
    _, stop = stopped(c.losses, c.patience, against="previous")
    return int(np.argmin(c.losses[: stop + 1]))


def _back(c, better=np.less) -> int:
    """Returns the epoch that lies the patience before the stop, or the last one when it never stops."""
    _, stop = stopped(c.losses, c.patience, against="previous", better=better)
    _, longer = stopped([*c.losses, np.inf], c.patience, against="previous", better=better)
    return stop - c.patience if stop < len(c.losses) - 1 or longer == stop else stop


def _rise_after(c) -> int:
    """Returns the best epoch when the first one that is not better ends it all, from epoch `patience` on."""
    best = 0
    for epoch in range(1, len(c.losses)):
        if c.losses[epoch] < c.losses[best]:
            best = epoch
        elif epoch >= c.patience:
            break
    return best


def _of(place: int = 0, **spoilt):
    return lambda c, v: stopped(c.losses, c.patience, **spoilt)[place]


EPOCH_RULES = {
    "patience_ignored": lambda c, v: int(np.argmin(c.losses)),
    "patience_ignored@first rise": lambda c, v: stopped(c.losses, 1)[0],
    "patience_ignored@first rise, against the one before": lambda c, v: stopped(c.losses, 1, against="previous")[0],
    "last_epoch_for_best": _of(1),
    "patience_off_by_one": _of(late=1),
    "patience_off_by_one@early": _of(late=-1),
    "last_epoch_for_best@of all": lambda c, v: len(c.losses) - 1,
    "counted_back_from_the_stop": lambda c, v: stopped(c.losses, c.patience)[1] - c.patience,
    "compared_with_epoch_before+counted_back_from_the_stop": lambda c, v: _back(c),
    "compared_with_epoch_before+counted_back_from_the_stop@ties": lambda c, v: _back(c, np.less_equal),
    "compared_with_epoch_before+last_epoch_for_best": _of(1, against="previous"),
    "tie_taken_for_improvement+last_epoch_for_best": _of(1, better=np.less_equal),
    "patience_never_reset+last_epoch_for_best": _of(1, reset=False),
    "patience_off_by_one+last_epoch_for_best": _of(1, late=1),
    "tie_taken_for_improvement": _of(better=np.less_equal),
    "patience_never_reset": _of(reset=False),
    "patience_never_reset@at the next rise": lambda c, v: _rise_after(c),
    "patience_never_reset@from the start": lambda c, v: int(np.argmin(c.losses[: c.patience + 1])),
    "patience_never_reset@from the first on": lambda c, v: int(np.argmin(c.losses[: c.patience])),
    "compared_with_epoch_before": _of(against="previous"),
    "compared_with_epoch_before@lowest": lambda c, v: _lowest_seen(c),
    "highest_for_lowest": _of(better=np.greater),
    "counted_from_one": lambda c, v: stopped(c.losses, c.patience)[0] + 1,
    "counted_from_the_end": lambda c, v: len(c.losses) - 1 - stopped(c.losses, c.patience)[0],
    "counted_from_the_end@from one": lambda c, v: len(c.losses) - stopped(c.losses, c.patience)[0],
    "counted_from_the_end@negative": lambda c, v: stopped(c.losses, c.patience)[0] - len(c.losses),
    "loss_for_epoch": lambda c, v: c.losses[stopped(c.losses, c.patience)[0]],
    "no_epoch_improves": lambda c, v: 0,
    "patience_off_by_one+tie_taken_for_improvement": _of(late=1, better=np.less_equal),
    "patience_off_by_one+counted_from_one": lambda c, v: stopped(c.losses, c.patience, late=1)[0] + 1,
    "tie_taken_for_improvement+counted_from_one": lambda c, v: (
        stopped(c.losses, c.patience, better=np.less_equal)[0] + 1
    ),
    "patience_never_reset+tie_taken_for_improvement": _of(reset=False, better=np.less_equal),
}
# each curve shows one wrong rule besides those that every curve shows
CURVES = (
    {"epochs": 14, "patience": 2, "shows": {"better": np.less_equal}},
    {"epochs": 17, "patience": 3, "shows": {"reset": False}},
    {"epochs": 20, "patience": 4, "shows": {"better": np.greater}},
    {"epochs": 15, "patience": 3, "shows": {"against": "previous"}},
    {"epochs": 18, "patience": 2, "shows": {"late": 1}},
    {"epochs": 16, "patience": 4, "shows": {"late": -1}},
    {"epochs": 9, "patience": 5, "shows": {}},
)


def _curve(rng, sizes) -> Case:
    """Returns losses that fall, wander, and fall again after the stop, with ties."""
    n, patience = sizes["epochs"], sizes["patience"]

    def draw(rng):
        falls = 0.6 * np.exp(-np.arange(n) / 4) + 0.03 * np.arange(n) * (rng.random() < 0.5)
        return {"losses": np.round(1 + falls + 0.5 * rng.random(n), 1), "patience": patience}

    def accept(given):
        losses = given["losses"]
        best, end = stopped(losses, patience)
        if not sizes["shows"]:
            return best > 1 and n - 1 - best < patience  # which never runs out
        told = stopped(losses, patience, **sizes["shows"])[0] not in (best, 0)
        return best > 1 and end < n - 2 and losses[end:].min() < losses[best] and told

    given = accepted(rng, draw, accept)
    return Case(Request((given["losses"], patience)), given, {})


EARLY_STOPPING = Exercise(
    "early_stopping", "overfitting", "When to stop", ("val_losses", "patience"),
    (Variant("", (Step("epoch", "the epoch to go back to", lambda c, v: stopped(c.losses, c.patience)[0], EPOCH_RULES,
                       scalable=False, points=3),), _curve, CURVES),),
    "epoch",
)  # fmt: skip
