"""`check(...)` as a learner meets it: what is printed, what comes back, and never a traceback from our files."""

from __future__ import annotations

import functools

import numpy as np
import pytest

import solutions.neuron
from autograder import Checker, Verdict, evaluate
from autograder.live import Card, LiveSubmission, show


@pytest.fixture
def check() -> Checker:
    """A session that has checked nothing yet."""
    return Checker()


def relu(z):
    return np.maximum(z, 0)


def wrong_relu(z):
    return np.abs(z)


wrong_relu.__name__ = "relu"


def stub(z):
    raise NotImplementedError


stub.__name__ = "relu"


def test_a_right_function_comes_back_as_it_is(check, capsys):
    assert check(relu) is relu
    assert capsys.readouterr().out.startswith("✓ relu: passed (1/1)")


def test_a_wrong_one_is_told_why_and_the_courses_own_comes_back(check, capsys):
    assert check(wrong_relu) is solutions.neuron.relu
    said = capsys.readouterr().out
    assert said.startswith("✗ relu: failed (0/1)")
    assert "Negative inputs come out positive." in said
    assert "The page goes on with the course's own `relu`." in said


def test_an_untouched_stub_is_not_a_failure(check, capsys):
    assert check(stub) is solutions.neuron.relu
    assert capsys.readouterr().out.startswith("○ relu: not attempted (0/1)")


def test_the_same_function_gets_the_same_words_twice(check, capsys):
    check(wrong_relu)
    first = capsys.readouterr().out
    check(wrong_relu)
    assert capsys.readouterr().out == first


class Relu:
    """Not a function."""

    def __call__(self, z):
        return z


def renamed(z):
    return z


NOT_EXERCISES = {
    "nothing": (None, "check(None)"),
    "a class": (Relu, "`Relu` is a class"),
    "an instance": (Relu(), "There is no exercise called `Relu`"),
    "a result": (np.zeros(3), "not ndarray. Leave out the call's parentheses"),
    "another name": (renamed, "There is no exercise called `renamed`"),
    "a lambda": (lambda z: z, "There is no exercise called `<lambda>`"),
    "a partial": (functools.partial(relu), "There is no exercise called `partial`"),
    "text": ("relu", "not str"),
}


@pytest.mark.parametrize("name", NOT_EXERCISES)
def test_what_cannot_be_checked_is_told_in_a_sentence_and_handed_back(check, capsys, name):
    given, sentence = NOT_EXERCISES[name]
    assert check(given) is given
    said = capsys.readouterr().out
    assert sentence in said
    assert "Traceback" not in said
    assert said.count("\n") == 1


def test_other_arguments_than_the_stubs_are_named_and_the_courses_own_comes_back(check, capsys):
    def mse(prediction):
        return 0.0

    assert check(mse) is solutions.neuron.mse
    assert "`mse` takes (Y_hat, Y); yours takes (prediction)." in capsys.readouterr().out


def test_extra_arguments_with_defaults_do_no_harm(check):
    def mse(Y_hat, Y, verbose=False):
        return ((Y_hat - Y) ** 2).mean()

    assert check(mse) is mse


def test_a_wrong_turn_is_shown_and_spoils_neither_name_nor_progress(check, capsys):
    session = {"relu": relu, "check": check}
    exec("@check.wrong_turn\ndef relu(z):\n    return abs(z)\n", session)
    assert session["relu"] is relu
    said = capsys.readouterr().out
    assert said.startswith("✗ relu: failed (0/1)")
    assert "course's own" not in said
    assert check.results == {}


def test_a_wrong_turn_of_a_name_that_held_nothing_is_kept(check):
    session = {"check": check}
    exec("@check.wrong_turn\ndef relu(z):\n    return abs(z)\n", session)
    assert session["relu"](-2) == 2


@pytest.mark.parametrize("step", [1, 2, 3])
def test_hints_come_in_three_steps(check, capsys, step):
    check(wrong_relu, hint=step)
    assert capsys.readouterr().out.startswith(f"Hint {step}, ")


def test_a_fourth_hint_is_refused(check, capsys):
    check(wrong_relu, hint=7)
    assert "three hints" in capsys.readouterr().out


def test_a_hint_for_what_passes_or_is_open(check, capsys):
    check(relu, hint=1)
    assert "no hint is needed" in capsys.readouterr().out
    check(stub, hint=1)
    assert "not attempted yet" in capsys.readouterr().out


def test_progress_counts_the_chapter_of_the_last_check(check, capsys):
    check()
    assert capsys.readouterr().out == "Nothing is checked yet.\n"
    check(relu)
    capsys.readouterr()
    check()
    said = capsys.readouterr().out
    assert said.startswith("Chapter 01: 1/5 exercises, 1/10 points")
    assert "✓ relu: passed (1/1)" in said
    assert "○ sigmoid: not checked" in said


def test_a_card_shows_itself_as_text_or_as_html(capsys):
    card = Card("plain", "<p>rich</p>")
    assert (repr(card), card._repr_html_()) == ("plain", "<p>rich</p>")
    show(card)
    assert capsys.readouterr().out == "plain\n"


class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def raising(error):
    def relu(z):
        raise error

    return relu


@pytest.mark.parametrize("error", [ValueError("odd"), Silent(), RecursionError(), ZeroDivisionError("by zero")])
def test_whatever_is_raised_is_the_learners_and_told_in_a_sentence(error):
    result = evaluate(raising(error))
    assert result.verdict is Verdict.FAILED
    assert type(error).__name__ in result.message


def test_the_line_is_the_learners_own():
    def relu(z):
        return z @ np.ones((99, 1))

    assert f"on line {relu.__code__.co_firstlineno + 1}" in evaluate(relu).message


def test_arguments_are_copies_and_changes_are_reported():
    def relu(z):
        z[z < 0] = 0
        return z

    result = evaluate(relu)
    assert [found.name for found in result.diagnosis] == ["arguments_changed"]
    assert "z no longer holds what you were given" in result.message


def test_a_submission_of_one_function_knows_no_other():
    outcome = LiveSubmission(relu, "relu").calls("nowhere", [None])[0]
    assert outcome.error.kind == "Missing"


def test_an_exercise_may_be_named():
    assert evaluate(lambda z: np.maximum(z, 0), "relu").verdict is Verdict.PASSED
    with pytest.raises(KeyError):
        evaluate(lambda z: z)
