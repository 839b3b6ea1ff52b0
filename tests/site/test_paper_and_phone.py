"""Paper shows the page of the day, whatever the screen's colours, and a phone shows that a wide figure goes on."""

from __future__ import annotations

import pytest

from tests.site.visit import PHONE, SCHEME

pytestmark = pytest.mark.browser
CHAPTER = "/chapters/05_backprop.html"
STYLE = "(element, [name, part]) => getComputedStyle(element, part ?? null)[name]"


@pytest.fixture
def opened(page):
    """A chapter."""
    page.goto(CHAPTER)
    return page


def test_paper_is_white_under_dark_figures_too(opened):
    opened.evaluate(SCHEME, "dark")
    picture = opened.locator("figure img").first
    assert "invert" in picture.evaluate(STYLE, ["filter", None])
    opened.emulate_media(media="print")
    assert picture.evaluate(STYLE, ["filter", None]) == "none"
    assert picture.evaluate(STYLE, ["backgroundColor", None]) == "rgba(0, 0, 0, 0)"
    assert opened.locator("html").evaluate(STYLE, ["colorScheme", None]) == "light"
    assert opened.locator(".live-bar, .live-cell-bar, .quiz .answer, .quiz-score").evaluate_all(
        "all => all.every(box => box.getClientRects().length === 0)"
    )


def test_paper_gives_the_right_answers_of_a_quiz(opened):
    reasons = opened.locator(".quiz .why > div")
    visible = "all => all.filter(box => box.getClientRects().length).map(box => box.className)"
    assert reasons.evaluate_all(visible) == []
    opened.emulate_media(media="print")
    assert reasons.evaluate_all(visible) == ["right"] * 5


@pytest.mark.parametrize(
    ("name", "box"), [(CHAPTER, "figure.wide"), ("/notation.html", ".pst-scrollable-table-container")]
)
def test_on_a_phone_the_edge_of_what_is_wide_fades_until_it_is_reached(page, name, box):
    page.set_viewport_size(PHONE)
    page.goto(name)
    wide = page.locator(box).first
    page.wait_for_selector(f"{box}.goes-on")
    height = wide.locator("img, table").first.evaluate("content => content.clientHeight")
    assert wide.evaluate(STYLE, ["height", "::before"]) == f"{height}px"
    wide.evaluate("box => { box.scrollLeft = box.scrollWidth }")
    page.wait_for_function("box => !box.classList.contains('goes-on')", arg=wide.element_handle())
    assert wide.evaluate(STYLE, ["content", "::before"]) == "none"


def test_on_a_phone_every_word_of_a_stub_is_in_sight(page):
    page.route("**/mathjax/**", lambda route: route.abort())
    page.set_viewport_size(PHONE)
    page.goto(CHAPTER)
    card = page.locator(".tag_exercise:has(.live-bar)").nth(1)
    before = card.locator(".cell_input").evaluate("box => box.offsetHeight")
    card.scroll_into_view_if_needed()
    editor = card.locator(".cm-scroller")
    assert editor.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    one = editor.locator(".cm-line").nth(3).evaluate("line => line.offsetHeight")
    after = card.locator(".cell_input").evaluate("box => box.offsetHeight")
    assert after > 19 * one, "long lines take more than one row"
    assert abs(after - before) <= 2 * one, "the editor is as tall as the code that it replaces, but for a line or two"
