"""Two ways to make weights small: a share of each at every step, and the same amount from each."""

from __future__ import annotations

import numpy as np

from autograder.core.compound import compounds
from autograder.core.exercise import RIGHT, Case, Exercise, Step, Variant, mistakes_of_rule
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


# parts of the new parameter: w - loss * g - price * term
STEP = {
    "loss": {
        RIGHT: lambda r: r,
        "gradient_ascent": lambda r: -r,
        "learning_rate_missing": lambda r: 1.0,
        "learning_rate_divides": lambda r: 1 / r,
        "learning_rate_twice": lambda r: r * r,
        "loss_gradient_left_out": lambda r: 0.0,
    },
    "price": {
        RIGHT: lambda r, m: r * m,
        "decay_without_learning_rate": lambda r, m: m,
        "decay_rate_twice": lambda r, m: r * r * m,
        "penalty_sign_reversed": lambda r, m: -r * m,
        "penalty_slope_doubled": lambda r, m: 2 * r * m,
        "penalty_slope_halved": lambda r, m: r * m / 2,
        "lambda_missing": lambda r, m: r,
        "lambda_squared": lambda r, m: r * m * m,
        "penalty_sign_reversed+decay_without_learning_rate": lambda r, m: -m,
        "penalty_sign_reversed+penalty_slope_doubled": lambda r, m: -2 * r * m,
        "penalty_slope_doubled+decay_without_learning_rate": lambda r, m: 2 * m,
    },
    "term": {
        RIGHT: lambda w, g, r: w,
        "decay_after_the_step": lambda w, g, r: w - r * g,
        "size_for_square": lambda w, g, r: np.sign(w),
        "sign_of_weight_lost": lambda w, g, r: np.abs(w),
        "weight_left_out": lambda w, g, r: 1.0,
        "gradient_for_weight": lambda w, g, r: g,
        "weights_added_up": lambda w, g, r: w.sum(),
        "penalty_value_for_slope": lambda w, g, r: (w**2).sum() / 2,
        "penalty_value_for_slope@squares": lambda w, g, r: w**2,
    },
}
# in one bracket with the gradient, what goes wrong with the step goes wrong with both
TOGETHER = (
    {"gradient_ascent", "penalty_sign_reversed"},
    {"learning_rate_missing", "decay_without_learning_rate"},
    {"learning_rate_twice", "decay_rate_twice"},
    {"loss_gradient_left_out", "decay_after_the_step"},
    {"loss_gradient_left_out", "gradient_for_weight"},
    {"gradient_for_weight", "penalty_sign_reversed"},
    {"penalty_value_for_slope", "penalty_slope_doubled"},
    {"penalty_value_for_slope", "penalty_slope_halved"},
)
# the whole new parameter, with the decay and without it
WHOLE = {
    "gradient_ascent@decayed": lambda w, g, r, m: w + r * (g + m * w),
    "learning_rate_missing@decayed": lambda w, g, r, m: w - (g + m * w),
    "learning_rate_twice@decayed": lambda w, g, r, m: w - r * r * (g + m * w),
    "learning_rate_divides@decayed": lambda w, g, r, m: w - (g + m * w) / r,
    "step_returned_for_params@decayed": lambda w, g, r, m: -r * (g + m * w),
    "weights_replaced_by_decay": lambda w, g, r, m: r * m * w - r * g,
    "weights_replaced_by_decay@no rate": lambda w, g, r, m: m * w - r * g,
    "decay_divides": lambda w, g, r, m: (w - r * g) / (1 + r * m),
    "decay_divides@weight": lambda w, g, r, m: w / (1 + r * m) - r * g,
    "decay_divides@exponential": lambda w, g, r, m: np.exp(-r * m) * w - r * g,
}
WITHOUT = {
    "gradient_ascent": lambda w, g, r, m: w + r * g,
    "learning_rate_missing": lambda w, g, r, m: w - g,
    "learning_rate_twice": lambda w, g, r, m: w - r * r * g,
    "learning_rate_divides": lambda w, g, r, m: w - g / r,
    "step_returned_for_params": lambda w, g, r, m: -r * g,
    "gradient_decayed": lambda w, g, r, m: w - r * (1 - m) * g,
    "gradient_decayed@rate": lambda w, g, r, m: w - r * (1 - r * m) * g,
    "parameters_not_updated": lambda w, g, r, m: w,
    "never_filled_in": lambda w, g, r, m: 0 * w,
}
RATES = ("gradient_ascent", "learning_rate_missing", "learning_rate_twice", "learning_rate_divides")


def _paying(key: str) -> dict:
    """Returns the wrong rules of a parameter that pays, in a step whose right rule is that of a weight."""

    def formula(c, v, *, loss, price, term):
        w, g = c.params[key], c.grads[key]
        return w - loss(c.rate) * g - price(c.rate, c.lam) * term(w, g, c.rate)

    whole = {name: _rule(key, new) for name, new in WHOLE.items()}
    return compounds(formula, STEP, without=TOGETHER) | whole


