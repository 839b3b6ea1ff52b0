"""Mistakes in steps that make weights small, each in a student's own code, with a near miss."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "weight_decay_step": """
        def weight_decay_step(params, grads, learning_rate, lam):
            new = {}
            for key, w in params.items():
                g = grads[key]
                if key[0] == "W":
                    new[key] = w - learning_rate * g - learning_rate * lam * w
                else:
                    new[key] = w - learning_rate * (g)
            return new
    """,
    "soft_threshold": """
        def soft_threshold(W, amount):
            result = np.zeros(W.shape)
            for index, w in np.ndenumerate(W):
                if w > amount:
                    result[index] = w - amount
                elif w < -amount:
                    result[index] = w + amount
            return result
    """,
}

_W, _B = "w - learning_rate * g - learning_rate * lam * w", "w - learning_rate * (g)"
DECAYS = tuple(
    Row("weight_decay_step", edits, names, near)
    for edits, names, near in (
        (f"{_W} => w - learning_rate * g", "weights_not_decayed", f"{_W} => w - learning_rate * (g + lam * w)"),
        (f"{_W} => (1 - lam) * w - learning_rate * g", "decay_without_learning_rate",
         f"{_W} => (1 - lam * learning_rate) * w - learning_rate * g"),
        (f"{_W} => w - learning_rate * (g + learning_rate * lam * w)", "decay_rate_twice",
         f"{_W} => w - learning_rate * (g + 1.0 * lam * w)"),
        (f"{_W} => (w - learning_rate * g) * (1 - learning_rate * lam)", "decay_after_the_step",
         f"{_W} => w * (1 - learning_rate * lam) - learning_rate * g"),
        (f"{_W} => learning_rate * lam * w - learning_rate * g", "weights_replaced_by_decay",
         f"{_W} => w - (learning_rate * lam * w + learning_rate * g)"),
        (f"{_W} => w - learning_rate * (g - lam * w)", "penalty_sign_reversed",
         f"{_W} => w - learning_rate * (lam * w + g)"),
        (f"{_W} => w - learning_rate * (g + 2 * lam * w)", "penalty_slope_doubled",
         f"{_W} => w - learning_rate * (g + 2 * lam * w / 2)"),
        (f"{_W} => w - learning_rate * (g + lam / 2 * w)", "penalty_slope_halved",
         f"{_W} => w - learning_rate * (g + lam / 2 * w + lam / 2 * w)"),
        (f"{_W} => w - learning_rate * (g + lam**2 * w)", "lambda_squared",
         f"{_W} => w - learning_rate * (g + lam**1 * w)"),
        (f"{_W} => w - learning_rate * (g + w)", "lambda_missing", f"{_W} => w - learning_rate * (g + w * lam)"),
        (f"{_W} => w - learning_rate * (g + lam * np.sign(w))", "size_for_square",
         f"{_W} => w - learning_rate * (g + lam * np.sign(w) * abs(w))"),
        (f"{_W} => w - learning_rate * (g + lam * abs(w))", "sign_of_weight_lost",
         f"{_W} => w - learning_rate * (g + lam * abs(w) * np.sign(w))"),
        (f"{_W} => w - learning_rate * (g + lam)", "weight_left_out",
         f"{_W} => w - learning_rate * g - lam * learning_rate * w"),
        (f"{_W} => w - learning_rate * g - lam", "decay_without_learning_rate weight_left_out",
         f"{_W} => w - learning_rate * g - lam * w * learning_rate"),
        (f"{_W} => (w - learning_rate * g) * (1 - lam)", "decay_without_learning_rate decay_after_the_step",
         f"{_W} => w - learning_rate * g - w * (1 - (1 - lam * learning_rate))"),
        (f"{_W} => w * (1 - learning_rate * lam) + learning_rate * g ;; {_B} => w * (1 - learning_rate * lam) + "
         "learning_rate * g", "gradient_ascent biases_penalised", f"{_W} => w * (1 - learning_rate * lam) - g * 1.0"),
        (f"{_W} => w - learning_rate ** 2 * g - learning_rate * lam * w ;; {_B} => w - learning_rate ** 2 * g",
         "learning_rate_twice", f"{_W} => w - learning_rate ** 1 * g - learning_rate * lam * w"),
        (f"{_W} => (w - learning_rate * g) / (1 + learning_rate * lam)", "decay_divides",
         f"{_W} => (w - learning_rate * g) / (1 + 0 * lam) - learning_rate * lam * w"),
        (f"{_W} => np.exp(-learning_rate * lam) * w - learning_rate * g", "decay_divides",
         f"{_W} => np.exp(np.log1p(-learning_rate * lam)) * w - learning_rate * g"),
        (f"{_W} => w + learning_rate * (g + lam * w) ;; {_B} => w + learning_rate * g", "gradient_ascent",
         f"{_W} => w + -learning_rate * (g + lam * w)"),
        (f"{_W} => w - (g + lam * w) ;; {_B} => w - g", "learning_rate_missing",
         f"{_W} => w - (g + lam * w) * learning_rate"),
        (f"{_W} => w - (g + lam * w) / learning_rate ;; {_B} => w - g / learning_rate", "learning_rate_divides",
         f"{_W} => w - (g + lam * w) / (1 / learning_rate)"),
        (f"{_W} => -learning_rate * (g + lam * w) ;; {_B} => -learning_rate * g", "step_returned_for_params",
         f"{_W} => w + (-learning_rate * (g + lam * w))"),
        (f"{_W} => w - learning_rate * (1 - lam) * g", "gradient_decayed",
         f"{_W} => (1 - lam * learning_rate) * w - learning_rate * g"),
        (f"{_W} => w - learning_rate * (g + lam * g)", "gradient_for_weight",
         f"{_W} => w - learning_rate * (g + lam * params[key])"),
        (f"{_W} => w - learning_rate * lam * w ;; {_B} => w", "loss_gradient_left_out",
         f"{_W} => w - lam * learning_rate * w - g * learning_rate"),
        (f"{_W} => w - learning_rate * lam * w", "loss_gradient_left_out",
         f"{_W} => w - lam * learning_rate * w - learning_rate * g"),
        (f"{_W} => w - learning_rate * (g + lam * w.sum())", "weights_added_up",
         f"{_W} => w - learning_rate * (g + lam * w.clip())"),
        (f"{_W} => w ;; {_B} => w", "parameters_not_updated", f"{_B} => w - g * learning_rate"),
        (f"{_W} => w - learning_rate * (g + lam * w**2)", "penalty_value_for_slope",
         f"{_W} => w - learning_rate * (g + lam * w**2 / w)"),
        (f"{_W} => 0 * w", "never_filled_in", f"{_W} => 0 + w - learning_rate * (g + lam * w)"),
        (f"{_B} => w - learning_rate * (g + lam * w)", "biases_penalised", f"{_B} => w - learning_rate * (g + 0 * w)"),
        ('if key[0] == "W": => if True:', "biases_penalised", 'if key[0] == "W": => if w.ndim == 2:'),
        ("g = grads[key] => g = grads[key]; w *= 1 - learning_rate * lam * (w.ndim == 2) ;; "
         f"{_W} => w - learning_rate * g", "arguments_changed",
         "g = grads[key] => g = grads[key]; w = w * (1 - learning_rate * lam * (w.ndim == 2)) ;; "
         f"{_W} => w - learning_rate * g"),
    )
)  # fmt: skip

_RETURN, _ZEROS = "return result", "result = np.zeros(W.shape)"
_BOTH = "return np.sign(W) * np.maximum(np.abs(W) - amount, 0)"
THRESHOLDS = tuple(
    Row("soft_threshold", f"{_RETURN} => return {wrong}", names, f"{_RETURN} => return {near}")
    for wrong, names, near in (
        ("np.where(abs(W) > amount, W, 0)", "threshold_does_not_move",
         "np.where(abs(W) > amount, W - amount * np.sign(W), 0)"),
        ("W - amount * np.sign(W)", "carried_past_zero", "W - np.minimum(amount, abs(W)) * np.sign(W)"),
        ("np.where(W < -amount, W + amount, W - amount)", "carried_past_zero",
         "np.where(W < -amount, W + amount, np.maximum(W - amount, 0))"),
        ("np.where(abs(W) > amount, result, W)", "small_entries_kept", "np.where(abs(W) > amount, result, 0 * W)"),
        ("np.maximum(abs(W) - amount, 0)", "sign_lost", "np.copysign(np.maximum(abs(W) - amount, 0), W)"),
        ("np.maximum(W - amount, 0)", "negative_entries_cut", "np.maximum(W - amount, 0) - np.maximum(-W - amount, 0)"),
        ("W - amount", "amount_taken_from_all", "np.maximum(W - amount, 0) + np.minimum(W + amount, 0)"),
        ("W + amount * np.sign(W)", "moved_away_from_zero", "result + amount * np.sign(W) * 0"),
        ("W * (1 - amount)", "shrunk_by_a_factor", "W * np.maximum(1 - amount / abs(W), 0)"),
        ("np.clip(W, -amount, amount)", "clipped_for_shrunk", "W - np.clip(W, -amount, amount)"),
        ("np.where(abs(W) < amount, W - amount * np.sign(W), 0)", "far_entries_cut",
         "np.where(abs(W) < amount, 0, W - amount * np.sign(W))"),
        ("np.sign(W) * np.maximum(abs(W) - amount / 2, 0)", "amount_halved",
         "np.sign(W) * np.maximum(2 * abs(W) - 2 * amount, 0) / 2"),
        ("np.sign(W) * np.maximum(abs(W) - 2 * amount, 0)", "amount_doubled",
         "np.sign(W) * np.maximum(abs(W) - amount, 0 * 2)"),
        ("W / (1 + amount)", "shrunk_by_a_factor", "result / (1 + 0 * amount)"),
        ("np.maximum(abs(W) - 2 * amount, 0)", "sign_lost amount_doubled",
         "np.copysign(np.maximum(2 * abs(W) - 2 * amount, 0), W) / 2"),
        ("W - amount / 2 * np.sign(W)", "carried_past_zero amount_halved", "W - np.clip(W, -amount, amount)"),
        ("W", "argument_returned_unchanged", "1 * result"),
        ("0 * W", "never_filled_in", "result + 0 * W"),
        ("-result", "minus_sign_extra", "+result"),
    )
)  # fmt: skip
IN_PLACE = Row(
    "soft_threshold",
    f"{_ZEROS} => result = W; W[abs(W) <= amount] = 0",
    "arguments_changed",
    f"{_ZEROS} => result = W.copy(); result[abs(W) <= amount] = 0",
)
ROWS = (*DECAYS, *THRESHOLDS, IN_PLACE)
STYLES = (
    ("weight_decay_step", f"{_W} => (1 - learning_rate * lam) * w - learning_rate * g"),
    ("weight_decay_step", f'{_W} => w.copy(); new[key] *= 1 - learning_rate * lam; new[key] -= learning_rate * g'),
    ("weight_decay_step", "return new => return {key: value.astype(np.float32) for key, value in new.items()}"),
    ("weight_decay_step", 'if key[0] == "W": => if not key.startswith("b"):'),
    ("weight_decay_step", "new = {} => from solutions.regularisation import regularised_grads; "
     "from solutions.gradient_descent import sgd_step; "
     "return sgd_step(params, regularised_grads(params, grads, lam), learning_rate)"),
    ("soft_threshold", f"{_RETURN} => {_BOTH}"),
    ("soft_threshold", f"{_RETURN} => return W - np.clip(W, -amount, amount)"),
    ("soft_threshold", f"{_RETURN} => return np.where(W > amount, W - amount, np.where(W < -amount, W + amount, 0))"),
    ("soft_threshold", f"{_RETURN} => return np.maximum(W - amount, 0) - np.maximum(-W - amount, 0)"),
    ("soft_threshold", f"{_RETURN} => return result.astype(np.float32)"),
)  # fmt: skip
