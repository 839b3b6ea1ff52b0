"""The sample class, marked for real: every mark, verdict and family is the one written beside it."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from autograder.collect import collect
from autograder.core.mistakes import FAMILIES
from autograder.core.result import Verdict
from autograder.grade import Status, the_course
from autograder.gradebook import Marker, Settings, carry_out, in_order, make_sandbox, plan
from autograder.isolate import Limits, Sandbox

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "examples" / "class"
EXPECTED = list(csv.DictReader((FOLDER / "expected.csv").read_text("utf-8").splitlines()))
FILES = sorted({row["file"] for row in EXPECTED})
BY_EXERCISE = [row for row in EXPECTED if row["exercise"]]
ROUNDING = 0.006  # marks are rounded to two decimals


def hire() -> Marker:
    limits = Limits(cell_seconds=1.0, call_seconds=0.3, grace_seconds=0.5, function_seconds=1.0)
    return Marker(the_course(), lambda: Sandbox(limits=limits, minimum="weak"))


@pytest.fixture(scope="module")
def results():
    hand_ins = collect([FOLDER / "canvas", FOLDER / "moodle"])
    made = plan(hand_ins, the_course(), Settings())
    return {result.file: result for result in in_order(list(carry_out(made, hire)))}


@pytest.fixture(scope="module")
def exercises(results):
    return {(file, exercise.exercise): exercise for file, result in results.items() for exercise in result.exercises}


def test_the_class_is_the_one_that_is_expected(results):
    assert len(FILES) == 24
    assert sorted(results) == FILES


@pytest.mark.parametrize(
    "row", BY_EXERCISE, ids=[f"{row['file'].split('/')[1][:10]}-{row['exercise']}" for row in BY_EXERCISE]
)
def test_every_mark_and_every_family(row, exercises):
    result = exercises[row["file"], row["exercise"]]
    assert str(result.verdict) == row["verdict"], result.message
    if row["lost"] == "everything":
        assert result.points == 0
    else:
        failed = [check for check in result.checks if check.verdict is not Verdict.PASSED]
        assert sorted(check.name for check in failed) == sorted(row["lost"].split())
        assert result.points == pytest.approx(result.max_points - sum(c.max_points for c in failed), abs=ROUNDING)
    families = {found.family for found in result.diagnosis}
    wanted = {family for family in row["families"].split() if not family.endswith("?")}
    assert wanted <= families <= wanted | {family.rstrip("?") for family in row["families"].split()}


def test_what_cannot_be_read_is_not_marked_and_says_why(results):
    unreadable = {row["file"] for row in EXPECTED if not row["exercise"]}
    assert len(unreadable) == 3
    for file, result in results.items():
        assert (result.status is Status.UNMARKED) == (file in unreadable)
        assert bool(result.reason) == (file in unreadable)


def test_broken_cells_are_told_with_their_number_and_first_line(results):
    faults = {file.split("/")[1][:10]: result.cell_faults for file, result in results.items() if result.cell_faults}
    kinds = {student: [fault.kind for fault in found] for student, found in faults.items()}
    assert "NameError" in kinds["student02_"]
    assert "SystemExit" in kinds["student05_"]
    assert "SyntaxError" in kinds["student_21"]
    assert "TimeLimit" in kinds["student_22"]
    (loop,) = [fault for fault in faults["student_22"] if fault.kind == "TimeLimit"]
    assert loop.first_line == "n = 0"
    assert all(fault.number > 0 and fault.first_line for found in faults.values() for fault in found)


def test_missing_and_broken_exercises_say_why(exercises):
    file = next(file for file in FILES if "student_17" in file)
    assert exercises[file, "softmax_cross_entropy_grad"].message.endswith("was not found in the notebook.")
    file = next(file for file in FILES if "student_21" in file)
    assert "SyntaxError" in exercises[file, "mse_grad"].message
    assert "code cell" in exercises[file, "mse_grad"].message


def test_each_family_is_one_of_the_table():
    named = Counter(family for row in EXPECTED for family in row["families"].split() if family[-1] != "?")
    assert set(named) <= set(FAMILIES)
    assert len(named) >= 9


def test_the_committed_class_is_what_the_script_writes():
    run = subprocess.run(
        [sys.executable, ROOT / "examples" / "make_class.py", "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout


def test_a_sandbox_gets_the_limits_that_were_asked_for():
    with make_sandbox(Settings(call_seconds=0.5, memory_mb=900, minimum="weak")) as sandbox:
        assert sandbox.limits.call_seconds == 0.5
        assert sandbox.limits.memory == 900 << 20
