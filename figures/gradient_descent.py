"""Chapter 06, gradient descent: steps on a parabola, paths over a valley, and runs from many seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from figures.style import ACCENT, BACKWARD, FORWARD, GOOD, INK, MUTED

Paths = Mapping[str, np.ndarray]
Loss = Callable[[np.ndarray], np.ndarray]

SEVERAL = (FORWARD, ACCENT, GOOD, INK)  # things to compare, in this order
MARGIN = 0.08  # of a panel's width, left free around a path


def parabola_steps(loss: Loss, paths: Paths) -> Figure:
    """Returns a drawing of one weight on its way along its loss, a panel for each path.

    loss : takes weights (n,) and returns their losses (n,)
    paths : by title, the weights visited, (T + 1,) float64 with the start first

    >>> figure = parabola_steps(lambda w: w**2, {"halving": np.array([4.0, 2.0, 1.0])})
    >>> [ax.get_title(loc="left") for ax in figure.axes]
    ['halving']
    """
    figure, axes = plt.subplots(1, len(paths), figsize=(2.3 * len(paths), 2.9), sharey=True, squeeze=False)
    low, high = _range(np.concatenate(list(paths.values())))
    line = np.linspace(low, high, 200)
    for ax, (title, path) in zip(axes[0], paths.items(), strict=True):
        ax.plot(line, loss(line), color=FORWARD)
        ax.plot(path, loss(path), color=BACKWARD, marker="o", linewidth=1)
        ax.plot(path[:1], loss(path[:1]), marker="o", color="white", markeredgecolor=BACKWARD, zorder=3)
        ax.set_title(title, loc="left")
        ax.set(xlabel="w", xlim=(low, high))
    axes[0, 0].set_ylabel("loss")
    return figure


def _range(values: np.ndarray) -> tuple[float, float]:
    low, high = values.min(), values.max()
    return low - MARGIN * (high - low), high + MARGIN * (high - low)


def valley_paths(loss: Loss, lowest: np.ndarray, paths: Paths, names: Sequence[str]) -> Figure:
    """Returns a map of a loss of two weights with a path on it, a panel for each path.

    loss : takes weights (..., 2) and returns their losses (...)
    lowest : (2,) float64, where the loss is least, marked by a cross
    paths : by title, the weights visited, (T + 1, 2) float64 with the start first
    names : of the two weights

    >>> bowl = valley_paths(lambda w: (w**2).sum(-1), np.zeros(2), {"in": np.ones((1, 2))}, ["w1", "w2"])
    >>> bowl.axes[0].get_xlabel()
    'w1'
    """
    figure, axes = plt.subplots(1, len(paths), figsize=(2.9 * len(paths), 3.2), sharey=True, squeeze=False)
    reach = 1.12 * max(np.abs(path - lowest).max() for path in paths.values())
    sides = [np.linspace(centre - reach, centre + reach, 120) for centre in lowest]
    heights = loss(np.stack(np.meshgrid(*sides), axis=-1))
    levels = heights.min() + np.ptp(heights) * np.linspace(0.03, 1, 14) ** 2
    for ax, (title, path) in zip(axes[0], paths.items(), strict=True):
        ax.contour(*sides, heights, levels=levels, colors=MUTED, linewidths=0.7, alpha=0.7)
        ax.plot(*path.T, color=BACKWARD, marker="o", markersize=3, linewidth=1)
        ax.plot(*path[0], marker="o", color="white", markeredgecolor=BACKWARD, zorder=3)
        ax.plot(*lowest, marker="+", color=INK, markersize=10, zorder=4)
        ax.set_title(title, loc="left")
        ax.set(xlabel=names[0], aspect="equal")
        ax.grid(visible=False)
    axes[0, 0].set_ylabel(names[1])
    return figure


def many_runs(groups: Mapping[str, np.ndarray], *, xlabel: str, ylabel: str) -> Figure:
    """Returns a drawing of runs by group: a thin line for each run, a thick one for the median, on a log scale.

    groups : by name, (runs, T) float64, the losses of several runs after 1 … T epochs

    >>> figure = many_runs({"slow": np.array([[3.0, 2.0], [4.0, 2.5]])}, xlabel="epoch", ylabel="loss")
    >>> len(figure.axes[0].lines)
    3
    """
    figure, ax = plt.subplots()
    for colour, (name, runs) in zip(SEVERAL, groups.items(), strict=False):
        epochs = np.arange(1, runs.shape[1] + 1)
        ax.semilogy(epochs, runs.T, color=colour, alpha=0.3, linewidth=0.9)
        ax.semilogy(epochs, np.median(runs, axis=0), color=colour, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, xticks=epochs)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure


def walk_on_valley(loss: Loss, lowest: np.ndarray, path: np.ndarray, names: Sequence[str]) -> Figure:
    """Returns a map of a loss of two weights with one path on it, beside how far the loss is above the lowest.

    loss, lowest, names : as in `valley_paths`
    path : (T + 1, 2) float64, the weights visited; the map does not depend on it, so that maps can be compared

    >>> figure = walk_on_valley(lambda w: (w**2).sum(-1), np.array([3.0, 4.0]), np.zeros((3, 2)), ["w1", "w2"])
    >>> [ax.get_title(loc="left") for ax in figure.axes]
    ['2 steps', 'loss above the lowest']
    """
    figure, (plane, curve) = plt.subplots(1, 2, figsize=(6.5, 3.5), width_ratios=(1.2, 1))
    reach = 1.6 * np.abs(lowest).max()
    sides = [np.linspace(centre - reach, centre + reach, 120) for centre in lowest]
    heights = loss(np.stack(np.meshgrid(*sides), axis=-1))
    levels = heights.min() + np.ptp(heights) * np.linspace(0.03, 1, 14) ** 2
    plane.contour(*sides, heights, levels=levels, colors=MUTED, linewidths=0.7, alpha=0.7)
    plane.plot(*path.T, color=BACKWARD, marker="o", markersize=3, linewidth=1)
    plane.plot(*path[0], marker="o", color="white", markeredgecolor=BACKWARD, zorder=3)
    plane.plot(*lowest, marker="+", color=INK, markersize=10, zorder=4)
    limits = [(side[0], side[-1]) for side in sides]
    plane.set_title(f"{len(path) - 1} steps", loc="left")
    plane.set(xlabel=names[0], ylabel=names[1], xlim=limits[0], ylim=limits[1])
    plane.set_aspect("equal")
    plane.grid(visible=False)
    above = np.maximum(loss(path) - loss(lowest), 1e-3)
    curve.semilogy(above, color=FORWARD, marker="o", markersize=3)
    curve.set_title("loss above the lowest", loc="left")
    curve.set(xlabel="step", ylim=(1e-1, 1e4))
    return figure
