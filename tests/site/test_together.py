"""Lines break where they may."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_a_long_name_in_the_contents_breaks_after_an_underscore(page):
    page.goto("/chapters/06_gradient_descent.html")
    name = page.locator(".page-toc code", has_text="max_stable_learning_rate")
    assert name.inner_html().count("_<wbr>") == 3
    assert name.inner_text() == "max_stable_learning_rate"  # what is copied and read out
    assert page.locator("h3 code wbr").count() == 0
