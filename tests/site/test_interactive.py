"""A figure's slider: by key and by pointer, with nothing loaded before it is touched, and a picture without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.visit import RULES, SCHEME

pytestmark = pytest.mark.browser

CHAPTER = "/chapters/01_neuron.html"
CELL = "div.cell:has(.interactive)"
SHIFT = """() => { window.shift = 0; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.shift += entry.value
}).observe({type: 'layout-shift', buffered: true}) }"""


@pytest.fixture
def frames(page):
    """The addresses of the frames that a page has asked for so far."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/frame-" in request.url else None)
    return asked


def test_the_keyboard_moves_it_and_value_text_and_picture_follow(page, frames):
    page.goto(CHAPTER)
    cell = page.locator(CELL).first
    slider, picture = cell.get_by_role("slider"), cell.locator("img")
    before = picture.get_attribute("src"), picture.get_attribute("alt"), cell.locator("output").inner_text()
    assert frames == []
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "old => document.querySelector('div.cell:has(.interactive) img').src.includes('frame-')", arg=""
    )
    after = picture.get_attribute("src"), picture.get_attribute("alt"), cell.locator("output").inner_text()
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert slider.get_attribute("aria-valuetext") == f"{after[2]}. {after[1]}"
    assert slider.evaluate("input => input.labels[0].textContent") == "weight of the radius"
    page.keyboard.press("End")
    assert cell.locator("output").inner_text() == "8"


def test_moving_it_shifts_nothing_and_every_frame_exists(page, frames):
    page.goto(CHAPTER, wait_until="networkidle")
    cell = page.locator(CELL).first
    slider = cell.get_by_role("slider")
    slider.scroll_into_view_if_needed()
    height = cell.bounding_box()["height"]
    page.evaluate(SHIFT)
    page.evaluate("window.shift = 0")
    box = slider.bounding_box()
    with page.expect_response(lambda response: "/frame-" in response.url and response.ok):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    page.wait_for_load_state("networkidle")
    assert cell.locator("output").inner_text() == "8"
    assert cell.bounding_box()["height"] == height
    assert page.evaluate("window.shift") < 0.001
    assert len(set(frames)) == int(slider.get_attribute("max")) + 1


@pytest.mark.parametrize("look", ["light", "dark"])
def test_its_controls_are_accessible(page, frames, look):
    page.goto(CHAPTER)
    page.evaluate(SCHEME, look)
    page.locator(CELL).first.get_by_role("slider").press("Home")
    found = Axe().run(page, context={"include": [[CELL]]}, options={"runOnly": RULES["light"]})
    assert found.response["violations"] == []


def test_without_scripts_the_picture_stays_and_the_slider_goes(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(CHAPTER)
    cell = page.locator(CELL).first
    assert cell.locator("img").is_visible()
    assert not cell.locator("input").is_visible()
    context.close()
