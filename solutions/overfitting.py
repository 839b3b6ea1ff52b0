"""Chapter 07, overfitting: curves of any degree, rows kept apart, scales learned from the training rows alone, the two
parts of an error, and when to stop.

A model is judged by rows it has never seen. Whatever is computed from rows, be it a mean, belongs to training.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def polynomial_features(x: np.ndarray, degree: int) -> np.ndarray:
    """Returns the powers of each number side by side, so that a model that is
    linear in them draws a curve.

    x : (N,) float64, one input for each example
    degree : the highest power, at least 0

    Returns (N, degree + 1): column j holds x to the power j, from the ones of j
    = 0 on. Example n stays in row n.

    Accuracy: relative 1e-9.

    >>> polynomial_features(np.array([2.0, 3.0]), 3).tolist()
    [[1.0, 2.0, 4.0, 8.0], [1.0, 3.0, 9.0, 27.0]]
    """
    return x[:, None] ** np.arange(degree + 1)


def split(y: np.ndarray, fractions: Sequence[float], rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Returns the row numbers of each part, drawn at random so that every row
    is in exactly one part.

    y : (N,) integer labels
    fractions : the share of each part; they add up to 1
    rng : decides which rows go where; the same generator state gives the same
        parts

    Returns one 1-D integer array a fraction. Every part holds its share of the
    rows *of each label*, to within two rows, so that a rare label is as
    frequent in one part as in another. How the odd rows are rounded is free;
    here the first k parts together hold round(n * (their shares together)) of
    the n rows of a label. The order within a part is free.

    >>> y = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1])
    >>> train, test = split(y, (0.75, 0.25), np.random.default_rng(0))
    >>> len(train), np.bincount(y[test]).tolist(), sorted([*train,
    ...     *test]) == list(range(12))
    (9, [1, 2], True)
    """
    ends = np.cumsum(fractions)[:-1]
    pieces = []
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(np.equal(y, label)))
        pieces.append(np.split(rows, np.rint(ends * len(rows)).astype(int)))
    return tuple(rng.permutation(np.concatenate(part)) for part in zip(*pieces, strict=True))


def standardise(train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, ...]:
    """Returns all arrays on the scale on which every column of the training
    rows has mean 0 and spread 1.

    train : (N, d), the rows that decide mean and spread; whole numbers are
        taken as real ones
    others : any number of arrays (M, d), such as validation and test rows,
        moved and divided by the same numbers

    Returns a tuple of float64 arrays: train first, then the others in their
    order. The spread is the standard deviation with divisor N. A column that
    does not vary in the training rows stays finite: it is centred and not
    divided (or zero in every array, as no model has learned anything from it).

    Accuracy: relative 1e-12.

    >>> train, test = standardise(np.array([[0.0, 7.0], [2.0, 7.0],
    ...     [4.0, 7.0]]), np.array([[4.0, 8.0]]))
    >>> train[:, 0].round(4).tolist(), train[:,
    ...     1].tolist(), test.round(4).tolist()
    ([-1.2247, 0.0, 1.2247], [0.0, 0.0, 0.0], [[1.2247, 1.0]])
    """
    centre, spread = np.mean(train, axis=0), np.std(train, axis=0)
    # Rounding can give equal numbers a spread of 1e-17, so the question is whether they vary, not whether it is 0.
    spread = np.where(np.ptp(train, axis=0) > 0, spread, 1.0)
    return tuple((rows - centre) / spread for rows in (train, *others))


def k_folds(N: int, k: int, rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """Returns k pairs (training rows, validation rows), so that every row is a
    validation row exactly once.

    N : the number of rows
    k : the number of pairs, 2 <= k <= N
    rng : decides which rows are judged together; the same seed gives the same
        pairs, another seed others

    Returns a list of k pairs of 1-D integer arrays of row numbers. Within a
    pair the training rows are all rows that are no validation rows. The numbers
    of validation rows of two pairs differ by one at most. The order of the
    pairs, and of the rows within an array, is free.

    >>> pairs = k_folds(7, 3, np.random.default_rng(0))
    >>> sorted(len(val_rows) for _,
    ...     val_rows in pairs), [len(train_rows) for train_rows, _ in pairs]
    ([2, 2, 3], [4, 5, 5])
    >>> sorted(int(row) for _, val_rows in pairs for row in val_rows)
    [0, 1, 2, 3, 4, 5, 6]
    """
    folds = np.array_split(rng.permutation(N), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


def bias_variance(predictions: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Returns the two parts of the mean squared error of a model that was
    fitted several times.

    predictions : (R, N) float64, row r is what the r-th fit predicts for N
        points
    y : (N,) float64, what is true there

    Returns bias2, the mean over points of the squared distance from the average
    prediction to the truth, and variance, the mean over points of the variance
    of the R predictions (divisor R). Their sum is the mean of (predictions -
    y)^2 over all R * N entries, exactly.

    Accuracy: relative 1e-12.

    >>> bias_variance(np.array([[1.0, 5.0], [3.0, 5.0]]), np.array([1.0, 5.0]))
    (0.5, 0.5)
    """
    average = predictions.mean(axis=0)
    return float(np.mean((average - y) ** 2)), float(np.mean((predictions - average) ** 2))


def early_stopping(val_losses: Sequence[float], patience: int) -> int:
    """Returns the epoch whose weights to keep when training stops after too
    long without an improvement.

    val_losses : the validation loss of each epoch, from epoch 0 on
    patience : at least 1

    An epoch improves when its loss is lower than every one before it. Training
    stops as soon as `patience` epochs in a row have not improved; what comes
    later is never seen. The result is the epoch of the lowest loss seen until
    then, of equal ones the earliest.

    >>> early_stopping([5.0, 3.0, 4.0, 3.5, 1.0], patience=2)
    1
    >>> early_stopping([5.0, 3.0, 4.0, 3.5, 1.0], patience=3)
    4
    """
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best
