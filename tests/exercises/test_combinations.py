"""One to three mistakes made together are named together, and never by a name that does not fit the numbers."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exercises.combinations import (
    GRADIENTS,
    Combination,
    fits_together,
    gives_same_numbers,
    outcome,
    sample,
    singles,
)

BUDGET = {"neuron_grad": 60, "dense_backward": 70, "two_layer_backward": 34, "backward": 9}  # a few seconds each
NAMED = 0.85  # the share that is named in full, of samples this small; benchmarks/naming.py measures more
SEED = 7


def combinations_of(exercise: str) -> st.SearchStrategy[Combination]:
    """Returns sets of one to three mistakes of an exercise that stand in different places of the student's code."""
    rows = [single.rows[0] for single in singles(exercise)]
    places = st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=3, unique=True).map(sorted)
    chosen = places.map(lambda numbers: Combination(exercise, tuple(rows[n] for n in numbers)))
    return chosen.filter(fits_together)


@pytest.mark.parametrize("exercise", GRADIENTS)
def test_mistakes_made_together_are_named(exercise):
    seen: dict[Combination, str] = {}

    @settings(
        max_examples=BUDGET[exercise],
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(combinations_of(exercise))
    def no_name_is_wrong(combination):
        how, names = outcome(combination)
        seen[combination] = how
        assert how != "misnamed", (combination.label, sorted(names))

    no_name_is_wrong()
    tally = Counter(seen.values())
    assert len({len(combination.rows) for combination in seen}) == 3
    assert tally["named"] + tally["equal"] >= NAMED * len(seen), tally


def test_samples_repeat():
    assert sample("neuron_grad", 2, 5, SEED) == sample("neuron_grad", 2, 5, SEED)


def test_another_account_of_the_same_numbers_is_recognised():
    rows = {single.rows[0].edits: single.rows[0] for single in singles("neuron_grad")}
    averaged = Combination("neuron_grad", (rows["dz.sum() => dz.mean()"], rows["X.T @ dz => X.T @ dz / len(X)"]))
    assert gives_same_numbers(frozenset({"batch_mean_twice"}), averaged)
    assert not gives_same_numbers(frozenset({"batch_mean_missing"}), averaged)
