"""Makes the built pages light: icons in use only, no search where none happens, pictures in few colours that wait.

The theme loads every icon of Font Awesome twice, as scripts and as fonts, 0.8 MB of a page. Here the script is taken
out and each font is cut down to the icons that some page names. A picture is loaded when it comes near the screen;
it says its size before, so that the text below never moves. That size is its pixels by its density: the course's
figures have two pixels each way to one of the page, for fine screens. It keeps 256 colours, chosen so that even a thin
line has its own: no entry moves by more than a few of 255 steps, and a quarter of the bytes is left.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image

AFTER_EVERYONE = 1000
SCRIPT = re.compile(r'<script[^>]*src="[^"]*/fontawesome\.js[^"]*"[^>]*></script>')
SEARCH = re.compile(r'<script[^>]*src="[^"]*/?(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>')
SEARCH_PAGE = "search.html"  # the only one that searches; others send their reader there
PICTURE = re.compile(r'<img (?P<given>[^>]*\bsrc="(?P<source>[^"]*_images/[^"]+\.png)"[^>]*)>')
FIXED = re.compile(r' style="[^"]*"')  # a size in pixels that would not give way on a narrow screen
ICON = re.compile(r"\bfa-[a-z0-9-]+")
RULE = re.compile(r"(?P<names>(?:\.fa-[a-z0-9-]+:+before,?)+)\{content:\"\\(?P<code>[0-9a-f]+)\"\}")
WOFF2 = re.compile(r'url\([^)]*/fa-[a-z]+-\d+\.woff2\) format\("woff2"\),')
COLOURS = 256  # what one byte a pixel can tell apart
PLAIN = 100  # dots an inch of a picture that shows one pixel on one pixel of the page


def lighten(app, error) -> None:
    """Rewrites the pages, the theme's style sheet and its icon fonts in the built site."""
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for picture in (out / "_images").glob("*.png"):
        picture.write_bytes(few_colours(picture.read_bytes()))
    named: set[str] = set()
    for page in out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        light = PICTURE.sub(lambda found, page=page: patient(found, page), SCRIPT.sub("", text))
        light = light if page.name == SEARCH_PAGE else SEARCH.sub("", light)
        if light != text:
            page.write_text(light, encoding="utf-8")
        named |= set(ICON.findall(light))
    style = out / "_static" / "styles" / "pydata-sphinx-theme.css"
    rules = style.read_text(encoding="utf-8")
    used = RULE.sub(lambda rule: rule[0] if named & set(ICON.findall(rule["names"])) else "", rules)
    style.write_text(WOFF2.sub("", used), encoding="utf-8")
    codes = points(rules, named)
    for font in (out / "_static" / "vendor" / "fontawesome" / "webfonts").glob("*.ttf"):
        cut(font, codes)
        font.with_suffix(".woff2").unlink(missing_ok=True)


def few_colours(picture: bytes) -> bytes:
    """Returns a PNG in at most 256 colours, or the same when that is no smaller. What is transparent becomes white."""
    with Image.open(io.BytesIO(picture)) as given:
        if given.mode == "P" and "transparency" not in given.info:
            return picture
        opaque = Image.new("RGBA", given.size, "white")
        opaque.alpha_composite(given.convert("RGBA"))
        density = given.info.get("dpi", (PLAIN, PLAIN))
    few = opaque.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    made = io.BytesIO()
    few.save(made, "PNG", optimize=True, dpi=density)
    return min(picture, made.getvalue(), key=len)


def patient(found: re.Match, page: Path) -> str:
    """Returns an <img> that is loaded late and says its size; one that is not there, or says it already, as it is."""
    picture = page.parent / found["source"]
    if "loading=" in found["given"] or not picture.is_file():
        return found[0]
    width, height = size_on_page(picture)
    return f'<img width="{width}" height="{height}" loading="lazy" {FIXED.sub("", found["given"])}>'


def size_on_page(picture: Path) -> tuple[int, int]:
    """Returns the width and height that a picture takes on a page, by the density that its file tells."""
    with Image.open(picture) as opened:
        dense = max(1, round(opened.info.get("dpi", (PLAIN, PLAIN))[0] / PLAIN))
        return -(-opened.width // dense), -(-opened.height // dense)


def points(rules: str, named: set[str]) -> set[int]:
    """Returns the code points of the icons that are named, by the rules of a style sheet."""
    wanted = set()
    for rule in RULE.finditer(rules):
        if named & set(ICON.findall(rule["names"])):
            wanted.add(int(rule["code"], 16))
    return wanted


def cut(path: Path, codes: set[int]) -> None:
    """Leaves in a font only the glyphs of some code points."""
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=False, name_IDs=[0, 1, 2, 13, 14])
    with TTFont(path) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(font)
        font.save(path)


def setup(app) -> dict:
    """Connects the extension."""
    app.connect("build-finished", lighten, priority=AFTER_EVERYONE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
