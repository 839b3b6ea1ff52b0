"""What the backward pass of a network may start from in the place of its cache, and hand back for gradients."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.core import reference as ref
from autograder.core.exercise import Case, Misreading


def network_misreadings(depth: int, kinds: tuple[str, str]) -> tuple[Misreading, ...]:
    """Returns the misreadings of a network of this depth.

    kinds : the hidden and the output activation
    """
    hidden, output = kinds

    def without_biases(*layers: int):
        left_out = {f"b{layer}" for layer in layers}

        def change(case: Case) -> Case:
            flat = {key: value * (key not in left_out) for key, value in case.params.items()}
            return _with_cache(case, ref.forward(flat, case.cache["A0"], hidden, output))

        return change

    def twice(layer: int, kind: str):
        key = f"A{layer}"
        return lambda case: _with_cache(case, {**case.cache, key: ref.ACTIVATIONS[kind](case.cache[key])})

    def stepped(case: Case, answer: dict) -> dict:
        pairs = {name: (case.params[name[1:]], value) for name, value in answer.items()}
        return {name: old - new if np.shape(old) == np.shape(new) else new for name, (old, new) in pairs.items()}

    bends = [(layer, hidden if layer < depth else output) for layer in range(1, depth + 1)]
    return (
        Misreading("bias_omitted", "Z1", without_biases(*range(1, depth + 1))),
        *(Misreading("bias_omitted", f"Z{layer}", without_biases(layer)) for layer in range(1, depth + 1)),
        Misreading("updated_parameters_returned", "parameters", answer=stepped),
        *(Misreading("activation_twice", f"A{n}", twice(n, kind)) for n, kind in bends if kind in ("sigmoid", "tanh")),
    )


def _with_cache(case: Case, cache: dict) -> Case:
    return replace(case, given={**case.given, "cache": cache})
