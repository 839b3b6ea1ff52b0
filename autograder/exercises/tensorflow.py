"""Chapter 09: TensorFlow's tape, and a tutorial's backward pass. Nothing here imports TensorFlow: the right gradients
are the exact ones, by complex step, which is what the tape must give as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.exercise import Case, Chapter, Exercise, Variant, right_values
from autograder.core.probe import SIZES, SQUARES
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
    (Gate("tape", "everything between variables and loss is on the tape", 1, (KINDS,), _taped),
     Gate("arrays", "gradients as float64 arrays", 1, (KINDS,), _arrays)),
    shares={"": 4}, needs=("tensorflow",),
)  # fmt: skip

BUG_STEPS = tuple(replace(step, points=REPAIRED.get(step.name, AS_PRINTED)) for step in STEPS)
FIND_THE_BUGS = Exercise(
    "find_the_bugs", "tensorflow", "A tutorial repaired", ("params", "X", "Y"), (_two_layers(None, BUG_STEPS),), GRADS
)

CHAPTER = Chapter("tensorflow", "09", "TensorFlow", (TF_GRADIENTS, BINARY_CROSS_ENTROPY, FIND_THE_BUGS))
