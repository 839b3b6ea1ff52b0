"""What is asked of dropout: on its way forward a mask of the right share, the right scale, numbers from the generator;
on its way back the same mask and scale.

A mask is random, so these are properties. With 2,000 entries the standard error of the share that stays is 1 %; the
limit is five times wider. The shares asked for are not near 1/2, where keeping and dropping look alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core.checks import Finding, Gate, same
from autograder.core.compare import matches
from autograder.core.compound import compounds
from autograder.core.crash import explain_error
from autograder.core.exercise import RIGHT, Case, Exercise, Step, Variant
from autograder.core.probe import accepted, no_tiny_entries, normal
from autograder.core.returns import squeeze_to, to_array
from autograder.core.submission import Named, Outcome, Request, Rng
from autograder.exercises.steps import TURNED
from autograder.materials import regularisation as materials

A = 1.5 + np.random.default_rng(8).random((40, 50))  # no entry is zero, and no two entries are alike
LIMIT = 0.05
SHARED = (A.shape[1:], (1, A.shape[1]), (A.shape[0], 1))  # a mask of these shapes spreads over rows or columns
ASKED = ((0.7, 1), (0.7, 1), (0.7, 2), (0.25, 3), (1.0, 4))  # (keep, seed)
REQUESTS = tuple(Request((A, keep, Rng(seed))) for keep, seed in ASKED)
TRIED = (0, 2, 3)  # the outcomes in which something is dropped and nothing is repeated
TWICE = Request((A, 0.7, Rng(5)), {}, Named(materials.__name__, "twice"))

SCALES = {
    "dropout_not_rescaled": lambda kept, keep: kept,
    "scaled_the_wrong_way": lambda kept, keep: kept * keep,
    "scaled_by_the_dropped_share": lambda kept, keep: kept / (1 - keep),
    "scaled_by_the_dropped_share@times": lambda kept, keep: kept * (1 - keep),
    "dropout_scaled_twice": lambda kept, keep: kept / keep**2,
    "dropout_scaled_twice@root": lambda kept, keep: kept / np.sqrt(keep),
    "scaled_by_what_stayed": lambda kept, keep: kept / kept.mean(),
    "scaled_by_what_stayed@rows": lambda kept, keep: kept / np.maximum(kept.mean(axis=1, keepdims=True), 1e-9),
    "nothing_dropped": lambda kept, keep: np.ones(kept.shape),
    "mask_not_applied": lambda kept, keep: np.ones(kept.shape) / keep,
    "never_filled_in": lambda kept, keep: np.zeros(kept.shape),
}


def _read(outcome: Outcome) -> tuple[np.ndarray, np.ndarray] | str:
    """Returns (A_dropped, mask) as plain arrays, or the sentence that says what is in the way."""
    if outcome.error:
        return explain_error("dropout_forward", outcome.error)
    if not isinstance(outcome.value, tuple | list) or len(outcome.value) != 2:
        return "It does not return the tuple (A_dropped, mask). Is there a `return` line?"
    found = []
    for name, part in zip(("A_dropped", "mask"), outcome.value, strict=True):
        array, problem = to_array(part)
        if problem:
            return f"{name} {problem}"
        if array.shape != A.shape and not (name == "mask" and array.shape in SHARED):
            wrapped = squeeze_to(array, A.shape) is not None
            return f"{name} has shape {array.shape} where {A.shape} is asked{', without the extra axis' * wrapped}."
        found.append(np.broadcast_to(array, A.shape))
    return found[0], found[1]


def _tried(outcomes: Sequence[Outcome]) -> list[tuple] | str:
    """Returns (A_dropped / A, the mask, keep) of the calls that are judged, or what is in the way."""
    found = []
    for number in TRIED:
        pair = _read(outcomes[number])
        if isinstance(pair, str):
            return pair
        found.append((pair[0] / A, pair[1], ASKED[number][0]))
    return found


def turned_round(tried) -> bool:
    """Returns True when zeros stand exactly where every mask is not zero."""
    mixed = all(mask.any() and not mask.all() for _, mask, _ in tried)
    return mixed and all(np.array_equal(ratio == 0, mask != 0) for ratio, mask, _ in tried)


def _mask(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when the masks are not made of 0 and 1, or not of the right share."""
    tried = _tried(outcomes)
    if isinstance(tried, str):
        return "", tried
    if turned_round(tried):
        return "mask_turned_round", "The mask is 0 where an entry stayed and not 0 where it was dropped."
    for _, mask, keep in tried:
        values = np.unique(mask)
        if len(values) > 2:
            text = f"The mask holds {len(values)} different numbers, such as {values[1]:.4g}."
            return "random_numbers_for_mask", text
        if len(values) == 2 and values[0] == 0 and abs(values[1] - 1) > 1e-6:
            return "mask_holds_the_scale", f"With keep {keep}, the mask holds 0 and {values[1]:.4g}."
        if not set(values) <= {0, 1}:
            return "", f"The mask holds {', '.join(f'{v:.4g}' for v in values)} where 0 and 1 are asked."
    return _share(tried)


