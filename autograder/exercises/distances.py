"""How far two gradients are apart: a number between 0 and 1, whatever the size of the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from autograder.core import compare
from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.probe import normal
from autograder.core.returns import to_array
from autograder.core.submission import Outcome, Request

# each of the two is the larger one somewhere; of two signs in one place, an entry by itself is wrong by 1, the most
PAIRS = (
    {"shape": (4, 3), "ratio": 1.7},
    {"shape": (5,), "ratio": 0.2},
    {"shape": (3, 5), "ratio": 1.7},
    {"shape": (6,), "ratio": 1.4, "one sign": True},
)


def _pair(rng, sizes) -> Case:
    a, b = normal(rng, *sizes["shape"]), normal(rng, *sizes["shape"]) * sizes["ratio"]
    b = np.copysign(b, a) if "one sign" in sizes else b
    return Case(Request((a, b)), {"a": a, "b": b}, {})


def norm(a) -> float:
    """Returns the root of the sum of all squared entries."""
    return np.sqrt((np.asarray(a) ** 2).sum())


def _mixed(above, below):
    """Returns the rule of a distance that is measured in one way above the line and in another below."""
    return lambda c, v: above(c.a - c.b) / (below(c.a) + below(c.b))


KINDS = {  # ways to make one number of an array; a norm is the first
    "norm": norm,
    "squares": lambda a: (a**2).sum(),
    "largest": lambda a: np.abs(a).max(),
    "sum": lambda a: np.abs(a).sum(),
    "mean": lambda a: np.abs(a).mean(),
    "root of mean": lambda a: np.sqrt((a**2).mean()),
    "mean square": lambda a: (a**2).mean(),
}
_SUMS = {  # differences put together with their signs
    "sum": lambda d: d.sum(),
    "size of sum": lambda d: np.abs(d.sum()),
    "mean": lambda d: d.mean(),
    "size of mean": lambda d: np.abs(d.mean()),
}
_MIXED_UP = {
    f"norms_of_two_kinds@{above} over {below}": _mixed(KINDS[above], KINDS[below])
    for above, below in permutations(KINDS, 2)
}
_CANCELLING = {f"differences_cancel@{name}": _mixed(measure, norm) for name, measure in _SUMS.items()}


def _apart(measure):
    return lambda c, v: measure(c.a - c.b) / (measure(c.a) + measure(c.b))


def _columns(axis: int, put):
    along = lambda a: np.linalg.norm(a, axis=axis)  # noqa: E731
    return lambda c, v: put(along(c.a - c.b) / (along(c.a) + along(c.b)))


TOGETHER = {"": np.asarray, "largest": np.max, "mean": np.mean}  # what is made of a number for each row or column


def _divided_by(kind: str) -> dict:
    """Returns the rules of a measure of another kind, divided by that of one array, or by the larger of the two."""
    measure = KINDS[kind]
    names = "norms_not_rooted" if kind == "squares" else "another_norm"
    return {
        f"{names}+one_norm_in_divisor@{kind} a": lambda c, v: measure(c.a - c.b) / measure(c.a),
        f"{names}+one_norm_in_divisor@{kind} b": lambda c, v: measure(c.a - c.b) / measure(c.b),
        f"{names}+larger_norm_in_divisor@{kind}": lambda c, v: measure(c.a - c.b) / max(measure(c.a), measure(c.b)),
    }


ERROR_RULES = {
    "error_not_divided": lambda c, v: norm(c.a - c.b),
    "one_norm_in_divisor": lambda c, v: norm(c.a - c.b) / norm(c.a),
    "one_norm_in_divisor@b": lambda c, v: norm(c.a - c.b) / norm(c.b),
    "larger_norm_in_divisor": lambda c, v: norm(c.a - c.b) / max(norm(c.a), norm(c.b)),
    "norms_not_rooted": _apart(lambda a: (a**2).sum()),
    "norm_of_sum_in_divisor": lambda c, v: norm(c.a - c.b) / norm(c.a + c.b),
    "sum_outside_divisor": lambda c, v: norm(c.a - c.b) / norm(c.a) + norm(c.b),
    "norms_multiplied": lambda c, v: norm(c.a - c.b) / (norm(c.a) * norm(c.b)),
    "entry_by_entry_error": lambda c, v: (np.abs(c.a - c.b) / (np.abs(c.a) + np.abs(c.b))).max(),
    "entry_by_entry_error@mean": lambda c, v: (np.abs(c.a - c.b) / (np.abs(c.a) + np.abs(c.b))).mean(),
    "entry_by_entry_error@larger": lambda c, v: (np.abs(c.a - c.b) / np.maximum(np.abs(c.a), np.abs(c.b))).max(),
    "entry_by_entry_error@largest of each": lambda c, v: np.abs(c.a - c.b).max() / (np.abs(c.a) + np.abs(c.b)).max(),
    "entry_by_entry_error@array": lambda c, v: np.abs(c.a - c.b) / (np.abs(c.a) + np.abs(c.b)),
    "another_norm": _apart(lambda a: np.abs(a).sum()),
    "another_norm@largest entry": _apart(lambda a: np.abs(a).max()),
    "another_norm@singular value": _apart(lambda a: np.linalg.norm(a, 2)),
    "divisor_of_another_kind": lambda c, v: norm(c.a - c.b) / np.hypot(norm(c.a), norm(c.b)),
    "divisor_of_another_kind@geometric": lambda c, v: norm(c.a - c.b) / np.sqrt(norm(c.a) * norm(c.b)),
    **_MIXED_UP,
    **_CANCELLING,
    **_divided_by("sum"),
    **_divided_by("largest"),
    **_divided_by("squares"),
    "one_added_to_divisor": lambda c, v: norm(c.a - c.b) / (1 + norm(c.a) + norm(c.b)),
    "arrays_added_up": lambda c, v: norm(c.a + c.b) / (norm(c.a) + norm(c.b)),
    "similarity_for_distance": lambda c, v: 1 - norm(c.a - c.b) / (norm(c.a) + norm(c.b)),
    **{f"norm_of_each_column@{axis} {name}": _columns(axis, put) for axis in (0, -1) for name, put in TOGETHER.items()},
    "difference_not_measured": lambda c, v: np.abs(c.a - c.b) / (norm(c.a) + norm(c.b)),
    "difference_not_measured@signed": lambda c, v: (c.a - c.b) / (norm(c.a) + norm(c.b)),
    "angle_for_distance": lambda c, v: 1 - (c.a * c.b).sum() / (norm(c.a) * norm(c.b)),
    "angle_for_distance@cosine": lambda c, v: (c.a * c.b).sum() / (norm(c.a) * norm(c.b)),
    "difference_of_norms": lambda c, v: abs(norm(c.a) - norm(c.b)) / (norm(c.a) + norm(c.b)),
    "never_filled_in": lambda c, v: np.zeros(()),
}


def _zeros(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when two arrays of zeros are not alike, or one of them is like anything."""
    error = outcomes[0].error
    if error:
        name = "zero_over_zero" if error.kind in ("ZeroDivisionError", "FloatingPointError") else ""
        return name, "For two arrays of zeros: " + explain_error("relative_error", error)
    got, problem = to_array(outcomes[0].value)
    if problem:
        name = "zero_over_zero" if "finite" in problem else "zeros_taken_for_unlike" if "None" in problem else ""
        return name, f"For two arrays of zeros, the result {problem}"
    if got.size != 1 or got.any():
        name = "zeros_taken_for_unlike" if got.size == 1 else ""
        return name, f"For two arrays of zeros, the result is {_few(got)} where 0.0 is right."
    one, problem = (None, "") if outcomes[1].error else to_array(outcomes[1].value)
    if one is not None and not problem and not one.any():
        ordinary = None if outcomes[2].error else to_array(outcomes[2].value)[0]
        right = ordinary is not None and compare.matches(ordinary, WANTED)  # else it may be wrong for other reasons
        return "one_zero_suffices" * right, "For zeros beside [0.5, 0.1], the result is 0 where 1 is right."
    return None


