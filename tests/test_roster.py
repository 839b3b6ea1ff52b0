"""Rosters as Canvas and Moodle export them: who is who, whose a submission is, and what each platform imports."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from autograder import cli
from autograder.errors import UsageError
from autograder.report.platforms import canvas_csv, moodle_csv, unmatched_lines
from autograder.roster import match, read_roster
from tests.marking_fakes import marked, partly, unmarked
from tests.test_cli import RIGHT, faked, hand_in  # noqa: F401

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Week 5: Backpropagation (777),Final (778)
    Points Possible,,,,,8,100
"One, Student",1001,s-1,one@uni.example,A,,
"Twó, Student",1002,s-2,two,A,,
"Three, Student",1003,s-3,three,B,,
"Test, Student",,,,,,
"""
MOODLE = """Identifier;Full name;Email address;Status;Grade
Participant 3001;Student One;one@uni.example;Submitted;
Participant 3002;Student Two;two@uni.example;No submission;
"""


def roster(folder: Path, text: str, encoding: str = "utf-8"):
    (folder / "roster.csv").write_bytes(text.encode(encoding))
    return read_roster(folder / "roster.csv")


def owners(found) -> dict[str, str]:
    return {result.file: person.shown for person, own in found.pairs for result in own}


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("student", "file"),
    [
        ("twostudent", "class/twostudent_1002_50001_05_backprop.ipynb"),
        ("somebody", "class/somebody_LATE_1002_50001_05.ipynb"),  # the id tells
        ("two", "two.ipynb"),
        ("s-2", "s-2.ipynb"),
        ("1002", "1002.ipynb"),
        ("Student Two", "Student Two.ipynb"),
        ("Two Student", "x.ipynb"),
        ("two/05", "class/two/05/05.ipynb"),
    ],
)
def test_a_submission_is_found_by_id_account_or_name(tmp_path, student, file):
    found = match(roster(tmp_path, CANVAS), [marked(student, file=file)])
    assert owners(found) == {file: "Twó, Student"}


def test_moodles_participants_are_found_by_identifier_and_by_name(tmp_path):
    people = roster(tmp_path, MOODLE)
    folder = "class/Someone Else_3001_assignsubmission_file_/05.ipynb"
    results = [marked("Someone Else", file=folder), marked("Student Two")]
    assert list(owners(match(people, results)).values()) == ["Student One", "Student Two"]


def test_a_students_own_file_name_cannot_claim_an_id(tmp_path):
    file = "class/threestudent_1003_50001_x/one_1001_50001_05.ipynb"
    assert owners(match(roster(tmp_path, CANVAS), [marked("threestudent", file=file)])) == {file: "Three, Student"}


def test_two_people_of_one_name_are_never_guessed_apart(tmp_path):
    people = roster(tmp_path, "First name,Last name,Username\nSam,Student,sam1\nSam,Student,sam2\n")
    found = match(people, [marked("Sam Student"), marked("sam2")])
    assert [result.student for result in found.strangers] == ["Sam Student"]
    assert [person.login for person in found.absent] == ["sam1"]


def test_what_is_left_on_either_side_is_listed(tmp_path):
    found = match(roster(tmp_path, CANVAS), [marked("one", file="one.ipynb"), marked("nobody", file="n.ipynb")])
    assert unmatched_lines(found) == [
        "Of nobody on the roster (1): n.ipynb.",
        "On the roster, without a submission (3): Twó, Student; Three, Student; Test, Student.",
    ]
    everybody = match(roster(tmp_path, "Username\none\n"), [marked("one")])
    assert unmatched_lines(everybody) == []


