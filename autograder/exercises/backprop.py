"""Chapter 05: backpropagation. Each layer on the way back is a list of steps with right and wrong rules."""

from __future__ import annotations

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import Gate, extremes
from autograder.core.exercise import NAMELESS, Case, Chapter, Exercise, Step, Variant, right_values
from autograder.core.numdiff import complex_step, gradients
from autograder.core.own_loss import OwnLoss
from autograder.core.probe import SIZES, SQUARES, accepted, labels, moderate, no_tiny_entries, normal
from autograder.core.submission import Request
from autograder.exercises.misread_networks import network_misreadings
from autograder.exercises.network import draw_network, network_oracle, network_steps
from autograder.exercises.softmax_errors import softmax_error_pairs, softmax_error_rules
from autograder.exercises.steps import (
    LEARNING_RATES,
    TURNED,
    bias_gradient,
    mse_error_rules,
    returned_in_another_shape,
    sent_down,
    slope_rules,
    weight_gradient,
)


def _mse_grad_case(rng, sizes) -> Case:
    def draw(rng):
        shape = sizes["N"], sizes["d_out"]
        return {"Y_hat": normal(rng, *shape), "Y": normal(rng, *shape)}

    given = accepted(rng, draw, lambda g: no_tiny_entries({"E": g["Y_hat"] - g["Y"]}))
    return Case(Request((given["Y_hat"], given["Y"])), given, sizes)


def _cross_entropy_error(c):
    return (c.Y_hat - c.Y) / (c.Y_hat * (1 - c.Y_hat))


_PAIR = {"y_hat": lambda c, v: c.Y_hat, "y": lambda c, v: c.Y}
MSE_GRAD = Exercise(
    "mse_grad", "backprop", "The gradient of the mean squared error", ("Y_hat", "Y"),
    (Variant("", (Step("dY_hat", "dY_hat, the gradient at the prediction",
                       lambda c, v: 2 * (c.Y_hat - c.Y) / c.Y.size,
                       mse_error_rules(**_PAIR)
                       | {"never_filled_in": lambda c, v: 0 * c.Y,
                          **returned_in_another_shape(lambda c: 2 * (c.Y_hat - c.Y) / c.Y.size),
                          "prediction_missing": lambda c, v: -2 * c.Y / c.Y.size,
                          "gradient_of_cross_entropy": lambda c, v: _cross_entropy_error(c) / c.Y.size,
                          "gradient_of_cross_entropy@rows": lambda c, v: _cross_entropy_error(c) / len(c.Y),
                          "entries_averaged_away@summed": lambda c, v: (
                              2 * (c.Y_hat - c.Y).sum(axis=1, keepdims=True) / c.Y.size),
                          "entries_averaged_away@summed rows": lambda c, v: 2 * (c.Y_hat - c.Y).sum(axis=1) / c.Y.size,
                          "entries_averaged_away": lambda c, v: 2 * (c.Y_hat - c.Y).mean(axis=0),
                          "entries_averaged_away@rows": lambda c, v: 2 * (c.Y_hat - c.Y).mean(axis=1),
                          "output_slope_extra": lambda c, v: (
                              2 * (c.Y_hat - c.Y) * c.Y_hat * (1 - c.Y_hat) / c.Y.size),
                          "entries_averaged_away@all": lambda c, v: 2 * (c.Y_hat - c.Y).mean(),
                          "loss_not_differentiated@value": lambda c, v: ((c.Y_hat - c.Y) ** 2).mean()}),),
             _mse_grad_case, SIZES,
             oracle=lambda c: {"dY_hat": complex_step(lambda Y_hat: ref.mse(Y_hat, c.Y), c.Y_hat)}),),
    "dY_hat",
    loss=OwnLoss("mse", lambda c: (c.Y_hat, c.Y), lambda c: ref.mse(c.Y_hat, c.Y)),
)  # fmt: skip


