"""A mistake that no table lists is observed and given no name."""

from __future__ import annotations

import pytest

from autograder import Verdict, evaluate
from tests.exercises.students import EXERCISES, student
from tests.exercises.unlisted import UNLISTED


@pytest.mark.parametrize("mistake", UNLISTED, ids=[f"{m.exercise}-{m.edits}" for m in UNLISTED])
def test_an_unlisted_mistake_is_observed_and_not_named(mistake):
    result = evaluate(student(mistake.exercise, mistake.edits))
    assert result.verdict is Verdict.FAILED
    assert [diagnosis.name for diagnosis in result.diagnosis] == []
    assert any(character.isdigit() for character in result.message), result.message


def test_most_exercises_have_an_unlisted_mistake():
    assert {mistake.exercise for mistake in UNLISTED} == set(EXERCISES) - {"init_params"}
