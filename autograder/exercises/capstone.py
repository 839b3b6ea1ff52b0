"""Chapter 10: handwritten digits, read by the course's own network, and its gradients beside those of a witness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core import compare
from autograder.core.checks import Finding, Gate
from autograder.core.compound import compounds
from autograder.core.crash import explain_error
from autograder.core.exercise import RIGHT, Case, Chapter, Exercise, Step, Variant
from autograder.core.probe import accepted, normal
from autograder.core.returns import to_array
from autograder.core.submission import Outcome, Request
from autograder.exercises.digit_fits import FIT_GATES, PATIENCE
from autograder.exercises.distances import HIDDEN
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


def _largest(array) -> float:
    return np.abs(array).max()


def _apart(c, kind=_largest, far=lambda o, t, kind: kind(o - t), below=lambda o, t, kind: kind(t)) -> list[float]:
    """Returns one number a tensor; each keyword spoils one part of the right rule."""
    return [far(o, t, kind) / below(o, t, kind) for o, t in _tensors(c)]


def _joined(c, quotient) -> float:
    """Returns the distance of all tensors joined into one vector."""
    ours, theirs = (np.concatenate([tensors[key].ravel() for key in KEYS]) for tensors in (c.ours, c.theirs))
    return quotient(*map(np.linalg.norm, (ours - theirs, ours, theirs)))


PARTS = {
    "kind": {  # the number that is made of a tensor, above the line and below it
        RIGHT: _largest,
        "another_norm": np.linalg.norm,
        "another_norm@mean": lambda a: np.abs(a).mean(),
        "another_norm@absolute": lambda a: np.abs(a).sum(),
    },
    "far": {
        RIGHT: lambda o, t, kind: kind(o - t),
        "differences_cancel": lambda o, t, kind: (o - t).max(),
        "differences_cancel@other way": lambda o, t, kind: (t - o).max(),
        "difference_of_norms": lambda o, t, kind: abs(kind(o) - kind(t)),
    },
    "below": {
        RIGHT: lambda o, t, kind: kind(t),
        "error_not_divided": lambda o, t, kind: 1.0,
        "divided_by_ours": lambda o, t, kind: kind(o),
        "divided_by_ours@larger": lambda o, t, kind: max(kind(o), kind(t)),
        "divided_by_ours@sum": lambda o, t, kind: kind(o) + kind(t),
        "size_keeps_sign": lambda o, t, kind: t.max(),
    },
    "tensors": {
        RIGHT: max,
        "tensors_averaged": np.mean,
        "tensors_averaged@sum": sum,
        "one_tensor_compared": lambda apart: apart[0],
        "one_tensor_compared@last": lambda apart: apart[-1],
        "one_tensor_compared@weights": lambda apart: max(apart[::2]),
        "best_tensor_for_worst": min,
    },
}
DIFFERENCE_RULES = compounds(
    lambda c, v, kind, far, below, tensors: tensors(_apart(c, kind, far, below)),
    PARTS,
    without=({"another_norm", "differences_cancel"}, {"another_norm", "size_keeps_sign"}),
) | {
    "entry_by_entry_error": lambda c, v: max(np.abs((o - t) / t).max() for o, t in _tensors(c)),
    "one_size_for_all_tensors": lambda c, v: (
        max(np.abs(o - t).max() for o, t in _tensors(c)) / max(np.abs(t).max() for _, t in _tensors(c))),
    "one_size_for_all_tensors+another_norm": lambda c, v: _joined(c, lambda far, o, t: far / t),
    "one_size_for_all_tensors+another_norm@both": lambda c, v: _joined(c, lambda far, o, t: far / (o + t)),
    "percent_for_share": lambda c, v: 100 * max(_apart(c)),
    "difference_always_zero": lambda c, v: np.zeros(()),
}  # fmt: skip

ONE = {"W1": np.array([[0.5, -1.0], [2.0, 0.3]]), "b1": np.array([0.4, -0.2])}
NONE = {key: 0 * value for key, value in ONE.items()}
LOST = {**ONE, "W1": np.array([[0.5, np.nan], [2.0, 0.3]])}
LOST_LAST = {**ONE, "b1": np.array([np.nan, -0.2])}
SMALL = 1e-6
FAINT = 1e-6  # of the size of a weight's gradient in a network that has learned
_OTHER = {"W1": np.array([[0.5, -0.7], [1.6, 0.3]]), "b1": np.array([0.41, -0.2])}


def _small(tensors) -> dict:
    return {key: FAINT * array for key, array in tensors.items()}


WANTED = 0.2  # the distance of _OTHER and ONE, whatever they are multiplied by


def _zeros(outcomes: Sequence[Outcome]) -> Finding | None:
    error = outcomes[0].error
    if error:
        name = "zero_over_zero" if error.kind in ("ZeroDivisionError", "FloatingPointError") else ""
        return name, "For tensors of zeros: " + explain_error("compare_gradients", error)
    got, problem = to_array(outcomes[0].value)
    if problem:
        return "zero_over_zero" if "finite" in problem else "", f"For tensors of zeros, the result {problem}"
    return None if got.shape == () and got == 0 else ("", "For two sets of zeros, the result is not 0.0.")


def _faint(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when small gradients are not as far apart as the same ones made larger."""
    ordinary, faint = ((None, "It raises.") if o.error else to_array(o.value) for o in outcomes)
    if ordinary[1] or not compare.matches(ordinary[0], np.asarray(WANTED)):
        return None  # wrong for other reasons
    if faint[1]:
        return "", f"For gradients of a millionth: {faint[1]}"
    if faint[0].size == 1 and abs(faint[0].item() / WANTED - 1) <= HIDDEN:
        return None
    return "epsilon_in_divisor", f"For gradients of a millionth, the result is {faint[0]:.7g} where {WANTED} is right."


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
    if any(isinstance(outcome.value, float) and np.isinf(outcome.value) for outcome in outcomes if not outcome.error):
        return "", "For tensors of other shapes, or where a key is missing, it returns inf; a ValueError is asked."
    column, missing, extra = outcomes
    shapes, keys = not column.error, not missing.error or not extra.error
    if shapes and keys:
        text = (
            "It gives a number for tensors of shapes (2,) and (2, 1), and where a key is missing from one of the two."
        )
        return "shapes_not_compared+keys_not_compared", text
    if shapes:
        return "shapes_not_compared", "It gives a number for tensors of shapes (2,) and (2, 1)."
    if keys:
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
     Gate("faint", "the same for small gradients", 0, (Request((_OTHER, ONE)), Request((_small(_OTHER), _small(ONE)))),
          _faint, names=("epsilon_in_divisor",)),
     Gate("unlike", "refuses other shapes and missing keys", 0.5,
          (Request((ONE, {**ONE, "b1": ONE["b1"][:, None]})), Request((_ONLY, ONE)), Request((ONE, _ONLY))), _unlike,
          names=("shapes_not_compared", "keys_not_compared"))),
    implied={"nan_overlooked": "difference_always_zero"},
)  # fmt: skip

FIT_DIGITS = Exercise(
    "fit_digits", "capstone", "Handwritten digits", ("seed",), (), {}, FIT_GATES, repeats=False, patience=PATIENCE
)

CHAPTER = Chapter("capstone", "10", "Capstone", (COMPARE_GRADIENTS, ACCURACY, FIT_DIGITS, CONFUSION_MATRIX))
