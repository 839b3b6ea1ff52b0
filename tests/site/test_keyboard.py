"""What a reader does without a mouse: skip to the text, search, change the colours, open a hint."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

CHAPTER = "/chapters/01_neuron.html"
FOCUSED = "document.activeElement.textContent.trim()"


def test_the_first_stop_skips_to_the_text(page):
    page.goto(CHAPTER)
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to main content"


def test_a_search_from_a_chapter_finds_its_page_once(page):
    page.goto(CHAPTER)
    page.keyboard.press("Control+k")
    page.keyboard.type("hidden units")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"search\.html\?q="))
    page.wait_for_selector("#search-results li")
    page.wait_for_selector("text=Places found")
    titles = page.locator("#search-results li > a").all_inner_texts()
    assert titles and len(titles) == len(set(titles))
    assert not any("solved" in title for title in titles)


def test_the_colour_scheme_can_be_changed_and_is_kept(page):
    page.goto(CHAPTER)
    button = page.locator("button.theme-switch-button").first
    seen = {page.evaluate("document.documentElement.dataset.theme")}
    for _ in range(2):
        button.focus()
        page.keyboard.press("Enter")
        seen.add(page.evaluate("document.documentElement.dataset.theme"))
    assert seen == {"light", "dark"}
    before = page.evaluate("document.documentElement.dataset.mode")
    page.goto("/notation.html")
    assert page.evaluate("document.documentElement.dataset.mode") == before


def test_folded_text_opens_by_key(page):
    page.goto(CHAPTER)
    details = page.locator("details.hint").first
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.get_attribute("open") is not None
    assert details.locator("p").first.is_visible()


def test_the_fonts_are_our_own(page):
    page.goto(CHAPTER)
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)")
    assert {"Source Serif 4", "Source Sans 3", "Source Code Pro"} <= {family.strip('"') for family in loaded}
