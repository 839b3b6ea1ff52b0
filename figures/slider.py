"""A figure with a slider: one frame a value, each drawn by the function that the reader sees in the cell.

A notebook holds the frame `start` as its picture. The others lie in the metadata of that output, from where the
website (book/ext/interactive_figures.py) makes files and a slider. A reader of the notebook calls `draw(value)`.
Where there is no notebook, the frame `start` is shown alone.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from figures.crisp import drawn, in_a_notebook, size_on_page

KEY = "forward_and_back"  # of our metadata in an output
COLOURS = 64  # with these a drawing in the course's few colours looks the same, in a third of the bytes
MOST_FRAMES = 25
MOST_BYTES = 50_000  # a frame; a page with a few such figures stays light
MINUS = "\N{MINUS SIGN}"


def interactive(
    draw: Callable,
    values: Sequence,
    *,
    label: str,
    start: int = 0,
    name: str = "",
    describe: Callable | None = None,
    say: Callable | None = None,
) -> None:
    """Shows the frame `start`, and keeps the others for the website's slider; returns nothing.

    draw : draws one frame of a value with matplotlib, always of the same size and with the same axes
    values : what the slider goes through, at most 25 numbers or words
    label : what the values are, such as "learning rate"
    start : the number of the frame that is shown first, from 0; the one that the caption and the text speak of
    name : the figure's name, for messages
    describe : says in words what the frame of a value shows; without it each frame keeps the figure's own text
    say : says a value as the slider shows it; by default a number with at most four digits, or the word

    Raises ValueError when there are too few or too many frames, or one is larger than the first or heavy.
    """
    if not 2 <= len(values) <= MOST_FRAMES or not 0 <= start < len(values):
        raise ValueError(f"{name or label}: 2 to {MOST_FRAMES} values, and start is the number of one of them")
    if not in_a_notebook():
        draw(values[start])
        plt.show()
        return
    frames = [_frame(draw, value) for value in values]
    sizes = {Image.open(io.BytesIO(frame)).size for frame in frames}
    if len(sizes) > 1:
        raise ValueError(f"{name or label}: the frames differ in size, {sorted(sizes)}; draw all with one figsize")
    if max(map(len, frames)) > MOST_BYTES:
        raise ValueError(f"{name or label}: a frame has {max(map(len, frames))} bytes, at most {MOST_BYTES} are light")
    said = [(say or _said)(value) for value in values]
    story = {
        "label": label,
        "start": start,
        "values": said,
        "texts": [describe(value) for value in values] if describe else [],
        "frames": [base64.b64encode(frame).decode() for frame in frames],
    }
    _show(frames[start], f"{label}: {said[start]}, one of {len(values)} frames", story)


def _frame(draw: Callable, value) -> bytes:
    """Returns what `draw` draws for a value, as a PNG with few colours."""
    plt.close("all")
    draw(value)
    picture = drawn(plt.gcf(), COLOURS)  # the whole figure: a tight box would differ from frame to frame
    plt.close("all")
    return picture


def _said(value) -> str:
    number = isinstance(value, int | float | np.number)
    return f"{value:.4g}".replace("-", MINUS) if number else str(value)


def _show(picture: bytes, text: str, story: dict) -> None:
    from IPython.display import display

    data = {"image/png": base64.b64encode(picture).decode(), "text/plain": text}
    display(data, raw=True, metadata={"image/png": size_on_page(picture), KEY: {"interactive": story}})
