"""What can be seen in one wrong tensor, as one sentence with its numbers. Guesses nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from autograder.core import compare, scales
from autograder.core.result import Evidence

NEARLY_ONE = 1e-3  # a factor this close to 1 reads better as one wrong entry
COUNTED = {"N": "rows", "d_in": "inputs", "hidden": "hidden units", "d_out": "outputs"}


def observe(name: str, got: Sequence, want: Sequence, sizes: Sequence[Mapping]) -> Evidence:
    """Returns what differs between a learner's tensor and the right one, over all cases.

    got, want : one array a case
    """
    if any(np.shape(g) != np.shape(w) for g, w in zip(got, want, strict=True)):
        case = next(i for i, (g, w) in enumerate(zip(got, want, strict=True)) if np.shape(g) != np.shape(w))
        text = f"{name} has shape {_shape(got[case])} where {_shape(want[case])} is asked."
        return Evidence(name, "shape", text)
    ratios = [compare.ratio(g, w, 1e-5) for g, w in zip(got, want, strict=True)]
    if all(r is not None for r in ratios) and any(abs(r - 1) > NEARLY_ONE for r in ratios):
        subject = f"Every entry of {name}" if any(np.size(g) > 1 for g in got) else name
        sentence = _scale_sentence(subject, ratios, sizes)
        if sentence:
            return Evidence(name, "scale", sentence)
    return _difference(name, got, want)


def _scale_sentence(subject: str, ratios: list[float], sizes: Sequence[Mapping]) -> str:
    """Returns the sentence for one factor a case, or "" when a single number is off by no factor that has a name."""
    scale = scales.name_scale(ratios, sizes, 1e-4)
    if scale == "-1":
        return f"{subject} has the right size and the opposite sign."
    if scale in ("2", "1/2"):
        return f"{subject} is {'twice' if scale == '2' else 'half'} what it should be."
    sign = "and of the opposite sign " if ratios[0] < 0 else ""
    if scale and all(abs(r - ratios[0]) <= 1e-4 * abs(ratios[0]) for r in ratios):
        return f"{subject} is {_number(abs(ratios[0]))} times what it should be {sign}".rstrip() + "."
    if not scale and not subject.startswith("Every"):
        return ""
    named = scales.BY_NAME.get(scale)
    counts = [key for key in (named.needs if named and named.needs else ("N",)) if key in sizes[0]]
    if not counts:
        return f"{subject} is off by one factor {sign}that changes from case to case."
    parts = [
        f"{_number(abs(r))} times for {' and '.join(f'{s[key]} {COUNTED[key]}' for key in counts)}"
        for r, s in zip(ratios, sizes, strict=True)
    ]
    return f"{subject} is off by one factor {sign}that changes with the sizes: {', '.join(parts[:2])}."


def _difference(name: str, got: Sequence, want: Sequence) -> Evidence:
    case = next((i for i, (g, w) in enumerate(zip(got, want, strict=True)) if not compare.matches(g, w)), 0)
    g, w = np.asarray(got[case], float), np.asarray(want[case], float)
    if np.abs(g).max(initial=0) < compare.TINY:
        return Evidence(name, "entry", f"Every entry of {name} is zero.")
    if g.size == 1:
        return Evidence(name, "entry", f"{name} is {_unlike(g.item(), w.item())} is right.")
    index = compare.first_difference(g, w) if not compare.matches(g, w) else (0,) * g.ndim
    wrong = int((np.abs(g - w) > 1e-5 * np.abs(w) + 5e-6 * np.abs(w).max()).sum())
    at = f"{name}[{', '.join(map(str, index))}]"
    entry = f"{at} is {_unlike(g[index], w[index])} is right"
    if wrong < g.size:
        return Evidence(name, "entry", f"{wrong} of {g.size} entries of {name} are wrong; {entry}.")
    angle = math.degrees(math.acos(max(-1.0, min(1.0, compare.cosine(g, w)))))
    return Evidence(name, "direction", f"No entry of {name} is right and its direction is {angle:.0f}° off; {entry}.")


def _unlike(got: float, want: float) -> str:
    """Returns "… where …", with as many digits as it takes to tell the two apart."""
    digits = next((n for n in (4, 6, 8, 10) if _number(got, n) != _number(want, n)), 12)
    return f"{_number(got, digits)} where {_number(want, digits)}"


def _number(x: float, digits: int = 4) -> str:
    return f"{float(x) + 0.0:.{digits}g}".replace("-", "−")  # + 0.0 turns −0 into 0


def _shape(x) -> str:
    shape = np.shape(x)
    return "()" + " (a single number)" if shape == () else str(tuple(int(n) for n in shape))
