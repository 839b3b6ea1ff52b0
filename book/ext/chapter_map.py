"""A directive that draws the course as one line: every chapter a segment as wide as the time that it takes.

    ```{chapter-map}
    Forward: 01 02
    Back: 03 04 05
    ```

Titles and times are read from the chapters' sources. Each segment leads to its chapter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

TITLE = re.compile(r"^# (.+)$", re.M)
MINUTES = re.compile(r"^\*\*Time\.\*\* About (\d+) minutes", re.M)


@dataclass(frozen=True)
class Segment:
    """One chapter on the line: the stem of its file, its title, and how many minutes it takes."""

    stem: str
    title: str
    minutes: int

    @property
    def number(self) -> str:
        return self.stem[:2]


def segment(source: Path) -> Segment:
    """Returns the segment of a chapter. Raises ValueError when its source has no title or no time."""
    text = source.read_text(encoding="utf-8")
    title, minutes = TITLE.search(text), MINUTES.search(text)
    if not title or not minutes:
        raise ValueError(f"{source.name} needs a title and a line `**Time.** About … minutes`")
    return Segment(source.stem, title[1], int(minutes[1]))


def groups(lines: list[str], sources: Path) -> list[tuple[str, list[Segment]]]:
    """Returns the named groups of a map, in order. Raises ValueError when a number has no chapter."""
    found = {path.stem[:2]: path for path in sources.glob("[0-9][0-9]_*.md")}
    named = []
    for line in filter(str.strip, lines):
        name, _, numbers = line.partition(":")
        missing = [number for number in numbers.split() if number not in found]
        if missing:
            raise ValueError(f"there is no chapter {missing[0]}")
        named.append((name.strip(), [segment(found[number]) for number in numbers.split()]))
    return named


def markup(named: list[tuple[str, list[Segment]]]) -> str:
    """Returns the line as HTML: a list of groups, each with its list of chapters."""
    parts = []
    for place, (name, chapters) in enumerate(named):
        links = "".join(_link(chapter) for chapter in chapters)
        width = sum(chapter.minutes for chapter in chapters)
        parts.append(
            f'<li class="group group-{place}" style="flex-grow:{width}">'
            f'<span class="group-name">{escape(name)}</span><ol>{links}</ol></li>'
        )
    return f'<ol class="chapter-map">{"".join(parts)}</ol>'


def _link(chapter: Segment) -> str:
    label = f"{chapter.number} {chapter.title}, {chapter.minutes} minutes"
    return (
        f'<li style="flex-grow:{chapter.minutes}"><a href="chapters/{chapter.stem}.html" aria-label="{escape(label)}" '
        f'title="{escape(label)}">{chapter.number}<small>{chapter.minutes}</small></a></li>'
    )


class ChapterMap(SphinxDirective):
    """The line; its content names the groups."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Returns the line, and under it how long the whole takes."""
        sources = Path(self.env.srcdir) / "source"
        try:
            named = groups(list(self.content), sources)
        except ValueError as error:
            raise self.error(f"chapter-map: {error}") from None
        total = sum(chapter.minutes for _, chapters in named for chapter in chapters)
        caption = f"Minutes for each chapter, exercises included; together about {round(total / 60)} hours."
        return [
            nodes.raw("", markup(named), format="html"),
            nodes.paragraph("", caption, classes=["network-caption"]),
        ]


def setup(app) -> dict:
    """Adds the directive."""
    app.add_directive("chapter-map", ChapterMap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
