"""Keeps a formula on one line with the punctuation beside it: else a line may begin with the "." of a formula."""

from __future__ import annotations

from docutils import nodes

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


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("doctree-resolved", bind_punctuation)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
