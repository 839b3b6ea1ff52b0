"""A whole training run, step by step: the path of the parameters, and the losses along it.

Where the order of the rows cannot matter, because all rows are in one batch or all rows are alike, a run has exactly
one right path; elsewhere only what every order must give is asked (see `autograder.exercises.runs`).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from autograder.core import reference as ref
from autograder.core.exercise import Case, Step, Variant
from autograder.core.numdiff import gradients
from autograder.core.probe import accepted, labels, moderate, network, normal
from autograder.core.submission import Request, Rng

KEYS = ("W1", "b1", "W2", "b2")
WIDTHS = ("d_in", "hidden", "d_out")
LEAST_STEP = 0.02  # a run that hardly moves hides its mistakes

ALL_ROWS = (
    {"N": 5, "d_in": 3, "hidden": 2, "d_out": 4, "rate": 1.3, "epochs": 3, "batch": 5},
    {"N": 4, "d_in": 2, "hidden": 3, "d_out": 5, "rate": 0.7, "epochs": 2, "batch": 4},
)
ALIKE = (
    {"N": 7, "d_in": 3, "hidden": 2, "d_out": 4, "rate": 0.6, "epochs": 2, "batch": 3},
    {"N": 8, "d_in": 2, "hidden": 3, "d_out": 5, "rate": 0.4, "epochs": 2, "batch": 3},
)


def _flat(params: Mapping) -> np.ndarray:
    return np.concatenate([np.ravel(params[key]) for key in KEYS])


def _shaped(c, flat: np.ndarray) -> dict:
    """Returns flat parameters by key, in their shapes."""
    ends = np.cumsum([c.params[key].size for key in KEYS])[:-1]
    return {key: part.reshape(c.params[key].shape) for key, part in zip(KEYS, np.split(flat, ends), strict=True)}


def _exact(c, flat) -> np.ndarray:
    """Returns the gradient of the loss of all rows by complex step: slow, and nobody's formula."""
    return _flat(gradients(lambda params: ref.loss(params, c.X, c.Y, *c.kinds), _shaped(c, flat)))


