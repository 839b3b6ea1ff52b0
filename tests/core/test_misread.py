"""A function that is right but for what it starts from: found when nothing else explains it, and only if it repeats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.core.exercise import Case, Misreading, Step, Variant
from autograder.core.misread import misread
from autograder.core.submission import Request

SIZES = ({"N": 7}, {"N": 5})


def draw(rng, sizes) -> Case:
    given = {"x": rng.standard_normal(sizes["N"]), "p": rng.standard_normal(sizes["N"])}
    return Case(Request((given["x"],)), given, sizes)


def doubled(case: Case) -> Case:
    return replace(case, given={**case.given, "x": 2 * case.given["x"] + 1})


VARIANT = Variant(
    "", (Step("s", "s", lambda c, v: c.x**2, {"cube": lambda c, v: c.x**3}),), draw, SIZES,
    misreadings=(
        Misreading("doubled", "x", doubled),
        Misreading("stepped", "p", answer=lambda case, answer: {"s": case.p - answer["s"]}),
    ),
)  # fmt: skip


def account(function, fresh=None):
    answers = [[{"s": f(case)} for case in cases]
               for f, cases in ((function, VARIANT.cases), (fresh or function, VARIANT.fresh_cases))]  # fmt: skip
    return misread(VARIANT, *answers)


def test_other_inputs_are_found_alone_and_with_one_slip_beside_them():
    alone = account(lambda c: (2 * c.x + 1) ** 2)
    assert (alone.misreading.name, alone.explanation.slips) == ("doubled", ())
    beside = account(lambda c: (2 * c.x + 1) ** 3)
    assert (beside.misreading.name, [slip.key for slip in beside.explanation.slips]) == ("doubled", ["cube"])


def test_what_was_done_to_the_answer_is_undone():
    found = account(lambda c: c.p - c.x**2)
    assert found.misreading.name == "stepped"
    assert all(np.allclose(own["s"], case.x**2) for own, case in zip(found.answers, found.cases, strict=True))


def test_nothing_is_found_for_other_numbers_or_for_numbers_that_do_not_come_again():
    assert account(lambda c: np.sin(c.x)) is None
    assert account(lambda c: (2 * c.x + 1) ** 2, fresh=lambda c: np.sin(c.x)) is None
