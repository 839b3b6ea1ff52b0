"""Finding submissions: names of learning platforms, folders, zips; what is refused is refused with a reason."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from autograder import archive
from autograder.archive import Archives
from autograder.collect import HandIn, collect, platform_name
from autograder.errors import CollectError, NotebookError

NOTEBOOK = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}]}'


def put(path, data: bytes = NOTEBOOK):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(names: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in names.items():
            file.writestr(name, data)
    return buffer.getvalue()


def seen(hand_ins: list[HandIn]) -> list[tuple[str, str]]:
    return [(hand_in.student, hand_in.file) for hand_in in hand_ins]


def reason(hand_in: HandIn) -> str:
    with Archives() as archives, pytest.raises(NotebookError) as caught:
        hand_in.read(archives)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lovelaceada_12345_678901_05_backprop-1.ipynb", ("lovelaceada", False, "05_backprop-1.ipynb")),
        ("lovelaceada_LATE_12345_678901_05_backprop.ipynb", ("lovelaceada", True, "05_backprop.ipynb")),
        ("student_01_12345_678901_05_backprop.ipynb", ("student_01", False, "05_backprop.ipynb")),
        ("Ada Lovelace_123456_assignsubmission_file_", ("Ada Lovelace", False, "")),
        ("Ada Lovelace_123456_assignsubmission_file", ("Ada Lovelace", False, "")),
        ("Ada Lovelace_123456_assignsubmission_file_05_backprop.ipynb", ("Ada Lovelace", False, "05_backprop.ipynb")),
        ("05_backprop.ipynb", None),
        ("student_01.ipynb", None),
    ],
)
def test_names_made_by_canvas_and_moodle(name, expected):
    assert platform_name(name) == expected


def test_a_canvas_folder(tmp_path):
    for name in ("zed_111_222_05_backprop.ipynb", "ada_LATE_333_444_05_backprop-2.ipynb", "._ada_333_444_x.ipynb"):
        put(tmp_path / "class" / name)
    put(tmp_path / "class" / ".ipynb_checkpoints" / "zed_111_222_05_backprop-checkpoint.ipynb")
    hand_ins = collect([tmp_path / "class"])
    assert seen(hand_ins) == [
        ("ada", "class/ada_LATE_333_444_05_backprop-2.ipynb"),
        ("zed", "class/zed_111_222_05_backprop.ipynb"),
    ]
    assert [hand_in.late for hand_in in hand_ins] == [True, False]
    with Archives() as archives:
        assert hand_ins[0].read(archives) == NOTEBOOK


def test_a_moodle_folder_and_its_zip_give_the_same_students(tmp_path):
    names = ["Ada L_12_assignsubmission_file_/05_backprop.ipynb", "Bob_13_assignsubmission_file_/05_backprop.ipynb"]
    for name in names:
        put(tmp_path / "moodle" / name)
    put(tmp_path / "moodle.zip", zipped(dict.fromkeys(names, NOTEBOOK)))
    from_folder, from_zip = collect([tmp_path / "moodle"]), collect([tmp_path / "moodle.zip"])
    assert [hand_in.student for hand_in in from_folder] == [hand_in.student for hand_in in from_zip] == ["Ada L", "Bob"]
    assert from_zip[0].file == "moodle.zip/Ada L_12_assignsubmission_file_/05_backprop.ipynb"
    with Archives() as archives:
        assert [hand_in.read(archives) for hand_in in from_zip] == [NOTEBOOK, NOTEBOOK]
    assert collect([tmp_path / "moodle" / "Bob_13_assignsubmission_file_"])[0].student == "Bob"


def test_plain_names_and_folders_named_after_students(tmp_path):
    put(tmp_path / "flat" / "student_02.ipynb")
    put(tmp_path / "flat" / "student_01.ipynb")
    assert [hand_in.student for hand_in in collect([tmp_path / "flat"])] == ["student_01", "student_02"]
    put(tmp_path / "deep" / "alice" / "05.ipynb")
    put(tmp_path / "deep" / "bob" / "week5" / "05.ipynb")
    assert [hand_in.student for hand_in in collect([tmp_path / "deep"])] == ["alice", "bob/week5"]


def test_single_files_and_repeated_paths_count_once(tmp_path):
    path = put(tmp_path / "student_01.ipynb")
    assert seen(collect([path, path])) == [("student_01", "student_01.ipynb")]
    assert collect([put(tmp_path / "ada_123_456_x.ipynb")])[0].student == "ada"


def test_no_student_vanishes_for_handing_in_another_kind_of_file(tmp_path):
    put(tmp_path / "ada_123_456_05.pdf")
    put(tmp_path / "bob_123_457_05.ipynb")
    put(tmp_path / "bob_123_458_notes.txt")
    put(tmp_path / "eve_123_459_noending")
    put(tmp_path / "readme.txt")
    hand_ins = collect([tmp_path])
    assert [hand_in.student for hand_in in hand_ins] == ["ada", "bob", "eve"]
    assert reason(hand_ins[0]) == "What was handed in is a .pdf file, not a notebook (.ipynb)."
    assert reason(hand_ins[2]) == "What was handed in is a file without an ending, not a notebook (.ipynb)."


def test_a_student_cannot_take_another_name_inside_their_own_zip(tmp_path):
    inner = zipped({"bob_555_666_05.ipynb": NOTEBOOK})
    put(tmp_path / "class.zip", zipped({"ada_123_456_work.zip": inner}))
    hand_ins = collect([tmp_path / "class.zip"])
    assert seen(hand_ins) == [("ada", "class.zip/ada_123_456_work.zip/bob_555_666_05.ipynb")]
    with Archives() as archives:
        assert hand_ins[0].read(archives) == NOTEBOOK


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX files")
def test_links_and_pipes_are_reported_and_not_followed(tmp_path):
    secret = put(tmp_path / "secret.ipynb")
    folder = tmp_path / "class"
    put(folder / "good.ipynb")
    (folder / "link.ipynb").symlink_to(secret)
    (folder / "elsewhere").symlink_to(tmp_path)
    (folder / "bundle.zip").symlink_to(secret)
    os.mkfifo(folder / "pipe.ipynb")
    os.mkfifo(folder / "pipe.txt")
    hand_ins = {hand_in.student: hand_in for hand_in in collect([folder])}
    assert sorted(hand_ins) == ["bundle", "elsewhere", "good", "link", "pipe"]
    assert "symbolic link" in reason(hand_ins["link"])
    assert "symbolic link" in reason(hand_ins["elsewhere"])
    assert "symbolic link" in reason(hand_ins["bundle"])
    assert "not a regular file" in reason(hand_ins["pipe"])
    assert "symbolic link" in reason(collect([folder / "link.ipynb"])[0])


def test_paths_that_are_no_use_are_told_so(tmp_path):
    with pytest.raises(CollectError, match="does not exist"):
        collect([tmp_path / "nowhere"])
    with pytest.raises(CollectError, match="neither a notebook"):
        collect([put(tmp_path / "marks.csv")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(CollectError, match="There is no notebook"):
        collect([tmp_path / "empty"])


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.collect.MAX_SUBMISSIONS", 1)
    put(tmp_path / "class" / "a.ipynb")
    put(tmp_path / "class" / "b.ipynb")
    with pytest.raises(CollectError, match="more than 1 files under class"):
        collect([tmp_path / "class"])


def test_names_are_shown_without_control_characters(tmp_path):
    put(tmp_path / "class" / "a\x1b[31m\u202e.ipynb")
    assert collect([tmp_path / "class"])[0].student == "a�[31m�"


@pytest.mark.parametrize(
    "name", ["../evil.ipynb", "a/../../evil.ipynb", "/etc/evil.ipynb", "C:/evil.ipynb", "..\\evil.ipynb"]
)
def test_paths_that_leave_the_zip_are_refused(tmp_path, name):
    put(tmp_path / "class.zip", zipped({name: NOTEBOOK, "good.ipynb": NOTEBOOK}))
    hand_ins = {hand_in.student: hand_in for hand_in in collect([tmp_path / "class.zip"])}
    assert "leads outside" in reason(hand_ins["evil" if "\\" not in name else "..\\evil"])
    assert not hand_ins["good"].problem


def test_links_inside_a_zip_are_refused(tmp_path):
    info = zipfile.ZipInfo("link.ipynb")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
        file.writestr(info, "/etc/passwd")
    assert "symbolic link in the zip" in reason(collect([tmp_path / "class.zip"])[0])


def test_bombs_are_refused_before_they_are_unpacked(tmp_path):
    put(tmp_path / "class.zip", zipped({"ratio.ipynb": b"0" * 6_000_000, "size.ipynb": b"0" * 50_000_001}))
    ratio, size = collect([tmp_path / "class.zip"])
    assert "200 times its size" in reason(ratio)
    assert "larger than 50 MB once unpacked" in reason(size)


def test_a_zip_that_lies_about_sizes_is_not_believed(tmp_path):
    data = zipped({"a.ipynb": b"0" * 6_000_000})
    put(tmp_path / "class.zip", data.replace((6_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert "damaged" in reason(collect([tmp_path / "class.zip"])[0])


def test_encrypted_and_unusual_members_are_refused(tmp_path):
    data = bytearray(zipped({"a.ipynb": NOTEBOOK}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    put(tmp_path / "locked.zip", bytes(data))
    assert "encrypted" in reason(collect([tmp_path / "locked.zip"])[0])
    put(tmp_path / "lzma.zip", zipped({"a.ipynb": NOTEBOOK}, zipfile.ZIP_LZMA))
    assert "unusual method" in reason(collect([tmp_path / "lzma.zip"])[0])


def test_damaged_zips_cost_themselves_only(tmp_path):
    put(tmp_path / "class" / "broken.zip", b"PK\x03\x04 not really")
    put(tmp_path / "class" / "good.ipynb")
    broken, good = collect([tmp_path / "class"])
    assert reason(broken) == "The zip file is damaged or not a zip file at all."
    assert not good.problem
    put(tmp_path / "class.zip", zipped({"ada_123_456_w.zip": b"rubbish", "deep_123_457_w.zip": zipped({"x.zip": b""})}))
    ada, deep = collect([tmp_path / "class.zip"])
    assert "damaged" in reason(ada)
    assert "within a zip file within a zip file" in reason(deep)


def test_the_number_of_members_is_capped(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    put(tmp_path / "class.zip", zipped({f"{name}.ipynb": NOTEBOOK for name in "abc"}))
    assert "more than 2 files" in reason(collect([tmp_path / "class.zip"])[0])


def test_a_zip_that_disappears_is_reported(tmp_path):
    path = put(tmp_path / "class.zip", zipped({"a.ipynb": NOTEBOOK}))
    hand_in = collect([path])[0]
    path.unlink()
    assert "does not exist" in reason(hand_in)
    path.mkdir()
    assert "not a regular file" in reason(hand_in)


def test_of_two_members_with_one_name_the_later_counts(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.ipynb", b"first")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("a.ipynb", b"second")
    hand_ins = collect([put(tmp_path / "class.zip", buffer.getvalue())])
    with Archives() as archives:
        assert [hand_in.read(archives) for hand_in in hand_ins] == [b"second"]


def test_a_member_without_a_name_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
        file.writestr(zipfile.ZipInfo(""), NOTEBOOK)
    assert [member.problem for member in archive.members(tmp_path / "class.zip")] == ["It has no name in the zip file."]


def test_a_zip_that_changes_after_the_search_is_judged_again(tmp_path):
    path = put(tmp_path / "class.zip", zipped({"a.ipynb": NOTEBOOK}))
    (hand_in,) = collect([path])
    put(path, zipped({"a.ipynb": b"0" * 6_000_000}))
    assert "200 times its size" in reason(hand_in)
    put(path, zipped({"b.ipynb": NOTEBOOK}))
    assert "damaged" in reason(hand_in)


def test_a_zip_that_confuses_the_reader_costs_itself_only(tmp_path, monkeypatch):
    put(tmp_path / "class" / "odd.zip", zipped({"a.ipynb": NOTEBOOK}))
    put(tmp_path / "class" / "good.ipynb")
    monkeypatch.setattr("autograder.archive._files", lambda archive: [][0])
    good, odd = collect([tmp_path / "class"])
    assert not good.problem
    assert reason(odd) == "The zip file cannot be searched (IndexError)."


def test_what_stands_where_a_notebook_was_to_be_is_a_submission_with_a_sentence(tmp_path):
    for name in ("alice.py", "bob/05.ipynb.txt", "bob/data.csv", "carol/a.pdf", "carol/b.py", "dan.ipynb", "dan.py",
                 "eve/nb.ipynb", "eve/src/model.py", "notes.txt"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("{}")
    problems = {hand_in.file.partition("/")[2]: hand_in.problem for hand_in in collect([tmp_path])}
    assert problems == {
        "alice.py": "What was handed in is a .py file, not a notebook (.ipynb).",
        "bob/05.ipynb.txt": "What was handed in is a .txt file, not a notebook (.ipynb).",
        "carol/a.pdf": "What was handed in is a .pdf file, not a notebook (.ipynb).",
        "dan.ipynb": "",
        "eve/nb.ipynb": "",
    }


def test_names_that_are_shown_alike_are_told_apart(tmp_path):
    for name in ("\u00e9.ipynb", "e\u0301.ipynb", "a\nb.ipynb", "a\tb.ipynb"):
        (tmp_path / name).write_text(name)
    files = [hand_in.file.partition("/")[2] for hand_in in collect([tmp_path])]
    assert sorted(files) == ["a�b.ipynb", "a�b.ipynb (2)", "é.ipynb", "é.ipynb (2)"]
