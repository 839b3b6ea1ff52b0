"""Chapter 09: its functions, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import os
import re
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
tf = pytest.importorskip("tensorflow", exc_type=ImportError)

import figures.tensorflow  # noqa: E402  after the settings that TensorFlow reads at import
import solutions.tensorflow  # noqa: E402
from autograder.materials.tensorflow import published_backward, stored_tape  # noqa: E402
from figures.tensorflow import (  # noqa: E402
    SLIPS,
    broadcast_answers,
    column_or_row,
    compared,
    kept_and_rebuilt,
    optimiser_losses,
    repairs,
    tape_diagram,
    tutorial_backward,
)
from solutions.tensorflow import find_the_bugs, tf_gradients  # noqa: E402
from tests.chapters.chapter_text import ChapterText  # noqa: E402

TEXT = ChapterText("09_tensorflow")
SOURCE = TEXT.source

# The chapter, run from top to bottom with the course's functions in the place of the exercises


@pytest.fixture(scope="module")
def chapter():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", list(sys.path))
        return TEXT.run(solutions.tensorflow)


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.tensorflow).failed == 0
    assert doctest.testmod(figures.tensorflow).failed == 0


def test_the_neuron_by_hand(chapter):
    assert [float(chapter[name]) for name in ("answer", "dw", "db")] == [0.5, -0.5, -0.25]
    assert 2 * (0.5 - 1) * 0.5 * (1 - 0.5) == -0.25


def test_a_traced_network_is_the_list_of_the_figure(chapter):
    kinds = [kind for kind in chapter["kinds"] if kind not in ("Placeholder", "Const", "Identity")]
    named = {"MatMul": "matmul", "AddV2": "add", "Sigmoid": "sigmoid", "Sub": "subtract", "Pow": "square"}
    assert [named.get(kind, kind.lower()) for kind in kinds] == [row[0] for row in figures.tensorflow.RECORDED]
    assert len(kinds) == 9


def test_what_escapes_the_tape(chapter):
    x = tf.Variable(1.5, dtype=tf.float64)
    with tf.GradientTape(persistent=True) as tape:
        taped, half, lost = x * tf.exp(x), x * np.exp(x), tf.square(np.exp(x))
    assert float(tape.gradient(taped, x)) == pytest.approx(2.5 * np.exp(1.5))
    assert (round(float(tape.gradient(half, x)), 4), tape.gradient(lost, x)) == (4.4817, None)
    assert taped == half


def test_the_network_of_the_digits_agrees_to_twelve_digits(chapter):
    assert len(chapter["pixels"]) == 1797
    assert sum(value.size for value in chapter["start"].values()) == 1210
    apart = {name: max(far) for name, far in chapter["apart"].items()}
    assert max(apart["tape, float64"], apart["Keras, float64"]) < 1e-13
    assert 1e-8 < apart["Keras, float32"] < 1e-5


def test_what_was_stored_is_what_the_tape_gives():
    params, X, Y, stored = stored_tape()
    for key, value in tf_gradients(params, X, Y).items():
        assert_allclose(stored[key], value, rtol=1e-12)
    assert round(stored["W1"][1, 3], 4) == -0.0098


def test_fit_takes_the_steps_of_the_course(chapter):
    assert_allclose(chapter["keras_losses"], chapter["losses"], rtol=1e-5)
    assert 0.28 < chapter["losses"][0] < 0.29
    assert 0.089 < chapter["losses"][29] < 0.09


def test_noise_is_learned_as_its_mean(chapter):
    ends = [chapter["losses_of"](seed, chapter["noise"])[-1] for seed in range(8)]
    assert 0.98 < min(ends) / chapter["noise"].var()
    assert max(ends) < 1.1 / 12
    falls = [chapter["losses_of"](seed, chapter["noise"], steps=2) for seed in range(8)]
    assert all(first > second for first, second in falls)
    assert float(chapter["names"]["loss"]) > 0.99 * chapter["y_train"].var()


def test_three_programs_agree_on_the_binary_cross_entropy(chapter):
    Z, wanted = chapter["Z"], chapter["wanted"]
    ours = solutions.tensorflow.binary_cross_entropy(Z, wanted)
    assert float(tf.reduce_mean(chapter["price"])) == pytest.approx(ours, rel=1e-12)
    assert float(chapter["keras_price"](wanted, Z)) == pytest.approx(ours, rel=1e-12)
    assert np.log(1 + np.exp(-40.0)) == 0 < np.log1p(np.exp(-40.0))


# Optimisers


KERAS = {
    "SGD": lambda: tf.keras.optimizers.SGD(1.0),
    "momentum": lambda: tf.keras.optimizers.SGD(0.2, momentum=0.9),
    "Adam": lambda: tf.keras.optimizers.Adam(0.05),
}


@pytest.mark.parametrize("rebuilt", [False, True])
@pytest.mark.parametrize("name", figures.tensorflow.OPTIMISERS)
def test_the_optimisers_of_the_figure_are_those_of_keras(chapter, name, rebuilt):
    start, X, Y, steps = chapter["start_of"](2), chapter["points"], chapter["distances"], 4
    ours = optimiser_losses(name, start, (X, Y), steps, rebuilt=rebuilt)
    variables, optimiser, theirs = {k: tf.Variable(v) for k, v in start.items()}, KERAS[name](), []
    for _ in range(steps):
        values = {key: variable.numpy() for key, variable in variables.items()}
        theirs.append(np.mean((chapter["forward"](values, X)[0] - Y) ** 2))
        optimiser = KERAS[name]() if rebuilt else optimiser
        grads = tf_gradients(values, X, Y)
        optimiser.apply_gradients([(tf.constant(grads[key]), variables[key]) for key in variables])
    assert_allclose(ours, theirs, rtol=1e-5)  # Keras keeps its rate in float32


def test_what_rebuilding_does_to_each_optimiser(chapter):
    data = chapter["points"], chapter["distances"]
    for seed in range(5):
        start, ends = chapter["start_of"](seed), {}
        for name in figures.tensorflow.OPTIMISERS:
            kept, rebuilt = (optimiser_losses(name, start, data, 1000, rebuilt=r) for r in (False, True))
            ends[name] = kept[-1], rebuilt[-1]
        assert ends["SGD"][0] == ends["SGD"][1]
        assert ends["momentum"][0] < 0.99 * ends["momentum"][1]
        assert ends["Adam"][0] < 0.01 < 0.015 < ends["Adam"][1]


def test_a_first_step_of_adam_has_one_size(chapter):
    weight = chapter["weight"].numpy()
    assert_allclose(weight, [0.9, 1.1, 0.95], atol=1e-3)
    assert 50.0 / 0.001 == pytest.approx(50_000)
    moved = tf.Variable([1.0])
    tf.keras.optimizers.Adam(0.01).apply_gradients([(tf.constant([0.001]), moved)])
    assert 1 - moved.numpy()[0] == pytest.approx(0.01, rel=0.01)


# The tutorial's backward pass


def test_repairing_all_slips_gives_the_worked_gradient_and_none_the_published_one(chapter):
    params, X, Y = chapter["three"], chapter["points"], chapter["spread"]
    for key, value in tutorial_backward(params, X, Y, SLIPS).items():
        assert_allclose(value, find_the_bugs(params, X, Y)[key], rtol=1e-12)
    for names in ([], ["sign", "mean", "slope", "bias"]):
        with pytest.raises(ValueError, match="matmul"):
            tutorial_backward(params, X, Y, names)
    square = {**params, "W2": params["W2"][:3], "W1": params["W1"][:, :3], "b1": params["b1"][:3]}
    for key, value in tutorial_backward(square, X, Y).items():
        assert_allclose(value, published_backward(square, X, Y)[key], rtol=1e-12)


def test_an_unknown_repair_is_refused(chapter):
    with pytest.raises(ValueError, match="the slips are transpose, bias, sign, mean, slope, and not luck"):
        tutorial_backward(chapter["three"], chapter["points"], chapter["spread"], ["luck"])


def test_the_evidence_of_the_tutorials_own_network(chapter):
    assert chapter["cosine"] < -0.9999
    assert round(chapter["ratio"]) == 447
    start_of, points, noise = (chapter[name] for name in ("start_of", "points", "noise"))
    ratios = []
    for seed in range(12):
        params = start_of(seed)
        grads = tutorial_backward(params, points, noise, ["transpose"])
        ratios.append(compared(grads, find_the_bugs(params, points, noise))[1])
    assert min(ratios) > 400
    assert_allclose(chapter["doubled"]["b1"] / chapter["grads"]["b1"], 2, rtol=1e-9)
    assert_allclose(chapter["right"][1] / chapter["right"][0], 1, rtol=1e-9)


def test_what_is_left_is_a_function_of_the_answer(chapter):
    answers, left = np.ravel(chapter["answers"]), np.ravel(chapter["left"])
    assert_allclose(left, 1 / (answers * (1 - answers)), rtol=1e-9)
    assert left.min() == pytest.approx(4, abs=1e-3)
    assert (round(answers.min(), 2), round(answers.max(), 2)) == (0.12, 0.81)
    assert (round(left[answers.argmin()]), round(left[answers.argmax()])) == (9, 7)


def test_the_table_of_repairs(chapter):
    params, X, Y = chapter["three"], chapter["points"], chapter["spread"]
    right, rows = find_the_bugs(params, X, Y), []
    for count in range(1, 6):
        rows.append(compared(tutorial_backward(params, X, Y, list(SLIPS)[:count]), right))
    assert [round(cosine, 3) for cosine, _ in rows] == [-0.637, -0.97, 0.97, 0.97, 1.0]
    assert [round(ratio, 1) for _, ratio in rows] == [2858.5, 2862.6, 2862.6, 9.5, 1.0]


def test_four_rows_and_four_neurons_let_the_printed_pass_run(chapter):
    tiny, corners, xor = chapter["tiny"], chapter["corners"], chapter["xor"]
    shapes = {key: np.shape(value) for key, value in published_backward(tiny, corners, xor).items()}
    assert shapes == {"W1": (2, 4), "b1": (4,), "W2": (4, 4), "b2": ()}
    with pytest.raises(ValueError, match="matmul"):
        published_backward(tiny, corners, xor[:, None])


def test_answers_under_a_loss_that_is_spread_follow_its_gradient(chapter):
    tiny, corners, xor = chapter["tiny"], chapter["corners"], chapter["xor"]
    variables = {key: tf.Variable(value) for key, value in tiny.items()}
    for targets in (xor, xor[:, None]):
        with tf.GradientTape() as tape:
            A1 = tf.sigmoid(corners @ variables["W1"] + variables["b1"])
            Y_hat = tf.sigmoid(A1 @ variables["W2"] + variables["b2"])
            loss = tf.reduce_mean((Y_hat - targets) ** 2)
        grads = tape.gradient(loss, variables)
        moved = {key: value - 0.5 * grads[key].numpy() for key, value in tiny.items()}
        theirs = chapter["forward"](moved, corners)[0][:, 0]
        assert_allclose(broadcast_answers(tiny, corners, targets, steps=2, rate=0.5)[1], theirs, rtol=1e-9)
    column = broadcast_answers(tiny, corners, xor[:, None], steps=2500, rate=2.0)[-1]
    row = broadcast_answers(tiny, corners, xor, steps=2500, rate=2.0)
    assert (np.abs(column - xor).max() < 0.1, np.abs(row[500:] - 0.5).max() < 0.02) == (True, True)


def test_the_answers_of_the_quiz_and_the_further_exercises():
    x = tf.Variable(1.5, dtype=tf.float64)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = x * tf.exp(x)
        slope = inner.gradient(y, x)
    assert (round(float(outer.gradient(slope, x)), 3), round(3.5 * np.exp(1.5), 3)) == (15.686, 15.686)
    square = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = square * square
    assert float(tape.gradient(y, square)) == 6
    with pytest.raises(RuntimeError, match="persistent"):
        tape.gradient(y, square)
    flips = np.array([0.0, 1.0])
    assert np.mean((0.5 - flips) ** 2) == 0.25 < np.mean((0.0 - flips) ** 2) == 0.5
    assert 500 * 500 == 250_000
    W = tf.Variable([[2.0, -1.0]])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(W) + 0.01 * np.sum(W.numpy() ** 2)
    assert (round(float(loss), 2), tape.gradient(loss, W).numpy().tolist()) == (1.05, [[1.0, 1.0]])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.nn.relu(W - 10.0))
    assert tape.gradient(y, W).numpy().tolist() == [[0.0, 0.0]]


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: (fig-tensorflow-\w+)$", SOURCE, flags=re.MULTILINE)
    assert len(names) == len(set(names)) == 8
    assert len(re.findall(r'^    caption: ".+"$', SOURCE, flags=re.MULTILINE)) == 8
    assert len(re.findall(r'^    alt: ".+"$', SOURCE, flags=re.MULTILINE)) == 8


def test_drawings_show_what_they_are_given(chapter):
    texts = [text.get_text() for text in tape_diagram().axes[0].texts]
    assert [text for text in texts if text.startswith(("dW", "db"))][0] == "dW1 = A0.T @ dZ1"
    params, X, Y = chapter["three"], chapter["points"], chapter["spread"]
    dots, table = repairs(params, X, Y, 3).axes
    assert sum(len(line.get_xdata()) for line in dots.lines[:4]) == 8 + 4 + 12 + 3
    assert [text.get_text() for text in table.texts if text.get_text().startswith("×")] == [
        "× 2,858.5",
        "× 2,862.6",
        "× 2,862.6",
    ]
    panels = kept_and_rebuilt([chapter["start_of"](0)], X, Y[:, :1], steps=3).axes
    assert [ax.get_title(loc="left") for ax in panels] == ["SGD", "momentum", "Adam"]
    assert len(column_or_row(chapter["tiny"], chapter["corners"], chapter["xor"], steps=2).axes[1].lines) == 4
    plt.close("all")
