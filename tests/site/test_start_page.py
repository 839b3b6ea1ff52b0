"""What the start page promises agrees with the chapters, and its directives do what they say. No browser needed."""

from __future__ import annotations

import re
import sys

import pytest

from autograder.exercises import CHAPTERS
from tests.site.browser import ROOT

sys.path.insert(0, str(ROOT / "book" / "ext"))
START = (ROOT / "index.md").read_text(encoding="utf-8")
CONTENTS = (ROOT / "_toc.yml").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "chapters").glob("[0-9][0-9]_*.ipynb"))
ROW = r"\* - \[(?P<title>.+?)\]\(chapters/{stem}\)\n  - .+\n  - (?P<time>.+)\n"

every_chapter = pytest.mark.parametrize("stem", [page.stem for page in PAGES])


@every_chapter
def test_a_chapter_stands_on_the_start_page_with_its_title_and_time(stem):
    text = (ROOT / "source" / f"{stem}.md").read_text(encoding="utf-8")
    row = re.search(ROW.replace("{stem}", stem), START)
    assert row, f"index.md has no row for {stem}"
    assert row["title"] == re.search(r"^# (.+)$", text, re.M)[1]
    assert row["time"] == re.search(r"^\*\*Time\.\*\* About (\d+ min)utes", text, re.M)[1]


@every_chapter
def test_a_chapter_and_its_solutions_stand_in_the_contents(stem):
    assert CONTENTS.count(f"file: chapters/{stem}\n") == 1
    assert CONTENTS.count(f"file: solutions/{stem}\n") == 1
    assert START.count(f"](chapters/{stem})\n  - ") == 1


def test_every_part_of_the_lines_shown_is_counted_from_one():
    from specimen import shown

    lines = ["def f(x):", "    a = x", "    b = a", "    c = b", "    return c"]
    assert shown(lines, "") == lines
    assert shown(lines, "1, 4") == ["def f(x):", "    ...", "    c = b", "    ..."]
    assert shown(lines, "1-2, 5") == ["def f(x):", "    a = x", "    ...", "    return c"]


def test_the_map_shows_every_chapter_once_and_as_wide_as_its_time():
    import chapter_map

    block = re.search(r"```\{chapter-map\}\n(.+?)```", START, re.S)[1]
    named = chapter_map.groups(block.split("\n"), ROOT / "source")
    chapters = [chapter for _, members in named for chapter in members]
    assert [chapter.stem for chapter in chapters] == [page.stem for page in PAGES]
    drawn = chapter_map.markup(named)
    for chapter in chapters:
        assert f'flex-grow:{chapter.minutes}"><a href="chapters/{chapter.stem}.html"' in drawn


def test_a_map_refuses_a_chapter_that_is_not_there():
    import chapter_map

    with pytest.raises(ValueError, match="no chapter 77"):
        chapter_map.groups(["Forward: 01 77"], ROOT / "source")


def test_a_page_is_numbered_by_its_file():
    from chapter_numbers import number_of

    assert [number_of(name) for name in ("chapters/05_backprop", "solutions/02_forward", "index", "x/y_z")] == [
        "05",
        "02",
        "",
        "",
    ]


def test_the_gradients_in_the_picture_are_right():
    import network_picture as picture
    import numpy as np

    from solutions.forward import forward
    from solutions.neuron import mse

    first = picture.layers()[0]
    for i, unit in enumerate(first):
        push = np.zeros((1, 2))
        push[0, i] = 1e-6
        up, down = (mse(forward(picture.PARAMS, picture.X + sign * push)[0], picture.Y) for sign in (1, -1))
        assert unit.gradient == pytest.approx((up - down) / 2e-6, rel=1e-6)


def test_every_page_is_a_chapter_with_exercises():
    numbers = {page.stem[:2] for page in PAGES}
    assert numbers <= {chapter.number for chapter in CHAPTERS}
