"""Every page: no other host, no error, no broken formula, no sideways scrolling, accessible light, dark and small."""

from __future__ import annotations

import pytest

from tests.site.browser import SITE

pytestmark = pytest.mark.browser

PAGES = sorted(
    name
    for path in SITE.rglob("*.html")
    if not (name := path.relative_to(SITE).as_posix()).startswith(("_static/", "_sources/", "404", "lite/"))
)
# one page, one worker: a visit is made once for all that is asked of it
every_page = pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.xdist_group(n)) for n in PAGES])


def test_there_are_pages():
    assert {"index.html", "notation.html", "search.html", "chapters/05_backprop.html"} <= set(PAGES)


@every_page
def test_a_page_asks_no_other_host(findings, name):
    assert findings(name).elsewhere == []


@every_page
def test_a_page_reports_no_error(findings, name):
    assert findings(name).errors == []


@every_page
def test_every_formula_is_set(findings, name):
    assert findings(name).bad_formulas == []


@every_page
def test_every_picture_says_what_it_shows(findings, name):
    assert findings(name).unnamed_pictures == []


@every_page
def test_a_phone_never_scrolls_sideways(findings, name):
    assert findings(name).too_wide == []


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
@every_page
def test_a_page_meets_wcag_a_and_aa(findings, name, look):
    assert findings(name).violations[look] == []
