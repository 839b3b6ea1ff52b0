"""Gradescope downloads: whose each submission is by the list at the top, and by folders where the list is no use."""

from __future__ import annotations

import pytest

from autograder import cli, gradescope_export
from autograder.archive import Archives
from autograder.collect import collect
from autograder.errors import NotebookError
from autograder.gradescope_export import Owner, read_list
from autograder.roster import match, read_roster
from tests.marking_fakes import marked, notebook
from tests.test_cli import RIGHT, faked, grade, table  # noqa: F401
from tests.test_collect import NOTEBOOK, put, reason, zipped

TOP = "assignment_77_export/"
LIST = """---
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0101'
    :email: ada@uni.example
  :created_at: 2026-03-01 10:00:00.123456000 Z
  :score: 3.0
  :results:
    tests: &1
    - name: a test
      output: "one\\ntwo"
  :history:
  - :created_at: 2026-02-01 10:00:00 Z
    :submitters: []
    :results: *1
submission_12:
  :created_at: !ruby/object:ActiveSupport::TimeWithZone 2026-03-02 10:00:00 +02:00
  :submitters:
  - :name: Bob Pair
    :sid: 202
    :email: bob@uni.example
  - :name: Cyd Pair
    :sid:
    :email: cyd@uni.example
submission_13:
  :submitters:
  - :name:
    :sid: '303'
  :created_at: 2026-03-01 10:00:00 Z
"""
NAMES = [f"submission_{number}/05.ipynb" for number in (11, 12, 13)]


def export(folder, text: str | bytes | None = LIST, names=NAMES, **more: bytes):
    files = dict.fromkeys(names, NOTEBOOK) | more
    if text is not None:
        files["submission_metadata.yml"] = text.encode() if isinstance(text, str) else text
    return put(folder / "assignment_77_export.zip", zipped({TOP + name: data for name, data in files.items()}))


def found(*paths) -> tuple[dict[str, str], list[str]]:
    told: list[str] = []
    return {hand_in.file: hand_in.student for hand_in in collect(paths, told.append)}, told


def test_the_zip_and_the_folder_it_unpacks_to_give_the_same_students(tmp_path):
    expected = {
        "submission_11/05.ipynb": "Ada Lovelace",
        "submission_12 (Bob Pair)/05.ipynb": "Bob Pair",
        "submission_12 (Cyd Pair)/05.ipynb": "Cyd Pair",
        "submission_13/05.ipynb": "303",
    }
    path = export(tmp_path)
    in_zip = {f"{path.name}/{TOP}{file}": student for file, student in expected.items()}
    assert found(path) == (in_zip, [])
    assert found(tmp_path) == ({f"{tmp_path.name}/{file}": student for file, student in in_zip.items()}, [])
    for name in NAMES:
        put(tmp_path / "renamed" / "week 5" / name)
    put(tmp_path / "renamed" / "week 5" / "submission_metadata.yml", LIST.encode())
    for top in ("renamed", "renamed/week 5"):
        students, told = found(tmp_path / top)
        assert (list(students.values()), told) == (list(expected.values())[3:] + list(expected.values())[:3], [])
    hand_ins = {hand_in.student: hand_in for hand_in in collect([path])}
    assert hand_ins["Bob Pair"].accounts == ("202", "bob@uni.example")
    assert hand_ins["Cyd Pair"].accounts == ("cyd@uni.example",)
    with Archives() as archives:
        assert hand_ins["Cyd Pair"].read(archives) == NOTEBOOK


def entry(number: int, day: int, *sids: int, zone: str = "Z") -> str:
    people = "".join(f"  - :name: Same Name\n    :sid: {sid}\n" for sid in sids)
    return f"submission_{number}:\n  :submitters:\n{people}  :created_at: 2026-03-{day:02} 23:00:00 {zone}\n"


def test_only_the_latest_submission_of_each_student_counts(tmp_path):
    text = entry(11, 2, 1, 2) + entry(12, 3, 2) + entry(13, 2, 2, zone="-12:00") + entry(9, 1, 1)
    path = export(tmp_path, text, [*NAMES, "submission_9/05.ipynb"])
    told: list[str] = []
    hand_ins = collect([path], told.append)
    counted = [(hand_in.file.removeprefix(f"{path.name}/{TOP}"), hand_in.accounts) for hand_in in hand_ins]
    assert counted == [("submission_11/05.ipynb", ("1",)), ("submission_12/05.ipynb", ("2",))]
    assert told == [f"Left out of {path.name}, since the same students have a later one: 2."]


def test_group_members_of_one_name_stay_two(tmp_path):
    students, _ = found(export(tmp_path, entry(11, 1, 1, 2), NAMES[:1]))
    assert len(students) == 2 and set(students.values()) == {"Same Name"}


def test_nobody_vanishes_for_an_empty_folder_or_another_kind_of_file(tmp_path):
    path = export(tmp_path, names=NAMES[1:2], **{"submission_13/05.pdf": b"%PDF"})
    hand_ins = {hand_in.student: hand_in for hand_in in collect([path])}
    assert reason(hand_ins["Ada Lovelace"]).endswith("the download holds no file of it.")
    assert "a .pdf file" in reason(hand_ins["303"])
    assert len(hand_ins) == 4


