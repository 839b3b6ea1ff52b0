"""What a learner reads: at most three short sentences, in the second person, that do not give the answer away."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import evaluate, feedback
from autograder.core.catalogue import catalogue
from autograder.core.exercise import mistakes_of_rule
from tests.exercises import rows_backprop, rows_forward
from tests.exercises.students import CHAPTERS, EXERCISES, SOURCES, student
from tests.exercises.unlisted import UNLISTED

ROOT = Path(__file__).parents[2]
ROWS = (*rows_forward.ROWS, *rows_backprop.ROWS)
CHAPTER_OF = {exercise.name: chapter.key for chapter in CHAPTERS for exercise in chapter.exercises}
SENTENCE_END = re.compile(r"(?<=[.?!…])\s+(?=[A-Z`\"'(])")
LONGEST_SENTENCE = 230  # characters; the longest hold two numbers of ten digits
OBSERVED = re.compile(
    r"\d|[Ee]very entry|half|opposite sign|After the call|Called twice|[Tt]wo generators|same weights"
)
FORBIDDEN = re.compile(r"\b(student|learner|user|he|she|I|we|our|simply|obviously|clearly|Traceback|None\.)\b")


def sentences(text: str) -> list[str]:
    return [part for part in SENTENCE_END.split(text.strip()) if part]


def demand_a_readable(message: str) -> None:
    assert 1 <= len(sentences(message)) <= 3, sentences(message)
    assert max(map(len, sentences(message))) <= LONGEST_SENTENCE, message
    assert not FORBIDDEN.search(message), message
    assert message[-1] in ".?!…", message
    assert "  " not in message and "nan" not in message.split(), message


@pytest.mark.parametrize("row", ROWS, ids=[row.label for row in ROWS])
def test_a_named_mistake_is_told_in_three_sentences(row):
    result = evaluate(student(row.exercise, *row.wrong))
    demand_a_readable(result.message)
    for diagnosis in result.diagnosis:
        demand_a_readable(diagnosis.message)
        assert diagnosis.message.rstrip().endswith("?")
        assert OBSERVED.search(diagnosis.message), diagnosis.message
    for check in result.checks:
        if check.message:
            demand_a_readable(check.message)


@pytest.mark.parametrize("mistake", UNLISTED, ids=[f"{m.exercise}-{m.edits}" for m in UNLISTED])
def test_an_unlisted_mistake_is_told_in_three_sentences(mistake):
    demand_a_readable(evaluate(student(mistake.exercise, mistake.edits)).message)


def parts_of_the_answer(name: str) -> set[str]:
    """Returns the expressions of the worked function, without spaces, that would give it away."""
    function = getattr(importlib.import_module(f"solutions.{CHAPTER_OF[name]}"), name)
    body = ast.parse(inspect.getsource(function)).body[0].body[1:]
    found = {
        ast.unparse(node).replace(" ", "")
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.Compare)
    }
    return {part for part in found if len(part) > 5 and not part.startswith(("range(", "len(", "cache[", "params["))}


@pytest.mark.parametrize("name", EXERCISES)
def test_no_message_or_hint_holds_a_part_of_the_answer(name):
    named = {listed for step in _steps(name) for rule in step.wrong for listed in mistakes_of_rule(rule)}
    named |= {listed for step in _steps(name) for listed in sum(map(list, step.scales.values()), [])}
    answer = parts_of_the_answer(name)
    for mistake in sorted(named):
        row = catalogue()[mistake]
        said = " ".join((row.suggests, row.question, *row.hints)).replace(" ", "")
        assert [part for part in answer if part in said] == [], mistake


def _steps(name: str):
    return [step for variant in EXERCISES[name].variants for step in variant.steps]


def test_the_answers_have_parts():
    assert "X.T@dZ" in parts_of_the_answer("dense_backward")
    assert sum(bool(parts_of_the_answer(name)) for name in SOURCES) > 12


WORDS = """
from autograder import evaluate, feedback
from tests.exercises.rows_backprop import ROWS
from tests.exercises.students import student
for row in [row for row in ROWS if row.exercise != "backward"][::9]:
    result = evaluate(student(row.exercise, *row.wrong))
    print(feedback.text(result), feedback.html(result), result.to_dict())
"""


def test_the_words_are_the_same_byte_for_byte_in_every_process():
    said = {
        subprocess.run(
            [sys.executable, "-c", WORDS],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, timeout=120,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1 and len(said.pop()) > 1000


def test_the_same_function_gets_the_same_words_twice():
    wrong = student("two_layer_backward", "dZ2 @ W2.T => dZ2 @ (W2 - 0.1 * dW2).T", "X.T @ dZ1 => dZ1.T @ X")
    assert feedback.html(evaluate(wrong)) == feedback.html(evaluate(wrong))
