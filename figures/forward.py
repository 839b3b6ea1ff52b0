"""Chapter 02, forward: a network drawn with its numbers on it, a matrix product drawn as cells, a digit on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from figures.style import BACKWARD, FORWARD, INK, MUTED
from solutions.forward import forward, init_params

COLUMN = 3.0  # distance between the columns of a network, in the drawing's own unit
RADIUS = 0.36
LINE_HEIGHT = 0.2  # of a number written in the drawing, in the same unit
Layers = Sequence[Sequence[float] | np.ndarray]


@dataclass(frozen=True)
class _Site:
    """Where unit `index` of layer `layer` is drawn."""

    layer: int
    index: int
    x: float
    y: float


def network_diagram(
    sizes: Sequence[int],
    *,
    values: Layers | None = None,
    weights: Layers | None = None,
    gradients: Layers | None = None,
    weight_gradients: Layers | None = None,
    titles: Sequence[str] | None = None,
    digits: int = 2,
) -> Figure:
    """Returns a drawing of a fully connected network for one example, with numbers on its units and connections.

    What goes forward is drawn in the FORWARD colour, what comes back in the BACKWARD colour. Leave out what you
    do not want to show; a chapter on backpropagation can start from the very drawing of the forward pass and
    add the gradients to it.

    sizes : units in each column, from the inputs to the outputs, such as (2, 4, 1); with more than 2 units in two
        neighbouring columns the numbers on the connections crowd, so give those of the units only
    values : one sequence a column, sizes[l] numbers, written in the circles: a row of each of A0, A1, A2
    weights : one (sizes[l-1], sizes[l]) array for each pair of neighbouring columns, written on the connections
    gradients : as `values`, written below the circles: a row of each of dA0, dA1, dA2 (or of dX, dZ1, dZ2); None in
        the place of a number that is not there yet
    weight_gradients : as `weights`, written on the connections, below the weight where there is one; None in the
        place of an array that is not there yet
    titles : a heading for each column
    digits : decimals of every number

    >>> from solutions.forward import forward, init_params
    >>> params = init_params([2, 4, 1], np.random.default_rng(2))
    >>> Y_hat, cache = forward(params, np.array([[1.0, 0.0]]))
    >>> figure = network_diagram(
    ...     (2, 4, 1),
    ...     values=[cache["A0"][0], cache["A1"][0], cache["A2"][0]],
    ...     weights=[params["W1"], params["W2"]],
    ...     titles=["input\\nA0 (1, 2)", "hidden\\nA1 (1, 4)", "output\\nA2 (1, 1)"],
    ... )
    """
    figure, ax = plt.subplots(figsize=(2.4 + 2.7 * (len(sizes) - 1), 1.0 + 1.05 * max(sizes)))
    columns = _columns(sizes)
    for layer, (left, right) in enumerate(pairwise(columns)):
        layer_weights = None if weights is None else np.asarray(weights[layer])
        layer_gradients = (weight_gradients or [None] * len(columns))[layer]
        layer_gradients = None if layer_gradients is None else np.asarray(layer_gradients)
        _draw_connections(ax, left, right, (layer_weights, layer_gradients), digits)
    for column in columns:
        for site in column:
            value = None if values is None else values[site.layer][site.index]
            gradient = None if gradients is None else gradients[site.layer][site.index]
            _draw_unit(ax, site, (value, gradient), digits)
    for column, title in zip(columns, titles or [], strict=False):
        ax.text(column[0].x, max(sizes) / 2 + 0.12, title, ha="center", va="bottom", color=INK)
    ax.set(xlim=(-0.7, COLUMN * (len(sizes) - 1) + 0.7), ylim=(-max(sizes) / 2 - 0.1, max(sizes) / 2 + 0.6))
    ax.set_aspect("equal")
    ax.axis("off")
    return figure


def _columns(sizes: Sequence[int]) -> list[list[_Site]]:
    return [
        [_Site(layer, i, COLUMN * layer, (size - 1) / 2 - i) for i in range(size)] for layer, size in enumerate(sizes)
    ]


def _draw_unit(ax: Axes, site: _Site, numbers: tuple[float | None, float | None], digits: int) -> None:
    value, gradient = numbers
    ax.add_patch(Circle((site.x, site.y), RADIUS, facecolor="white", edgecolor=INK, linewidth=1.2, zorder=3))
    if value is not None:
        ax.text(site.x, site.y, _number(value, digits), color=FORWARD, ha="center", va="center", zorder=4)
    if gradient is not None:
        below = site.y - (RADIUS + LINE_HEIGHT / 2 if value is not None else 0.0)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        ax.text(site.x, below, _number(gradient, digits), color=BACKWARD, ha="center", va="center", zorder=5, bbox=box)


def _draw_connections(
    ax: Axes, left: list[_Site], right: list[_Site], numbers: tuple[np.ndarray | None, np.ndarray | None], digits: int
) -> None:
    """Draws one layer's connections; the thicker the line, the larger the weight (without weights, the gradient)."""
    shown = [matrix for matrix in numbers if matrix is not None]
    largest = (np.abs(shown[0]).max() if shown else 0.0) or 1.0
    for start in left:
        for end in right:
            entry = [None if matrix is None else matrix[start.index, end.index] for matrix in numbers]
            strength = abs(next((e for e in entry if e is not None), 1.0)) / largest
            width = 0.5 + 2.0 * strength
            ax.plot([start.x, end.x], [start.y, end.y], color=MUTED, alpha=0.55, linewidth=width, zorder=1)
            _label_connection(ax, (start, end), _place(start, len(left), len(right)), entry, digits)


