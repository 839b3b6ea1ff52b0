"""Reading an explanation: which steps hold, which slipped, and in which words a learner is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from autograder.core.catalogue import catalogue
from autograder.core.exercise import RIGHT, Case, Step, Variant, mistakes_of_rule
from autograder.core.explanation import Explanation, Slip, slip_mistakes
from autograder.core.mistakes import Mistake
from autograder.core.observe import observe
from autograder.core.replay import compute
from autograder.core.result import Diagnosis, Evidence

CARRIED = "Right, given your own"
UNSETTLED = "Nothing that follows from this step shows whether it is right."


@dataclass(frozen=True)
class Reading:
    """The answers to a list of cases, as tensors by step name, with what was odd about them."""

    answers: list[dict]
    problems: dict[str, Evidence] = field(default_factory=dict)
    conventions: dict[str, Evidence] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)  # tensors that came as whole numbers
    remarks: dict[str, str] = field(default_factory=dict)  # what is said of a tensor that is right all the same


def name_mistake(mistake: Mistake, where: str, observation: str, *, factor: str = "", family: str = "") -> Diagnosis:
    """Returns the diagnosis of a catalogue row: observed, suggested, one question.

    family : where it is not that of the row
    """
    message = " ".join(part for part in (observation, mistake.suggests, mistake.question) if part)
    return Diagnosis(mistake.name, family or mistake.family, where, message, mistake.hints, mistake.note, factor)


def each_once(found: Sequence[Diagnosis]) -> dict[str, Diagnosis]:
    """Returns by name each mistake that was found; further places of one are told with what was observed."""
    by_name: dict[str, Diagnosis] = {}
    for first in found:
        also = tuple(other.where for other in found if other.name == first.name and other.where != first.where)
        by_name.setdefault(first.name, _seen_at(first, also) if also else first)
    return by_name


def _seen_at(diagnosis: Diagnosis, also: tuple[str, ...]) -> Diagnosis:
    observed, reading = _parted(diagnosis)
    told = f"{observed.rstrip(' .')}; the same is seen at {_listed(also)}. {reading}"
    return replace(diagnosis, message=told, also=also)


def retold(diagnosis: Diagnosis, name: str) -> Diagnosis:
    """Returns the diagnosis of another mistake, from what was observed of this one."""
    found = name_mistake(catalogue()[name], diagnosis.where, _parted(diagnosis)[0].rstrip())
    return replace(found, also=diagnosis.also)


def _parted(diagnosis: Diagnosis) -> tuple[str, str]:
    """Returns what was observed, and what the catalogue says of it."""
    row = catalogue()[diagnosis.name]
    reading = f"{row.suggests} {row.question}"
    return diagnosis.message.removesuffix(reading), reading


def _listed(names: Sequence[str]) -> str:
    """Returns "dW1", "dW1 and db1", or "dW1, db1 and dW2"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


