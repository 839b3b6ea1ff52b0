"""Gives a figure made by `figures.interactive` its slider: frames as files, and controls under the picture.

The frames come out of the notebook's output metadata. Without JavaScript the picture is the frame that the notebook
shows, and the controls are hidden by the style. Frames are named by their content, so that a chapter and its solved
page share them, and are loaded by book/static/interactive.js when a reader first reaches for the slider.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.osutil import relative_uri

AFTER_PICTURES_ARE_CHOSEN = 900
KEY, FOLDER = "forward_and_back", "_images"


def add_sliders(app, doctree: nodes.document, docname: str) -> None:
    """Puts the controls into every figure of a page whose notebook holds frames for it."""
    source = Path(app.env.doc2path(docname))
    if app.builder.format != "html" or source.suffix != ".ipynb":
        return
    stories = _stories(json.loads(source.read_text(encoding="utf-8")))
    folder = relative_uri(app.builder.get_target_uri(docname), FOLDER)
    for cell in doctree.findall(nodes.container):
        story = stories.get(cell.get("cell_index")) if cell.get("nb_element") == "cell_code" else None
        picture = next(cell.findall(nodes.image), None) if story else None
        if picture is not None:
            names = [_write(app, base64.b64decode(frame)) for frame in story["frames"]]
            controls = nodes.raw("", markup(story, [f"{folder}/{name}" for name in names]), format="html")
            picture.parent.insert(picture.parent.index(picture) + 1, controls)


def _stories(notebook: dict) -> dict[int, dict]:
    """Returns, by the number of its cell, what `figures.interactive` has left in the outputs."""
    return {
        number: output["metadata"][KEY]["interactive"]
        for number, cell in enumerate(notebook["cells"])
        for output in cell.get("outputs", [])
        if "interactive" in output.get("metadata", {}).get(KEY, {})
    }


def _write(app, frame: bytes) -> str:
    """Returns the name of a frame's file, which is written unless it is there."""
    name = f"frame-{hashlib.sha256(frame).hexdigest()[:16]}.png"
    path = Path(app.outdir) / FOLDER / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(frame)
    return name


def markup(story: dict, addresses: list[str]) -> str:
    """Returns the controls: a label with a slider, what it stands at, and the frames for the script."""
    start, last = story["start"], len(addresses) - 1
    data = json.dumps({"frames": addresses, "values": story["values"], "texts": story["texts"]})
    said = escape(story["values"][start])
    widest = max(map(len, story["values"]))
    return (
        f'<div class="interactive"><label><span>{escape(story["label"])}</span>'
        f'<input type="range" min="0" max="{last}" step="1" value="{start}" autocomplete="off" aria-valuetext="{said}">'
        f'</label><output style="min-width: {widest}ch">{said}</output>'
        f'<script type="application/json">{data.replace("<", chr(92) + "u003c")}</script></div>'
    )


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("doctree-resolved", add_sliders, priority=AFTER_PICTURES_ARE_CHOSEN)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
