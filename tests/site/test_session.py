"""The Python side of a page, run in plain Python: no IPython, no Matplotlib, one process for all of it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from autograder import evaluate, feedback
from tests.site.browser import ROOT

STUB = "def relu(z):\n    raise NotImplementedError\n"
RIGHT = "def relu(z):\n    return np.maximum(z, 0)\n"
WRONG = "def relu(z):\n    return np.abs(z)\n"
CODES = {  # what a learner may press Run on
    "value": "a = 6\na * 7",
    "hushed value": "6 * 7;",
    "prints": "print('one')\nprint('two')",
    "raises": "x = 1\ny = x / 0\nprint('never')",
    "raises deeper": "def f(x):\n    return missing(x)\n\nf(1)",
    "syntax": "def f(:\n    pass",
    "leaves": "raise SystemExit(3)",
    "asks": "input('name?')",
    "floods": "print('x' * 100_000)",
    "floods, then shows": "from IPython.display import HTML, display\nprint('x' * 100_000)\ndisplay(HTML('bold'))",
    "long value": "'x' * 100_000",
    "clobbers": "np = 'an accident'\nlen(np)",
    "warns": "import warnings\nwarnings.warn('mind the step', stacklevel=1)",
    "plt.show": "import warnings\nwarnings.warn('FigureCanvasAgg is non-interactive, and thus cannot be shown')",
    "source": "import inspect\ndef f():\n    return 'own source'\nprint(inspect.getsource(f))",
    "shows": "from IPython.display import HTML, display\ndisplay(HTML('<b>bold</b>'))",
}
CHECKS = {
    "stub": STUB,
    "right": RIGHT,
    "wrong": WRONG,
    "other name": "def rely(z):\n    return z\n",
    "other arguments": "def relu():\n    return 0\n",
    "syntax": "def relu(z)\n    return z\n",
    "printing": f"print('so far')\n{RIGHT}",
}
PROGRAM = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("page_session", sys.argv[1])
module = importlib.util.module_from_spec(spec); spec.loader.exec_module(module)
session = module.Session()
for request in json.load(sys.stdin):
    print(session.answer(json.dumps(request)))
"""
COMMON = {"imports": ["import numpy as np", "import nowhere_to_be_found"], "chapter": "neuron", "earlier": ["sigmoid"]}


@pytest.fixture(scope="module")
def answers():
    """The answer to every code and every check, asked one after another in one session."""
    runs = [{"want": "run", "code": code, **COMMON} for code in CODES.values()]
    checks = [{"want": "check", "name": "relu", "code": code, **COMMON} for code in CHECKS.values()]
    rest = {"want": "run", "code": "sigmoid(0.0) + relu(2.0)", **COMMON}
    after = [{**rest, "first": [{"code": code, "name": "relu"}]} for code in (RIGHT, CHECKS["syntax"])]
    command = [sys.executable, "-c", PROGRAM, str(ROOT / "book" / "live" / "session.py")]
    asked = json.dumps([*runs, *checks, *after])
    done = subprocess.run(command, input=asked, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    names = [
        *(("run", name) for name in CODES),
        *(("check", name) for name in CHECKS),
        ("run", "after"),
        ("run", "after broken"),
    ]
    return dict(zip(names, said, strict=True))


def text(answer: dict) -> str:
    """Returns what was printed."""
    return "".join(output["text"] for output in answer["outputs"] if output["kind"] == "text")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("value", "42\n"),
        ("hushed value", ""),
        ("prints", "one\ntwo\n"),
        ("plt.show", ""),
        ("source", "def f():\n    return 'own source'\n\n"),
    ],
)
def test_a_cell_shows_what_a_notebook_shows(answers, name, shown):
    assert (text(answers["run", name]), answers["run", name]["error"]) == (shown, None)


def test_html_is_shown_as_html(answers):
    assert answers["run", "shows"]["outputs"] == [{"kind": "html", "html": "<b>bold</b>"}]


@pytest.mark.parametrize(
    ("name", "line", "source", "words"),
    [
        ("raises", 2, "y = x / 0", "ZeroDivisionError: division by zero"),
        ("raises deeper", 2, "return missing(x)", "NameError: name 'missing' is not defined"),
        ("syntax", 1, "def f(:", "SyntaxError: "),
        ("leaves", 1, "raise SystemExit(3)", "SystemExit: 3"),
        ("asks", 1, "input('name?')", "RuntimeError: input() cannot ask for anything in this page"),
    ],
)
def test_an_error_is_told_by_the_learners_own_line(answers, name, line, source, words):
    error = answers["run", name]["error"]
    assert (error["line"], error["source"]) == (line, source)
    assert error["text"].startswith(words)


@pytest.mark.parametrize(("name", "start", "left"), [("floods", "x", 40_001), ("long value", "'x", 40_002)])
def test_a_flood_is_cut_and_the_rest_is_counted(answers, name, start, left):
    shown = text(answers["run", name])
    assert shown.startswith(start + "x" * 59_000) and shown.endswith(f"… and {left:,} more characters.\n")
    assert len(shown) < 60_100


def test_what_is_left_out_is_counted_where_it_is_missing(answers):
    printed, shown = answers["run", "floods, then shows"]["outputs"]
    assert printed["text"].endswith("x\n… and 40,001 more characters.\n")
    assert shown == {"kind": "html", "html": "bold"}


def test_a_check_has_its_imports_whatever_an_earlier_run_did_to_them(answers):
    assert text(answers["run", "clobbers"]) == "11\n"
    assert answers["check", "right"]["verdict"]["verdict"] == "passed"


def test_a_warning_is_shown(answers):
    assert "mind the step" in text(answers["run", "warns"])


@pytest.mark.parametrize(("name", "code"), [("stub", STUB), ("right", RIGHT), ("wrong", WRONG)])
def test_a_verdict_is_the_notebooks_own_card(answers, name, code):
    space = {"np": __import__("numpy")}
    exec(code, space)
    result = evaluate(space["relu"])
    answer = answers["check", name]
    assert answer["outputs"][0] == {"kind": "html", "html": feedback.html(result)}
    assert answer["verdict"] == {"verdict": str(result.verdict), "points": result.points, "most": result.max_points}
    goes_on = [output["html"] for output in answer["outputs"][1:]]
    assert goes_on == (
        [] if name == "right" else ["<p>The page goes on with the course&#x27;s own <code>relu</code>.</p>"]
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("other name", "Your code defines no function called relu."),
        ("other arguments", "Restore the stub&#x27;s first line."),
    ],
)
def test_what_cannot_be_checked_gets_no_verdict_of_an_earlier_check(answers, name, said):
    answer = answers["check", name]
    assert answer["verdict"] is None
    assert said in json.dumps(answer["outputs"])


def test_code_that_does_not_run_is_not_checked(answers):
    answer = answers["check", "syntax"]
    assert (answer["verdict"], answer["error"]["line"]) == (None, 1)


def test_what_the_code_prints_stands_before_its_verdict(answers):
    first, card = answers["check", "printing"]["outputs"]
    assert first == {"kind": "text", "text": "so far\n"}
    assert answers["check", "printing"]["told"] == [card]
    assert "fb-passed" in card["html"]


@pytest.mark.parametrize("name", ["after", "after broken"])  # where the code does not run, the course's own is there
def test_earlier_cells_and_exercises_are_there_and_show_nothing(answers, name):
    assert text(answers["run", name]) in ("2.5\n", "np.float64(2.5)\n")
    assert len(answers["run", name]["outputs"]) == 1
