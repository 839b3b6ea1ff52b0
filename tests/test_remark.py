"""One exercise marked again after a mend: whose mark changes, from what to what, and what stays as it was."""

from __future__ import annotations

import csv
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import cli, cli_grade, cli_remark
from autograder.core.result import Verdict
from autograder.errors import UsageError
from autograder.grade import Course, Status
from autograder.gradebook import Marker
from autograder.remark import merged, only
from autograder.store import Run, Store
from tests.marking_fakes import CHAPTERS, COURSE, FakeSandbox, diagnosis, evaluate, marked, notebook, partly
from tests.test_cli import RIGHT, STUDENT_09, hand_in, table

LOOP = notebook("def mse_grad(a): return 'right'", "def backward(a): return 'loop'")
WRONG = notebook("def mse_grad(a): return 'right'", "def backward(a): return 'none'")


def kinder(exercise, submission):
    """Returns full marks for loops too, and a name for what else is wrong: the exercise's next version."""
    result = evaluate(exercise, submission)
    if exercise.name == "mse_grad":
        return replace(result, points=0)  # must not be seen: only one exercise is marked again
    said = submission.calls(exercise.name, [None])[0].value or ""
    if "loop" in said:
        return replace(result, verdict=Verdict.PASSED, points=exercise.points)
    return result if result.verdict is Verdict.PASSED else replace(result, diagnosis=(diagnosis(),))


def broken(exercise, submission):
    return replace(evaluate(exercise, submission), verdict=Verdict.GRADER_ERROR)


@pytest.fixture
def course(monkeypatch):
    """Sets the course that both commands mark with; each is called with the function that marks."""

    def mend(judge):
        changed = Course(CHAPTERS, judge)
        monkeypatch.setattr(cli_grade, "the_course", lambda: changed)
        monkeypatch.setattr(cli_grade, "hire", lambda settings: Marker(changed, FakeSandbox))
        monkeypatch.setattr(cli_remark, "the_course", lambda: changed)
        monkeypatch.setattr(cli_remark, "hire", lambda name, settings: Marker(only(changed, name), FakeSandbox))

    mend(evaluate)
    return mend


def grade(folder: Path, out: Path, *more: str) -> int:
    return cli.main(["grade", str(folder), "--out", str(out), "--jobs", "1", *more])


def remark(out: Path, name: str = "backward") -> int:
    return cli.main(["remark", "--out", str(out), "--exercise", name, "--jobs", "1"])


def changes(out: Path) -> list[dict]:
    return list(csv.DictReader((out / "changes.csv").read_text("utf-8-sig").splitlines()))


def test_a_mend_changes_those_marks_and_no_others(tmp_path, capsys, course, monkeypatch):
    folder, out = hand_in(tmp_path / "class", ada=RIGHT, bob=LOOP, cy=WRONG, dan=b""), tmp_path / "out"
    assert grade(folder, out) == 3
    course(kinder)
    monkeypatch.chdir(out)  # the paths are kept whole
    assert remark(out) == 0
    assert [row["total"] for row in table(out)] == ["5", "5", "2", ""]
    bob, cy = changes(out)
    assert (bob["student"], bob["before"], bob["after"], bob["verdict after"]) == ("bob", "0", "3", "passed")
    assert (cy["before"], cy["after"], cy["mistakes before"], cy["mistakes after"]) == ("0", "0", "", "mean missing")
    printed = " ".join(capsys.readouterr().out.split())
    assert "backward marked again in 3 of 4, 2 changed." in printed
    assert "0 / 3 → 3 / 3" in printed and "failed → passed" in printed and "none → mean missing" in printed
    assert "backward was marked again." in (out / "index.html").read_text("utf-8")


def test_marking_again_without_a_mend_changes_nothing(tmp_path, capsys, course):
    folder, out = hand_in(tmp_path / "class", ada=RIGHT, bob=LOOP), tmp_path / "out"
    assert grade(folder, out) == 0
    before = (out / "marks.csv").read_bytes()
    assert remark(out) == 0
    assert changes(out) == []
    assert (out / "marks.csv").read_bytes() == before
    course(kinder)
    assert remark(out) == 0
    course(evaluate)
    assert remark(out) == 0  # each starts from the one before
    assert [(row["before"], row["after"]) for row in changes(out)] == [("3", "0")]


