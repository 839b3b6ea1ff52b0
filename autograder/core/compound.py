"""The wrong rules of a formula that is made of parts: one part spoilt by itself, and several of them together.

A penalty, say, has a price, a sum over some arrays, and a measure of each. Each part has its own mistakes, and a
learner may make two at once. A single number cannot be taken apart afterwards: both have to be in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import combinations, product, starmap

from autograder.core.exercise import RIGHT, Rule, mistakes_of_rule

MOST = 2  # parts spoilt together; three of one formula are too many to be told from chance


def compounds(
    formula: Callable,
    parts: Mapping[str, Mapping[str, object]],
    *,
    most: int = MOST,
    without: Collection[Collection[str]] = (),
    alike: Callable[[str, str], bool] = lambda first, second: False,
) -> dict[str, Rule]:
    """Returns, by mistake, the rule of every way to spoil up to so many parts of a formula.

    formula : takes the case, the values of earlier steps, and one choice for each part, by the part's name
    parts : the choices by part; the right one under RIGHT, each other one under its mistake, as in the rules of a step
    without : mistakes that are left out together, as that is a right result, another mistake, or a single slip
    alike : the same of two, where a function says it sooner than a list

    Raises ValueError where two ways have one name.

    >>> parts = {"factor": {RIGHT: 1, "factor_two_extra": 2}, "sign": {RIGHT: 1, "sign_reversed": -1}}
    >>> rules = compounds(lambda c, v, factor, sign: factor * sign * c, parts)
    >>> {name: rule(5, {}) for name, rule in rules.items()}
    {'factor_two_extra': 10, 'sign_reversed': -5, 'factor_two_extra+sign_reversed': -10}
    """
    rules: dict[str, Rule] = {}
    right = {part: choices[RIGHT] for part, choices in parts.items()}
    for count in range(1, most + 1):
        for spoilt in combinations(parts, count):
            for keys in product(*([key for key in parts[part] if key != RIGHT] for part in spoilt)):
                if any(_holds(keys, together) for together in without) or any(starmap(alike, combinations(keys, 2))):
                    continue
                name = joined(keys)
                if name in rules:
                    raise ValueError(f"two ways to spoil the formula have the name {name!r}")
                chosen = right | {part: parts[part][key] for part, key in zip(spoilt, keys, strict=True)}
                rules[name] = lambda c, v, chosen=chosen: formula(c, v, **chosen)
    return rules


def joined(keys: Collection[str]) -> str:
    """Returns the name of a rule that makes several mistakes.

    >>> joined(["norm_not_squared@layers", "biases_penalised", "norm_not_squared@whole"])
    'norm_not_squared+biases_penalised@layers - whole'
    """
    split = [key.partition("@") for key in keys]
    names = dict.fromkeys(name for name, _, _ in split)
    settings = " ".join(setting or "-" for _, _, setting in split)
    return "+".join(names) + (f"@{settings}" if settings.strip("- ") else "")


def _holds(keys: Collection[str], together: Collection[str]) -> bool:
    """Returns True when each of these mistakes is made, whatever its setting where none is told."""
    made = {*keys, *(name for key in keys for name in mistakes_of_rule(key))}
    return made.issuperset(together)
