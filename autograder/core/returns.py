"""From what a function returned to the tensors its steps are called by, with a sentence for whatever is in the way.

A *template* mirrors the value that a right function returns: a string is the name of the step found there, a tuple
stands for a tuple or list of as many parts, or an array of as many rows, a dict for a dict with at least these keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from autograder.core.plain import Opaque
from autograder.core.result import Evidence

LONGEST = 120  # characters of a learner's own keys
NUMERIC = "biuf"  # numpy kinds: bool, signed, unsigned, float


@dataclass
class Returned:
    """The tensors found in a returned value, and the problems met on the way.

    tensors : step name -> array as returned, of any shape, numeric and finite
    whole : the names of those that came as whole numbers
    remarks : step name -> sentence, where the numbers may be right and only the wrapping differs
    conventions : step name -> what differs, where the numbers may be right and only the wrapping is another
    """

    tensors: dict[str, np.ndarray] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    problems: list[Evidence] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    conventions: dict[str, Evidence] = field(default_factory=dict)


def unpack(template, value) -> Returned:
    """Returns the tensors of a returned value."""
    found = Returned()
    _unpack(template, value, found, "your function's result")
    return found


def _unpack(template, value, found: Returned, place: str) -> None:
    if isinstance(template, str):
        _take(template, value, found)
    elif isinstance(template, tuple):
        _unpack_tuple(template, value, found, place)
    else:
        _unpack_dict(template, value, found, place)


def _unpack_tuple(template: tuple, value, found: Returned, place: str) -> None:
    names = ", ".join(_name(part) for part in template) + "," * (len(template) == 1)
    value = _rows(value, template)
    if len(template) == 1 and isinstance(value, int | float | np.number):
        _take(template[0], value, found)
        text = f"It returned {_describe(value)} where the tuple ({names}) is asked."
        found.conventions[template[0]] = Evidence(template[0], "wrapping", text)
        return
    if value is None:
        text = f"It returned None where ({names}) is asked. Is there a `return` line?"
    elif not isinstance(value, tuple | list):
        text = f"It returned {_describe(value)} where the tuple ({names}) is asked."
    elif len(value) != len(template):
        text = f"It returned {len(value)} values where {len(template)} are asked: ({names})."
    else:
        for part, item in zip(template, value, strict=True):
            _unpack(part, item, found, _name(part))
        return
    found.problems.append(Evidence(place, "shape", text))


def _rows(value, template: tuple):
    """Returns the rows of an array that holds as many tensors as are asked, which unpack as a tuple does."""
    plain = isinstance(value, np.ndarray) and all(isinstance(part, str) for part in template)
    return tuple(value) if plain and value.ndim and len(value) == len(template) else value


def _unpack_dict(template: dict, value, found: Returned, place: str) -> None:
    keys = ", ".join(template)
    if value is None:
        found.problems.append(Evidence(place, "shape", f"It is None where a dict with the keys {keys} is asked."))
        return
    layers = all(isinstance(part, str) and key[:1] in "Wb" and key[1:].isdigit() for key, part in template.items())
    if layers and isinstance(value, list | tuple) and len(value) == len(template):
        _unpack_listed(template, value, found)
        return
    if not isinstance(value, dict):
        text = f"It is {_describe(value)} where a dict with the keys {keys} is asked."
        found.problems.append(Evidence(place, "shape", text))
        return
    missing = [key for key in template if key not in value]
    if missing:
        has = ", ".join(str.__repr__(key) for key in value if isinstance(key, str)) or "no keys"
        has = has if len(has) <= LONGEST else f"{has[:LONGEST]}…"
        text = f"The keys {', '.join(map(repr, missing))} are missing from the dict. It has {has}."
        found.problems.append(Evidence(place, "shape", text))
    for key, part in template.items():
        if key in value:
            _unpack(part, value[key], found, key)


def _unpack_listed(template: dict, value, found: Returned) -> None:
    """Takes the parts of a list for those of a dict of layers: W1, b1, W2, b2, ..."""
    keys = sorted(template, key=lambda key: (key.lstrip("Wb"), key))
    for key, item in zip(keys, value, strict=True):
        _take(template[key], item, found)
    text = f"It is {_describe(value)} where a dict with the keys {', '.join(keys)} is asked."
    found.conventions[template[keys[0]]] = Evidence(template[keys[0]], "listing", text)


def _take(name: str, value, found: Returned) -> None:
    array, problem = to_array(value)
    if problem:
        found.problems.append(Evidence(name, "nonfinite" if "finite" in problem else "dtype", f"{name} {problem}"))
    else:
        found.tensors[name] = array
        if np.asarray(value).dtype.kind in "iu" and not isinstance(value, list | tuple):
            found.whole.add(name)
        if isinstance(value, list | tuple):
            said = f"{name} is a {type(value).__name__} where an array is asked; its numbers are right."
            found.remarks[name] = f"{said} What is 2 * {'[1, 2]' if isinstance(value, list) else '(1, 2)'}?"


def to_array(value) -> tuple[np.ndarray | None, str | None]:
    """Returns (plain numeric array, None), or (None, what is in the way).

    Lists and numbers are taken as arrays; subclasses of ndarray lose their own operators.
    """
    if value is None:
        return None, "is None. Is there a `return` line, and is the value assigned before it?"
    if callable(value) or isinstance(value, Opaque) and value.is_function:
        return None, "is a function, not its result. Are the parentheses of a call missing?"
    try:
        array = np.array(value, subok=False)
    except Exception:  # an object that is asked for its array may raise anything
        return None, f"is {_describe(value)}, which does not make a rectangular array of numbers."
    if array.dtype.kind == "c":
        return None, "holds complex numbers where real ones are asked."
    if array.dtype.kind not in NUMERIC:
        return None, f"is {_describe(value)}, which holds no plain numbers."
    if not np.isfinite(array).all():
        bad = int((~np.isfinite(array)).sum())
        return None, f"has {bad} of {array.size} entries that are not finite (nan or inf)."
    return (array if array.dtype.kind == "f" else array.astype(float)), None


def squeeze_to(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray | None:
    """Returns the array in the asked shape when only axes of length one differ, else None."""
    if array.shape == shape:
        return None
    without_ones = tuple(n for n in array.shape if n != 1)
    return array.reshape(shape) if without_ones == tuple(n for n in shape if n != 1) else None


def harmless_axis(name: str, array: np.ndarray, shape: tuple[int, ...]) -> str:
    """Returns the remark on axes of length one that do no harm, "" for any other shape.

    They do none before a bias gradient, such as (1, d) for (d,), which moves the bias as the asked shape does (a column
    (d, 1) would spread over the whole layer), nor around a single number, which spreads as that does.
    """
    extra = array.ndim - len(shape)
    is_bias = name.startswith("db")
    if not (is_bias or not shape) or extra < 1 or array.shape != (1,) * extra + shape:
        return ""
    asked, right = (shape, "numbers are") if shape else ("a single number", "value is")
    question = f"What shape does {name[1:]} itself have?" if is_bias else "Which line leaves an axis of length one?"
    return f"{name} has shape {array.shape} where {asked} is asked; its {right} right. {question}"


def _describe(value) -> str:
    kind = value.kind if isinstance(value, Opaque) else type(value).__name__
    article = "an" if kind[:1] in "aeiouAEIOU" else "a"
    if isinstance(value, np.ndarray):
        return f"an array of dtype {value.dtype} and shape {value.shape}"
    return f"{article} {kind}" + (f" of {len(value)}" if isinstance(value, list | tuple | dict) else "")


def _name(part) -> str:
    if isinstance(part, str):
        return part
    return "a dict" if isinstance(part, dict) else "a tuple"
