"""Every mistake is named when a student makes it, and a near miss is not given its name."""

from __future__ import annotations

import pytest

from autograder import Verdict, evaluate
from autograder.core.catalogue import (
    classes,
    errors,
    factors,
    forward,
    gradients,
    initial,
    losses,
    neurons,
    returned,
    slopes,
    sums,
    values,
)
from autograder.core.exercise import mistakes_of_rule
from tests.exercises import rows_backprop, rows_forward, rows_neurons, rows_values
from tests.exercises.students import EXERCISES, SOURCES, student

ROWS = (*rows_forward.ROWS, *rows_backprop.ROWS, *rows_values.ROWS, *rows_neurons.ROWS)


def names(result) -> set[str]:
    return {diagnosis.name for diagnosis in result.diagnosis}


@pytest.mark.parametrize("row", ROWS, ids=[row.label for row in ROWS])
def test_a_mistake_is_named(row):
    result = evaluate(student(row.exercise, *row.wrong))
    assert result.verdict is Verdict.FAILED
    assert names(result) == row.truth
    assert result.points < result.max_points


@pytest.mark.parametrize("row", ROWS, ids=[row.label for row in ROWS])
def test_a_near_miss_is_not_given_the_name(row):
    assert not names(evaluate(student(row.exercise, *row.near))) & row.truth


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_every_wrong_rule_of_an_exercise_has_a_student_who_follows_it(exercise):
    steps = [step for variant in exercise.variants for step in variant.steps]
    listed = {name for step in steps for rule in step.wrong for name in mistakes_of_rule(rule)}
    shown = {name for row in ROWS if row.exercise == exercise.name for name in row.truth}
    assert listed - shown == set()


MODULES = (classes, errors, factors, forward, gradients, initial, losses, neurons, returned, slopes, sums, values)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_every_row_of_the_catalogue_has_a_student_who_makes_the_mistake(module):
    assert {row.name for row in module.ROWS} - {name for row in ROWS for name in row.truth} == set()


@pytest.mark.parametrize("name", SOURCES)
def test_the_students_right_code_passes(name):
    result = evaluate(student(name))
    assert (result.verdict, result.points, result.message) == (Verdict.PASSED, result.max_points, "")


def test_every_exercise_has_a_student():
    assert set(SOURCES) == set(EXERCISES)
