"""The layers that a check has to judge, with the answer key, and the patterns of verdicts that wrong checks give.

A wrong check is told by which layers it accepts and which it rejects: each of the mistakes below gives a pattern of
its own. The same reference check, with one thing spoilt, says which; where several things are, so do their patterns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from autograder.core.numdiff import central_difference
from autograder.materials import gradient_checking as materials

SEED = 3  # of the first layer's inputs; chosen by a test that tells all mistakes apart
RIGHT_ENOUGH = 1e-6
LOOSE = 0.003  # no layer is wrong by less, so a smaller limit is no mistake


@dataclass(frozen=True)
class Layer:
    """One layer to be judged.

    fault : what is wrong with its way back, or "" when nothing is
    seed : of its inputs, where they are of a kind of their own
    """

    forward: str
    backward: str
    fault: str = ""
    seed: int = 0


LAYERS = (
    Layer("dense", "backward_06"),
    Layer("sigmoid", "backward_01"),
    Layer("dense", "backward_02", "every entry is 1 % too large"),
    Layer("relu", "backward_03"),
    Layer("dense", "backward_11", "one entry is 5 % too large", seed=materials.ONES),
    Layer("square", "backward_05", "its weights are not transposed"),
    Layer("softmax", "backward_08"),
    Layer("dense", "backward_09", "it ignores dZ"),
    Layer("sigmoid", "backward_12", "its dx has an axis that x does not have"),
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
    Layer("tanh", "backward_22", seed=materials.ONES),
    Layer("doubled", "backward_23", seed=materials.EXACT),
)
RIGHT = tuple(not layer.fault for layer in LAYERS)
SEEDS = tuple(layer.seed or SEED + number for number, layer in enumerate(LAYERS))


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
    return bool(agree(*_compared(layer, seed, slope, (given, asked))))


@cache
def _compared(layer: Layer, seed: int, slope: Callable, upstream: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Returns dx and the numerical gradient that a check compares."""
    forward, backward = getattr(materials, layer.forward), getattr(materials, layer.backward)
    x, dZ = materials.inputs(forward, seed)
    parts = {None: dZ, "ones": np.ones_like(dZ), "mean": dZ / dZ.size, "squares": dZ**2}
    given, asked = (parts[part] for part in upstream)
    return backward(given, x), slope(lambda moved: (asked * forward(moved)).sum(), x)


def _same_shape(agree: Callable) -> Callable:
    return lambda dx, expected: dx.shape == expected.shape and agree(dx, expected)


def _same_length(a, b) -> bool:
    return abs(np.linalg.norm(a) - np.linalg.norm(b)) <= 1e-6 * np.linalg.norm(b)


def _at(place: int, a, b) -> bool:
    return apart(a.flat[place], b.flat[place]) < RIGHT_ENOUGH


@cache
def _one_sided(eps: float = 1e-5) -> Callable:
    return lambda f, x: np.array([(f(up) - f(x)) / eps for up in _each_moved(x, eps)]).reshape(x.shape)


def _each_moved(x, eps):
    for index in np.ndindex(x.shape):
        moved = x.copy()
        moved[index] += eps
        yield moved


@cache
def _wide(eps: float) -> Callable:
    return lambda f, x: central_difference(f, x, eps)


def _doubled(f, x):
    return 2 * central_difference(f, x, 1e-5)


