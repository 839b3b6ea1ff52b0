"""Mistakes in the gradients of chapters 01 and 05, each in a student's own code, with a near miss."""

from __future__ import annotations

from tests.exercises.rows import Row

# what can be done to the slope of a sigmoid in dZ = dA * A * (1 - A): (new slope, name, near miss); {A} and {Z} vary
SIGMOID_SLOPES = (
    ("{A}", "activation_for_slope", "{A} - {A} ** 2"),
    ("(1 - {A})", "half_of_slope", "(1 - {A}) * {A}"),
    ("({A} * (1 - {A})) ** 2", "slope_squared", "({A} * (1 - {A})) ** 1"),
    ("sigma({A}) * (1 - sigma({A}))", "slope_fed_with_activation", "sigma({Z}) * (1 - sigma({Z}))"),
    ("{Z} * (1 - {Z})", "slope_fed_with_preactivation", "np.exp(-{Z}) / (1 + np.exp(-{Z})) ** 2"),
    ("(1 - {A} ** 2)", "other_activations_slope", "(1 - (2 * {A} - 1) ** 2) / 4"),
)
# what can be done to dA = 2 * (A - Y) / size: (old text, new text, name, near miss)
ERRORS = (
    ("2 * ({A} - {Y})", "2 * ({Y} - {A})", "sign_reversed", "-2 * ({Y} - {A})"),
    ("2 * ({A} - {Y})", "({A} - {Y})", "factor_two_missing", "({A} - {Y}) / 0.5"),
    ("2 * ({A} - {Y})", "4 * ({A} - {Y})", "factor_two_extra", "3 * ({A} - {Y})"),
    ("2 * ({A} - {Y})", "2 * {A}", "target_missing", "2 * (-{Y} + {A})"),
    ("2 * ({A} - {Y})", "2 * np.abs({A} - {Y})", "error_magnitude_only",
     "2 * np.abs({A} - {Y}) * np.sign({A} - {Y})"),
    ("2 * ({A} - {Y})", "np.sign({A} - {Y})", "error_sign_only", "2 * np.sign({A} - {Y}) * np.abs({A} - {Y})"),
    ("2 * ({A} - {Y})", "({A} - {Y}) ** 2", "loss_not_differentiated", "2 * ({A} - {Y}) ** 1"),
)  # fmt: skip
BIASES = (
    ("{dZ}", "bias_not_summed", "sum({dZ})"),
    ("{dZ}.mean(axis=0)", "bias_averaged", "{dZ}.mean(axis=0) * len({dZ})"),
    ("{dZ}.sum(axis=1)", "bias_summed_wrong_axis", "{dZ}.T.sum(axis=1)"),
    ("{dZ}.sum()", "bias_summed_over_all", "np.einsum('nj->j', {dZ})"),
    ("{dZ}.sum(axis=0, keepdims=True)", "bias_kept_as_row", "{dZ}.sum(axis=0, keepdims=True).ravel()"),
    ("{dZ}[0]", "first_row_only", "{dZ}[0] + {dZ}[1:].sum(axis=0)"),
    ("{dZ}[-1]", "last_row_only", "{dZ}[-1] + {dZ}[:-1].sum(axis=0)"),
    ("{dZ}[:-1].sum(axis=0)", "last_row_dropped", "{dZ}[::-1].sum(axis=0)"),
    ("np.zeros({dZ}.shape[1])", "never_filled_in", "np.zeros({dZ}.shape[1]) + {dZ}.sum(axis=0)"),
)
WEIGHTS = (
    ("{dZ}.T @ {X}", "weight_gradient_transposed", "({dZ}.T @ {X}).T"),
    ("({dZ}.T @ {X}).reshape({X}.shape[1], -1)", "weight_gradient_reshaped",
     "({X}.T @ {dZ}).reshape({X}.shape[1], -1)"),
    ("{X} @ {dZ}", "input_not_transposed", "np.tensordot({X}, {dZ}, axes=(0, 0))"),
    ("{X}.T @ {dZ} / len({X})", "weights_averaged", "{X}.T @ ({dZ} / 1.0)"),
    ("np.outer({X}[0], {dZ}[0])", "first_row_only", "sum(np.outer(x, d) for x, d in zip({X}, {dZ}))"),
    ("np.outer({X}[-1], {dZ}[-1])", "last_row_only", "np.einsum('ni,nj->ij', {X}, {dZ})"),
    ("{X}[:-1].T @ {dZ}[:-1]", "last_row_dropped", "{X}[::-1].T @ {dZ}[::-1]"),
    ("np.ones_like({X}).T @ {dZ}", "input_missing", "(np.ones_like({X}) * {X}).T @ {dZ}"),
    ("np.zeros(({X}.shape[1], {dZ}.shape[1]))", "never_filled_in",
     "np.zeros(({X}.shape[1], {dZ}.shape[1])) + {X}.T @ {dZ}"),
)  # fmt: skip
SENT = (
    ("{dZ} @ {W}", "weights_not_transposed", "({W} @ {dZ}.T).T"),
    ("{dZ} @ np.abs({W}).T", "weights_of_magnitude_only", "{dZ} @ (np.abs({W}) * np.sign({W})).T"),
    ("{dZ} @ np.ones({W}.shape).T", "weights_missing_on_the_way_down", "{dZ} @ (np.ones({W}.shape) * {W}).T"),
    ("{dZ}.sum(axis=1, keepdims=True) * {W}.sum(axis=1)", "weights_elementwise",
     "({dZ}[:, None, :] * {W}).sum(axis=2)"),
)  # fmt: skip


