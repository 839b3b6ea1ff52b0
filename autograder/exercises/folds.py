"""What is asked of folds: every row is judged once, by a model that has not trained on it, and the generator decides.

There are many right ways to cut rows into folds, so these are properties that every one of them has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.exercise import Exercise
from autograder.core.submission import Outcome, Request, Rng

# (rows, pairs, seed): a remainder, again, another seed, no remainder, two pairs, one row a pair, a large remainder
ASKED = ((23, 4, 1), (23, 4, 1), (23, 4, 2), (60, 5, 3), (17, 2, 4), (6, 6, 5), (41, 9, 6))
REQUESTS = tuple(Request((N, k, Rng(seed))) for N, k, seed in ASKED)
UNREADABLE = "", "The pairs cannot be compared."

Pair = tuple[np.ndarray, np.ndarray]


def _pairs(outcome: Outcome, N: int, k: int) -> list[Pair] | Finding:
    """Returns the pairs as arrays of row numbers, or the finding that says what is in the way."""
    if outcome.error:
        return "", explain_error("k_folds", outcome.error)
    value = outcome.value
    if value is None:
        return "", "It returned None where a list of pairs is asked. Is there a `return` line?"
    if isinstance(value, np.ndarray) and value.ndim:
        value = list(value)
    if not isinstance(value, list | tuple):
        return "", f"It returned something of type {type(value).__name__} where a list of {k} pairs is asked."
    if _is_one_pair(value, N) or (len(value) == 1 and isinstance(_read(value, N), list)):
        return "one_fold_only", f"For N={N} and k={k}, there is one pair where {k} are asked."
    if all(_rows(part) is not None for part in value) and len(value):
        return "folds_for_pairs", f"For N={N} and k={k}, it returns {len(value)} arrays where {k} pairs are asked."
    if len(value) != k:
        names = {"fold_size_for_count": -(-N // k), "one_fold_missing": k - 1}
        name = next((name for name, count in names.items() if len(value) == count), "")
        return name, f"For N={N} and k={k}, there are {len(value)} pairs where {k} are asked."
    return _read(value, N)


def _is_one_pair(value, N: int) -> bool:
    """Returns True for a pair of arrays that together hold every row: one fold alone."""
    rows = [_rows(part) for part in value] if len(value) == 2 else [None]
    return all(array is not None for array in rows) and sum(map(len, rows)) == N and len(rows[0]) != len(rows[1])


def _rows(part) -> np.ndarray | None:
    """Returns a 1-D integer array, or None for anything else."""
    try:
        array = np.array(part, subok=False)
    except Exception:  # an object that is asked for its array may raise anything
        return None
    return array if array.ndim == 1 and array.dtype.kind in "iu" else None


def _read(value, N: int) -> list[Pair] | Finding:
    pairs = []
    for number, pair in enumerate(value):
        if isinstance(pair, np.ndarray) and pair.ndim == 2:
            pair = tuple(pair)
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            return "", f"Entry {number} of the list is no pair of two arrays."
        arrays = []
        for part in pair:
            problem = _problem(part, number, N)
            if problem:
                return problem
            arrays.append(np.array(part, subok=False).astype(int))
        pairs.append(tuple(arrays))
    return pairs


def _problem(part, number: int, N: int) -> Finding | None:
    try:
        array = np.array(part, subok=False)
    except Exception:  # an object that is asked for its array may raise anything
        return "", f"Pair {number} holds something that is no array of row numbers."
    if array.dtype.kind == "b":
        return "mask_for_row_numbers", f"Pair {number} holds {array.size} truth values."
    if array.shape == (0,):
        return None  # the sizes tell
    if array.ndim != 1 or array.dtype.kind not in "iu":
        text = f"Pair {number} holds an array of dtype {array.dtype} and shape {array.shape}"
        return "", f"{text} where row numbers in one row are asked."
    if array.min() == 1 and array.max() == N:
        return "rows_counted_from_one", f"The row numbers run to {N}; the last of {N} rows is {N - 1}."
    if array.min() < 0 or array.max() >= N:
        return "", f"Pair {number} holds the row number {array.max()}; the last of {N} rows is {N - 1}."
    return None


def _every(outcomes: Sequence[Outcome]) -> list[list[Pair]] | Finding:
    found = []
    for outcome, (N, k, _) in zip(outcomes, ASKED, strict=True):
        pairs = _pairs(outcome, N, k)
        if not isinstance(pairs, list):
            return pairs
        found.append(pairs)
    return found


def _readable(outcomes: Sequence[Outcome]) -> Finding | None:
    every = _every(outcomes)
    return None if isinstance(every, list) else every


def _judged_once(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a row is validated twice, or never."""
    every = _every(outcomes)
    if not isinstance(every, list):
        return UNREADABLE
    for pairs, (N, k, _) in zip(every, ASKED, strict=True):
        times = np.bincount(np.concatenate([rows for _, rows in pairs]), minlength=N)
        said = f"For N={N} and k={k}, "
        if (times == k - 1).all() and k > 2:
            return "train_and_validation_exchanged", f"{said}every row is a validation row {k - 1} times."
        if _exchanged(pairs, N):
            return (
                "train_and_validation_exchanged",
                f"{said}{int((times > 1).sum())} rows are validated more than once.",
            )
        within = any(len(np.unique(rows)) < len(rows) for _, rows in pairs)
        if (times > 1).any() and (within or (times == 0).any()):
            name = "row_drawn_twice" if within else "folds_drawn_anew"
            twice, never = int((times > 1).sum()), int((times == 0).sum())
            return name, f"{said}the rows that are validated more than once number {twice}, those never {never}."
        if (times > 1).any():
            return "", f"{said}{int((times > 1).sum())} rows are validated more than once."
        if (times == 0).any():
            left = int((times == 0).sum())
            name = "rows_left_out" if left < k else ""
            return name, f"{said}validation rows are missing: {left} of {N} are in no pair."
    return None


