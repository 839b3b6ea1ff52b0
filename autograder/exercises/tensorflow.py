"""Chapter 09: TensorFlow's tape, and a tutorial's backward pass. Nothing here imports TensorFlow: the right gradients
are the exact ones, by complex step, which is what the tape must give as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from autograder.core import compare
from autograder.core import reference as ref
from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.exercise import Case, Chapter, Exercise, Variant, right_values
from autograder.core.numdiff import gradients
from autograder.core.probe import SIZES, SQUARES
from autograder.core.returns import unpack
from autograder.core.submission import Named, Outcome, Request
from autograder.exercises.logistic import BINARY_CROSS_ENTROPY
from autograder.exercises.network import draw_network, network_oracle, network_steps
from autograder.materials import tensorflow as materials

STEPS = network_steps(2, "sigmoid", "sigmoid")
GRADS = {"W1": "dW1", "b1": "db1", "W2": "dW2", "b2": "db2"}
PLAIN = Named(materials.__name__, "plain_gradients")


# The tutorial is right but for five slips, at three of the steps: what it gives away for nothing is worth little.
REPAIRED = {"dZ2": 4.0, "db2": 1.5, "dA1": 1.5}
AS_PRINTED = 0.2


def _two_layers(through: Named | None, steps=STEPS) -> Variant:
    """Returns the variant of two sigmoid layers, called with (params, X, Y)."""

    def draw(rng, sizes) -> Case:
        shown = lambda case: right_values(STEPS, case)  # noqa: E731
        case = draw_network(rng, sizes, 2, ("sigmoid", "sigmoid"), keywords=False, shown=shown)
        return Case(Request((case.params, case.cache["A0"], case.Y), {}, through), case.given, case.sizes)

    exact = lambda case: network_oracle(case, "sigmoid", "sigmoid")  # noqa: E731
    return Variant("", steps, draw, SIZES, squares=SQUARES, oracle=exact)


_PARAMS = {
    "W1": np.array([[0.3, -0.8], [0.5, 0.2], [-0.4, 0.9]]),
    "b1": np.array([0.1, -0.3]),
    "W2": np.array([[0.7, -0.2, 0.4, 0.6], [-0.5, 0.8, 0.3, -0.9]]),
    "b2": np.array([0.2, -0.1, 0.4, -0.6]),
}
KINDS = Request(
    (_PARAMS, np.array([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]]), np.array([[0.0, 1.0, 0.5, 0.2], [1.0, 0.0, 0.3, 0.9]])),
    {},
    Named(materials.__name__, "kinds_of_gradients"),
)
VALUES = Request(KINDS.args, {}, PLAIN)
MIXED = (("double", "float"), ("float64", "float32"))  # what TensorFlow's complaints about two dtypes have in common


def _taped(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the tape gave no gradient, or TensorFlow refused to mix dtypes."""
    error = outcomes[0].error
    if error:
        text = explain_error("tf_gradients", error)
        if "NoneType" in error.message:
            return "left_the_tape", f"A gradient is None: {text}"
        if "numpy" in error.message and "'_id'" in error.message:
            return "left_the_tape", f"The loss is a number of NumPy: {text}"
        if "non-persistent" in error.message:
            return "tape_used_twice", text
        known = any(all(word in error.message for word in pair) for pair in MIXED)
        return "dtypes_mixed" if known else "", text
    if not outcomes[0].value:
        return "", "It does not return a dict of gradients."
    lost = [key for key, kind in outcomes[0].value if kind == "None"]
    if lost:
        return "left_the_tape", f"The gradient of {', '.join(lost)} is None."
    return None


def _other_passes() -> dict[str, Callable]:
    """Returns, by mistake, the loss of a network that is not the one asked for."""
    sigmoid = ref.sigmoid
    passes = {
        f"other_activation@{hidden}, {output}": (ref.ACTIVATIONS[hidden], ref.ACTIVATIONS[output])
        for hidden in ("sigmoid", "tanh", "relu", "identity")
        for output in ("sigmoid", "tanh", "relu", "identity", "softmax")
        if (hidden, output) != ("sigmoid",) * 2
    }
    passes["activation_twice"] = sigmoid, lambda z: sigmoid(sigmoid(z))
    passes["activation_twice@hidden"] = lambda z: sigmoid(sigmoid(z)), sigmoid
    passes["activation_twice@both"] = (lambda z: sigmoid(sigmoid(z)),) * 2

    def loss(params, hidden, output):
        A1 = hidden(KINDS.args[1] @ params["W1"] + params["b1"])
        return ref.mse(output(A1 @ params["W2"] + params["b2"]), KINDS.args[2])

    return {name: partial(loss, hidden=hidden, output=output) for name, (hidden, output) in passes.items()}


def _passed_forward(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the gradients are exactly those of another network."""
    found = unpack(GRADS, outcomes[0].value) if not outcomes[0].error else None
    if (
        found is None
        or found.problems
        or _is_gradient(found.tensors, partial(ref.loss, X=KINDS.args[1], Y=KINDS.args[2]))
    ):
        return None  # right, or wrong in a way that other checks speak of
    for name, loss in _other_passes().items():
        if _is_gradient(found.tensors, loss):
            return name.partition("@")[
                0
            ], "The gradients are right for another network than that of two sigmoid layers."
    return None


def _is_gradient(grads, loss) -> bool:
    exact = gradients(loss, _PARAMS)
    return all(compare.matches(grads[f"d{key}"], value) for key, value in exact.items() if f"d{key}" in grads)


def _arrays(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a gradient is no NumPy array of float64."""
    if outcomes[0].error or not outcomes[0].value:
        return "", "There are no gradients to look at."
    kinds = {kind for _, kind in outcomes[0].value}
    if "float32" in kinds:
        return "gradients_in_single_precision", "The gradients are float32, with seven digits."
    if any("Tensor" in kind or "Variable" in kind for kind in kinds):
        return "tensors_for_arrays", "The gradients are tensors of TensorFlow."
    if kinds != {"float64"}:
        return "", f"The gradients are made of {', '.join(sorted(kinds))} where float64 arrays are asked."
    return None


TF_GRADIENTS = Exercise(
    "tf_gradients", "tensorflow", "The tape", ("params", "X", "Y"), (_two_layers(PLAIN),), GRADS,
    (Gate("network", "the network of two sigmoid layers", 0.5, (VALUES,), _passed_forward, names=("activation_twice",)),
     Gate("tape", "everything between variables and loss is on the tape", 1, (KINDS,), _taped,
          names=("left_the_tape", "tape_used_twice", "dtypes_mixed")),
     Gate("arrays", "gradients as float64 arrays", 1, (KINDS,), _arrays,
          names=("gradients_in_single_precision", "tensors_for_arrays"))),
    shares={"": 3.5}, needs=("tensorflow",),
    implied={"logits_for_probabilities": "other_activation", "output_slope_missing": "other_activation"},
)  # fmt: skip

BUG_STEPS = tuple(replace(step, points=REPAIRED.get(step.name, AS_PRINTED)) for step in STEPS)
FIND_THE_BUGS = Exercise(
    "find_the_bugs", "tensorflow", "A tutorial repaired", ("params", "X", "Y"), (_two_layers(None, BUG_STEPS),), GRADS
)

CHAPTER = Chapter("tensorflow", "09", "TensorFlow", (TF_GRADIENTS, BINARY_CROSS_ENTROPY, FIND_THE_BUGS))
