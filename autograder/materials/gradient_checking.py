"""Chapter 03: functions to differentiate, and layers whose way back may or may not belong to their way forward.

A layer is a pair: `forward(x)` is Z, and `backward(dZ, x)` is what somebody claims to be dx. Which of the backward
functions is whose, and which of them are right, is the question of the chapter; their numbers do not tell.
"""

from __future__ import annotations

import numpy as np

# Functions to differentiate: one number from an array of any shape. Each entry matters in its own way.


def ripple(x):
    """Returns a sum of waves, each entry at its own frequency, with neighbours coupled."""
    v = np.ravel(x)
    return np.sin(np.linspace(0.7, 1.9, v.size) * v).sum() + 0.4 * (v[:-1] * v[1:]).sum()


def funnel(x):
    """Returns a valley that rises slowly far out."""
    v = np.ravel(x)
    return np.log(1 + (np.linspace(1, 2, v.size) * v**2).sum()) + 0.3 * v.sum()


def hillside(x):
    """Returns an exponential of a weighted sum."""
    v = np.ravel(x)
    return 2 * np.exp((np.linspace(-0.5, 0.8, v.size) * v).sum() / 2)


# Layers on the way forward: x is (N, 3).

W = np.array([[0.9, -0.7, 1.3, 0.4], [-1.1, 0.6, 0.8, -0.5], [0.3, 1.2, -0.9, 0.7]])
B = np.array([0.2, -0.4, 0.1, 0.5])
V = np.array([[0.8, -1.2, 0.5], [0.6, 0.9, -0.7], [-0.4, 1.1, 1.3]])
FAINT, LOUD, LEAK = 1e-6, 1e7, 0.1
ONES, EXACT = -1, -2  # the seeds for which dZ is all ones, and for which it is its own square


def dense(x):
    return x @ W + B


def square(x):
    return x @ V


def faint(x):
    return FAINT * (x @ W)


def loud(x):
    return LOUD * (x @ W)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def tanh(x):
    return np.tanh(x)


def relu(x):
    return np.maximum(x, 0)


def leaky(x):
    return np.where(x > 0, x, LEAK * x)


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def centred(x):
    return x - x.mean(axis=1, keepdims=True)


def total(x):
    return x.sum(axis=1)


def still(x):
    return np.ones((len(x), 2))


def doubled(x):
    return 2 * x


# Layers on the way back.


def backward_01(dZ, x):
    return dZ * sigmoid(x) * (1 - sigmoid(x))


def backward_02(dZ, x):
    return dZ @ W.T * 1.01


def backward_03(dZ, x):
    return dZ * (x > 0)


def backward_04(dZ, x):
    return np.broadcast_to(dZ[:, None], x.shape) * 1.0


def backward_05(dZ, x):
    return dZ @ V


def backward_06(dZ, x):
    return dZ @ W.T


def backward_07(dZ, x):
    return np.abs(dZ) * (1 - np.tanh(x) ** 2)


def backward_08(dZ, x):
    P = softmax(x)
    return P * (dZ - (dZ * P).sum(axis=1, keepdims=True))


def backward_09(dZ, x):
    return np.ones_like(dZ) @ W.T


def backward_10(dZ, x):
    return FAINT * dZ @ W.T


def backward_11(dZ, x):
    dx = dZ @ W.T
    dx[-1, 1] *= 1.05
    return dx


def backward_12(dZ, x):
    return (dZ * sigmoid(x) * (1 - sigmoid(x)))[None]


def backward_13(dZ, x):
    return np.zeros_like(x)


def backward_14(dZ, x):
    return dZ * softmax(x) * (1 - softmax(x))


def backward_15(dZ, x):
    dx = np.zeros_like(x)
    dx[0] = dZ[0] @ V.T
    return dx


def backward_16(dZ, x):
    return 2 * FAINT * dZ @ W.T


def backward_17(dZ, x):
    return (dZ @ W.T)[:, ::-1]


def backward_18(dZ, x):
    return LOUD * dZ @ W.T


def backward_19(dZ, x):
    return dZ * (np.tanh(x) ** 2 - 1)


def backward_20(dZ, x):
    return dZ - dZ.mean(axis=1, keepdims=True)


def backward_21(dZ, x):
    return dZ[:, None] * 1.0


def backward_22(dZ, x):
    return dZ / np.cosh(x) ** 2


def backward_23(dZ, x):
    return 2 * dZ


def inputs(forward, seed):
    """Returns x (4, 3) and dZ in the shape of forward(x): numbers of both signs, none on a kink, two close to one.

    For the seed ONES, dZ is all ones; for EXACT, it is ones and zeros, and x is zero: there a difference is
    exact to the last bit.
    """
    rng = np.random.default_rng(abs(seed))
    x = rng.standard_normal((4, 3))
    x += np.copysign(0.1, x)
    x[1, 0], x[2, 2] = 0.0015, -0.0015
    dZ = rng.standard_normal(forward(x).shape)
    if seed == EXACT:
        return np.zeros(x.shape), 1.0 * (dZ > 0)
    return x, np.ones(dZ.shape) if seed == ONES else dZ + np.copysign(0.2, dZ)


def on_layer(check_layer, forward, backward, seed):
    """Returns {"verdict", "changed"}: what a check says about one layer, and whether it changed what it was given."""
    x, dZ = inputs(forward, seed)
    given = x.copy(), dZ.copy()
    verdict = check_layer(forward, backward, x, dZ)
    return {"verdict": verdict, "changed": not (np.array_equal(x, given[0]) and np.array_equal(dZ, given[1]))}
