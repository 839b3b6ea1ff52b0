"""What of the course a worker knows: earlier answers and blank figures, never the answers asked for."""

from __future__ import annotations

import sys

import pytest

from autograder.isolate import course


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "__init__.py").write_text("from figures.style import RED")
    (tmp_path / "style.py").write_text("RED = 'red'")
    (tmp_path / "neuron.py").write_text("def diagram(): return 1")
    (tmp_path / "shared.py").write_text("from solutions.neuron import neuron\ndef diagram(): return 1")
    (tmp_path / "broken.py").write_text("def (")
    return str(tmp_path)


def test_only_what_is_asked_for_is_read(folder):
    modules = course.read_modules("solutions", folder, ("neuron", "not_there"))
    assert set(modules) == {"solutions", "solutions.neuron"}
    assert modules["solutions"].text == ""


def test_figures_that_know_answers_are_blank(folder):
    modules = course.read_figures(folder, ["neuron"])
    blank = {name for name, module in modules.items() if module.text == course.BLANK_FIGURES}
    assert blank == {"figures.neuron", "figures.shared"}
    assert modules["figures"].is_package


def test_a_figure_that_cannot_be_compiled_fails_where_it_is_imported(folder):
    assert course.read_figures(folder, [])["figures.broken"].code is None


def test_a_missing_package_is_empty():
    assert set(course.read_figures("", [])) == {"figures"}


def test_the_finder_answers_for_the_course_only(folder):
    finder = course.CourseFinder(course.read_figures(folder, []))
    assert finder.find_spec("json") is None
    assert finder.find_spec("figures.style").loader is finder
    assert finder.get_source("figures.style") == "RED = 'red'"
    with pytest.raises(ModuleNotFoundError, match="not available while this chapter is marked"):
        finder.find_spec("solutions.backprop")


def test_under_the_stand_in_a_wrong_turn_leaves_the_name_as_it_was():
    session = {"check": course.stand_in().check}
    exec("def relu(z):\n    return 0\n\n\n@check.wrong_turn\ndef relu(z):\n    return 1\n", session)
    assert session["relu"](5) == 0


def test_the_stand_in_hands_back_and_shows_nothing(capsys):
    autograder = course.stand_in()
    assert autograder.check(len) is len
    assert autograder.check(len, hint=2) is len
    assert autograder.check() is None
    assert autograder.evaluate(len) is None
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("module", "may"),
    [
        ("solutions.neuron", True),
        ("solutions.backprop", False),
        ("solutions", False),
        ("autograder.materials", True),
        ("autograder.materials.graphs", True),
        ("autograder.materials_of_others", False),
        ("autograder.exercises", False),
        ("os", False),
    ],
)
def test_what_a_marker_may_name(module, may):
    assert course.may_name(module, ("neuron", "forward")) is may


def test_a_marker_is_resolved_by_import():
    assert course.resolve("sys", "version") is sys.version


def test_what_a_blank_figure_lacks_is_no_mistake_of_the_learners(run):
    cells = ("from figures import backprop", "for name in backprop.losses().items(): pass", "backprop.circuit()")
    (error,) = run(*cells).cell_errors
    assert (error.index, error.kind) == (1, "NotWhileMarking")
