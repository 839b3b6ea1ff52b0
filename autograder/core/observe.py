"""What can be seen in one wrong tensor, as one sentence with its numbers. Guesses nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from autograder.core import compare, scales
from autograder.core.result import Evidence

PARALLEL = 0.9999  # cosines above this are called 'the same direction'


def observe(name: str, got: Sequence, want: Sequence, sizes: Sequence[Mapping]) -> Evidence:
    """Returns what differs between a learner's tensor and the right one, over all cases.

    got, want : one array a case
    """
    if any(np.shape(g) != np.shape(w) for g, w in zip(got, want, strict=True)):
        case = next(i for i, (g, w) in enumerate(zip(got, want, strict=True)) if np.shape(g) != np.shape(w))
        text = f"{name} has shape {_shape(got[case])} where {_shape(want[case])} is asked."
        return Evidence(name, "shape", text)
    ratios = [compare.ratio(g, w, 1e-5) for g, w in zip(got, want, strict=True)]
    if all(r is not None for r in ratios):
        return Evidence(name, "scale", _scale_sentence(name, ratios, sizes))
    return _difference(name, got, want)


def _scale_sentence(name: str, ratios: list[float], sizes: Sequence[Mapping]) -> str:
    scale = scales.name_scale(ratios, sizes, 1e-4)
    if scale == "-1":
        return f"Every entry of {name} has the right size and the opposite sign."
    if scale in ("2", "1/2"):
        return f"Every entry of {name} is {'twice' if scale == '2' else 'half'} what it should be."
    sign = "and of the opposite sign " if ratios[0] < 0 else ""
    if all(abs(r - ratios[0]) < 1e-4 * abs(ratios[0]) for r in ratios) or "N" not in sizes[0]:
        return f"Every entry of {name} is {_number(abs(ratios[0]))} times too large {sign}".rstrip() + "."
    parts = " and ".join(
        f"{_number(abs(r))} times for {s['N']} rows" for r, s in list(zip(ratios, sizes, strict=True))[:2]
    )
    return f"Every entry of {name} is off by one factor {sign}that changes with the batch: {parts}."


def _difference(name: str, got: Sequence, want: Sequence) -> Evidence:
    case = next((i for i, (g, w) in enumerate(zip(got, want, strict=True)) if not compare.matches(g, w)), 0)
    g, w = np.asarray(got[case], float), np.asarray(want[case], float)
    if np.abs(g).max(initial=0) < compare.TINY:
        return Evidence(name, "entry", f"Every entry of {name} is zero.")
    if g.size == 1:
        return Evidence(name, "entry", f"{name} is {_number(float(g))} where {_number(float(w))} is right.")
    index = compare.first_difference(g, w) if not compare.matches(g, w) else (0,) * g.ndim
    wrong = int((np.abs(g - w) > 1e-5 * np.abs(w) + 5e-6 * np.abs(w).max()).sum())
    at = f"{name}[{', '.join(map(str, index))}]"
    entry = f"{at} is {_number(float(g[index]))} where {_number(float(w[index]))} is right"
    if wrong < g.size:
        return Evidence(name, "entry", f"{wrong} of {g.size} entries of {name} are wrong; {entry}.")
    angle = math.degrees(math.acos(max(-1.0, min(1.0, compare.cosine(g, w)))))
    return Evidence(name, "direction", f"No entry of {name} is right and its direction is {angle:.0f}° off; {entry}.")


def _number(x: float) -> str:
    return f"{x + 0.0:.4g}".replace("-", "−")  # + 0.0 turns −0 into 0


def _shape(x) -> str:
    shape = np.shape(x)
    return "()" + " (a single number)" if shape == () else str(tuple(int(n) for n in shape))
