"""Chapter 09, tensorflow: what a tape writes down, and a tutorial's slips drawn one by one. NumPy only: nothing here
imports TensorFlow, and what it would have given is tested."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from figures.style import ACCENT, BACKWARD, CYCLE, FORWARD, GOOD, INK, MUTED
from solutions.backprop import two_layer_backward
from solutions.forward import forward

Arrays = dict[str, np.ndarray]

# The tutorial's slips in its backward pass, in the order in which the chapter finds them: title and what gave it away.
SLIPS: Mapping[str, str] = MappingProxyType({
    "transpose": "W2 turned over",
    "bias": "one slope a bias",
    "sign": "sign of the error",
    "mean": "mean, not sum",
    "slope": "slope of the output",
})  # fmt: skip
FRAMES = tuple(range(1, len(SLIPS) + 1))  # with none repaired there is nothing to draw: the pass stops
RECORDED = (
    ("matmul", "A0 W1", "(N, d1)", "dW1 = A0.T @ dZ1"),
    ("add", "Z1", "(N, d1)", "db1 = dZ1.sum(axis=0)"),
    ("sigmoid", "A1", "(N, d1)", "dZ1 = dA1 * A1 * (1 - A1)"),
    ("matmul", "A1 W2", "(N, d2)", "dW2 = A1.T @ dZ2,  dA1 = dZ2 @ W2.T"),
    ("add", "Z2", "(N, d2)", "db2 = dZ2.sum(axis=0)"),
    ("sigmoid", "A2", "(N, d2)", "dZ2 = dA2 * A2 * (1 - A2)"),
    ("subtract", "E", "(N, d2)", "dA2 = dE"),
    ("square", "S", "(N, d2)", "dE = 2 * E * dS"),
    ("mean", "loss", "()", "dS = 1 / (N * d2)"),
)


def tape_diagram() -> Figure:
    """Returns a drawing of a tape with the nine operations of a two-layer network, and what each does on the way back.

    Read down the left for the way forward, in the FORWARD colour, and up the right for the way back.
    """
    figure, ax = plt.subplots(figsize=(8.0, 4.3))
    for row, (operation, result, shape, rule) in enumerate(RECORDED):
        y = -row
        box = FancyBboxPatch((0.9, y - 0.33), 1.5, 0.66, boxstyle="round,pad=0.02", facecolor="white", edgecolor=INK)
        ax.add_patch(box)
        ax.text(0.72, y, str(row + 1), ha="right", va="center", color=MUTED)
        ax.text(1.65, y, operation, ha="center", va="center")
        ax.text(2.62, y, result, ha="left", va="center", color=FORWARD, weight="bold")
        ax.text(3.55, y, shape, ha="left", va="center", color=MUTED)
        ax.text(4.75, y, rule, ha="left", va="center", color=BACKWARD)
    last = -len(RECORDED) + 1
    for x, ends, colour, text in (
        (0.25, (0.3, last - 0.3), FORWARD, "written"),
        (9.35, (last - 0.3, 0.3), BACKWARD, "read"),
    ):
        ax.annotate("", (x, ends[1]), (x, ends[0]), arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2})
        ax.text(x - 0.12, last / 2, text, ha="right", va="center", rotation=90, color=colour, weight="bold")
    for x, title in ((0.9, "operation"), (2.62, "result"), (3.55, "shape"), (4.75, "its rule for the way back")):
        ax.text(x, 0.75, title, ha="left", va="center", weight="bold")
    ax.set(xlim=(-0.15, 9.5), ylim=(last - 0.5, 1.05))
    ax.axis("off")
    return figure


def tutorial_backward(params: Arrays, X: np.ndarray, Y: np.ndarray, repaired: Collection[str] = ()) -> Arrays:
    """Returns what the tutorial's backward pass gives with some of its slips repaired: with all, the right gradients.

    params, X, Y : as `two_layer_backward` takes them
    repaired : names of SLIPS. Without "transpose" the pass stops unless W2 is square

    Raises ValueError for a name that is no slip, and where shapes do not fit.

    >>> params = {"W1": np.zeros((2, 3)), "b1": np.zeros(3), "W2": np.zeros((3, 1)), "b2": np.zeros(1)}
    >>> X, Y = np.ones((4, 2)), np.ones((4, 1))
    >>> tutorial_backward(params, X, Y, ["transpose"])["b2"], tutorial_backward(params, X, Y, SLIPS)["b2"]
    (array(4.), array([-0.25]))
    """
    if not set(repaired) <= SLIPS.keys():
        raise ValueError(f"the slips are {', '.join(SLIPS)}, and not {', '.join(set(repaired) - SLIPS.keys())}")
    Y_hat, cache = forward(params, X)
    A1, W2 = cache["A1"], params["W2"]
    d_pred = 2 * (Y_hat - Y if "sign" in repaired else Y - Y_hat)
    if "mean" in repaired:
        d_pred = d_pred / Y.size
    if "slope" in repaired:
        d_pred = d_pred * Y_hat * (1 - Y_hat)
    d_b2 = d_pred.sum(axis=0) if "bias" in repaired else np.asarray(d_pred.sum())
    d_hidden = (d_pred @ (W2.T if "transpose" in repaired else W2)) * A1 * (1 - A1)
    return {"W1": X.T @ d_hidden, "b1": d_hidden.sum(axis=0), "W2": A1.T @ d_pred, "b2": d_b2}


def compared(grads: Arrays, witness: Arrays) -> tuple[float, float]:
    """Returns (cosine, ratio): the cosine of the angle between two sets of gradients, and how many times the first is
    as long as the second. A number that stands for a whole tensor is spread over it.

    >>> compared({"w": np.array([0.0, -6.0])}, {"w": np.array([0.0, 2.0])})
    (-1.0, 3.0)
    """
    ours = np.concatenate([np.broadcast_to(grads[key], witness[key].shape).ravel() for key in witness])
    theirs = np.concatenate([value.ravel() for value in witness.values()])
    long, short = np.linalg.norm(ours), np.linalg.norm(theirs)
    return float(ours @ theirs / long / short), float(long / short)


def repairs(params: Arrays, X: np.ndarray, Y: np.ndarray, count: int) -> Figure:
    """Returns the tutorial's gradients beside the right ones when its first `count` slips are repaired.

    Left, a dot for each entry: on the dotted line it is right. Right, cosine and ratio after every repair so far.
    """
    right = two_layer_backward(params, forward(params, X)[1], Y)
    stages = [tutorial_backward(params, X, Y, list(SLIPS)[: stage + 1]) for stage in range(count)]
    figure, (ax, table) = plt.subplots(1, 2, figsize=(8.2, 3.8), width_ratios=(1, 1.1))
    for colour, (key, theirs) in zip(CYCLE, right.items(), strict=False):
        ours = np.broadcast_to(stages[-1][key], theirs.shape)
        ax.plot(theirs.ravel(), ours.ravel(), "o", color=colour, markersize=6, label=f"d{key}")
    reach = 200.0
    ax.plot((-reach, reach), (-reach, reach), color=INK, linestyle=":", linewidth=1, zorder=0)
    ax.set_xscale("symlog", linthresh=1e-4)
    ax.set_yscale("symlog", linthresh=1e-4)
    ticks = (-100, -1e-2, -1e-4, 1e-4, 1e-2, 100)
    ax.set(xlim=(-0.3, 0.3), ylim=(-reach, reach), xticks=ticks[1:-1], yticks=ticks)
    ax.set(xlabel="the tape's entry", ylabel="the tutorial's entry")
    _stages(table, [compared(grads, right) for grads in stages])
    table.legend(*ax.get_legend_handles_labels(), loc="lower left", ncols=4, handletextpad=0.1, columnspacing=1.0)
    return figure


def _stages(ax, numbers: Sequence[tuple[float, float]]) -> None:
    """Writes a line for each slip: its number, what is repaired, and what was measured then."""
    ax.axis("off")
    for x, title, side in ((0.0, "repaired", "left"), (0.72, "cosine", "right"), (1.0, "length", "right")):
        ax.text(x, 1.0, title, ha=side, va="center", weight="bold")
    for row, name in enumerate(SLIPS.values()):
        y, known = 0.84 - 0.16 * row, row < len(numbers)
        current = row == len(numbers) - 1
        style = {"va": "center", "color": INK if known else MUTED, "weight": "bold" if current else "normal"}
        ax.text(0.0, y, f"{row + 1}  {name}" if known else f"{row + 1}  …", ha="left", **style)
        if known:
            cosine, ratio = numbers[row]
            ax.text(0.72, y, f"{cosine:.3f}".replace("-", "\N{MINUS SIGN}"), ha="right", **style)
            ax.text(1.0, y, f"× {ratio:,.1f}", ha="right", **style)
    ax.set(xlim=(0, 1.02), ylim=(0, 1.1))


Step = Callable[[dict[str, Arrays], Arrays], Arrays]  # (state, gradient) to what is added to the parameters


def _sgd(state: dict[str, Arrays], grads: Arrays, rate: float = 1.0) -> Arrays:
    return {key: -rate * grad for key, grad in grads.items()}


def _momentum(state: dict[str, Arrays], grads: Arrays, rate: float = 0.2, keep: float = 0.9) -> Arrays:
    old = state.get("velocity", {key: 0.0 for key in grads})
    state["velocity"] = {key: keep * old[key] - rate * grad for key, grad in grads.items()}
    return state["velocity"]


def _adam(state: dict[str, Arrays], grads: Arrays, rate: float = 0.05, small: float = 1e-7) -> Arrays:
    """Adam as Keras computes it: both corrections joined in one factor, `small` added after it."""
    zeros = {key: 0.0 for key in grads}
    t = state["t"] = state.get("t", 0) + 1
    mean, square = state.get("mean", zeros), state.get("square", zeros)
    state["mean"] = {key: 0.9 * mean[key] + 0.1 * grad for key, grad in grads.items()}
    state["square"] = {key: 0.999 * square[key] + 0.001 * grad**2 for key, grad in grads.items()}
    factor = rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return {key: -factor * state["mean"][key] / (np.sqrt(state["square"][key]) + small) for key in grads}


OPTIMISERS: Mapping[str, Step] = MappingProxyType({"SGD": _sgd, "momentum": _momentum, "Adam": _adam})


def optimiser_losses(
    name: str, params: Arrays, data: tuple[np.ndarray, np.ndarray], steps: int, *, rebuilt: bool
) -> np.ndarray:
    """Returns the losses of a two-layer network, (steps,) float64, under an optimiser that is kept or built anew.

    name : a key of OPTIMISERS
    data : X (N, d_in) and Y (N, d_out)
    rebuilt : build a new optimiser before every step, as the tutorial does
    """
    (X, Y), state, losses = data, {}, np.empty(steps)
    for step in range(steps):
        Y_hat, cache = forward(params, X)
        losses[step] = np.mean((Y_hat - Y) ** 2)
        move = OPTIMISERS[name]({} if rebuilt else state, two_layer_backward(params, cache, Y))
        params = {key: value + move[key] for key, value in params.items()}
    return losses


def kept_and_rebuilt(starts: Sequence[Arrays], X: np.ndarray, Y: np.ndarray, steps: int = 1000) -> Figure:
    """Returns the losses of three optimisers, a panel each: kept over all steps, and built anew before each.

    starts : first parameters; a line for each
    """
    figure, axes = plt.subplots(1, len(OPTIMISERS), figsize=(8.2, 2.9), sharey=True)
    for ax, name in zip(axes, OPTIMISERS, strict=True):
        for rebuilt, colour, line in ((False, GOOD, "-"), (True, ACCENT, "--")):
            runs = [optimiser_losses(name, start, (X, Y), steps, rebuilt=rebuilt) for start in starts]
            ax.semilogy(np.transpose(runs), color=colour, linestyle=line, linewidth=1.3, alpha=0.8)
            ax.plot([], [], color=colour, linestyle=line, label="rebuilt" if rebuilt else "kept")
        ax.set(title=name, xlabel="step")
    axes[0].set_ylabel("loss")
    axes[0].legend(loc="lower left")
    return figure


def broadcast_answers(params: Arrays, X: np.ndarray, y: np.ndarray, *, steps: int, rate: float) -> np.ndarray:
    """Returns a network's answers, (steps, N), while it learns from `mean((Y_hat - y) ** 2)` with y of any shape.

    y : targets. (N, 1) gives the loss that was meant; (N,) is spread, and the loss has N² terms
    """
    answers = np.empty((steps, len(X)))
    for step in range(steps):
        Y_hat, cache = forward(params, X)
        answers[step] = Y_hat[:, 0]
        spread = 2 * (Y_hat - y)  # (N, 1) or (N, N)
        dY_hat = spread.sum(axis=1, keepdims=True) / spread.size
        target = Y_hat - dY_hat * Y_hat.size / 2  # the targets whose mean squared error has this gradient
        grads = two_layer_backward(params, cache, target)
        params = {key: value - rate * grads[key] for key, value in params.items()}
    return answers


def column_or_row(params: Arrays, X: np.ndarray, y: np.ndarray, *, steps: int = 2500, rate: float = 2.0) -> Figure:
    """Returns the answers of a network that learns from targets of shape (N, 1), left, and (N,), right."""
    figure, axes = plt.subplots(1, 2, figsize=(8.0, 3.0), sharey=True)
    for ax, targets in zip(axes, (y[:, None], y), strict=True):
        answers = broadcast_answers(params, X, targets, steps=steps, rate=rate)
        for n, target in enumerate(y):
            colour, line = (FORWARD, "-") if target else (INK, "--")
            ax.plot(answers[:, n], color=colour, linestyle=line, label=f"target {target:g}" if n in (0, 1) else None)
        ax.set(title=f"targets of shape {targets.shape}", xlabel="step", ylim=(-0.02, 1.02))
    axes[0].set_ylabel("answer")
    axes[1].legend(loc="upper right")
    return figure
