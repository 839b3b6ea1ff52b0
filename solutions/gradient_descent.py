"""Chapter 06, gradient descent: batches, one step without and with a memory, the largest stable step, a training run.

Nothing is changed in place: every function hands back new arrays, and every random number comes from `rng`.
"""

from __future__ import annotations

import numpy as np

from solutions.backprop import backward
from solutions.forward import cross_entropy, forward
from solutions.neuron import mse


def minibatches(N: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Returns the row numbers 0 … N-1 in a random order, cut into batches.

    N : the number of rows
    batch_size : how many rows a batch has; only the last batch may be smaller,
        and none is empty
    rng : the only source of random numbers

    Returns a list of integer arrays: every row number is in exactly one of
    them. Every order of the rows is equally likely; the same seed gives the
    same batches, another seed others.

    >>> batches = minibatches(7, 3, np.random.default_rng(0))
    >>> [len(batch) for batch in batches], sorted(int(row) for batch in batches for row in batch)
    ([3, 3, 1], [0, 1, 2, 3, 4, 5, 6])
    """
    order = rng.permutation(N)
    return [order[start : start + batch_size] for start in range(0, N, batch_size)]


def sgd_step(
    params: dict[str, np.ndarray], grads: dict[str, np.ndarray], learning_rate: float
) -> dict[str, np.ndarray]:
    """Returns new parameters: the old ones after one step of gradient descent,
    against the gradient.

    params : W1, b1, W2, … ; left as they are
    grads : the gradient of the loss for every parameter, with the keys and
        shapes of `params`
    learning_rate : how far to go, as a multiple of the gradient

    Accuracy: relative 1e-12.

    >>> params = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([0.0, 0.0])}
    >>> grads = {"W1": np.array([[10.0, 0.0]]), "b1": np.array([-2.0, 4.0])}
    >>> {key: value.tolist() for key,
    ...     value in sgd_step(params, grads, 0.5).items()}
    {'W1': [[-4.0, 2.0]], 'b1': [1.0, -2.0]}
    """
    return {key: value - learning_rate * grads[key] for key, value in params.items()}


def momentum_step(
    params: dict[str, np.ndarray],
    velocity: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    *,
    learning_rate: float,
    momentum: float,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Returns the parameters and the velocity after one step of gradient
    descent that keeps a part of its speed.

    params : W1, b1, W2, … ; left as they are
    velocity : how far each parameter moved in the step before, with the keys
        and shapes of `params`; left as it is
    grads : the gradient of the loss for every parameter
    learning_rate : multiplies the gradient
    momentum : the share of the old velocity that is kept, from 0 to 1

    The new velocity is `momentum` of the old one, minus `learning_rate` times
    the gradient. The parameters move by the new velocity. (This is Keras's
    convention; in PyTorch's the learning rate stands outside the velocity.)

    Returns params and velocity, both new, with the same keys.

    Accuracy: relative 1e-12.

    >>> params, velocity, grads = {"b1": np.array([1.0])}, {"b1": np.array([-2.0])}, {"b1": np.array([3.0])}
    >>> params, velocity = momentum_step(params, velocity, grads,
    ...     learning_rate=0.5, momentum=0.25)
    >>> params["b1"].tolist(), velocity["b1"].tolist()
    ([-1.0], [-2.0])
    """
    velocity = {key: momentum * velocity[key] - learning_rate * grads[key] for key in params}
    return {key: value + velocity[key] for key, value in params.items()}, velocity


def max_stable_learning_rate(X: np.ndarray) -> float:
    """Returns the learning rate above which gradient descent on a linear
    regression diverges.

    X : (N, d) float64, one example a row

    The loss is mean((X @ w - y)^2), a mean over the N rows, with w (d,) and no
    bias. Its second derivatives are the same everywhere; where its curvature is
    largest, gradient descent still converges as long as the learning rate is
    below 2 divided by that curvature.

    Accuracy: relative 1e-6.

    >>> max_stable_learning_rate(np.array([[3.0, 0.0],
    ...     [0.0, 1.0]]))  # w[0]^2 has the factor 9/2, so the curvature 9
    0.2222222222222222
    """
    hessian = 2 * X.T @ X / len(X)
    return float(2 / np.linalg.eigvalsh(hessian).max())


def train(
    params: dict[str, np.ndarray],
    X: np.ndarray,
    Y: np.ndarray,
    *,
    learning_rate: float,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    hidden: str = "sigmoid",
    output: str = "sigmoid",
) -> tuple[dict[str, np.ndarray], list[float]]:
    """Returns a network's parameters after training by gradient descent, and
    the loss after every epoch.

    params : W1, b1, …, WL, bL to start from; left as they are
    X : (N, d_in) float64, one example a row
    Y : (N, d_out) float64 targets; with output="softmax", (N,) integer labels
    learning_rate : of every step
    epochs : how often each row is used; every epoch cuts the rows into batches
        afresh
    batch_size : rows in a batch; for each batch there is one step, along the
        gradient of the mean loss of its rows
    rng : decides the batches, and nothing else is random
    hidden, output : the activations, as in `forward`

    Returns params : a dict with the keys and shapes of those given
    and losses : `epochs` floats; the loss of all N rows after each epoch, with
        the parameters of that moment. It is the mean squared error over all
        entries, or with output="softmax" the mean cross-entropy.

    Accuracy: relative 1e-9 when all rows are in one batch; else the order of
    the rows decides the last digits.

    >>> X, Y = np.array([[0.0], [1.0]]), np.array([[1.0], [3.0]])
    >>> start = {"W1": np.zeros((1, 1)), "b1": np.zeros(1)}
    >>> settings = {"learning_rate": 0.5, "epochs": 100, "batch_size": 2,
    ...     "rng": np.random.default_rng(0)}
    >>> params, losses = train(start, X, Y, **settings, output="identity")
    >>> params["W1"].round(3).tolist(), params["b1"].round(3).tolist(), len(losses), losses[-1] < 1e-6
    ([[2.0]], [1.0], 100, True)
    """
    losses = []
    for _ in range(epochs):
        for rows in minibatches(len(X), batch_size, rng):
            _, cache = forward(params, X[rows], hidden, output)
            params = sgd_step(params, backward(params, cache, Y[rows], hidden, output), learning_rate)
        Y_hat, cache = forward(params, X, hidden, output)
        losses.append(cross_entropy(cache[f"Z{len(params) // 2}"], Y) if output == "softmax" else mse(Y_hat, Y))
    return params, losses
