"""Wrong from the start, right from there on: a function that reads other inputs than those it was given.

A learner may compute the forward pass anew, and leave out the biases there; each later step is right, given that. No
wrong rule of one step tells this. So when nothing else explains an answer, the walk is tried once more on cases, or
answers, changed as such a function has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from autograder.core import compare
from autograder.core.exercise import Case, Misreading, Variant
from autograder.core.explanation import Explanation
from autograder.core.replay import Answer, computed, reproduces
from autograder.core.walk import QUICK, walk

MOST = 2.2  # cost of the slips beside it: more of them explain too much


class Misread(NamedTuple):
    """An account of an answer on other inputs: what was misread, the slips beside it, and the inputs themselves."""

    misreading: Misreading
    explanation: Explanation
    cases: tuple[Case, ...]
    answers: list[Answer]


def misread(variant: Variant, answers: Sequence[Answer], fresh_answers: Sequence[Answer]) -> Misread | None:
    """Returns the cheapest account of the answers by a misreading that holds on the fresh cases too, or None."""
    found = []
    for misreading in variant.misreadings:
        cases, own = _changed(misreading, variant.cases, answers)
        if not _bears_out(variant, cases[0], own[0]):
            continue
        best = walk(variant.steps, cases, own, QUICK)[0]
        if best.unknown or best.cost > MOST:
            continue
        fresh, fresh_own = _changed(misreading, variant.fresh_cases, fresh_answers)
        if reproduces(variant.steps, fresh, fresh_own, best):
            found.append(Misread(misreading, best, cases, own))
    return min(found, key=lambda account: account.explanation.cost, default=None)


def _bears_out(variant: Variant, case: Case, answer: Answer) -> bool:
    """Returns True when a tensor follows some rule on the other inputs, but for a factor: a look before a walk."""
    values: dict = {}
    with np.errstate(all="ignore"):
        for step in variant.steps:
            values[step.name] = step.right(case, values)
        return any(
            np.size(answer[step.name]) > 1 and made is not None and compare.ratio(answer[step.name], made)
            for step in variant.observed
            if step.name in answer
            for made in (computed(rule, case, values) for _, rule in step.rules())
        )


def _changed(misreading: Misreading, cases: Sequence[Case], answers: Sequence[Answer]):
    own = [misreading.answer(case, answer) for case, answer in zip(cases, answers, strict=True)]
    return tuple(misreading.case(case) for case in cases), own
