"""What is asked of a split: every row in exactly one part, shares kept within each label, the generator decides.

A random split has no single right value, so these are properties that every right one has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core.checks import Finding, Gate, same
from autograder.core.crash import explain_error
from autograder.core.submission import Outcome, Request, Rng

COUNTS = (300, 110, 470, 61)  # rows of each label: a split that ignores labels misses these shares by far
Y = np.random.default_rng(7).permutation(np.repeat(np.arange(len(COUNTS)), COUNTS))
SLACK = 2  # rows a label may be off by: cutting three shares downwards leaves up to two rows too many in one
# (0.7, 0.2, 0.1) add up to a little less than 1 in float64, which loses the last row where ends are cut downwards
ASKED = (
    ((0.6, 0.2, 0.2), Rng(1)),
    ((0.6, 0.2, 0.2), Rng(1)),
    ((0.6, 0.2, 0.2), Rng(2)),
    ((0.75, 0.25), Rng(3)),
    ((0.7, 0.2, 0.1), Rng(4)),
)
REQUESTS = tuple(Request((Y, fractions, rng)) for fractions, rng in ASKED)
FRACTIONS = tuple(fractions for fractions, _ in ASKED)
UNREADABLE = "", "The parts cannot be compared."


def _read(outcome: Outcome, count: int) -> list[np.ndarray] | Finding:
    """Returns the parts as arrays of row numbers, or the finding that says what is in the way."""
    if outcome.error:
        return "", explain_error("split", outcome.error)
    value = outcome.value
    if value is None:
        return "", "It returned None where a tuple of index arrays is asked. Is there a `return` line?"
    if isinstance(value, tuple | list) and len(value) == 2 < count:
        return "two_parts_only", f"For {count} fractions it returns two parts."
    if not isinstance(value, tuple | list) or len(value) != count:
        return "", f"For {count} fractions it does not return a tuple of {count} arrays."
    parts = []
    for number, part in enumerate(value):
        try:
            array = np.array(part, subok=False)
        except (ValueError, TypeError):
            return "", f"Part {number} is no array of row numbers."
        problem = _problem(array, number)
        if array.size == 0 and _cut_at_fractions(value, FRACTIONS[0]):
            return "fractions_not_added_up", problem[1]
        if problem:
            return problem
        parts.append(array.astype(int))
    return parts


def _cut_at_fractions(value, fractions) -> bool:
    """Returns True when the last part starts where the last fraction but one says, with nothing added to it."""
    if len(value) != len(fractions):
        return False
    return abs(len(value[-1]) - (1 - fractions[-2]) * len(Y)) <= SLACK * len(COUNTS)


def _problem(array: np.ndarray, number: int) -> Finding | None:
    if array.size == 0:
        return "", f"Part {number} is empty."
    if array.dtype.kind == "b":
        return "mask_for_row_numbers", f"Part {number} is an array of {array.size} truth values."
    if array.dtype.kind not in "iu" or array.ndim != 1:
        text = f"Part {number} has dtype {array.dtype} and shape {array.shape} where row numbers in one row are asked."
        return "", text
    if array.size > len(COUNTS) and array.max() < len(COUNTS):
        return "labels_for_row_numbers", f"Part {number} holds {array.size} numbers, none of them above {array.max()}."
    if array.max() == len(Y):
        return "rows_counted_from_one", f"Part {number} holds the row number {len(Y)}, as if counted from 1."
    if array.min() < 0 or array.max() >= len(Y):
        return "", f"Part {number} holds the row number {array.max()}; the last of {len(Y)} rows is {len(Y) - 1}."
    return None


def _all(outcomes: Sequence[Outcome]) -> list[list[np.ndarray]] | Finding:
    found = []
    for outcome, fractions in zip(outcomes, FRACTIONS, strict=True):
        parts = _read(outcome, len(fractions))
        if not isinstance(parts, list):
            return parts
        found.append(parts)
    return found


def _row_numbers(outcomes: Sequence[Outcome]) -> Finding | None:
    splits = _all(outcomes)
    return None if isinstance(splits, list) else splits


def _once(outcomes: Sequence[Outcome]) -> Finding | None:
    splits = _all(outcomes)
    if not isinstance(splits, list):
        return UNREADABLE
    if all(_positions(parts) for parts in splits):
        text = f"No row number is above {max(map(max, splits[0]))}, and the largest label has {max(COUNTS)} rows."
        return "positions_for_row_numbers", text
    for parts in splits:
        twice = sum(len(part) - len(np.unique(part)) for part in parts)
        if twice:
            return "row_drawn_twice", f"{twice} row numbers stand more than once within a part."
        everything = np.concatenate(parts)
        shared = len(everything) - len(np.unique(everything))
        if shared:
            return "row_in_two_parts", f"{shared} rows of {len(Y)} are in more than one part."
    return None


def _positions(parts) -> bool:
    """Returns True when rows come again and none is beyond the number of rows that the commonest label has."""
    everything = np.concatenate(parts)
    return len(np.unique(everything)) < len(everything) and everything.max() <= max(COUNTS)


def _covered(outcomes: Sequence[Outcome]) -> Finding | None:
    splits = _all(outcomes)
    if not isinstance(splits, list) or _once(outcomes):
        return UNREADABLE
    for parts, fractions in zip(splits, FRACTIONS, strict=True):
        left = len(Y) - sum(map(len, parts))
        if left:
            return "rows_left_out", f"For fractions {fractions}, rows in no part: {left} of {len(Y)}."
    return None


def _shares(outcomes: Sequence[Outcome]) -> Finding | None:
    splits = _all(outcomes)
    if not isinstance(splits, list) or all(map(_positions, splits)):
        return UNREADABLE
    worst = None
    for parts, fractions in zip(splits, FRACTIONS, strict=True):
        sizes = [len(part) for part in parts]
        asked = [fraction * len(Y) for fraction in fractions]
        if np.abs(np.subtract(sizes, asked)).max() > SLACK * len(COUNTS):
            text = f"For fractions {fractions} of {len(Y)} rows, the parts have {', '.join(map(str, sizes))} rows."
            back = np.abs(np.subtract(sizes[::-1], asked)).max() <= SLACK * len(COUNTS)
            even = max(sizes) - min(sizes) <= SLACK * len(COUNTS)
            chance = any(len(a) != len(b) for a, b in zip(splits[0], splits[2], strict=True)) and not _once(outcomes)
            names = {"parts_in_another_order": back, "fractions_ignored": even, "rows_drawn_one_by_one": chance}
            return next((name for name, fits in names.items() if fits), ""), text
        worst = worst or _worst_label(parts, fractions)
    return worst


def _worst_label(parts, fractions) -> Finding | None:
    for number, (part, fraction) in enumerate(zip(parts, fractions, strict=True)):
        off = np.abs(np.bincount(Y[part], minlength=len(COUNTS)) - fraction * np.array(COUNTS))
        label = int(off.argmax())
        if off[label] > SLACK + 1e-6:
            has = int((Y[part] == label).sum())
            text = f"Of the {COUNTS[label]} rows with label {label}, part {number} has {has} where about "
            return "labels_not_balanced", text + f"{fraction * COUNTS[label]:.0f} are asked."
    return None


def _generator(outcomes: Sequence[Outcome]) -> Finding | None:
    splits = _all(outcomes)
    if not isinstance(splits, list):
        return UNREADABLE
    if not same(splits[0], splits[1]):
        return "order_not_from_rng", "Two generators of the same seed gave different parts."
    if all(_cut_in_order(parts) for parts in splits):
        return "rows_not_shuffled", "Every part holds rows that lie next to each other, the first part the first ones."
    if all(same(np.sort(a), np.sort(b)) for a, b in zip(splits[0], splits[2], strict=True)):
        return "order_not_from_rng", "Two generators of different seeds gave the same parts."
    return None


def _cut_in_order(parts) -> bool:
    """Returns True when the rows, or those of each label, were cut into parts in the order they came in."""
    groups = [np.ones(len(Y), bool)], [label == Y for label in range(len(COUNTS))]
    return any(all(_in_order([part[group[part]] for part in parts]) for group in way) for way in groups)


def _in_order(parts) -> bool:
    filled = [part for part in parts if len(part)]
    return all(one.max() < other.min() for one, other in zip(filled, filled[1:], strict=False))


PART_GATES = (
    Gate("indices", "one array of row numbers for each fraction", 0.5, REQUESTS, _row_numbers,
         names=("two_parts_only", "fractions_not_added_up", "mask_for_row_numbers", "labels_for_row_numbers",
                "rows_counted_from_one")),
    Gate("once", "no row twice", 1, REQUESTS, _once,
         names=("positions_for_row_numbers", "row_drawn_twice", "row_in_two_parts")),
    Gate("covered", "every row somewhere", 0.5, REQUESTS, _covered, names=("rows_left_out",)),
    Gate("shares", "its share of every label in each part", 1, REQUESTS, _shares,
         names=("parts_in_another_order", "fractions_ignored", "rows_drawn_one_by_one", "labels_not_balanced")),
    Gate("generator", "the generator decides which rows", 1, REQUESTS, _generator,
         names=("order_not_from_rng", "rows_not_shuffled")),
)  # fmt: skip
