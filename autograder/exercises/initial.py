"""What is asked of starting weights: shapes, spread, zero biases, and numbers that come from the generator given.

Random numbers have no single right value, so these are statistics of layers with many weights. With 40 by 90 of
them the standard error of their spread is 1.2 %, and that of their mean 1.7 % of the spread; the limit is six times
wider. The widths differ so much that a rule which mixes inputs and outputs, such as √(2/(in + out)), is 20 % off.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core.checks import Finding, Gate, same
from autograder.core.crash import explain_error
from autograder.core.returns import squeeze_to, to_array
from autograder.core.submission import Outcome, Request, Rng

SIZES = [120, 40, 90]
LAYERS = len(SIZES) - 1
LIMIT = 0.1  # six standard errors of the mean, in the smaller of the two layers

REQUESTS = (Request((SIZES, Rng(1))), Request((SIZES, Rng(1))), Request((SIZES, Rng(2))), Request(([3, 5, 2], Rng(3))))


def _arrays(outcome: Outcome) -> dict | str:
    """Returns the parameters as arrays by key, or the sentence that says what is in the way."""
    if outcome.error:
        return explain_error("init_params", outcome.error)
    if not isinstance(outcome.value, dict):
        return "It does not return a dict with the keys W1, b1, …"
    found = {}
    for layer in range(1, LAYERS + 1):
        for key in (f"W{layer}", f"b{layer}"):
            if key not in outcome.value:
                return f"The key {key!r} is missing from the dict."
            array, problem = to_array(outcome.value[key])
            if problem:
                return f"{key} {problem}"
            found[key] = array
    return found


def _shapes(outcomes: Sequence[Outcome]) -> Finding | None:
    params = _arrays(outcomes[0])
    if isinstance(params, str):
        return "", params
    names, text = [], ""
    for layer in range(1, LAYERS + 1):
        fan_in, fan_out = SIZES[layer - 1], SIZES[layer]
        for key, shape in ((f"W{layer}", (fan_in, fan_out)), (f"b{layer}", (fan_out,))):
            got = params[key].shape
            if got != shape:
                text = text or f"For sizes {SIZES}, {key} has shape {got} where {shape} is asked."
                turned = got == shape[::-1] and len(shape) == 2
                axis = "" if squeeze_to(params[key], shape) is None else "extra_axis"
                names.append("weights_laid_out_transposed" if turned else axis)
    return ("+".join(dict.fromkeys(names)) if all(names) else "", text) if names else None


def _spread(outcomes: Sequence[Outcome]) -> Finding | None:
    params = _arrays(outcomes[0])
    if isinstance(params, str):
        return "", params
    for layer in range(1, LAYERS + 1):
        W, asked = params[f"W{layer}"], 1 / np.sqrt(SIZES[layer - 1])
        if not W.any():
            return "weights_start_at_zero", f"Every entry of W{layer} is zero."
        if W.ndim == 2 and (np.allclose(W, W[:, :1]) or np.allclose(W, W[:1])):
            return "weights_start_equal", f"All units of layer {layer} have the same weights."
        if abs(W.mean()) > LIMIT * asked and abs(W.mean()) > 0.2 * W.std():
            return "uniform_for_normal", f"The mean of W{layer} is {W.mean():.3f} where 0 is asked."
        if abs(W.std() / asked - 1) > LIMIT or abs(W.mean()) > LIMIT * asked:
            text = f"The standard deviation of W{layer} is {W.std():.4f} where {asked:.4f} is asked."
            return "weights_start_at_wrong_scale", text
    return None


def _biases(outcomes: Sequence[Outcome]) -> Finding | None:
    params = _arrays(outcomes[0])
    if isinstance(params, str):
        return "", params
    for layer in range(1, LAYERS + 1):
        if params[f"b{layer}"].any():
            largest = np.abs(params[f"b{layer}"]).max()
            return "biases_not_zero", f"An entry of b{layer} has size {largest:.3f} where 0 is asked."
    return None


def _generator(outcomes: Sequence[Outcome]) -> Finding | None:
    first, again, other, _ = outcomes
    if any(isinstance(_arrays(outcome), str) for outcome in (first, again, other)):
        return "", "The weights cannot be compared."
    if not same(first.value, again.value):
        return "generator_ignored", "Two generators of the same seed gave different weights."
    if same(first.value["W1"], other.value["W1"]):
        if np.ptp(_arrays(first)["W1"]) == 0:  # numbers that are all alike were never drawn, and that has been said
            return "", "Two generators of different seeds gave the same weights."
        return "generator_ignored", "Two generators of different seeds gave the same weights."
    return None


INITIAL_GATES = (
    Gate("shapes", "W and b of each layer have their shapes", 1, REQUESTS, _shapes,
         names=("weights_laid_out_transposed", "extra_axis")),
    Gate("spread", "weights centred on 0, with spread 1/√(inputs)", 1, REQUESTS, _spread,
         names=("weights_start_at_zero", "weights_start_equal", "uniform_for_normal", "weights_start_at_wrong_scale")),
    Gate("biases", "biases start at 0", 0.5, REQUESTS, _biases, names=("biases_not_zero",)),
    Gate("generator", "the numbers come from the generator", 0.5, REQUESTS, _generator, names=("generator_ignored",)),
)  # fmt: skip
