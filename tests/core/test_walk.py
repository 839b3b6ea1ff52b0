"""The walk by itself, on a hand-made table of three steps: one that is not returned, and two that are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.core.exercise import NAMELESS, RIGHT, Case, Step
from autograder.core.explanation import Slip, slip_mistakes
from autograder.core.replay import compute, reproduces
from autograder.core.submission import Request
from autograder.core.walk import QUICK, THOROUGH, walk

TURNED = {"-1": ("minus_sign_extra",)}
HIDDEN = Step("h", "h", lambda c, v: c.x + 1, {
    "bias_omitted": lambda c, v: c.x,
    f"{NAMELESS}@zero": lambda c, v: 0 * c.x,
}, latent=True)  # fmt: skip
SQUARE = Step("s", "s", lambda c, v: v["h"] ** 2, {"not_squared": lambda c, v: v["h"]}, uses=("h",), scales=TURNED)
TWICE = Step("t", "t", lambda c, v: 2 * v["s"], {
    "never_filled_in": lambda c, v: 0 * v["s"],
}, uses=("s",), scales=TURNED)  # fmt: skip
STEPS = (HIDDEN, SQUARE, TWICE)


def cases(seed: int) -> list[Case]:
    rng = np.random.default_rng(seed)
    return [Case(Request(), {"x": rng.standard_normal(n) + 3}, {"N": n}) for n in (5, 7)]


CASES, FRESH = cases(1), cases(2)


def answers(function, of=CASES) -> list[dict]:
    return [dict(zip("st", function(case.x), strict=True)) for case in of]


def right(x):
    return (x + 1) ** 2, 2 * (x + 1) ** 2


def best(function, effort=THOROUGH):
    return walk(STEPS, CASES, answers(function), effort)[0]


def made(function, effort=THOROUGH) -> set[tuple[str, str]]:
    return {(slip.step, slip.key) for slip in best(function, effort).slips}


def test_a_right_answer_needs_no_slip():
    state = best(right)
    assert (state.slips, state.unknown, state.cost) == ((), (), 0.0)


@pytest.mark.parametrize("effort", (QUICK, THOROUGH))
def test_one_slip_in_what_is_not_returned_is_met_once(effort):
    assert made(lambda x: (x**2, 2 * x**2), effort) == {("h", "bias_omitted")}


def test_a_later_step_is_judged_given_the_learners_own_earlier_value():
    assert made(lambda x: (x + 1, 2 * (x + 1))) == {("s", "not_squared")}


def test_two_slips_are_told_apart():
    assert made(lambda x: (x, -2 * x)) == {("h", "bias_omitted"), ("s", "not_squared"), ("t", "-1")}


def test_a_factor_is_named_by_the_sizes():
    averaged = answers(lambda x: ((x + 1) ** 2 / len(x), 2 * (x + 1) ** 2 / len(x)))
    accounts = [{(slip.step, slip.key) for slip in state.slips} for state in walk(STEPS, CASES, averaged)]
    assert accounts[:2] == [{("h", "1/N")}, {("s", "1/N")}]  # the one that blames what is not returned comes first


def test_a_factor_of_what_is_not_returned_is_found_through_what_is():
    """h / N squares to a factor 1/N**2, so only the step that h enters linearly shows where it stands."""
    steps = (HIDDEN, replace(SQUARE, right=lambda c, v: 3 * v["h"]), TWICE)
    shown = [{"s": 3 * (c.x + 1) / len(c.x), "t": 6 * (c.x + 1) / len(c.x)} for c in CASES]
    state = walk(steps, CASES, shown)[0]
    assert [(slip.step, slip.key) for slip in state.slips] == [("h", "1/N")]


def test_what_no_rule_gives_is_called_unknown_and_the_walk_goes_on():
    state = best(lambda x: (np.sin(x), -2 * np.sin(x)))
    assert state.unknown == ("s",)
    assert [(slip.step, slip.key) for slip in state.slips] == [("t", "-1")]


def test_a_missing_tensor_is_unknown():
    state = walk(STEPS, CASES, [{"t": right(c.x)[1]} for c in CASES])[0]
    assert "s" in state.unknown


def test_an_explanation_must_hold_on_fresh_cases():
    def sometimes(x):
        return (x + 1) ** 2 * (1.0 if any(x is c.x for c in FRESH) else -1.0), right(x)[1]

    state = next(s for s in walk(STEPS, CASES, answers(sometimes)) if s.slips)
    assert not reproduces(STEPS, FRESH, answers(sometimes, FRESH), state)
    bare = best(lambda x: (x + 1, 2 * (x + 1)))
    assert reproduces(STEPS, FRESH, answers(lambda x: (x + 1, 2 * (x + 1)), FRESH), bare)
    assert not reproduces(STEPS, FRESH, answers(right, FRESH), bare)


def test_a_nameless_rule_explains_and_names_nothing():
    state = best(lambda x: (0 * x, 0 * x))
    assert state.unknown == ()
    assert slip_mistakes(HIDDEN, Slip("h", "rule", f"{NAMELESS}@zero")) == ()
    assert slip_mistakes(HIDDEN, Slip("h", "rule", "bias_omitted@0.1")) == ("bias_omitted",)


def test_what_a_scale_means_depends_on_the_step():
    assert slip_mistakes(TWICE, Slip("t", "scale", "-1")) == ("minus_sign_extra",)
    assert slip_mistakes(HIDDEN, Slip("h", "scale", "-1")) == ("sign_reversed",)
    assert slip_mistakes(TWICE, Slip("t", "scale", "-2")) == ("minus_sign_extra", "factor_two_extra")


def test_a_rule_that_cannot_be_applied_gives_none():
    assert compute(lambda c, v: v["unknown"], CASES, [{}, {}]) is None
    assert compute(lambda c, v: c.x @ np.ones(99), CASES, [{}, {}]) is None
    assert [len(value) for value in compute(SQUARE.rule(RIGHT), CASES, [{"h": c.x} for c in CASES])] == [5, 7]
