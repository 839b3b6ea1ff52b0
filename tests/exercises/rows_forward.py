"""Mistakes of chapters 01 and 02, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises.rows import Row

_A = "np.where(z >= 0, 1 / (1 + e), e / (1 + e))"
SIGMOID = tuple(
    Row("sigmoid", f"{_A} => {wrong}", names, f"{_A} => {near}")
    for wrong, names, near in (
        ("1 / (1 + np.exp(z))", "exponent_sign_reversed", "1 - 1 / (1 + np.exp(z))"),
        ("np.tanh(z)", "tanh_for_sigmoid", "(np.tanh(z / 2) + 1) / 2"),
        ("e / (1 + e) ** 2", "slope_for_value", "1 / (1 + e) ** 2"),
        ("1 / np.exp(-z)", "one_missing_in_denominator", "1 / (1 + np.exp(-z))"),
        ("sigma(sigma(z))", "activation_twice", "sigma(2 * z)"),
        ("z", "argument_returned_unchanged", "sigma(z) * 1"),
        ("np.zeros(z.shape)", "never_filled_in", "np.zeros(z.shape) + 1 / 2"),
        ("np.exp(z) / (1 + np.exp(z))", "overflow_at_extremes", "np.exp(-np.logaddexp(0, -z))"),
    )
) + (
    Row(
        "sigmoid",
        "return a => return a.astype(int)",
        "fractions_cut_off",
        "dtype=float => dtype=None ;; return a => out = np.empty_like(z); out[...] = a; return out",
    ),
)
RELU = tuple(
    Row("relu", f"np.maximum(z, 0) => {wrong}", names, f"np.maximum(z, 0) => {near}")
    for wrong, names, near in (
        ("np.minimum(z, 0)", "relu_inverted", "-np.minimum(-z, 0)"),
        ("np.where(z > 0, 1.0, 0.0)", "step_for_relu", "np.where(z > 0, 1.0, 0.0) * z"),
        ("np.maximum(-z, 0)", "relu_inverted", "np.maximum(z, -0.0)"),
        ("np.sqrt(z ** 2)", "absolute_for_relu", "(z + np.sqrt(z ** 2)) / 2"),
        ("np.maximum(0.01 * z, z)", "leaky_for_relu", "np.maximum(0.0 * z, z)"),
        ("np.maximum(0.1 * z, z)", "leaky_for_relu", "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))"),
        ("z", "argument_returned_unchanged", "z.clip(0)"),
        ("np.zeros_like(z)", "never_filled_in", "np.maximum(np.zeros_like(z), z)"),
    )
)
NEURON = tuple(
    Row("neuron", edit, names, near)
    for edit, names, near in (
        (" + b =>  + 0 * b", "bias_omitted", " + b =>  + np.ones(len(X)) * b"),
        (" + b =>  - b", "bias_subtracted", " + b =>  - (-b)"),
        ("sigma(z) => z", "activation_missing", "sigma(z) => 1 / (1 + np.exp(-z))"),
        ("sigma(z) => sigma(sigma(z))", "activation_twice", "sigma(z) => sigma(np.tanh(z))"),
        ("sigma(z) => np.tanh(z)", "tanh_for_sigmoid", "sigma(z) => (1 + np.tanh(z / 2)) / 2"),
        ("sigma(z) => z * (z > 0)", "relu_for_sigmoid", "sigma(z) => np.arctan(z)"),
        ("sigma(z) => 1 / (1 + np.exp(z))", "exponent_sign_reversed", "sigma(z) => 1 - 1 / (1 + np.exp(z))"),
        ("sigma(z) => sigma(z) * sigma(-z)", "slope_for_value", "sigma(z) => sigma(z) * sigma(z)"),
        (
            " + b =>  ;; sigma(z) => sigma(z) + b",
            "bias_after_activation",
            " + b =>  ;; sigma(z) => sigma(z + b)",
        ),
        ("X @ w + b => (X * w + b).sum(axis=1)", "bias_added_before_the_sum", "X @ w + b => np.dot(X, w) + b"),
        ("X @ w + b => (X + b) @ w", "bias_added_before_the_sum", "X @ w + b => np.inner(X, w) + b"),
        ("X @ w + b => X.T @ w + b", "product_transposed", "X @ w + b => w @ X.T + b"),
        ("X @ w + b => X * w + b", "product_elementwise", "X @ w + b => (X * w).sum(axis=1) + b"),
        ("sigma(z) => np.zeros(len(X))", "never_filled_in", "sigma(z) => np.zeros(len(X)) + sigma(z)"),
        ("return a => return a[:, None]", "extra_axis", "return a => return a[:, None].ravel()"),
    )
)
MSE = tuple(
    Row("mse", edit, names, near)
    for edit, names, near in (
        ("np.mean(E ** 2) => np.mean(E ** 2) ** 0.5", "square_root_taken", "np.mean(E ** 2) => (E ** 2).mean() ** 1"),
        (
            "np.mean(E ** 2) => np.linalg.norm(E)",
            "square_root_taken",
            "np.mean(E ** 2) => np.linalg.norm(E) ** 2 / E.size",
        ),
        ("np.mean(E ** 2) => (E ** 2).sum() / (2 * len(E))", "output_mean_missing loss_halved", "E ** 2 => E ** 2 * 3"),
        ("E ** 2 => abs(E)", "absolute_for_square", "E ** 2 => abs(E) ** 2"),
        ("E ** 2 => E", "not_squared", "E ** 2 => E * E"),
        ("np.mean(E ** 2) => np.mean(E) ** 2", "mean_squared", "np.mean(E ** 2) => np.mean(E ** 3)"),
        ("np.mean(E ** 2) => 0.0", "never_filled_in", "np.mean(E ** 2) => 0.0 + np.mean(E ** 2)"),
        ("np.mean(E ** 2) => np.sum(E ** 2)", "sum_for_mean", "np.mean(E ** 2) => np.sum(E ** 2) / E.size"),
        ("np.mean(E ** 2) => (E ** 2).sum() / len(E)", "output_mean_missing", "E ** 2 => 2 * E ** 2"),
        (
            "np.mean(E ** 2) => 0.5 * np.sum(E ** 2)",
            "sum_for_mean loss_halved",
            "np.mean(E ** 2) => np.average(E ** 2)",
        ),
        ("np.mean(E ** 2) => np.mean(E ** 2) / 2", "loss_halved", "np.mean(E ** 2) => np.mean(E ** 2) * 1.5"),
        ("np.mean(E ** 2) => -np.mean(E ** 2)", "loss_sign_reversed", "Y_hat - Y => Y - Y_hat"),
    )
)
DENSE = tuple(
    Row("dense", f"X @ W + b => {wrong}", names, f"X @ W + b => {near}")
    for wrong, names, near in (
        ("X @ W", "bias_omitted", "X @ W + b[None, :]"),
        ("X @ W - b", "bias_subtracted", "X @ W - (-b)"),
        ("X @ W.T + b", "product_transposed", "(W.T @ X.T).T + b"),
        ("W @ X + b", "product_transposed", "np.matmul(X, W) + b"),
        ("W.T @ X + b", "product_transposed", "np.inner(X, W.T) + b"),
        ("(X @ W + b).T", "product_transposed", "(X @ W + b).T.T"),
        ("X.reshape(X.shape[::-1]).T @ W + b", "product_transposed", "X.reshape(X.shape) @ W + b"),
        ("X * W + b", "product_elementwise", "(X[:, :, None] * W).sum(axis=1) + b"),
        ("X @ (W + b)", "bias_added_before_the_sum", "(X @ W) + b"),
        ("X @ W + b[:, None]", "bias_added_to_the_examples", "X @ W + b.reshape(1, -1)"),
        ("(X @ W).T + b", "product_transposed", "((X @ W).T + b[:, None]).T"),
        ("X", "argument_returned_unchanged", "np.einsum('ni,ij->nj', X, W) + b"),
        ("np.outer(X.sum(axis=1), W.sum(axis=0)) + b", "product_elementwise", "np.dot(X, W) + b"),
        ("np.zeros((len(X), len(b)))", "never_filled_in", "np.zeros((len(X), len(b))) + X @ W + b"),
        ("1 / (1 + np.exp(-(X @ W + b)))", "activation_not_asked_for", "np.arctan(X @ W + b)"),
        ("np.tanh(X @ W + b)", "activation_not_asked_for", "np.arctanh(np.tanh(X @ W + b))"),
        ("np.maximum(0, X @ W + b)", "activation_not_asked_for", "np.maximum(-50, X @ W + b)"),
        ("soft(X @ W + b)", "activation_not_asked_for", "X @ W + b - (X @ W + b).max(axis=1, keepdims=True)"),
    )
)
INIT = tuple(
    Row("init_params", edit, names, near)
    for edit, names, near in (
        ("rng.standard_normal((n, m)) => np.zeros((n, m))", "weights_start_at_zero",
         "rng.standard_normal((n, m)) => rng.standard_normal((m, n)).T"),
        ("rng.standard_normal((n, m)) => rng.standard_normal((n, 1)) * np.ones((1, m))", "weights_start_equal",
         "rng.standard_normal((n, m)) => rng.choice([-1.0, 1.0], (n, m))"),
        (" / np.sqrt(n) =>  * 0.01", "weights_start_at_wrong_scale", " / np.sqrt(n) =>  * n ** -0.5"),
        (" / np.sqrt(n) =>  / n", "weights_start_at_wrong_scale", " / np.sqrt(n) =>  * np.sqrt(1 / n)"),
        (" / np.sqrt(n) =>  / np.sqrt(m)", "weights_start_at_wrong_scale", " / np.sqrt(n) =>  / n ** 0.5"),
        ("rng.standard_normal((n, m)) / np.sqrt(n) => rng.random((n, m))", "uniform_for_normal",
         "rng.standard_normal((n, m)) => rng.uniform(-np.sqrt(3), np.sqrt(3), (n, m))"),
        ("rng.standard_normal => np.random.default_rng(0).standard_normal", "generator_ignored",
         "rng.standard_normal((n, m)) => rng.normal(0, 1, size=(n, m))"),
        ("np.zeros(m) => np.ones(m)", "biases_not_zero", "np.zeros(m) => np.ones(m) * 0"),
        ("np.zeros(m) => rng.standard_normal(m)", "biases_not_zero", "np.zeros(m) => np.full(m, 0.0)"),
        ("rng.standard_normal((n, m)) => rng.standard_normal((m, n))", "weights_laid_out_transposed",
         "rng.standard_normal((n, m)) => rng.standard_normal((m, n)).T"),
        ("np.zeros(m) => np.zeros((1, m))", "extra_axis", "np.zeros(m) => np.zeros((1, m))[0]"),
    )
)  # fmt: skip
SOFTMAX = tuple(
    Row("softmax", edit, names, near)
    for edit, names, near in (
        ("Z - Z.max(axis=1, keepdims=True) => Z - Z.max(axis=0) ;; e.sum(axis=1, keepdims=True) => e.sum(axis=0)",
         "softmax_over_examples", "Z - Z.max(axis=1, keepdims=True) => Z - Z.max()"),
        ("e.sum(axis=1, keepdims=True) => e.sum(axis=0)", "softmax_over_examples",
         "e.sum(axis=1, keepdims=True) => e.sum(axis=1)[:, None]"),
        ("e.sum(axis=1, keepdims=True) => e.sum(axis=1)", "sums_without_their_axis",
         "e.sum(axis=1, keepdims=True) => e.sum(axis=1).reshape(-1, 1)"),
        ("Z.max(axis=1, keepdims=True) => Z.max(axis=1)", "sums_without_their_axis",
         "Z.max(axis=1, keepdims=True) => Z.max(axis=1)[:, None]"),
        ("e.sum(axis=1, keepdims=True) => e.sum()", "softmax_over_everything",
         "Z - Z.max(axis=1, keepdims=True) => Z - Z.max()"),
        ("Z - Z.max(axis=1, keepdims=True) => Z - Z.max() ;; e.sum(axis=1, keepdims=True) => e.sum()",
         "softmax_over_everything", "e.sum(axis=1, keepdims=True) => e.sum(-1, keepdims=True)"),
        ("e / e.sum(axis=1, keepdims=True) => e", "softmax_unnormalised",
         "e / e.sum(axis=1, keepdims=True) => e / np.einsum('nk->n', e)[:, None]"),
        ("Z - Z.max(axis=1, keepdims=True) => Z ;; e / e.sum(axis=1, keepdims=True) => e",
         "softmax_unnormalised overflow_at_extremes", "e / e.sum(axis=1, keepdims=True) => e / np.exp(Z).sum()"),
        ("e / e.sum(axis=1, keepdims=True) => Z / Z.sum(axis=1, keepdims=True)", "softmax_without_exponential",
         "e / e.sum(axis=1, keepdims=True) => (Z / Z) * e / e.sum(axis=1, keepdims=True)"),
        ("e / e.sum(axis=1, keepdims=True) => s - np.log(e.sum(axis=1, keepdims=True))", "log_of_softmax",
         "e / e.sum(axis=1, keepdims=True) => np.exp(s - np.log(e.sum(axis=1, keepdims=True)))"),
        ("e / e.sum(axis=1, keepdims=True) => 1 / (1 + np.exp(-Z))", "sigmoid_for_softmax",
         "e / e.sum(axis=1, keepdims=True) => 1 / np.exp(Z[:, None, :] - Z[:, :, None]).sum(axis=2)"),
        ("return P => return np.exp(P) / np.exp(P).sum(axis=1, keepdims=True)", "softmax_twice",
         "return P => return P / P.sum(axis=1, keepdims=True)"),
        ("np.exp(s) => np.exp(-s)", "exponent_sign_reversed", "np.exp(s) => 1 / np.exp(-s)"),
        ("e / e.sum(axis=1, keepdims=True) => Z", "argument_returned_unchanged",
         "e / e.sum(axis=1, keepdims=True) => Z * 0 + soft(Z)"),
        ("e / e.sum(axis=1, keepdims=True) => Z * 0", "never_filled_in",
         "e / e.sum(axis=1, keepdims=True) => Z * 0 + 1 / Z.shape[1]"),
        ("Z - Z.max(axis=1, keepdims=True) => Z", "overflow_at_extremes",
         "Z - Z.max(axis=1, keepdims=True) => Z - np.max(Z, 1)[:, np.newaxis]"),
        ("e / e.sum(axis=1, keepdims=True) => e; P = np.zeros(Z.shape, int); P[...] = soft(Z)", "fractions_cut_off",
         "e / e.sum(axis=1, keepdims=True) => e; P = np.zeros_like(Z); P[...] = soft(Z)"),
    )
)  # fmt: skip
_LOSS = "-log_p[rows, y].mean()"
CROSS_ENTROPY = tuple(
    Row("cross_entropy", edit, names, near)
    for edit, names, near in (
        (f"{_LOSS} => -log_p[:, y].mean()", "labels_paired_with_every_row", f"{_LOSS} => -np.diag(log_p[:, y]).mean()"),
        (f"{_LOSS} => log_p[rows, y].sum()", "loss_sign_reversed sum_for_mean", f"{_LOSS} => -log_p[rows, y].mean()"),
        (f"{_LOSS} => -soft(Z)[rows, y].sum()", "log_missing sum_for_mean", f"{_LOSS} => -log_p[rows, y].mean()"),
        (f"{_LOSS} => -soft(Z)[rows, y].mean()", "log_missing",
         f"{_LOSS} => -np.log(soft(Z)[rows, y] + 1e-300).mean()"),
        (f"{_LOSS} => -np.mean(np.log2(soft(Z)[rows, y]))", "log_base_two",
         f"{_LOSS} => -np.mean(log_p[rows, y]) / np.log(np.e)"),
        (f"{_LOSS} => ((soft(Z) - np.eye(Z.shape[1])[y]) ** 2).mean()", "squared_error_for_cross_entropy",
         f"{_LOSS} => -(np.log(soft(Z) + 1e-300) * np.eye(Z.shape[1])[y]).sum() / len(y)"),
        (f"{_LOSS} => -np.log(soft(Z)[rows, y] + 1e-12).mean()", "overflow_at_extremes",
         f"{_LOSS} => -np.maximum(log_p[rows, y], -9999).mean()"),
        ("Z - Z.max(axis=1, keepdims=True) => soft(Z)", "softmax_twice",
         "Z - Z.max(axis=1, keepdims=True) => np.log(soft(Z) + 1e-320)"),
        ("np.exp(s).sum(axis=1, keepdims=True) => np.exp(s).sum(axis=0)", "softmax_over_examples",
         "np.exp(s).sum(axis=1, keepdims=True) => np.exp(s).sum(axis=1)[:, None]"),
        ("Z - Z.max(axis=1, keepdims=True) => Z - Z.max(axis=0) ;; "
         "np.exp(s).sum(axis=1, keepdims=True) => np.exp(s).sum(axis=0)", "softmax_over_examples",
         "Z - Z.max(axis=1, keepdims=True) => Z - Z.max(axis=-1).reshape(-1, 1)"),
        ("Z - Z.max(axis=1, keepdims=True) => Z - Z.max() ;; "
         "np.exp(s).sum(axis=1, keepdims=True) => np.exp(s).sum()", "softmax_over_everything",
         "Z - Z.max(axis=1, keepdims=True) => Z - 0.0"),
        (f"{_LOSS} => np.log1p(np.exp(-Z[rows, y])).mean()", "sigmoid_for_softmax",
         f"{_LOSS} => -np.log(np.take_along_axis(soft(Z), y[:, None], 1) + 1e-300).mean()"),
        (f"{_LOSS} => -Z[rows, y].mean()", "log_total_missing",
         f"{_LOSS} => -(Z[rows, y] - np.log(np.exp(Z).sum(axis=1))).mean()"),
        (f"{_LOSS} => -(np.eye(Z.shape[1])[y] * log_p + (1 - np.eye(Z.shape[1])[y]) * np.log(1 - np.exp(log_p)))"
         ".sum(axis=1).mean()", "other_classes_included",
         f"{_LOSS} => -(np.eye(Z.shape[1])[y] * log_p).sum(axis=1).mean()"),
        (f"{_LOSS} => (Z.max(axis=1) + np.log(np.exp(s).sum(axis=1))).mean()", "true_score_missing",
         f"{_LOSS} => (Z.max(axis=1) + np.log(np.exp(s).sum(axis=1)) - Z[rows, y]).mean()"),
        (f"{_LOSS} => 0.0", "never_filled_in", f"{_LOSS} => 0.0 - log_p[rows, y].mean()"),
        (f"{_LOSS} => log_p[rows, y].mean()", "loss_sign_reversed", f"{_LOSS} => -1 * log_p[rows, y].mean()"),
        (f"{_LOSS} => -log_p[rows, y].sum()", "sum_for_mean", f"{_LOSS} => -log_p[rows, y].sum() / len(y)"),
        (f"{_LOSS} => -np.mean(np.eye(Z.shape[1])[y] * log_p)", "output_mean_extra",
         f"{_LOSS} => -np.mean((np.eye(Z.shape[1])[y] * log_p).sum(axis=1))"),
        ("Z - Z.max(axis=1, keepdims=True) => Z * 1", "overflow_at_extremes",
         "Z - Z.max(axis=1, keepdims=True) => Z - Z.max(1)[:, None] - 3"),
    )
)  # fmt: skip
FORWARD = tuple(
    Row("forward", edit, names, near)
    for edit, names, near in (
        ("A @ W + b => A @ W", "bias_omitted", "A @ W + b => b + np.matmul(A, W)"),
        ("A @ W + b => A @ W - b", "bias_subtracted", "A @ W + b => A @ W - -b"),
        ("A @ W + b => A @ (W + b)", "bias_added_before_the_sum", "A @ W + b => (A @ W) + b"),
        ("A @ W + b => A @ W + b[:, None]", "bias_added_to_the_examples", "A @ W + b => A @ W + b[None, :]"),
        ("A @ W + b => A @ W.T + b", "product_transposed", "A @ W + b => np.dot(W.T, A.T).T + b"),
        ('cache[f"Z{l}"] = Z => cache[f"Z{l}"] = cache[f"A{l - 1}"]', "argument_returned_unchanged",
         'cache[f"Z{l}"] = Z => cache[f"Z{l}"] = cache[f"A{l - 1}"] @ W + b'),
        ("A @ W + b => A.sum(1)[:, None] * W.sum(0) + b", "product_elementwise",
         "A @ W + b => (A[:, :, None] * W).sum(1) + b"),
        ('cache[f"Z{l}"] = Z => cache[f"Z{l}"] = np.zeros(Z.shape)', "never_filled_in",
         'cache[f"Z{l}"] = Z => cache[f"Z{l}"] = np.zeros(Z.shape) + Z'),
        ('cache[f"A{l}"] = A => cache[f"A{l}"] = np.zeros(A.shape)', "never_filled_in",
         'cache[f"A{l}"] = A => cache[f"A{l}"] = np.array(A)'),
        ("act(f, Z) => act(f, Z); A = Z", "activation_missing", "act(f, Z) => act(f, Z); Z = Z"),
        ("output if l == L else hidden => hidden", "other_activation",
         "output if l == L else hidden => [hidden, output][l == L]"),
        ('cache[f"A{l}"] = A => cache[f"A{l}"] = A; A = Z ;; return A, cache => return act(output, A), cache',
         "input_not_updated", 'cache[f"A{l}"] = A => cache[f"A{l}"] = A; Z = A'),
        ('cache[f"Z{l}"] = Z => cache[f"Z{l}"] = A', "cache_holds_activation",
         'cache[f"Z{l}"] = Z => cache[f"Z{l}"] = cache[f"A{l - 1}"] @ W + b'),
        ("act(f, Z) => act(f, act(f, Z))", "activation_twice", "act(f, Z) => act(f, act('identity', Z))"),
        ("act(f, Z) => act(f, Z) if f in ('relu', 'identity', 'softmax') else act(f, Z) * slope(f, Z) / act(f, Z)",
         "slope_for_value", "act(f, Z) => act(f, Z) * slope(f, Z) / slope(f, Z) if f != 'relu' else np.maximum(Z, 0)"),
        ("act(f, Z) => act(f, Z) if f != 'softmax' else np.exp(Z) / np.exp(Z).sum(axis=0)", "softmax_over_examples",
         "act(f, Z) => act(f, Z) if f != 'softmax' else np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)"),
        ("return A, cache => return act(output, A), cache", "activation_twice",
         "return A, cache => return np.array(A), dict(cache)"),
        ('params[f"W{l}"] => params["W1"] ;; params[f"b{l}"] => params["b1"]', "first_weights_again",
         'params[f"W{l}"] => params["W" + str(l)] ;; params[f"b{l}"] => list(params.values())[2 * l - 1]'),
        ("A @ W + b => A @ W + b; A *= 1; b += 0.1", "arguments_changed", "A @ W + b => A @ W + b; b = b + 0.1"),
        ("A @ W + b => A @ W + b + np.random.default_rng().random()", "results_change_between_calls",
         "A @ W + b => A @ W + b + 0 * np.random.default_rng().random()"),
    )
)  # fmt: skip

ROWS = (*SIGMOID, *RELU, *NEURON, *MSE, *DENSE, *INIT, *SOFTMAX, *CROSS_ENTROPY, *FORWARD)
