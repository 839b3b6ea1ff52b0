"""A result that is wrong by 0.1 % in a single entry fails, whichever entry it is; so does one that ignores upstream."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace

import numpy as np
import pytest

from autograder import Verdict, evaluate
from autograder.core import diagnose
from autograder.core.evaluate import evaluate_submission
from autograder.exercises import CHAPTERS
from autograder.live import LiveSubmission
from tests.exercises.students import student

SLIGHTLY = 1.001
CHAPTER_OF = {exercise.name: chapter.key for chapter in CHAPTERS for exercise in chapter.exercises}
EXERCISES = {exercise.name: exercise for chapter in CHAPTERS for exercise in chapter.exercises if exercise.variants}


def template(exercise, variant):
    return exercise.returns(variant) if callable(exercise.returns) else exercise.returns


def places(template, path=()):
    """Yields (path, step name) for every tensor of a returned value."""
    if isinstance(template, str):
        yield path, template
    else:
        items = template.items() if isinstance(template, dict) else enumerate(template)
        for key, part in items:
            yield from places(part, (*path, key))


def entries():
    """Yields every entry of every returned tensor that occurs in a judged case, by exercise."""
    for exercise in EXERCISES.values():
        seen = set()
        for variant in exercise.variants:
            for path, step in places(template(exercise, variant)):
                for expected in variant.expected:
                    seen |= {(path, index) for index in np.ndindex(np.shape(expected[step]))}
        yield from ((exercise.name, path, index) for path, index in sorted(seen, key=str))


def nudged(value, path, index):
    """Returns a copy of a returned value with one entry 0.1 % larger, where that entry exists.

    An entry of zero is off by 0.1 % of the largest entry.
    """
    if path:
        if isinstance(value, dict):
            return {key: nudged(item, path[1:], index) if key == path[0] else item for key, item in value.items()}
        return tuple(nudged(item, path[1:], index) if key == path[0] else item for key, item in enumerate(value))
    array = np.array(value, float)
    if len(index) == array.ndim and all(i < n for i, n in zip(index, array.shape, strict=True)):
        array[index] = array[index] * SLIGHTLY if array[index] else (SLIGHTLY - 1) * np.abs(array).max()
    return array


@dataclass(frozen=True)
class Nudged:
    """A submission of the worked function in which one entry of every result is nudged."""

    exercise: str
    path: tuple
    index: tuple[int, ...]

    def calls(self, name, requests):
        right = getattr(importlib.import_module(f"solutions.{CHAPTER_OF[name]}"), name)
        outcomes = LiveSubmission(right).calls(name, requests)
        if name != self.exercise:
            return outcomes
        return [
            outcome if outcome.error else replace(outcome, value=nudged(outcome.value, self.path, self.index))
            for outcome in outcomes
        ]


def slightly_wrong(name: str, path, index):
    """Returns the result of the worked function with one entry nudged."""
    return evaluate_submission(EXERCISES[name], Nudged(name, path, index))


ENTRIES = list(entries())


@pytest.fixture
def unnamed(monkeypatch):
    """The search for a name takes most of the time and has no say in whether a result is right."""
    monkeypatch.setattr(diagnose, "walk", lambda *args: [])
    monkeypatch.setattr(diagnose, "misread", lambda *args: None)


@pytest.mark.parametrize("name", EXERCISES)
def test_any_one_entry_wrong_by_a_thousandth_fails(name, unnamed):
    passed = [
        (path, index)
        for exercise, path, index in ENTRIES
        if exercise == name and slightly_wrong(name, path, index).verdict is not Verdict.FAILED
    ]
    assert passed == []


FIRST = {(name, path): (name, path, index) for name, path, index in reversed(ENTRIES)}
SAMPLE = [entry for key, entry in sorted(FIRST.items(), key=str)]


@pytest.mark.parametrize(("name", "path", "index"), SAMPLE, ids=[f"{n}-{'.'.join(map(str, p))}" for n, p, _ in SAMPLE])
def test_a_slightly_wrong_tensor_fails_and_is_given_no_name(name, path, index):
    result = slightly_wrong(name, path, index)
    assert result.verdict is Verdict.FAILED
    assert result.diagnosis == () or index == ()  # a number that is 0.1 % too large is off by a constant factor
    assert result.points < result.max_points
    assert result.message


def test_there_are_entries_of_every_exercise():
    assert {name for name, _, _ in ENTRIES} == set(EXERCISES)
    assert len(ENTRIES) > 700


def test_a_right_function_passes_when_nothing_is_nudged():
    assert slightly_wrong("backward", ("W1",), (99, 99)).verdict is Verdict.PASSED


DEAF = {
    "dense_backward": ("dZ @ W.T => np.ones(dZ.shape) @ W.T",
                       "X.T @ dZ => X.T @ np.ones(dZ.shape)",
                       "dZ.sum(axis=0) => np.ones(dZ.shape).sum(axis=0)"),
    "activation_backward": ("dA * s => s",),
    "two_layer_backward": ("dA1 * A1 * (1 - A1) => A1 * (1 - A1)", "dA2 * A2 * (1 - A2) => A2 * (1 - A2)"),
    "backward": ("dA * slope(hidden, Z) => slope(hidden, Z)", "dA * slope(output, Z) => slope(output, Z)"),
}  # fmt: skip
DEAF_CASES = [(name, edit) for name, edits in DEAF.items() for edit in edits]


@pytest.mark.parametrize(("name", "edit"), DEAF_CASES)
def test_ignoring_the_gradient_from_above_fails_by_its_name(name, edit):
    result = evaluate(student(name, edit))
    assert result.verdict is Verdict.FAILED
    assert {diagnosis.name for diagnosis in result.diagnosis} == {"upstream_ignored"}
