"""Chapter 08, regularisation: what is learned by heart, priced curves, exact zeros, frozen masks, early stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from figures.overfitting import ACROSS, CURVE_BOTTOM, CURVE_TOP, RING, UP, Points, curve, descents, dots_by_seed
from figures.style import ACCENT, BACKWARD, FORWARD, GOOD, INK, MUTED

__all__ = [
    "descents", "dots_by_seed", "memory_curves", "price_frame", "push_errors", "shrink_maps", "stopping_shares",
    "weight_paths",
]  # fmt: skip

SEVERAL = (FORWARD, ACCENT, GOOD, INK)  # things to compare, in this order
APART = 0.04  # names of lines that end closer than this would cover each other


def memory_curves(epochs: np.ndarray, bundles: Mapping[str, np.ndarray]) -> Figure:
    """Returns shares against the epoch: a colour for each quantity, thin lines for seeds, a thick one for the median.

    bundles : by name, (seeds, len(epochs)) float64 between 0 and 1; more names than three are left out

    >>> figure = memory_curves(np.arange(2), {"taught": np.array([[0.0, 1.0], [0.5, 1.0]])})
    >>> len(figure.axes[0].lines)
    3
    """
    figure, ax = plt.subplots()
    for colour, (name, runs) in zip(SEVERAL[:3], bundles.items(), strict=False):
        ax.plot(epochs, runs.T, color=colour, linewidth=0.7, alpha=0.3)
        ax.plot(epochs, np.median(runs, axis=0), color=colour, label=name, linewidth=2.6)
    ax.set(xlabel="epoch", ylabel="share", ylim=(0, 1.02))
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, fontsize="small", borderaxespad=0.2)
    return figure


def price_frame(price: float, curves: Mapping[float, np.ndarray], seen: Points, unseen: Points) -> Figure:
    """Returns one frame: the curve of one price among its points, beside the errors of all prices.

    curves : by price, the weights (degree + 1,) with the constant first
    seen, unseen : x (N,) and y (N,) of the rows the curves were fitted to, and of others

    >>> points = np.array([0.0, 1.0]), np.array([1.0, 3.0])
    >>> frame = price_frame(0.1, {0.1: np.array([1.0, 2.0]), 1.0: np.array([2.0, 0.0])}, points, points)
    >>> [ax.get_xlabel() for ax in frame.axes]
    ['x, from proline', 'price']
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.5, 3.2))
    left.plot(*unseen, marker="o", **RING)
    left.plot(*seen, "o", color=FORWARD)
    every = np.concatenate([seen[0], unseen[0]])
    line = np.linspace(every.min(), every.max(), 400)
    left.plot(line, curve(curves[price], line), color=INK)
    left.set(xlabel=ACROSS, ylabel=UP, ylim=(CURVE_BOTTOM, CURVE_TOP))
    left.set_title(f"price {price:g}", loc="left")
    prices = np.array(list(curves))
    for name, (x, y), colour in (("seen", seen, FORWARD), ("unseen", unseen, ACCENT)):
        errors = {lam: np.mean((curve(weights, x) - y) ** 2) for lam, weights in curves.items()}
        right.loglog(prices, np.maximum(list(errors.values()), 1e-12), color=colour, label=name)
        right.plot(price, max(errors[price], 1e-12), "o", color=colour, markersize=8)
    right.axvline(price, color=MUTED, linewidth=0.8, zorder=0)
    right.set(xlabel="price", ylabel="mean squared error")
    right.set_yticks([0.5, 1, 2, 4], ["0.5", "1", "2", "4"])
    right.minorticks_off()
    right.set_title("error", loc="left")
    right.legend(fontsize="small")
    return figure


