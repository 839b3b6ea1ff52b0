"""Mistakes of chapter 03, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "numerical_grad": """
        def numerical_grad(f, x, eps=1e-5):
            x = np.array(x, dtype=float)
            g = np.zeros(x.shape)
            for i in np.ndindex(x.shape):
                keep = x[i]
                x[i] = keep + eps
                up = f(x)
                x[i] = keep - eps
                down = f(x)
                x[i] = (keep)
                g[i] = (up - down) / (2 * eps)
            return g
    """,
    "relative_error": """
        def relative_error(a, b):
            d = np.linalg.norm(a - b)
            na = np.linalg.norm(a)
            nb = np.linalg.norm(b)
            s = na + nb
            return d / s if s > 0 else 0.0
    """,
    "check_layer": """
        def check_layer(forward, backward, x, dZ):
            eps = 1e-5
            dx = backward(dZ, x)
            n = np.zeros(x.shape)
            for i in np.ndindex(x.shape):
                e = np.zeros(x.shape)
                e[i] = eps
                up = (dZ * forward(x + e)).sum()
                down = (dZ * forward(x - e)).sum()
                n[i] = (up - down) / (2 * eps)
            size = np.linalg.norm(n) + np.linalg.norm(dx)
            far = np.linalg.norm(n - dx)
            ok = far <= 1e-6 * size
            return dx.shape == x.shape and bool(ok)
    """,
}

_COPY = "np.array(x, dtype=float)"
SLOPES = tuple(
    Row("numerical_grad", edits, names, near)
    for edits, names, near in (
        ("keep - eps => keep ;; (2 * eps) => eps", "one_sided_difference", "keep - eps => -eps + keep"),
        ("keep + eps => keep ;; (2 * eps) => eps", "one_sided_difference", "keep - eps => keep - 2 * eps"),
        ("keep - eps => keep", "one_sided_over_two_steps", "keep - eps => keep ;; (2 * eps) => eps"),
        ("keep + eps => keep", "one_sided_over_two_steps", "keep + eps => eps + keep"),
        ("(2 * eps) => eps", "step_not_doubled_in_divisor", "(2 * eps) => (eps + eps)"),
        ("(up - down) => (down - up)", "difference_reversed", "(up - down) => -(down - up)"),
        ("(up - down) / (2 * eps) => (down - up) / eps", "difference_reversed step_not_doubled_in_divisor",
         "(up - down) / (2 * eps) => (down - up) / (-2 * eps)"),
        ("(2 * eps) => (3 * eps)", "constant_scale", "(2 * eps) => (3 * eps - eps)"),
        (" / (2 * eps) => ", "difference_not_divided", " / (2 * eps) =>  * (0.5 / eps)"),
        ("(2 * eps) => 2", "step_missing_in_divisor", "(2 * eps) => 2 / eps"),
        ("(2 * eps) => 2 * eps", "divisor_without_parentheses", "(2 * eps) => 2 / eps"),
        ("(up - down) / (2 * eps) => (up - 2 * f(x) + down) / eps ** 2", "second_difference",
         "(up - down) / (2 * eps) => (up - f(x) + f(x) - down) / (2 * eps)"),
        ("x[i] = (keep) => pass", "point_not_restored", "x[i] = (keep) => x[i] = 1 * keep"),
        ("x[i] = (keep) => x[i] = keep + eps", "point_not_restored", "x[i] = (keep) => x[i] = keep + 0 * eps"),
        ("x[i] = (keep) => x[i] -= eps", "point_not_restored", "x[i] = (keep) => x[i] += eps"),
        (f"{_COPY} => np.asarray(x, dtype=float) ;; x[i] = (keep) => pass", "point_not_restored",
         f"{_COPY} => np.asarray(x, dtype=float)"),
        (f"{_COPY} => {_COPY}; x0 = x.copy() ;; up = f(x) => up = f(x0 + eps) ;; down = f(x) => down = f(x0 - eps)",
         "all_entries_moved_at_once", f"{_COPY} => {_COPY}; x0 = x.copy() ;; up = f(x) => up = f(x0 + eps)"),
        (f"{_COPY} => {_COPY}; return (f(x + eps) - f(x - eps)) / (2 * eps)", "all_entries_moved_at_once",
         "(up - down) => (up - 0 - down)"),
        ("np.ndindex(x.shape) => range(len(x)) ;; keep = x[i] => keep = x[i].copy()", "rows_moved_together",
         "np.ndindex(x.shape) => [tuple(k) for k in np.argwhere(np.ones(x.shape))]"),
        ("np.zeros(x.shape) => np.zeros(len(x)) ;; np.ndindex(x.shape) => range(len(x)) ;; "
         "keep = x[i] => keep = x[i].copy()", "rows_moved_together", "np.zeros(x.shape) => np.zeros_like(x)"),
        ("up = f(x) => up = f(x[i]) ;; down = f(x) => down = f(x[i])", "entry_alone", "up = f(x) => up = f(+x)"),
        ("down = f(x) => x[i] = keep; down = f(x) ;; (2 * eps) => eps ;; return g => return g.ravel()",
         "one_sided_difference gradient_flattened", "return g => return g.ravel().reshape(x.shape)"),
        ("(2 * eps) => eps ;; return g => return g.ravel()", "step_not_doubled_in_divisor gradient_flattened",
         "return g => return g.ravel().reshape(x.shape)"),
        ("return g => return g.ravel()", "gradient_flattened", "return g => return g.ravel().reshape(x.shape)"),
        ("(2 * eps) => (2 * eps); return g", "one_entry_filled", "(2 * eps) => (2 * eps); g = g"),
        ("(2 * eps) => (2 * eps); return g[i]", "one_entry_filled", "(2 * eps) => (2 * eps); g[i]"),
        ("keep = x[i] => keep = x[i]; g = np.zeros(x.shape)", "one_entry_filled", "keep = x[i] => keep = x[i]; g = +g"),
        (f"{_COPY} => {_COPY}; eps = 1e-5", "step_size_ignored", f"{_COPY} => {_COPY}; eps = float(eps)"),
        (f"{_COPY} => {_COPY}; eps = 1e-3", "step_size_ignored", f"{_COPY} => {_COPY}; eps = 2 * eps"),
        ("keep + eps => keep * (1 + eps) ;; keep - eps => keep * (1 - eps)", "step_relative_to_entry",
         "keep + eps => keep * (1 + eps / keep) ;; keep - eps => keep * (1 - eps / keep)"),
        ("g[i] = (up => g[i] + (up", "slopes_all_zero", "g[i] = (up => g[i] += (up"),
        ("dtype=float => copy=True", "integers_truncated", "dtype=float => dtype=np.float64"),
    )
)  # fmt: skip
_NORMS = "np.linalg.norm(a - b) => {} ;; np.linalg.norm(a)\n => {}\n ;; np.linalg.norm(b) => {}"
_RATIO = "d / s if s > 0 else 0.0"
ERRORS = tuple(
    Row("relative_error", edits, names, near)
    for edits, names, near in (
        ("d / s if => d if", "error_not_divided", "d / s if => s ** -1 * d if"),
        ("na + nb => na", "one_norm_in_divisor", "na + nb => nb + na"),
        ("na + nb => nb", "one_norm_in_divisor", "na + nb => (na ** 2 + nb ** 2) ** 0.5"),
        ("na + nb => max(na, nb)", "larger_norm_in_divisor", "na + nb => max(na, nb) + min(na, nb)"),
        ("na + nb => (na + nb) / 2", "norms_averaged", "na + nb => (na + nb) / 1"),
        (_NORMS.format("((a - b) ** 2).sum()", "(a ** 2).sum()", "(b ** 2).sum()"), "norms_not_rooted",
         _NORMS.format("((a - b) ** 2).sum() ** 0.5", "(a ** 2).sum() ** 0.5", "(b ** 2).sum() ** 0.5")),
        ("na + nb => np.linalg.norm(a + b)", "norm_of_sum_in_divisor", "na + nb => sum([na, nb])"),
        ("na + nb => na * nb", "norms_multiplied", "na + nb => (na * nb) ** 0.5"),
        (f"{_RATIO} => np.max(np.abs(a - b) / (np.abs(a) + np.abs(b) + 1e-300))", "entry_by_entry_error",
         f"{_RATIO} => np.min(np.abs(a - b) / (np.abs(a) + np.abs(b) + 1e-300))"),
        (f"{_RATIO} => np.mean(np.abs(a - b) / (np.abs(a) + np.abs(b) + 1e-300))", "entry_by_entry_error",
         f"{_RATIO} => d / (s + 1e-300)"),
        (_NORMS.format("abs(a - b).max()", "abs(a).max()", "abs(b).max()"), "another_norm",
         _NORMS.format("(abs(a - b) ** 3).sum()", "(abs(a) ** 3).sum()", "(abs(b) ** 3).sum()")),
        (_NORMS.format("abs(a - b).sum()", "abs(a).sum()", "abs(b).sum()"), "another_norm",
         _NORMS.format("np.sqrt(((a - b) ** 2).mean())", "np.sqrt((a ** 2).mean())", "np.sqrt((b ** 2).mean())")),
        ("np.linalg.norm(a - b) => abs(np.linalg.norm(a) - np.linalg.norm(b))", "difference_of_norms",
         "np.linalg.norm(a - b) => np.linalg.norm(b - a)"),
        (f"{_RATIO} => 0.0", "never_filled_in", f"{_RATIO} => 0.0 + d / max(s, 1e-300)"),
        (" if s > 0 else 0.0 => ", "zero_over_zero", "d / s if s > 0 => 0.0 if s == 0 else d / s if s > 0"),
        (f"{_RATIO} => d / (s + 1e-8)", "epsilon_in_divisor", f"{_RATIO} => d / (s + 1e-16)"),
    )
)  # fmt: skip

_VERDICT, _SAYS = "far <= 1e-6 * size", "dx.shape == x.shape and bool(ok)"
_FAR = "np.linalg.norm(n - dx)"
_UNWEIGHTED = (
    "up = (dZ * forward(x + e)) => up = forward(x + e) ;; down = (dZ * forward(x - e)) => down = forward(x - e)"
)
LAYERS = tuple(
    Row("check_layer", edits, names, near)
    for edits, names, near in (
        (f"{_SAYS} => True", "verdict_always_the_same", f"{_SAYS} => dx.shape == x.shape and bool(ok) is True"),
        (f"{_SAYS} => False", "verdict_always_the_same", f"{_SAYS} => not (dx.shape != x.shape or not ok)"),
        (f"{_SAYS} => far / (size + 1e-300)", "number_for_verdict", f"{_SAYS} => int(dx.shape == x.shape and ok)"),
        (f"{_SAYS} => np.isclose(n, dx)", "number_for_verdict", f"{_SAYS} => dx.shape == x.shape and np.all(ok)"),
        (f"backward(dZ, x) => backward(np.ones_like(dZ), x) ;; {_UNWEIGHTED}", "ones_for_upstream",
         "up = (dZ * forward(x + e)).sum() => up = np.vdot(dZ, forward(x + e))"),
        (_UNWEIGHTED, "upstream_missing_in_numerical",
         "down = (dZ * forward(x - e)).sum() => down = np.einsum('...,...', dZ.ravel(), forward(x - e).ravel())"),
        ("1e-6 * size => 0.05 * size", "tolerance_too_loose", "1e-6 * size => 1e-4 * size"),
        ("1e-6 * size => 0.3 * size", "tolerance_too_loose", "1e-6 * size => 2e-8 * size"),
        ("1e-6 * size => 0", "tolerance_too_strict", "1e-6 * size => 1e-7 * size"),
        (f"{_VERDICT} => np.array_equal(n, dx)", "tolerance_too_strict",
         f"{_VERDICT} => np.allclose(n, dx, rtol=1e-5, atol=1e-9)"),
        ("1e-6 * size => 1e-4", "tolerance_not_relative", f"{_VERDICT} => far ** 2 <= 1e-12 * size ** 2"),
        ("1e-6 * size => 1e-7", "tolerance_not_relative", "1e-6 * size => 1e-7 * size"),
        (f"{_FAR} => abs(np.linalg.norm(n) - np.linalg.norm(dx))", "norms_compared",
         f"{_FAR} => np.linalg.norm(dx - n)"),
        (f"{_VERDICT} => (n * dx).sum() >= (1 - 1e-9) * np.linalg.norm(n) * np.linalg.norm(dx)", "directions_compared",
         f"{_VERDICT} => (n * dx).sum() >= 0"),
        (f"{_FAR} => abs((n - dx).flat[0])", "one_entry_compared", f"{_FAR} => max(abs((n - dx).flat))"),
        (f"{_FAR} => abs((n - dx).flat[-1])", "one_entry_compared", f"{_FAR} => abs((n - dx).flat[3])"),
        (f"{_VERDICT} => np.isclose(n, dx, rtol=1e-5, atol=1e-12).any()", "any_entry_suffices",
         f"{_VERDICT} => np.isclose(n, dx, rtol=1e-5, atol=1e-9 + 1e-6 * size).all()"),
        (f"{_FAR} => abs((n - dx).sum())", "differences_cancel", f"{_FAR} => abs(n - dx).sum()"),
        (f"{_FAR} => (n - dx).max()", "differences_cancel", f"{_FAR} => abs(n - dx).max()"),
        (f"{_FAR} => (dx - n).max()", "differences_cancel", f"{_FAR} => max((dx - n).max(), (n - dx).max())"),
        (f"{_SAYS} => bool(ok)", "shape_not_compared", f"{_SAYS} => bool(ok) and dx.shape == n.shape"),
        (f"{_VERDICT} => far / size < 1e-6", "zero_over_zero", f"{_VERDICT} => far / (size + 1e-30) < 1e-6"),
        ("x - e => x ;; (2 * eps) => eps", "one_sided_difference", "x - e => x - 1.0 * e"),
        ("eps = 1e-5 => eps = 1e-2", "step_too_large", "eps = 1e-5 => eps = 1e-4"),
        ("dx = backward(dZ, x) => dx = backward(dZ, x); dZ += 0.0; x[0, 0] += 1e-12", "arguments_changed",
         "dx = backward(dZ, x) => x, dZ = x.copy(), dZ.copy(); dx = backward(dZ, x); x[0, 0] += 1e-12"),
    )
)  # fmt: skip
ROWS = (*SLOPES, *ERRORS, *LAYERS)
_ALONG = "[(f((v + s).reshape(x.shape)) - f((v - s).reshape(x.shape))) / (2 * eps) for s in eps * np.eye(x.size)]"
STYLES = (
    ("numerical_grad", f"g = np.zeros(x.shape) => v = x.ravel(); return np.array({_ALONG}).reshape(x.shape)"),
    ("numerical_grad", "return g => return g.tolist()"),
    ("numerical_grad", "return g => return g.astype(np.float32)"),
    ("numerical_grad", "(up - down) / (2 * eps) => up / (2 * eps) - down / (2 * eps)"),
    ("numerical_grad", "(up - down) / (2 * eps) => 0.5 * ((up - f(x)) + (f(x) - down)) / eps"),
    ("numerical_grad", "np.ndindex(x.shape): => (i for i, _ in np.ndenumerate(x)):"),
    ("numerical_grad", "np.ndindex(x.shape): => [np.unravel_index(k, x.shape) for k in range(x.size)]:"),
    ("numerical_grad", "np.array(x, dtype=float) => np.asarray(x, dtype=float)"),
    ("relative_error", "d / s if s > 0 else 0.0 => 0.0 if s == 0 else float(d / s)"),
    ("relative_error", "d / s if s > 0 else 0.0 => d / max(s, 1e-300)"),
    ("relative_error", "d / s if s > 0 else 0.0 => d / (s + 1e-12)"),
    ("relative_error", "np.linalg.norm(a - b) => np.sqrt(((a - b) ** 2).sum())"),
    ("relative_error", "np.linalg.norm(a - b) => np.linalg.norm((a - b).ravel(), 2)"),
    ("check_layer", "far <= 1e-6 * size => np.allclose(dx, n)"),
    ("check_layer", "far <= 1e-6 * size => np.allclose(dx, n, rtol=1e-4)"),
    ("check_layer", "far <= 1e-6 * size => size == 0 or far / size < 1e-5"),
    ("check_layer", "far <= 1e-6 * size => abs(dx - n).max() <= 1e-5 * abs(n).max()"),
    ("check_layer", "dx.shape == x.shape and bool(ok) => np.bool_(dx.shape == x.shape) & ok"),
    ("check_layer", "eps = 1e-5 => eps = 1e-4"),
    ("check_layer", "eps = 1e-5 => eps = 1e-6 ;; 1e-6 * size => 1e-5 * size"),
)
