"""The oracle: trusted forward functions, and derivatives exact to rounding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import solutions.forward as forward
import solutions.neuron as neuron
from autograder.core import reference as ref
from autograder.core.numdiff import central_difference, complex_step, gradients

FLOATS = st.floats(-4, 4)


@given(FLOATS, FLOATS)
@settings(max_examples=50, derandomize=True, deadline=None)
def test_complex_step_is_exact_where_the_derivative_is_known(x, y):
    point = np.array([x, y])
    exact = np.array([np.cos(x) * np.exp(y), np.sin(x) * np.exp(y)])
    np.testing.assert_allclose(
        complex_step(lambda p: np.sin(p[0]) * np.exp(p[1]), point), exact, rtol=1e-14, atol=1e-300
    )


def test_central_differences_agree_to_their_own_accuracy():
    X = np.random.default_rng(0).standard_normal((3, 2))
    near = central_difference(lambda t: float((np.tanh(t) ** 3).sum()), X)
    np.testing.assert_allclose(near, complex_step(lambda t: (np.tanh(t) ** 3).sum(), X), atol=1e-9)


def test_a_dropped_imaginary_part_is_an_error_and_not_a_zero():
    with pytest.raises(np.exceptions.ComplexWarning):
        complex_step(lambda t: t.astype(float).sum(), np.ones(2))


def test_gradients_of_several_tensors_keep_their_shapes():
    tensors = {"W": np.ones((2, 3)), "b": np.zeros(3)}
    found = gradients(lambda t: (t["W"] * 2).sum() + (t["b"] + 1).sum() ** 2, tensors)
    np.testing.assert_allclose(found["W"], np.full((2, 3), 2.0))
    np.testing.assert_allclose(found["b"], np.full(3, 6.0))


def test_the_arguments_are_left_as_they_were():
    x = np.ones(3)
    complex_step(lambda t: (t**2).sum(), x)
    central_difference(lambda t: float((t**2).sum()), x)
    np.testing.assert_array_equal(x, np.ones(3))


@pytest.mark.parametrize(("ours", "theirs"), [(ref.sigmoid, neuron.sigmoid), (ref.relu, neuron.relu)])
def test_activations_equal_the_solutions_also_at_the_extremes(ours, theirs):
    z = np.array([-1000.0, -30, -0.5, 0, 0.5, 30, 1000])
    np.testing.assert_allclose(ours(z), theirs(z), rtol=1e-15)


def test_softmax_and_cross_entropy_equal_the_solutions():
    rng = np.random.default_rng(1)
    Z, y = 300 * rng.standard_normal((6, 4)), rng.integers(0, 4, 6)
    np.testing.assert_allclose(ref.softmax(Z), forward.softmax(Z), rtol=1e-13)
    assert ref.cross_entropy(Z, y) == pytest.approx(forward.cross_entropy(Z, y), rel=1e-14)


@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu", "identity"])
@pytest.mark.parametrize("output", ["sigmoid", "identity", "softmax"])
def test_the_network_equals_the_solutions(hidden, output):
    rng = np.random.default_rng(2)
    params, X = forward.init_params([3, 5, 4], rng), rng.standard_normal((6, 3))
    _, cache = forward.forward(params, X, hidden, output)
    ours = ref.forward(params, X, hidden, output)
    assert ours.keys() == cache.keys()
    for key, value in cache.items():
        np.testing.assert_allclose(ours[key], value, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("kind", list(ref.SLOPES))
def test_slopes_are_the_derivatives_of_the_activations(kind):
    Z = np.array([[-1.5, -0.2], [0.3, 2.0]])
    exact = complex_step(lambda t: ref.ACTIVATIONS[kind](t).sum(), Z)
    np.testing.assert_allclose(ref.SLOPES[kind](Z, ref.ACTIVATIONS[kind](Z)), exact, rtol=1e-13)
