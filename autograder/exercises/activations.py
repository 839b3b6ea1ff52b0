"""Two curves: the sigmoid and the rectifier, with what goes wrong in them."""

from __future__ import annotations

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import extremes, whole_numbers
from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.probe import normal
from autograder.core.submission import Request
from autograder.exercises.steps import SLOPE_OF_Z

SIZES_OF_Z = ({"N": 7, "d_in": 3}, {"N": 5, "d_in": 4})
EXTREME = np.array([-1000.0, -30.0, 0.0, 30.0, 1000.0])
LARGE = np.array([-1000.0, 0.0, 500.0, 1000.0])


def _elementwise(rng, sizes) -> Case:
    z = normal(rng, sizes["N"], sizes["d_in"], margin=0.1) * 1.5
    return Case(Request((z,)), {"z": z}, {})


def _curve(step: Step) -> Variant:
    return Variant("", (step,), _elementwise, SIZES_OF_Z)


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
        "brackets_missing@both": lambda c, v: 2 * np.exp(c.z),
        "other_activation@arctan": lambda c, v: np.arctan(c.z),
        "other_activation@softsign": lambda c, v: c.z / (1 + np.abs(c.z)),
        "other_activation@softplus": lambda c, v: np.log1p(np.exp(c.z)),
        "other_activation@swish": lambda c, v: c.z * ref.sigmoid(c.z),
        "brackets_missing@below": lambda c, v: 1 + np.exp(c.z),
        "relu_for_sigmoid": lambda c, v: ref.relu(c.z),
        "softmax_for_sigmoid": lambda c, v: np.exp(c.z) / np.exp(c.z).sum(),
        "softmax_for_sigmoid@rows": lambda c, v: ref.softmax(c.z),
        "tanh_for_sigmoid@of half": lambda c, v: np.tanh(c.z / 2),
        "denominator_sign_reversed": lambda c, v: 1 / (1 - np.exp(-c.z)),
        "exponent_signs_differ": lambda c, v: np.exp(c.z) * ref.sigmoid(c.z),
        "curve_turned_over": lambda c, v: -ref.sigmoid(c.z),
        "slope_for_value+tanh_for_sigmoid": lambda c, v: 1 - np.tanh(c.z) ** 2,
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
        "step_for_relu+leaky_for_relu": lambda c, v: np.where(c.z > 0, 1, 0.01),
        "step_for_relu+leaky_for_relu@0.1": lambda c, v: np.where(c.z > 0, 1, 0.1),
        "relu_inverted+step_for_relu": lambda c, v: (c.z < 0) * 1.0,
        "constant_scale": lambda c, v: 2 * ref.relu(c.z),
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
