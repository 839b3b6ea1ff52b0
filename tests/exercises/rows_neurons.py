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
_M, _E2 = "np.mean(E ** 2)", "E ** 2"
ERRORS = tuple(
    Row("mse", f"{_M} => {wrong}", names, f"{_M} => {near}")
    for wrong, names, near in (
        ("np.abs(E).sum()", "absolute_for_square sum_for_mean", "np.abs(E * E).sum() / E.size"),
        ("0.5 * np.abs(E).mean()", "absolute_for_square loss_halved", "0.5 * np.mean(2 * E ** 2)"),
        ("np.sqrt(np.mean(E ** 2) / 2)", "square_root_taken loss_halved", "np.sqrt(np.mean(E ** 2)) ** 2"),
        ("-0.5 * np.mean(E ** 2)", "loss_halved loss_sign_reversed", "-0.5 * np.mean(-2 * E ** 2)"),
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
ROWS = (*NEURONS, *ERRORS, *LAYERS, *CLASSES)
