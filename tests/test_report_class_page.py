"""The class report: counts that add up, bars that say what they show, nothing that names or trusts a student."""

from __future__ import annotations

import re

import pytest

from autograder.core.result import ExerciseResult, Verdict
from autograder.report.chart import Part, bar, swatch
from autograder.report.class_page import class_page
from autograder.report.tally import tally_exercises, tally_families
from tests.marking_fakes import HOSTILE, diagnosis, hostile, marked, partly, unmarked
from tests.test_report_html import Page


def solved(student: str, verdict: Verdict, points: float = 0, message: str = "", diagnosis: tuple = ()):
    """Returns a submission with one exercise of three points."""
    done = ExerciseResult("mse", "backprop", "The error", verdict, points, 3, message, (), diagnosis)
    return marked(student, exercises=(done,))


MEAN, SIGN = diagnosis("mean_missing"), diagnosis("sign_reversed", "sign_or_update_rule")
CLASS = (
    solved("a", Verdict.PASSED, 3),
    solved("b", Verdict.FAILED, 2, "m", (MEAN,)),
    solved("c", Verdict.FAILED, 0, "m", (MEAN, MEAN, SIGN)),
    solved("d", Verdict.FAILED, 1, "Something else."),
    solved("e", Verdict.FAILED, 0, "Something else."),
    solved("f", Verdict.NOT_ATTEMPTED),
    solved("g", Verdict.GRADER_ERROR),
    unmarked(),
)


def test_the_counts_of_an_exercise_add_up():
    (row,) = tally_exercises(CLASS)
    assert (row.full, row.part, row.zero, row.open, row.broken) == (1, 2, 2, 1, 1)
    assert (row.judged, row.named, row.without_name) == (6, 2, 2)
    assert row.unnamed == (("Something else.", 2),)
    assert [(made.name, made.count) for made in row.mistakes] == [("mean_missing", 2), ("sign_reversed", 1)]


def test_a_mistake_counts_once_a_submission_and_brings_a_question():
    first, second = (row.mistakes[0] for row in tally_families(CLASS))
    assert (first.name, first.count, first.exercises) == ("mean_missing", 2, ("mse",))
    assert first.question == "What would doubling the batch do to your result, and what to the loss?"
    assert second.count == 1
    (gone,) = tally_families([solved("a", Verdict.FAILED, 0, "", (diagnosis("no_longer_known"),))])
    assert gone.questions == ()


def test_mistakes_of_a_kind_are_taught_together_and_a_submission_counts_once():
    doubled = diagnosis("mean_doubled")
    made = [(MEAN, doubled), (MEAN,), (doubled,), (SIGN,), (SIGN,)]
    first, second = tally_families([solved(str(n), Verdict.FAILED, 0, "", found) for n, found in enumerate(made)])
    assert (first.family, first.count, [row.count for row in first.mistakes]) == ("batch_average", 3, [2, 2])
    assert (second.family, second.count, second.exercises) == ("sign_or_update_rule", 2, ("mse",))


def test_a_mistake_that_has_another_family_elsewhere_stands_in_both():
    made = [diagnosis("first_row_only", "batch_average"), diagnosis("first_row_only", "bias_reduction", "db")]
    families = tally_families([solved(str(n), Verdict.FAILED, 0, "", (found,)) for n, found in enumerate(made)])
    assert [(row.family, row.count, [m.name for m in row.mistakes]) for row in families] == [
        ("batch_average", 1, ["first_row_only"]),
        ("bias_reduction", 1, ["first_row_only"]),
    ]


def test_an_exercise_that_two_chapters_have_is_two_rows():
    other = marked("z", chapter="01_neuron", exercises=CLASS[0].exercises)
    rows = tally_exercises([*CLASS, other])
    assert [(row.chapter, row.judged) for row in rows] == [("01_neuron", 1), ("05_backprop", 6)]


def test_the_page_says_what_to_teach_again():
    text = Page(class_page(CLASS)).text
    assert "7 of 8 submissions were marked; 1 of them has full marks. Solved least: mse, by 1 of 6." in text
    assert "1/N missing, doubled, squared, or another count in its place" in text
    assert "In 2 of 7 submissions, in mse." in text and "mean missing (2):" in text
    assert "1 of 6 has full marks (17%). 4 lost points: 2 with a named mistake, 2 without." in text
    assert "1 left it open. In 1 the grader failed; they are not in the share." in text
    assert "To discuss: What would doubling the batch do" in text
    assert "1/N is missing" in text  # the instructor's note
    assert "2 × Something else." in text
    assert "1 could not be marked and is in no number here." in text


def test_where_all_is_solved_there_is_nothing_to_start_with():
    text = Page(class_page([solved("a", Verdict.PASSED, 3)])).text
    assert "Solved least" not in text and "Start with these" not in text


def test_many_different_failures_are_cut_short_and_counted():
    rows = [solved(str(n), Verdict.FAILED, 0, f"`mse` said {n}.") for n in range(6)]
    page = class_page(rows)
    assert "2 more with other words" in page
    assert "<code>mse</code> said 0." in page


@pytest.mark.parametrize("results", [CLASS, (hostile(), marked(), partly()), (unmarked(),), ()])
def test_the_page_is_whole_loads_nothing_and_names_nobody(results):
    page = class_page(results)
    parsed = Page(page)
    assert not {"script", "link", "img"} & set(parsed.tags)
    assert "default-src 'none'" in page and not re.search(r"https?:|url\(|@import", page)
    ids = [value for name, value in parsed.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    links = [value for name, value in parsed.attributes if name == "href" and value.startswith("#")]
    assert {link[1:] for link in links} <= set(ids)
    assert not any(result.file in parsed.text for result in results)
    if not any(result.exercises for result in results):
        assert "there is nothing to count" in parsed.text


def test_whatever_a_student_writes_is_text():
    page = class_page([hostile()])
    assert "<script" not in page and HOSTILE.split("`")[0] in Page(page).text


def test_a_bar_is_as_long_as_its_number_and_says_it():
    drawn = bar([Part("full marks", 3, "full"), Part("none", 0, "zero"), Part("open", 1, "open")], 4)
    assert "aria-label='3 full marks, 1 open of 4'" in drawn
    widths = [float(width) for width in re.findall(r"bar-(?:full|open)' x='[\d.]+' width='([\d.]+)'", drawn)]
    assert widths == [746, 250]  # the gap between the two is the first one's
    assert "<title>3 full marks</title>" in drawn


def test_bars_of_nothing_and_of_markup_are_sound():
    assert "aria-label='none of 0'" in bar([], 0)
    assert "aria-label='none of 3'" in bar([Part("x", 0, "full")], 3)
    assert "<b>" not in bar([Part("<b>", 1, "full")], 1)
    assert "aria-hidden='true'" in swatch("full")
