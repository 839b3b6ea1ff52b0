"""Stands in for sklearn.datasets in the page, where scikit-learn itself would be 19 MB more: the same numbers.

`book/browser_python.py` puts this file into datasets.zip as sklearn/datasets.py, beside arrays it takes from the
installed scikit-learn. What the course calls is here, and nothing else.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np


class Bunch(dict):
    """A dict whose entries are attributes too, as scikit-learn returns it."""

    def __getattr__(self, name: str):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def _load(name: str, return_X_y: bool):
    with np.load(Path(__file__).with_name(f"{name}.npz")) as stored:
        bunch = Bunch({key: stored[key] for key in stored.files})
    if name != "breast_cancer":  # there, scikit-learn has an array too
        bunch["feature_names"] = bunch.feature_names.tolist()
    return (bunch.data, bunch.target) if return_X_y else bunch


def load_digits(*, return_X_y: bool = False):
    """Returns 1,797 handwritten digits: data (1797, 64), images (1797, 8, 8), target (1797,)."""
    digits = _load("digits", return_X_y)
    if not return_X_y:
        digits["images"] = digits.data.reshape(-1, 8, 8)
    return digits


def load_breast_cancer(*, return_X_y: bool = False):
    """Returns 569 tumours: data (569, 30), target (569,), 0 malignant and 1 benign."""
    return _load("breast_cancer", return_X_y)


def load_diabetes(*, return_X_y: bool = False, scaled: bool = True):
    """Returns 442 patients: data (442, 10), target (442,)."""
    return _load("diabetes" if scaled else "diabetes_raw", return_X_y)


def load_wine(*, return_X_y: bool = False):
    """Returns 178 wines: data (178, 13), target (178,)."""
    return _load("wine", return_X_y)
