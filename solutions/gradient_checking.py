"""Chapter 03, gradient checking: slopes from two nearby values, how far two gradients are apart, and a verdict on a
layer.

A numerical gradient is slow and a little inexact, and it knows nothing of derivatives: that is why it can judge them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def numerical_grad(f: Callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Returns the gradient of f at x by central differences: the slope of f
    along each entry of x, in x's shape.

    f : takes an array of x's shape and returns one number
    x : of any shape; whole numbers are taken as real ones. It is left as it
        was, to the last bit
    eps : how far one entry at a time is moved, once up and once down; the
        others stay where they are

    Accuracy: exactly the central difference at this eps, but for rounding. It
    differs from the true gradient by about eps^2 for a smooth f.

    >>> numerical_grad(lambda x: x[0] ** 2 + 3 * x[1],
    ...     np.array([5.0, 7.0])).round(6).tolist()
    [10.0, 3.0]
    >>> numerical_grad(lambda x: float(np.sum(x**3)), np.array([[1.0, 2.0]]),
    ...     eps=1.0).tolist()  # true: 3, 12
    [[4.0, 13.0]]
    """
    x = np.array(x, dtype=float)
    grad = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += eps
        down[index] -= eps
        grad[index] = (f(up) - f(down)) / (2 * eps)
    return grad


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """Returns how far two arrays are apart beside their own size: norm(a - b) /
    (norm(a) + norm(b)).

    a, b : in one shape, any

    The norm of an array, of any shape, is the square root of the sum of all its
    squared entries. The result is between 0 (equal) and 1 (opposite, or one of
    them zero); when both are zero it is 0.0.

    Accuracy: relative 1e-9. It is the same for 1e-6 * a and 1e-6 * b as for a
    and b.

    >>> relative_error(np.array([3.0, 4.0]), np.array([3.0, -4.0]))
    0.8
    >>> relative_error(np.zeros((2, 3)), np.zeros((2, 3)))
    0.0
    """
    sizes = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(np.subtract(a, b)) / sizes) if sizes > 0 else 0.0


def check_layer(forward: Callable, backward: Callable, x: np.ndarray, dZ: np.ndarray) -> bool:
    """Returns True when a layer's way back belongs to its way forward, as far
    as x and dZ can show, else False.

    forward : forward(x) is Z, an array of any shape
    backward : backward(dZ, x) claims to be dx, the gradient of the number
        sum(dZ * forward(x)) with respect to x
    x : float64 of any shape, where the layer is tried; nearer than 1e-3 to its
        entries there is no kink
    dZ : float64 in the shape of Z, the gradient that comes in from above;
        neither x nor dZ is changed

    A right layer is accepted however large or small its numbers are. A layer is
    rejected when its dx is not in x's shape, or is wrong by 1 % everywhere, or
    by a few per cent in a single entry.

    >>> x, dZ = np.array([[0.5, -2.0]]), np.array([[3.0, 1.0]])
    >>> check_layer(lambda x: x**2, lambda dZ, x: dZ * 2 * x, x, dZ)
    True
    >>> check_layer(lambda x: x**2, lambda dZ, x: dZ * x, x, dZ)
    False
    """
    dx = backward(dZ, x)
    expected = numerical_grad(lambda moved: float(np.sum(dZ * forward(moved))), x)
    return np.shape(dx) == x.shape and relative_error(dx, expected) < 1e-6