def _place(start: _Site, n_left: int, n_right: int) -> float:
    """Returns how far along a connection its number stands, so that numbers of crossing lines do not meet."""
    if n_right == 1:
        return 0.42  # the lines converge to the right, so there is more room to the left
    middle, stagger = 0.66, 0.3
    return middle + stagger * (0.5 - (start.index + 0.5) / n_left)


def _label_connection(
    ax: Axes, line: tuple[_Site, _Site], place: float, numbers: Sequence[float | None], digits: int
) -> None:
    start, end = line
    x, y = start.x + place * (end.x - start.x), start.y + place * (end.y - start.y)
    both = all(number is not None for number in numbers)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    for number, colour, shift in zip(numbers, (FORWARD, BACKWARD), (1, -1), strict=True):
        if number is not None:
            height = y + (shift * LINE_HEIGHT / 2 if both else 0.0)
            text = _number(number, digits)
            ax.text(x, height, text, color=colour, ha="center", va="center", fontsize="small", zorder=2, bbox=box)


def _number(value: float, digits: int) -> str:
    return f"{value + 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def product_diagram(X: np.ndarray, W: np.ndarray, b: np.ndarray, *, row: int = 0, column: int = 0) -> Figure:
    """Returns a drawing of `Z = X @ W + b` in cells, laid out so that Z[row, column] stands where its parts cross.

    X : (N, d_in), W : (d_in, d_out), b : (d_out,) float64; small enough to read every number
    row, column : the entry of Z to follow; what it is made of is filled
    """
    gap, (rows, d_in), d_out = 0.9, X.shape, W.shape[1]
    figure, ax = plt.subplots(figsize=(1.0 * (d_in + d_out) + 1.4, 0.42 * (rows + d_in) + 1.6))
    left, top = d_in + gap, -(d_in + 1 + 2 * gap)
    marked = np.zeros_like
    row_of_X, column_of_W, entry_of_b, entry_of_Z = (marked(a, dtype=bool) for a in (X, W, b[None], X @ W))
    row_of_X[row], column_of_W[:, column], entry_of_b[0, column], entry_of_Z[row, column] = True, True, True, True
    _draw_cells(ax, (0, top), X, row_of_X, f"X {X.shape}")
    _draw_cells(ax, (left, 0), W, column_of_W, f"W {W.shape}")
    _draw_cells(ax, (left, -(d_in + gap)), b[None], entry_of_b, f"+ b {b.shape}")
    _draw_cells(ax, (left, top), X @ W + b, entry_of_Z, f"= Z {(rows, d_out)}")
    ax.set(xlim=(-0.1, left + d_out + 0.1), ylim=(top - rows - 0.1, gap))
    ax.axis("off")
    return figure


