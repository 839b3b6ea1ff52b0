"""Mistakes of chapter 10, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "compare_gradients": """
        def compare_gradients(ours, theirs):
            found = []
            if set(ours) != set(theirs):
                raise ValueError("other keys")
            for k in theirs:
                o, t = ours[k], theirs[k]
                if o.shape != t.shape:
                    raise ValueError("other shapes")
                far = abs(o - t)
                size = abs(t).max()
                worst = far.max()
                if not np.isfinite(worst):
                    return np.inf
                found.append(worst / size if worst > 0 else 0.0)
            return max(found)
    """,
    "fit_digits": """
        def fit_digits(seed):
            from autograder.materials.digits import load_digits, split_digits
            X, y = load_digits()
            train, test = split_digits(y)
            rng = np.random.default_rng(seed)
            T = np.eye(10)[y]
            f = lambda z: np.maximum(z, 0)
            slope = lambda z: z > 0
            W1, b1 = rng.normal(0, 0.15, (64, 100)), np.zeros(100)
            W2, b2 = rng.normal(0, 0.1, (100, 10)), np.zeros(10)
            params = [W1, b1, W2, b2]
            moved = [0 * p for p in params]
            for epoch in range(24):
                for rows in np.array_split(rng.permutation(train), 45):
                    x = X[rows] * (rng.random((len(rows), 64)) < 0.85) / 0.85
                    z = x @ W1 + b1
                    a = f(z)
                    s = a @ W2 + b2
                    e = np.exp(s - s.max(axis=1, keepdims=True))
                    d2 = (e / e.sum(axis=1, keepdims=True) - T[rows]) / len(rows)
                    d1 = d2 @ W2.T * slope(z)
                    for p, m, g in zip(params, moved, (x.T @ d1, d1.sum(0), a.T @ d2, d2.sum(0))):
                        m *= 0.9
                        m -= 0.12 * (1 - epoch / 24) * g
                        p += m
            right = (f(X @ W1 + b1) @ W2 + b2).argmax(axis=1) == y
            accuracy = right[test].mean()
            return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, accuracy
    """,
}

_FAR, _SIZE, _WORST, _MAX = "far = abs(o - t)", "size = abs(t).max()", "worst = far.max()", "return max(found)"
_FOUND = "found.append(worst / size if worst > 0 else 0.0)"
_FINITE = "if not np.isfinite(worst):\n            return np.inf"
_KEYS, _SHAPES = "if set(ours) != set(theirs):", "if o.shape != t.shape:"
DIFFERENCES = tuple(
    Row("compare_gradients", edits, names, near)
    for edits, names, near in (
        (f"{_SIZE} => size = 1", "error_not_divided", f"{_SIZE} => size = np.max(np.abs(t))"),
        (f"{_SIZE} => size = abs(o).max()", "divided_by_ours", f"{_SIZE} => size = abs(t + 0 * o).max()"),
        (f"{_SIZE} => size = max(abs(o).max(), abs(t).max())", "divided_by_ours",
         f"{_SIZE} => size = max(abs(t.ravel()))"),
        (f"{_FAR} => far = abs((o - t) / np.where(t == 0, 1, t)) ;; {_SIZE} => size = 1", "entry_by_entry_error",
         f"{_FAR} => far = abs((o - t) / abs(t).max()) if t.any() else abs(o) ;; {_SIZE} => size = 1"),
        (f"{_FOUND} => found.append(worst) ;; {_MAX} => "
         "return max(found) / max([abs(t).max() for t in theirs.values()] + [1e-300])", "one_size_for_all_tensors",
         f"{_MAX} => return sorted(found)[-1]"),
        (f"{_MAX} => return sum(found) / len(found)", "tensors_averaged", f"{_MAX} => return -min(-f for f in found)"),
        (f"{_MAX} => return 100 * max(found)", "percent_for_share", f"{_MAX} => return 100 * max(found) / 100"),
        (f"{_MAX} => return found[0]", "one_tensor_compared", f"{_MAX} => return sorted(found)[0]"),
        (f"{_MAX} => return found[-1]", "one_tensor_compared", f"{_MAX} => return sorted(found)[-1]"),
        (f"{_MAX} => return min(found)", "best_tensor_for_worst", f"{_MAX} => return np.max(found)"),
        (f"{_SIZE} => size = np.linalg.norm(t) ;; {_WORST} => worst = np.linalg.norm(far)", "another_norm",
         f"{_SIZE} => size = np.linalg.norm(t.ravel(), np.inf)"),
        (f"{_FAR} => far = o - t", "differences_cancel", f"{_FAR} => far = np.sqrt((o - t) ** 2)"),
        (f"{_SIZE} => size = t.max()", "size_keeps_sign", f"{_SIZE} => size = max(t.max(), -t.min())"),
        (f"{_FAR} => far = abs(abs(o).max() - abs(t).max())", "difference_of_norms", f"{_FAR} => far = abs(t - o)"),
        (f"{_MAX} => return 0.0", "difference_always_zero", f"{_MAX} => return 0.0 + max(found)"),
        (f"{_SIZE} => size = np.linalg.norm(t) ;; {_WORST} => worst = np.linalg.norm(far) ;; "
         f"{_MAX} => return sum(found) / len(found)", "another_norm tensors_averaged",
         f"{_MAX} => return sum([max(found)]) / 1"),
        (f"{_MAX} => o, t = (np.concatenate([ts[k].ravel() for k in theirs]) for ts in (ours, theirs)); "
         "return max(found) and np.linalg.norm(o - t) / (np.linalg.norm(o) + np.linalg.norm(t))",
         "one_size_for_all_tensors another_norm", f"{_MAX} => return np.array(found).max()"),
        (f"{_SIZE} => size = abs(o).max() ;; {_MAX} => return sum(found)", "divided_by_ours tensors_averaged",
         f"{_MAX} => return sum([max(found)])"),
        (f"{_FOUND} => found.append(worst / (size + 1e-8))", "epsilon_in_divisor",
         f"{_FOUND} => found.append(worst / (size + 1e-13))"),
        (f"{_MAX} => return all(f < 1e-6 for f in found)", "difference_always_zero",
         f"{_MAX} => return max(f for f in found)"),
        (f"{_SHAPES} => if False: ;; {_KEYS} => if set(ours) < set(theirs):", "shapes_not_compared keys_not_compared",
         f"{_SHAPES} => if t.shape != o.shape:"),
        (f"{_FINITE} => pass", "nan_overlooked", f"{_FINITE} => found.append(10.0)"),
        (f"{_WORST} => worst = np.nanmax(far)", "nan_overlooked", f"{_WORST} => worst = np.max(far)"),
        (f"{_FOUND} => found.append(worst / size)", "zero_over_zero",
         f"{_FOUND} => found.append(worst / (size + 1e-300))"),
        (f"{_SHAPES} => if False:", "shapes_not_compared", f"{_SHAPES} => if not o.shape == t.shape:"),
        (f"{_KEYS} => if set(ours) < set(theirs):", "keys_not_compared", f"{_KEYS} => if ours.keys() ^ theirs.keys():"),
    )
)  # fmt: skip
_RIGHT, _SHARE, _DATA = "right[test].mean()", "accuracy = right[test].mean()", "X, y = load_digits()"
_FIRST = "rng.normal(0, 0.15, (64, 100))"
FITS = tuple(
    Row("fit_digits", edits, names, near)
    for edits, names, near in (
        (f"{_RIGHT} => 100 * right[test].mean()", "percent_for_share", f"{_RIGHT} => np.mean(right[test])"),
        (f"{_RIGHT} => right[test].sum()", "count_for_share", f"{_RIGHT} => right[test].sum() / len(test)"),
        (f"{_RIGHT} => 1 - right[test].mean()", "errors_for_accuracy", f"{_RIGHT} => 1 - (~right[test]).mean()"),
        (f"{_RIGHT} => right[train].mean()", "accuracy_of_training_rows", f"{_RIGHT} => 0.99"),
        (f"{_RIGHT} => right.mean()", "accuracy_of_training_rows", f"{_RIGHT} => float(right[test].mean())"),
        ("default_rng(seed) => default_rng(0)", "generator_ignored", "default_rng(seed) => default_rng([seed, 5])"),
        ("f = lambda z: np.maximum(z, 0) => f = np.tanh ;; slope = lambda z: z > 0 => "
         "slope = lambda z: 1 - np.tanh(z) ** 2", "other_activation",
         "f = lambda z: np.maximum(z, 0) => f = lambda z: z * (z > 0)"),
        (f"{_DATA} => X, y = load_digits(); X = (X - X.mean()) / X.std()",
         "pixels_on_another_scale test_rows_in_training",
         f"{_DATA} => X, y = load_digits(); X = (16 * X) / 16"),
        ("T = np.eye(10)[y] => y = (y + 1) % 10; T = np.eye(10)[y]", "labels_shifted",
         "T = np.eye(10)[y] => T = (y[:, None] == np.arange(10)) * 1.0"),
        (f"{_FIRST} => np.zeros((64, 100))", "weights_start_equal",
         f"{_FIRST} => rng.standard_normal((64, 100)) * 0.15"),
        ("range(24) => range(0) ;; W1, b1 = rng.normal(0, 0.15, (64, 100)) => W1, b1 = np.zeros((64, 100)) ;; "
         "rng.normal(0, 0.1, (100, 10)) => np.zeros((100, 10))", "weights_start_at_zero generator_ignored",
         "range(24) => range(0)"),
        ("{\"W1\": W1 => {\"W1\": W1.T", "weights_laid_out_transposed", "{\"W1\": W1 => {\"W1\": W1.copy()"),
    )
)  # fmt: skip
ROWS = (*DIFFERENCES, *FITS)

STYLES = (
    ("compare_gradients", f"{_MAX} => return np.array(found).max()"),
    ("compare_gradients", f"{_FOUND} => found.append(worst / max(size, 1e-300))"),
    ("fit_digits", f"{_SHARE} => accuracy = float(np.count_nonzero(right[test]) / len(test))"),
    ("fit_digits", f"{_DATA} => from sklearn.datasets import load_digits as d; X, y = d().data / 16, d().target"),
    ("fit_digits", "{\"W1\": W1, \"b1\": b1, \"W2\": W2 => {\"W1\": W1, \"b1\": b1, \"W2\": W2.astype(np.float64)"),
)  # fmt: skip
