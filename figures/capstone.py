"""Chapter 10, capstone: digits to read, recipes tried, a witness, and a report card with what was misread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from figures.style import ACCENT, BACKWARD, FORWARD, GOOD, INK, MUTED
from solutions.backprop import backward
from solutions.capstone import accuracy, confusion_matrix
from solutions.forward import forward, init_params
from solutions.gradient_descent import momentum_step
from solutions.regularisation import dropout_forward

Arrays = dict[str, np.ndarray]

SIDE = 8  # a digit is 8 by 8 pixels
DIGITS = 10
BLUES = LinearSegmentedColormap.from_list("share", ["#FFFFFF", FORWARD])
REDS = LinearSegmentedColormap.from_list("slips", ["#FFFFFF", BACKWARD])

# What is added to plain gradient descent, one thing at a time.
RECIPES: Mapping[str, Mapping[str, float]] = MappingProxyType({
    "plain": {},
    "+ momentum": {"momentum": 0.9},
    "+ dropout": {"momentum": 0.9, "keep": 0.8},
    "+ a falling rate": {"momentum": 0.9, "keep": 0.8, "ends_at": 0.0},
})  # fmt: skip


def _picture(ax: Axes, pixels: np.ndarray, title: str = "", colour: str = INK) -> None:
    ax.imshow(pixels.reshape(SIDE, SIDE), cmap="gray_r", vmin=0, vmax=1)
    ax.set_title(title, fontsize="small", color=colour, loc="center", pad=3)
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)


def gallery(X: np.ndarray, y: np.ndarray, *, rows: int = 3) -> Figure:
    """Returns pictures of digits, a column for each digit: the first few rows of each.

    X : (N, 64) float64 from 0 to 1; y : (N,) integer labels
    """
    figure, axes = plt.subplots(rows, DIGITS, figsize=(8.2, 0.95 * rows), squeeze=False)
    for digit in range(DIGITS):
        for ax, n in zip(axes[:, digit], np.flatnonzero(y == digit), strict=False):
            _picture(ax, X[n])
        axes[0, digit].set_title(str(digit), loc="center")
    return figure


def distances(apart: Mapping[str, float], limit: float) -> Figure:
    """Returns the distances between gradients as dots on a logarithmic scale, by name, with a limit drawn.

    >>> [text.get_text() for text in distances({"a": 1e-3, "b": 1e-9}, 1e-6).axes[0].get_yticklabels()]
    ['a', 'b']
    """
    figure, ax = plt.subplots(figsize=(7.4, 0.42 * len(apart) + 0.9))
    places = range(len(apart))
    colours = [GOOD if value < limit else BACKWARD for value in apart.values()]
    ax.hlines(places, 1e-18, list(apart.values()), color=colours, linewidth=1.2)
    ax.scatter(list(apart.values()), places, color=colours, s=45, zorder=3)
    ax.axvline(limit, color=INK, linestyle="--", linewidth=1)
    ax.set(xscale="log", xlim=(1e-17, 1e3), yticks=list(places), yticklabels=list(apart), xlabel="distance")
    ax.invert_yaxis()
    return figure


def learn(
    data: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray], seed: int, *, epochs: int = 30, rate: float = 0.1,
    momentum: float = 0.0, keep: float = 1.0, ends_at: float = 1.0,
) -> np.ndarray:  # fmt: skip
    """Returns the accuracy on held-out rows after each epoch, (epochs,), of a 64-128-10 network with a recipe.

    data : X and y of the rows to learn from, X and y of the rows held out
    seed : of first weights, batches and masks
    keep : of the pixels
    ends_at : the share of the rate towards which it falls in equal steps; 1 keeps it as it is
    """
    X, y, X_held, y_held = data
    rng = np.random.default_rng(seed)
    params = init_params([X.shape[1], 128, DIGITS], rng)
    velocity = {key: np.zeros_like(value) for key, value in params.items()}
    shares = np.empty(epochs)
    for epoch in range(epochs):
        step = {"learning_rate": rate * (1 - (1 - ends_at) * epoch / epochs), "momentum": momentum}
        for rows in np.array_split(rng.permutation(len(X)), len(X) // 32):
            inputs = X[rows] if keep == 1 else dropout_forward(X[rows], keep, rng)[0]
            cache = forward(params, inputs, "relu", "softmax")[1]
            params, velocity = momentum_step(
                params, velocity, backward(params, cache, y[rows], "relu", "softmax"), **step
            )
        shares[epoch] = accuracy(forward(params, X_held, "relu", "softmax")[0], y_held)
    return shares


def recipes(shares: Mapping[str, np.ndarray]) -> Figure:
    """Returns training curves of recipes: left, medians over the epochs; right, a dot for each seed at the end.

    shares : by recipe, (seeds, epochs), accuracies on rows held out
    """
    figure, (curves, ends) = plt.subplots(1, 2, figsize=(8.2, 3.6), sharey=True, width_ratios=(1.2, 1))
    for place, (colour, (name, runs)) in enumerate(zip((MUTED, ACCENT, GOOD, FORWARD), shares.items(), strict=True)):
        epochs = np.arange(1, runs.shape[1] + 1)
        curves.plot(epochs, np.median(runs, axis=0), color=colour, label=name)
        beside = np.linspace(-0.16, 0.16, len(runs))
        ends.plot(place + beside, np.sort(runs[:, -1]), "o", color=colour)
    curves.set(xlabel="epoch", ylabel="accuracy, rows held out", ylim=(0.915, 1.0))
    curves.legend(loc="lower right")
    ends.set_xticks(range(len(shares)), [name.replace("a falling", "falling") for name in shares], fontsize="small")
    ends.set_title("after the last epoch", fontsize="medium")
    return figure


def beside(groups: Mapping[str, Sequence[float]], *, error: float) -> Figure:
    """Returns the accuracies of several programs, a dot a seed, with a band of one standard error about all.

    groups : by name, accuracies
    error : the standard error of one accuracy
    """
    figure, ax = plt.subplots(figsize=(6.4, 0.7 * len(groups) + 1.1))
    middle = np.mean(np.concatenate([np.asarray(values) for values in groups.values()]))
    ax.axvspan(middle - error, middle + error, color=MUTED, alpha=0.15, linewidth=0)
    for place, (colour, (name, values)) in enumerate(zip((FORWARD, ACCENT, GOOD), groups.items(), strict=False)):
        heights = place + np.linspace(-0.18, 0.18, len(values))
        ax.plot(np.sort(values), heights, "o", color=colour, markersize=7, label=name)
    ax.axvline(0.97, color=INK, linestyle="--", linewidth=1)
    ax.set(yticks=range(len(groups)), yticklabels=list(groups), xlim=(0.955, 1.0), xlabel="accuracy on the test rows")
    ax.set_ylim(-0.6, len(groups) - 0.4)
    ax.invert_yaxis()
    return figure


def misread(X: np.ndarray, y: np.ndarray, P: np.ndarray, *, columns: int = 6) -> Figure:
    """Returns the pictures that a network misreads, the surest slip first: what it is, what was read, how surely.

    X : (N, 64), y : (N,), P : (N, 10) probabilities
    """
    read = P.argmax(axis=1)
    wrong = np.flatnonzero(read != y)
    wrong = wrong[np.argsort(-P[wrong, read[wrong]], kind="stable")][: 2 * columns]
    figure, axes = plt.subplots(2, columns, figsize=(8.2, 3.5))
    for ax in axes.flat:
        ax.axis("off")
    for ax, n in zip(axes.flat, wrong, strict=False):
        ax.axis("on")
        _picture(ax, X[n], f"a {y[n]}, read as {read[n]}\n{P[n, read[n]]:.0%} sure", BACKWARD)
    return figure


def report_card(counts: np.ndarray, *, name: str) -> Figure:
    """Returns a report card: marks, digit by digit, and the confusion matrix that they come from.

    counts : (10, 10), row: what a picture is, column: what it was read as
    """
    right, are, read = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    figure, (card, matrix) = plt.subplots(1, 2, figsize=(8.4, 4.4), width_ratios=(1, 1.15))
    card.axis("off")
    card.set(xlim=(0, 1), ylim=(-13.6, 1.2))
    card.text(0, 0.8, name, weight="bold", fontsize="large", va="center")
    card.text(0, -0.5, f"{right.sum()} of {counts.sum()} pictures read rightly: {right.sum() / counts.sum():.1%}")
    for x, title in ((0.08, "digit"), (0.45, "found"), (0.82, "trusted")):
        card.text(x, -2.0, title, ha="center", weight="bold")
    for digit in range(DIGITS):
        found, trusted = right[digit] / are[digit], right[digit] / max(read[digit], 1)
        for x, text, share in (
            (0.08, str(digit), 1.0),
            (0.45, f"{found:.0%}", found),
            (0.82, f"{trusted:.0%}", trusted),
        ):
            card.text(x, -3.1 - digit, text, ha="center", color=INK if share > 0.96 else BACKWARD)
    slips = counts - np.diag(right)
    matrix.imshow(slips, cmap=REDS, vmin=0, vmax=max(3, slips.max()))
    for (i, j), count in np.ndenumerate(counts):
        style = {"color": FORWARD, "weight": "bold"} if i == j else {"color": INK}
        matrix.text(j, i, str(count) if count else "", ha="center", va="center", fontsize="small", **style)
    matrix.set(xticks=range(DIGITS), yticks=range(DIGITS), xlabel="read as", ylabel="is")
    matrix.tick_params(length=0)
    matrix.grid(visible=False)
    return figure


def moved(X: np.ndarray, pixels: int) -> np.ndarray:
    """Returns pictures (N, 64) moved to the right by some pixels (to the left if negative), white where they were.

    >>> moved(np.arange(64.0)[None], 1)[0, :3].tolist(), moved(np.arange(64.0)[None], -1)[0, 6:9].tolist()
    ([0.0, 0.0, 1.0], [7.0, 0.0, 9.0])
    """
    pictures, result = X.reshape(-1, SIDE, SIDE), np.zeros((len(X), SIDE, SIDE))
    if pixels >= 0:
        result[:, :, pixels:] = pictures[:, :, : SIDE - pixels]
    else:
        result[:, :, :pixels] = pictures[:, :, -pixels:]
    return result.reshape(len(X), -1)


def moved_pictures(params: Arrays, X: np.ndarray, y: np.ndarray, pixels: int) -> Figure:
    """Returns one picture of each digit, moved, with what is read now; above them the accuracy for every move.

    params : of a network with relu and softmax
    """
    figure = plt.figure(figsize=(8.2, 4.0))
    upper, lower = figure.subfigures(2, 1, height_ratios=(1.5, 1))
    ax = upper.subplots()
    moves = range(-3, 4)
    shares = [accuracy(forward(params, moved(X, move), "relu", "softmax")[0], y) for move in moves]
    colours = [FORWARD if move == pixels else MUTED for move in moves]
    ax.bar(list(moves), shares, color=colours, width=0.7)
    for move, share in zip(moves, shares, strict=True):
        ink = INK if move == pixels else MUTED
        ax.text(move, max(share, 0.12) + 0.02, f"{share:.0%}", ha="center", color=ink)
    ax.axhline(1 / DIGITS, color=INK, linestyle="--", linewidth=1)
    ax.set(ylim=(0, 1.12), yticks=(0, 0.5, 1), ylabel="accuracy", xlabel="pixels to the right", xticks=list(moves))
    axes = lower.subplots(1, DIGITS)
    first = [np.flatnonzero(y == digit)[1] for digit in range(DIGITS)]
    pictures = moved(X[first], pixels)
    read = forward(params, pictures, "relu", "softmax")[0].argmax(axis=1)
    for digit, (picture, answer) in enumerate(zip(pictures, read, strict=True)):
        _picture(axes[digit], picture, f"read {answer}", INK if answer == digit else BACKWARD)
    return figure


def most_confused(y: np.ndarray, read: np.ndarray) -> tuple[int, int]:
    """Returns (is, read as), the commonest slip.

    >>> most_confused(np.array([3, 3, 5, 8]), np.array([3, 8, 9, 3]))
    (3, 8)
    """
    counts = confusion_matrix(y, read, DIGITS)
    np.fill_diagonal(counts, 0)
    return tuple(int(i) for i in np.unravel_index(counts.argmax(), counts.shape))
