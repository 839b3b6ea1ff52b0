"""Chapter 10: its functions, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import os
import re
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.datasets import load_digits as load_digits_of_sklearn

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
pytest.importorskip("tensorflow", exc_type=ImportError)

import figures.capstone
import solutions.capstone
from figures.capstone import RECIPES, beside, distances, gallery, learn, misread, moved, report_card
from solutions.backprop import backward
from solutions.capstone import accuracy, compare_gradients, confusion_matrix, fit_digits
from solutions.forward import forward, init_params
from solutions.gradient_descent import momentum_step
from solutions.regularisation import dropout_forward
from tests.chapters.chapter_text import ChapterText

TEXT = ChapterText("10_capstone")
SOURCE = TEXT.source
SLOW = ("shares = {", "reached = {", "recipes(shares)")  # tested by themselves, below
PICTURE = 1 / 364


@pytest.fixture(scope="module")
def chapter():
    """Runs the chapter with the course's functions in the place of the exercises, except for what is slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", list(sys.path))
        return TEXT.run(solutions.capstone, without=SLOW, given={"seeds": range(5)})


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.capstone).failed == 0
    assert doctest.testmod(figures.capstone).failed == 0
    plt.close("all")


def test_three_sets_of_rows_share_nothing(chapter):
    train, test, inner, held = (chapter[name] for name in ("train", "test", "inner", "held"))
    assert (len(train), len(test), len(inner), len(held)) == (1433, 364, 1143, 290)
    assert not set(train) & set(test)
    assert not set(train[inner]) & set(train[held])
    whole = np.bincount(chapter["y"][test], minlength=10) / np.bincount(chapter["y"], minlength=10)
    assert_allclose(whole, 0.2, atol=0.006)


# A witness


def test_distances_to_the_witness(chapter):
    apart = chapter["apart"]
    assert apart["yours"] < 1e-13
    assert 1e-7 < apart["tape in float32"] < 1e-6
    assert apart["one entry by 0.1 %"] == pytest.approx(1e-3, rel=1e-3)
    assert 0.3 < apart["another mask"] < 3
    assert apart["mean forgotten"] == pytest.approx(31)
    assert sum(value.size for value in chapter["ours"].values()) == 9610


def test_corner_pixels_have_slopes_of_zero(chapter):
    assert not chapter["ours"]["W1"][chapter["X"].max(axis=0) == 0].any()
    assert (chapter["X"].max(axis=0) == 0).any()
    ours = {"w": np.array([1e-3, np.nan])}
    assert max(0.0, float("nan")) == 0.0
    assert compare_gradients(ours, ours) == np.inf


# Accuracy


def test_how_exact_an_accuracy_is(chapter):
    errors = [np.sqrt(0.98 * 0.02 / N) for N in (290, 364)]
    assert [round(100 * error, 1) for error in errors] == [0.8, 0.7]
    assert 2 < errors[1] / PICTURE < 3  # "about three pictures"
    assert round(100 * PICTURE, 1) == 0.3
    assert 0.05 < accuracy(chapter["untrained"], chapter["y"][chapter["test"]]) < 0.15
    assert round(0.98 * 364) == 357  # seven are left


def test_networks_of_five_seeds(chapter):
    shares = [share for _, share in chapter["networks"].values()]
    assert min(shares) >= 0.97
    assert [round(100 * share, 1) for share in shares] == [97.5, 98.4, 98.4, 98.1, 98.1]


@pytest.fixture(scope="module")
def ladder(chapter):
    return {name: np.array([learn(chapter["data"], s, **kw) for s in range(5)]) for name, kw in RECIPES.items()}


