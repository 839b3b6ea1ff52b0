"""junit.xml: one suite a submission, one case an exercise, for systems that read test reports."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence

from autograder import feedback
from autograder.core.result import ExerciseResult, Verdict
from autograder.grade import SubmissionResult
from autograder.report.naming import number

Words = Callable[[ExerciseResult], str]
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENT = {
    Verdict.FAILED: "failure",
    Verdict.NOT_ATTEMPTED: "skipped",
    Verdict.SKIPPED: "skipped",
    Verdict.GRADER_ERROR: "error",
}


def junit_xml(results: Sequence[SubmissionResult], words: Words = feedback.text) -> str:
    """Returns the report as text. A submission without a mark is a suite with one case in error."""
    root = ET.Element("testsuites", name="autograder")
    for result in results:
        root.append(_suite(result, words))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(result: SubmissionResult, words: Words) -> ET.Element:
    cases = [_case(result, exercise, words) for exercise in result.exercises]
    if not cases:
        case = ET.Element("testcase", name="notebook", classname=_text(result.student))
        ET.SubElement(case, "error", message=_text(result.reason), type=str(result.status))
        cases = [case]
    counts = {kind: sum(case.find(kind) is not None for case in cases) for kind in ("failure", "error", "skipped")}
    suite = ET.Element(
        "testsuite",
        name=_text(result.student),
        file=_text(result.file),
        tests=str(len(cases)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped=str(counts["skipped"]),
        time=f"{result.seconds:.3f}",
    )
    suite.extend(cases)
    return suite


def _case(result: SubmissionResult, exercise: ExerciseResult, words: Words) -> ET.Element:
    case = ET.Element("testcase", name=exercise.exercise, classname=_text(f"{result.chapter}.{result.student}"))
    kind = _ELEMENT.get(exercise.verdict)
    if kind:
        score = f"{number(exercise.points)} of {number(exercise.max_points)} points"
        child = ET.SubElement(case, kind, message=_text(f"{score}. {exercise.message}"), type=str(exercise.verdict))
        child.text = _text(words(exercise))
    return case


def _text(text: str) -> str:
    """Returns the text without the characters that XML forbids, which would spoil the whole file."""
    return _NOT_XML.sub("�", text)
