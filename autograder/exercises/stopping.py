"""When to stop training, and which epoch to keep: one rule, and what becomes of it when a part of it is spoilt."""

from __future__ import annotations

import numpy as np

from autograder.core.compound import compounds
from autograder.core.exercise import RIGHT, Case, Exercise, Step, Variant
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


def _back(c, better=np.less, otherwise=None) -> int:
    """Returns the epoch that lies the patience before the stop, when a loss has to beat the one before it.

    otherwise : the epoch where patience never runs out; the last one unless it is given
    """
    _, longer = stopped([*c.losses, np.inf], c.patience, against="previous", better=better)
    otherwise = len(c.losses) - 1 if otherwise is None else otherwise
    return longer - c.patience if longer < len(c.losses) else otherwise


def _rise_after(c) -> int:
    """Returns the best epoch when the first one that is not better ends it all, from epoch `patience` on."""
    best = 0
    for epoch in range(1, len(c.losses)):
        if c.losses[epoch] < c.losses[best]:
            best = epoch
        elif epoch >= c.patience:
            break
    return best


def _ran_out(c, best: int, stop: int, **rule) -> bool:
    """Returns True when a rule stops by itself, and not because the losses end."""
    return stop < len(c.losses) - 1 or stopped([*c.losses, np.inf], c.patience, **rule)[1] == stop


# what is returned, from the best epoch, the epoch of the stop and the case
RESULTS = {
    RIGHT: lambda c, best, stop, out: best,
    "last_epoch_for_best": lambda c, best, stop, out: stop,
    "last_epoch_for_best@before": lambda c, best, stop, out: stop - 1 if out else best,
    "counted_back_from_the_stop": lambda c, best, stop, out: stop - c.patience,
    "counted_back_from_the_stop@one more": lambda c, best, stop, out: stop - c.patience + 1 if out else best,
    "last_epoch_unless_stopped": lambda c, best, stop, out: best if out else stop,
    "latest_of_equal_losses": lambda c, best, stop, out: int(
        np.flatnonzero(c.losses[: stop + 1] == c.losses[best])[-1]
    ),
    "counted_from_one": lambda c, best, stop, out: best + 1,
    "counted_from_the_end": lambda c, best, stop, out: len(c.losses) - 1 - best,
    "counted_from_the_end@from one": lambda c, best, stop, out: len(c.losses) - best,
    "counted_from_the_end@negative": lambda c, best, stop, out: best - len(c.losses),
    "loss_for_epoch": lambda c, best, stop, out: c.losses[best],
}
PARTS = {
    "better": {
        RIGHT: np.less,
        "tie_taken_for_improvement": np.less_equal,
        "small_improvements_ignored": lambda loss, best: loss < best - 0.01,
    },
    "against": {RIGHT: "best", "compared_with_epoch_before": "previous"},
    "reset": {RIGHT: True, "patience_never_reset": False},
    "late": {RIGHT: 0, "patience_off_by_one": 1, "patience_off_by_one@early": -1},
    "result": RESULTS,
}


def _spoilt(c, v, *, result, **rule):
    best, stop = stopped(c.losses, c.patience, **rule)
    return result(c, best, stop, _ran_out(c, best, stop, **rule))


def _lowest_seen(c) -> int:
    """Returns the lowest epoch when the wait is counted from one epoch to the next."""
    _, stop = stopped(c.losses, c.patience, against="previous")
    return int(np.argmin(c.losses[: stop + 1]))


EPOCH_RULES = (
    compounds(
        _spoilt,
        PARTS,
        without=(
            {"tie_taken_for_improvement", "latest_of_equal_losses"},  # which is the tie's doing
            {"compared_with_epoch_before", "last_epoch_unless_stopped"},  # the epoch counted back from the stop
            {"patience_never_reset", "last_epoch_unless_stopped"},
            {"small_improvements_ignored", "loss_for_epoch"},  # of two losses that are nearly equal
            {"patience_off_by_one@early", "counted_back_from_the_stop@one more"},
        ),
    )
    | {
        "compared_with_epoch_before@lowest": lambda c, v: _lowest_seen(c),
        "compared_with_epoch_before+counted_back_from_the_stop@else the last": lambda c, v: _back(c),
        "compared_with_epoch_before+counted_back_from_the_stop@ties, else the last": lambda c, v: _back(
            c, np.less_equal
        ),
        "highest_for_lowest": lambda c, v: stopped(c.losses, c.patience, better=np.greater)[0],
        "patience_ignored": lambda c, v: int(np.argmin(c.losses)),
        "patience_ignored@first rise": lambda c, v: stopped(c.losses, 1)[0],
        "patience_ignored@first rise, against the one before": lambda c, v: stopped(c.losses, 1, against="previous")[0],
        "last_epoch_for_best@of all": lambda c, v: len(c.losses) - 1,
        "compared_with_epoch_before+counted_back_from_the_stop@else the lowest": lambda c, v: _back(
            c, otherwise=int(np.argmin(c.losses))
        ),
        "compared_with_epoch_before+counted_back_from_the_stop@ties, else the lowest": (
            lambda c, v: _back(c, np.less_equal, int(np.argmin(c.losses)))
        ),
        "patience_never_reset@at the next rise": lambda c, v: _rise_after(c),
        "patience_never_reset@from the start": lambda c, v: int(np.argmin(c.losses[: c.patience + 1])),
        "patience_never_reset@from the first on": lambda c, v: int(np.argmin(c.losses[: c.patience])),
        "no_epoch_improves": lambda c, v: 0,
    }
)
# each curve shows one wrong rule besides those that every curve shows
CURVES = (
    {"epochs": 14, "patience": 2, "shows": {"better": np.less_equal}},
    {"epochs": 17, "patience": 3, "shows": {"reset": False}},
    {"epochs": 20, "patience": 4, "shows": {"better": np.greater}},
    {"epochs": 15, "patience": 3, "shows": {"against": "previous"}},
    {"epochs": 18, "patience": 2, "shows": {"late": 1}},
    {"epochs": 16, "patience": 4, "shows": {"late": -1}},
    {"epochs": 9, "patience": 5, "shows": {}},
    {"epochs": 15, "patience": 3, "shows": {"better": np.less_equal}, "steps": 1e-5},  # hardly lower, and lower
)


def _curve(rng, sizes) -> Case:
    """Returns losses that fall, wander, and fall again after the stop, with ties."""
    n, patience = sizes["epochs"], sizes["patience"]

    def draw(rng):
        falls = 0.6 * np.exp(-np.arange(n) / 4) + 0.03 * np.arange(n) * (rng.random() < 0.5)
        steps = sizes.get("steps", 1.0)
        return {"losses": 1 - steps + steps * np.round(1 + falls + 0.5 * rng.random(n), 1), "patience": patience}

    def accept(given):
        losses = given["losses"]
        best, end = stopped(losses, patience)
        if not sizes["shows"]:
            last = stopped(losses, patience, against="previous")[0]
            return best > 1 and n - 1 - best < patience and last != best  # which never runs out
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
