"""Chapter 01: one neuron. Which functions are asked, on which inputs, with which mistakes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.core import reference as ref
from autograder.core.compound import compounds
from autograder.core.exercise import Case, Chapter, Exercise, Step, Variant
from autograder.core.numdiff import complex_step
from autograder.core.own_loss import OwnLoss
from autograder.core.probe import accepted, moderate, no_tiny_entries, normal
from autograder.core.submission import Request
from autograder.exercises.activations import RELU, SIGMOID
from autograder.exercises.squared_error import MSE
from autograder.exercises.steps import OF_ONE_ROW, SLOPE_OF_Z, TURNED, mse_error_rules, slope_rules

VECTORS = ({"N": 7, "d_in": 3}, {"N": 5, "d_in": 4})
VECTOR_SQUARES = (({"N": 5, "d_in": 5}, {"N": 4, "d_in": 4}),)


def _neuron_case(rng, sizes) -> Case:
    def draw(rng):
        X = normal(rng, sizes["N"], sizes["d_in"], margin=0.1)
        w, b = normal(rng, sizes["d_in"], margin=0.2) * 0.7, float(normal(rng, margin=0.3)) * 0.7
        return {"X": X, "w": w, "b": b, "y": normal(rng, sizes["N"], margin=0.2)}

    def accept(given):
        a = ref.sigmoid(given["X"] @ given["w"] + given["b"])
        return moderate(a) and no_tiny_entries(_neuron_oracle_of(given))

    return _with_request(accepted(rng, draw, accept), sizes, ("X", "w", "b"))


def _with_request(given, sizes, names) -> Case:
    return Case(Request(tuple(given[name] for name in names)), given, {"N": sizes["N"], "d_in": sizes["d_in"]})


def _neuron_grad_case(rng, sizes) -> Case:
    return _with_request(_neuron_case(rng, sizes).given, sizes, ("X", "w", "b", "y"))


def _prediction(c) -> np.ndarray:
    return ref.sigmoid(c.X @ c.w + c.b)


def _neuron_oracle_of(given) -> dict:
    def loss(w, b):
        return ref.mse(ref.sigmoid(given["X"] @ w + b), given["y"])

    return {
        "dw": complex_step(lambda w: loss(w, given["b"]), given["w"]),
        "db": complex_step(lambda b: loss(given["w"], b), np.asarray(given["b"])),
    }


SUMS = {
    "right": lambda X, w: X @ w,
    "product_elementwise": lambda X, w: X * w,
    "rows_added_together": lambda X, w: (X * w).sum(),
    "rows_added_together@inputs kept": lambda X, w: (X * w).sum(axis=0),
}
BIASES = {
    "right": lambda z, b: z + b,
    "bias_omitted": lambda z, b: z,
    "bias_subtracted": lambda z, b: z - b,
}
CURVES = {
    "right": ref.sigmoid,
    "activation_missing": lambda z: z,
    "tanh_for_sigmoid": np.tanh,
    "relu_for_sigmoid": ref.relu,
    "exponent_sign_reversed": lambda z: ref.sigmoid(-z),
}


def _of_another_shape() -> dict:
    """Returns the rules whose sum has not one number a row, alone and with another mistake."""
    rules = compounds(
        lambda c, v, add, bias, curve: curve(bias(add(c.X, c.w), c.b)), {"add": SUMS, "bias": BIASES, "curve": CURVES}
    )
    return {key: rule for key, rule in rules.items() if key.startswith(("product_elementwise", "rows_added"))}


NEURON_STEPS = (
    Step("z", "the weighted sum", lambda c, v: c.X @ c.w + c.b, {
        "bias_omitted": lambda c, v: c.X @ c.w,
        "bias_omitted@one in its place": lambda c, v: c.X @ c.w + 1,
        "bias_added_twice": lambda c, v: c.X @ c.w + 2 * c.b,
        "bias_added_before_the_sum@in every row": lambda c, v: c.X @ c.w + c.b * len(c.X),
        "bias_in_one_row": lambda c, v: c.X @ c.w + c.b * (np.arange(len(c.X)) == 0),
        "only_one_input": lambda c, v: c.X[:, -1] * c.w[-1] + c.b,
        "only_one_input@first": lambda c, v: c.X[:, 0] * c.w[0] + c.b,
        "bias_subtracted": lambda c, v: c.X @ c.w - c.b,
        "bias_added_before_the_sum": lambda c, v: c.X @ c.w + c.b * len(c.w),
        "bias_added_before_the_sum@to the inputs": lambda c, v: (c.X + c.b) @ c.w,
        "bias_added_before_the_sum@to the weights": lambda c, v: c.X @ (c.w + c.b),
        "product_transposed": lambda c, v: c.X.T @ c.w + c.b,
        "inputs_averaged": lambda c, v: (c.X * c.w).mean(axis=1) + c.b,
    }, latent=True, scalable=False),
    Step("A", "the activation", lambda c, v: ref.sigmoid(v["z"]), {
        "activation_missing": lambda c, v: v["z"],
        "activation_twice": lambda c, v: ref.sigmoid(ref.sigmoid(v["z"])),
        "tanh_for_sigmoid": lambda c, v: np.tanh(v["z"]),
        "relu_for_sigmoid": lambda c, v: ref.relu(v["z"]),
        "exponent_sign_reversed": lambda c, v: ref.sigmoid(-v["z"]),
        "slope_for_value": lambda c, v: SLOPE_OF_Z["sigmoid"](v["z"]),
        "bias_after_activation": lambda c, v: ref.sigmoid(c.X @ c.w) + c.b,
        "bias_multiplied_in": lambda c, v: ref.sigmoid(c.X @ c.w * c.b),
        "activation_before_the_sum": lambda c, v: ref.sigmoid(c.X) @ c.w + c.b,
        "activation_before_the_sum@of products": lambda c, v: ref.sigmoid(c.X * c.w + c.b).sum(axis=1),
        "activation_before_the_sum@of products, bias after": lambda c, v: ref.sigmoid(c.X * c.w).sum(axis=1) + c.b,
        "softmax_for_sigmoid": lambda c, v: ref.softmax(v["z"][None])[0],
        "rows_added_together@answers": lambda c, v: ref.sigmoid(v["z"]).sum(),
        "rows_added_together@mean of answers": lambda c, v: ref.sigmoid(v["z"]).mean(),
        "relu_for_sigmoid+bias_after_activation": lambda c, v: ref.relu(c.X @ c.w) + c.b,
        "tanh_for_sigmoid+bias_after_activation": lambda c, v: np.tanh(c.X @ c.w) + c.b,
        "step_for_sigmoid": lambda c, v: (v["z"] > 0) * 1.0,
        "never_filled_in": lambda c, v: 0 * v["z"],
        **_of_another_shape(),
    }, uses=("z",), scalable=False),
)  # fmt: skip
NEURON = Exercise(
    "neuron",
    "neuron",
    "One neuron",
    ("X", "w", "b"),
    (Variant("", NEURON_STEPS, _neuron_case, VECTORS, squares=VECTOR_SQUARES),),
    "A",
)


_DZ = {name: lambda c, v, name=name: v[name] for name in ("da", "z", "a")}
_AWAY = ("activation_missing", "tanh_for_sigmoid", "relu_for_sigmoid", "exponent_sign_reversed", "activation_twice")
_SELDOM = ("bias_added_twice", "bias_in_one_row", "only_one_input")  # where `neuron` can be called
_OF_GRADIENT = {key: rule for key, rule in NEURON_STEPS[0].wrong.items() if key.partition("@")[0] not in _SELDOM}
NEURON_GRAD_STEPS = (
    replace(NEURON_STEPS[0], title="z, the weighted sum on the way forward", points=0.5,
            wrong={**_OF_GRADIENT, "sums_kept_as_column": lambda c, v: (c.X @ c.w + c.b)[:, None]}),
    Step("a", "a, the prediction on the way forward", lambda c, v: ref.sigmoid(v["z"]),
         {name: NEURON_STEPS[1].wrong[name] for name in _AWAY}, uses=("z",), latent=True, scalable=False, points=0.5),
    Step("da", "da, the gradient at the prediction", lambda c, v: 2 * (v["a"] - c.y) / c.y.size,
         mse_error_rules(_DZ["a"], lambda c, v: c.y)
         | {"logits_for_probabilities": lambda c, v: 2 * (v["z"] - c.y) / c.y.size},
         uses=("a",), latent=True, points=0.5),
    Step("dz", "dz, the gradient at the weighted sum", lambda c, v: v["da"] * v["a"] * (1 - v["a"]),
         slope_rules("sigmoid", *_DZ.values(), missing="output_slope_missing")
         | {"slope_by_matrix_product": lambda c, v: v["da"] * (v["a"] @ (1 - v["a"])),
            "slope_averaged": lambda c, v: v["da"] * (v["a"] * (1 - v["a"])).mean(),
            "slope_fed_with_inputs": lambda c, v: v["da"] * c.X * (1 - c.X),
            "slope_at_another_value@target": lambda c, v: v["da"] * c.y * (1 - c.y),
            "slope_at_another_value@curve of the error": lambda c, v: v["da"] * SLOPE_OF_Z["sigmoid"](v["a"] - c.y)},
         uses=("da",), latent=True, points=0.5),
    Step("dw", "dw, the gradient of the weights", lambda c, v: c.X.T @ v["dz"], {
        "first_row_only": lambda c, v: c.X[0] * v["dz"][0],
        "last_row_only": lambda c, v: c.X[-1] * v["dz"][-1],
        "last_row_dropped": lambda c, v: c.X[:-1].T @ v["dz"][:-1],
        "input_missing": lambda c, v: np.full(c.w.shape, v["dz"].sum()),
        "input_not_transposed": lambda c, v: c.X @ v["dz"],
        "weights_for_inputs": lambda c, v: c.w * v["dz"].sum(),
        "results_exchanged": lambda c, v: v["dz"].sum(),
        "upstream_ignored": lambda c, v: c.X.sum(axis=0),
        "upstream_ignored@mean": lambda c, v: c.X.mean(axis=0),
        "slope_not_in_weight_gradient": lambda c, v: c.X.T @ v["da"],
        "weights_not_summed": lambda c, v: c.X * v["dz"][:, None],
        "weights_for_inputs@row by row": lambda c, v: c.w * v["dz"],
        "weight_gradient_elementwise": lambda c, v: c.X.T * v["dz"],
        "weight_gradient_elementwise@not turned": lambda c, v: c.X * v["dz"],
        "weight_gradient_elementwise@added up": lambda c, v: (c.X.T * v["dz"]).sum(),
        "gradient_times_weights": lambda c, v: c.X.T @ v["dz"] * c.w,
        "sums_multiplied": lambda c, v: c.X.sum(axis=0) * v["dz"].sum(),
        "sums_multiplied@mean": lambda c, v: c.X.mean(axis=0) * v["dz"].sum(),
        "slope_fed_with_inputs": lambda c, v: (v["da"][:, None] * c.X * (1 - c.X)).sum(axis=0),
        "never_filled_in": lambda c, v: 0 * c.w,
    }, uses=("dz",), scales={"1/N": ("weights_averaged",), **TURNED},
        reads=dict.fromkeys(("slope_not_in_weight_gradient", "slope_fed_with_inputs"), ("da",)),
        blind=("never_filled_in", "upstream_ignored", "upstream_ignored@mean")),
    Step("db", "db, the gradient of the bias", lambda c, v: v["dz"].sum(), {
        "bias_not_summed": lambda c, v: v["dz"] * 1.0,
        "bias_not_summed@divided": lambda c, v: v["dz"] / len(v["dz"]),
        "bias_multiplied_in": lambda c, v: v["dz"].sum() * c.b,
        "results_exchanged": lambda c, v: c.X.T @ v["dz"],
        "first_row_only": lambda c, v: v["dz"][0],
        "last_row_only": lambda c, v: v["dz"][-1],
        "last_row_dropped": lambda c, v: v["dz"][:-1].sum(),
        "slope_not_in_bias_gradient": lambda c, v: v["da"].sum(),
        "upstream_ignored": lambda c, v: (v["a"] * (1 - v["a"])).sum(),
        "never_filled_in": lambda c, v: np.zeros(()),
    }, uses=("dz",), scales={"1/N": ("bias_averaged",), **TURNED}, reads={"slope_not_in_bias_gradient": ("da",)},
        families=OF_ONE_ROW),
)  # fmt: skip
NEURON_GRAD = Exercise(
    "neuron_grad", "neuron", "The gradient of one neuron", ("X", "w", "b", "y"),
    (Variant("", NEURON_GRAD_STEPS, _neuron_grad_case, VECTORS, squares=VECTOR_SQUARES,
             oracle=lambda case: _neuron_oracle_of(case.given)),),
    ("dw", "db"),
    loss=OwnLoss("mse", lambda c: (_prediction(c), c.y), lambda c: ref.mse(_prediction(c), c.y)),
)  # fmt: skip

CHAPTER = Chapter("neuron", "01", "One neuron", (SIGMOID, NEURON, MSE, NEURON_GRAD, RELU))
