"""A browser that stores nothing: blocked, as in some private windows, or full. The page works, and says so."""

from __future__ import annotations

import pytest

from tests.site.learner import Learner

pytestmark = pytest.mark.browser
BROKEN = {
    "blocked": "Object.defineProperty(window, 'localStorage', { configurable: true, "
    "get() { throw new Error('blocked') } })",
    "full": "Storage.prototype.setItem = () => { throw new Error('full') }",
}


@pytest.mark.parametrize("how", BROKEN)
def test_where_a_browser_stores_nothing_the_page_says_so_and_works(page, site, how):
    page.add_init_script(BROKEN[how])
    learner = Learner(page).open(site, "01_neuron")
    learner.write("sigmoid", "def sigmoid(z):\n    return z\n")
    assert "keeps nothing" in learner.bar("sigmoid").locator(".live-status").inner_text()
    assert "keeps nothing" in page.locator(".live-work-where").inner_text()
    question = page.locator(".quiz").first
    question.get_by_role("radio").nth(2).check()
    question.get_by_role("button", name="Check").click()
    assert page.locator(".quiz-score").inner_text().startswith("1 of 5 right")
    page.locator("button.theme-switch-button:visible").first.click()
    assert learner.errors == []
