"""Chapter 05, backprop: from the loss back to every weight, one local rule at a time.

`dT` is the gradient of the loss with respect to T, in T's shape. The division by the batch size happens once, where
the loss is differentiated; every later rule adds up over the rows.
"""

from __future__ import annotations

import numpy as np

from solutions.forward import softmax
from solutions.neuron import sigmoid


def mse_grad(Y_hat: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Returns the gradient of the mean squared error with respect to the
    predictions.

    Y_hat : (N, d_out) float64, predictions
    Y : (N, d_out) float64, targets

    Returns dY_hat : (N, d_out) float64; the loss is the mean of (Y_hat - Y)^2
        over all N * d_out entries.

    Accuracy: relative 1e-12.

    >>> mse_grad(np.array([[1.0, 2.0], [3.0, 4.0]]),
    ...     np.array([[1.0, 0.0], [5.0, 4.0]])).tolist()
    [[0.0, 1.0], [-1.0, 0.0]]
    """
    return 2 * (Y_hat - Y) / Y.size


def dense_backward(dZ: np.ndarray, X: np.ndarray, W: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns the gradients of a dense layer's input, weights and bias, given
    the gradient of its weighted sums.

    dZ : (N, d_out) float64, gradient of the loss at Z = X @ W + b; a mean over
        the batch is already in it
    X : (N, d_in) float64, what the layer received
    W : (d_in, d_out) float64, its weights

    Returns dX (N, d_in), dW (d_in, d_out) and db (d_out,), all float64.

    Accuracy: relative 1e-12.

    >>> dX, dW, db = dense_backward(np.array([[1.0, 2.0]]),
    ...     np.array([[3.0, 4.0, 5.0]]), np.ones((3, 2)))
    >>> dX.tolist(), dW.tolist(), db.tolist()
    ([[3.0, 3.0, 3.0]], [[3.0, 6.0], [4.0, 8.0], [5.0, 10.0]], [1.0, 2.0])
    """
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


def activation_backward(dA: np.ndarray, Z: np.ndarray, kind: str) -> np.ndarray:
    """Returns the gradient at an activation's input, given the gradient at its
    output.

    dA : (N, d) float64, gradient of the loss at A = f(Z)
    Z : (N, d) float64, what the activation received
    kind : "sigmoid", "tanh", "relu" or "identity"

    Returns dZ : (N, d) float64. At the kink of a ReLU any slope from 0 to 1 is
        right.

    Raises ValueError for another kind; the message says which are known.
    Accuracy: relative 1e-12.

    >>> activation_backward(np.array([[2.0, 2.0]]), np.array([[-3.0, 3.0]]),
    ...     "relu").tolist()
    [[0.0, 2.0]]
    """
    if kind == "sigmoid":
        A = sigmoid(Z)
        return dA * A * (1 - A)
    if kind == "tanh":
        return dA * (1 - np.tanh(Z) ** 2)
    if kind == "relu":
        return dA * (Z > 0)
    if kind == "identity":
        return dA.copy()
    raise ValueError(f"kind={kind!r} is not a known activation; known are sigmoid, tanh, relu, identity")


def softmax_cross_entropy_grad(Z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Returns the gradient of the mean cross-entropy of softmax(Z) with respect
    to the scores Z.

    Z : (N, K) float64, scores (logits)
    y : (N,) integers in 0 … K-1, the right class of each row

    Returns dZ : (N, K) float64; the loss is a mean over the N rows.

    Accuracy: relative 1e-12 for ordinary scores. The `softmax` of chapter 2
        keeps it finite for scores of ±1000.

    >>> softmax_cross_entropy_grad(np.zeros((2, 4)), np.array([0, 3])).tolist()
    [[-0.375, 0.125, 0.125, 0.125], [0.125, 0.125, 0.125, -0.375]]
    """
    dZ = softmax(Z)
    dZ[np.arange(len(y)), y] -= 1
    return dZ / len(y)


def two_layer_backward(
    params: dict[str, np.ndarray], cache: dict[str, np.ndarray], Y: np.ndarray
) -> dict[str, np.ndarray]:
    """Returns the gradient of the mean squared error for every parameter of a
    network of two sigmoid layers.

    params : W1 (d_in, h), b1 (h,), W2 (h, d_out), b2 (d_out,)
    cache : A0, Z1, A1, Z2, A2 as `forward` leaves them
    Y : (N, d_out) float64, targets

    Returns grads : a dict with the keys and shapes of `params`.

    Accuracy: relative 1e-12.

    >>> from solutions.forward import forward
    >>> params = {"W1": np.zeros((3, 2)), "b1": np.zeros(2),
    ...     "W2": np.ones((2, 1)), "b2": np.zeros(1)}
    >>> grads = two_layer_backward(params, forward(params, np.ones((4, 3)))[1],
    ...     np.zeros((4, 1)))
    >>> {key: value.shape for key, value in grads.items()}
    {'W1': (3, 2), 'b1': (2,), 'W2': (2, 1), 'b2': (1,)}
    """
    dZ2 = activation_backward(mse_grad(cache["A2"], Y), cache["Z2"], "sigmoid")
    dA1, dW2, db2 = dense_backward(dZ2, cache["A1"], params["W2"])
    dZ1 = activation_backward(dA1, cache["Z1"], "sigmoid")
    _, dW1, db1 = dense_backward(dZ1, cache["A0"], params["W1"])
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def backward(
    params: dict[str, np.ndarray],
    cache: dict[str, np.ndarray],
    Y: np.ndarray,
    hidden: str = "sigmoid",
    output: str = "sigmoid",
) -> dict[str, np.ndarray]:
    """Returns the gradient of the loss for every parameter of a network of any
    depth.

    params : W1, b1, …, WL, bL; their number tells the depth L
    cache : A0, Z1, A1, …, ZL, AL as `forward` leaves them, with the same
        activations
    Y : (N, d_out) float64 targets; with output="softmax", (N,) integer labels
    hidden : the activation of layers 1 … L-1: "sigmoid", "tanh", "relu" or
        "identity"
    output : the activation of layer L: one of these, or "softmax"

    Returns grads : a dict with the keys and shapes of `params`. The loss is the
        mean squared error over all entries; with output="softmax" it is the
        mean cross-entropy over the rows.

    Accuracy: relative 1e-12.

    >>> from solutions.forward import forward
    >>> params = {"W1": np.ones((3, 2)), "b1": np.zeros(2)}
    >>> _, cache = forward(params, np.array([[1.0, 0.0, 2.0]]),
    ...     output="softmax")
    >>> backward(params, cache, np.array([1]), output="softmax")["b1"].tolist()
    [0.5, -0.5]
    """
    depth = len(params) // 2
    if output == "softmax":
        dZ = softmax_cross_entropy_grad(cache[f"Z{depth}"], Y)
    else:
        dZ = activation_backward(mse_grad(cache[f"A{depth}"], Y), cache[f"Z{depth}"], output)
    grads = {}
    for layer in range(depth, 0, -1):
        dA, dW, db = dense_backward(dZ, cache[f"A{layer - 1}"], params[f"W{layer}"])
        grads |= {f"W{layer}": dW, f"b{layer}": db}
        if layer > 1:
            dZ = activation_backward(dA, cache[f"Z{layer - 1}"], hidden)
    return grads
