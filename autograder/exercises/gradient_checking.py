"""Chapter 03: numerical gradients, how far two gradients are apart, and a check that judges layers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core import compare
from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.exercise import Case, Chapter, Exercise, Step, Variant
from autograder.core.numdiff import central_difference
from autograder.core.probe import accepted, no_tiny_entries, normal
from autograder.core.returns import to_array
from autograder.core.submission import Named, Outcome, Request
from autograder.exercises.layers import LAYER_GATES
from autograder.materials import gradient_checking as materials

DEFAULT_EPS = 1e-5
# Steps so wide that every formula gives numbers of its own, on functions whose second and third derivatives differ.
SLOPES = (
    {"f": "ripple", "shape": (3, 4), "eps": 0.1},
    {"f": "funnel", "shape": (5,), "eps": 0.2},
    {"f": "hillside", "shape": (2, 2, 3), "eps": 0.3},
)


def _slope_case(rng, sizes) -> Case:
    f, eps = getattr(materials, sizes["f"]), sizes["eps"]
    draw = lambda rng: {"x": normal(rng, *sizes["shape"], margin=0.2)}  # noqa: E731
    x = accepted(rng, draw, lambda given: no_tiny_entries({"grad": central_difference(f, given["x"], eps)}))["x"]
    return Case(Request((Named(materials.__name__, sizes["f"]), x, eps)), {"f": f, "x": x, "eps": eps}, {})


def _rise(c, up=1.0, down=-1.0) -> np.ndarray:
    """Returns f(x + up eps e) - f(x + down eps e) for the unit step e along each entry."""
    return np.array([c.f(c.x + up * step) - c.f(c.x + down * step) for step in _steps(c)]).reshape(c.x.shape)


def _steps(c):
    return c.eps * np.eye(c.x.size).reshape(c.x.size, *c.x.shape)


def _not_restored(c, left: float) -> np.ndarray:
    """Returns the slopes when an entry that was measured stays moved by `left` steps."""
    moved, slopes = c.x.copy(), []
    for step in _steps(c):
        slopes.append((c.f(moved + step) - c.f(moved - step)) / (2 * c.eps))
        moved = moved + left * step
    return np.array(slopes).reshape(c.x.shape)


def _together(c, groups) -> list[float]:
    """Returns one slope for each group of entries that are moved together; a group is a 0/1 array."""
    return [(c.f(c.x + c.eps * group) - c.f(c.x - c.eps * group)) / (2 * c.eps) for group in groups]


def _rows(c) -> np.ndarray:
    return np.eye(len(c.x)).reshape(len(c.x), len(c.x), *[1] * (c.x.ndim - 1)) * np.ones(c.x.shape)


def _only(c, place: int) -> np.ndarray:
    slopes = np.zeros(c.x.size)
    slopes[place] = _rise(c).flat[place] / (2 * c.eps)
    return slopes.reshape(c.x.shape)


def _alone(c) -> np.ndarray:
    return np.array([c.f(e + c.eps) - c.f(e - c.eps) for e in c.x.flat]).reshape(c.x.shape) / (2 * c.eps)


def _slope_at(eps: float):
    return lambda c, v: central_difference(c.f, c.x, eps)


SLOPE_RULES = {
    "one_sided_difference": lambda c, v: _rise(c, down=0) / c.eps,
    "one_sided_difference@backward": lambda c, v: _rise(c, up=0) / c.eps,
    "one_sided_over_two_steps": lambda c, v: _rise(c, down=0) / (2 * c.eps),
    "one_sided_over_two_steps@backward": lambda c, v: _rise(c, up=0) / (2 * c.eps),
    "difference_not_divided": lambda c, v: _rise(c),
    "step_missing_in_divisor": lambda c, v: _rise(c) / 2,
    "divisor_without_parentheses": lambda c, v: _rise(c) / 2 * c.eps,
    "second_difference": lambda c, v: (_rise(c, down=0) - _rise(c, up=0)) / c.eps**2,
    "point_not_restored": lambda c, v: _not_restored(c, -1),
    "point_not_restored@up": lambda c, v: _not_restored(c, 1),
    "point_not_restored@twice": lambda c, v: _not_restored(c, -2),
    "all_entries_moved_at_once": lambda c, v: np.full(c.x.shape, _together(c, [np.ones(c.x.shape)])[0]),
    "all_entries_moved_at_once@number": lambda c, v: _together(c, [np.ones(c.x.shape)])[0],
    "rows_moved_together": lambda c, v: (_rows(c).T * _together(c, _rows(c))).T.sum(axis=0),
    "rows_moved_together@short": lambda c, v: _together(c, _rows(c)),
    "entry_alone": lambda c, v: _alone(c),
    "gradient_flattened": lambda c, v: _rise(c).ravel() / (2 * c.eps),
    "one_entry_filled": lambda c, v: _only(c, 0),
    "one_entry_filled@last": lambda c, v: _only(c, -1),
    "one_entry_filled@number": lambda c, v: _rise(c).flat[0] / (2 * c.eps),
    "step_size_ignored": _slope_at(1e-5),
    "step_size_ignored@1e-4": _slope_at(1e-4),
    "step_size_ignored@1e-3": _slope_at(1e-3),
    "step_size_ignored@1e-2": _slope_at(1e-2),
    "step_relative_to_entry": lambda c, v: np.array(
        [c.f(c.x * (1 + step)) - c.f(c.x * (1 - step)) for step in _steps(c)]).reshape(c.x.shape) / (2 * c.eps),
    "never_filled_in": lambda c, v: 0 * c.x,
}  # fmt: skip
SLOPE_SCALES = {
    "-1": ("difference_reversed",),
    "2": ("step_not_doubled_in_divisor",),
    "1/2": ("constant_scale",),
    "-2": ("difference_reversed", "step_not_doubled_in_divisor"),
    "-1/2": ("difference_reversed", "constant_scale"),
}


def _default(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when eps cannot be left out, or is then no step for a derivative."""
    if outcomes[0].error:
        return "", "Called without eps: " + explain_error("numerical_grad", outcomes[0].error)
    got, problem = to_array(outcomes[0].value)
    want = central_difference(materials.ripple, AT, DEFAULT_EPS)
    if problem or got.shape != want.shape or np.abs(got - want).max() > 1e-7:
        return "", "Called without eps, it does not give the slopes of a small step. What is the default of eps?"
    return None


