"""Chapter 10: handwritten digits, read by the course's own network, and its gradients beside those of a witness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.exercise import Case, Chapter, Exercise, Step, Variant
from autograder.core.probe import accepted, normal
from autograder.core.returns import to_array
from autograder.core.submission import Outcome, Request
from autograder.exercises.digit_fits import FIT_GATES, PATIENCE
from autograder.exercises.readings import ACCURACY, CONFUSION_MATRIX

KEYS = ("W1", "b1", "W2", "b2")
PAIRS = tuple({"widths": widths, "worst": worst} for widths, worst in (
    ((3, 5, 4), 1), ((4, 2, 6), 2), ((5, 3, 2), 0), ((2, 6, 3), 3)))  # fmt: skip


def _pair(rng, sizes) -> Case:
    """Returns two sets of gradients of which one tensor is further off than the others."""
    d_in, hidden, d_out = sizes["widths"]
    shapes = dict(zip(KEYS, ((d_in, hidden), (hidden,), (hidden, d_out), (d_out,)), strict=True))

    def draw(rng):
        theirs = {key: normal(rng, *shape, margin=0.2) * 10 ** rng.uniform(-1, 1) for key, shape in shapes.items()}
        far = {key: rng.uniform(0.05, 0.4) for key in KEYS}
        ours = {key: t + far[key] * np.abs(t).max() * normal(rng, *t.shape) for key, t in theirs.items()}
        return {"ours": ours, "theirs": theirs}

    def accept(given):
        apart = _apart(Case(Request(), given, {}))
        lowest = all(t.max() < 0.9 * -t.min() for t in given["theirs"].values())
        return int(np.argmax(apart)) == sizes["worst"] and np.sort(apart)[-2] < 0.9 * max(apart) and lowest

    given = accepted(rng, draw, accept)
    return Case(Request((given["ours"], given["theirs"])), given, {})


def _tensors(c) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(c.ours[key], c.theirs[key]) for key in KEYS]


def _apart(c, far=lambda o, t: np.abs(o - t).max(), size=lambda o, t: np.abs(t).max()) -> list[float]:
    """Returns one number a tensor; each keyword spoils one part of the right rule."""
    return [far(o, t) / size(o, t) for o, t in _tensors(c)]


DIFFERENCE_RULES = {
    "error_not_divided": lambda c, v: max(_apart(c, size=lambda o, t: 1.0)),
    "divided_by_ours": lambda c, v: max(_apart(c, size=lambda o, t: np.abs(o).max())),
    "divided_by_ours@larger": lambda c, v: max(_apart(c, size=lambda o, t: max(np.abs(o).max(), np.abs(t).max()))),
    "divided_by_ours@sum": lambda c, v: max(_apart(c, size=lambda o, t: np.abs(o).max() + np.abs(t).max())),
    "entry_by_entry_error": lambda c, v: max(np.abs((o - t) / t).max() for o, t in _tensors(c)),
    "one_size_for_all_tensors": lambda c, v: (
        max(np.abs(o - t).max() for o, t in _tensors(c)) / max(np.abs(t).max() for _, t in _tensors(c))),
    "tensors_averaged": lambda c, v: np.mean(_apart(c)),
    "tensors_averaged@sum": lambda c, v: sum(_apart(c)),
    "one_tensor_compared": lambda c, v: _apart(c)[0],
    "one_tensor_compared@last": lambda c, v: _apart(c)[-1],
    "one_tensor_compared@weights": lambda c, v: max(_apart(c)[::2]),
    "percent_for_share": lambda c, v: 100 * max(_apart(c)),
    "best_tensor_for_worst": lambda c, v: min(_apart(c)),
    "another_norm": lambda c, v: max(_apart(c, lambda o, t: np.linalg.norm(o - t), lambda o, t: np.linalg.norm(t))),
    "another_norm@both": lambda c, v: max(
        _apart(c, lambda o, t: np.linalg.norm(o - t), lambda o, t: np.linalg.norm(o) + np.linalg.norm(t))),
    "another_norm@mean": lambda c, v: max(_apart(c, lambda o, t: np.abs(o - t).mean(), lambda o, t: np.abs(t).mean())),
    "another_norm@mean difference": lambda c, v: max(_apart(c, lambda o, t: np.abs(o - t).mean())),
    "differences_cancel": lambda c, v: max(_apart(c, lambda o, t: (o - t).max())),
    "differences_cancel@other way": lambda c, v: max(_apart(c, lambda o, t: (t - o).max())),
    "size_keeps_sign": lambda c, v: max(_apart(c, size=lambda o, t: t.max())),
    "difference_of_norms": lambda c, v: max(_apart(c, lambda o, t: abs(np.abs(o).max() - np.abs(t).max()))),
    "difference_always_zero": lambda c, v: np.zeros(()),
}  # fmt: skip

ONE = {"W1": np.array([[0.5, -1.0], [2.0, 0.3]]), "b1": np.array([0.4, -0.2])}
NONE = {key: 0 * value for key, value in ONE.items()}
LOST = {**ONE, "W1": np.array([[0.5, np.nan], [2.0, 0.3]])}
LOST_LAST = {**ONE, "b1": np.array([np.nan, -0.2])}
SMALL = 1e-6


def _zeros(outcomes: Sequence[Outcome]) -> Finding | None:
    error = outcomes[0].error
    if error:
        name = "zero_over_zero" if error.kind in ("ZeroDivisionError", "FloatingPointError") else ""
        return name, "For tensors of zeros: " + explain_error("compare_gradients", error)
    got, problem = to_array(outcomes[0].value)
    if problem:
        return "zero_over_zero" if "finite" in problem else "", f"For tensors of zeros, the result {problem}"
    return None if got.shape == () and got == 0 else ("", "For two sets of zeros, the result is not 0.0.")


def agrees(outcome: Outcome) -> bool:
    """Returns True when a result says that two sets of gradients are the same."""
    if outcome.error:
        return False
    got, _ = to_array(outcome.value)
    return got is not None and got.size == 1 and bool((np.abs(got) < SMALL).all())


def _not_numbers(outcomes: Sequence[Outcome]) -> Finding | None:
    if any(map(agrees, outcomes)):
        return "nan_overlooked", "One entry is nan, and the result says that the two agree."
    return None


def _unlike(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when tensors of two shapes, or a missing key, go unnoticed."""
    column, missing, extra = outcomes
    if not column.error:
        return "shapes_not_compared", "It gives a number for tensors of shapes (2,) and (2, 1)."
    if not missing.error or not extra.error:
        return "keys_not_compared", "It gives a number though a key is missing from one of the two."
    return None


