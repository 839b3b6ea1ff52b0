"""Gradescope: the zip file that is uploaded, unpacked as Gradescope does, and run on a submission."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder import cli, cli_gradescope, gradescope_bundle
from autograder.exercises import CHAPTERS
from autograder.gradebook import Marker
from autograder.isolate import SandboxError
from tests.marking_fakes import COURSE, FakeSandbox, notebook
from tests.test_cli import RIGHT, STUDENT_09, hand_in
from tests.test_layout import HOSTS
from tests.test_report_gradescope import check_schema

KEYS = ("backprop", "tensorflow")
MARKING = {"numpy", "matplotlib", "scikit-learn", "ipython", "rich"}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("gradescope") / "autograder.zip"
    assert cli.main(["gradescope", "build", "--chapter", "05", "--out", str(out), "--allow-weak"]) == 0
    return out


def unpack(bundle: Path, root: Path) -> Path:
    """Returns the root with the folders as Gradescope lays them out, before setup.sh has run."""
    shutil.unpack_archive(bundle, root / "source")
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    for folder in ("submission", "results"):
        (root / folder).mkdir()
    return root


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def bash(script: Path, root: Path, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess:
    environment = {"PATH": path, "AUTOGRADER_ROOT": str(root)}
    return subprocess.run(["bash", script], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Gradescope's scripts are for bash")
def test_the_unpacked_zip_marks_a_submission(bundle, tmp_path):
    root = unpack(bundle, tmp_path / "root")
    program(root / "venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    shutil.copy(STUDENT_09, root / "submission" / "05_backprop.ipynb")
    run = bash(root / "run_autograder", root)
    assert (run.returncode, run.stderr) == (0, "")
    results = json.loads((root / "results" / "results.json").read_text("utf-8"))
    check_schema(results)
    assert 0 < results["score"] < sum(test["max_score"] for test in results["tests"])
    assert [mistake["name"] for mistake in results["extra_data"]["mistakes"]] == ["output_slope_missing"] * 2
    probe = [sys.executable, "-c", "import autograder, solutions; print(autograder.__file__, solutions.__file__)"]
    where = subprocess.run(
        probe, env={"PYTHONPATH": str(root / "source")}, capture_output=True, text=True, check=True, cwd=root
    )
    assert where.stdout.count(str(root / "source")) == 2  # so it was not the checkout that marked


def test_the_zip_holds_what_marking_needs_and_no_registry(bundle):
    with zipfile.ZipFile(bundle) as file:
        names = set(file.namelist())
        texts = {name: file.read(name).decode() for name in names}
        modes = {info.filename: info.external_attr >> 16 for info in file.infolist()}
    assert {"setup.sh", "run_autograder", "requirements.txt", "autograder/cli.py", "solutions/backprop.py"} <= names
    assert not [name for name in names if any(part in name for part in ("__pycache__", "make_notebooks", ".ipynb"))]
    assert modes["setup.sh"] & stat.S_IXUSR and modes["run_autograder"] & stat.S_IXUSR
    assert not [name for name, text in texts.items() if any(host in text for host in HOSTS)]
    pins = texts["requirements.txt"].splitlines()
    assert all("==" in pin for pin in pins)
    pinned = {pin.partition("==")[0] for pin in pins}
    assert pinned >= MARKING
    assert not pinned & {"jupyter-book", "tensorflow", "tensorflow-cpu", "pytest", "playwright"}
    assert "--chapter 05_backprop --allow-weak" in texts["run_autograder"]


def test_the_same_sources_give_the_same_zip(bundle, tmp_path, capsys):
    again = tmp_path / "autograder.zip"
    command = ["gradescope", "build", "--chapter", "backprop", "--out", str(again)]
    assert cli.main([*command, "--allow-weak"]) == 0
    assert again.read_bytes() == bundle.read_bytes()
    assert "Configure Autograder" in capsys.readouterr().out
    assert cli.main(command) == 0
    with zipfile.ZipFile(again) as file:
        assert b"--allow-weak" not in file.read("run_autograder")


def test_without_a_checkout_the_installed_versions_are_the_pins(monkeypatch, tmp_path):
    monkeypatch.setattr(gradescope_bundle, "_folder", lambda package: tmp_path / package)
    pins = gradescope_bundle.requirements()
    assert {pin.partition("==")[0] for pin in pins} >= MARKING
    assert not [pin for pin in pins if ";" in pin]


def test_tensorflow_is_pinned_for_the_chapter_that_needs_it():
    course = {chapter.key: chapter for chapter in CHAPTERS}
    pinned = [{pin.partition("==")[0] for pin in gradescope_bundle.requirements(course[key])} for key in KEYS]
    assert [bool(pins & {"tensorflow", "tensorflow-cpu"}) for pins in pinned] == [False, True]
    assert all(pins >= MARKING for pins in pinned)


def test_what_is_not_installed_cannot_be_pinned(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(gradescope_bundle, "PROJECT", "no-such-project")
    assert cli.main(["gradescope", "build", "--chapter", "05", "--out", str(tmp_path / "a.zip")]) == 2
    assert "pip install -e ." in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Gradescope's scripts are for bash")
@pytest.mark.parametrize("has_python", [True, False])
def test_setup_makes_an_environment_and_fetches_a_python_where_there_is_none(bundle, tmp_path, has_python):
    root, tools = unpack(bundle, tmp_path / "root"), tmp_path / "tools"
    log = f'echo "$(basename "$0") $*" >> "{tmp_path}/log"'
    for name in ("bash", "mkdir", "cp", "basename"):
        (tools).mkdir(exist_ok=True)
        (tools / name).symlink_to(shutil.which(name))
    venv = 'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi'
    python = program(tmp_path / "python3.11", f"{log}\n{venv}")
    if has_python:
        (tools / "python3.12").symlink_to(python)
    program(tools / "apt-get", f'{log}\nif [ "$1" = install ]; then cp "{python}" "{tools}/python3.11"; fi')
    run = bash(root / "source" / "setup.sh", root, str(tools))
    assert (run.returncode, run.stderr) == (0, "")
    said = (tmp_path / "log").read_text()
    assert f"-m venv {root}/venv" in said
    assert f"pip install --no-cache-dir -r {root}/source/requirements.txt" in said
    assert ("apt-get install -y --no-install-recommends python3.11 python3.11-venv" in said) is not has_python


@pytest.fixture
def faked(monkeypatch):
    monkeypatch.setattr(cli_gradescope, "the_course", lambda: COURSE)
    monkeypatch.setattr(cli_gradescope, "hire", lambda settings: Marker(COURSE, FakeSandbox))


def mark(root: Path, chapter: str = "05") -> int:
    return cli.main(["gradescope", "run", "--root", str(root), "--chapter", chapter])


def results(root: Path) -> dict:
    return json.loads((root / "results" / "results.json").read_text("utf-8"))


@pytest.mark.usefixtures("faked")
def test_of_several_notebooks_the_chapters_own_is_marked(tmp_path):
    hand_in(tmp_path / "submission", a=notebook("x = 1"), b=RIGHT, c=b"{")
    assert mark(tmp_path) == 0
    assert results(tmp_path)["score"] == 5
    hand_in(tmp_path / "submission", d=RIGHT)
    assert mark(tmp_path) == 0
    assert results(tmp_path)["score"] == 0
    assert "There are several notebooks" in results(tmp_path)["output"]


@pytest.mark.usefixtures("faked")
def test_nothing_handed_in_is_a_zero_with_a_reason(tmp_path):
    (tmp_path / "submission").mkdir()
    assert mark(tmp_path) == 0
    check_schema(results(tmp_path))
    assert "There is no notebook (.ipynb)" in results(tmp_path)["output"]


def test_a_sandbox_that_fails_is_no_zero(tmp_path, monkeypatch, capsys):
    def broken(settings):
        raise SandboxError("isolation is only weak here")

    monkeypatch.setattr(cli_gradescope, "hire", broken)
    hand_in(tmp_path / "submission", a=RIGHT)
    assert mark(tmp_path) == 3
    assert "score" not in results(tmp_path)
    assert "isolation is only weak here" in capsys.readouterr().err


def test_an_unknown_chapter_is_bad_usage(tmp_path, capsys):
    assert mark(tmp_path, "99") == 2
    assert cli.main(["gradescope", "build", "--chapter", "99", "--out", str(tmp_path / "a.zip")]) == 2
    assert "There is no chapter '99'" in capsys.readouterr().err
