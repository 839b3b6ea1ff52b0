"""`autograder list`, `show` and `explain`: every exercise and every mistake can be asked for, in its own words."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from autograder import cli
from autograder.cli_catalogue import ANYWHERE, UnknownName, explain_mistake, list_exercises, mistakes_of, show_exercise
from autograder.core.catalogue import catalogue
from autograder.exercises import CHAPTERS
from tests import exercises as tables

ROWS = [
    row
    for module in pkgutil.iter_modules(tables.__path__, "tests.exercises.")
    if module.name.startswith("tests.exercises.rows_")
    for row in getattr(importlib.import_module(module.name), "ROWS", ())
]
EXERCISES = [exercise for chapter in CHAPTERS for exercise in chapter.exercises]


def test_the_list_has_every_exercise_once_with_its_points():
    lines = list_exercises().splitlines()
    rows = [line.split(maxsplit=1) for line in lines if line.startswith("   ")]
    assert [call.partition("(")[0] for _, call in rows] == [exercise.name for exercise in EXERCISES]
    assert [float(points) for points, _ in rows] == [exercise.points for exercise in EXERCISES]
    heads = [line for line in lines if not line.startswith(" ")]
    assert [head.partition(" ")[0] for head in heads] == [chapter.number for chapter in CHAPTERS]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_what_is_shown_adds_up_to_the_points_and_names_mistakes_that_exist(exercise):
    shown, _, names = show_exercise(exercise.name).partition("\n\nMistakes it can name:\n")
    names, _, further = names.partition("\n\nAnd in any exercise: ")
    points = [float(line.split()[0]) for line in shown.splitlines() if line.startswith("   ")]
    assert sum(points) == pytest.approx(exercise.points, abs=0.005 * len(points))  # each is shown to two places
    assert set(names.split()) == set(mistakes_of(exercise)) <= set(catalogue())
    assert mistakes_of(exercise)
    assert further == f"{', '.join(ANYWHERE)}."


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_whatever_a_student_is_told_stands_in_what_is_shown(exercise):
    told = {name for row in ROWS if row.exercise == exercise.name for name in row.truth}
    assert told - set(mistakes_of(exercise)) - set(ANYWHERE) == set()


@pytest.mark.parametrize("name", catalogue())
def test_a_mistake_is_explained_with_its_question_and_three_hints(name):
    row, said = catalogue()[name], explain_mistake(name)
    assert said.startswith(f"{name} ({row.family}: ")
    assert all(words in said for words in (row.note, row.suggests, row.question, *row.hints))


def test_every_mistake_belongs_to_an_exercise_that_shows_it():
    shown = {name for exercise in EXERCISES for name in mistakes_of(exercise)} | set(ANYWHERE)
    assert set(catalogue()) - shown == set()


def test_an_unknown_name_is_answered_with_near_ones():
    with pytest.raises(UnknownName, match=r"no exercise called 'sigmoidd'.*Did you mean sigmoid"):
        show_exercise("sigmoidd")
    with pytest.raises(UnknownName, match="no mistake called 'zzz'\\.$"):
        explain_mistake("zzz")


@pytest.mark.parametrize("words", [("list",), ("show", "mse"), ("explain", "gradient_ascent")])
def test_the_command_line_prints_them(words, capsys):
    assert cli.main(list(words)) == 0
    assert capsys.readouterr().out.strip()


def test_the_command_line_refuses_an_unknown_name(capsys):
    assert cli.main(["explain", "zzz"]) == 2
    assert "zzz" in capsys.readouterr().err
