"""Further mistakes of chapter 06, in the code of `rows_gradient_descent` and `rows_momentum`."""

from __future__ import annotations

from tests.exercises.rows import Row

_SLICE, _LIST = "rows[s:s + batch_size]", "return batches"
BATCHES = tuple(
    Row("minibatches", edits, names, near)
    for edits, names, near in (
        (f"{_LIST} => return batches[-1:] + batches[:-1]", "smaller_batch_not_last",
         f"{_LIST} => return batches[:-1][::-1] + batches[-1:]"),
        ("np.arange(N) => np.arange(N - 1)", "row_at_the_end_missing", "np.arange(N) => np.arange(0, N)"),
        ("np.arange(N) => np.arange(1, N)", "row_at_the_end_missing", "np.arange(N) => np.arange(1, N + 1) - 1"),
        (f"{_SLICE} => rows[s:s + batch_size - 1]", "batch_one_row_short", f"{_SLICE} => rows[s:][:batch_size]"),
        (f"{_SLICE} => rows[s:s + batch_size + 1]", "batches_overlap", f"{_SLICE} => rows[s:min(N, s + batch_size)]"),
        (f"{_SLICE} => rows[s:batch_size]", "slice_end_not_moved", f"{_SLICE} => rows[s:batch_size + s]"),
        (f"{_LIST} => return batches[:-1]", "last_batch_dropped", f"{_LIST} => return batches[:]"),
    )
)  # fmt: skip
_STEP = "step = -learning_rate * g"
STEPS = tuple(
    Row("sgd_step", edits, names, near)
    for edits, names, near in (
        (f"{_STEP} => step = -learning_rate - g", "learning_rate_added", f"{_STEP} => step = -(learning_rate * g)"),
        (f"{_STEP} => step = -learning_rate * abs(g)", "gradient_size_only",
         f"{_STEP} => step = -abs(learning_rate) * g"),
        (f"{_STEP} => step = -learning_rate * (g + w)", "parameter_scaled_by_rate",
         f"{_STEP} => step = -learning_rate * (g + 0 * w)"),
        ("w + step => learning_rate * (w - g)", "parameter_scaled_by_rate",
         "w + step => w - learning_rate * (w - w + g)"),
        (f"{_STEP} => step = -learning_rate * g / len(g)", "gradient_averaged_again",
         f"{_STEP} => step = -learning_rate * g / 1"),
        (f"{_STEP} => step = -learning_rate * g * (key[0] == 'W')", "bias_not_updated",
         f"{_STEP} => step = -learning_rate * g * (key[0] in 'Wb')"),
        ("w, g = params[key], grads[key] => g, w = params[key], grads[key]", "parameter_and_gradient_exchanged",
         "w, g = params[key], grads[key] => g, w = grads[key], params[key]"),
        ("w + step => w - learning_rate", "gradient_left_out", "w + step => w - learning_rate * g"),
        ("w, g = params[key], grads[key] => w, g = params[key], params[key]", "parameter_for_gradient",
         "w, g = params[key], grads[key] => w, g = [d[key] for d in (params, grads)]"),
        (f"{_STEP} => step = -0.1 * g", "learning_rate_fixed", f"{_STEP} => step = -0.1 * g * learning_rate / 0.1"),
        (f"{_STEP} => step = -learning_rate * g.mean()", "gradient_averaged_again",
         f"{_STEP} => step = -learning_rate * g.mean() / (g.mean() / g)"),
        ("for key in params: => for key in ('W1', 'W2'):", "biases_left_out",
         "for key in params: => for key in ('W1', 'W2', 'b1'):"),
        (f"{_STEP} => step = -2 * learning_rate * g", "constant_scale",
         f"{_STEP} => step = -2 * learning_rate * g / 2"),
    )
)  # fmt: skip
_H = "H = 2 * X.T @ X / N"
LIMITS = (
    Row(
        "max_stable_learning_rate",
        f"{_H} => X = np.c_[X, np.ones(N)]; {_H}",
        "bias_column_added",
        f"{_H} => X = np.c_[X, np.zeros(N)]; {_H}",
    ),
)
_EPOCHS = "for epoch in range(epochs):"
RUNS = tuple(
    Row("train", edits, names, near)
    for edits, names, near in (
        ("np.mean((A - Y) ** 2) => np.mean(abs(A - Y))", "absolute_for_square",
         "np.mean((A - Y) ** 2) => np.mean(abs(A - Y) ** 2)"),
        ("learning_rate * grads[k] => learning_rate * grads[k] / len(rows)", "batch_mean_twice",
         "learning_rate * grads[k] => learning_rate * grads[k] / 1"),
        (f"{_EPOCHS} => first = params\n    {_EPOCHS}\n        params = first", "every_epoch_starts_anew",
         f"{_EPOCHS} => first = params\n    {_EPOCHS}\n        first = params"),
        ("return params, losses => return params, losses[-1:]", "only_last_loss",
         "return params, losses => return params, losses[:]"),
        ("order = rng.permutation(N) => order = np.random.permutation(N)",
         "order_not_from_rng", "order = rng.permutation(N) => order = np.argsort(rng.random(N))"),
        ("losses = [] => losses, v = [], {k: 0 * w for k, w in params.items()} ;; "
         "params = {k: w - learning_rate * grads[k] for k, w in params.items()} => "
         "v = {k: 0.9 * v[k] - learning_rate * grads[k] for k in v}; params = {k: params[k] + v[k] for k in v}",
         "momentum_not_asked_for",
         "losses = [] => losses, v = [], {k: 0 * w for k, w in params.items()} ;; "
         "params = {k: w - learning_rate * grads[k] for k, w in params.items()} => "
         "v = {k: 0 * v[k] - learning_rate * grads[k] for k in v}; params = {k: params[k] + v[k] for k in v}"),
        ("cross_entropy(Z, Y) => cross_entropy(A, Y)", "softmax_twice", "cross_entropy(Z, Y) => cross_entropy(+Z, Y)"),
    )
)  # fmt: skip
TURNED = Row(
    "momentum_step",
    "momentum * u - learning_rate * g => (1 - momentum) * u - learning_rate * g",
    "momentum_turned_round",
    "momentum * u - learning_rate * g => (1 - (1 - momentum)) * u - learning_rate * g",
)
ROWS = (*BATCHES, *STEPS, *LIMITS, *RUNS, TURNED)
