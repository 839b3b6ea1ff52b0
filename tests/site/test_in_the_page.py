"""Doing an exercise in its page: loops, errors, work that is kept, notebooks out and in, no mouse, no network."""

from __future__ import annotations

import json
import re

import nbformat
import pytest

from tests.site.browser import ROOT, SITE, served
from tests.site.learner import LATER, Learner
from tests.site.visit import PHONE, SCHEME, THEME_SETTLES, TOO_WIDE, WIDE, violations

pytestmark = pytest.mark.browser
STEM, NAME = "01_neuron", "sigmoid"
RIGHT = "def sigmoid(z):\n    e = np.exp(-np.abs(z))\n    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)\n"
WRONG = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n"
ENDLESS = "def sigmoid(z):\n    while True:\n        pass\n"
SOON = """const later = setTimeout;
window.setTimeout = (act, ms, ...more) => later(act, ms === 20000 && !window.patient ? 1500 : ms, ...more)"""
FOCUSED = "document.activeElement.dataset.do ?? document.activeElement.className"


@pytest.fixture(scope="module")
def learner(chromium, site):
    """A chapter that stays open, with its Python, for the tests that leave it as they found it."""
    context = chromium.new_context(viewport=WIDE, color_scheme="light", reduced_motion="reduce")
    yield Learner(context.new_page()).open(site, STEM)
    context.close()


def fresh(chromium, **settings) -> Learner:
    """Returns a learner in a browser that knows nothing of earlier ones."""
    return Learner(chromium.new_context(viewport=WIDE, reduced_motion="reduce", **settings).new_page())


def test_nothing_of_python_is_loaded_before_the_first_press(chromium, site):
    learner, asked = fresh(chromium), []
    learner.page.on("request", lambda request: asked.append(request.url))
    learner.open(site, STEM)
    learner.editor(NAME).click()
    assert any("codemirror" in url for url in asked)
    assert not any("/python/" in url for url in asked)
    learner.page.context.set_offline(True)
    assert learner.press(NAME, "check") == "This could not be started: the network does not answer."
    learner.page.context.set_offline(False)
    learner.press(NAME, "check")
    assert any(url.endswith("pyodide.asm.wasm") for url in asked)
    assert not any("matplotlib" in url for url in asked)
    learner.page.context.close()


def test_a_syntax_error_is_told_by_its_line_and_nothing_is_marked(learner):
    learner.write(NAME, "def sigmoid(z):\n    return 1 / (1 + np.exp(-z)\n")
    assert learner.press(NAME, "check") == "Not checked: Python stopped before the end."
    assert "Python stopped at line 2" in learner.output(NAME)
    assert "was never closed" in learner.output(NAME)


def test_run_shows_what_is_printed_and_the_last_value(learner):
    learner.write(NAME, RIGHT + "print('of zero', sigmoid(0.0))\nsigmoid(1000.0)\n")
    assert learner.press(NAME, "run") == "Ran."
    assert learner.output(NAME).split() == ["of", "zero", "0.5", "np.float64(1.0)"]


def test_a_figure_can_be_drawn_in_an_exercise(learner):
    learner.write(NAME, RIGHT + "plt.plot(sigmoid(np.linspace(-5, 5)));\n")
    assert learner.press(NAME, "run") == "Ran."
    picture = learner.page.locator(".tag_exercise:has(.live-bar[data-name=sigmoid]) + .tag_check img.live-figure")
    assert picture.evaluate("image => image.decode().then(() => Math.round(image.naturalWidth / image.width))") == 2


def test_the_solution_waits_for_an_attempt_and_tells_its_imports(learner):
    solve = learner.bar("neuron").locator("[data-do=solve]")
    assert solve.is_hidden()
    learner.write("neuron", "def neuron(X, w, b):\n    return X @ w + b\n")
    learner.press("neuron", "check")
    solve.click()
    panel = learner.page.locator(".live-solution:visible")
    assert "def neuron(" in panel.inner_text()
    assert panel.locator("a").get_attribute("href").endswith(f"solutions/{STEM}.html#exercise-neuron")
    solve.click()
    assert panel.count() == 0


def test_the_hint_button_opens_the_hints_of_the_mistake_one_by_one(learner):
    learner.write(NAME, WRONG)
    learner.press(NAME, "check")
    assert learner.press(NAME, "hint") == "Hint 1: where to look"
    assert learner.press(NAME, "hint") == "Hint 2: what kind of slip"
    assert learner.page.evaluate("document.activeElement.textContent") == "Hint 2: what kind of slip"
    assert learner.page.locator(".fb-verdict details[open]").count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_verdict_with_hints_and_a_solution_meets_wcag(learner, scheme):
    learner.write(NAME, WRONG)
    learner.press(NAME, "check")
    learner.press(NAME, "hint")
    learner.page.evaluate(SCHEME, scheme)
    assert violations(learner.page, "light") == []
    learner.page.evaluate(SCHEME, "light")


