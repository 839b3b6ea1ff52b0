"""Further mistakes of chapter 03, in the code of `rows_gradient_checking`."""

from __future__ import annotations

from tests.exercises.rows import Row

_SLOPE = "(up - down) / (2 * eps)"
_FIVE = "def at(s):\n            x[i] = keep + s * eps; value = f(x); x[i] = keep; return value"
SLOPES = tuple(
    Row("numerical_grad", edits, names, near)
    for edits, names, near in (
        (f"{_SLOPE} => (up - down) / 2 / eps**2", "step_too_often_in_divisor", f"{_SLOPE} => (up - down) / 2 / eps"),
        (f"up = f(x) => {_FIVE}\n        x[i] = keep + eps; up = f(x) ;; "
         f"{_SLOPE} => (8 * (up - down) - at(2) + at(-2)) / (12 * eps)", "another_difference",
         f"{_SLOPE} => (8 * (up - down) - 4 * (up - down)) / (8 * eps)"),
        ("keep + eps => keep + eps / 2 ;; keep - eps => keep - eps / 2 ;; (2 * eps) => eps", "another_difference",
         "keep + eps => keep + 2 * eps / 2"),
        ("keep + eps => keep * (1 + eps) ;; keep - eps => keep * (1 - eps) ;; (2 * eps) => (2 * eps * keep)",
         "another_difference", "keep + eps => keep * (1 + eps / keep)"),
        (f"{_SLOPE} => abs(up - down) / (2 * eps)", "slope_size_only", f"{_SLOPE} => (up - down) / abs(2 * eps)"),
        ("(2 * eps) => 2e-5", "step_size_ignored", "(2 * eps) => (eps + eps)"),
        ("keep + eps => keep + 1e-5 ;; keep - eps => keep - 1e-5", "step_size_ignored",
         "keep + eps => keep + 1.0 * eps"),
        ("np.ndindex(x.shape) => range(len(x))", "rows_moved_together", "np.ndindex(x.shape) => np.ndindex(*x.shape)"),
        ("g = np.zeros(x.shape) => return (f(x + eps) - f(x)) / eps", "all_entries_moved_at_once",
         "g = np.zeros(x.shape) => g = 0 * x"),
        (f"{_SLOPE} => up - down / (2 * eps)", "lower_value_alone_divided",
         f"{_SLOPE} => up / (2 * eps) - down / (2 * eps)"),
        ("keep + eps => eps ;; keep - eps => -eps", "entry_replaced", "keep + eps => eps + keep"),
        ("return g => return g.flat[-1]", "one_entry_filled", "return g => return g.reshape(g.shape)"),
        ("return g => return g.sum()", "slopes_added_up", "return g => return g + 0 * g.sum()"),
        ("return g => return np.full(x.shape, g.sum())", "slopes_added_up", "return g => return 1 * g"),
        ("return g => return np.full(x.shape, g.mean())", "slopes_added_up", "return g => return +g"),
        ("g = np.zeros(x.shape) => return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps) / x.size)",
         "all_entries_moved_at_once", "g = np.zeros(x.shape) => g = x * 0"),
        ("return g => return -g.ravel()", "difference_reversed gradient_flattened", "return g => return --g"),
        ("keep - eps => keep + eps", "slopes_all_zero", "keep - eps => -(eps - keep)"),
        ("eps=1e-5 => eps", "default_step", "eps=1e-5 => eps=1e-4"),
        ("eps=1e-5 => eps=0.1", "default_step", "eps=1e-5 => eps=1e-6"),
        ("np.array(x, dtype=float) => np.array(x, dtype=np.float32)", "step_drowned_in_rounding",
         "g = np.zeros(x.shape) => g = np.zeros(x.shape, dtype=np.float32)"),
    )
)  # fmt: skip
_SUM, _DIVIDED = "na + nb", "d / s if s > 0 else 0.0"
ERRORS = tuple(
    Row("relative_error", edits, names, near)
    for edits, names, near in (
        (f"{_SUM} => np.sqrt(na**2 + nb**2)", "divisor_of_another_kind", f"{_SUM} => np.sqrt((na + nb) ** 2)"),
        (f"{_SUM} => np.sqrt(na * nb)", "divisor_of_another_kind", f"{_SUM} => na + nb + 0 * na * nb"),
        ("np.linalg.norm(a - b) => ((a - b) ** 2).sum()", "norms_of_two_kinds",
         "np.linalg.norm(a - b) => ((a - b) ** 2).sum() ** 0.5"),
        ("np.linalg.norm(a - b) => abs(a - b).max()", "norms_of_two_kinds",
         "np.linalg.norm(a - b) => np.linalg.norm(abs(a - b))"),
        ("np.linalg.norm(a - b) => (a - b).sum()", "differences_cancel",
         "np.linalg.norm(a - b) => ((a - b) ** 2).sum() ** 0.5"),
        (f"{_DIVIDED} => abs(a - b).max() / max((abs(a) + abs(b)).max(), 1e-300)", "entry_by_entry_error",
         f"{_DIVIDED} => d / max(s, 1e-300)"),
        (f"{_SUM} => 1 + na + nb", "one_added_to_divisor", f"{_SUM} => na + nb + 1e-300"),
        (f"{_SUM} => max(1, na + nb)", "epsilon_in_divisor", f"{_SUM} => max(1e-300, na + nb)"),
        (f"{_SUM} => na + nb + 1e-9", "epsilon_in_divisor", f"{_SUM} => na + nb + 1e-16"),
        (f"{_SUM} => na + nb + 1e-10", "epsilon_in_divisor", f"{_SUM} => max(na + nb, 1e-12)"),
        ("np.linalg.norm(a - b) => np.linalg.norm(a + b)", "arrays_added_up",
         "np.linalg.norm(a - b) => np.linalg.norm(-a + b)"),
        (f"{_DIVIDED} => 1 - d / s if s > 0 else 0.0", "similarity_for_distance",
         f"{_DIVIDED} => 1 - (1 - d / s) if s > 0 else 0.0"),
        ("np.linalg.norm(a - b) => np.linalg.norm(a - b, axis=0) ;; np.linalg.norm(a)\n => np.linalg.norm(a, axis=0)\n"
         " ;; np.linalg.norm(b)\n => np.linalg.norm(b, axis=0)\n ;; "
         f"{_DIVIDED} => d / s if np.all(s > 0) else 0.0", "norm_of_each_column",
         "np.linalg.norm(a - b) => np.linalg.norm(a - b, axis=None)"),
    )
)  # fmt: skip
_FAR, _VERDICT = "np.linalg.norm(n - dx)", "far <= 1e-6 * size"
LAYERS = tuple(
    Row("check_layer", edits, names, near)
    for edits, names, near in (
        (f"{_VERDICT} => far > 1e-6 * size", "verdict_turned_round", f"{_VERDICT} => not far > 1e-6 * size"),
        ("backward(dZ, x) => backward(np.ones_like(dZ), x)", "ones_for_upstream",
         "backward(dZ, x) => backward(dZ * np.ones_like(dZ), x)"),
        (f"{_FAR} => abs((n - dx).mean())", "differences_cancel", f"{_FAR} => abs(n - dx).mean() * n.size"),
        (f"{_VERDICT} => bool((np.sign(n) == np.sign(dx)).all())", "directions_compared",
         f"{_VERDICT} => bool((abs(n - dx) <= 1e-5 * abs(dx) + 1e-11).all())"),
        (f"{_FAR} => abs(n - dx).max() ;; size = => size = 1e5 * abs(n).max(); size0 =", "tolerance_too_loose",
         f"{_VERDICT} => far <= 1e-4 * size"),
        (f"{_VERDICT} => bool((abs(n - dx) < 1e-5 * abs(n)).all())", "entry_by_entry_error",
         f"{_VERDICT} => bool((abs(n - dx) <= 1e-5 * abs(n).max()).all())"),
        ("eps = 1e-5 => eps = 1e-2 ;; far <= 1e-6 * size => far <= 1e-2 * size", "tolerance_too_loose",
         "eps = 1e-5 => eps = 1e-4 ;; far <= 1e-6 * size => far <= 1e-4 * size"),
        (f"{_VERDICT} => abs(n[0, 0] - dx[0, 0]) < 1e-5 * size", "one_entry_compared",
         f"{_VERDICT} => abs(n - dx).max() <= 1e-5 * size"),
        (f"{_VERDICT} => True", "verdict_always_the_same", f"{_VERDICT} => far <= 1e-5 * size"),
        ("(2 * eps) => eps", "step_not_doubled_in_divisor", "(2 * eps) => (eps + eps)"),
        (f"{_FAR} => np.linalg.norm((n - dx)[0]) ;; size = => size = 2 * np.linalg.norm(n[0]); size0 =",
         "one_entry_compared", f"{_FAR} => np.linalg.norm((n - dx)[0]) + np.linalg.norm((n - dx)[1:])"),
    )
)  # fmt: skip
ROWS = (*SLOPES, *ERRORS, *LAYERS)
