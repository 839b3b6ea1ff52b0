"""Chapter 08: a price for large weights, and units left out at random."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core.checks import Finding, Gate
from autograder.core.exercise import Case, Chapter, Exercise, Step, Variant
from autograder.core.numdiff import gradients
from autograder.core.probe import accepted, network, no_tiny_entries, normal
from autograder.core.returns import to_array
from autograder.core.submission import Outcome, Request
from autograder.exercises.decay import SOFT_THRESHOLD, WEIGHT_DECAY_STEP
from autograder.exercises.dropout import DROPOUT_GATES
from autograder.exercises.steps import TURNED

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


PENALTY_RULES = {
    "biases_penalised": lambda c, v: c.lam / 2 * _squares(c.params.values()),
    "lambda_missing": lambda c, v: _squares(_weights(c)) / 2,
    "lambda_missing@not halved": lambda c, v: _squares(_weights(c)),
    "lambda_squared": lambda c, v: c.lam**2 / 2 * _squares(_weights(c)),
    "lambda_divides": lambda c, v: _squares(_weights(c)) / (2 * c.lam),
    "size_for_square": lambda c, v: c.lam * sum(np.abs(W).sum() for W in _weights(c)),
    "size_for_square@half": lambda c, v: c.lam / 2 * sum(np.abs(W).sum() for W in _weights(c)),
    "norm_not_squared": lambda c, v: c.lam / 2 * np.sqrt(_squares(_weights(c))),
    "norm_not_squared@layers": lambda c, v: c.lam / 2 * sum(np.sqrt((W**2).sum()) for W in _weights(c)),
    "norm_not_squared@whole": lambda c, v: c.lam * np.sqrt(_squares(_weights(c))),
    "norm_not_squared@whole layers": lambda c, v: c.lam * sum(np.sqrt((W**2).sum()) for W in _weights(c)),
    "penalty_averaged": lambda c, v: c.lam / 2 * _squares(_weights(c)) / sum(W.size for W in _weights(c)),
    "penalty_averaged@first rows": lambda c, v: c.lam / 2 * _squares(_weights(c)) / len(_weights(c)[0]),
    "penalty_averaged@layers": lambda c, v: c.lam / 2 * sum((W**2).mean() for W in _weights(c)),
    "one_layer_penalised": lambda c, v: c.lam / 2 * _squares(_weights(c)[:1]),
    "layer_not_penalised": lambda c, v: c.lam / 2 * _squares(_weights(c)[: max(2, len(_weights(c)) - 1)]),
    "layer_not_penalised@first": lambda c, v: c.lam / 2 * _squares(_weights(c)[(len(_weights(c)) > 2) :]),
    "one_layer_penalised@last": lambda c, v: c.lam / 2 * _squares(_weights(c)[-1:]),
    "not_squared": lambda c, v: c.lam / 2 * sum(W.sum() for W in _weights(c)),
    "summed_before_squaring": lambda c, v: c.lam / 2 * sum(W.sum() for W in _weights(c)) ** 2,
    "summed_before_squaring@layers": lambda c, v: c.lam / 2 * sum(W.sum() ** 2 for W in _weights(c)),
    "another_norm": lambda c, v: c.lam / 2 * sum(np.linalg.norm(W, 2) ** 2 for W in _weights(c)),
    "only_biases_penalised": lambda c, v: c.lam / 2 * _squares(b for k, b in c.params.items() if k[0] == "b"),
    "never_filled_in": lambda c, v: np.zeros(()),
}
L2_PENALTY = Exercise(
    "l2_penalty", "regularisation", "The price of weights", ("params", "lam"),
    (Variant("", (Step("penalty", "the penalty", lambda c, v: c.lam / 2 * _squares(_weights(c)), PENALTY_RULES,
                       families={"not_squared": "regularisation"},
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


def _weight_step(key: str) -> Step:
    W, g = (lambda c: c.params[key]), (lambda c: c.grads[key])
    return Step(f"d{key}", f"{key}, the gradient of the weights of layer {key[1:]}",
                lambda c, v: g(c) + c.lam * W(c), {
        "penalty_sign_reversed": lambda c, v: g(c) - c.lam * W(c),
        "penalty_slope_doubled": lambda c, v: g(c) + 2 * c.lam * W(c),
        "penalty_slope_halved": lambda c, v: g(c) + c.lam / 2 * W(c),
        "penalty_left_out": lambda c, v: g(c),
        "loss_gradient_left_out": lambda c, v: c.lam * W(c),
        "lambda_missing": lambda c, v: g(c) + W(c),
        "size_for_square": lambda c, v: g(c) + c.lam * np.sign(W(c)),
        "penalty_value_for_slope": lambda c, v: g(c) + c.lam / 2 * (W(c) ** 2).sum(),
        "penalty_value_for_slope@all layers": lambda c, v: g(c) + c.lam / 2 * _squares(_weights(c)),
        "penalty_value_for_slope@entries": lambda c, v: g(c) + c.lam / 2 * W(c) ** 2,
        "penalty_value_for_slope@squares": lambda c, v: g(c) + c.lam * W(c) ** 2,
        "gradient_for_weight": lambda c, v: g(c) + c.lam * g(c),
        "gradient_decayed": lambda c, v: (1 - c.lam) * g(c),
        "penalty_averaged": lambda c, v: g(c) + c.lam * W(c) / W(c).size,
        "penalty_averaged@rows": lambda c, v: g(c) + c.lam * W(c) / W(c).shape[0],
        "penalty_averaged@columns": lambda c, v: g(c) + c.lam * W(c) / W(c).shape[1],
        "lambda_squared": lambda c, v: g(c) + c.lam**2 * W(c),
        "sign_of_weight_lost": lambda c, v: g(c) + c.lam * np.abs(W(c)),
        "weight_left_out": lambda c, v: g(c) + c.lam,
        "loss_gradient_priced": lambda c, v: c.lam * (g(c) + W(c)),
        "norm_not_squared": lambda c, v: g(c) + c.lam * W(c) / np.linalg.norm(W(c)),
        "params_and_grads_exchanged": lambda c, v: W(c) + c.lam * g(c),
        "never_filled_in": lambda c, v: 0 * W(c),
    }, scalable=False)  # fmt: skip


def _bias_step(key: str) -> Step:
    b, g = (lambda c: c.params[key]), (lambda c: c.grads[key])
    return Step(f"d{key}", f"{key}, the gradient of the bias of layer {key[1:]}", lambda c, v: g(c), {
        "biases_penalised": lambda c, v: g(c) + c.lam * b(c),
        "biases_penalised@negative": lambda c, v: g(c) - c.lam * b(c),
        "biases_penalised@doubled": lambda c, v: g(c) + 2 * c.lam * b(c),
        "biases_penalised@halved": lambda c, v: g(c) + c.lam / 2 * b(c),
        "biases_penalised@no lambda": lambda c, v: g(c) + b(c),
        "loss_gradient_left_out": lambda c, v: 0 * g(c),
        "loss_gradient_left_out@penalised": lambda c, v: c.lam * b(c),
        "gradient_for_weight": lambda c, v: g(c) + c.lam * g(c),
        "gradient_decayed": lambda c, v: (1 - c.lam) * g(c),
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

MASKS = ({"N": 7, "d": 5, "keep": 0.7}, {"N": 5, "d": 4, "keep": 0.8}, {"N": 6, "d": 3, "keep": 0.6})


def _mask_case(rng, sizes) -> Case:
    def draw(rng):
        shape = sizes["N"], sizes["d"]
        return {"dA": normal(rng, *shape, margin=0.1), "mask": (rng.random(shape) < sizes["keep"]) * 1.0}

    def accept(given):
        mask = given["mask"]
        mixed = all((0 < mask.sum(axis=axis)).all() and (mask.sum(axis=axis) < n).any()
                    for axis, n in enumerate(mask.shape))  # fmt: skip
        return mixed and abs(mask.mean() - sizes["keep"]) > 0.02 and no_tiny_entries({"dA": given["dA"]})

    given = {**accepted(rng, draw, accept), "keep": sizes["keep"]}
    return Case(Request((given["dA"], given["mask"], given["keep"])), given, {"N": sizes["N"]})


BACKWARD_RULES = {
    "dropout_not_rescaled": lambda c, v: c.dA * c.mask,
    "scaled_the_wrong_way": lambda c, v: c.dA * c.mask * c.keep,
    "scaled_by_the_dropped_share": lambda c, v: c.dA * c.mask / (1 - c.keep),
    "scaled_by_the_dropped_share@times": lambda c, v: c.dA * c.mask * (1 - c.keep),
    "dropout_scaled_twice": lambda c, v: c.dA * c.mask / c.keep**2,
    "dropout_scaled_twice@root": lambda c, v: c.dA * c.mask / np.sqrt(c.keep),
    "scaled_by_what_stayed": lambda c, v: c.dA * c.mask / c.mask.mean(),
    "mask_not_reused": lambda c, v: c.dA / c.keep,
    "argument_returned_unchanged": lambda c, v: c.dA,
    "mask_turned_round": lambda c, v: c.dA * (1 - c.mask) / c.keep,
    "mask_turned_round@unscaled": lambda c, v: c.dA * (1 - c.mask),
    "mask_turned_round@dropped share": lambda c, v: c.dA * (1 - c.mask) / (1 - c.keep),
    "upstream_ignored": lambda c, v: c.mask / c.keep,
    "upstream_ignored@unscaled": lambda c, v: c.mask,
    "never_filled_in": lambda c, v: 0 * c.dA,
}


PATTERN = np.tile([1.0, 0, 1, 1, 1, 0, 1, 1, 0, 1], 3).reshape(5, 6)
MASKED = Request((np.linspace(0.4, 2.7, 30).reshape(5, 6), PATTERN, 0.7))


def _same_mask(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when something is dropped, and not where the mask says."""
    if outcomes[0].error:
        return "", "It raises an error."
    dA, mask, _ = MASKED.args
    got, problem = to_array(outcomes[0].value)
    if problem or got.shape != dA.shape:
        return "", "The zeros cannot be compared."
    zero = got == 0
    if (zero == (mask == 0)).all():
        return None
    text = f"At {int((zero != (mask == 0)).sum())} of {mask.size} entries, a zero and the mask disagree."
    known = zero.all() or not zero.any() or (zero == (mask != 0)).all()
    return "" if known else "mask_not_reused", text


DROPOUT_BACKWARD = Exercise(
    "dropout_backward", "regularisation", "The way back through dropout", ("dA", "mask", "keep"),
    (Variant("", (Step("dA", "the gradient at what dropout received", lambda c, v: c.dA * c.mask / c.keep,
                       BACKWARD_RULES, scales=TURNED, points=2,
                       families={"argument_returned_unchanged": "dropout"}),), _mask_case, MASKS),),
    "dA",
    (Gate("zeros", "zero where the mask is zero", 0.5, (MASKED,), _same_mask, names=("mask_not_reused",)),),
)  # fmt: skip

CHAPTER = Chapter(
    "regularisation",
    "08",
    "Regularisation",
    (L2_PENALTY, REGULARISED_GRADS, WEIGHT_DECAY_STEP, SOFT_THRESHOLD, DROPOUT_FORWARD, DROPOUT_BACKWARD),
)
