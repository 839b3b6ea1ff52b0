"""Chapter 03, gradient checking: chords beside a tangent, a kink, sizes of errors, and what a probe hides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from figures.style import ACCENT, BACKWARD, FORWARD, GOOD, INK, MUTED
from solutions.gradient_checking import relative_error
from solutions.neuron import relu, sigmoid

Curve = Callable[[np.ndarray], np.ndarray]
Layer = dict[str, np.ndarray]
NOTICED = 1e-6  # a relative error above it is one that a check sees


def chords(curve: Curve, x: float, h: float, *, slope: float) -> Figure:
    """Returns a drawing of a curve at x with its tangent, the one-sided chord and the central chord, each with its
    slope.

    curve : takes a 1-d array
    slope : of the curve at x
    """
    line = np.linspace(x - 1.35 * h, x + 1.35 * h, 100)
    down, here, up = curve(np.array([x - h, x, x + h]))
    figure, ax = plt.subplots(figsize=(6.4, 3.9))
    ax.plot(line, curve(line), color=FORWARD, label="the loss")
    ax.plot([x - h, x, x + h], [down, here, up], "o", color=FORWARD)
    ax.plot([x, x + h], [here, up], color=ACCENT, label=f"one-sided chord, slope {_signed((up - here) / h)}")
    ax.plot([x - h, x + h], [down, up], color=BACKWARD, label=f"central chord, slope {_signed((up - down) / (2 * h))}")
    ax.plot(
        line,
        here + (line - x) * slope,
        color=INK,
        linestyle="--",
        linewidth=1.3,
        label=f"tangent, slope {_signed(slope)}",
    )
    ax.set(xlabel="weight w1", ylabel="loss", xticks=[x - h, x, x + h])
    ax.set_xticklabels(["x − h", "x", "x + h"])
    ax.legend(fontsize="small")
    return figure


def _signed(slope: float) -> str:
    return f"{slope:.4f}".replace("-", "\N{MINUS SIGN}")


def kink_diagram(z: float, h: float, *, smaller: float) -> Figure:
    """Returns a drawing of relu with one central chord across its kink, beside what central differences say at
    every z.

    z, h : where the chord is taken, and how far to either side
    smaller : a second step, for comparison
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.2))
    line = np.linspace(-1, 1, 401)
    ends = np.array([z - h, z + h])
    left.plot(line, relu(line), color=FORWARD, label="relu")
    left.plot(ends, relu(ends), "o-", color=BACKWARD, label=f"chord at z = {z:g}, h = {h:g}")
    left.set(title="a chord across the kink", xlabel="z")
    left.legend(fontsize="small")
    right.plot(line, line > 0, color=INK, linestyle="--", linewidth=1.3, label="slope of relu")
    for step, colour in ((h, BACKWARD), (smaller, ACCENT)):
        said = (relu(line + step) - relu(line - step)) / (2 * step)
        right.plot(line, said, color=colour, label=f"h = {step:g}")
    right.plot(0, 0.5, "o", color=INK)
    right.set(title="what it says at every z", xlabel="z", ylabel="central difference")
    right.legend(fontsize="small", loc="upper left")
    return figure


def error_ruler(right: Mapping[str, float], wrong: Mapping[str, float]) -> Figure:
    """Returns a drawing of relative errors on one logarithmic ruler: right gradients as rings, wrong ones as dots.

    right, wrong : the relative error of each, under its name, from the top down
    """
    figure, ax = plt.subplots(figsize=(7.2, 0.8 + 0.34 * (len(right) + len(wrong))))
    rows = [*right.items(), *wrong.items()]
    for place, (_, error) in enumerate(rows):
        ours = place < len(right)
        ax.plot([1e-12, error], [-place, -place], color=GOOD if ours else BACKWARD, linewidth=1)
        ax.plot(error, -place, "o", color=GOOD if ours else BACKWARD, markerfacecolor="white" if ours else BACKWARD)
    ax.axhline(0.5 - len(right), color=MUTED, linewidth=0.8)
    ax.set(xscale="log", xlim=(1e-12, 2), xlabel="relative error", yticks=-np.arange(len(rows)))
    ax.set_yticklabels([name for name, _ in rows])
    ax.grid(visible=False, axis="y")
    return figure


# What a probe hides: a dense layer with a sigmoid, and one wrong line on its way back


def way_back(layer: Layer) -> Layer:
    """Returns the gradients of sum(dA * sigmoid(X @ W + b)) in X, W and b.

    layer : X (N, d_in), W (d_in, d_out), b (d_out,), dA (N, d_out)
    """
    return from_sums(layer, slopes(layer) * layer["dA"])


def slopes(layer: Layer) -> np.ndarray:
    """Returns the slope of the sigmoid at every weighted sum, (N, d_out)."""
    A = sigmoid(layer["X"] @ layer["W"] + layer["b"])
    return A * (1 - A)


def from_sums(layer: Layer, dZ: np.ndarray) -> Layer:
    """Returns the three gradients that follow from dZ (N, d_out)."""
    return {"dX": dZ @ layer["W"].T, "dW": layer["X"].T @ dZ, "db": dZ.sum(axis=0)}


def _with(part: str, rule: Callable[[Layer, np.ndarray], np.ndarray]) -> Callable[[Layer], Layer]:
    def spoilt(layer: Layer) -> Layer:
        dZ = slopes(layer) * layer["dA"]
        return {**from_sums(layer, dZ), part: rule(layer, dZ)}

    return spoilt


