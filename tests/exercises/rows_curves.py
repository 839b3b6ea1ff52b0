"""Mistakes in powers and in folds, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "polynomial_features": """
        def polynomial_features(x, degree):
            columns = []
            for j in range(0, degree + 1):
                columns.append(x ** j)
            table = np.column_stack(columns)
            return table
    """,
    "k_folds": """
        def k_folds(N, k, rng):
            rows = rng.permutation(N)
            sizes = [N // k + (i < N % k) for i in range(k)]
            pairs, start = [], 0
            for size in sizes:
                val = rows[start:start + size]
                train = np.concatenate([rows[:start], rows[start + size:]])
                pairs.append((train, val))
                start += size
            return pairs
    """,
}

_RANGE, _POWER, _TABLE, _RETURN = "range(0, degree + 1)", "x ** j", "np.column_stack(columns)", "return table"
FEATURES = tuple(
    Row("polynomial_features", edits, names, near)
    for edits, names, near in (
        (f"{_RANGE} => range(1, degree + 1)", "ones_column_missing", f"{_RANGE} => range(degree + 1)"),
        (f"{_RANGE} => range(1, degree)", "ones_column_missing highest_power_missing",
         f"{_RANGE} => [0, *range(1, degree + 1)]"),
        (f"{_RANGE} => range(degree)", "highest_power_missing", f"{_RANGE} => list(range(degree)) + [degree]"),
        (f"{_RANGE} => [0, *range(degree + 1)]", "ones_column_twice", f"{_RANGE} => [*range(degree + 1)]"),
        (f"{_RANGE} => range(degree + 2)", "power_too_many", f"{_RANGE} => range(degree + 2)[:-1]"),
        (f"{_RANGE} => range(degree, -1, -1)", "powers_in_reverse", f"{_RANGE} => reversed(range(degree, -1, -1))"),
        (f"{_TABLE} => np.vander(x, degree + 1)", "powers_in_reverse",
         f"{_TABLE} => np.vander(x, degree + 1, increasing=True)"),
        (f"{_TABLE} => np.column_stack([*columns[1:], columns[0]])", "ones_column_last",
         f"{_TABLE} => np.column_stack([columns[0], *columns[1:]])"),
        (f"{_TABLE} => np.column_stack([columns[0], columns[1], columns[-1]][: degree + 1])", "powers_between_missing",
         f"{_TABLE} => np.column_stack([columns[0], *columns[1:-1], columns[-1]])"),
        (f"{_POWER} => float(j) ** x", "base_and_exponent_exchanged", f"{_POWER} => x ** float(j)"),
        (f"{_POWER} => (j + 1.0) ** x", "base_and_exponent_exchanged", f"{_POWER} => x ** (j + 0)"),
        (f"{_POWER} => j * x ** j", "powers_weighted", f"{_POWER} => j * x ** j / max(j, 1) + (j == 0)"),
        (f"{_POWER} => j * x ** max(j - 1, 0)", "powers_weighted", f"{_POWER} => x * x ** (j - 1)"),
        (f"{_RANGE} => range(degree, 0, -1)", "powers_in_reverse ones_column_missing",
         f"{_RANGE} => [*range(degree, -1, -1)][::-1]"),
        (f"{_RANGE} => range(1, degree + 1) ;; {_TABLE} => np.array(columns)",
         "ones_column_missing features_transposed", f"{_TABLE} => np.array(columns).T.copy()"),
        (f"{_RANGE} => range(degree) ;; {_TABLE} => np.concatenate(columns)",
         "highest_power_missing features_in_one_row", f"{_TABLE} => np.concatenate(columns).reshape(-1, len(x)).T"),
        (f"{_RANGE} => range(1, degree) ;; {_TABLE} => np.array(columns)",
         "ones_column_missing highest_power_missing features_transposed", f"{_TABLE} => np.array(columns)[::1].T"),
        (f"{_RANGE} => range(degree, -1, -1) ;; {_POWER} => x * j", "powers_in_reverse multiples_for_powers",
         f"{_POWER} => x ** (j * 1)"),
        (f"{_TABLE} => np.array(columns)", "features_transposed", f"{_TABLE} => np.array(columns).T"),
        (f"{_TABLE} => np.array(columns).reshape(len(x), -1)", "features_reshaped",
         f"{_TABLE} => np.array(columns).T.reshape(len(x), -1)"),
        (f"{_TABLE} => np.concatenate(columns)", "features_in_one_row", f"{_TABLE} => np.stack(columns, axis=-1)"),
        (f"{_POWER} => x * j", "multiples_for_powers", f"{_POWER} => np.prod([x] * j, axis=0) * np.ones(len(x))"),
        (f"{_TABLE} => x ** j", "only_highest_power", f"{_TABLE} => x[:, None] ** np.arange(j + 1)"),
        (f"{_TABLE} => sum(columns)", "powers_added_up", f"{_TABLE} => sum(np.outer(c, np.eye(j + 1)[i]) "
         "for i, c in enumerate(columns))"),
        (f"{_RETURN} => t = table[:, 1:]; return np.c_[x ** 0, (t - t.mean(axis=0)) / t.std(axis=0)]",
         "columns_standardised", f"{_RETURN} => return np.c_[x ** 0, table[:, 1:]]"),
        (f"{_RETURN} => return np.zeros((len(x), degree + 1))", "never_filled_in", f"{_RETURN} => return 1.0 * table"),
        (f"{_RETURN} => x *= 2; x /= 2; x += 1; return table", "arguments_changed",
         f"{_RETURN} => x = 2 * x; return table"),
    )
)  # fmt: skip

_PAIR, _DONE = "pairs.append((train, val))", "return pairs"
_EVEN = "[N // k + (i < N % k) for i in range(k)]"
_BLOCK, _REST = "rows[start:start + size]", "np.concatenate([rows[:start], rows[start + size:]])"
FOLDS = tuple(
    Row("k_folds", edits, names, near)
    for edits, names, near in (
        (f"{_PAIR} => return train, val", "one_fold_only", f"{_PAIR} => pairs = pairs + [(train, val)]"),
        (f"{_PAIR} => pairs.append(val)", "folds_for_pairs", f"{_PAIR} => pairs.append([train, val])"),
        (f"{_EVEN} => [min(k, N - s) for s in range(0, N, k)]", "fold_size_for_count",
         f"{_EVEN} => [len(part) for part in np.array_split(rows, k)]"),
        (f"{_PAIR} => pairs.append((val, train))", "train_and_validation_exchanged",
         f"{_PAIR} => pairs += [(train, val)]"),
        (f"val = {_BLOCK} => rows = rng.permutation(N); val = {_BLOCK}", "folds_drawn_anew",
         f"val = {_BLOCK} => val = rows[start:][:size]"),
        (f"val = {_BLOCK} => val = rng.choice(N, size)", "row_drawn_twice row_in_two_parts",
         f"val = {_BLOCK} => val = np.array(list(rows)[start:start + size])"),
        (f"{_REST} => rows[:start] if start else rows[size:]", "training_rows_missing",
         f"{_REST} => rows[size:] if not start else np.delete(rows, range(start, start + size))"),
        (f"{_REST} => rows[start:]", "row_in_two_parts", f"{_REST} => np.setdiff1d(rows, val)"),
        (f"{_REST} => rows", "row_in_two_parts", f"{_REST} => np.array([row for row in rows if row not in val])"),
        (f"{_EVEN} => [N // k] * (k - 1) + [N - N // k * (k - 1)]", "folds_of_uneven_size",
         f"{_EVEN} => [N // k] * (k - N % k) + [N // k + 1] * (N % k)"),
        (f"{_EVEN} => [N // k] * k", "rows_left_out", f"{_EVEN} => [(N + i) // k for i in range(k)]"),
        ("rows = rng.permutation(N) => rows = np.arange(N)", "rows_not_shuffled",
         "rows = rng.permutation(N) => rows = np.arange(N); rng.shuffle(rows)"),
        (f"rows = rng.permutation(N) => rows = np.arange(N) ;; val = {_BLOCK} => val = rows[len(pairs)::k] ;; "
         f"{_REST} => np.setdiff1d(rows, val)", "rows_not_shuffled",
         f"val = {_BLOCK} => val = rows[len(pairs)::k] ;; {_REST} => np.setdiff1d(rows, val)"),
        ("rng.permutation(N) => np.random.default_rng(0).permutation(N)", "order_not_from_rng",
         "rng.permutation(N) => rng.choice(N, N, replace=False)"),
        ("rng.permutation(N) => rng.permutation(N) + 1", "rows_counted_from_one",
         "rng.permutation(N) => rng.permutation(N) - 0"),
        (f"{_PAIR} => pairs.append((~np.isin(range(N), val), np.isin(range(N), val)))", "mask_for_row_numbers",
         f"{_PAIR} => m = np.isin(range(N), val); pairs.append((np.flatnonzero(~m), np.flatnonzero(m)))"),
    )
)  # fmt: skip
ROWS = (*FEATURES, *FOLDS)
STYLES = (
    ("polynomial_features", f"{_TABLE} => np.array([[v ** j for j in range(degree + 1)] for v in x])"),
    ("polynomial_features", f"{_TABLE} => np.array(columns).T"),
    ("polynomial_features", f"{_TABLE} => np.power(x[:, None], np.arange(degree + 1))"),
    ("polynomial_features", f"{_TABLE} => np.polynomial.polynomial.polyvander(x, degree)"),
    ("polynomial_features", f"{_TABLE} => np.cumprod(np.c_[x ** 0] + 0.0, axis=1) if degree == 0 else "
     "np.cumprod(np.c_[x ** 0, np.tile(x[:, None], degree)], axis=1)"),
    ("polynomial_features", f"{_RETURN} => return table.astype(np.float32)"),
    ("polynomial_features", f"{_RETURN} => return table.tolist()"),
    ("k_folds", f"{_PAIR} => pairs.append((np.sort(train), np.sort(val)))"),
    ("k_folds", f"{_PAIR} => pairs.append([train.tolist(), val.tolist()])"),
    ("k_folds", f"{_DONE} => return tuple(pairs[::-1])"),
    ("k_folds", f"{_EVEN} => [(N + i) // k for i in range(k)]"),
    ("k_folds", f"val = {_BLOCK} => val = rows[len(pairs)::k] ;; {_REST} => np.setdiff1d(rows, val)"),
    ("k_folds", f"{_DONE} => fold = rng.permutation(np.arange(N) % k); "
     "return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]"),
)  # fmt: skip
