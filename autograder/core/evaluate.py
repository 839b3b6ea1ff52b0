"""From an exercise and a submission to a result: one batch of calls, then steps, gates, marks and named mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.core import checks
from autograder.core.account import each_once, name_mistake, retold
from autograder.core.catalogue import catalogue
from autograder.core.crash import explain_error
from autograder.core.diagnose import Judgement, judge_variant
from autograder.core.exercise import Exercise
from autograder.core.own_loss import own_loss_sentence
from autograder.core.result import CheckResult, Diagnosis, ExerciseResult, Verdict
from autograder.core.submission import Outcome, Submission

OVERFLOW = "overflow_at_extremes"
FACTORS = {"batch_average", "constant_factor", "sign_or_update_rule"}  # families that make no finite number infinite
ABSENT = (
    "`{}` could not be tried: the module `{}` is not here, and no web page has it. "
    "Run this exercise in the chapter's notebook, on a machine where it is installed."
)
FOLLOWS = "This follows from what is named below."
GATE_PENALTY = 1.0  # taken off for a failed demand that has no points of its own, never below zero


def evaluate_submission(exercise: Exercise, submission: Submission) -> ExerciseResult:
    """Returns the result of one exercise. Never raises: an error of ours is the verdict 'grader error'."""
    try:
        return _evaluate(exercise, submission)
    except Exception as error:  # the one place where anything is caught: a grader error is no learner's zero
        text = f"The grader itself failed ({type(error).__name__}: {error}). This costs you nothing; please report it."
        return _whole(exercise, Verdict.GRADER_ERROR, text)


def _evaluate(exercise: Exercise, submission: Submission) -> ExerciseResult:
    requests = [case.request for variant in exercise.variants for case in variant.cases]
    gate_requests = list({id(request): request for gate in exercise.gates for request in gate.requests}.values())
    repeat = (requests or gate_requests)[:1] if exercise.repeats else []
    outcomes = list(submission.calls(exercise.name, [*requests, *repeat, *gate_requests]))
    values, rest = outcomes[: len(requests)], outcomes[len(requests) + len(repeat) :]
    again = outcomes[len(requests) : len(requests) + len(repeat)]
    of_gates = {id(request): outcome for request, outcome in zip(gate_requests, rest, strict=True)}
    stopped = _stopped(exercise, outcomes)
    if stopped:
        return stopped
    judgements, start = [], 0
    for variant in exercise.variants:
        end = start + len(variant.cases)
        judgements.append(judge_variant(exercise, variant, values[start:end], submission))
        start = end
    gates = _gates(exercise, judgements, (values or rest[:1], again, of_gates), submission)
    result = _combine(exercise, _explained_by(exercise, gates, judgements), gates)
    return _with_own_loss(exercise, result, submission)


def _with_own_loss(exercise: Exercise, result: ExerciseResult, submission: Submission) -> ExerciseResult:
    """Returns the result with another message when the gradient is right for the learner's own loss."""
    factors = list(dict.fromkeys(diagnosis.factor for diagnosis in result.diagnosis))
    if exercise.loss is None or not factors or "" in factors:
        return result
    sentence = own_loss_sentence(exercise.loss, exercise.variants[0].cases, factors, submission)
    return replace(result, message=sentence) if sentence else result


def _stopped(exercise: Exercise, outcomes: Sequence[Outcome]) -> ExerciseResult | None:
    """Returns a result when nothing can be judged: an untouched stub, a missing function or module."""
    errors = [outcome.error for outcome in outcomes]
    kinds = {error.kind for error in errors if error}
    if all(errors) and kinds == {"NotImplementedError"}:
        return _whole(exercise, Verdict.NOT_ATTEMPTED, "Not attempted yet.")
    absent = [name for name in exercise.needs if all(e and e.message == f"No module named '{name}'" for e in errors)]
    if absent:
        return _whole(exercise, Verdict.SKIPPED, ABSENT.format(exercise.name, absent[0]))
    if all(errors) and kinds <= {"Missing", "NotCallable", "TimeLimit", "Killed"}:
        return _whole(exercise, Verdict.FAILED, explain_error(exercise.name, errors[0]))
    return None


def _gates(exercise: Exercise, judgements: Sequence[Judgement], runs, submission) -> list[tuple]:
    """Returns one (check result, named mistakes) a gate, then those of the manners that were found wanting."""
    values, again, of_gates = runs  # a request that several gates share was made once
    earned = not judgements or any(judgement.points > 0 for judgement in judgements)
    named = {d.family for judgement in judgements for d in judgement.diagnosis}
    wrong = any(judgement.message for judgement in judgements)
    scaled = named and named <= FACTORS
    alike = named == {catalogue()[OVERFLOW].family}
    found = []
    for gate in exercise.gates:
        made = [of_gates[id(request)] for request in gate.requests]
        finding = gate.judge(made)
        if finding and gate.doubts:
            finding = gate.judge([*made, *submission.calls(exercise.name, list(gate.doubts))])
        if finding and finding[0] == OVERFLOW and wrong and not ((alike or scaled) and "not finite" in finding[1]):
            finding = "", finding[1]  # what goes wrong at the extremes may go wrong everywhere
        lost = 0.0 if gate.points else -GATE_PENALTY
        points = lost if finding else gate.points if earned else 0.0
        result, diagnoses = _gate_result(gate, finding, (points, gate.points))
        said = "" if finding else gate.remark(made)
        found.append((replace(result, message=said), diagnoses) if said else (result, diagnoses))
    found = _only_beside_others(exercise.gates, found, judgements)
    manners = (
        ("arguments", "leaves its arguments as they were", checks.pure([*values, *again, *of_gates.values()])),
        ("repeats", "gives the same answer twice", _repeats(values[0], again)),
    )
    drawn = any(diagnoses for _, diagnoses in found)  # a named gate, such as a mask drawn anew, has said why already
    for name, title, finding in manners:
        if finding and name == "repeats" and drawn:
            finding = "", finding[1]
        if finding:
            manner = checks.Gate(name, title, 0, (), lambda outcomes: None)
            found.append(_gate_result(manner, finding, (-GATE_PENALTY, 0.0)))
    return found


