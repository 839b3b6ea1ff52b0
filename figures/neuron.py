"""Chapter 01, neuron: one input pushed, a neuron with its numbers on it, its answers as a map, four activations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from figures.style import BACKWARD, FORWARD, INK, MUTED
from solutions.neuron import mse, neuron, neuron_grad, relu, sigmoid

LINE_HEIGHT = 0.26  # between a number and the one below it, in the unit of the drawing of a neuron
RADIUS = 0.42
ANSWERS = LinearSegmentedColormap.from_list("answers", ["#FFFFFF", "#8FC1E3"])
Line = tuple[Sequence[float] | np.ndarray, float]


def nudge_diagram(curve: Callable[[np.ndarray], np.ndarray], x: float, nudge: float, *, name: str) -> Figure:
    """Returns a drawing of one push: the whole curve on the left, the pushed piece enlarged on the right.

    curve : the answer as a function of one measurement; takes a 1-d array
    x, nudge : where the measurement stands, and how far it is pushed
    name : of the measurement, for the axes
    """
    low, high = curve(np.array([x, x + nudge]))
    figure, (whole, piece) = plt.subplots(1, 2, figsize=(7.6, 3.3), width_ratios=(1.25, 1.0))
    line = np.linspace(-3, 3, 200)
    whole.plot(line, curve(line), color=FORWARD)
    whole.add_patch(Rectangle((x, low), nudge, high - low, fill=False, edgecolor=INK, linewidth=1.4))
    whole.set(title="every radius", xlabel=name, ylabel="answer", ylim=(-0.02, 1.02))
    near = np.linspace(x - 0.3 * nudge, x + 1.3 * nudge, 50)
    piece.plot(near, curve(near), color=FORWARD)
    piece.plot([x, x + nudge, x + nudge], [low, low, high], color=INK, linewidth=1.4)
    piece.plot([x, x + nudge], [low, high], "o", color=FORWARD)
    piece.text(x + nudge / 2, low - 0.03 * (high - low), f"push {nudge:g}", ha="center", va="top")
    piece.text(x + 1.04 * nudge, (low + high) / 2, f"rise\n{high - low:.4f}", ha="left", va="center")
    piece.set(title="the push, enlarged", xlabel=name, xlim=(near[0], x + 1.5 * nudge), ylim=curve(near[[0, -1]]))
    piece.locator_params(nbins=4)
    return figure


@dataclass(frozen=True)
class _Node:
    """A circle of the drawing of a neuron: where, what stands above it, what goes forward, what comes back."""

    x: float
    y: float
    label: str
    value: float
    slope: float | None = None


def neuron_diagram(x: np.ndarray, w: np.ndarray, b: float, *, names: Sequence[str], y: float | None = None) -> Figure:
    """Returns a drawing of one sigmoid neuron at work on one example, with numbers on its parts.

    What goes forward is in the FORWARD colour. With a target, the squared error is drawn too, and under each
    number that can be changed stands, in the BACKWARD colour, the slope of the squared error in it.

    x, w : (d_in,) float64, the measurements and the weights
    b : the bias
    names : (d_in,) what is measured
    y : the target, for the slopes; leave it out to draw the way forward alone

    >>> figure = neuron_diagram(np.array([1.0, -2.0]), np.array([0.5, 0.25]), 0.1, names=("x1", "x2"), y=1.0)
    """
    z, a = x @ w + b, neuron(x[None], w, b)[0]
    da, (dw, db) = (None, (np.full(len(w), None), None)) if y is None else _slopes(x, w, b, y)
    height = (len(x) - 1) / 2 * 1.5
    inputs = [_Node(0, height - 1.5 * i, name, value) for i, (name, value) in enumerate(zip(names, x, strict=True))]
    sum_, answer = _Node(3.0, 0, "sum z", z, db), _Node(5.2, 0, "answer a", a, da)
    figure, ax = plt.subplots(figsize=(7.4, 1.6 + 0.95 * len(x)))
    for node, weight, slope in zip(inputs, w, dw, strict=True):
        _connect(ax, node, sum_)
        _numbers(ax, (1.5, node.y / 2), (weight, slope), prefix="× ")
    bias = _Node(3.0, -height - 0.95, "", b, db)
    ax.annotate("", (3.0, -RADIUS - 0.06), (3.0, bias.y + 0.2), arrowprops={"arrowstyle": "->", "color": MUTED})
    _numbers(ax, (3.0, bias.y), (b, db), prefix="bias ")
    _connect(ax, sum_, answer)
    ax.text(4.1, 0.16, "sigmoid", ha="center", va="bottom", color=INK)
    if y is not None:
        error = _Node(7.4, 0, "squared error", (a - y) ** 2)
        _connect(ax, answer, error)
        ax.text(6.3, 0.16, f"target {y:g}", ha="center", va="bottom", color=INK)
    for node in (*inputs, sum_, answer, *((error,) if y is not None else ())):
        _draw_node(ax, node)
    ax.set(xlim=(-0.9, 5.9 if y is None else 8.3), ylim=(bias.y - 0.45, height + RADIUS + 0.5), aspect="equal")
    ax.axis("off")
    return figure


def _slopes(x: np.ndarray, w: np.ndarray, b: float, y: float) -> tuple[float, tuple[np.ndarray, float]]:
    X = x[None]
    return 2 * (neuron(X, w, b)[0] - y), neuron_grad(X, w, b, np.array([y]))


def _connect(ax: Axes, start: _Node, end: _Node) -> None:
    run, rise = end.x - start.x, end.y - start.y
    reach = (RADIUS + 0.06) / np.hypot(run, rise)
    tip, tail = (end.x - reach * run, end.y - reach * rise), (start.x + reach * run, start.y + reach * rise)
    ax.annotate("", tip, tail, arrowprops={"arrowstyle": "->", "color": MUTED, "shrinkA": 0, "shrinkB": 0})


def _draw_node(ax: Axes, node: _Node) -> None:
    ax.add_patch(Circle((node.x, node.y), RADIUS, facecolor="white", edgecolor=INK, linewidth=1.2, zorder=3))
    ax.text(node.x, node.y + RADIUS + 0.06, node.label, ha="center", va="bottom", color=INK)
    _numbers(ax, (node.x, node.y), (node.value, node.slope), boxed=False)


def _numbers(
    ax: Axes, place: tuple[float, float], pair: tuple[float, float | None], *, prefix: str = "", boxed: bool = True
) -> None:
    """Writes a value and, below it, its slope; a box behind them hides the arrow that they stand on."""
    x, y = place
    value, slope = pair
    shift = 0 if slope is None else LINE_HEIGHT / 2
    box = {"facecolor": "white", "edgecolor": "none", "pad": 2.0} if boxed else None
    style = {"ha": "center", "va": "center", "zorder": 4, "bbox": box}
    ax.text(x, y + shift, f"{prefix}{_number(value)}", color=FORWARD, **style)
    if slope is not None and boxed:
        ax.add_patch(Rectangle((x - 0.3, y - shift), 0.6, 2 * shift, facecolor="white", zorder=3))
    if slope is not None:
        ax.text(x, y - shift, _number(slope), color=BACKWARD, **style)


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def answer_maps(X: np.ndarray, y: np.ndarray, lines: dict[str, Line], *, names: Sequence[str]) -> Figure:
    """Returns maps of what a neuron with two inputs answers, one panel for each pair of weights and bias.

    The blue is the answer; the dark line is where it is 1/2. Rows with target 1 are full dots, with target 0 rings.

    X : (N, 2) float64 and y : (N,) zeros and ones, the examples to draw
    lines : title of the panel → (w, b)
    names : (2,) what is measured
    """
    figure, axes = plt.subplots(1, len(lines), figsize=(0.8 + 3.2 * len(lines), 3.5), squeeze=False, sharey=True)
    low, high = X.min(axis=0) - 0.4, X.max(axis=0) + 0.4
    across, up = np.meshgrid(np.linspace(low[0], high[0], 150), np.linspace(low[1], high[1], 150))
    size = 14 if len(X) > 50 else 90
    for ax, (title, (w, b)) in zip(axes[0], lines.items(), strict=True):
        answers = neuron(np.column_stack([across.ravel(), up.ravel()]), np.asarray(w), b).reshape(across.shape)
        blue = ax.pcolormesh(across, up, answers, cmap=ANSWERS, vmin=0, vmax=1, rasterized=True)
        ax.contour(across, up, answers, levels=[0.5], colors=INK, linewidths=1.6)
        ax.scatter(*X[y == 0].T, s=size, facecolor="white", edgecolor=MUTED, linewidth=0.8)
        ax.scatter(*X[y == 1].T, s=size, facecolor=INK, edgecolor="white", linewidth=0.4)
        ax.set(title=title, xlabel=names[0], aspect="equal")  # so that w looks as perpendicular as it is
        ax.locator_params(nbins=6)
        ax.grid(visible=False)
    axes[0, 0].set_ylabel(names[1])
    figure.colorbar(blue, ax=axes[0, -1], label="answer", ticks=(0, 0.5, 1))
    return figure


def activation_gallery() -> Figure:
    """Returns a drawing of four activations, each with its slope below it."""
    z = np.linspace(-4, 4, 401)
    step, kink = np.where(z == 0, np.nan, z > 0), np.where(z == 0, np.nan, 0.0)
    gallery = {
        "step": (step, kink),
        "sigmoid": (sigmoid(z), sigmoid(z) * (1 - sigmoid(z))),
        "tanh": (np.tanh(z), 1 - np.tanh(z) ** 2),
        "relu": (relu(z), step),
    }
    figure, axes = plt.subplots(2, 4, figsize=(8.4, 3.9), sharex=True, sharey="row")
    for column, (name, (value, slope)) in zip(axes.T, gallery.items(), strict=True):
        column[0].plot(z, value, color=FORWARD)
        column[1].plot(z, slope, color=BACKWARD)
        column[0].set_title(name)
        column[1].set(xlabel="z", xticks=(-4, -2, 0, 2, 4))
    axes[0, 0].set(ylabel="value", ylim=(-1.2, 2.2))
    axes[1, 0].set(ylabel="slope", ylim=(-0.1, 1.2))
    return figure


def loss_of_one_weight(X: np.ndarray, y: np.ndarray, line: Line, *, names: Sequence[str]) -> Figure:
    """Returns a drawing of one setting of the first weight: the line it draws, and the loss of every such weight.

    In vermilion stands the slope of the loss at this weight. The other numbers are held.

    X : (N, 2) float64 and y : (N,) zeros and ones, the examples
    line : (w, b), the weights and the bias
    names : (2,) what is measured
    """
    (w1, w2), b = line
    figure, (plane, curve) = plt.subplots(1, 2, figsize=(6.5, 3.2))
    plane.scatter(*X[y == 0].T, s=12, facecolor="white", edgecolor=MUTED, linewidth=0.8)
    plane.scatter(*X[y == 1].T, s=12, color=INK)
    ends = np.array([-3.0, 5.0])
    plane.plot(ends, -(w1 * ends + b) / w2, color=FORWARD)
    plane.set(title="where it tips", xlabel=names[0], ylabel=names[1], xlim=(-2.2, 4.2), ylim=(-2.6, 4.2))
    weights = np.linspace(-1, 8, 91)
    losses = [mse(neuron(X, np.array([weight, w2]), b), y) for weight in weights]
    curve.plot(weights, losses, color=FORWARD)
    here, slope = mse(neuron(X, np.array([w1, w2]), b), y), neuron_grad(X, np.array([w1, w2]), b, y)[0][0]
    curve.plot(w1 + np.array([-1.2, 1.2]), here + slope * np.array([-1.2, 1.2]), color=BACKWARD, linewidth=2.4)
    curve.plot(w1, here, "o", color=INK, zorder=3)
    curve.text(0.97, 0.95, f"loss {here:.4f}", color=FORWARD, transform=curve.transAxes, ha="right", va="top")
    said = f"slope {slope:.4f}".replace("-", "\N{MINUS SIGN}")
    curve.text(0.97, 0.86, said, color=BACKWARD, transform=curve.transAxes, ha="right", va="top")
    curve.set(title="the loss", xlabel=f"weight of the {names[0]}", xlim=(-2.3, 9.3), ylim=(0, 0.42))
    return figure
