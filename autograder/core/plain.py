"""What a learner's function returned, without manners of its own: numbers, texts, arrays, and containers of these.

Anything else is known by what it is called only, live and marked alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

NUMBERS_AND_TEXTS = (type(None), bool, int, float, complex, str, np.generic)
LONGEST_KIND = 39
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
    return Opaque(kind_named(type(value).__name__), callable(value))


def kind_named(name: object) -> str:
    """Returns the name of a class where it can be one, else "object"."""
    return name if isinstance(name, str) and name.isidentifier() and len(name) <= LONGEST_KIND else "object"


def plain(value, other: Callable[[object], object] = opaque):
    """Returns a result without what subclasses of dict, list, tuple and ndarray may do of their own.

    other : what stands for an object that is none of these
    """
    if isinstance(value, dict):
        return {key: plain(item, other) for key, item in dict.items(value)}
    if isinstance(value, list):
        return [plain(item, other) for item in list.__getitem__(value, slice(None))]
    if isinstance(value, tuple):
        return tuple(plain(item, other) for item in tuple.__getitem__(value, slice(None)))
    if isinstance(value, NUMBERS_AND_TEXTS):
        return value
    if isinstance(value, np.ndarray) or hasattr(type(value), "__array__"):
        return np.array(value, subok=False)
    if isinstance(value, Mapping):
        return {key: plain(item, other) for key, item in value.items()}
    return other(value)
