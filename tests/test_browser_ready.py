"""What the page in the browser imports needs numpy and the standard library alone: every other import is blocked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = """
import sys

ALLOWED = set(sys.stdlib_module_names) | {"numpy", "autograder", "solutions"}
MISSING_IN_PYODIDE = {"resource", "multiprocessing", "subprocess", "_posixsubprocess", "fcntl", "termios", "sqlite3"}


class Blocker:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in ALLOWED:
            raise ImportError(f"blocked: {name}")


sys.meta_path.insert(0, Blocker())
import numpy

before = set(sys.modules)
import autograder
from autograder import evaluate, feedback
from autograder.exercises import CHAPTERS
from autograder.live import Checker

ours = set(sys.modules) - before
assert not {name for name in ours if name.partition(".")[0] in MISSING_IN_PYODIDE}, ours
import importlib

for chapter in CHAPTERS:
    if chapter.key in ("tensorflow", "capstone"):
        continue
    solutions = importlib.import_module(f"solutions.{chapter.key}")
    for exercise in chapter.exercises:
        result = evaluate(getattr(solutions, exercise.name))
        assert str(result.verdict) == "passed", result
        assert feedback.text(result) and feedback.html(result)


def relu(z):
    return numpy.abs(z)


assert Checker()(relu) is not relu
assert evaluate(relu).diagnosis[0].name == "absolute_for_relu"
print("ran", len(CHAPTERS))
"""


def test_checks_run_with_every_other_import_blocked():
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{PROGRAM}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "ran" in done.stdout
