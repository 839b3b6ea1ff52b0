"""Seldomer mistakes of chapter 07, in the code of `rows_overfitting` and `rows_curves`."""

from __future__ import annotations

from tests.exercises.rows import Row

_OTHER, _FIRST = "tables.append((table - m) / s)", "tables = [(train - m) / s]"
_ROWWISE = "(t - t.mean(axis=1, keepdims=True)) / t.std(axis=1, keepdims=True)"
SCALES = tuple(
    Row("standardise", edits, names, near)
    for edits, names, near in (
        (f"return tuple(tables) => return tuple({_ROWWISE} for t in (train, *others))", "each_row_scaled",
         "return tuple(tables) => return tuple((t - m) / s for t in (train, *others))"),
        (f"{_FIRST} => tables = [train - m / s] ;; {_OTHER} => tables.append(table - m / s)", "mean_alone_divided",
         f"{_FIRST} => tables = [train / s - m / s]"),
    )
)  # fmt: skip
PARTS = (
    Row("bias_variance", "P.var(axis=0).mean() => (P - average).mean()", "not_squared",
        "P.var(axis=0).mean() => ((P - average) ** 2).mean()"),
    Row("bias_variance", "P.var(axis=0).mean() => (average**2 - (P**2).mean(axis=0)).mean()", "squares_below_zero",
        "P.var(axis=0).mean() => ((P**2).mean(axis=0) - average**2).mean()"),
)  # fmt: skip
_BETTER = "waited >= patience"
STOPS = tuple(
    Row("early_stopping", edits, names, near)
    for edits, names, near in (
        ("best = 0\n => return int(np.argmin(val_losses[:patience + 1]))\n", "patience_never_reset",
         "best = 0\n => best = int(0)\n"),
        (f"{_BETTER} => epoch >= patience", "patience_never_reset", f"{_BETTER} => epoch - best >= patience"),
        ("return best => return epoch ;; if loss < lowest => if loss <= lowest",
         "tie_taken_for_improvement last_epoch_for_best", "if loss < lowest => if lowest > loss"),
    )
)  # fmt: skip
FOLDS = (
    Row("k_folds", "    return pairs =>     return pairs[:1]", "one_fold_only",
        "    return pairs =>     return pairs[:]"),
    Row("k_folds", "rows = rng.permutation(N) => u = rng.integers(0, k, N); return "
        "[(np.flatnonzero(u != i), np.flatnonzero(u == i)) for i in range(k)]", "rows_drawn_one_by_one",
        "rows = rng.permutation(N) => u = rng.permutation(np.arange(N) % k); return "
        "[(np.flatnonzero(u != i), np.flatnonzero(u == i)) for i in range(k)]"),
)  # fmt: skip
STUDENTS: dict[str, str] = {}
STYLES: tuple[tuple[str, str], ...] = ()
ROWS = (*SCALES, *PARTS, *STOPS, *FOLDS)