def _draw_cells(ax: Axes, corner: tuple[float, float], matrix: np.ndarray, marked: np.ndarray, title: str) -> None:
    x, y = corner
    ax.text(x, y + 0.18, title, ha="left", va="bottom", color=INK, weight="bold")
    for (i, j), value in np.ndenumerate(matrix):
        face, colour = (FORWARD, "white") if marked[i, j] else ("white", INK)
        ax.add_patch(Rectangle((x + j, y - i - 1), 1, 1, facecolor=face, edgecolor=MUTED, linewidth=0.8))
        ax.text(x + j + 0.5, y - i - 0.53, _number(value, 2), ha="center", va="center", color=colour)


def digit_journey(pixels: np.ndarray, *, hidden: int = 16, seed: int = 0) -> Figure:
    """Returns a drawing of one digit on its way through an untrained network: picture, hidden units, probabilities.

    pixels : (64,) float64 from 0 to 1, a picture of scikit-learn's digits
    hidden : the number of hidden units
    """
    params = init_params([64, hidden, 10], np.random.default_rng(seed))
    P, cache = forward(params, pixels[None], hidden="tanh", output="softmax")
    figure, (picture, units, classes) = plt.subplots(1, 3, figsize=(8.6, 3.0), width_ratios=(1.2, 1.0, 1.3))
    picture.imshow(pixels.reshape(8, 8), cmap="gray_r")
    picture.set(title="64 pixels in", xticks=[], yticks=[])
    picture.grid(visible=False)
    units.barh(np.arange(hidden), cache["A1"][0], color=FORWARD)
    units.axvline(0, color=INK, linewidth=0.8)
    units.set(title=f"{hidden} hidden values", xlim=(-1, 1), yticks=[], xlabel="dense, then tanh")
    classes.bar(np.arange(10), P[0], color=FORWARD)
    classes.axhline(0.1, color=INK, linewidth=1.0, linestyle="--")
    classes.text(7.0, 0.102, "1/10", va="bottom", color=INK)
    classes.set(title="10 probabilities out", xticks=np.arange(10), ylim=(0, 0.22), xlabel="dense, then softmax: class")
    return figure


def values_in_layers(X: np.ndarray, factor: float, *, layers: Sequence[int] = (1, 4, 7, 10), seed: int = 2) -> Figure:
    """Returns a drawing of how the values of some layers are spread, in a network of tanh layers as wide as X.

    X : (N, d) float64, the batch
    factor : what the standard deviation 1 / sqrt(d) of every weight is multiplied by
    """
    rng, A = np.random.default_rng(seed), X
    figure, axes = plt.subplots(1, len(layers), figsize=(6.5, 2.6), sharey=True)
    panels = dict(zip(layers, axes, strict=True))
    for layer in range(1, max(layers) + 1):
        A = np.tanh(A @ rng.standard_normal((X.shape[1], X.shape[1])) * factor / np.sqrt(X.shape[1]))
        if layer in panels:
            share, edges = np.histogram(A, bins=31, range=(-1, 1))
            panels[layer].bar(edges[:-1], share / A.size, width=np.diff(edges), align="edge", color=FORWARD)
            size = f"r.m.s. {np.sqrt(np.mean(A**2)):.2f}"
            panels[layer].text(0, 0.385, size, ha="center", va="top", color=INK)
            panels[layer].set(title=f"layer {layer}", xlim=(-1.08, 1.08), ylim=(0, 0.4), xticks=(-1, 0, 1))
    axes[0].set_ylabel("share of the values")
    return figure
