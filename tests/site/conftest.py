"""A server for the built site on this machine, and a Chromium to look at it."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from pathlib import Path

import pytest

from tasks import BROWSERS, find_browser

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def site() -> str:
    """The address of the built site."""
    if not (SITE / "index.html").exists():
        pytest.fail("The site is not built: run `make course` first.")
    handler = functools.partial(QuietHandler, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium; without one this fails in CI, and elsewhere skips, saying so."""
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        message = f"NO BROWSER: none of {', '.join(BROWSERS)} is installed, so no page of the site was opened."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
