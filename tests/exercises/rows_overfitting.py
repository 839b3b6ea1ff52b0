"""Mistakes of chapter 07, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "split": """
        def split(y, fractions, rng):
            parts = [[] for _ in fractions]
            for label in set(y.tolist()):
                rows = np.where(y == label)[0]
                rows = rng.permutation(rows)
                start, share = 0, 0.0
                for k, fraction in enumerate(fractions):
                    share = share + fraction
                    stop = int(round(share * len(rows)))
                    parts[k].extend(rows[start:stop])
                    start = stop
            return [np.array(part) for part in parts]
    """,
    "standardise": """
        def standardise(train, *others):
            m = train.mean(axis=0)
            s = np.sqrt(((train - m) ** 2).mean(axis=0))
            s = np.where(s > 1e-12, s, 1)
            tables = [(train - m) / s]
            for table in others:
                tables.append((table - m) / s)
            return tuple(tables)
    """,
    "bias_variance": """
        def bias_variance(predictions, y):
            P = predictions
            average = P.mean(axis=0)
            bias2 = ((average - y) ** 2).mean()
            variance = P.var(axis=0).mean()
            return bias2, variance
    """,
    "early_stopping": """
        def early_stopping(val_losses, patience):
            best = 0
            lowest = np.inf
            waited = 0
            for epoch, loss in enumerate(val_losses):
                if loss < lowest:
                    best, lowest = epoch, loss
                    waited = 0
                else:
                    waited += 1
                    if waited >= patience:
                        break
            return best
    """,
}

_RETURN = "return [np.array(part) for part in parts]"
_PLAIN = "parts = [[] for _ in fractions]"
_CUT = "cut = np.round(np.cumsum(fractions)[:-1] * len(y)).astype(int)"
_LABELWISE = "for label in set(y.tolist()): ;; rows = np.where(y == label)[0]"
SPLITS = tuple(
    Row("split", edits, names, near)
    for edits, names, near in (
        (f"{_RETURN} => return [np.isin(np.arange(len(y)), part) for part in parts]", "mask_for_row_numbers",
         f"{_RETURN} => return [np.flatnonzero(np.isin(np.arange(len(y)), part)) for part in parts]"),
        (f"{_RETURN} => return [y[part] for part in parts]", "labels_for_row_numbers",
         f"{_RETURN} => return [np.arange(len(y))[part] for part in parts]"),
        ("rng.permutation(rows) => rng.choice(rows, len(rows))", "row_drawn_twice",
         "rng.permutation(rows) => rng.choice(rows, len(rows), replace=False)"),
        ("rng.permutation(rows) => rows[rng.integers(0, len(rows), len(rows))]", "row_drawn_twice",
         "rng.permutation(rows) => rows[np.argsort(rng.random(len(rows)))]"),
        ("rows[start:stop] => rng.permutation(rows)[start:stop]", "row_in_two_parts",
         "start, share = 0, 0.0 => rows = rng.permutation(rows); start, share = 0, 0.0"),
        (f"{_RETURN} => return np.split(rng.permutation(len(y)), (np.array(fractions[:-1]) * len(y)).astype(int))",
         "fractions_not_added_up", f"{_RETURN} => return [parts[0], np.array([], int), *parts[1:]][: len(parts)]"),
        (f"{_RETURN} => coin = rng.choice(len(parts), len(y), p=fractions); "
         "return [np.flatnonzero(coin == k) for k in range(len(parts))]", "rows_drawn_one_by_one",
         f"{_RETURN} => parts[0] += [parts[1].pop() for _ in range(20)]; return parts"),
        ("rows[start:stop] => rows[max(start - 1, 0):stop]", "row_in_two_parts",
         "rows[start:stop] => rows[max(start, 0):stop]"),
        ("int(round(share * len(rows))) => start + int(fraction * len(rows))", "rows_left_out",
         "int(round(share * len(rows))) => start + int(fraction * len(rows)) if k < len(fractions) - 1 else len(rows)"),
        (f"{_PLAIN} => rows = rng.permutation(len(y)); n = [int(f * len(y)) for f in fractions]; "
         "return [rows[sum(n[:k]):sum(n[:k + 1])] for k in range(len(n))]", "rows_left_out labels_not_balanced",
         f"{_PLAIN} => parts = list([] for _ in fractions)"),
        (f"{_RETURN} => return [np.array(part) for part in parts[::-1]]", "parts_in_another_order",
         f"{_RETURN} => return [np.array(part[::-1]) for part in parts]"),
        ("share = share + fraction => share = (k + 1) / len(fractions)", "fractions_ignored",
         "share = share + fraction => share = sum(fractions[:k + 1])"),
        (f"{_PLAIN} => {_CUT}; return np.split(rng.permutation(len(y)), cut)", "labels_not_balanced",
         "set(y.tolist()) => np.unique(y)"),
        ("rng.permutation(rows) => rows", "rows_not_shuffled", "rng.permutation(rows) => rng.permutation(rows)[::-1]"),
        (f"{_PLAIN} => {_CUT}; return np.split(np.arange(len(y)), cut)", "labels_not_balanced rows_not_shuffled",
         "rng.permutation(rows) => rng.permuted(rows)"),
        ("rng.permutation(rows) => np.random.permutation(rows)", "order_not_from_rng",
         "rng.permutation(rows) => np.array(rng.permutation(list(rows)))"),
        ("rng.permutation(rows) => np.random.default_rng(0).permutation(rows)", "order_not_from_rng",
         "rng.permutation(rows) => np.random.default_rng(rng.integers(99999)).permutation(rows)"),
        (f"{_PLAIN} => rng.shuffle(y); parts = [[] for _ in fractions]", "arguments_changed labels_not_balanced",
         f"{_PLAIN} => y = y.copy(); parts = [[] for _ in fractions]"),
    )
)  # fmt: skip

_MEAN, _STD = "train.mean(axis=0)", "np.sqrt(((train - m) ** 2).mean(axis=0))"
_OTHER = "(table - m) / s"
_SAFE = "s = np.where(s > 1e-12, s, 1)"
SCALES = tuple(
    Row("standardise", edits, names, near)
    for edits, names, near in (
        (f"{_STD} => np.ones(train.shape[1])", "spread_not_divided", f"{_STD} => np.std(train, axis=0)"),
        (f"{_STD} => train.var(axis=0)", "variance_for_spread", f"{_STD} => train.var(axis=0) ** 0.5"),
        (f"{_STD} => train.std(axis=0, ddof=1)", "one_less_in_the_count", f"{_STD} => train.std(axis=0, ddof=2)"),
        (f"{_STD} => train.max(axis=0) - train.min(axis=0)", "range_for_spread",
         f"{_STD} => (train.max(axis=0) - train.min(axis=0)) / 2"),
        (f"{_MEAN} => train.min(axis=0) ;; {_STD} => np.ptp(train, axis=0)", "least_for_mean range_for_spread",
         f"{_MEAN} => np.median(train, axis=0)"),
        (f"{_STD} => np.sqrt((train ** 2).sum(axis=0))", "length_for_spread",
         f"{_STD} => np.sqrt((train ** 2).mean(axis=0) - m ** 2)"),
        (f"{_MEAN} => np.vstack([train, *others]).mean(axis=0) ;; {_STD} => train.std(axis=0)", "scaled_by_all_rows",
         f"{_MEAN} => np.vstack([train, *others])[:len(train)].mean(axis=0)"),
        (f"{_MEAN} => np.vstack([train, *others]).mean(axis=0) ;; {_STD} => np.vstack([train, *others]).std(axis=0)",
         "scaled_by_all_rows", f"{_MEAN} => np.vstack([train, train]).mean(axis=0)"),
        (f"{_MEAN} => train.mean() ;; {_STD} => train.std()", "one_scale_for_all_columns",
         f"{_MEAN} => train.mean(0) ;; {_STD} => train.std(0)"),
        (f"{_MEAN} => 0 ;; {_STD} => train.std(axis=0)", "mean_not_subtracted", f"{_MEAN} => 0 + train.mean(axis=0)"),
        (f"{_MEAN} => train.min(axis=0) ;; {_STD} => train.std(axis=0)", "least_for_mean",
         f"{_MEAN} => train.sum(axis=0) / len(train)"),
        ("(train - m) / s => train / s - m ;; (table - m) / s => table / s - m", "centred_after_dividing",
         "(train - m) / s => train / s - m / s ;; (table - m) / s => table / s - m / s"),
        (f"{_OTHER} => (table - table.mean(axis=0)) / np.where(table.std(axis=0) > 0, table.std(axis=0), 1)",
         "scaled_by_its_own_rows", f"{_OTHER} => (table - np.array(m)) / s"),
        (f"{_OTHER} => (table - table.mean(axis=0)) / s", "scaled_by_its_own_rows",
         f"{_OTHER} => (table - 1.1 * m) / s"),
        (f"{_OTHER} => table", "others_left_as_they_were", f"{_OTHER} => table / s - m / s"),
        (f"{_OTHER} => 0 * table", "never_filled_in", f"{_OTHER} => 0 * table + (table - m) / s"),
        (f"{_SAFE} => pass", "constant_column_not_finite", f"{_SAFE} => s[s == 0] = 1"),
        (f"{_SAFE} => s = s + 1e-8", "constant_column_blown_up", f"{_SAFE} => s = s + (s == 0)"),
        (f"{_SAFE} => s = np.maximum(s, 1e-8)", "constant_column_blown_up", f"{_SAFE} => s = np.maximum(s, 0.05)"),
        ("tables = [(train - m) / s] => train -= m; train /= s; tables = [train]", "arguments_changed",
         "tables = [(train - m) / s] => train = train - m; train /= s; tables = [train]"),
        ("return tuple(tables) => return tuple(np.trunc(t) if train.dtype.kind == 'i' else t for t in tables)",
         "integers_truncated", "return tuple(tables) => return tables"),
        ("return tuple(tables) => return tuple(t.astype(int) for t in tables)", "fractions_cut_off",
         "return tuple(tables) => return tuple(np.trunc(t) if train.dtype.kind == 'i' else t for t in tables)"),
    )
)  # fmt: skip

_BIAS, _VARIANCE, _PAIR = "((average - y) ** 2).mean()", "P.var(axis=0).mean()", "return bias2, variance"
PARTS = tuple(
    Row("bias_variance", edits, names, near)
    for edits, names, near in (
        (f"{_BIAS} => ((P - y) ** 2).mean()", "error_for_bias",
         f"{_BIAS} => ((P - y) ** 2).mean() - P.var(axis=0).mean()"),
        (f"{_BIAS} => (average - y).mean()", "not_squared", f"{_BIAS} => (average - y) @ (average - y) / len(y)"),
        (f"{_BIAS} => (average - y).mean() ** 2", "mean_squared", f"{_BIAS} => ((average - y) ** 4).mean() ** 0.5"),
        (f"{_BIAS} => abs(average - y).mean()", "absolute_for_square", f"{_BIAS} => (abs(average - y) ** 2).mean()"),
        (f"{_BIAS} => ((average - y) ** 2).mean() ** 0.5", "square_root_taken",
         f"{_BIAS} => np.mean((y - average) ** 2)"),
        ("average = P.mean(axis=0) => average = P[0]", "one_refit_for_average",
         "average = P.mean(axis=0) => average = np.median(P, axis=0)"),
        ("average = P.mean(axis=0) => average = P.mean()", "averaged_over_everything",
         "average = P.mean(axis=0) => average = sum(P) / len(P)"),
        (f"{_PAIR} => return variance, bias2", "parts_exchanged", f"{_PAIR} => return (bias2, variance)"),
        (f"{_BIAS} => (average - y) ** 2", "points_not_averaged", f"{_BIAS} => sum((average - y) ** 2) / len(y)"),
        (f"{_VARIANCE} => P.var(axis=0)", "points_not_averaged", f"{_VARIANCE} => np.mean(P.var(0))"),
        (f"{_BIAS} => ((average - y) ** 2).sum()", "sum_for_mean", f"{_BIAS} => ((average - y) ** 2).sum() / y.size"),
        (f"{_VARIANCE} => P.var(axis=0, ddof=1).mean()", "refits_counted_less_one",
         f"{_VARIANCE} => P.var(axis=0, ddof=0).mean()"),
        (f"{_VARIANCE} => ((P - average) ** 2).sum(axis=0).mean()", "refits_not_averaged",
         f"{_VARIANCE} => ((P - average) ** 2).mean()"),
        (f"{_VARIANCE} => P.std(axis=0).mean()", "square_root_taken", f"{_VARIANCE} => (P.std(axis=0) ** 2).mean()"),
        (f"{_VARIANCE} => P.var(axis=1).mean()", "variance_over_points", f"{_VARIANCE} => P.T.var(axis=1).mean()"),
        (f"{_VARIANCE} => average.var()", "variance_over_points", f"{_VARIANCE} => (P - average).var()"),
        (f"{_VARIANCE} => P.var()", "averaged_over_everything", f"{_VARIANCE} => P.var() - average.var()"),
        (f"{_VARIANCE} => ((P - y) ** 2).mean()", "variance_about_the_truth",
         f"{_VARIANCE} => ((P - y) ** 2).mean() - bias2"),
        (f"{_VARIANCE} => abs(P - average).mean()", "absolute_for_square",
         f"{_VARIANCE} => (abs(P - average) ** 2).mean()"),
        (f"{_PAIR} => return 0.0, variance", "never_filled_in", f"{_PAIR} => return 0.0 + bias2, variance"),
    )
)  # fmt: skip

_WAIT, _LESS, _BEST = "if waited >= patience:", "if loss < lowest:", "return best"
STOPS = tuple(
    Row("early_stopping", edits, names, near)
    for edits, names, near in (
        (f"{_WAIT} => if False:", "patience_ignored", f"{_WAIT} => if waited == patience:"),
        (f"{_WAIT} => if True:", "patience_ignored", f"{_WAIT} => if not waited < patience:"),
        (f"{_BEST} => return epoch", "last_epoch_for_best", f"{_BEST} => return int(best)"),
        (f"{_WAIT} => if waited > patience:", "patience_off_by_one", f"{_WAIT} => if waited > patience - 1:"),
        (f"{_WAIT} => if waited + 1 >= patience:", "patience_off_by_one", f"{_WAIT} => if waited + 0 >= patience:"),
        (f"{_LESS} => if loss <= lowest:", "tie_taken_for_improvement", f"{_LESS} => if loss - lowest < 0:"),
        ("waited = 0\n        else => pass\n        else", "patience_never_reset",
         "waited = 0\n        else => waited *= 0\n        else"),
        ("waited += 1 => waited += 1; lowest = loss", "compared_with_epoch_before", "waited += 1 => waited += 1; loss"),
        (f"{_LESS} => if loss > lowest or epoch == 0:", "highest_for_lowest",
         f"{_LESS} => if loss < lowest or epoch == 0:"),
        (f"{_WAIT} => if waited > patience: ;; {_LESS} => if loss <= lowest:",
         "patience_off_by_one tie_taken_for_improvement", f"{_WAIT} => if waited > patience - 1:"),
        (f"{_WAIT} => if waited > patience: ;; {_BEST} => return best + 1", "patience_off_by_one counted_from_one",
         f"{_WAIT} => if waited > patience - 1:"),
        (f"{_LESS} => if loss <= lowest: ;; {_BEST} => return best + 1", "tie_taken_for_improvement counted_from_one",
         f"{_LESS} => if loss - lowest < 0:"),
        ("waited = 0\n        else => pass\n        else ;; " + f"{_LESS} => if loss <= lowest:",
         "patience_never_reset tie_taken_for_improvement", f"{_LESS} => if loss - lowest < 0:"),
        (f"{_BEST} => return best + 1", "counted_from_one", f"{_BEST} => return best + 2"),
        (f"{_BEST} => return len(val_losses) - 1 - best", "counted_from_the_end", f"{_BEST} => return best % 99"),
        (f"{_BEST} => return best - len(val_losses)", "counted_from_the_end", f"{_BEST} => return best - 0"),
        (f"{_BEST} => return lowest", "loss_for_epoch", f"{_BEST} => return list(val_losses).index(lowest)"),
        (f"{_BEST} => return 0", "no_epoch_improves", f"{_BEST} => return 0 + best"),
    )
)  # fmt: skip
ROWS = (*SPLITS, *SCALES, *PARTS, *STOPS)

FURTHER = (
    Row(
        "standardise",
        "tables = [(train - m) / s] => tables = [train.copy()]",
        "argument_returned_unchanged",
        "tables = [(train - m) / s] => tables = [((train - m) / s).copy()]",
    ),
    Row(
        "standardise",
        f"{_MEAN} => np.median(train, axis=0) ;; {_STD} => train.std(axis=0)",
        "median_for_mean",
        f"{_MEAN} => np.average(train, axis=0)",
    ),
    Row(
        "standardise",
        "(train - m) / s => (train + m) / s ;; (table - m) / s => (table + m) / s",
        "mean_added",
        "(train - m) / s => (-m + train) / s",
    ),
    Row(
        "standardise",
        "(train - m) / s => (train - m) * s ;; (table - m) / s => (table - m) * s",
        "spread_multiplied",
        "(train - m) / s => (train - m) * (1 / s)",
    ),
    Row(
        "bias_variance",
        f"{_BIAS} => ((np.median(P, axis=0) - y) ** 2).mean()",
        "median_for_average",
        f"{_BIAS} => ((np.average(P, axis=0) - y) ** 2).mean()",
    ),
    Row(
        "bias_variance",
        f"{_BIAS} => ((average - y) ** 2).mean() / 2",
        "constant_scale",
        f"{_BIAS} => ((average - y) ** 2).mean() / 1",
    ),
    Row(
        "early_stopping",
        f"{_BEST} => return epoch - patience",
        "counted_back_from_the_stop",
        f"{_BEST} => return epoch - waited",
    ),
    Row(
        "early_stopping",
        f"{_BEST} => return len(val_losses) - 1",
        "last_epoch_for_best",
        f"{_BEST} => return len(val_losses[:best])",
    ),
    Row(
        "split",
        "return [np.array(part) for part in parts] => return [np.array(part) + 1 for part in parts]",
        "rows_counted_from_one",
        "return [np.array(part) for part in parts] => return [np.array(part) + 0 for part in parts]",
    ),
)
ROWS = (*ROWS, *FURTHER)

STYLES = (
    ("bias_variance", f"{_PAIR} => return np.array([bias2, variance])"),
    ("split", "rng.permutation(rows) => rows.copy(); rng.shuffle(rows)"),
    ("split", f"{_RETURN} => return tuple(np.sort(part) for part in parts)"),
    ("split", f"{_RETURN} => return tuple(parts)"),
    ("split", "int(round(share * len(rows))) => int(np.ceil(share * len(rows) - 1e-9))"),
    ("split", "int(round(share * len(rows))) => int(share * len(rows) + 1e-9)"),
    ("split",
     "int(round(share * len(rows))) => len(rows) if k == len(fractions) - 1 else start + int(fraction * len(rows))"),
    ("split",
     "int(round(share * len(rows))) => len(rows) if k == len(fractions) - 1 else start + round(fraction * len(rows))"),
    ("standardise", f"{_STD} => np.std(train, axis=0)"),
    ("standardise", f"{_SAFE} => s[s == 0] = 1"),
    ("standardise", f"{_SAFE} => s = s + (s == 0)"),
    ("standardise", "return tuple(tables) => return [t.astype(np.float32) for t in tables]"),
    ("standardise", "return tuple(tables) => return tuple(t * (train.std(axis=0) > 0) for t in tables)"),
    ("standardise", f"{_OTHER} => np.array([[(t - a) / b for t, a, b in zip(row, m, s)] for row in table])"),
    ("bias_variance", f"{_VARIANCE} => ((P - y) ** 2).mean() - bias2"),
    ("bias_variance", f"{_VARIANCE} => np.mean([((p - average) ** 2).mean() for p in P])"),
    ("bias_variance", f"{_BIAS} => np.square(y - average).sum() / len(y)"),
    ("bias_variance", f"{_PAIR} => return [np.float32(bias2), np.array(variance)]"),
    ("early_stopping", f"{_BEST} => return np.int64(best)"),
    ("early_stopping",
     "enumerate(val_losses) => zip(range(len(val_losses)), val_losses)"),
    ("early_stopping", f"{_BEST} => return int(np.argmin(val_losses[:epoch + 1]))"),
)  # fmt: skip
