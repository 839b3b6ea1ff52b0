"""Mistakes that no table lists: a name for any of them would be a guess."""

from __future__ import annotations

from typing import NamedTuple

from autograder import evaluate
from tests.exercises.students import student


class Unlisted(NamedTuple):
    """Edits of a student's code that make a mistake without a name."""

    exercise: str
    edits: str


UNLISTED = (
    Unlisted("sigmoid", "np.where(z >= 0, 1 / (1 + e), e / (1 + e)) => 1 / (2 + np.exp(-z))"),
    Unlisted("sigmoid", "np.where(z >= 0, 1 / (1 + e), e / (1 + e)) => np.arctan(z) / np.pi + 0.5"),
    Unlisted("relu", "np.maximum(z, 0) => np.maximum(z, 1)"),
    Unlisted("relu", "np.maximum(z, 0) => np.sqrt(np.maximum(z, 0))"),
    Unlisted("neuron", "X @ w + b => X @ w[::-1] + b"),
    Unlisted("neuron", "X @ w + b => X @ w + 3 * b"),
    Unlisted("mse", "E ** 2 => np.abs(E) ** 1.5"),
    Unlisted("mse", "np.mean(E ** 2) => np.median(E ** 2)"),
    Unlisted("neuron_grad", "a * (1 - a) => a * (1 - a) + 0.1"),
    Unlisted("neuron_grad", "X.T @ dz => X.T @ dz[::-1]"),
    Unlisted("neuron_grad", "2 * (a - y) => 2 * (a - y) ** 3"),
    Unlisted("dense", "X @ W + b => X @ W + b.max()"),
    Unlisted("softmax", "np.exp(s) => np.exp(2 * s)"),
    Unlisted("softmax", "np.exp(s) => np.exp2(s)"),
    Unlisted("cross_entropy", "log_p[rows, y] => log_p[rows, 1]"),
    Unlisted("forward", "A @ W + b => A @ W + b[0]"),
    Unlisted("forward", "A @ W + b => (A - A.mean()) @ W + b"),
    Unlisted("mse_grad", "2 * E / n => 2 * E / n + 1e-3"),
    Unlisted("mse_grad", "2 * E / n => np.clip(2 * E / n, -0.01, 0.01)"),
    Unlisted("dense_backward", "X.T @ dZ => X.T @ dZ[::-1]"),
    Unlisted("dense_backward", "X.T @ dZ => (X - X.mean(axis=0)).T @ dZ"),
    Unlisted("dense_backward", "dZ @ W.T => dZ @ W.T + dZ.sum()"),
    Unlisted("dense_backward", "dZ.sum(axis=0) => np.median(dZ, axis=0)"),
    Unlisted("dense_backward", "dZ.sum(axis=0) => dZ.sum(axis=0) + 0.5"),
    Unlisted("activation_backward", "slope(kind, Z) => slope(kind, 3 * Z)"),
    Unlisted("activation_backward", "dA * s => dA * s + 0.1 * dA * Z"),
    Unlisted("softmax_cross_entropy_grad", "soft(Z) => soft(2 * Z)"),
    Unlisted("softmax_cross_entropy_grad", "(P - Y) / n => (P - 0.9 * Y) / n"),
    Unlisted("softmax_cross_entropy_grad", "np.eye(Z.shape[1])[y] => np.roll(np.eye(Z.shape[1])[y], 1, axis=0)"),
    Unlisted("two_layer_backward", "dA1 * A1 * (1 - A1) => dA1 * A1 ** 1.5 * (1 - A1)"),
    Unlisted("two_layer_backward", "dA1 * A1 * (1 - A1) => dA1[::-1] * A1 * (1 - A1)"),
    Unlisted("two_layer_backward", "dZ2 @ W2.T => dZ2 @ (W2 ** 2).T"),
    Unlisted("two_layer_backward", "dZ2 @ W2.T => dZ2 @ W2[::-1].T"),
    Unlisted("two_layer_backward", "dZ2 @ W2.T => dZ2 @ (W2 + 0.3).T"),
    Unlisted("two_layer_backward", "A1.T @ dZ2 => A1[:4].T @ dZ2[:4]"),
    Unlisted("two_layer_backward", "A1.T @ dZ2 => A1.T @ dZ2 + 0.01 * W2"),
    Unlisted("two_layer_backward", "X.T @ dZ1 => X.T @ dZ1 + 0.1"),
    Unlisted("two_layer_backward", "X.T @ dZ1 => (X ** 2).T @ dZ1"),
    Unlisted("two_layer_backward", "dZ1.sum(axis=0) => dZ1.max(axis=0)"),
    Unlisted("two_layer_backward", "2 * (A2 - Y) => 2 * np.tanh(A2 - Y)"),
    Unlisted("two_layer_backward", "2 * (A2 - Y) => 2 * (A2 - Y[::-1])"),
    Unlisted("two_layer_backward", "dW1 = X.T @ dZ1 => dW1 = np.ones((3, 7)); dW2 = dW2 ** 3"),
    Unlisted("backward", "A.T @ dZ => A.T @ np.clip(dZ, -0.05, 0.05)"),
    Unlisted("backward", "dA * slope(hidden, Z) => dA * slope(hidden, Z) ** 0.7"),
    Unlisted("backward", "dA * slope(hidden, Z) => dA * slope(hidden, Z + 0.5)"),
    Unlisted("backward", "(A - T) / len(Y) => (A - np.roll(T, 1, axis=0)) / len(Y)"),
)


def names_given(mistake: Unlisted) -> list[str]:
    """Returns the names that the checks give to an unlisted mistake; none is right."""
    result = evaluate(student(mistake.exercise, *mistake.edits.split(" ;; ")))
    return [diagnosis.name for diagnosis in result.diagnosis]
