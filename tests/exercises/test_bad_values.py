"""Whatever a function returns or does, the verdict is the learner's, in a sentence, and never an error of ours."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from autograder import Verdict, evaluate, feedback
from autograder.exercises import CHAPTERS as ALL_CHAPTERS
from tests.exercises.odd_objects import (
    Agreeable,
    Endless,
    Hollow,
    Moody,
    Nameless,
    Pretender,
    Refusing,
    Uncopyable,
)
from tests.exercises.students import CHAPTERS, EXERCISES, student

ALL = [exercise.name for chapter in ALL_CHAPTERS for exercise in chapter.exercises]
CHAPTER_OF = {exercise.name: chapter.key for chapter in CHAPTERS for exercise in chapter.exercises}


def _ragged():
    return [[1.0, 2.0], [3.0]]


VALUES = {
    "None": lambda: None,
    "text": lambda: "42",
    "a list of texts": lambda: ["a", "b"],
    "bytes": lambda: b"\x00\x01",
    "ragged": _ragged,
    "empty list": list,
    "empty array": lambda: np.zeros((0, 3)),
    "nan": lambda: np.nan,
    "inf": lambda: np.full((7, 4), np.inf),
    "complex": lambda: np.ones((7, 4)) * 1j,
    "objects": lambda: np.array([[None, 1.0]], dtype=object),
    "object floats": lambda: np.array([[0.5, 1.0]], dtype=object),
    "huge integer": lambda: 10**400,
    "huge integers": lambda: [10**400, -(10**400)],
    "dates": lambda: np.array(["2020-01-01"], dtype="M8[D]"),
    "structured": lambda: np.zeros(3, dtype=[("a", float), ("b", int)]),
    "a function": lambda: np.sum,
    "a lambda": lambda: lambda: 1.0,
    "a class": lambda: dict,
    "a module": lambda: np,
    "a generator": lambda: (i for i in range(3)),
    "a set": lambda: {1.0, 2.0},
    "an iterator": lambda: iter([1.0]),
    "True": lambda: True,
    "masked": lambda: np.ma.masked_all((7, 4)),
    "matrix": lambda: np.matrix([[1.0, 2.0]]),
    "agreeable": lambda: np.ones((7, 4)).view(Agreeable),
    "agreeable number": lambda: np.array(3.0).view(Agreeable),
    "refusing": lambda: np.ones((7, 4)).view(Refusing),
    "pretender": Pretender,
    "moody": Moody,
    "hollow": Hollow,
    "endless": Endless,
    "nameless": Nameless,
    "dict of nameless": lambda: {Nameless(): Nameless()},
    "uncopyable": Uncopyable,
    "dict of None": lambda: dict.fromkeys(("W1", "b1", "W2", "b2")),
    "other keys": lambda: {"dW1": 1.0},
    "four values": lambda: (1.0, 2.0, 3.0, 4.0),
    "one value": lambda: (np.ones((7, 4)),),
    "three hollows": lambda: (Hollow(), Endless(), Pretender()),
    "deep": lambda: [[[[[[1.0]]]]]],
    "very deep": lambda: _nested(3000),
    "forty axes": lambda: np.ones((1,) * 40),
}


def _nested(depth: int):
    value = 1.0
    for _ in range(depth):
        value = [value]
    return value


def demand_a_failure_in_words(result) -> None:
    assert result.verdict is Verdict.FAILED, result.message
    assert result.points < result.max_points
    said = feedback.text(result)
    assert result.message.strip() and "Traceback" not in said and "autograder" not in said
    assert len(result.message) < 600
    feedback.html(result)
    feedback.hint_text(result, 1)


def returning(name: str, value) -> object:
    """Returns a function that always gives the same value."""

    def function(*args, **kwargs):
        return value()

    function.__name__ = name
    return function


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("value", VALUES)
def test_any_value_is_judged(name, value):
    demand_a_failure_in_words(evaluate(returning(name, VALUES[value])))


class Mute(Exception):
    """An exception that cannot be shown."""

    def __str__(self):
        raise RuntimeError("nothing to say")

    __repr__ = __str__


class Talkative(Exception):
    """An exception with too much to say."""

    def __str__(self):
        return "very long. " * 10_000


class Odd(BaseException):
    """Not an Exception."""


def raising(error):
    def function():
        raise error

    return function


def recursing():
    return recursing()


ERRORS = {
    "mute": Mute(),
    "talkative": Talkative(),
    "no message": ValueError(),
    "several lines": ValueError("one\ntwo\nthree"),
    "braces": ValueError("{name} {0} %s <b>"),
    "backticks": ValueError("`odd"),
    "exit": SystemExit(3),
    "stop": StopIteration(),
    "generator exit": GeneratorExit(),
    "odd": Odd("odd"),
    "group": ExceptionGroup("several", [ValueError("a"), TypeError("b")]),
    "memory": MemoryError(),
    "assertion": AssertionError("the learner's own"),
}


@pytest.mark.parametrize("name", ["relu", "two_layer_backward", "init_params"])
@pytest.mark.parametrize("error", ERRORS)
def test_any_error_is_told(name, error):
    result = evaluate(returning(name, raising(ERRORS[error])))
    demand_a_failure_in_words(result)
    assert "\n" not in result.message


def test_endless_recursion_is_told():
    demand_a_failure_in_words(evaluate(returning("relu", recursing)))


def test_a_ctrl_c_stays_the_learners():
    with pytest.raises(KeyboardInterrupt):
        evaluate(returning("relu", raising(KeyboardInterrupt())))


WORKED = {name: getattr(importlib.import_module(f"solutions.{chapter}"), name) for name, chapter in CHAPTER_OF.items()}


def _first_array(values):
    """Returns some array among arguments, also inside dicts."""
    for value in values:
        if isinstance(value, np.ndarray):
            return value
        if isinstance(value, dict):
            return _first_array(value.values())
    return None


def scribbling(name: str):
    """Returns the worked function, except that it writes into an argument afterwards."""

    def function(*args, **kwargs):
        result = WORKED[name](*args, **kwargs)
        array = _first_array(args)
        if array is not None:
            array.flat[-1] += 1e-3
        return result

    return function


@pytest.mark.parametrize("name", [name for name in EXERCISES if name != "init_params"])
def test_writing_into_an_argument_is_seen_also_inside_a_dict(name):
    result = evaluate(scribbling(name), name)
    demand_a_failure_in_words(result)
    assert "arguments_changed" in [diagnosis.name for diagnosis in result.diagnosis]


@pytest.mark.parametrize("change", ("params['extra'] = 1", "cache.pop('A0')", "params.clear()", "cache['A1'] = Y"))
def test_a_changed_dict_is_seen(change):
    result = evaluate(student("two_layer_backward", f"return {{ => {change}; return {{"))
    assert "arguments_changed" in [diagnosis.name for diagnosis in result.diagnosis]


@pytest.mark.parametrize("name", [name for name in EXERCISES if name != "init_params"])
def test_results_that_change_from_call_to_call_are_seen(name):
    calls = []

    def function(*args, **kwargs):
        calls.append(1)
        return _times(WORKED[name](*args, **kwargs), 1 + 1e-3 * len(calls))

    result = evaluate(function, name)
    demand_a_failure_in_words(result)
    assert "results_change_between_calls" in [diagnosis.name for diagnosis in result.diagnosis]


def _times(value, factor: float):
    if isinstance(value, dict):
        return {key: _times(item, factor) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_times(item, factor) for item in value)
    return np.asarray(value) * factor
