"""Every page: no other host, no error, no broken formula, no sideways scrolling, accessible light, dark and small."""

from __future__ import annotations

import pytest

from tests.site.browser import SITE
from tests.site.visit import RULES, Findings, inspect

pytestmark = pytest.mark.browser

PAGES = sorted(
    name
    for path in SITE.rglob("*.html")
    if not (name := path.relative_to(SITE).as_posix()).startswith(("_static/", "_sources/", "404", "lite/"))
)
FAULTLESS = Findings(violations={look: [] for look in RULES})


def test_there_are_pages():
    assert {"index.html", "notation.html", "search.html", "chapters/05_backprop.html"} <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault(chromium, site, name):
    assert inspect(chromium, site, name) == FAULTLESS