def _dense_case(rng, sizes) -> Case:
    def draw(rng):
        N, d_in, d_out = sizes["N"], sizes["d_in"], sizes["d_out"]
        return {
            "dZ": normal(rng, N, d_out, margin=0.1),
            "X": normal(rng, N, d_in, margin=0.1),
            "W": normal(rng, d_in, d_out, margin=0.1),
        }

    given = accepted(rng, draw, lambda g: no_tiny_entries(_dense_oracle(g)))
    sizes = {key: sizes[key] for key in ("N", "d_in", "d_out")}
    return Case(Request((given["dZ"], given["X"], given["W"])), given, sizes)


def _dense_oracle(given) -> dict:
    """Returns the gradients of sum(dZ * (X @ W + b)), whose gradient at Z is dZ."""

    def weighted(t):
        return (given["dZ"] * (t["X"] @ t["W"] + t["b"])).sum()

    point = {"X": given["X"], "W": given["W"], "b": np.zeros(given["W"].shape[1])}
    return {f"d{key}": value for key, value in gradients(weighted, point).items()}


_AFTER_DW = {
    "input_and_weights_exchanged": lambda c, v: c.dZ @ c.X.T,
    "results_exchanged": lambda c, v: c.X.T @ c.dZ,
    "weight_gradient_for_weights": lambda c, v: c.dZ @ (c.X.T @ c.dZ).T,
    "last_unit_only": lambda c, v: np.outer(c.dZ[:, -1], c.W[:, -1]),
    **{f"weights_already_updated@{rate}": lambda c, v, rate=rate: c.dZ @ (c.W - rate * c.X.T @ c.dZ).T
       for rate in LEARNING_RATES},
    **{f"weights_already_updated@{rate} of the mean": (
        lambda c, v, rate=rate: c.dZ @ (c.W - rate * c.X.T @ c.dZ / len(c.X)).T) for rate in LEARNING_RATES},
}  # fmt: skip
DENSE_BACKWARD = Exercise(
    "dense_backward", "backprop", "A dense layer on the way back", ("dZ", "X", "W"),
    (Variant("", (
        Step("dZ", "dZ, as given", lambda c, v: c.dZ, latent=True, scalable=False, points=0),
        sent_down("dX", "dZ", lambda c: c.W, latent=False, extra=_AFTER_DW),
        weight_gradient("dW", lambda c, v: c.X, "dZ",
                        extra={"input_and_weights_exchanged": lambda c, v: c.W.T @ c.dZ,
                               "results_exchanged": lambda c, v: c.dZ @ c.W.T,
                               "averaged_before_the_product": lambda c, v: (
                                   np.outer(c.X.sum(axis=0), c.dZ.sum(axis=0))),
                               "averaged_before_the_product@twice": lambda c, v: (
                                   np.outer(c.X.mean(axis=0), c.dZ.mean(axis=0))),
                               "averaged_before_the_product@once": lambda c, v: (
                                   np.outer(c.X.mean(axis=0), c.dZ.sum(axis=0))),
                               "results_exchanged@bias": lambda c, v: c.dZ.sum(axis=0)}),
        bias_gradient("db", "dZ", extra={"results_exchanged": lambda c, v: c.X.T @ c.dZ,
                                          "bias_from_another_array": lambda c, v: (c.X.T @ c.dZ).sum(axis=0),
                                          "bias_from_another_array@input": lambda c, v: c.X.sum(axis=0)}),
    ), _dense_case, SIZES, squares=SQUARES, oracle=lambda c: _dense_oracle(c.given)),),
    ("dX", "dW", "db"),
)  # fmt: skip


_LEAKS = {"relu": {f"leaky_for_relu@{rate}": lambda c, v, rate=rate: c.dA * np.where(c.Z > 0, 1, rate)
                   for rate in (0.01, 0.1, 0.2)}}  # fmt: skip