def slope(c, flat, kinds=None, forward=None) -> np.ndarray:
    """Returns the gradient of the loss of all rows of a network of two layers.

    kinds, forward : the activations of the backward and of the forward pass, where they are not those asked for; the
        backward pass takes slopes and probabilities from Z
    """
    hidden, output = kinds or c.kinds
    params = _shaped(c, flat)
    cache = ref.forward(params, c.X, *(forward or (hidden, output)))
    A1, A2 = ref.ACTIVATIONS[hidden](cache["Z1"]), ref.ACTIVATIONS[output](cache["Z2"])
    if output == "softmax":
        dZ2 = (A2 - np.eye(A2.shape[1])[c.Y]) / len(c.X)
    else:
        dZ2 = 2 * (cache["A2"] - c.Y) / c.Y.size * ref.SLOPES[output](cache["Z2"], A2)
    dZ1 = dZ2 @ params["W2"].T * ref.SLOPES[hidden](cache["Z1"], A1)
    return _flat({"W1": c.X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": cache["A1"].T @ dZ2, "b2": dZ2.sum(axis=0)})


def _batch_sizes(c) -> list[int]:
    return [min(c.batch, len(c.X) - start) for start in range(0, len(c.X), c.batch)]


def path(c, *, move=None, sizes=None, epochs=None, along=slope) -> np.ndarray:
    """Returns the parameters before the first epoch and after each, one flat row each: (epochs + 1, P).

    move : the step that is taken for a gradient g and a batch of a size; the right one is -rate * g
    sizes : of the batches of an epoch, one step each
    along : the gradient at flat parameters
    """
    move = move or (lambda g, size: -c.rate * g)
    rows = [_flat(c.params)]
    for _ in range(c.epochs if epochs is None else epochs):
        flat = rows[-1]
        for size in _batch_sizes(c) if sizes is None else sizes:
            flat = flat + move(along(c, flat), size)
        rows.append(flat)
    return np.array(rows)


def _with_momentum(c, kept: float, share: float = 1.0) -> np.ndarray:
    """Returns the path of steps that keep a share of the one before, and take only a share of the gradient."""
    rows, speed = [_flat(c.params)], 0.0
    for _ in range(c.epochs):
        flat = rows[-1]
        for _ in _batch_sizes(c):
            speed = kept * speed - share * c.rate * slope(c, flat)
            flat = flat + speed
        rows.append(flat)
    return np.array(rows)


def _still(c) -> np.ndarray:
    """Returns 1 for weights and 0 for biases."""
    return _flat({key: np.full(value.shape, float(key.startswith("W"))) for key, value in c.params.items()})


def losses(c, rows, kinds=None) -> np.ndarray:
    """Returns the loss of all rows of data at each row of parameters."""
    hidden, output = kinds or c.kinds
    return np.array([ref.loss(_shaped(c, flat), c.X, c.Y, hidden, output) for flat in rows])


def _every_step(c) -> np.ndarray:
    """Returns the loss after every step of a right run."""
    return losses(c, path(c, sizes=[1], epochs=c.epochs * len(_batch_sizes(c)))[1:])


def _squared(c, rows) -> np.ndarray:
    """Returns the mean squared error of softmax outputs."""
    targets = np.eye(c.params["b2"].size)[c.Y]
    return np.array([ref.mse(ref.forward(_shaped(c, flat), c.X, *c.kinds)["A2"], targets) for flat in rows])


def _absolute(c, rows) -> np.ndarray:
    """Returns the mean absolute error."""
    return np.array([np.abs(ref.forward(_shaped(c, flat), c.X, *c.kinds)["A2"] - c.Y).mean() for flat in rows])


def _softmax_twice(c, rows) -> np.ndarray:
    """Returns the cross-entropy of probabilities that are taken for logits."""
    return np.array([ref.cross_entropy(ref.forward(_shaped(c, flat), c.X, *c.kinds)["A2"], c.Y) for flat in rows])


# what may multiply the right step, from a case and the size of a batch
FACTORS = {
    "gradient_ascent": lambda c, size: -1,
    "learning_rate_missing": lambda c, size: 1 / c.rate,
    "learning_rate_twice": lambda c, size: c.rate,
    "batch_mean_twice": lambda c, size: 1 / size,
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
        return path(c, move=move, along=along, sizes=_batch_sizes(c)[:-1] if short else None)

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
        "gradients_not_recomputed": lambda c, v: path(c, along=lambda c, flat: slope(c, _flat(c.params))),
        "epochs_off_by_one": lambda c, v: path(c, epochs=c.epochs - 1),
        "epochs_off_by_one@more": lambda c, v: path(c, epochs=c.epochs + 1),
        "every_epoch_starts_anew": lambda c, v: path(c, epochs=1)[[0] + [1] * c.epochs],
        **{f"momentum_not_asked_for@{kept}": lambda c, v, kept=kept: _with_momentum(c, kept) for kept in (0.9, 0.5)},
        "momentum_not_asked_for@average": lambda c, v: _with_momentum(c, 0.9, share=0.1),
    }
    if kind == "alike":
        wrong |= {
            "last_batch_dropped": _scaled(short=True),
            "one_update_an_epoch": lambda c, v: path(c, sizes=[1]),
            "one_update_an_epoch@sum": lambda c, v: path(
                c, sizes=[1], move=lambda g, size: -c.rate * g * len(_batch_sizes(c))
            ),
            "averaged_over_the_whole_set": lambda c, v: path(c, move=lambda g, size: -c.rate * g * size / len(c.X)),
        }
    parts = () if kind == "all rows" else PARTS if kind == "kinds" else (*PARTS, "backward, all")
    # squared errors of labels have no shape that fits, so "backward, all" shows only beside real targets
    wrong |= {f"other_activation@{part}": _scaled(along=_along(part)) for part in parts}
    return wrong | _two_at_once(factors, parts, short=kind == "alike")


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
        }
        return slope(c, flat, *passes[part])

    return along


def loss_rules(kind: str) -> dict:
    """Returns the wrong losses along a path."""
    wrong = {
        "loss_recorded_before_the_step": lambda c, v: losses(c, v["path"][:-1]),
        "starting_loss_included": lambda c, v: losses(c, v["path"]),
        "only_last_loss": lambda c, v: losses(c, v["path"][-1:])[0],
        "only_last_loss@in a list": lambda c, v: losses(c, v["path"][-1:]),
        "square_root_taken": lambda c, v: np.sqrt(losses(c, v["path"][1:])),
        "absolute_for_square": lambda c, v: _absolute(c, v["path"][1:]),
        "never_filled_in": lambda c, v: np.zeros(len(v["path"]) - 1),
    }
    if kind == "alike":
        wrong["loss_recorded_every_step"] = lambda c, v: _every_step(c)
    if kind == "kinds":
        del wrong["square_root_taken"], wrong["absolute_for_square"]
        wrong["softmax_twice"] = lambda c, v: _softmax_twice(c, v["path"][1:])
        wrong["other_activation"] = lambda c, v: losses(c, v["path"][1:], ("sigmoid", c.kinds[1]))
        wrong["squared_error_for_cross_entropy"] = lambda c, v: _squared(c, v["path"][1:])
    return wrong


def _parameter(key: str) -> Step:
    return Step(
        key, f"{key} after training", lambda c, v: _shaped(c, v["path"][-1])[key],
        {"never_filled_in": lambda c, v: 0 * c.params[key]}, uses=("path",), scalable=False, points=0.5,
    )  # fmt: skip


def training_variant(name: str, kind: str, sizes: tuple, kinds: tuple[str, str]) -> Variant:
    """Returns the variant of one kind of run."""
    steps = (
        Step("path", "the path of the parameters", lambda c, v: path(c), path_rules(kind), latent=True, scalable=False,
             empties=("parameters_not_updated",)),
        *map(_parameter, KEYS),
        Step("losses", "the loss after each epoch", lambda c, v: losses(c, v["path"][1:]), loss_rules(kind),
             uses=("path",), listed=True,
             scales={"N*d_out": ("sum_for_mean",), "N": ("sum_for_mean",), "1/2": ("loss_halved",)}),
    )  # fmt: skip
    return Variant(name, steps, lambda rng, size: _draw(rng, size, kind, kinds), sizes, oracle=_oracle)


def _draw(rng, sizes, kind: str, kinds: tuple[str, str]) -> Case:
    def draw(rng) -> dict:
        X = normal(rng, sizes["N"], sizes["d_in"], margin=0.1)
        Y = normal(rng, sizes["N"], sizes["d_out"], margin=0.1)
        if kinds[1] == "softmax":
            Y = labels(rng, sizes["N"], sizes["d_out"])
        if kind == "alike":
            X, Y = np.tile(X[:1], (sizes["N"], 1)), np.tile(Y[:1], (sizes["N"], 1))
        params = network(rng, tuple(sizes[width] for width in WIDTHS))
        settings = {"rate": sizes["rate"], "epochs": sizes["epochs"], "batch": sizes["batch"], "kinds": kinds}
        return {"params": params, "X": X, "Y": Y, **settings}

    def accept(given) -> bool:
        cache = ref.forward(given["params"], given["X"], *kinds)
        case = Case(Request(), given, {})
        moved = np.abs(sizes["rate"] * slope(case, _flat(given["params"])))
        return (kinds[1] == "identity" or moderate(cache["A2"])) and moved.max() > LEAST_STEP

    given = accepted(rng, draw, accept)
    settings = {"learning_rate": sizes["rate"], "epochs": sizes["epochs"], "batch_size": sizes["batch"], "rng": Rng(8)}
    if kinds != ("sigmoid", "sigmoid"):
        settings |= {"hidden": kinds[0], "output": kinds[1]}
    request = Request((given["params"], given["X"], given["Y"]), settings)
    known = {"N": sizes["N"], "d_out": sizes["d_out"]} if kinds[1] != "softmax" else {}
    return Case(request, {**given, "exact": path(Case(request, given, known), along=_exact)}, known)


def _oracle(case: Case) -> dict:
    return {**_shaped(case, case.exact[-1]), "losses": losses(case, case.exact[1:])}
