"""Makes `autograder/materials/digit_pixels.py` from scikit-learn's digits: `python -m tests.exercises.digits_data`.

The numbers travel with the course, so that chapter 10 runs where scikit-learn is not: in the page, and while marking.
"""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parents[2] / "autograder" / "materials" / "digit_pixels.py"
WIDTH = 400  # characters a line: long ones, as nobody reads them
HEADER = '''"""The 1,797 handwritten digits of scikit-learn's `load_digits`, made by `tests/exercises/digits_data.py`.

One byte a label, then 64 bytes a picture (0 white to 16 black), deflated, as URL-safe base64. Source: E. Alpaydin and
C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository (1998), test set; CC BY 4.0.
"""

ROWS = 1797
DEFLATED = (
'''


def source() -> str:
    """Returns the text of the module."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    raw = digits.target.astype(np.uint8).tobytes() + digits.data.astype(np.uint8).tobytes()
    text = base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode()
    lines = [f'    "{text[start : start + WIDTH]}"\n' for start in range(0, len(text), WIDTH)]
    return HEADER + "".join(lines) + ")\n"


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
