"""The command line: exit codes, what is printed, what is written; never a traceback for what is handed in."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder import cli, cli_grade
from autograder.gradebook import Marker
from autograder.isolate import SandboxError
from tests.marking_fakes import COURSE, FakeSandbox, notebook

RIGHT = notebook("def mse_grad(a): return 'right'", "def backward(a): return 'right'")
ROOT = Path(__file__).parent.parent
STUDENT_01 = next((ROOT / "examples" / "class" / "canvas").glob("student01*.ipynb"))
STUDENT_09 = next((ROOT / "examples" / "class" / "canvas").glob("student09*.ipynb"))


@pytest.fixture
def faked(monkeypatch):
    """A command line that marks with stand-ins and with one process."""
    monkeypatch.setattr(cli_grade, "hire", fake_hire)
    monkeypatch.setattr(cli_grade, "the_course", lambda: COURSE)


def fake_hire(settings):
    return Marker(COURSE, FakeSandbox)


def hand_in(folder: Path, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.ipynb").write_bytes(data)
    return folder


def table(out: Path) -> list[dict]:
    text = (out / "marks.csv").read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def grade(*arguments: object) -> int:
    return cli.main(["grade", *map(str, arguments), "--jobs", "1"])


def test_a_class_is_marked_and_reported(tmp_path, capsys, faked):
    folder = hand_in(tmp_path / "class", ada=RIGHT, bob=notebook("def mse_grad(a): return 'right'"))
    assert grade(folder, "--out", tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert "Isolation: full (nothing is run at all)." in printed
    assert "2 of 2 marked." in printed
    assert "5 / 5" in printed
    written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert [name for name in written if not name.startswith("gradebook")] == [
        "class.html",
        "feedback/ada.html",
        "feedback/bob.html",
        "gradescope/ada.json",
        "gradescope/bob.json",
        "index.html",
        "junit.xml",
        "marks.csv",
    ]
    assert [(row["student"], row["total"]) for row in table(tmp_path / "out")] == [("ada", "5"), ("bob", "2")]


def test_one_submission_gets_results_json_and_a_class_does_not_keep_it(tmp_path, faked):
    folder = hand_in(tmp_path / "class", ada=RIGHT)
    assert grade(folder / "ada.ipynb", "--out", tmp_path / "out") == 0
    assert json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))["score"] == 5
    hand_in(folder, bob=RIGHT)
    assert grade(folder, "--out", tmp_path / "out") == 0
    assert not (tmp_path / "out" / "results.json").exists()


def test_some_that_cannot_be_marked_give_3_and_a_reason(tmp_path, capsys, faked):
    folder = hand_in(tmp_path / "class", ada=RIGHT, bob=b"", cy=notebook("def mse_grad(a): confuse", chapter="05"))
    assert grade(folder, "--out", tmp_path / "out") == 3
    printed = capsys.readouterr().out
    assert "The file is empty." in printed
    assert "≥ 0 / 5" in printed
    assert "1 of 3 marked." in printed


def test_a_second_run_repeats_nothing_unless_asked(tmp_path, capsys, faked, monkeypatch):
    folder = hand_in(tmp_path / "class", ada=RIGHT)
    assert grade(folder, "--out", tmp_path / "out") == 0
    first = (tmp_path / "out" / "marks.csv").read_bytes()
    monkeypatch.setattr(cli_grade, "hire", lambda settings: pytest.fail("nothing is left to mark"))
    capsys.readouterr()
    assert grade(folder, "--out", tmp_path / "out") == 0
    assert "Isolation:" not in capsys.readouterr().out
    assert "Isolation when this was marked: full." in (tmp_path / "out" / "index.html").read_text("utf-8")
    assert (tmp_path / "out" / "marks.csv").read_bytes() == first
    monkeypatch.setattr(cli_grade, "hire", fake_hire)
    assert grade(folder, "--out", tmp_path / "out", "--fresh") == 0
    assert "Isolation: full (" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["grade"], "required"),
        (["grade", "x"], "--out"),
        (["grade", "x", "--out", "y", "--jobs", "0"], "0 is not between 1 and 256"),
        (["grade", "x", "--out", "y", "--jobs", "many"], "'many' is not a number"),
        (["grade", "x", "--out", "y", "--time-limit", "nan"], "not between"),
        (["grade", "x", "--out", "y", "--memory-limit", "1"], "1 is not between 512"),
        (["grade", "nowhere", "--out", "out"], "nowhere does not exist"),
        (["grade", "class", "--out", "out", "--chapter", "99"], "There is no chapter '99'"),
        (["grade", "class", "--out", "class/ada.ipynb"], "cannot be made"),
        (["grade", "empty", "--out", "out"], "There is no notebook"),
        (["grade", "notes.txt", "--out", "out"], "neither a notebook"),
        (["frobnicate"], "invalid choice"),
        ([], "required"),
    ],
)
def test_bad_usage_gives_2_and_a_sentence(tmp_path, capsys, faked, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    hand_in(tmp_path / "class", ada=RIGHT)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    assert cli.main(arguments) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said


def test_help_gives_0(capsys):
    assert cli.main(["--help"]) == 0
    assert cli.main(["grade", "--help"]) == 0
    assert "exit codes" in capsys.readouterr().out


def test_an_output_folder_that_is_no_gradebook_is_refused(tmp_path, capsys, faked):
    hand_in(tmp_path / "class", ada=RIGHT)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "gradebook.sqlite").write_bytes(b"not a database" * 100)
    assert grade(tmp_path / "class", "--out", tmp_path / "out") == 2
    assert "is not a gradebook" in capsys.readouterr().err


def test_a_gradebook_that_fails_later_gives_a_sentence(tmp_path, capsys, faked, monkeypatch):
    def full(*unused):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(cli_grade.Store, "put", full)
    assert grade(hand_in(tmp_path / "class", ada=RIGHT), "--out", tmp_path / "out") == 2
    assert "cannot be used (database or disk is full)" in capsys.readouterr().err


def test_files_that_cannot_be_written_give_a_sentence(tmp_path, capsys, faked):
    hand_in(tmp_path / "class", ada=RIGHT)
    (tmp_path / "out" / "marks.csv").mkdir(parents=True)
    assert grade(tmp_path / "class", "--out", tmp_path / "out") == 2
    assert "A file cannot be read or written" in capsys.readouterr().err


def test_links_in_the_output_folder_are_replaced_and_not_followed(tmp_path, faked):
    hand_in(tmp_path / "class", ada=RIGHT)
    (tmp_path / "out").mkdir()
    (tmp_path / "precious").write_text("keep")
    (tmp_path / "out" / "marks.csv").symlink_to(tmp_path / "precious")
    assert grade(tmp_path / "class", "--out", tmp_path / "out") == 0
    assert (tmp_path / "precious").read_text() == "keep"


def test_being_stopped_says_how_to_go_on(tmp_path, capsys, faked, monkeypatch):
    def stop(*unused, **unused_too):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_grade, "carry_out", stop)
    assert grade(hand_in(tmp_path / "class", ada=RIGHT), "--out", tmp_path / "out") == 130
    assert "goes on from here" in capsys.readouterr().err


class Weak(FakeSandbox):
    level, why = "weak", "there is no Landlock."


def test_weak_isolation_is_refused_unless_allowed(tmp_path, capsys, faked, monkeypatch):
    monkeypatch.setattr(cli_grade, "hire", lambda settings: Marker(COURSE, Weak))
    folder = hand_in(tmp_path / "class", ada=RIGHT)
    assert grade(folder, "--out", tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert "too weakly (weak: there is no Landlock), so it is not run." in said
    assert "add --allow-weak" in said
    assert grade(folder, "--out", tmp_path / "out", "--allow-weak") == 0


def test_a_sandbox_that_does_not_start_is_told(tmp_path, capsys, faked, monkeypatch):
    def broken(settings):
        raise SandboxError("the worker process does not start: no space")

    monkeypatch.setattr(cli_grade, "hire", broken)
    assert grade(hand_in(tmp_path / "class", ada=RIGHT), "--out", tmp_path / "out") == 2
    assert "cannot be used: the worker process does not start: no space." in capsys.readouterr().err


def test_markup_of_the_terminal_in_names_is_text(tmp_path, capsys, faked):
    folder = hand_in(tmp_path / "class", **{"[red]ada": RIGHT, "[bob": RIGHT})
    assert grade(folder, "--out", tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert "[red]ada" in printed
    assert "[bob" in printed


def test_make_notebooks_is_handed_its_own_arguments(monkeypatch, capsys):
    seen = []
    module = type(sys)("autograder.make_notebooks")
    module.main = lambda arguments: seen.append(arguments)
    monkeypatch.setitem(sys.modules, "autograder.make_notebooks", module)
    assert cli.main(["make-notebooks", "--check"]) == 0
    assert seen == [["--check"]]
    monkeypatch.setitem(sys.modules, "autograder.make_notebooks", None)
    assert cli.main(["make-notebooks"]) == 2
    assert "pip install -r requirements.txt" in capsys.readouterr().err


def test_the_command_line_imports_nothing_heavy_before_it_is_needed():
    script = "import sys, autograder.cli; print({'rich', 'sqlite3', 'IPython', 'matplotlib'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "set()"


def test_the_real_thing_from_a_zip_with_two_processes(tmp_path):
    bundle = tmp_path / "class.zip"
    with zipfile.ZipFile(bundle, "w") as file:
        file.write(STUDENT_01, STUDENT_01.name)
        file.write(STUDENT_09, STUDENT_09.name)
        file.writestr("student_18_1_assignsubmission_file_/x.ipynb", b"{}")
    command = [
        sys.executable,
        "-m",
        "autograder",
        "grade",
        bundle,
        "--out",
        tmp_path / "out",
        "--allow-weak",
        "--jobs",
        "2",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (run.returncode, run.stderr) == (3, "")
    assert "Isolation: " in run.stdout
    first, second, third = table(tmp_path / "out")
    assert first["total"] == first["max"]
    assert "output slope missing" in second["mistakes"]
    assert (third["student"], third["total"], third["status"]) == ("student_18", "", "could not be marked")
