"""Steps that several exercises share: a layer on the way forward, a layer on the way back, an output error.

Each function returns a `Step` with its right rule and the rules of the mistakes made there. In a rule, `c` is the case
(inputs by symbol) and `v` the values of earlier steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from autograder.core import reference as ref
from autograder.core.exercise import NAMELESS, Rule, Step

LEARNING_RATES = (0.001, 0.01, 0.05, 0.1, 0.5, 1.0)  # steps tried for 'a weight updated too early'
OF_ONE_ROW = dict.fromkeys(
    ("first_row_only", "last_row_only", "first_row_dropped", "last_row_dropped"), "bias_reduction"
)  # of a bias
LEFT_OUT = {"N*d_out/2": ("factor_left_out",)}  # from one of the gradients only
TURNED = {"-1": ("minus_sign_extra",)}  # below the output a turned sign is not the loss's


def _sigmoid_slope_of_z(z):
    a = ref.sigmoid(z)
    return a * (1 - a)


SLOPE_OF_Z = {"sigmoid": _sigmoid_slope_of_z, "tanh": lambda z: 1 - np.tanh(z) ** 2}
SLOPE_OF_A = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a**2}


def slope_rules(kind: str, upstream, z, a, missing: str = "hidden_slope_missing") -> dict:
    """Returns the wrong rules for dZ = dA * f'(Z).

    upstream, z, a : functions of (c, v) that give dA, Z and A
    missing : the mistake of leaving the slope out
    """
    rules = {"upstream_ignored": lambda c, v: ref.SLOPES[kind](z(c, v), a(c, v))}
    if kind == "identity":
        rules["activation_for_slope"] = lambda c, v: upstream(c, v) * z(c, v)
        return rules | _other_slopes(kind, upstream, z, a)
    rules |= {missing: upstream, "activation_for_slope": lambda c, v: upstream(c, v) * a(c, v)}
    rules |= _other_slopes(kind, upstream, z, a)
    if missing == "output_slope_missing":  # what is left out may be the error alone, not the factors beside it
        for name, factor in (("mean", 2), ("minus mean", -2), ("once", 1), ("minus once", -1)):
            rules[f"upstream_ignored@{name}"] = lambda c, v, factor=factor: (
                factor * ref.SLOPES[kind](z(c, v), a(c, v)) / z(c, v).size
            )
    if kind == "relu":
        return rules | {
            f"{NAMELESS}@mask of A": lambda c, v: upstream(c, v) * (a(c, v) < 0),  # zero everywhere
            "mask_misplaced": lambda c, v: upstream(c, v) * (z(c, v) > 1),
            "mask_misplaced@sign": lambda c, v: upstream(c, v) * np.sign(z(c, v)),
            "mask_inverted": lambda c, v: upstream(c, v) * (z(c, v) <= 0),
            "mask_from_upstream": lambda c, v: upstream(c, v) * (upstream(c, v) > 0),
        }
    rules |= _brackets(kind, upstream, a) | {
        "slope_fed_with_upstream": lambda c, v: upstream(c, v) * SLOPE_OF_Z[kind](upstream(c, v)),
        "slope_squared": lambda c, v: upstream(c, v) * ref.SLOPES[kind](z(c, v), a(c, v)) ** 2,
        "slope_fed_with_activation": lambda c, v: upstream(c, v) * SLOPE_OF_Z[kind](a(c, v)),
        "slope_fed_with_preactivation": lambda c, v: upstream(c, v) * SLOPE_OF_A[kind](z(c, v)),
    }
    if kind == "sigmoid":
        rules["exponent_sign_in_slope"] = lambda c, v: upstream(c, v) * a(c, v) ** 2 * np.exp(z(c, v))
        rules["square_misplaced_in_slope"] = lambda c, v: upstream(c, v) * a(c, v) * (1 - a(c, v) ** 2)
        rules["square_misplaced_in_slope@first"] = lambda c, v: upstream(c, v) * a(c, v) ** 2 * (1 - a(c, v))
        rules["half_of_slope"] = lambda c, v: upstream(c, v) * (1 - a(c, v))
        rules["slope_fed_with_preactivation@in one factor"] = lambda c, v: upstream(c, v) * a(c, v) * (1 - z(c, v))
        rules["slope_fed_with_preactivation@in the other"] = lambda c, v: upstream(c, v) * z(c, v) * (1 - a(c, v))
        rules["sign_inside_slope"] = lambda c, v: upstream(c, v) * a(c, v) * (1 + a(c, v))
    if kind == "tanh":
        rules["square_misplaced_in_slope"] = lambda c, v: upstream(c, v) * (1 - a(c, v)) ** 2
        rules["square_misplaced_in_slope@cosh"] = lambda c, v: upstream(c, v) / np.cosh(z(c, v))
        rules["square_missing_in_slope"] = lambda c, v: upstream(c, v) * (1 - a(c, v))
        rules["sign_inside_slope"] = lambda c, v: upstream(c, v) * (1 + a(c, v) ** 2)
    return rules


def _brackets(kind: str, upstream, a) -> dict:
    """Returns the rules of a short slope whose brackets are forgotten."""
    if kind == "tanh":
        return {"slope_brackets_missing": lambda c, v: upstream(c, v) - a(c, v) ** 2}
    return {"slope_brackets_missing": lambda c, v: upstream(c, v) * a(c, v) - a(c, v)}


def _other_slopes(kind: str, upstream, z, a) -> dict:
    """Returns the rules that use the slope of another activation, computed from Z or by its short form from A."""
    rules = {}
    for other in ("sigmoid", "tanh"):
        if other != kind:
            name = f"other_activations_slope@{other}"
            rules[name] = lambda c, v, f=SLOPE_OF_Z[other]: upstream(c, v) * f(z(c, v))
            rules[f"{name}_of_a"] = lambda c, v, f=SLOPE_OF_A[other]: upstream(c, v) * f(a(c, v))
    if kind != "relu":
        rules["other_activations_slope@relu"] = lambda c, v: upstream(c, v) * (z(c, v) > 0)
    return rules


def mse_error_rules(y_hat, y) -> dict:
    """Returns the wrong rules for 2 (Y_hat - Y) / size.

    y_hat, y : functions of (c, v)
    """

    def error(c, v):
        return y_hat(c, v) - y(c, v)

    rules = {
        f"loss_not_differentiated@{factor}": lambda c, v, factor=factor: factor * error(c, v) ** 2 / error(c, v).size
        for factor in (1, 2, -1, -2)  # written as y - y_hat, a square loses the sign that the factor in front expects
    }
    return rules | {
        "error_magnitude_only": lambda c, v: 2 * np.abs(error(c, v)) / error(c, v).size,
        "error_magnitude_only@turned": lambda c, v: -2 * np.abs(error(c, v)) / error(c, v).size,
        "error_sign_only": lambda c, v: np.sign(error(c, v)) / error(c, v).size,
        "error_sign_only@twice": lambda c, v: 2 * np.sign(error(c, v)) / error(c, v).size,
        "error_brackets_missing": lambda c, v: 2 * y_hat(c, v) - y(c, v) / y(c, v).size,
        "error_brackets_missing@rows": lambda c, v: 2 * y_hat(c, v) - y(c, v) / len(y(c, v)),
        "error_brackets_missing@below": lambda c, v: y_hat(c, v) - y(c, v) / y(c, v).size,
        "gradient_of_root": lambda c, v: error(c, v) / np.sqrt((error(c, v) ** 2).mean()) / error(c, v).size,
        "entries_averaged_away@spread": lambda c, v: np.full(
            error(c, v).shape, 2 * error(c, v).mean() / error(c, v).size
        ),
        "target_missing": lambda c, v: 2 * y_hat(c, v) / error(c, v).size,
        "target_added": lambda c, v: 2 * (y_hat(c, v) + y(c, v)) / error(c, v).size,
    }


def weight_gradient(name: str, x, dz: str, *, extra: dict | None = None, title: str = "") -> Step:
    """Returns the step dW = X.T @ dZ.

    x : function of (c, v) that gives the layer's input (N, d_in)
    dz : the step that holds dZ (N, d_out)
    """
    wrong = {
        "weight_gradient_transposed": lambda c, v: v[dz].T @ x(c, v),
        "weight_gradient_reshaped": lambda c, v: (v[dz].T @ x(c, v)).reshape(x(c, v).shape[1], -1),
        "first_row_only": lambda c, v: np.outer(x(c, v)[0], v[dz][0]),
        "last_row_only": lambda c, v: np.outer(x(c, v)[-1], v[dz][-1]),
        "first_row_dropped": lambda c, v: x(c, v)[1:].T @ v[dz][1:],
        "last_row_dropped": lambda c, v: x(c, v)[:-1].T @ v[dz][:-1],
        "input_missing": lambda c, v: np.tile(v[dz].sum(axis=0), (x(c, v).shape[1], 1)),
        "upstream_ignored": lambda c, v: x(c, v).T @ np.ones_like(v[dz]),
        "input_not_transposed": lambda c, v: x(c, v) @ v[dz],
        "input_not_transposed@other way round": lambda c, v: v[dz] @ x(c, v),
        "input_not_transposed@units summed": lambda c, v: v[dz] @ x(c, v).T,
        "input_not_transposed@units summed, turned": lambda c, v: x(c, v) @ v[dz].T,
        "input_not_transposed@reshaped": lambda c, v: x(c, v).reshape(x(c, v).shape[1], -1) @ v[dz],
        "weight_gradient_elementwise": lambda c, v: x(c, v) * v[dz],
        "weight_gradient_elementwise@turned": lambda c, v: x(c, v).T * v[dz],
        "never_filled_in": lambda c, v: np.zeros((x(c, v).shape[1], v[dz].shape[1])),
        **(extra or {}),
    }
    return Step(
        name,
        title or f"{name}, the gradient of the weights",
        lambda c, v: x(c, v).T @ v[dz],
        wrong,
        uses=(dz,),
        blind=("never_filled_in", "upstream_ignored"),
        scales={"1/N": ("weights_averaged",), **LEFT_OUT, **TURNED},
    )


def bias_gradient(name: str, dz: str, *, extra: dict | None = None, title: str = "") -> Step:
    """Returns the step db = dZ.sum(axis=0)."""
    wrong = {
        "bias_not_summed": lambda c, v: v[dz] * 1.0,
        "bias_not_summed@divided": lambda c, v: v[dz] / len(v[dz]),
        "bias_not_summed@repeated": lambda c, v: np.tile(v[dz].sum(axis=0), (len(v[dz]), 1)),
        "bias_summed_wrong_axis": lambda c, v: v[dz].sum(axis=1),
        "bias_summed_wrong_axis@column": lambda c, v: v[dz].sum(axis=1, keepdims=True),
        "bias_summed_wrong_axis@mean": lambda c, v: v[dz].mean(axis=1),
        "bias_summed_over_all": lambda c, v: v[dz].sum(),
        "bias_summed_over_all@mean": lambda c, v: v[dz].mean(),
        "bias_summed_over_all@mean over rows": lambda c, v: v[dz].sum() / len(v[dz]),
        "bias_summed_over_all@in every entry": lambda c, v: np.full(v[dz].shape[1], v[dz].sum()),
        "first_row_only": lambda c, v: v[dz][0],
        "last_row_only": lambda c, v: v[dz][-1],
        "first_row_dropped": lambda c, v: v[dz][1:].sum(axis=0),
        "last_row_dropped": lambda c, v: v[dz][:-1].sum(axis=0),
        "upstream_ignored": lambda c, v: np.full(v[dz].shape[1], float(v[dz].shape[0])),
        "upstream_ignored@ones": lambda c, v: np.ones(v[dz].shape[1]),
        "never_filled_in": lambda c, v: np.zeros(v[dz].shape[1]),
        **(extra or {}),
    }
    return Step(
        name,
        title or f"{name}, the gradient of the bias",
        lambda c, v: v[dz].sum(axis=0),
        wrong,
        uses=(dz,),
        blind=("never_filled_in", "upstream_ignored", "upstream_ignored@ones"),
        scales={"1/N": ("bias_averaged",), **LEFT_OUT, **TURNED},
        families=OF_ONE_ROW,
    )


def sent_down(name: str, dz: str, w, *, latent: bool, title: str = "", extra: dict | None = None) -> Step:
    """Returns the step dX = dZ @ W.T, the gradient that reaches a layer's input.

    w : function of the case that gives W (d_in, d_out)
    """
    wrong = {
        "weights_not_transposed": lambda c, v: v[dz] @ w(c),
        "weights_not_transposed@reshaped": lambda c, v: v[dz] @ w(c).reshape(w(c).shape[::-1]),
        "weights_not_transposed@other way round": lambda c, v: w(c) @ v[dz],
        "weights_not_transposed@other way round, turned": lambda c, v: w(c).T @ v[dz],
        "weights_missing_on_the_way_down": lambda c, v: np.tile(v[dz].sum(axis=1, keepdims=True), (1, w(c).shape[0])),
        "weights_missing_on_the_way_down@passed on": lambda c, v: v[dz] * 1.0,
        "weights_elementwise": lambda c, v: v[dz].sum(axis=1, keepdims=True) * w(c).sum(axis=1),
        "weights_elementwise@entries": lambda c, v: v[dz] * w(c),
        "weights_elementwise@entries, turned": lambda c, v: v[dz] * w(c).T,
        "weights_of_magnitude_only": lambda c, v: v[dz] @ np.abs(w(c)).T,
        **(extra or {}),
    }
    if not latent:
        wrong["upstream_ignored"] = lambda c, v: np.ones_like(v[dz]) @ w(c).T
        wrong["never_filled_in"] = lambda c, v: np.zeros((len(v[dz]), w(c).shape[0]))
        wrong["weights_not_transposed@columns"] = lambda c, v: w(c) @ v[dz].T
    return Step(
        name,
        title or f"{name}, the gradient sent to the layer below",
        lambda c, v: v[dz] @ w(c).T,
        wrong,
        uses=(dz,),
        latent=latent,
        scalable=not latent,
        scales=TURNED,
        blind=("never_filled_in", "upstream_ignored"),
    )


def returned_in_another_shape(right: Callable) -> dict:
    """Returns the rules of a right array that is handed back turned or flat; `right` takes the case."""
    return {"result_transposed": lambda c, v: right(c).T, "result_flattened": lambda c, v: right(c).ravel()}


def with_another(rules: Mapping[str, Rule], name: str, change: Callable) -> dict[str, Rule]:
    """Returns the rules of two mistakes in one number: each of these, and a factor that belongs to another.

    name : the other mistake
    change : from a case and a number to the number with that mistake
    """
    pairs = {}
    for key, rule in rules.items():
        first, at, setting = key.partition("@")
        if not {"never_filled_in", name} & {*first.split("+")}:
            pairs[f"{first}+{name}{at}{setting}"] = lambda c, v, rule=rule: change(c, rule(c, v))
    return pairs
