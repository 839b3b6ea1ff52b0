"""Chapter 01: one neuron. Which functions are asked, on which inputs, with which mistakes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import extremes, whole_numbers
from autograder.core.exercise import Case, Chapter, Exercise, Step, Variant
from autograder.core.numdiff import complex_step
from autograder.core.own_loss import OwnLoss
from autograder.core.probe import accepted, moderate, no_tiny_entries, normal
from autograder.core.submission import Request
from autograder.exercises.squared_error import MSE
from autograder.exercises.steps import OF_ONE_ROW, SLOPE_OF_Z, TURNED, mse_error_rules, slope_rules

EXTREME = np.array([-1000.0, -30.0, 0.0, 30.0, 1000.0])
LARGE = np.array([-1000.0, 0.0, 500.0, 1000.0])
VECTORS = ({"N": 7, "d_in": 3}, {"N": 5, "d_in": 4})
VECTOR_SQUARES = (({"N": 5, "d_in": 5}, {"N": 4, "d_in": 4}),)


def _elementwise(rng, sizes) -> Case:
    z = normal(rng, sizes["N"], sizes["d_in"], margin=0.1) * 1.5
    return Case(Request((z,)), {"z": z}, {})


def _curve(step: Step) -> Variant:
    return Variant("", (step,), _elementwise, VECTORS)


def _levels_off_early(values: np.ndarray) -> bool:
    """Returns True for the sigmoid at the extremes of an argument that was kept between two bounds ±c."""
    top = float(values[-1])
    if not 0.5 < top < 1:
        return False
    bound = np.log(top / (1 - top))
    return np.allclose(values, ref.sigmoid(np.clip(EXTREME, -bound, bound)), rtol=1e-6, atol=1e-9)


def _capped(values: np.ndarray) -> bool:
    """Returns True when large inputs come to one and the same value, beyond those of the curves bounded by 1."""
    return values[1] == 0 and 1 < values[2] == values[3] < LARGE[2]


SIGMOID = Exercise(
    "sigmoid", "neuron", "The sigmoid", ("z",),
    (_curve(Step("A", "the values of the curve", lambda c, v: ref.sigmoid(c.z), {
        "exponent_sign_reversed": lambda c, v: ref.sigmoid(-c.z),
        "tanh_for_sigmoid": lambda c, v: np.tanh(c.z),
        "slope_for_value": lambda c, v: SLOPE_OF_Z["sigmoid"](c.z),
        "one_missing_in_denominator": lambda c, v: np.exp(c.z),
        "activation_twice": lambda c, v: ref.sigmoid(ref.sigmoid(c.z)),
        "argument_doubled": lambda c, v: ref.sigmoid(2 * c.z),
        "argument_doubled@twice": lambda c, v: ref.sigmoid(4 * c.z),
        "brackets_missing": lambda c, v: 1 + np.exp(-c.z),
        "brackets_missing@below": lambda c, v: 1 + np.exp(c.z),
        "relu_for_sigmoid": lambda c, v: ref.relu(c.z),
        "softmax_for_sigmoid": lambda c, v: np.exp(c.z) / np.exp(c.z).sum(),
        "softmax_for_sigmoid@rows": lambda c, v: ref.softmax(c.z),
        "tanh_for_sigmoid@of half": lambda c, v: np.tanh(c.z / 2),
        "denominator_sign_reversed": lambda c, v: 1 / (1 - np.exp(-c.z)),
        "exponent_signs_differ": lambda c, v: np.exp(c.z) * ref.sigmoid(c.z),
        "curve_turned_over": lambda c, v: -ref.sigmoid(c.z),
        "slope_for_value@short form": lambda c, v: c.z * (1 - c.z),
        "step_for_sigmoid": lambda c, v: (c.z > 0) * 1.0,
        "straight_for_sigmoid": lambda c, v: np.clip(0.2 * c.z + 0.5, 0, 1),
        "straight_for_sigmoid@of six": lambda c, v: np.clip(c.z / 6 + 0.5, 0, 1),
        "one_side_of_zero": lambda c, v: np.where(c.z > 0, ref.sigmoid(c.z), np.exp(c.z)),
        "one_side_of_zero@brackets": lambda c, v: np.where(c.z > 0, ref.sigmoid(c.z), 2 * np.exp(c.z)),
        "one_side_of_zero@turned": lambda c, v: np.where(c.z > 0, 1, -1) * ref.sigmoid(c.z),
        "log_of_sigmoid": lambda c, v: np.log(ref.sigmoid(c.z)),
        "log_of_sigmoid@turned": lambda c, v: -np.log(ref.sigmoid(c.z)),
        "sign_of_argument_lost": lambda c, v: ref.sigmoid(np.abs(c.z)),
        "sign_of_argument_lost@reversed": lambda c, v: ref.sigmoid(-np.abs(c.z)),
        "argument_returned_unchanged": lambda c, v: c.z,
        "never_filled_in": lambda c, v: 0 * c.z,
    }, scalable=False)),),
    "A",
    (extremes([(Request((EXTREME,)), ref.sigmoid(EXTREME))], title="finite at ±1000",
              singles=[Request((z,)) for z in (EXTREME[:1], EXTREME[-1:])],
              cut=("argument_cut_off", _levels_off_early)),
     whole_numbers(Request((np.array([-2, 0, 3]),)), ref.sigmoid(np.array([-2.0, 0.0, 3.0])))),
)  # fmt: skip

RELU = Exercise(
    "relu", "neuron", "The rectifier", ("z",),
    (_curve(Step("A", "the values of the curve", lambda c, v: ref.relu(c.z), {
        "relu_inverted": lambda c, v: np.minimum(c.z, 0),
        "relu_inverted@turned": lambda c, v: np.maximum(-c.z, 0),
        "step_for_relu": lambda c, v: (c.z > 0) * 1.0,
        "absolute_for_relu": lambda c, v: np.abs(c.z),
        "leaky_for_relu": lambda c, v: np.where(c.z > 0, c.z, 0.01 * c.z),
        "leaky_for_relu@0.1": lambda c, v: np.where(c.z > 0, c.z, 0.1 * c.z),
        "leaky_for_relu@0.2": lambda c, v: np.where(c.z > 0, c.z, 0.2 * c.z),
        "leaky_for_relu@0.3": lambda c, v: np.where(c.z > 0, c.z, 0.3 * c.z),
        "leaky_for_relu@turned": lambda c, v: np.where(c.z > 0, c.z, -0.01 * c.z),
        "relu_smoothed@swish": lambda c, v: c.z * ref.sigmoid(c.z),
        "other_activation": lambda c, v: ref.sigmoid(c.z),
        "other_activation@tanh": lambda c, v: np.tanh(c.z),
        "other_activation@hard tanh": lambda c, v: np.clip(c.z, -1, 1),
        "relu_smoothed": lambda c, v: np.log1p(np.exp(c.z)),
        "relu_smoothed@ELU": lambda c, v: np.where(c.z > 0, c.z, np.expm1(c.z)),
        "relu_capped": lambda c, v: np.clip(c.z, 0, 1),
        "largest_of_all_for_maximum": lambda c, v: c.z.max(axis=0),
        "largest_of_all_for_maximum@rows": lambda c, v: c.z.max(axis=1),
        "largest_of_all_for_maximum@columns kept": lambda c, v: c.z.max(axis=1, keepdims=True),
        "largest_of_all_for_maximum@rows kept": lambda c, v: c.z.max(axis=0, keepdims=True),
        "largest_of_all_for_maximum@everything": lambda c, v: c.z.max(),
        "entries_left_out": lambda c, v: c.z[c.z > 0],
        "curve_turned_over": lambda c, v: -ref.relu(c.z),
        "argument_returned_unchanged": lambda c, v: c.z,
        "never_filled_in": lambda c, v: 0 * c.z,
    }, scalable=False)),),
    "A",
    (extremes([(Request((LARGE,)), np.maximum(LARGE, 0))], title="right at ±1000", points=0,
              cut=("relu_capped", _capped)),),
)  # fmt: skip


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
        "product_elementwise": lambda c, v: ref.sigmoid(c.X * c.w + c.b),
        "product_elementwise+bias_omitted": lambda c, v: ref.sigmoid(c.X * c.w),
        "product_elementwise+bias_subtracted": lambda c, v: ref.sigmoid(c.X * c.w - c.b),
        "activation_before_the_sum": lambda c, v: ref.sigmoid(c.X) @ c.w + c.b,
        "activation_before_the_sum@of products": lambda c, v: ref.sigmoid(c.X * c.w + c.b).sum(axis=1),
        "activation_before_the_sum@of products, bias after": lambda c, v: ref.sigmoid(c.X * c.w).sum(axis=1) + c.b,
        "softmax_for_sigmoid": lambda c, v: ref.softmax(v["z"][None])[0],
        "rows_added_together": lambda c, v: ref.sigmoid((c.X * c.w).sum() + c.b),
        "rows_added_together@answers": lambda c, v: ref.sigmoid(v["z"]).sum(),
        "rows_added_together@mean of answers": lambda c, v: ref.sigmoid(v["z"]).mean(),
        "relu_for_sigmoid+bias_after_activation": lambda c, v: ref.relu(c.X @ c.w) + c.b,
        "tanh_for_sigmoid+bias_after_activation": lambda c, v: np.tanh(c.X @ c.w) + c.b,
        "rows_added_together@inputs kept": lambda c, v: ref.sigmoid((c.X * c.w).sum(axis=0) + c.b),
        "step_for_sigmoid": lambda c, v: (v["z"] > 0) * 1.0,
        "never_filled_in": lambda c, v: 0 * v["z"],
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
