"""Chapter 05, backprop: the way back through a two-layer network, one step at a time."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.backprop import Arrays, backward_pass
from figures.forward import network_diagram
from solutions.backprop import mse_grad
from solutions.forward import forward

STEPS = ("forward", "dA2", "dZ2", "dW2", "dA1", "dZ1", "dW1", "dX")


def backward_step(params: Arrays, x: np.ndarray, y: np.ndarray, step: str) -> Figure:
    """Returns a drawing of the way back through a two-layer sigmoid network, as far as one of STEPS.

    params, x, y : as in `figures.backprop.backward_network`

    Under a circle stands the last slope that is known there: dA, then dZ in its place.
    """
    known = STEPS[: STEPS.index(step) + 1]
    slopes = backward_slopes(params, x, y)
    units, names = [], []
    for column, (head, dA, dZ) in enumerate(
        (("inputs", "dX", "dX"), ("hidden", "dA1", "dZ1"), ("output", "dA2", "dZ2"))
    ):
        name = dZ if dZ in known else dA if dA in known else ""
        units.append(slopes[name][0] if name else [None] * (len(x), len(params["b1"]), len(y))[column])
        names.append(f"{head}\n{name}")
    cache = forward(params, x[None])[1]
    figure = network_diagram(
        (len(x), params["W1"].shape[1], len(y)),
        values=[x, cache["A1"][0], cache["A2"][0]],
        weights=[params["W1"], params["W2"]],
        gradients=units,
        weight_gradients=[slopes[name] if name in known else None for name in ("dW1", "dW2")],
        titles=names,
    )
    figure.set_size_inches(6.9, 4.9)
    return figure


def backward_slopes(params: Arrays, x: np.ndarray, y: np.ndarray) -> Arrays:
    """Returns every slope on the way back for one example, by its name: dA2, dZ2, dW2, dA1, dZ1, dW1, dX."""
    cache = forward(params, x[None])[1]
    back = backward_pass("right", params, cache, y[None])
    found = {f"d{name}": back[name] for name in ("Z2", "W2", "Z1", "W1")}
    found |= {"dA2": mse_grad(cache["A2"], y[None]), "dA1": back["Z2"] @ params["W2"].T}
    return found | {"dX": back["Z1"] @ params["W1"].T}
