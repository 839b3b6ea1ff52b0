"""Mistakes of chapter 08, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "l2_penalty": """
        def l2_penalty(params, lam):
            weights = [params[k] for k in params if k[0] == "W"]
            total = 0.0
            for w in weights:
                total += (w * w).sum()
            return lam * total / 2
    """,
    "regularised_grads": """
        def regularised_grads(params, grads, lam):
            new = {}
            for k in grads:
                p, g = params[k], grads[k]
                if p.ndim == 2:
                    new[k] = g + lam * p
                else:
                    new[k] = g + 0
            return new
    """,
    "dropout_forward": """
        def dropout_forward(A, keep, rng):
            u = rng.random(A.shape)
            mask = np.where(u < keep, 1.0, 0.0)
            scale = 1 / keep
            out = A * mask * scale
            return out, mask
    """,
    "dropout_backward": """
        def dropout_backward(dA, mask, keep):
            kept = mask
            scale = 1 / keep
            return dA * kept * scale
    """,
}

_ALL, _LOOP = '[params[k] for k in params if k[0] == "W"]', "for w in weights:"
_SQUARE, _RETURN = "(w * w).sum()", "lam * total / 2"
PENALTIES = tuple(
    Row("l2_penalty", edits, names, near)
    for edits, names, near in (
        (f"{_ALL} => list(params.values())", "biases_penalised",
         f"{_ALL} => [p for p in params.values() if p.ndim > 1]"),
        ("== \"W\" => == \"b\"", "only_biases_penalised", "== \"W\" => != \"b\""),
        (f"{_RETURN} => total / 2", "lambda_missing", f"{_RETURN} => total / 2 * lam"),
        (f"{_RETURN} => lam ** 2 * total / 2", "lambda_squared", f"{_RETURN} => lam ** 1 * total / 2"),
        (f"{_LOOP} => for w in weights[:2]:", "layer_not_penalised", f"{_LOOP} => for w in weights[:9]:"),
        (f"{_RETURN} => total / (2 * lam)", "lambda_divides", f"{_RETURN} => total / (2 / lam)"),
        (f"{_SQUARE} => np.abs(w).sum()", "size_for_square", f"{_SQUARE} => (np.abs(w) ** 2).sum()"),
        (f"{_SQUARE} => np.linalg.norm(w)", "norm_not_squared", f"{_SQUARE} => np.linalg.norm(w) ** 2"),
        (f"{_RETURN} => lam * np.sqrt(total) / 2", "norm_not_squared", f"{_RETURN} => lam * np.sqrt(total) ** 2 / 2"),
        (f"{_SQUARE} => (w * w).mean()", "penalty_averaged", f"{_SQUARE} => (w * w).mean() * w.size"),
        (f"{_LOOP} => for w in weights[:1]:", "one_layer_penalised", f"{_LOOP} => for w in weights[::-1]:"),
        (f"{_LOOP} => for w in [params['W2' if len(params) == 4 else 'W3']]:", "one_layer_penalised",
         f"{_LOOP} => for w in tuple(weights):"),
        (f"{_SQUARE} => w.sum()", "weights_not_squared", f"{_SQUARE} => (w * w).sum()"),
        (f"{_SQUARE} => (w * 2).sum()", "weights_not_squared", f"{_SQUARE} => (w**2).sum()"),
        (f"{_SQUARE} => (w @ w.T).sum()", "matrix_product_for_square", f"{_SQUARE} => np.trace(w @ w.T)"),
        (f"{_RETURN} => np.array([lam / 2 * (w * w).sum() for w in weights])", "layers_not_added_up",
         f"{_RETURN} => np.array([lam / 2 * (w * w).sum() for w in weights]).sum()"),
        (f"{_LOOP} => for w in weights[:-1]: ;; {_RETURN} => lam * total", "layer_not_penalised penalty_not_halved",
         f"{_LOOP} => for w in weights[-9:]:"),
        (f"{_ALL} => list(params.values()) ;; {_SQUARE} => (w * w).mean()", "biases_penalised penalty_averaged",
         f"{_SQUARE} => (w * w).mean() * w.size"),
        (f"{_ALL} => list(params.values()) ;; {_SQUARE} => np.abs(w).sum()", "biases_penalised size_for_square",
         f"{_SQUARE} => (np.abs(w) * abs(w)).sum()"),
        (f"{_SQUARE} => w.sum() ** 2", "summed_before_squaring", f"{_SQUARE} => np.square(w).sum()"),
        (f"{_SQUARE} => np.linalg.norm(w, 2) ** 2", "another_norm", f"{_SQUARE} => np.linalg.norm(w, 'fro') ** 2"),
        (f"{_RETURN} => lam * total", "penalty_not_halved", f"{_RETURN} => lam * total * 0.5"),
        (f"{_RETURN} => lam / 2 * total / 2", "penalty_halved_twice", f"{_RETURN} => lam / 4 * total * 2"),
        (f"{_RETURN} => -lam * total / 2", "penalty_sign_reversed", f"{_RETURN} => -lam * total / -2"),
        (f"{_RETURN} => 0.0", "never_filled_in", f"{_RETURN} => 0.0 + lam * total / 2"),
        (f"{_ALL} => list(params.values()) ;; {_RETURN} => lam * total", "biases_penalised penalty_not_halved",
         f"{_RETURN} => np.array(lam * total / 2)"),
    )
)  # fmt: skip

_W, _B = "g + lam * p", "g + 0"
GRADIENTS = tuple(
    Row("regularised_grads", edits, names, near)
    for edits, names, near in (
        (f"{_B} => g + lam * p * 1", "biases_penalised", f"{_B} => g + 0 * p"),
        (f"{_W} => g + 2 * lam * p ;; {_B} => g + 2 * lam * p * 1", "biases_penalised penalty_slope_doubled",
         f"{_W} => g + 2 * lam * p / 2"),
        (f"{_W} => g - 2 * lam * p ;; {_B} => g - 2 * lam * p * 1",
         "biases_penalised penalty_sign_reversed penalty_slope_doubled", f"{_W} => g + 2 * (lam * p - p * lam / 2)"),
        (f"{_W} => g + 2 * lam * g", "gradient_for_weight penalty_slope_doubled", f"{_W} => g * (1 + lam * (p / g))"),
        (f"{_W} => 2 * lam * p", "penalty_slope_doubled loss_gradient_left_out", f"{_W} => 2 * lam * p + g - lam * p"),
        (f"{_W} => g + 2 * lam * (p ** 2).sum()", "penalty_value_for_slope", f"{_W} => g + 2 * lam * p ** 2 / (p + p)"),
        (f"{_W} => g + lam * p.sum()", "weights_added_up", f"{_W} => g + lam * p.clip()"),
        (f"{_W} => g * (1 + lam * p)", "gradient_multiplied", f"{_W} => g * 1 + lam * p"),
        (f"{_W} => g - lam * p", "penalty_sign_reversed", f"{_W} => g - -lam * p"),
        (f"{_W} => g + 2 * lam * p", "penalty_slope_doubled", f"{_W} => g + lam / 2 * p * 2"),
        (f"{_W} => g + lam / 2 * p", "penalty_slope_halved", f"{_W} => g + lam / 2 * (p + p)"),
        (f"{_W} => g + 0.0", "penalty_left_out", f"{_W} => g + 1.0 * lam * p"),
        (f"{_W} => g + (lam * p if k == 'W1' else 0)", "penalty_left_out", f"{_W} => g + (lam * p if k else 0)"),
        (f"{_W} => lam * p ;; {_B} => 0 * p", "loss_gradient_left_out", f"{_W} => lam * p + g"),
        (f"{_W} => g + p", "lambda_missing", f"{_W} => g + p * lam"),
        (f"{_W} => g + lam * np.sign(p)", "size_for_square", f"{_W} => g + lam * np.sign(p) * abs(p)"),
        (f"{_W} => g + lam / 2 * (p ** 2).sum()", "penalty_value_for_slope", f"{_W} => g + lam / 2 * (p ** 2) * 2 / p"),
        (f"{_W} => g + lam * p ** 2", "penalty_value_for_slope", f"{_W} => g + lam * p ** 1"),
        (f"{_W} => g + lam * g", "gradient_for_weight", f"{_W} => g * (1 + lam * p / g)"),
        (f"{_W} => (1 - lam) * g", "gradient_decayed", f"{_W} => g - (-lam) * p"),
        (f"{_W} => g + lam ** 2 * p", "lambda_squared", f"{_W} => g + lam ** 1 * p"),
        (f"{_W} => g + lam * p / len(p)", "penalty_averaged", f"{_W} => g + lam * p / len([p])"),
        (f"{_W} => g + lam * p / p.size", "penalty_averaged", f"{_W} => g + lam * p / 1"),
        (f"{_W} => g + p / lam", "lambda_divides", f"{_W} => g + p / (1 / lam)"),
        (f"{_W} => g + lam * abs(p)", "sign_of_weight_lost", f"{_W} => g + lam * abs(p) * np.sign(p)"),
        (f"{_W} => g + lam", "weight_left_out", f"{_W} => g + lam * (p / 1)"),
        (f"{_W} => lam * (g + p)", "loss_gradient_priced", f"{_W} => lam * (g / lam + p)"),
        (f"{_W} => g + lam * p / np.linalg.norm(p)", "norm_not_squared", f"{_W} => g + lam * p / np.linalg.norm([1])"),
        ("p, g = params[k], grads[k] => g, p = params[k], grads[k]", "params_and_grads_exchanged",
         "p, g = params[k], grads[k] => g, p = grads[k], params[k]"),
        (f"{_W} => p ;; {_B} => p", "params_and_grads_exchanged penalty_left_out", f"{_W} => p * lam + g"),
        (f"{_W} => np.zeros(p.shape)", "never_filled_in", f"{_W} => np.zeros(p.shape) + g + lam * p"),
        ("new[k] = g + lam * p => g += lam * p; new[k] = g", "arguments_changed",
         "new[k] = g + lam * p => g = g + lam * p; new[k] = g"),
        ("new = {} => new = grads", "arguments_changed", "new = {} => new = dict(grads)"),
    )
)  # fmt: skip

_U, _MASK, _KEEP, _OUT, _BACK = (
    "rng.random(A.shape)", "np.where(u < keep, 1.0, 0.0)", "scale = 1 / keep", "A * mask * scale", "return out, mask",
)  # fmt: skip
FORWARDS = tuple(
    Row("dropout_forward", edits, names, near)
    for edits, names, near in (
        (f"{_KEEP} => scale = 1", "dropout_not_rescaled", f"{_KEEP} => scale = keep ** -1"),
        (f"{_KEEP} => scale = keep", "scaled_the_wrong_way", f"{_KEEP} => scale = 2 - keep"),
        (f"{_KEEP} => scale = 1 / (1 - keep + 1e-300)", "scaled_by_the_dropped_share",
         f"{_KEEP} => scale = 1 / (1 - (1 - keep))"),
        (f"{_KEEP} => scale = 1 - keep", "scaled_by_the_dropped_share", f"{_KEEP} => scale = 1 + (1 - keep) / keep"),
        (f"{_KEEP} => scale = 1 / keep ** 2", "dropout_scaled_twice", f"{_KEEP} => scale = keep / keep ** 2"),
        (f"{_KEEP} => scale = 1 / mask.mean()", "scaled_by_what_stayed", f"{_KEEP} => scale = 1 / np.mean(keep)"),
        (f"{_OUT} => A + 0", "nothing_dropped", f"{_OUT} => A * mask * scale + 0"),
        (f"{_MASK} => np.ones(A.shape)", "nothing_dropped", f"{_MASK} => np.ones(A.shape) * (u < keep)"),
        (f"{_OUT} => A * scale", "mask_not_applied", f"{_OUT} => A * (mask * scale)"),
        (f"{_OUT} => A * (1 - mask) / (1 - keep + 1e-300)", "mask_turned_round keep_and_drop_swapped",
         f"{_OUT} => A * (1 - (1 - mask)) * scale"),
        (f"{_BACK} => return out, 1 - mask", "mask_turned_round", f"{_BACK} => return out, 1 - (1 - mask)"),
        (f"{_MASK} => u", "random_numbers_for_mask", f"{_MASK} => np.floor(u + keep)"),
        (f"{_BACK} => return out, mask * scale", "mask_holds_the_scale", f"{_BACK} => return out, mask * scale * keep"),
        (f"{_MASK} => np.where(u > keep, 1.0, 0.0)", "keep_and_drop_swapped",
         f"{_MASK} => np.where(u > 1 - keep, 1.0, 0.0)"),
        (f"{_MASK} => np.where(u > keep, 1.0, 0.0) ;; {_KEEP} => scale = 1 / (1 - keep + 1e-300)",
         "keep_and_drop_swapped", f"{_MASK} => np.where(u >= 1 - keep, 1.0, 0.0)"),
        (f"{_MASK} => np.where(u < 0.5, 1.0, 0.0)", "keep_not_used",
         f"{_MASK} => np.where(u < (keep + 0.5) / 2, 1.0, 0.0)"),
        (f"{_U} => rng.random(A.shape[1])", "mask_shared", f"{_U} => rng.random(A.T.shape).T"),
        (f"{_U} => rng.random(A.shape[1]) + 0 * A", "mask_shared", f"{_U} => rng.random(A.size).reshape(A.shape)"),
        (f"{_U} => rng.random((len(A), 1)) + 0 * A", "mask_shared",
         f"{_U} => np.array([rng.random(len(a)) for a in A])"),
        (f"{_BACK} => return out, (rng.random(A.shape) < keep) * 1.0", "second_mask_drawn",
         f"{_BACK} => return out, (u < keep) * 1.0"),
        (f"{_U} => rng.permutation(A.size).reshape(A.shape) / A.size", "mask_of_fixed_count",
         f"{_U} => np.sort(rng.random(A.size))[rng.permutation(A.size)].reshape(A.shape)"),
        (f"{_U} => rng.standard_normal(A.shape)", "normal_numbers_drawn",
         f"{_U} => np.abs(rng.standard_normal(A.shape)) % 1 * 0 + rng.random(A.shape)"),
        (f"{_U} => np.random.random(A.shape)", "generator_ignored",
         f"{_U} => rng.uniform(size=A.shape)"),
        (f"{_U} => np.random.default_rng(0).random(A.shape)", "generator_ignored",
         f"{_U} => np.random.default_rng(rng.integers(9999)).random(A.shape)"),
        (f"{_U} => __import__('copy').deepcopy(rng).random(A.shape)", "mask_not_drawn_anew",
         f"{_U} => rng.spawn(1)[0].random(A.shape)"),
        (f"{_OUT} => np.zeros(A.shape) ;; {_MASK} => np.ones(A.shape)", "never_filled_in nothing_dropped",
         f"{_OUT} => np.zeros(A.shape) + A * mask / keep"),
        (f"{_OUT} => np.zeros(A.shape)", "never_filled_in", f"{_OUT} => np.zeros(A.shape) + A * mask * scale"),
        (f"{_OUT} => A; out *= mask * scale", "arguments_changed", f"{_OUT} => A.copy(); out *= mask * scale"),
    )
)  # fmt: skip

_GRAD = "dA * kept * scale"
BACKWARDS = tuple(
    Row("dropout_backward", edits, names, near)
    for edits, names, near in (
        (f"{_GRAD} => dA * kept", "dropout_not_rescaled", f"{_GRAD} => dA * kept / keep"),
        (f"{_GRAD} => dA * kept * keep", "scaled_the_wrong_way", f"{_GRAD} => dA * kept * (2 - keep)"),
        (f"{_KEEP} => scale = 1 / (1 - keep)", "scaled_by_the_dropped_share",
         f"{_KEEP} => scale = 1 / (1 - (1 - keep))"),
        (f"{_KEEP} => scale = keep ** -2", "dropout_scaled_twice", f"{_KEEP} => scale = keep ** -1"),
        (f"{_KEEP} => scale = keep ** -0.5", "dropout_scaled_twice", f"{_KEEP} => scale = (keep ** 2) ** -0.5"),
        (f"{_GRAD} => dA * kept * scale / len(dA)", "batch_mean_twice", f"{_GRAD} => dA * kept * scale / 1"),
        (f"{_KEEP} => scale = 1 / mask.mean()", "scaled_by_what_stayed", f"{_KEEP} => scale = 1 / np.mean(keep)"),
        (f"{_GRAD} => dA * scale", "mask_not_reused", f"{_GRAD} => scale * dA * kept"),
        ("kept = mask => kept = np.random.default_rng(1).random(mask.shape) < keep", "mask_not_reused",
         "kept = mask => kept = mask > 0.5"),
        ("kept = mask => kept = np.random.random(mask.shape) < keep", "mask_not_reused",
         "kept = mask => kept = mask.astype(bool)"),
        (f"{_GRAD} => dA", "argument_returned_unchanged", f"{_GRAD} => dA * (mask / keep)"),
        (f"{_GRAD} => dA * keep", "mask_not_reused scaled_the_wrong_way", f"{_GRAD} => dA * mask * keep ** -1"),
        (f"{_GRAD} => dA * (1 - mask)", "mask_turned_round dropout_not_rescaled", f"{_GRAD} => dA * (mask / keep - 0)"),
        (f"{_GRAD} => dA * ~mask / keep", "mask_turned_round", "kept = mask => kept = ~~mask.astype(bool)"),
        (f"{_GRAD} => dA[mask == 1] * scale", "dropped_entries_left_out", f"{_GRAD} => (dA * scale) * (mask == 1)"),
        (f"{_GRAD} => dA @ mask.T * scale", "mask_by_matrix_product", f"{_GRAD} => (dA.T * mask.T * scale).T"),
        (f"{_GRAD} => np.where(mask > 0, dA * scale, dA)", "dropped_entries_kept",
         f"{_GRAD} => np.where(mask > 0, dA * scale, 0 * dA)"),
        ("kept = mask => kept = 1 - mask", "mask_turned_round", "kept = mask => kept = 1 - (1 - mask)"),
        (f"{_GRAD} => kept * scale", "upstream_ignored", f"{_GRAD} => np.multiply(dA, kept * scale)"),
        (f"{_GRAD} => 0 * dA", "never_filled_in", f"{_GRAD} => 0 * dA + dA * kept * scale"),
        (f"return {_GRAD} => dA *= kept; return dA * scale", "arguments_changed",
         f"return {_GRAD} => dA = dA * kept; return dA * scale"),
        (f"{_GRAD} => -dA * kept * scale", "minus_sign_extra", f"{_GRAD} => -dA * kept * -scale"),
    )
)  # fmt: skip
ROWS = (*PENALTIES, *GRADIENTS, *FORWARDS, *BACKWARDS)

STYLES = (
    ("l2_penalty", f"{_SQUARE} => np.linalg.norm(w) ** 2"),
    ("l2_penalty", f"{_SQUARE} => np.vdot(w, w)"),
    ("l2_penalty", f"{_SQUARE} => sum(x ** 2 for row in w for x in row)"),
    ("l2_penalty", f"{_ALL} => [v for v in params.values() if v.ndim == 2]"),
    ("l2_penalty", f"{_ALL} => [params[f'W{{l + 1}}'] for l in range(len(params) // 2)]".replace("{{",
     "{").replace("}}", "}")),
    ("l2_penalty", f"{_RETURN} => np.float32(lam * total / 2)"),
    ("regularised_grads", f"{_B} => g"),
    ("regularised_grads", f"{_W} => np.add(g, p * lam)"),
    ("regularised_grads", "p.ndim == 2 => k.startswith('W')"),
    ("regularised_grads", "return new => return {k: v.astype(np.float32) for k, v in new.items()}"),
    ("dropout_forward", f"{_MASK} => u < keep"),
    ("dropout_forward", f"{_MASK} => (u < keep).astype(int)"),
    ("dropout_forward", f"{_MASK} => (u <= keep) * 1"),
    ("dropout_forward", f"{_U} => rng.random(A.shape) ;; {_MASK} => rng.binomial(1, keep, A.shape)"),
    ("dropout_forward", f"{_OUT} => np.where(mask > 0, A / keep, 0)"),
    ("dropout_forward", f"{_MASK} => rng.choice([0, 1], A.shape, p=[1 - keep, keep])"),
    ("dropout_forward", f"{_BACK} => return [out.astype(np.float32), mask]"),
    ("dropout_backward", "kept = mask => kept = mask.astype(bool)"),
    ("dropout_backward", f"{_GRAD} => np.where(mask, dA / keep, 0.0)"),
    ("dropout_backward", f"{_GRAD} => (dA * kept * scale).astype(np.float32)"),
)  # fmt: skip