def test_a_notebook_that_changed_or_went_keeps_its_mark_and_says_so(tmp_path, capsys, course):
    folder, out = hand_in(tmp_path / "class", ada=LOOP, bob=LOOP, cy=LOOP), tmp_path / "out"
    assert grade(folder, out) == 0
    hand_in(folder, ada=RIGHT)
    (folder / "bob.ipynb").unlink()
    course(kinder)
    assert remark(out) == 3
    ada, bob, cy = changes(out)
    assert "has changed since" in ada["problem"] and "is gone" in bob["problem"] and cy["problem"] == ""
    assert [row["total"] for row in table(out)] == ["2", "2", "5"]
    assert "not marked again" in capsys.readouterr().out


def test_a_grader_error_leaves_the_mark_as_it_was(tmp_path, course):
    folder, out = hand_in(tmp_path / "class", ada=RIGHT), tmp_path / "out"
    assert grade(folder, out) == 0
    course(broken)
    assert remark(out) == 3
    assert [row["total"] for row in table(out)] == ["5"]
    assert "the grader failed" in changes(out)[0]["problem"]


def test_a_roster_is_used_again(tmp_path, course):
    folder, out = hand_in(tmp_path / "class", bob=LOOP), tmp_path / "out"
    (tmp_path / "roster.csv").write_text("Username,ID\nbob,1\n", "utf-8")
    assert grade(folder, out, "--roster", str(tmp_path / "roster.csv")) == 0
    course(kinder)
    assert remark(out) == 0
    assert (out / "canvas.csv").read_text("utf-8").splitlines()[-1].endswith(",5")
    (tmp_path / "roster.csv").unlink()
    assert remark(out) == 0
    assert not (out / "canvas.csv").exists()  # rather none than old marks


def test_what_a_mended_grader_can_mark_is_whole_again():
    result = merged(partly(), replace(partly().exercises[2], verdict=Verdict.PASSED, points=4))
    assert (result.status, result.reason, result.points) == (Status.MARKED, "", 7.5)
    still = merged(partly(), partly().exercises[0])
    assert still.status is Status.PARTLY


def test_bad_usage_is_told(tmp_path, capsys, course):
    assert remark(tmp_path) == 2
    assert "mark with `autograder grade` first" in capsys.readouterr().err
    assert remark(tmp_path, "no_such") == 2
    assert "There is no exercise 'no_such'" in capsys.readouterr().err
    with Store(tmp_path / "gradebook.sqlite"):
        pass
    assert remark(tmp_path) == 2
    assert "holds no whole run" in capsys.readouterr().err
    with pytest.raises(UsageError, match="There is no exercise"):
        only(COURSE, "x")


def test_an_exercise_that_nobody_was_to_solve_changes_nothing(tmp_path, capsys, course):
    assert grade(hand_in(tmp_path / "class", ada=RIGHT), tmp_path / "out") == 0
    assert remark(tmp_path / "out", "relu") == 0
    assert "relu marked again in 0 of 1, 0 changed." in " ".join(capsys.readouterr().out.split())


def test_a_gradebook_that_fails_gives_a_sentence(tmp_path, capsys, course, monkeypatch):
    assert grade(hand_in(tmp_path / "class", ada=RIGHT), tmp_path / "out") == 0

    def full(*unused):
        raise sqlite3.OperationalError("disk is full")

    monkeypatch.setattr(cli_remark.Store, "keep_run", full)
    assert remark(tmp_path / "out") == 2
    assert "cannot be used (disk is full)" in capsys.readouterr().err


def test_the_real_thing_with_two_processes(tmp_path, capsys):
    assert grade(STUDENT_09, tmp_path, "--allow-weak") == 0
    before = table(tmp_path)
    command = ["remark", "--out", str(tmp_path), "--exercise", "two_layer_backward", "--jobs", "2"]
    assert cli.main(command) == 0
    assert "two_layer_backward marked again in 1 of 1, 0 changed" in " ".join(capsys.readouterr().out.split())
    assert table(tmp_path) == before


def test_a_run_is_kept_whole_and_what_cannot_be_read_is_none(tmp_path):
    from autograder.collect import HandIn

    inside = HandIn("ada", "class.zip/ada.ipynb", True, tmp_path / "class.zip", ("ada.ipynb",))
    entries = ((inside, marked()), (HandIn("eve", "eve", problem="A link."), marked("eve")))
    with Store(tmp_path / "book.sqlite") as store:
        assert store.last_run() is None
        store.keep_run(Run({"chapter": None}, entries))
        assert store.last_run() == Run({"chapter": None}, entries)
        store.keep_run(Run({}, entries[:1]))
        assert store.last_run().entries == entries[:1]
        store._database.execute("UPDATE last_run SET result = 'x'")
        assert store.last_run() is None
