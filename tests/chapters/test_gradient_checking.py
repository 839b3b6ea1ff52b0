"""Chapter 03: its functions, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_array_equal

import figures.gradient_checking
import solutions.gradient_checking
from autograder.exercises.layers import LAYERS, RIGHT
from autograder.materials import gradient_checking as materials
from figures.gradient_checking import PROBES, WRONG, chords, error_ruler, kink_diagram, noticed, way_back
from solutions.gradient_checking import check_layer, numerical_grad, relative_error
from tests.chapters.chapter_text import ChapterText

TEXT = ChapterText("03_gradient_checking")
SOURCE = TEXT.source
MINUS = "\N{MINUS SIGN}"

# The chapter, run from top to bottom with the course's functions in the place of the exercises


@pytest.fixture(scope="module")
def chapter():
    return TEXT.run(solutions.gradient_checking)


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.gradient_checking).failed == 0


def test_what_sixty_halvings_do(chapter):
    error = np.abs(chapter["one_sided"] - chapter["truth"])
    assert 20 <= error.argmin() <= 32
    assert (np.diff(error[:20]) < 0).all()  # it falls
    assert error[50] > 1000 * error[25]  # and grows
    assert_array_equal(chapter["one_sided"][53:], 0)
    assert 1e-10 < error.min() < 1e-8


def test_what_the_digits_allow(chapter):
    loss, w1 = chapter["loss"], chapter["w1"]
    assert np.spacing(loss(w1)) == 2.0**-56
    assert np.spacing(w1) == 2.0**-52
    quotient = chapter["one_sided"][50] * 64
    assert quotient == round(quotient)
    assert round(chapter["truth"], 4) == -0.0305
    assert round(chapter["truth"] * 64) == -2
    assert w1 + chapter["steps"][52] != w1
    assert w1 + chapter["steps"][53] == w1


def test_the_slopes_of_the_chords_are_those_that_are_said(chapter):
    figure = chords(chapter["curve"], 1.5, 0.5, slope=chapter["truth"])
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    plt.close(figure)
    assert [label.rpartition(" ")[2] for label in labels[1:]] == [f"{MINUS}0.0239", f"{MINUS}0.0319", f"{MINUS}0.0305"]


def test_the_valleys_lie_where_the_formulas_say(chapter):
    steps, truth = chapter["steps"], chapter["truth"]
    one_sided, central = (np.abs(chapter[name] - truth) for name in ("one_sided", "central"))
    assert (round(chapter["best_one_sided"] * 1e8, 1), round(chapter["best_central"] * 1e5, 1)) == (4.7, 1.1)
    for error, line in ((one_sided, "one_sided_line"), (central, "central_line")):
        assert np.mean(error <= 1.05 * chapter[line]) > 0.8  # most dots lie below the line
    assert np.allclose(one_sided[5:18], chapter["one_sided_line"][5:18], rtol=0.05)
    assert np.allclose(central[5:12], chapter["central_line"][5:12], rtol=0.05)
    near = (steps > chapter["best_central"] / 10) & (steps < chapter["best_central"] * 10)
    assert central[near].max() / abs(truth) < 1e-8  # eight digits within a factor of ten


def test_the_sizes_of_the_best_steps_named_in_the_text():
    eps = np.finfo(float).eps
    assert eps == 2.0**-52
    assert [f"{eps**power:.1e}" for power in (1 / 2, 1 / 3, 2 / 3)] == ["1.5e-08", "6.1e-06", "3.7e-11"]
    single = float(np.finfo(np.float32).eps)
    assert (single, f"{single:.1e}", round(single ** (1 / 3), 3)) == (2.0**-23, "1.2e-07", 0.005)


def test_float32_has_few_digits_left_at_a_step_of_float64(chapter):
    loss_in, truth = chapter["loss_in"], chapter["truth"]

    def error(h):
        rise = float(loss_in(np.float32, 1.5 + h) - loss_in(np.float32, 1.5 - h))
        return abs(rise / (2 * h) - truth) / abs(truth)

    near = [error(h) for h in 0.5 ** np.arange(15, 19.0)]  # 3e-5 to 4e-6
    assert 1e-4 < max(near) < 0.1
    assert max(error(2.0**-6), error(2.0**-7)) < 1e-3
    assert loss_in(np.float32, 1.5).dtype == np.float32


def test_the_complex_step_has_no_wall_and_abs_loses_the_push(chapter):
    truth = chapter["truth"]
    late = np.array(chapter["by_complex"])[chapter["tiny"] < 1e-8]
    assert np.abs(late - truth).max() < 1e-15
    assert np.abs(-2 + 1e-30j).imag == 0


def test_how_many_sums_lie_near_a_kink(chapter):
    Z = np.abs(chapter["Z"])
    assert [int((Z < h).sum()) for h in (0.1, 1e-5)] == [6129, 0]
    assert relu_at_kink() == 0.5


def relu_at_kink():
    return numerical_grad(lambda z: float(np.maximum(z, 0)[0]), np.zeros(1), 0.25)[0]


def test_the_rulers_two_groups(chapter):
    right, wrong = chapter["right"], chapter["wrong"]
    assert right["float64, step 1e-05"] < 1e-9
    assert 1e-8 < right["float64, step 0.001"] < 1e-6
    assert max(right["float64, step 0.01"], right["float32, step 0.01"]) < 1e-4
    assert right["float32, step 1e-05"] > wrong["one entry 1 % too large"]  # so no limit parts the groups
    assert list(wrong.values()) == pytest.approx([0.0009, 0.005, 0.06, 1 / 3, 1], rel=0.05)


def test_what_a_relative_error_means():
    equal = np.ones(1_000_000)
    spoilt = equal.copy()
    spoilt[5] = 1.5
    assert relative_error(spoilt, equal) == pytest.approx(0.5 / (2 * np.sqrt(equal.size)), rel=1e-3)
    assert relative_error(spoilt, equal) == pytest.approx(0.00025, rel=1e-3)
    unrelated = np.random.default_rng(1).normal(size=(2, 10_000))
    assert relative_error(*unrelated) == pytest.approx(0.7, abs=0.02)


def test_how_often_directions_miss(chapter):
    signs, derived = chapter["signs"], chapter["derived"]
    shares = []
    for claim, limit in ((chapter["swapped"], 1e-6), (chapter["one_entry"], 1e-3)):
        said, true = signs @ claim, signs @ derived
        shares.append(np.mean(np.abs(said - true) < limit * (np.abs(said) + np.abs(true))))
    assert shares[0] == pytest.approx(1 / 2, abs=0.01)
    assert shares[1] == pytest.approx(0.38, abs=0.03)


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_hides_on_a_probe_and_shows_on_the_last_one(mistake):
    hidden = {probe for probe in PROBES if not noticed(mistake, probe, np.random.default_rng(5))}
    places = {
        "db is a mean over the rows": {"N = 1"},
        "dW is divided by N once more": {"N = 1"},
        "dX uses * in the place of @": {"one output"},
        "db is one sum over everything": {"one output"},
        "dX uses W, not its transpose": {"square, W constant"},
        "the slope is taken without b": {"b = 0", "W = 0, b = 0"},
        "the slope is always 1/4": {"W = 0, b = 0"},
        "dA is left out": {"dA all ones"},
        "only the size of dA is used": {"dA all ones"},
    }
    assert hidden == places[mistake]


def test_the_way_back_that_the_mistakes_are_compared_with_is_right():
    layer = PROBES["none of these"].layer(np.random.default_rng(2))
    for part, name in (("dX", "X"), ("dW", "W"), ("db", "b")):

        def weighted(value, name=name):
            moved = {**layer, name: value}
            return float((layer["dA"] * materials.sigmoid(moved["X"] @ moved["W"] + moved["b"])).sum())

        assert relative_error(way_back(layer)[part], numerical_grad(weighted, layer[name])) < 1e-8
    assert PROBES["none of these"].sizes == (7, 3, 5)


def test_the_grader_has_as_many_layers_as_the_text_says():
    assert (len(LAYERS), RIGHT.count(True), RIGHT.count(False)) == (24, 11, 13)
    assert "hands you 24 layers. Eleven are right, and thirteen are wrong." in SOURCE
    assert (materials.LOUD, materials.FAINT) == (1e7, 1e-6)


def test_the_claims_of_the_last_cell(chapter):
    few, weights, dZ = (chapter[name] for name in ("few", "weights", "dZ"))
    assert (few.shape, weights.shape, dZ.shape) == ((7, 3), (3, 5), (7, 5))
    assert (few > 0).any(axis=0).all()
    said = [check_layer(lambda W: few @ W, claim, weights, dZ) for claim in chapter["claims"].values()]
    assert said == [True, False, False]


def test_the_answers_of_the_further_exercises():
    eps = np.finfo(float).eps
    four = [(8 * (np.exp(h) - np.exp(-h)) - (np.exp(2 * h) - np.exp(-2 * h))) / (12 * h) - 1 for h in (0.1, 0.05)]
    assert four[0] / four[1] == pytest.approx(16, rel=0.02)
    assert (f"{eps ** (1 / 5):.4f}", f"{eps ** (4 / 5):.0e}") == ("0.0007", "3e-13")
    assert (f"{np.spacing(1.1):.1e}", f"{np.spacing(1.1) / 2:.1e}") == ("2.2e-16", "1.1e-16")
    step = (1.1 + 1e-10) - 1.1
    assert 0 < abs(step / 1e-10 - 1) < 1.2e-6
    x = np.array([[2.0, -1.0]])
    straight = numerical_grad(lambda x: float((x @ np.array([[3.0], [0.5]])).sum()), x, 1.0)
    assert straight.tolist() == [[3.0, 0.5]]
    forgets = check_layer(lambda b: np.ones((4, 3)), lambda dZ, b: np.zeros(3), np.ones(3), np.ones((4, 3)))
    assert forgets


def test_the_curve_from_near_is_a_line_then_a_staircase_then_level(chapter):
    loss, w1, describe = (chapter[name] for name in ("loss", "w1", "describe"))

    def levels(h):
        return len({loss(w1 + h * t) for t in np.linspace(-1, 1, 201)})

    assert levels(1e-5) > 150 and 2 < levels(1e-15) < 15 and levels(1e-16) == 1
    assert [describe(power).split("looks like ")[1].split(";")[0] for power in (0, 5, 15, 16)] == [
        "a curve", "a straight line", "a staircase", "one level line"]  # fmt: skip


def test_a_small_number_in_the_divisor_shrinks_the_error_as_the_solution_says():
    def wrong(a, b):
        return np.abs(a - b) / (np.abs(a) + np.abs(b) + 1e-8)

    assert wrong(2e-12, 1e-12) == pytest.approx(1e-4, rel=1e-3)
    assert 0.002 < 1 - wrong(2e-6, 1e-6) / wrong(2.0, 1.0) < 0.01


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: (fig-checking-\w+)$", SOURCE, flags=re.MULTILINE)
    drawn = SOURCE.count("plt.show()") + SOURCE.count("figures.interactive(")
    assert len(names) == len(set(names)) == drawn == 10
    assert len(re.findall(r'^    caption: ".+"$', SOURCE, flags=re.MULTILINE)) == 10
    assert len(re.findall(r'^    alt: ".+"$', SOURCE, flags=re.MULTILINE)) == 10


def test_drawings_hold_what_they_are_given():
    ruler = error_ruler({"good": 1e-9}, {"bad": 0.3, "worse": 1.0})
    assert [label.get_text() for label in ruler.axes[0].get_yticklabels()] == ["good", "bad", "worse"]
    ramp = kink_diagram(0.2, 0.5, smaller=0.1).axes[1].get_lines()[1]
    assert np.interp(0.25, ramp.get_xdata(), ramp.get_ydata()) == pytest.approx(0.75)
    table = figures.gradient_checking.hiding_places(np.random.default_rng(0))
    assert sum(text.get_text() == "hidden" for text in table.axes[0].texts) == 10
    plt.close("all")
