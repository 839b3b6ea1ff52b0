"""The same demands as plain asserts, for graders that have no others: our probes' inputs, and their right values."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.exercises import by_name


def asserts(exercise: str) -> str:
    """Returns Python code that fails unless the function gives the right values on every case that ours judges."""
    found = by_name(exercise)
    lines = ["import numpy as np"]
    for variant in found.variants:
        for case, expected in zip(variant.cases, variant.expected, strict=True):
            arguments = ", ".join(map(_written, case.request.args))
            lines.append(f"got = {exercise}({arguments})")
            lines += [f"assert {line}" for line in _comparisons(found.returns, expected)]
    return "\n".join(lines)


def _comparisons(returns: object, expected: Mapping) -> list[str]:
    """Returns comparisons of `got` with the right values; a tuple of names stands for a returned tuple."""
    names = returns if isinstance(returns, tuple) else (returns,)
    places = [f"got[{place}]" for place in range(len(names))] if isinstance(returns, tuple) else ["got"]
    return [
        f"np.shape({place}) == {np.shape(expected[name])!r} and np.allclose({place}, {_written(expected[name])})"
        for name, place in zip(names, places, strict=True)
    ]


def _written(value: object) -> str:
    return f"np.array({value.tolist()!r})" if isinstance(value, np.ndarray) else repr(value)
