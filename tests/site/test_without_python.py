"""The site built where the browser's Python could not be fetched: it says how else, and the rest works."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.site.browser import ROOT, served
from tests.site.learner import Learner
from tests.site.visit import inspect

pytestmark = pytest.mark.browser
STEM = "01_neuron"
TAKEN = ("_config.yml", f"chapters/{STEM}.ipynb", f"solutions/{STEM}.ipynb")
CONTENTS = f"format: jb-book\nroot: chapters/{STEM}\nchapters: [{{file: solutions/{STEM}}}]\n"


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The address of one chapter and its solutions, built in a folder that holds no Python for a browser."""
    folder = tmp_path_factory.mktemp("bare")
    shutil.copytree(ROOT / "book", folder / "book", ignore=shutil.ignore_patterns("__pycache__"))
    for name in TAKEN:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "_toc.yml").write_text(CONTENTS, encoding="utf-8")
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    with served(folder / "_build" / "html") as address:
        yield address


def test_every_exercise_says_where_to_do_it_and_nothing_offers_to_run(bare, page):
    learner = Learner(page).open(bare, STEM)
    cells = json.loads((ROOT / "chapters" / f"{STEM}.ipynb").read_text(encoding="utf-8"))["cells"]
    exercises = page.locator(".tag_exercise")
    assert exercises.count() == sum("exercise" in cell["metadata"].get("tags", []) for cell in cells)
    for place in range(exercises.count()):
        cell = exercises.nth(place)
        assert "built without Python in its pages. In a notebook: download this chapter" in cell.inner_text()
        assert page.request.get(cell.locator("a[download]").evaluate("link => link.href")).ok
        assert cell.locator("xpath=following-sibling::div[1]").locator(".cell_input").is_visible()
    assert page.locator(".live-bar, .live-cell-bar, .live-work").count() == 0
    assert (learner.errors, learner.elsewhere) == ([], [])


def test_hints_quiz_and_sliders_work(bare, page):
    learner = Learner(page).open(bare, STEM)
    page.locator("details.hint summary").first.press("Enter")
    assert page.locator("details.hint p").first.is_visible()
    question = page.locator(".quiz").first
    question.get_by_role("radio").nth(2).check()
    question.get_by_role("button", name="Check").press("Enter")
    assert question.get_by_role("status").inner_text() == "Right, at the first try."
    page.locator(".interactive input").first.press("End")
    page.wait_for_function("document.querySelector('div.cell:has(.interactive) img').src.includes('frame-')")
    assert (learner.errors, learner.elsewhere) == ([], [])


def test_the_page_is_as_accessible_as_any(bare, chromium):
    found = inspect(chromium, bare, f"chapters/{STEM}.html")
    assert (found.elsewhere, found.errors, found.too_wide) == ([], [], [])
    assert found.violations == {"light": [], "dark": [], "phone": []}
