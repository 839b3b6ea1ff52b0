"""Two and three mistakes made together are named together, and never by a name that does not fit the numbers."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.exercises.combinations import GRADIENTS, Combination, gives_same_numbers, outcome, sample, singles

PAIRS = {"neuron_grad": 40, "dense_backward": 40, "two_layer_backward": 24, "backward": 6}
TRIPLES = {"neuron_grad": 20, "dense_backward": 30, "two_layer_backward": 10, "backward": 3}
SEED = 7


@pytest.mark.parametrize("count", (2, 3), ids=("pairs", "triples"))
@pytest.mark.parametrize("exercise", GRADIENTS)
def test_mistakes_made_together_are_named(exercise, count):
    chosen = sample(exercise, count, (PAIRS if count == 2 else TRIPLES)[exercise], SEED)
    outcomes = {combination: outcome(combination) for combination in chosen}
    wrong = [(c.label, sorted(names)) for c, (how, names) in outcomes.items() if how == "misnamed"]
    assert wrong == []
    tally = Counter(how for how, _ in outcomes.values())
    assert tally["named"] + tally["equal"] >= 0.9 * len(outcomes)


def test_samples_repeat():
    assert sample("neuron_grad", 2, 5, SEED) == sample("neuron_grad", 2, 5, SEED)


def test_another_account_of_the_same_numbers_is_recognised():
    rows = {single.rows[0].edits: single.rows[0] for single in singles("neuron_grad")}
    averaged = Combination("neuron_grad", (rows["dz.sum() => dz.mean()"], rows["X.T @ dz => X.T @ dz / len(X)"]))
    assert gives_same_numbers(frozenset({"batch_mean_twice"}), averaged)
    assert not gives_same_numbers(frozenset({"batch_mean_missing"}), averaged)
