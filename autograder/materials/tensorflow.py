"""Chapter 09: a backward pass as a tutorial printed it, and a look at what a function of TensorFlow returns.

The tutorial is rebuilt here from its description, in the course's notation. It is meant to be read, run and doubted.
"""

from __future__ import annotations

import sys

import numpy as np


def published_backward(params, X, Y):
    """Is said to return the gradient of the mean squared error of two sigmoid layers."""
    W1, b1, W2, b2 = (params[key] for key in ("W1", "b1", "W2", "b2"))
    a1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
    y_hat = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
    # backward pass
    d_pred = 2 * (Y - y_hat)
    d_W2 = a1.T @ d_pred
    d_b2 = np.sum(d_pred)
    d_hidden = (d_pred @ W2) * a1 * (1 - a1)
    d_W1 = X.T @ d_hidden
    d_b1 = np.sum(d_hidden, axis=0)
    return {"W1": d_W1, "b1": d_b1, "W2": d_W2, "b2": d_b2}


# The same tutorial's training, as text: it needs TensorFlow, and stops before its first step.
PUBLISHED_TRAINING = """
rng = np.random.default_rng(0)
x_train = rng.random((100, 2))
y_train = rng.random((100, 1))

W1 = tf.Variable(tf.random.normal((2, 4)))
b1 = tf.Variable(tf.zeros(4))
W2 = tf.Variable(tf.random.normal((4, 1)))
b2 = tf.Variable(tf.zeros(1))

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def predict(x):
    a1 = sigmoid(tf.matmul(x, W1) + b1)
    return sigmoid(tf.matmul(a1, W2) + b2)

def backward(y, y_hat):
    d_pred = 2 * (y - y_hat)
    d_W2 = tf.transpose(a1) @ d_pred
    d_b2 = tf.reduce_sum(d_pred)
    d_hidden = (d_pred @ W2) * a1 * (1 - a1)
    d_W1 = tf.transpose(x) @ d_hidden
    d_b1 = tf.reduce_sum(d_hidden, axis=0)
    return d_W1, d_b1, d_W2, d_b2

for epoch in range(1000):
    optimiser = tf.keras.optimizers.SGD(0.1)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((predict(x_train) - y_train) ** 2)
    grads = tape.gradient(loss, [W1, b1, W2, b2])
    optimiser.apply_gradients(zip(grads, [W1, b1, W2, b2]))
"""


# The gradients of TensorFlow 2.21, in float64, of the 2-4-1 network of chapters 02 and 05 on its five points.
_STORED_GRADS = {
    "W1": [
        [0.01276118864832176, -0.017497397103034863, 0.005693406424543723, 0.013846858756733216],
        [0.005504781552841805, -0.008121971436561595, -5.2235528329912457e-05, -0.00979554840650469],
    ],
    "b1": [0.018227524775926186, -0.026811359485407336, 0.004555536816538015, 0.013541965736491347],
    "W2": [[0.05290274255383044], [0.017447326387938472], [0.02046275748089999], [0.03479814901456854]],
    "b2": [0.05116181078703311],
}


def stored_tape():
    """Returns (params, X, Y, grads): a small network, five points, and what TensorFlow's tape gave for them.

    params, grads : W1 (2, 4), b1 (4,), W2 (4, 1), b2 (1,); X : (5, 2); Y : (5, 1). For those who have no TensorFlow at
    hand, as in a web page: a backward pass can be compared with it all the same.
    """
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.25, 0.75]])
    params = {
        "W1": np.array([[2.0, -1.0, 0.5, 1.5], [-2.0, 1.5, 1.0, 0.5]]),
        "b1": np.array([0.5, 0.0, -1.0, -0.5]),
        "W2": np.array([[1.0], [-1.5], [0.5], [2.0]]),
        "b2": np.array([-0.5]),
    }
    Y = np.abs(X[:, [0]] - X[:, [1]])
    return params, X, Y, {key: np.array(value) for key, value in _STORED_GRADS.items()}


def plain_gradients(function, params, X, Y):
    """Returns what a function returns, with its tensors as arrays; None stays None."""
    grads = function(params, X, Y)
    if not isinstance(grads, dict):
        return grads
    return {key: None if value is None else np.asarray(value) for key, value in grads.items()}


def kinds_of_gradients(function, params, X, Y):
    """Returns a list of (key, what its gradient is made of): "None", "float64", or the name of a type."""
    grads = _on_tape(function, params, X, Y)
    return [(str(key), _kind(value)) for key, value in grads.items()] if isinstance(grads, dict) else []


def gradients_on_tape(function, params, X, Y):
    """Returns what `plain_gradients` does, also for a function that stumbles over a gradient that is None."""
    return plain_gradients(lambda *given: _on_tape(function, *given), params, X, Y)


def _on_tape(function, params, X, Y):
    """Returns what a function returns; where it raises because some gradients are None, what the tape had given it.

    A gradient is told by its shape. Raises what the function raises when that tells nothing.
    """
    try:
        return function(params, X, Y)
    except (AttributeError, TypeError, ValueError):
        given = _recorded(function, params, X, Y)
        shapes = {key: np.shape(value) for key, value in params.items()}
        grads = {key: given[shape] for key, shape in shapes.items() if shape in given}
        if len(grads) < len(params) or all(value is not None for value in grads.values()):
            raise
        return grads


def _recorded(function, params, X, Y) -> dict:
    """Returns, by the shape of the variable, the gradients that the tape gives while a function runs until it fails."""
    tape = getattr(sys.modules.get("tensorflow"), "GradientTape", None)
    if tape is None:
        return {}
    usual, found = tape.gradient, {}

    def watched(self, target, sources, *rest, **options):
        grads = usual(self, target, sources, *rest, **options)
        for source, grad in zip(_flat(sources), _flat(grads), strict=False):
            found[tuple(source.shape)] = None if grad is None else np.asarray(grad)
        return grads

    tape.gradient = watched
    try:
        function(params, X, Y)
    except Exception:  # what it fails with is known: it has failed before
        pass
    finally:
        tape.gradient = usual
    return found


def _flat(nest) -> list:
    if isinstance(nest, dict):
        return [nest[key] for key in sorted(nest)]
    return list(nest) if isinstance(nest, list | tuple) else [nest]


def _kind(value):
    if isinstance(value, np.ndarray) and value.dtype == object and value.shape == () and value.item() is None:
        return "None"  # which np.array(None) hides
    if isinstance(value, np.ndarray | np.generic):
        return str(value.dtype)
    return "None" if value is None else type(value).__name__
