"""Cells run as they would in Jupyter, and a cell's failure is its own."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from autograder.core.submission import Request
from autograder.isolate.cells import as_python, transformer


@pytest.fixture
def names(run):
    """Returns a function that runs cells and returns the wanted names' values, and the errors by cell."""

    def ran(cells: list[str], *wanted: str):
        look = "def look(names): return [repr(globals().get(name, 'MISSING')) for name in names]"
        session = run(*cells, look)
        answer = session.calls("look", [Request((list(wanted),))])[0]
        return answer.value, {error.index: error for error in session.cell_errors}

    return ran


# One row: a cell, a name, and its value afterwards, as Jupyter would have it.
AS_IN_JUPYTER = {
    "line magic": ("%matplotlib inline\na = 1", "a", "1"),
    "unknown settings": ("%load_ext tensorboard\n%config InlineBackend.figure_format='retina'\na = 1", "a", "1"),
    "shell": ("!pip install nothing\na = 1", "a", "1"),
    "shell captured": ("files = !ls\na = files", "a", "[]"),
    "timing a cell": ("%%time\na = 1", "a", "1"),
    "timing a line": ("%time a = 1", "a", "1"),
    "timeit": ("%timeit -n 1 -r 1 sum([1])\na = 1", "a", "1"),
    "capture": ("%%capture out\na = 1\nprint(a)", "a", "1"),
    "captured": ("%%capture out\nprint(1)\n", "out", "MISSING-NOT"),
    "another language": ("%%bash\necho hello", "a", "'MISSING'"),
    "help": ("import math\nmath.sin?\na = 1", "a", "1"),
    "await": ("import asyncio\na = await asyncio.sleep(0, result=1)", "a", "1"),
    "display": ("display([1])\nfrom IPython.display import display as d\nd(2)\na = 1", "a", "1"),
    "the last value": ("41 + 1", "_", "42"),
    "a value that is not shown": ("3\n'x';", "_", "'MISSING'"),
    "main": ("a = __name__", "a", "'__main__'"),
    "its own source": ("import inspect\ndef f(): return 1\na = inspect.getsource(f)", "a", "'def f(): return 1\\n'"),
    "pickle": ("import pickle\nclass C: pass\na = type(pickle.loads(pickle.dumps(C()))).__name__", "a", "'C'"),
    "dataclass": ("from dataclasses import dataclass\n@dataclass\nclass C:\n    x: int = 3\na = C().x", "a", "3"),
    "plots": ("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\na = plt.get_fignums()", "a", "[]"),
    "a written module": ("%%writefile part.py\nQ = 14", "a", "'MISSING'"),
    "files": ("open('x.txt', 'w').write('y')\na = open('x.txt').read()", "a", "'y'"),
    "get_ipython": (
        "get_ipython().run_line_magic('matplotlib', 'inline')\na = get_ipython().nothing.at_all()",
        "a",
        "None",
    ),
    "pylab": ("%pylab inline\na = float(cos(0))", "a", "1.0"),
    "a progress bar": (
        "import sys\nsys.stdout.write('.')\nsys.stdout.flush()\nsys.stdout.buffer.write(b'.')\na = 1",
        "a",
        "1",
    ),
    "warnings": ("import warnings\nwarnings.warn('x')\na = 1", "a", "1"),
}


# Python as it stands that IPython might take for something else, and the reverse.
LOOKS_LIKE = (
    "x = 7\nx %= 2\ny = x % 2\nassert x != y",
    "x = (3\n  % 2)\ny = [1,\n!2]",
    '"""a text\n%time x\n!ls\n"""',
    "    x = 1\n    y = 2",
    "\n\n  x = '''\n  z'''",
    ">>> x = 1\n>>> if x:\n...     y = 2",
    "In [3]: x = 1\n   ...: y = 2",
    "x = {1: 2}  # %what?\nx?",
    'def f():\n    """\n    >>> f()\n    1\n    """\n    return 1',
    '"""\n>>> f()\n"""',
    "\n\n>>> x = 1",
    "x = 1\n>>> y = 2",
    "x = 1\n...\ny = 2",
    "/abs 3",
    ";f a b",
    "x = 1;",
    "# only a remark",
    "",
)


def test_cells_become_what_ipython_makes_of_them():
    chapters = sorted((Path(__file__).parents[2] / "chapters").glob("*.ipynb"))
    cells = [cell for path in chapters for cell in json.loads(path.read_text("utf-8"))["cells"]]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(sources) > 50
    sources += [cell for cell, _, _ in AS_IN_JUPYTER.values()] + list(LOOKS_LIKE)
    for source in sources:
        try:
            wanted = ast.dump(ast.parse(transformer()(source)))
        except SyntaxError:
            with pytest.raises(SyntaxError):
                as_python(source, "<cell>")
        else:
            assert ast.dump(as_python(source, "<cell>")[1]) == wanted, source