def _exchanged(pairs, N: int) -> bool:
    """Returns True when the training rows are small parts that share no row, and the validation rows all the others."""
    train = np.concatenate([rows for rows, _ in pairs])
    apart = len(np.unique(train)) == len(train)
    return len(pairs) > 2 and apart and all(len(one) + len(other) == N for one, other in pairs)


def _apart(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a pair trains on a validation row, or leaves a row out."""
    every = _every(outcomes)
    if not isinstance(every, list):
        return UNREADABLE
    for pairs, (N, k, _) in zip(every, ASKED, strict=True):
        for number, (train, val) in enumerate(pairs):
            said = f"For N={N} and k={k}, pair {number}: "
            shared = np.intersect1d(train, val)
            if len(shared):
                return "row_in_two_parts", f"{said}{len(shared)} of {len(val)} validation rows are training rows too."
            if len(np.unique(train)) < len(train):
                return "row_drawn_twice", f"{said}{len(train) - len(np.unique(train))} training rows stand there again."
            missing = N - len(train) - len(val)
            if missing:
                return "training_rows_missing", f"{said}{missing} of {N} rows neither train nor are they validated."
    return None


def _sizes(outcomes: Sequence[Outcome]) -> Finding | None:
    every = _every(outcomes)
    if not isinstance(every, list):
        return UNREADABLE
    for pairs, (N, k, _) in zip(every, ASKED, strict=True):
        sizes = [len(val) for _, val in pairs]
        if max(sizes) - min(sizes) > 1:
            text = f"For N={N} and k={k}, the numbers of validation rows are {', '.join(map(str, sizes))}."
            one, other = (sorted(len(val) for _, val in every[place]) for place in (0, 2))
            name = "folds_of_uneven_size" if one == other else "rows_drawn_one_by_one"
            return (name if sum(sizes) == N else ""), text
    return None


def _order(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when neighbours stay together, or the generator does not decide."""
    every = _every(outcomes)
    if not isinstance(every, list):
        return UNREADABLE
    if any(len(val) in (0, N) for pairs, (N, _, _) in zip(every, ASKED, strict=True) for _, val in pairs):
        return "", "The generator decides nothing where a fold holds no row, or every row."
    first, again, other = (_as_sets(pairs) for pairs in every[:3])
    if all(map(_in_row_order, every[:5])):
        return "rows_not_shuffled", "The validation rows of every pair lie next to each other, or at even distances."
    if first != again:
        return "order_not_from_rng", "Two generators of the same seed gave different pairs."
    if first == other:
        return "order_not_from_rng", "Two generators of different seeds gave the same pairs."
    return None


def _as_sets(pairs) -> list[frozenset]:
    return [frozenset(val.tolist()) for _, val in pairs]


def _in_row_order(pairs) -> bool:
    """Returns True when each fold is a block of neighbours or every k-th row."""
    steps = {int(step) for _, val in pairs for step in np.diff(np.sort(val))}
    return len(steps) == 1


K_FOLDS = Exercise(
    "k_folds", "overfitting", "Every row judged once", ("N", "k", "rng"), (), {},
    (Gate("pairs", "one pair of row-number arrays for each fold", 0.5, REQUESTS, _readable,
          names=("one_fold_only", "folds_for_pairs", "fold_size_for_count", "one_fold_missing", "rows_drawn_one_by_one",
                 "mask_for_row_numbers", "rows_counted_from_one")),
     Gate("judged", "every row is a validation row once", 1, REQUESTS, _judged_once,
          names=("train_and_validation_exchanged", "row_drawn_twice", "folds_drawn_anew", "rows_left_out")),
     Gate("apart", "the training rows are all the others", 0.5, REQUESTS, _apart,
          names=("row_in_two_parts", "training_rows_missing")),
     Gate("sizes", "folds of one size, or one row apart", 0.5, REQUESTS, _sizes, names=("folds_of_uneven_size",)),
     Gate("generator", "the generator decides which rows", 0.5, REQUESTS, _order,
          names=("order_not_from_rng", "rows_not_shuffled"))),
)  # fmt: skip
