"""Makes the built pages light: only icons, scripts and styles in use, and pictures in few colours that wait.

The theme loads every icon of Font Awesome twice, as scripts and as fonts, 0.8 MB of a page. Here the script is taken
out and each font is cut down to the icons that some page names. A picture is loaded when it comes near the screen;
it says its size before, so that the text below never moves; one that is too wide to be read at a phone's width has
the class "wide" on its figure, which then scrolls there. That size is its pixels by its density: the course's
figures have two pixels each way to one of the page, for fine screens. It keeps 256 colours, chosen so that even a thin
line has its own: no entry moves by more than a few of 255 steps, and a quarter of the bytes is left. As WebP, without
loss, another quarter goes.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image

AFTER_EVERYONE = 1000
SCRIPT = re.compile(r'<script[^>]*src="[^"]*/fontawesome\.js[^"]*"[^>]*></script>')
SEARCH = re.compile(
    r'<script[^>]*src="[^"]*/?(?:searchtools|language_data|searchindex|search_words)\.js[^"]*"[^>]*></script>'
)
UNLESS_USED = (  # what in a page needs some scripts and styles, and their names
    (re.compile(r'class="[^"]*(?<![\w-])sd-'), "sphinx-design|design-tabs"),
    (re.compile(r'class="(?:[^"]*\s)?(?:toggle(?=[\s"])|admonition[^"]*\sdropdown)'), "togglebutton"),
)
ASSET = (
    r'<script[^>]*src="[^"]*/(?:{0})\.js[^"]*"[^>]*></script>'
    r'|<link[^>]*href="[^"]*/(?:{0})(?:\.min)?\.css[^"]*"[^>]*/?>'
)
IN_A_MENU = re.compile(r"<img (?=[^>]*/logo_(?:colab|binder)\.)")  # seen when the menu opens
SEARCH_PAGE = "search.html"  # the only one that searches; others send their reader there
PICTURE = re.compile(r'<img (?P<given>[^>]*\bsrc="[^"]*_images/(?P<name>[^"/]+\.png)"[^>]*)>')
FIGURE = re.compile(r'<figure class="(?P<rest>[^"]*"[^>]*>\s*(?:<a [^>]*>\s*)?<img width="(?P<width>\d+)")')
READABLE = 660  # pixels of the page; a narrower picture may shrink to a phone's screen
IN_IMAGES = re.compile(r"(?<=_images/)[^\"/]+\.png")
FIXED = re.compile(r' style="[^"]*"')  # a size in pixels that would not give way on a narrow screen
ICON = re.compile(r"\bfa-[a-z0-9-]+")
RULE = re.compile(r"(?P<names>(?:\.fa-[a-z0-9-]+:+before,?)+)\{content:\"\\(?P<code>[0-9a-f]+)\"\}")
WOFF2 = re.compile(r'url\([^)]*/fa-[a-z]+-\d+\.woff2\) format\("woff2"\),')
COLOURS = 256  # what one byte a pixel can tell apart
EFFORT = 2  # of 6; more takes longer and saves nothing on drawings
PLAIN = 100  # dots an inch of a picture that shows one pixel on one pixel of the page


class Picture(NamedTuple):
    """A picture of the built site, and how wide and high it stands on a page."""

    file: Path
    width: int
    height: int


def lighten(app, error) -> None:
    """Rewrites the pages, the theme's style sheet and its icon fonts in the built site."""
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pictures = {picture.name: put_in_place(picture) for picture in (out / "_images").glob("*.png")}
    named: set[str] = set()
    for page in out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        light = PICTURE.sub(lambda found: patient(found, pictures), without_unused(text))
        light = FIGURE.sub(scrolling, light)
        light = IN_IMAGES.sub(lambda found: pictures[found[0]].file.name if found[0] in pictures else found[0], light)
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


def without_unused(text: str) -> str:
    """Returns a page without the scripts and styles that nothing in it needs; logos in a menu wait for it."""
    for need, names in UNLESS_USED:
        if not need.search(text):
            text = re.sub(ASSET.format(names), "", text)
    return IN_A_MENU.sub('<img loading="lazy" ', SCRIPT.sub("", text))


def put_in_place(picture: Path) -> Picture:
    """Returns what takes the place of a PNG: the same picture in few colours, as WebP without loss.

    Frames of a slider stay as they are: there are many, and no page loads them before a reader reaches for one.
    """
    with Image.open(picture) as opened:
        dense = max(1, round(opened.info.get("dpi", (PLAIN, PLAIN))[0] / PLAIN))
        shown = Picture(picture, -(-opened.width // dense), -(-opened.height // dense))
    if picture.name.startswith("frame-"):
        return shown
    made = picture.with_suffix(".webp")
    if not made.exists():  # it is named by its content
        few = few_colours(picture.read_bytes())
        Image.open(io.BytesIO(few)).convert("RGB").save(made, "WEBP", lossless=True, method=EFFORT)
    picture.unlink()
    return shown._replace(file=made)


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


def patient(found: re.Match, pictures: dict[str, Picture]) -> str:
    """Returns an <img> that is loaded late and says its size; one of another folder as it is."""
    picture = pictures.get(found["name"])
    if picture is None or "loading=" in found[0]:
        return found[0]
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img {size} loading="lazy" {FIXED.sub("", found["given"])}>'


def scrolling(found: re.Match) -> str:
    """Returns the start of a figure, with the class "wide" where its picture cannot be read when it shrinks."""
    wide = "wide " if int(found["width"]) > READABLE else ""
    return f'<figure class="{wide}{found["rest"]}'


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
