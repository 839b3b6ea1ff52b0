"""The level is what a trial has shown, and says in words what it holds."""

from __future__ import annotations

import sys

import pytest

from autograder.core.submission import Request
from autograder.isolate import Sandbox
from tests.isolate.conftest import SHORT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="levels are chosen on Linux")

# One row: mechanisms that are not used, the best level that is left, and a word of its reason.
WITHOUT = [
    (("landlock",), ("reduced",), "seccomp"),
    (("landlock", "chroot"), ("reduced",), "no file can be opened"),
    (("seccomp",), ("reduced", "weak"), "files|Landlock|chroot"),
    (("seccomp", "landlock", "chroot"), ("weak",), "files can be read"),
]


@pytest.mark.parametrize(("without", "levels", "words"), WITHOUT)
def test_a_machine_that_lacks_something_still_marks(without, levels, words):
    cells = [
        "import numpy as np\nfrom solutions.neuron import sigmoid",
        "def f(x): return sigmoid(np.asarray(x)) * 0 + x",
    ]
    with Sandbox(limits=SHORT, without=without) as sandbox:
        assert sandbox.level in levels
        assert any(word in sandbox.why for word in words.split("|"))
        with sandbox.open(cells, "backprop") as session:
            assert session.cell_errors == ()
            assert session.calls("f", [Request((2.0,))])[0].value == 2.0


def test_a_reduced_worker_can_read_data_sets_and_draw():
    cells = [
        "from sklearn.datasets import load_digits\nX = load_digits().data",
        "import matplotlib.pyplot as plt\nplt.title('$x$')\nplt.savefig('x.png')",
        "import colorsys, mailbox\ndef f(): return X.shape",
    ]
    with Sandbox(without=("landlock",)) as sandbox:
        if "chroot" not in sandbox.why:
            pytest.skip("no chroot here")
        with sandbox.open(cells, "backprop") as session:
            assert session.cell_errors == ()
            assert session.calls("f", [Request()])[0].value == (1797, 64)
