"""How much of a page moves by itself when it is opened again in its middle, or by a link to one of its headings."""

from __future__ import annotations

WATCH = """window.shifted = 0;
new PerformanceObserver(seen => { for (const move of seen.getEntries()) shifted += move.value; })
  .observe({type: 'layout-shift', buffered: true});"""
SLOW = 4  # times slower than this machine: a phone
SCROLLED = "part => window.scrollTo(0, part * document.body.scrollHeight)"
TOPMOST = """() => {
    const blocks = [...document.querySelectorAll('article section > :not(section)')];
    return blocks.findIndex(block => block.getBoundingClientRect().bottom > 100);
}"""
SIZES = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1280, "height": 900}}


def opened_again(page, address: str, depths: tuple[float, ...], heading: str) -> dict[str, float]:
    """Returns the layout shift of each visit: a reload at every depth (a part of the page), and a link to a heading.

    A reload after which another paragraph stands at the top, and not its neighbour, counts as 1.
    """
    page.add_init_script(WATCH)
    page.goto(address)
    _settle(page)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    found = {}
    for part in depths:
        page.evaluate(SCROLLED, part)
        before = page.evaluate(TOPMOST)
        page.reload()
        _settle(page)
        elsewhere = abs(page.evaluate(TOPMOST) - before) > 1
        found[f"reload at {part:.0%}"] = 1.0 if elsewhere else page.evaluate("shifted")
    page.goto("about:blank")
    page.goto(f"{address}#{heading}")
    _settle(page)
    found[f"#{heading}"] = page.evaluate("shifted")
    return found


def _settle(page) -> None:
    """Waits for what comes after a page has loaded: the exercises' scripts."""
    page.wait_for_load_state("networkidle")
