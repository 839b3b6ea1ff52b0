"""Who is in the class: twenty students, each with a body for every exercise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from class20.answers import OPEN, PLOT, RIGHT, SIGNATURES, WRONG

SIZE = 20
EXERCISES = tuple(SIGNATURES)
# how many exercises a student has wrong: eight have none, one has all
WRONG_COUNTS = (0, 1, 0, 2, 0, 1, 0, 1, 3, 0, 1, 0, 2, 0, 1, 0, 1, 2, 5, 1)
LEFT_OPEN = {17: "neuron_grad"}  # one did not come to it


@dataclass(frozen=True)
class Student:
    """One submission: the body of every exercise, and which of them are right."""

    name: str
    bodies: dict[str, str]
    right: frozenset[str]
    plot: bool = False

    def source(self, exercise: str) -> str:
        """Returns the exercise's function in full."""
        body = "".join(f"\n    {line}" for line in self.bodies[exercise].split("\n"))
        return f"def {exercise}({SIGNATURES[exercise]}):{body}"


def students(count: int = SIZE, *, plot: bool = False) -> Iterator[Student]:
    """Yields the students; beyond the twenty their answers repeat under other names.

    plot : whether each draws one figure
    """
    for number in range(count):
        yield _student(number, plot)


def _student(number: int, plot: bool) -> Student:
    row = number % SIZE
    wrong = {EXERCISES[(row * 3 + 3 + k) % len(EXERCISES)] for k in range(WRONG_COUNTS[row])}
    bodies = {}
    for place, exercise in enumerate(EXERCISES):
        choices = (WRONG if exercise in wrong else RIGHT)[exercise]
        bodies[exercise] = choices[(row // 2 + place) % len(choices)]
    if row in LEFT_OPEN:
        bodies[LEFT_OPEN[row]] = OPEN
        wrong.add(LEFT_OPEN[row])
    return Student(f"student{number + 1:05}", bodies, frozenset(EXERCISES) - wrong, plot)


def cells(student: Student) -> list[str]:
    """Returns the code cells of our form of the notebook: imports, and for each exercise its function and its check."""
    found = ["import numpy as np\n\nfrom autograder import check"]
    for exercise in EXERCISES:
        found += [student.source(exercise), f"{exercise} = check({exercise})"]
    return found + ([PLOT] if student.plot else [])


def notebook(student: Student) -> bytes:
    """Returns our form of the notebook as a file."""
    document = {
        "cells": [code(source, f"cell-{number:02}") for number, source in enumerate(cells(student))],
        "metadata": {"forward_and_back": {"chapter": "01_neuron"}, **KERNEL},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1).encode()


KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def code(source: str, name: str, **metadata: object) -> dict:
    """Returns a code cell that was not run."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
