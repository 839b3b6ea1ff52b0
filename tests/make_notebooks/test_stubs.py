"""What of a module goes into a stub and into a solved cell: exactly what each needs, and never the answer."""

from __future__ import annotations

import pytest

from autograder.make_notebooks import SourceError
from autograder.make_notebooks.stubs import Answer, Module

HEAD = '"""Answers."""\n\nfrom functools import cache, partial as part\n\nimport numpy as np\n\n'
OPEN = "    raise NotImplementedError"


@pytest.fixture
def answer(tmp_path):
    """Returns the answer to an exercise, from a module's text: answer(text, name, exercises)."""

    def read(text: str, name: str = "f", exercises=("f",)) -> Answer:
        path = tmp_path / "toy.py"
        path.write_text(HEAD + text, encoding="utf-8")
        return Module(path).answer(name, exercises)

    return read


def test_what_the_signature_needs_comes_with_the_stub(answer):
    made = answer(
        "# Steps.\nEPS = 1e-5\nBig = dict[str, float]\n\n\ndef f(x: Big, eps=EPS) -> np.ndarray:\n    return x * eps\n"
    )
    assert (
        made.stub
        == f"# Steps.\nEPS = 1e-5\n\n\nBig = dict[str, float]\n\n\ndef f(x: Big, eps=EPS) -> np.ndarray:\n{OPEN}"
    )
    assert made.secret == ("return x * eps",)
    assert "np" in made.stub_names


def test_decorators_stay_and_bring_their_imports(answer):
    made = answer("@cache\ndef f(x):\n    return part(x)\n")
    assert made.stub == f"@cache\ndef f(x):\n{OPEN}"
    assert "cache" in made.stub_names and "part" not in made.stub_names
    assert {"cache", "part"} <= made.solved_names


def test_helpers_of_helpers_come_in_the_order_of_the_module(answer):
    helpers = "A, B = 1, 2\n\n\nclass _Box:\n    size = B\n\n\ndef _g(x):\n    return _Box.size + x\n\n\n"
    made = answer(helpers + "def f(x):\n    return _g(x)\n")
    assert made.solved.index("A, B") < made.solved.index("class _Box") < made.solved.index("def _g")
    assert made.stub == f"def f(x):\n{OPEN}"
    assert {"A, B = 1, 2", "size = B", "return _Box.size + x"} <= set(made.secret)


def test_a_public_function_that_is_no_exercise_comes_along(answer):
    assert "def g" in answer("def g(x):\n    return x\n\n\ndef f(x):\n    return g(x)\n").solved


def test_an_earlier_exercise_is_not_repeated(answer):
    made = answer("def f(x):\n    return g(x)\n\n\ndef g(x):\n    return x\n", exercises=("g", "f"))
    assert "def g" not in made.solved


def test_a_later_exercise_cannot_be_used(answer):
    with pytest.raises(SourceError, match=r"toy.py:7: g is used here, and its exercise comes later"):
        answer("def f(x):\n    return g(x)\n\n\ndef g(x):\n    return x\n", exercises=("f", "g"))


def test_a_local_name_is_not_taken_for_the_function_of_that_name(answer):
    made = answer("def f(g):\n    h = g(1)\n    return h\n\n\ndef g(x):\n    return x\n\n\ndef h(x):\n    return x\n")
    assert "def g" not in made.solved and "def h" not in made.solved


def test_what_the_kept_part_needs_comes_with_the_stub(answer):
    body = "    x = _plain(x)\n    ### BEGIN SOLUTION\n    y = _clever(x)\n    ### END SOLUTION\n    return y\n"
    made = answer(f"def _plain(x):\n    return x + 0\n\n\ndef _clever(x):\n    return x * 7\n\n\ndef f(x):\n{body}")
    assert made.stub.startswith("def _plain(x):\n    return x + 0\n\n\ndef f(x):\n")
    assert made.stub.endswith(f"    x = _plain(x)\n{OPEN}\n    return y")
    assert "_clever" not in made.stub
    assert made.secret == ("y = _clever(x)", "def _clever(x):", "return x * 7")


def test_the_end_marker_may_be_the_last_line(answer):
    made = answer(
        "def f(x):\n    y = 0 * x\n    ### BEGIN SOLUTION\n    y = x + 1\n    return y\n    ### END SOLUTION\n"
        "\n\nZ = 1\n"
    )
    assert made.stub == f"def f(x):\n    y = 0 * x\n{OPEN}"
    assert made.solved.endswith("    return y")


@pytest.mark.parametrize(
    ("head", "docstring"),
    [
        ("def f(x):", '    """Returns x."""\n'),
        ("def f(\n    x: dict[str, int] = {'a:': 1},  # a note: here\n) -> int:  # and: here", ""),
        ("def f(x):", '    """Returns x.\n\n    x : (N,)\n    """\n\n    # A comment that helps.\n'),
    ],
)
def test_a_stub_ends_where_the_body_begins(answer, head, docstring):
    made = answer(f"{head}\n{docstring}    return x + x\n")
    kept = docstring.partition("\n\n    #")[0].rstrip("\n")
    assert made.stub == "\n".join(filter(None, [head, kept, OPEN]))
    assert "return x + x" in made.secret


def test_a_marker_in_a_string_is_text(answer):
    made = answer('def f(x):\n    """Returns x.\n\n    ### BEGIN SOLUTION\n    """\n    return x + 1\n')
    assert made.secret == ("return x + 1",)
    assert "### BEGIN SOLUTION" in made.stub


def test_a_function_that_is_missing_is_a_key_error(answer):
    with pytest.raises(KeyError):
        answer("def g(x):\n    return x\n")


def test_imports_are_given_one_by_one(tmp_path):
    path = tmp_path / "toy.py"
    path.write_text(
        "from __future__ import annotations\nimport os.path\nfrom functools import cache, partial as part\n"
    )
    module = Module(path)
    assert [module.import_line(name) for name in ("annotations", "os", "part", "cache", "none")] == [
        None,
        "import os.path",
        "from functools import partial as part",
        "from functools import cache",
        None,
    ]
