"""Opening the built site: a server on this machine only, and a Chromium."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and writes no log, nor a word about a page that was left before all had come."""

    def handle(self):
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *args):
        pass


@contextmanager
def served(folder: Path = SITE) -> Iterator[str]:
    """Yields the address under which a folder is served to this machine."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def chromium_path() -> str | None:
    """Returns where Chromium is installed, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def launched(path: str):
    """Yields a running Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
