"""Trusted forward functions that accept complex arguments, so that their derivatives are exact by complex step.

They are written apart from `solutions` on purpose: the tests compare the two.
"""

from __future__ import annotations

import numpy as np


def sigmoid(z):
    """Returns 1 / (1 + exp(-z)) without overflow, for real or complex z."""
    z = np.asarray(z)
    positive = z.real >= 0
    e = np.exp(np.where(positive, -z, z))
    return np.where(positive, 1 / (1 + e), e / (1 + e))


def relu(z):
    """Returns z where its real part is positive, else 0."""
    z = np.asarray(z)
    return np.where(z.real > 0, z, 0 * z)


def identity(z):
    """Returns z."""
    return np.asarray(z) * 1


def softmax(z):
    """Returns the softmax of each row of z (N, K)."""
    e = np.exp(z - z.real.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


ACTIVATIONS = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu, "identity": identity, "softmax": softmax}

SLOPES = {
    "sigmoid": lambda z, a: a * (1 - a),
    "tanh": lambda z, a: 1 - a**2,
    "relu": lambda z, a: (z > 0) * 1.0,
    "identity": lambda z, a: np.ones_like(a),
}


def mse(Y_hat, Y):
    """Returns the mean of (Y_hat - Y)^2 over all entries."""
    return ((Y_hat - Y) ** 2).mean()


def cross_entropy(Z, y):
    """Returns the mean over rows of log(sum(exp(Z))) - Z[row, y[row]], from logits Z (N, K) and labels y (N,)."""
    top = Z.real.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(Z - top).sum(axis=1)) + top[:, 0]
    return (log_total - Z[np.arange(len(y)), y]).mean()


def depth(params) -> int:
    """Returns the number of layers: the number of keys that start with W."""
    return sum(key.startswith("W") for key in params)


def forward(params, X, hidden="sigmoid", output="sigmoid") -> dict:
    """Returns the cache {A0, Z1, A1, …, ZL, AL} of a network of any depth."""
    cache, L = {"A0": np.asarray(X)}, depth(params)
    for layer in range(1, L + 1):
        Z = cache[f"A{layer - 1}"] @ params[f"W{layer}"] + params[f"b{layer}"]
        cache[f"Z{layer}"] = Z
        cache[f"A{layer}"] = ACTIVATIONS[output if layer == L else hidden](Z)
    return cache


def loss(params, X, Y, hidden="sigmoid", output="sigmoid"):
    """Returns the network's loss: mean cross-entropy for a softmax output with labels Y (N,), else MSE."""
    cache = forward(params, X, hidden, output)
    L = depth(params)
    return cross_entropy(cache[f"Z{L}"], Y) if output == "softmax" else mse(cache[f"A{L}"], Y)
