"""Every page: no other host, no error, no broken formula, no sideways scrolling, accessible in both schemes."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.site.conftest import SITE

pytestmark = pytest.mark.browser

SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*.html")
    if not path.relative_to(SITE).as_posix().startswith(("_static", "genindex"))
)
CONTENT = [page for page in PAGES if page not in ("search.html",)]
READY = "() => !window.MathJax || !MathJax.startup || MathJax.startup.promise.then(() => true)"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@dataclass
class Visit:
    """One page as it was opened, and what happened on the way."""

    page: object
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture
def visit(chromium, site):
    """Opens a page: visit(name, size, scheme) -> Visit."""
    contexts = []

    def open_page(name: str, size: str = "wide", scheme: str = "light") -> Visit:
        context = chromium.new_context(viewport=SIZES[size])
        contexts.append(context)
        page = context.new_page()
        seen = Visit(page)
        page.on("request", lambda r: None if r.url.startswith((site, "data:")) else seen.elsewhere.append(r.url))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        page.on("response", lambda r: seen.errors.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.add_init_script(f"localStorage.setItem('mode', '{scheme}'); localStorage.setItem('theme', '{scheme}')")
        page.goto(f"{site}/{name}", wait_until="load")
        page.evaluate(READY)
        return seen

    yield open_page
    for context in contexts:
        context.close()


def test_there_are_pages():
    assert "index.html" in PAGES
    assert "chapters/05_backprop.html" in PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_no_other_host_and_reports_no_error(visit, name):
    seen = visit(name)
    assert seen.elsewhere == []
    assert seen.errors == []


@pytest.mark.parametrize("name", CONTENT)
def test_every_formula_is_set(visit, name):
    page = visit(name).page
    assert page.locator("mjx-merror").count() == 0
    assert page.locator("span.math, div.math").count() <= page.locator("mjx-container").count()


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_never_scrolls_sideways(visit, name):
    page = visit(name, "phone").page
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_meets_wcag_a_and_aa(visit, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(name, scheme=scheme).page
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found] == []


@pytest.mark.parametrize("name", CONTENT)
def test_every_picture_says_what_it_shows(visit, name):
    page = visit(name).page
    alts = page.eval_on_selector_all("article img", "images => images.map(image => image.alt)")
    assert all(len(alt) > 20 and ".png" not in alt for alt in alts), alts


def test_search_finds_a_word_of_a_chapter(visit):
    page = visit("search.html?q=sigmoid").page
    page.wait_for_selector("#search-results li")
    assert "neuron" in page.inner_text("#search-results").lower()
