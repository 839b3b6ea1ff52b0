"""The course's visual language: one pair of colours for forward and backward, one matplotlib style.

The colours are from the palette of Okabe and Ito (2008), which stays distinct with every common form of
colour blindness; each is also at least 4.5:1 against white where it is used for text.
"""

from __future__ import annotations

import matplotlib as mpl

from figures.crisp import show_crisp

FORWARD = "#0072B2"  # values on their way forward: blue, always
BACKWARD = "#C4500A"  # gradients on their way back: vermilion, darkened for text contrast, always
ACCENT = "#7A4E9B"  # a third thing, when there is one
GOOD = "#007A5E"
MUTED = "#5F6B76"
INK = "#1F2933"
GRID = "#D9DEE3"
CYCLE = (FORWARD, BACKWARD, GOOD, ACCENT, "#B8860B", MUTED)

STYLE = {
    "figure.figsize": (6.4, 3.6),
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "mathtext.fontset": "dejavusans",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": mpl.cycler(color=CYCLE),
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "lines.linewidth": 2.0,
    "lines.markersize": 5,
    "legend.frameon": False,
    "image.cmap": "cividis",
}


def use_style() -> None:
    """Makes every figure drawn after this call wear the course's style, and a notebook show it sharp."""
    mpl.rcParams.update(STYLE)
    show_crisp()