def shrink_maps(amount: float, w: float) -> Figure:
    """Returns where a weight ends under L1 and L2 against where it would be for free, and both losses for one weight.

    amount : the price, and w : the place of the free bottom in the right panel

    >>> [ax.get_xlabel() for ax in shrink_maps(1.0, 0.8).axes]
    ['w, for free', 'u']
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.3))
    free = np.linspace(-3, 3, 601)
    left.plot(free, free, color=INK, linestyle="--", linewidth=1)
    left.plot(free, np.sign(free) * np.maximum(np.abs(free) - amount, 0), color=ACCENT, label="L1")
    left.plot(free, free / (1 + amount), color=FORWARD, label="L2")
    left.set(xlabel="w, for free", ylabel="u, with the price", aspect="equal")
    left.legend(loc="upper left")
    places = np.linspace(-1.5, 2, 701)
    losses = {"L1": amount * np.abs(places), "L2": amount * places**2 / 2}
    for (name, price), colour in zip(losses.items(), (ACCENT, FORWARD), strict=True):
        total = (places - w) ** 2 / 2 + price
        right.plot(places, total, color=colour, label=name)
        right.plot(places[total.argmin()], total.min(), "o", color=colour, markersize=7)
    right.plot(places, (places - w) ** 2 / 2, color=INK, linestyle="--", linewidth=1, label="free")
    right.set(xlabel="u", ylabel="loss and price", ylim=(0, 2.2))
    right.legend(loc="upper center")
    return figure


def weight_paths(panels: Mapping[str, tuple[np.ndarray, np.ndarray]], names: Sequence[str]) -> Figure:
    """Returns weights against the price on a log scale: named ones in blue, all others in grey.

    panels : by title, prices (K,) and weights (K, d) float64; the first len(names) columns are the named ones

    >>> figure = weight_paths({"L1": (np.array([1.0, 0.1]), np.array([[0.0, 0.0], [1.0, 0.1]]))}, ["bmi"])
    >>> [line.get_color() == FORWARD for line in figure.axes[0].lines[:2]]
    [False, True]
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(3.6 * len(panels), 3.5), sharey=True, squeeze=False)
    for ax, (title, (prices, weights)) in zip(axes[0], panels.items(), strict=True):
        ax.semilogx(prices, weights[:, len(names) :], color=MUTED, linewidth=1, alpha=0.7)
        ax.semilogx(prices, weights[:, : len(names)], color=FORWARD, linewidth=1.6)
        ax.set_title(title, loc="left")
        ax.set(xlabel="price")
    prices, weights = next(iter(panels.values()))
    axes[0, 0].set_xlim(left=prices.min() / 4)  # room for names
    ends, taken = weights[prices.argmin(), : len(names)], []
    for column in np.argsort(-np.abs(ends)):
        if all(abs(ends[column] - other) > APART for other in taken) and len(taken) < 6:
            taken.append(ends[column])
            axes[0, 0].text(prices.min(), ends[column], f"{names[column]} ", ha="right", va="center", fontsize="small")
    axes[0, 0].set_ylabel("weight")
    return figure


def push_errors(steps: np.ndarray, errors: Mapping[str, Sequence[float]]) -> Figure:
    """Returns relative errors against the size of the push, both logarithmic, shrinking to the right.

    >>> ax = push_errors(np.array([0.1, 0.01]), {"frozen": [1e-2, 1e-4]}).axes[0]
    >>> bool(ax.xaxis_inverted())
    True
    """
    figure, ax = plt.subplots(figsize=(6.4, 3.2))
    for colour, (name, values) in zip((BACKWARD, ACCENT, GOOD), errors.items(), strict=False):
        ax.loglog(steps, values, color=colour, marker="o", label=name)
    ax.set(xlabel="h, the size of the push", ylabel="relative distance")
    ax.invert_xaxis()
    ax.legend(loc="center right")
    return figure


def stopping_shares(curvatures: np.ndarray, rate: float, steps: Sequence[int]) -> Figure:
    """Returns what is left of each direction after so many steps, and for the L2 price 1 / (rate · steps).

    curvatures : (d,) float64, marked by dots on the lines

    >>> lines = stopping_shares(np.array([1.0]), rate=0.1, steps=[10]).axes[0].lines
    >>> round(float(lines[1].get_ydata()[0]), 4), round(float(lines[3].get_ydata()[0]), 4)
    (0.6513, 0.5)
    """
    figure, ax = plt.subplots(figsize=(6.4, 3.3))
    line = np.geomspace(min(curvatures) / 2, max(curvatures) * 1.3, 300)
    for colour, t in zip(SEVERAL, steps, strict=False):
        price = 1 / (rate * t)
        for kept, style, name in (
            (lambda h, t=t: 1 - (1 - rate * h) ** t, "-", f"{t} steps"),
            (lambda h, price=price: h / (h + price), "--", f"price {price:.2g}"),
        ):
            ax.semilogx(line, kept(line), style, color=colour, label=name)
            ax.semilogx(curvatures, kept(curvatures), "o", color=colour)
    ax.set(xlabel="curvature", ylabel="share kept", ylim=(-0.02, 1.04))
    ax.legend(loc="upper left", fontsize="small")
    return figure
