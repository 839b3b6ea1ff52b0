"""junit.xml: well formed whatever students write, with one case an exercise."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from autograder.report.junit import junit_xml
from tests.marking_fakes import HOSTILE, hostile, marked, partly, unmarked


def suites(*results) -> list[ET.Element]:
    return list(ET.fromstring(junit_xml(results).encode()))


def test_one_suite_a_submission_and_one_case_an_exercise():
    (suite,) = suites(marked())
    assert suite.attrib["name"] == "ada"
    assert [suite.attrib[key] for key in ("tests", "failures", "errors", "skipped")] == ["3", "1", "0", "1"]
    passed, failed, skipped = suite
    assert (passed.attrib["name"], len(passed)) == ("mse_grad", 0)
    assert failed[0].tag == "failure"
    assert failed[0].attrib["message"] == "2.5 of 3 points. Look."
    assert "dense_backward" in failed[0].text
    assert skipped[0].tag == "skipped"


def test_what_was_not_marked_is_an_error():
    unreadable, part = suites(unmarked(), partly())
    assert unreadable[0][0].attrib == {"message": "The file is empty.", "type": "could not be marked"}
    assert unreadable.attrib["errors"] == "1"
    assert part[2][0].tag == "error"


def test_markup_and_forbidden_characters_do_no_harm():
    (suite,) = suites(hostile())
    assert suite.attrib["name"] == HOSTILE
    (suite,) = suites(unmarked("a\x00b\x1b"))
    assert suite.attrib["name"] == "a�b�"