BELOW = {0.7: 0.758, 0.25: 0.599}  # how often a standard normal number is below these


def _share(tried) -> Finding | None:
    """Returns a finding when another share stays than was asked for, or the same entries in every row or column."""
    if _swapped(tried):
        return "keep_and_drop_swapped", f"With keep 0.7, {tried[0][1].mean():.0%} of the entries stay."
    if all(abs(mask.mean() - BELOW[keep]) < LIMIT / 2 for _, mask, keep in tried):
        return "normal_numbers_drawn", f"With keep 0.7, {tried[0][1].mean():.0%} of the entries stay."
    for _, mask, keep in tried:
        if (mask == mask[:1]).all() or (mask == mask[:, :1]).all():
            if mask.min() != mask.max():
                return "mask_shared", f"All {'rows' if (mask == mask[:1]).all() else 'columns'} of the mask are alike."
        if abs(mask.mean() - keep) > LIMIT:
            same_share = abs(tried[0][1].mean() - tried[2][1].mean()) < LIMIT  # of two that were asked for
            name = "nothing_dropped" if mask.all() else "keep_not_used" if same_share and mask.any() else ""
            return name, f"With keep {keep}, {mask.mean():.0%} of {mask.size} entries stay."
    if _fixed_count(tried):
        return "mask_of_fixed_count", f"In each of {len(tried)} masks exactly the share asked for stays, to the entry."
    return None


def _fixed_count(tried) -> bool:
    """Returns True when it is always the same number that stays, to the entry: by chance once in a hundred thousand."""
    return all(abs(mask.sum() - keep * mask.size) <= 0.5 for _, mask, keep in tried)


def _swapped(tried) -> bool:
    return all(abs((mask != 0).mean() - (1 - keep)) < LIMIT for _, mask, keep in tried)


