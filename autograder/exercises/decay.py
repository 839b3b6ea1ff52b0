"""Two ways to make weights small: a share of each at every step, and the same amount from each."""

from __future__ import annotations

import numpy as np

from autograder.core.exercise import Case, Exercise, Step, Variant
from autograder.core.numdiff import gradients
from autograder.core.probe import network, normal
from autograder.core.submission import Request
from autograder.exercises.steps import TURNED

KEYS = ("W1", "b1", "W2", "b2")
STEPS = (
    {"widths": (3, 5, 4), "rate": 0.3, "lam": 0.7},
    {"widths": (4, 2, 3), "rate": 1.7, "lam": 0.13},
    {"widths": (2, 3, 5), "rate": 0.6, "lam": 0.4},
)


def _step_case(rng, sizes) -> Case:
    params = network(rng, sizes["widths"])
    grads = {key: normal(rng, *value.shape, margin=0.2) for key, value in params.items()}
    given = {"params": params, "grads": grads, "rate": sizes["rate"], "lam": sizes["lam"]}
    return Case(Request((params, grads, sizes["rate"], sizes["lam"])), given, {})


def _stepped(c) -> dict:
    """Returns the parameters after a step along the exact gradient of sum(grads * params) + penalty."""

    def loss(params):
        linear = sum((c.grads[key] * params[key]).sum() for key in params)
        return linear + c.lam / 2 * sum((params[key] ** 2).sum() for key in params if key[0] == "W")

    return {key: c.params[key] - c.rate * slope for key, slope in gradients(loss, c.params).items()}


# what either kind of parameter may come out as, with and without the decay
WITHOUT = {
    "gradient_ascent": lambda w, g, r, m: w + r * g,
    "learning_rate_missing": lambda w, g, r, m: w - g,
    "learning_rate_divides": lambda w, g, r, m: w - g / r,
    "step_returned_for_params": lambda w, g, r, m: -r * g,
    "gradient_decayed": lambda w, g, r, m: w - r * (1 - m) * g,
    "gradient_decayed@rate": lambda w, g, r, m: w - r * (1 - r * m) * g,
    "parameters_not_updated": lambda w, g, r, m: w,
    "loss_gradient_left_out": lambda w, g, r, m: (1 - r * m) * w,
    "never_filled_in": lambda w, g, r, m: 0 * w,
}
OF_WEIGHTS = {
    "weights_not_decayed": lambda w, g, r, m: w - r * g,
    "decay_without_learning_rate": lambda w, g, r, m: (1 - m) * w - r * g,
    "decay_rate_twice": lambda w, g, r, m: (1 - r * r * m) * w - r * g,
    "decay_after_the_step": lambda w, g, r, m: (1 - r * m) * (w - r * g),
    "decay_after_the_step@no rate": lambda w, g, r, m: (1 - m) * (w - r * g),
    "weights_replaced_by_decay": lambda w, g, r, m: r * m * w - r * g,
    "weights_replaced_by_decay@no rate": lambda w, g, r, m: m * w - r * g,
    "penalty_sign_reversed": lambda w, g, r, m: (1 + r * m) * w - r * g,
    "penalty_slope_doubled": lambda w, g, r, m: (1 - 2 * r * m) * w - r * g,
    "penalty_slope_halved": lambda w, g, r, m: (1 - r * m / 2) * w - r * g,
    "lambda_missing": lambda w, g, r, m: (1 - r) * w - r * g,
    "sign_of_weight_lost": lambda w, g, r, m: w - r * (g + m * np.abs(w)),
    "sign_of_weight_lost@no rate": lambda w, g, r, m: w - r * g - m * np.abs(w),
    "weight_left_out": lambda w, g, r, m: w - r * (g + m),
    "weight_left_out@no rate": lambda w, g, r, m: w - r * g - m,
    "decay_divides": lambda w, g, r, m: (w - r * g) / (1 + r * m),
    "decay_divides@weight": lambda w, g, r, m: w / (1 + r * m) - r * g,
    "decay_divides@exponential": lambda w, g, r, m: np.exp(-r * m) * w - r * g,
    "size_for_square@no rate": lambda w, g, r, m: w - r * g - m * np.sign(w),
    "size_for_square": lambda w, g, r, m: w - r * (g + m * np.sign(w)),
    "gradient_ascent@decayed": lambda w, g, r, m: w + r * (g + m * w),
    "gradient_ascent@loss": lambda w, g, r, m: (1 - r * m) * w + r * g,
    "learning_rate_missing@both": lambda w, g, r, m: w - (g + m * w),
    "learning_rate_missing@loss": lambda w, g, r, m: (1 - r * m) * w - g,
    "learning_rate_divides@decayed": lambda w, g, r, m: w - (g + m * w) / r,
    "step_returned_for_params@decayed": lambda w, g, r, m: -r * (g + m * w),
    "gradient_for_weight": lambda w, g, r, m: w - r * (1 + m) * g,
    "penalty_value_for_slope": lambda w, g, r, m: w - r * (g + m / 2 * (w**2).sum()),
    "penalty_value_for_slope@squares": lambda w, g, r, m: w - r * (g + m * w**2),
}
OF_BIASES = {
    "biases_penalised": lambda b, g, r, m: (1 - r * m) * b - r * g,
    "biases_penalised@no rate": lambda b, g, r, m: (1 - m) * b - r * g,
    "biases_penalised@after": lambda b, g, r, m: (1 - r * m) * (b - r * g),
    "biases_penalised@no rate, after": lambda b, g, r, m: (1 - m) * (b - r * g),
    "biases_penalised@negative": lambda b, g, r, m: (1 + r * m) * b - r * g,
    "biases_penalised@doubled": lambda b, g, r, m: (1 - 2 * r * m) * b - r * g,
    "biases_penalised@halved": lambda b, g, r, m: (1 - r * m / 2) * b - r * g,
    "biases_penalised@no lambda": lambda b, g, r, m: (1 - r) * b - r * g,
    "biases_penalised@ascent": lambda b, g, r, m: b + r * (g + m * b),
    "biases_penalised@no rate at all": lambda b, g, r, m: b - (g + m * b),
    "gradient_for_weight": lambda b, g, r, m: b - r * (1 + m) * g,
}


