"""Mistakes in what a curve, a loss, a layer or a gradient comes to, each in a student's own code, with a near miss."""

from __future__ import annotations

from tests.exercises.rows import Row

_A = "np.where(z >= 0, 1 / (1 + e), e / (1 + e))"
CURVES = tuple(
    Row("sigmoid", f"{_A} => {wrong}", name, f"{_A} => {near}")
    for wrong, name, near in (
        ("(1 + np.tanh(z)) / 2", "argument_doubled", "(1 + np.tanh(z / 2)) / 2"),
        ("2 / (1 + np.exp(-np.clip(z, -700, 700))) - 1", "tanh_for_sigmoid", "2 * sigma(z) - sigma(z)"),
        ("1 / (1 - np.exp(-np.clip(z, -700, 700)))", "denominator_sign_reversed",
         "1 / (1 + np.exp(-np.clip(z, -700, 700)))"),
        ("np.exp(z) / (1 + np.exp(-z))", "exponent_signs_differ",
         "np.exp(-np.logaddexp(0, -z))"),
        ("-np.where(z >= 0, 1 / (1 + e), e / (1 + e))", "curve_turned_over", "1 - sigma(-np.clip(z, -700, 700))"),
        ("z * (1 - z)", "slope_for_value", "z * (1 - z) * 0 + sigma(z)"),
    )
) + tuple(
    Row("relu", f"np.maximum(z, 0) => {wrong}", name, f"np.maximum(z, 0) => {near}")
    for wrong, name, near in (
        ("np.logaddexp(0, z)", "relu_smoothed", "np.logaddexp(0, 40 * z) / 40"),
        ("np.where(z > 0, z, np.expm1(np.minimum(z, 0)))", "relu_smoothed", "np.where(z > 0, z, 0 * z)"),
        ("np.clip(z, 0, 1)", "relu_capped", "np.clip(z, 0, 1e9)"),
        ("-np.maximum(z, 0)", "curve_turned_over", "-np.minimum(-z, 0)"),
        ("np.maximum(0.2 * z, z)", "leaky_for_relu", "np.maximum(0.0 * z, z)"),
    )
)  # fmt: skip
_M = "np.mean(E ** 2)"
LOSSES = (
    Row("mse", "E ** 2 => Y_hat ** 2 - Y ** 2", "squares_subtracted", "E ** 2 => (Y_hat - Y) * E"),
    Row("mse", "Y_hat - Y => Y_hat + Y", "target_added", "Y_hat - Y => Y_hat + -Y"),
    Row("mse", f"{_M} => np.var(E)", "mean_error_removed", f"{_M} => np.var(E) + E.mean() ** 2"),
    Row("mse", f"{_M} => np.mean(E ** 2, axis=0)", "columns_not_averaged", f"{_M} => np.mean(E ** 2, axis=0).mean()"),
    Row("mse", f"{_M} => E ** 2", "columns_not_averaged", f"{_M} => (E ** 2).mean()"),
    Row("mse", f"{_M} => (E ** 2).sum() / E.shape[-1]", "mean_over_wrong_count", f"{_M} => (E ** 2).sum() / E.size"),
    Row("mse", f"{_M} => (E ** 2).sum() / (E.size - 1)", "mean_over_wrong_count", f"{_M} => np.average(E ** 2)"),
    Row("mse_grad", "Y_hat - Y => Y_hat + Y", "target_added", "Y_hat - Y => -Y + Y_hat"),
    Row("mse_grad", "2 * E / n => 2 * E.mean(axis=0)", "entries_averaged_away", "2 * E / n => 2 * E / len(E.ravel())"),
    Row("mse_grad", "2 * E / n => 2 * E.mean()", "entries_averaged_away", "2 * E / n => E / n + E / n"),
    Row("softmax", "e.sum(axis=1, keepdims=True) => e.mean(axis=1, keepdims=True)", "softmax_unnormalised",
        "e.sum(axis=1, keepdims=True) => e.mean(axis=1, keepdims=True) * Z.shape[1]"),
    Row("softmax", "e.sum(axis=1, keepdims=True) => np.linalg.norm(e, axis=1)[:, None]", "softmax_unnormalised",
        "e.sum(axis=1, keepdims=True) => np.linalg.norm(e, 1, axis=1)[:, None]"),
    Row("cross_entropy", "-log_p[rows, y].mean() => -log_p[rows, y - 1].mean()", "classes_counted_from_one",
        "-log_p[rows, y].mean() => -log_p[rows, y - len(log_p[0])].mean()"),
    Row("cross_entropy", "-log_p[rows, y].mean() => -log_p[rows, y]", "columns_not_averaged",
        "-log_p[rows, y].mean() => -np.average(log_p[rows, y])"),
    Row("cross_entropy", "-log_p[rows, y].mean() => -s[rows, y].mean()", "log_total_missing",
        "-log_p[rows, y].mean() => (np.log(np.exp(s).sum(axis=1)) - s[rows, y]).mean()"),
)  # fmt: skip
_Z, _RETURNED = "X @ W + b", "return A, cache"
LAYERS = (
    Row("dense", f"{_Z} => X @ W + b.sum()", "bias_summed_first", f"{_Z} => X @ W + b[:1] * 0 + b"),
    Row("dense", f"{_Z} => X @ W + b.mean()", "bias_summed_first", f"{_Z} => X @ W + np.mean([b], axis=0)"),
    Row("dense", f"{_Z} => X @ W * b", "bias_multiplied_in", f"{_Z} => X @ W * 1 + b"),
    Row("dense", f"{_Z} => X @ W + X.shape[1] * b", "bias_added_before_the_sum", f"{_Z} => X @ W + 1 * b"),
    Row("forward", f'{_RETURNED} => return cache["A1"], cache', "hidden_layer_returned",
        f'{_RETURNED} => return cache[f"A{{L}}"], cache'),
    Row("forward", "act(f, Z) => act(f, Z); Z *= (Z > 0) if f == 'relu' else 1", "activation_written_into_sums",
        "act(f, Z) => act(f, Z); Z = Z * 1"),
    Row("forward", "act(f, Z) => act(f, -Z if f == 'sigmoid' else Z)", "exponent_sign_reversed",
        "act(f, Z) => 1 - act(f, -Z) if f == 'sigmoid' else act(f, Z)"),
    Row("forward", "act(f, Z) => act(f, Z) if f != 'softmax' else np.exp(Z) / np.exp(Z).sum()",
        "softmax_over_everything",
        "act(f, Z) => act(f, Z) if f != 'softmax' else np.exp(Z) / np.exp(Z).sum(axis=1)[:, None]"),
    Row("forward", "act(f, Z) => act(f, Z) if f != 'relu' else (Z > 0) * 1.0", "slope_for_value",
        "act(f, Z) => act(f, Z) if f != 'relu' else (Z > 0) * Z"),
)  # fmt: skip
_P, _S1 = "(P - Y) / n", "dA1 * A1 * (1 - A1)"
GRADIENTS = (
    Row("neuron_grad", "2 * (a - y) => 2 * (a + y)", "target_added", "2 * (a - y) => 2 * (a + -y)"),
    Row("neuron_grad", "X.T @ dz => w * dz.sum()", "weights_for_inputs", "X.T @ dz => (X * dz[:, None]).sum(axis=0)"),
    Row("neuron_grad", "X.T @ dz => X.sum(axis=0)", "upstream_ignored", "X.T @ dz => (X * dz[:, None]).sum(axis=0)"),
    Row("neuron_grad", "dz.sum() => dz.sum() * b", "bias_multiplied_in", "dz.sum() => dz.sum() * (b / b)"),
    Row("activation_backward", "slope(kind, Z) => np.where(Z > 0, 1, 0.01) if kind == 'relu' else slope(kind, Z)",
        "leaky_for_relu", "slope(kind, Z) => np.where(Z > 0, 1, 0.0) if kind == 'relu' else slope(kind, Z)"),
    Row("activation_backward", "dA * s => dA @ s if kind != 'identity' else dA", "slope_by_matrix_product",
        "dA * s => np.einsum('nd,nd->nd', dA, s)"),
    Row("dense_backward", "return dX, dW, db => return dW, dX, db", "results_exchanged",
        "return dX, dW, db => return [dX, dW, db]"),
    Row("dense_backward", "return dX, dW, db => return X.T @ dZ, dW, db", "results_exchanged",
        "return dX, dW, db => return (dX, dW, *[db])"),
    Row("softmax_cross_entropy_grad", f"{_P} => P * (-Y / P - Y.sum(axis=1)[:, None]) / n", "jacobian_term_added",
        f"{_P} => P * (-Y / P + Y.sum(axis=1)[:, None]) / n"),
    Row("softmax_cross_entropy_grad", f"{_P} => (P - Y.max(axis=0)) / n", "labels_paired_with_every_row",
        f"{_P} => (P - Y.max(axis=0) * Y) / n"),
    Row("softmax_cross_entropy_grad", "np.eye(Z.shape[1])[y] => np.eye(Z.shape[1])[y - 1]", "classes_counted_from_one",
        "np.eye(Z.shape[1])[y] => np.eye(Z.shape[1])[y - 1 + 1]"),
    Row("two_layer_backward", f"{_S1} => dA1 @ (A1 * (1 - A1))", "slope_by_matrix_product",
        f"{_S1} => dA1 * (A1 * (1 - A1))"),
    Row("two_layer_backward", "2 * (A2 - Y) => 2 * (A2 + Y)", "target_added", "2 * (A2 - Y) => 2 * (A2 + -Y)"),
    Row("two_layer_backward", 'return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2} => return {"W1": dW1, "W2": dW2}',
        "biases_left_out",
        'return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2} => return {"W1": dW1, "b1": db1, "W2": dW2}'),
    Row("backward", "2 * (A - Y) => 2 * (A + Y)", "target_added", "2 * (A - Y) => 2 * (A + -Y)"),
    Row("backward", "dA * slope(hidden, Z) => dA @ slope(hidden, Z)", "slope_by_matrix_product",
        "dA * slope(hidden, Z) => np.multiply(dA, slope(hidden, Z))"),
    Row("backward", "np.eye(A.shape[1])[Y] => np.eye(A.shape[1])[Y - 1]", "classes_counted_from_one",
        "np.eye(A.shape[1])[Y] => np.eye(A.shape[1])[Y + 0]"),
)  # fmt: skip
ROWS = (*CURVES, *LOSSES, *LAYERS, *GRADIENTS)
