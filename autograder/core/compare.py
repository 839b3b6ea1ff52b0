"""Comparing one tensor with another: equal, proportional, or different and how.

*Tolerance.* A right float64 answer agrees to 1e-12 or so; a wrong one, even by 0.1 % in one entry, does not.
Between the two, harmless habits such as an epsilon of 1e-7 inside a formula shift results by up to 1e-5 of the
tensor's largest entry, so an entry may differ by RELATIVE of itself plus LARGEST of the largest entry.
"""

from __future__ import annotations

import numpy as np

RELATIVE = 1e-5
LARGEST = 5e-6
FLOAT32_FACTOR = 4.0  # float32 rounding through a small network is about 1e-6 of the largest entry
FIT = 1e-7  # how closely a hypothesis must reproduce the learner's float64 numbers
FIT_FLOAT32 = 2e-5
TINY = 1e-13
SCREEN = 1e-3


def is_single(x: np.ndarray) -> bool:
    """Returns True for float32 and float16 results."""
    return np.asarray(x).dtype in (np.float32, np.float16)


def matches(got: np.ndarray, want: np.ndarray) -> bool:
    """Returns True when got is a right answer: same shape, finite where want is, within the tolerance above."""
    got = np.asarray(got)
    want = np.asarray(want)
    if got.shape != want.shape or got.dtype.kind not in "biuf" or not np.isfinite(got).all():
        return False
    if want.size == 0:
        return True
    factor = FLOAT32_FACTOR if is_single(got) else 1.0
    allowed = factor * (RELATIVE * np.abs(want) + LARGEST * np.abs(want).max()) + TINY
    return bool((np.abs(got.astype(float) - want) <= allowed).all())


def fits(got: np.ndarray, want: np.ndarray, tolerance: float = FIT) -> bool:
    """Returns True when a hypothesis `want` reproduces the learner's `got` to rounding."""
    if np.shape(got) != np.shape(want):
        return False
    size = max(np.abs(got).max(initial=0), np.abs(want).max(initial=0))
    return bool(np.isfinite(want).all() and np.abs(got - want).max(initial=0) <= tolerance * size + TINY)


def ratio(got: np.ndarray, want: np.ndarray, tolerance: float = FIT) -> float | None:
    """Returns c when got is c * want in every entry, else None (also when either is all zeros)."""
    if np.shape(got) != np.shape(want):
        return None
    size, base = np.abs(got).max(initial=0), np.abs(want).max(initial=0)
    if size < TINY or base < TINY or not np.isfinite(base):
        return None
    c = float((got * want).sum() / (want * want).sum())
    return c if np.abs(got - c * want).max() <= tolerance * size else None


def landmarks(got: np.ndarray) -> tuple[int, int]:
    """Returns the flat positions of the two largest entries of an array with at least two."""
    second, first = np.argsort(np.abs(got), axis=None)[-2:]
    return int(first), int(second)


def may_be_multiple(got: np.ndarray, want: np.ndarray, marks: tuple[int, int]) -> bool:
    """Returns False when two entries alone show that got is no multiple of want: a quick look before a full one.

    marks : the landmarks of got, which are far above rounding
    *Accuracy*: a hundred times coarser than any comparison that follows, so nothing is turned away wrongly.
    """
    first, second = marks
    x, y, p, q = got.item(first), got.item(second), want.item(first), want.item(second)
    return abs(x * q - y * p) <= SCREEN * (abs(x * q) + abs(y * p) + abs(x * p)) + TINY * abs(x)


def cosine(got: np.ndarray, want: np.ndarray) -> float:
    """Returns the cosine of the angle between two tensors of one shape, 0.0 if either is zero."""
    norms = np.linalg.norm(got) * np.linalg.norm(want)
    return float((got * want).sum() / norms) if norms > 0 else 0.0


def first_difference(got: np.ndarray, want: np.ndarray) -> tuple[int, ...]:
    """Returns the index of the first entry outside the tolerance, in reading order."""
    allowed = RELATIVE * np.abs(want) + LARGEST * np.abs(want).max(initial=0) + TINY
    bad = ~(np.abs(got - want) <= allowed)
    return tuple(int(i) for i in np.argwhere(bad)[0])
