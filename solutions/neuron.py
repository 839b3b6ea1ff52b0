"""Chapter 01, neuron: two activations, one neuron, its loss, and the gradient of the loss.

Batch first: a row of `X` is one example, and a neuron answers each row with one number.
"""

from __future__ import annotations

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Returns the sigmoid of every entry: a number between 0 and 1 that rises
    with z and is 1/2 at 0.

    z : float64 of any shape

    Returns a : in the shape of z.

    Accuracy: within 1e-12 for ordinary z; finite, and without a warning, at
    ±1000.

    >>> sigmoid(np.array([-2.0, 0.0, 2.0])).round(3).tolist()
    [0.119, 0.5, 0.881]
    """
    z = np.asarray(z, dtype=float)
    # The exponent is never positive, so exp cannot overflow; at -1000 it quietly rounds to 0.
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)


def relu(z: np.ndarray) -> np.ndarray:
    """Returns every entry that is above 0 as it is, and 0 in the place of every
    other.

    z : float64 of any shape

    Returns a : in the shape of z.

    Accuracy: exact.

    >>> relu(np.array([-1.5, 0.0, 2.5])).tolist()
    [0.0, 0.0, 2.5]
    """
    return np.maximum(z, 0)


def neuron(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    """Returns what one sigmoid neuron answers to every row of a batch.

    X : (N, d_in) float64, one example a row
    w : (d_in,) float64, one weight for each measurement
    b : float, the bias

    Returns a : (N,) float64, each between 0 and 1.

    Accuracy: within 1e-12.

    >>> X = np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 0.0]])
    >>> neuron(X, w=np.array([1.0, -2.0]), b=1.0).round(3).tolist()
    [0.119, 0.982, 0.731]
    """
    return sigmoid(X @ w + b)


def mse(Y_hat: np.ndarray, Y: np.ndarray) -> float:
    """Returns the mean squared error of predictions: one number, 0 when all of
    them are right.

    Y_hat : float64 of any shape, such as (N,) or (N, d_out), the predictions
    Y : float64 in the same shape, the targets

    The mean is taken over all entries: N of them, or N * d_out.

    Accuracy: relative 1e-12.

    >>> mse(np.array([1.0, 0.5]),
    ...     np.array([0.0, 1.0]))  # errors of 1 and of 1/2
    0.625
    """
    return float(np.mean(np.subtract(Y_hat, Y) ** 2))


def neuron_grad(X: np.ndarray, w: np.ndarray, b: float, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Returns how fast the loss mse(neuron(X, w, b), y) rises as each weight,
    and the bias, is increased.

    X : (N, d_in) float64, one example a row
    w : (d_in,) float64, the weights
    b : float, the bias
    y : (N,) float64, the target of each row

    Returns dw : (d_in,) float64, entry i is the slope of the loss in w[i]
    and db : float, the slope of the loss in b.

    Accuracy: exact but for rounding.

    >>> X, y = np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 0.0]]), np.array([0.0,
    ...     1.0, 1.0])
    >>> dw, db = neuron_grad(X, np.array([1.0, -2.0]), 1.0, y)
    >>> dw.round(4).tolist(), round(db, 4)
    ([0.0077, 0.0167], -0.0271)
    """
    a = neuron(X, w, b)
    dz = 2 / len(y) * (a - y) * a * (1 - a)
    return X.T @ dz, float(dz.sum())
