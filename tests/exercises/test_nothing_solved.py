"""Functions that solve nothing: no points for results of zeros, for arguments handed back, for one constant."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograder import evaluate
from autograder.exercises import CHAPTERS
from tests.exercises.planted import worked

FUNCTIONS = {name: function for chapter in CHAPTERS for name, function in worked(chapter).items()}
SLOW = ("fit_digits", "tf_gradients", "find_the_bugs")
NAMES = [name for name in FUNCTIONS if name not in SLOW]
RIGHT_IN_PART = {  # what is right all the same
    ("constant", "local_grads"): "the slopes of a sum are 1 and 1",
    ("first argument", "activation_backward"): "the identity hands its gradient on",
    ("zeros", "init_params"): "shapes are right, and biases do start at 0",
    ("zeros", "k_folds"): "pairs of the right number and size",
}


def emptied(value):
    """Returns the same structure with every number 0."""
    if isinstance(value, dict):
        return {key: emptied(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(emptied, value))
    return np.zeros_like(value) if isinstance(value, np.ndarray) else type(value)()


def idle(kind: str, name: str) -> Callable:
    """Returns a function of that name which computes nothing."""
    makers = {
        "zeros": lambda *values, **settings: emptied(FUNCTIONS[name](*values, **settings)),
        "first argument": lambda *values, **settings: values[0],
        "arguments": lambda *values, **settings: values[:1] * 2,
        "constant": lambda *values, **settings: (1.0, 1.0),
    }
    return makers[kind]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["zeros", "first argument", "arguments", "constant"])
def test_what_computes_nothing_has_no_points(kind, name):
    result = evaluate(idle(kind, name), name)
    assert (result.points > 0) == ((kind, name) in RIGHT_IN_PART)
    assert result.points <= result.max_points / 2
