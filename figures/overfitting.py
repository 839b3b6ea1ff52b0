"""Chapter 07, overfitting: curves that bend too much, the parts of an error, learning curves, double descent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from figures.style import ACCENT, FORWARD, GOOD, INK, MUTED

Points = tuple[np.ndarray, np.ndarray]

RING = {"color": "none", "markeredgecolor": MUTED, "markersize": 4.5, "linestyle": "none"}
CURVE_TOP, CURVE_BOTTOM = 6.0, -1.0  # a curve may leave the panel; the wines must not
ACROSS, UP = "x, from proline", "y, flavanoids"  # names of the axes on which wines are drawn
SEEN, UNSEEN = "seen", "unseen"
OFFSET = 0.06  # of a width on a log scale, so that the dots of two groups do not cover each other


def curve(weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Returns the values of a polynomial whose weights begin with the constant.

    >>> curve(np.array([1.0, 0.0, 2.0]), np.array([0.0, 3.0])).tolist()
    [1.0, 19.0]
    """
    return np.polynomial.polynomial.polyval(x, weights)


def capacity(degree: int, fits: Sequence[np.ndarray], seen: Points, unseen: Points) -> Figure:
    """Returns one frame: the curve of one degree among its points, beside the errors of all degrees.

    fits : for each degree from 0 on, the weights (degree + 1,) with the constant first
    seen, unseen : x (N,) and y (N,) of the rows the curves were fitted to, and of others

    >>> points = np.array([0.0, 1.0]), np.array([1.0, 3.0])
    >>> [ax.get_xlabel() for ax in capacity(1, [np.array([2.0]), np.array([1.0, 2.0])], points, points).axes]
    ['x, from proline', 'degree']
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.5, 3.2))
    left.plot(*unseen, marker="o", label=UNSEEN, **RING)
    left.plot(*seen, "o", color=FORWARD, label=SEEN)
    every = np.concatenate([seen[0], unseen[0]])
    line = np.linspace(every.min(), every.max(), 400)
    left.plot(line, curve(fits[degree], line), color=INK)
    left.set(xlabel=ACROSS, ylabel=UP, ylim=(CURVE_BOTTOM, CURVE_TOP))
    left.set_title(f"degree {degree}", loc="left")
    for name, (x, y), colour in ((SEEN, seen, FORWARD), (UNSEEN, unseen, ACCENT)):
        errors = np.array([np.mean((curve(weights, x) - y) ** 2) for weights in fits])
        right.semilogy(np.maximum(errors, 1e-12), color=colour, label=name)
        right.plot(degree, max(errors[degree], 1e-12), "o", color=colour, markersize=8)
    right.axvline(degree, color=MUTED, linewidth=0.8, zorder=0)
    right.set(xlabel="degree", ylabel="mean squared error")
    right.set_title("error", loc="left")
    right.xaxis.set_major_locator(MaxNLocator(integer=True))
    right.legend(loc="upper left", fontsize="small")
    return figure


def label_counts(counts: Sequence[int], expected: int) -> Figure:
    """Returns a bar chart of how often each count occurred, with a mark at the expected one.

    >>> [int(bar.get_height()) for bar in label_counts([2, 2, 4], expected=3).axes[0].patches]
    [0, 0, 2, 0, 1]
    """
    figure, ax = plt.subplots(figsize=(6.4, 2.8))
    heights = np.bincount(counts)
    ax.bar(np.arange(len(heights)), heights, color=FORWARD, width=0.7, label="plain shuffle")
    ax.plot(expected, 0.06 * heights.max(), "v", color="white", markersize=11, markeredgecolor=INK,
            label="label by label", clip_on=False)  # fmt: skip
    ax.set(xlabel="wines of the third grower among 18", ylabel="splits", xticks=np.arange(len(heights)))
    ax.grid(visible=False, axis="x")
    ax.legend()
    return figure


def refit_bundles(grid: np.ndarray, bundles: Mapping[str, np.ndarray], points: Points) -> Figure:
    """Returns a panel for each bundle of curves: thin lines, their average thick, among points that none has seen.

    grid : (G,) float64, where the curves are drawn
    bundles : by title, (R, G) float64, a row a fit; the first 40 are drawn, all are averaged

    >>> curves = np.array([[0.0, 1.0], [2.0, 3.0]])
    >>> ax = refit_bundles(np.arange(2.0), {"two": curves}, (np.zeros(1), np.ones(1))).axes[0]
    >>> ax.lines[-1].get_ydata().tolist()
    [1.0, 2.0]
    """
    figure, axes = plt.subplots(1, len(bundles), figsize=(2.9 * len(bundles), 3.2), sharey=True, squeeze=False)
    for ax, (title, curves) in zip(axes[0], bundles.items(), strict=True):
        ax.plot(grid, curves[:40].T, color=FORWARD, linewidth=0.7, alpha=0.35)
        ax.plot(*points, marker="o", **RING)
        ax.plot(grid, curves.mean(axis=0), color=INK, linewidth=2.6)
        ax.set_title(title, loc="left")
        ax.set(xlabel=ACROSS, ylim=(CURVE_BOTTOM, CURVE_TOP))
    axes[0, 0].set_ylabel(UP)
    return figure


def parts_of_error(bias2: np.ndarray, variance: np.ndarray, top: float) -> Figure:
    """Returns stacked bars over the degree: bias² below, variance above, cut off at `top`.

    >>> [text.get_text() for text in parts_of_error(np.ones(2), np.ones(2), top=3).axes[0].get_legend().texts]
    ['variance', 'bias², with the noise']
    """
    figure, ax = plt.subplots(figsize=(6.4, 3.3))
    degrees = np.arange(len(bias2))
    ax.bar(degrees, bias2, color=FORWARD, width=0.7, label="bias², with the noise")
    ax.bar(degrees, variance, bottom=bias2, color=ACCENT, width=0.7, label="variance")
    for degree in degrees[bias2 + variance > top]:
        ax.text(degree, top, f"{bias2[degree] + variance[degree]:.2g}", ha="center", va="bottom", fontsize="small")
    ax.set(xlabel="degree", ylabel="error on new rows", xticks=degrees, ylim=(0, top))
    ax.grid(visible=False, axis="x")
    ax.legend(*[items[::-1] for items in ax.get_legend_handles_labels()], loc="upper left")
    return figure


def learning_curves(sizes: Sequence[int], curves: Mapping[str, np.ndarray]) -> Figure:
    """Returns a drawing of errors against the number of training rows: a colour for each model, dashed where seen.

    curves : by the model's name, (len(sizes), 2) float64: the error on seen rows and on new ones

    >>> ax = learning_curves([10, 20], {"a": np.array([[1.0, 3.0], [1.5, 2.0]])}).axes[0]
    >>> [line.get_label() for line in ax.lines]
    ['a, new rows', 'a, seen rows']
    """
    figure, ax = plt.subplots()
    for colour, (name, errors) in zip((FORWARD, ACCENT, GOOD), curves.items(), strict=False):
        ax.loglog(sizes, errors[:, 1], color=colour, marker="o", label=f"{name}, new rows")
        ax.loglog(sizes, errors[:, 0], color=colour, marker="o", linestyle="--", label=f"{name}, seen rows")
    ax.set(xlabel="training rows", ylabel="mean squared error", xticks=sizes)
    ax.set_xticklabels([str(size) for size in sizes])
    low, high = ax.get_ylim()
    ticks = [tick for tick in (0.5, 1, 2, 1000, 2000, 4000, 8000, 16000) if low <= tick <= high]
    ax.set_yticks(ticks, [f"{tick:,g}" for tick in ticks])
    ax.minorticks_off()
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize="small")
    return figure


def descents(
    widths: Sequence[int],
    panels: Mapping[str, Mapping[str, np.ndarray]],
    *,
    mark: int,
    level: float | None = None,
    **axis: object,
) -> Figure:
    """Returns a panel for each quantity against the number of hidden neurons: a dot for each seed, a line of medians.

    panels : by title, then by data set, (seeds, len(widths)) float64, all positive
    mark : a width to point out by a dashed line; level : a height to point out
    axis : of the heights: its name `ylabel`, its ends `ylim`

    >>> figure = descents([1, 10], {"error": {"a": np.ones((3, 2))}}, mark=10)
    >>> figure.axes[0].get_title(loc="left")
    'error'
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(max(6.4, 3.6 * len(panels)), 3.4), squeeze=False,
                                sharey=level is not None)  # fmt: skip
    names = dict.fromkeys(name for sets in panels.values() for name in sets)
    colours = dict(zip(names, (FORWARD, ACCENT, GOOD, INK), strict=False))
    for ax, (title, sets) in zip(axes[0], panels.items(), strict=True):
        for side, (name, values) in enumerate(sets.items()):
            places = np.array(widths) * (1 + OFFSET * (2 * side - len(sets) + 1))
            ax.loglog(places, values.T, "o", color=colours[name], alpha=0.35, markersize=3)
            ax.loglog(widths, np.median(values, axis=0), color=colours[name], label=name)
        ax.axvline(mark, color=INK, linestyle="--", linewidth=1, zorder=0)
        if level is not None:
            ax.axhline(level, color=INK, linestyle="--", linewidth=1, zorder=0)
        ticks = [tick for tick in (1, 10, 100, 1000) if min(widths) <= tick <= max(widths)]
        ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        ax.set_title(title, loc="left")
        ax.set(xlabel="hidden neurons")
        if len(sets) > 1:
            ax.legend(fontsize="small")
    axes[0, 0].set(**axis)
    return figure


def dots_by_seed(groups: Mapping[str, Sequence[float]], *, ylabel: str, level: float | None = None) -> Figure:
    """Returns a column of dots for each group, a dot a seed, with a bar at the mean of each.

    level : a height to point out by a dashed line

    >>> len(dots_by_seed({"a": [0.4, 0.5], "b": [0.7]}, ylabel="right").axes[0].collections)
    4
    """
    figure, ax = plt.subplots(figsize=(6.4, 3.3))
    for place, (values, colour) in enumerate(zip(groups.values(), (FORWARD, ACCENT, GOOD, MUTED, INK), strict=False)):
        shift = np.random.default_rng(place).uniform(-0.18, 0.18, len(values))  # so that equal values do not hide
        ax.scatter(place + shift, values, color=colour, s=14, alpha=0.6)
        ax.hlines(np.mean(values), place - 0.3, place + 0.3, color=INK, linewidth=2.5)
    if level is not None:
        ax.axhline(level, color=INK, linestyle="--", linewidth=1, zorder=0)
    ax.set(ylabel=ylabel, xlim=(-0.6, len(groups) - 0.4))
    ax.set_xticks(range(len(groups)), groups)
    ax.grid(visible=False, axis="x")
    return figure
