"""Keeps the built pages free of requests to other hosts, and mends what the theme's markup lacks.

MathJax comes from the installed package sphinx-mathjax-offline; of its 24 MB only what pages load is copied.
Thebe's loader, which asks a content network for its scripts, is dropped from every page.
"""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path

DROPPED = ("THEBE_JS_URL", "sphinx-thebe")
MATHJAX = "mathjax/tex-chtml.js"  # relative to _static of the built site
NEEDED = (MATHJAX, "mathjax/output/chtml/fonts/")


def drop_outside_scripts(app, pagename, templatename, context, doctree) -> None:
    """Takes Thebe, and any script that stands there twice, out of a page."""
    seen, kept = set(), []
    for asset in context.get("script_files", []):
        body = getattr(asset, "attributes", {}).get("body") or ""
        name = str(getattr(asset, "filename", None) or asset)
        if (name, body) in seen or any(word in name + body for word in DROPPED):
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
    package = distribution("sphinx-mathjax-offline")
    for file in package.files or []:
        name = file.as_posix().partition("/static/")[2]
        if name.startswith(NEEDED):
            target = Path(app.outdir) / "_static" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(package.locate_file(file), target)


def setup(app) -> dict:
    """Connects the extension."""
    app.config.mathjax_path = MATHJAX
    app.connect("html-page-context", drop_outside_scripts, priority=999)
    app.connect("build-finished", copy_mathjax)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
