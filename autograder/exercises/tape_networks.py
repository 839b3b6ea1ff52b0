"""Networks and losses other than those asked for, by whose exact gradients a taped computation gives itself away.

A tape never forgets a slope: a wrong gradient from it is the right one of another computation. Which one is looked for
among those with one or two things changed, up to a factor such as a missing mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from autograder.core import compare, scales
from autograder.core import reference as ref
from autograder.core.numdiff import gradients

MOST_CHANGES = 2
AGREE = 1e-5  # how closely one factor must explain all four gradients


def _twice(z):
    return ref.sigmoid(ref.sigmoid(z))


def _absolute(A, Y):
    return ((A - Y) * np.sign((A - Y).real)).mean()


def _cross_entropy(A, Y):
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).mean()


HIDDEN: dict[str, Callable] = {"": ref.sigmoid, "activation_twice": _twice} | {
    f"other_activation@{kind}": ref.ACTIVATIONS[kind] for kind in ("tanh", "relu", "identity")
}
OUTPUT: dict[str, Callable] = {"": ref.sigmoid, "activation_twice": _twice} | {
    f"other_activation@{kind}": ref.ACTIVATIONS[kind] for kind in ("tanh", "relu", "identity", "softmax")
}
LOSSES: dict[str, Callable] = {
    "": ref.mse,
    "absolute_for_square": _absolute,
    "square_root_taken": lambda A, Y: np.sqrt(ref.mse(A, Y)),
    "cross_entropy_for_squared_error": _cross_entropy,
}
BIASES: dict[str, tuple[float, float]] = {
    "": (1, 1), "bias_omitted@1": (0, 1), "bias_omitted@2": (1, 0), "bias_omitted@both": (0, 0),
    "bias_subtracted@1": (-1, 1), "bias_subtracted@2": (1, -1), "bias_subtracted@both": (-1, -1),
}  # fmt: skip
CHANGES = tuple(dict.fromkeys(
    name.partition("@")[0] for part in (HIDDEN, OUTPUT, LOSSES, BIASES) for name in part if name
))  # fmt: skip


@dataclass(frozen=True)
class Computation:
    """One way from parameters to a loss.

    names : what is not as asked, each by its mistake
    """

    names: tuple[str, ...]
    hidden: Callable
    output: Callable
    loss: Callable
    biases: tuple[float, float]

    def __call__(self, params: Mapping, X, Y):
        A1 = self.hidden(X @ params["W1"] + self.biases[0] * params["b1"])
        return self.loss(self.output(A1 @ params["W2"] + self.biases[1] * params["b2"]), Y)


@cache
def computations() -> tuple[Computation, ...]:
    """Returns the right computation and those with few changes, the fewest first."""
    found = []
    for parts in product(HIDDEN.items(), OUTPUT.items(), LOSSES.items(), BIASES.items()):
        names = tuple(name for name, _ in parts if name)
        if len(names) <= MOST_CHANGES:
            found.append(Computation(tuple(dict.fromkeys(n.partition("@")[0] for n in names)), *(p for _, p in parts)))
    return tuple(sorted(found, key=lambda computation: len(computation.names)))


def accounts(grads: Mapping, params: Mapping, X, Y) -> Iterator[tuple[tuple[str, ...], str]]:
    """Returns what explains all gradients at once: (what is not as asked, the name of one factor), the best first.

    grads : with the keys of params
    """
    (N, d_in), (hidden, d_out) = X.shape, params["W2"].shape
    sizes = {"N": N, "d_in": d_in, "hidden": hidden, "d_out": d_out}
    got = np.concatenate([np.ravel(grads[key]) for key in params])
    given = _frozen(params), _frozen({"X": X, "Y": Y})
    for number, computation in enumerate(computations()):
        want = _exact(number, *given)
        ratio = compare.ratio(got, want, AGREE) if np.isfinite(want).all() else None
        factor = scales.name_scale([ratio], [sizes], AGREE) if ratio is not None else None
        if factor and not factor.startswith(scales.CONSTANT):
            yield computation.names, factor


def _frozen(tensors: Mapping) -> tuple:
    return tuple((key, value.shape, value.tobytes()) for key, value in tensors.items())


@cache
def _exact(number: int, params: tuple, data: tuple) -> np.ndarray:
    """Returns the exact gradients of one computation in one row; kept, as the inputs are always the same."""
    thawed = {key: np.frombuffer(raw).reshape(shape) for key, shape, raw in params}
    X, Y = (np.frombuffer(raw).reshape(shape) for _, shape, raw in data)
    with np.errstate(all="ignore"):
        exact = gradients(lambda tensors: computations()[number](tensors, X, Y), thawed)
    return np.concatenate([exact[key].ravel() for key in thawed])
