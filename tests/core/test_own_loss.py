"""A gradient that is right for the learner's own loss is told so, by the factor between the two losses."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from autograder import Verdict, evaluate
from tests.exercises.students import SOURCES

LOSS = """
def mse(Y_hat, Y):
    return {}
"""
OWN = "right for the loss in your own notebook"


def student(name: str, edit: tuple[str, str], loss: str):
    """Returns a student's function, edited, from a notebook that holds a loss of its own."""
    source = textwrap.dedent(SOURCES[name])
    assert edit[0] in source
    space = {"np": np}
    exec(LOSS.format(loss) + source.replace(*edit), space)
    return space[name]


HALF = ("2 * (A2 - Y)", "(A2 - Y)")
SUM = (" / Y.size", "")


@pytest.mark.parametrize(
    ("edit", "loss", "factor"),
    [
        (HALF, "((Y_hat - Y) ** 2).mean() / 2", "0.5 times"),
        (SUM, "((Y_hat - Y) ** 2).sum()", "N*d_out times"),
        ((" / Y.size", " / len(Y)"), "((Y_hat - Y) ** 2).sum() / len(Y)", "d_out times"),
        (("2 * (A2 - Y) / Y.size", "(A2 - Y)"), "((Y_hat - Y) ** 2).sum() / 2", "N*d_out/2 times"),
    ],
)
def test_a_gradient_that_follows_the_learners_own_loss(edit, loss, factor):
    result = evaluate(student("two_layer_backward", edit, loss))
    assert result.verdict is Verdict.FAILED
    assert OWN in result.message
    assert f"your `mse` is {factor} the course's" in result.message


@pytest.mark.parametrize(
    ("edit", "loss"),
    [
        (HALF, "((Y_hat - Y) ** 2).mean()"),  # the loss is the course's
        (HALF, "((Y_hat - Y) ** 2).sum()"),  # another factor
        (HALF, "0.0"),
        (HALF, "Y_hat"),
        (HALF, "1 / 0"),
        (("dA1 * A1 * (1 - A1)", "dA1"), "((Y_hat - Y) ** 2).mean() / 2"),  # not a factor at all
    ],
)
def test_nothing_is_said_where_the_two_do_not_agree(edit, loss):
    assert OWN not in evaluate(student("two_layer_backward", edit, loss)).message


def test_a_notebook_without_a_loss_is_judged_as_before():
    space = {"np": np}
    exec("def mse_grad(Y_hat, Y):\n    return (Y_hat - Y) / Y.size\n", space)
    result = evaluate(space["mse_grad"])
    assert [found.name for found in result.diagnosis] == ["factor_two_missing"]
    assert OWN not in result.message


def test_a_right_gradient_of_the_right_loss_passes_beside_a_wrong_loss():
    assert evaluate(student("two_layer_backward", ("Y.size", "Y.size"), "0.0")).verdict is Verdict.PASSED
