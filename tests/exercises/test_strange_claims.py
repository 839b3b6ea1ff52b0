"""What a worker that was tampered with may claim of an exercise's function: never a grader error, never points."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.core.evaluate import evaluate_submission
from autograder.core.plain import Opaque
from autograder.core.result import Verdict
from autograder.core.submission import Outcome
from autograder.exercises import CHAPTERS

CLAIMS = (
    7,
    "x",
    [1, 2],
    [("W1",)],
    [("W1", 3)],
    np.arange(7),
    (np.arange(3), np.arange(3)),
    ({}, {}),
    Opaque("f", True),
)
EXERCISE = next(e for chapter in CHAPTERS for e in chapter.exercises if e.name == "tf_gradients")


class Claiming:
    def __init__(self, value: object):
        self.value = value

    def calls(self, name, requests, patience=1):
        return [Outcome(value=self.value)] * len(requests)


@pytest.mark.parametrize("value", CLAIMS, ids=repr)
def test_a_claim_of_another_form_is_a_wrong_answer(value):
    result = evaluate_submission(EXERCISE, Claiming(value))
    assert (result.verdict, result.points) == (Verdict.FAILED, 0)
