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
from autograder.exercises.distances import RELATIVE_ERROR
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


def _never_cleared(c) -> np.ndarray:
    """Returns the slopes when the array of steps keeps every step that was put into it."""
    steps = np.cumsum(_steps(c), axis=0)
    return np.array([c.f(c.x + step) - c.f(c.x - step) for step in steps]).reshape(c.x.shape) / (2 * c.eps)


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


def _other_step(eps: float, divisor):
    """Returns the rule of a step that is eps whatever was asked, divided by what the divisor makes of the case."""
    return lambda c, v: central_difference(c.f, c.x, eps) * 2 * eps / divisor(c)


def _never_restored(c, fixed: bool) -> np.ndarray:
    """Returns one-sided slopes when moved entries stay moved; their base is f(x), or is measured anew each time."""
    moved, slopes = c.x.copy(), []
    for step in _steps(c):
        base = c.f(c.x if fixed else moved)
        moved = moved + step
        slopes.append((c.f(moved) - base) / c.eps)
    return np.array(slopes).reshape(c.x.shape)


def _replaced(c) -> np.ndarray:
    """Returns the slopes when an entry is set to eps and to −eps, and not moved by them."""
    places = (step != 0 for step in _steps(c))
    rise = [c.f(np.where(here, c.eps, c.x)) - c.f(np.where(here, -c.eps, c.x)) for here in places]
    return np.array(rise).reshape(c.x.shape) / (2 * c.eps)


def _lower_alone_divided(c) -> np.ndarray:
    slopes = [c.f(c.x + step) - c.f(c.x - step) / (2 * c.eps) for step in _steps(c)]
    return np.array(slopes).reshape(c.x.shape)


def _everywhere(number):
    """Returns the rule of one number that stands for every slope."""
    return lambda c, v: np.full(c.x.shape, number(c))


def _all_moved(c) -> float:
    return _together(c, [np.ones(c.x.shape)])[0]


def _sum(c) -> float:
    return _rise(c).sum() / (2 * c.eps)


def _five_points(c) -> np.ndarray:
    return (8 * _rise(c) - _rise(c, up=2, down=-2)) / (12 * c.eps)


def _along_itself(c) -> np.ndarray:
    """Returns what f changes by when each entry moves by eps times itself, up and down."""
    moved = [c.f(c.x * (1 + step)) - c.f(c.x * (1 - step)) for step in _steps(c)]
    return np.array(moved).reshape(c.x.shape)


