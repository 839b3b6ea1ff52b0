"""A slip in one exercise costs once: marked as it is live, where the page goes on with the course's own function."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io

import pytest

from autograder.core.result import Verdict
from autograder.core.submission import Request
from autograder.exercises import by_chapter
from autograder.grade import grade, the_course
from autograder.isolate import Sandbox
from autograder.isolate.handed_out import stand_alone
from autograder.live import Checker
from tests.marking_fakes import notebook

FIRST = {
    "neuron": "import numpy as np\nfrom autograder import check",
    "forward": "import numpy as np\nfrom itertools import pairwise\nfrom autograder import check\n"
    "from solutions.neuron import relu, sigmoid\n",
    "backprop": "import numpy as np\nfrom autograder import check\n"
    "from solutions.forward import softmax\nfrom solutions.neuron import sigmoid",
}
SHIFTED_GRAD = "def mse_grad(Y_hat, Y):\n    return (Y_hat - Y) / Y.size"
OPEN_DENSE = "def dense(X, W, b):\n    raise NotImplementedError"
OPEN_SIGMOID = "def sigmoid(z):\n    raise NotImplementedError"
WRONG_OWN = (
    "def two_layer_backward(params, cache, Y):\n"
    "    dZ2 = mse_grad(cache['A2'], Y)\n"  # the slope of the output is missing
    "    dA1, dW2, db2 = dense_backward(dZ2, cache['A1'], params['W2'])\n"
    "    dZ1 = activation_backward(dA1, cache['Z1'], 'sigmoid')\n"
    "    _, dW1, db1 = dense_backward(dZ1, cache['A0'], params['W1'])\n"
    "    return {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}"
)
TABLE = {  # chapter, and by exercise what stands in place of the worked function
    "all right": ("backprop", {}),
    "a faulty mse_grad": ("backprop", {"mse_grad": SHIFTED_GRAD}),
    "a faulty mse_grad, and a fault of its own": (
        "backprop",
        {"mse_grad": SHIFTED_GRAD, "two_layer_backward": WRONG_OWN},
    ),
    "an open dense": ("forward", {"dense": OPEN_DENSE}),
    "an open sigmoid": ("neuron", {"sigmoid": OPEN_SIGMOID}),
}


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as made:
        yield made


def cells_of(chapter: str, instead: dict[str, str]) -> list[str]:
    """Returns the cells of a notebook: worked functions, or what stands in their place, each checked."""
    module = importlib.import_module(f"solutions.{chapter}")
    names = [exercise.name for exercise in by_chapter(chapter).exercises]
    rest = "\n".join(text for name in ("Activation", "HIDDEN", "OUTPUT", "_known") if (text := _beside(module, name)))
    texts = {name: instead.get(name) or inspect.getsource(getattr(module, name)) for name in names}
    cells = [f"from __future__ import annotations\n{FIRST[chapter]}"]
    for name, text in texts.items():
        cells.append(f"{rest}\n{text}" if name == "forward" else text)
        cells.append(f"{name} = check({name})")
    return cells


def _beside(module, name: str) -> str:
    if module.__name__ != "solutions.forward":
        return ""
    if name == "_known":
        return inspect.getsource(module._known)
    tables = {
        "Activation": "",
        "HIDDEN": "HIDDEN = {'sigmoid': sigmoid, 'tanh': np.tanh, 'relu': relu, 'identity': np.positive}",
        "OUTPUT": "OUTPUT = {**HIDDEN, 'softmax': softmax}",
    }
    return tables[name]


def live(cells: list[str]) -> dict:
    """Returns the results of the cells by exercise, run as a notebook runs them."""
    checker, namespace = Checker(), {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            exec(compile(cell, "<cell>", "exec"), namespace)
            namespace["check"] = checker
    return checker.results


def marked(cells: list[str], chapter: str, sandbox) -> dict:
    result = grade(notebook(*cells), by_chapter(chapter), sandbox, the_course())
    assert not result.reason
    return {found.exercise: found for found in result.exercises}


@pytest.mark.parametrize("what", TABLE)
def test_marked_as_live(what, sandbox):
    chapter, instead = TABLE[what]
    cells = cells_of(chapter, instead)
    alive, graded = live(cells), marked(cells, chapter, sandbox)
    assert alive.keys() == graded.keys()
    for name, result in alive.items():
        assert (name, graded[name].verdict, graded[name].points) == (name, result.verdict, result.points)
        said = graded[name].message.removeprefix(result.message).strip()
        assert not said or said.startswith("Judged with the course's own `")
    unsolved = [name for name in alive if alive[name].verdict is not Verdict.PASSED]
    assert unsolved == list(instead)


def test_what_was_done_is_said(sandbox):
    chapter, instead = TABLE["a faulty mse_grad"]
    graded = marked(cells_of(chapter, instead), chapter, sandbox)
    sentence = "Judged with the course's own `mse_grad` in place of yours."
    assert {name for name, result in graded.items() if result.message == sentence} == {"two_layer_backward", "backward"}


READ_THE_ANSWER = """
def answers():
    import gc, inspect, sys, linecache
    texts = []
    for thing in (mse_grad, dense_backward):
        texts.append(inspect.getsource(thing))
        for value in list(getattr(thing, "__globals__", {}).values()):
            texts.append(getattr(value, "__name__", ""))
    texts += ["".join(entry[2]) for name, entry in linecache.cache.items() if len(entry) > 2 and "<cell" not in name]
    functions = [thing for thing in gc.get_objects() if type(thing) is type(answers) and thing is not backward]
    texts += [thing.__qualname__ for thing in functions]
    texts += list(sys.modules)
    for name in ("solutions.backprop", "autograder.exercises", "autograder.isolate.handed_out"):
        try:
            texts.append(str(__import__(name)))
        except ImportError:
            pass
    return "\\n".join(map(str, texts))

def backward(params, cache, Y, hidden="sigmoid", output="sigmoid"):
    mse_grad
    found = [word for word in ("backward", "two_layer_backward") if word in answers().split()]
    found += ["text"] if "def backward(" in answers() or "def two_layer_backward(" in answers() else []
    found += ["mse_grad"] if "2 * (Y_hat - Y)" in answers() else []
    raise RuntimeError(f"found {found}")
"""


def test_the_answer_asked_for_is_not_within_reach_of_those_handed_out(sandbox):
    cells = [FIRST["backprop"], "def mse_grad(Y_hat, Y):\n    return Y", "def dense_backward(dZ, X, W): return 1"]
    with sandbox.open([*cells, READ_THE_ANSWER], "backprop", ("mse_grad", "dense_backward")) as session:
        (outcome,) = session.calls("backward", [Request(({}, {}, 1))])
        (given,) = session.calls("mse_grad", [Request((3.0, 1.0))])
    assert outcome.error.message == "found ['mse_grad']"  # as its text is read, the attempt itself works
    assert given.error is not None  # the course's own asks for an array; the notebook's would return 1.0


@pytest.mark.parametrize("chapter", [chapter.key for chapter in the_course().chapters])
def test_no_worked_function_needs_a_later_one(chapter):
    names = [exercise.name for exercise in by_chapter(chapter).exercises]
    for place, name in enumerate(names):
        text = stand_alone(chapter, [name])[name]
        assert not [later for later in names[place + 1 :] if f"def {later}(" in text]
