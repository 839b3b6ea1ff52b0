"""Keeps the built pages free of requests to other hosts.

MathJax comes from the installed package sphinx-mathjax-offline; of its 24 MB only what pages load is copied.
Thebe, which asks a content network for its scripts and is used by no page, is taken out of every page.
"""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path

from docutils import nodes

AFTER_EVERYONE = 999
THEBE = ("THEBE_JS_URL", "sphinx-thebe", "x-thebe-config", "kernelName =")
MATHJAX = "mathjax/tex-chtml.js"  # relative to _static of the built site
NEEDED = (MATHJAX, "mathjax/output/chtml/fonts/", "mathjax/input/tex/extensions/")  # the last: \color and its like
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


def copy_mathjax(app, error) -> None:
    """Copies MathJax and its fonts into the built site."""
    if error is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    package = distribution("sphinx-mathjax-offline")
    for file in package.files or []:
        name = file.as_posix().partition("/static/")[2]
        if name.startswith(NEEDED):
            (static / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(package.locate_file(file), static / name)
    for name in UNUSED:
        (static / name).unlink(missing_ok=True)


def setup(app) -> dict:
    """Connects the extension."""
    app.config.mathjax_path = MATHJAX
    app.connect("doctree-resolved", drop_thebe_settings, priority=AFTER_EVERYONE)
    app.connect("html-page-context", drop_thebe_assets, priority=AFTER_EVERYONE)
    app.connect("build-finished", copy_mathjax)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