def _rule(key: str, new):
    return lambda c, v: new(c.params[key], c.grads[key], c.rate, c.lam)


def _of_bias(name: str) -> str:
    """Returns the name of a rule for a bias that pays as a weight does by this one: what is said of the step stays."""
    of_step = [mistake for mistake in mistakes_of_rule(name) if mistake in STEP["loss"]]
    return f"{'+'.join(('biases_penalised', *of_step))}@{name.replace('@', ' ')}"


def _decayed(key: str) -> Step:
    plain = {name: _rule(key, new) for name, new in WITHOUT.items()}
    if key.startswith("W"):
        right, wrong = (lambda w, g, r, m: (1 - r * m) * w - r * g), _paying(key)
        wrong |= {f"{name}+weights_not_decayed" if name in RATES else name: rule for name, rule in plain.items()}
        wrong["weights_not_decayed"] = _rule(key, lambda w, g, r, m: w - r * g)
    else:
        right, paying = (lambda b, g, r, m: b - r * g), _paying(key)
        wrong = {**plain, "biases_penalised": _rule(key, lambda b, g, r, m: (1 - r * m) * b - r * g)}
        wrong["gradient_for_weight"] = paying["gradient_for_weight"]
        wrong |= {_of_bias(name): rule for name, rule in paying.items()
                  if "gradient_for_weight" not in name and "step_returned" not in name}  # fmt: skip
    return Step(key, f"{key} after the step", _rule(key, right), wrong, scalable=False,
                points=0.75 if key.startswith("W") else 0.25)  # fmt: skip


WEIGHT_DECAY_STEP = Exercise(
    "weight_decay_step", "regularisation", "Weights that shrink", ("params", "grads", "learning_rate", "lam"),
    (Variant("", tuple(map(_decayed, KEYS)), _step_case, STEPS, oracle=_stepped),), {key: key for key in KEYS},
    implied={"parameters_not_updated": "loss_gradient_left_out"},  # of a bias, which has no other part
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


def _moved(w, a) -> np.ndarray:
    return w - a * np.sign(w)


def _far(w, a) -> np.ndarray:
    return np.abs(w) > a


THRESHOLD = {
    "shape": {
        RIGHT: lambda w, a: np.sign(w) * np.maximum(np.abs(w) - a, 0),
        "threshold_does_not_move": lambda w, a: w * _far(w, a),
        "carried_past_zero": _moved,
        "carried_past_zero@from above": lambda w, a: np.where(w < -a, w + a, w - a),
        "carried_past_zero@from below": lambda w, a: np.where(w > a, w - a, w + a),
        "small_entries_kept": lambda w, a: np.where(_far(w, a), _moved(w, a), w),
        "sign_lost": lambda w, a: np.maximum(np.abs(w) - a, 0),
        "negative_entries_cut": lambda w, a: np.maximum(w - a, 0),
        "negative_entries_cut@kept": lambda w, a: np.where(w > a, w - a, np.where(w < 0, w, 0)),
        "amount_taken_from_all": lambda w, a: w - a,
        "amount_taken_from_all@stopped": lambda w, a: np.where(_far(w, a), w - a, 0),
        "moved_away_from_zero": lambda w, a: w + a * np.sign(w),
        "moved_away_from_zero@far": lambda w, a: np.where(_far(w, a), w + a * np.sign(w), 0),
        "moved_away_from_zero@clipped": lambda w, a: w + np.clip(w, -a, a),
        "shrunk_by_a_factor": lambda w, a: (1 - a) * w,
        "shrunk_by_a_factor@far": lambda w, a: (1 - a) * w * _far(w, a),
        "shrunk_by_a_factor@divided": lambda w, a: w / (1 + a),
        "shrunk_by_a_factor@whole": lambda w, a: w * max(0.0, 1 - a / np.sqrt((w**2).sum())),
        "clipped_for_shrunk": lambda w, a: np.clip(w, -a, a),
        "far_entries_cut": lambda w, a: np.where(_far(w, a), 0, _moved(w, a)),
        "far_entries_cut@kept": lambda w, a: np.where(_far(w, a), 0, w),
    },
    "amount": {RIGHT: 1.0, "amount_halved": 0.5, "amount_doubled": 2.0},
}
THRESHOLD_RULES = compounds(lambda c, v, shape, amount: shape(c.W, amount * c.amount), THRESHOLD) | {
    "clipped_for_shrunk@all": lambda c, v: np.sign(c.W) * c.amount,
    "argument_returned_unchanged": lambda c, v: c.W,
    "never_filled_in": lambda c, v: 0 * c.W,
}
SOFT_THRESHOLD = Exercise(
    "soft_threshold", "regularisation", "The same amount from each", ("W", "amount"),
    (Variant("", (Step("result", "the entries after the step",
                       lambda c, v: THRESHOLD["shape"][RIGHT](c.W, c.amount), THRESHOLD_RULES,
                       scales=TURNED, points=2),), _entries, TABLES),),
    "result",
)  # fmt: skip
