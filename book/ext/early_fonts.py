"""Asks for a page's fonts at once: it is first drawn in them, and its lines never break anew.

A browser finds out about fonts when it has read the style sheet, and swaps them in when the page stands already. Here
they are named before, and `font-display: optional` in course.css keeps a page that had to begin without them as it is.
"""

from __future__ import annotations

FONTS = (
    "source-serif-4-latin-wght-normal",
    "source-serif-4-latin-wght-italic",
    "source-sans-3-latin-wght-normal",
    "source-code-pro-latin-wght-normal",
)
LINK = '<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">\n'


def ask(app, pagename, templatename, context, doctree) -> None:
    """Puts a link for each font before the style sheets of a page."""
    address = context["pathto"]
    links = "".join(LINK.format(address(f"_static/fonts/{font}.woff2", resource=True)) for font in FONTS)
    context["metatags"] = links + context.get("metatags", "")


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("html-page-context", ask)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
