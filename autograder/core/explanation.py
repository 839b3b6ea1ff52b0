"""An account of what went wrong: the slips that were made, and what nothing explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from autograder.core import scales
from autograder.core.exercise import Rule, Step, mistakes_of_rule


@dataclass(frozen=True)
class Slip:
    """One thing that is wrong: a rule or a scale, at a step."""

    step: str
    kind: str  # "rule" or "scale"
    key: str


class Explanation(NamedTuple):  # a dataclass is five times slower to replace, and a walk makes thousands
    """The cheapest account of an answer: its slips, and the observed steps that nothing explains."""

    slips: tuple[Slip, ...] = ()
    unknown: tuple[str, ...] = ()
    cost: float = 0.0
    open: frozenset = frozenset()  # latent steps whose scale nothing has settled
    pending: int = 0  # slips at latent steps that no observed step has tested
    untested: bool = False  # whether the last observed step says nothing about them
    values: tuple[dict, ...] = ()  # a mapping a case: step -> value in use
    due: tuple[tuple[str, Rule], ...] = ()  # latent steps whose values are there for the first case only


def slip_mistakes(step: Step, slip: Slip) -> tuple[str, ...]:
    """Returns the names of the mistakes behind a slip, none for one that several unlike mistakes explain."""
    if slip.kind == "rule":
        return mistakes_of_rule(slip.key)
    if slip.key in step.scales:
        return step.scales[slip.key]
    here = {scales.mistakes_of(key)[0]: names[0] for key, names in step.scales.items()}
    return tuple(here.get(name, name) for name in scales.mistakes_of(slip.key))
