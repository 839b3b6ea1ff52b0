"""Mistakes of chapters 01 and 02 that learners' threads showed, each in a student's own code, with a near miss."""

from __future__ import annotations

from tests.exercises.rows import Row

_A = "np.where(z >= 0, 1 / (1 + e), e / (1 + e))"
_R, _Z = "np.maximum(z, 0)", "X @ w + b"
NEURONS = (
    Row("sigmoid", f"{_A} => (z > 0) * 1.0", "step_for_sigmoid", f"{_A} => np.exp(-np.logaddexp(0, -z))"),
    Row("sigmoid", f"{_A} => 1 / (1 + e)", "sign_of_argument_lost", f"{_A} => np.where(z >= 0, 1, e) / (1 + e)"),
    Row("sigmoid", f"{_A} => np.where(z >= 0, e / (1 + e), e / (1 + e))", "sign_of_argument_lost",
        f"{_A} => np.where(z >= 0, 1 / (1 + e), 1 - 1 / (1 + e))"),
    Row("sigmoid", "np.asarray(z, dtype=float) => np.clip(z, -6, 6)", "argument_cut_off",
        "np.asarray(z, dtype=float) => np.clip(z, -600, 600)"),
    Row("sigmoid", "np.asarray(z, dtype=float) => np.clip(z, -2, 2)", "argument_cut_off",
        "np.asarray(z, dtype=float) => np.clip(z, -36, 36)"),
    Row("sigmoid", "z = np.asarray(z, dtype=float) => z[z < -700] = -700", "arguments_changed",
        "z = np.asarray(z, dtype=float) => z = np.clip(z, -700, None)"),
    Row("sigmoid", f"{_A} => np.clip(0.2 * z + 0.5, 0, 1)", "straight_for_sigmoid",
        f"{_A} => np.clip(np.where(z >= 0, 1, e) / (1 + e), 0, 1)"),
    Row("sigmoid", f"{_A} => -np.logaddexp(0, -z)", "log_of_sigmoid", f"{_A} => np.exp(-np.logaddexp(0, -z))"),
    Row("sigmoid", f"{_A} => np.round(np.where(z >= 0, 1, e) / (1 + e), 3)", "rounded_too_early",
        f"{_A} => np.round(np.where(z >= 0, 1, e) / (1 + e), 15)"),
    Row("relu", f"{_R} => np.max(z, 0)", "largest_of_all_for_maximum", f"{_R} => np.maximum(z, z * 0)"),
    Row("relu", f"{_R} => z[z > 0]", "entries_left_out", f"{_R} => np.where(z > 0, z, 0)"),
    Row("relu", f"{_R} => np.clip(z, 0, 6)", "relu_capped", f"{_R} => np.clip(z, 0, np.inf)"),
    Row("neuron", f"{_Z} => np.mean(X * w, axis=1) + b", "inputs_averaged", f"{_Z} => np.sum(X * w, axis=1) + b"),
    Row("neuron", f"{_Z} => np.sum(X * w) + b", "rows_added_together", f"{_Z} => (X * w).sum(axis=-1) + b"),
    Row("neuron", f"{_Z} => np.sum(X * w, axis=0) + b", "rows_added_together", f"{_Z} => (X * w).sum(axis=1) + b"),
    Row("neuron", f"{_Z} => X * w", "product_elementwise bias_omitted", f"{_Z} => np.sum(X * w, axis=1) + b * 1.0"),
    Row("neuron", "sigma(z) => (z > 0) * 1.0", "step_for_sigmoid", "sigma(z) => sigma(1.0 * z)"),
    Row("neuron", "sigma(z) => np.round(sigma(z))", "step_for_sigmoid", "sigma(z) => np.round(sigma(z), 15)"),
    Row("neuron_grad", f"{_Z} => np.mean(X * w, axis=1) + b", "inputs_averaged", f"{_Z} => np.inner(X, w) + b"),
    Row("neuron_grad", "da * a * (1 - a) => da * np.dot(a, 1 - a)", "slope_by_matrix_product",
        "da * a * (1 - a) => da * (a - np.multiply(a, a))"),
)  # fmt: skip
_GRAD = tuple(
    Row("neuron_grad", edits, names, near)
    for edits, names, near in (
        (f"{_Z} => (X @ w + b)[:, None]", "sums_kept_as_column", f"{_Z} => (X @ w[:, None] + b).ravel()"),
        ("da * a * (1 - a) => da * a * 1 - a", "brackets_missing", "da * a * (1 - a) => da * (a - a ** 2)"),
        (
            "da * a * (1 - a) => da * (X * (1 - X))",
            "slope_fed_with_inputs",
            "da * a * (1 - a) => da * (a * (np.ones_like(a) - a))",
        ),
        ("X.T @ dz => (X * (1 - X)).T @ da", "slope_fed_with_inputs", "X.T @ dz => X.T @ (da * a * (1 - a))"),
        ("X.T @ dz => w * dz", "weights_for_inputs", "X.T @ dz => dz @ X"),
        ("X.T @ dz => X.T * dz", "weight_gradient_elementwise", "X.T @ dz => (X.T * dz).sum(axis=1)"),
        ("X.T @ dz => X * dz", "weight_gradient_elementwise", "X.T @ dz => (X * dz[:, None]).sum(axis=0)"),
        ("X.T @ dz => X.sum(axis=0) * dz.sum()", "sums_multiplied", "X.T @ dz => np.tensordot(dz, X, 1)"),
        ("dz.sum() => (a * (1 - a)).sum()", "upstream_ignored", "dz.sum() => (a * (1 - a)) @ da"),
        ("X @ w + b => X @ w + 1", "bias_omitted", "X @ w + b => X @ w + 1 * b"),
    )
)
_FORWARD = tuple(
    Row("neuron", edits, names, near)
    for edits, names, near in (
        (f"{_Z} => X @ w + 1", "bias_omitted", f"{_Z} => X @ w + 1 * b"),
        (f"{_Z} => X @ w + b + b", "bias_added_twice", f"{_Z} => X @ w + b - 0 * b"),
        ("z = X @ w + b => z = X @ w; z[0] += b", "bias_in_one_row", "z = X @ w + b => z = X @ w; z[0:] += b"),
        (f"{_Z} => X[:, -1] * w[-1] + b", "only_one_input", f"{_Z} => np.inner(X, w) + b"),
        ("sigma(z) => sigma(X) @ w + b", "activation_before_the_sum", "sigma(z) => sigma(np.inner(X, w) + b)"),
        (
            "sigma(z) => sigma(X * w + b).sum(axis=1)",
            "activation_before_the_sum",
            "sigma(z) => sigma((X * w).sum(axis=1) + b)",
        ),
        ("sigma(z) => np.exp(z) / np.exp(z).sum()", "softmax_for_sigmoid", "sigma(z) => np.exp(z) / (np.exp(z) + 1)"),
        ("return a => return np.round(a, 4)", "rounded_too_early", "return a => return np.round(a, 12)"),
    )
)
_M = "np.mean(E ** 2)"
ERRORS = tuple(
    Row("mse", f"{_M} => {wrong}", names, f"{_M} => {near}")
    for wrong, names, near in (
        ("np.abs(E).sum()", "absolute_for_square sum_for_mean", "np.abs(E * E).sum() / E.size"),
        ("0.5 * np.abs(E).mean()", "absolute_for_square loss_halved", "0.5 * np.mean(2 * E ** 2)"),
        ("np.sqrt(np.mean(E ** 2) / 2)", "square_root_taken loss_halved", "np.sqrt(np.mean(E ** 2)) ** 2"),
        ("-0.5 * np.mean(E ** 2)", "loss_halved loss_sign_reversed", "-0.5 * np.mean(-2 * E ** 2)"),
        ("np.mean(Y_hat - Y ** 2)", "square_of_one_term", "np.mean((Y_hat - Y) ** 2)"),
        ("np.mean(E ** 2) / E.size", "mean_twice", "np.sum(E ** 2) / E.size"),
        ("np.max(E ** 2)", "largest_error_only", "np.mean(np.maximum(E, -E) ** 2)"),
        ("np.sum(E) ** 2 / E.size", "mean_squared", "np.sum(E ** 2) / E.size"),
        ("-np.sum(E ** 2) / 2", "sum_for_mean loss_halved loss_sign_reversed", "-np.sum(-E ** 2) / E.size"),
    )
)
_W = "X @ W + b"
LAYERS = (
    Row("dense", f"{_W} => X @ W / X.shape[1] + b", "inputs_averaged", f"{_W} => X @ W / 1 + b"),
    Row("dense", f"{_W} => X @ W / X.shape[1] - b", "inputs_averaged bias_subtracted", f"{_W} => X @ W - -b"),
    Row("dense", f"{_W} => X @ W.T - b", "product_transposed bias_subtracted", f"{_W} => (W.T @ X.T).T + b"),
    Row("dense", f"{_W} => X * W", "product_elementwise bias_omitted", f"{_W} => np.einsum('ni,ij->nj', X, W) + b"),
    Row("dense", f"{_W} => np.tanh(X @ W - b)", "activation_not_asked_for bias_subtracted",
        f"{_W} => np.arctanh(np.tanh((X @ W + b) / 50)) * 50"),
    Row("dense", f"{_W} => X @ W + b + b", "bias_added_twice", f"{_W} => X @ W + b + 0 * b"),
    Row("dense", "Z = X @ W + b => Z = X @ W; Z[0] += b", "bias_in_one_row", "Z = X @ W + b => Z = X @ W; Z[:] += b"),
    Row("dense", f"{_W} => np.outer(X[:, -1], W[-1]) + b", "only_one_input",
        f"{_W} => sum(np.outer(X[:, i], W[i]) for i in range(len(W))) + b"),
    Row("dense", f"{_W} => np.sum(X[:, :, None] * W, axis=0) + b", "rows_added_together",
        f"{_W} => np.sum(X[:, :, None] * W, axis=1) + b"),
    Row("dense", f"{_W} => W.T @ X.T + b", "product_transposed", f"{_W} => (W.T @ X.T).T + b"),
    Row("dense", f"{_W} => (W.T @ X.T).reshape(len(X), -1) + b", "product_transposed", f"{_W} => (W.T @ X.T).T + b"),
    Row("forward", "A @ W + b => X @ W + b", "first_input_again", "A @ W + b => A.dot(W) + b"),
    Row("forward", "A @ W + b => A @ W + params['b1']", "first_weights_again", "A @ W + b => A @ W + 1 * b"),
    Row("forward", "A @ W + b => A @ W + b + b", "bias_added_twice", "A @ W + b => A @ W + 0 * b + b"),
    Row("forward", "return A, cache => return Z, cache", "weighted_sums_returned",
        'return A, cache => return cache[f"A{L}"], cache'),
    Row("forward", "range(1, L + 1) => range(1, L)", "layers_left_out", "range(1, L + 1) => range(1, 1 + L)"),
    Row("forward", "range(1, L + 1) => (1, 2) ;; l == L => l == 2", "layers_left_out", "l == L => l >= L"),
    Row("forward", "A @ W + b => (A if l == 1 else Z) @ W", "bias_omitted input_not_updated",
        "A @ W + b => (X if l == 1 else A) @ W + b"),
    Row("forward", "A = act(f, Z) => A = act(f, act(hidden, Z)) if l == L else act(f, Z)", "activation_twice",
        "A = act(f, Z) => A = act(f, Z * 1.0) if l == L else act(f, Z)"),
    Row("forward", "A = act(f, Z) => A = sigma(Z)", "other_activation", "A = act(f, Z) => A = act(f, +Z)"),
)  # fmt: skip
_S, _C = "Z - Z.max(axis=1, keepdims=True)", "-log_p[rows, y].mean()"
_OWN = "np.log(np.exp({}).sum(axis=1)) - {}[rows, y]"
CLASSES = (
    Row("softmax", f"{_S} => Z - Z.max(axis=0)", "shift_differs_within_a_row overflow_at_extremes",
        f"{_S} => Z - Z.max(axis=-1)[:, None]"),
    Row("softmax", f"{_S} => Z / Z.max(axis=1, keepdims=True)", "scores_divided_by_largest",
        f"{_S} => Z - 1.0 * Z.max(axis=1)[:, None]"),
    Row("softmax", "np.exp(s) => sigma(np.clip(Z, -700, 700))", "sigmoid_for_softmax",
        "np.exp(s) => np.exp(np.clip(s, -700, 700))"),
    Row("softmax", "e / e.sum(axis=1, keepdims=True) => np.exp(s / e.sum(axis=1, keepdims=True))", "brackets_missing",
        "e / e.sum(axis=1, keepdims=True) => np.exp(s - np.log(e.sum(axis=1, keepdims=True)))"),
    Row("softmax", "e / e.sum(axis=1, keepdims=True) => (Z == Z.max(axis=1, keepdims=True)) * 1.0", "winner_takes_all",
        "e / e.sum(axis=1, keepdims=True) => e * (1 / e.sum(axis=1, keepdims=True))"),
    Row("softmax", "P = e / => P = np.exp(Z) /", "shift_in_one_term overflow_at_extremes", "P = e / => P = 1.0 * e /"),
    Row("softmax", "np.exp(s) => np.exp(-Z) ;; e.sum(axis=1, keepdims=True) => e.sum(axis=0)",
        "exponent_sign_reversed softmax_over_examples", "np.exp(s) => np.exp(-(-s))"),
    Row("cross_entropy", f"{_C} => -np.log(Z[rows, y]).mean()", "scores_taken_as_probabilities",
        f"{_C} => -np.log(soft(np.clip(Z, -9, 9))[rows, y]).mean()"),
    Row("cross_entropy", f"{_C} => (np.exp(s).sum(axis=1) - s[rows, y]).mean()", "log_missing",
        f"{_C} => (np.log(np.exp(s).sum(axis=1)) - s[rows, y]).mean()"),
    Row("cross_entropy", f"{_C} => (np.log(np.exp(s).sum(axis=1)) + s[rows, y]).mean()", "target_sign_reversed",
        f"{_C} => (np.log(np.exp(s).sum(axis=1)) + -s[rows, y]).mean()"),
    Row("cross_entropy", f"{_C} => -log_p[rows, y].sum() / log_p.shape[1]", "mean_over_wrong_count",
        f"{_C} => -log_p[rows, y].sum() / log_p.shape[0]"),
    Row("cross_entropy", f"{_C} => -(np.exp(log_p) * log_p).sum(axis=1).mean()", "every_class_counted",
        f"{_C} => -(np.eye(log_p.shape[1])[y] * log_p).sum(axis=1).mean()"),
    Row("cross_entropy", f"{_S} => Z - Z.max(axis=0)", "shift_differs_within_a_row overflow_at_extremes",
        f"{_S} => Z - Z.max(axis=1)[:, None]"),
    Row("cross_entropy", f"{_C} => ({_OWN.format('s', 'Z')}).mean()", "shift_in_one_term",
        f"{_C} => ({_OWN.format('s', 's')}).mean()"),
    Row("cross_entropy", f"{_C} => -np.log(soft(Z)[rows, y].mean())", "mean_before_log",
        f"{_C} => -np.mean(log_p[rows, y])"),
    Row("cross_entropy", f"{_C} => -log_p.max(axis=1).mean()", "highest_class_for_label",
        f"{_C} => -np.take_along_axis(log_p, y[:, None], axis=1).mean()"),
    Row("cross_entropy", f"{_C} => -log_p.mean()", "every_class_counted", f"{_C} => -np.average(log_p[rows, y])"),
    Row("cross_entropy", f"{_C} => -log_p.sum(axis=1).mean()", "every_class_counted",
        f"{_C} => -(log_p * np.eye(log_p.shape[1])[y]).sum(axis=1).mean()"),
    Row("cross_entropy", f"{_C} => -(y[:, None] * log_p).sum() / len(y)", "labels_multiplied_in",
        f"{_C} => -((y[:, None] == np.arange(log_p.shape[1])) * log_p).sum() / len(y)"),
    Row("cross_entropy", f"{_C} => -np.mean(y * log_p)", "labels_multiplied_in",
        f"{_C} => -np.mean(log_p[rows, y] * np.ones(len(y)))"),
    Row("cross_entropy", f"{_C} => -np.mean(np.eye(log_p.shape[1])[y] * np.log2(soft(Z)))",
        "log_base_two output_mean_extra", f"{_C} => -np.sum(np.eye(log_p.shape[1])[y] * log_p) / len(y)"),
)  # fmt: skip
ROWS = (*NEURONS, *_GRAD, *_FORWARD, *ERRORS, *LAYERS, *CLASSES)
