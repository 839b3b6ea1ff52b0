"""Pictures for fine screens: twice the pixels each way, in few colours, so that a file grows no heavier by it.

A notebook shows a figure as large as before: the size is kept beside the picture, and the density inside it, from
where the website (book/ext/light_pages.py) reads it.
"""

from __future__ import annotations

import importlib
import io
import sys

from matplotlib.figure import Figure
from PIL import Image

SHARPNESS = 2  # pixels of the file to one of the page, each way
COLOURS = 128  # as many as one tells apart in drawings of a few hues; images of many greys keep their looks, too


def in_a_notebook() -> bool:
    """Returns whether a kernel runs this: IPython's stand-ins, of marking and of the website, only look like one."""
    shell = sys.modules.get("IPython")
    kinds = type(shell.get_ipython()).__mro__ if shell is not None else ()
    return any(kind.__module__.startswith("ipykernel") for kind in kinds)


def drawn(figure: Figure, colours: int = COLOURS, **how) -> bytes:
    """Returns a figure as a PNG in few colours, which says how dense its pixels are.

    how : further options of `savefig`, such as `bbox_inches`
    """
    stream, packed = io.BytesIO(), io.BytesIO()
    dense = SHARPNESS * figure.dpi
    figure.savefig(stream, format="png", dpi=dense, **how)
    # by coverage: the few pixels of a thin vermilion number keep their colour among many of another
    picture = Image.open(stream).convert("RGB").quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    picture.save(packed, format="png", optimize=True, dpi=(dense, dense))
    return packed.getvalue()


def size_on_page(picture: bytes) -> dict[str, int]:
    """Returns how wide and high a picture of this module is to be shown, as Jupyter asks for it."""
    width, height = Image.open(io.BytesIO(picture)).size
    return {"width": -(-width // SHARPNESS), "height": -(-height // SHARPNESS)}


def show_crisp() -> None:
    """Makes a notebook show every figure as `drawn`; does nothing anywhere else."""
    if not in_a_notebook():
        return
    importlib.import_module("matplotlib_inline.backend_inline")  # sets its own way of showing when it is loaded first
    shell = sys.modules["IPython"].get_ipython()
    shell.display_formatter.formatters["image/png"].for_type(Figure, _shown)


def _shown(figure: Figure) -> tuple[bytes, dict[str, int]] | None:
    if not figure.axes and not figure.lines:
        return None  # an empty figure, which a notebook does not show
    picture = drawn(figure, bbox_inches="tight")
    return picture, size_on_page(picture)
