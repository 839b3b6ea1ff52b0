"""The text of a chapter as its tests read it: exercises in order, code, and what the code leaves when it is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import matplotlib.pyplot as plt
import pytest

SOURCES = {path.stem: path for path in sorted((Path(__file__).parents[2] / "source").glob("[0-9]*.md"))}
_FENCE = re.compile(r"^```\{(code-cell|exercise)\} (\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CHECKS = "from autograder import check\n"


class ChapterText:
    """The source of one chapter, known by its stem, such as "05_backprop"."""

    def __init__(self, stem: str) -> None:
        self.source = SOURCES[stem].read_text(encoding="utf-8")

    @property
    def exercises(self) -> tuple[str, ...]:
        """The names of the exercises, in the order of the page."""
        return tuple(name for kind, name, _ in _FENCE.findall(self.source) if kind == "exercise")

    @property
    def cells(self) -> tuple[str, ...]:
        """The code of the cells, without what says how they are shown."""
        return tuple(_code(body) for kind, _, body in _FENCE.findall(self.source) if kind == "code-cell")

    @property
    def lead_ins(self) -> tuple[str, ...]:
        """The line of prose before each figure."""
        return tuple(re.findall(r"([^\n]+)\n\n```\{code-cell\} ipython3\n---\nmystnb:\n  figure:", self.source))

    def run(self, solutions: ModuleType, *, without: Sequence[str] = (), given: dict | None = None) -> dict:
        """Returns the names that the chapter leaves, with the course's functions in the place of the exercises.

        without : cells in which one of these stands are left out, as they are slow
        given : names that stand from the start, for what such a cell would have made
        """
        space = dict(given or {})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plt, "show", lambda: plt.close("all"))
            for kind, name, code in self._steps():
                if kind == "exercise":
                    space[name] = getattr(solutions, name)
                elif not any(part in code for part in without):
                    exec(code.replace(_CHECKS, ""), space)
        return space

    def _steps(self) -> Iterator[tuple[str, str, str]]:
        for kind, name, body in _FENCE.findall(self.source):
            if ":tags: [progress]" not in body:
                yield kind, name, _code(body)


def _code(body: str) -> str:
    return body.split("---\n", 2)[2] if body.startswith("---") else body
