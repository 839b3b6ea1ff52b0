"""Results to words and cards: complete, escaped, and the same in both."""

from __future__ import annotations

import re

import pytest

from autograder import CheckResult, Diagnosis, ExerciseResult, Verdict, evaluate, feedback
from autograder.exercises import by_chapter

NASTY = "<script>alert(1)</script> & `x < y`"


def result(verdict: Verdict, **changes) -> ExerciseResult:
    """Returns a result of two checks, with what is asked for changed."""
    checks = (
        CheckResult("dW", "dW, the weights", Verdict.FAILED, 0, 1, NASTY),
        CheckResult("db", "db, the bias", Verdict.PASSED, 0.5, 0.5, "Right, given your own dZ."),
        CheckResult("arguments", "leaves its arguments", Verdict.FAILED, -1, 0, "changed"),
        CheckResult("quiet", "worth nothing", Verdict.PASSED, 0, 0),
    )
    named = (
        Diagnosis("a", "sign_or_update_rule", "dZ", NASTY, ("one", "two", "three"), "note"),
        Diagnosis("b", "constant_factor", "dW", "second thing", ("1", "2", "3"), "note"),
    )
    fields = {"checks": checks, "diagnosis": named, **changes}
    return ExerciseResult("mse_grad", "backprop", "A title", verdict, 0.0, 1.5, NASTY, **fields)


@pytest.mark.parametrize(("value", "text"), [(2.0, "2"), (1.5, "1.5"), (1 / 3, "0.33"), (0.0, "0"), (10.0, "10")])
def test_points_have_no_needless_zeros(value, text):
    assert feedback.points(value) == text


def test_the_text_holds_headline_message_checks_and_every_mistake():
    lines = feedback.text(result(Verdict.FAILED)).split("\n")
    assert lines[0] == "✗ mse_grad: failed (0/1.5)"
    assert lines[1].strip() == NASTY
    assert "  ✗ dW, the weights (0/1)" in lines
    assert "  ✓ db, the bias (0.5/0.5): Right, given your own dZ." in lines
    assert "  ✗ leaves its arguments (-1)" in lines
    assert "  Also: second thing" in lines
    assert not any("worth nothing" in line for line in lines)


def test_a_stub_has_a_headline_and_no_more():
    assert feedback.text(result(Verdict.NOT_ATTEMPTED)) == "○ mse_grad: not attempted (0/1.5)"
    assert 'fb-checks">' not in feedback.html(result(Verdict.NOT_ATTEMPTED))


def test_the_card_escapes_everything_and_says_the_same():
    card = feedback.html(result(Verdict.FAILED))
    assert "<script>" not in card
    assert "&lt;script&gt;" in card
    assert "<code>x &lt; y</code>" in card
    for words in ("dW, the weights", "Right, given your own dZ.", "second thing", "Hint 3", "three"):
        assert words in card


def test_every_tag_of_the_card_is_closed():
    card = feedback.html(result(Verdict.FAILED))
    for tag in ("section", "p", "ul", "li", "details", "summary", "span", "code", "small", "style"):
        assert len(re.findall(rf"<{tag}[ >]", card)) == card.count(f"</{tag}>"), tag


def test_a_lone_backtick_is_left_alone():
    assert feedback.inline("a ` b") == "a ` b"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_mark_of_its_own(verdict):
    assert feedback.headline(result(verdict)).startswith(feedback.MARKS[verdict])
    assert len(set(feedback.MARKS.values())) == len(Verdict)


def test_hints():
    assert feedback.hint_text(result(Verdict.FAILED), 2) == "Hint 2, what kind of slip: two"
    assert "no hint to give" in feedback.hint_text(result(Verdict.FAILED, diagnosis=()), 1)


def test_progress_as_text_and_card():
    chapter = by_chapter("05")
    rows = [(exercise, None) for exercise in chapter.exercises]
    rows[0] = (chapter.exercises[0], result(Verdict.PASSED))
    text = feedback.progress_text(chapter, rows)
    assert text.startswith(f"Chapter 05: 1/{len(rows)} exercises, 0/{feedback.points(chapter.points)} points")
    card = feedback.progress_html(chapter, rows)
    assert all(exercise.name in card for exercise in chapter.exercises)


def test_a_result_is_plain_json():
    import json

    assert json.loads(json.dumps(result(Verdict.FAILED).to_dict()))["verdict"] == "failed"


def test_what_was_observed_is_said_once_when_two_mistakes_show_in_one_number():
    def slips(Y_hat, Y):
        return 2 * (Y - Y_hat) / len(Y)

    found = evaluate(slips, "mse_grad")
    first, second = (diagnosis.message for diagnosis in found.diagnosis)
    observed = first.partition(". ")[0]
    assert second.startswith(observed)
    assert feedback.text(found).count(observed) == 1
    assert feedback.html(found).count(observed) == 1
    assert second.removeprefix(f"{observed}. ") in feedback.text(found)
