"""Keeps the built pages free of requests to other hosts.

Thebe, which asks a content network for its scripts and is used by no page, is taken out of every page.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes

AFTER_EVERYONE = 999
THEBE = ("THEBE_JS_URL", "sphinx-thebe", "x-thebe-config", "kernelName =")
UNUSED = ("sphinx-thebe.css", "sphinx-thebe.js")


def drop_thebe_settings(app, doctree: nodes.document, docname: str) -> None:
    """Takes what Thebe appended to a page out of it."""
    for node in list(doctree.findall(nodes.raw)):
        if any(word in node.astext() for word in THEBE):
            node.parent.remove(node)


def drop_thebe_assets(app, pagename, templatename, context, doctree) -> None:
    """Takes Thebe's scripts and styles, and any script that stands there twice, out of a page."""
    seen, kept = set(), []
    for asset in context.get("script_files", []):
        body = getattr(asset, "attributes", {}).get("body") or ""
        name = str(getattr(asset, "filename", None) or asset)
        if (name, body) in seen or any(word in name + body for word in THEBE):
            continue
        seen.add((name, body))
        kept.append(asset)
    context["script_files"] = kept
    styles = context.get("css_files", [])
    context["css_files"] = [css for css in styles if "sphinx-thebe" not in str(getattr(css, "filename", css))]


def drop_thebe_files(app, error) -> None:
    """Takes Thebe's own files out of the built site."""
    if error is None and app.builder.format == "html":
        for name in UNUSED:
            (Path(app.outdir) / "_static" / name).unlink(missing_ok=True)


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("doctree-resolved", drop_thebe_settings, priority=AFTER_EVERYONE)
    app.connect("html-page-context", drop_thebe_assets, priority=AFTER_EVERYONE)
    app.connect("build-finished", drop_thebe_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
