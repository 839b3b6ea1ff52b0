"""Chapter 09: a backward pass as a tutorial printed it, and a look at what a function of TensorFlow returns.

The tutorial is rebuilt here from its description, in the course's notation. It is meant to be read, run and doubted.
"""

from __future__ import annotations

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
x_train = rng.random((100, 2))                    # NumPy: float64
y_train = rng.random((100, 1))                    # noise, with nothing to learn

W1 = tf.Variable(tf.random.normal((2, 4)))        # TensorFlow: float32
b1 = tf.Variable(tf.zeros(4))
W2 = tf.Variable(tf.random.normal((4, 1)))
b2 = tf.Variable(tf.zeros(1))

def sigmoid(z):
    return 1 / (1 + np.exp(-z))                   # NumPy again, inside the tape

def predict(x):
    a1 = sigmoid(tf.matmul(x, W1) + b1)
    return sigmoid(tf.matmul(a1, W2) + b2)

def backward(y, y_hat):                           # never called
    d_pred = 2 * (y - y_hat)
    d_W2 = tf.transpose(a1) @ d_pred              # a1 is not known here
    d_b2 = tf.reduce_sum(d_pred)
    d_hidden = (d_pred @ W2) * a1 * (1 - a1)
    d_W1 = tf.transpose(x) @ d_hidden             # nor is x
    d_b1 = tf.reduce_sum(d_hidden, axis=0)
    return d_W1, d_b1, d_W2, d_b2

for epoch in range(1000):
    optimiser = tf.keras.optimizers.SGD(0.1)      # a new one in every epoch
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((predict(x_train) - y_train) ** 2)
    grads = tape.gradient(loss, [W1, b1, W2, b2])
    optimiser.apply_gradients(zip(grads, [W1, b1, W2, b2]))
"""


def plain_gradients(function, params, X, Y):
    """Returns what a function returns, with its tensors as arrays; None stays None."""
    grads = function(params, X, Y)
    if not isinstance(grads, dict):
        return grads
    return {key: None if value is None else np.asarray(value) for key, value in grads.items()}


def kinds_of_gradients(function, params, X, Y):
    """Returns a list of (key, what its gradient is made of): "None", "float64", or the name of a type."""
    grads = function(params, X, Y)
    return [(str(key), _kind(value)) for key, value in grads.items()] if isinstance(grads, dict) else []


def _kind(value):
    if isinstance(value, np.ndarray | np.generic):
        return str(value.dtype)
    return "None" if value is None else type(value).__name__
