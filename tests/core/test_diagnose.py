"""From outcomes to marks and names, on a hand-made exercise of two steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.core.diagnose import beyond_doubt, judge_variant
from autograder.core.exercise import NAMELESS, Case, Exercise, Step, Variant
from autograder.core.explanation import Explanation, Slip
from autograder.core.result import Verdict
from autograder.core.submission import CallError, Outcome, Request
from autograder.live import LiveSubmission

DZ = Step("dZ", "dZ", lambda c, v: c.a + 1, {
    "upstream_ignored": lambda c, v: np.ones_like(c.a),
    f"{NAMELESS}@zero": lambda c, v: 0 * c.a,
}, latent=True)  # fmt: skip
DB = Step("db", "db", lambda c, v: v["dZ"].sum(axis=0), {
    "bias_not_summed": lambda c, v: v["dZ"] * 1.0,
    "never_filled_in": lambda c, v: np.zeros(v["dZ"].shape[1]),
}, uses=("dZ",))  # fmt: skip
DA = Step("dA", "dA", lambda c, v: v["dZ"] * 3, uses=("dZ",))


def draw(rng, sizes) -> Case:
    a = rng.standard_normal((sizes["N"], sizes["d"]))
    return Case(Request((a,)), {"a": a}, {"N": sizes["N"]})


VARIANT = Variant("", (DZ, DB, DA), draw, ({"N": 5, "d": 3}, {"N": 7, "d": 2}))
EXERCISE = Exercise("f", "", "", ("a",), (VARIANT,), ("db", "dA"))


def judged(function):
    submission = LiveSubmission(function, "f")
    return judge_variant(EXERCISE, VARIANT, submission.calls("f", [c.request for c in VARIANT.cases]), submission)


def verdicts(judgement) -> dict:
    return {check.name: check.verdict is Verdict.PASSED for check in judgement.checks}


def named(judgement) -> set:
    return {(diagnosis.name, diagnosis.where) for diagnosis in judgement.diagnosis}


def test_a_right_function_earns_every_step():
    judgement = judged(lambda a: ((a + 1).sum(axis=0), 3 * (a + 1)))
    assert (judgement.points, judgement.message, named(judgement)) == (3.0, "", set())


def test_one_slip_costs_its_own_step():
    judgement = judged(lambda a: (a + 1, 3 * (a + 1)))
    assert verdicts(judgement) == {"dZ": True, "db": False, "dA": True}
    assert named(judgement) == {("bias_not_summed", "db")}


def test_what_follows_from_a_slip_is_right_given_it():
    judgement = judged(lambda a: (np.ones_like(a).sum(axis=0), 3 * np.ones_like(a)))
    assert verdicts(judgement) == {"dZ": False, "db": True, "dA": True}
    assert named(judgement) == {("upstream_ignored", "dZ")}
    assert judgement.checks[1].message == "Right, given your own dZ."


def test_a_bias_kept_as_a_row_and_a_list_are_remarked_on():
    judgement = judged(lambda a: ((a + 1).sum(axis=0, keepdims=True), (3 * (a + 1)).tolist()))
    assert judgement.points == 3.0 and all(verdicts(judgement).values())
    remarks = {check.name: check.message for check in judgement.checks}
    assert "db has shape (1, 3) where (3,) is asked; its numbers are right." in remarks["db"]
    assert "dA is a list" in remarks["dA"]


def test_a_bias_kept_as_a_column_keeps_half():
    judgement = judged(lambda a: ((a + 1).sum(axis=0)[:, None], 3 * (a + 1)))
    assert judgement.points == 2.5
    assert named(judgement) == {("bias_kept_as_row", "db")}


def test_zeros_that_several_mistakes_explain_are_given_no_name():
    judgement = judged(lambda a: (0 * a.sum(axis=0), 0 * a))
    assert named(judgement) == set()
    assert "zero" in judgement.message


def test_what_nothing_explains_is_shown_and_not_named():
    judgement = judged(lambda a: (np.cos(a).sum(axis=0), 3 * (a + 1)))
    assert verdicts(judgement)["dA"] and not verdicts(judgement)["db"]
    assert named(judgement) == set()
    assert judgement.message.startswith("No entry of db is right")


def test_a_crash_is_told_in_every_step():
    submission = LiveSubmission(lambda a: a, "f")
    crash = Outcome(error=CallError("ValueError", "no", 3))
    judgement = judge_variant(EXERCISE, VARIANT, [crash, crash], submission)
    assert judgement.points == 0
    assert {check.message for check in judgement.checks} == {"`f` raised ValueError on line 3: no."}


def test_a_slip_that_an_equally_good_account_does_without_is_in_doubt():
    sure, doubtful = Slip("dZ", "rule", "upstream_ignored"), Slip("db", "rule", "bias_not_summed")
    accounts = [Explanation((sure, doubtful), cost=2.0), Explanation((sure, Slip("dA", "scale", "2")), cost=2.05)]
    settled = beyond_doubt(accounts, VARIANT.cases)
    assert (settled.slips, settled.unknown) == ((sure,), ("db",))
    assert beyond_doubt([Explanation(unknown=("db",))], VARIANT.cases) is None


def test_zeros_say_nothing_where_all_sizes_agree():
    accounts = [Explanation((Slip("db", "rule", "never_filled_in"),), cost=1.0)]
    alike = [draw(np.random.default_rng(0), {"N": n, "d": n}) for n in (4, 5)]
    assert beyond_doubt(accounts, alike).slips == ()
    assert beyond_doubt(accounts, [replace(case, sizes={"N": 5, "d": 3}) for case in alike]).slips != ()


def test_two_settings_of_one_mistake_are_no_doubt():
    one, other = Slip("dZ", "rule", "upstream_ignored@mean"), Slip("dZ", "rule", "upstream_ignored")
    settled = beyond_doubt([Explanation((one,), cost=1.0), Explanation((other,), cost=1.0)], VARIANT.cases)
    assert settled.slips == (one,)


def test_a_crash_is_told_of_the_slip_that_caused_it_and_not_of_one_beside_it():
    def draw(rng, sizes) -> Case:
        a, b = rng.standard_normal((sizes["N"], sizes["d"])), rng.standard_normal((sizes["d"], sizes["h"]))
        return Case(Request((a, b)), {"a": a, "b": b}, sizes)

    wrong = {"weights_not_transposed": lambda c, v: c.a @ c.b.T}
    steps = (Step("dA", "dA", lambda c, v: c.a @ c.b, wrong),)
    square = ({"N": 4, "d": 4, "h": 4}, {"N": 3, "d": 3, "h": 3})
    variant = Variant("", steps, draw, ({"N": 5, "d": 3, "h": 2},), (square,))
    exercise = Exercise("f", "", "", ("a", "b"), (variant,), "dA")
    submission = LiveSubmission(lambda a, b: 2 * (a @ b.T), "f")
    outcomes = submission.calls("f", [case.request for case in variant.cases])
    told = {d.name: d.message for d in judge_variant(exercise, variant, outcomes, submission).diagnosis}
    assert told["weights_not_transposed"].startswith("`f` raised ValueError")
    assert told["factor_two_extra"].startswith("Where all sizes agree, no entry of dA is right")
