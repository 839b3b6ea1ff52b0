"""What is asked of a check of layers: it accepts the right ones and rejects the others. The answer key is here.

A wrong check is told by which layers it accepts and which it rejects: each of the mistakes below gives a pattern of
its own. The same reference check, with one thing spoilt, says which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.numdiff import central_difference
from autograder.core.returns import to_array
from autograder.core.submission import Named, Outcome, Request
from autograder.materials import gradient_checking as materials

MODULE = materials.__name__
SEED = 3  # of the first layer's inputs; chosen by a test that tells all mistakes apart
RIGHT_ENOUGH = 1e-6


@dataclass(frozen=True)
class Layer:
    """One layer to be judged.

    fault : what is wrong with its way back, or "" when nothing is
    ones : whether dZ is all ones, as somebody has it who does not use the dZ that was given
    """

    forward: str
    backward: str
    fault: str = ""
    ones: bool = False


LAYERS = (
    Layer("dense", "backward_06"),
    Layer("sigmoid", "backward_01"),
    Layer("dense", "backward_02", "every entry is 1 % too large"),
    Layer("relu", "backward_03"),
    Layer("dense", "backward_11", "one entry is 5 % too large"),
    Layer("square", "backward_05", "its weights are not transposed"),
    Layer("softmax", "backward_08"),
    Layer("dense", "backward_09", "it ignores dZ"),
    Layer("sigmoid", "backward_12", "its slope is taken of the wrong variable"),
    Layer("faint", "backward_10"),
    Layer("tanh", "backward_07", "it is right only where dZ is positive"),
    Layer("leaky", "backward_03", "it is right only where x is positive"),
    Layer("tanh", "backward_19", "its sign is turned"),
    Layer("loud", "backward_18"),
    Layer("softmax", "backward_14", "it leaves out that one score changes every probability"),
    Layer("centred", "backward_20"),
    Layer("dense", "backward_17", "its columns are in the reverse order"),
    Layer("faint", "backward_16", "it is twice too large, though very small"),
    Layer("total", "backward_04"),
    Layer("total", "backward_21", "its dx is not in the shape of x"),
    Layer("square", "backward_15", "only its first row is filled in"),
    Layer("still", "backward_13"),
    Layer("tanh", "backward_22", ones=True),
)
RIGHT = tuple(not layer.fault for layer in LAYERS)
SEEDS = tuple(materials.ONES if layer.ones else SEED + number for number, layer in enumerate(LAYERS))
REQUESTS = tuple(
    Request((Named(MODULE, layer.forward), Named(MODULE, layer.backward), seed), {}, Named(MODULE, "on_layer"))
    for layer, seed in zip(LAYERS, SEEDS, strict=True)
)


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """Returns the relative error of two arrays, 0.0 when both are zero."""
    sizes = np.linalg.norm(a) + np.linalg.norm(b)
    return np.linalg.norm(a - b) / sizes if sizes > 0 else 0.0


def agrees(dx, expected) -> bool:
    """Returns True when two gradients are the same but for what a difference cannot tell."""
    return dx.shape == expected.shape and apart(dx, expected) < RIGHT_ENOUGH


def says(layer: Layer, seed: int, agree=agrees, slope=central_difference, given=None, asked=None) -> bool:
    """Returns what a check of one layer says; each keyword spoils one part of it.

    agree : compares dx with the numerical gradient
    slope : the numerical gradient of a function at x
    given, asked : what the backward pass gets for dZ, and what the numerical gradient is weighted with
    """
    forward, backward = getattr(materials, layer.forward), getattr(materials, layer.backward)
    x, dZ = materials.inputs(forward, seed)
    ones = np.ones_like(dZ)
    weights = ones if asked == "ones" else dZ
    dx = backward(ones if given == "ones" else dZ, x)
    return bool(agree(dx, slope(lambda moved: (weights * forward(moved)).sum(), x)))


def _same_shape(agree: Callable) -> Callable:
    return lambda dx, expected: dx.shape == expected.shape and agree(dx, expected)


def _at(place: int, a, b) -> bool:
    return apart(a.flat[place], b.flat[place]) < RIGHT_ENOUGH


def _one_sided(f, x):
    return np.array([(f(up) - f(x)) / 1e-5 for up in _each_moved(x, 1e-5)]).reshape(x.shape)


def _each_moved(x, eps):
    for index in np.ndindex(x.shape):
        moved = x.copy()
        moved[index] += eps
        yield moved


def _wide(eps: float) -> Callable:
    return lambda f, x: central_difference(f, x, eps)


WRONG_CHECKS: dict[str, dict] = {
    "verdict_always_the_same@True": {"agree": lambda a, b: True},
    "verdict_always_the_same@False": {"agree": lambda a, b: False},
    "verdict_always_the_same@of one shape": {"agree": lambda a, b: a.shape == b.shape},
    "verdict_turned_round": {"agree": _same_shape(lambda a, b: not agrees(a, b))},
    "verdict_turned_round@any shape": {"agree": lambda a, b: not agrees(a, b)},
    "ones_for_upstream": {"given": "ones", "asked": "ones"},
    "ones_for_upstream@in backward only": {"given": "ones"},
    "upstream_missing_in_numerical": {"asked": "ones"},
    **{f"tolerance_too_loose@{limit}": {"agree": _same_shape(lambda a, b, limit=limit: apart(a, b) < limit)}
       for limit in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)},
    **{f"tolerance_too_strict@{limit}": {"agree": _same_shape(lambda a, b, limit=limit: apart(a, b) <= limit)}
       for limit in (0, 1e-14)},
    **{f"tolerance_not_relative@{limit}": {"agree": _same_shape(lambda a, b, limit=limit: np.abs(a - b).max() < limit)}
       for limit in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)},
    "norms_compared": {"agree": lambda a, b: abs(np.linalg.norm(a) - np.linalg.norm(b)) <= 1e-6 * np.linalg.norm(b)},
    **{f"directions_compared@{limit}": {"agree": _same_shape(
        lambda a, b, limit=limit: (a * b).sum() >= (1 - limit) * np.linalg.norm(a) * np.linalg.norm(b))}
       for limit in (1e-6, 1e-3)},
    "directions_compared@strictly": {"agree": _same_shape(
        lambda a, b: (a * b).sum() > (1 - 1e-3) * np.linalg.norm(a) * np.linalg.norm(b))},
    "directions_compared@signs": {"agree": _same_shape(lambda a, b: (np.sign(a) == np.sign(b)).all())},
    **{f"one_entry_compared@{place} of any shape": {"agree": lambda a, b, place=place: _at(place, a, b)}
       for place in (0, -1)},
    **{f"one_entry_compared@{place}": {"agree": _same_shape(lambda a, b, place=place: _at(place, a, b))}
       for place in (0, -1)},
    "one_entry_compared@row": {"agree": _same_shape(lambda a, b: apart(a[0], b[0]) < RIGHT_ENOUGH)},
    "any_entry_suffices": {"agree": _same_shape(lambda a, b: np.isclose(a, b, rtol=1e-6, atol=1e-12).any())},
    "differences_cancel@sum": {"agree": _same_shape(lambda a, b: abs((a - b).sum()) <= 1e-6 * np.abs(b).sum())},
    "differences_cancel@sums": {"agree": _same_shape(lambda a, b: apart(a.sum(), b.sum()) < RIGHT_ENOUGH)},
    **{f"differences_cancel@mean {limit}": {"agree": _same_shape(lambda a, b, limit=limit: (a - b).mean() < limit)}
       for limit in (1e-5, 1e-6)},
    **{f"differences_cancel@size {limit}": {
        "agree": _same_shape(lambda a, b, limit=limit: abs((a - b).mean()) < limit)} for limit in (1e-5, 1e-6)},
    "differences_cancel@strictly": {"agree": _same_shape(lambda a, b: (a - b).max() < 1e-6 * np.abs(b).max())},
    "differences_cancel@one way": {"agree": _same_shape(lambda a, b: (a - b).max() <= 1e-6 * np.abs(b).max())},
    "differences_cancel@other way": {"agree": _same_shape(lambda a, b: (b - a).max() <= 1e-6 * np.abs(b).max())},
    "shape_not_compared": {"agree": lambda a, b: apart(*np.broadcast_arrays(a, b)) < RIGHT_ENOUGH},
    "zero_over_zero": {"agree": _same_shape(lambda a, b: (a.any() or b.any()) and apart(a, b) < RIGHT_ENOUGH)},
    "one_sided_difference": {"slope": _one_sided},
    "one_sided_difference@strict": {"slope": _one_sided, "agree": _same_shape(lambda a, b: apart(a, b) < 1e-7)},
    "step_not_doubled_in_divisor": {"slope": lambda f, x: 2 * central_difference(f, x, 1e-5)},
    **{f"step_too_large@{eps}": {"slope": _wide(eps)} for eps in (0.1, 0.01)},
}  # fmt: skip


def pattern(spoilt: dict) -> tuple[bool, ...]:
    """Returns what a check says of every layer."""
    return tuple(says(layer, seed, **spoilt) for layer, seed in zip(LAYERS, SEEDS, strict=True))


@cache
def patterns() -> dict[tuple[bool, ...], str]:
    """Returns the wrong patterns, each with the mistake that it gives away."""
    found: dict[tuple[bool, ...], str] = {}
    for name, spoilt in WRONG_CHECKS.items():
        found.setdefault(pattern(spoilt), name.partition("@")[0])
    return found


def _verdicts(outcomes: Sequence[Outcome]) -> tuple[bool, ...] | Finding:
    """Returns what was said of every layer, or the finding that says what is in the way."""
    said = []
    for outcome in outcomes:
        if outcome.error:
            return "", explain_error("check_layer", outcome.error)
        answer = outcome.value if isinstance(outcome.value, dict) else {}
        verdict = answer.get("verdict")
        if answer.get("changed"):
            return "arguments_changed", "After the call, x or dZ no longer holds what you were given."
        if verdict is None:
            return "", "It returned None where True or False is asked. Is there a `return` line?"
        numbers, problem = to_array(verdict)
        if problem:
            what = f"the str {verdict[:20]}" if type(verdict) is str else f"the value of type {type(verdict).__name__}"
            return "", f"It returned {what} where True or False is asked."
        if numbers.shape or numbers not in (0, 1):
            return "number_for_verdict", _what(numbers, type(verdict).__name__)
        said.append(bool(numbers))
    return tuple(said)


def _what(numbers: np.ndarray, kind: str) -> str:
    what = f"an array of shape {numbers.shape}" if numbers.shape else f"the {kind} {numbers:.4g}"
    return f"It returned {what} where True or False is asked."


def _judge(outcomes: Sequence[Outcome], right: bool) -> Finding | None:
    """Returns a finding when a layer of one kind is misjudged, or when the verdict never depends on the layer."""
    said = _verdicts(outcomes)
    if said == RIGHT:
        return None
    if any(isinstance(part, str) for part in said):
        return said
    missed = [layer for layer, verdict in zip(LAYERS, said, strict=True) if verdict is bool(layer.fault)]
    if len(set(said)) > 1 and not any(bool(layer.fault) is not right for layer in missed):
        return None
    accepted, rejected = [m for m in missed if m.fault], [m for m in missed if not m.fault]
    text = f"It accepts {len(accepted)} of {RIGHT.count(False)} wrong layers and rejects {len(rejected)} of "
    text += f"{RIGHT.count(True)} right ones."
    example = f" Of one that it accepts, this is wrong: {accepted[0].fault}." if accepted else ""
    name = patterns().get(said, "")
    return name, text + ("" if name else example)


LAYER_GATES = (
    Gate("accepts", "accepts every right layer", 2, REQUESTS, lambda outcomes: _judge(outcomes, right=True)),
    Gate("rejects", "rejects every wrong layer", 3, REQUESTS, lambda outcomes: _judge(outcomes, right=False)),
)