def _row_at_once(c) -> np.ndarray:
    """Returns one-sided slopes along whole rows, as a view that moves with its array gives them."""
    if c.x.ndim == 1:
        return _rise(c) / (2 * c.eps)  # the rows are numbers, of which there are no views
    rise = [(c.f(c.x + c.eps * row) - c.f(c.x)) / (2 * c.eps) for row in _rows(c)]
    return (_rows(c).T * rise).T.sum(axis=0)


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
    "point_not_restored@step kept": lambda c, v: _never_cleared(c),
    "point_not_restored@twice": lambda c, v: _not_restored(c, -2),
    "one_sided_difference+point_not_restored": lambda c, v: _never_restored(c, fixed=True),
    "one_sided_difference+point_not_restored@anew": lambda c, v: _never_restored(c, fixed=False),
    "lower_value_alone_divided": lambda c, v: _lower_alone_divided(c),
    "entry_replaced": lambda c, v: _replaced(c),
    "all_entries_moved_at_once": _everywhere(_all_moved),
    "all_entries_moved_at_once@number": lambda c, v: _all_moved(c),
    "all_entries_moved_at_once@shared": _everywhere(lambda c: _all_moved(c) / c.x.size),
    "all_entries_moved_at_once@one-sided": _everywhere(lambda c: (c.f(c.x + c.eps) - c.f(c.x)) / c.eps),
    "slopes_added_up": _everywhere(_sum),
    "slopes_added_up@number": lambda c, v: _sum(c),
    "slopes_added_up@averaged": _everywhere(lambda c: _sum(c) / c.x.size),
    "slopes_added_up@average": lambda c, v: _sum(c) / c.x.size,
    "rows_moved_together": lambda c, v: (_rows(c).T * _together(c, _rows(c))).T.sum(axis=0),
    "rows_moved_together@short": lambda c, v: _together(c, _rows(c)),
    "entry_alone": lambda c, v: _alone(c),
    "gradient_flattened": lambda c, v: _rise(c).ravel() / (2 * c.eps),
    "one_sided_difference+gradient_flattened": lambda c, v: _rise(c, down=0).ravel() / c.eps,
    "step_not_doubled_in_divisor+gradient_flattened": lambda c, v: _rise(c).ravel() / c.eps,
    "difference_reversed+gradient_flattened": lambda c, v: -_rise(c).ravel() / (2 * c.eps),
    "difference_not_divided+gradient_flattened": lambda c, v: _rise(c).ravel(),
    "divisor_without_parentheses+gradient_flattened": lambda c, v: _rise(c).ravel() / 2 * c.eps,
    "one_sided_over_two_steps+gradient_flattened": lambda c, v: _rise(c, down=0).ravel() / (2 * c.eps),
    "point_not_restored+gradient_flattened": lambda c, v: _not_restored(c, -1).ravel(),
    "point_not_restored+gradient_flattened@up": lambda c, v: _not_restored(c, 1).ravel(),
    "one_entry_filled": lambda c, v: _only(c, 0),
    "one_entry_filled@last": lambda c, v: _only(c, -1),
    "one_entry_filled@number": lambda c, v: _rise(c).flat[0] / (2 * c.eps),
    "one_entry_filled@last number": lambda c, v: _rise(c).flat[-1] / (2 * c.eps),
    "divisor_not_the_distance": lambda c, v: _rise(c, up=0.5, down=-0.5) / (2 * c.eps),
    "divisor_not_the_distance@two steps": lambda c, v: _rise(c, up=2, down=-2) / (2 * c.eps),
    "gradient_transposed": lambda c, v: _rise(c).T / (2 * c.eps),
    "step_too_often_in_divisor": lambda c, v: _rise(c) / (2 * c.eps**2),
    "another_difference": lambda c, v: _five_points(c),
    "another_difference@half step": lambda c, v: _rise(c, up=0.5, down=-0.5) / c.eps,
    "another_difference@of two steps": lambda c, v: _rise(c, up=2, down=-2) / (4 * c.eps),
    "another_difference@relative": lambda c, v: _along_itself(c) / (2 * c.eps * c.x),
    "slope_size_only": lambda c, v: np.abs(_rise(c)) / (2 * c.eps),
    "rows_moved_together@view": lambda c, v: _row_at_once(c),
    "all_entries_moved_at_once@one-sided number": lambda c, v: (c.f(c.x + c.eps) - c.f(c.x)) / c.eps,
    "step_size_ignored@divisor": lambda c, v: _rise(c) / 2e-5,
    "step_size_ignored@divisor 1e-4": lambda c, v: _rise(c) / 2e-4,
    "step_size_ignored@moved": _other_step(1e-5, lambda c: 2 * c.eps),
    "step_size_ignored@moved 1e-4": _other_step(1e-4, lambda c: 2 * c.eps),
    "step_size_ignored": _slope_at(1e-5),
    "step_size_ignored@1e-4": _slope_at(1e-4),
    "step_size_ignored@1e-3": _slope_at(1e-3),
    "step_size_ignored@1e-2": _slope_at(1e-2),
    "step_relative_to_entry": lambda c, v: _along_itself(c) / (2 * c.eps),
    "slopes_all_zero": lambda c, v: 0 * c.x,
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
    error = outcomes[0].error
    if error:
        name = "default_step" if error.kind == "TypeError" and "eps" in error.message else ""
        return name, "Called without eps: " + explain_error("numerical_grad", error)
    got, problem = to_array(outcomes[0].value)
    want = central_difference(materials.ripple, AT, DEFAULT_EPS)
    if problem or got.shape != want.shape:
        return "", "Called without eps, it does not give one slope for each entry of x."
    far = np.abs(got - want).max()
    if far <= 1e-7:
        return None
    text = f"Called without eps, a slope is off by {far:.2g}, where 1e-7 is the most that rounding explains."
    wide, small = (None if outcome.error else to_array(outcome.value)[0] for outcome in outcomes[1:])
    if wide is None or not compare.matches(wide, central_difference(materials.ripple, AT, GIVEN)):
        return "", text  # wrong for other reasons
    lost = small is not None and small.shape == want.shape and np.abs(small - want).max() > 1e-7
    return "step_drowned_in_rounding" if lost else "default_step", text


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


GIVEN = 0.1  # a step whose slopes are right also in float32
AT, WHOLE = np.array([[0.4, -1.2], [0.7, 2.1]]), np.array([[1, -2, 3]])
_RIPPLE, _FUNNEL = (Named(materials.__name__, name) for name in ("ripple", "funnel"))
NUMERICAL_GRAD = Exercise(
    "numerical_grad", "gradient_checking", "The numerical gradient", ("f", "x", "eps"),
    (Variant("", (Step("grad", "the slope along each entry", lambda c, v: _rise(c) / (2 * c.eps), SLOPE_RULES,
                       scales=SLOPE_SCALES, points=3),), _slope_case, SLOPES),),
    "grad",
    (Gate("default", "takes small steps when eps is left out", 0.5,
          tuple(Request((_RIPPLE, AT, *eps)) for eps in ((), (GIVEN,), (DEFAULT_EPS,))), _default,
          names=("default_step", "step_drowned_in_rounding")),
     Gate("integers", "takes whole numbers as real ones", 0.5,
          (Request((_FUNNEL, WHOLE)), Request((_FUNNEL, WHOLE.astype(float)))), _integers,
          names=("integers_truncated",))),
    implied={"arguments_changed": "point_not_restored"},  # what stays moved is the caller's own
)  # fmt: skip


CHECK_LAYER = Exercise(
    "check_layer", "gradient_checking", "A verdict on a layer", ("forward", "backward", "x", "dZ"), (), {}, LAYER_GATES
)

CHAPTER = Chapter("gradient_checking", "03", "Gradient checking", (NUMERICAL_GRAD, RELATIVE_ERROR, CHECK_LAYER))
