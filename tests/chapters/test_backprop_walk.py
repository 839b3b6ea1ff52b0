"""Chapter 05: the figure that walks back through the 2-4-1 network, and a number of a wrong turn."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.backward_walk import STEPS, backward_slopes
from solutions.backprop import two_layer_backward
from solutions.forward import forward
from solutions.neuron import sigmoid

PARAMS = {
    "W1": np.array([[2.0, -1.0, 0.5, 1.5], [-2.0, 1.5, 1.0, 0.5]]),
    "b1": np.array([0.5, 0.0, -1.0, -0.5]),
    "W2": np.array([[1.0], [-1.5], [0.5], [2.0]]),
    "b2": np.array([-0.5]),
}
X, Y = np.array([[0.0, 1.0]]), np.array([[1.0]])


def test_the_steps_of_the_walk_are_the_gradients_of_one_example():
    found = backward_slopes(PARAMS, X[0], Y[0])
    grads = two_layer_backward(PARAMS, forward(PARAMS, X)[1], Y)
    assert {"forward", *found} == set(STEPS)
    assert_allclose(found["dW1"], grads["W1"], rtol=1e-12)
    assert_allclose(found["dW2"], grads["W2"], rtol=1e-12)
    assert_allclose(found["dZ1"].sum(axis=0), grads["b1"], rtol=1e-12)
    assert np.round(found["dX"], 2).tolist() == [[-0.37, 0.07]]
    assert round(found["dZ2"].item(), 3) == pytest.approx(-0.280)


def test_the_slope_taken_at_an_answer_lies_where_the_solution_says():
    slopes = sigmoid(np.linspace(0, 1, 101)) * (1 - sigmoid(np.linspace(0, 1, 101)))
    assert 0.19 < slopes.min() < 0.2 and slopes.max() == 0.25
