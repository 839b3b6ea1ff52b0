"""Turns what a worker claims into outcomes: checked first, and cleaned of anything that could carry hidden inputs."""

from __future__ import annotations

import re
from collections.abc import Collection

from autograder.core.plain import SENT_AS, Opaque, kind_named
from autograder.core.submission import CallError, Named, Outcome, Request, Rng
from autograder.core.told import LONGEST, one_line, told
from autograder.isolate.wire import Frame, WireError

MAX_CELL_MESSAGE = 300
MAX_WORD = 40
MAX_LINE = 1_000_000
WARNINGS = ("divide by zero", "overflow", "invalid value")  # numpy's words
_KIND = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,59}")


def outcome(frame: Frame, request: Request) -> Outcome:
    """Returns what a worker's answer to one request claims.

    Raises WireError for an answer that is none.
    """
    claim = frame.value
    if not isinstance(claim, dict):
        raise WireError("an answer that is not a record")
    if frame.kind == "error":
        kind, message, line = complaint(claim, LONGEST)
        return Outcome(error=CallError(kind, told(message), line))
    if frame.kind != "value" or set(claim) != {"value", "changed", "warned"}:
        raise WireError("an answer that is not an outcome")
    changed, warned = _changed(claim["changed"], request), _warned(claim["warned"])
    return Outcome(value=_read(claim["value"]), changed=changed, warned=warned)


def _changed(claimed, request):
    """Returns the changed arguments by the names that the learner gave them, where those are names at all."""
    if not isinstance(claimed, dict):
        raise WireError("an answer that is not an outcome")
    labels = [(i, claimed[str(i)]) for i in range(len(request.args)) if str(i) in claimed]
    named = tuple(label if _is_name(label) else f"argument {i + 1}" for i, label in labels)
    return named + tuple(key for key in request.kwargs if key in claimed)


def names(frame: Frame, among: Collection[str]) -> tuple[str, ...]:
    """Returns those names of `among` that a worker's answer claims, in the order of `among`.

    Raises WireError for an answer that is none.
    """
    if frame.kind != "names" or not isinstance(frame.value, list):
        raise WireError("an answer that is not a list of names")
    claimed = {name for name in frame.value if isinstance(name, str)}
    return tuple(name for name in among if name in claimed)


def _warned(claimed):
    """Returns what numpy is claimed to have warned of, in its own words for it and each once."""
    if not isinstance(claimed, list) or len(claimed) > len(WARNINGS):
        raise WireError("an answer that is not an outcome")
    return tuple(dict.fromkeys(word for word in claimed if isinstance(word, str) and word in WARNINGS))


def _is_name(label):
    return isinstance(label, str) and label.isidentifier() and len(label) < MAX_WORD


def cell_complaint(claim: object) -> dict:
    """Returns the kind, message, line and root that a worker claims of a cell's error, by name.

    Raises WireError for anything else than an error.
    """
    kind, message, line = complaint(claim, MAX_CELL_MESSAGE)
    root = claim.get("root")
    known = isinstance(root, str) and _KIND.fullmatch(root)
    return {"kind": kind, "message": message, "line": line, "root": root if known else kind}


def complaint(claim: object, longest: int) -> tuple[str, str, int | None]:
    """Returns the kind, the one-line message and the line number that a worker's error claims.

    Raises WireError for anything else than an error.
    """
    if not isinstance(claim, dict):
        raise WireError("an error that is not a record")
    kind, message, line = (claim.get(key) for key in ("kind", "message", "line"))
    if not isinstance(kind, str) or not isinstance(message, str):
        raise WireError("an error without a kind and a message")
    kind = kind if _KIND.fullmatch(kind) else "Error"
    line = line if type(line) is int and 0 < line < MAX_LINE else None
    return kind, one_line(message, longest), line


def _read(value):
    """Returns a claimed value, with `Opaque` in place of what could not be sent. Raises WireError for other markers."""
    if isinstance(value, dict):
        return {key: _read(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_read, value))
    if isinstance(value, Named) and value.module in SENT_AS:
        return Opaque(kind_named(value.name), value.module == SENT_AS[True])
    if isinstance(value, Rng | Named):
        raise WireError("an answer that is not an outcome")
    return value