BOMB = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in range(98, 123))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "There is no submission_metadata.yml beside the folders submission_… of assignment_77_export.zip"),
        ("{ not: [yaml", "not valid YAML"),
        (b"\xff\x00\xfe", "not valid YAML"),
        ("", "lists no submissions"),
        ("just words", "lists no submissions"),
        ("- 1\n- 2", "lists no submissions"),
        (BOMB, "lists no submissions"),
        (b"[" * 200_000, "nested too deeply"),
        (b"? " * 200_000, "nested too deeply"),
        (b"x" * 60_000_000, "larger than 50 MB"),
        ("submission_11: 3\nsubmission_12: [a, b]\n", "lists no submissions"),
    ],
    ids=["none", "broken", "binary", "empty", "text", "list", "bomb", "deep", "keys", "huge", "types"],
)
def test_a_list_that_is_no_use_leaves_the_folders_names_and_a_sentence(tmp_path, text, why):
    students, told = found(export(tmp_path, text))
    assert list(students.values()) == ["submission_11", "submission_12", "submission_13"]
    assert len(told) == 1 and why in told[0]
    assert told[0].endswith("; its submissions are called by their folders.")


def test_what_an_entry_does_not_say_is_told_and_the_others_are_read():
    wrong = "submission_1: {':submitters': {':name': No List}, ':created_at': [1]}\n"
    wrong += "submission_2: {':submitters': [text, [x], {':name': {a: b}, ':sid': ~}], ':created_at': soon}\n"
    wrong += f"submission_3: {{':submitters': [{{':name': 'a/b  {'long' * 100}', [x]: y, ':sid': &a 7}}, *a]}}\n"
    entries = read_list(wrong.encode())
    assert sorted(entries) == ["submission_2", "submission_3"]
    assert entries["submission_2"].owners == ()
    (owner,) = entries["submission_3"].owners
    assert owner.name.startswith("a b long") and len(owner.name) < 201 and owner.accounts == ("7",)


def test_folders_without_a_listed_student_are_called_by_their_names(tmp_path):
    students, told = found(export(tmp_path, entry(11, 1, 1) + "submission_12: {':created_at': x}\n"))
    assert list(students.values()) == ["Same Name", "submission_12", "submission_13"]
    assert told == [
        "submission_metadata.yml of assignment_77_export.zip names no student for 2, called by their folders."
    ]


def test_lists_longer_than_any_class_are_refused(monkeypatch):
    monkeypatch.setattr(gradescope_export, "MAX_ENTRIES", 2)
    monkeypatch.setattr(gradescope_export, "MAX_SUBMITTERS", 2)
    with pytest.raises(NotebookError, match="more than 2 submissions"):
        read_list(LIST.encode())
    assert read_list(entry(1, 1, 1, 2, 3).encode())["submission_1"].owners == (
        Owner("Same Name", ("1",)),
        Owner("Same Name", ("2",)),
    )


def test_a_list_that_a_student_handed_in_speaks_for_nobody(tmp_path):
    forged = {"submission_metadata.yml": entry(1, 1, 1).encode(), "submission_1/05.ipynb": NOTEBOOK}
    files = {f"submission_11/{name}": data for name, data in forged.items()}
    path = export(tmp_path / "a", **files, **{"submission_13/work.zip": zipped(forged)})
    assert set(found(path)[0].values()) == {"Ada Lovelace", "Bob Pair", "Cyd Pair", "303"}
    put(tmp_path / "canvas" / "eve_123_456_work.zip", zipped(forged))
    assert list(found(tmp_path / "canvas" / "eve_123_456_work.zip")[0].values()) == ["eve"]
    put(tmp_path / "canvas" / "bob_123_457_05.ipynb")
    put(tmp_path / "canvas" / "plain.zip", zipped(forged))
    assert "Same Name" not in found(tmp_path / "canvas")[0].values()


def test_the_roster_knows_accounts_and_a_chosen_name_claims_none(tmp_path):
    put(tmp_path / "r.csv", b"Student,ID,SIS User ID,Email\nAda L,1,0101,a@x.example\nBob,2,202,bob@uni.example\n")
    results = [
        marked("bob@uni.example", file="1", accounts=("0101",)),
        marked("x", file="2", accounts=("BOB@uni.example",)),
        marked("0101", file="3", accounts=("999",)),
    ]
    pairs = match(read_roster(tmp_path / "r.csv"), results).pairs
    assert [(person.shown, [result.file for result in own]) for person, own in pairs] == [
        ("Ada L", ["1"]),
        ("Bob", ["2"]),
    ]


def test_grade_gives_each_member_of_a_group_the_mark_and_goes_on_where_it_was(tmp_path, capsys, faked):  # noqa: F811
    path = export(tmp_path, LIST.replace("Bob Pair", "Bob [red]Pair"), names=[], **dict.fromkeys(NAMES, RIGHT))
    put(tmp_path / "r.csv", b"Name,Email\nA,ada@uni.example\nB,bob@uni.example\nC,cyd@uni.example\n")
    for _ in range(2):
        assert grade(path, "--out", tmp_path / "out", "--roster", tmp_path / "r.csv") == 0
        marks = [(row["student"], row["total"]) for row in table(tmp_path / "out")]
        assert marks == [("303", "5"), ("Ada Lovelace", "5"), ("Bob [red]Pair", "5"), ("Cyd Pair", "5")]
        printed = capsys.readouterr().out
        assert "Of nobody on the roster (1)" in printed and "without a submission" not in printed
    assert len(list((tmp_path / "out" / "feedback").glob("*.html"))) == 4


def test_a_download_is_marked_by_the_real_grader(tmp_path, capsys):
    work = notebook("import numpy as np\ndef relu(z):\n    return np.maximum(z, 0)")
    path = export(tmp_path, names=[], **dict.fromkeys(NAMES[:2], work))
    assert cli.main(["grade", str(path), "--out", str(tmp_path / "out"), "--chapter", "01", "--jobs", "1"]) == 3
    assert [(row["student"], row["relu"]) for row in table(tmp_path / "out")] == [
        ("303", ""),
        ("Ada Lovelace", "1"),
        ("Bob Pair", "1"),
        ("Cyd Pair", "1"),
    ]
    assert "4 of 4" not in capsys.readouterr().out
