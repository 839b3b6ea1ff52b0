"""Several mistakes in one function: combinations of the tables' rows, and how well they are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from autograder import evaluate
from autograder.core.checks import same
from autograder.live import LiveSubmission
from tests.exercises import rows_backprop
from tests.exercises.rows import Row
from tests.exercises.students import EXERCISES, edited, student

GRADIENTS = ("neuron_grad", "dense_backward", "two_layer_backward", "backward")
OUTCOMES = ("named", "partly", "unnamed", "misnamed")
MANNERS = {"arguments_changed", "results_change_between_calls"}


@dataclass(frozen=True)
class Combination:
    """Mistakes made together by one student, on different lines."""

    exercise: str
    rows: tuple[Row, ...]

    @property
    def edits(self) -> tuple[str, ...]:
        """All edits of all rows."""
        return tuple(edit for row in self.rows for edit in row.wrong)

    @property
    def truth(self) -> frozenset[str]:
        """The names of all mistakes made."""
        return frozenset().union(*(row.truth for row in self.rows))

    @property
    def label(self) -> str:
        """What pytest calls it."""
        return f"{self.exercise}-{' & '.join(row.edits for row in self.rows)}"


def singles(exercise: str) -> list[Combination]:
    """Returns every listed mistake of an exercise, alone; of rows with the same edits, the first."""
    rows = {row.edits: row for row in reversed(rows_backprop.ROWS) if row.exercise == exercise}
    return [Combination(exercise, (row,)) for row in reversed(rows.values()) if not row.truth & MANNERS]


def several(exercise: str, count: int) -> Iterator[Combination]:
    """Yields every set of so many mistakes that stand on different lines and all have an effect."""
    rows = [single.rows[0] for single in singles(exercise)]
    for chosen in combinations(rows, count):
        combination = Combination(exercise, chosen)
        if len(combination.truth) == len(frozenset(chosen)) and _fits_together(combination):
            yield combination


def sample(exercise: str, count: int, size: int, seed: int) -> list[Combination]:
    """Returns a random choice of sets of so many mistakes."""
    rows = [single.rows[0] for single in singles(exercise)]
    rng, found = np.random.default_rng([seed, count, len(rows)]), {}
    for _ in range(50 * size):
        chosen = tuple(rows[i] for i in sorted(rng.choice(len(rows), count, replace=False)))
        combination = Combination(exercise, chosen)
        if chosen not in found and _fits_together(combination):
            found[chosen] = combination
        if len(found) == size:
            break
    return list(found.values())


def _fits_together(combination: Combination) -> bool:
    try:
        edited(combination.exercise, *combination.edits)
    except ValueError:
        return False
    return True


def outcome(combination: Combination) -> tuple[str, frozenset[str]]:
    """Returns how well the mistakes are named, one of OUTCOMES, and the names given."""
    names = frozenset(d.name for d in evaluate(student(combination.exercise, *combination.edits)).diagnosis)
    return judge(names, accounts(combination)), names


def judge(names: frozenset[str], truths: Sequence[frozenset[str]]) -> str:
    """Returns how well names fit any of the true accounts of a result."""
    if names in truths:
        return "named"
    if not names:
        return "unnamed"
    return "partly" if any(names < truth for truth in truths) else "misnamed"


def accounts(combination: Combination) -> list[frozenset[str]]:
    """Returns the sets of names that are true of a result: where one mistake hides another, either tells it all."""
    results = _results(combination)
    found = [combination.truth]
    for count in range(1, len(combination.rows)):
        for rows in combinations(combination.rows, count):
            fewer = Combination(combination.exercise, rows)
            if same(_results(fewer), results):
                found.append(fewer.truth)
    return found


def _results(combination: Combination) -> list:
    requests = [case.request for variant in EXERCISES[combination.exercise].variants for case in variant.cases]
    function = student(combination.exercise, *combination.edits)
    outcomes = LiveSubmission(function).calls(combination.exercise, requests)
    return [_rounded(outcome.value) if outcome.error is None else outcome.error.kind for outcome in outcomes]


def _rounded(value):
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_rounded(item) for item in value]
    return [float(f"{x:.9g}") + 0.0 for x in np.ravel(value)]