def _decayed(key: str) -> Step:
    def rule(new):
        return lambda c, v: new(c.params[key], c.grads[key], c.rate, c.lam)

    if key.startswith("W"):
        right, wrong = (lambda w, g, r, m: (1 - r * m) * w - r * g), {**WITHOUT, **OF_WEIGHTS}
        del wrong["gradient_ascent"], wrong["learning_rate_missing"], wrong["learning_rate_divides"]
        wrong |= {f"{name}@undecayed": WITHOUT[name] for name in ("gradient_ascent", "learning_rate_missing")}
    else:
        right, wrong = (lambda b, g, r, m: b - r * g), {**WITHOUT, **OF_BIASES}
    return Step(key, f"{key} after the step", rule(right), {name: rule(new) for name, new in wrong.items()},
                scalable=False, points=0.75 if key.startswith("W") else 0.25)  # fmt: skip


WEIGHT_DECAY_STEP = Exercise(
    "weight_decay_step", "regularisation", "Weights that shrink", ("params", "grads", "learning_rate", "lam"),
    (Variant("", tuple(map(_decayed, KEYS)), _step_case, STEPS, oracle=_stepped),), {key: key for key in KEYS},
)  # fmt: skip

TABLES = ({"shape": (5, 4), "amount": 0.6}, {"shape": (11,), "amount": 0.35}, {"shape": (2, 3, 4), "amount": 0.8})
CLEAR = 0.1  # entries stay this far from the amount and from zero


def _entries(rng, sizes) -> Case:
    """Returns entries of both signs, some nearer to zero than the amount, some further away."""
    amount, shape = sizes["amount"], sizes["shape"]
    count = int(np.prod(shape))
    far = rng.permutation(np.arange(count) % 2).astype(bool)
    size = np.where(far, amount + CLEAR + rng.random(count), CLEAR + (amount - 2 * CLEAR) * rng.random(count))
    W = (size * rng.permutation(np.where(np.arange(count) % 3 == 0, -1.0, 1.0))).reshape(shape)
    return Case(Request((W, amount)), {"W": W, "amount": amount}, {})


def _moved(c) -> np.ndarray:
    return c.W - c.amount * np.sign(c.W)


def _far(c) -> np.ndarray:
    return np.abs(c.W) > c.amount


THRESHOLD_RULES = {
    "threshold_does_not_move": lambda c, v: c.W * _far(c),
    "carried_past_zero": lambda c, v: _moved(c),
    "carried_past_zero@from above": lambda c, v: np.where(c.W < -c.amount, c.W + c.amount, c.W - c.amount),
    "carried_past_zero@from below": lambda c, v: np.where(c.W > c.amount, c.W - c.amount, c.W + c.amount),
    "small_entries_kept": lambda c, v: np.where(_far(c), _moved(c), c.W),
    "sign_lost": lambda c, v: np.maximum(np.abs(c.W) - c.amount, 0),
    "negative_entries_cut": lambda c, v: np.maximum(c.W - c.amount, 0),
    "negative_entries_cut@kept": lambda c, v: np.where(c.W > c.amount, c.W - c.amount, np.where(c.W < 0, c.W, 0)),
    "amount_taken_from_all": lambda c, v: c.W - c.amount,
    "amount_taken_from_all@stopped": lambda c, v: np.where(_far(c), c.W - c.amount, 0),
    "moved_away_from_zero": lambda c, v: c.W + c.amount * np.sign(c.W),
    "moved_away_from_zero@far": lambda c, v: np.where(_far(c), c.W + c.amount * np.sign(c.W), 0),
    "shrunk_by_a_factor": lambda c, v: (1 - c.amount) * c.W,
    "shrunk_by_a_factor@far": lambda c, v: (1 - c.amount) * c.W * _far(c),
    "clipped_for_shrunk@all": lambda c, v: np.sign(c.W) * c.amount,
    "clipped_for_shrunk": lambda c, v: np.clip(c.W, -c.amount, c.amount),
    "far_entries_cut": lambda c, v: np.where(_far(c), 0, _moved(c)),
    "far_entries_cut@kept": lambda c, v: np.where(_far(c), 0, c.W),
    "amount_halved": lambda c, v: np.sign(c.W) * np.maximum(np.abs(c.W) - c.amount / 2, 0),
    "amount_doubled": lambda c, v: np.sign(c.W) * np.maximum(np.abs(c.W) - 2 * c.amount, 0),
    "argument_returned_unchanged": lambda c, v: c.W,
    "never_filled_in": lambda c, v: 0 * c.W,
}
SOFT_THRESHOLD = Exercise(
    "soft_threshold", "regularisation", "The same amount from each", ("W", "amount"),
    (Variant("", (Step("result", "the entries after the step",
                       lambda c, v: np.sign(c.W) * np.maximum(np.abs(c.W) - c.amount, 0), THRESHOLD_RULES,
                       scales=TURNED, points=2),), _entries, TABLES),),
    "result",
)  # fmt: skip
