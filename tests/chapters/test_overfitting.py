"""Chapter 07: its functions, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose

import figures.overfitting
import solutions.overfitting
from figures.overfitting import capacity, descents, dots_by_seed, parts_of_error, refit_bundles
from solutions.neuron import mse
from solutions.overfitting import bias_variance, early_stopping, k_folds, split, standardise
from tests.chapters.chapter_text import ChapterText

TEXT = ChapterText("07_overfitting")
SOURCE = TEXT.source
FIGURES = 9

# The course's functions


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.overfitting).failed == 0
    assert doctest.testmod(figures.overfitting).failed == 0
    plt.close("all")


def test_constant_columns_stay_finite_where_rounding_gives_them_a_spread():
    train, test = standardise(np.full((3, 1), 0.1), np.array([[0.1], [1.1]]))
    assert np.std(np.full(3, 0.1)) > 0  # rounding
    assert_allclose(train, 0, atol=1e-12)
    assert_allclose(test, [[0], [1]], atol=1e-12)


# The chapter, run from top to bottom with the course's functions in the place of the exercises


@pytest.fixture(scope="module")
def chapter():
    return TEXT.run(solutions.overfitting)


def test_the_data_are_as_described(chapter):
    assert len(chapter["y"]) == 178
    assert np.sum(chapter["wine"].target == 2) == 48
    assert chapter["wine"].feature_names[12] == "proline"
    assert chapter["wine"].feature_names[6] == "flavanoids"
    assert chapter["diabetes"].feature_names[2] == "bmi"


def errors_by_degree(chapter):
    x, y, predict = (chapter[name] for name in ("x", "y", "predict"))
    rows = chapter["seen"], chapter["unseen"]
    return np.array([[mse(predict(x[r], w), y[r]) for r in rows] for w in chapter["fits"]])


def test_the_error_on_seen_rows_only_falls_and_the_other_turns_at_degree_four(chapter):
    seen, unseen = errors_by_degree(chapter).T
    assert np.diff(seen).max() < 1e-9
    assert (round(seen[0], 2), round(seen[12], 2)) == (0.85, 0.35)
    assert (unseen.argmin(), round(unseen[4], 2)) == (4, 0.63)
    assert unseen[12] > 10_000
    assert np.sum(np.diff(unseen[:5]) > 0) == 1  # "but for one small step"


def test_plain_shuffles_scatter_and_the_split_does_not(chapter):
    assert (min(chapter["counts"]), max(chapter["counts"])) == (0, 10)
    assert 230 < np.bincount(chapter["counts"]).max() < 250
    target = chapter["wine"].target
    for seed in range(20):
        tenth = split(target, (0.1, 0.9), np.random.default_rng(seed))[0]
        assert np.sum(target[tenth] == 2) == 5


def test_cross_validation_can_tell_a_straight_line_and_no_more(chapter):
    x, y, learn, predict = (chapter[name] for name in ("x", "y", "learn", "predict"))
    errors = np.zeros((8, 5))
    for degree in range(1, 8):
        for fold, (inner, held) in enumerate(chapter["folds"]):
            w = chapter["fit"](x[learn[inner]], y[learn[inner]], degree)
            errors[degree, fold] = mse(predict(x[learn[held]], w), y[learn[held]])
    assert (errors[1] > errors[2]).all()
    means = errors.mean(axis=1)
    assert np.ptp(means[2:5]) < 0.05 * np.ptp(errors[2])
    for a, b in ((2, 3), (2, 4), (2, 6), (4, 6), (2, 7)):
        gap = errors[a] - errors[b]
        assert abs(gap.mean()) < 2.1 * gap.std(ddof=1) / np.sqrt(5)


def test_the_two_parts_of_the_error_over_the_degree(chapter):
    bias2, variance = chapter["bias2"], chapter["variance"]
    total = bias2 + variance
    assert total.argmin() == 2
    assert np.diff(variance).min() > 0
    assert bias2[0] > bias2[1] > bias2[2] > 0.55
    assert np.ptp(bias2[2:7]) < 0.07
    assert bias2[8] > bias2[7] > bias2[6]
    assert [f"{value:.2g}" for value in total[7:]] == ["5.5", "17"]
    assert (round(bias2[5], 2), round(total[5], 2)) == (0.61, 0.90)
    x, y, keep = (chapter[name] for name in ("x", "y", "keep"))
    committee = np.mean([chapter["predict"](x[keep], w) for w in chapter["refits"][5]], axis=0)
    assert mse(committee, y[keep]) == pytest.approx(bias2[5])
    assert round(np.log(2), 2) == 0.69
    pairs = [len(set(a) & set(b)) for a, b in zip(chapter["draws"][::2], chapter["draws"][1::2], strict=True)]
    assert round(40 * 40 / 118) == 14
    assert np.mean(pairs) == pytest.approx(40 * 40 / 118, rel=0.05)


def test_with_a_known_truth_the_three_parts_add_up(chapter):
    assert chapter["sigma"] ** 2 == pytest.approx(0.563, abs=5e-4)
    f, x, keep, sigma = (chapter[name] for name in ("f", "x", "keep", "sigma"))
    rng, P = np.random.default_rng(1), []
    for r in chapter["draws"] * 5:
        P.append(chapter["predict"](x[keep], chapter["fit"](x[r], f[r] + sigma * rng.normal(size=40), 2)))
    P, new = np.array(P), f[keep] + sigma * rng.normal(size=(1000, len(keep)))
    assert np.mean((P - new) ** 2) == pytest.approx(sum(bias_variance(P, f[keep])) + sigma**2, rel=0.02)


def test_learning_curves_are_near_the_formulas_and_cross(chapter):
    sizes, one, ten = np.array(chapter["sizes"]), chapter["curves"]["1 column"], chapter["curves"]["10 columns"]
    noise = chapter["noise"]
    assert round(noise, -1) == 2930
    assert_allclose(ten[2:, 0], noise * (1 - 11 / sizes[2:]), rtol=0.05)
    assert (ten[:, 1] > noise * (1 + 11 / sizes)).all()
    assert ten[6, 1] == pytest.approx(noise * (1 + 11 / 300), rel=0.03)
    assert ten[1, 1] > one[1, 1]  # 30 rows: the poorer model is better
    assert ten[2, 1] < one[2, 1]  # 50 rows: it is not
    assert one[6, 1] - one[6, 0] < 0.05 * one[6, 1]


def test_double_descent_peaks_where_the_inputs_say(chapter):
    widths = np.array(chapter["widths"])
    for name in ("digits", "patients"):
        gain, share = (np.median(chapter[kind][name], axis=0) for kind in ("gains", "shares"))
        assert widths[gain.argmax()] == widths[share.argmax()] == widths[chapter["smallest"][name][0].argmin()] == 100
        assert np.diff(chapter["smallest"][name][0])[:8].max() < 0 < np.diff(chapter["smallest"][name][0])[8:].min()
        assert gain.max() > 100
        assert 1 < gain[-1] < 2
        assert share.max() > 30


def test_the_second_descent_pays_on_digits_and_not_on_patients(chapter):
    few, many = slice(0, 5), -1
    digits, patients = chapter["shares"]["digits"], chapter["shares"]["patients"]
    assert (digits[:, many] < digits[:, few].min(axis=1)).all()  # for every seed
    assert (patients[:, many] > patients[:, few].min(axis=1)).all()
    assert (patients[:, many] > 1).all()
    assert 0.4 < np.median(digits[:, many]) < 0.5
    twenty, hundred = (chapter["widths"].index(width) for width in (20, 100))
    assert np.median(digits[:, many]) < np.median(digits[:, twenty]) < np.median(digits[:, hundred])
    assert np.median(patients[:, twenty]) < np.median(patients[:, many]) < np.median(patients[:, hundred])
    full = 2933 / np.var(chapter["target"])
    assert 0.45 < full < 0.55  # about half of the patients' variance is noise


def test_leaks_are_as_large_as_said(chapter):
    honest, leaky = (np.array(values) for values in chapter["found"].values())
    assert abs(honest.mean() - 0.5) < 2 * honest.std() / np.sqrt(200)
    assert 0.72 < leaky.mean() < 0.76
    assert leaky.min() >= 0.5
    assert len(chapter["i"]) == 2016
    assert len(split(chapter["grower"], (0.1, 0.9), np.random.default_rng(0))[0]) == 18
    assert len(split(chapter["grower"], (0.8, 0.2), np.random.default_rng(0))[0]) == 142
    gaps = np.array(chapter["gaps"])  # of the last share, 80 %
    assert abs(gaps.mean()) < 2 * gaps.std() / np.sqrt(200)


def test_stopping_early_gains_and_the_stop_is_a_little_too_hopeful(chapter):
    runs, stops = chapter["runs"], chapter["stops"]
    for run in runs:
        assert run[-1, 0] < 0.6 * run[0, 0]  # the training loss falls
        assert run[-1, 1] > run[:, 1].min() * 1.05
    assert (min(stops), max(stops)) == (5, 35)
    assert chapter["gain"].mean() > 3 * chapter["gain"].std(ddof=1) / np.sqrt(8)
    hope = chapter["found_at"]["test - validation"]
    assert 0 < hope.mean() < 2.36 * hope.std(ddof=1) / np.sqrt(8)  # the 97.5 % point of Student's t with 7


# Quiz and further exercises


def test_more_rows_can_hurt_at_a_fixed_width(chapter):
    X, target = chapter["tables"]["patients"], chapter["target"]
    errors = {N: [] for N in (20, 50, 200)}
    for N, seed in ((N, seed) for N in errors for seed in range(15)):
        rng = np.random.default_rng(seed)
        order = rng.permutation(442)
        A, B = standardise(X[order[:N]], X[order[-100:]])
        W, b = rng.normal(size=(10, 50)) / np.sqrt(10), rng.normal(size=50)
        y = target[order[:N]]
        w = np.linalg.pinv(np.tanh(A @ W + b)) @ (y - y.mean())
        errors[N].append(mse(np.tanh(B @ W + b) @ w + y.mean(), target[order[-100:]]))
    few, equal, many = (np.median(values) for values in errors.values())
    assert equal > 3 * few
    assert many < few


def test_twins_make_a_nearest_neighbour_look_perfect(chapter):
    data, grower = np.repeat(chapter["data"], 2, axis=0), np.repeat(chapter["grower"], 2)
    a, b = split(grower, (0.8, 0.2), np.random.default_rng(0))
    A, B = standardise(data[a], data[b])
    twin = np.isin(b // 2, a // 2)
    assert twin.mean() > 0.7
    assert np.mean(chapter["nearest"](A, grower[a], B[twin]) == grower[b][twin]) == 1


def test_the_forecast_of_the_gap():
    assert round(2 * 2930 * 11 / 110) == 586


def test_examples_given_in_hints():
    assert [round(float(v), 2) for v in standardise(np.array([[0.0], [2.0], [4.0]]))[0][:, 0]] == [-1.22, 0, 1.22]
    assert round(np.std([0.0, 2.0, 4.0]), 2) == 1.63
    assert bias_variance(np.array([[1.0], [3.0]]), np.array([1.0])) == (1.0, 1.0)
    assert early_stopping([5, 3, 4, 3.5, 1], 2) == 1
    assert sorted(len(held) for _, held in k_folds(7, 3, np.random.default_rng(0))) == [2, 2, 3]


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: (fig-overfitting-\w+)$", SOURCE, flags=re.MULTILINE)
    drawn = SOURCE.count("plt.show()") + SOURCE.count("figures.interactive(")
    assert len(names) == len(set(names)) == drawn == FIGURES
    assert len(re.findall(r'^    caption: ".+"$', SOURCE, flags=re.MULTILINE)) == FIGURES
    assert len(re.findall(r'^    alt: ".+"$', SOURCE, flags=re.MULTILINE)) == FIGURES


def test_drawings_show_what_they_are_given():
    points = np.array([0.0, 1.0]), np.array([1.0, 2.0])
    errors = capacity(0, [np.array([3.0]), np.array([1.0, 1.0])], points, points).axes[1].lines[0].get_ydata()
    assert_allclose(errors, [2.5, 1e-12])
    bundle = refit_bundles(np.arange(3.0), {"t": np.array([[0.0, 1, 2], [2, 3, 6]])}, points).axes[0]
    assert bundle.lines[-1].get_ydata().tolist() == [1, 2, 4]
    bars = parts_of_error(np.array([1.0, 2.0]), np.array([0.5, 9.0]), top=3).axes[0]
    assert [text.get_text() for text in bars.texts] == ["11"]
    values = np.array([[1.0, 4.0], [3.0, 8.0], [2.0, 6.0]])
    panel = descents([1, 10], {"q": {"a": values}}, mark=10, level=1).axes[0]
    assert [2.0, 6.0] in [list(line.get_ydata()) for line in panel.lines]
    columns = dots_by_seed({"a": [1.0, 2.0]}, ylabel="y").axes[0]
    assert_allclose(columns.collections[0].get_offsets()[:, 1], [1.0, 2.0])
    plt.close("all")