def _scale(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when A_dropped is not A, times the mask, divided by keep."""
    tried = _tried(outcomes)
    if isinstance(tried, str):
        return "", "A_dropped and the mask cannot be compared."
    if turned_round(tried):
        tried = [(ratio, mask == 0, keep) for ratio, mask, keep in tried]
    tried = [(ratio, (mask != 0) * 1.0, keep) for ratio, mask, keep in tried]
    if not any(kept.any() for _, kept, _ in tried):
        return "", "Nothing stays, so no scale is to be seen."
    if all(matches(ratio, kept / keep) for ratio, kept, keep in tried):
        return None
    ratio, kept, keep = tried[0]
    stays = np.median(ratio[ratio != 0]) if ratio.any() else 0.0
    text = f"With keep {keep}, an entry that stays comes out {stays:.4g} times as large."
    if _swapped(tried) and all(matches(ratio, kept / (1 - keep)) for ratio, kept, keep in tried):
        return "keep_and_drop_swapped", text
    for name, rule in SCALES.items():
        if all(matches(ratio, rule(kept, keep)) for ratio, kept, keep in tried):
            return name.partition("@")[0], text
    other = sum(int(((ratio != 0) != (kept != 0)).sum()) for ratio, kept, _ in tried)
    if other and all((ratio == 0).any() for ratio, _, _ in tried):
        text = f"At {other} of {3 * A.size} entries, A_dropped and the mask disagree on what stays."
        return "second_mask_drawn", text
    return "", text


def _everything(outcomes: Sequence[Outcome]) -> Finding | None:
    pair = _read(outcomes[4])
    if isinstance(pair, str):
        return "", "With keep 1.0: " + pair
    if not matches(pair[0], A) or not pair[1].all():
        return "", "With keep 1.0, A_dropped is not A, or the mask is not 1 everywhere."
    return None


def _generator(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when other numbers than those of the generator decide."""
    both = outcomes[5]
    if isinstance(_tried(outcomes), str) or both.error or len(both.value) != 2:
        return "", "The masks cannot be compared."
    masks = [np.asarray(outcomes[number].value[1]) for number in (0, 1, 2)]
    if not same(masks[0], masks[1]):
        return "generator_ignored", "Two generators of the same seed gave different masks."
    if masks[0].min() == masks[0].max():
        return "", "A mask that is alike everywhere does not show who decides."
    if same(masks[0], masks[2]):
        return "generator_ignored", "Two generators of different seeds gave the same mask."
    if same(both.value[0], both.value[1]):
        return "mask_not_drawn_anew", "Two calls with one generator, as in two steps of training, gave the same mask."
    return None


DROPOUT_GATES = (
    Gate("mask", "a mask of 0 and 1, with its share of ones", 1, REQUESTS, _mask,
         names=("mask_turned_round", "random_numbers_for_mask", "mask_holds_the_scale", "keep_and_drop_swapped",
                "mask_shared", "mask_of_fixed_count", "nothing_dropped", "keep_not_used", "normal_numbers_drawn")),
    Gate("scale", "what stays is scaled so that the mean is kept", 1.5, REQUESTS, _scale,
         names=("second_mask_drawn", "dropout_not_rescaled", "scaled_the_wrong_way", "scaled_by_the_dropped_share",
                "dropout_scaled_twice", "scaled_by_what_stayed", "mask_not_applied", "never_filled_in")),
    Gate("keep 1", "keeps everything when keep is 1", 0.5, REQUESTS, _everything, free=True),
    Gate("generator", "the generator decides, anew in every call", 1, (*REQUESTS, TWICE), _generator,
         names=("generator_ignored", "mask_not_drawn_anew"), families={"generator_ignored": "dropout"}),
)  # fmt: skip

MASKS = ({"N": 7, "d": 5, "keep": 0.7}, {"N": 5, "d": 4, "keep": 0.8}, {"N": 6, "d": 3, "keep": 0.6})
# a mask may be one of True and False, and what is right for it may raise for numbers, as ~mask does
TRUTHS = (tuple({**sizes, "of truth": True} for sizes in MASKS),)


def _mask_case(rng, sizes) -> Case:
    def draw(rng):
        shape = sizes["N"], sizes["d"]
        dA, mask = normal(rng, *shape, margin=0.1), rng.random(shape) < sizes["keep"]
        return {"dA": dA, "mask": mask if "of truth" in sizes else mask * 1.0}

    def accept(given):
        mask = given["mask"]
        mixed = all((0 < mask.sum(axis=axis)).all() and (mask.sum(axis=axis) < n).any()
                    for axis, n in enumerate(mask.shape))  # fmt: skip
        return mixed and abs(mask.mean() - sizes["keep"]) > 0.02 and no_tiny_entries({"dA": given["dA"]})

    given = {**accepted(rng, draw, accept), "keep": sizes["keep"]}
    return Case(Request((given["dA"], given["mask"], given["keep"])), given, {"N": sizes["N"]})


BACKWARD_PARTS = {
    "mask": {
        RIGHT: lambda c: c.mask,
        "mask_not_reused": lambda c: np.ones(c.mask.shape),
        "mask_turned_round": lambda c: 1.0 - c.mask,
    },
    "scale": {
        RIGHT: lambda c: 1 / c.keep,
        "dropout_not_rescaled": lambda c: 1.0,
        "scaled_the_wrong_way": lambda c: c.keep,
        "scaled_by_the_dropped_share": lambda c: 1 / (1 - c.keep),
        "scaled_by_the_dropped_share@times": lambda c: 1 - c.keep,
        "dropout_scaled_twice": lambda c: 1 / c.keep**2,
        "dropout_scaled_twice@root": lambda c: 1 / np.sqrt(c.keep),
        "scaled_by_what_stayed": lambda c: 1 / np.mean(c.mask),
    },
    "upstream": {RIGHT: lambda c: c.dA, "upstream_ignored": lambda c: 1.0},
}
BACKWARD_RULES = compounds(
    lambda c, v, mask, scale, upstream: upstream(c) * mask(c) * scale(c),
    BACKWARD_PARTS,
    without=(
        {"mask_not_reused", "dropout_not_rescaled"},  # the argument as it was
        {"mask_turned_round", "scaled_by_the_dropped_share"},  # one slip, made consistently
        {"mask_not_reused", "upstream_ignored"},
    ),
) | {
    "argument_returned_unchanged": lambda c, v: c.dA,
    "mask_turned_round@dropped share": lambda c, v: c.dA * (1 - c.mask) / (1 - c.keep),
    "dropped_entries_left_out": lambda c, v: c.dA[c.mask > 0] / c.keep,
    "dropped_entries_left_out@unscaled": lambda c, v: c.dA[c.mask > 0],
    "dropped_entries_kept": lambda c, v: np.where(c.mask, c.dA / c.keep, c.dA),
    "mask_by_matrix_product": lambda c, v: c.dA @ np.transpose(c.mask) / c.keep,
    "mask_by_matrix_product@unscaled": lambda c, v: c.dA @ np.transpose(c.mask),
    "never_filled_in": lambda c, v: 0 * c.dA,
}


PATTERN = np.tile([1.0, 0, 1, 1, 1, 0, 1, 1, 0, 1], 3).reshape(5, 6)
MASKED = Request((np.linspace(0.4, 2.7, 30).reshape(5, 6), PATTERN, 0.7))


def _same_mask(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when something is dropped, and not where the mask says."""
    if outcomes[0].error:
        return "", "It raises an error."
    dA, mask, _ = MASKED.args
    got, problem = to_array(outcomes[0].value)
    if problem or got.shape != dA.shape:
        return "", "The zeros cannot be compared."
    zero = got == 0
    if (zero == (mask == 0)).all():
        return None
    text = f"At {int((zero != (mask == 0)).sum())} of {mask.size} entries, a zero and the mask disagree."
    known = zero.all() or not zero.any() or (zero == (mask != 0)).all()
    return "" if known else "mask_not_reused", text


DROPOUT_BACKWARD = Exercise(
    "dropout_backward", "regularisation", "The way back through dropout", ("dA", "mask", "keep"),
    (Variant("", (Step("dA", "the gradient at what dropout received", lambda c, v: c.dA * c.mask / c.keep,
                       BACKWARD_RULES, scales=TURNED, points=2,
                       families={"argument_returned_unchanged": "dropout"}),), _mask_case, MASKS, TRUTHS),),
    "dA",
    (Gate("zeros", "zero where the mask is zero", 0.5, (MASKED,), _same_mask, names=("mask_not_reused",)),),
)  # fmt: skip
