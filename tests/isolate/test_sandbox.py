"""What a session gives back for what a learner's functions do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from autograder.core.submission import Named, Request, Rng
from autograder.exercises import CHAPTERS
from autograder.isolate import Limits, Sandbox, SandboxError
from autograder.isolate.published import earlier
from tests.isolate.conftest import SHORT
from tests.isolate.processes import descendants, eventually, runs

X = np.arange(6.0).reshape(2, 3)


def test_values_come_back_as_they_are(call):
    outcome = call("def f(x, *, scale): return {'x': x * scale, 'n': (1, 2.5, None, 'a', True)}", X, scale=2)
    assert outcome.error is None
    assert outcome.changed == ()
    np.testing.assert_array_equal(outcome.value["x"], 2 * X)
    assert outcome.value["n"] == (1, 2.5, None, "a", True)


def test_arguments_given_are_not_modified(call):
    before = X.copy()
    assert call("def f(x):\n    x += 1\n    return x", X).changed == ("x",)
    np.testing.assert_array_equal(X, before)


# One row: a function, its arguments, and which of them it changed.
CHANGES = {
    "an entry": ("def f(x, y): x[0, 0] = 9", (X, X), ("x",)),
    "the second": ("def f(x, y): y -= 1", (X, X), ("y",)),
    "a shape": ("def f(x):\n    x.shape = 6", (X,), ("x",)),
    "a dict's entry": ("def f(params): params['W'][0] = 1", ({"W": np.zeros(2)},), ("params",)),
    "a new key": ("def f(params): params['b'] = 1", ({"W": 0},), ("params",)),
    "a lost key": ("def f(params): params.pop('W')", ({"W": 0},), ("params",)),
    "a list": ("def f(sizes): sizes.append(1)", ([3, 4],), ("sizes",)),
    "a value of another type": ("def f(params): params['n'] = 1.0", ({"n": 1},), ("params",)),
    "minus zero": ("def f(x): x *= -1", (np.zeros(2),), ("x",)),
    "not a number": ("def f(x): return x", (np.array([np.nan]),), ()),
    "a name for it": ("def f(x):\n    x = x + 1", (X,), ()),
    "a generator": ("def f(rng): rng.random()", (Rng(3),), ()),
    "no names": ("def f(*all_of_them): all_of_them[0][0] = 9", (X.copy(), X), ("all_of_them",)),
    "the rest": ("def f(first, *rest): rest[1][0] = 9", (X, X, X), ("argument 3",)),
    "a lying signature": ("def f(x): x[0] = 9\nf.__signature__ = 3", (X,), ("argument 1",)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_changed_arguments_are_named(what, call):
    cell, args, changed = CHANGES[what]
    assert call(cell, *args).changed == changed


def test_a_changed_keyword_is_named(call):
    assert call("def f(*, x): x[0] = 9", x=X).changed == ("x",)


# One row: a cell, the kind of error, words in its message, and the line.
ERRORS = {
    "stub": ("def f(x):\n    raise NotImplementedError", "NotImplementedError", "", 2),
    "missing": ("", "Missing", "defines no f", None),
    "none": ("from autograder import check\nf = check()", "NotCallable", "it is None", None),
    "an array": ("f = np.ones(3)", "NotCallable", "it is an array", None),
    "an instance": ("class Layer: pass\nf = Layer()", "NotCallable", "it is a Layer", None),
    "an exception": ("def f(x):\n    y = x\n    return y @ y", "ValueError", "matmul", 3),
    "one of theirs": ("class My(Exception): pass\ndef f(x): raise My('a')", "My", "a", 2),
    "an exit": ("import sys\ndef f(x): sys.exit('bye')", "SystemExit", "bye", 2),
    "a wrong number of arguments": ("def f(): return 1", "TypeError", "positional argument", None),
    "a recursion": ("def f(x): return f(x)", "RecursionError", "recursion", 1),
    "memory": ("def f(x): return np.ones((10**6, 10**6))", "MemoryError", "Unable to allocate", 1),
}


@pytest.mark.parametrize("what", ERRORS)
def test_errors_are_told(what, call):
    cell, kind, words, line = ERRORS[what]
    vector = np.ones((2, 3)) if what == "an exception" else X
    error = call(cell, vector).error
    assert (error.kind, error.line) == (kind, line)
    assert words in error.message


def test_a_message_keeps_shapes_and_loses_data(call):
    cell = "def f(x): raise ValueError(f'shapes (7,3) and (5,), entry {x[0]}, {x[0]:.1e}, id 123456789, {\"a\" * 60}')"
    assert call(cell, np.array([0.123456])).error.message == "shapes (7,3) and (5,), entry …, …, id …, …"


def test_markers_become_what_they_stand_for(run):
    session = run("def f(g, rng): return g(2.0) * 0 + rng.random()")
    request = Request((Named("solutions.neuron", "sigmoid"), Rng(5)))
    assert session.calls("f", [request])[0].value == np.random.default_rng(5).random()


def test_a_call_through_a_material(run, monkeypatch):
    session = run("def f(x): return x + 1")
    through = Named(
        "solutions.neuron", "mse"
    )  # any function of two arguments shows that it is called in the place of f
    error = session.calls("f", [Request((1.0,), through=through)])[0].error
    assert error is not None
    assert "function" in error.message


@pytest.mark.parametrize("module", ["solutions.backprop", "autograder.exercises", "os", "autograder.materialsx"])
def test_a_marker_for_what_a_worker_may_not_have_is_our_mistake(module, run):
    for request in (
        Request((Named(module, "f"),)),
        Request(({"a": [Named(module, "f")]},)),
        Request(through=Named(module, "f")),
    ):
        with pytest.raises(SandboxError, match="not for this chapter"):
            run("def f(x): return x").calls("f", [request])


def test_only_earlier_chapters_can_be_imported(run):
    cells = [
        "import solutions.neuron",
        "from solutions.forward import dense",
        "from solutions import backprop",
        "import figures",
    ]
    assert [error.index for error in run(*cells, chapter="backprop").cell_errors] == [2]
    assert [error.index for error in run(*cells, chapter="forward").cell_errors] == [1, 2]
    assert [error.index for error in run(*cells, chapter="neuron").cell_errors] == [0, 1, 2]


def test_chapters_come_in_the_course_s_order():
    keys = tuple(chapter.key for chapter in CHAPTERS)
    for number, key in enumerate(keys):
        assert earlier(key) == keys[:number]
    with pytest.raises(SandboxError, match="no chapter 'poetry'"):
        earlier("poetry")


def test_check_hands_the_function_back(run):
    session = run(
        "import autograder\nfrom autograder import check",
        "def f(x): return x",
        "g = check(f)\nassert g is f and check(f, hint=1) is f and autograder.check() is None and check(None) is None",
        "from autograder import core",
    )
    assert [error.index for error in session.cell_errors] == [3]


def test_a_hanging_call_costs_that_call_only(run):
    swallow = "while True:\n        try:\n            while True: pass\n        except: pass"
    session = run(
        f"def f(x):\n    if x == 1:\n        {swallow.replace(chr(10), chr(10) + '    ')}\n    return x",
        "def g(x): return x",
    )
    kinds = [o.error and o.error.kind for o in session.calls("f", [Request((float(x),)) for x in range(4)])]
    assert kinds == [None, "TimeLimit", None, None]
    assert session.calls("g", [Request((1.0,))])[0].value == 1.0


def test_a_function_that_always_hangs_is_not_tried_for_ever(run):
    session = run("def f(x):\n    while True: pass", "def g(x): return x")
    start = time.monotonic()
    outcomes = session.calls("f", [Request((0,))] * 40)
    assert time.monotonic() - start < 5 * SHORT.call_seconds
    assert {o.error.kind for o in outcomes} == {"TimeLimit"}
    assert session.calls("g", [Request((1.0,))])[0].value == 1.0


def test_many_slow_calls_end_with_the_function_s_time(sandbox):
    with sandbox.open(["import time\ndef f(x): time.sleep(0.35)"], "backprop") as session:
        start = time.monotonic()
        outcomes = session.calls("f", [Request((0,))] * 40)
        assert time.monotonic() - start < SHORT.function_seconds + 1
    assert outcomes[0].error is None
    assert outcomes[-1].error.kind == "TimeLimit"


def test_patience_lets_a_slow_call_end(sandbox):
    with sandbox.open([f"import time\ndef f(x): time.sleep({1.5 * SHORT.call_seconds})"], "backprop") as session:
        assert session.calls("f", [Request((0,))])[0].error.kind == "TimeLimit"
        assert session.calls("f", [Request((0,))], patience=4)[0].error is None


def test_cells_that_take_too_long_together_are_cut_to_definitions(sandbox):
    cells = ["while True: pass"] * 12 + ["computed = 1\ndef f(x): return x"]
    with sandbox.open(cells, "backprop") as session:
        assert [error.kind for error in session.cell_errors] == ["TimeLimit"] * 13
        assert "only its definitions" in session.cell_errors[-1].message
        assert session.calls("f", [Request((1,))])[0].value == 1


def test_a_notebook_of_killers_is_given_up_on_in_time(run):
    session = run(*["import os\nos._exit(1)"] * 10, "class A:\n    os._exit(1)", "def f(x): return x")
    answer = session.calls("f", [Request((1,))])[0]
    assert answer.error is None or answer.error.kind == "Killed"


def test_an_empty_notebook_is_open_too(run):
    assert run().calls("f", [Request()])[0].error.kind == "Missing"
    assert run().calls("f", []) == []


def test_sessions_do_not_meet(run):
    one, other = run("a = 1\ndef f(): return a"), run("def f(): return a")
    assert other.calls("f", [Request()])[0].error.kind == "NameError"
    assert one.calls("f", [Request()])[0].value == 1
    assert run("import os\nb = os.listdir()\ndef f(): return b").calls("f", [Request()])[0].value == []


def test_a_closed_session_says_so(run):
    session = run("def f(): return 1")
    session.close()
    session.close()
    with pytest.raises(SandboxError, match="closed"):
        session.calls("f", [Request()])


def test_a_dead_server_is_replaced():
    with Sandbox(limits=SHORT) as sandbox:
        session = sandbox.open(["def f(): return 1"], "backprop")
        server = sandbox._launchers["plain"]._process
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        assert session.calls("f", [Request()])[0].value == 1
        with sandbox.open(["def f(): return 2"], "backprop") as other:
            assert other.calls("f", [Request()])[0].value == 2


@pytest.mark.parametrize("count", [1, 2, 3])  # while the server starts, or a worker runs
def test_nothing_is_left_when_the_checker_is_killed(tmp_path, count):
    code = "from autograder.isolate import *\nSandbox(Limits(cell_seconds=60)).open(['while True: pass'], 'backprop')"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    checker = subprocess.Popen([sys.executable, "-c", code], env=environment)
    assert eventually(lambda: len(commands(checker.pid)) >= count) or count == 3  # without namespaces there are two
    below = commands(checker.pid)
    checker.kill()
    checker.wait()
    assert eventually(lambda: not any(map(runs, below)))
    assert eventually(lambda: not list(tmp_path.iterdir()))


def commands(pid: int) -> list[int]:
    return descendants(pid, "bootstrap.py")


def test_a_level_that_is_not_to_be_had_is_refused():
    with pytest.raises(SandboxError, match="isolation is only weak here, full is asked for"):
        Sandbox(minimum="full", without=("fork",))


def test_limits_hold_in_a_worker():
    limits = Limits(memory=64 << 20, file=1 << 20)
    cells = ["import numpy as np", "np.ones(1 << 27)", "open('x', 'wb').write(bytes(2 << 20))", "b = np.ones(1 << 20)"]
    with Sandbox(limits=limits) as sandbox, sandbox.open(cells, "backprop") as session:
        assert [error.index for error in session.cell_errors] == [1, 2]


def test_without_a_fork_server_it_works_too():
    with Sandbox(without=("fork",)) as sandbox:
        assert sandbox.level == "weak"
        cells = [
            "import numpy as np\nimport matplotlib.pyplot as plt\nplt.plot([1])",
            "def f(x): return x + 1",
            "def g(x):\n while 1: pass",
        ]
        with sandbox.open(cells, "backprop") as session:
            assert session.cell_errors == ()
            assert session.calls("g", [Request((1,))])[0].error.kind == "TimeLimit"
            np.testing.assert_array_equal(session.calls("f", [Request((X,))])[0].value, X + 1)
