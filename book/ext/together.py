"""Says where lines may break: never between a formula and the punctuation beside it, else a line may begin with ".";
in a page's own contents, which are narrow, after every underscore of a function's name.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes

ENTRY = re.compile(r'<a class="reference internal nav-link" href="#[^"]*">.*?</a>')
NAME = re.compile(r'(?<=<span class="pre">)\w+(?=</span>)')
CLOSING, OPENING = ".,;:!?)]’”%", "([“‘"


def bind_punctuation(app, doctree: nodes.document, docname: str) -> None:
    """Puts every inline formula that touches punctuation into one unbreakable piece with it."""
    for formula in list(doctree.findall(nodes.math)):
        parent = formula.parent
        at = parent.index(formula)
        before = parent[at - 1] if at else None
        after = parent[at + 1] if at + 1 < len(parent) else None
        head = _length(before, OPENING, from_end=True)
        tail = _length(after, CLOSING, from_end=False)
        if not head and not tail:
            continue
        piece = nodes.inline("", "", classes=["together"])
        if head:
            text = before.astext()
            piece += nodes.Text(text[-head:])
            parent.replace(before, nodes.Text(text[:-head]))
        piece += formula.deepcopy()
        if tail:
            text = after.astext()
            piece += nodes.Text(text[:tail])
            parent.replace(after, nodes.Text(text[tail:]))
        parent.replace(formula, piece)


def _length(neighbour: nodes.Node | None, marks: str, *, from_end: bool) -> int:
    """Returns how many characters of a neighbouring text, next to the formula, are such marks."""
    if not isinstance(neighbour, nodes.Text):
        return 0
    text = neighbour.astext()
    return len(text) - len(text.rstrip(marks) if from_end else text.lstrip(marks))


def let_names_break(app, error) -> None:
    """Puts a place to break behind each underscore of the names in every page's own contents."""
    if error is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        done = ENTRY.sub(lambda entry: NAME.sub(lambda name: _breakable(name[0]), entry[0]), text)
        if done != text:
            page.write_text(done, encoding="utf-8")


def _breakable(name: str) -> str:
    return name.replace("_", "_<wbr>")


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("doctree-resolved", bind_punctuation)
    app.connect("build-finished", let_names_break)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
