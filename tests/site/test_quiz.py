"""A quiz in the page: answered by keyboard alone, told to a screen reader, kept in the browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.visit import RULES, SCHEME

pytestmark = pytest.mark.browser

CHAPTER = "/chapters/01_neuron.html"
KEY = "fab:quiz:01_neuron:1"  # its question asks for the threshold of w = 2, b = -3; C is right
STORED = "JSON.parse(localStorage.getItem('%s'))"
HEARD = (
    """() => { window.heard = []; document.addEventListener('fab:quiz', event => window.heard.push(event.detail)) }"""
)


@pytest.fixture
def quiz(page):
    """The first question of chapter 01, never answered before."""
    page.goto(CHAPTER)
    return page.locator(".quiz").first


def answer(page, quiz, letter: str) -> None:
    """Chooses and checks an option with the keyboard alone."""
    checked = quiz.locator("input:checked")
    (checked if checked.count() else quiz.locator("input").first).focus()
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.value") != letter:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_the_question_names_its_group_of_radio_buttons(quiz):
    group = quiz.get_by_role("group", name="A neuron with one input has w = 2 and b = -3.")
    assert group.get_by_role("radio").count() == 4
    assert group.get_by_role("radio", name="C. 1.5").count() == 1
    assert quiz.locator("details").count() == 0


def test_by_keyboard_a_wrong_answer_says_why_and_a_right_one_explains_all(page, quiz):
    page.evaluate(HEARD)
    quiz.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    assert not quiz.locator(".why p").first.is_visible()  # moving commits to nothing
    answer(page, quiz, "B")
    assert quiz.get_by_role("status").inner_text() == "B is not it. Read why, and choose again."
    wrong = quiz.locator(".choice", has_text="B. -1.5").locator(".why")
    assert wrong.inner_text().startswith("No. The right size with the sign lost")
    assert wrong.get_attribute("aria-live") == "polite"
    assert quiz.locator("input[value=B]").get_attribute("aria-describedby") == wrong.get_attribute("id")
    answer(page, quiz, "C")
    assert quiz.get_by_role("status").inner_text() == "Right, at try 2."
    assert all(quiz.locator(".why p").nth(i).is_visible() for i in range(4))
    assert page.evaluate("document.activeElement.value") == "C"
    kept = {"tries": ["B", "C"], "right": True}
    assert page.evaluate(STORED % KEY) == kept
    assert page.evaluate("window.heard.at(-1)") == {"chapter": "01_neuron", "number": 1, **kept}


def test_right_and_wrong_are_told_by_a_mark_and_a_word(page, quiz):
    answer(page, quiz, "C")
    marks = "all => all.map(one => getComputedStyle(one, '::before').content[1] + one.textContent.trim().split('.')[0])"
    assert quiz.locator(".why > div").evaluate_all(marks) == ["✗No", "✗No", "✓Yes", "✗No"]


def test_results_outlive_the_page_and_reset_forgets_them(page, quiz):
    answer(page, quiz, "C")
    page.reload()
    assert quiz.get_by_role("status").inner_text() == "Right, at the first try."
    assert quiz.locator("input:checked").get_attribute("value") == "C"
    score = page.locator(".quiz-score")
    assert score.get_by_role("status").inner_text() == "1 of 5 right, 1 at the first try. Kept in this browser only."
    score.get_by_role("button", name="Reset").press("Enter")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    assert quiz.locator("input:checked").count() == 0
    assert not quiz.locator(".why p").first.is_visible()
    assert score.get_by_role("status").inner_text().startswith("0 of 5 right. ")


def test_what_is_right_is_told_beside_the_exercises_and_not_among_them(page, quiz):
    line = page.locator(".live-work-list .quiz-line")
    assert line.inner_text() == "○ Quiz"
    answer(page, quiz, "C")
    assert line.inner_text() == "○ Quiz 1 of 5"
    assert page.locator("nav.bd-links .live-badge").count() == 0
    page.goto("/index.html")
    badge = page.locator("table.chapters .live-badge")
    assert badge.inner_text() == "quiz 1/5"
    assert badge.get_attribute("aria-label") == "0 of 5 exercises passed, 1 of 5 quiz questions right"


def test_check_without_a_choice_asks_for_one(page, quiz):
    quiz.get_by_role("button", name="Check").press("Enter")
    assert quiz.get_by_role("status").inner_text() == "Choose an option first."
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_what_others_have_stored_is_no_trouble(page, quiz):
    for foreign in ("no JSON", '{"tries": ["Q"]}', '{"tries": 5}', "null"):
        page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, foreign])
        page.reload()
        assert quiz.get_by_role("radio").count() == 4
        assert quiz.get_by_role("status").inner_text() == ""


@pytest.mark.parametrize("look", ["light", "dark"])
def test_an_answered_question_is_accessible(page, quiz, look):
    page.evaluate(SCHEME, look)
    answer(page, quiz, "A")
    answer(page, quiz, "C")
    found = Axe().run(page, context={"include": [[".quiz"], [".quiz-score"]]}, options={"runOnly": RULES["light"]})
    assert found.response["violations"] == []


def test_formulas_in_options_and_explanations_are_set(page):
    page.goto("/chapters/05_backprop.html")
    page.wait_for_selector(".quiz label span.math mjx-container")
    assert page.locator(".quiz label", has_text="because").locator("mjx-container").count() == 1


def test_without_scripts_the_options_open_to_say_why(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(CHAPTER)
    option = page.locator(".quiz details").nth(1)
    assert not option.locator("p").is_visible()
    option.locator("summary").click()
    assert option.locator("p").inner_text().startswith("No. The right size with the sign lost")
    context.close()
