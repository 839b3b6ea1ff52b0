"""Chapter 02, forward: a network drawn with its numbers on it, a matrix product drawn as cells, a digit on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from figures.style import BACKWARD, FORWARD, INK, MUTED

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
    gradients : as `values`, written below the circles: a row of each of dA0, dA1, dA2 (or of dX, dZ1, dZ2)
    weight_gradients : as `weights`, written on the connections, below the weight where there is one
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
        layer_gradients = None if weight_gradients is None else np.asarray(weight_gradients[layer])
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