_ONLY = {"W1": ONE["W1"]}
COMPARE_GRADIENTS = Exercise(
    "compare_gradients", "capstone", "Beside a witness", ("ours", "theirs"),
    (Variant("", (Step("difference", "the largest relative difference", lambda c, v: max(_apart(c)), DIFFERENCE_RULES,
                       scalable=False, points=3),), _pair, PAIRS),),
    "difference",
    (Gate("zeros", "0.0 for tensors of zeros", 0.5, (Request((NONE, NONE)),), _zeros, names=("zero_over_zero",)),
     Gate("nan", "never small where an entry is not a number", 1,
          (Request((LOST, ONE)), Request((ONE, LOST)), Request((LOST_LAST, ONE)), Request((ONE, LOST_LAST))),
          _not_numbers, names=("nan_overlooked",)),
     Gate("unlike", "refuses other shapes and missing keys", 0.5,
          (Request((ONE, {**ONE, "b1": ONE["b1"][:, None]})), Request((_ONLY, ONE)), Request((ONE, _ONLY))), _unlike,
          names=("shapes_not_compared", "keys_not_compared"))),
)  # fmt: skip

FIT_DIGITS = Exercise(
    "fit_digits", "capstone", "Handwritten digits", ("seed",), (), {}, FIT_GATES, repeats=False, patience=PATIENCE
)

CHAPTER = Chapter("capstone", "10", "Capstone", (COMPARE_GRADIENTS, ACCURACY, FIT_DIGITS, CONFUSION_MATRIX))
