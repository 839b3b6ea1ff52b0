"""How fast a chapter's page is: what it transfers, when it has painted, and how long from a press to a verdict.

Method: the built site is served from this machine with gzip, and Chromium slows the line and the processor down as
Lighthouse does for a phone (10 Mbit/s, 40 ms, a processor 4 times slower) for the painting, and to 20 Mbit/s for
Python. A page is also opened again in its middle, by a reload at several depths and by a link to a heading, on a phone
and on a wide screen: the largest layout shift of these visits is told. "Cold" knows nothing; "warm" has loaded the page
before, and starts Python again; "again" is the next press.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.site.browser import SITE, QuietHandler, chromium_path, launched
from tests.site.learner import Learner
from tests.site.shifts import SIZES, opened_again

STEM, NAME = "05_backprop", "dense_backward"
PACKED = (".html", ".css", ".js", ".mjs", ".json", ".wasm", ".py", ".svg", ".zip")  # as GitHub Pages packs them
MEGABIT = 1e6 / 8  # bytes
PHONE = {"latency": 40, "downloadThroughput": 10 * MEGABIT, "uploadThroughput": 10 * MEGABIT, "offline": False}
LINE = {"latency": 20, "downloadThroughput": 20 * MEGABIT, "uploadThroughput": 20 * MEGABIT, "offline": False}
WATCH = """window.seen = {lcp: 0, shift: 0};
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.lcp = e.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value; })
  .observe({type: 'layout-shift', buffered: true});"""
TRANSFER = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
  .reduce((sum, entry) => sum + entry.transferSize, 0)"""
RUNS = 3
DEPTHS = (0.1, 0.3, 0.5, 0.7, 0.9)  # of the page


class Packing(QuietHandler):
    """Serves files packed and with a date to check against, as a real server does."""

    protocol_version = "HTTP/1.1"

    @staticmethod
    @functools.cache
    def packed(path: Path) -> bytes:
        """Returns a file's content, packed when its kind is."""
        content = path.read_bytes()
        return gzip.compress(content, 6) if path.suffix in PACKED else content

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        content = self.packed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)
        self.sent.append((path, len(content)))


@contextmanager
def served() -> Iterator[tuple[str, list]]:
    """Yields the site's address, and the list of what has been sent: (file, bytes)."""
    sent: list = []
    handler = type("Handler", (Packing,), {"sent": sent})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(SITE))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", sent
        server.shutdown()


def slowed(page, line: dict, processor: int = 1) -> None:
    """Slows a page's line and processor down."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": processor})


def painting(chromium, site: str) -> dict:
    """Returns, of one visit as on a phone: kB transferred, largest contentful paint in s, layout shift."""
    context = chromium.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=2, is_mobile=True)
    page = context.new_page()
    slowed(page, PHONE, 4)
    page.add_init_script(WATCH)
    page.goto(f"{site}/chapters/{STEM}.html", wait_until="networkidle", timeout=120_000)
    page.wait_for_timeout(1000)
    found = page.evaluate("seen")
    transfer = page.evaluate(TRANSFER)
    context.close()
    return {"kB": transfer / 1e3, "paint": found["lcp"] / 1e3, "shift": found["shift"]}


def largest_shift(chromium, site: str) -> float:
    """Returns the largest layout shift of all visits to the middle of the page."""
    found: list[float] = []
    for size in SIZES.values():
        context = chromium.new_context(viewport=size)
        found += opened_again(context.new_page(), f"{site}/chapters/{STEM}.html", DEPTHS, "summary").values()
        context.close()
    return max(found)


def heaviest(chromium, site: str) -> tuple[float, str]:
    """Returns the kB that the heaviest page transfers on a wide screen before anything is touched, and its name."""
    weights = []
    for path in [SITE / "index.html", *SITE.glob("chapters/*.html"), *SITE.glob("solutions/*.html")]:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page, name = context.new_page(), path.relative_to(SITE).as_posix()
        page.goto(f"{site}/{name}", wait_until="networkidle", timeout=120_000)
        weights.append((page.evaluate(TRANSFER) / 1e3, name))
        context.close()
    return max(weights)


def pressing(chromium, site: str, sent: list) -> dict:
    """Returns seconds from a press to its verdict, cold, warm and again, and MB sent for the first."""
    context = chromium.new_context()
    learner = Learner(context.new_page())
    slowed(learner.page, LINE)
    learner.open(site, STEM)
    learner.editor(NAME)
    learner.page.wait_for_load_state("networkidle")
    sent.clear()
    cold = _press(learner)
    megabytes = sum(size for path, size in sent if "python" in path.relative_to(SITE).parts) / 1e6
    again = statistics.median(_press(learner) for _ in range(5))
    learner.page.wait_for_timeout(3000)  # the copy for offline use is made
    learner.page.reload()
    learner.editor(NAME)
    warm = _press(learner)
    context.close()
    return {"cold": cold, "again": again, "warm": warm, "MB": megabytes}


def _press(learner: Learner) -> float:
    """Returns the seconds from a click to the sentence that tells the verdict, measured in the page."""
    script = """bar => new Promise(done => {
        const start = performance.now(), status = bar.querySelector('.live-status');
        const watcher = new MutationObserver(() => {
            if (bar.classList.contains('busy') || !status.textContent) return;
            watcher.disconnect();
            done((performance.now() - start) / 1000);
        });
        watcher.observe(bar, {subtree: true, childList: true, attributes: true, characterData: true});
        bar.querySelector('[data-do=check]').click();
    })"""
    return learner.bar(NAME).evaluate(script)


def main() -> int:
    """Returns the exit code; prints the figures, each the median of three runs."""
    path = chromium_path()
    if path is None or not (SITE / "offline.js").exists():
        print("page.py needs Chromium, and the site built with Python in it: make course.")
        return 0
    with served() as (site, sent), launched(path) as chromium:
        paints = [painting(chromium, site) for _ in range(RUNS)]
        moved = largest_shift(chromium, site)
        weight, page = heaviest(chromium, site)
        presses = [pressing(chromium, site, sent) for _ in range(RUNS)]
    paint = {key: statistics.median(row[key] for row in paints) for key in paints[0]}
    press = {key: statistics.median(row[key] for row in presses) for key in presses[0]}
    print(f"chapters/{STEM}.html, medians of {RUNS} runs")
    print(f"  before Python   {paint['kB']:.0f} kB transferred")
    print(f"  of all pages    {weight:.0f} kB at most, {page}")
    print(f"  as on a phone   largest contentful paint {paint['paint']:.2f} s, layout shift {paint['shift']:.3f}")
    print(f"  in its middle   layout shift {moved:.3f} at most, after a reload or a link to a heading")
    print(f"  first verdict   {press['cold']:.1f} s with {press['MB']:.1f} MB at 20 Mbit/s")
    print(f"  after a reload  {press['warm']:.1f} s")
    print(f"  the next press  {press['again'] * 1e3:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
