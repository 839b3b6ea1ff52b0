"""How long a verdict takes: every exercise on a right answer and on a wrong one, beside a plain gradient check.

Method: each function is judged once to draw the probes and compute the exact references, which are then kept as they
are in a notebook or a marking process; the median of the following runs is reported. The comparison is the check that
most courses use, a central-difference loop over the same parameters of the same network, in the same run, and torch's
gradcheck of an equal network where torch is installed. Ratios are what to read: times depend on the machine.
"""

from __future__ import annotations

import importlib
import statistics
import time

import numpy as np

from autograder import evaluate
from autograder.core import reference as ref
from autograder.core.numdiff import central_difference
from autograder.exercises import CHAPTERS, by_name

RUNS = 15
# torch's usual Linux wheel brings twenty packages for graphics cards with it, so no environment of ours installs it
NO_TORCH = "torch is not installed here: no gradcheck (pip install torch, then run this again, to compare)"


def median_ms(call) -> float:
    """Returns the median time of a call in milliseconds, after one call that is not counted."""
    call()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def doubled(value):
    """Returns a result with every number doubled: wrong wherever a factor matters."""
    if isinstance(value, dict):
        return {key: doubled(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(doubled(item) for item in value)
    return 2 * np.asarray(value)


def wrong(function):
    """Returns a function whose results are all twice those of a right one."""

    def twice(*args, **kwargs):
        return doubled(function(*args, **kwargs))

    return twice


def central_loop_ms() -> float:
    """Returns the time of a central-difference check of the network that `two_layer_backward` is judged on."""
    cases = by_name("two_layer_backward").variants[0].cases

    def check_all():
        for case in cases:
            for key, value in case.params.items():
                central_difference(lambda t, c=case, k=key: ref.loss({**c.params, k: t}, c.cache["A0"], c.Y), value)

    return median_ms(check_all)


def gradcheck_ms() -> float | None:
    """Returns the time of torch's gradcheck of the same networks, or None where torch is not installed."""
    try:
        import torch
    except ImportError:
        return None
    cases = by_name("two_layer_backward").variants[0].cases

    def check_all():
        for case in cases:
            X, Y = torch.tensor(case.cache["A0"]), torch.tensor(case.Y)
            tensors = [torch.tensor(case.params[k], requires_grad=True) for k in ("W1", "b1", "W2", "b2")]

            def loss(W1, b1, W2, b2, X=X, Y=Y):
                return ((torch.sigmoid(torch.sigmoid(X @ W1 + b1) @ W2 + b2) - Y) ** 2).mean()

            torch.autograd.gradcheck(loss, tensors)

    return median_ms(check_all)


def main() -> None:
    """Prints the table."""
    print(f"{'exercise':<28}{'right, ms':>11}{'wrong, ms':>11}")
    for chapter in CHAPTERS:
        solutions = importlib.import_module(f"solutions.{chapter.key}")
        for exercise in chapter.exercises:
            right = getattr(solutions, exercise.name)
            times = [median_ms(lambda f=f, e=exercise: evaluate(f, e)) for f in (right, wrong(right))]
            print(f"{exercise.name:<28}{times[0]:>11.1f}{times[1]:>11.1f}")
    ours = median_ms(lambda: evaluate(importlib.import_module("solutions.backprop").two_layer_backward))
    print(f"\ncentral-difference loop / verdict on two_layer_backward: {central_loop_ms() / ours:.1f}")
    theirs = gradcheck_ms()
    print(NO_TORCH if theirs is None else f"torch gradcheck / verdict: {theirs / ours:.1f}")


if __name__ == "__main__":
    main()
