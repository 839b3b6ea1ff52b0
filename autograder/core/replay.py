"""What rules give: one after the other on other values, and a whole explanation on other cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograder.core import compare, scales
from autograder.core.exercise import RIGHT, Case, Step
from autograder.core.explanation import Explanation

Answer = dict  # observed step name -> (array) as returned, or absent


def tolerance_of(answers: Sequence[Answer]) -> float:
    """Returns how closely a hypothesis must reproduce these answers."""
    single = any(compare.is_single(value) for answer in answers for value in answer.values())
    return compare.FIT_FLOAT32 if single else compare.FIT


def compute(rule, cases: Sequence[Case], values: Sequence[dict]) -> list | None:
    """Returns what a rule gives, one array a case, or None when it cannot be applied to these values."""
    with np.errstate(all="ignore"):
        results = [computed(rule, case, known) for case, known in zip(cases, values, strict=True)]
    return None if any(result is None for result in results) else results


def computed(rule, case: Case, known: Mapping) -> np.ndarray | None:
    """Returns what a rule gives for one case, or None; the caller sees to numpy's warnings."""
    try:
        return np.asarray(rule(case, known), float)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ZeroDivisionError):
        return None


def reproduces(
    steps: Sequence[Step], cases: Sequence[Case], answers: Sequence[Answer], explanation: Explanation
) -> bool:
    """Returns True when the explanation's slips give the learner's numbers on other cases too.

    Steps that the explanation calls unknown are not compared; their own values are carried on.
    """
    tolerance = max(tolerance_of(answers), compare.FIT)
    values: tuple[dict, ...] = tuple({} for _ in cases)
    for step in steps:
        slips = [slip for slip in explanation.slips if slip.step == step.name]
        rule_name = next((slip.key for slip in slips if slip.kind == "rule"), RIGHT)
        result = compute(step.rule(rule_name), cases, values)
        own = [answer.get(step.name) for answer in answers]
        if result is not None:
            for slip in (s for s in slips if s.kind == "scale"):
                result = [r * scales.value_of(slip.key, c.sizes) for r, c in zip(result, cases, strict=True)]
        if not step.latent:
            if step.name not in explanation.unknown:
                if result is None or any(o is None for o in own):
                    return False
                close = compare.matches if not slips else (lambda o, r: compare.fits(o, r, 10 * tolerance))
                if not all(close(o, r) for o, r in zip(own, result, strict=True)):
                    return False
            result = compute(step.right, cases, values) if rule_name in step.aside else own
        if result is None:
            return False
        values = tuple({**v, step.name: r} for v, r in zip(values, result, strict=True))
    return True
