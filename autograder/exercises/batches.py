"""What is asked of batches: every row once, the sizes asked for, in an order that the generator decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.submission import Outcome, Request, Rng

# (rows, batch size, seed): a remainder, again, another seed, no remainder, fewer rows than a batch, many, single rows
ASKED = ((10, 3, 1), (10, 3, 1), (10, 3, 2), (12, 4, 3), (5, 8, 4), (60, 12, 5), (4, 1, 6))
MANY = 5  # of the requests: so many rows that no order comes about by chance
REQUESTS = tuple(Request((N, size, Rng(seed))) for N, size, seed in ASKED)

ITERATORS = ("generator", "map", "zip", "filter", "list_iterator")

Batches = list[np.ndarray]


def _batches(outcomes: Sequence[Outcome]) -> list[Batches] | Finding:
    """Returns the batches of every request, or the finding that says what is in the way."""
    found = []
    for outcome, (N, size, _) in zip(outcomes, ASKED, strict=True):
        if outcome.error:
            name = "rows_drawn_more_than_once" if "larger sample than population" in outcome.error.message else ""
            return name, explain_error("minibatches", outcome.error)
        value = outcome.value
        if not isinstance(value, list | tuple | np.ndarray):
            kind = type(value).__name__
            more = " Its batches may be right: what does `list(…)` make of it?" if kind in ITERATORS else ""
            return "", f"It returned something of type {kind} where a list of batches is asked.{more}"
        try:
            batches = [np.asarray(batch) for batch in value]
        except (ValueError, TypeError):
            return "", "A batch does not make an array of row numbers."
        for batch in batches:
            if batch.ndim != 1 or (batch.size and batch.dtype.kind not in "iu"):
                what = f"an array of shape {batch.shape} and dtype {batch.dtype}"
                return "", f"For N={N} and batch_size={size}, a batch is {what} where row numbers are asked."
        found.append(batches)
    return found


def _flat(batches: Batches) -> np.ndarray:
    return np.concatenate([np.asarray(batch, int) for batch in batches]) if batches else np.empty(0, int)


def _rows(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a row is missing, or is there more than once."""
    every = _batches(outcomes)
    if isinstance(every, tuple):
        return every
    for batches, (N, size, _) in zip(every, ASKED, strict=True):
        rows = _flat(batches)
        said = f"For N={N} and batch_size={size}, "
        if sorted(rows) == list(range(N)):
            continue
        name = _size_mistake([[len(batch) for batch in batches] for batches in every])
        if name in ("batch_one_row_short", "batches_overlap", "slice_end_not_moved", "last_batch_dropped"):
            name += "+rows_counted_from_one" * _from_one(every)
            return name, f"{said}the sizes of the batches are {[len(batch) for batch in batches]}."
        dropped = all(len(_flat(b)) == n // s * s for b, (n, s, _) in zip(every, ASKED, strict=True))
        if _from_one(every):
            name = "rows_counted_from_one" + "+last_batch_dropped" * dropped
            return name, f"{said}the row numbers run from {rows.min()} to {rows.max()}."
        twice, missing = len(rows) - len(set(rows.tolist())), N - len(set(rows.tolist()) & set(range(N)))
        if twice:
            filled = not missing and len(rows) % size == 0
            name = "last_batch_filled_up" if filled else "rows_drawn_more_than_once" + "+last_batch_dropped" * dropped
            return name, f"{said}there are {len(rows)} row numbers, {twice} of them not for the first time."
        lost = [set(range(n)) - set(_flat(b).tolist()) for b, (n, _, _) in zip(every, ASKED, strict=True)]
        if any(lost == [{n - 1 if last else 0} for n, _, _ in ASKED] for last in (True, False)):
            return "row_at_the_end_missing", f"{said}the row {lost[0].pop()} is in no batch."
        if all(len(left) == 1 for left in lost):
            return "batches_start_late", f"{said}one row is in no batch, in one call another than in the next."
        return "last_batch_dropped" if dropped else "", f"{said}{missing} of {N} rows are in no batch."
    return None


def _from_one(every: list[Batches]) -> bool:
    """Returns True when no batch of any request has row 0, and some have row N, which does not exist."""
    rows = [set(_flat(batches).tolist()) for batches in every]
    beyond = [N in found for found, (N, _, _) in zip(rows, ASKED, strict=True)]
    inside = all(found <= set(range(1, N + 1)) for found, (N, _, _) in zip(rows, ASKED, strict=True))
    return inside and sum(beyond) > len(ASKED) / 2


def _sizes(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a batch has another size than the one asked for."""
    incomplete, batches = _rows(outcomes), _batches(outcomes)
    if incomplete and incomplete[0] not in OF_ANY_SIZES:
        return incomplete
    every = [[len(batch) for batch in batches] for batches in batches]
    if incomplete and not _size_mistake(every):
        return incomplete
    for found, (N, size, _) in zip(every, ASKED, strict=True):
        asked = [min(size, N - start) for start in range(0, N, size)]
        if found == asked:
            continue
        return _size_mistake(every), f"For N={N} and batch_size={size}, the sizes are {found} where {asked} is asked."
    return incomplete


# mistakes in what the batches hold that say nothing of how large they are
OF_ANY_SIZES = ("rows_drawn_more_than_once", "rows_counted_from_one", "batches_start_late")


def _size_mistake(every: list[list[int]]) -> str:
    """Returns the mistake that gives all these sizes."""
    rules = {
        "empty_batch_at_end": lambda N, size: [max(0, min(size, N - k * size)) for k in range(N // size + 1)],
        "batch_count_for_size": lambda N, size: [len(part) for part in np.array_split(np.arange(N), size)],
        "batches_of_even_size": lambda N, size: [len(part) for part in np.array_split(np.arange(N), -(-N // size))],
        "batches_of_even_size@larger": lambda N, size: _even(N, max(1, N // size)),
        "smaller_batch_not_last": lambda N, size: [min(size, N - start) for start in range(0, N, size)][::-1],
        "empty_batch_at_end@always": lambda N, size: [min(size, N - start) for start in range(0, N, size)] + [0],
        "last_batch_dropped@always": lambda N, size: [min(size, N - start) for start in range(0, N, size)][:-1],
        "rest_joined_to_last_batch": lambda N, size: (
            [size] * (max(1, N // size) - 1) + [N - size * (max(1, N // size) - 1)]
        ),
        "batch_one_row_short": lambda N, size: [min(size - 1, N - start) for start in range(0, N, size)],
        "batches_overlap": lambda N, size: [min(size + 1, N - start) for start in range(0, N, size)],
        "slice_end_not_moved": lambda N, size: [max(0, min(N, size) - start) for start in range(0, N, size)],
    }
    for name, rule in rules.items():
        wanted = [rule(N, size) for N, size, _ in ASKED]
        if every == wanted or every == [[n for n in sizes if n] for sizes in wanted]:
            return name.partition("@")[0]
    return ""


def _even(N: int, count: int) -> list[int]:
    """Returns the sizes of so many batches, as even as can be."""
    return [len(part) for part in np.array_split(np.arange(N), count)]


def _order(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the order is not random, or the generator does not decide it."""
    every = _batches(outcomes)
    if isinstance(every, tuple):
        return every
    first, again, other = (_flat(batches).tolist() for batches in every[:3])
    many = _flat(every[MANY])
    if not len(many):
        return "", "There are no batches to compare."
    N = ASKED[MANY][0]
    if (np.diff(many) == 1).all():
        return "batches_in_row_order", f"For N={N}, the rows come in the order of their numbers."
    if any((np.diff(many) % N == step).all() for step in (1, N - 1)):
        return "batches_in_row_order", f"For N={N}, each row comes beside the next one, from row {many[0]} on."
    if all((np.diff(batch) == 1).all() for batch in every[MANY]):
        return "batches_shuffled_whole", "Neighbouring rows always come in the same batch, one after the other."
    if all(len(batch) and np.ptp(batch) == len(batch) - 1 for batch in every[MANY]):
        return "rows_mixed_within_batches_only", "Neighbouring rows always come in the same batch."
    if first != again:
        return "order_not_from_rng", "Two generators of the same seed gave different batches."
    if first == other:
        return "order_not_from_rng", "Two generators of different seeds gave the same batches."
    return None


BATCH_GATES = (
    Gate("rows", "every row is in one batch", 1, REQUESTS, _rows,
         names=("batch_one_row_short", "batches_overlap", "slice_end_not_moved", "last_batch_dropped",
                "rows_counted_from_one", "last_batch_filled_up", "rows_drawn_more_than_once", "row_at_the_end_missing",
                "batches_start_late",
                "empty_batch_at_end", "batch_count_for_size", "batches_of_even_size", "smaller_batch_not_last",
                "rest_joined_to_last_batch")),
    Gate("sizes", "batches of the size asked for, the last one perhaps smaller", 1, REQUESTS, _sizes),
    Gate("order", "an order that the generator decides", 1, REQUESTS, _order,
         names=("batches_in_row_order", "batches_shuffled_whole", "rows_mixed_within_batches_only",
                "order_not_from_rng")),
)  # fmt: skip
