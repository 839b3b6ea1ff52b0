"""Mistakes in counting hits and confusions, each in a student's own code, with a near miss."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "accuracy": """
        def accuracy(Y_hat, y):
            read = Y_hat.argmax(axis=1)
            hits = read == y
            return hits.sum() / len(y)
    """,
    "confusion_matrix": """
        def confusion_matrix(y, predicted, K):
            counts = np.zeros((K, K), dtype=int)
            for i, j in zip(y, predicted):
                counts[i, j] += 1
            return counts
    """,
}

_READ, _HITS, _SHARE = "Y_hat.argmax(axis=1)", "read == y", "return hits.sum() / len(y)"
SHARES = tuple(
    Row("accuracy", edits, names, near)
    for edits, names, near in (
        (f"{_HITS} => read != y", "errors_for_accuracy", f"{_HITS} => ~(read != y)"),
        (f"{_SHARE} => return round(100 * hits.mean(), 1)", "percent_for_share",
         f"{_SHARE} => return round(100 * hits.mean(), 9) / 100"),
        (f"{_SHARE} => return 100 * hits.mean()", "percent_for_share", f"{_SHARE} => return 100 * hits.mean() / 100"),
        (f"{_READ} => Y_hat.argmin(axis=1)", "smallest_for_largest", f"{_READ} => (-Y_hat).argmin(axis=1)"),
        (f"{_READ} => Y_hat.argmax(axis=1) + 1", "classes_counted_from_one", f"{_HITS} => read + 1 == y + 1"),
        (f"{_HITS} => read == y + 1", "classes_counted_from_one", f"{_HITS} => y == read"),
        (f"{_SHARE} => return (read[:, None] == y).mean()", "every_pair_compared",
         f"{_SHARE} => return (read[:, None] == y[:, None]).mean()"),
        (f"{_SHARE} => return hits", "rows_not_averaged", f"{_SHARE} => return np.mean(hits)"),
        (f"{_SHARE} => return float(hits.all())", "all_or_nothing", f"{_SHARE} => return float(np.average(hits))"),
        (f"{_SHARE} => return read.mean()", "labels_for_hits", f"{_SHARE} => return (read == y).mean()"),
        (f"{_SHARE} => return Y_hat[range(len(y)), y].mean()", "probability_for_hit",
         f"{_SHARE} => return (Y_hat[range(len(y)), y] == Y_hat.max(axis=1)).mean()"),
        (f"{_SHARE} => return hits.sum()", "count_for_share", f"{_SHARE} => return hits.sum() / hits.size"),
        (f"{_SHARE} => return hits.sum() / Y_hat.shape[1]", "divided_by_classes",
         f"{_SHARE} => return hits.sum() / Y_hat.shape[0]"),
        (f"{_READ} => Y_hat.argmax(axis=0)", "largest_of_each_column", f"{_READ} => Y_hat.T.argmax(axis=0)"),
        (f"{_READ} => Y_hat.argmax()", "largest_of_the_whole_table", f"{_READ} => Y_hat.argmax(-1)"),
        (f"{_SHARE} => return hits.sum() // len(y)", "fractions_cut_off",
         f"{_SHARE} => return (hits * 1).sum() / len(y)"),
        (f"{_SHARE} => return int(hits.mean())", "fractions_cut_off", f"{_SHARE} => return float(hits.mean())"),
        (f"{_SHARE} => return round(hits.mean())", "fractions_cut_off", f"{_SHARE} => return round(hits.mean(), 9)"),
        (f"{_SHARE} => return 100 * hits.sum()", "percent_for_share count_for_share",
         f"{_SHARE} => return 100 * hits.sum() / (100 * len(y))"),
        (f"{_READ} => Y_hat.argmin(axis=1) ;; {_SHARE} => return 100 * hits.mean()",
         "percent_for_share smallest_for_largest", f"{_READ} => (-Y_hat).argmin(axis=1)"),
        (f"{_SHARE} => return hits.sum() / (len(y) - 1)", "mean_over_wrong_count",
         f"{_SHARE} => return hits.sum() / (len(y) - 1 + 1)"),
        (f"{_SHARE} => return round(hits.mean(), 2)", "rounded_too_early", f"{_SHARE} => return round(hits.mean(), 9)"),
        (f"{_SHARE} => return np.mean([hits[y == k].mean() for k in set(y)])", "averaged_over_classes",
         f"{_SHARE} => return np.sum([hits[y == k].sum() for k in set(y)]) / len(y)"),
        (f"{_HITS} => read == y.argmax()", "largest_label_for_labels", f"{_HITS} => read == y[:]"),
        (f"{_SHARE} => return (Y_hat[range(len(y)), y] > 0.5).mean()", "threshold_for_largest",
         f"{_SHARE} => return (hits > 0.5).mean()"),
        (f"{_SHARE} => one = np.eye(Y_hat.shape[1]); return (one[read] == one[y]).mean()", "entries_compared",
         f"{_SHARE} => one = np.eye(Y_hat.shape[1]); return (one[read] * one[y]).sum() / len(y)"),
        (f"{_SHARE} => return (Y_hat.round() == y).mean()", "scores_compared_with_labels",
         f"{_SHARE} => return (read.round() == y).mean()"),
        (f"{_SHARE} => return (Y_hat.round() == y[:, None]).mean()", "scores_compared_with_labels",
         f"{_SHARE} => return (read[:, None] == y[:, None]).mean()"),
        (f"{_SHARE} => return 1 - abs(read - y).mean()", "distance_for_hit",
         f"{_SHARE} => return 1 - (abs(read - y) > 0).mean()"),
        (f"{_READ} => Y_hat.argmax(axis=0) ;; {_SHARE} => return 100 * hits.mean()",
         "largest_of_each_column percent_for_share", f"{_READ} => Y_hat.T.argmax(axis=0)"),
        (f"{_READ} => Y_hat.max(axis=1)", "no_row_counted", f"{_READ} => np.argmax(Y_hat, 1)"),
        (f"{_SHARE} => return 0", "no_row_counted", f"{_SHARE} => return 0 + hits.mean()"),
    )
)  # fmt: skip

_ADD, _RETURN = "counts[i, j] += 1", "return counts"
_SIZE = "np.zeros((K, K), dtype=int)"
TABLES = tuple(
    Row("confusion_matrix", edits, names, near)
    for edits, names, near in (
        (f"{_RETURN} => return counts.T / len(y)", "confusion_transposed shares_for_counts",
         f"{_RETURN} => return counts.T.T"),
        (f"{_ADD} => counts[j, i] += 1", "confusion_transposed", f"{_RETURN} => return counts.T.T"),
        (f"{_RETURN} => counts = 0 * counts; counts[y, predicted] += 1; return counts", "repeats_counted_once",
         f"{_RETURN} => counts = 0 * counts; np.add.at(counts, (y, predicted), 1); return counts"),
        (f"{_RETURN} => counts = 0 * counts; counts[predicted, y] += 1; return counts",
         "confusion_transposed repeats_counted_once",
         f"{_RETURN} => counts = 0 * counts; np.add.at(counts.T, (predicted, y), 1); return counts"),
        (f"{_ADD} => counts[i, j] = 1 ;; {_RETURN} => return counts / counts.sum()",
         "repeats_counted_once shares_for_counts", f"{_RETURN} => return counts / 1"),
        (f"{_ADD} => counts[j, i] += i != j", "confusion_transposed only_errors_counted",
         f"{_ADD} => counts[i, j] += i * 0 + 1"),
        (f"{_RETURN} => return 100 * counts / len(y)", "shares_for_counts",
         f"{_RETURN} => return 100 * counts / 100"),
        (f"{_ADD} => counts[i, j - 1] += 1", "classes_counted_from_one", f"{_ADD} => counts[i, j - K] += 1"),
        (f"{_RETURN} => there = np.unique(y); return counts[np.ix_(there, there)]", "absent_classes_left_out",
         f"{_RETURN} => there = np.arange(K); return counts[np.ix_(there, there)]"),
        (f"{_SIZE} => np.zeros((y.max() + 1, y.max() + 1))", "absent_classes_left_out", f"{_SIZE} => np.zeros((K, K))"),
        (f"{_RETURN} => return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)", "shares_for_counts",
         f"{_RETURN} => return counts / np.maximum(1, 1)"),
        (f"{_RETURN} => return counts / len(y)", "shares_for_counts", f"{_RETURN} => return counts / len(y) * y.size"),
        (f"{_ADD} => counts[i, j] += i != j", "only_errors_counted", f"{_ADD} => counts[i, j] += (i != j) + (i == j)"),
        (f"{_SIZE} => np.zeros((y.max() + 1, y.max() + 1)) ;; {_RETURN} => return counts / len(y)",
         "absent_classes_left_out shares_for_counts", f"{_RETURN} => return counts / len(y) * len(predicted)"),
        (f"{_ADD} => counts[i - 1, j - 1] += 1 ;; {_RETURN} => return counts / counts.sum()",
         "classes_counted_from_one shares_for_counts", f"{_RETURN} => return counts / (counts.sum() / len(y))"),
        (f"{_ADD} => counts[i, j] += i == j", "only_hits_counted", f"{_ADD} => counts[i, j] += i >= 0"),
        (f"{_ADD} => counts[i, j] += 1; counts[j, i] += 1", "confusions_both_ways", f"{_ADD} => counts[i][j] += 1"),
        (f"{_ADD} => counts[i - 1, j - 1] += 1", "classes_counted_from_one", f"{_ADD} => counts[i - K, j - K] += 1"),
        (f"{_ADD} => counts[i, i] += 1", "labels_counted_alone", f"{_ADD} => counts[i, j] += i == i"),
        (f"{_RETURN} => return counts.sum(axis=1)", "labels_counted_alone", f"{_RETURN} => return counts + 0"),
        (f"{_SIZE} => np.zeros((len(set(y)), len(set(y))))", "absent_classes_left_out",
         f"{_SIZE} => np.zeros((len(range(K)), K))"),
        (f"{_SIZE} => np.zeros((K + 1, K + 1))", "class_too_many", f"{_SIZE} => np.zeros((K + 1, K + 1))[1:, 1:]"),
        (f"{_ADD} => counts[i, j] += i * j > 0", "first_class_left_out", f"{_ADD} => counts[i, j] += i * j >= 0"),
        (f"{_SIZE} => np.ones((K, K))", "counts_start_at_one", f"{_SIZE} => np.ones((K, K)) * 0"),
        (f"{_RETURN} => return np.array([[((y == a) | (predicted == b)).sum() for b in range(K)] for a in range(K)])",
         "either_for_both",
         f"{_RETURN} => return np.array([[((y == a) & (predicted == b)).sum() for b in range(K)] for a in range(K)])"),
        (f"{_RETURN} => return 0 * counts", "never_filled_in", f"{_RETURN} => return 1 * counts"),
    )
)  # fmt: skip
_END = "    right = (f(X @ W1"
FITS = tuple(
    Row("fit_digits", edits, names, near)
    for edits, names, near in (
        ("rng.permutation(train), 45 => rng.permutation(len(y)), 57", "test_rows_in_training",
         "rng.permutation(train), 45 => rng.permutation(np.arange(len(y))[train]), 45"),
        ("moved = [0 * p for p in params] => moved = [0 * p for p in params]; best = -1 ;; "
         f"{_END} => "
         "        now = ((f(X[test] @ W1 + b1) @ W2 + b2).argmax(axis=1) == y[test]).mean()\n"
         "        if now > best: best, kept = now, [p.copy() for p in params]\n"
         f"    W1, b1, W2, b2 = kept\n{_END}", "test_rows_in_training",
         "moved = [0 * p for p in params] => moved = [0 * p for p in params]; best = -1"),
    )
)  # fmt: skip
ROWS = (*SHARES, *TABLES, *FITS)
STYLES = (
    ("accuracy", f"{_SHARE} => return np.mean(hits)"),
    ("accuracy", f"{_SHARE} => return sum(int(np.argmax(r)) == int(l) for r, l in zip(Y_hat, y)) / len(y)"),
    ("accuracy", f"{_SHARE} => return 1 - np.count_nonzero(read - y) / len(y)"),
    ("accuracy", f"{_SHARE} => return np.float32(hits.mean())"),
    ("accuracy", f"{_SHARE} => return (Y_hat[np.arange(len(y)), y] >= Y_hat.max(axis=1)).mean()"),
    ("fit_digits", '"b1": b1, => "b1": b1[None, :],'),
    ("confusion_matrix", f"{_RETURN} => return np.bincount(K * y + predicted, minlength=K * K).reshape(K, K)"),
    ("confusion_matrix", f"{_RETURN} => return np.eye(K)[y].T @ np.eye(K)[predicted]"),
    ("confusion_matrix",
     f"{_RETURN} => return [[int(((y == i) & (predicted == j)).sum()) for j in range(K)] for i in range(K)]"),
    ("confusion_matrix", f"{_RETURN} => return np.histogram2d(y, predicted, bins=(range(K + 1), range(K + 1)))[0]"),
    ("confusion_matrix",
     f"{_RETURN} => import collections; n = collections.Counter(zip(y.tolist(), predicted.tolist())); "
     "return np.array([[n[i, j] for j in range(K)] for i in range(K)])"),
)  # fmt: skip
