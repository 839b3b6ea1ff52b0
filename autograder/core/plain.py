"""What a learner's function returned, without manners of its own: numbers, texts, arrays, and containers of these.

Anything else is known by what it is called only, live and marked alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

NUMBERS_AND_TEXTS = (type(None), bool, int, float, complex, str, np.generic)
NUMERIC = "biufc"  # numpy kinds
LONGEST_KIND = 39
MOST_ITEMS = 20_001  # of what is not a dict, and may never end
SENT_AS = ("an object", "a function")  # in place of a module in a `Named`, by whether the object is callable


@dataclass(frozen=True)
class Opaque:
    """Stands for a returned object that is nothing a check could look into.

    kind : the name of its class
    is_function : whether it could have been called
    """

    kind: str
    is_function: bool = False


def opaque(value: object) -> Opaque:
    """Returns what stands for an object."""
    kind = "array" if isinstance(value, np.ndarray) else type(value).__name__
    return Opaque(kind_named(kind), callable(value))


def kind_named(name: object) -> str:
    """Returns the name of a class where it can be one, else "object"."""
    return name if isinstance(name, str) and name.isidentifier() and len(name) <= LONGEST_KIND else "object"


def copied(value) -> np.ndarray:
    """Returns an array of one's own, whatever made it."""
    return np.array(value, subok=False)


def plain(value, other: Callable[[object], object] = opaque, array: Callable[[object], np.ndarray] = copied):
    """Returns a result without what subclasses of dict, list, tuple and ndarray may do of their own.

    other : what stands for an object that is none of these
    array : what is made of an array
    """
    if isinstance(value, dict):
        return {key: plain(item, other, array) for key, item in dict.items(value)}
    if isinstance(value, list):
        return [plain(item, other, array) for item in list.__getitem__(value, slice(None))]
    if isinstance(value, tuple):
        return tuple(plain(item, other, array) for item in tuple.__getitem__(value, slice(None)))
    if isinstance(value, NUMBERS_AND_TEXTS):
        return value
    if isinstance(value, np.ndarray) or hasattr(type(value), "__array__"):
        made = array(value)
        return made if made.dtype.kind in NUMERIC else other(made)
    if isinstance(value, Mapping):
        return {key: plain(item, other, array) for key, item in islice(value.items(), MOST_ITEMS)}
    return other(value)
