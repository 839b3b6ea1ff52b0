"""A whole training run, step by step: the path of the parameters, and the losses along it.

Where the order of the rows cannot matter, because all rows are in one batch or all rows are alike, a run has exactly
one right path; elsewhere only what every order must give is asked (see `autograder.exercises.runs`).
"""

from __future__ import annotations

import numpy as np

from autograder.core import reference as ref
from autograder.core.exercise import Case, Step, Variant
from autograder.core.probe import accepted, labels, moderate, network, normal
from autograder.core.submission import Request, Rng
from autograder.exercises.paths import (
    KEYS,
    batch_sizes,
    exact_slope,
    flattened,
    path,
    path_rules,
    remembered,
    shaped,
    slope,
)

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


def losses(c, rows, kinds=None) -> np.ndarray:
    """Returns the loss of all rows of data at each row of parameters."""
    hidden, output = kinds or c.kinds
    return np.array([ref.loss(shaped(c, flat), c.X, c.Y, hidden, output) for flat in rows])


def _every_step(c) -> np.ndarray:
    """Returns the loss after every step of a right run."""
    return losses(c, path(c, sizes=[1], epochs=c.epochs * len(batch_sizes(c)))[1:])


def _squared(c, rows) -> np.ndarray:
    """Returns the mean squared error of softmax outputs."""
    targets = np.eye(c.params["b2"].size)[c.Y]
    return np.array([ref.mse(ref.forward(shaped(c, flat), c.X, *c.kinds)["A2"], targets) for flat in rows])


def _absolute(c, rows) -> np.ndarray:
    """Returns the mean absolute error."""
    return np.array([np.abs(ref.forward(shaped(c, flat), c.X, *c.kinds)["A2"] - c.Y).mean() for flat in rows])


def _softmax_twice(c, rows) -> np.ndarray:
    """Returns the cross-entropy of probabilities that are taken for logits."""
    return np.array([ref.cross_entropy(ref.forward(shaped(c, flat), c.X, *c.kinds)["A2"], c.Y) for flat in rows])


def loss_rules(kind: str) -> dict:
    """Returns the wrong losses along a path."""
    wrong = {
        "loss_recorded_before_the_step": lambda c, v: losses(c, v["path"][:-1]),
        "starting_loss_included": lambda c, v: losses(c, v["path"]),
        "only_last_loss": lambda c, v: losses(c, v["path"][-1:])[0],
        "only_last_loss@in a list": lambda c, v: losses(c, v["path"][-1:]),
        "only_last_loss@every time": lambda c, v: losses(c, [v["path"][-1]] * (len(v["path"]) - 1)),
        "loss_of_first_parameters": lambda c, v: losses(c, [v["path"][0]] * (len(v["path"]) - 1)),
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
    return {name: remembered(rule) for name, rule in wrong.items()}


def _parameter(key: str) -> Step:
    wrong = {"never_filled_in": lambda c, v: 0 * c.params[key], "first_parameters_returned": lambda c, v: c.params[key]}
    right = lambda c, v: shaped(c, v["path"][-1])[key]  # noqa: E731
    return Step(key, f"{key} after training", right, wrong, uses=("path",), scalable=False, points=0.5)


def training_variant(name: str, kind: str, sizes: tuple, kinds: tuple[str, str]) -> Variant:
    """Returns the variant of one kind of run."""
    steps = (
        Step("path", "the path of the parameters", remembered(lambda c, v: path(c)), path_rules(kind), latent=True,
             scalable=False, empties=("parameters_not_updated",)),
        *map(_parameter, KEYS),
        Step("losses", "the loss after each epoch", remembered(lambda c, v: losses(c, v["path"][1:])),
             loss_rules(kind), uses=("path",), listed=True,
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
        moved = np.abs(sizes["rate"] * slope(case, flattened(given["params"])))
        return (kinds[1] == "identity" or moderate(cache["A2"])) and moved.max() > LEAST_STEP

    given = accepted(rng, draw, accept)
    settings = {"learning_rate": sizes["rate"], "epochs": sizes["epochs"], "batch_size": sizes["batch"], "rng": Rng(8)}
    if kinds != ("sigmoid", "sigmoid"):
        settings |= {"hidden": kinds[0], "output": kinds[1]}
    request = Request((given["params"], given["X"], given["Y"]), settings)
    known = {"N": sizes["N"], "d_out": sizes["d_out"]} if kinds[1] != "softmax" else {}
    return Case(request, {**given, "exact": path(Case(request, given, known), along=exact_slope)}, known)


def _oracle(case: Case) -> dict:
    return {**shaped(case, case.exact[-1]), "losses": losses(case, case.exact[1:])}