def _only_beside_others(gates: Sequence, found: list[tuple], judgements: Sequence[Judgement]) -> list[tuple]:
    """Returns the same, without points for free gates where nothing else holds."""
    held = any(check.verdict is Verdict.PASSED for gate, (check, _) in zip(gates, found, strict=True) if not gate.free)
    if held or any(judgement.points > 0 for judgement in judgements):
        return found
    return [
        (replace(check, points=0.0), names) if gate.free else (check, names)
        for gate, (check, names) in zip(gates, found, strict=True)
    ]


def _explained_by(exercise: Exercise, gates: Sequence, judgements: list[Judgement]) -> list[Judgement]:
    """Returns the judgements without names of their own where what a gate names accounts for everything."""
    if not any(gate.explains and diagnoses for gate, (_, diagnoses) in zip(exercise.gates, gates, strict=False)):
        return judgements
    return [replace(j, diagnosis=(), checks=tuple(map(_as_follows, j.checks))) for j in judgements]


def _as_follows(check: CheckResult) -> CheckResult:
    return replace(check, message=FOLLOWS) if check.verdict is Verdict.FAILED else check


def _repeats(first: Outcome, again: Sequence[Outcome]) -> checks.Finding | None:
    return checks.repeatable(first, again[0]) if again and not first.error else None


def _gate_result(
    gate: checks.Gate, finding: checks.Finding | None, worth: tuple[float, float]
) -> tuple[CheckResult, tuple[Diagnosis, ...]]:
    points, most = worth
    if finding is None:
        return CheckResult(gate.name, gate.title, Verdict.PASSED, points, most), ()
    mistakes, observation = finding
    named = [m for m in mistakes.split("+") if m]
    place, families = gate.place or gate.name, gate.families
    diagnoses = tuple(name_mistake(catalogue()[m], place, observation, family=families.get(m, "")) for m in named)
    message = diagnoses[0].message if diagnoses else observation
    return CheckResult(gate.name, gate.title, Verdict.FAILED, points, most, message), diagnoses


def _combine(exercise: Exercise, judgements: Sequence[Judgement], gates) -> ExerciseResult:
    results = [check for judgement in judgements for check in judgement.checks] + [check for check, _ in gates]
    diagnoses = _settled(exercise, [judgement.diagnosis for judgement in judgements], [named for _, named in gates])
    passed = all(check.verdict is Verdict.PASSED for check in results)
    points = exercise.points if passed else max(0.0, round(sum(check.points for check in results), 2))
    points = min(points, exercise.points)
    named = tuple(diagnoses.values())
    remark = next((check.message for check in results if check.message), "")
    message = remark if passed else _message(named, judgements, results)
    verdict = Verdict.PASSED if passed else Verdict.FAILED
    return ExerciseResult(
        exercise.name,
        exercise.chapter,
        exercise.title,
        verdict,
        points,
        exercise.points,
        message,
        tuple(results),
        named,
    )


def _settled(exercise: Exercise, steps: list[Sequence[Diagnosis]], gates: list) -> dict[str, Diagnosis]:
    """Returns by name what was found: each mistake once, and those that are one together as one."""
    if exercise.places_apart:
        steps = [[diagnosis for found in steps for diagnosis in found]]
    diagnoses: dict[str, Diagnosis] = {}
    for found in [*steps, *gates]:
        diagnoses |= {name: one for name, one in each_once(found).items() if name not in diagnoses}
    for several, one in exercise.together.items():
        if diagnoses.keys() >= set(several):
            found = retold(diagnoses[several[0]], one)
            diagnoses = {found.name: found, **{name: d for name, d in diagnoses.items() if name not in several}}
    for less, more in exercise.implied.items():
        if diagnoses.keys() & {*more.split()}:
            diagnoses.pop(less, None)
    return diagnoses


def _message(named: Sequence[Diagnosis], judgements: Sequence[Judgement], results) -> str:
    if named:
        return named[0].message
    said = [judgement.message for judgement in judgements if judgement.message]
    said += [check.message for check in results if check.verdict is Verdict.FAILED and check.message]
    return said[0] if said else "Something here is not right."


def _whole(exercise: Exercise, verdict: Verdict, message: str) -> ExerciseResult:
    return ExerciseResult(exercise.name, exercise.chapter, exercise.title, verdict, 0.0, exercise.points, message)
