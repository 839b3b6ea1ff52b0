"""Chapter 08: its functions, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose

import figures.regularisation
import solutions.regularisation
from figures.regularisation import memory_curves, price_frame, shrink_maps, stopping_shares, weight_paths
from solutions.regularisation import l2_penalty, soft_threshold
from tests.chapters.chapter_text import ChapterText

TEXT = ChapterText("08_regularisation")
SOURCE = TEXT.source
EXERCISES = (
    "l2_penalty", "regularised_grads", "weight_decay_step", "soft_threshold", "dropout_forward", "dropout_backward",
)  # fmt: skip
FIGURES = 8

# The course's functions


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.regularisation).failed == 0
    assert doctest.testmod(figures.regularisation).failed == 0
    plt.close("all")


# The chapter, run from top to bottom with the course's functions in the place of the exercises


@pytest.fixture(scope="module")
def chapter():
    return TEXT.run(solutions.regularisation)


def test_the_lesson_holds_as_many_pictures_and_lies_as_said(chapter):
    for seed in chapter["SEEDS"]:
        rows, taught, _ = chapter["lesson"](seed)
        wrong = [np.mean(t != chapter["true"][r]) for r, t in zip(rows, taught, strict=True)]
        assert len(rows[0]) == 149
        assert round(149 * wrong[0]) == 44
        assert wrong[1] == pytest.approx(0.3, abs=0.005)
        assert wrong[2] == 0
    start = chapter["init_params"]([64, 64, 10], np.random.default_rng(0))
    assert sum(value.size for value in start.values()) == 4810
    assert len(chapter["SEEDS"]) == 12


def test_the_truth_is_learned_first_and_the_lies_later(chapter):
    free = chapter["free"]
    early, late = free[:, 2], free[:, -1]
    assert (late[:, 0] > 0.93).all()
    assert round(late[:, 0].mean(), 2) == 0.98
    assert (early[:, 1] > late[:, 1] + 0.4).all()  # for every seed
    assert (early[:, 2] > late[:, 2]).all()
    assert early[:, 1].mean() == pytest.approx(0.76, abs=0.01)
    assert late[:, 1].mean() == pytest.approx(0.06, abs=0.01)
    assert round(44 * late[:, 1].mean()) == 3


def test_a_small_price_tames_the_wild_curve(chapter):
    off = [chapter["Phi"] @ w - chapter["flavanoids"] for w in chapter["priced"]]
    seen, unseen = (np.array([np.mean(o[chapter[name]] ** 2) for o in off]) for name in ("seen", "unseen"))
    assert np.diff(seen).min() > 0
    wild = np.linalg.lstsq(chapter["Phi"][chapter["seen"]], chapter["flavanoids"][chapter["seen"]], rcond=None)[0]
    free = np.mean((chapter["Phi"] @ wild - chapter["flavanoids"])[chapter["unseen"]] ** 2)
    assert round(free, -3) == 34_000
    assert unseen[0] == pytest.approx(1.5, abs=0.1)
    best = unseen[4:7]  # 0.001, 0.01, 0.1
    assert chapter["prices"][4:7] == pytest.approx([0.001, 0.01, 0.1])
    assert best.max() < 1.1 * best.min()
    assert best.max() < unseen[:4].min()
    assert best.max() < unseen[7:].min()
    assert 0.7 < best.min() < 0.8  # the best degree of chapter 7 had 0.63


def test_a_price_removes_the_peak(chapter):
    medians = {name: np.median(errors, axis=0) for name, errors in chapter["peak"].items()}
    at = chapter["widths"].index(100)
    assert medians["price 1e-06"].argmax() == at
    assert medians["price 1e-06"][at] > 20
    assert (np.diff(medians["price 1"])[:4] < 0.01).all()
    assert np.ptp(medians["price 1"][4:]) < 0.05
    assert medians["price 0.01"][at] < 0.8


def test_exact_zeros_and_which_columns_come_first(chapter):
    sparse, costs, H, aim = (np.array(chapter[name]) for name in ("sparse", "costs", "H", "aim"))
    for lam, w in zip(costs[::4], sparse[::4], strict=True):  # the conditions of a minimum, so the walk has ended
        slope = H @ w - aim
        assert np.abs(slope[w == 0]).max(initial=0) <= lam * 1.001
        assert_allclose(slope[w != 0], -lam * np.sign(w[w != 0]), atol=2e-3)
    names = np.array(chapter["diabetes"].feature_names)
    first = [int(np.argmax(sparse[:, j] != 0)) for j in range(10)]
    order = names[np.argsort(first, kind="stable")].tolist()
    assert set(order[:2]) == {"bmi", "s5"}
    assert set(order[2:5]) == {"bp", "s3", "sex"}
    assert (sparse[costs > 1.2] == 0).all()
    assert not (sparse[10][10:] != 0).any()
    assert (np.array(chapter["smooth"]) != 0).all()


def test_pushing_with_fresh_masks_is_nonsense_that_grows(chapter):
    fresh, frozen = np.array(chapter["apart"]["fresh masks"]), np.array(chapter["apart"]["frozen mask"])
    assert frozen.min() < 1e-8
    assert chapter["steps"][frozen.argmin()] == pytest.approx(1e-5)
    assert np.diff(fresh).max() < 0  # steps grow, nonsense shrinks
    assert fresh[0] / fresh[3] == pytest.approx(1000, rel=0.5)
    assert fresh[0] > 1e6


def test_the_strengths_are_the_best_of_those_tried(chapter):
    losses = {name: np.mean([chapter["run"](seed, **settings)[-1, 3] for seed in (100, 101)])
              for name, settings in chapter["trials"].items()}  # fmt: skip
    assert min((name for name in losses if "price" in name), key=losses.get) == "price 0.03"
    assert min((name for name in losses if "keep" in name), key=losses.get) == "keep 0.1"


def test_what_is_within_the_noise_of_twelve_seeds(chapter):
    ends = chapter["ends"]

    def gap(better, worse):
        values = ends[better] - ends[worse]
        return values.mean(), values.std(ddof=1) / np.sqrt(12)

    for method in ("dropout", "L2", "stopping"):
        size, error = gap(method, "nothing")
        assert size > 0.09
        assert size > 8 * error
    for better, worse, least in (("L2", "dropout", 4.5), ("stopping", "L2", 2.5)):
        size, error = gap(better, worse)
        assert size > least * error
    size, error = gap("L2 + stopping", "stopping")
    assert abs(size) < 2.2 * error
    assert gap("stopping", "L2")[0] < 3.5 * gap("stopping", "L2")[1]


def test_with_a_price_it_outvotes_its_teacher(chapter):
    share = chapter["priced_runs"][:, -1, 1]
    assert round(44 * share.mean()) == 31
    assert share.min() > 0.5


def test_shifted_pictures_are_the_same_pictures_elsewhere(chapter):
    middle = np.zeros((40, 8, 8))
    middle[:, 1:7, 1:7] = np.random.default_rng(0).normal(size=(40, 6, 6))
    moved = chapter["shifted"](middle.reshape(40, 64), np.random.default_rng(1)).reshape(40, 8, 8)
    ways = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    used = {way for old, new in zip(middle, moved, strict=True) for way in ways
            if np.array_equal(np.roll(old, way, axis=(0, 1)), new)}  # fmt: skip
    assert used == set(ways)


def test_shifts_and_the_price_together_harm(chapter):
    both = chapter["runs"]  # the last that the cell makes; what it prints of shifts alone is compared with the notebook
    assert (both[:, -1, 2] < chapter["ends"]["nothing"]).mean() > 0.8
    assert both[:, -1, 0].mean() < 0.5


# Quiz and further exercises


def test_the_answers_of_the_hints_the_quiz_and_the_further_exercises(chapter):
    assert l2_penalty({"W1": np.array([[3.0, 4.0]])}, 2) == 25
    assert 0.5 * (1 - 0.1 * 0.2) == pytest.approx(0.49)
    assert soft_threshold(np.array([3.0, 0.5, 0, -0.5, -3]), 1).tolist() == [2, 0, 0, 0, -2]
    ends = chapter["curvatures"][[0, -1]]
    assert (round(ends[1] / ends[0]), round((ends[1] + 0.1) / (ends[0] + 0.1))) == (470, 70)


def test_clean_validation_labels_stop_later_and_not_better(chapter):
    early_stopping, lesson = chapter["early_stopping"], chapter["lesson"]

    def clean(seed):
        rows, taught, rng = lesson(seed)
        return rows, [taught[0], chapter["true"][rows[1]], taught[2]], rng

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(chapter["run"].__globals__, "lesson", clean)
        paid = [chapter["run"](seed, epochs=64) for seed in chapter["SEEDS"]]
    epochs, accuracies = [], []
    for runs in (chapter["free"], paid):
        stops = [early_stopping(run[:, 3], patience=4) for run in runs]
        epochs.append(4 + 4 * np.mean(stops))
        accuracies.append(np.array([run[stop, 2] for run, stop in zip(runs, stops, strict=True)]))
    gap = accuracies[1] - accuracies[0]
    assert epochs == pytest.approx([12, 25], abs=1)
    assert gap.mean() == pytest.approx(-0.017, abs=0.002)
    assert gap.std(ddof=1) / np.sqrt(12) == pytest.approx(0.007, abs=0.001)


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: (fig-regularisation-\w+)$", SOURCE, flags=re.MULTILINE)
    drawn = SOURCE.count("plt.show()") + SOURCE.count("figures.interactive(")
    assert len(names) == len(set(names)) == drawn == FIGURES
    assert len(re.findall(r'^    caption: ".+"$', SOURCE, flags=re.MULTILINE)) == FIGURES
    assert len(re.findall(r'^    alt: ".+"$', SOURCE, flags=re.MULTILINE)) == FIGURES


def test_drawings_show_what_they_are_given():
    points = np.array([0.0, 1.0]), np.array([1.0, 2.0])
    curves = {0.1: np.array([1.0, 1.0]), 1.0: np.array([3.0, 0.0])}
    assert_allclose(price_frame(1.0, curves, points, points).axes[1].lines[0].get_ydata(), [1e-12, 2.5])
    runs = np.array([[0.0, 1.0], [0.5, 0.6], [0.4, 0.7]])
    assert memory_curves(np.arange(2), {"a": runs}).axes[0].lines[-1].get_ydata().tolist() == [0.4, 0.7]
    left, right = shrink_maps(1.0, 0.8).axes
    assert_allclose(left.lines[1].get_ydata(), soft_threshold(left.lines[1].get_xdata(), 1.0))
    lowest = [float(line.get_xdata()[0]) for line in right.lines if len(line.get_xdata()) == 1]
    assert_allclose(lowest, [0.0, 0.4], atol=1e-9)
    paths = weight_paths({"L1": (np.array([1.0, 0.1]), np.array([[0.0, 0.0, 0], [1.0, -0.5, 0.1]]))}, ["p", "q"])
    assert [text.get_text().strip() for text in paths.axes[0].texts] == ["p", "q"]
    assert len(stopping_shares(np.array([0.1, 1.0]), rate=0.1, steps=[5, 50]).axes[0].lines) == 8
    plt.close("all")
