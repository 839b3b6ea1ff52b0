"""From the outcomes of one variant to its marks, step by step, and to the names of the mistakes behind them.

A name is given only when the walk's explanation reproduces the learner's numbers on cases the walk has not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import numpy as np

from autograder.core import compare, scales
from autograder.core.account import CARRIED, UNSETTLED, Account, Reading, name_mistake
from autograder.core.catalogue import catalogue
from autograder.core.crash import explain_error
from autograder.core.exercise import Case, Exercise, Variant
from autograder.core.explanation import Explanation, Slip
from autograder.core.misread import misread
from autograder.core.replay import reproduces
from autograder.core.result import CheckResult, Diagnosis, Evidence, Verdict
from autograder.core.returns import harmless_axis, squeeze_to, unpack
from autograder.core.submission import Outcome, Submission
from autograder.core.walk import QUICK, THOROUGH, UNEXPLAINED, walk

FAR_FETCHED = 2.5  # an account that costs more is compared with those of a wider search
THREE_MISTAKES = 3.2  # what one returned tensor may cost to explain
TRIED = 4  # explanations put to the test on fresh cases, the cheapest first
EQUALLY_GOOD = 0.1  # costs closer than this do not decide between two explanations
NOTHING: Mapping[str, str] = MappingProxyType({})
LOSSY = (  # ways to lose fractions or decimals; six decimals are within what is accepted
    *(("fractions_cut_off", whole) for whole in (np.trunc, np.floor, np.rint)),
    *(("rounded_too_early", partial(np.round, decimals=decimals)) for decimals in range(1, 6)),
)
CONVENTION_SHARE = 0.5  # right numbers in another shape keep half of the step


@dataclass(frozen=True)
class Judgement:
    """What one variant gave."""

    checks: tuple[CheckResult, ...]
    diagnosis: tuple[Diagnosis, ...] = ()
    message: str = ""

    @property
    def points(self) -> float:
        """The points of its checks together."""
        return sum(check.points for check in self.checks)


def judge_variant(
    exercise: Exercise, variant: Variant, outcomes: Sequence[Outcome], submission: Submission
) -> Judgement:
    """Returns marks and named mistakes of one variant; calls the function again only when something is wrong."""
    judge = _Judge(exercise, variant, submission)
    if any(outcome.error for outcome in outcomes):
        return judge.crashed(next(outcome.error for outcome in outcomes if outcome.error))
    reading = judge.read(outcomes, variant.expected)
    if not reading.problems and not reading.conventions and judge.all_right(reading):
        return judge.report({step.name: "" for step in variant.steps}, {}, (), remarks=reading.remarks)
    return judge.cut_off(reading) or judge.explained(reading)


@dataclass(frozen=True)
class _Judge:
    exercise: Exercise
    variant: Variant
    submission: Submission

    def read(self, outcomes: Sequence[Outcome], expected: Sequence) -> Reading:
        template = self.exercise.returns
        template = template(self.variant) if callable(template) else template
        reading = Reading([])
        for outcome, want in zip(outcomes, expected, strict=True):
            found = unpack(template, outcome.value)
            for problem in found.problems:
                reading.problems.setdefault(problem.tensor, problem)
            for name, evidence in found.conventions.items():
                reading.conventions.setdefault(name, evidence)
            for name, array in list(found.tensors.items()):
                squeezed = squeeze_to(array, np.shape(want[name]))
                if squeezed is not None:
                    found.tensors[name] = squeezed
                    if remark := harmless_axis(name, array, np.shape(want[name])):
                        found.remarks[name] = remark
                        continue
                    text = f"{name} has shape {array.shape} where {np.shape(want[name])} is asked."
                    reading.conventions.setdefault(name, Evidence(name, "shape", text))
            listed = {step.name for step in self.variant.steps if step.listed}
            for name in found.remarks.keys() - listed:
                reading.remarks.setdefault(name, found.remarks[name])
            reading.answers.append(found.tensors)
            reading.whole.update(found.whole)
        return reading

    def all_right(self, reading: Reading) -> bool:
        return all(self._right(name, reading) for name in self.variant.expected[0])

    def _right(self, name: str, reading: Reading) -> bool:
        pairs = zip(reading.answers, self.variant.expected, strict=True)
        return all(name in answer and compare.matches(answer[name], want[name]) for answer, want in pairs)

    def cut_off(self, reading: Reading) -> Judgement | None:
        """Returns the judgement of right values that lost their fractions or decimals, None where that is not all."""
        wrong = [name for name in self.variant.expected[0] if not self._right(name, reading)]
        if not wrong or reading.problems or reading.conventions:
            return None
        shares = all(want[name].ndim and 0 <= want[name].min() <= want[name].max() <= 1 for name in wrong
                     for want in self.variant.expected)  # fmt: skip
        for mistake, rounded in LOSSY:
            if shares and rounded is np.rint:  # numbers from 0 to 1 become 0 and 1 at a threshold as well
                continue
            told = all(reading.answers[0][name].any() for name in wrong)  # zeros may never have been filled in
            if mistake == "fractions_cut_off":
                by_slashes = told and rounded is np.floor and all(_whole(name, reading) for name in wrong)
                told = reading.whole.issuperset(wrong) or by_slashes
            if told and all(self._made_by(rounded, name, reading) for name in wrong):
                return self._lost_digits(mistake, wrong, reading)
        return None

    def _lost_digits(self, mistake: str, wrong: Sequence[str], reading: Reading) -> Judgement:
        messages, named = {step.name: "" for step in self.variant.steps}, []
        kind, digits = ("whole", 4) if mistake == "fractions_cut_off" else ("rounded", 7)
        for name in wrong:
            got, want = reading.answers[0][name], self.variant.expected[0][name]
            what = f"holds {kind} numbers; its first entry is" if got.ndim else f"is the {kind} number"
            seen = f"{name} {what} {got.flat[0]:.{digits}g} where {want.flat[0]:.{digits}g} is right."
            named.append(name_mistake(catalogue()[mistake], name, seen))
            messages[name] = named[-1].message
        return self.report(messages, {}, tuple(named), remarks=reading.remarks)

    def _made_by(self, rounded, name: str, reading: Reading) -> bool:
        """Returns True when rounding gives these values; a number that never changes may never have been computed."""
        pairs = list(zip(reading.answers, self.variant.expected, strict=True))
        told = any(answer[name].ndim or answer[name] != pairs[0][0][name] for answer, _ in pairs)
        return told and all(compare.fits(answer[name], rounded(want[name]), compare.TINY) for answer, want in pairs)

    def explained(self, reading: Reading) -> Judgement:
        explanation = self._verified(self.variant.cases, reading.answers, self.variant.fresh_cases)
        if explanation.unknown and not reading.problems and (account := self._misread(reading)):
            return account
        if explanation.unknown and any(problem.kind == "nonfinite" for problem in reading.problems.values()):
            account = self._on_squares(next(iter(reading.problems.values())).text)
            if account:
                return self._told_by_squares(account)
        account = Account(self.variant, self.variant.cases, reading, explanation)
        messages, slips = {}, []
        for step in self.variant.steps:
            named = account.diagnoses(step)
            slips += named
            messages[step.name] = account.verdict(
                step, named, self._right(step.name, reading) if not step.latent else False
            )
        slipped = {*explanation.unknown, *(slip.step for slip in explanation.slips)}
        shares = {name: CONVENTION_SHARE for name in reading.conventions if name not in slipped}
        return self.report(messages, shares, tuple(slips), remarks=reading.remarks)

    def _verified(self, cases: Sequence[Case], answers: list[dict], fresh: Sequence[Case]) -> Explanation:
        """Returns the cheapest explanation that holds on fresh cases, else one that explains nothing."""
        outcomes = self.submission.calls(self.exercise.name, [case.request for case in fresh])
        nothing = Explanation(unknown=tuple(step.name for step in self.variant.observed))
        if any(outcome.error for outcome in outcomes):
            return nothing
        reading = self.read(outcomes, [self.variant.expect(case) for case in fresh])
        held: list[Explanation] = []
        most = max(UNEXPLAINED * len(self.variant.observed), THREE_MISTAKES)
        for states in self._walks(cases, answers):
            tried = [state for state in states[:TRIED] if state.cost <= most]
            held += [s for s in tried if reproduces(self.variant.steps, fresh, reading.answers, s)]
            if any(not state.unknown and state.cost < FAR_FETCHED for state in held):
                break
        return min(held, key=lambda state: (len(state.unknown), state.cost), default=nothing)

    def _misread(self, reading: Reading) -> Judgement | None:
        """Returns the judgement of a function that is right but for what it starts from, and slips beside that."""
        if not self.variant.misreadings:
            return None
        fresh = self.variant.fresh_cases
        outcomes = self.submission.calls(self.exercise.name, [case.request for case in fresh])
        again = self.read(outcomes, [self.variant.expect(case) for case in fresh])
        found = misread(self.variant, reading.answers, again.answers) if not again.problems else None
        if found is None:
            return None
        wrong = [step.name for step in self.variant.observed if not self._right(step.name, reading)]
        unexplained = Explanation(unknown=tuple(wrong))
        seen = Account(self.variant, self.variant.cases, reading, unexplained).evidence(wrong[0])
        named = [name_mistake(catalogue()[found.misreading.name], found.misreading.where, seen)]
        account = Account(self.variant, found.cases, replace(reading, answers=found.answers), found.explanation)
        named += [diagnosis for step in self.variant.steps for diagnosis in account.diagnoses(step)]
        rights = {step.name for step in self.variant.observed} - {*wrong}
        messages = {step.name: "" if step.name in rights else named[0].message for step in self.variant.steps}
        return self.report(messages, {}, tuple(named), remarks=reading.remarks)

    def crashed(self, error) -> Judgement:
        """Returns the judgement of a function that raised; sizes that all agree may show which step it was."""
        observation = explain_error(self.exercise.name, error)
        account = None if error.kind in ("NotImplementedError", "TimeLimit") else self._on_squares(observation)
        if account is None:
            return self.report({step.name: observation for step in self.variant.steps}, {}, (), whole=observation)
        return self._told_by_squares(account)

    def _told_by_squares(self, account: Account) -> Judgement:
        named = {step.name: account.diagnoses(step) for step in self.variant.steps}
        messages = {step.name: account.verdict(step, named[step.name], False) for step in self.variant.steps}
        slips = tuple(diagnosis for found in named.values() for diagnosis in found)
        first = next((slip.message for slip in slips if slip.message.startswith(account.said)), slips[0].message)
        return self.report(messages, {}, slips, whole=first)

    def _on_squares(self, observation: str) -> Account | None:
        """Returns the account of a function that crashes on distinct sizes, from inputs whose sizes all agree."""
        for cases in self.variant.square_cases:
            outcomes = self.submission.calls(self.exercise.name, [case.request for case in cases])
            if any(outcome.error for outcome in outcomes):
                continue
            reading = self.read(outcomes, [self.variant.expect(case) for case in cases])
            state = self._beyond_doubt(cases, reading.answers)
            account = Account(self.variant, cases, reading, state, observation) if state else None
            return account if account and any(account.diagnoses(step) for step in self.variant.steps) else None
        return None

    def _beyond_doubt(self, cases: Sequence[Case], answers: list[dict]) -> Explanation | None:
        found = []
        for state in (beyond_doubt(states, cases) for states in self._walks(cases, answers)):
            found += [state] if state else []
            if state and state.cost < FAR_FETCHED:
                break
        return min(found, key=lambda state: state.cost, default=None)

    def _walks(self, cases: Sequence[Case], answers: list[dict]) -> Iterator[list[Explanation]]:
        for effort in (QUICK, THOROUGH) if len(self.variant.steps) > 1 else (THOROUGH,):
            yield walk(self.variant.steps, cases, answers, effort)

    def report(self, messages: dict, shares: dict, named: tuple, *, whole="", remarks=NOTHING) -> Judgement:
        """Returns the judgement; a step fails when it has a message that is not a remark on a right value.

        shares : what a step that fails keeps of its points
        remarks : what is said of a step that has no other message
        """
        most = self.exercise.share(self.variant)
        unit = most / sum(step.points for step in self.variant.steps)
        prefix = f"{self.variant.name}: " if len(self.exercise.variants) > 1 else ""
        rows = []
        earned = any(_holds(messages[step.name]) for step in self.variant.steps if step.points and not step.free)
        for step in (step for step in self.variant.steps if step.points):
            text = messages[step.name]
            passed = _holds(text)
            share = shares.get(step.name, 1.0 if passed and (earned or not step.free) else 0.0)
            verdict = Verdict.PASSED if passed else Verdict.FAILED
            worth = step.points * unit
            text = text or remarks.get(step.name, "")
            rows.append(
                CheckResult(step.name, prefix + step.title, verdict, round(worth * share, 4), round(worth, 4), text)
            )
        failed = [row.message for row in rows if row.verdict is Verdict.FAILED]
        first = whole or min(failed, key=lambda text: text == UNSETTLED, default="")
        return Judgement(tuple(rows), named, first)


def _whole(name: str, reading: Reading) -> bool:
    """Returns True for whole numbers of whatever dtype, as `//` leaves them."""
    return all(name in answer and np.array_equal(answer[name], np.rint(answer[name])) for answer in reading.answers)


def _holds(text: str) -> bool:
    """Returns True for what is said of a right step: nothing, or that it is right given an earlier slip."""
    return not text or text.startswith(CARRIED)


def beyond_doubt(states: Sequence[Explanation], cases: Sequence[Case]) -> Explanation | None:
    """Returns the cheapest explanation without the slips that another, equally good one does without.

    Equal sizes cannot tell a reshape from a transpose, a factor N from d_out, or a sum over the wrong axis that comes
    to zero, as behind a softmax, from an array that was never filled: a slip in doubt is left unexplained.
    None when nothing explains.
    """
    best = states[0]
    if best.unknown:
        return None
    rivals = [s for s in states if not s.unknown and s.cost <= best.cost + EQUALLY_GOOD]
    alike = all(len(set(case.sizes.values())) == 1 for case in cases)
    hidden = {"never_filled_in", *(scale.name for scale in scales.SCALES if scale.needs)} if alike else set()
    sure = tuple(s for s in best.slips if s.key not in hidden and all(_made_in(rival, s) for rival in rivals))
    doubtful = tuple(dict.fromkeys(slip.step for slip in best.slips if slip not in sure))
    return best._replace(slips=sure, unknown=doubtful)


def _made_in(explanation: Explanation, slip: Slip) -> bool:
    """Returns True when an explanation has this slip, in whichever setting of the mistake.

    A factor may stand one step further up, which is the same.
    """
    if slip.kind == "scale":
        return (slip.kind, slip.key) in {(other.kind, other.key) for other in explanation.slips}
    made = {(other.step, other.kind, other.key.partition("@")[0]) for other in explanation.slips}
    return (slip.step, slip.kind, slip.key.partition("@")[0]) in made
