"""Chapter 10: the digits that travel with the course are scikit-learn's, and a network is judged by its parameters."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import Verdict, evaluate
from autograder.core.submission import Outcome
from autograder.exercises import digit_fits
from autograder.materials import digits
from solutions.capstone import fit_digits
from tests.exercises import digits_data


@pytest.fixture(scope="module")
def fitted():
    return fit_digits(1)


def said(value) -> list[tuple[str, str] | None]:
    """Returns what the gates of accuracy and claim find."""
    return [gate.judge([Outcome(value)]) for gate in digit_fits.FIT_GATES[:2]]


def test_the_stored_digits_are_what_the_script_makes():
    assert digits_data.TARGET.read_text(encoding="utf-8") == digits_data.source()
    assert digits_data.TARGET.stat().st_size < 200_000


def test_the_digits_are_those_of_scikit_learn():
    from sklearn import datasets

    X, y = digits.load_digits()
    theirs = datasets.load_digits()
    assert np.array_equal(X * digits.BLACK, theirs.data) and np.array_equal(y, theirs.target)


def test_the_split_is_disjoint_complete_and_balanced():
    _, y = digits.load_digits()
    train, test = digits.split_digits(y)
    assert np.array_equal(np.sort([*train, *test]), np.arange(1797)) and (len(train), len(test)) == (1433, 364)
    assert np.abs(np.bincount(y[test]) - np.bincount(y) / digits.EVERY).max() < 1


@pytest.mark.parametrize("seed", range(6))
def test_the_worked_fit_is_well_above_what_is_asked(seed):
    params, accuracy = fit_digits(seed)
    _, _, X, y = digit_fits.pictures()
    assert accuracy == digit_fits.share(params, X, y) >= digit_fits.ASKED + 1.5 / len(y)


def test_any_depth_and_any_widths_are_taken(fitted):
    params = dict(fitted[0])
    params |= {"W3": params["W2"], "b3": params["b2"], "W2": np.eye(128), "b2": np.zeros(128)}
    assert said((params, fitted[1])) == [None, None]


def test_a_claim_is_not_believed(fitted):
    params = {key: 0.001 * value for key, value in fitted[0].items()} | {"W2": -fitted[0]["W2"]}
    accuracy, claim = said((params, 0.99))
    assert "Through the course's forward pass" in accuracy[1] and "It says 0.9900" in claim[1]


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        (lambda p: p | {"W1": p["W1"][:63]}, "64 numbers come into layer 1"),
        (lambda p: p | {"b1": p["b1"][:3]}, "b1 has shape (3,)"),
        (lambda p: p | {"W2": p["W2"] * np.nan}, "W2 has 1280 of 1280 entries that are not finite"),
        (lambda p: {"b1": p["b1"]}, "no key W1"),
        (lambda p: {key: p[key] for key in ("W1", "b1")}, "The last layer gives 128 numbers"),
        (lambda p: {key: p[key] for key in ("W1", "W2", "b2")}, "b1 is missing"),
        (lambda p: [p], "the tuple (params, accuracy)"),
    ],
)
def test_what_is_in_the_way_is_said(fitted, spoil, text):
    accuracy, claim = said((spoil(fitted[0]), fitted[1]))
    assert text in accuracy[1] and claim[0] == ""


def test_a_network_that_learned_its_rows_by_heart_hears_of_the_gap(fitted, monkeypatch):
    monkeypatch.setattr(digit_fits, "ASKED", 0.999)
    finding, _ = said(fitted)
    assert finding[0] == "" and "closes such a gap" in finding[1]


def test_an_untrained_network_earns_the_claim_and_the_seed_only():
    def fit_digits(seed):
        from autograder.materials.digits import load_digits, split_digits
        from solutions.forward import forward, init_params

        X, y = load_digits()
        params = init_params([64, 30, 10], np.random.default_rng(seed))
        test = split_digits(y)[1]
        guessed = forward(params, X[test], "relu", "softmax")[0].argmax(axis=1)
        return params, float((guessed == y[test]).mean())

    result = evaluate(fit_digits)
    assert (result.verdict, result.points) == (Verdict.FAILED, 2)
    assert "does the loss fall?" in result.message


def counting(fit, made):
    """Returns a submission of this function that writes down its calls."""

    def fit_digits(seed):
        made.append(seed)
        return fit(seed)

    return fit_digits


def test_a_right_fit_is_made_three_times(fitted):
    made: list[int] = []
    assert evaluate(counting(fit_digits, made)).verdict is Verdict.PASSED
    assert made == [1, 2, 1]


def test_shuffles_without_a_seed_are_no_leak_of_test_rows(fitted):
    def restless(seed):
        params, reached = fit_digits(seed)
        noise = np.random.default_rng().normal(0, 1e-9, params["W1"].shape)
        return params | {"W1": params["W1"] + noise}, reached

    made: list[int] = []
    result = evaluate(counting(restless, made))
    assert [d.name for d in result.diagnosis] == ["results_change_between_calls"] and made == [1, 2, 1, 1]
