"""Plants mistakes in the students' code of one chapter and says what was made of them.

`Planted(STUDENTS)` holds right code by the function's name; `tests.exercises.rows` says what an edit is.
"""

from __future__ import annotations

import importlib
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from autograder import ExerciseResult, Verdict, evaluate
from autograder.core.exercise import Chapter, mistakes_of_rule
from tests.exercises.rows import Row


@dataclass(frozen=True)
class Planted:
    """The right code of a chapter's students, to be edited."""

    sources: Mapping[str, str]

    def source(self, name: str, *edits: str) -> str:
        """Returns the code after some edits. Raises ValueError when an old text does not stand exactly once."""
        text = textwrap.dedent(self.sources[name]).strip() + "\n"
        for edit in edits:
            old, arrow, new = edit.partition(" => ")
            if not arrow or text.count(old) != 1:
                raise ValueError(f"{name}: {old!r} stands {text.count(old)} times in the source")
            text = text.replace(old, new)
        return text

    def function(self, name: str, *edits: str) -> Callable:
        """Returns the student's function after some edits."""
        return compiled(self.source(name, *edits), name)

    def stub(self, name: str) -> Callable:
        """Returns the function as the learner finds it."""
        signature = self.source(name).split("\n")[0]
        return compiled(f"{signature}\n    raise NotImplementedError", name)


def compiled(source: str, name: str) -> Callable:
    """Returns the function of that name that a source text defines."""
    namespace = {"np": np}
    exec(compile(textwrap.dedent(source), f"<{name}>", "exec"), namespace)
    return namespace[name]


def named(result: ExerciseResult) -> set[str]:
    """Returns the names of the mistakes that were found."""
    return {diagnosis.name for diagnosis in result.diagnosis}


def demand_named(planted: Planted, row: Row) -> None:
    """Fails unless a row's mistake is called by exactly its names."""
    result = evaluate(planted.function(row.exercise, *row.wrong), row.exercise)
    assert (result.verdict, named(result)) == (Verdict.FAILED, row.truth), result.message
    assert result.points < result.max_points


def demand_not_named(planted: Planted, row: Row) -> None:
    """Fails when a row's near miss is given its names."""
    assert not named(evaluate(planted.function(row.exercise, *row.near), row.exercise)) & row.truth


def demand_full_marks(result: ExerciseResult) -> None:
    """Fails unless everything passed and nothing was named; a remark on a right result may have been made."""
    assert (result.verdict, result.points) == (Verdict.PASSED, result.max_points), result
    assert result.message in {"", *(check.message for check in result.checks)}
    assert {check.verdict for check in result.checks} <= {Verdict.PASSED}
    assert result.diagnosis == ()


def unshown(chapter: Chapter, rows: tuple[Row, ...]) -> dict[str, set[str]]:
    """Returns, by exercise, the mistakes of its steps that no row shows."""
    missing = {}
    for exercise in chapter.exercises:
        steps = [step for variant in exercise.variants for step in variant.steps]
        listed = {name for step in steps for rule in step.wrong for name in mistakes_of_rule(rule)}
        missing[exercise.name] = listed - {name for row in rows if row.exercise == exercise.name for name in row.truth}
    return {name: rest for name, rest in missing.items() if rest}


def worked(chapter: Chapter) -> dict[str, Callable]:
    """Returns the worked functions of a chapter's exercises."""
    module = importlib.import_module(f"solutions.{chapter.key}")
    return {exercise.name: getattr(module, exercise.name) for exercise in chapter.exercises}
