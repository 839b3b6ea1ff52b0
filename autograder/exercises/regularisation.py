"""Chapter 08: a price for large weights, and units left out at random."""

from __future__ import annotations

import numpy as np

from autograder.core.compound import compounds
from autograder.core.exercise import RIGHT, Case, Chapter, Exercise, Step, Variant
from autograder.core.numdiff import gradients
from autograder.core.probe import accepted, network, no_tiny_entries, normal
from autograder.core.submission import Request
from autograder.exercises.decay import SOFT_THRESHOLD, WEIGHT_DECAY_STEP
from autograder.exercises.dropout import DROPOUT_BACKWARD, DROPOUT_GATES

NETWORKS = (
    {"widths": (3, 5, 4), "lam": 0.3},
    {"widths": (4, 3, 2), "lam": 0.11},
    {"widths": (2, 6, 3, 5), "lam": 1.7},
)
TWO_LAYERS = ({"widths": (3, 5, 4), "lam": 0.3}, {"widths": (4, 3, 2), "lam": 0.13}, {"widths": (2, 6, 3), "lam": 1.7})


def _weights(c) -> list[np.ndarray]:
    return [value for key, value in c.params.items() if key.startswith("W")]


def _squares(arrays) -> float:
    return sum((array**2).sum() for array in arrays)


def _penalty_case(rng, sizes) -> Case:
    given = {"params": network(rng, sizes["widths"]), "lam": sizes["lam"]}
    return Case(Request((given["params"], given["lam"])), given, {})


def _by_layer(measure):
    return lambda arrays: sum(measure(array) for array in arrays)


PENALTY_PARTS = {
    "paying": {
        RIGHT: _weights,
        "biases_penalised": lambda c: list(c.params.values()),
        "only_biases_penalised": lambda c: [b for key, b in c.params.items() if key[0] == "b"],
        "one_layer_penalised": lambda c: _weights(c)[:1],
        "one_layer_penalised@last": lambda c: _weights(c)[-1:],
        "layer_not_penalised": lambda c: _weights(c)[: max(2, len(_weights(c)) - 1)],
        "layer_not_penalised@first": lambda c: _weights(c)[(len(_weights(c)) > 2) :],
        "layer_not_penalised@last": lambda c: _weights(c)[:-1],
    },
    "measure": {
        RIGHT: _squares,
        "size_for_square": lambda arrays: 2 * sum(np.abs(array).sum() for array in arrays),  # has no half
        "size_for_square@half": _by_layer(lambda W: np.abs(W).sum()),
        "norm_not_squared": lambda arrays: np.sqrt(_squares(arrays)),
        "norm_not_squared@layers": _by_layer(np.linalg.norm),
        "norm_not_squared@whole": lambda arrays: 2 * np.sqrt(_squares(arrays)),
        "norm_not_squared@whole layers": lambda arrays: 2 * sum(map(np.linalg.norm, arrays)),
        "penalty_averaged": lambda arrays: _squares(arrays) / sum(array.size for array in arrays),
        "penalty_averaged@first rows": lambda arrays: _squares(arrays) / len(arrays[0]),
        "penalty_averaged@first columns": lambda arrays: _squares(arrays) / arrays[0].shape[-1],
        "penalty_averaged@layers": _by_layer(lambda W: (W**2).mean()),
        "penalty_averaged@over layers": lambda arrays: _squares(arrays) / len(arrays),
        "weights_not_squared": _by_layer(np.sum),
        "weights_not_squared@doubled": _by_layer(lambda W: 2 * W.sum()),
        "summed_before_squaring": lambda arrays: sum(array.sum() for array in arrays) ** 2,
        "summed_before_squaring@layers": _by_layer(lambda W: W.sum() ** 2),
        "another_norm": _by_layer(lambda W: np.linalg.norm(W, 2) ** 2),
        "matrix_product_for_square": _by_layer(lambda W: (W @ W.T).sum()),
        "matrix_product_for_square@columns": _by_layer(lambda W: (W.T @ W).sum()),
    },
    "price": {
        RIGHT: lambda lam: lam,
        "lambda_missing": lambda lam: 1.0,
        "lambda_squared": lambda lam: lam**2,
        "lambda_divides": lambda lam: 1 / lam,
    },
}
PENALTY_RULES = compounds(
    lambda c, v, paying, measure, price: price(c.lam) / 2 * measure(paying(c)),
    PENALTY_PARTS,
    without=(
        {"only_biases_penalised", "another_norm"},  # of a vector it is the usual one
        {"only_biases_penalised", "matrix_product_for_square"},
        {"one_layer_penalised", "penalty_averaged@over layers"},
    ),
) | {
    "lambda_missing@not halved": lambda c, v: _squares(_weights(c)),
    "penalty_averaged@all parameters": lambda c, v: (
        c.lam / 2 * _squares(_weights(c)) / sum(value.size for value in c.params.values())
    ),
    "layers_not_added_up": lambda c, v: np.array([c.lam / 2 * (W**2).sum() for W in _weights(c)]),
    "never_filled_in": lambda c, v: np.zeros(()),
}
L2_PENALTY = Exercise(
    "l2_penalty", "regularisation", "The price of weights", ("params", "lam"),
    (Variant("", (Step("penalty", "the penalty", lambda c, v: c.lam / 2 * _squares(_weights(c)), PENALTY_RULES,
                       families={"another_norm": "regularisation"},
                       scales={"2": ("penalty_not_halved",), "1/2": ("penalty_halved_twice",),
                               "-1": ("penalty_sign_reversed",)}, points=2),), _penalty_case, NETWORKS),),
    "penalty",
)  # fmt: skip


