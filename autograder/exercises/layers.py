"""What is asked of a check of layers: it accepts the right ones and rejects the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.returns import to_array
from autograder.core.submission import Named, Outcome, Request
from autograder.exercises.wrong_checks import LAYERS, LENIENT, RIGHT, SEEDS, WRONG_CHECKS, combinations, patterns
from autograder.materials import gradient_checking as materials

MODULE = materials.__name__
REQUESTS = tuple(
    Request((Named(MODULE, layer.forward), Named(MODULE, layer.backward), seed), {}, Named(MODULE, "on_layer"))
    for layer, seed in zip(LAYERS, SEEDS, strict=True)
)


def _verdicts(outcomes: Sequence[Outcome]) -> tuple[bool, ...] | Finding:
    """Returns what was said of every layer, or the finding that says what is in the way."""
    said = []
    for outcome in outcomes:
        if outcome.error:
            return "", explain_error("check_layer", outcome.error)
        answer = outcome.value if isinstance(outcome.value, dict) else {}
        verdict = answer.get("verdict")
        if answer.get("changed"):
            return "arguments_changed", "After the call, x or dZ no longer holds what you were given."
        if verdict is None:
            return "", "It returned None where True or False is asked. Is there a `return` line?"
        numbers, problem = to_array(verdict)
        if problem:
            what = f"the str {verdict[:20]}" if type(verdict) is str else f"the value of type {type(verdict).__name__}"
            return "", f"It returned {what} where True or False is asked."
        if numbers.shape or numbers not in (0, 1):
            return "number_for_verdict", _what(numbers, type(verdict).__name__)
        said.append(bool(numbers))
    return tuple(said)


def _what(numbers: np.ndarray, kind: str) -> str:
    what = f"an array of shape {numbers.shape}" if numbers.shape else f"the {kind} {numbers:.4g}"
    return f"It returned {what} where True or False is asked."


def _judge(outcomes: Sequence[Outcome], right: bool) -> Finding | None:
    """Returns a finding when a layer of one kind is misjudged, or when the verdict never depends on the layer."""
    said = _verdicts(outcomes)
    if said == RIGHT:
        return None
    if any(isinstance(part, str) for part in said):
        return said
    missed = [layer for layer, verdict in zip(LAYERS, said, strict=True) if verdict is bool(layer.fault)]
    if len(set(said)) > 1 and not any(bool(layer.fault) is not right for layer in missed):
        return None
    accepted, rejected = [m for m in missed if m.fault], [m for m in missed if not m.fault]
    text = f"It accepts {len(accepted)} of {RIGHT.count(False)} wrong layers and rejects {len(rejected)} of "
    text += f"{RIGHT.count(True)} right ones."
    example = f" Of one that it accepts, this is wrong: {accepted[0].fault}." if accepted else ""
    name = patterns().get(said) or combinations().get(said, "")
    if accepted and rejected:
        name = "+".join(part for part in name.split("+") if "+" not in name or (part in LENIENT) is not right)
    return name, text + ("" if name else example)


LAYER_GATES = (
    Gate("accepts", "accepts every right layer", 2, REQUESTS, lambda outcomes: _judge(outcomes, right=True),
         names=("number_for_verdict", *dict.fromkeys(name.partition("@")[0] for name in WRONG_CHECKS))),
    Gate("rejects", "rejects every wrong layer", 3, REQUESTS, lambda outcomes: _judge(outcomes, right=False)),
)  # fmt: skip
