"""Which of several submissions by one student counts, and that every report says so."""

from __future__ import annotations

import csv

import pytest

from autograder.report.attempts import attempts_line, counted, set_aside, when
from autograder.report.folder import write_reports
from tests.marking_fakes import marked, partly, unmarked

FIRST, SECOND = "c/ada_12345_700001_05_backprop.ipynb", "c/ada_12345_700009_05_backprop-1.ipynb"
OTHER = "c/ada_54321_700002_05_backprop.ipynb"  # somebody else of that name
LOW = marked().exercises[:1]


def of(file: str, **changes):
    return marked("ada", file=file, **changes)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (FIRST, SECOND),
        ("c/ada_12345_99_x.ipynb", FIRST),
        ("c/ada_12345_999_05_backprop-9.ipynb", "c/ada_12345_1000_05_backprop.ipynb"),
        ("Ada L_1_assignsubmission_file_/05-2.ipynb", "Ada L_1_assignsubmission_file_/05-10.ipynb"),
        ("Ada L_1_assignsubmission_file_/05.ipynb", "Ada L_1_assignsubmission_file_/05 (1).ipynb"),
        ("a/05_(1).ipynb", "a/05_(2).ipynb"),
    ],
)
def test_later_names_sort_later(earlier, later):
    assert when(earlier) < when(later)


def test_the_latest_counts_unless_the_best_is_asked_for():
    high, low = of(FIRST), of(SECOND, exercises=LOW)
    assert counted([low, high]) == low
    assert counted([low, high], "best") == high
    assert counted([high, of(SECOND, status=partly().status), unmarked()]) == high
    assert counted([unmarked()]) is None


def test_a_notebook_without_any_exercise_takes_nobodys_place():
    scratch = of(SECOND, exercises=marked().exercises[2:])
    assert counted([of(FIRST), scratch]) == of(FIRST)
    assert counted([scratch]) == scratch


def test_chapters_and_people_of_one_name_are_told_apart():
    results = [of(FIRST), of(SECOND), of(OTHER), of("c/ada_12345_700003_01.ipynb", chapter="01_neuron")]
    assert set_aside(results) == {FIRST: SECOND}
    assert attempts_line({}) == ""


@pytest.mark.parametrize(("counts", "gone", "said"), [("latest", FIRST, "the latest"), ("best", SECOND, "most points")])
def test_every_report_says_which_one_does_not_count(tmp_path, counts, gone, said):
    write_reports([of(FIRST), of(SECOND, exercises=LOW), marked("bob")], tmp_path, counts=counts)
    with open(tmp_path / "marks.csv", encoding="utf-8-sig", newline="") as file:
        reasons = {row["file"]: row["reason"] for row in csv.DictReader(file)}
    assert [file for file, reason in reasons.items() if "does not count" in reason] == [gone]
    page = (tmp_path / "index.html").read_text("utf-8")
    assert said in page and f"Not counted (1): {gone}." in page
    told = ["does not count" in path.read_text("utf-8") for path in (tmp_path / "feedback").iterdir()]
    assert sorted(told) == [False, False, True]
    assert "2 of 2 submissions were marked" in (tmp_path / "class.html").read_text("utf-8")


def test_folders_and_files_of_one_name_may_be_anybodys():
    results = [marked("sectionA.zip", file=f"sectionA.zip/{name}.ipynb") for name in ("alice", "bob")]
    assert set_aside(results) == {}
