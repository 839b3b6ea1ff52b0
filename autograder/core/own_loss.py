"""When a gradient is right for the learner's own loss: their `mse` has a ½ or sums, and their gradient follows it.

A gradient is never judged by the learner's own loss alone: a constant loss would make zeros right. But where both are
off by the same factor, that is what to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from autograder.core import scales
from autograder.core.returns import to_array
from autograder.core.submission import Request, Submission

AGREE = 1e-6  # relative; ratios of two right sums agree to 1e-12


@dataclass(frozen=True)
class OwnLoss:
    """The loss that an exercise differentiates, as a function of the learner's notebook.

    name : what the function is called
    arguments : from a case's inputs to the call's arguments
    value : from the same to the right loss
    """

    name: str
    arguments: Callable
    value: Callable


def own_loss_sentence(loss: OwnLoss, cases: Sequence, factors: Sequence[str], submission: Submission) -> str:
    """Returns the sentence for a gradient that is right for the learner's own loss, else an empty string.

    factors : the named scales by which the gradient is off, such as "1/2"
    """
    outcomes = submission.calls(loss.name, [Request(tuple(loss.arguments(case))) for case in cases])
    ratios = []
    for outcome, case in zip(outcomes, cases, strict=True):
        value, problem = to_array(outcome.value) if outcome.error is None else (None, "raised")
        if problem or value.size != 1:
            return ""
        ratios.append(float(value.reshape(())) / float(loss.value(case)))
    sizes = [case.sizes for case in cases]
    own = scales.name_scale(ratios, sizes, AGREE)
    if own in (None, "1") or not _all_equal(own, factors, sizes):
        return ""
    return (
        f"Your gradient is right for the loss in your own notebook: your `{loss.name}` is {_words(own, sizes[0])} "
        "the course's, and your gradient follows it. Which of the two losses does this exercise ask for?"
    )


def _all_equal(own: str, factors: Sequence[str], sizes: Sequence[Mapping]) -> bool:
    for size in sizes:
        total = 1.0
        for factor in factors:
            total *= scales.value_of(factor, size)
        wanted = scales.value_of(own, size)
        if abs(total - wanted) > AGREE * abs(wanted):
            return False
    return True


def _words(own: str, size: Mapping) -> str:
    number = f"{scales.value_of(own, size):.4g}".replace("-", "−")
    return f"{number} times" if own in ("2", "1/2", "-1") or own.startswith(scales.CONSTANT) else f"{own} times"
