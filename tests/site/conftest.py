"""Fixtures of the site's tests: the served site, a Chromium, and a fresh page of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.site.browser import NAMES, SITE, chromium_path, launched, served


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as `browser` whatever needs the built site, so that nothing reads it before it is there."""
    for item in items:
        if {"built", "chromium"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of the built site."""
    if not (SITE / "index.html").exists():
        pytest.fail("The site is not built: run `make course` first.")
    return SITE


@pytest.fixture(scope="session")
def site(built) -> str:
    """The address of the built site."""
    with served(built) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium; without one this fails in CI, and elsewhere skips, saying so."""
    path = chromium_path()
    if path is None:
        message = f"NO BROWSER: none of {', '.join(NAMES)} is installed, so no page of the site was opened."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with launched(path) as browser:
        yield browser


@pytest.fixture
def page(chromium, site):
    """A fresh page of a wide window; `page.goto("/index.html")` opens the site."""
    context = chromium.new_context(
        base_url=site, viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()