@dataclass(frozen=True)
class Account:
    """Reads an explanation: which steps hold, which slipped, and in which words."""

    variant: Variant
    cases: Sequence[Case]
    reading: Reading
    explanation: Explanation
    said: str = ""  # what was observed already, such as a crash; else each slip is observed for itself

    def verdict(self, step: Step, named: Sequence[Diagnosis], right: bool) -> str:
        """Returns "" for a right step, a remark for one that is right given earlier slips, else what is wrong."""
        if named:
            return named[0].message
        nameless = [slip for slip in self.explanation.slips if slip.step == step.name and not slip_mistakes(step, slip)]
        if nameless:
            return self.said or self._observation(nameless[0]) or UNSETTLED
        if step.name in self.reading.problems:
            return self.reading.problems[step.name].text
        if not self.reading.answers[0]:
            return next(iter(self.reading.problems.values())).text
        if right:
            return ""
        if step.latent:
            return "" if self._confirmed(step) and step.name not in self.explanation.unknown else UNSETTLED
        if step.name in self.explanation.unknown:
            return self._evidence(step)
        if self._emptied(step) or self._only_zeros(step):
            return UNSETTLED
        earlier = [slip.step for slip in self.explanation.slips]
        return f"{CARRIED} {self._slipped_above(step) or earlier[0]}." if earlier else ""

    def diagnoses(self, step: Step) -> list[Diagnosis]:
        """Returns the named mistakes made at a step."""
        found = []
        for slip in self.explanation.slips:
            if slip.step == step.name and (self._confirmed(step) if step.latent else self._well_founded(step)):
                factor = slip.key if slip.kind == "scale" else ""
                place = self._place(step, slip)
                for name in dict.fromkeys(slip_mistakes(place, slip)):
                    told, family = self._seen_of(slip, name), place.families.get(name, "")
                    found.append(name_mistake(catalogue()[name], place.name, told, factor=factor, family=family))
        if not found and step.name in self.reading.conventions and step.name not in self.explanation.unknown:
            evidence = self.reading.conventions[step.name]
            name = "bias_kept_as_row" if step.name.startswith("db") else "extra_axis"
            name = {"wrapping": "number_for_tuple", "listing": "list_for_dict"}.get(evidence.kind, name)
            found.append(name_mistake(catalogue()[name], step.name, evidence.text))
        if self._biases_left_out(step):
            text = next(iter(self.reading.problems.values())).text
            found.append(name_mistake(catalogue()["biases_left_out"], step.name, text))
        if step.name == self._first_layer_left_out() or self._layer_left_out(step):
            text = next(iter(self.reading.problems.values())).text.partition(". ")[0].rstrip(".")
            found.append(name_mistake(catalogue()["layers_left_out"], step.name, f"{text}."))
        return found

    def _seen_of(self, slip: Slip, name: str) -> str:
        """Returns what is observed of one mistake: what was said before only where the mistake is the cause of it."""
        if not self.said:
            return self._observation(slip)
        causes = [(s, n) for s in self.explanation.slips for n in self._names_of(s) if self._is_cause(s, n)]
        if not causes or (slip, name) in causes:
            return self.said
        seen = self._observation(slip)
        return f"Where all sizes agree, {seen[0].lower() if seen.startswith(('Every', 'No ')) else seen[0]}{seen[1:]}"

    def _names_of(self, slip: Slip) -> tuple[str, ...]:
        return slip_mistakes(next(step for step in self.variant.steps if step.name == slip.step), slip)

    def _is_cause(self, slip: Slip, name: str) -> bool:
        """Returns True when a mistake gives nothing, or no numbers, on the sizes on which the function was stopped."""
        values: dict = {}
        for step in self.variant.steps:
            if step.name == slip.step:
                rules = [rule for key, rule in step.wrong.items() if mistakes_of_rule(key) == (name,)]
                given = [compute(rule, self.variant.cases[:1], (values,)) for rule in rules]
                return bool(given) and any(found is None or not np.isfinite(found[0]).all() for found in given)
            values[step.name] = np.asarray(step.right(self.variant.cases[0], values))
        return False

    def _first_layer_left_out(self) -> str:
        """Returns the first weighted sums of a cache that ends before the network does, "" for any other result."""
        cache = [other.name for other in self.variant.observed if other.name[0] in "ZA" and other.name[1:].isdigit()]
        given = {name for answer in self.reading.answers for name in answer}
        last = max((int(name[1:]) for name in given & {*cache}), default=0)
        missing = [name for name in cache if name not in given]
        whole = missing == [name for name in cache if int(name[1:]) > last]
        spoilt = {*missing} & {*self.reading.problems}  # it is there, and cannot be read
        return missing[0] if last and missing and whole and not spoilt else ""

    def _layer_left_out(self, step: Step) -> bool:
        """Returns True for the weights of a layer of which the result holds nothing, though it holds the others."""
        own, others = {step.name, f"db{step.name[2:]}"}, {other.name for other in self.variant.observed}
        given = [set(answer) for answer in self.reading.answers]
        spoilt = own & {*self.reading.problems}  # it is there, and cannot be read
        left_out = own < others and all(names and names == others - own for names in given)
        return step.name[:2] == "dW" and left_out and not spoilt

    def _biases_left_out(self, step: Step) -> bool:
        """Returns True for the first bias of a result that holds all weights and no bias."""
        biases = [other.name for other in self.variant.observed if other.name.removeprefix("d")[:1] == "b"]
        others = {other.name for other in self.variant.observed} - {*biases}
        given = [set(answer) for answer in self.reading.answers]
        return step.name in biases[:1] and bool(others) and all(names == others for names in given)

    def _confirmed(self, step: Step) -> bool:
        """Returns True when more of what was computed from this step is explained than is not."""
        votes = 0
        for other in self.variant.steps:
            if step.name in other.uses and not self._blind(other):
                explained = self._confirmed(other) if other.latent else other.name not in self.explanation.unknown
                votes += 1 if explained else -1
        return votes > 0

    def _slipped_above(self, step: Step) -> str:
        """Returns the nearest step with a slip that this one was computed from, "" for none."""
        slipped = {slip.step for slip in self.explanation.slips}
        above = [other for other in self.variant.steps if other.name in step.read_by(self._followed(step))]
        near = next((other.name for other in above if other.name in slipped), "")
        return near or next(filter(None, map(self._slipped_above, above)), "")

    def _emptied(self, step: Step) -> bool:
        """Returns True when a step that this one uses made the mistake that leaves nothing to be computed."""
        used = [other for other in self.variant.steps if other.name in step.uses]
        return any(self._followed(other) in other.empties for other in used)

    def _only_zeros(self, step: Step) -> bool:
        """Returns True for a result of zeros: computed from zeros, it agrees with every rule."""
        given = [answer.get(step.name) for answer in self.reading.answers]
        return all(value is not None and not value.any() for value in given)

    def _blind(self, step: Step) -> bool:
        return bool({self._followed(step)} & {*step.blind, "upstream_ignored"})

    def _followed(self, step: Step) -> str:
        """Returns the name of the rule that a step follows."""
        slips = self.explanation.slips
        return next((slip.key for slip in slips if slip.step == step.name and slip.kind == "rule"), RIGHT)

    def _well_founded(self, step: Step) -> bool:
        """Returns False when what an observed step was computed from has slipped in a way that is not confirmed."""
        slipped = {slip.step for slip in self.explanation.slips}
        by_name = {other.name: other for other in self.variant.steps if other.latent}
        above = [by_name[name] for name in step.read_by(self._followed(step)) if name in by_name]
        firm = all(self._confirmed(other) for other in above if other.name in slipped)
        return firm and all(self._well_founded(other) for other in above)

    def _place(self, step: Step, slip: Slip) -> Step:
        """Returns the step to name a slip at: a factor that only one returned tensor shows may well be its own."""
        using = [other for other in self.variant.steps if step.name in other.uses]
        readers = [other for other in using if step.name in other.read_by(self._followed(other))]
        blind = any(map(self._blind, using))  # then the other one does not tell; a mean is mostly that of a bias
        only = step
        if len(readers) == 1 and (not blind or readers[0].scales.get(slip.key) == ("bias_averaged",)):
            only = readers[0]
        return only if slip.kind == "scale" and step.latent and not only.latent and slip.key in only.scales else step

    def evidence(self, name: str) -> str:
        """Returns what is seen in one returned tensor."""
        return self._evidence(next(step for step in self.variant.steps if step.name == name))

    def _evidence(self, step: Step) -> str:
        own = [answer.get(step.name) for answer in self.reading.answers]
        if any(value is None for value in own):
            problem = next(iter(self.reading.problems.values()), None)
            return problem.text if problem else f"{step.name} is missing from the result."
        want = [self.variant.expect(case)[step.name] for case in self.cases]
        return observe(step.name, own, want, [case.sizes for case in self.cases]).text

    def _observation(self, slip: Slip) -> str:
        """Returns what is seen in the first returned tensor that the slip reaches, given the learner's own values."""
        reached = {slip.step}
        values: tuple[dict, ...] = tuple({} for _ in self.cases)
        for step in self.variant.steps:
            rule = self._rule(step) if step.name != slip.step else step.right
            result = compute(rule, self.cases, values)
            if step.latent and result is not None:
                reached |= {step.name} if reached & set(step.uses) else set()
            elif not step.latent:
                own = [answer.get(step.name) for answer in self.reading.answers]
                hit = step.name == slip.step or reached & set(step.uses)
                if hit and result is not None and all(o is not None for o in own):
                    return observe(step.name, own, result, [case.sizes for case in self.cases]).text
                aside = any(s.step == step.name and s.key in step.aside for s in self.explanation.slips)
                result = result if aside else own
            if result is None:
                return ""
            values = tuple({**v, step.name: r} for v, r in zip(values, result, strict=True))
        return ""

    def _rule(self, step: Step):
        keys = [s.key for s in self.explanation.slips if s.step == step.name and s.kind == "rule"]
        return step.rule(keys[0] if keys and step.latent else RIGHT)