UNSCALED, UNSIGNED = "difference", "sizes"
# how far two gradients are apart, in ways of which each but those two is a sound measure at a fitting limit
MEASURES: dict[str, Callable] = {
    "": apart,
    "largest": lambda a, b: _share(np.abs(a - b).max(), max(np.abs(a).max(), np.abs(b).max())),
    "norm of one": lambda a, b: _share(np.linalg.norm(a - b), np.linalg.norm(b)),
    "mean": lambda a, b: _share(np.abs(a - b).mean(), np.abs(b).mean()),
    UNSIGNED: lambda a, b: apart(np.abs(a), np.abs(b)),
    UNSCALED: lambda a, b: np.abs(a - b).max(),
    "entries": lambda a, b: max(map(_share, np.abs(a - b).flat, (np.abs(a) + np.abs(b)).flat)),
}
ABSOLUTE = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
LIMITS = (1e-5, 1e-4, 1e-3, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _limited(limit: float) -> Callable:
    return _same_shape(lambda a, b: apart(a, b) < limit)


WRONG_CHECKS: dict[str, dict] = {
    "verdict_always_the_same@True": {"agree": lambda a, b: True},
    "verdict_always_the_same@False": {"agree": lambda a, b: False},
    "verdict_always_the_same@of one shape": {"agree": lambda a, b: a.shape == b.shape},
    "verdict_turned_round": {"agree": _same_shape(lambda a, b: not agrees(a, b))},
    "verdict_turned_round@any shape": {"agree": lambda a, b: not agrees(a, b)},
    "ones_for_upstream": {"given": "ones", "asked": "ones"},
    "ones_for_upstream@in backward only": {"given": "ones"},
    "upstream_missing_in_numerical": {"asked": "ones"},
    "another_number_differentiated": {"asked": "mean"},
    "another_number_differentiated@squares": {"asked": "squares"},
    "signs_not_compared": {"agree": _same_shape(lambda a, b: apart(np.abs(a), np.abs(b)) < RIGHT_ENOUGH)},
    **{f"tolerance_too_loose@{limit}": {"agree": _limited(limit)} for limit in LIMITS if limit > 0.003},
    **{f"tolerance_too_strict@{limit}": {"agree": _same_shape(lambda a, b, limit=limit: apart(a, b) <= limit)}
       for limit in (0, 1e-14)},
    **{f"tolerance_not_relative@{limit}": {"agree": _same_shape(lambda a, b, limit=limit: np.abs(a - b).max() < limit)}
       for limit in ABSOLUTE},
    "norms_compared": {"agree": _same_length},
    "norms_compared@of one shape": {"agree": _same_shape(lambda a, b: _same_length(a, b))},
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
    **{f"one_entry_compared@{place} beside all": {"agree": _same_shape(
        lambda a, b, place=place: abs(a.flat[place] - b.flat[place]) < 1e-5 * (np.linalg.norm(a) + np.linalg.norm(b)))}
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
    "differences_cancel@share": {
        "agree": _same_shape(lambda a, b: abs((a - b).mean()) < 1e-6 * np.abs(b).mean())},
    "shape_not_compared@only the size": {"agree": lambda a, b: a.size == b.size and apart(a.ravel(), b.ravel()) < 1e-6},
    "shape_not_compared": {"agree": lambda a, b: apart(*np.broadcast_arrays(a, b)) < RIGHT_ENOUGH},
    "zero_over_zero": {"agree": _same_shape(lambda a, b: (a.any() or b.any()) and apart(a, b) < RIGHT_ENOUGH)},
    "one_sided_difference": {"slope": _one_sided()},
    "one_sided_difference@strict": {"slope": _one_sided(), "agree": _same_shape(lambda a, b: apart(a, b) < 1e-7)},
    "step_not_doubled_in_divisor": {"slope": _doubled},
    **{f"step_too_large@{eps}": {"slope": _wide(eps)} for eps in (0.1, 0.01)},
    "entry_by_entry_error": {"agree": _same_shape(lambda a, b: (np.abs(a - b) < 1e-5 * np.abs(b)).all())},
    "entry_by_entry_error@both": {
        "agree": _same_shape(lambda a, b: (np.abs(a - b) < 1e-5 * (np.abs(a) + np.abs(b))).all())},
}  # fmt: skip

# What can be wrong in three parts of a check that have nothing to do with each other.
SLOPES: dict[str, Callable] = {
    "": central_difference,
    "step_not_doubled_in_divisor": _doubled,
    **{f"one_sided_difference@{eps}": _one_sided(eps) for eps in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)},
    **{f"step_too_large@{eps}": _wide(eps) for eps in (0.1, 0.01, 0.001)},
}
UPSTREAMS = {
    "": (None, None),
    "ones_for_upstream": ("ones", "ones"),
    "ones_for_upstream@in backward only": ("ones", None),
    "upstream_missing_in_numerical": (None, "ones"),
    "another_number_differentiated": (None, "mean"),
}


LENIENT = (
    "tolerance_too_loose",
    "shape_not_compared",
    "signs_not_compared",
)  # mistakes that let wrong layers through and reject no right one


def _combined() -> dict[str, set[tuple[bool, ...]]]:
    """Returns, by the mistakes joined by "+", the patterns of checks in which they meet, at any limit of a measure."""
    found: dict[str, set[tuple[bool, ...]]] = {}
    for (slope, take), (sent, upstream), measure in product(SLOPES.items(), UPSTREAMS.items(), MEASURES):
        pairs = [_compared(layer, seed, take, upstream) for layer, seed in zip(LAYERS, SEEDS, strict=True)]
        far = np.array([MEASURES[measure](*np.broadcast_arrays(dx, expected)) for dx, expected in pairs])
        shaped = np.array([dx.shape == expected.shape for dx, expected in pairs])
        sized = np.array([dx.size == expected.size for dx, expected in pairs])
        unscaled = measure == UNSCALED
        for limit, looked_at in product(ABSOLUTE if unscaled else LIMITS, (shaped, sized, True)):
            loose = "tolerance_not_relative" if unscaled else "tolerance_too_loose" if limit > LOOSE else ""
            blind_to_signs = "signs_not_compared" if measure == UNSIGNED else ""
            parts = (slope, sent, loose, blind_to_signs, "" if looked_at is shaped else "shape_not_compared")
            names = "+".join(dict.fromkeys(part.partition("@")[0] for part in parts if part))
            found.setdefault(names, set()).add(tuple(map(bool, (far < limit) & looked_at)))
    return found


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


@cache
def combinations() -> dict[tuple[bool, ...], str]:
    """Returns further patterns, each with the fewest mistakes that give it, joined by "+".

    Of equally good accounts, what they share.
    """
    found: dict[tuple[bool, ...], str] = {}
    several = _combined()
    for count in range(3):
        accounts: dict[tuple[bool, ...], set[str]] = {}
        for names in (names for names in several if names and names.count("+") == count):
            for seen in several[names]:
                accounts.setdefault(seen, set()).add(names)
        for seen, told in accounts.items():
            common = set.intersection(*(set(names.split("+")) for names in told))
            found.setdefault(seen, "+".join(sorted(common)))
    return found