def test_what_the_recipes_show_and_what_they_do_not(ladder):
    ends = {name: runs[:, -1] for name, runs in ladder.items()}
    medians = {name: np.median(runs, axis=0) for name, runs in ladder.items()}
    plain, momentum, dropout, falling = RECIPES
    assert np.argmax(medians[plain] > 0.96) > 2 * np.argmax(medians[momentum] > 0.96)
    assert np.ptp(ends[dropout]) == max(map(np.ptp, ends.values()))
    assert np.ptp(ends[falling]) == min(map(np.ptp, ends.values()))
    assert 0 < np.median(ends[momentum]) - np.median(ends[falling]) < 2.5 / 290
    assert min(runs[:, -1].min() for runs in ladder.values()) > 0.94
    axes = figures.capstone.recipes(ladder).axes
    assert [len(line.get_xdata()) for line in axes[1].lines] == [5] * 4
    plt.close("all")


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras reads its own rate so
def test_keras_on_equal_terms_is_as_good(chapter):
    share = chapter["keras_accuracy"](1)
    assert abs(share - 0.98) < 2.5 * PICTURE
    figure = beside({"this course": [0.975, 0.98], "Keras": [share]}, error=0.0073)
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == ["this course", "Keras"]
    plt.close("all")


# The report card


def test_what_the_report_card_says(chapter):
    counts = chapter["counts"]
    assert counts.sum() == 364
    assert np.trace(counts) / counts.sum() == pytest.approx(chapter["networks"][0][1])
    assert set(np.diag(counts)) <= set(range(34, 38))
    slips = counts - np.diag(np.diag(counts))
    assert slips[:, [8, 9]].sum() > slips.sum() / 2
    assert (slips.sum(), len(chapter["inner"])) == (9, 1143)
    texts = [text.get_text() for text in report_card(counts, name="A").axes[0].texts]
    assert "355 of 364 pictures read rightly: 97.5%" in texts
    plt.close("all")


def test_the_surest_slip_is_a_five(chapter):
    P, truth = chapter["P"], chapter["y"][chapter["test"]]
    axes = misread(chapter["X"][chapter["test"]], truth, P).axes
    assert axes[0].get_title(loc="center").startswith("a 5, read as 9")
    for answer in chapter["answers"]:
        place = list(chapter["test"]).index(5)
        assert (truth[place], answer[place].argmax()) == (5, 9)
        assert answer[place, 9] > 0.9
    plt.close("all")


def test_slips_of_all_seeds(chapter):
    wrong = chapter["wrong"]
    assert (int(wrong.all(axis=0).sum()), int(wrong.any(axis=0).sum())) == (5, 11)
    assert chapter["worst"][:5].sum() > chapter["worst"].sum() / 2


def test_one_pixel_costs_half(chapter):
    X, truth = chapter["X"][chapter["test"]], chapter["y"][chapter["test"]]
    params = chapter["networks"][0][0]
    shares = [accuracy(forward(params, moved(X, k), "relu", "softmax")[0], truth) for k in range(-3, 4)]
    assert round(shares[4], 2) == 0.54
    assert 0.5 < shares[2] < 0.6
    assert max(shares[0], shares[1], shares[5], shares[6]) < 0.18
    assert min(shares) > 0.08


def test_the_rows_stand_in_the_order_of_the_writers(chapter):
    description = load_digits_of_sklearn().DESCR
    assert "30 contributed to the training set and different 13" in description
    assert "copy of the test set" in description
    assert len(chapter["sheets"]) == 12
    assert np.median(np.diff(chapter["sheets"])) == 130
    assert round(len(chapter["y"]) / 13 * 0.8, -1) == 110


def test_other_hands_are_misread_three_times_as_often(chapter):
    slips = {name: 1 - np.mean(found) for name, found in chapter["hands"].items()}
    assert 2.5 < slips["in blocks"] / slips["shuffled"] < 3.5
    assert 0.045 < slips["in blocks"] < 0.055


# Answers


