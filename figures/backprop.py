"""Chapter 05, backprop: a chain of slopes, the product that makes dW, and what wrong backward passes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from figures.forward import network_diagram
from figures.style import BACKWARD, FORWARD, INK, MUTED
from solutions.backprop import mse_grad
from solutions.forward import forward, init_params
from solutions.neuron import neuron, sigmoid

Arrays = dict[str, np.ndarray]
Rule = Callable[[np.ndarray, np.ndarray], np.ndarray]  # (Z, A) of a layer to its slope, or (dZ, dZ) to its db

RADIUS = 0.5
LEARNED = 1 / 16  # one answer of four on the wrong side of 1/2 costs at least (1/2)^2 / 4
XOR_X = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
XOR_Y = ((0.0,), (1.0,), (1.0,), (0.0,))


def _slope(Z: np.ndarray, A: np.ndarray) -> np.ndarray:
    return A * (1 - A)


def _slope_at_A(Z: np.ndarray, A: np.ndarray) -> np.ndarray:
    return sigmoid(A) * (1 - sigmoid(A))


def _no_slope(Z: np.ndarray, A: np.ndarray) -> np.ndarray:
    return np.ones_like(A)


def _sum(dZ: np.ndarray, _: np.ndarray) -> np.ndarray:
    return dZ.sum(axis=-2, keepdims=True)


def _first_row(dZ: np.ndarray, _: np.ndarray) -> np.ndarray:
    return dZ[..., :1, :]


def _nothing(dZ: np.ndarray, _: np.ndarray) -> np.ndarray:
    return np.zeros_like(dZ[..., :1, :])


RIGHT: Mapping[str, Rule] = MappingProxyType({"output": _slope, "hidden": _slope, "bias": _sum})
PASSES: Mapping[str, Mapping[str, Rule]] = MappingProxyType({
    "right": {},
    "no slope at the output": {"output": _no_slope},
    "no slope at the hidden layer": {"hidden": _no_slope},
    "hidden slope taken at A": {"hidden": _slope_at_A},
    "db from the first row only": {"bias": _first_row},
    "biases never move": {"bias": _nothing},
})  # fmt: skip


def backward_pass(name: str, params: Arrays, cache: Arrays, Y: np.ndarray) -> Arrays:
    """Returns all gradients of a network of two sigmoid layers and MSE, from the right pass or a wrong one.

    name : a key of `PASSES`; each wrong pass differs from the right one in a single rule
    params, cache, Y : as `two_layer_backward` takes them; weights (S, d_in, d_out) and biases (S, 1, d_out) are S
        networks side by side. The gradient of a bias is a row, (1, d_out).

    >>> params = init_params([2, 4, 1], np.random.default_rng(0))
    >>> cache = forward(params, np.array(XOR_X))[1]
    >>> list(backward_pass("right", params, cache, np.array(XOR_Y)))
    ['Z2', 'W2', 'b2', 'A1', 'Z1', 'W1', 'b1']
    """
    rule = {**RIGHT, **PASSES[name]}
    dZ2 = mse_grad(cache["A2"], Y) * rule["output"](cache["Z2"], cache["A2"])
    dA1 = dZ2 @ params["W2"].swapaxes(-1, -2)
    dZ1 = dA1 * rule["hidden"](cache["Z1"], cache["A1"])
    dW2, dW1 = cache["A1"].swapaxes(-1, -2) @ dZ2, cache["A0"].T @ dZ1
    upper = {"Z2": dZ2, "W2": dW2, "b2": rule["bias"](dZ2, dZ2), "A1": dA1}
    return upper | {"Z1": dZ1, "W1": dW1, "b1": rule["bias"](dZ1, dZ1)}


def train_xor(name: str, seeds: Sequence[int] = range(10), *, steps: int = 3000, rate: float = 1.0) -> np.ndarray:
    """Returns the losses of 2-4-1 networks on XOR, step by step, trained with one of the backward passes.

    name : the backward pass, a key of `PASSES`
    seeds : of the first weights; every pass starts from the same ones

    Returns losses : (steps, len(seeds)) float64.
    """
    X, Y = np.array(XOR_X), np.array(XOR_Y)
    starts = [init_params([2, 4, 1], np.random.default_rng(seed)) for seed in seeds]
    params = {key: np.stack([np.atleast_2d(start[key]) for start in starts]) for key in starts[0]}
    losses = np.empty((steps, len(seeds)))
    for step in range(steps):
        Y_hat, cache = forward(params, X)
        losses[step] = np.mean((Y_hat - Y) ** 2, axis=(1, 2))
        grads = backward_pass(name, params, cache, Y)
        params = {key: value - rate * grads[key] for key, value in params.items()}
    return losses


def xor_lessons(seeds: Sequence[int] = range(10)) -> Figure:
    """Returns the losses of every backward pass on XOR, a panel each, a line for each seed, and how many learn."""
    figure, axes = plt.subplots(2, 3, figsize=(8.4, 4.8), sharex=True, sharey=True)
    for ax, name in zip(axes.flat, PASSES, strict=True):
        losses = train_xor(name, seeds)
        ax.plot(losses, color=FORWARD if name == "right" else BACKWARD, alpha=0.55, linewidth=1.2)
        ax.set_title(name, fontsize=10)
        learned = np.sum(losses[-1] < LEARNED)
        ax.text(0.97, 0.95, f"{learned} of {len(seeds)} learn", ha="right", va="top", transform=ax.transAxes)
    axes[0, 0].set(ylim=(0, 0.42), xticks=(0, 1000, 2000, 3000))
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    for ax in axes[1]:
        ax.set_xlabel("step")
    return figure


def backward_network(params: Arrays, x: np.ndarray, y: np.ndarray) -> Figure:
    """Returns a drawing of a two-layer sigmoid network on one example, with the slopes of its squared error.

    params : W1 (d_in, h), b1 (h,), W2 (h, d_out), b2 (d_out,) float64
    x : (d_in,), y : (d_out,) float64, the example and its target

    Under the inputs stands dX, under the other circles dZ, under each weight the slope in it.
    """
    cache = forward(params, x[None])[1]
    back = backward_pass("right", params, cache, y[None])
    dX = back["Z1"] @ params["W1"].T
    return network_diagram(
        (len(x), params["W1"].shape[1], len(y)),
        values=[x, cache["A1"][0], cache["A2"][0]],
        weights=[params["W1"], params["W2"]],
        gradients=[dX[0], back["Z1"][0], back["Z2"][0]],
        weight_gradients=[back["W1"], back["W2"]],
        titles=["inputs\ndX", "hidden\ndZ1", "output\ndZ2"],
    )


def slope_chain(x: np.ndarray, w: np.ndarray, b: float, *, y: float, index: int = 0) -> Figure:
    """Returns a drawing of the path from one weight of a sigmoid neuron to its squared error, with every slope on it.

    Values are in the FORWARD colour, in the circles. Above each arrow stands its local slope; below each circle, in
    the BACKWARD colour, the slope of the error: the one to the right times the local slope in between.

    x, w : (d_in,) float64, inputs and weights
    b, y : the bias and the target
    index : which weight to follow
    """
    z, a = x @ w + b, neuron(x[None], w, b)[0]
    values = (w[index], z, a, (a - y) ** 2)
    slopes = (x[index], a * (1 - a), 2 * (a - y))
    back = np.cumprod([1.0, *slopes[::-1]])[::-1]
    names, local = (f"weight w{index + 1}", "sum z", "answer a", "error"), (f"x{index + 1}", "a(1 − a)", "2(a − y)")
    figure, ax = plt.subplots(figsize=(8.4, 2.7))
    for place, (name, value, slope) in enumerate(zip(names, values, back, strict=True)):
        ax.add_patch(Circle((2.9 * place, 0), RADIUS, facecolor="white", edgecolor=INK, linewidth=1.2))
        ax.text(2.9 * place, RADIUS + 0.12, name, ha="center", va="bottom")
        ax.text(2.9 * place, 0, _number(value), ha="center", va="center", color=FORWARD)
        ax.text(2.9 * place, -RADIUS - 0.12, _number(slope), ha="center", va="top", color=BACKWARD, weight="bold")
    for place, (name, slope) in enumerate(zip(local, slopes, strict=True)):
        start, end, height = 2.9 * place + RADIUS + 0.06, 2.9 * (place + 1) - RADIUS - 0.06, -RADIUS - 0.28
        _arrow(ax, (start, 0), (end, 0), MUTED)
        ax.text((start + end) / 2, 0.1, f"{name}\n{_number(slope)}", ha="center", va="bottom", color=INK)
        _arrow(ax, (end, height), (start + 0.05, height), BACKWARD)
        ax.text((start + end) / 2, height - 0.08, f"× {_number(slope)}", ha="center", va="top", color=BACKWARD)
    ax.set(xlim=(-1.0, 9.7), ylim=(-1.3, 1.1), aspect="equal")
    ax.axis("off")
    return figure


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": colour, "shrinkA": 0, "shrinkB": 0})


def weight_gradient_diagram(A: np.ndarray, dZ: np.ndarray, *, row: int, column: int) -> Figure:
    """Returns a drawing of `dW = A.T @ dZ` in cells, laid out so that dW[row, column] stands where its parts cross.

    A : (N, d_in), dZ : (N, d_out) float64; small enough to read every number
    row, column : the entry of dW to follow; what it is made of is filled
    """
    gap, (n_rows, d_in), d_out = 0.9, A.shape, dZ.shape[1]
    figure, ax = plt.subplots(figsize=(8.0, 0.42 * (n_rows + d_in) + 1.2))
    marks = [np.zeros(matrix.shape, dtype=bool) for matrix in (A.T, dZ, A.T @ dZ)]
    marks[0][row], marks[1][:, column], marks[2][row, column] = True, True, True
    left, top = n_rows + gap, -(n_rows + gap)
    _cells(ax, (left, 0), (dZ, marks[1], BACKWARD), f"dZ {dZ.shape}")
    _cells(ax, (0, top), (A.T, marks[0], FORWARD), f"X.T {A.T.shape}")
    _cells(ax, (left, top), (A.T @ dZ, marks[2], BACKWARD), f"dW = X.T @ dZ {(d_in, d_out)}")
    ax.set(xlim=(-0.1, left + d_out + 0.1), ylim=(top - d_in - 0.1, gap))
    ax.axis("off")
    return figure


def _cells(ax: Axes, corner: tuple[float, float], painted: tuple[np.ndarray, np.ndarray, str], title: str) -> None:
    (x, y), (matrix, marked, colour) = corner, painted
    ax.text(x, y + 0.18, title, ha="left", va="bottom", color=INK, weight="bold")
    for (i, j), value in np.ndenumerate(matrix):
        face, ink = (colour, "white") if marked[i, j] else ("white", colour)
        ax.add_patch(Rectangle((x + j, y - i - 1), 1, 1, facecolor=face, edgecolor=MUTED, linewidth=0.8))
        text = _number(value, 2 if colour == FORWARD else 4)
        ax.text(x + j + 0.5, y - i - 0.53, text, ha="center", va="center", color=ink, fontsize="small")


def meeting_sides(n_rows: int, d_in: int, d_out: int) -> Figure:
    """Returns the three matrix products of a dense layer as rectangles to scale: its way forward and its way back.

    In each, the left factor lends the result its rows and the upper factor its columns. The two thick sides are the
    ones that meet: as long as each other, summed over, and gone from the result.
    """
    products = (
        ("Z = X @ W + b", "inputs", "X", "W", "Z", (n_rows, d_in, d_out)),
        ("dW = X.T @ dZ", "examples", "X.T", "dZ", "dW", (d_in, n_rows, d_out)),
        ("dX = dZ @ W.T", "neurons", "dZ", "W.T", "dX", (n_rows, d_out, d_in)),
    )
    figure, ax = plt.subplots(figsize=(8.4, 4.0))
    gap, start = 0.7, 0.0
    for title, over, left, upper, result, (rows, shared, columns) in products:
        x, y = start + shared + gap, -(shared + gap)
        for corner, name, shape in (
            ((start, y), left, (rows, shared)),
            ((x, 0.0), upper, (shared, columns)),
            ((x, y), result, (rows, columns)),
        ):
            _block(ax, corner, name, shape)
        ax.plot((start, start + shared), (y, y), color=INK, linewidth=3.5, solid_capstyle="butt")
        ax.plot((x, x), (0, -shared), color=INK, linewidth=3.5, solid_capstyle="butt")
        ax.text(start, 1.2, title, ha="left", va="bottom", weight="bold")
        ax.text(start, 0.4, f"sum over {over}", ha="left", va="bottom")
        start += shared + columns + gap + 2.4
    ax.set(xlim=(-0.1, start - 2.3), ylim=(-n_rows - max(d_in, d_out) - gap - 0.1, 2.1), aspect="equal")
    ax.axis("off")
    return figure


def _block(ax: Axes, corner: tuple[float, float], name: str, shape: tuple[int, int]) -> None:
    (x, y), (rows, columns) = corner, shape
    colour = BACKWARD if name.startswith("d") else FORWARD
    ax.add_patch(Rectangle((x, y - rows), columns, rows, facecolor=colour, alpha=0.14))
    ax.add_patch(Rectangle((x, y - rows), columns, rows, fill=False, edgecolor=colour, linewidth=1.2))
    ax.text(x + columns / 2, y - rows / 2, f"{name}\n{shape}", ha="center", va="center", color=colour)


def spoiled_gradients(params: Arrays, X: np.ndarray, Y: np.ndarray) -> Figure:
    """Returns a table in colour: how far each gradient of each wrong pass is from the right one, on one batch."""
    cache = forward(params, X)[1]
    right = backward_pass("right", params, cache, Y)
    wrong = [name for name in PASSES if name != "right"]
    errors = np.array([
        [np.linalg.norm(value - right[key]) / np.linalg.norm(right[key]) for key, value in gradients.items()]
        for gradients in (backward_pass(name, params, cache, Y) for name in wrong)
    ])  # fmt: skip
    figure, ax = plt.subplots(figsize=(7.4, 2.9))
    ax.imshow(errors > 1e-12, cmap=ListedColormap(["white", "#F3C9B0"]), aspect="auto")
    for (i, j), error in np.ndenumerate(errors):
        ax.text(j, i, "right" if error < 1e-12 else f"{error:.0%}", ha="center", va="center", color=INK)
    ax.set(xticks=range(len(right)), xticklabels=[f"d{key}" for key in right], yticks=range(len(wrong)))
    ax.set_yticklabels(wrong)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    return figure


def _number(value: float, digits: int = 3) -> str:
    return f"{value + 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")
