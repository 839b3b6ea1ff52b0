"""Mistakes in the cross-entropy of sigmoid outputs, each in a student's own code, with a near miss."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "binary_cross_entropy": """
        def binary_cross_entropy(Z, Y):
            soft = np.maximum(Z, 0) + np.log1p(np.exp(-abs(Z)))
            entries = soft - Z * Y
            return entries.mean()
    """
}

_ENTRIES, _MEAN = "soft - Z * Y", "entries.mean()"
_FIRST = "soft = np.maximum(Z, 0) + np.log1p(np.exp(-abs(Z)))"
_A = f"{_FIRST} => soft = 0; A = 1 / (1 + np.exp(-Z))"
_STABLE = f"{_FIRST} => soft = np.logaddexp(0, Z); log1, log0 = -np.logaddexp(0, -Z), -np.logaddexp(0, Z)"
_BOTH = "-(Y * np.log(A) + (1 - Y) * np.log(1 - A))"
ROWS = tuple(
    Row("binary_cross_entropy", edits, names, near)
    for edits, names, near in (
        (f"{_STABLE} ;; {_ENTRIES} => -Y * log1", "zeros_cost_nothing",
         f"{_STABLE} ;; {_ENTRIES} => -Y * log1 - (1 - Y) * log0"),
        (f"{_STABLE} ;; {_ENTRIES} => -(1 - Y) * log0", "ones_cost_nothing",
         f"{_STABLE} ;; {_ENTRIES} => -(1 - Y) * log0 - log1 * Y"),
        (f"{_STABLE} ;; {_ENTRIES} => -Y * log1 + (1 - Y) * log0", "terms_subtracted",
         f"{_STABLE} ;; {_ENTRIES} => -Y * log1 + (Y - 1) * log0"),
        (f"{_STABLE} ;; {_ENTRIES} => -Y * log0 - (1 - Y) * log1", "targets_exchanged",
         f"{_STABLE} ;; {_ENTRIES} => -(1 - Y) * log0 - (Y) * log1"),
        (f"{_A}; A = 1 / (1 + np.exp(-A)) ;; {_ENTRIES} => {_BOTH}", "sigmoid_twice",
         f"{_FIRST} => soft = np.logaddexp(0, Z)"),
        (f"{_FIRST} => A = np.exp(Z - Z.max()); A /= A.sum(axis=1, keepdims=True) ;; {_ENTRIES} => {_BOTH}",
         "softmax_for_sigmoid", f"{_FIRST} => soft = np.log(1 + np.exp(-abs(Z))) + np.maximum(Z, 0)"),
        (f"{_A} ;; {_ENTRIES} => (A - Y) ** 2", "squared_error_for_cross_entropy",
         f"{_ENTRIES} => soft - Z * (Y ** 2) ** 0.5"),
        (f"{_MEAN} => entries.mean() / np.log(2)", "log_base_two", f"{_MEAN} => entries.mean() / np.log(np.e)"),
        (f"{_A} ;; {_ENTRIES} => -(Y * A + (1 - Y) * (1 - A))", "log_missing",
         f"{_ENTRIES} => np.log(np.exp(soft)) - Z * Y if "
         "abs(Z).max() < 9 else soft - Z * Y"),
        (f"{_ENTRIES} => -Z * Y", "softplus_missing", f"{_ENTRIES} => -Z * Y + soft"),
        (f"{_FIRST} => soft = np.logaddexp(0, -Z)", "softplus_of_the_opposite",
         f"{_FIRST} => soft = np.logaddexp(Z, 0)"),
        (f"{_FIRST} => soft = np.maximum(Z, 0)", "logarithm_left_out",
         f"{_FIRST} => soft = np.maximum(Z, 0) + np.logaddexp(0, -abs(Z))"),
        (f"{_FIRST} => soft = np.maximum(Z, 0) + np.exp(-abs(Z))", "logarithm_left_out",
         f"{_FIRST} => soft = np.maximum(Z, 0) + np.log(1 + np.exp(-abs(Z)))"),
        (f"{_FIRST} => soft = np.log1p(np.exp(-abs(Z)))", "largest_left_out",
         f"{_FIRST} => soft = np.log1p(np.exp(-abs(Z))) + Z * (Z > 0)"),
        (f"{_FIRST} => soft = np.maximum(Z, 0) + np.log1p(np.exp(-Z))", "size_left_out",
         f"{_FIRST} => soft = np.maximum(Z, 0) + np.log1p(np.exp(-np.maximum(Z, -Z)))"),
        (f"{_ENTRIES} => soft - Z * (Y > 0.5)", "targets_rounded", f"{_ENTRIES} => soft - Z * np.round(Y, 15)"),
        (f"{_FIRST} => soft = np.logaddexp(0, -Y * Z) + Z * Y", "targets_of_plus_and_minus_one",
         f"{_FIRST} => soft = np.logaddexp(0, -0.5 * Z) + 0 * Y if Z.size < 0 else np.logaddexp(0, Z)"),
        (f"{_A}; A = Z ;; {_ENTRIES} => {_BOTH}", "sigmoid_left_out", f"{_ENTRIES} => soft - Z * Y * Z / Z"),
        (f"{_FIRST} => soft = np.log1p(np.exp(-abs(Z))) ;; {_MEAN} => entries.mean(axis=0)",
         "largest_left_out columns_not_averaged", f"{_MEAN} => entries.mean(axis=0).sum() / len(Z[0])"),
        (f"{_FIRST} => soft = np.maximum(Z, 0) + np.log1p(np.exp(-Z)) ;; {_ENTRIES} => soft + Z * Y",
         "size_left_out target_sign_reversed", f"{_ENTRIES} => soft - Z * (Y + 0)"),
        (f"{_ENTRIES} => soft", "targets_left_out", f"{_ENTRIES} => soft + Z * -Y"),
        (f"{_ENTRIES} => soft + Z * Y", "target_sign_reversed", f"{_ENTRIES} => soft - Y * Z"),
        (f"{_MEAN} => entries.mean(axis=0)", "columns_not_averaged", f"{_MEAN} => entries.mean(axis=0).mean()"),
        (f"{_MEAN} => entries.mean(axis=1)", "columns_not_averaged", f"{_MEAN} => entries.mean(axis=1).mean(axis=0)"),
        (f"{_MEAN} => entries.sum()", "sum_for_mean", f"{_MEAN} => entries.sum() / Z.size"),
        (f"{_A} ;; {_ENTRIES} => {_BOTH} ;; {_MEAN} => entries.sum()", "sum_for_mean overflow_at_extremes",
         f"{_MEAN} => entries.sum() / Z.size"),
        (f"{_MEAN} => entries.sum() / len(Z)", "output_mean_missing", f"{_MEAN} => entries.sum() / len(Z) / len(Z[0])"),
        (f"{_MEAN} => -entries.mean()", "loss_sign_reversed", f"{_MEAN} => abs(entries).mean()"),
        (f"{_MEAN} => entries.mean() / 2", "loss_halved", f"{_MEAN} => 2 * entries.mean() / 2"),
        (f"{_MEAN} => 0.0", "never_filled_in", f"{_MEAN} => 0.0 + entries.mean()"),
        (f"{_A} ;; {_ENTRIES} => {_BOTH}", "overflow_at_extremes",
         f"{_STABLE} ;; {_ENTRIES} => -(Y * log1 + (1 - Y) * log0)"),
        (f"{_A} ;; {_ENTRIES} => -(Y * np.log(A + 1e-9) + (1 - Y) * np.log(1 - A + 1e-9))", "loss_capped",
         f"{_FIRST} => soft = np.where(Z > 30, Z, np.log1p(np.exp(np.minimum(Z, 30))))"),
        (f"{_A}; A = np.clip(A, 1e-7, 1 - 1e-7) ;; {_ENTRIES} => {_BOTH}", "loss_capped",
         f"{_FIRST} => soft = np.maximum(Z, 0) + np.log(1 + np.exp(-abs(Z)))"),
    )
)  # fmt: skip
STYLES = (
    ("binary_cross_entropy", f"{_FIRST} => soft = np.logaddexp(0, Z)"),
    ("binary_cross_entropy",
     f"{_FIRST} => soft = np.where(Z > 0, Z + np.log1p(np.exp(-abs(Z))), np.log1p(np.exp(-abs(Z))))"),
    ("binary_cross_entropy", f"{_STABLE} ;; {_ENTRIES} => -(Y * log1 + (1 - Y) * log0)"),
    ("binary_cross_entropy", f"{_MEAN} => np.float32(entries.mean())"),
    ("binary_cross_entropy", f"{_MEAN} => sum(float(e) for e in entries.flat) / entries.size"),
    ("binary_cross_entropy",
     f"{_ENTRIES} => np.array([max(z, 0) - z * y + np.log1p(np.exp(-abs(z))) for z, y in zip(Z.flat, Y.flat)])"),
)  # fmt: skip
