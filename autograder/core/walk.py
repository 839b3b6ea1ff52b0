"""From a wrong result to the mistakes that reproduce it: a walk along the steps of the computation.

The walk visits the steps in order. A latent step branches over its rules; an observed one is compared with what each
rule would give, computed from the learner's *own* earlier values, so that one slip is met once and not again in
everything that follows from it. A beam keeps the explanations with the fewest mistakes.

A result that is a constant multiple of a rule's is a *scale*. It may belong to the observed step, or to a latent step
that it uses and whose scale nothing has settled yet; both are kept, and the next observed step tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from autograder.core import compare, scales
from autograder.core.exercise import RIGHT, Case, Step, mistakes_of_rule

UNEXPLAINED = 2.2  # costs more than two mistakes, less than three: a far-fetched triple does not beat honesty
REPEATED = 0.3  # the same mistake again in another layer is hardly a new one
UNLISTED_SCALE = 1.5  # a factor without a name is a weaker explanation than a named mistake
UNTESTED = 80  # explanations kept beside the beam after a step that does not test them, such as one of zeros
FURTHER = 0.01  # a factor is looked for where it shows first
OBSERVED_EXTRA = 0.05  # of two equal accounts, the one that blames the earlier, unseen step is likelier


@dataclass(frozen=True)
class Effort:
    """How widely the walk looks: explanations kept after an observed step, slips between two observed steps."""

    beam: int
    latent_slips: int


QUICK = Effort(beam=5, latent_slips=1)  # finds every single mistake and most combinations
THOROUGH = Effort(beam=12, latent_slips=2)  # six were enough in measurements, the rest is margin

Answer = dict  # observed step name -> (array) as returned, or absent


@dataclass(frozen=True)
class Slip:
    """One thing that is wrong: a rule or a scale, at a step."""

    step: str
    kind: str  # "rule" or "scale"
    key: str


@dataclass(frozen=True)
class Explanation:
    """The cheapest account of an answer: its slips, and the observed steps that nothing explains."""

    slips: tuple[Slip, ...] = ()
    unknown: tuple[str, ...] = ()
    cost: float = 0.0
    open: frozenset = frozenset()  # latent steps whose scale nothing has settled
    pending: int = 0  # slips at latent steps that no observed step has tested
    untested: bool = False  # whether the last observed step says nothing about them
    values: tuple[dict, ...] = ()  # a mapping a case: step -> value in use


def slip_mistakes(step: Step, slip: Slip) -> tuple[str, ...]:
    """Returns the names of the mistakes behind a slip, none for one that several unlike mistakes explain."""
    if slip.kind == "rule":
        return mistakes_of_rule(slip.key)
    if slip.key in step.scales:
        return step.scales[slip.key]
    here = {scales.mistakes_of(key)[0]: names[0] for key, names in step.scales.items()}
    return tuple(here.get(name, name) for name in scales.mistakes_of(slip.key))


def walk(
    steps: Sequence[Step], cases: Sequence[Case], answers: Sequence[Answer], effort: Effort = THOROUGH
) -> list[Explanation]:
    """Returns explanations of the answers, the cheapest first."""
    tolerance = _tolerance(answers)
    states = [Explanation(values=tuple({} for _ in cases))]
    by_name = {step.name: step for step in steps}
    with np.errstate(all="ignore"):  # once for all rules: entering it takes as long as a rule
        for step in steps:
            walker = _Walker(step, by_name, cases, answers, (tolerance, effort))
            states = [new for state in states for new in walker.advance(state)]
            if not step.latent:
                states = _prune(states, effort.beam)
    return states


def _tolerance(answers: Sequence[Answer]) -> float:
    single = any(compare.is_single(value) for answer in answers for value in answer.values())
    return compare.FIT_FLOAT32 if single else compare.FIT


def _prune(states: Iterable[Explanation], beam: int) -> list[Explanation]:
    """Returns the cheapest explanations, of those with the same slips the first."""
    kept: dict = {}
    room = {False: beam, True: UNTESTED}
    for state in sorted(states, key=lambda s: s.cost):
        key = frozenset(state.slips), state.unknown
        if key not in kept and room[state.untested]:
            room[state.untested] -= 1
            kept[key] = replace(state, untested=False, pending=state.pending if state.untested else 0)
    return list(kept.values())


@dataclass(frozen=True)
class _Walker:
    """Takes explanations past one step."""

    step: Step
    by_name: dict
    cases: Sequence[Case]
    answers: Sequence[Answer]
    settings: tuple[float, Effort]

    @cached_property
    def _landmarks(self) -> tuple[int, int] | None:
        own = self.answers[0].get(self.step.name)
        return compare.landmarks(own) if own is not None and own.size > 1 else None

    @property
    def tolerance(self) -> float:
        return self.settings[0]

    def advance(self, state: Explanation) -> list[Explanation]:
        return self._latent(state) if self.step.latent else self._observed(state)

    def _latent(self, state: Explanation) -> list[Explanation]:
        states = []
        for name, rule in self.step.rules():
            if name != RIGHT and state.pending >= self.settings[1].latent_slips:
                break
            values = self._compute(rule, state)
            if values is None:
                continue
            new = self._with_values(state, values)
            if self.step.scalable:
                new = replace(new, open=new.open | {self.step.name})
            states.append(new if name == RIGHT else self._blame(new, Slip(self.step.name, "rule", name)))
        return states

    def _observed(self, state: Explanation) -> list[Explanation]:
        own = [answer.get(self.step.name) for answer in self.answers]
        if any(value is None for value in own):
            return [self._unexplained(state, own)]
        states = []
        for name, rule in self.step.rules():
            if not self._promising(rule, state, own[0], name):
                continue
            values = self._compute(rule, state)
            if values is None:
                continue
            after = state if name == RIGHT else self._blame(state, Slip(self.step.name, "rule", name))
            states += self._fit(after, own, values, name)
        return states or [self._unexplained(state, own)]

    def _promising(self, rule, state: Explanation, own, rule_name: str) -> bool:
        """Returns False when a rule already fails to explain the first case."""
        first = _computed(rule, self.cases[:1], state.values[:1])
        if first is None or first[0].shape != own.shape:
            return False
        if self._landmarks and not compare.may_be_multiple(own, first[0], self._landmarks):
            return False
        if self._close(rule_name, own, first[0]):
            return True
        return self.step.scalable and compare.ratio(own, first[0], self.tolerance) is not None

    def _close(self, rule_name: str, own, value) -> bool:
        return compare.matches(own, value) if rule_name == RIGHT else compare.fits(own, value, self.tolerance)

    def _fit(self, state: Explanation, own: list, values: list, rule_name: str) -> list[Explanation]:
        if all(self._close(rule_name, o, v) for o, v in zip(own, values, strict=True)):
            settled = state.open - set(self.step.read_by(rule_name))
            carried = self._compute(self.step.right, state) if rule_name in self.step.aside else own
            untested = state.pending > 0 and self.step.read_by(rule_name) != self.step.uses
            return [self._with_values(replace(state, open=settled, untested=untested), carried or own)]
        return self._scaled(state, own, values, self.step.read_by(rule_name)) if self.step.scalable else []

    def _scaled(self, state: Explanation, own: list, values: list, read: Sequence[str]) -> list[Explanation]:
        """Returns the accounts of a result that is a multiple of a rule's: here, at a latent step above, or shared.

        read : the steps that the rule read
        """
        ratios = [compare.ratio(o, v, self.tolerance) for o, v in zip(own, values, strict=True)]
        if any(r is None for r in ratios):
            return []
        name = self._name(ratios)
        if name in (None, "1") and not self.step.scales:
            return []
        settled = replace(state, open=state.open - set(read))
        states = []
        if name not in (None, "1"):
            states.append(self._with_values(self._blame(settled, Slip(self.step.name, "scale", name)), own))
        for latent in (step for step in read if step in state.open):
            states += self._shared(settled, latent, ratios, own)
            for above in (step for step in self.by_name[latent].uses if step in state.open):
                states += [replace(s, cost=s.cost + FURTHER) for s in self._shared(settled, above, ratios, own)]
        return states

    def _shared(self, state: Explanation, latent: str, ratios: list, own: list) -> list[Explanation]:
        """Returns the accounts of a factor that belongs to a latent step, whole or but for a factor listed here."""
        states = []
        for here in (None, *self.step.scales):
            rest = ratios
            if here:
                if any(key not in self.cases[0].sizes for key in scales.BY_NAME[here].needs):
                    continue
                rest = [r / scales.value_of(here, c.sizes) for r, c in zip(ratios, self.cases, strict=True)]
            name = self._name(rest)
            if name in (None, "1") or (here and name.startswith(scales.CONSTANT)):
                continue
            new = self._blame(replace(state, values=self._rescaled(state, latent, rest)), Slip(latent, "scale", name))
            new = self._blame(new, Slip(self.step.name, "scale", here)) if here else new
            states.append(self._with_values(new, own))
        return states

    def _name(self, ratios: list) -> str | None:
        return scales.name_scale(ratios, [case.sizes for case in self.cases], max(self.tolerance, 1e-6))

    def _rescaled(self, state: Explanation, latent: str, ratios: list) -> tuple[dict, ...]:
        """Returns the values with a latent step, and the latent ones computed from it, times a factor a case."""
        reached = {latent}
        for step in self.by_name.values():
            if step.latent and step.name in state.values[0] and reached & set(step.uses):
                reached.add(step.name)
        return tuple(
            {**v, **{name: v[name] * r for name in reached}} for v, r in zip(state.values, ratios, strict=True)
        )

    def _compute(self, rule, state: Explanation) -> list | None:
        return _computed(rule, self.cases, state.values)

    def _with_values(self, state: Explanation, values: list) -> Explanation:
        name = self.step.name
        return replace(state, values=tuple({**v, name: new} for v, new in zip(state.values, values, strict=True)))

    def _blame(self, state: Explanation, slip: Slip) -> Explanation:
        seen = {name for old in state.slips for name in slip_mistakes(self.by_name[old.step], old)}
        names = slip_mistakes(self.by_name[slip.step], slip) or (slip.key,)
        each = UNLISTED_SCALE if slip.key.startswith(scales.CONSTANT) else 1.0
        latent = self.by_name[slip.step].latent
        cost = sum(REPEATED if name in seen else each for name in names) + (0.0 if latent else OBSERVED_EXTRA)
        return replace(state, slips=(*state.slips, slip), cost=state.cost + cost, pending=state.pending + latent)

    def _unexplained(self, state: Explanation, own: list) -> Explanation:
        state = replace(state, unknown=(*state.unknown, self.step.name), cost=state.cost + UNEXPLAINED)
        return self._with_values(state, own)


def compute(rule, cases: Sequence[Case], values: Sequence[dict]) -> list | None:
    """Returns what a rule gives, one array a case, or None when it cannot be applied to these values."""
    with np.errstate(all="ignore"):
        return _computed(rule, cases, values)


def _computed(rule, cases: Sequence[Case], values: Sequence[dict]) -> list | None:
    results = []
    for case, known in zip(cases, values, strict=True):
        try:
            result = np.asarray(rule(case, known), float)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, ZeroDivisionError):
            return None
        results.append(result)
    return results


def reproduces(
    steps: Sequence[Step], cases: Sequence[Case], answers: Sequence[Answer], explanation: Explanation
) -> bool:
    """Returns True when the explanation's slips give the learner's numbers on other cases too.

    Steps that the explanation calls unknown are not compared; their own values are carried on.
    """
    tolerance = max(_tolerance(answers), compare.FIT)
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
