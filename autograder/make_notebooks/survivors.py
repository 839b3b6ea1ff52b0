"""What must not be found in a student's notebook: the lines of the answers and of what explains them, spaces aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

from autograder.make_notebooks.stubs import Answer

TELLTALE = 12
"""Characters of a line. Shorter ones, such as `else:` or `return x`, are no answer by themselves."""

UNMISTAKABLE = 30
"""Characters from which a line gives the answer away also in the midst of another."""


def first_survivor(answer: Answer, notebook: NotebookNode) -> str | None:
    """Returns a line of an answer that some cell or stored output of a notebook shows, if there is one."""
    return _first_shown(answer.secret, _squeezed(answer.stub), notebook)


def first_leak(told: Iterable[str], elsewhere: str, notebook: NotebookNode) -> str | None:
    """Returns a line of a solution or a wrong turn that a notebook shows, if there is one.

    elsewhere : the rest of the source, and the stubs; a line that stands there too tells nothing
    """
    return _first_shown(told, _squeezed(elsewhere), notebook)


def _first_shown(secret: Iterable[str], given: list[str], notebook: NotebookNode) -> str | None:
    lines = [line for cell in notebook.cells for text in _texts(cell) for line in _squeezed(text)]
    shown = "\n".join(lines)
    for line in _squeezed("\n".join(secret)):
        if len(line) < TELLTALE or line in given:
            continue
        if line in lines or len(line) >= UNMISTAKABLE and line in shown:
            return line
    return None


def _texts(cell: NotebookNode) -> Iterator[str]:
    yield cell.source
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        yield from (value for kind, value in output.get("data", {}).items() if kind.startswith("text/"))
        yield from output.get("traceback", [])


def _squeezed(text: str) -> list[str]:
    """Returns the lines with single spaces and without comments."""
    return [" ".join(line.partition("  #")[0].split()) for line in text.split("\n") if not line.strip().startswith("#")]
