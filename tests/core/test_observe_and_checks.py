"""What is observed in a wrong tensor, and the demands beside values."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.core import checks
from autograder.core.catalogue import catalogue
from autograder.core.mistakes import FAMILIES, Mistake
from autograder.core.observe import observe
from autograder.core.submission import CallError, Outcome, Request

SIZES = ({"N": 7, "d_out": 4}, {"N": 5, "d_out": 2})
WANT = [np.random.default_rng(n).standard_normal((3, 4)) for n in (1, 2)]


def said(change) -> str:
    return observe("dW", [change(w, s) for w, s in zip(WANT, SIZES, strict=True)], WANT, SIZES).text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda w, s: -w, "Every entry of dW has the right size and the opposite sign."),
        (lambda w, s: 2 * w, "Every entry of dW is twice what it should be."),
        (lambda w, s: w / 2, "Every entry of dW is half what it should be."),
        (lambda w, s: 0.3 * w, "Every entry of dW is 0.3 times what it should be."),
        (lambda w, s: w * s["N"], "7 times for 7 rows, 5 times for 5 rows"),
        (lambda w, s: w.T, "dW has shape (4, 3) where (3, 4) is asked."),
        (lambda w, s: 0 * w, "Every entry of dW is zero."),
        (
            lambda w, s: np.where(np.arange(12).reshape(3, 4) == 5, 9.0, w),
            "1 of 12 entries of dW are wrong; dW[1, 1] is 9",
        ),
        (lambda w, s: w[::-1] ** 2, "its direction is"),
    ],
)
def test_what_is_observed(change, text):
    assert text in said(change)


def gate(value) -> checks.Finding | None:
    z = np.array([-1000.0, 1000.0])
    return checks.extremes([(Request((z,)), [0.0, 1.0])], title="t").judge([Outcome(value)])


def test_extremes():
    assert gate(np.array([0.0, 1.0])) is None
    assert gate(np.array([0.0, np.nan]))[0] == "overflow_at_extremes"
    assert "shape" in gate(np.zeros(3))[1]
    assert "where" in gate(np.array([0.0, 2.0]))[1]


def test_an_error_at_the_extremes_is_told():
    asked = checks.extremes([(Request(), 0.0)], title="t")
    assert "OverflowError" in asked.judge([Outcome(error=CallError("OverflowError", "too large"))])[1]


def test_purity_names_what_changed():
    assert checks.pure([Outcome(1)]) is None
    name, text = checks.pure([Outcome(1, ("X",)), Outcome(1, ("W",))])
    assert name == "arguments_changed"
    assert "W and X" in text


def test_repeating():
    assert checks.repeatable(Outcome(np.ones(2)), Outcome(np.ones(2))) is None
    assert checks.repeatable(Outcome(1.0), Outcome(2.0))[0] == "results_change_between_calls"
    assert checks.repeatable(Outcome(1.0), Outcome(error=CallError("ValueError", "")))


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ({"W": np.ones(2)}, {"W": np.ones(2)}, True),
        ({"W": 1}, {"b": 1}, False),
        ((1, [2]), (1, [2]), True),
        ((1,), (1, 2), False),
        (np.array([np.nan]), np.array([np.nan]), True),
        (np.ones(2), np.ones(3), False),
    ],
)
def test_sameness_goes_all_the_way_down(a, b, equal):
    assert checks.same(a, b) == equal


def test_an_unknown_family_is_refused():
    with pytest.raises(ValueError, match="unknown family"):
        Mistake("m", "nonsense", "", "", ("", "", ""), "")


@pytest.mark.parametrize("row", catalogue().values(), ids=lambda row: row.name)
def test_a_row_of_the_catalogue_is_words_for_a_learner(row):
    assert row.family in FAMILIES
    assert row.question.endswith(("?", ".")) and row.suggests.endswith((".", ":", "?"))
    assert len(row.hints) == 3 and all(hint.endswith((".", "?")) for hint in row.hints)
    assert len(row.suggests) < 160 and len(row.question) < 130
    assert not any(
        word in f" {row.suggests} {row.question} ".lower() for word in (" simply ", " clearly ", " obviously ")
    )
    assert row.note


def test_there_are_at_least_ninety_rows():
    assert len(catalogue()) >= 90
