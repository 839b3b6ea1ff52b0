"""The class in the folders that each grader wants."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from class20.asserts import asserts
from class20.students import EXERCISES, KERNEL, PLOT, Student, code, notebook

ASSIGNMENT = "neuron"
NBGRADER_CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'class'\n"


def write_ours(folder: Path, students: Sequence[Student]) -> None:
    """Returns nothing; the folder holds one notebook a student."""
    folder.mkdir(parents=True)
    for student in students:
        (folder / f"{student.name}.ipynb").write_bytes(notebook(student))


def write_nbgrader(folder: Path, students: Sequence[Student]) -> None:
    """Returns nothing; the folder is an nbgrader course with its source and everything that was handed in."""
    folder.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(NBGRADER_CONFIG)
    for student in students:
        place = folder / "submitted" / student.name / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_text(_nbgrader_notebook(student, "handed in"))
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    text = _nbgrader_notebook(students[0], "source")
    (folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").write_text(text)


def _nbgrader_notebook(student: Student, what: str) -> str:
    cells = [code("import numpy as np", "imports")]
    for exercise in EXERCISES:
        source = student.source(exercise)
        if what == "source":
            head, _, body = source.partition("\n")
            source = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        kinds = {"schema_version": 3, "task": False}
        answer = {"solution": True, "grade": False, "locked": False, "grade_id": exercise, **kinds}
        test = {"solution": False, "grade": True, "locked": True, "points": 1, "grade_id": f"test-{exercise}", **kinds}
        cells.append(code(source, f"answer-{exercise.replace('_', '-')}", nbgrader=answer))
        cells.append(code(asserts(exercise), f"test-{exercise.replace('_', '-')}", nbgrader=test))
    return _document(cells + ([code(PLOT, "plot")] if student.plot else []))


def write_otter(folder: Path, students: Sequence[Student]) -> None:
    """Returns nothing; the folder holds what `otter generate` takes, and one notebook a student."""
    (folder / "tests").mkdir(parents=True)
    for exercise in EXERCISES:
        lines = "\n".join(f">>> {line}" for line in asserts(exercise).split("\n"))
        case = {"code": lines, "hidden": False, "locked": False}
        test = {"name": exercise, "points": 1, "suites": [{"cases": [case], "scored": True, "type": "doctest"}]}
        (folder / "tests" / f"{exercise}.py").write_text(f"OK_FORMAT = True\n\ntest = {test!r}\n")
    (folder / "submissions").mkdir()
    for student in students:
        cells = [code("import numpy as np", "imports")]
        cells += [code(student.source(exercise), f"answer-{exercise.replace('_', '-')}") for exercise in EXERCISES]
        cells += [code(PLOT, "plot")] if student.plot else []
        (folder / "submissions" / f"{student.name}.ipynb").write_text(_document(cells))


def _document(cells: list[dict]) -> str:
    return json.dumps({"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}, indent=1)
