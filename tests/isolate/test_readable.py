"""What a worker may read never includes the course, wherever the course is installed."""

from __future__ import annotations

import sys

from autograder.isolate import folders, readable
from autograder.isolate.kernel import READ_DIR, READ_FILE, READING


def test_a_tree_with_the_course_in_it_is_given_without_the_course(tmp_path, monkeypatch):
    for path in ("site/numpy/core", "site/autograder/exercises", "site/solutions", "other/lib"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "site/six.py").touch()
    (tmp_path / "site/leak").symlink_to(tmp_path / "site/solutions")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site"), str(tmp_path / "other")])
    hidden = [str(tmp_path / "site/autograder"), str(tmp_path / "site/solutions"), ""]
    rights = {path: allowed for path, allowed in readable.rights(hidden).items() if path.startswith(str(tmp_path))}
    assert rights == {
        str(tmp_path / "site"): READ_DIR,
        str(tmp_path / "site/numpy"): READING,
        str(tmp_path / "site/six.py"): READING,
        str(tmp_path / "other"): READING,
    }


def test_a_tree_inside_the_course_is_not_given(tmp_path, monkeypatch):
    (tmp_path / "course/vendored").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "course/vendored")])
    rights = readable.rights([str(tmp_path / "course")])
    assert rights[str(tmp_path / "course/vendored")] == READ_DIR


def test_similar_names_are_not_taken_for_the_course(tmp_path, monkeypatch):
    for path in ("site/solutions", "site/solutions_of_somebody_else"):
        (tmp_path / path).mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site")])
    assert str(tmp_path / "site/solutions_of_somebody_else") in readable.rights([str(tmp_path / "site/solutions")])


def test_python_and_devices_are_given():
    rights = readable.rights([])
    assert rights["/dev/urandom"] == READ_FILE
    assert any(path.endswith(f"python3.{sys.version_info.minor}") for path in rights)


def test_a_copied_library_cannot_be_changed(tmp_path, monkeypatch):
    library, jail = tmp_path / "library", tmp_path / "jail"
    (library / "json").mkdir(parents=True)
    (library / "test").mkdir()
    (library / "json/decoder.py").write_text("x")
    (library / "config-3.11").mkdir()
    monkeypatch.setattr(readable.sysconfig, "get_path", lambda name: str(library))
    monkeypatch.setattr(readable.site, "getsitepackages", list)
    readable.copy_library(str(jail))
    copied = jail / str(library)[1:]
    assert sorted(path.name for path in copied.iterdir()) == ["json"]
    assert (copied / "json/decoder.py").stat().st_mode & 0o777 == readable.FILE_MODE
    assert (copied / "json").stat().st_mode & 0o777 == readable.FOLDER_MODE
    folders.remove_tree(str(jail))
    assert not jail.exists()
