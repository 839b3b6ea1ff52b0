"""results.json: the fields that Gradescope reads, for a good, a broken and an unreadable submission."""

from __future__ import annotations

import json

from autograder.grade import CellFault
from autograder.report.gradescope import gradescope_results
from tests.marking_fakes import hostile, marked, partly, unmarked

STATUSES = {"passed", "failed"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBLE = {"hidden", "after_due_date", "after_published", "visible"}


def check_schema(report: dict) -> None:
    assert isinstance(report["score"], float | int)
    assert report["output_format"] in FORMATS
    assert report["visibility"] in VISIBLE
    assert report["stdout_visibility"] in VISIBLE
    for test in report["tests"]:
        assert set(test) == {
            "name", "number", "score", "max_score", "status", "output", "output_format", "visibility", "tags",
        }  # fmt: skip
        assert test["status"] in STATUSES
        assert test["output_format"] in FORMATS
        assert 0 <= test["score"] <= test["max_score"]
        assert all(isinstance(tag, str) for tag in test["tags"])
    json.dumps(report, allow_nan=False)


def test_every_kind_of_submission_gives_a_valid_report():
    for result in (marked(), unmarked(), partly(), hostile()):
        check_schema(gradescope_results(result))


def test_a_marked_submission():
    report = gradescope_results(marked(cell_faults=(CellFault(2, "x = 1", "NameError", "no y", 3),)))
    assert report["score"] == 3.5
    assert [test["status"] for test in report["tests"]] == ["passed", "failed", "failed"]
    assert [test["score"] for test in report["tests"]] == [1, 2.5, 0]
    assert report["tests"][1]["tags"] == ["failed", "batch_average"]
    assert "dense_backward: failed (2.5/3)" in report["tests"][1]["output"]
    assert report["output"] == (
        "Backpropagation: 3.5 of 8 points.\n"
        "When the notebook ran, code cell 2 (`x = 1`), line 3 stopped with NameError: no y."
    )
    found = {"exercise": "dense_backward", "name": "mean_missing", "family": "batch_average"}
    assert report["extra_data"]["mistakes"] == [found]


def test_instructors_notes_and_later_hints_stay_out_of_it():
    text = json.dumps(gradescope_results(marked()))
    assert "1/N is missing" not in text


def test_what_was_not_marked_says_so():
    assert gradescope_results(unmarked())["output"] == "This submission could not be marked. The file is empty."
    report = gradescope_results(partly())
    assert "The grader failed." in report["output"]
    assert report["tests"][2]["tags"] == ["grader error"]


def test_what_is_not_the_students_to_mend_is_one_line():
    waits = CellFault(4, "y = f(x)", "NameError", "no f", 1, "NotImplementedError")
    output = gradescope_results(marked(cell_faults=(waits,)))["output"]
    assert output.endswith(
        "1 code cell waits for an exercise left open, or for a part of the course that marking "
        "leaves out; this costs nothing."
    )
    assert "NameError" not in output