def test_canvas_gets_its_ids_back_and_the_marks_in_the_assignments_column(tmp_path):
    results = [marked("one"), partly("two"), unmarked("three")]
    text = canvas_csv(match(roster(tmp_path, CANVAS), results))
    heads = "Student,ID,SIS User ID,SIS Login ID,Section,Week 5: Backpropagation (777)"
    assert text.splitlines()[0] == heads
    possible, one, two, three, test = rows(text)
    assert possible["Student"] == "    Points Possible"
    assert possible["Week 5: Backpropagation (777)"] == "8"
    assert (one["ID"], one["SIS User ID"], one["SIS Login ID"], one["Section"]) == (
        "1001", "s-1", "one@uni.example", "A",
    )  # fmt: skip
    assert [row["Week 5: Backpropagation (777)"] for row in (one, two, three, test)] == ["3.5", "", "", ""]


def test_a_chapter_without_an_assignment_gets_a_column_of_its_own(tmp_path):
    other = marked("one", chapter="01_neuron", title="One neuron", file="a.ipynb")
    found = match(roster(tmp_path, CANVAS), [marked("one"), other])
    assert canvas_csv(found).splitlines()[0].endswith(",One neuron,Week 5: Backpropagation (777)")
    assert moodle_csv(found).splitlines()[0].endswith(",Email address,One neuron,Backpropagation")


def test_moodle_gets_its_worksheet(tmp_path):
    one, two = rows(moodle_csv(match(roster(tmp_path, MOODLE), [marked("Student One")])))
    assert (one["Identifier"], one["Full name"], one["Grade"], one["Maximum Grade"]) == (
        "Participant 3001", "Student One", "3.5", "8",
    )  # fmt: skip
    assert one["Feedback comments"] == "3.5 / 8: mse_grad 1 / 1, dense_backward 2.5 / 3, backward 0 / 4"
    assert (two["Grade"], two["Feedback comments"]) == ("", "")
    first = rows(moodle_csv(match(roster(tmp_path, CANVAS), [marked("one")])))[0]
    assert first["Full name"] == "Student One"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_rosters_are_read_as_spreadsheets_save_them(tmp_path, encoding):
    assert roster(tmp_path, CANVAS, encoding).people[1].name == "Twó, Student"
    assert roster(tmp_path, MOODLE.replace(";", "\t"), encoding).people[0].email == "one@uni.example"


def test_short_and_empty_rows_are_no_people(tmp_path):
    people = roster(tmp_path, "Username,Email\none\n,\n\ntwo,two@uni.example\n").people
    assert [person.login for person in people] == ["one", "two"]


@pytest.mark.parametrize("text", ["", "Grade,Section\n1,A\n", "First name\nSam\n"])
def test_a_roster_that_tells_nobody_apart_is_refused(tmp_path, text):
    with pytest.raises(UsageError, match="no column that tells who is who"):
        roster(tmp_path, text)


def test_a_roster_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(UsageError, match="The roster none.csv cannot be read: No such file"):
        read_roster(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="is not a table"):
        roster(tmp_path, "Username\n" + "x" * (csv.field_size_limit() + 1))


def test_names_that_are_formulas_are_disarmed(tmp_path):
    people = roster(tmp_path, 'Full name,Username\n"=1+1",one\n')
    assert "'=1+1" in canvas_csv(match(people, [marked("one")]))


@pytest.mark.usefixtures("faked")
def test_the_command_writes_both_files_and_lists_the_unmatched(tmp_path, capsys):
    folder = hand_in(tmp_path / "class", one=RIGHT, nobody=RIGHT)
    (tmp_path / "roster.csv").write_text(CANVAS, "utf-8")
    out = tmp_path / "out"
    command = ["grade", str(folder), "--out", str(out), "--jobs", "1"]
    assert cli.main([*command, "--roster", str(tmp_path / "roster.csv")]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Of nobody on the roster (1): class/nobody.ipynb." in printed
    assert "Of nobody on the roster" in (out / "index.html").read_text("utf-8")
    assert rows((out / "canvas.csv").read_text("utf-8"))[1]["Week 5: Backpropagation (777)"] == "5"
    assert (out / "moodle.csv").exists()
    assert cli.main(command) == 0
    assert not (out / "canvas.csv").exists()
