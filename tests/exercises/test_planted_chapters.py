"""Chapters 03, 04, 06 to 10: right code passes, each mistake of a student has its name, a near miss has not."""

from __future__ import annotations

import doctest
import importlib
import os

import pytest

from autograder import Verdict, evaluate
from autograder.core.catalogue import (
    capstone,
    curves,
    decay,
    differences,
    dropout,
    gradient_checking,
    gradient_descent,
    graph_slips,
    graphs,
    layer_checks,
    logistic,
    momentum,
    overfitting,
    pipeline,
    readings,
    regularisation,
    tensorflow,
    training,
    updates,
)
from autograder.exercises import by_chapter
from tests.exercises import (
    rows_capstone,
    rows_curves,
    rows_decay,
    rows_differences,
    rows_further,
    rows_gradient_checking,
    rows_gradient_descent,
    rows_graph_slips,
    rows_graphs,
    rows_logistic,
    rows_momentum,
    rows_overfitting,
    rows_readings,
    rows_regularisation,
    rows_seldom,
    rows_tensorflow,
    rows_updates,
)
from tests.exercises.planted import (
    Planted,
    demand_full_marks,
    demand_named,
    demand_not_named,
    unshown,
    worked,
)

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # read when a student of chapter 09 imports TensorFlow
TABLES = {
    "gradient_checking": (rows_gradient_checking, rows_differences, rows_further),
    "graphs": (rows_graphs, rows_graph_slips, rows_further),
    "gradient_descent": (rows_gradient_descent, rows_momentum, rows_updates, rows_further),
    "overfitting": (rows_overfitting, rows_curves, rows_seldom),
    "regularisation": (rows_regularisation, rows_decay),
    "tensorflow": (rows_tensorflow, rows_logistic),
    "capstone": (rows_capstone, rows_readings),
}
ALL_TABLES = tuple(dict.fromkeys(table for tables in TABLES.values() for table in tables))
CATALOGUE = (
    *(capstone, curves, decay, differences, dropout, gradient_checking, gradient_descent, graph_slips, graphs),
    *(layer_checks, logistic, momentum, overfitting, pipeline, readings, regularisation, tensorflow, training, updates),
)
STUDENT = Planted({name: source for table in ALL_TABLES for name, source in getattr(table, "STUDENTS", {}).items()})
ROWS = tuple(row for table in ALL_TABLES for row in table.ROWS)
STYLES = tuple(style for table in ALL_TABLES for style in getattr(table, "STYLES", ()))
WORKED = {name: function for key in TABLES for name, function in worked(by_chapter(key)).items()}
rows = pytest.mark.parametrize("row", ROWS, ids=[row.label for row in ROWS])


@pytest.mark.parametrize("key", TABLES)
def test_the_examples_of_the_docstrings_hold(key):
    found = doctest.testmod(importlib.import_module(f"solutions.{key}"))
    assert found.failed == 0 < found.attempted


@pytest.mark.parametrize("name", WORKED)
def test_the_worked_function_passes(name):
    demand_full_marks(evaluate(WORKED[name], name))


@pytest.mark.parametrize("name", WORKED)
def test_a_stub_is_not_attempted(name):
    assert evaluate(STUDENT.stub(name), name).verdict is Verdict.NOT_ATTEMPTED


@pytest.mark.parametrize("name", WORKED)
def test_the_students_right_code_passes(name):
    demand_full_marks(evaluate(STUDENT.function(name), name))


@pytest.mark.parametrize(("name", "edits"), STYLES)
def test_a_right_style_passes(name, edits):
    demand_full_marks(evaluate(STUDENT.function(name, *edits.split(" ;; ")), name))


@rows
def test_a_mistake_is_named(row):
    demand_named(STUDENT, row)


@rows
def test_a_near_miss_is_not_given_the_name(row):
    demand_not_named(STUDENT, row)


@pytest.mark.parametrize("key", TABLES)
def test_every_rule_has_a_student_who_follows_it(key):
    shown = tuple(row for table in TABLES[key] for row in getattr(table, "SHOWN", table.ROWS))
    assert unshown(by_chapter(key), shown) == {}


def test_every_row_of_the_catalogue_has_a_student_who_makes_the_mistake():
    shown = {name for row in ROWS for name in row.truth}
    assert {row.name for module in CATALOGUE for row in module.ROWS} - shown == set()


@pytest.mark.parametrize("key", TABLES)
def test_a_chapter_gives_ten_to_twenty_points(key):
    assert 10 <= by_chapter(key).points <= 20


def test_a_spread_that_is_compared_with_zero_is_right_and_remarked_on():
    result = evaluate(STUDENT.function("standardise", "s > 1e-12 => s != 0"))
    assert (result.verdict, result.points, result.diagnosis) == (Verdict.PASSED, result.max_points, ())
    assert "With a column of 0.1 in training, a test row that is off by 1 comes out at 7" in result.message


@pytest.mark.parametrize("divisor", ["2", "-1"])
def test_a_constant_column_that_is_divided_by_another_number_fails(divisor):
    result = evaluate(
        STUDENT.function("standardise", f"np.where(s > 1e-12, s, 1) => np.where(s > 1e-12, s, {divisor})")
    )
    assert (result.verdict, result.diagnosis) == (Verdict.FAILED, ())
    assert "is centred and not divided" in result.message
