"""Chapter 01: its functions, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import figures.neuron
import solutions.neuron
from figures.neuron import activation_gallery, answer_maps, neuron_diagram, nudge_diagram
from solutions.neuron import mse, neuron, neuron_grad, relu, sigmoid
from tests.chapters.chapter_text import ChapterText

TEXT = ChapterText("01_neuron")
SOURCE = TEXT.source

N, D_IN = 7, 3
RNG = np.random.default_rng(4)
X, W, B, Y = RNG.normal(size=(N, D_IN)), RNG.normal(size=D_IN), 0.3, RNG.normal(size=N)
A = neuron(X, W, B)
POINTS = np.linspace(-6, 6, 25)

# The course's functions


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.neuron).failed == 0
    assert doctest.testmod(figures.neuron).failed == 0
    plt.close("all")


@pytest.mark.parametrize("z", [0.5, [1, -2], np.ones((2, 3, 4)), np.array(-3.0), np.zeros((0, 2))])
def test_activations_keep_the_shape_of_what_they_are_given(z):
    for activation in (sigmoid, relu):
        assert np.shape(activation(z)) == np.shape(z)


def test_sigmoid_is_right_to_the_last_digits_and_finite_at_the_extremes():
    assert_allclose(sigmoid(POINTS), (1 + np.tanh(POINTS / 2)) / 2, rtol=1e-13)
    assert sigmoid(-40.0) == pytest.approx(np.exp(-40.0), rel=1e-15)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert sigmoid([-1000, 0, 1000]).tolist() == [0.0, 0.5, 1.0]


def test_relu_hands_back_a_new_array():
    z = np.array([-2.0, 0.0, 3.0])
    a = relu(z)
    assert a.tolist() == [0.0, 0.0, 3.0]
    assert z.tolist() == [-2.0, 0.0, 3.0]
    assert not np.shares_memory(a, z)


def test_mse_is_a_mean_over_all_entries():
    errors = np.arange(1.0, 7.0).reshape(3, 2)
    assert mse(errors, np.zeros((3, 2))) == pytest.approx(91 / 6)
    assert isinstance(mse([1.0], [0.0]), float)


def test_gradient_has_the_promised_shapes():
    dw, db = neuron_grad(X, W, B, Y)
    assert dw.shape == (D_IN,)
    assert isinstance(db, float)


# The chapter, run from top to bottom with the course's functions in the place of the exercises


@pytest.fixture(scope="module")
def chapter():
    return TEXT.run(solutions.neuron)


def test_the_numbers_of_tumour_41_are_those_in_the_text(chapter):
    X, y, numbers, machine = (chapter[name] for name in ("X", "y", "numbers", "machine"))
    assert (X.shape, y[41]) == ((569, 2), 1)
    assert np.round(X[41], 2).tolist() == [-0.71, 1.57]
    a = machine(**numbers)
    pushed = {**numbers, "radius": numbers["radius"] + 1}
    assert round(machine(**pushed) - a, 4) == 0.3394
    assert round(a * (1 - a) * 1.5, 3) == 0.369
    assert round(a * (1 - a), 4) == 0.2462
    forward = (X[41] @ [1.5, 0.9] - 0.6, a, (a - 1) ** 2)
    assert np.round(forward, 2).tolist() == [-0.25, 0.44, 0.32]
    dw, db = neuron_grad(X[41:42], np.array([1.5, 0.9]), -0.6, np.array([1.0]))
    assert np.round([*dw, db, 2 * (a - 1)], 2).tolist() == [0.20, -0.44, -0.28, -1.12]


def test_which_of_the_five_numbers_lowers_the_answer(chapter):
    slopes = {name: chapter["slope"](name) for name in chapter["numbers"]}
    assert [name for name, value in slopes.items() if value < 0] == ["w1"]


def test_the_walk_downhill_does_what_the_text_says(chapter):
    X, y, w, b = (chapter[name] for name in ("X", "y", "w", "b"))
    dw, _ = neuron_grad(X, w, b, y)
    assert dw[0] < 0 < dw[1]
    better_w = chapter["better_w"]
    assert better_w[0] / better_w[1] > 2 * w[0] / w[1]  # the radius counts for more
    assert np.linalg.norm(better_w) > 2 * np.linalg.norm(w)  # the zone of doubt is narrower
    assert chapter["losses"][-1] < chapter["losses"][0]
    assert chapter["share_right"](better_w, chapter["better_b"]) > chapter["share_right"](w, b)


def test_the_slope_in_one_weight_is_as_the_text_says(chapter):
    X, y, describe = (chapter[name] for name in ("X", "y", "describe"))

    def slope(weight):
        return neuron_grad(X, np.array([weight, 0.9]), -0.6, y)[0][0]

    assert [round(slope(weight), 2) for weight in (-1.0, 0.0)] == [-0.15, -0.13]
    assert (round(slope(3.0), 3), abs(slope(5.5)) < 5e-5) == (-0.007, True)
    assert all(slope(weight) > 0 for weight in (6.0, 7.0, 8.0))
    assert mse(neuron(X, np.array([8.0, 0.9]), -0.6), y) > mse(neuron(X, np.array([5.5, 0.9]), -0.6), y)
    assert describe(1.5) == "At weight 1.5 the loss is 0.0772 and its slope -0.0305."


def test_the_answer_to_the_prediction():
    certain, unsure = (2 * a**2 * (1 - a) for a in (0.99, 0.5))
    assert 12.5 < unsure / certain < 13
    assert [round(a**2, 2) for a in (0.99, 0.5)] == [0.98, 0.25]


def test_the_extremes_named_in_the_text(chapter):
    data = chapter["data"]
    assert data.data[:, list(data.feature_names).index("worst area")].max() == 4254
    assert f"{np.finfo(float).max:.1e}" == "1.8e+308"
    assert np.isfinite(np.exp(709.0))
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(710.0))


def test_copied_rows_change_neither_loss_nor_gradient():
    twice, targets = np.vstack([X, X]), np.hstack([Y, Y])
    assert mse(neuron(twice, W, B), targets) == pytest.approx(mse(A, Y), rel=1e-14)
    assert_allclose(neuron_grad(twice, W, B, targets)[0], neuron_grad(X, W, B, Y)[0], rtol=1e-13)


def test_no_line_gets_all_of_xor_and_three_neurons_do(chapter):
    corners, xor = chapter["corners"], chapter["xor"] == 1
    rng = np.random.default_rng(0)
    most = max(np.sum((neuron(corners, rng.normal(size=2), rng.normal()) > 0.5) == xor) for _ in range(2000))
    assert most == 3
    for w, b in chapter["tries"].values():
        assert np.sum((neuron(corners, np.array(w), b) > 0.5) == xor) == 3
    either, not_both = (neuron(corners, np.array(w), b) for w, b in (([20, 20], -10), ([-20, -20], 30)))
    assert_array_equal(neuron(np.column_stack([either, not_both]), np.array([20, 20]), -30) > 0.5, xor)


def test_the_answers_of_the_quiz_and_the_further_exercises(chapter):
    assert neuron(np.array([[1.5]]), np.array([2.0]), -3.0) == [0.5]
    assert neuron_grad(X * [1, 0, 1], W, B, Y)[0][1] == 0
    assert_allclose(sigmoid(-POINTS), 1 - sigmoid(POINTS), rtol=1e-12)
    answers = np.linspace(0, 1, 3001)
    strongest = 2 * answers**2 * (1 - answers)
    assert answers[strongest.argmax()] == pytest.approx(2 / 3)
    assert (strongest.max(), round(8 / 27, 3)) == (pytest.approx(8 / 27), 0.296)
    for a in (0.5, 0.99):
        z = np.log(a / (1 - a)) + 1e-30j  # a complex step
        assert np.imag(-np.log(1 - 1 / (1 + np.exp(-z)))) / 1e-30 == pytest.approx(a)
    raw, w, b = chapter["measured"], chapter["w"], chapter["b"]
    dw, db = neuron_grad(raw, w, b, chapter["y"])
    assert (raw @ w + b).min() > 20
    assert np.abs(1 - neuron(raw, w, b)).max() < 1e-9
    assert np.abs([*dw, db]).max() < 1e-6


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: (fig-neuron-\w+)$", SOURCE, flags=re.MULTILINE)
    drawn = SOURCE.count("plt.show()") + SOURCE.count("figures.interactive(")
    assert len(names) == len(set(names)) == drawn == 10
    assert len(re.findall(r'^    caption: ".+"$', SOURCE, flags=re.MULTILINE)) == 10
    assert len(re.findall(r'^    alt: ".+"$', SOURCE, flags=re.MULTILINE)) == 10


def texts(figure):
    found = [text.get_text() for ax in figure.axes for text in ax.texts]
    plt.close(figure)
    return found


def test_drawings_carry_the_numbers_that_the_functions_give():
    forward = texts(neuron_diagram(X[0], W, B, names=("p", "q", "r")))
    both = texts(neuron_diagram(X[0], W, B, names=("p", "q", "r"), y=Y[0]))
    dw, db = neuron_grad(X[:1], W, B, Y[:1])
    minus = "\N{MINUS SIGN}"
    assert {"p", "q", "r", f"{A[0]:.2f}", f"bias {B:.2f}"} <= set(forward)
    assert {f"{value:.2f}".replace("-", minus) for value in (*dw, db, 2 * (A[0] - Y[0]))} <= set(both)
    assert "rise\n0.2311" in texts(nudge_diagram(sigmoid, 0.0, 1.0, name="x"))  # sigmoid(1) - 1/2


def test_maps_and_gallery_have_a_panel_for_each_thing_they_compare():
    maps = answer_maps(X[:, :2], Y > 0, {"a": (W[:2], B), "b": ([1.0, 2.0], 0.0)}, names=("p", "q"))
    assert [ax.get_title(loc="left") for ax in maps.axes[:2]] == ["a", "b"]
    gallery = activation_gallery()
    assert [ax.get_title(loc="left") for ax in gallery.axes[:4]] == ["step", "sigmoid", "tanh", "relu"]
    plt.close("all")