def _grads_case(rng, sizes) -> Case:
    def draw(rng):
        params = network(rng, sizes["widths"])
        grads = {key: normal(rng, *value.shape, margin=0.1) * 0.5 for key, value in params.items()}
        return {"params": params, "grads": grads, "lam": sizes["lam"]}

    given = accepted(rng, draw, lambda given: no_tiny_entries(_regularised(given)))
    return Case(Request((given["params"], given["grads"], given["lam"])), given, {})


def _regularised(given) -> dict:
    """Returns the exact gradient of sum(grads * params) + penalty, whose first term has the gradient `grads`."""

    def loss(params):
        linear = sum((given["grads"][key] * params[key]).sum() for key in params)
        return linear + given["lam"] / 2 * sum((params[key] ** 2).sum() for key in params if key[0] == "W")

    return {f"d{key}": value for key, value in gradients(loss, given["params"]).items()}


# what is added to the gradient of the loss, for parameters p with gradient g
ADDED = {
    "term": {
        RIGHT: lambda c, p, g: p,
        "size_for_square": lambda c, p, g: np.sign(p),
        "sign_of_weight_lost": lambda c, p, g: np.abs(p),
        "weight_left_out": lambda c, p, g: 1.0,
        "gradient_for_weight": lambda c, p, g: g,
        "penalty_value_for_slope": lambda c, p, g: (p**2).sum() / 2,
        "penalty_value_for_slope@whole": lambda c, p, g: (p**2).sum(),
        "penalty_value_for_slope@doubled": lambda c, p, g: 2 * (p**2).sum(),
        "penalty_value_for_slope@all layers": lambda c, p, g: _squares(_weights(c)) / 2,
        "penalty_value_for_slope@entries": lambda c, p, g: p**2 / 2,
        "penalty_value_for_slope@squares": lambda c, p, g: p**2,
        "penalty_value_for_slope@squares doubled": lambda c, p, g: 2 * p**2,
        "penalty_value_for_slope@norm": lambda c, p, g: np.sqrt((p**2).sum()),
        "weights_added_up": lambda c, p, g: p.sum(),
        "weights_added_up@mean": lambda c, p, g: p.mean(),
        "norm_not_squared": lambda c, p, g: p / np.sqrt((p**2).sum()),
        "penalty_averaged": lambda c, p, g: p / p.size,
        "penalty_averaged@rows": lambda c, p, g: p / p.shape[0],
        "penalty_averaged@columns": lambda c, p, g: p / p.shape[-1],
        "penalty_averaged@inputs": lambda c, p, g: p / len(c.params["W1"]),
    },
    "price": {
        RIGHT: lambda lam: lam,
        "penalty_slope_doubled": lambda lam: 2 * lam,
        "penalty_slope_halved": lambda lam: lam / 2,
        "lambda_missing": lambda lam: 1.0,
        "lambda_squared": lambda lam: lam**2,
        "lambda_divides": lambda lam: 1 / lam,
        "penalty_sign_reversed": lambda lam: -lam,
        "penalty_sign_reversed+penalty_slope_doubled": lambda lam: -2 * lam,
        "penalty_sign_reversed+penalty_slope_halved": lambda lam: -lam / 2,
        "penalty_sign_reversed+lambda_missing": lambda lam: -1.0,
    },
    "loss": {RIGHT: 1.0, "loss_gradient_left_out": 0.0},
}


