"""What every chapter has: figures with captions and a slider, five questions, exercises to go further with answers."""

from __future__ import annotations

import re

import pytest

from autograder.exercises import by_chapter
from autograder.make_notebooks.placeholders import EXERCISE, QUIZ, pieces
from tests.chapters.chapter_text import SOURCES, ChapterText

TEXTS = {stem: path.read_text(encoding="utf-8") for stem, path in SOURCES.items()}
LONGEST_CELL = 15  # lines
QUESTIONS, FURTHER = 5, 4  # a chapter; of the latter at least
FIGURES_IN_ALL, FURTHER_IN_ALL = 50, 30

every_chapter = pytest.mark.parametrize("stem", TEXTS)


def count(pattern: str, text: str) -> int:
    return len(re.findall(pattern, text, flags=re.MULTILINE))


def figures(text: str) -> int:
    return count(r"^    name: fig-", text)


def further(text: str) -> int:
    return count(r"^\*\*\d+\. ", text.partition("## Further exercises")[2])


@every_chapter
def test_the_exercises_stand_in_the_order_in_which_they_are_marked(stem):
    assert ChapterText(stem).exercises == tuple(exercise.name for exercise in by_chapter(stem[:2]).exercises)


@every_chapter
def test_no_cell_is_long(stem):
    assert max(len(cell.strip().splitlines()) for cell in ChapterText(stem).cells) <= LONGEST_CELL


@every_chapter
def test_words_that_make_readers_feel_slow_are_absent(stem):
    prose = re.sub(r"(?i)\bjust (above|after|below|sent)\b", "", TEXTS[stem])
    assert re.findall(r"(?i)[^\n]*\b(?:simply|clearly|obviously|of course|just)\b[^\n]*", prose) == []


@every_chapter
def test_every_figure_has_a_caption_and_an_alternative_text_and_one_has_a_slider(stem):
    text = TEXTS[stem]
    assert figures(text) == count(r'^    caption: "?\S', text) == count(r'^    alt: "?\S', text) > 0
    assert count(r"^figures\.interactive\(", text) >= 1


@every_chapter
def test_five_questions_come_after_the_last_exercise_and_before_the_summary(stem):
    found = [(piece.kind, piece.line) for piece in pieces(TEXTS[stem])]
    quiz = [line for kind, line in found if kind == QUIZ]
    lines = TEXTS[stem].split("\n")
    assert len(quiz) == QUESTIONS
    assert max(line for kind, line in found if kind == EXERCISE) < lines.index("## Quiz") < quiz[0]
    assert quiz[-1] < lines.index("## Summary") < lines.index("## Further exercises")


@every_chapter
def test_further_exercises_have_an_answer_each(stem):
    tail = TEXTS[stem].partition("## Further exercises")[2]
    assert FURTHER <= further(TEXTS[stem]) == tail.count("<summary>Answer</summary>")


def test_figures_and_further_exercises_in_all():
    assert sum(map(figures, TEXTS.values())) >= FIGURES_IN_ALL
    assert sum(map(further, TEXTS.values())) >= FURTHER_IN_ALL
