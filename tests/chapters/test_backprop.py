"""Chapter 05: its functions, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import figures.backprop
import solutions.backprop
from autograder import evaluate
from figures.backprop import (
    LEARNED,
    PASSES,
    XOR_X,
    XOR_Y,
    backward_network,
    backward_pass,
    meeting_sides,
    slope_chain,
    spoiled_gradients,
    train_xor,
    weight_gradient_diagram,
    xor_lessons,
)
from solutions.backprop import activation_backward, backward, dense_backward, mse_grad, two_layer_backward
from solutions.forward import cross_entropy, forward, init_params
from solutions.gradient_checking import numerical_grad
from solutions.neuron import mse
from tests.chapters.chapter_text import SOURCES, ChapterText

TEXT = ChapterText("05_backprop")
SOURCE = TEXT.source
EXERCISES = (
    "mse_grad", "dense_backward", "activation_backward", "softmax_cross_entropy_grad", "two_layer_backward", "backward",
)  # fmt: skip
RNG = np.random.default_rng(3)
X, Y, LABELS = RNG.normal(size=(7, 3)), RNG.normal(size=(7, 4)), RNG.integers(0, 4, 7)
MINUS = "\N{MINUS SIGN}"

# The course's functions


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.backprop).failed == 0
    assert doctest.testmod(figures.backprop).failed == 0


@pytest.mark.parametrize("sizes", [[3, 4], [3, 5, 4], [3, 5, 6, 4]])
@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu", "identity"])
@pytest.mark.parametrize("output", ["sigmoid", "tanh", "identity", "softmax"])
def test_backward_agrees_with_pushing_at_any_depth(sizes, hidden, output):
    params = init_params(sizes, np.random.default_rng(len(sizes)))

    def loss(changed):
        Y_hat, cache = forward({**params, **changed}, X, hidden, output)
        return cross_entropy(cache[f"Z{len(sizes) - 1}"], LABELS) if output == "softmax" else mse(Y_hat, Y)

    grads = backward(
        params, forward(params, X, hidden, output)[1], LABELS if output == "softmax" else Y, hidden, output
    )
    assert list(sorted(grads)) == sorted(params)
    for key, gradient in grads.items():
        assert_allclose(gradient, numerical_grad(lambda v, key=key: loss({key: v}), params[key]), rtol=1e-6, atol=1e-9)


def test_two_layers_are_a_special_case_of_any_depth():
    params = init_params([3, 5, 4], np.random.default_rng(0))
    cache = forward(params, X)[1]
    any_depth = backward(params, cache, Y)
    for key, gradient in two_layer_backward(params, cache, Y).items():
        assert_allclose(gradient, any_depth[key], rtol=1e-13)


def test_an_unknown_activation_is_refused_by_name():
    with pytest.raises(ValueError, match="'swish'.*sigmoid, tanh, relu, identity"):
        activation_backward(X, X, "swish")


def test_new_arrays_are_returned():
    dA = np.ones((2, 3))
    assert not np.shares_memory(activation_backward(dA, dA, "identity"), dA)


# The chapter, run from top to bottom with the course's functions in the place of the exercises


@pytest.fixture(scope="module")
def chapter():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda *_, **__: None)
        return TEXT.run(solutions.backprop)


@pytest.fixture(scope="module")
def lessons():
    return {name: train_xor(name) for name in PASSES}


def test_only_chapters_that_exist_are_linked():
    linked = set(re.findall(r"\]\((\d\d_\w+)\)", SOURCE))
    assert {"01_neuron", "02_forward", "03_gradient_checking", "04_graphs"} == linked
    assert linked <= SOURCES.keys()


def test_the_running_example_is_that_of_chapter_two(chapter):
    earlier = (Path(__file__).parents[2] / "source" / "02_forward.md").read_text(encoding="utf-8")
    for line in re.findall(r"^(?:X|Y|W1|b1|W2, b2) = .*$", SOURCE, flags=re.MULTILINE):
        assert line.split(" = ")[1] in earlier
    assert round(mse(chapter["Y_hat"], chapter["Y"]), 4) == 0.2495
    assert sum(value.size for value in chapter["tiny"].values()) == 17


def test_what_the_text_says_of_pushing_all_numbers():
    numbers = sum(value.size for value in init_params([64, 16, 10], np.random.default_rng(0)).values())
    assert (numbers, 2 * numbers, 80 * 2 * numbers) == (1210, 2420, 193_600)


def test_which_wrong_passes_learn_xor(lessons):
    learned = {name: int(np.sum(losses[-1] < LEARNED)) for name, losses in lessons.items()}
    assert list(learned.values()) == [10, 10, 0, 3, 10, 10]
    for losses in lessons.values():  # far from the line that is drawn, so that another processor agrees
        assert not np.any((losses[-1] > 0.055) & (losses[-1] < 0.15))
    when = {
        name: np.median(np.argmax(losses < LEARNED, axis=0)) for name, losses in lessons.items() if learned[name] == 10
    }
    assert [name for name in when if when[name] < when["right"]] == [
        "no slope at the output",
        "db from the first row only",
    ]


def test_what_the_text_says_of_another_rate():
    ends = [train_xor(name, rate=2.0)[-1] for name in PASSES]
    assert [int(np.sum(losses < LEARNED)) for losses in ends] == [10, 10, 0, 6, 10, 10]


def test_a_loss_that_counts_as_learned_leaves_no_answer_on_the_wrong_side():
    answers = np.array(XOR_Y)
    answers[2] = 0.5  # the cheapest way to be wrong
    assert mse(answers, np.array(XOR_Y)) == LEARNED


def test_the_pass_called_right_is_the_courses_own(chapter):
    steps = backward_pass("right", chapter["tiny"], chapter["cache"], chapter["Y"])
    for key, gradient in chapter["grads"].items():
        assert_allclose(steps[key].reshape(gradient.shape), gradient, rtol=1e-13)


def test_the_walk_of_example_one(chapter):
    x, a = chapter["A1"][1], chapter["A2"][1, 0]
    dz = 2 * (a - 1) * a * (1 - a)
    assert np.round([2 * (a - 1), a * (1 - a), dz, x[3] * dz], 3).tolist() == [-1.146, 0.245, -0.280, -0.140]
    dA1 = dz * chapter["W2"][:, 0]
    assert np.round(dA1, 3).tolist() == [-0.280, 0.421, -0.140, -0.561]
    assert np.round(x * (1 - x), 3).tolist() == [0.149, 0.149, 0.25, 0.25]
    dZ1 = dA1 * x * (1 - x)
    dX = chapter["W1"] @ dZ1
    assert np.round([*dZ1, dX[1]], 3).tolist() == [-0.042, 0.063, -0.035, -0.140, 0.073]
    assert_array_equal(chapter["found"]["dW1"], [np.zeros(4), chapter["found"]["dZ1"][0]])  # the input is (0, 1)
    assert [name for name in chapter["back_values"] if name in ("dZ2", "dZ1")] == ["dZ2", "dZ1"]
    assert np.abs(dX).argmax() == 0  # "the first input has the largest slope of all"
    assert abs(dX[0]) > max(np.abs(dZ1).max(), abs(dz))
    assert_array_equal(np.sign(dZ1), np.sign(dz * chapter["W2"][:, 0]))


def test_the_filled_entry_and_the_contradiction(chapter):
    column = np.round(chapter["dZ1"][:, 3], 4)
    assert column[[1, 3, 4]].tolist() == [-0.0280, 0.0166, 0.0022]
    assert round(1 * column[1] + 1 * column[3] + 0.75 * column[4], 4) == -0.0098
    assert round(chapter["grads"]["W1"][1, 3], 4) == -0.0098
    assert_array_equal(np.sign(chapter["parts"][1][1]), -np.sign(chapter["parts"][3][1]))


def test_signs_of_the_start(chapter):
    dA2 = mse_grad(chapter["A2"], chapter["Y"])[:, 0]
    assert np.flatnonzero(dA2 < 0).tolist() == [1, 2]
    assert abs(dA2[2]) < 0.3 * abs(dA2[1])


def test_most_of_the_tensor_is_zero():
    entries = 5 * 4 * 2 * 4
    assert (entries, 5 * 4 * 2 / entries) == (160, 0.25)


def test_digits_are_learned_and_depth_costs_sigmoid_a_factor_of_about_four(chapter):
    P, kept = forward(chapter["params"], chapter["pixels"], "tanh", "softmax")
    assert cross_entropy(kept["Z2"], chapter["labels"]) < 0.17
    sizes = np.array(chapter["sizes"])  # the last kind drawn is sigmoid
    assert sizes[0] / sizes[-1] < 1e-6
    assert np.all((sizes[1:-1] / sizes[:-2] > 3) & (sizes[1:-1] / sizes[:-2] < 5))


def test_the_verdict_that_the_text_quotes_is_the_one_given():
    def averaged(dZ, X, W):
        return *dense_backward(dZ, X, W)[:2], dZ.mean(axis=0)

    assert f"\n> {evaluate(averaged, 'dense_backward').message}\n" in SOURCE


def test_shuffled_examples_give_the_same_dW():
    dZ, order = RNG.normal(size=(7, 4)), RNG.permutation(7)
    W = RNG.normal(size=(3, 4))
    assert_allclose(dense_backward(dZ[order], X[order], W)[1], dense_backward(dZ, X, W)[1], rtol=1e-12)


def test_the_answers_of_the_further_exercises():
    Z, targets = RNG.normal(size=(7, 1)), RNG.integers(0, 2, (7, 1))

    def two_classes(Z):
        a = 1 / (1 + np.exp(-Z))
        return -2 * np.mean(targets * np.log(a) + (1 - targets) * np.log(1 - a))

    assert_allclose(mse_grad(1 / (1 + np.exp(-Z)), targets), numerical_grad(two_classes, Z), rtol=1e-7)
    equal = {"W1": np.full((3, 5), 0.5), "b1": np.zeros(5), "W2": np.ones((5, 4)), "b2": np.zeros(4)}
    dW1 = two_layer_backward(equal, forward(equal, X)[1], Y)["W1"]
    assert_allclose(dW1, np.repeat(dW1[:, :1], 5, axis=1), rtol=1e-12)
    W, dA = RNG.normal(size=(3, 3)), RNG.normal(size=(7, 3))
    residual = numerical_grad(lambda X: np.sum(dA * (X + np.tanh(X @ W))), X)
    assert_allclose(dA + activation_backward(dA, X @ W, "tanh") @ W.T, residual, rtol=1e-6, atol=1e-8)
    A1 = np.tanh(X @ W)
    shared = numerical_grad(lambda W: np.sum(dA * (np.tanh(X @ W) @ W)), W)
    dZ1 = activation_backward(dA @ W.T, X @ W, "tanh")
    assert_allclose(X.T @ dZ1 + A1.T @ dA, shared, rtol=1e-6, atol=1e-8)


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: (fig-backprop-\w+)$", SOURCE, flags=re.MULTILINE)
    drawn = SOURCE.count("plt.show()") + SOURCE.count("figures.interactive(")
    assert len(names) == len(set(names)) == drawn == 10
    assert len(re.findall(r'^    caption: ".+"$', SOURCE, flags=re.MULTILINE)) == 10
    assert len(re.findall(r'^    alt: ".+"$', SOURCE, flags=re.MULTILINE)) == 10


def test_the_text_just_before_each_figure_asks_for_it():
    before = TEXT.lead_ins
    assert len(before) == 10
    assert all("?" in line for line in before)


def texts(figure):
    found = [text.get_text() for ax in figure.axes for text in ax.texts]
    plt.close(figure)
    return found


def test_drawings_carry_the_numbers_that_the_functions_give():
    x, w, b, y = np.array([1.0, -2.0]), np.array([0.5, 0.25]), 0.1, 1.0
    a = 1 / (1 + np.exp(-(x @ w + b)))
    slope = 2 * (a - y) * a * (1 - a) * x[1]
    assert {f"{slope:.3f}", "0.250", "weight w2", "sum z"} <= set(texts(slope_chain(x, w, b, y=y, index=1)))
    params = init_params([3, 5, 4], np.random.default_rng(0))
    grads = two_layer_backward(params, forward(params, X[:1])[1], Y[:1])
    drawn = texts(backward_network(params, X[0], Y[0]))
    scaled = grads["W2"]  # a batch of one, so the drawing's loss is that of the example
    assert {f"{value + 0.0:.2f}".replace("-", MINUS) for value in scaled.flat} <= set(drawn)
    cells = texts(weight_gradient_diagram(X, Y, row=1, column=2))
    assert {f"{value:.4f}".replace("-", MINUS) for value in (X.T @ Y).flat} <= set(cells)


def test_sides_that_meet_are_equal_and_gone_from_the_result():
    drawn = texts(meeting_sides(7, 3, 4))
    assert {"X\n(7, 3)", "X.T\n(3, 7)", "dZ\n(7, 4)", "dW\n(3, 4)", "W.T\n(4, 3)", "dX\n(7, 3)"} <= set(drawn)
    assert len(drawn) == 3 * 5  # a title, a sum and three rectangles for each product


def test_the_table_of_spoiled_gradients_blames_the_step_and_what_follows():
    params = init_params([2, 4, 1], np.random.default_rng(1))
    drawn = np.array(texts(spoiled_gradients(params, np.array(XOR_X), np.array(XOR_Y)))).reshape(5, 7) == "right"
    assert drawn.sum(axis=1).tolist() == [0, 4, 4, 5, 5]
    assert drawn[1].tolist() == [True] * 4 + [False] * 3


def test_the_lessons_have_a_panel_for_each_pass():
    figure = xor_lessons(range(2))
    assert [ax.get_title(loc="left") for ax in figure.axes] == list(PASSES)
    plt.close(figure)
