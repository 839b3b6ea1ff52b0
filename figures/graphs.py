"""Chapter 04, graphs: computations drawn as graphs, with values on their way forward and slopes on their way back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from autograder.materials.graphs import Node
from figures.style import ACCENT, BACKWARD, FORWARD, GOOD, INK, MUTED
from solutions.graphs import backpropagate, local_grads, topological_order

Place = tuple[float, float]  # column and row of a node; columns run with the computation, rows run up
Edge = tuple[str, str]  # the names of a node and of one that uses it

WRITTEN = {
    "add": "{} + {}", "sub": "{} − {}", "mul": "{} · {}", "div": "{} / {}", "pow": "{} ^ {}", "max": "max({}, {})",
    "sigmoid": "σ({})",
}  # fmt: skip
STRIDE, RISE = 1.9, 1.25  # inches between columns and rows, before a drawing is scaled
WIDTH, HEIGHT = 1.06, 0.72  # of a box
ASIDE = 0.27  # how far two arrows between the same boxes stand off the middle
FALL, STEP, TALL = 1.5, 1.2, 0.94  # of a drawing that runs down: inches between rows and columns, height of a box
FALLING = {  # columns and rows of a neuron with two inputs and its squared error
    "w1": (0, 4), "x1": (1, 4), "w2": (2, 4), "x2": (3, 4), "p1": (0.5, 3), "p2": (2.5, 3), "s": (1.5, 2),
    "b": (2.8, 2), "z": (1.5, 1), "a": (0, 0), "e": (1.5, 0), "L": (3, 0),
}  # fmt: skip
BESIDE, LOWER = 0.44, 0.06  # how far the slopes of an arrow that runs down stand outside it
SHARE = 0.5  # where along an arrow its slope is written, so that crossing arrows do not meet there


def number(value: float, digits: int = 3) -> str:
    """Returns a number as it stands in a drawing, with a minus sign that is one."""
    return f"{value:.{digits}g}".replace("-", "−")


def expression(node: Node) -> str:
    """Returns what a node is, such as `u = x + 1`; inputs without a name are written as their values.

    >>> x = Node(3.0, name="x")
    >>> expression(x), expression(x + 1)
    ('x', 'x + 1')
    """
    sources = [source.name or number(source.value) for source in node.inputs]
    result = WRITTEN.get(node.op, f"{node.op} {{}}").format(*sources) if node.op else ""
    return " = ".join(part for part in (node.name, result) if part)


def graph_diagram(
    output: Node,
    places: Mapping[str, Place],
    *,
    slopes: bool = True,
    grads: Mapping[Node, float] | None = None,
    scale: float = 1.0,
) -> Figure:
    """Returns a drawing of the graph of `output`.

    places : where each node stands, by its name; a node without a place is not drawn
    slopes : whether local slopes stand on the arrows
    grads : slopes of the output in each node; then what is sent back stands on the arrows too
    scale : of the distances, in columns and rows alike
    """
    columns, rows = zip(*places.values(), strict=True)
    width = (max(columns) - min(columns)) * STRIDE + WIDTH + 0.2
    height = (max(rows) - min(rows)) * RISE + HEIGHT + (0.55 if grads else 0.2)
    figure, ax = plt.subplots(figsize=(width * scale, height * scale))
    draw_graph(ax, output, places, slopes=slopes, grads=grads)
    return figure


def draw_graph(
    ax: Axes,
    output: Node,
    places: Mapping[str, Place],
    *,
    slopes: bool = True,
    grads: Mapping[Node, float] | None = None,
    late: Collection[Edge] = (),
) -> None:
    """Draws a graph on axes; `late` are the arrows along which a slope arrived after it was needed."""
    nodes = [node for node in topological_order(output) if node.name in places]
    spots = {node: (places[node.name][0] * STRIDE, places[node.name][1] * RISE) for node in nodes}
    for node in nodes:
        steps = local_grads(node.op, *(source.value for source in node.inputs)) if node.op else ()
        for index, (source, slope) in enumerate(zip(node.inputs, steps, strict=True)):
            if source in spots:
                aside = ASIDE * (1 - 2 * index) if node.inputs.count(source) == 2 else 0.0
                (x0, y0), (x1, y1) = spots[source], spots[node]
                ends = (x0 + WIDTH / 2, y0 + aside), (x1 - WIDTH / 2, y1 + aside)
                _draw_arrow(ax, *ends, late=(source.name, node.name) in late)
                if slopes:
                    _write_slopes(ax, *ends, (slope, None if grads is None else grads[node] * slope))
        _draw_box(ax, node, spots[node], None if grads is None else grads[node])
    across, up = np.array(list(spots.values())).T
    ax.set_xlim(across.min() - WIDTH / 2 - 0.1, across.max() + WIDTH / 2 + 0.1)
    ax.set_ylim(up.min() - HEIGHT / 2 - (0.38 if grads else 0.1), up.max() + HEIGHT / 2 + 0.1)
    ax.set_aspect("equal")
    ax.axis("off")


def _draw_box(ax: Axes, node: Node, spot: Place, grad: float | None, *, height: float = HEIGHT) -> None:
    """Draws a node: what it is, its value, and its slope below the box, or in it when that is high enough."""
    x, y = spot
    corner, top = (x - WIDTH / 2, y - height / 2), y + height / 2
    box = FancyBboxPatch(
        corner, WIDTH, height, boxstyle="round,pad=0,rounding_size=0.14", facecolor="white", edgecolor=INK, zorder=3
    )
    ax.add_patch(box)
    ax.text(x, top - 0.19, expression(node), ha="center", va="center", fontsize=9.8, zorder=4)
    bold = {"ha": "center", "va": "center", "fontsize": 11.5, "weight": "bold", "zorder": 4}
    ax.text(x, top - 0.52, number(node.value), color=FORWARD, **bold)
    if grad is not None:
        ax.text(x, top - (0.77 if height == TALL else height + 0.17), number(grad), color=BACKWARD, **bold)


def _draw_arrow(ax: Axes, start: Place, end: Place, *, late: bool = False, spoken: bool = False) -> None:
    if spoken:  # a message runs against the arrow
        start, end = end, start
    arrow = FancyArrowPatch(
        start, end, arrowstyle="-|>", mutation_scale=12, shrinkA=0, shrinkB=0, linestyle="--" if late else "-",
        color=BACKWARD if spoken else ACCENT if late else MUTED, linewidth=3 if spoken else 1.4, zorder=1,
    )  # fmt: skip
    ax.add_patch(arrow)


def _write_slopes(ax: Axes, start: Place, end: Place, slopes: tuple[float, float | None]) -> None:
    x, y = (first + SHARE * (last - first) for first, last in zip(start, end, strict=True))
    local, sent = slopes
    white = {"fc": "white", "ec": "none", "pad": 0.6}
    style = {"ha": "center", "va": "center", "fontsize": 10, "zorder": 2, "bbox": white}
    ax.text(x, y + (0.13 if sent is not None else 0), f"× {number(local, 2)}", color=INK, **style)
    if sent is not None:
        ax.text(x, y - 0.13, number(sent, 2), color=BACKWARD, **style)


def three_slopes(x: float) -> Figure:
    """Returns the curve of x (x + 1) with lines of slope x + 1, x and 2 x + 1 through one of its points."""
    figure, ax = plt.subplots(figsize=(6.4, 3.6))
    line = np.linspace(x - 1.2, x + 1.2, 100)
    ax.plot(line, line * (line + 1), color=FORWARD, linewidth=3, label="y = x · (x + 1)")
    for name, slope, colour in (("Ada", x + 1, ACCENT), ("Ben", x, GOOD), ("Cleo", 2 * x + 1, BACKWARD)):
        height = x * (x + 1) + (line - x) * slope
        ax.plot(line, height, color=colour, linestyle="--", linewidth=1.6, label=f"{name}: slope {slope:g}")
    ax.plot([x], [x * (x + 1)], "o", color=INK, zorder=4)
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return figure


def early_and_late(output: Node, places: Mapping[str, Place], grads: Sequence[Mapping[Node, float]]) -> Figure:
    """Returns two drawings of one graph, one above the other: slopes passed on too early, and passed on after waiting.

    grads : what each node passed on, in the first and in the second; b reports to a too late in the first
    """
    figure, axes = plt.subplots(2, 1, figsize=(7.0, 5.2))
    titles = ("a passes on before b has reported", "a waits for all its users")
    for ax, slopes, title, late in zip(axes, grads, titles, ({("a", "b")}, ()), strict=True):
        draw_graph(ax, output, places, grads=slopes, late=late)
        ax.set_title(title)
    return figure


def ladder_of_diamonds(visits: Mapping[str, int], paths: Sequence[int], sweep: Sequence[int]) -> Figure:
    """Returns a ladder of diamonds with the number of visits in each node, over the growth of these numbers.

    visits : by the name of each node, v0 p1 q1 v1 p2 … in the order of computation
    paths, sweep : visits to all nodes with 0, 1, 2 … diamonds, along every path and in one sweep
    """
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(7.2, 5.2), height_ratios=(1, 1.7))
    spots = {}
    for name in visits:
        step = int(name[1:])
        spots[name] = {"v": (2 * step, 0.0), "p": (2 * step - 1, 0.55), "q": (2 * step - 1, -0.55)}[name[0]]
    for name, (x, y) in spots.items():
        ends = [f"{side}{int(name[1:]) + 1}" for side in "pq"] if name[0] == "v" else [f"v{name[1:]}"]
        for end in ends:
            if end in spots:
                upper.plot([x, spots[end][0]], [y, spots[end][1]], color=MUTED, linewidth=1.2, zorder=1)
        upper.add_patch(Circle((x, y), 0.3, facecolor="white", edgecolor=INK, zorder=2))
        upper.text(x, y, visits[name], ha="center", va="center", color=BACKWARD, weight="bold", zorder=3)
        upper.text(x, y + 0.36, name, ha="center", va="bottom", fontsize=9, zorder=3)
    upper.set(xlim=(-0.5, 2 * len(visits) / 3 + 0.2), ylim=(-1.0, 1.3), aspect="equal")
    upper.axis("off")
    lower.semilogy(paths, "o-", color=BACKWARD, label="along every path")
    lower.semilogy(sweep, "o-", color=GOOD, label="one sweep")
    lower.set(xlabel="diamonds", ylabel="visits to nodes")
    lower.legend()
    return figure


def falling_neuron(output: Node, grads: Mapping[Node, float]) -> Figure:
    """Returns the graph of a neuron with two inputs and its squared error, which runs down: narrow enough for a phone.

    In each box stand the node's value and the slope of `output` in it; beside arrows local slopes, and what is sent.
    """
    nodes = topological_order(output)
    spots = {
        node: (FALLING[node.name][0] * STEP, FALLING[node.name][1] * FALL) for node in nodes if node.name in FALLING
    }
    figure, ax = plt.subplots(figsize=(3 * STEP + WIDTH + 0.1, 4 * FALL + TALL + 0.1))
    for node, (x1, y1) in spots.items():
        steps = local_grads(node.op, *(source.value for source in node.inputs)) if node.op else ()
        for index, (source, slope) in enumerate(zip(node.inputs, steps, strict=True)):
            if source not in spots:
                continue
            aside = ASIDE * (1 - 2 * index) if node.inputs.count(source) == 2 else 0.0
            x0, y0 = spots[source]
            down = (x0, y0 - TALL / 2), (x1, y1 + TALL / 2)
            ends = down if y0 > y1 else ((x0 + WIDTH / 2, y0 + aside), (x1 - WIDTH / 2, y1 + aside))
            _draw_arrow(ax, *ends)
            aside, lower = (0, 0) if y0 == y1 else (BESIDE if x0 > x1 else -BESIDE, LOWER)
            _write_slopes(ax, *((x + aside, y - lower) for x, y in ends), (slope, grads[node] * slope))
        _draw_box(ax, node, (x1, y1), grads[node], height=TALL)
    ax.set(xlim=(-WIDTH / 2 - 0.05, 3 * STEP + WIDTH / 2 + 0.05), ylim=(-TALL / 2 - 0.05, 4 * FALL + TALL / 2 + 0.05))
    ax.set_aspect("equal")
    ax.axis("off")
    return figure


def one_sweep(output: Node, places: Mapping[str, Place], told: int) -> Figure:
    """Returns a drawing of one sweep back through a graph after `told` of its messages; the last one is drawn bold.

    Below each box stands what the node has heard so far; on each arrow its local slope and, once sent, its message.
    """
    spots = {name: (column * STRIDE, row * RISE) for name, (column, row) in places.items()}
    columns, rows = np.array(list(spots.values())).T
    figure, ax = plt.subplots(figsize=(6.5, 6.5 * (np.ptp(rows) + 1.4) / (np.ptp(columns) + 1.4)))
    said = messages(output, places)
    heard = {output.name: 1.0}
    for step, (speaker, listener, slope, sent) in enumerate(said):
        known = step < told
        heard[listener.name] = heard.get(listener.name, 0.0) + sent if known else heard.get(listener.name)
        (x0, y0), (x1, y1) = spots[listener.name], spots[speaker.name]
        ends = (x0 + WIDTH / 2, y0), (x1 - WIDTH / 2, y1)
        _draw_arrow(ax, *ends, spoken=step == told - 1)
        _write_slopes(ax, *ends, (slope, sent if known else None))
    for node in {node.name: node for pair in said for node in pair[:2]}.values():
        _draw_box(ax, node, spots[node.name], heard.get(node.name))
    ax.set(xlim=(columns.min() - 0.63, columns.max() + 0.63), ylim=(rows.min() - 0.8, rows.max() + 0.5), aspect="equal")
    ax.axis("off")
    return figure


def messages(output: Node, names: Collection[str]) -> list[tuple[Node, Node, float, float]]:
    """Returns the messages of one sweep in order: speaker, listener, the local slope, and what is sent.

    names : of the nodes whose messages are wanted

    >>> x = Node(3.0, name="x")
    >>> u = x * x
    >>> u.name = "u"
    >>> [(speaker.name, listener.name, sent) for speaker, listener, _, sent in messages(u, {"x", "u"})]
    [('u', 'x', 3.0), ('u', 'x', 3.0)]
    """
    grads, found = backpropagate(output), []
    for node in reversed(topological_order(output)):
        slopes = local_grads(node.op, *(source.value for source in node.inputs)) if node.op else ()
        for source, slope in zip(node.inputs, slopes, strict=True):
            if node.name in names and source.name in names:
                found.append((node, source, slope, grads[node] * slope))
    return found
