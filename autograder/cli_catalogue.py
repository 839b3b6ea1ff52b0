"""`autograder list`, `show` and `explain`: what the course asks and which mistakes it can name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from autograder import feedback
from autograder.core.catalogue import catalogue
from autograder.core.exercise import Exercise, mistakes_of_rule
from autograder.core.mistakes import FAMILIES
from autograder.core.scales import SCALES
from autograder.errors import MarkingError
from autograder.exercises import CHAPTERS, by_name

ANYWHERE = (
    "arguments_changed",
    "results_change_between_calls",
    "extra_axis",
    "bias_kept_as_row",
    "number_for_tuple",
    "fractions_cut_off",
    "rounded_too_early",
    "biases_left_out",
    "layers_left_out",
    "list_for_dict",
)
"""What every function can be told, whatever it computes."""


class UnknownName(MarkingError):
    """A name that is no exercise or no mistake."""


def list_exercises() -> str:
    """Returns every exercise by chapter, with its arguments and points."""
    lines = []
    for chapter in CHAPTERS:
        lines.append(f"{chapter.number} {chapter.title} ({feedback.points(chapter.points)} points)")
        for exercise in chapter.exercises:
            call = f"{exercise.name}({', '.join(exercise.arguments)})"
            lines.append(f"   {feedback.points(exercise.points):>4}  {call}")
    return "\n".join(lines)


def show_exercise(name: str) -> str:
    """Returns what one exercise asks: its steps, its further checks and the mistakes it knows.

    Raises UnknownName.
    """
    exercise = _known(name, (e.name for chapter in CHAPTERS for e in chapter.exercises), by_name, "exercise")
    lines = [f"{exercise.name}({', '.join(exercise.arguments)}): {exercise.title}", ""]
    for variant in exercise.variants:
        unit = exercise.share(variant) / sum(step.points for step in variant.steps)
        prefix = f"{variant.name}: " if variant.name else ""
        lines += [f"   {feedback.points(s.points * unit):>4}  {prefix}{s.title}" for s in variant.steps if s.points]
    lines += [f"   {feedback.points(gate.points):>4}  {gate.title}" for gate in exercise.gates]
    lines += ["", "Mistakes it can name:"]
    lines += [f"   {name}" for name in mistakes_of(exercise)]
    lines += ["", f"And in any exercise: {', '.join(ANYWHERE)}."]
    return "\n".join(lines)


def explain_mistake(name: str) -> str:
    """Returns one row of the catalogue: family, words, hints, the instructor's note.

    Raises UnknownName.
    """
    row = _known(name, catalogue(), catalogue().__getitem__, "mistake")
    lines = [f"{row.name} ({row.family}: {FAMILIES[row.family]})", "", row.note, "", f"   {row.suggests}"]
    lines += [f"   {row.question}", ""]
    lines += [
        f"   hint {number}, {title}: {hint}"
        for number, (title, hint) in enumerate(zip(feedback.HINT_TITLES, row.hints, strict=True), start=1)
    ]
    return "\n".join(lines)


def mistakes_of(exercise: Exercise) -> list[str]:
    """Returns the names of the mistakes in an exercise's steps and gates, in order, with those behind factors."""
    names: dict[str, None] = {}
    for variant in exercise.variants:
        names |= dict.fromkeys(misreading.name for misreading in variant.misreadings)
        for step in variant.steps:
            names |= dict.fromkeys(name for key in step.wrong for name in mistakes_of_rule(key))
            if step.scalable:
                known = variant.cases[0].sizes
                for scale in SCALES:
                    if all(size in known for size in scale.needs):
                        names |= dict.fromkeys(step.scales.get(scale.name) or scale.mistakes)
    for gate in exercise.gates:
        names |= dict.fromkeys(gate.names)
    names |= dict.fromkeys(exercise.together.values())
    return list(names | dict.fromkeys(" ".join(exercise.implied.values()).split()))


def _known(name: str, names: Iterable[str], find, what: str):
    names = list(names)
    if name in names:
        return find(name)
    near = difflib.get_close_matches(name, names, n=3)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise UnknownName(f"there is no {what} called {name!r}.{hint}")