def _integers(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when whole numbers give other slopes than the same numbers as floats."""
    whole, floats = outcomes
    want = central_difference(materials.funnel, WHOLE, DEFAULT_EPS)
    if floats.error or not compare.matches(to_array(floats.value)[0], want):
        return None  # wrong for other reasons
    if whole.error:
        return "", "For an x of whole numbers: " + explain_error("numerical_grad", whole.error)
    got, problem = to_array(whole.value)
    if problem:
        return "", f"For an x of whole numbers, the result {problem}"
    if compare.matches(got, want):
        return None
    return "integers_truncated", "The slopes are right for x = [[1.0, −2.0, 3.0]] and wrong for x = [[1, −2, 3]]."


AT, WHOLE = np.array([[0.4, -1.2], [0.7, 2.1]]), np.array([[1, -2, 3]])
_RIPPLE, _FUNNEL = (Named(materials.__name__, name) for name in ("ripple", "funnel"))
NUMERICAL_GRAD = Exercise(
    "numerical_grad", "gradient_checking", "The numerical gradient", ("f", "x", "eps"),
    (Variant("", (Step("grad", "the slope along each entry", lambda c, v: _rise(c) / (2 * c.eps), SLOPE_RULES,
                       scales=SLOPE_SCALES, points=3),), _slope_case, SLOPES),),
    "grad",
    (Gate("default", "takes small steps when eps is left out", 0.5, (Request((_RIPPLE, AT)),), _default),
     Gate("integers", "takes whole numbers as real ones", 0.5,
          (Request((_FUNNEL, WHOLE)), Request((_FUNNEL, WHOLE.astype(float)))), _integers)),
)  # fmt: skip


# each of the two is the larger one somewhere
PAIRS = ({"shape": (4, 3), "ratio": 1.7}, {"shape": (5,), "ratio": 0.2}, {"shape": (3, 5), "ratio": 1.7})


def _pair(rng, sizes) -> Case:
    a, b = normal(rng, *sizes["shape"]), normal(rng, *sizes["shape"]) * sizes["ratio"]
    return Case(Request((a, b)), {"a": a, "b": b}, {})


def norm(a) -> float:
    """Returns the root of the sum of all squared entries."""
    return np.sqrt((np.asarray(a) ** 2).sum())


def _apart(measure):
    return lambda c, v: measure(c.a - c.b) / (measure(c.a) + measure(c.b))


ERROR_RULES = {
    "error_not_divided": lambda c, v: norm(c.a - c.b),
    "one_norm_in_divisor": lambda c, v: norm(c.a - c.b) / norm(c.a),
    "one_norm_in_divisor@b": lambda c, v: norm(c.a - c.b) / norm(c.b),
    "larger_norm_in_divisor": lambda c, v: norm(c.a - c.b) / max(norm(c.a), norm(c.b)),
    "norms_not_rooted": _apart(lambda a: (a**2).sum()),
    "norm_of_sum_in_divisor": lambda c, v: norm(c.a - c.b) / norm(c.a + c.b),
    "norms_multiplied": lambda c, v: norm(c.a - c.b) / (norm(c.a) * norm(c.b)),
    "entry_by_entry_error": lambda c, v: (np.abs(c.a - c.b) / (np.abs(c.a) + np.abs(c.b))).max(),
    "entry_by_entry_error@mean": lambda c, v: (np.abs(c.a - c.b) / (np.abs(c.a) + np.abs(c.b))).mean(),
    "entry_by_entry_error@larger": lambda c, v: (np.abs(c.a - c.b) / np.maximum(np.abs(c.a), np.abs(c.b))).max(),
    "entry_by_entry_error@array": lambda c, v: np.abs(c.a - c.b) / (np.abs(c.a) + np.abs(c.b)),
    "another_norm": _apart(lambda a: np.abs(a).sum()),
    "another_norm@largest entry": _apart(lambda a: np.abs(a).max()),
    "another_norm@singular value": _apart(lambda a: np.linalg.norm(a, 2)),
    "difference_of_norms": lambda c, v: abs(norm(c.a) - norm(c.b)) / (norm(c.a) + norm(c.b)),
    "never_filled_in": lambda c, v: np.zeros(()),
}


def _zeros(outcomes: Sequence[Outcome]) -> Finding | None:
    error = outcomes[0].error
    if error:
        name = "zero_over_zero" if error.kind in ("ZeroDivisionError", "FloatingPointError") else ""
        return name, "For two arrays of zeros: " + explain_error("relative_error", error)
    got, problem = to_array(outcomes[0].value)
    if problem:
        return "zero_over_zero" if "finite" in problem else "", f"For two arrays of zeros, the result {problem}"
    if got.shape != () or got != 0:
        return "", "For two arrays of zeros, the result is not 0.0."
    return None


ORDINARY = np.array([0.3, -0.6]), np.array([0.5, 0.1])
FAINT = tuple(1e-6 * a for a in ORDINARY)
HIDDEN = 1e-3  # an epsilon of 1e-8 beside gradients of 1e-6 shifts the result by 1 %, one of 1e-12 by nothing


def _faint(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when two small arrays are not as far apart as the same arrays made larger."""
    faint, ordinary = outcomes
    want = norm(ORDINARY[0] - ORDINARY[1]) / (norm(ORDINARY[0]) + norm(ORDINARY[1]))
    if ordinary.error or not compare.matches(to_array(ordinary.value)[0], want):
        return None  # wrong for other reasons
    if faint.error:
        return "", "For arrays of a millionth: " + explain_error("relative_error", faint.error)
    got, problem = to_array(faint.value)
    if problem:
        return "", f"For arrays of a millionth, the result {problem}"
    if abs(got / want - 1) <= HIDDEN:
        return None
    return "epsilon_in_divisor", f"For arrays of a millionth, the result is {got:.4g} where {want:.4g} is right."


RELATIVE_ERROR = Exercise(
    "relative_error", "gradient_checking", "How far two gradients are apart", ("a", "b"),
    (Variant("", (Step("error", "the relative error", _apart(norm), ERROR_RULES, points=2,
                       scales={"2": ("norms_averaged",), "1/2": ("constant_scale",), "-1": ("constant_scale",)}),),
             _pair, PAIRS),),
    "error",
    (Gate("zeros", "0.0 for two arrays of zeros", 0.5, (Request((np.zeros((2, 3)), np.zeros((2, 3)))),), _zeros),
     Gate("faint", "the same for small arrays", 0.5, (Request(FAINT), Request(ORDINARY)), _faint)),
)  # fmt: skip

CHECK_LAYER = Exercise(
    "check_layer", "gradient_checking", "A verdict on a layer", ("forward", "backward", "x", "dZ"), (), {}, LAYER_GATES
)

CHAPTER = Chapter("gradient_checking", "03", "Gradient checking", (NUMERICAL_GRAD, RELATIVE_ERROR, CHECK_LAYER))
