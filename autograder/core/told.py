"""What is told of a text that a learner's code wrote, such as an error's message: the same live and marked."""

from __future__ import annotations

import re

LONGEST = 200  # characters: a hidden input must not fit into an error's text
_MAX_WORD = 40
# Fractions, exponents and long integers come from data; shapes, axes and indices are short integers and stay.
_DATA = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE][-+]?\d)|\d{5,})(?:[eE][-+]?\d+)?j?")
_LONG_WORD = re.compile(rf"\S{{{_MAX_WORD},}}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


def told(message: str) -> str:
    """Returns an error's message on one line, without what could be data, cut to `LONGEST` characters.

    >>> told("sizes 7 and 3 differ,\\n the first entry is 0.6931")
    'sizes 7 and 3 differ, the first entry is …'
    """
    return without_data(one_line(message, LONGEST))


def one_line(text: str, longest: int) -> str:
    """Returns the text on one line, without characters that cannot be seen, cut to `longest` characters."""
    flat = " ".join(_UNSEEN.sub(" ", text).split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def without_data(text: str) -> str:
    """Returns the text with numbers that look like data, and words too long to be words, replaced by "…"."""
    return _LONG_WORD.sub("…", _DATA.sub("…", text))
