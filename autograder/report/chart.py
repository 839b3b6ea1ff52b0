"""Bars for pages: plain SVG that takes its colours from the page, and says in words what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, GAP = 1000.0, 10, 4.0
"""In units of the drawing, which is stretched to the width that it is given on the page."""


@dataclass(frozen=True)
class Part:
    """One stretch of a bar: what it stands for, how much, and the style class that colours it."""

    label: str
    value: float
    style: str


def bar(parts: Sequence[Part], whole: float) -> str:
    """Returns one horizontal bar of `parts` side by side, as long as the page is wide where they add up to `whole`.

    Its text alternative lists the parts, those of zero left out.

    >>> bar([Part("passed", 3, "full")], whole=4).count("<rect")
    2
    """
    shown = [part for part in parts if part.value > 0]
    said = ", ".join(f"{part.value:g} {part.label}" for part in shown) or "none"
    scale = WIDTH / whole if whole > 0 else 0.0
    rows, start = [f"<rect class='bar-ground' width='{WIDTH:g}' height='{HEIGHT}'/>"], 0.0
    for part in shown:
        length = part.value * scale
        width = max(length - (GAP if start + length < WIDTH else 0.0), 1.0)
        rows.append(
            f"<rect class='bar-{escape(part.style)}' x='{start:.4g}' width='{width:.4g}' height='{HEIGHT}'>"
            f"<title>{part.value:g} {escape(part.label)}</title></rect>"
        )
        start += length
    label = escape(f"{said} of {whole:g}")
    return (
        f"<svg class='bar' role='img' aria-label='{label}' viewBox='0 0 {WIDTH:g} {HEIGHT}' "
        f"preserveAspectRatio='none'>{''.join(rows)}</svg>"
    )


def swatch(style: str) -> str:
    """Returns a small square in the colour of a part, for the head of the column that counts it."""
    square = f"<rect class='bar-{escape(style)}' width='1' height='1'/>"
    return f"<svg class='swatch' aria-hidden='true' viewBox='0 0 1 1'>{square}</svg>"


STYLE = """
svg.bar { display: block; width: 100%; min-width: 6rem; height: .7rem; margin-top: .35rem; border-radius: .2rem; }
svg.swatch { display: inline-block; width: .7em; height: .7em; margin-right: .35em; }
:root { --bar-full: #007a5e; --bar-part: #d9a400; --bar-zero: #c4500a; --bar-open: #8a96a1; --bar-broken: #7a4e9b;
  --bar-made: #c4500a; --bar-ground: #e9edf0; }
@media screen and (prefers-color-scheme: dark) { :root { --bar-full: #2fae8c; --bar-part: #e6bd45;
  --bar-zero: #ef8148; --bar-open: #7b8894; --bar-broken: #b48fd1; --bar-made: #ef8148; --bar-ground: #28313a; } }
.bar-full { fill: var(--bar-full); } .bar-part { fill: var(--bar-part); } .bar-zero { fill: var(--bar-zero); }
.bar-open { fill: var(--bar-open); } .bar-broken { fill: var(--bar-broken); } .bar-made { fill: var(--bar-made); }
.bar-ground { fill: var(--bar-ground); }
@media print { svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