def test_an_editor_and_a_verdict_fit_a_phone(learner):
    learner.write(NAME, WRONG + "# " + "a long line " * 30)
    learner.press(NAME, "check")
    learner.page.set_viewport_size(PHONE)
    learner.page.wait_for_timeout(THEME_SETTLES)
    assert learner.page.evaluate(TOO_WIDE) == []
    assert violations(learner.page, "phone") == []
    learner.press(NAME, "check")
    shown = "box => { const { top, bottom } = box.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight }"
    assert learner.page.locator(".fb-verdict").first.evaluate(shown)  # it lies below the keys and is brought up
    learner.page.set_viewport_size(WIDE)


def test_everything_can_be_done_without_a_mouse(learner):
    keyboard = learner.page.keyboard
    learner.editor(NAME)
    learner.page.locator("#exercise-sigmoid h3").evaluate("heading => { heading.tabIndex = -1; heading.focus() }")
    while "cm-content" not in learner.page.evaluate(FOCUSED):
        keyboard.press("Tab")
        assert learner.page.evaluate("document.activeElement.closest('#exercise-sigmoid') !== null")
    keyboard.press("Control+a")
    keyboard.type("def sigmoid(z):\nreturn 1 / (1 + np.exp(-z", delay=1)  # the editor indents and closes brackets
    keyboard.press("Control+Enter")
    assert learner.said(NAME) == "Passed: 2 of 2 points."
    keyboard.press("Escape")
    keyboard.press("Tab")
    assert learner.page.evaluate(FOCUSED) == "check"
    keyboard.press("Enter")
    assert learner.said(NAME) == "Passed: 2 of 2 points."


def test_a_demonstration_runs_as_stored_and_as_changed(learner):
    bar = learner.page.locator(".live-cell-bar:visible").nth(1)
    cell = bar.locator("xpath=..")
    stored = cell.locator(".cell_output").first.inner_text().strip()
    bar.locator("[data-do=run]").click()
    cell.locator(".live-result").wait_for(timeout=LATER)
    assert stored and cell.locator(".live-result").inner_text().strip() == stored
    bar.locator("[data-do=edit]").click()
    cell.locator(".cm-focused").wait_for()
    learner.page.keyboard.press("Control+End")
    learner.page.keyboard.insert_text("\nprint(6 * 7)\n")
    learner.page.keyboard.press("Shift+Enter")
    cell.locator("text=42").wait_for(timeout=LATER)
    bar.locator("[data-do=reset]").click()
    assert cell.locator(".cell_output:visible").inner_text().strip() == stored


def test_a_figure_is_drawn_again_in_its_place(learner):
    cell = learner.page.locator("div.cell:has(> .live-cell-bar):has(> details.hide):has(figcaption)").first
    picture = cell.locator("img").first
    stored = picture.evaluate("image => [image.src, image.clientWidth, image.clientHeight]")
    cell.locator("summary").click()
    cell.locator("[data-do=run]").click()
    cell.locator("text=drawn anew").wait_for(timeout=LATER)
    drawn = picture.evaluate("image => image.decode().then(() => [image.src, image.clientWidth, image.clientHeight])")
    assert drawn[0].startswith("data:image/png") and stored[0].startswith("http")
    assert drawn[1] == stored[1] and abs(drawn[2] - stored[2]) <= 2
    assert cell.locator("figcaption").is_visible()


def test_what_has_been_asked_of_the_page_left_no_error(learner):
    assert (learner.errors, learner.elsewhere) == ([], [])


def test_an_endless_loop_is_stopped_by_hand_and_by_the_clock(chromium, site):
    learner = fresh(chromium)
    learner.page.add_init_script(SOON)
    learner.open(site, STEM)
    learner.write(NAME, ENDLESS)
    assert learner.press(NAME, "check") == "Stopped after 20 seconds. Is there a loop that never ends?"
    learner.bar(NAME).locator("[data-do=check]").click()
    learner.press(NAME, "stop")
    assert learner.said(NAME) == "Stopped. Python starts afresh at the next press."
    learner.page.evaluate("window.patient = true")
    learner.write(NAME, RIGHT)
    assert learner.press(NAME, "check") == "Passed: 2 of 2 points."
    learner.page.context.close()


