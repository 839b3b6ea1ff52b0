"""Derivatives of trusted functions: exact by complex step, approximate by central differences.

Source: Squire and Trapp, "Using complex variables to estimate derivatives of real functions",
SIAM Review 40 (1998). For an analytic f, f(x + ih) = f(x) + ih f'(x) + O(h^2), so Im f(x + ih) / h
has no cancellation and h may be so small that the error term vanishes in rounding.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

import numpy as np

COMPLEX_STEP = 1e-30  # h^2 = 1e-60 is far below rounding; h itself is far above the smallest double


def complex_step(f: Callable, x: np.ndarray) -> np.ndarray:
    """Returns the gradient of a scalar function at x, exact to rounding.

    f : takes an array of x's shape and returns a scalar; must be analytic and complex-safe
    x : any shape, float64
    Raises numpy's ComplexWarning as an error if f drops an imaginary part on the way.
    """
    x = np.asarray(x, float)
    gradient = np.empty(x.shape)
    moved = x.astype(complex)
    with warnings.catch_warnings():
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        for index in np.ndindex(x.shape):
            moved[index] += 1j * COMPLEX_STEP
            gradient[index] = np.imag(f(moved)) / COMPLEX_STEP
            moved[index] = x[index]
    return gradient


def gradients(f: Callable, tensors: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Returns d f(tensors) / d tensors[key] for every key, exact to rounding.

    f : takes a dict like `tensors` and returns a scalar
    """
    return {key: complex_step(lambda t, key=key: f({**tensors, key: t}), value) for key, value in tensors.items()}


def central_difference(f: Callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Returns the gradient of a scalar function by (f(x + eps) - f(x - eps)) / (2 eps), entry by entry.

    *Accuracy*: about eps^2 from truncation plus 1e-16 / eps from rounding; 1e-10 at eps = 1e-5.
    """
    x = np.asarray(x, float)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += eps
        down[index] -= eps
        gradient[index] = (f(up) - f(down)) / (2 * eps)
    return gradient
