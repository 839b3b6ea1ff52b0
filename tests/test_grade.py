"""One submission: its chapter, its exercises, and what is said where something could not be marked."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograder.core.result import Verdict
from autograder.core.submission import Outcome
from autograder.errors import ChapterError
from autograder.grade import (
    CellFault,
    Status,
    choose_chapter,
    grade,
    grader_failed,
    the_course,
    what,
    where,
)
from autograder.isolate import Clock
from autograder.notebook import parse_notebook
from tests.marking_fakes import CHAPTERS, COURSE, FakeSandbox, notebook

NEURON, BACKPROP = CHAPTERS


def marks(data: bytes, chapter=BACKPROP):
    return grade(data, chapter, FakeSandbox(), COURSE)


def test_every_exercise_of_the_chapter_is_marked():
    result = marks(notebook("def mse_grad(a): return 'right'", "def backward(a): return 'wrong'"))
    assert (result.status, result.chapter, result.title) == (Status.MARKED, "05_backprop", "Backpropagation")
    assert [(e.exercise, e.verdict, e.points) for e in result.exercises] == [
        ("mse_grad", Verdict.PASSED, 2),
        ("backward", Verdict.FAILED, 0),
    ]
    assert (result.points, result.max_points, result.has_mark) == (2, 5, True)
    assert result.isolation == "full"
    assert len(result.sha256) == 64
    assert result.seconds > 0


def test_a_missing_exercise_is_not_found_and_costs_only_itself():
    result = marks(notebook("def mse_grad(a): return 'right'"))
    assert result.exercises[1].message == "`backward` was not found in the notebook."
    assert (result.exercises[1].points, result.points) == (0, 2)


def test_a_cell_that_stops_explains_why_its_function_is_missing():
    result = marks(notebook("import numpy", "\n# mine\ndef backward(a):\n  boom", "def mse_grad(a): return 'right'"))
    (fault,) = result.cell_faults
    assert fault == CellFault(2, "# mine", "SyntaxError", "invalid", 2, "SyntaxError")
    expected = "`backward` was not defined: code cell 2 (`# mine`), line 2 stops with SyntaxError: invalid."
    assert result.exercises[1].message == expected
    assert result.points == 2


def test_a_function_that_is_gone_after_its_cell_ran_is_called_so():
    result = marks(notebook("def backward(a): hidden"))
    assert result.exercises[1].message.startswith("`backward` does not exist once the notebook has run")


def test_faults_in_words():
    fault = CellFault(2, "x = 1", "SystemExit", "")
    assert (where(fault), what(fault)) == ("code cell 2 (`x = 1`)", "SystemExit")


def test_what_cannot_be_read_is_no_mark_and_no_grader_error():
    result = marks(b"")
    assert (result.status, result.exercises, result.has_mark) == (Status.UNMARKED, (), False)
    assert result.reason.startswith("The file is empty.")


def test_a_grader_error_is_nobodys_zero():
    result = marks(notebook("def mse_grad(a): return 'right'", "def backward(a): confuse"))
    assert (result.status, result.has_mark, result.points) == (Status.PARTLY, False, 2)
    assert result.reason == "The grader failed on backward. This is not the student's doing; please report it."
    result = marks(notebook("break"))
    assert result.status is Status.GRADER_ERROR
    assert "RuntimeError: the sandbox is broken" in result.reason
    assert "not the student's doing" in grader_failed(ValueError("x"))


@pytest.mark.parametrize(
    ("book", "stem"),
    [
        (notebook("x", chapter="05_backprop"), "05_backprop"),
        (notebook("x", chapter="neuron"), "01_neuron"),
        (notebook("def relu(z):\n    pass", chapter="77_unknown"), "01_neuron"),
        (notebook("def relu(z): pass", "def mse_grad(a): pass", "def backward(a): pass"), "05_backprop"),
        (notebook("def relu(z): pass", "def mse_grad(a): pass"), None),
        (notebook("x = 1"), None),
    ],
)
def test_the_chapter_is_told_by_metadata_then_by_functions(book, stem):
    chapter = COURSE.infer(parse_notebook(book))
    assert (chapter.stem if chapter else None) == stem


def test_the_chapter_asked_for_wins_then_the_notebooks_then_the_classes():
    assert choose_chapter(COURSE, "05", "01_neuron", "01_neuron") is BACKPROP
    assert choose_chapter(COURSE, None, "01_neuron", "05_backprop") is NEURON
    assert choose_chapter(COURSE, None, None, "05_backprop") is BACKPROP
    with pytest.raises(ChapterError, match="Name it with --chapter"):
        choose_chapter(COURSE, None, None, None)


def test_the_real_course_has_the_chapters_of_the_first_issue():
    assert {"01_neuron", "02_forward", "05_backprop"} <= {chapter.stem for chapter in the_course().chapters}


def test_a_slow_exercise_has_its_patience():
    asked = []

    class Session:
        cell_errors, clock = (), Clock(60)

        def calls(self, name, requests, patience=1):
            asked.append((name, patience))
            return [Outcome(value=1.0)] * len(requests)

        def reaches(self, functions):
            return [()] * len(functions)

        __enter__, __exit__ = (lambda self: self), (lambda self, *unused: None)

    sandbox = SimpleNamespace(level="full", open=lambda cells, chapter: Session())
    assert grade(notebook("x = 1"), the_course().chapter("capstone"), sandbox, the_course()).status is Status.MARKED
    assert dict(asked)["accuracy"] == 1 and dict(asked)["fit_digits"] > 1
