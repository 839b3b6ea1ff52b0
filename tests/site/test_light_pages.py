"""The built pages are light: icons in use only, one copy of them, and pictures that say their size and wait."""

from __future__ import annotations

import re
import sys

from fontTools.ttLib import TTFont

from tests.site.browser import ROOT
from tests.site.shifts import WATCH

PHONE_LINE = {"latency": 40, "downloadThroughput": 1.25e6, "uploadThroughput": 1.25e6, "offline": False}  # 10 Mbit/s
sys.path.insert(0, str(ROOT / "book" / "ext"))


def test_no_page_loads_the_icons_as_scripts(built):
    pages = [built / "index.html", *(built / "chapters").glob("*.html")]
    assert len(pages) > 5
    assert not [page.name for page in pages if "fontawesome.js" in page.read_text(encoding="utf-8")]


def test_a_page_has_the_scripts_and_styles_that_it_needs():
    from light_pages import without_unused

    head = (
        '<script src="../_static/design-tabs.js?v=1"></script><link rel="stylesheet" href="_static/togglebutton.css" />'
    )
    head += '<link rel="stylesheet" href="../_static/sphinx-design.min.css?v=6" />'
    assert without_unused(head + '<b class="btn dropdown-toggle">') == '<b class="btn dropdown-toggle">'
    for used, kept in (('<p class="a sd-card">', "design"), ('<p class="toggle">', "togglebutton")):
        light = without_unused(head + used)
        assert light.count(kept) == head.count(kept) and light.endswith(used)
        assert len(light) < len(head + used)


def test_only_the_search_page_loads_the_index(built):
    loads = [page.name for page in built.rglob("*.html") if 'searchindex.js"' in page.read_text(encoding="utf-8")]
    assert [name for name in loads if name != "search.html"] == []
    assert "search.html" in loads


def test_the_icon_fonts_hold_what_the_pages_name_and_little_more(built):
    from light_pages import ICON, points

    fonts = built / "_static" / "vendor" / "fontawesome" / "webfonts"
    rules = (built / "_static" / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    named = set(ICON.findall((built / "chapters" / "05_backprop.html").read_text(encoding="utf-8")))
    held = {code for font in fonts.glob("*.ttf") for code in TTFont(font).getBestCmap() or {}}
    assert {"fa-bars", "fa-github", "fa-moon"} <= named
    assert points(rules, named) <= held
    assert points(rules, {"fa-bars"}) == {0xF0C9}
    assert sum(font.stat().st_size for font in fonts.iterdir()) < 40_000
    assert "woff2" not in "".join(re.findall(r"fontawesome[^)]*", rules))


def test_every_picture_of_a_chapter_says_its_size_and_waits(built):
    page = (built / "chapters" / "05_backprop.html").read_text(encoding="utf-8")
    pictures = re.findall(r"<img [^>]*_images/[^>]*\.webp[^>]*>", page)
    assert pictures
    assert all(re.match(r'<img width="\d+" height="\d+" loading="lazy"', picture) for picture in pictures)


def test_a_figure_has_two_pixels_each_way_to_one_of_the_page_and_keeps_its_shape(page):
    page.goto("/chapters/05_backprop.html")
    shapes = page.eval_on_selector_all(
        "article figure img",
        """all => Promise.all(all.map(async image => {
            image.loading = "eager"; await image.decode();
            return [image.naturalWidth / image.width, image.naturalHeight / image.height];
        }))""",
    )
    assert len(shapes) > 5
    for across, down in shapes:
        assert across >= 1.99 and abs(across / down - 1) < 0.02


def test_no_line_moves_when_the_fonts_arrive(chromium, site):
    context = chromium.new_context(base_url=site, viewport={"width": 412, "height": 823}, is_mobile=True)
    page = context.new_page()
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", PHONE_LINE)
    page.add_init_script(WATCH)
    page.goto("/chapters/05_backprop.html")
    assert page.evaluate("document.fonts.check('16px \"Source Serif 4\"')")
    assert page.evaluate("shifted") < 0.05  # 0.3 when the text was set anew
    context.close()


def test_the_icons_are_there(page):
    page.goto("/chapters/05_backprop.html")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)")
    assert any("Font Awesome" in family for family in loaded)
    assert page.locator(".fa-bars:visible").first.evaluate("icon => icon.clientWidth") > 8


def test_a_picture_keeps_its_looks_in_a_third_of_its_bytes():
    import io

    import matplotlib.pyplot as plt
    import numpy as np
    from light_pages import few_colours
    from PIL import Image

    fig, axes = plt.subplots(1, 2)
    axes[0].imshow(np.random.default_rng(0).random((8, 8)))
    axes[1].plot([0, 1], [0, 1], color="#C4500A", linewidth=0.6)
    drawn = io.BytesIO()
    fig.savefig(drawn, format="png")
    plt.close(fig)
    light = few_colours(drawn.getvalue())
    before, after = (np.asarray(Image.open(io.BytesIO(p)).convert("RGB"), int) for p in (drawn.getvalue(), light))
    assert len(light) < len(drawn.getvalue()) / 2
    assert np.abs(before - after).max() <= 12
    assert few_colours(light) == light
    assert Image.open(io.BytesIO(light)).info["dpi"] == Image.open(drawn).info["dpi"]
