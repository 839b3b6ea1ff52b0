"""What nbval cannot see: that every cell was executed, and that chapters are open and solutions complete."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from autograder.exercises import by_chapter

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
PROGRESS = re.compile(r"Chapter \d\d: (\d+)/(\d+) exercises, ([\d.]+)/([\d.]+) points")


def read(path: Path):
    return nbformat.read(path, as_version=4)


def progress(path: Path) -> tuple[str, ...]:
    """Returns (done, of, points, of) as the notebook's last progress cell printed them."""
    outputs = [output for cell in read(path).cells for output in cell.get("outputs", [])]
    text = "".join(str(output.get("data", {}).get("text/plain", "")) for output in outputs)
    return PROGRESS.findall(text)[-1]


def test_every_source_has_both_notebooks():
    sources = sorted(path.stem for path in (ROOT / "source").glob("[0-9]*.md"))
    assert sources == [path.stem for path in CHAPTERS] == [path.stem for path in SOLUTIONS]


@pytest.mark.parametrize("path", CHAPTERS + SOLUTIONS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_code_cell_was_executed_without_an_error(path):
    for number, cell in enumerate(read(path).cells):
        if cell.cell_type == "code":
            assert cell.execution_count is not None, number
            assert not [o for o in cell.outputs if o.output_type == "error" or o.get("name") == "stderr"], number


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_is_all_open(path):
    done, of, points, _ = progress(path)
    assert (done, points) == ("0", "0")
    assert int(of) == len(by_chapter(path.stem).exercises)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda p: p.stem)
def test_a_solved_notebook_has_every_point(path):
    done, of, points, of_points = progress(path)
    assert (done, points) == (of, of_points)
    assert float(of_points) == by_chapter(path.stem).points


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_cell_has_one_idea_and_at_most_fifteen_lines(path):
    for cell in read(path).cells:
        if cell.cell_type == "code" and "exercise" not in cell.metadata.get("tags", []):
            assert len(cell.source.split("\n")) <= 15, cell.source
