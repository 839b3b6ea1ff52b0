"""The slips of the sample class: a right answer with one line changed, the steps that this costs, and the family.

A row is (exercise, the answer it starts from, what is replaced, what by, steps lost, families). One slip costs its own
step and nothing that follows from it; `backward`, tried on networks of 2, 3 and 2 layers, loses the step in each.
A family with a question mark may stay unnamed.
"""

from __future__ import annotations

from dataclasses import dataclass

MSE, DENSE, ACTIVATION = "mse_grad", "dense_backward", "activation_backward"
TWO_LAYER, BACKWARD = "two_layer_backward", "backward"
EVERYTHING = "everything"


@dataclass(frozen=True)
class Slip:
    """One exercise done wrong in one place (or two)."""

    exercise: str
    start: str
    old: str
    new: str
    lost: str
    families: str


SLIPS = {
    "mean missing": Slip(MSE, "plain", " / Y.size", "", "dY_hat", "batch_average"),
    "mean missing, two layers": Slip(TWO_LAYER, "plain", " / Y.size", "", "dZ2", "batch_average"),
    "sign": Slip(MSE, "plain", "Y_hat - Y", "Y - Y_hat", "dY_hat", "sign_or_update_rule"),
    "sign, two layers": Slip(TWO_LAYER, "plain", "A2 - Y", "Y - A2", "dZ2", "sign_or_update_rule"),
    "no output slope": Slip(TWO_LAYER, "plain", "Y.size * A2 * (1 - A2)", "Y.size", "dZ2", "output_derivative"),
    "no output slope, any depth": Slip(BACKWARD, "by_hand", " * slope(A, output)", "", "dZ2", "output_derivative"),
    "no hidden slope": Slip(TWO_LAYER, "plain", " * A1 * (1 - A1)", "", "dZ1", "hidden_derivative"),
    "no hidden slope, any depth": Slip(
        BACKWARD,
        "by_hand",
        " * slope(cache[f'A{l - 1}'], hidden)",
        "",
        "dZ1 dZ1 dZ1 dZ2",
        "hidden_derivative",
    ),
    "slope of Z by A's formula": Slip(
        ACTIVATION, "plain", "A = 1 / (1 + np.exp(-Z))", "A = Z", "dZ", "derivative_wrong_argument"
    ),
    "slope of A by Z's formula": Slip(
        TWO_LAYER,
        "late",
        "slope_of('sigmoid', cache['Z1'])",
        "slope_of('sigmoid', cache['A1'])",
        "dZ1",
        "derivative_wrong_argument",
    ),
    "bias not summed": Slip(DENSE, "plain", "dZ.sum(axis=0)", "dZ", "db", "bias_reduction"),
    "bias averaged": Slip(TWO_LAYER, "plain", "dZ2.sum(axis=0)", "dZ2.mean(axis=0)", "db2", "bias_reduction"),
    "transposed": Slip(DENSE, "plain", "X.T @ dZ", "dZ.T @ X", "dW", "transpose_orientation"),
    "Z for A": Slip(TWO_LAYER, "plain", "A1.T @ dZ2", "cache['Z1'].T @ dZ2", "dW2", "wrong_tensor"),
    "W of another layer": Slip(
        BACKWARD, "by_hand", "params[f'W{l}'].T *", "params[f'W{l - 1}'].T *", "dA1 dA1 dA1 dA2", "wrong_tensor"
    ),
    "factor two": Slip(MSE, "plain", "2 * ", "", "dY_hat", "constant_factor"),
    "factor two, two layers": Slip(TWO_LAYER, "plain", "2 * (A2", "(A2", "dZ2", "constant_factor"),
    "two at once": Slip(
        DENSE,
        "plain",
        "dW = X.T @ dZ\ndb = dZ.sum(axis=0)",
        "dW = dZ.T @ X\ndb = dZ.mean(axis=0)",
        "dW db",
        "bias_reduction transpose_orientation",
    ),
    "two at once, two layers": Slip(
        TWO_LAYER,
        "plain",
        "2 * (A2 - Y) / Y.size * A2 * (1 - A2)\ndZ1 = dZ2 @ params['W2'].T * A1 * (1 - A1)",
        "2 * (Y - A2) / Y.size * A2 * (1 - A2)\ndZ1 = dZ2 @ params['W2'].T",
        "dZ1 dZ2",
        "hidden_derivative sign_or_update_rule",
    ),
}