def train(seed, rows, X, y, *, hidden=128, epochs=30, by=lambda rng: 0, keep=0.8):
    rng = np.random.default_rng(seed)
    params = init_params([64, hidden, 10], rng)
    velocity = {key: 0 * value for key, value in params.items()}
    for epoch in range(epochs):
        for batch in np.array_split(rng.permutation(rows), max(1, len(rows) // 32)):
            inputs = dropout_forward(moved(X[batch], by(rng)), keep, rng)[0]
            cache = forward(params, inputs, "relu", "softmax")[1]
            grads = backward(params, cache, y[batch], "relu", "softmax")
            rate = 0.1 * (1 - epoch / epochs)
            params, velocity = momentum_step(params, velocity, grads, learning_rate=rate, momentum=0.9)
    return params


def test_an_average_of_networks_is_as_good_as_the_best(chapter):
    truth = chapter["y"][chapter["test"]]
    together = accuracy(np.mean(chapter["answers"], axis=0), truth)
    assert together == max(share for _, share in chapter["networks"].values())
    assert round(100 * together, 1) == 98.4


def test_a_network_can_be_taught_to_be_moved(chapter):
    X, y, rows, test = (chapter[name] for name in ("X", "y", "train", "test"))
    params = train(0, rows, X, y, by=lambda rng: int(rng.integers(-1, 2)))
    shares = [accuracy(forward(params, moved(X[test], k), "relu", "softmax")[0], y[test]) for k in (-1, 0, 1)]
    assert min(shares) > 0.955
    assert 0.96 < shares[1] < 0.975


def test_a_limit_chosen_elsewhere_does_not_hold(chapter):
    X, y, rows, test = (chapter[name] for name in ("X", "y", "train", "test"))
    params = train(0, rows[chapter["inner"]], X, y)
    held = rows[chapter["held"]]
    P, unseen = (forward(params, X[part], "relu", "softmax")[0] for part in (held, test))
    limit = P.max(axis=1)[P.argmax(axis=1) != y[held]].max()
    assert 0.7 < limit < 0.85
    assert 0.035 < np.mean(P.max(axis=1) <= limit) < 0.08
    assert np.sum((unseen.max(axis=1) > limit) & (unseen.argmax(axis=1) != y[test])) in (2, 3)


@pytest.mark.parametrize(("each", "low", "high"), [(10, 0.88, 0.93), (20, 0.935, 0.965)])
def test_few_pictures_of_each_digit(chapter, each, low, high):
    X, y, rows, test = (chapter[name] for name in ("X", "y", "train", "test"))
    rng = np.random.default_rng(0)
    some = np.concatenate([rng.choice(rows[y[rows] == digit], each, replace=False) for digit in range(10)])
    params = train(0, some, X, y, epochs=1800 // each)
    assert low < accuracy(forward(params, X[test], "relu", "softmax")[0], y[test]) < high


def test_units_can_be_folded_into_the_first_layer(chapter):
    rng = np.random.default_rng(2)
    X, params = rng.random((6, 64)), init_params([64, 5, 10], rng)
    mean, spread = rng.random(64), 0.5 + rng.random(64)
    folded = params | {"W1": params["W1"] / spread[:, None], "b1": params["b1"] - mean / spread @ params["W1"]}
    ours, theirs = (forward(p, x, "relu", "softmax")[0] for p, x in ((folded, X), (params, (X - mean) / spread)))
    assert_allclose(ours, theirs, rtol=1e-10)


def test_what_smaller_layers_reach(chapter):
    X, y, rows, test = (chapter[name] for name in ("X", "y", "train", "test"))
    reached = [train(seed, rows, X, y, hidden=32) for seed in range(3)]
    shares = [accuracy(forward(params, X[test], "relu", "softmax")[0], y[test]) for params in reached]
    assert [share >= 0.97 for share in shares] == [True, True, False]


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: (fig-capstone-\w+)$", SOURCE, flags=re.MULTILINE)
    assert len(names) == len(set(names)) == 7
    assert len(re.findall(r'^    caption: ".+"$', SOURCE, flags=re.MULTILINE)) == 7
    assert len(re.findall(r'^    alt: ".+"$', SOURCE, flags=re.MULTILINE)) == 7


def test_drawings_show_what_they_are_given(chapter):
    axes = gallery(chapter["X"], chapter["y"], rows=2).axes
    assert [ax.get_title(loc="center") for ax in axes[:10]] == [str(digit) for digit in range(10)]
    dots = distances({"a": 1e-9, "b": 0.1}, 1e-6).axes[0].collections[-1].get_offsets()
    assert dots[:, 0].tolist() == [1e-9, 0.1]
    assert (confusion_matrix(np.array([1]), np.array([2]), 3)[1, 2], fit_digits.__name__) == (1, "fit_digits")
    plt.close("all")
