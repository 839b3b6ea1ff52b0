"""Error carried forward between exercises: a slip in one costs once, as it does in the notebook.

There, an exercise that fails is replaced by the course's own function, and what comes after it goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from autograder.core.result import ExerciseResult, Verdict
from autograder.core.submission import Submission

OPEN = frozenset((Verdict.FAILED, Verdict.NOT_ATTEMPTED))


class Reaching(Protocol):
    """A session that tells which functions others can come to call."""

    def reaches(self, functions: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, ...]]: ...


def leaning(results: Sequence[ExerciseResult], session: Reaching) -> dict[str, tuple[str, ...]]:
    """Returns, for each exercise not solved whose function can call earlier ones not solved, the names of these."""
    unsolved = [result.exercise for result in results if result.verdict in OPEN]
    asked = [(name, tuple(unsolved[:place])) for place, name in enumerate(unsolved) if place]
    found = session.reaches(asked) if asked else []
    return {name: names for (name, _), names in zip(asked, found, strict=True) if names}


def judged_again(
    results: Sequence[ExerciseResult],
    leaning: dict[str, tuple[str, ...]],
    opened: Callable[[tuple[str, ...]], AbstractContextManager[Submission]],
    evaluate: Callable[[str, Submission], ExerciseResult],
    *,
    enough: Callable[[], bool] = lambda: False,
) -> tuple[ExerciseResult, ...]:
    """Returns the results, those of exercises that lean on others replaced by what they give beside right ones.

    opened : from names of exercises to a fresh session in which the course's own functions stand for them
    enough : tells whether no further session is to be opened
    """
    found = {result.exercise: result for result in results}
    for names in dict.fromkeys(leaning.values()):
        if enough():
            break
        with opened(names) as session:
            for exercise in [exercise for exercise, needed in leaning.items() if needed == names]:
                found[exercise] = better(found[exercise], evaluate(exercise, session), names)
    return tuple(found.values())


def better(first: ExerciseResult, again: ExerciseResult, names: tuple[str, ...]) -> ExerciseResult:
    """Returns the result of more points; of two that give the same, the second, which is of this function alone.

    names : what the second was judged with, which it then says
    """
    if again == first or again.points < first.points or again.verdict is Verdict.GRADER_ERROR:
        return first
    return replace(again, message=" ".join(filter(None, (again.message, _said(names)))))


def _said(names: tuple[str, ...]) -> str:
    quoted = [f"`{name}`" for name in names]
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
    return f"Judged with the course's own {listed} in place of yours."
