"""The catalogue of mistakes: data, one row each, grouped by where in the course they are made."""

from __future__ import annotations

from functools import cache

from autograder.core.catalogue import (
    capstone,
    classes,
    curves,
    decay,
    differences,
    downward,
    dropout,
    errors,
    factors,
    forward,
    gradient_checking,
    gradient_descent,
    gradients,
    graph_slips,
    graphs,
    initial,
    layer_checks,
    logistic,
    losses,
    momentum,
    neurons,
    overfitting,
    pipeline,
    readings,
    regularisation,
    returned,
    slopes,
    sums,
    tensorflow,
    training,
    updates,
    values,
)
from autograder.core.mistakes import Mistake


@cache
def catalogue() -> dict[str, Mistake]:
    """Returns every row by its name."""
    rows = [*factors.ROWS, *slopes.ROWS, *gradients.ROWS, *downward.ROWS, *losses.ROWS, *forward.ROWS, *initial.ROWS]
    rows += [
        *errors.ROWS,
        *sums.ROWS,
        *gradient_checking.ROWS,
        *layer_checks.ROWS,
        *differences.ROWS,
        *graphs.ROWS,
        *graph_slips.ROWS,
        *gradient_descent.ROWS,
        *training.ROWS,
        *momentum.ROWS,
        *updates.ROWS,
    ]
    rows += [*pipeline.ROWS, *curves.ROWS, *overfitting.ROWS, *regularisation.ROWS, *decay.ROWS, *dropout.ROWS]
    rows += [*logistic.ROWS, *tensorflow.ROWS]
    rows += [*capstone.ROWS, *readings.ROWS, *values.ROWS, *classes.ROWS, *neurons.ROWS, *returned.ROWS]
    by_name = {row.name: row for row in rows}
    if len(by_name) < len(rows):
        raise ValueError("two rows of the catalogue share a name")
    return by_name
