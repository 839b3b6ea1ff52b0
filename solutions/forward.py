"""Chapter 02, forward: a layer, its first weights, a whole network, and a loss for classes.

Batch first: a row of `X` is one example, and `Z = X @ W + b`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from solutions.neuron import relu, sigmoid

Activation = Callable[[np.ndarray], np.ndarray]


def dense(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Returns the weighted sums of a layer of neurons, for every row of a
    batch.

    X : (N, d_in) float64, one example a row
    W : (d_in, d_out) float64, column j holds the weights of neuron j
    b : (d_out,) float64, one bias a neuron

    Returns Z : (N, d_out) float64; entry (n, j) is what neuron j makes of
        example n, before any activation.

    Accuracy: each entry within rounding of the exact sum.

    >>> X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    >>> W = np.array([[1.0, 0.0, 2.0, 1.0], [0.0, 1.0, 1.0, -1.0]])
    >>> dense(X, W, b=np.array([0.0, 10.0, 0.0, 100.0])).tolist()
    [[1.0, 12.0, 4.0, 99.0], [3.0, 14.0, 10.0, 99.0], [5.0, 16.0, 16.0, 99.0]]
    """
    return X @ W + b


def init_params(sizes: list[int], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Returns weights and biases for an untrained network, as a dict with the
    keys W1, b1, W2, b2, …

    sizes : the number of inputs, then the number of neurons of each layer, such
        as [64, 16, 10]
    rng : the only source of random numbers

    The weights into layer l are (sizes[l-1], sizes[l]) float64, independent
    normal numbers of mean 0 and standard deviation 1/sqrt(sizes[l-1]). Every
    bias is 0, in the shape (sizes[l],).

    Accuracy: mean and spread are what is asked, not one particular stream of
    numbers. The same seed must give the same weights, another seed other
    weights.

    >>> params = init_params([3, 5, 2], np.random.default_rng(0))
    >>> {key: value.shape for key, value in params.items()}
    {'W1': (3, 5), 'b1': (5,), 'W2': (5, 2), 'b2': (2,)}
    """
    params = {}
    for layer, (d_in, d_out) in enumerate(pairwise(sizes), start=1):
        params[f"W{layer}"] = rng.standard_normal((d_in, d_out)) / np.sqrt(d_in)
        params[f"b{layer}"] = np.zeros(d_out)
    return params


def softmax(Z: np.ndarray) -> np.ndarray:
    """Returns a row of probabilities for every row of scores.

    Z : (N, K) float64, one score a class; any real numbers, however large

    Returns P : (N, K) float64, nothing below 0, each row summing to 1; a higher
        score has a higher probability, and the ratio of two probabilities of a
        row is exp of the difference of their scores.

    Accuracy: relative 1e-12 for ordinary scores; finite, and without a warning,
    for scores of ±1000.

    >>> softmax(np.log([[1.0, 2.0, 5.0], [1.0, 1.0, 2.0]])).round(6).tolist()
    [[0.125, 0.25, 0.625], [0.25, 0.25, 0.5]]
    """
    weights = np.exp(Z - Z.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def cross_entropy(Z: np.ndarray, y: np.ndarray) -> float:
    """Returns the mean, over the rows, of minus the log of the probability that
    softmax gives to the right class.

    Z : (N, K) float64, scores (logits), not probabilities
    y : (N,) integers 0 … K-1, the right class of each row

    Accuracy: relative 1e-12 for ordinary scores; finite, and without a warning,
    for scores of ±1000, however wrong they are.

    >>> Z = np.log([[1.0, 2.0, 5.0], [1.0, 1.0, 2.0]])
    >>> round(cross_entropy(Z, np.array([0, 2])),
    ...     6)  # the right classes have 1/8 and 1/2: the mean of log 8 and log 2
    1.386294
    """
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_total - shifted[np.arange(len(y)), y]))


HIDDEN: dict[str, Activation] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": relu,
    "identity": np.positive,  # a copy, so that no two entries of a cache share their memory
}
OUTPUT: dict[str, Activation] = {**HIDDEN, "softmax": softmax}


def forward(
    params: dict[str, np.ndarray], X: np.ndarray, hidden: str = "sigmoid", output: str = "sigmoid"
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Returns what a network of any depth predicts, and every value met on the
    way.

    params : W1, b1, …, WL, bL as `init_params` makes them; their number tells
        the depth L
    X : (N, sizes[0]) float64, one example a row
    hidden : the activation of layers 1 … L-1: "sigmoid", "tanh", "relu" or
        "identity"
    output : the activation of layer L: one of these, or "softmax"

    Returns Y_hat : (N, sizes[L]) float64, the activations of layer L
    and cache : {"A0": X, "Z1": …, "A1": …, …, "ZL": …, "AL": Y_hat}, where Zl
        (N, sizes[l]) holds the weighted sums of layer l and Al, in the same
        shape, its activations.

    Raises ValueError for an activation that is not in the list above; the
    message says which are known. Accuracy: relative 1e-12.

    >>> params = {"W1": np.eye(2), "b1": np.zeros(2), "W2": np.ones((2, 1)),
    ...     "b2": np.zeros(1)}
    >>> Y_hat, cache = forward(params, np.array([[3.0, -4.0]]), hidden="relu",
    ...     output="identity")
    >>> list(cache), Y_hat.tolist()
    (['A0', 'Z1', 'A1', 'Z2', 'A2'], [[3.0]])
    """
    depth = len(params) // 2
    kinds = [_known(hidden, HIDDEN, "hidden")] * (depth - 1) + [_known(output, OUTPUT, "output")]
    cache = {"A0": X}
    for layer, activation in enumerate(kinds, start=1):
        Z = dense(cache[f"A{layer - 1}"], params[f"W{layer}"], params[f"b{layer}"])
        cache[f"Z{layer}"] = Z
        cache[f"A{layer}"] = activation(Z)
    return cache[f"A{depth}"], cache


def _known(name: str, table: dict[str, Activation], role: str) -> Activation:
    if name not in table:
        raise ValueError(f"{role}={name!r} is not a known activation; known are {', '.join(table)}")
    return table[name]
