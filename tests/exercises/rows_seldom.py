"""Seldomer mistakes of chapter 07, in the code of `rows_overfitting` and `rows_curves`."""

from __future__ import annotations

from tests.exercises.rows import Row

_OTHER, _FIRST = "tables.append((table - m) / s)", "tables = [(train - m) / s]"
_STD, _WHOLE = "np.sqrt(((train - m) ** 2).mean(axis=0))", "return tuple(tables)"
_ROWWISE = "(t - t.mean(axis=1, keepdims=True)) / t.std(axis=1, keepdims=True)"
SCALES = tuple(
    Row("standardise", edits, names, near)
    for edits, names, near in (
        (f"return tuple(tables) => return tuple({_ROWWISE} for t in (train, *others))", "each_row_scaled",
         "return tuple(tables) => return tuple((t - m) / s for t in (train, *others))"),
        (f"{_FIRST} => tables = [train - m / s] ;; {_OTHER} => tables.append(table - m / s)", "mean_alone_divided",
         f"{_FIRST} => tables = [train / s - m / s]"),
        (f"{_STD} => np.sqrt((train ** 2).mean(axis=0))", "spread_about_zero",
         f"{_STD} => np.sqrt((train ** 2).mean(axis=0) - m ** 2)"),
        (f"{_WHOLE} => kept = train.std(axis=0) > 1e-12; "
         "return tuple(((t - m) / s)[:, kept] for t in (train, *others))", "constant_column_removed",
         f"{_WHOLE} => return tuple((t - m) / s * (t == t) for t in (train, *others))"),
        (f"{_WHOLE} => return tuple((t - t.mean(0)) / (t.var(0) + (t.var(0) < 1e-12)) for t in (train, *others))",
         "variance_for_spread scaled_by_its_own_rows",
         f"{_WHOLE} => return tuple((t - m) / (s ** 2) ** 0.5 for t in (train, *others))"),
        (f"{_FIRST} => rows = np.concatenate((train, *others)); m, s = rows.mean(0), np.where(rows.var(0) > 0, "
         f"rows.var(0), 1); {_FIRST}", "scaled_by_all_rows variance_for_spread",
         f"{_FIRST} => rows = np.concatenate((train, *others)); {_FIRST}"),
    )
)  # fmt: skip
PARTS = (
    Row("bias_variance", "P.var(axis=0).mean() => (P - average).mean()", "not_squared",
        "P.var(axis=0).mean() => ((P - average) ** 2).mean()"),
    Row("bias_variance", "P.var(axis=0).mean() => (average**2 - (P**2).mean(axis=0)).mean()", "squares_below_zero",
        "P.var(axis=0).mean() => ((P**2).mean(axis=0) - average**2).mean()"),
    Row("bias_variance", "P.var(axis=0).mean() => ((P - y) ** 2).mean() + bias2", "bias_not_subtracted",
        "P.var(axis=0).mean() => ((P - y) ** 2).mean() - bias2"),
    Row("bias_variance", "((average - y) ** 2).mean() => (y - average).mean()", "not_squared",
        "((average - y) ** 2).mean() => ((y - average) ** 2).mean()"),
    Row("bias_variance", "((average - y) ** 2).mean() => ((P - y).mean(axis=1) ** 2).mean()", "bias_of_each_refit",
        "((average - y) ** 2).mean() => ((P - y).mean(axis=0) ** 2).mean()"),
    Row("bias_variance", "P.var(axis=0).mean() => ((P - np.median(P, axis=0)) ** 2).mean()", "median_for_average",
        "P.var(axis=0).mean() => ((P - np.mean(P, axis=0)) ** 2).mean()"),
)  # fmt: skip
_BETTER = "waited >= patience"
STOPS = tuple(
    Row("early_stopping", edits, names, near)
    for edits, names, near in (
        ("best = 0\n => return int(np.argmin(val_losses[:patience + 1]))\n", "patience_never_reset",
         "best = 0\n => best = int(0)\n"),
        ("if loss < lowest => if loss < lowest - 1e-3", "small_improvements_ignored",
         "if loss < lowest => if loss < lowest - 1e-12"),
        (f"{_BETTER} => epoch >= patience", "patience_never_reset", f"{_BETTER} => epoch - best >= patience"),
        ("return best => return epoch ;; if loss < lowest => if loss <= lowest",
         "tie_taken_for_improvement last_epoch_for_best", "if loss < lowest => if lowest > loss"),
        ("return best => return best if waited >= patience else epoch", "last_epoch_unless_stopped",
         "return best => return best if waited >= patience else int(best)"),
        ("return best => return [e for e in range(epoch + 1) if val_losses[e] == lowest][-1]", "latest_of_equal_losses",
         "return best => return [e for e in range(epoch + 1) if val_losses[e] == lowest][0]"),
        ("return best => return epoch - 1 if waited >= patience else best", "last_epoch_for_best",
         "return best => return epoch - patience if waited >= patience else best"),
        (f"            waited = 0\n => \n ;; {_BETTER} => waited > patience",
         "patience_never_reset patience_off_by_one", f"{_BETTER} => not waited < patience"),
    )
)  # fmt: skip
_SHUFFLE = "rows = rng.permutation(N)"
FOLDS = (
    Row("k_folds", "    return pairs =>     return pairs[:1]", "one_fold_only",
        "    return pairs =>     return pairs[:]"),
    Row("k_folds", "rows = rng.permutation(N) => u = rng.integers(0, k, N); return "
        "[(np.flatnonzero(u != i), np.flatnonzero(u == i)) for i in range(k)]", "rows_drawn_one_by_one",
        "rows = rng.permutation(N) => u = rng.permutation(np.arange(N) % k); return "
        "[(np.flatnonzero(u != i), np.flatnonzero(u == i)) for i in range(k)]"),
    Row("k_folds", "    return pairs =>     return pairs[1:]", "one_fold_missing",
        "    return pairs =>     return pairs[1:] + pairs[:1]"),
    Row("k_folds", f"{_SHUFFLE} => {_SHUFFLE}; return [(np.setdiff1d(rows, v), v) for v in "
        "(rows[i * -(-N // k):(i + 1) * -(-N // k)] for i in range(k))]", "folds_of_uneven_size",
        f"{_SHUFFLE} => {_SHUFFLE}; return [(np.setdiff1d(rows, v), v) for v in "
        "(rows[i * N // k:(i + 1) * N // k] for i in range(k))]"),
    Row("k_folds", f"{_SHUFFLE} => {_SHUFFLE}; return [(v, np.setdiff1d(rows, v)) for v in "
        "(rows[i * (N // k):(i + 1) * (N // k)] for i in range(k))]", "train_and_validation_exchanged",
        "pairs.append((train, val)) => pairs.append((np.sort(train), val))"),
    Row("split", "return [np.array(part) for part in parts] => return np.array(parts[0]), np.concatenate(parts[1:])",
        "two_parts_only", "return [np.array(part) for part in parts] => return tuple(map(np.array, parts))"),
    Row("split", "rows = rng.permutation(rows) => rows = rng.permutation(len(rows))", "positions_for_row_numbers",
        "rows = rng.permutation(rows) => rows = rows[rng.permutation(len(rows))]"),
)  # fmt: skip
STUDENTS: dict[str, str] = {}
STYLES: tuple[tuple[str, str], ...] = ()
ROWS = (*SCALES, *PARTS, *STOPS, *FOLDS)
