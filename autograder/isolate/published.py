"""The cells that a chapter's student notebook brings along, to be recognised in what is handed in. Trusted side."""

from __future__ import annotations

import functools
import json
from pathlib import Path

from autograder.exercises import CHAPTERS
from autograder.isolate.launch import SandboxError

CHAPTERS_FOLDER = Path(__file__).resolve().parents[2] / "chapters"
"""In a checkout; where the notebooks are not installed nothing is recognised, and every cell is run."""

ALWAYS_RUN = frozenset(("exercise", "check", "progress"))  # tags of cells that demonstrate nothing and take no time


@functools.cache
def demonstrations(chapter_key: str) -> frozenset[str]:
    """Returns the text of the chapter's code cells that only demonstrate; none where the notebook is not at hand."""
    stem = next((chapter.stem for chapter in CHAPTERS if chapter.key == chapter_key), "")
    try:
        cells = json.loads((CHAPTERS_FOLDER / f"{stem}.ipynb").read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return frozenset()
    return frozenset(
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code" and not ALWAYS_RUN.intersection(cell["metadata"].get("tags", ()))
    )


@functools.cache
def called_names(chapter_key: str) -> tuple[str, ...]:
    """Returns the names that marking the chapter may call: its exercises', and those of losses they belong to."""
    exercises = [exercise for chapter in CHAPTERS if chapter.key == chapter_key for exercise in chapter.exercises]
    losses = [exercise.loss.name for exercise in exercises if exercise.loss]
    return tuple(dict.fromkeys([*(exercise.name for exercise in exercises), *losses]))


def earlier(chapter_key: str) -> tuple[str, ...]:
    """Returns the keys of the chapters before this one, whose functions a learner may import.

    Raises SandboxError for an unknown chapter.
    """
    keys = [chapter.key for chapter in CHAPTERS]
    if chapter_key not in keys:
        raise SandboxError(f"there is no chapter {chapter_key!r}; there are {', '.join(keys)}")
    return tuple(keys[: keys.index(chapter_key)])