def test_work_and_progress_outlive_a_reload_until_they_are_reset(chromium, site):
    learner = fresh(chromium).open(site, STEM)
    stub = learner.written(NAME)
    learner.write(NAME, RIGHT)
    learner.press(NAME, "check")
    learner.page.reload()
    assert learner.written(NAME).strip() == RIGHT.strip()
    assert learner.output(NAME).split()[:3] == ["✓", "sigmoid", "passed"]
    assert learner.page.locator("nav.bd-links .live-badge").inner_text() == "1/5"
    assert learner.page.locator(".live-work-list li.done").all_inner_texts() == ["✓ sigmoid"]
    other = Learner(learner.page.context.new_page()).open(site, STEM)  # a second tab
    other.write(NAME, WRONG)
    learner.page.wait_for_function(
        "text => document.querySelector('.cm-content').innerText.includes(text)", arg="exp(z)"
    )
    other.page.close()
    learner.press(NAME, "reset")
    assert learner.written(NAME) == stub
    learner.page.goto(f"{site}/index.html")
    assert learner.page.locator("table.chapters .live-badge").inner_text() == "1/5"
    learner.page.context.close()


def test_work_leaves_as_the_chapters_notebook_and_comes_back(chromium, site, tmp_path):
    learner = fresh(chromium).open(site, STEM)
    learner.write(NAME, RIGHT)
    with learner.page.expect_download() as download:
        learner.page.locator("[data-do=export]").click()
    assert download.value.suggested_filename == f"{STEM}.ipynb"
    download.value.save_as(tmp_path / "work.ipynb")
    learner.page.context.close()

    saved = nbformat.read(tmp_path / "work.ipynb", as_version=4)
    nbformat.validate(saved)
    original = json.loads((ROOT / "chapters" / f"{STEM}.ipynb").read_text(encoding="utf-8"))["cells"]
    differ = [
        i
        for i, (new, old) in enumerate(zip(saved.cells, original, strict=True))
        if new.source != "".join(old["source"])
    ]
    assert [saved.cells[i].source for i in differ] == [RIGHT]
    assert saved.cells[differ[0] + 1].outputs == []  # the stored verdict was of the stub

    other = fresh(chromium).open(site, STEM)
    chooser = other.page.locator(".live-work input[type=file]")
    status = other.page.locator(".live-work .live-status")
    other.editor(NAME)
    chooser.set_input_files({"name": "a.ipynb", "mimeType": "application/json", "buffer": b"[]"})
    other.page.wait_for_function("element => element.textContent", arg=status.element_handle())
    assert status.inner_text() == "That file is not a notebook."
    chooser.set_input_files(tmp_path / "work.ipynb")
    other.page.wait_for_function("element => /Loaded/.test(element.textContent)", arg=status.element_handle())
    assert other.written(NAME).strip() == RIGHT.strip()
    assert status.inner_text().startswith("Loaded 1 of 5 exercises.")
    other.write(NAME, WRONG)
    chooser.set_input_files(ROOT / "chapters" / f"{STEM}.ipynb")
    other.page.wait_for_function("element => /stubs only/.test(element.textContent)", arg=status.element_handle())
    assert other.written(NAME).strip() == WRONG.strip()
    other.page.context.close()


def test_under_any_path_and_without_a_network_once_loaded(chromium):
    learner = fresh(chromium)
    with served(SITE.parent) as host:
        site = f"{host}/{SITE.name}"
        learner.open(site, STEM)
        assert learner.press(NAME, "check").startswith("Still the stub")
        learner.page.wait_for_function(
            "/without a network/.test(document.querySelector('.live-work-where').textContent)", timeout=LATER
        )
    learner.page.reload()  # the server is gone
    learner.write(NAME, RIGHT)
    assert learner.press(NAME, "check") == "Passed: 2 of 2 points."
    learner.bar(NAME).locator("[data-do=solve]").click()
    learner.page.locator(".live-solution:visible").wait_for()
    with learner.page.expect_download():
        learner.page.locator("[data-do=export]").click()
    unseen = learner.page.locator("article figure img").last
    assert unseen.evaluate("image => (image.loading = 'eager', image.decode().then(() => image.naturalWidth))")
    learner.page.context.close()


@pytest.mark.parametrize("lacking", ["JavaScript", "WebAssembly"])
def test_without_scripts_the_page_says_how_else(chromium, site, lacking):
    learner = fresh(chromium, java_script_enabled=lacking != "JavaScript")
    learner.page.add_init_script("delete window.WebAssembly")
    learner.page.goto(f"{site}/chapters/{STEM}.html")
    cell = learner.page.locator(".tag_exercise").first
    assert "download this chapter" in cell.inner_text()
    assert "raise NotImplementedError" in cell.inner_text()
    href = cell.locator("a[download]").get_attribute("href")
    assert (SITE / "chapters" / href).resolve().is_file()
    assert cell.locator("button[data-do]:visible").count() == 0
    assert re.search(r"sigmoid\s*=\s*check\(sigmoid\)", learner.page.locator(".tag_check").first.inner_text())
    learner.page.context.close()


def test_a_press_before_the_scripts_have_come_is_not_lost(page, site):
    page.route("**/card.mjs", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    learner = Learner(page).open(site, "05_backprop")
    page.wait_for_timeout(200)
    assert learner.press("mse_grad", "check") == "Still the stub: replace its last line."
