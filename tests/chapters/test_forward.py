"""Chapter 02: its functions, its table of shapes, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import figures.forward
import solutions.forward
from figures.forward import digit_journey, network_diagram, product_diagram
from solutions.forward import cross_entropy, forward, init_params, softmax
from solutions.neuron import mse, relu, sigmoid
from tests.chapters.chapter_text import ChapterText

TEXT = ChapterText("02_forward")
SOURCE = TEXT.source
X = np.random.default_rng(5).normal(size=(7, 3))
PARAMS = init_params([3, 5, 4], np.random.default_rng(6))

# The course's functions


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.forward).failed == 0
    assert doctest.testmod(figures.forward).failed == 0
    plt.close("all")


def test_first_weights_have_the_asked_mean_and_spread_and_follow_the_seed():
    params = init_params([400, 100, 50], np.random.default_rng(0))
    for layer, d_in in ((1, 400), (2, 100)):
        W = params[f"W{layer}"]
        standard_error = 1 / np.sqrt(W.size)
        assert abs(W.mean() * np.sqrt(d_in)) < 4 * standard_error
        assert abs(W.std() * np.sqrt(d_in) - 1) < 4 * standard_error
        assert not params[f"b{layer}"].any()
    again, other = (init_params([400, 100, 50], np.random.default_rng(seed)) for seed in (0, 1))
    assert_array_equal(params["W2"], again["W2"])
    assert not np.array_equal(params["W2"], other["W2"])


def test_extreme_scores_stay_finite_without_a_warning():
    Z = np.array([[1000.0, -1000.0, 0.0], [-1000.0, -1000.0, -1000.0]])
    assert_allclose(softmax(Z), [[1, 0, 0], [1 / 3] * 3])
    assert cross_entropy(Z, np.array([1, 0])) == pytest.approx((2000 + np.log(3)) / 2)


@pytest.mark.parametrize("classes", [2, 10, 1000])
def test_zero_scores_pay_log_K(classes):
    assert cross_entropy(np.zeros((3, classes)), np.array([0, 1, 1])) == pytest.approx(np.log(classes), rel=1e-14)


@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu", "identity"])
@pytest.mark.parametrize("output", ["sigmoid", "tanh", "relu", "identity", "softmax"])
def test_forward_bends_hidden_layers_and_output_as_told(hidden, output):
    bends = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu, "identity": lambda Z: Z, "softmax": softmax}
    Y_hat, cache = forward(PARAMS, X, hidden=hidden, output=output)
    assert list(cache) == ["A0", "Z1", "A1", "Z2", "A2"]
    assert Y_hat is cache["A2"]
    assert_allclose(cache["A1"], bends[hidden](cache["Z1"]))
    assert_allclose(cache["A2"], bends[output](cache["Z2"]))
    assert not np.shares_memory(cache["A2"], cache["Z2"])


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ({"hidden": "softmax"}, "hidden='softmax' is not a known activation; known are sigmoid, tanh, relu, identity"),
        ({"output": "swish"}, "output='swish' is not a known activation; known are .*, identity, softmax"),
    ],
)
def test_an_unknown_activation_is_refused_and_the_known_ones_are_listed(kinds, message):
    with pytest.raises(ValueError, match=message):
        forward(PARAMS, X, **kinds)


# The chapter, run from top to bottom with the course's functions in the place of the exercises


@pytest.fixture(scope="module")
def chapter():
    return TEXT.run(solutions.forward)


@pytest.mark.parametrize("name", TEXT.exercises)
def test_a_signature_can_stand_in_a_notebook_that_has_imported_numpy_only(name):
    for annotation in getattr(solutions.forward, name).__annotations__.values():
        eval(annotation, {"np": np})


def test_the_table_of_shapes_says_the_shapes(chapter):
    _, digits_cache = forward(chapter["params"], chapter["pixels"], hidden="tanh", output="softmax")
    tiny = {**chapter["tiny"], **forward(chapter["tiny"], chapter["X"])[1]}
    digits = {**chapter["params"], **digits_cache}
    rows = re.findall(r"^\| `(.*?)` \| .*? \| .*? \| (\(.*?\)) \| (\(.*?\)) \|$", SOURCE, flags=re.MULTILINE)
    assert len(rows) == 7
    for names, of_tiny, of_digits in rows:
        for name in re.findall(r"[AWbZ]\d", names):
            assert (str(tiny[name].shape), str(digits[name].shape)) == (of_tiny, of_digits)


def test_the_numbers_of_the_small_network_are_those_in_the_text(chapter):
    assert len(chapter["pixels"]) == 1797
    assert chapter["Z1"][2].tolist() == [2.5, -1.0, -0.5, 1.0]
    assert np.round(chapter["A1"][2], 2).tolist() == [0.92, 0.27, 0.38, 0.73]
    assert round(chapter["A2"].item(2), 2) == 0.84
    assert chapter["Y"].item(2) == 1
    by_hand = 0.924 * 1 + 0.269 * -1.5 + 0.378 * 0.5 + 0.731 * 2 - 0.5
    assert abs(by_hand - 1.672) < 0.001
    assert round(chapter["Z2"].item(2), 3) == 1.672
    assert np.mean((chapter["A2"] - chapter["y"]) ** 2) < mse(chapter["A2"], chapter["Y"])


def test_prices_differ_as_scores_do(chapter):
    assert_allclose(np.diff(chapter["prices"]), [1, 1], rtol=1e-12)
    assert_allclose(chapter["powers"][:-1] / chapter["powers"][1:], np.e, rtol=1e-12)


def ten_layers(A, factor, bend, seed=0):
    """Returns the activations after each of ten layers of 64 neurons, for one draw of weights."""
    weights, layers = np.random.default_rng(seed), []
    for _ in range(10):
        A = bend(A @ weights.standard_normal((64, 64)) * factor / 8)
        layers.append(A)
    return layers


def test_the_sizes_in_ten_layers_are_those_in_the_text(chapter):
    def size(A):
        return np.sqrt(np.mean(A**2))

    pixels = chapter["pixels"]
    small, even, large = (ten_layers(pixels, factor, np.tanh) for factor in (1 / 3, 1.0, 3.0))
    assert round(size(pixels), 2) == 0.48
    assert size(small[4]) < 0.005
    assert 0.15 < size(even[-1]) < 0.3
    assert size(large[-1]) == pytest.approx(0.83, abs=0.02)
    assert np.mean(np.abs(large[-1]) > 0.9) > 0.5


def test_relu_keeps_the_size_at_the_factor_of_the_further_exercise(chapter):
    some = chapter["pixels"][:100]
    before = np.mean(some**2)
    after = np.mean([ten_layers(some, np.sqrt(2), relu, seed)[-1] ** 2 for seed in range(300)])
    assert after == pytest.approx(before, rel=0.15)


def test_an_untrained_network_pays_about_log_10(chapter):
    losses = {factor: [] for factor in (0.01, 1.0, 10.0)}
    for factor, values in losses.items():
        for seed in range(10):
            params = init_params([64, 16, 10], np.random.default_rng(seed))
            scaled = {key: value * factor for key, value in params.items()}
            _, cache = forward(scaled, chapter["pixels"], "tanh", "softmax")
            values.append(cross_entropy(cache["Z2"], chapter["labels"]))
    assert_allclose(losses[0.01], np.log(10), rtol=1e-4)
    assert_allclose(losses[1.0], np.log(10), rtol=0.07)
    assert 11 < min(losses[10.0]) < 12 and 18 <= max(losses[10.0]) < 19
    assert round(np.log(10), 1) == 2.3


def test_the_picture_of_a_seven_is_as_its_alternative_text_says(chapter):
    assert chapter["labels"][7] == 7
    params = init_params([64, 16, 10], np.random.default_rng(0))
    P, _ = forward(params, chapter["pixels"][7:8], "tanh", "softmax")
    assert P.min() > 0.03
    assert P.max() < 0.18


def test_the_numbers_of_quiz_and_further_exercises():
    assert round(np.log(1000), 1) == 6.9
    assert round(np.log(np.finfo(float).max), 1) == 709.8
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    target = np.array([0.0, 1.0, 1.0, 0.0])
    design = np.hstack([corners, np.ones((4, 1))])
    best = np.linalg.lstsq(design, target)[0]
    assert_allclose(best, [0, 0, 0.5], atol=1e-12)
    assert np.mean((design @ best - target) ** 2) == pytest.approx(0.25)


def test_the_layers_keep_their_size_at_the_factor_of_the_text(chapter):
    def layers(factor):
        rng, A = np.random.default_rng(2), chapter["pixels"]
        for _ in range(10):
            A = np.tanh(A @ rng.standard_normal((64, 64)) * factor / 8)
            yield A

    def sizes(factor):
        return [round(float(np.sqrt(np.mean(A**2))), 2) for A in layers(factor)][::3]

    assert sizes(1.0) == [0.39, 0.24, 0.22, 0.18]
    assert max(sizes(0.25)[1:]) == 0 and min(sizes(1.2)) > 0.37 and max(sizes(1.2)) < 0.46
    shares = [np.mean(np.abs(A) > 0.9) for A in layers(4.0)][3:]
    assert 0.6 < min(shares) and max(shares) < 0.72
    assert "edges" in chapter["describe"](4.0) and "at 0." in chapter["describe"](0.25)


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: (fig-forward-\w+)$", SOURCE, flags=re.MULTILINE)
    drawn = SOURCE.count("plt.show()") + SOURCE.count("figures.interactive(")
    assert len(names) == len(set(names)) == drawn == 9
    assert len(re.findall(r'^    caption: ".+"$', SOURCE, flags=re.MULTILINE)) == 9
    assert len(re.findall(r'^    alt: ".+"$', SOURCE, flags=re.MULTILINE)) == 9


def test_a_network_carries_values_and_gradients_in_their_colours():
    figure = network_diagram(
        (2, 3, 1),
        values=[[0.1, 0.2], [0.3, 0.4, 0.5], [0.6]],
        gradients=[[-1.0, -2.0], [-3.0, -4.0, -5.0], [-6.0]],
        weights=[np.full((2, 3), 7.0), np.full((3, 1), 8.0)],
        weight_gradients=[np.full((2, 3), -0.25), np.zeros((3, 1))],
        titles=["in", "hidden", "out"],
    )
    texts = [(text.get_text(), text.get_color()) for text in figure.axes[0].texts]
    assert texts.count(("7.00", figures.FORWARD)) == 6
    assert texts.count(("8.00", figures.FORWARD)) == 3
    assert texts.count(("\N{MINUS SIGN}0.25", figures.BACKWARD)) == 6
    assert texts.count(("0.00", figures.BACKWARD)) == 3
    assert {("0.60", figures.FORWARD), ("\N{MINUS SIGN}6.00", figures.BACKWARD)} <= set(texts)
    plt.close(figure)


def test_a_network_can_be_drawn_with_gradients_only_or_with_no_numbers():
    for options in ({}, {"weight_gradients": [np.zeros((2, 1))], "gradients": [[1.0, 2.0], [3.0]]}):
        figure = network_diagram((2, 1), **options)
        assert {text.get_color() for text in figure.axes[0].texts} <= {figures.BACKWARD}
        plt.close(figure)


def test_the_other_drawings_show_what_they_are_given(chapter):
    figure = product_diagram(chapter["X"], chapter["W1"], chapter["b1"], row=2, column=1)
    written = [text.get_text() for text in figure.axes[0].texts]
    assert {"X (5, 2)", "W (2, 4)", "+ b (4,)", "= Z (5, 4)"} <= set(written)
    assert len(written) == 4 + 10 + 8 + 4 + 20
    assert len(digit_journey(chapter["pixels"][0]).axes) == 3
    plt.close("all")
