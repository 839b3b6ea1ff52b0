"""JupyterLite, built for real: a chapter runs in it from top to bottom, and asks no other host."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.site.browser import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.soak]

NOTEBOOK = "01_neuron.ipynb"
MINUTE = 60_000  # ms
STATE = ".jp-Notebook-ExecutionIndicator"
TO_THE_END = """async () => {  // cells far from the screen are not drawn
    const box = document.querySelector(".jp-WindowedPanel-outer");
    for (let i = 0; i < 40; i++) { box.scrollTop += 600; await new Promise(done => setTimeout(done, 50)); }
    document.querySelector(".jp-Cell[data-windowed-list-index]:last-of-type")?.scrollIntoView();
}"""
ERROR = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']"


@pytest.fixture(scope="module")
def lite(site) -> str:
    """The address of a JupyterLite that was built just now."""
    subprocess.run([sys.executable, "book/lite/build.py"], cwd=ROOT, check=True)
    return f"{site}/lite"


def test_a_chapter_runs_without_another_host(page, site, lite):
    elsewhere = []
    own = (site, "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(own) else elsewhere.append(r.url))
    page.goto(f"{lite}/lab/index.html?path={NOTEBOOK}")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=MINUTE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_selector(f"{STATE}[data-status='busy']", timeout=MINUTE)
    page.wait_for_selector(f"{STATE}[data-status='idle']", timeout=3 * MINUTE)
    page.evaluate(TO_THE_END)
    page.wait_for_selector("text=Chapter 01: 0/5 exercises", timeout=MINUTE)
    assert page.locator(ERROR).count() == 0
    assert elsewhere == []


def test_every_chapter_is_there(lite):
    made = {path.name for path in (ROOT / "_build" / "html" / "lite" / "files").glob("*.ipynb")}
    assert made == {path.name for path in (ROOT / "chapters").glob("*.ipynb")}
