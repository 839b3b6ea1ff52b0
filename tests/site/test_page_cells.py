"""Which cells a cell of a page rests on, whether it draws, and what a browser cannot give it."""

from __future__ import annotations

import json
import sys

import pytest

from tests.site.browser import ROOT

sys.path.insert(0, str(ROOT / "book" / "ext"))
CELLS = [
    "import numpy as np\nimport matplotlib.pyplot as plt\nrng = np.random.default_rng(1)",
    "X = rng.normal(size=3)",
    "def total(x):\n    X = 2\n    return x + X",
    "print(total(1))",
    "Y = rng.normal(size=3)",
    "print(Y)",
    "plt.plot(X)",
    "X[0] = 5",
    "print(X)",
    "from tensorflow import keras\nkeras.layers",
    "from sklearn.datasets import load_digits\nd = load_digits()",
    "from sklearn.svm import SVC\nSVC()",
]


@pytest.fixture(scope="module")
def cells():
    from page_cells import names_in

    return [names_in(code) for code in CELLS]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (1, [0]),
        (3, [2]),  # the X inside the function is its own
        (5, [0, 1, 4]),  # drawing X moved the generator on from which Y came
        (8, [0, 1, 6, 7]),  # a function that is handed X may have changed it
        (9, []),
    ],
)
def test_a_cell_rests_on_those_that_bind_or_change_what_it_reads(cells, wanted, numbers):
    from page_cells import needs

    assert needs(cells, wanted) == numbers


@pytest.mark.parametrize(("number", "lacks"), [(8, ""), (9, "TensorFlow"), (10, ""), (11, "scikit-learn")])
def test_what_a_browser_lacks(cells, number, lacks):
    from page_cells import lacking

    assert lacking(cells, [number]) == lacks


def test_which_cells_draw(cells):
    from page_cells import draws

    assert [n for n in range(len(CELLS)) if draws(cells, [n])] == [6]


def test_code_that_is_no_python_rests_on_nothing(cells):
    from page_cells import import_lines, names_in

    assert names_in("%matplotlib inline").reads == frozenset()
    assert import_lines(["%matplotlib inline", "import os"]) == ["import os"]


def test_a_page_is_told_its_cells_and_no_answer():
    from page_cells import page_data

    stem = "06_gradient_descent"
    page = page_data(ROOT / "chapters" / f"{stem}.ipynb", ROOT / "solutions" / f"{stem}.ipynb")
    stored = json.loads((ROOT / "chapters" / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert {row["code"] for row in page["cells"]} == {"".join(c["source"]) for c in stored if c["cell_type"] == "code"}
    rows = {row["name"]: row for row in page["cells"] if row["kind"] == "exercise"}
    assert "from solutions.neuron import mse" in rows["train"]["solution_imports"]
    assert rows["minibatches"]["needs"] == []
