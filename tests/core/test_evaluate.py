"""From a submission to its marks: what earns points, and what does not."""

from __future__ import annotations

import numpy as np

from autograder import evaluate
from solutions.backprop import two_layer_backward as solution


def test_handing_an_argument_back_earns_nothing():
    def forward(params, X, hidden="sigmoid", output="sigmoid"):
        return X, {"A0": X}

    assert evaluate(forward).points == 0


def test_a_mistake_made_twice_is_named_once_with_both_of_its_places():
    def two_layer_backward(params, cache, Y):
        grads = solution(params, cache, Y)
        return {key: grad / len(Y) if key[0] == "b" else grad for key, grad in grads.items()}

    (only,) = evaluate(two_layer_backward).diagnosis
    assert (only.name, only.where, only.also) == ("bias_averaged", "db2", ("db1",))
    assert only.message.count("; the same is seen at db1. ") == 1


def test_the_places_of_a_mistake_made_everywhere_are_all_told():
    def sgd_step(params, grads, learning_rate):
        return {key: value + learning_rate * np.asarray(grads[key]) for key, value in params.items()}

    (only,) = evaluate(sgd_step).diagnosis
    assert only.where == "W1"
    assert "; the same is seen at b1, W2 and b2. " in only.message


def test_a_right_step_is_told_from_which_slip_it_comes():
    def two_layer_backward(params, cache, Y):
        dZ2 = 2 * (cache["A2"] - Y) / Y.size * cache["A2"] * (1 - cache["A2"])
        dZ1 = dZ2 @ params["W2"].T
        return {"W1": cache["A0"].T @ dZ1, "b1": dZ1.sum(0), "W2": cache["A1"].T @ dZ2, "b2": dZ2.mean(0)}

    said = {check.name: check.message for check in evaluate(two_layer_backward).checks}
    assert (said["dW1"], said["db1"]) == ("Right, given your own dZ1.", "Right, given your own dZ1.")