def _rows(exercise: str, old: str, table, **symbols: str) -> tuple[Row, ...]:
    """Returns a table's rows with its symbols filled in; each replaces the old text."""
    return tuple(
        Row(exercise, f"{old} => {wrong.format(**symbols)}", name, f"{old} => {near.format(**symbols)}")
        for wrong, name, near in table
    )


def _errors(exercise: str, **symbols: str) -> tuple[Row, ...]:
    return tuple(
        Row(exercise, *(text.format(**symbols) for text in (f"{old} => {wrong}", name, f"{old} => {near}")))
        for old, wrong, name, near in ERRORS
    )


NEURON_GRAD = (
    *_errors("neuron_grad", A="a", Y="y"),
    Row("neuron_grad", " / len(y) => ", "batch_mean_missing", " / len(y) =>  / X.shape[0]"),
    Row("neuron_grad", "len(y) => len(y) ** 2", "batch_mean_twice", "len(y) => len(y) ** 1"),
    Row("neuron_grad", "len(y) => X.shape[1]", "mean_over_wrong_count", "len(y) => y.size"),
    Row("neuron_grad", "len(y) => (len(y) - 1)", "mean_over_wrong_count", "len(y) => np.size(y)"),
    Row("neuron_grad", "da * a * (1 - a) => da", "output_slope_missing", "da * a * (1 - a) => da * a - da * a ** 2"),
    Row("neuron_grad", "da * a => a", "upstream_ignored", "da * a => a * da"),
    *_rows("neuron_grad", "a * (1 - a)", SIGMOID_SLOPES, A="a", Z="z"),
    Row("neuron_grad", "X.T @ dz => X.T @ da", "slope_not_in_weight_gradient", "X.T @ dz => dz @ X"),
    Row("neuron_grad", "dz.sum() => da.sum()", "slope_not_in_bias_gradient", "dz.sum() => np.ones(len(dz)) @ dz"),
    Row("neuron_grad", "dz.sum() => dz.mean()", "bias_averaged", "dz.sum() => dz.mean() * len(dz)"),
    Row("neuron_grad", "X.T @ dz => X.T @ dz / len(X)", "weights_averaged", "X.T @ dz => (X.T * dz).sum(axis=1)"),
    Row("neuron_grad", "X.T @ dz => (X.T * dz).T", "weights_not_summed", "X.T @ dz => (X.T * dz).T.sum(axis=0)"),
    Row("neuron_grad", "dz.sum() => dz", "bias_not_summed", "dz.sum() => sum(dz)"),
    Row("neuron_grad", "X.T @ dz => X[0] * dz[0]", "first_row_only", "X.T @ dz => X[0] * dz[0] + dz[1:] @ X[1:]"),
    Row("neuron_grad", "X.T @ dz => X[-1] * dz[-1]", "last_row_only", "X.T @ dz => X[::-1].T @ dz[::-1]"),
    Row("neuron_grad", "X.T @ dz => X[:-1].T @ dz[:-1]", "last_row_dropped", "X.T @ dz => np.dot(X.T, dz)"),
    Row("neuron_grad", "X.T @ dz => np.ones(len(w)) * sum(dz)", "input_missing", "X.T @ dz => np.vdot(1, 1) * dz @ X"),
    Row("neuron_grad", "X.T @ dz => np.zeros(w.shape)", "never_filled_in", "X.T @ dz => np.zeros(w.shape) + dz @ X"),
    Row("neuron_grad", "dz.sum() => dz[0]", "first_row_only", "dz.sum() => dz[0] + dz[1:].sum()"),
    Row("neuron_grad", "dz.sum() => dz[-1]", "last_row_only", "dz.sum() => dz[::-1].sum()"),
    Row("neuron_grad", "dz.sum() => dz[:-1].sum()", "last_row_dropped", "dz.sum() => dz[:-1].sum() + dz[-1]"),
    Row("neuron_grad", "dz.sum() => 0", "never_filled_in", "dz.sum() => 0 + dz.sum()"),
    Row("neuron_grad", "return dw, db => return dw[:, None], db", "extra_axis", "return dw, db => return [dw, db]"),
    Row("neuron_grad", "return dw, db => w -= 0.1 * dw; return dw, db", "arguments_changed",
        "return dw, db => w = w - 0.1 * dw; return dw, db"),
)  # fmt: skip
MSE_GRAD = tuple(
    Row("mse_grad", edit, names, near)
    for edit, names, near in (
        ("2 * E => -2 * E", "sign_reversed", "Y_hat - Y => -(Y - Y_hat)"),
        ("2 * E => E", "factor_two_missing", "2 * E => E + E"),
        ("2 * E => 4 * E", "factor_two_extra", "2 * E => E * 2.0"),
        ("2 * E => np.pi * E", "constant_scale", "2 * E => 2 * E + 1"),
        ("2 * E / n => 2 * E", "mean_missing", "2 * E / n => 2 * E / np.prod(E.shape)"),
        ("Y.size => len(Y)", "output_mean_missing", "Y.size => len(Y) * len(Y[0])"),
        ("Y.size => Y.shape[1]", "batch_mean_missing", "Y.size => Y.shape[1] * Y.shape[0]"),
        ("Y.size => Y.size ** 2", "mean_twice", "Y.size => Y.size ** 1"),
        ("Y.size => Y.size * len(Y)", "batch_mean_twice", "Y.size => Y.size * len(Y) / Y.shape[0]"),
        ("Y.size => Y.size * Y.shape[1]", "output_mean_extra", "Y.size => Y.ravel().shape[0]"),
        ("2 * E => E ** 2", "loss_not_differentiated", "2 * E => 2 * E ** 1"),
        ("2 * E => 2 * abs(E)", "error_magnitude_only", "2 * E => 2 * abs(E) * np.sign(E)"),
        ("2 * E => np.sign(E)", "error_sign_only", "2 * E => 2 * np.where(E > 0, E, E)"),
        ("Y_hat - Y => Y_hat", "target_missing", "Y_hat - Y => Y_hat + -Y"),
        ("2 * E => 0 * E", "never_filled_in", "2 * E => 0 * E + 2 * E"),
    )
)
DENSE_BACKWARD = (
    *_rows("dense_backward", "dZ @ W.T", SENT, dZ="dZ", W="W"),
    *_rows("dense_backward", "X.T @ dZ", WEIGHTS, dZ="dZ", X="X"),
    *_rows("dense_backward", "dZ.sum(axis=0)", BIASES, dZ="dZ"),
    Row("dense_backward", "dZ @ W.T => np.ones(dZ.shape) @ W.T", "upstream_ignored",
        "dZ @ W.T => np.einsum('nj,ij->ni', dZ, W)"),
    Row("dense_backward", "X.T @ dZ => np.repeat(X.sum(axis=0)[:, None], dZ.shape[1], axis=1)", "upstream_ignored",
        "X.T @ dZ => np.matmul(X.T, dZ)"),
    Row("dense_backward", "dZ.sum(axis=0) => np.ones(dZ.shape[1]) * len(dZ)", "upstream_ignored",
        "dZ.sum(axis=0) => np.ones(len(dZ)) @ dZ"),
    Row("dense_backward", "dZ @ W.T => np.zeros(X.shape)", "never_filled_in",
        "dZ @ W.T => np.zeros(X.shape) + dZ @ W.T"),
    Row("dense_backward", "X.T @ dZ => -X.T @ dZ", "minus_sign_extra", "X.T @ dZ => -X.T @ -dZ"),
    Row("dense_backward", "dZ.sum(axis=0) => dZ.sum(axis=0); dZ *= 1.5", "arguments_changed",
        "dZ.sum(axis=0) => dZ.sum(axis=0); dZ = dZ * 1.5"),
)  # fmt: skip
ACTIVATION_BACKWARD = tuple(
    Row("activation_backward", edit, names, near)
    for edit, names, near in (
        ("dA * s => s", "upstream_ignored", "dA * s => s * dA"),
        ("dA * s => dA", "hidden_slope_missing", "dA * s => dA * s ** 1"),
        ("dA * s => dA * s * s", "slope_squared", "dA * s => dA * np.sqrt(s * s)"),
        ("dA * s => dA * A", "activation_for_slope", "dA * s => dA * np.array(s)"),
        ("dA * s => np.zeros(dA.shape)", "never_filled_in", "dA * s => np.zeros(dA.shape) + dA * s"),
        ("slope(kind, Z) => slope(kind, A)", "slope_fed_with_activation", "slope(kind, Z) => slope(kind, Z + 0)"),
        ("slope(kind, Z) => {'sigmoid': Z * (1 - Z), 'tanh': 1 - Z ** 2}.get(kind, slope(kind, Z))",
         "slope_fed_with_preactivation",
         "slope(kind, Z) => {'sigmoid': A * (1 - A), 'tanh': 1 - A ** 2}.get(kind, slope(kind, Z))"),
        ("slope(kind, Z) => slope({'sigmoid': 'tanh', 'tanh': 'sigmoid'}.get(kind, kind), Z)",
         "other_activations_slope", "slope(kind, Z) => slope({'sigmoid': 'sigmoid'}.get(kind, kind), Z)"),
        ("slope(kind, Z) => A * (1 - A) if kind in ('relu', 'sigmoid') else slope(kind, Z)",
         "other_activations_slope", "slope(kind, Z) => (Z > 0) * 1 if kind == 'relu' else slope(kind, Z)"),
        ("slope(kind, Z) => sigma(Z) * (1 - sigma(Z)) if kind in ('relu', 'sigmoid') else slope(kind, Z)",
         "other_activations_slope", "slope(kind, Z) => np.heaviside(Z, 0.5) if kind == 'relu' else slope(kind, Z)"),
        ("slope(kind, Z) => 1 - A if kind == 'sigmoid' else slope(kind, Z)", "half_of_slope",
         "slope(kind, Z) => A - A * A if kind == 'sigmoid' else slope(kind, Z)"),
        ("slope(kind, Z) => Z < 0 if kind == 'relu' else slope(kind, Z)", "mask_inverted",
         "slope(kind, Z) => Z >= 0 if kind == 'relu' else slope(kind, Z)"),
        ("slope(kind, Z) => dA > 0 if kind == 'relu' else slope(kind, Z)", "mask_from_upstream",
         "slope(kind, Z) => A > 0 if kind == 'relu' else slope(kind, Z)"),
        ("dA * s => -dA * s", "minus_sign_extra", "dA * s => -dA * -s"),
        ("dA * s => dA * 2 * s", "factor_two_extra", "dA * s => dA * 2 * s / 2"),
    )
)  # fmt: skip
SOFTMAX_GRAD = tuple(
    Row("softmax_cross_entropy_grad", edit, names, near)
    for edit, names, near in (
        ("(P - Y) / n => (P - Y)", "batch_mean_missing", "(P - Y) / n => P / n - Y / n"),
        ("(P - Y) / n => (Y - P) / n", "sign_reversed", "(P - Y) / n => -(Y - P) / n"),
        ("len(y) => P.size", "output_mean_extra", "len(y) => P.shape[0]"),
        ("len(y) => len(y) ** 2", "batch_mean_twice", "len(y) => float(len(y))"),
        ("(P - Y) / n => (P - Y) * P * (1 - P) / n", "output_slope_extra", "(P - Y) / n => (P - Y) * (P / P) / n"),
        ("(P - Y) / n => (Z - Y) / n", "logits_for_probabilities", "(P - Y) / n => (soft(Z) - Y) / n"),
        ("(P - Y) / n => -Y / P / n", "stops_at_probabilities",
         "(P - Y) / n => P * (-Y / P / n - (-Y / n).sum(axis=1, keepdims=True))"),
        ("(P - Y) / n => np.where(Y == 1, P - 1, 0) / n", "true_class_only",
         "(P - Y) / n => np.where(Y == 1, P - 1, P) / n"),
        ("(P - Y) / n => P / n", "labels_not_subtracted", "(P - Y) / n => P / n - Y / n"),
        ("soft(Z) => np.exp(Z) / np.exp(Z).sum(axis=0)", "softmax_over_examples",
         "soft(Z) => np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)"),
        ("soft(Z) => np.exp(Z) / np.exp(Z).sum()", "softmax_over_everything",
         "soft(Z) => np.exp(Z - 1) / np.exp(Z - 1).sum(axis=1, keepdims=True)"),
        ("soft(Z) => soft(soft(Z))", "softmax_twice", "soft(Z) => soft(Z - soft(Z).max())"),
        ("soft(Z) => sigma(Z)", "sigmoid_for_softmax", "soft(Z) => soft(np.log(soft(Z)))"),
        ("(P - Y) / n => P * (1 - P) / n", "diagonal_only", "(P - Y) / n => P * (1 - Y / P) / n"),
        ("(P - Y) / n => 2 * (P - Y) / P.size", "gradient_of_squared_error", "(P - Y) / n => 2 * (P - Y) / (2 * n)"),
        ("(P - Y) / n => P * (2 * (P - Y) - (2 * (P - Y) * P).sum(axis=1)[:, None]) / P.size",
         "gradient_of_squared_error", "(P - Y) / n => P * (P - Y) / P / n"),
        ("(P - Y) / n => 0 * P", "never_filled_in", "(P - Y) / n => 0 * P + (P - Y) / n"),
    )
)  # fmt: skip
TWO_LAYERS = (
    *_errors("two_layer_backward", A="A2", Y="Y"),
    Row("two_layer_backward", " / Y.size => ", "mean_missing", " / Y.size =>  / (len(Y) * Y.shape[1])"),
    Row("two_layer_backward", "Y.size => len(Y)", "output_mean_missing", "Y.size => A2.size"),
    Row("two_layer_backward", "Y.size => Y.shape[1]", "batch_mean_missing", "Y.size => Y.ravel().size"),
    Row("two_layer_backward", "Y.size => (Y.size * len(Y))", "batch_mean_twice", "Y.size => (Y.size * 1)"),
    Row("two_layer_backward", "Y.size => Y.size ** 2", "mean_twice", "Y.size => Y.size ** 1"),
    Row("two_layer_backward", "Y.size => (Y.size * Y.shape[1])", "output_mean_extra", "Y.size => A2.T.size"),
    Row("two_layer_backward", "2 * (A2 - Y) / Y.size => 2 * (Z2 - Y) / Y.size", "logits_for_probabilities",
        "2 * (A2 - Y) / Y.size => 2 * (sigma(Z2) - Y) / Y.size"),
    Row("two_layer_backward", "dA2 * A2 * (1 - A2) => dA2", "output_slope_missing",
        "dA2 * A2 * (1 - A2) => dA2 * A2 - dA2 * A2 * A2"),
    Row("two_layer_backward", "dA1 * A1 * (1 - A1) => dA1", "hidden_slope_missing",
        "dA1 * A1 * (1 - A1) => dA1 * A1 - dA1 * A1 * A1"),
    Row("two_layer_backward", "dA2 * A2 * (1 - A2) => A2 * (1 - A2)", "upstream_ignored", "dA2 * A2 => A2 * dA2"),
    Row("two_layer_backward", "dA1 * A1 * (1 - A1) => A1 * (1 - A1)", "upstream_ignored", "dA1 * A1 => A1 * dA1"),
    *_rows("two_layer_backward", "A2 * (1 - A2)", SIGMOID_SLOPES, A="A2", Z="Z2"),
    *_rows("two_layer_backward", "A1 * (1 - A1)", SIGMOID_SLOPES, A="A1", Z="Z1"),
    *_rows("two_layer_backward", "A1.T @ dZ2", WEIGHTS, X="A1", dZ="dZ2"),
    *_rows("two_layer_backward", "X.T @ dZ1", WEIGHTS, X="X", dZ="dZ1"),
    *_rows("two_layer_backward", "dZ2.sum(axis=0)", BIASES, dZ="dZ2"),
    *_rows("two_layer_backward", "dZ1.sum(axis=0)", BIASES, dZ="dZ1"),
    *_rows("two_layer_backward", "dZ2 @ W2.T", SENT, dZ="dZ2", W="W2"),
    Row("two_layer_backward", "dZ2 @ W2.T => dZ2 @ params['W1'].T", "weights_of_another_layer",
        "dZ2 @ W2.T => dZ2 @ params['W2'].T"),
    *(Row("two_layer_backward", f"dZ2 @ W2.T => dZ2 @ (W2 - {rate} * dW2).T", "weights_already_updated",
          "dZ2 @ W2.T => dZ2 @ (W2 - 0 * dW2).T") for rate in ("0.01", "0.1", "0.5", "1")),
    Row("two_layer_backward", "A1.T @ dZ2 => A1.T @ dA2", "slope_not_in_weight_gradient",
        "A1.T @ dZ2 => np.dot(A1.T, dZ2)"),
    Row("two_layer_backward", "X.T @ dZ1 => X.T @ dA1", "slope_not_in_weight_gradient", "X.T @ dZ1 => (dZ1.T @ X).T"),
    Row("two_layer_backward", "dZ2.sum(axis=0) => dA2.sum(axis=0)", "slope_not_in_bias_gradient",
        "dZ2.sum(axis=0) => np.sum(dZ2, 0)"),
    Row("two_layer_backward", "A1.T @ dZ2 => Z1.T @ dZ2", "preactivation_for_input", "A1.T @ dZ2 => sigma(Z1).T @ dZ2"),
    Row("two_layer_backward", "A1.T @ dZ2 => A1.T @ np.ones(Y.shape)", "upstream_ignored",
        "A1.T @ dZ2 => A1.T @ (dZ2 * np.ones(Y.shape))"),
    Row("two_layer_backward", "dZ2.sum(axis=0) => np.ones(Y.shape).sum(axis=0)", "upstream_ignored",
        "dZ2.sum(axis=0) => (dZ2 * np.ones(Y.shape)).sum(axis=0)"),
    Row("two_layer_backward", "A1.T @ dZ2 => -A1.T @ dZ2", "minus_sign_extra", "A1.T @ dZ2 => -A1.T @ -dZ2"),
    Row("two_layer_backward", "dA1 * A1 => -dA1 * A1", "minus_sign_extra", "dA1 * A1 => dA1 * (0 + A1)"),
)  # fmt: skip
BACKWARD = (
    *_errors("backward", A="A", Y="Y"),
    *_rows("backward", "A.T @ dZ", WEIGHTS, X="A", dZ="dZ"),
    *_rows("backward", "dZ.sum(axis=0)", BIASES, dZ="dZ"),
    *_rows("backward", "dZ @ W.T", SENT[:2], dZ="dZ", W="W"),
    # behind a softmax both come to zero, and are called so
    *(row._replace(names=f"{row.names} upstream_summed_away")
      for row in _rows("backward", "dZ @ W.T", SENT[2:], dZ="dZ", W="W")),
    Row("backward", "dZ @ W.T => dZ @ params[f'W{l - 1}'].T", "weights_of_another_layer",
        "dZ @ W.T => dZ @ params[f'W{l}'].T"),
    Row("backward", "dZ @ W.T => dZ @ (W - 0.1 * dW).T", "weights_already_updated", "dZ @ W.T => dZ @ (W - 0 * dW).T"),
    Row("backward", "/ Y.size => / len(Y)", "output_mean_missing", "/ Y.size => / A.size"),
    Row("backward", "(A - T) / len(Y) => (A - T)", "batch_mean_missing", "(A - T) / len(Y) => A / len(Y) - T / len(Y)"),
    Row("backward", "dA * slope(output, Z) => dA", "output_slope_missing",
        "dA * slope(output, Z) => slope(output, Z) * dA"),
    Row("backward", "dA * slope(hidden, Z) => dA", "hidden_slope_missing",
        "dA * slope(hidden, Z) => slope(hidden, Z) * dA"),
    Row("backward", "dA * slope(hidden, Z) => slope(hidden, Z)", "upstream_ignored",
        "dA * slope(hidden, Z) => np.multiply(dA, slope(hidden, Z))"),
    Row("backward", "dA * slope(hidden, Z) => dA * slope(hidden, Z) ** (1 if hidden == 'relu' else 2)",
        "slope_squared", "dA * slope(hidden, Z) => dA * slope(hidden, Z) ** 1"),
    Row("backward", "dA * slope(hidden, Z) => dA * A", "activation_for_slope",
        "dA * slope(hidden, Z) => dA * A * (1 - A) if hidden == 'sigmoid' else dA * slope(hidden, Z)"),
    Row("backward", "dA * slope(hidden, Z) => dA * slope(hidden, A)", "slope_fed_with_activation",
        "dA * slope(hidden, Z) => dA * (slope(hidden, A) if hidden == 'relu' else slope(hidden, Z))"),
    Row("backward", "dA * slope(hidden, Z) => dA * {'sigmoid': Z * (1 - Z), 'tanh': 1 - Z ** 2, 'relu': Z > 0}[hidden]",
        "slope_fed_with_preactivation",
        "dA * slope(hidden, Z) => dA * {'sigmoid': A * (1 - A), 'tanh': 1 - A ** 2, 'relu': A > 0}[hidden]"),
    Row("backward", "dA * slope(hidden, Z) => dA * A * (1 - A)", "other_activations_slope",
        "dA * slope(hidden, Z) => dA * slope(hidden, Z + 0)"),
    Row("backward", "dA * slope(hidden, Z) => dA * ((Z < 0) if hidden == 'relu' else slope(hidden, Z))",
        "mask_inverted",
        "dA * slope(hidden, Z) => dA * ((Z >= 0) if hidden == 'relu' else slope(hidden, Z))"),
    Row("backward", "dA * slope(hidden, Z) => dA * ((dA > 0) if hidden == 'relu' else slope(hidden, Z))",
        "mask_from_upstream", "dA * slope(hidden, Z) => dA * ((A > 0) if hidden == 'relu' else slope(hidden, Z))"),
    Row("backward", "dA * slope(hidden, Z) => dA * ((1 - A) if hidden == 'sigmoid' else slope(hidden, Z))",
        "half_of_slope",
        "dA * slope(hidden, Z) => dA * ((1 - A) * A if hidden == 'sigmoid' else slope(hidden, Z))"),
    Row("backward", "A.T @ dZ => A.T @ (dA if output != 'softmax' else dZ)", "slope_not_in_weight_gradient",
        "A.T @ dZ => A.T @ (dA if output == 'none' else dZ)"),
    Row("backward", "dZ.sum(axis=0) => (dA if output != 'softmax' else dZ).sum(axis=0)", "slope_not_in_bias_gradient",
        "dZ.sum(axis=0) => (dA if output == 'none' else dZ).sum(axis=0)"),
    Row("backward", "A.T @ dZ => (A if l == 1 else Z).T @ dZ", "preactivation_for_input",
        "A.T @ dZ => np.dot(A.T, dZ)"),
    *(Row("backward", edits, names, "(A - T) / len(Y) => -(T - A) / len(Y)") for edits, names in (
        ("(A - T) / len(Y) => (T - A) / len(Y)", "sign_reversed"),
        ("(A - T) / len(Y) => (A - T) * A * (1 - A) / len(Y)", "output_slope_extra"),
        ("(A - T) / len(Y) => (Z - T) / len(Y)", "logits_for_probabilities"),
        ("(A - T) / len(Y) => -T / A / len(Y)", "stops_at_probabilities"),
        ("(A - T) / len(Y) => (A - T) * T / len(Y)", "true_class_only"),
        ("(A - T) / len(Y) => A / len(Y)", "labels_not_subtracted"),
        ("(A - T) / len(Y) => (soft(A) - T) / len(Y)", "softmax_twice"),
        ("(A - T) / len(Y) => (sigma(Z) - T) / len(Y)", "sigmoid_for_softmax"),
        ("(A - T) / len(Y) => (soft(Z.T).T - T) / len(Y)", "softmax_over_examples"),
        ("(A - T) / len(Y) => (np.exp(Z) / np.exp(Z).sum() - T) / len(Y)", "softmax_over_everything"),
        ("(A - T) / len(Y) => A * (1 - A) / len(Y)", "diagonal_only"),
        ("(A - T) / len(Y) => 2 * (A - T) / A.size", "gradient_of_squared_error"),
    )),
)  # fmt: skip
ROWS = (
    *NEURON_GRAD, *MSE_GRAD, *DENSE_BACKWARD, *ACTIVATION_BACKWARD, *SOFTMAX_GRAD, *TWO_LAYERS, *BACKWARD,
)  # fmt: skip
