"""Mistakes of chapter 06, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "minibatches": """
        def minibatches(N, batch_size, rng):
            rows = np.arange(N)
            rng.shuffle(rows)
            starts = range(0, N, batch_size)
            batches = [rows[s:s + batch_size] for s in starts]
            return batches
    """,
    "sgd_step": """
        def sgd_step(params, grads, learning_rate):
            new = {}
            for key in params:
                w, g = params[key], grads[key]
                step = -learning_rate * g
                new[key] = w + step
            return new
    """,
    "max_stable_learning_rate": """
        def max_stable_learning_rate(X):
            N, d = X.shape
            H = 2 * X.T @ X / N
            top = np.linalg.eigvalsh(H)[-1]
            return 2 / top
    """,
    "train": """
        def train(params, X, Y, *, learning_rate, epochs, batch_size, rng, hidden="sigmoid", output="sigmoid"):
            from solutions.backprop import backward
            from solutions.forward import cross_entropy, forward
            losses = []
            N = len(X)
            for epoch in range(epochs):
                order = rng.permutation(N)
                for start in range(0, N, batch_size):
                    rows = order[start:start + batch_size]
                    _, cache = forward(params, X[rows], hidden, output)
                    grads = backward(params, cache, Y[rows], hidden, output)
                    params = {k: w - learning_rate * grads[k] for k, w in params.items()}
                A, cache = forward(params, X, hidden, output)
                Z = cache[f"Z{len(params) // 2}"]
                losses.append(cross_entropy(Z, Y) if output == "softmax" else np.mean((A - Y) ** 2))
            return params, losses
    """,
}

_CUT, _SHUFFLE = "[rows[s:s + batch_size] for s in starts]", "rng.shuffle(rows)"
BATCHES = tuple(
    Row("minibatches", edits, names, near)
    for edits, names, near in (
        ("range(0, N, => range(0, N - batch_size + 1,", "last_batch_dropped", "range(0, N, => range(0, N + 0,"),
        ("rows[s:s + batch_size] => np.take(rows, range(s, s + batch_size), mode='wrap')", "last_batch_filled_up",
         "rows[s:s + batch_size] => np.take(rows, range(s, min(s + batch_size, N)), mode='wrap')"),
        ("rows[s:s + batch_size] => rng.integers(0, N, batch_size)", "rows_drawn_more_than_once",
         f"{_SHUFFLE} => rows = rng.choice(N, N, replace=False)"),
        ("rows[s:s + batch_size] => rng.permutation(N)[:batch_size]", "rows_drawn_more_than_once",
         f"{_SHUFFLE} => rows = rng.permutation(rows)"),
        ("np.arange(N) => np.arange(1, N + 1)", "rows_counted_from_one", "np.arange(N) => np.arange(1, N + 1) - 1"),
        ("range(0, N, => range(0, N + 1,", "empty_batch_at_end", "range(0, N, => range(0, N - 1 + 1,"),
        (f"{_CUT} => np.array_split(rows, batch_size)", "batch_count_for_size",
         f"{_CUT} => np.array_split(rows, list(starts)[1:])"),
        (f"{_CUT} => np.array_split(rows, -(-N // batch_size))", "batches_of_even_size",
         f"{_CUT} => np.split(rows, starts[1:])"),
        (f"{_SHUFFLE} => pass", "batches_in_row_order", f"{_SHUFFLE} => rows = rows[rng.permutation(N)]"),
        (f"{_SHUFFLE} => pass ;; return batches => return [batches[k] for k in rng.permutation(len(batches))]",
         "batches_shuffled_whole", f"{_SHUFFLE} => rng.shuffle(rows); rows = rows[::-1]"),
        (f"{_SHUFFLE} => pass ;; return batches => return [rng.permutation(b) for b in batches]",
         "rows_mixed_within_batches_only", "return batches => return [rng.permutation(b) for b in batches]"),
        (f"{_SHUFFLE} => np.random.default_rng(0).shuffle(rows)", "order_not_from_rng",
         f"{_SHUFFLE} => rows = np.argsort(rng.random(N))"),
        (f"{_SHUFFLE} => np.random.default_rng().shuffle(rows)", "order_not_from_rng",
         f"{_SHUFFLE} => rng.permuted(rows, out=rows)"),
    )
)  # fmt: skip
STEPS = tuple(
    Row("sgd_step", edits, names, near)
    for edits, names, near in (
        ("-learning_rate * g => learning_rate * g", "gradient_ascent", "-learning_rate * g => learning_rate * -g"),
        ("-learning_rate * g => -g", "learning_rate_missing", "-learning_rate * g => -g * learning_rate"),
        ("-learning_rate * g => -learning_rate * learning_rate * g", "learning_rate_twice",
         "-learning_rate * g => -(learning_rate**1) * g"),
        ("-learning_rate * g => -g / learning_rate", "learning_rate_divides",
         "-learning_rate * g => -g / (1 / learning_rate)"),
        ("w + step => step", "step_returned_for_params", "w + step => step + w"),
        ("w + step => -step", "step_returned_for_params", "w + step => -(-step - w)"),
        ("w + step => -step - w", "update_reversed", "w + step => w - -step"),
        ("w + step => w", "parameters_not_updated", "w + step => w + step * len(key) / 2"),
        ("w + step => w + step if key[0] == 'W' else w", "bias_not_updated",
         "w + step => w + step if key[0] == 'W' else step + w"),
        ("w + step => w + w * step", "weights_multiplied_in", "w + step => w * (1 + step / w)"),
        ("learning_rate * g => learning_rate * np.sign(g)", "gradient_sign_only",
         "learning_rate * g => learning_rate * np.sign(g) * abs(g)"),
        ("learning_rate * g => learning_rate * g / np.linalg.norm(g)", "gradient_normalised",
         "learning_rate * g => learning_rate * g / max(1, np.linalg.norm(g) * 0)"),
        ("w + step => 0 * w", "never_filled_in", "w + step => 0 * w + w + step"),
        ("new[key] = w + step => w += step; new[key] = w", "arguments_changed",
         "new[key] = w + step => w = w + step; new[key] = w"),
        ("new = {} => new = params", "arguments_changed", "new = {} => new = dict(params)"),
    )
)  # fmt: skip
_TOP = "np.linalg.eigvalsh(H)[-1]"
LIMITS = tuple(
    Row("max_stable_learning_rate", edits, names, near)
    for edits, names, near in (
        ("2 * X.T => X.T", "factor_two_of_curvature_missing", "2 * X.T => (X + X).T"),
        ("2 / top => 1 / top", "one_over_curvature", "2 / top => 1 / (top / 2)"),
        ("@ X / N => @ X", "curvature_not_averaged", "@ X / N => @ (X / N)"),
        ("2 * X.T @ X / N => X.T @ X", "factor_two_of_curvature_missing curvature_not_averaged",
         "2 * X.T @ X / N => (X.T @ X / N) * 2"),
        ("2 / top => 1 / top ;; @ X / N => @ X", "one_over_curvature curvature_not_averaged",
         "2 / top => N / top ;; 2 * X.T @ X / N => X.T @ X"),
        ("/ N => / N**2", "curvature_averaged_twice", "/ N => / N**1"),
        ("[-1] => [0]", "smallest_curvature", "[-1] => [::-1][0]"),
        (f"{_TOP} => np.trace(H)", "sum_of_curvatures", f"{_TOP} => np.linalg.eigvals(H).max()"),
        (f"{_TOP} => np.linalg.eigvalsh(H).mean()", "mean_of_curvatures", f"{_TOP} => np.linalg.eigvalsh(H).max()"),
        (f"{_TOP} => np.linalg.norm(H)", "norm_for_curvature", f"{_TOP} => np.linalg.norm(H, 2)"),
        (f"{_TOP} => np.diag(H).max()", "largest_entry_for_curvature", f"{_TOP} => np.linalg.svd(H)[1].max()"),
        ("2 / top => top", "curvature_returned", "2 / top => top / top * 2 / top"),
        ("2 / top => top / 2", "limit_inverted", "2 / top => (top / 2) ** -1"),
        (f"{_TOP} => 2 * np.linalg.norm(X, 2) / N", "singular_value_not_squared",
         f"{_TOP} => 2 * np.linalg.norm(X, 2) ** 2 / N"),
        (f"{_TOP} => np.linalg.svd(X)[1][0]", "singular_value_not_squared", f"{_TOP} => np.linalg.svd(H)[1][0]"),
        ("2 * X.T @ X / N => 2 * np.cov(X.T)", "columns_centred",
         "2 * X.T @ X / N => 2 * np.einsum('ni,nj', X, X) / N"),
        ("N, d = X.shape => X = X - X.mean(axis=0); N, d = X.shape", "columns_centred",
         "N, d = X.shape => N, d = (X - X.mean(axis=0)).shape"),
        ("/ N => / d", "mean_over_wrong_count", "/ N => / len(X)"),
        ("/ N => / (N - 1)", "mean_over_wrong_count", "/ N => / (N - 0)"),
        ("2 / top => 0 * top", "never_filled_in", "2 / top => 0 * top + 2 / top"),
        ("2 / top => 1.5 / top", "constant_scale", "2 / top => 1.5 / top + 0.5 / top"),
    )
)  # fmt: skip

_MOVE = "w - learning_rate * grads[k]"
_LOSS = 'cross_entropy(Z, Y) if output == "softmax" else np.mean((A - Y) ** 2)'
_RECORD = "A, cache = forward(params, X, hidden, output)"
_START = '(lambda A, c: cross_entropy(c["Z2"], Y) if output == "softmax" else np.mean((A - Y) ** 2))'
_INNER = "            params = {k => "  # dedented, the step stands after the inner loop
_ADDED = (
    "grads = backward(params, cache, Y[rows], hidden, output) => "
    "new = backward(params, cache, Y[rows], hidden, output); "
    "grads = {k: new[k] + (grads[k] if start else 0) for k in new}"
)
RUNS = tuple(
    Row("train", edits, names, near)
    for edits, names, near in (
        (f"{_MOVE} => w + learning_rate * grads[k]", "gradient_ascent", f"{_MOVE} => -learning_rate * grads[k] + w"),
        (f"{_MOVE} => w - grads[k]", "learning_rate_missing", f"{_MOVE} => w - grads[k] * learning_rate"),
        (f"{_MOVE} => w - learning_rate**2 * grads[k]", "learning_rate_twice",
         f"{_MOVE} => w - learning_rate**1 * grads[k]"),
        (f"{_MOVE} => w", "parameters_not_updated", f"{_MOVE} => 1 * w - learning_rate * grads[k]"),
        (f"{_MOVE} => {_MOVE} * (k[0] == 'W')", "bias_not_updated", f"{_MOVE} => {_MOVE} * (k[0] in 'Wb')"),
        ("losses = [] => losses = []; first = params ;; forward(params, X[rows] => forward(first, X[rows] ;; "
         "backward(params => backward(first", "gradients_not_recomputed",
         "losses = [] => losses = []; first = params"),
        ("range(epochs) => range(1, epochs)", "epochs_off_by_one", "range(epochs) => range(1, epochs + 1)"),
        ("range(epochs) => range(epochs + 1)", "epochs_off_by_one", "range(epochs) => range(epochs - 1 + 1)"),
        ("range(0, N, => range(0, N - batch_size + 1,", "last_batch_dropped", "range(0, N, => range(0, N + 0,"),
        (f"{_INNER}        params = {{k", "one_update_an_epoch", "params = {k => params = 0 or {k"),
        (f"{_ADDED} ;; {_INNER}        params = {{k", "one_update_an_epoch",
         "grads = backward => new = grads = backward"),
        (f"{_MOVE} => {_MOVE} * len(rows) / N", "averaged_over_the_whole_set",
         f"{_MOVE} => {_MOVE} * len(rows) / len(rows)"),
        (f"{_MOVE} => {_MOVE} * len(rows)", "rows_added_up", f"{_MOVE} => {_MOVE} * len(rows) ** 0"),
        ("forward(params, X[rows], hidden, output) => forward(params, X[rows], output=output) ;; "
         "Y[rows], hidden, output) => Y[rows], output=output)", "other_activation",
         "forward(params, X[rows], hidden, output) => forward(params, X[rows], output=output, hidden=hidden)"),
        ("forward(params, X[rows], hidden, output) => forward(params, X[rows])", "other_activation",
         "forward(params, X[rows], hidden, output) => forward(params, X[rows], hidden=hidden, output=output)"),
        ("Y[rows], hidden, output) => Y[rows])", "other_activation",
         "X[rows], hidden, output) => X[rows], hidden, output )"),
        ("Y[rows], hidden, output) => Y[rows], output=output)", "other_activation",
         "Y[rows], hidden, output) => Y[rows], hidden=hidden, output=output)"),
        ("range(epochs): => range(epochs):\n        A, cache = forward(params, X, hidden, output); "
         f"Z = cache[f'Z{{len(params) // 2}}'] ;; {_RECORD}\n => pass\n ;; "
         'Z = cache[f"Z{len(params) // 2}"] => pass', "loss_recorded_before_the_step",
         "range(epochs): => range(epochs):\n        A, cache = forward(params, X, hidden, output)"),
        (f"losses = [] => losses = [{_START}(*forward(params, X, hidden, output))]", "starting_loss_included",
         f"losses = [] => losses = [{_START}(*forward(params, X, hidden, output))]; losses.clear()"),
        ("losses.append(cross => losses = (cross", "only_last_loss",
         "losses.append(cross => losses = losses.copy(); losses.append(cross"),
        ("        A, cache =  =>             A, cache =  ;;         Z = cache =>             Z = cache ;; "
         "        losses.append =>             losses.append", "loss_recorded_every_step",
         "A, cache =  => cache = None; A, cache = "),
        (f"{_LOSS} => np.mean((A - (np.eye(A.shape[1])[Y] if output == 'softmax' else Y)) ** 2)",
         "squared_error_for_cross_entropy",
         f"{_LOSS} => -np.mean(np.log(A[range(N), Y])) if output == 'softmax' else np.mean((A - Y) ** 2)"),
        ("np.mean((A - Y) ** 2) => np.sum((A - Y) ** 2)", "sum_for_mean",
         "np.mean((A - Y) ** 2) => ((Y - A) ** 2).mean()"),
        ("np.mean((A - Y) ** 2) => np.mean((A - Y) ** 2) ** 0.5", "square_root_taken",
         "np.mean((A - Y) ** 2) => np.mean((A - Y) ** 2) ** 1"),
        ("np.mean((A - Y) ** 2) => np.mean((A - Y) ** 2) / 2", "loss_halved",
         "np.mean((A - Y) ** 2) => np.mean((A - Y) ** 2) / 1"),
        (f"{_LOSS} => 0.0", "never_filled_in", f"({_LOSS}) => (0.0 + {_LOSS})"),
        ("forward(params, X, hidden => forward(params, X[rows], hidden ;; cross_entropy(Z, Y) => "
         "cross_entropy(Z, Y[rows]) ;; (A - Y) => (A - Y[rows])", "loss_not_of_all_rows",
         "forward(params, X, hidden => forward(params, X[order], hidden ;; cross_entropy(Z, Y) => "
         "cross_entropy(Z, Y[order]) ;; (A - Y) => (A - Y[order])"),
        ("order[start:start + batch_size] => order[:batch_size]", "same_rows_every_step",
         "order[start:start + batch_size] => order[start:][:batch_size]"),
        ("order[start:start + batch_size] => rng.integers(0, N, min(batch_size, N - start))",
         "rows_drawn_more_than_once", "order = rng.permutation(N) => order = rng.choice(N, N, replace=False)"),
        ("order = rng.permutation(N) => order = rng.permutation(N); other = rng.permutation(N) ;; "
         "backward(params, cache, Y[rows] => backward(params, cache, Y[other[start:start + batch_size]]",
         "rows_and_targets_apart",
         "order = rng.permutation(N) => order = rng.permutation(N); other = order.copy() ;; "
         "backward(params, cache, Y[rows] => backward(params, cache, Y[other[start:start + batch_size]]"),
        ("order = rng.permutation(N) => pass ;; N = len(X) => N = len(X); order = rng.permutation(N)", "shuffled_once",
         "order = rng.permutation(N) => rng.shuffle(order) ;; N = len(X) => N = len(X); order = rng.permutation(N)"),
        ("order = rng.permutation(N) => order = np.arange(N)", "batches_in_row_order",
         "order = rng.permutation(N) => order = np.arange(N); rng.shuffle(order)"),
        ("order = rng.permutation(N) => order = np.random.default_rng(epoch).permutation(N)", "order_not_from_rng",
         "order = rng.permutation(N) => order = np.random.default_rng(rng.integers(9**9)).permutation(N)"),
        (f"params = {{k: {_MOVE} for k, w in params.items()}} => "
         "for k in params: params[k] -= learning_rate * grads[k]",
         "arguments_changed",
         f"params = {{k: {_MOVE} for k, w in params.items()}} => "
         "params = dict(params); [params.update({k: params[k] - learning_rate * grads[k]}) for k in grads]"),
    )
)  # fmt: skip
ROWS = (*BATCHES, *STEPS, *LIMITS, *RUNS)
STYLES = (
    ("minibatches", "rng.shuffle(rows) => rows = rng.permutation(N)"),
    ("minibatches", "rng.shuffle(rows) => rows = rng.choice(N, size=N, replace=False)"),
    ("minibatches", "return batches => return [list(b) for b in batches]"),
    ("minibatches", "return batches => return [np.sort(b) for b in batches]"),
    ("minibatches", "np.arange(N) => np.arange(N, dtype=np.int32)"),
    ("sgd_step", "new[key] = w + step => new[key] = np.subtract(w, learning_rate * g)"),
    ("sgd_step", "new = {} => new = {key: value.copy() for key, value in params.items()}"),
    ("max_stable_learning_rate", "np.linalg.eigvalsh(H)[-1] => np.linalg.svd(X)[1][0] ** 2 * 2 / N"),
    ("max_stable_learning_rate", "np.linalg.eigvalsh(H)[-1] => np.linalg.norm(H, 2)"),
    ("max_stable_learning_rate", "H = 2 * X.T @ X / N => H = 2 * X @ X.T / N"),
    ("max_stable_learning_rate", "np.linalg.eigvalsh(H)[-1] => max(np.linalg.eigvals(H).real)"),
    ("train", "losses.append( => losses = losses + [1.0]; losses[-1] = ("),
    ("train", "return params, losses => return params, np.array(losses)"),
    ("train", "np.mean((A - Y) ** 2) => np.square(Y - A).sum() / Y.size"),
)
