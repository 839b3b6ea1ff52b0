"""A formula with spoilt parts: every single one, every pair, and none that is left out."""

from __future__ import annotations

import doctest

import pytest

from autograder.core import compound
from autograder.core.compound import compounds
from autograder.core.exercise import RIGHT, mistakes_of_rule

PARTS = {
    "a": {RIGHT: 1, "one": 2, "one@more": 3},
    "b": {RIGHT: 10, "two": 20},
    "c": {RIGHT: 100, "three": 300},
}


def results(**options):
    formula = lambda case, v, **chosen: case + sum(chosen.values())  # noqa: E731
    return {name: rule(0, {}) for name, rule in compounds(formula, PARTS, **options).items()}


def test_the_examples_hold():
    found = doctest.testmod(compound)
    assert found.failed == 0 < found.attempted


def test_each_part_is_spoilt_alone_and_with_each_other_part():
    assert results() == {
        "one": 112, "one@more": 113, "two": 121, "three": 311,
        "one+two": 122, "one+two@more -": 123, "one+three": 312, "one+three@more -": 313, "two+three": 321,
    }  # fmt: skip


def test_three_are_spoilt_together_only_where_that_is_asked():
    assert set(results(most=3)) - set(results()) == {"one+two+three", "one+two+three@more - -"}
    assert mistakes_of_rule("one+two+three@more - -") == ("one", "two", "three")


def test_what_is_another_mistake_together_is_left_out():
    left = set(results()) - set(results(without=[{"one", "two"}, {"one@more", "three"}]))
    assert left == {"one+two", "one+two@more -", "one+three@more -"}


def test_two_ways_of_one_name_are_refused():
    parts = {"a": {RIGHT: 1, "one": 2}, "b": {RIGHT: 1, "one": 3}}
    with pytest.raises(ValueError, match="have the name 'one'"):
        compounds(lambda c, v, a, b: a * b, parts)
