"""Chapter 09, tensorflow: the same gradients from a machine that differentiates, and a tutorial repaired by hand.

A tape records what TensorFlow does, and only that; played backwards it applies the rules of chapter 05.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np

from solutions.forward import forward

if __name__ == "tensorflow":  # a notebook in this folder wants the library of that name, and Python looks here first
    sys.path = [place for place in sys.path if Path(place).resolve() != Path(__file__).resolve().parent]
    del sys.modules[__name__]
    importlib.import_module(__name__)


def binary_cross_entropy(Z: np.ndarray, Y: np.ndarray) -> float:
    """Returns the mean binary cross-entropy of sigmoid outputs, computed from
    their logits.

    Z : (N, d_out) float64, logits: what goes into the sigmoid
    Y : (N, d_out) float64, targets from 0 to 1

    With p = sigmoid(z), an entry with target 1 costs -log p, one with target 0
    costs -log(1 - p), and a target in between weighs the two. The result is the
    mean over all N * d_out entries. It is right where p rounds to 0 or 1 as
    well: a logit of -1000 costs 1000 if the target is 1, and nothing if it is
    0.

    TensorFlow's name for it is BinaryCrossentropy(from_logits=True).

    Accuracy: relative 1e-9.

    >>> round(binary_cross_entropy(np.zeros((2, 3)), np.ones((2, 3))), 4)
    0.6931
    >>> binary_cross_entropy(np.array([[1000.0, -1000.0]]),
    ...     np.array([[1.0, 1.0]]))
    500.0
    """
    return float(np.mean(np.maximum(Z, 0) - Z * Y + np.log1p(np.exp(-np.abs(Z)))))


def tf_gradients(params: dict[str, np.ndarray], X: np.ndarray, Y: np.ndarray) -> dict[str, np.ndarray]:
    """Returns the gradient of the mean squared error of two sigmoid layers, as
    TensorFlow's tape gives it.

    params : W1 (d_in, h), b1 (h,), W2 (h, d_out), b2 (d_out,)
    X : (N, d_in) float64, one example a row
    Y : (N, d_out) float64, targets

    Returns grads : a dict with the keys and shapes of `params`, float64 NumPy
        arrays. Everything between the variables and the loss is computed by
        TensorFlow, in float64: the tape knows nothing of NumPy.

    Accuracy: relative 1e-12.

    >>> params = {"W1": np.zeros((3, 2)), "b1": np.zeros(2),
    ...     "W2": np.ones((2, 1)), "b2": np.zeros(1)}
    >>> tf_gradients(params, np.ones((4, 3)),
    ...     np.zeros((4, 1)))["b2"].round(4).tolist()
    [0.2875]
    """
    import tensorflow as tf

    ### BEGIN SOLUTION
    variables = {key: tf.Variable(value, dtype=tf.float64) for key, value in params.items()}
    with tf.GradientTape() as recording:
        A1 = tf.sigmoid(tf.matmul(tf.constant(X, tf.float64), variables["W1"]) + variables["b1"])
        Y_hat = tf.sigmoid(tf.matmul(A1, variables["W2"]) + variables["b2"])
        loss = tf.reduce_mean((Y_hat - tf.constant(Y, tf.float64)) ** 2)
    return {key: grad.numpy() for key, grad in recording.gradient(loss, variables).items()}
    ### END SOLUTION


def find_the_bugs(params: dict[str, np.ndarray], X: np.ndarray, Y: np.ndarray) -> dict[str, np.ndarray]:
    """Returns what the tutorial's backward pass was meant to return: the
    gradient of the mean squared error.

    params : W1 (d_in, h), b1 (h,), W2 (h, d_out), b2 (d_out,), of two sigmoid
        layers
    X : (N, d_in) float64, one example a row
    Y : (N, d_out) float64, targets

    Returns grads : a dict with the keys and shapes of `params`. Begin with
        `published_backward` of `autograder.materials.tensorflow`, NumPy only,
        and repair one defect at a time: the check names those that remain.

    Accuracy: relative 1e-12.

    >>> params = {"W1": np.zeros((3, 2)), "b1": np.zeros(2),
    ...     "W2": np.ones((2, 1)), "b2": np.zeros(1)}
    >>> find_the_bugs(params, np.ones((4, 3)),
    ...     np.zeros((4, 1)))["b2"].round(4).tolist()
    [0.2875]
    """
    A2, cache = forward(params, X)
    A1, W2 = cache["A1"], params["W2"]
    dA2 = 2 * (A2 - Y) / Y.size  # the sign of the error, and the mean over all entries
    dZ2 = dA2 * A2 * (1 - A2)  # the slope of the output's sigmoid
    dZ1 = dZ2 @ W2.T * A1 * (1 - A1)  # W2 turned over
    return {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": A1.T @ dZ2, "b2": dZ2.sum(axis=0)}  # one slope a bias
