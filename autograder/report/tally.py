"""The class in numbers: how each exercise went, and which mistakes were made in how many submissions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from autograder.core.catalogue import catalogue
from autograder.core.result import Diagnosis, ExerciseResult, Verdict
from autograder.grade import SubmissionResult


@dataclass(frozen=True)
class MistakeTally:
    """One named mistake, and in how many submissions it was made; one that makes it twice counts once.

    exercises : where it was made, most often first
    question : what to ask the class; "" for a mistake that the catalogue no longer holds
    """

    name: str
    family: str
    note: str
    question: str
    count: int
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class FamilyTally:
    """Mistakes of one kind, which one explanation may mend, and in how many submissions any of them was made.

    mistakes : those of the family, most often first
    """

    family: str
    count: int
    mistakes: tuple[MistakeTally, ...]

    @property
    def exercises(self) -> tuple[str, ...]:
        """Where they were made."""
        return tuple(dict.fromkeys(name for made in self.mistakes for name in made.exercises))

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask the class, each question once."""
        return tuple(dict.fromkeys(made.question for made in self.mistakes if made.question))


@dataclass(frozen=True)
class ExerciseTally:
    """How one exercise went. The five counts `full` to `broken` add up to the submissions that were to solve it.

    full, part, zero : full marks, some, none although it was attempted
    open : not attempted
    broken : the grader failed, so there is no mark
    named : submissions that lost points, with a named mistake; the other `part + zero - named` have none
    unnamed : what those without a name were told instead, each sentence with its count, most often first
    """

    chapter: str
    exercise: str
    title: str
    full: int
    part: int
    zero: int
    open: int
    broken: int
    named: int
    mistakes: tuple[MistakeTally, ...]
    unnamed: tuple[tuple[str, int], ...]

    @property
    def judged(self) -> int:
        """The submissions in which the exercise has a mark; one left open has: zero."""
        return self.full + self.part + self.zero + self.open

    @property
    def without_name(self) -> int:
        """The submissions that lost points for which no single mistake was named."""
        return self.part + self.zero - self.named


def tally_exercises(results: Sequence[SubmissionResult]) -> list[ExerciseTally]:
    """Returns one row an exercise, chapter by chapter, in the order of the notebooks."""
    found: dict[tuple[str, str], list[ExerciseResult]] = {}
    for result in sorted(results, key=lambda result: result.chapter):
        for exercise in result.exercises:
            found.setdefault((result.chapter, exercise.exercise), []).append(exercise)
    return [_exercise(chapter, exercises) for (chapter, _), exercises in found.items()]


def tally_families(results: Sequence[SubmissionResult]) -> tuple[FamilyTally, ...]:
    """Returns the named mistakes of the class by family, the family in most submissions first."""
    made = [[(e.exercise, d) for e in result.exercises for d in e.diagnosis] for result in results]
    counts = Counter(family for submission in made for family in {found.family for _, found in submission})
    return tuple(
        FamilyTally(family, count, _mistakes([[pair for pair in own if pair[1].family == family] for own in made]))
        for family, count in _ordered(counts)
    )


def _exercise(chapter: str, results: Sequence[ExerciseResult]) -> ExerciseTally:
    def count(holds: Callable[[ExerciseResult], bool]) -> int:
        return sum(map(holds, results))

    lost = [result for result in results if result.verdict is Verdict.FAILED]
    silent = [result for result in lost if not result.diagnosis]
    return ExerciseTally(
        chapter,
        results[0].exercise,
        results[0].title,
        full=count(lambda r: r.verdict is Verdict.PASSED),
        part=sum(r.points > 0 for r in lost),
        zero=sum(r.points <= 0 for r in lost),
        open=count(lambda r: r.verdict in (Verdict.NOT_ATTEMPTED, Verdict.SKIPPED)),
        broken=count(lambda r: r.verdict is Verdict.GRADER_ERROR),
        named=len(lost) - len(silent),
        mistakes=_mistakes([[(r.exercise, d) for d in r.diagnosis] for r in lost]),
        unnamed=tuple(_ordered(Counter(r.message or "Something here is not right." for r in silent))),
    )


def _mistakes(made: Iterable[list[tuple[str, Diagnosis]]]) -> tuple[MistakeTally, ...]:
    """Returns the mistakes of submissions given as lists of (exercise, named mistake)."""
    counts: Counter[str] = Counter()
    places: dict[str, Counter[str]] = {}
    first: dict[str, Diagnosis] = {}
    for submission in made:
        counts.update({found.name for _, found in submission})
        for exercise, name in {(exercise, found.name) for exercise, found in submission}:
            places.setdefault(name, Counter())[exercise] += 1
        for _, found in submission:
            first.setdefault(found.name, found)
    return tuple(_mistake(first[name], count, places[name]) for name, count in _ordered(counts))


def _mistake(found: Diagnosis, count: int, places: Counter[str]) -> MistakeTally:
    row = catalogue().get(found.name)
    question = row.question if row else ""
    exercises = tuple(exercise for exercise, _ in _ordered(places))
    return MistakeTally(found.name, found.family, found.note, question, count, exercises)


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """Returns the counts from the largest on; equal ones by name, so that two runs write the same page."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
