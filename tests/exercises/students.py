"""Right answers as students write them, one quantity a line, and edits of these lines.

An edit is "old => new": `edited("neuron", "sigma(z) => z")` is the student's `neuron` with that text replaced.
Nothing here is taken from the course's own rules, so what an edit does to the numbers is known from its text alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from autograder.exercises import by_chapter

# the chapters whose exercises have a student here; chapter 03 has tests of its own
CHAPTERS = tuple(by_chapter(key) for key in ("neuron", "forward", "backprop"))
EXERCISES = {exercise.name: exercise for chapter in CHAPTERS for exercise in chapter.exercises}
SOURCES = {
    "sigmoid": """
        def sigmoid(z):
            z = np.asarray(z, dtype=float)
            e = np.exp(-np.abs(z))
            a = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
            return a
    """,
    "relu": """
        def relu(z):
            a = np.maximum(z, 0)
            return a
    """,
    "neuron": """
        def neuron(X, w, b):
            z = X @ w + b
            a = sigma(z)
            return a
    """,
    "mse": """
        def mse(Y_hat, Y):
            E = Y_hat - Y
            loss = np.mean(E ** 2)
            return loss
    """,
    "neuron_grad": """
        def neuron_grad(X, w, b, y):
            z = X @ w + b
            a = sigma(z)
            da = 2 * (a - y) / len(y)
            dz = da * a * (1 - a)
            dw = X.T @ dz
            db = dz.sum()
            return dw, db
    """,
    "dense": """
        def dense(X, W, b):
            Z = X @ W + b
            return Z
    """,
    "init_params": """
        def init_params(sizes, rng):
            params = {}
            for l in range(1, len(sizes)):
                n, m = sizes[l - 1], sizes[l]
                W = rng.standard_normal((n, m)) / np.sqrt(n)
                b = np.zeros(m)
                params[f"W{l}"], params[f"b{l}"] = W, b
            return params
    """,
    "softmax": """
        def softmax(Z):
            s = Z - Z.max(axis=1, keepdims=True)
            e = np.exp(s)
            P = e / e.sum(axis=1, keepdims=True)
            return P
    """,
    "cross_entropy": """
        def cross_entropy(Z, y):
            rows = np.arange(len(y))
            s = Z - Z.max(axis=1, keepdims=True)
            log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
            loss = -log_p[rows, y].mean()
            return loss
    """,
    "forward": """
        def forward(params, X, hidden="sigmoid", output="sigmoid"):
            L = len(params) // 2
            A = X
            cache = {"A0": X}
            for l in range(1, L + 1):
                W = params[f"W{l}"]
                b = params[f"b{l}"]
                f = output if l == L else hidden
                Z = A @ W + b
                A = act(f, Z)
                cache[f"Z{l}"] = Z
                cache[f"A{l}"] = A
            return A, cache
    """,
    "mse_grad": """
        def mse_grad(Y_hat, Y):
            E = Y_hat - Y
            n = Y.size
            return 2 * E / n
    """,
    "dense_backward": """
        def dense_backward(dZ, X, W):
            dX = dZ @ W.T
            dW = X.T @ dZ
            db = dZ.sum(axis=0)
            return dX, dW, db
    """,
    "activation_backward": """
        def activation_backward(dA, Z, kind):
            A = act(kind, Z)
            s = slope(kind, Z)
            return dA * s
    """,
    "softmax_cross_entropy_grad": """
        def softmax_cross_entropy_grad(Z, y):
            P = soft(Z)
            Y = np.eye(Z.shape[1])[y]
            n = len(y)
            return (P - Y) / n
    """,
    "two_layer_backward": """
        def two_layer_backward(params, cache, Y):
            X, A1, A2 = cache["A0"], cache["A1"], cache["A2"]
            Z1, Z2 = cache["Z1"], cache["Z2"]
            W2 = params["W2"]
            dA2 = 2 * (A2 - Y) / Y.size
            dZ2 = dA2 * A2 * (1 - A2)
            dW2 = A1.T @ dZ2
            db2 = dZ2.sum(axis=0)
            dA1 = dZ2 @ W2.T
            dZ1 = dA1 * A1 * (1 - A1)
            dW1 = X.T @ dZ1
            db1 = dZ1.sum(axis=0)
            return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
    """,
    "backward": """
        def backward(params, cache, Y, hidden="sigmoid", output="sigmoid"):
            L = len(params) // 2
            A, Z = cache[f"A{L}"], cache[f"Z{L}"]
            grads = {}
            if output == "softmax":
                T = np.eye(A.shape[1])[Y]
                dZ = (A - T) / len(Y)
            else:
                dA = 2 * (A - Y) / Y.size
                dZ = dA * slope(output, Z)
            for l in range(L, 0, -1):
                W = params[f"W{l}"]
                A, Z = cache[f"A{l - 1}"], cache.get(f"Z{l - 1}")
                dW = A.T @ dZ
                db = dZ.sum(axis=0)
                grads[f"W{l}"], grads[f"b{l}"] = dW, db
                if l > 1:
                    dA = dZ @ W.T
                    dZ = dA * slope(hidden, Z)
            return grads
    """,
}


def sigma(z):
    """Returns the sigmoid, safe for ordinary z."""
    return 1 / (1 + np.exp(-z))


def soft(Z):
    """Returns the softmax of each row."""
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def act(kind, Z):
    """Returns an activation by its name."""
    return {"sigmoid": sigma, "tanh": np.tanh, "relu": lambda z: z * (z > 0), "identity": np.copy, "softmax": soft}[
        kind
    ](Z)


def slope(kind, Z):
    """Returns the slope of an activation at Z."""
    if kind == "sigmoid":
        return np.exp(-Z) / (1 + np.exp(-Z)) ** 2
    if kind == "tanh":
        return 1 / np.cosh(Z) ** 2
    return (Z > 0).astype(float) if kind == "relu" else np.ones(Z.shape)


def edited(exercise: str, *edits: str) -> str:
    """Returns the student's source with the old text of each edit, found exactly once, replaced by the new.

    Raises ValueError when an old text is not found once, or when two edits overlap.
    """
    source = textwrap.dedent(SOURCES[exercise]).strip() + "\n"
    changes = []
    for edit in edits:
        old, arrow, new = edit.partition(" => ")
        if not arrow or source.count(old) != 1:
            raise ValueError(f"{exercise}: {old!r} stands {source.count(old)} times in the source")
        changes.append((source.index(old), old, new))
    changes.sort()
    if any(start + len(old) > after for (start, old, _), (after, _, _) in pairwise(changes)):
        raise ValueError(f"{exercise}: two of {edits} overlap")
    for start, old, new in reversed(changes):
        source = source[:start] + new + source[start + len(old) :]
    return source


def compiled(source: str, name: str) -> Callable:
    """Returns the function of that name that a source text defines, with the student's own helpers in reach."""
    namespace = {"np": np, "sigma": sigma, "soft": soft, "act": act, "slope": slope}
    exec(compile(source, f"<{name}>", "exec"), namespace)
    return namespace[name]


def student(exercise: str, *edits: str) -> Callable:
    """Returns the student's function after some edits."""
    return compiled(edited(exercise, *edits), exercise)
