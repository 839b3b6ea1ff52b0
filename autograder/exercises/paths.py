"""The paths that parameters take in a training run: the right one, and those of runs in which something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from autograder.core import reference as ref
from autograder.core.numdiff import gradients

KEYS = ("W1", "b1", "W2", "b2")


def flattened(params: Mapping) -> np.ndarray:
    """Returns all parameters in one flat array."""
    return np.concatenate([np.ravel(params[key]) for key in KEYS])


def shaped(c, flat: np.ndarray) -> dict:
    """Returns flat parameters by key, in their shapes."""
    ends = np.cumsum([c.params[key].size for key in KEYS])[:-1]
    return {key: part.reshape(c.params[key].shape) for key, part in zip(KEYS, np.split(flat, ends), strict=True)}


def exact_slope(c, flat) -> np.ndarray:
    """Returns the gradient of the loss of all rows by complex step: slow, and nobody's formula."""
    return flattened(gradients(lambda params: ref.loss(params, c.X, c.Y, *c.kinds), shaped(c, flat)))


def slope(c, flat, kinds=None, forward=None, *, back=None) -> np.ndarray:
    """Returns the gradient of the loss of all rows of a network of two layers.

    kinds, forward : the activations of the backward and of the forward pass, where they are not those asked for; the
        backward pass takes slopes and probabilities from Z
    back : the W2 that sends the gradient down, where it is another than on the way forward
    """
    hidden, output = kinds or c.kinds
    params = shaped(c, flat)
    cache = ref.forward(params, c.X, *(forward or (hidden, output)))
    A1, A2 = ref.ACTIVATIONS[hidden](cache["Z1"]), ref.ACTIVATIONS[output](cache["Z2"])
    if output == "softmax":
        dZ2 = (A2 - np.eye(A2.shape[1])[c.Y]) / len(c.X)
    else:
        dZ2 = 2 * (cache["A2"] - c.Y) / c.Y.size * ref.SLOPES[output](cache["Z2"], A2)
    dZ1 = dZ2 @ (params["W2"] if back is None else back).T * ref.SLOPES[hidden](cache["Z1"], A1)
    return flattened({"W1": c.X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": cache["A1"].T @ dZ2, "b2": dZ2.sum(axis=0)})


def _back_through_the_first(c, flat) -> np.ndarray:
    """Returns the gradient when the backward pass gets the parameters that training started from."""
    return slope(c, flat, back=c.params["W2"])


def batch_sizes(c) -> list[int]:
    """Returns the sizes of the batches of an epoch."""
    return [min(c.batch, len(c.X) - start) for start in range(0, len(c.X), c.batch)]


def path(c, *, move=None, sizes=None, epochs=None, along=slope, fading=1.0) -> np.ndarray:
    """Returns the parameters before the first epoch and after each, one flat row each: (epochs + 1, P).

    move : the step that is taken for a gradient g and a batch of a size; the right one is -rate * g
    sizes : of the batches of an epoch, one step each
    along : the gradient at flat parameters
    fading : what multiplies the step after every epoch
    """
    move = move or (lambda g, size: -c.rate * g)
    rows = [flattened(c.params)]
    for epoch in range(c.epochs if epochs is None else epochs):
        flat = rows[-1]
        for size in batch_sizes(c) if sizes is None else sizes:
            flat = flat + fading**epoch * move(along(c, flat), size)
        rows.append(flat)
    return np.array(rows)


def _with_momentum(c, kept: float, share: float = 1.0) -> np.ndarray:
    """Returns the path of steps that keep a share of the one before, and take only a share of the gradient."""
    rows, speed = [flattened(c.params)], 0.0
    for _ in range(c.epochs):
        flat = rows[-1]
        for _ in batch_sizes(c):
            speed = kept * speed - share * c.rate * slope(c, flat)
            flat = flat + speed
        rows.append(flat)
    return np.array(rows)


def _still(c) -> np.ndarray:
    """Returns 1 for weights and 0 for biases."""
    return flattened({key: np.full(value.shape, float(key.startswith("W"))) for key, value in c.params.items()})


# what may multiply the right step, from a case and the size of a batch
FACTORS = {
    "gradient_ascent": lambda c, size: -1,
    "learning_rate_missing": lambda c, size: 1 / c.rate,
    "learning_rate_twice": lambda c, size: c.rate,
    "batch_mean_twice": lambda c, size: 1 / size,
    "constant_scale": lambda c, size: 2,
    "rows_added_up": lambda c, size: size,
}
# the activations that are not passed on to one of the passes, or to both
PARTS = ("both", "forward", "backward", "forward, all")


def _scaled(*factors, along=slope, short=False):
    """Returns the rule of a path whose steps are multiplied by factors.

    short : whether the last batch of every epoch is left out
    """

    def rule(c, v):
        move = lambda g, size: -c.rate * g * np.prod([factor(c, size) for factor in factors])  # noqa: E731
        return path(c, move=move, along=along, sizes=batch_sizes(c)[:-1] if short else None)

    return rule


def path_rules(kind: str) -> dict:
    """Returns the wrong paths that a kind of run can tell.

    kind : "all rows" (in one batch), "alike" (all rows, in several batches) or "kinds" (of activations)
    """
    factors = {name: factor for name, factor in FACTORS.items() if kind == "alike" or name != "rows_added_up"}
    wrong = {
        **{name: _scaled(factor) for name, factor in factors.items()},
        "parameters_not_updated": lambda c, v: path(c, move=lambda g, size: 0 * g),
        "bias_not_updated": lambda c, v: path(c, move=lambda g, size: -c.rate * g * _still(c)),
        "gradients_not_recomputed": lambda c, v: path(c, along=lambda c, flat: slope(c, flattened(c.params))),
        "epochs_off_by_one": lambda c, v: path(c, epochs=c.epochs - 1),
        "epochs_off_by_one@more": lambda c, v: path(c, epochs=c.epochs + 1),
        "every_epoch_starts_anew": lambda c, v: path(c, epochs=1)[[0] + [1] * c.epochs],
        **{f"momentum_not_asked_for@{kept}": lambda c, v, kept=kept: _with_momentum(c, kept) for kept in (0.9, 0.5)},
        **{f"rate_fades@{f}": lambda c, v, f=f: path(c, fading=f) for f in (0.5, 0.9, 0.95, 0.99, 0.999)},
        "first_weights_sent_back": lambda c, v: path(c, along=_back_through_the_first),
        "momentum_not_asked_for@average": lambda c, v: _with_momentum(c, 0.9, share=0.1),
    }
    if kind == "alike":
        wrong |= {
            "last_batch_dropped": _scaled(short=True),
            "one_update_an_epoch": lambda c, v: path(c, sizes=[1]),
            "one_update_an_epoch@sum": lambda c, v: path(
                c, sizes=[1], move=lambda g, size: -c.rate * g * len(batch_sizes(c))
            ),
            "averaged_over_the_whole_set": lambda c, v: path(c, move=lambda g, size: -c.rate * g * size / len(c.X)),
        }
    parts = (
        ()
        if kind == "all rows"
        else PARTS
        if kind == "kinds"
        else (*PARTS, "backward, all", "forward, output", "backward, output", "exchanged")
    )
    # squared errors of labels have no shape that fits, and a softmax is made of Z: these show only beside real targets
    wrong |= {f"other_activation@{part}": _scaled(along=_along(part)) for part in parts}
    wrong |= _two_at_once(factors, parts, short=kind == "alike")
    return {name: remembered(rule) for name, rule in wrong.items()}


def remembered(rule):
    """Returns a rule that works out once what depends on nothing but the case and a path; there are many of both."""
    known: dict[tuple, tuple] = {}

    def once(c, v):
        key = id(c), v["path"].tobytes() if "path" in v else b""
        if key not in known:
            known[key] = c, rule(c, v)  # the case is kept, so that no other one gets its number
        return known[key][1]

    return once


def _two_at_once(factors: Mapping, parts: tuple[str, ...], *, short: bool) -> dict:
    """Returns the paths of two mistakes that have nothing to do with each other."""
    pairs = {f"{a}+{b}": _scaled(factors[a], factors[b]) for a, b in combinations(factors, 2) if {a, b} not in UNDONE}
    for name, factor in factors.items():
        pairs |= {f"{name}+other_activation@{part}": _scaled(factor, along=_along(part)) for part in parts}
        if short:
            pairs[f"{name}+last_batch_dropped"] = _scaled(factor, short=True)
    return pairs


UNDONE = ({"learning_rate_missing", "learning_rate_twice"}, {"batch_mean_twice", "rows_added_up"})  # one undoes another


def _along(part: str):
    """Returns the gradient for which activations are not passed on to one of the passes, or to both."""

    def along(c, flat):
        hidden = "sigmoid", c.kinds[1]
        passes = {
            "both": (hidden, hidden),
            "forward": (c.kinds, hidden),
            "backward": (hidden, c.kinds),
            "forward, all": (c.kinds, ("sigmoid", "sigmoid")),
            "backward, all": (("sigmoid", "sigmoid"), c.kinds),
            "exchanged": (c.kinds[::-1], c.kinds),
            "forward, output": (c.kinds, (c.kinds[0], "sigmoid")),
            "backward, output": ((c.kinds[0], "sigmoid"), c.kinds),
        }
        return slope(c, flat, *passes[part])

    return along
