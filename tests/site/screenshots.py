"""Takes pictures of the built site, for people to look at; not a test.

python -m tests.site.screenshots                      every page: light, dark, on a phone, to _build/screenshots
python -m tests.site.screenshots index chapters/05    only pages whose name begins so
python -m tests.site.screenshots --verdict            book/images/verdict.png, the README's picture
python -m tests.site.screenshots --card               book/static/card.png, what a link to a page shows elsewhere
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image

from tests.site.browser import ROOT, SITE, chromium_path, launched, served

OUT = ROOT / "_build" / "screenshots"
VERDICT = ROOT / "book" / "images" / "verdict.png"
CARD = ROOT / "book" / "static" / "card.png"
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
COLOURS = 128  # enough for text, and a third of the bytes
TALLEST = 15000  # pixels; a picture higher than this is cut
CARD_SIZE = {"width": 1200, "height": 630}
CARD_STYLE = """
    .bd-sidebar-primary, .bd-sidebar-secondary, .actions, .network-caption, .headerlink { display: none !important }
    .bd-main .bd-content .bd-article-container { max-width: none !important; padding: 0 60px }
    .bd-article h1 { font-size: 66px !important; margin: 0 0 14px !important }
    .bd-article .lead { font-size: 32px !important; max-width: none !important; margin-bottom: 22px !important }
    .network { max-width: none !important; height: 325px !important; width: auto !important }
"""
BARE = "html { scroll-padding: 0 } body::before, .bd-header-article { display: none !important }"


def pages(chromium, site: str, starts: list[str]) -> list[Path]:
    """Returns the pictures taken: every page, or those whose names begin as asked, in every look."""
    taken = []
    names = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if "_static" not in path.parts)
    for name in names:
        if starts and not name.startswith(tuple(starts)):
            continue
        for look, settings in LOOKS.items():
            page = _open(chromium, f"{site}/{name}", settings)
            height = min(page.evaluate("document.body.scrollHeight"), TALLEST)
            page.set_viewport_size({**settings["viewport"], "height": height})
            taken.append(OUT / f"{name.removesuffix('.html').replace('/', '-')}-{look}.png")
            page.screenshot(path=taken[-1])
            page.context.close()
    return taken


def verdict(chromium, site: str) -> list[Path]:
    """Returns the picture of the start page's code with its verdict, at twice the size of a screen's pixels."""
    page = _open(chromium, f"{site}/index.html", {**LOOKS["light"], "device_scale_factor": 2})
    page.add_style_tag(content=BARE)
    page.locator(".specimen").screenshot(path=VERDICT)
    page.context.close()
    Image.open(VERDICT).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(VERDICT, optimize=True)
    return [VERDICT]


def card(chromium, site: str) -> list[Path]:
    """Returns the picture that other sites show beside a link to a page: the head of the start page, large."""
    page = _open(chromium, f"{site}/index.html", {**LOOKS["light"], "viewport": CARD_SIZE})
    page.add_style_tag(content=BARE + CARD_STYLE)
    page.screenshot(path=CARD)
    page.context.close()
    Image.open(CARD).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(CARD, optimize=True)
    return [CARD]


def _open(chromium, address: str, settings: dict):
    page = chromium.new_context(**settings, reduced_motion="reduce").new_page()
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready")
    return page


def main(argv: list[str]) -> int:
    """Returns the exit code; takes the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.site.screenshots", description="Pictures of the built site.")
    parser.add_argument("starts", nargs="*", help="beginnings of page names, such as chapters/05")
    parser.add_argument("--verdict", action="store_true", help=f"take only {VERDICT.relative_to(ROOT)}")
    parser.add_argument("--card", action="store_true", help=f"take only {CARD.relative_to(ROOT)}")
    asked = parser.parse_args(argv)
    path = chromium_path()
    if path is None or not SITE.exists():
        print("This needs Chromium, and the site built by `make course`.", file=sys.stderr)
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    with served() as site, launched(path) as chromium:
        if asked.verdict or asked.card:
            taken = [*(verdict(chromium, site) if asked.verdict else []), *(card(chromium, site) if asked.card else [])]
        else:
            taken = pages(chromium, site, asked.starts)
    print(*(picture.relative_to(ROOT) for picture in taken), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