def _slopes(key: str) -> dict:
    """Returns the wrong rules of a parameter that pays, by mistake; its right rule is that of a weight."""

    def formula(c, v, *, term, price, loss):
        p, g = c.params[key], c.grads[key]
        return loss * g + price(c.lam) * term(c, p, g)

    return compounds(formula, ADDED, without=(
        {"gradient_for_weight", "penalty_sign_reversed"},  # the gradient decays, which is another thing to say
        {"gradient_for_weight", "loss_gradient_left_out"},  # a multiple of the gradient, with no second term
        {"gradient_for_weight", "lambda_divides"},
        {"weight_left_out", "lambda_missing"},  # a one, of which nobody can say where it comes from
        {"lambda_missing", "loss_gradient_left_out"},  # the weights themselves: the two dicts changed places
        {"penalty_value_for_slope", "penalty_slope_doubled"},
        {"penalty_value_for_slope", "penalty_slope_halved"},
        *({"loss_gradient_left_out", name} for name in ADDED["term"] if "averaged" in name or "value" in name),
    ))  # fmt: skip


def _weight_step(key: str) -> Step:
    W, g = (lambda c: c.params[key]), (lambda c: c.grads[key])
    return Step(f"d{key}", f"{key}, the gradient of the weights of layer {key[1:]}", lambda c, v: g(c) + c.lam * W(c), {
        **_slopes(key),
        "penalty_left_out": lambda c, v: g(c),
        "gradient_decayed": lambda c, v: (1 - c.lam) * g(c),
        "loss_gradient_priced": lambda c, v: c.lam * (g(c) + W(c)),
        "params_and_grads_exchanged": lambda c, v: W(c) + c.lam * g(c),
        "params_and_grads_exchanged@step": lambda c, v: W(c) - c.lam * g(c),
        "params_and_grads_exchanged+penalty_left_out": lambda c, v: W(c),
        "gradient_multiplied": lambda c, v: g(c) * (1 + c.lam * W(c)),
        "gradient_multiplied@alone": lambda c, v: g(c) * c.lam * W(c),
        "never_filled_in": lambda c, v: 0 * W(c),
    }, scalable=False)  # fmt: skip


def _bias_step(key: str) -> Step:
    b, g = (lambda c: c.params[key]), (lambda c: c.grads[key])
    as_weights = _slopes(key)
    for name in [name for name in as_weights if "gradient_for_weight" in name]:
        del as_weights[name]
    return Step(f"d{key}", f"{key}, the gradient of the bias of layer {key[1:]}", lambda c, v: g(c), {
        "biases_penalised": lambda c, v: g(c) + c.lam * b(c),
        **{f"biases_penalised@{name}": rule for name, rule in as_weights.items()},
        "loss_gradient_left_out": lambda c, v: 0 * g(c),
        "gradient_for_weight": lambda c, v: g(c) + c.lam * g(c),
        "gradient_for_weight@doubled": lambda c, v: g(c) + 2 * c.lam * g(c),
        "gradient_decayed": lambda c, v: (1 - c.lam) * g(c),
        "loss_gradient_priced": lambda c, v: c.lam * g(c),
        "params_and_grads_exchanged": lambda c, v: b(c),
    }, scalable=False, free=True)  # fmt: skip


REGULARISED_GRADS = Exercise(
    "regularised_grads", "regularisation", "The slope of the price", ("params", "grads", "lam"),
    (Variant("", (_weight_step("W1"), _bias_step("b1"), _weight_step("W2"), _bias_step("b2")), _grads_case, TWO_LAYERS,
             oracle=lambda case: _regularised(case.given)),),
    {"W1": "dW1", "b1": "db1", "W2": "dW2", "b2": "db2"},
)  # fmt: skip

DROPOUT_FORWARD = Exercise(
    "dropout_forward", "regularisation", "Units left out at random", ("A", "keep", "rng"), (), {}, DROPOUT_GATES
)

CHAPTER = Chapter(
    "regularisation",
    "08",
    "Regularisation",
    (L2_PENALTY, REGULARISED_GRADS, WEIGHT_DECAY_STEP, SOFT_THRESHOLD, DROPOUT_FORWARD, DROPOUT_BACKWARD),
)
