"""The site seen from elsewhere: under a path, by a search engine, in another site's preview, on Colab, on paper."""

from __future__ import annotations

import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import yaml

from tests.site.browser import ROOT, SITE, chromium_path, served

pytestmark = pytest.mark.browser

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
BASE = CONFIG["html"]["baseurl"]
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("[0-9][0-9]_*.ipynb"))
PRINTED_AT_LEAST = 4  # sheets of paper a chapter


@pytest.fixture(scope="module")
def below(tmp_path_factory) -> str:
    """The address of the site under the path at which it is published."""
    folder = tmp_path_factory.mktemp("host")
    (folder / urlsplit(BASE).path.strip("/")).symlink_to(SITE, target_is_directory=True)
    with served(folder) as address:
        yield address + urlsplit(BASE).path


@pytest.mark.parametrize("name", ["404.html", "chapters/05_backprop.html", "guide/glossary.html"])
def test_a_page_works_under_a_path(page, below, name):
    complaints = []
    page.on("response", lambda r: complaints.append(r.url) if r.status >= 400 else None)
    page.on("request", lambda r: None if r.url.startswith((below, "data:")) else complaints.append(r.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(below + name, wait_until="load")
    assert complaints == []


def test_a_missing_page_shows_the_way_back(page, below):
    page.goto(below + "404.html")
    page.get_by_role("link", name="Go to the start page").click()
    assert page.url == below + "index.html"


def test_the_settings_agree_on_where_the_site_lives():
    sphinx = CONFIG["sphinx"]["config"]
    assert sphinx["ogp_site_url"] == BASE
    assert sphinx["notfound_urls_prefix"] == urlsplit(BASE).path


def test_the_sitemap_lists_every_chapter():
    listed = (SITE / "sitemap.xml").read_text(encoding="utf-8")
    missing = [stem for stem in CHAPTERS if f"<loc>{BASE}chapters/{stem}.html</loc>" not in listed]
    assert missing == []


@pytest.mark.parametrize("name", ["index", *(f"chapters/{stem}" for stem in CHAPTERS)])
def test_a_preview_has_a_title_a_sentence_and_a_picture(name):
    markup = (SITE / f"{name}.html").read_text(encoding="utf-8")
    shown = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]+)"', markup))
    assert shown["title"] and len(shown["description"]) > 60
    picture = shown["image"].removeprefix(BASE)
    assert (SITE / picture).is_file()


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_chapter_can_be_launched_and_taken_away(stem):
    markup = (SITE / "chapters" / f"{stem}.html").read_text(encoding="utf-8")
    assert re.search(rf'href="https://colab\.research\.google\.com/github/[^"]+/chapters/{stem}\.ipynb"', markup)
    assert re.search(rf'href="https://mybinder\.org/v2/gh/[^"]+chapters/{stem}\.ipynb"', markup)
    taken = re.search(rf'href="([^"]*{stem}\.ipynb)"[^>]*\bdownload\b|download[^>]*href="([^"]*{stem}\.ipynb)"', markup)
    assert taken or f"_sources/chapters/{stem}.ipynb" in markup
    assert (SITE / "_sources" / "chapters" / f"{stem}.ipynb").is_file()


@pytest.mark.parametrize(
    ("asked", "found"), [("dense_backward", "05 Backprop"), ("vermilion slopes of the error", "05 Backprop")]
)
def test_the_search_finds_exercises_and_the_words_of_captions(page, site, asked, found):
    page.goto(f"/search.html?q={asked}")
    page.wait_for_selector("text=Places found")
    titles = page.locator("#search-results li > a").all_inner_texts()
    assert any(title.startswith(found) for title in titles), titles


def test_search_results_quote_the_text_and_not_the_menus(page):
    page.goto("/search.html?q=sigmoid")
    page.wait_for_selector("#search-results p.context")
    page.wait_for_function("document.querySelector('.search-summary').textContent.startsWith('Places found')")
    quoted = page.locator("#search-results p.context").all_inner_texts()
    assert quoted and not [words for words in quoted if "On this page" in words or "RunEdit" in words]
    page.goto("/search.html?q=zzzzzz")
    page.wait_for_function("document.querySelector('.search-summary').textContent.startsWith('Nothing was found')")


def test_a_printed_chapter_keeps_its_title_and_loses_the_sidebars(page):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/chapters/05_backprop.html")
    visible = "all => all.filter(e => e.offsetParent !== null).length"
    assert page.eval_on_selector_all("article section > h1", visible) == 1
    assert page.eval_on_selector_all(".bd-sidebar-primary, .bd-sidebar-secondary, .bd-header-article", visible) == 0
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#fff"


def test_chinese_terms_come_in_a_font_of_the_site(page):
    page.goto("/guide/glossary.html")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert "Noto Sans SC" in {family.strip('"') for family in loaded}


@pytest.mark.soak
def test_the_printed_course_has_an_outline_and_links_inside():
    from pypdf import PdfReader

    subprocess.run([sys.executable, "book/pdf.py", chromium_path()], cwd=ROOT, check=True)
    book = PdfReader(ROOT / "_build" / "forward_and_back.pdf")
    titles = [entry.title for entry in book.outline]
    assert [title for title in titles if "Backprop" in title]
    assert len(book.pages) >= PRINTED_AT_LEAST * len(CHAPTERS)
    links = [a.get_object() for paper in book.pages for a in paper.get("/Annots", [])]
    assert any("/Dest" in link or "/D" in link.get("/A", {}) for link in links)
    assert not [link for link in links if str(link.get("/A", {}).get("/URI", "")).startswith("file:")]
