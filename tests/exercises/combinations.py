"""Several mistakes in one function: combinations of the tables' rows, and how well they are named."""

from __future__ import annotations

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
# named: exactly these mistakes; equal: others of the tables, which give the very same numbers; partly: some of them
OUTCOMES = ("named", "equal", "partly", "unnamed", "misnamed")
MANNERS = {"arguments_changed", "results_change_between_calls"}


@dataclass(frozen=True)
class Combination:
    """Mistakes made together by one student, in different places."""

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


def sample(exercise: str, count: int, size: int, seed: int) -> list[Combination]:
    """Returns a random choice of sets of so many mistakes."""
    rows = [single.rows[0] for single in singles(exercise)]
    rng, found = np.random.default_rng([seed, count, len(rows)]), {}
    for _ in range(50 * size):
        chosen = tuple(rows[i] for i in sorted(rng.choice(len(rows), count, replace=False)))
        combination = Combination(exercise, chosen)
        if chosen not in found and fits_together(combination):
            found[chosen] = combination
        if len(found) == size:
            break
    return list(found.values())


def fits_together(combination: Combination) -> bool:
    """Returns True when the edits of a combination stand in different places."""
    try:
        edited(combination.exercise, *combination.edits)
    except ValueError:
        return False
    return True


def outcome(combination: Combination) -> tuple[str, frozenset[str]]:
    """Returns how well the mistakes are named, one of OUTCOMES, and the names given."""
    names = frozenset(d.name for d in evaluate(student(combination.exercise, *combination.edits)).diagnosis)
    if names == combination.truth:
        return "named", names
    if not names:
        return "unnamed", names
    if names < combination.truth:
        return ("equal" if gives_same_numbers(names, combination) else "partly"), names
    return ("equal" if gives_same_numbers(names, combination) else "misnamed"), names


def gives_same_numbers(names: frozenset[str], combination: Combination) -> bool:
    """Returns True when rows with these names, and no others, give the same results as a combination."""
    rows = [single.rows[0] for single in singles(combination.exercise) if single.truth <= names]
    results = _results(combination)
    for count in range(1, len(combination.rows) + 2):
        for chosen in combinations(rows, count):
            other = Combination(combination.exercise, chosen)
            if other.truth == names and fits_together(other) and same(_results(other), results):
                return True
    return False


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
