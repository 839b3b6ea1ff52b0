"""Chapter 09: TensorFlow's tape, and a tutorial's backward pass. Nothing here imports TensorFlow: the right gradients
are the exact ones, by complex step, which is what the tape must give as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograder.core import scales
from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.exercise import Case, Chapter, Exercise, Variant, right_values
from autograder.core.probe import SIZES, SQUARES, normal
from autograder.core.returns import unpack
from autograder.core.submission import Named, Outcome, Request
from autograder.exercises.logistic import BINARY_CROSS_ENTROPY
from autograder.exercises.network import draw_network, network_oracle, network_steps
from autograder.exercises.tape_networks import CHANGES, accounts
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


# sizes of which no product or quotient is another: 7 rows, 3 inputs, 4 hidden units, 5 outputs
_RNG = np.random.default_rng(9)
_PARAMS = {key: normal(_RNG, *shape, margin=0.2) * 0.8 for key, shape in (
    ("W1", (3, 4)), ("b1", (4,)), ("W2", (4, 5)), ("b2", (5,)))}  # fmt: skip
_DATA = normal(_RNG, 7, 3, margin=0.2), _RNG.uniform(0.1, 0.9, (7, 5))
KINDS = Request((_PARAMS, *_DATA), {}, Named(materials.__name__, "kinds_of_gradients"))
VALUES = Request(KINDS.args, {}, Named(materials.__name__, "gradients_on_tape"))
MIXED = (("double", "float"), ("float64", "float32"))  # what TensorFlow's complaints about two dtypes have in common
MOST_LETTERS = 60  # of a gradient's name, and of the name of its class
LEFT, WITHOUT_BIAS = "left_the_tape", "bias_omitted"


def _taped(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the tape gave no gradient, or TensorFlow refused to mix dtypes."""
    error = outcomes[0].error
    if error:
        text = explain_error("tf_gradients", error)
        if "NoneType" in error.message:
            return LEFT, f"A gradient is None: {text}"
        if "numpy" in error.message and "'_id'" in error.message:
            return LEFT, f"The loss is a number of NumPy: {text}"
        if "non-persistent" in error.message:
            return "tape_used_twice", text
        known = any(all(word in error.message for word in pair) for pair in MIXED)
        return "dtypes_mixed" if known else "", text
    kinds = _kinds(outcomes[0])
    if not kinds:
        return "", "It does not return a dict of gradients."
    lost = [key for key, kind in kinds if kind == "None"]
    if not lost:
        return None
    network = _passed_forward(outcomes[1:])
    unused = network is not None and WITHOUT_BIAS in network[0]  # what takes no part has no gradient, taped or not
    return "" if unused else LEFT, f"The gradient of {', '.join(lost)} is None."


def _kinds(outcome: Outcome) -> list[tuple[str, str]]:
    """Returns the gradients' names and what each is made of; none where the worker claims something of another form."""
    told = [] if outcome.error or not isinstance(outcome.value, list) else outcome.value
    pairs = [pair for pair in told if isinstance(pair, list | tuple) and len(pair) == 2]
    named = [(key, kind) for key, kind in pairs if isinstance(key, str) and isinstance(kind, str)]
    return [(key, kind) for key, kind in named if len(key) < MOST_LETTERS and len(kind) < MOST_LETTERS]


def _passed_forward(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the gradients are exactly those of another network, or of another loss."""
    value = outcomes[0].value if not outcomes[0].error else None
    if not isinstance(value, dict):
        return None
    zeros = {key: np.zeros(array.shape) for key, array in _PARAMS.items() if key in value and value[key] is None}
    found = unpack(GRADS, {**value, **zeros})
    shapes = {key: found.tensors.get(f"d{key}", np.zeros(0)).shape for key in _PARAMS}
    if found.problems or any(shapes[key] != array.shape for key, array in _PARAMS.items()):
        return None  # wrong in a way that other checks speak of
    names, factor = next(accounts({key: found.tensors[f"d{key}"] for key in _PARAMS}, _PARAMS, *_DATA), ((), ""))
    if not names:
        return None  # right, or off by a factor, of which the steps speak
    beside = () if factor == "1" else scales.mistakes_of(factor)
    text = (
        "The gradients are exactly those of another computation than two sigmoid layers and their mean squared error."
    )
    return "+".join((*names, *beside)), text


def _arrays(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a gradient is no NumPy array of float64."""
    kinds = {kind for _, kind in _kinds(outcomes[0])}
    if not kinds:
        return "", "There are no gradients to look at."
    if "float32" in kinds:
        return "gradients_in_single_precision", "The gradients are float32, with seven digits."
    if any("Tensor" in kind or "Variable" in kind for kind in kinds):
        return "tensors_for_arrays", "The gradients are tensors of TensorFlow."
    if kinds != {"float64"}:
        return "", f"The gradients are made of {', '.join(sorted(kinds))} where float64 arrays are asked."
    return None


TF_GRADIENTS = Exercise(
    "tf_gradients", "tensorflow", "The tape", ("params", "X", "Y"), (_two_layers(PLAIN),), GRADS,
    (Gate("network", "the network of two sigmoid layers", 0.5, (VALUES,), _passed_forward,
          explains=True, names=CHANGES),
     Gate("tape", "everything between variables and loss is on the tape", 1, (KINDS, VALUES), _taped,
          names=("left_the_tape", "tape_used_twice", "dtypes_mixed")),
     Gate("arrays", "gradients as float64 arrays", 1, (KINDS,), _arrays,
          names=("gradients_in_single_precision", "tensors_for_arrays"))),
    shares={"": 3.5}, needs=("tensorflow",),
)  # fmt: skip

BUG_STEPS = tuple(replace(step, points=REPAIRED.get(step.name, AS_PRINTED)) for step in STEPS)
FIND_THE_BUGS = Exercise(
    "find_the_bugs", "tensorflow", "A tutorial repaired", ("params", "X", "Y"), (_two_layers(None, BUG_STEPS),), GRADS
)

CHAPTER = Chapter("tensorflow", "09", "TensorFlow", (TF_GRADIENTS, BINARY_CROSS_ENTROPY, FIND_THE_BUGS))
