"""Makes a callout of a quotation that begins with a line in bold: `> **Predict first**`, then an empty `>`, then text.

A quotation is shown well by every program that opens notebooks; the website's own callouts are shown by none of them.
"""

from __future__ import annotations

from docutils import nodes

BEFORE_TITLES_ARE_READ = 100


def titled(quotation: nodes.block_quote) -> nodes.strong | None:
    """Returns the bold line that a quotation begins with, or None."""
    first = quotation.children[0] if quotation.children else None
    if not isinstance(first, nodes.paragraph) or len(quotation.children) < 2:
        return None
    said = [child for child in first.children if child.astext()]  # MyST begins such a paragraph with an empty text
    return said[0] if len(said) == 1 and isinstance(said[0], nodes.strong) else None


def make_callouts(app, doctree: nodes.document) -> None:
    """Replaces every titled quotation by an admonition with its title."""
    for quotation in list(doctree.findall(nodes.block_quote)):
        bold = titled(quotation)
        if bold is None:
            continue
        title = nodes.title("", "", *[child.deepcopy() for child in bold.children])
        kind = f"admonition-{nodes.make_id(bold.astext())}"
        callout = nodes.admonition("", title, *quotation.children[1:], classes=[kind])
        callout.source, callout.line = quotation.source, quotation.line
        quotation.replace_self(callout)


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("doctree-read", make_callouts, priority=BEFORE_TITLES_ARE_READ)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
