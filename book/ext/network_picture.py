"""A directive that draws a small network at work, as an SVG in the colours of the page: values forward, gradients back.

    ```{network-picture}
    Caption.
    ```

Every number in it is computed by the course's own functions while the page is built. The styles of its classes, and
the one short animation, are in book/static/start.css.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import numpy as np
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from solutions.backprop import activation_backward, dense_backward, mse_grad
from solutions.forward import forward
from solutions.neuron import mse

X, Y = np.array([[0.8, -0.5]]), np.array([[1.0]])
PARAMS = {
    "W1": np.array([[1.2, -0.7], [0.6, 1.5]]),
    "b1": np.array([0.1, 0.4]),
    "W2": np.array([[1.4], [-1.1]]),
    "b2": np.array([-0.6]),
}
COLUMNS, MIDDLE, SPREAD = (44, 186, 328, 470), 112, 60
RADIUS, SIZE = 40, (514, 224)
APART, HEAD = 5, 7  # between the two lines of a pair; length of an arrow's head
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Unit:
    """One circle: where it stands, its name, its value and the gradient of the loss there."""

    x: float
    y: float
    name: str
    value: float
    gradient: float


def layers() -> list[list[Unit]]:
    """Returns the circles of the picture, layer by layer: inputs, hidden units, prediction, loss."""
    Y_hat, cache = forward(PARAMS, X)
    dA2 = mse_grad(Y_hat, Y)
    dA1, _, _ = dense_backward(activation_backward(dA2, cache["Z2"], "sigmoid"), cache["A1"], PARAMS["W2"])
    dX, _, _ = dense_backward(activation_backward(dA1, cache["Z1"], "sigmoid"), X, PARAMS["W1"])
    rows = [
        (("x₁", "x₂"), X[0], dX[0]),
        (("a₁", "a₂"), cache["A1"][0], dA1[0]),
        (("ŷ",), Y_hat[0], dA2[0]),
        (("loss",), [mse(Y_hat, Y)], [1.0]),
    ]
    return [_column(x, *row) for x, row in zip(COLUMNS, rows, strict=True)]


def _column(x: float, names, values, gradients) -> list[Unit]:
    heights = (MIDDLE,) if len(names) == 1 else (MIDDLE - SPREAD, MIDDLE + SPREAD)
    return [Unit(x, *unit) for unit in zip(heights, names, values, gradients, strict=True)]


def svg() -> str:
    """Returns the picture. The steps of its animation count circles and lines forward, then back."""
    columns = layers()
    last = 2 * (len(columns) - 1)
    parts = []
    for i, (left, right) in enumerate(zip(columns, columns[1:], strict=False)):
        for start in left:
            for end in right:
                parts.append(_arrow(start, end, "forward", 2 * i + 1))
                parts.append(_arrow(end, start, "backward", 2 * last - 2 * i))
    for i, column in enumerate(columns):
        parts += [_circle(unit, 2 * i, 2 * last + 1 - 2 * i) for unit in column]
    width, height = SIZE
    head = f'<svg class="network" viewBox="0 0 {width} {height}" role="img" aria-label="{_description(columns)}">'
    return f"{head}{''.join(parts)}</svg>"


def _arrow(start: Unit, end: Unit, way: str, step: int) -> str:
    """Returns a line from circle to circle, a little to the right of the direct way, and its head."""
    length = hypot(end.x - start.x, end.y - start.y)
    along = np.array([end.x - start.x, end.y - start.y]) / length
    across = np.array([-along[1], along[0]])
    shift = across * -APART
    first = np.array([start.x, start.y]) + along * (RADIUS + 5) + shift
    last = np.array([end.x, end.y]) - along * (RADIUS + 5) + shift
    wings = [last - along * HEAD + across * HEAD * side * 0.75 for side in (1, -1)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (wings[0], last, wings[1]))
    return (
        f'<g class="{way}" style="--step:{step}"><path class="line" pathLength="1" '
        f'd="M{first[0]:.1f} {first[1]:.1f}L{last[0]:.1f} {last[1]:.1f}"/>'
        f'<polyline class="head" points="{points}"/></g>'
    )


def _circle(unit: Unit, step: int, step_back: int) -> str:
    """Returns a circle with its value in the upper half and its gradient in the lower."""
    x, y = unit.x, unit.y
    return (
        f'<g class="unit"><circle cx="{x}" cy="{y}" r="{RADIUS}"/>'
        f'<text class="name" x="{x}" y="{y - 22}">{unit.name}</text>'
        f'<text class="forward" style="--step:{step}" x="{x}" y="{y + 1}">{_number(unit.value)}</text>'
        f'<text class="backward" style="--step:{step_back}" x="{x}" y="{y + 22}">{_number(unit.gradient)}</text></g>'
    )


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", MINUS)


def _description(columns: list[list[Unit]]) -> str:
    units = [f"{u.name} is {_number(u.value)}, gradient {_number(u.gradient)}" for column in columns for u in column]
    return (
        "Two inputs, two hidden units, one prediction and the loss, as circles joined by pairs of arrows: blue "
        f"forward, vermilion back. {'; '.join(units)}."
    )


class NetworkPicture(SphinxDirective):
    """The picture with its caption."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Returns the figure; its content is the caption."""
        text, messages = self.state.inline_text(" ".join(self.content), self.lineno)
        picture = nodes.raw("", svg(), format="html")
        caption = nodes.paragraph("", "", *text, classes=["network-caption"])
        return [nodes.container("", picture, caption, classes=["network-figure"]), *messages]


def setup(app) -> dict:
    """Adds the directive."""
    app.add_directive("network-picture", NetworkPicture)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
