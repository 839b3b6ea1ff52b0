"""What can be done to one line of a backward pass, whichever function it stands in: the symbols in braces vary."""

from __future__ import annotations

from tests.exercises.rows import Row

# what can be done to the slope of a sigmoid in dZ = dA * A * (1 - A): (new slope, name, near miss); {A} and {Z} vary
SIGMOID_SLOPES = (
    ("{A}", "activation_for_slope", "{A} - {A} ** 2"),
    ("(1 - {A})", "half_of_slope", "(1 - {A}) * {A}"),
    ("({A} * (1 - {A})) ** 2", "slope_squared", "({A} * (1 - {A})) ** 1"),
    ("sigma({A}) * (1 - sigma({A}))", "slope_fed_with_activation", "sigma({Z}) * (1 - sigma({Z}))"),
    ("{Z} * (1 - {Z})", "slope_fed_with_preactivation", "np.exp(-{Z}) / (1 + np.exp(-{Z})) ** 2"),
    ("{A} * (1 + {A})", "sign_inside_slope", "{A} * (1 + -{A})"),
    ("{A} ** 2 * np.exp({Z})", "exponent_sign_in_slope", "{A} ** 2 * np.exp(-{Z})"),
    ("{A} * (1 - {A} ** 2)", "square_misplaced_in_slope", "({A} - {A} ** 2)"),
    ("{A} * 1 - {A}", "slope_brackets_missing", "{A} * 1 - {D} * {A} * {A}"),
    ("sigma({D}) * (1 - sigma({D}))", "slope_fed_with_upstream", "sigma({Z}) * (1 - sigma({Z}))"),
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
    ("2 * ({A} - {Y})", "np.full({Y}.shape, 2 * ({A} - {Y}).mean())", "entries_averaged_away",
     "np.full({Y}.shape, 2) * ({A} - {Y})"),
    ("2 * ({A} - {Y})", "2 * {A} - {Y}", "error_brackets_missing", "2 * {A} - 2 * {Y} + 0 * {Y}"),
    ("2 * ({A} - {Y})", "{A} - {Y}", "error_brackets_missing", "-{Y} + {A} - {Y}"),
    ("2 * ({A} - {Y})", "({A} - {Y}) / np.sqrt((({A} - {Y}) ** 2).mean())", "gradient_of_root",
     "2 * ({A} - {Y}) / np.sqrt((({A} - {Y}) ** 4).mean())"),
    ("2 * ({A} - {Y})", "({A} - {Y}) ** 2", "loss_not_differentiated", "2 * ({A} - {Y}) ** 1"),
)  # fmt: skip
BIASES = (
    ("{dZ}", "bias_not_summed", "sum({dZ})"),
    ("{dZ}.mean(axis=0)", "bias_averaged", "{dZ}.mean(axis=0) * len({dZ})"),
    ("{dZ}.sum(axis=1)", "bias_summed_wrong_axis", "{dZ}.T.sum(axis=1)"),
    ("{dZ}.sum()", "bias_summed_over_all", "np.einsum('nj->j', {dZ})"),
    ("np.ones({dZ}.shape[1])", "upstream_ignored", "np.ones(len({dZ})) @ {dZ}"),
    ("{dZ}.mean(axis=1)", "bias_summed_wrong_axis", "{dZ}.T.mean(axis=1) * len({dZ})"),
    ("{dZ}.mean()", "bias_summed_over_all", "{dZ}.mean(axis=0) * len({dZ})"),
    ("{dZ}.mean(axis=0).sum()", "bias_summed_over_all", "sum({dZ})"),
    ("np.full({dZ}.shape[1], {dZ}.sum())", "bias_summed_over_all", "np.ones(len({dZ})) @ {dZ}"),
    ("{dZ} / len({dZ})", "bias_not_summed", "({dZ} / len({dZ})).mean(axis=0) * len({dZ}) ** 2"),
    ("{dZ}.sum(axis=0)[:, None]", "bias_kept_as_row", "{dZ}.sum(axis=0)[None, :]"),
    ("{dZ}[1:].sum(axis=0)", "first_row_dropped", "{dZ}[1:].sum(axis=0) + {dZ}[0]"),
    ("{dZ}[0]", "first_row_only", "{dZ}[0] + {dZ}[1:].sum(axis=0)"),
    ("{dZ}[-1]", "last_row_only", "{dZ}[-1] + {dZ}[:-1].sum(axis=0)"),
    ("{dZ}[:-1].sum(axis=0)", "last_row_dropped", "{dZ}[::-1].sum(axis=0)"),
    ("np.zeros({dZ}.shape[1])", "never_filled_in", "np.zeros({dZ}.shape[1]) + {dZ}.sum(axis=0)"),
)
WEIGHTS = (
    ("{dZ}.T @ {X}", "weight_gradient_transposed", "({dZ}.T @ {X}).T"),
    ("({dZ}.T @ {X}).reshape({X}.shape[1], -1)", "weight_gradient_reshaped",
     "({X}.T @ {dZ}).reshape({X}.shape[1], -1)"),
    ("{X} * {dZ}", "weight_gradient_elementwise", "({dZ}.T @ {X}).T"),
    ("{X}.reshape({X}.shape[1], -1) @ {dZ}", "input_not_transposed", "{X}.T.reshape({X}.shape[1], -1) @ {dZ}"),
    ("{X}.T * {dZ}", "weight_gradient_elementwise", "{X}.T @ (1 * {dZ})"),
    ("{X} @ {dZ}", "input_not_transposed", "np.tensordot({X}, {dZ}, axes=(0, 0))"),
    ("{X}.T @ {dZ} / len({X})", "weights_averaged", "{X}.T @ ({dZ} / 1.0)"),
    ("{X}[1:].T @ {dZ}[1:]", "first_row_dropped", "{X}[0:].T @ {dZ}[0:]"),
    ("np.outer({X}[0], {dZ}[0])", "first_row_only", "sum(np.outer(x, d) for x, d in zip({X}, {dZ}))"),
    ("np.outer({X}[-1], {dZ}[-1])", "last_row_only", "np.einsum('ni,nj->ij', {X}, {dZ})"),
    ("{X}[:-1].T @ {dZ}[:-1]", "last_row_dropped", "{X}[::-1].T @ {dZ}[::-1]"),
    ("np.ones_like({X}).T @ {dZ}", "input_missing", "(np.ones_like({X}) * {X}).T @ {dZ}"),
    ("np.zeros(({X}.shape[1], {dZ}.shape[1]))", "never_filled_in",
     "np.zeros(({X}.shape[1], {dZ}.shape[1])) + {X}.T @ {dZ}"),
)  # fmt: skip
SENT = (
    ("{dZ} @ {W}", "weights_not_transposed", "({W} @ {dZ}.T).T"),
    ("{dZ} @ {W}.reshape({W}.shape[::-1])", "weights_not_transposed", "{dZ} @ {W}.T.reshape({W}.shape[::-1])"),
    ("{dZ} @ np.abs({W}).T", "weights_of_magnitude_only", "{dZ} @ (np.abs({W}) * np.sign({W})).T"),
    ("{dZ}", "weights_missing_on_the_way_down", "np.dot({dZ}, {W}.T)"),
)
SUMMED = (  # behind a softmax both come to zero, which says no more than that
    ("{dZ} @ np.ones({W}.shape).T", "weights_missing_on_the_way_down", "{dZ} @ (np.ones({W}.shape) * {W}).T"),
    ("{dZ}.sum(axis=1, keepdims=True) * {W}.sum(axis=1)", "weights_elementwise",
     "({dZ}[:, None, :] * {W}).sum(axis=2)"),
)  # fmt: skip


def filled(exercise: str, old: str, table, **symbols: str) -> tuple[Row, ...]:
    """Returns a table's rows with its symbols filled in; each replaces the old text."""
    return tuple(
        Row(exercise, f"{old} => {wrong.format(**symbols)}", name, f"{old} => {near.format(**symbols)}")
        for wrong, name, near in table
    )


def errors(exercise: str, **symbols: str) -> tuple[Row, ...]:
    return tuple(
        Row(exercise, *(text.format(**symbols) for text in (f"{old} => {wrong}", name, f"{old} => {near}")))
        for old, wrong, name, near in ERRORS
    )
