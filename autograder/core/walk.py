"""From a wrong result to the mistakes that reproduce it: a walk along the steps of the computation.

The walk visits the steps in order. A latent step branches over its rules; an observed one is compared with what each
rule would give, computed from the learner's *own* earlier values, so that one slip is met once and not again in
everything that follows from it. A beam keeps the explanations with the fewest mistakes.

A result that is a constant multiple of a rule's is a *scale*. It may belong to the observed step, or to a latent step
that it uses and whose scale nothing has settled yet; both are kept, and the next observed step tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from autograder.core import compare, scales
from autograder.core.exercise import RIGHT, Case, Step
from autograder.core.explanation import Explanation, Slip, slip_mistakes
from autograder.core.replay import Answer, computed, tolerance_of

UNEXPLAINED = 2.2  # costs more than two mistakes, less than three: a far-fetched triple does not beat honesty
REPEATED = 0.3  # the same mistake again in another layer is hardly a new one
UNLISTED_SCALE = 1.5  # a factor without a name is a weaker explanation than a named mistake
WHOLE = 3  # explanations of every step so far kept beside the beam, whatever they cost: few fit at all
UNTESTED = 80  # explanations kept beside the beam after a step that does not test them, such as one of zeros
FURTHER = 0.01  # a factor is looked for where it shows first
OBSERVED_EXTRA = 0.05  # of two equal accounts, the one that blames the earlier, unseen step is likelier


@dataclass(frozen=True)
class Effort:
    """How widely the walk looks.

    beam : explanations kept after an observed step
    latent_slips : slips between two observed steps
    far : so many slips at latent steps, without an observed one between them, call for evidence
    """

    beam: int
    latent_slips: int
    far: int


QUICK = Effort(beam=5, latent_slips=1, far=1)  # finds every single mistake and most combinations
THOROUGH = Effort(beam=12, latent_slips=2, far=2)  # six were enough in measurements, the rest is margin


def walk(
    steps: Sequence[Step], cases: Sequence[Case], answers: Sequence[Answer], effort: Effort = THOROUGH
) -> list[Explanation]:
    """Returns explanations of the answers, the cheapest first."""
    settings = tolerance_of(answers), effort
    states = [Explanation(values=tuple({} for _ in cases))]
    by_name = {step.name: step for step in steps}
    walkers: dict[str, _Walker] = {step.name: _Walker(step, by_name, cases, answers, settings) for step in steps}
    with np.errstate(all="ignore"):  # once for all rules: entering it takes as long as a rule
        for step in steps:
            walker = replace(walkers[step.name], beside=tuple(walkers[s.name] for s in beside(step, steps)))
            states = [new for state in states for new in walker.advance(state)]
            if not step.latent:
                states = _prune(states, effort.beam)
    return states


def beside(step: Step, steps: Sequence[Step]) -> list[Step]:
    """Returns the other observed steps that are computed from the same quantities."""
    return [other for other in steps if not other.latent and other.uses == step.uses and other.name != step.name]


def _prune(states: Iterable[Explanation], beam: int) -> list[Explanation]:
    """Returns the cheapest explanations, of those with the same slips the first."""
    kept: dict = {}
    room, whole = {False: beam, True: UNTESTED}, WHOLE
    for state in sorted(states, key=lambda s: s.cost):
        key = frozenset(state.slips), state.unknown
        spared = not room[state.untested] and not state.unknown and whole > 0
        if key not in kept and (room[state.untested] or spared):
            room[state.untested] -= not spared
            whole -= spared
            kept[key] = state._replace(untested=False, pending=state.pending if state.untested else 0)
    return list(kept.values())


def _shapes(state: Explanation) -> tuple:
    """Returns the shapes of all values of the first case, in the order of the steps."""
    return tuple(None if value is None else value.shape for value in state.values[0].values())


@dataclass(frozen=True)
class _Walker:
    """Takes explanations past one step.

    beside : the walkers of the other observed steps that are computed from the same quantities
    hopeless : rules that gave nothing, or another shape, for values of some shapes: they always will
    """

    step: Step
    by_name: dict
    cases: Sequence[Case]
    answers: Sequence[Answer]
    settings: tuple[float, Effort]
    beside: tuple[_Walker, ...] = ()
    hopeless: set = field(default_factory=set)

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
        """Returns one explanation a rule, with its value for the first case: the others are computed when needed."""
        states, name, shapes = [], self.step.name, _shapes(state)
        still_open = state.open | {name} if self.step.scalable else state.open
        for key, rule in self.step.rules():
            if key != RIGHT and state.pending >= self.settings[1].latent_slips:
                break
            first = None if (key, shapes) in self.hopeless else computed(rule, self.cases[0], state.values[0])
            if first is None:
                self.hopeless.add((key, shapes))
                continue
            values = ({**state.values[0], name: first}, *state.values[1:])
            new = state._replace(values=values, open=still_open, due=(*state.due, (name, rule)))
            states.append(new if key == RIGHT else self._blame(new, Slip(name, "rule", key)))
        return states

    def _observed(self, state: Explanation) -> list[Explanation]:
        own = [answer.get(self.step.name) for answer in self.answers]
        if any(value is None for value in own) or not self._worth_a_look(state):
            return [self._unexplained(state, own)]
        states, shapes = [], _shapes(state)
        for name, rule in self.step.rules():
            if (name, shapes) in self.hopeless or not self._promising(name, rule, state, shapes):
                continue
            whole = self._completed(state)
            values = self._compute(rule, whole) if whole else None
            if values is None:
                continue
            after = whole if name == RIGHT else self._blame(whole, Slip(self.step.name, "rule", name))
            states += self._fit(after, own, values, name)
        return states or [self._unexplained(state, own)]

    def _worth_a_look(self, state: Explanation) -> bool:
        """Returns False for slips at latent steps that no observed step beside this one bears out.

        To explain it they would need a slip in every tensor besides: more than is believed of two, and of one only
        when nothing simpler is found.
        """
        if state.pending < self.settings[1].far or not self.beside:
            return True
        return any(w._borne_out(state) for w in (self, *self.beside))

    def _borne_out(self, state: Explanation) -> bool:
        """Returns True when the first case's result may come of these slips; a lone number is a multiple of any."""
        own = self.answers[0].get(self.step.name)
        if own is None or own.size > 1:
            return self._promising(RIGHT, self.step.right, state, None)
        first = computed(self.step.right, self.cases[0], state.values[0])
        return first is not None and first.shape == own.shape and self._close(RIGHT, own, first)

    def _promising(self, name: str, rule, state: Explanation, shapes: tuple | None) -> bool:
        """Returns False when a rule already fails to explain the first case."""
        own, first = self.answers[0].get(self.step.name), computed(rule, self.cases[0], state.values[0])
        if own is None or first is None or first.shape != own.shape:
            self.hopeless.add((name, shapes))
            return False
        if self._landmarks and not compare.may_be_multiple(own, first, self._landmarks):
            return False
        if self._close(name, own, first):
            return True
        return self.step.scalable and compare.ratio(own, first, self.tolerance) is not None

    def _completed(self, state: Explanation) -> Explanation | None:
        """Returns the explanation with the values of all cases, None when a rule cannot be applied to one."""
        rest = [dict(known) for known in state.values[1:]]
        for case, known in zip(self.cases[1:], rest, strict=True):
            for name, rule in state.due:
                value = computed(rule, case, known)
                if value is None:
                    return None
                known[name] = value
        return state._replace(values=(state.values[0], *rest), due=())

    def _close(self, rule_name: str, own, value) -> bool:
        return compare.matches(own, value) if rule_name == RIGHT else compare.fits(own, value, self.tolerance)

    def _fit(self, state: Explanation, own: list, values: list, rule_name: str) -> list[Explanation]:
        if all(self._close(rule_name, o, v) for o, v in zip(own, values, strict=True)):
            settled = state.open - set(self.step.read_by(rule_name))
            carried = self._compute(self.step.right, state) if rule_name in self.step.aside else own
            untested = state.pending > 0 and self.step.read_by(rule_name) != self.step.uses
            return [self._with_values(state._replace(open=settled, untested=untested), carried or own)]
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
        settled = state._replace(open=state.open - set(read))
        states = []
        if name not in (None, "1"):
            states.append(self._with_values(self._blame(settled, Slip(self.step.name, "scale", name)), own))
        for latent in (step for step in read if step in state.open):
            states += self._shared(settled, latent, ratios, own)
            for above in (step for step in self.by_name[latent].uses if step in state.open):
                states += [s._replace(cost=s.cost + FURTHER) for s in self._shared(settled, above, ratios, own)]
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
            new = self._blame(state._replace(values=self._rescaled(state, latent, rest)), Slip(latent, "scale", name))
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
        values = [computed(rule, case, known) for case, known in zip(self.cases, state.values, strict=True)]
        return None if any(value is None for value in values) else values

    def _with_values(self, state: Explanation, values: list) -> Explanation:
        name = self.step.name
        return state._replace(values=tuple({**v, name: new} for v, new in zip(state.values, values, strict=True)))

    def _blame(self, state: Explanation, slip: Slip) -> Explanation:
        seen = (
            {name for old in state.slips for name in slip_mistakes(self.by_name[old.step], old)} if state.slips else ()
        )
        names = slip_mistakes(self.by_name[slip.step], slip) or (slip.key,)
        each = UNLISTED_SCALE if slip.key.startswith(scales.CONSTANT) else 1.0
        latent = self.by_name[slip.step].latent
        cost = sum(REPEATED if name in seen else each for name in names) + (0.0 if latent else OBSERVED_EXTRA)
        return state._replace(slips=(*state.slips, slip), cost=state.cost + cost, pending=state.pending + latent)

    def _unexplained(self, state: Explanation, own: list) -> Explanation:
        name = self.step.name
        values = tuple({**v, name: new} for v, new in zip(state.values, own, strict=True))
        return state._replace(unknown=(*state.unknown, name), cost=state.cost + UNEXPLAINED, values=values)
