"""Which of some functions another one can come to call, by the names in its code. Untrusted side.

A learner who deceives it changes only which of their own earlier functions are replaced by right ones.
"""

from __future__ import annotations

import dis
import functools
import types
from collections.abc import Collection, Iterator, Mapping

LOADS = frozenset(("LOAD_GLOBAL", "LOAD_NAME"))
MOST = 2_000  # things looked at


def reached(namespace: Mapping[str, object], name: str, among: Collection[str]) -> list[str]:
    """Returns those names of `among` that the function can come to, through the notebook's own functions and tables.

    What such a function calls in its turn is not looked at: it is replaced as a whole.
    """
    root = namespace.get(name)
    found, seen, waiting = set(), set(), [root]
    while waiting and len(seen) < MOST:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        is_function = isinstance(thing, types.FunctionType)
        if is_function and thing is not root and thing.__name__ in among:
            found.add(thing.__name__)
            continue
        used = set(_names(thing.__code__)) if is_function else set()
        found |= used & set(among)
        waiting += [namespace[other] for other in used - set(among) if other in namespace]
        waiting += _parts(thing)
    return sorted(found)


def _names(code: types.CodeType) -> Iterator[str]:
    yield from (step.argval for step in dis.get_instructions(code) if step.opname in LOADS)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _parts(thing) -> list:
    """Returns what else a thing holds that may be called."""
    if isinstance(thing, types.FunctionType):
        cells = [cell.cell_contents for cell in thing.__closure__ or () if cell != types.CellType()]
        return [*cells, *(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values()]
    if isinstance(thing, functools.partial):
        return [thing.func, *thing.args, *thing.keywords.values()]
    if type(thing) is dict:
        return list(thing.values())
    if type(thing) in (list, tuple):
        return list(thing)
    if isinstance(thing, type) and thing.__module__ == "__main__":
        return list(vars(thing).values())
    return [type(thing)] if type(thing).__module__ == "__main__" else []
