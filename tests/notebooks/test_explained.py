"""Solved notebooks explain: for each exercise why its function is so, and two wrong turns that are really refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import nbformat
import pytest

from autograder.make_notebooks.explanations import SOLUTION, WRONG_TURN
from autograder.make_notebooks.placeholders import EXERCISE, pieces

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "source").glob("[0-9]*.md"))
TURNS = 2


def fences(path: Path) -> dict[str, Counter]:
    """Returns how often each exercise's name stands in a fence of each kind."""
    found = {kind: Counter() for kind in (EXERCISE, SOLUTION, WRONG_TURN)}
    for piece in pieces(path.read_text(encoding="utf-8")):
        if piece.kind in found:
            found[piece.kind][piece.name] += 1
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_exercise_has_a_solution_and_two_wrong_turns(source):
    found = fences(source)
    exercises = found[EXERCISE]
    assert found[SOLUTION] == exercises
    assert found[WRONG_TURN] == Counter({name: TURNS for name in exercises})


SOLVED = sorted((ROOT / "solutions").glob("[0-9]*.ipynb"))
CANNOT_RUN = ("NameError", "ImportError", "ModuleNotFoundError", "SyntaxError")  # slips of the author, not of a learner


@pytest.mark.parametrize("path", SOLVED, ids=lambda path: path.stem)
def test_every_wrong_turn_is_refused_and_told_why(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if "wrong-turn" in cell.metadata.get("tags", []):
            name = cell.source.split("def ")[1].split("(")[0]
            (verdict,) = [output.data["text/plain"] for output in cell.outputs]
            headline, message, *_ = verdict.split("\n")
            assert headline.startswith(f"✗ {name}: failed")
            assert len(message.strip()) > 20 and not any(error in message for error in CANNOT_RUN)
