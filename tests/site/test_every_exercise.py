"""Every exercise of every chapter, done in its page: the stub fails, the worked function passes, a mistake is named."""

from __future__ import annotations

import pytest

from tests.site.attempts import exercises, live_pages, mistake, worked
from tests.site.learner import Learner

pytestmark = pytest.mark.browser
PAGES = live_pages()


def words(text: str) -> str:
    """Returns a text's words alone: the page sets code as code and breaks lines."""
    return " ".join(text.replace("`", "").split())


def test_there_are_pages_with_exercises():
    assert "05_backprop" in PAGES


@pytest.mark.parametrize("stem", PAGES)
def test_in_the_page_the_stub_fails_the_worked_function_passes_and_a_mistake_is_named(page, site, stem):
    learner = Learner(page).open(site, stem)
    for name in exercises(stem):
        wrong = mistake(name)
        assert "Still the stub" in learner.press(name, "check"), name
        learner.write(name, wrong.source)
        assert learner.press(name, "check").startswith("Failed"), name
        assert words(wrong.message) in words(learner.output(name)), name
        learner.write(name, worked(stem, name))
        assert learner.press(name, "check").startswith("Passed"), (name, learner.output(name))
    assert (learner.errors, learner.elsewhere) == ([], [])


@pytest.mark.parametrize("stem", PAGES)
def test_an_exercise_that_no_browser_can_run_says_where_to_do_it(page, site, stem):
    for name in exercises(stem, running=False):
        page.goto(f"{site}/chapters/{stem}.html")
        cell = page.locator(f".tag_exercise:has-text('def {name}(')")
        assert "does not run in a browser" in cell.inner_text()
        assert cell.locator("a[download]").get_attribute("href").endswith(f"{stem}.ipynb")
