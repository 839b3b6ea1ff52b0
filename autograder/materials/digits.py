"""Chapter 10: the handwritten digits, and which of them are kept for judging. The numbers of scikit-learn's
`load_digits`, with nothing to install.
"""

from __future__ import annotations

import base64
import zlib
from contextvars import ContextVar

import numpy as np

from autograder.materials.digit_pixels import DEFLATED, ROWS

BLACK = 16  # the largest pixel value
EVERY = 5  # of each digit, one row in five is kept for judging
_OTHERS = ContextVar("whether the test rows hold other pictures than their own", default=False)


def load_digits():
    """Returns X (1797, 64) float64, pixels from 0 (white) to 1 (black), and y (1797,), the digits 0 to 9."""
    raw = np.frombuffer(zlib.decompress(base64.urlsafe_b64decode(DEFLATED)), dtype=np.uint8)
    X, y = raw[ROWS:].reshape(ROWS, -1) / BLACK, raw[:ROWS].astype(int)
    if _OTHERS.get():
        test = split_digits(y)[1]
        X[test] = 1 - X[test]
    return X, y


def split_digits(y):
    """Returns (train, test), the row numbers of the course's split, each in rising order.

    Of each digit, its first row, its sixth, its eleventh and so on are test rows; the others are for training.
    """
    place = np.empty(len(y), dtype=int)
    for digit in np.unique(y):
        place[y == digit] = np.arange((y == digit).sum())
    return np.flatnonzero(place % EVERY), np.flatnonzero(place % EVERY == 0)


def on_other_test_rows(fit_digits, seed):
    """Returns what a function returns when white and black are exchanged in the test rows that it can load.

    What trains on the training rows alone, and decides nothing by the others, returns the network that it returns
    anyhow.
    """
    token = _OTHERS.set(True)
    try:
        return fit_digits(seed)
    finally:
        _OTHERS.reset(token)
