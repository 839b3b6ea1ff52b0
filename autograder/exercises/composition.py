"""Rules put together of parts: a value is computed in a few stages, and a mistake changes one of them.

Two mistakes in two stages are a rule as well, so pairs need no table of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from autograder.core.exercise import RIGHT, Rule

Part = Mapping[str, Callable]  # one stage: what is right, and what each mistake makes of it


def composed(
    parts: Sequence[Part], put_together: Callable[..., Rule], alike: Callable[[str, str], bool] = lambda a, b: False
) -> dict[str, Rule]:
    """Returns the rules that differ from the right one in one part or in two.

    put_together : from one function of each part to the rule
    alike : True for two mistakes that together give what another rule gives
    """

    def rule_of(chosen: dict[int, str]) -> Rule:
        return put_together(*(part[chosen.get(number, RIGHT)] for number, part in enumerate(parts)))

    slips = [(number, key) for number, part in enumerate(parts) for key in part if key != RIGHT]
    rules = {key: rule_of({number: key}) for number, key in slips}
    for (one, first), (two, second) in combinations(slips, 2):
        if one != two and not alike(first, second):
            rules[joined(first, second)] = rule_of({one: first, two: second})
    return rules


def joined(first: str, second: str) -> str:
    """Returns the key of two mistakes in one number.

    >>> joined("sum_for_mean", "loss_halved@inside")
    'sum_for_mean+loss_halved@inside'
    """
    names = f"{first.partition('@')[0]}+{second.partition('@')[0]}"
    settings = " ".join(filter(None, (first.partition("@")[2], second.partition("@")[2])))
    return f"{names}@{settings}" if settings else names
