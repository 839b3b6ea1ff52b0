"""Prints the built website as one PDF: `make pdf`. The browser's print engine sets the pages, this binds them.

    python book/pdf.py CHROMIUM

Every page of the table of contents in its order, with an outline, page numbers, and links that stay inside the file.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag

import yaml
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import Fit

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
OUT = ROOT / "_build" / "forward_and_back.pdf"
PAPER = {
    "format": "A4",
    "print_background": True,
    "scale": 0.84,  # text of about 9.5 points, a line of 85 characters: code keeps its lines
    "margin": {"top": "18mm", "bottom": "20mm", "left": "20mm", "right": "20mm"},
}
READY = "() => document.fonts.ready.then(() => true)"
PICTURES = """() => Promise.all([...document.querySelectorAll("img[loading]")].map(image => {
    image.loading = "eager";
    return image.complete || new Promise(done => image.addEventListener("load", done));
}))"""  # on a screen they wait until they are near
NUMBERS = """<style>
@page {{ size: A4; margin: 0 }}
p {{ height: 290mm; margin: 0; break-after: page; position: relative }}
span {{ position: absolute; bottom: 4mm; width: 100%; text-align: center; font: 9pt sans-serif; color: #555 }}
</style>{}"""


@dataclass(frozen=True)
class Sheet:
    """One page of the website, printed.

    name : its path in the site, without .html
    first : the number of its first sheet of paper in the book, from 0
    """

    name: str
    title: str
    reader: PdfReader
    first: int

    @property
    def address(self) -> str:
        return (SITE / f"{self.name}.html").as_uri()


def names() -> list[str]:
    """Returns the pages of the table of contents, in order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


def printed(browser: Browser) -> Iterator[Sheet]:
    """Yields every page as the browser prints it, in light colours and with everything unfolded that is text."""
    first = 0
    for name in names():
        page = browser.new_page(color_scheme="light", reduced_motion="reduce")
        page.goto((SITE / f"{name}.html").as_uri(), wait_until="load")
        page.evaluate(READY)
        page.evaluate(PICTURES)
        title = " ".join(page.locator("h1").first.inner_text().removesuffix("#").split())
        reader = PdfReader(io.BytesIO(page.pdf(**PAPER)))
        page.close()
        yield Sheet(name, title, reader, first)
        first += len(reader.pages)


def numbers(browser: Browser, count: int) -> PdfReader:
    """Returns as many empty sheets, each with its number at the foot."""
    page = browser.new_page()
    page.set_content(NUMBERS.format("".join(f"<p><span>{i}</span></p>" for i in range(1, count + 1))))
    made = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    return made


def bound(sheets: list[Sheet], feet: PdfReader) -> PdfWriter:
    """Returns the book: all sheets, an outline entry a page of the site, numbers at the foot."""
    book = PdfWriter()
    for sheet in sheets:
        for paper in sheet.reader.pages:
            book.add_page(paper)
        book.add_outline_item(title=sheet.title, page_number=sheet.first)
    for paper, foot in zip(book.pages, feet.pages, strict=False):
        paper.merge_page(foot)
    keep_links_inside(book, {sheet.address: sheet.first for sheet in sheets})
    book.add_metadata({"/Title": "Forward and Back", "/Subject": "Text CC BY 4.0, code MIT"})
    book.compress_identical_objects()
    return book


def keep_links_inside(book: PdfWriter, first: dict[str, int]) -> None:
    """Makes every link to a page of the site a link to where that page begins in the book, and drops other files."""
    for number, paper in enumerate(book.pages):
        for reference in list(paper.get("/Annots", [])):
            annotation = reference.get_object()
            address = annotation.get("/A", {}).get("/URI", "")
            if not address.startswith("file:"):
                continue
            paper["/Annots"].remove(reference)
            target = first.get(unquote(urldefrag(address).url))
            if target is not None:
                book.add_annotation(
                    number, Link(rect=annotation["/Rect"], target_page_index=target, fit=Fit.fit_horizontally())
                )


def main(argv: list[str]) -> int:
    """Returns the exit code; prints the book with the browser that the command line names."""
    if len(argv) != 1 or not SITE.exists():
        print(__doc__, "\nThe site must have been built.", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=argv[0], args=["--no-sandbox", "--disable-gpu"])
        sheets = list(printed(browser))
        book = bound(sheets, numbers(browser, sum(len(sheet.reader.pages) for sheet in sheets)))
        browser.close()
    book.write(OUT)
    print(f"{OUT.relative_to(ROOT)}: {len(book.pages)} pages, {OUT.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