def _without_upstream(kind: str, rules: dict, activation) -> dict:
    """Returns the wrong slopes once more, with what comes in from above left out as well."""
    alone = slope_rules(kind, lambda c, v: np.ones_like(c.dA), lambda c, v: c.Z, activation)
    left = {"upstream_ignored", "hidden_slope_missing", "activation_for_slope", "slope_fed_with_upstream",
            "mask_from_upstream", "slope_brackets_missing", NAMELESS}  # fmt: skip
    return {
        f"{name}+upstream_ignored{at}{setting}": rule
        for key, rule in alone.items()
        for name, at, setting in [key.partition("@")]
        if name not in left and key in rules
    }


def _activation_variant(kind: str) -> Variant:
    def draw_case(rng, sizes) -> Case:
        shape = sizes["N"], sizes["d_in"]
        given = {"dA": normal(rng, *shape, margin=0.2), "Z": normal(rng, *shape, margin=0.2)}
        return Case(Request((given["dA"], given["Z"], kind)), given, {"N": sizes["N"]})

    def oracle(case) -> dict:
        return {"dZ": complex_step(lambda Z: (case.dA * ref.ACTIVATIONS[kind](Z)).sum(), case.Z)}

    def activation(c, v):
        return ref.ACTIVATIONS[kind](c.Z)

    rules = slope_rules(kind, lambda c, v: c.dA, lambda c, v: c.Z, activation)
    if kind != "identity":
        rules["slope_by_matrix_product"] = lambda c, v: c.dA @ ref.SLOPES[kind](c.Z, activation(c, v))
        rules["slope_by_matrix_product@turned"] = lambda c, v: c.dA @ ref.SLOPES[kind](c.Z, activation(c, v)).T
    step = Step(
        "dZ",
        "dZ, the gradient at the layer's input",
        lambda c, v: c.dA * ref.SLOPES[kind](c.Z, activation(c, v)),
        rules
        | _LEAKS.get(kind, {})
        | _without_upstream(kind, rules, activation)
        | {
            "forward_value_returned": activation,
            **returned_in_another_shape(lambda c: c.dA * ref.SLOPES[kind](c.Z, activation(c, {}))),
            "slope_added": lambda c, v: c.dA + ref.SLOPES[kind](c.Z, activation(c, v)),
            "rows_already_summed": lambda c, v: (c.dA * ref.SLOPES[kind](c.Z, activation(c, v))).sum(axis=0),
            "never_filled_in": lambda c, v: 0 * c.dA,
        },
        scales=TURNED,
    )
    return Variant(kind, (step,), draw_case, SIZES, squares=SQUARES, oracle=oracle)


def _on_unknown_kind(outcomes) -> str:
    """Returns what is said of a function that answers for an activation that nobody knows."""
    if outcomes[0].error:
        return ""
    return (
        'Right for the four kinds; for kind="sofplus" it returns a result, where an error is asked. '
        "Where does a misspelt name end up in your function?"
    )


UNKNOWN_KIND = Gate(
    "kinds", "a kind that it does not know", 0, (Request((np.ones((2, 2)), np.ones((2, 2)), "sofplus")),),
    lambda outcomes: None, _on_unknown_kind,
)  # fmt: skip
ACTIVATION_BACKWARD = Exercise(
    "activation_backward", "backprop", "An activation on the way back", ("dA", "Z", "kind"),
    tuple(_activation_variant(kind) for kind in ("sigmoid", "tanh", "relu", "identity")), "dZ", (UNKNOWN_KIND,),
    shares=dict.fromkeys(("sigmoid", "tanh", "relu", "identity"), 0.5),
)  # fmt: skip


def _logits_case(rng, sizes) -> Case:
    def draw(rng):
        return {"Z": normal(rng, sizes["N"], sizes["d_out"]), "y": labels(rng, sizes["N"], sizes["d_out"])}

    given = accepted(rng, draw, lambda g: moderate(ref.softmax(g["Z"])) and np.abs(g["Z"]).max() < 2)
    Y = np.eye(sizes["d_out"])[given["y"]]
    sizes = {key: sizes[key] for key in ("N", "d_out")}
    return Case(Request((given["Z"], given["y"])), given | {"Y": Y}, sizes)


