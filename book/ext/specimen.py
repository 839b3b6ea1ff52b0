"""A directive that shows a piece of code and the verdict it is really given, made while the page is built.

    ```{specimen} dense_backward
    :lines: 1, 4-5
    def dense_backward(dZ, X, W):
        …
    ```

The body is a whole function; `:lines:` says which of its lines are shown, and dots stand for the others.
"""

from __future__ import annotations

import numpy as np
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from autograder import evaluate, feedback

GAP = "..."  # as Python says it


class Specimen(SphinxDirective):
    """Code, and under it its verdict."""

    has_content = True
    required_arguments = 1
    option_spec = {"lines": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Returns the shown lines and the verdict of all of them, in one container."""
        name, lines = self.arguments[0], list(self.content)
        space = {"np": np}
        exec(compile("\n".join(lines), f"<{name}>", "exec"), space)
        card = feedback.html(evaluate(space[name], name))
        code = nodes.literal_block(
            "", "\n".join(shown(lines, self.options.get("lines", ""))), language="python", force=True
        )
        verdict = nodes.raw("", card, format="html")
        return [nodes.container("", code, verdict, classes=["specimen"])]


def shown(lines: list[str], wanted: str) -> list[str]:
    """Returns the wanted lines, "1, 4-5" counted from 1, with one line of dots for each gap between them."""
    if not wanted:
        return lines
    picked: list[str] = []
    last = 0
    for part in wanted.split(","):
        first, _, end = part.strip().partition("-")
        start, stop = int(first), int(end or first)
        if start > last + 1:
            picked.append(_indent(lines[start - 1]) + GAP)
        picked += lines[start - 1 : stop]
        last = stop
    if last < len(lines):
        picked.append(_indent(lines[last]) + GAP)
    return picked


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def setup(app) -> dict:
    """Adds the directive."""
    app.add_directive("specimen", Specimen)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
