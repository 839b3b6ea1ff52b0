"""Notebooks that need TensorFlow: marked under the same isolation, from a server that has imported it already."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from autograder.core.evaluate import evaluate_submission
from autograder.core.result import Verdict
from autograder.core.submission import Request
from autograder.exercises.tensorflow import FIND_THE_BUGS, TF_GRADIENTS
from autograder.isolate import Limits, Sandbox
from autograder.isolate.kinds import PLAIN, PLOTS, TENSORFLOW, USUAL, kind_of
from solutions.tensorflow import tf_gradients
from tests.isolate.test_attacks import GOOD, INPUTS

IMPORTS = "import numpy as np\nimport tensorflow as tf\n"
RIGHT = [IMPORTS, "from __future__ import annotations\n" + inspect.getsource(tf_gradients)]
REPAIRED = """
from solutions.backprop import two_layer_backward
from solutions.forward import forward


def find_the_bugs(params, X, Y):
    return two_layer_backward(params, forward(params, X)[1], Y)
"""
AS_PRINTED = "from autograder.materials.tensorflow import published_backward as find_the_bugs"
OFF_THE_TAPE = IMPORTS + RIGHT[1].partition("\n")[2].replace("tf.sigmoid(tf.matmul(A1", "np.tanh(tf.matmul(A1")
SINGLE = RIGHT[1].replace("float64", "float32")
LESSON = """
import keras
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1)])
model.compile("sgd", "mse")
losses = model.fit(np.ones((8, 3)), np.ones((8, 1)), epochs=3, verbose=0).history["loss"]
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
slope = float(tape.gradient(y, x))


def trained(unused):
    return len(losses), slope, tf.function(lambda x: x * 2)(tf.constant(1.5))
"""
REACH_OUT = """
got = []
def attempt(what, action):
    try:
        action()
    except BaseException:
        return
    got.append(what)

attempt("tf reads", lambda: tf.io.read_file("@FILE@"))
attempt("tf lists", lambda: tf.io.gfile.listdir("@FOLDER@"))
attempt("tf writes", lambda: tf.io.write_file("@FOLDER@/planted", "x"))
attempt("a thread of TensorFlow reads", lambda: tf.py_function(lambda: open("@FILE@").read(), [], tf.string))
attempt("a data set's thread reads", lambda: list(tf.data.TextLineDataset("@FILE@")))
attempt("keras saves", lambda: model.save("@FOLDER@/planted.keras"))
attempt("a server", lambda: tf.distribute.Server.create_local_server())


def report(x):
    return got
"""


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("import tensorflow as tf", TENSORFLOW),
        ("x = 1\n    from keras.layers import Dense", TENSORFLOW),
        ("import numpy as np, tensorflow", TENSORFLOW),
        ("from autograder.materials.tensorflow import published_backward", TENSORFLOW),
        ("# import tensorflow would do the same", PLAIN),
        ("print('import tensorflow')", PLAIN),
        ("import numpy as np  # not tensorflow\nx = 5 % 3\ny = x != 2", PLAIN),
        ("from sklearn.datasets import load_digits", USUAL),
        ("import matplotlib.pyplot as plt", PLOTS),
        ("import figures", PLOTS),
        ("  %time x = 1", PLOTS),
        ("files = !ls", PLOTS),
        ("np.exp?\nx = 1", PLOTS),
    ],
)
def test_what_a_notebook_imports_decides(cell, kind):
    assert kind_of(["a = 1", cell]) is kind


def test_a_kind_asks_for_more():
    usual = Limits()
    assert USUAL.limits(usual) == usual
    assert TENSORFLOW.limits(usual).cell_seconds == 30.0
    assert TENSORFLOW.limits(usual).disk == usual.disk


tensorflow = pytest.importorskip("tensorflow", exc_type=ImportError)


@pytest.fixture(scope="module")
def server():
    """One server for the tests of this file: it takes seconds to start."""
    with Sandbox() as made:
        yield made


def verdicts(sandbox, *cells):
    with sandbox.open([*RIGHT[:1], *cells], "tensorflow") as session:
        assert session.cell_errors == ()
        return {e.name: evaluate_submission(e, session) for e in (TF_GRADIENTS, FIND_THE_BUGS)}


def test_chapter_09_is_marked(server):
    level = server.level
    right = verdicts(server, RIGHT[1], REPAIRED)
    assert [result.verdict for result in right.values()] == [Verdict.PASSED] * 2
    assert [result.points for result in right.values()] == [TF_GRADIENTS.points, FIND_THE_BUGS.points]
    wrong = verdicts(server, OFF_THE_TAPE, AS_PRINTED)
    assert [result.verdict for result in wrong.values()] == [Verdict.FAILED] * 2
    assert "left_the_tape" in [found.name for found in wrong["tf_gradients"].diagnosis]
    assert len(wrong["find_the_bugs"].diagnosis) >= 3
    single = verdicts(server, SINGLE)["tf_gradients"]
    assert "gradients_in_single_precision" in [found.name for found in single.diagnosis]
    assert server.level == level


def contained(server, folder):
    """A lesson trains, and what reaches out from it, by TensorFlow's own threads too, comes to nothing."""
    secret = folder / "secret"
    secret.write_text("CANARY")
    reach = REACH_OUT.replace("@FILE@", str(secret)).replace("@FOLDER@", str(folder))
    with server.open([IMPORTS, LESSON, reach, GOOD.replace("def report", "def unused")], "tensorflow") as session:
        assert session.cell_errors == ()
        trained = session.calls("trained", [Request((0,))])[0].value
        assert (*trained[:2], float(trained[2])) == (3, 6.0, 3.0)
        assert session.calls("report", [Request((0,))])[0].value == []
        for x, outcome in zip(INPUTS, session.calls("good", [Request((x,)) for x in INPUTS]), strict=True):
            np.testing.assert_array_equal(outcome.value, [x + 1, 2 * x + 1])
    assert [path.name for path in folder.iterdir()] == ["secret"]


def test_a_lesson_trains_and_nothing_gets_out(server, tmp_path):
    contained(server, tmp_path)


def test_without_landlock_a_lesson_trains_and_nothing_gets_out(tmp_path):
    with Sandbox(without=("landlock",)) as reduced:
        if "chroot" not in reduced.why:
            pytest.skip("no chroot here")
        contained(reduced, tmp_path)
        assert verdicts(reduced, RIGHT[1])["tf_gradients"].verdict is Verdict.PASSED


def test_an_endless_graph_costs_its_call(server):
    forever = IMPORTS + "def f(x): return tf.while_loop(lambda i: True, lambda i: [i + 1], [tf.constant(0)])"
    with server.open([forever, GOOD], "tensorflow") as session:
        assert session.calls("f", [Request((1.0,))])[0].error.kind in ("TimeLimit", "Killed")
        assert session.calls("good", [Request((1.0,))])[0].error is None
