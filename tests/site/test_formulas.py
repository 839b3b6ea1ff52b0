"""Formulas are set while the site is built: nothing moves for them, they need no script, and they copy as TeX."""

from __future__ import annotations

import sys

import pytest
from sphinx.errors import ExtensionError

from tests.site.browser import ROOT
from tests.site.shifts import SIZES, opened_again

CHAPTER = "/chapters/05_backprop.html"
COPIED = """element => {
    getSelection().selectAllChildren(element);
    const clipboardData = new DataTransfer();
    element.dispatchEvent(new ClipboardEvent("copy", {clipboardData, bubbles: true, cancelable: true}));
    return clipboardData.getData("text/plain");
}"""

sys.path.insert(0, str(ROOT / "book" / "ext"))


@pytest.fixture(scope="module")
def typesetter():
    from formulas import Typesetter

    with Typesetter() as started:
        yield started


def test_a_formula_is_set_for_the_eye_and_the_ear_and_keeps_its_tex(typesetter):
    done = typesetter.page('<head></head><p><span class="math notranslate">\\(x &lt; 3\\)</span></p>', "../")
    assert '<span class="math notranslate" data-tex="x &lt; 3"><mjx-container class="MathJax"' in done
    assert "<mi>x</mi><mo>&lt;</mo><mn>3</mn></math>" in done
    style = done.partition("<style>")[2].partition("</style>")[0]
    assert ".mjx-c33::before" in style and ".mjx-c34::before" not in style  # 3 is in the page, 4 is not
    assert 'url("../_static/mathjax/output/chtml/fonts/woff-v2/MathJax_Main-Regular.woff")' in style


def test_an_equation_keeps_its_number(typesetter):
    number = '<span class="eqno">(5.1)<a href="#e">#</a></span>'
    done = typesetter.page(
        f'<head></head><div class="math" id="e">\n{number}\\[\\begin{{split}}a\\\\b\\end{{split}}\\]</div>'
    )
    assert number in done and 'display="true"' in done and "\\[" not in done
    assert typesetter.page(done) == done


def test_a_formula_that_cannot_be_set_ends_the_build(typesetter):
    with pytest.raises(ExtensionError, match=r"Undefined control sequence \\nonsense: \\nonsense x"):
        typesetter.page('<head></head><span class="math">\\(\\nonsense x\\)</span>')


def test_a_page_without_formulas_stays_as_it_is(typesetter):
    assert typesetter.page("<head></head><p>\\(x\\) in words</p>") == "<head></head><p>\\(x\\) in words</p>"


def test_no_page_loads_mathjax(built):
    pages = [page.read_text(encoding="utf-8") for page in [built / "index.html", *(built / "chapters").glob("*.html")]]
    assert len(pages) > 5
    assert not [text[:300] for text in pages if "tex-chtml" in text or "window.MathJax" in text or "\\(" in text]


def test_formulas_need_no_script(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(CHAPTER)
    for kind in ("p > span.math", "div.math"):
        box = page.locator(f"article {kind} mjx-math").first.bounding_box()
        assert box["width"] > 10 and box["height"] > 10
    context.close()


def test_a_selection_is_copied_with_its_formulas_as_tex(page):
    page.goto("/chapters/01_neuron.html")
    paragraph = page.locator("article p:has(> span.math)").first
    tex = paragraph.locator("span.math").first.get_attribute("data-tex")
    copied = paragraph.evaluate(COPIED)
    assert f"${tex}$" in copied and copied.startswith("Time. About")
    assert page.locator("body > div", has_text=f"${tex}$").count() == 0  # nothing is left behind


@pytest.mark.parametrize(("size", "depths", "heading"), [("phone", (0.6,), "summary"), ("wide", (0.9,), "any-depth")])
def test_nothing_moves_when_a_page_is_opened_in_its_middle(chromium, site, size, depths, heading):
    context = chromium.new_context(viewport=SIZES[size])
    shifts = opened_again(context.new_page(), site + CHAPTER, depths, heading)
    assert {at: shift for at, shift in shifts.items() if shift >= 0.05} == {}  # 1.3 when they were set in the page
    context.close()
