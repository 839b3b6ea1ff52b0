"""Chapter 10: the handwritten digits, and which of them are kept for judging. The numbers of scikit-learn's
`load_digits`, with nothing to install.
"""

from __future__ import annotations

import base64
import zlib

import numpy as np

from autograder.materials.digit_pixels import DEFLATED, ROWS

BLACK = 16  # the largest pixel value
EVERY = 5  # of each digit, one row in five is kept for judging


def load_digits():
    """Returns X (1797, 64) float64, pixels from 0 (white) to 1 (black), and y (1797,), the digits 0 to 9."""
    raw = np.frombuffer(zlib.decompress(base64.urlsafe_b64decode(DEFLATED)), dtype=np.uint8)
    return raw[ROWS:].reshape(ROWS, -1) / BLACK, raw[:ROWS].astype(int)


def split_digits(y):
    """Returns (train, test), the row numbers of the course's split, each in rising order.

    Of each digit, its first row, its sixth, its eleventh and so on are test rows; the others are for training.
    """
    place = np.empty(len(y), dtype=int)
    for digit in np.unique(y):
        place[y == digit] = np.arange((y == digit).sum())
    return np.flatnonzero(place % EVERY), np.flatnonzero(place % EVERY == 0)
