"""The workflow for a student's repository: its steps, run here as GitHub would run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from autograder.exercises import by_chapter
from tests.test_cli import ROOT, STUDENT_01, STUDENT_09

WORKFLOW = yaml.safe_load((ROOT / "examples" / "classroom" / "classroom.yml").read_text("utf-8"))
(JOB,) = WORKFLOW["jobs"].values()
STEPS = {step["name"]: step for step in JOB["steps"] if "name" in step}


@pytest.mark.skipif(sys.platform == "win32", reason="GitHub's runner is Linux")
@pytest.mark.parametrize(
    ("submission", "code", "words"),
    [
        (STUDENT_01, 0, "19 of 19 points"),
        (STUDENT_09, 1, "✗ two_layer_backward"),
        (b"", 1, "This submission could not be marked. The file is empty."),
    ],
    ids=["right", "wrong", "empty"],
)
def test_the_steps_mark_and_tell(tmp_path, submission, code, words):
    notebook = tmp_path / f"{WORKFLOW['env']['CHAPTER']}.ipynb"
    notebook.write_bytes(submission if isinstance(submission, bytes) else submission.read_bytes())
    environment = {**os.environ, **WORKFLOW["env"], "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    environment["PYTHONPATH"] = str(ROOT)
    mark = STEPS["Mark"]["run"].replace("autograder grade", f"'{sys.executable}' -m autograder grade --allow-weak")
    subprocess.run([shutil.which("bash"), "-e", "-c", mark], cwd=tmp_path, env=environment, check=True)
    tell = subprocess.run([sys.executable, "-c", STEPS["Tell"]["run"]], cwd=tmp_path, env=environment, check=False)
    assert tell.returncode == code
    assert words in (tmp_path / "summary.md").read_text("utf-8")
    assert list((tmp_path / STEPS["Keep the feedback"]["with"]["path"]).glob("*.html"))


def test_the_workflow_reads_only_and_marks_a_chapter_that_there_is():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert by_chapter(WORKFLOW["env"]["CHAPTER"]).stem == WORKFLOW["env"]["CHAPTER"]
    assert JOB["steps"][0]["with"]["persist-credentials"] is False


def test_folders_named_after_logins_find_their_people(tmp_path, capsys):
    from autograder.collect import collect
    from autograder.grade import Status, SubmissionResult
    from autograder.roster import match, read_roster

    for login in ("ada-l", "bob2"):
        (tmp_path / "class" / login).mkdir(parents=True)
        shutil.copy(STUDENT_01, tmp_path / "class" / login / "05_backprop.ipynb")
    (tmp_path / "roster.csv").write_text("login\nada-l\nbob2\n", "utf-8")
    results = [SubmissionResult(own.student, own.file, Status.MARKED) for own in collect([Path(tmp_path / "class")])]
    found = match(read_roster(tmp_path / "roster.csv"), results)
    assert (found.strangers, found.absent) == ((), ())