ORDINARY = np.array([0.3, -0.6]), np.array([0.5, 0.1])
FAINT, FAINTER, LARGE = (tuple(size * a for a in ORDINARY) for size in (1e-6, 1e-12, 1e3))
HIDDEN = (
    1e-5  # an epsilon of 1e-10 beside gradients of 1e-6 shifts the result by ten times as much, one of 1e-12 by less
)
HIDDEN_SINGLE = 1e-4  # float32 alone rounds by 1e-7, several times on the way
CONSPICUOUS = 0.01


def _faint(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when two small arrays are not as far apart as the same arrays made larger."""
    faint, ordinary, _, large = outcomes
    wanted = None if ordinary.error else to_array(ordinary.value)[0]
    if (
        wanted is None
        or not wanted.size
        or not compare.matches(wanted, WANTED)
        and not _same_when_larger(wanted, large)
    ):
        return None  # wrong for other reasons
    if faint.error:
        return "", "For arrays of a millionth: " + explain_error("relative_error", faint.error)
    got, problem = to_array(faint.value)
    if problem:
        return "", f"For arrays of a millionth, the result {problem}"
    if got.shape != wanted.shape:
        return None
    if np.abs(got / wanted - 1).max() <= (HIDDEN_SINGLE if compare.is_single(got) else HIDDEN):
        return None
    right = "is right" if compare.matches(wanted, WANTED) else "stands for the same arrays, a million times as large"
    return "epsilon_in_divisor", f"For arrays of a millionth, the result is {_few(got)} where {_few(wanted)} {right}."


def _same_when_larger(ordinary: np.ndarray, large: Outcome) -> bool:
    """Returns True for a wrong measure that is the same for larger arrays, as a ratio is."""
    got = None if large.error else to_array(large.value)[0]
    return got is not None and got.shape == ordinary.shape and got.all() and np.allclose(got, ordinary, rtol=0.01)


def _fainter(outcomes: Sequence[Outcome]) -> str:
    """Returns the remark on arrays that are smaller than the exercise promises."""
    _, ordinary, fainter, _ = outcomes
    if ordinary.error or not compare.matches(to_array(ordinary.value)[0], WANTED):
        return ""
    got, problem = (None, "") if fainter.error else to_array(fainter.value)
    if got is None or problem or compare.is_single(got) or np.abs(got / WANTED - 1).max() <= CONSPICUOUS:
        return ""
    seen = f"for arrays of 1e-12, it gives {_few(got)} where {_few(WANTED)} is right."
    return f"Right for arrays of a millionth; {seen} Which number in your divisor do they meet?"


def _few(number) -> str:
    """Returns a number, or the first of several, with as many digits as tell it from a neighbour."""
    return f"{float(np.ravel(number)[0]):.7g}" if np.size(number) else "empty"


WANTED = norm(ORDINARY[0] - ORDINARY[1]) / (norm(ORDINARY[0]) + norm(ORDINARY[1]))


RELATIVE_ERROR = Exercise(
    "relative_error", "gradient_checking", "How far two gradients are apart", ("a", "b"),
    (Variant("", (Step("error", "the relative error", _apart(norm), ERROR_RULES, points=2,
                       scales={"2": ("norms_averaged",), "1/2": ("constant_scale",), "-1": ("constant_scale",)}),),
             _pair, PAIRS),),
    "error",
    (Gate("zeros", "0.0 for two arrays of zeros", 0.5,
          (Request((np.zeros((2, 3)),) * 2), Request((np.zeros(2), ORDINARY[1])), Request(ORDINARY)), _zeros,
          names=("zero_over_zero", "zeros_taken_for_unlike", "one_zero_suffices")),
     Gate("faint", "the same for small arrays", 0.5, tuple(map(Request, (FAINT, ORDINARY, FAINTER, LARGE))), _faint,
          remark=_fainter, names=("epsilon_in_divisor",))),
)  # fmt: skip