WRONG: Mapping[str, Callable[[Layer], Layer]] = MappingProxyType({
    "db is a mean over the rows": _with("db", lambda layer, dZ: dZ.mean(axis=0)),
    "dW is divided by N once more": _with("dW", lambda layer, dZ: layer["X"].T @ dZ / len(dZ)),
    "dX uses * in the place of @": _with("dX", lambda layer, dZ: dZ * layer["W"].T),
    "db is one sum over everything": _with("db", lambda layer, dZ: dZ.sum(keepdims=True)[0]),
    "dX uses W, not its transpose": _with("dX", lambda layer, dZ: dZ @ layer["W"]),
    "the slope is taken without b": lambda layer: way_back({**layer, "b": 0 * layer["b"]}),
    "the slope is always 1/4": lambda layer: from_sums(layer, layer["dA"] / 4),
    "dA is left out": lambda layer: from_sums(layer, slopes(layer)),
    "only the size of dA is used": lambda layer: way_back({**layer, "dA": np.abs(layer["dA"])}),
})  # fmt: skip


@dataclass(frozen=True)
class Probe:
    """The numbers on which a layer is tried.

    sizes : N, d_in, d_out
    fixed : arrays that are one number throughout, by name; all others are random
    """

    sizes: tuple[int, int, int]
    fixed: Mapping[str, float] = field(default_factory=dict)

    def layer(self, rng: np.random.Generator) -> Layer:
        """Returns the arrays of the probe."""
        N, d_in, d_out = self.sizes
        shapes = {"X": (N, d_in), "W": (d_in, d_out), "b": (d_out,), "dA": (N, d_out)}
        drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        return {**drawn, **{name: np.full(shapes[name], value) for name, value in self.fixed.items()}}


PROBES: Mapping[str, Probe] = MappingProxyType({
    "N = 1": Probe((1, 3, 5)),
    "one output": Probe((7, 3, 1)),
    "square, W constant": Probe((4, 4, 4), {"W": 0.5}),
    "b = 0": Probe((7, 3, 5), {"b": 0.0}),
    "W = 0, b = 0": Probe((7, 3, 5), {"W": 0.0, "b": 0.0}),
    "dA all ones": Probe((7, 3, 5), {"dA": 1.0}),
    "none of these": Probe((7, 3, 5)),
})  # fmt: skip


def noticed(mistake: str, probe: str, rng: np.random.Generator) -> bool:
    """Returns True when a wrong way back gives itself away on a probe: other numbers, another shape, or a crash."""
    layer = PROBES[probe].layer(rng)
    right = way_back(layer)
    try:
        claimed = WRONG[mistake](layer)
    except ValueError:  # shapes that do not fit
        return True
    return any(
        claimed[part].shape != right[part].shape or relative_error(claimed[part], right[part]) > NOTICED
        for part in right
    )


def hiding_places(rng: np.random.Generator) -> Figure:
    """Returns a table of mistakes against probes: where a mistake stays hidden, the cell is filled."""
    table = np.array([[noticed(mistake, probe, rng) for probe in PROBES] for mistake in WRONG])
    figure, ax = plt.subplots(figsize=(8.2, 4.3))
    ax.pcolormesh(table, cmap=ListedColormap([ACCENT, "white"]), vmin=0, vmax=1, edgecolors=MUTED, linewidth=0.6)
    for row, column in np.argwhere(~table):
        ax.text(column + 0.5, row + 0.5, "hidden", color="white", ha="center", va="center", fontsize="small")
    ax.set(xlim=(0, len(PROBES) + 0.02), xticks=np.arange(len(PROBES)) + 0.5, yticks=np.arange(len(WRONG)) + 0.5)
    ax.set_xticklabels(
        [name.replace(", ", ",\n").replace(" of these", "\nof these") for name in PROBES], fontsize="small"
    )
    ax.set_yticklabels(list(WRONG))
    ax.set_ylim(len(WRONG) + 0.02, 0)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)
    return figure


def chord_from_near(curve: Curve, x: float, h: float, *, slope: float) -> Figure:
    """Returns a drawing of a curve as it looks from the distance h, with its central chord, beside the error of every
    such chord.

    curve : takes a 1-d array
    slope : of the curve at x; the rise is drawn in the unit of h
    """
    figure, (near, valley) = plt.subplots(1, 2, figsize=(6.5, 3.3))
    runs = np.linspace(-1.4, 1.4, 281)
    here = curve(np.array([x]))[0]
    near.plot(runs, (curve(x + h * runs) - here) / h, color=FORWARD, linewidth=1.4)
    near.plot(runs, slope * runs, color=INK, linestyle="--", linewidth=1.0)
    ends = (curve(x + h * np.array([-1.0, 1.0])) - here) / h
    near.plot([-1, 1], ends, "o-", color=BACKWARD)
    near.set(title="the loss, from near", xlabel="(w1 − 1.5) / h", ylabel="rise / h", ylim=(-0.075, 0.075))
    steps = 10.0 ** -np.arange(0, 17.01, 0.25)
    said = (curve(x + steps) - curve(x - steps)) / (2 * steps)
    valley.loglog(steps, np.maximum(np.abs(said - slope), 1e-14), ".", color=MUTED, markersize=4)
    error = max(abs((ends[1] - ends[0]) / 2 - slope), 1e-14)
    valley.loglog(h, error, "o", color=BACKWARD, markersize=9)
    valley.set(title="error of the chord", xlabel="step h", xlim=(6, 2e-18), ylim=(3e-15, 1))
    valley.set_xticks([1, 1e-5, 1e-10, 1e-15])
    return figure
