"""Labels of the solved notebook: the website holds both notebooks of a chapter, and a label stands there only once."""

from __future__ import annotations

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

SUFFIX = "-solved"
TITLE = ", solved"


def relabel(cells: list) -> None:
    """Gives every equation, figure and target of these cells, and every reference to one, a label of its own."""
    labels = [label for cell in cells for label in _labels(cell)]
    for cell in cells:
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if "name" in figure:
            cell.metadata["mystnb"] = {**cell.metadata["mystnb"], "figure": {**figure, "name": figure["name"] + SUFFIX}}
        if cell.cell_type == "markdown":
            for label in labels:
                for left, right in ("()", "``", "<>"):
                    cell.source = cell.source.replace(f"{left}{label}{right}", f"{left}{label}{SUFFIX}{right}")
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            title, newline, rest = cell.source.partition("\n")
            cell.source = title + TITLE + newline + rest
            break


def _labels(cell) -> list[str]:
    if cell.cell_type != "markdown":
        return [name] if (name := cell.metadata.get("mystnb", {}).get("figure", {}).get("name")) else []
    parser = MarkdownIt().use(dollarmath_plugin, allow_labels=True).use(myst_block_plugin)
    tokens = parser.parse(cell.source)
    return [t.info if t.type == "math_block_label" else t.content for t in tokens
            if t.type in ("math_block_label", "myst_target")]  # fmt: skip