@pytest.mark.parametrize("what", AS_IN_JUPYTER)
def test_as_in_jupyter(what, names):
    cell, name, value = AS_IN_JUPYTER[what]
    values, errors = names([cell], name)
    assert errors == {}
    if value == "MISSING-NOT":
        assert values != ["'MISSING'"]
    else:
        assert values == [value]


def test_a_module_written_by_a_cell_can_be_imported(names):
    assert names(["%%writefile part.py\nQ = 14", "from part import Q"], "Q") == (["14"], {})


def test_a_future_import_holds_for_later_cells(names):
    cells = ["from __future__ import annotations", "def f(x: Undefined): return 1\na = f(0)"]
    assert names(cells, "a") == (["1"], {})


def test_sorts_of_failures(names):
    cells = [
        "raise ValueError('one\\ntwo')",
        "import sys; sys.exit(3)",
        "raise KeyboardInterrupt",
        "def broken(:\n    pass",
        "x = 1\n\n1 / 0",
        "quit()",
        "%%unheard_of\nx = 1",
        "%run other.py",
        "n = input('n? ')",
        "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
        "return 3",
        "a = 1",
    ]
    values, errors = names(cells, "a", "x")
    assert values == ["1", "1"]
    assert [(index, error.kind, error.line) for index, error in errors.items()] == [
        (0, "ValueError", 1),
        (1, "SystemExit", 1),
        (2, "KeyboardInterrupt", 1),
        (3, "SyntaxError", 1),
        (4, "ZeroDivisionError", 3),
        (5, "SystemExit", 1),
        (6, "MagicUnavailable", 1),
        (7, "MagicUnavailable", 1),
        (8, "EOFError", 1),
        (9, "E", 3),
        (10, "SyntaxError", 1),
    ]
    assert errors[0].message == "one two"
    assert errors[0].first_line == "raise ValueError('one\\ntwo')"
    assert errors[3].first_line == "def broken(:"


def test_what_is_defined_after_a_failing_line_is_kept(names):
    cell = """
def before(): return 1
demo = before()
print(missing)
import math
from nowhere import nothing
RATE, TABLE = 0.5, {"a": [1, -2]}
def after(): return math.pi
class Kept: pass
demo = 2
computed = after()
"""
    values, errors = names([cell, "a = after() + RATE"], "demo", "RATE", "a", "computed")
    assert values == ["2", "0.5", "3.641592653589793", "'MISSING'"]
    assert list(errors) == [0]
    assert (errors[0].kind, errors[0].line) == ("NameError", 4)


def test_a_line_above_that_only_times_costs_no_line_and_no_definition(names):
    values, errors = names(["%%time\n1 / 0\ndef f(): return 1", "a = f()"], "a")
    assert values == ["1"]
    assert errors[0].line == 2


def test_a_syntax_error_costs_its_cell_only(names):
    values, errors = names(["a = 1", "a = 2\nb = = 3", "c = 4"], "a", "b", "c")
    assert values == ["1", "'MISSING'", "4"]
    assert list(errors) == [1]


def test_definitions_of_a_cell_that_kills_are_kept(names):
    values, errors = names(["import os\ndef f(): return 5\nos._exit(1)", "a = f()"], "a")
    assert values == ["5"]
    assert errors[0].kind == "Killed"


def test_random_numbers_repeat(run):
    cells = [
        "import random\nimport numpy as np\nfrom numpy.random import default_rng",
        "def f(x):\n    made = [default_rng(), np.random.default_rng()]\n"
        "    return [random.random(), np.random.rand(), made[0].random(), made[1].random()]",
    ]
    first = run(*cells).calls("f", [Request((0,)), Request((0,))])
    second = run(*cells).calls("f", [Request((0,))])
    assert first[0].value == first[1].value == second[0].value
    assert len(set(first[0].value[2:])) == 2


def test_a_failure_in_a_task_does_not_spoil_the_next_await(names):
    cells = ["import asyncio\nawait asyncio.wait_for(asyncio.sleep(9), 0.01)", "a = await asyncio.sleep(0, result=3)"]
    values, errors = names(cells, "a")
    assert values == ["3"]
    assert errors[0].kind == "TimeoutError"


def test_the_root_of_a_failure_is_told(run):
    session = run(
        "def f(x):\n    raise NotImplementedError\na, b = f(1)",
        "c = a + 1",
        "d = c + b\ne = 1",
        "import math\nmath.nothing",
        "print(unknown)",
        "from figures.neuron import diagram\ndiagram(1)\nassert diagram(2)\ng = diagram(3)['W1']",
        "print(g)",
    )
    assert [(error.index, error.kind, error.root) for error in session.cell_errors] == [
        (0, "NotImplementedError", "NotImplementedError"),
        (1, "NameError", "NotImplementedError"),
        (2, "NameError", "NotImplementedError"),
        (3, "AttributeError", "AttributeError"),
        (4, "NameError", "NameError"),
        (5, "NotWhileMarking", "NotWhileMarking"),
        (6, "NameError", "NotWhileMarking"),
    ]
