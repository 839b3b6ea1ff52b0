"""Chapter 06: its functions, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose

import figures.gradient_descent
import solutions.gradient_descent
from figures.gradient_descent import many_runs, parabola_steps, valley_paths
from solutions.backprop import backward
from solutions.forward import cross_entropy, forward, init_params
from solutions.gradient_descent import max_stable_learning_rate, minibatches, sgd_step, train
from tests.chapters.chapter_text import ChapterText

TEXT = ChapterText("06_gradient_descent")
SOURCE = TEXT.source
SEEDS, CLASSES = 8, 10

# The course's functions


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.gradient_descent).failed == 0
    assert doctest.testmod(figures.gradient_descent).failed == 0
    plt.close("all")


def test_a_step_leaves_what_it_was_given():
    params, grads = {"w": np.array([1.0, 2.0])}, {"w": np.array([3.0, -1.0])}
    assert sgd_step(params, grads, 0.1)["w"] == pytest.approx([0.7, 2.1])
    assert params["w"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(("N", "size"), [(7, 3), (6, 3), (2, 5), (5, 1)])
def test_batches_hold_every_row_once(N, size):
    batches = minibatches(N, size, np.random.default_rng(1))
    assert sorted(np.concatenate(batches)) == list(range(N))
    assert [len(batch) for batch in batches] == [min(size, N - start) for start in range(0, N, size)]


def test_training_on_all_rows_at_once_is_the_walk_of_the_chapter(chapter):
    X, y, limit = chapter["X"], chapter["y"], chapter["limit"]
    start = {"W1": np.zeros((10, 1)), "b1": np.zeros(1)}
    settings = {"learning_rate": 0.9 * limit, "epochs": 5, "batch_size": len(X), "rng": np.random.default_rng(0)}
    params, losses = train(start, X, y[:, None], **settings, output="identity")
    path = chapter["descend"](X, y, 0.9 * limit, 5)
    assert_allclose(params["W1"][:, 0], path[-1], rtol=1e-8)  # the bias stays 0: columns and target have mean 0
    assert_allclose(losses, chapter["loss"](path[1:]), rtol=1e-9)


# The chapter, run from top to bottom with the course's functions in the place of the exercises


@pytest.fixture(scope="module")
def chapter():
    return TEXT.run(solutions.gradient_descent)


def test_one_weight_does_what_the_cases_say(chapter):
    bmi, y, descend = (chapter[name] for name in ("bmi", "y", "descend"))
    assert 2 * np.mean(bmi**2) == pytest.approx(2)
    apart = {name: path - chapter["lowest"] for name, path in chapter["paths"].items()}
    factors = {name: float(np.round(a[1] / a[0], 9)) for name, a in apart.items()}
    assert factors == {"rate 0.1": 0.8, "rate 0.45": 0.1, "rate 0.9": -0.8, "rate 1.05": -1.1}
    assert descend(bmi, y, 0.5, 1)[1] == pytest.approx(chapter["lowest"])  # 1/h: one step
    for_ever = descend(bmi, y, 1.0, 9)[:, 0]  # 2/h
    assert_allclose(for_ever[2:], for_ever[:-2], atol=1e-9)


def test_the_answer_to_the_prediction(chapter):
    limit, runs, loss, best = (chapter[name] for name in ("limit", "runs", "loss", "best"))
    assert [round(factor * limit, 3) for factor in (0.99, 1.01)] == [0.246, 0.251]
    below, above = loss(runs[0.99]), loss(runs[1.01])
    assert (round(below[-1], -1), below[-1] / loss(best) < 1.00001) == (2860, True)
    assert 0.5e17 < above[-1] / loss(best) < 2e17
    assert 3.9e8 < 1.02**1000 < 4.1e8
    assert np.diff(above)[:2].max() < 0 < np.diff(above)[2:].min()  # falls for two steps, then rises
    assert above[10] < above[0]
    assert [f"{value:.3g}" for value in chapter["curvatures"][[9, 4, 0]]] == ["8.05", "1.21", "0.0171"]
    assert max_stable_learning_rate(chapter["X"]) == pytest.approx(2 / chapter["curvatures"][-1])


def test_parts_of_the_error_shrink_as_the_figure_says(chapter):
    left = np.abs(chapter["parts"][-1] / chapter["parts"][0])
    assert -9 < np.log10(left[9]) < -8  # almost nine powers of ten
    assert -2 < np.log10(left[0]) < -1  # less than two
    assert np.abs(chapter["parts"][100, 4]) < 1e-9


def test_the_valley_of_two_correlated_columns(chapter):
    pair, low, walks = chapter["pair"], chapter["low"], chapter["walks"]
    assert round(np.corrcoef(pair.T)[0, 1], 2) == 0.90
    assert round(max_stable_learning_rate(pair), 3) == 0.527
    apart = {name: np.linalg.norm(path - low, axis=1) for name, path in walks.items()}
    assert apart["rate 0.5"][-1] < 0.1 * apart["rate 0.5"][0]
    assert apart["rate 0.1"][-1] > 0.4 * apart["rate 0.1"][0]  # stops before the cross
    assert apart["rate 0.54"][-1] > apart["rate 0.54"][0]


def test_momentum_on_the_valley(chapter):
    loss, pair, low, roll = (chapter[name] for name in ("loss", "pair", "low", "roll"))
    above = [loss(roll(pair, momentum, 0.05, 25), pair) - loss(low, pair) for momentum in (0, 0.5, 0.9)]
    assert above[0][-1] > above[1][-1] > 5 * above[2][-1]  # 0.9 gets farthest
    assert max(np.diff(above[0]).max(), np.diff(above[1]).max()) < 0 < np.diff(above[2]).max()  # and overshoots


def kappa(columns):
    ends = np.linalg.eigvalsh(columns.T @ columns)[[0, -1]]
    return ends[1] / ends[0]


def test_what_standard_units_change(chapter):
    own, standard = kappa(chapter["centred"]), kappa(chapter["X"])
    assert (round(own), round(standard), round(own / standard)) == (76279, 470, 162)
    assert np.round(chapter["centred"].std(axis=0)[[4, 1]], 1).tolist() == [34.6, 0.5]
    loss, best, y = chapter["loss"], chapter["best"], chapter["y"]
    ends = {}
    for name, (columns, _) in chapter["units"].items():
        path = chapter["descend"](columns, y, 0.95 * max_stable_learning_rate(columns), 3000)
        ends[name] = loss(path[-1], columns) - loss(best)
    assert ends["own units"] > 100
    assert ends["standard"] < 1e-8


def test_the_noise_of_batches_follows_the_formulas(chapter):
    V, N, g, sizes = (chapter[name] for name in ("V", "N", "g", "sizes"))
    assert round(V / np.sum(g**2)) == 44
    assert_allclose(chapter["noise"]["with"], V / sizes, rtol=0.15)
    assert_allclose(chapter["noise"]["without"], V / sizes * (N - sizes) / (N - 1), rtol=0.15)
    assert chapter["noise"]["without"][-1] < 0.5 * chapter["noise"]["with"][-1]


def test_one_picture_is_mostly_noise_from_other_seeds_too(chapter):
    for seed in range(1, SEEDS + 1):
        params = init_params([64, 16, 10], np.random.default_rng(seed))
        rows = []
        for n in range(chapter["N"]):
            pixel, label = chapter["pixels"][[n]], chapter["labels"][[n]]
            grads = backward(params, forward(params, pixel, "tanh", "softmax")[1], label, "tanh", "softmax")
            rows.append(np.concatenate([slope.ravel() for slope in grads.values()]))
        mean = np.mean(rows, axis=0)
        assert 20 < np.mean(np.sum((rows - mean) ** 2, axis=1)) / np.sum(mean**2) < 70


def test_the_loss_is_near_its_best_before_the_weights_are(chapter):
    losses, parts = chapter["loss"](chapter["runs"][0.99]), chapter["parts"]
    assert losses[300] < 1.001 * chapter["loss"](chapter["best"])
    assert abs(parts[300, 0]) > 0.25 * abs(parts[0, 0])


def test_rates_over_the_seeds(chapter):
    ends = dict(zip(chapter["rates"], chapter["ends"], strict=True))
    medians = [np.median(ends[rate]) for rate in (0.03, 0.1, 0.3, 1)]
    assert medians == sorted(medians, reverse=True)
    assert [round(end, 2) for end in (ends[1].min(), ends[1].max())] == [0.06, 1.73]
    assert max(ends[0.3]) < 0.3  # no seed fails
    assert min(ends[3]) > np.log(CLASSES)
    spreads = [np.ptp(np.log(ends[rate])) for rate in (0.03, 0.1, 0.3, 1)]
    assert spreads[3] > 2 * max(spreads[:3])
    assert all(len(end) == SEEDS for end in ends.values())


def test_small_batches_end_lowest_for_every_seed(chapter):
    last = [np.array([chapter["losses_of"](seed, batch_size=size)[-1] for seed in range(SEEDS)]) for size in (8, 512)]
    middle = [chapter["losses_of"](seed, batch_size=64)[-1] for seed in range(SEEDS)]
    assert last[0].max() < min(middle)
    assert max(middle) < last[1].min()
    assert [len(minibatches(chapter["N"], size, np.random.default_rng(0))) for size in (8, 32, 512)] == [225, 57, 4]


def test_starts_end_in_the_same_order_for_every_seed(chapter):
    ends = {name: np.array(runs)[:, -1] for name, runs in chapter["groups"].items()}
    for seed in range(SEEDS):
        order = [ends[name][seed] for name in ("usual", "W1 times 30", "all equal", "zeros")]
        assert order == sorted(order)
    assert np.abs(ends["zeros"] - np.log(CLASSES)).max() < 0.01


def test_zeros_are_a_saddle(chapter):
    usual, zeros = chapter["starts"](0)["usual"], chapter["starts"](0)["zeros"]
    pixels, labels = chapter["pixels"], chapter["labels"]
    b2 = np.log(np.bincount(labels) / len(labels))  # where only the frequencies are known

    def change(one, two):
        pushed = {**zeros, "W1": one * usual["W1"], "W2": two * usual["W2"], "b2": b2}
        return cross_entropy(forward(pushed, pixels, "tanh", "softmax")[1]["Z2"], labels) - flat

    flat = 0.0
    flat = change(0, 0)
    assert abs(change(0.01, 0)) < 1e-15
    assert abs(change(0, 0.01)) < 1e-15
    ways = change(0.01, 0.01), change(0.01, -0.01)
    assert min(ways) < 0 < max(ways)
    assert change(0.02, 0.02) == pytest.approx(4 * change(0.01, 0.01), rel=0.2)


def test_beside_the_saddle_a_run_waits_and_then_falls(chapter):
    waits = np.median([chapter["losses_of"](seed, {name: 1e-4 * value for name, value in
                       chapter["starts"](seed)["usual"].items()}, epochs=10) for seed in range(4)], axis=0)  # fmt: skip
    assert waits[:2].min() > np.log(CLASSES) - 0.05
    assert waits[-1] < 0.3


@pytest.mark.parametrize("kind", ["zeros", "all equal"])
def test_a_symmetric_start_stays_symmetric(chapter, kind):
    first = chapter["starts"](0)[kind]
    settings = {"learning_rate": 0.3, "epochs": 2, "batch_size": 32, "rng": np.random.default_rng(1)}
    params, _ = train(first, chapter["pixels"], chapter["labels"], hidden="tanh", output="softmax", **settings)
    assert_allclose(params["W1"], params["W1"][:, [0]] * np.ones(16), rtol=1e-9)
    assert_allclose(params["W2"], np.ones((16, 1)) * params["W2"][[0]], rtol=1e-9)
    moved = {name for name in params if np.abs(params[name] - first[name]).max() > 0}
    assert moved == ({"b2"} if kind == "zeros" else set(params))


def test_the_answers_of_the_quiz_and_the_further_exercises(chapter):
    X, raw = chapter["X"], chapter["diabetes"].data
    assert 1 - 0.4 * 4 == pytest.approx(-0.6)
    apart = np.array([[3.0, 0.0], [0.0, 1.0]])
    assert max_stable_learning_rate(apart) / max_stable_learning_rate(apart * [10, 1]) == pytest.approx(100)
    with_ones = np.column_stack([np.ones(len(raw)), raw])
    assert round(kappa(with_ones) / 1e6) == 52
    assert round(max_stable_learning_rate(chapter["centred"]) / max_stable_learning_rate(with_ones)) == 36
    w = np.ones(10)
    dw = 2 / len(X) * X.T @ (X @ w - chapter["y"])
    assert_allclose(w - np.linalg.solve(chapter["H"], dw), chapter["best"], rtol=1e-6)
    assert round(chapter["G"].shape[1] ** 2 / 1e6, 1) == 1.5
    assert (32 / 5, 1797 % 32) == (6.4, 5)


def test_the_noise_that_stays():
    rate, h, s = 0.2, 3.0, 1.5
    v = 0.0
    for _ in range(200):
        v = (1 - rate * h) ** 2 * v + rate**2 * s**2
    assert v == pytest.approx(rate * s**2 / (h * (2 - rate * h)))


def test_the_rates_on_the_valley_do_what_the_text_says(chapter):
    loss, descend, pair, low, y = (chapter[name] for name in ("loss", "descend", "pair", "low", "y"))

    def above(rate):
        return loss(descend(pair, y, rate, 25), pair) - loss(low, pair)

    assert np.round(above(0.1)[[0, 5, 25]]).tolist() == [274, 36, 15]
    tried = (0.05, 0.1, 0.15, 0.2, 0.26, 0.3, 0.35, 0.4, 0.45, 0.48, 0.5, 0.51, 0.52, 0.53, 0.54, 0.55)
    ends = {rate: above(rate)[25] for rate in tried}
    assert min(ends, key=ends.get) == 0.48 and round(ends[0.48], 2) == 0.23
    steepest = np.linalg.eigvalsh(2 / len(y) * pair.T @ pair)[1]
    assert round(1 / steepest, 2) == 0.26
    assert 0.95 < abs(1 - 0.52 * steepest) < 1 < abs(1 - 0.53 * steepest)


def test_numbers_of_the_wrong_turns():
    for rate, stays in ((0.99, True), (1.01, False)):  # a step behind, on a parabola of curvature 1
        w, v = 1.0, 0.0
        for _ in range(5000):
            w, v = w + v, -rate * w
        assert (abs(w) < 1) == stays
    assert 1797 - 1797 // 32 * 32 == 5
    assert round((1 - 1 / 1797) ** 1797, 3) == 0.368


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: (fig-descent-\w+)$", SOURCE, flags=re.MULTILINE)
    drawn = SOURCE.count("plt.show()") + SOURCE.count("figures.interactive(")
    assert len(names) == len(set(names)) == drawn == 11
    assert len(re.findall(r'^    caption: ".+"$', SOURCE, flags=re.MULTILINE)) == 11
    assert len(re.findall(r'^    alt: ".+"$', SOURCE, flags=re.MULTILINE)) == 11


def test_drawings_show_the_paths_they_are_given():
    path = np.array([4.0, -2.0, 1.0])
    steps = parabola_steps(lambda w: w**2, {"a": path, "b": path / 2}).axes
    assert [ax.get_title(loc="left") for ax in steps] == ["a", "b"]
    assert_allclose(steps[0].lines[1].get_xydata(), np.column_stack([path, path**2]))
    walk = np.array([[3.0, 1.0], [1.0, -1.0]])
    valley = valley_paths(lambda w: (w**2).sum(-1), np.zeros(2), {"c": walk}, ["p", "q"]).axes[0]
    assert_allclose(valley.lines[0].get_xydata(), walk)
    runs = many_runs({"d": np.array([[3.0, 1.0], [5.0, 2.0], [4.0, 9.0]])}, xlabel="e", ylabel="f").axes[0]
    assert_allclose(runs.lines[-1].get_ydata(), [4.0, 2.0])
    plt.close("all")
