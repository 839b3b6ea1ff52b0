"""The chapter that the sample class hands in: its cells, and a stub filled in as a student does."""

from __future__ import annotations

import json
from pathlib import Path

CHAPTER = Path(__file__).parent.parent / "chapters" / "05_backprop.ipynb"
STUB = "raise NotImplementedError"


def markdown(text: str) -> dict:
    """Returns a markdown cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def code(text: str, *tags: str) -> dict:
    """Returns a code cell that has not been run."""
    metadata = {"tags": list(tags)} if tags else {}
    source = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": metadata, "outputs": [], "source": source}


def chapter_cells() -> list[dict]:
    """Returns the cells of the student notebook, without outputs."""
    cells = json.loads(CHAPTER.read_text("utf-8"))["cells"]
    return [{**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell for cell in cells]


def is_stub(cell: dict, name: str) -> bool:
    """Returns whether this is the cell in which an exercise is to be filled in."""
    return cell["cell_type"] == "code" and f"def {name}(" in "".join(cell["source"]) and STUB in "".join(cell["source"])


def fill(cell: dict, body: str) -> dict:
    """Returns the cell with the body in the stub's place."""
    lines = []
    for line in "".join(cell["source"]).splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        lines += [indent + row if row else row for row in body.strip("\n").split("\n")] if STUB in line else [line]
    return {**cell, "source": "\n".join(lines).splitlines(keepends=True)}