# scores at which a softmax that does not shift them first is no longer finite, of both signs and one row all low
FAR_APART = np.array([[1000.0, 0, -1000], [-1000, -1000, -999], [0, 1000, 1000]])
THEIR_LABELS = np.array([1, 0, 2])
SOFTMAX_CROSS_ENTROPY_GRAD = Exercise(
    "softmax_cross_entropy_grad", "backprop", "Softmax and cross-entropy together", ("Z", "y"),
    (Variant("", (Step("dZ", "dZ, the gradient at the logits",
                       lambda c, v: (ref.softmax(c.Z) - c.Y) / len(c.Y),
                       softmax_error_pairs(lambda c, v: c.Z), points=2),),
             _logits_case, SIZES, squares=SQUARES[1:],
             oracle=lambda c: {"dZ": complex_step(lambda Z: ref.cross_entropy(Z, c.y), c.Z)}),),
    "dZ",
    (extremes([(Request((FAR_APART, THEIR_LABELS)), (ref.softmax(FAR_APART) - np.eye(3)[THEIR_LABELS]) / 3)],
              title="finite at ±1000", asked=False, singles=[Request((FAR_APART[:1], THEIR_LABELS[:1]))]),),
    loss=OwnLoss("cross_entropy", lambda c: (c.Z, c.y), lambda c: ref.cross_entropy(c.Z, c.y)),
)  # fmt: skip


def _network_variant(name: str, depth: int, hidden: str, output: str, *, keywords: bool = True) -> Variant:
    rules = softmax_error_rules if output == "softmax" else None
    steps = network_steps(depth, hidden, output, rules)

    def shown(case) -> dict:
        return right_values(steps, case)

    return Variant(
        name,
        steps,
        lambda rng, size: draw_network(rng, size, depth, (hidden, output), keywords=keywords, shown=shown),
        SIZES,
        squares=SQUARES,
        oracle=lambda case: network_oracle(case, hidden, output),
        misreadings=network_misreadings(depth, (hidden, output)),
    )


def _by_parameter(variant: Variant) -> dict:
    """Returns the template {"W1": "dW1", …} of a dict of gradients."""
    return {step.name[1:]: step.name for step in variant.observed}


SAID_ALREADY = dict.fromkeys(("learning_rate_inside", "constant_scale"), "updated_parameters_returned")
SAID_ALREADY["slope_fed_with_activation"] = "activation_twice"  # the answer's own slope, where it is bent once more
OWN_MSE = OwnLoss("mse", lambda c: (c.cache["A2"], c.Y), lambda c: ref.mse(c.cache["A2"], c.Y))
TWO_LAYER_BACKWARD = Exercise(
    "two_layer_backward", "backprop", "Two layers, by hand", ("params", "cache", "Y"),
    (_network_variant("", 2, "sigmoid", "sigmoid", keywords=False),), _by_parameter,
    loss=OWN_MSE,
    implied=SAID_ALREADY,
)  # fmt: skip

BACKWARD = Exercise(
    "backward", "backprop", "Any number of layers", ("params", "cache", "Y", "hidden", "output"),
    (_network_variant("two sigmoid layers", 2, "sigmoid", "sigmoid"),
     _network_variant("three layers, tanh, identity", 3, "tanh", "identity"),
     _network_variant("two layers, ReLU, softmax", 2, "relu", "softmax")),
    _by_parameter,
    # to a ReLU's slope a sigmoid's answers are all positive: it is 1 everywhere
    implied=SAID_ALREADY | {"hidden_slope_missing": "other_activations_slope"},
    shares={"two sigmoid layers": 1, "three layers, tanh, identity": 1, "two layers, ReLU, softmax": 1},
    loss=OWN_MSE,
)  # fmt: skip

CHAPTER = Chapter(
    "backprop", "05", "Backpropagation",
    (MSE_GRAD, DENSE_BACKWARD, ACTIVATION_BACKWARD, SOFTMAX_CROSS_ENTROPY_GRAD, TWO_LAYER_BACKWARD, BACKWARD),
)  # fmt: skip
