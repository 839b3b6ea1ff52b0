"""Chapter 10, capstone: the course's own network, from the first to the last line, reads handwritten digits.

Two proofs that it is right: an accuracy on pictures that it has never seen, and the gradients of TensorFlow.
"""

from __future__ import annotations

import numpy as np

from autograder.materials.digits import load_digits, split_digits
from solutions.backprop import backward
from solutions.forward import forward, init_params
from solutions.regularisation import dropout_forward


def compare_gradients(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray]) -> float:
    """Returns how far two sets of gradients are apart at worst, beside the
    largest entry of each tensor.

    ours, theirs : dicts with the same keys; `theirs` is the witness, such as
        TensorFlow

    For every key, the largest entry of |ours - theirs| is divided by the
    largest entry of |theirs| (two tensors of zeros are 0 apart); the result is
    the largest of these numbers. Below 1e-6 the two agree. It is never small
    when an entry is not finite: then it is infinite.

    Raises ValueError when the keys differ, or the shapes of a key.
    Accuracy: relative 1e-9.

    >>> ours = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([0.001])}
    >>> compare_gradients(ours,
    ...     {"W1": np.array([[1.0, 4.0]]), "b1": np.array([0.002])})
    0.5
    """
    if ours.keys() != theirs.keys():
        raise ValueError(f"the keys differ: {sorted(ours)} and {sorted(theirs)}")
    worst = 0.0
    for key, their in theirs.items():
        if np.shape(ours[key]) != np.shape(their):
            raise ValueError(f"the shapes of {key} differ: {np.shape(ours[key])} and {np.shape(their)}")
        if not (np.isfinite(ours[key]).all() and np.isfinite(their).all()):
            return float("inf")
        far, size = np.abs(ours[key] - their).max(), np.abs(their).max()
        worst = max(worst, 0.0 if far == 0 else float("inf") if size == 0 else float(far / size))
    return worst


def accuracy(Y_hat: np.ndarray, y: np.ndarray) -> float:
    """Returns the share of the rows that are read rightly, between 0 and 1.

    Y_hat : (N, K) float64, one number a class and row: probabilities, or logits
    y : (N,) integer labels, from 0 to K - 1

    A row is read as the class of its largest number.

    >>> accuracy(np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]]), np.array([1, 2]))
    0.5
    """
    return float(np.mean(Y_hat.argmax(axis=1) == y))


def fit_digits(seed: int) -> tuple[dict[str, np.ndarray], float]:
    """Returns a network that reads handwritten digits, and its accuracy on the
    test rows.

    seed : decides every random number, so the same seed gives the same network,
        and another seed another one

    The protocol: `X, y = load_digits()` and `train, test = split_digits(y)` of
    `autograder.materials.digits` (the numbers of scikit-learn's `load_digits`,
    divided by 16; 1,433 rows for training, 364 for the test, every digit in the
    same share). Call them inside the function. Only the training rows take part
    in training, and in every decision on the way, such as when to stop:
    whatever pictures the test rows hold, the same seed gives the same network.
    The prediction of a row is the largest entry of `forward(params, X,
    hidden="relu", output="softmax")`.

    Returns params : W1 (64, h), b1, …, WL (·, 10), bL, of any depth and widths
    and accuracy : float, the share of the test rows that are read rightly, 0.97
        or more. The check computes it anew from `params`.

    Time: under a second here; while marking, ten seconds a call.

    >>> params, reached = fit_digits(seed=0)
    >>> params["W1"].shape, params["b2"].shape, reached >= 0.97
    ((64, 128), (10,), True)
    """
    X, y = load_digits()
    train, test = split_digits(y)
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    params = init_params([X.shape[1], 128, 10], rng)
    velocity = {key: np.zeros(value.shape) for key, value in params.items()}
    epochs, batch_size, momentum, keep = 30, 32, 0.9, 0.8
    for epoch in range(epochs):
        learning_rate = 0.1 * (1 - epoch / epochs)
        for rows in np.array_split(rng.permutation(train), len(train) // batch_size):
            inputs, _ = dropout_forward(X[rows], keep, rng)
            _, cache = forward(params, inputs, "relu", "softmax")
            for key, grad in backward(params, cache, y[rows], "relu", "softmax").items():
                velocity[key] = momentum * velocity[key] - learning_rate * grad
                params[key] = params[key] + velocity[key]
    return params, accuracy(forward(params, X[test], "relu", "softmax")[0], y[test])
    ### END SOLUTION


def confusion_matrix(y: np.ndarray, predicted: np.ndarray, K: int) -> np.ndarray:
    """Returns how many rows of each class were read as each class.

    y : (N,) integer labels, from 0 to K - 1: what the rows are
    predicted : (N,) integer labels: what they were read as
    K : the number of classes, whether or not all of them occur

    Returns (K, K) counts: the entry in row i and column j is the number of rows
    that are an i and were read as a j.

    >>> confusion_matrix(np.array([0, 1, 1, 1]), np.array([0, 1, 1, 0]),
    ...     3).tolist()
    [[1, 0, 0], [1, 2, 0], [0, 0, 0]]
    """
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (y, predicted), 1)
    return counts
