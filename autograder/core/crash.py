"""What a learner reads when their function raises: what happened and where, with shapes put into words."""

from __future__ import annotations

import re

from autograder.core.submission import CallError

WORDS = {
    "Missing": "There is no function called `{name}` in the notebook.",
    "NotCallable": "`{name}` is not a function: {message}.",
    "NotImplementedError": "This part is not attempted yet.",
    "TimeLimit": "`{name}` did not come back in time. Is there a loop that never ends?",
    "Killed": "`{name}` ended its process. Does it use too much memory, or leave with exit()?",
    "SystemExit": "`{name}` leaves Python with exit() or quit(). A function hands its result back with `return`.",
    "Unreadable": "`{name}` returned something that is not made of numbers: {message}.",
}
OF_TRUTHS = re.compile(r"ufunc '(invert|bitwise_and|bitwise_or)' not supported")
SIGNS = {"invert": "~", "bitwise_and": "&", "bitwise_or": "|"}
INDEX = "arrays used as indices must be of integer"
LONGEST = 160  # characters of a learner's own message
MATMUL = re.compile(r"matmul.*\(size (\d+) is different from (\d+)\)", re.S)
DOT = re.compile(r"shapes (\(.*?\)) and (\(.*?\)) not aligned")
BROADCAST = re.compile(r"could not be broadcast together with (?:remapped )?shapes (.+?)\s*$")


def explain_error(name: str, error: CallError) -> str:
    """Returns one sentence for a call that raised, or two when it asks something."""
    if error.kind in WORDS:
        return WORDS[error.kind].format(name=name, message=_first_line(error.message).rstrip("."))
    where = f" on line {error.line}" if error.line else ""
    said = explain_message(error.message)
    if said.startswith(("A matrix", "Arrays", "An index")):
        said = said[0].lower() + said[1:]
    return f"`{name}` raised {error.kind}{where}: {said}" if said else f"`{name}` raised {error.kind}{where}."


def _first_line(message: str) -> str:
    """Returns the first line of a message that says anything, cut where it is too long to read."""
    line = next((line.strip() for line in message.splitlines() if line.strip()), "")
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()}…"


def explain_message(message: str) -> str:
    """Returns numpy's complaint about shapes in plain words, or the message itself as a sentence."""
    if found := MATMUL.search(message):
        right, left = found.groups()
        return (
            f"A matrix product met a left factor with {left} columns and a right one with {right} rows; "
            "these two numbers must agree."
        )
    if found := DOT.search(message):
        return f"A matrix product met factors of shapes {found[1]} and {found[2]}; the touching sizes must agree."
    if found := BROADCAST.search(message):
        shapes = " and ".join(re.findall(r"\(.*?\)", found[1])) or found[1]
        return f"Arrays of shapes {shapes} cannot be combined entry by entry."
    if found := OF_TRUTHS.search(message):
        return f"`{SIGNS[found[1]]}` is for True and False, or for whole numbers, and it met others here."
    if INDEX in message:
        return "An index is made of whole numbers, or of True and False, and an array of others was used as one."
    message = _first_line(message)
    return "" if not message else message if message.endswith((".", "!", "?", "…")) else f"{message}."
