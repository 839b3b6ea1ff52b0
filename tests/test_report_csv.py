"""marks.csv: one row a submission, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from autograder.report.csv import marks_csv
from tests.marking_fakes import hostile, marked, partly, unmarked


def rows(*results) -> list[dict]:
    return list(csv.DictReader(io.StringIO(marks_csv(results))))


def test_the_columns_and_a_row():
    text = marks_csv([marked(late=True)])
    assert text.splitlines()[0] == (
        "student,file,status,total,max,mse_grad,dense_backward,backward,mistakes,chapter,late,reason"
    )
    assert text.splitlines()[1] == (
        "ada,class/ada.ipynb,marked,3.5,8,1,2.5,0,dense_backward: mean missing (dW),05_backprop,late,"
    )


def test_no_total_where_something_was_not_marked():
    empty, part = rows(unmarked(), partly())
    assert (empty["total"], empty["max"], empty["mse_grad"], empty["reason"]) == ("", "", "", "The file is empty.")
    assert (part["status"], part["total"], part["dense_backward"], part["backward"]) == ("partly marked", "", "2.5", "")


def test_chapters_follow_each_other_and_share_a_table():
    (exercise, *_) = marked().exercises
    first = marked("zoe", chapter="01_neuron", exercises=(exercise,))
    header = marks_csv([marked(), first]).splitlines()[0].split(",")
    assert header[5:9] == ["mse_grad", "dense_backward", "backward", "mistakes"]  # each once


def test_no_cell_is_a_formula():
    for student in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1", "＠SUM(A1)"):
        assert rows(marked(student))[0]["student"] == f"'{student}"
    assert rows(hostile())[0]["student"] == hostile().student
