"""Further mistakes of chapters 03, 04 and 06: numerical gradients and checks, graphs, steps and training runs."""

from __future__ import annotations

from tests.exercises.rows import Row

_SUM, _DIVIDED = "na + nb", "d / s if s > 0 else 0.0"
_NORM, _FAR = "np.linalg.norm(a - b)", "np.linalg.norm(n - dx)"
_UP, _DOWN, _OVER = "keep + eps", "keep - eps", "(2 * eps)"
CHECKING = tuple(
    Row(exercise, edits, names, near)
    for exercise, edits, names, near in (
        ("numerical_grad", f"{_UP} => keep + eps / 2 ;; {_DOWN} => keep - eps / 2", "divisor_not_the_distance",
         f"{_UP} => keep + eps / 2 ;; {_DOWN} => keep - eps / 2 ;; {_OVER} => eps"),
        ("numerical_grad", "return g => return g.T", "gradient_transposed", "return g => return g.T.T"),
        ("relative_error", f"{_NORM} => abs(a - b)", "difference_not_measured", f"{_NORM} => np.hypot({_NORM}, 0)"),
        ("relative_error", f"{_DIVIDED} => 1 - (a * b).sum() / (na * nb) if s > 0 else 0.0", "angle_for_distance",
         f"{_DIVIDED} => 1 - (s - d) / s if s > 0 else 0.0"),
        ("relative_error", f"{_DIVIDED} => d / s if na > 0 and nb > 0 else 0.0", "one_zero_suffices",
         f"{_DIVIDED} => d / s if na > 0 or nb > 0 else 0.0"),
        ("check_layer", f"{_FAR} => np.linalg.norm(abs(n) - abs(dx))", "signs_not_compared",
         f"{_FAR} => np.linalg.norm(abs(n - dx))"),
        ("check_layer", "(dZ * forward(x + e)).sum() => (dZ * forward(x + e)).mean() ;; "
         "(dZ * forward(x - e)).sum() => (dZ * forward(x - e)).mean()", "another_number_differentiated",
         "(dZ * forward(x + e)).sum() => (dZ * forward(x + e)).mean() * dZ.size ;; "
         "(dZ * forward(x - e)).sum() => (dZ * forward(x - e)).mean() * dZ.size"),
        ("check_layer", "dx.shape == x.shape => dx.size == x.size ;; dx = backward(dZ, x) => "
         "dx = backward(dZ, x); dx = dx.reshape(x.shape) if dx.size == x.size else dx ;; "
         "size = np => dx = dx if dx.size == x.size else np.full(x.shape, np.inf); size = np", "shape_not_compared",
         "dx.shape == x.shape => dx.size == x.size and dx.shape == x.shape"),
    )
)  # fmt: skip
DISTANCES = tuple(
    Row("relative_error", edits, names, near)
    for edits, names, near in (
        (f"{_DIVIDED} => d / na + nb if s > 0 else 0.0", "sum_outside_divisor",
         f"{_DIVIDED} => d / (na + nb + 1e-300)"),
        (f"{_DIVIDED} => d / s if s > 0 else 1.0", "zeros_taken_for_unlike", f"{_DIVIDED} => d / s if s > 0 else 0"),
        (f"return {_DIVIDED} => return d / s if s > 0 else None", "zeros_taken_for_unlike",
         f"return {_DIVIDED} => return d / s if s > 0 else np.zeros(())"),
        (f"{_SUM} => na**2 + nb**2 + 1e-12 ;; {_DIVIDED} => d**2 / s", "norms_not_rooted epsilon_in_divisor",
         f"{_SUM} => (na**2 + nb**2) + 1e-300 ;; {_DIVIDED} => d**2 / s + 1"),
    )
)  # fmt: skip
_SENT = "grads[m] += grads[n] * slope"
_ADDED = "order.append(n)\n => "
GRAPHS = tuple(
    Row(exercise, edits, names, near)
    for exercise, edits, names, near in (
        ("topological_order", f"{_ADDED}order.append(n.name)\n", "names_for_nodes",
         f"{_ADDED}order.insert(len(order), n)\n"),
        ("topological_order", "seen.add(id(n)) => pass ;; return order => return order[::-1]",
         "node_listed_twice output_first", "return order => return order[::-1][::-1]"),
        ("topological_order", f"{_ADDED}order.extend([n] if n.op else [])\n ;; return order => return order[::-1]",
         "inputs_left_out output_first", f"{_ADDED}order.extend([n] if n.op else [n])\n"),
        ("topological_order", f"{_ADDED}order.extend([n] if n.op and n is not output else [])\n",
         "inputs_left_out output_left_out", f"{_ADDED}order.extend([n] if n.op or n is not output else [])\n"),
        ("topological_order", "visit(output)\n => pass\n", "walk_never_begun", 
         "visit(output)\n => visit(output); visit(output)\n"),
        ("topological_order", "seen.add(id(n)) => pass ;; order.append(n)\n => order.extend([n] if n.op else [])\n",
         "node_listed_twice inputs_left_out", "seen.add(id(n)) => seen.add(id(n)); seen.add(id(n))"),
        ("backpropagate", f"{_SENT} => grads[m] += n.value * slope", "value_in_the_chain",
         f"{_SENT} => grads[m] += grads[n] * slope * n.value / n.value"),
        ("backpropagate", f"{_SENT} => grads[m] += grads[n] * slope; break", "first_operand_only",
         f"{_SENT} => grads[m] += grads[n] * slope; continue"),
        ("backpropagate", "return grads => grads[output] = 0.0; return grads", "output_gradient_not_one",
         "return grads => grads[output] = 1.0; return grads"),
        ("backpropagate", "return grads => del grads[output]; return grads", "output_left_out",
         "return grads => grads[output] *= 1; return grads"),
        ("backpropagate", "return grads => return {n.name: g for n, g in grads.items()}", "names_for_nodes",
         "return grads => return {n: g for n, g in grads.items()}"),
        ("backpropagate", "return grads => return {n: g for n, g in grads.items() if not n.op}", "only_inputs_reported",
         "return grads => return {n: g for n, g in grads.items() if n}"),
    )
)  # fmt: skip
_DRAWN, _X, _Y = "order = rng.permutation(N)", "X[rows]", "Y[rows]"
_EPOCHS = "for epoch in range(epochs):"
_CUT = "range(0, N, batch_size)"
_STEPS = "learning_rate * grads[k]"
_TOP, _V = "np.linalg.eigvalsh(H)[-1]", "momentum * u - learning_rate * g"
DESCENT = tuple(
    Row(exercise, edits, names, near)
    for exercise, edits, names, near in (
        ("train", f"{_X} => X ;; {_Y} => Y", "batches_of_all_rows", f"{_X} => X[rows, :] ;; {_Y} => Y[rows]"),
        ("train", f"{_Y} => Y[:len(rows)]", "rows_and_targets_apart", f"{_Y} => Y[rows[:len(rows)]]"),
        ("train", f"{_DRAWN} => order = np.random.default_rng(3).permutation(N)", "order_not_from_rng",
         f"{_DRAWN} => order = np.argsort(rng.random(N))"),
        ("train", f"{_EPOCHS} => {_DRAWN}\n    {_EPOCHS} ;; \n        {_DRAWN}\n => \n", "shuffled_once",
         f"{_EPOCHS} => rng.random()\n    {_EPOCHS}"),
        ("minibatches", "batches = [rows[s:s + batch_size] for s in starts] => k = max(1, N // batch_size); "
         "batches = np.split(rows, [batch_size * i for i in range(1, k)])", "rest_joined_to_last_batch",
         "batches = [rows[s:s + batch_size] for s in starts] => batches = np.split(rows, starts[1:])"),
        ("train", f"{_X} => X[:batch_size] ;; {_Y} => Y[:batch_size]", "same_rows_every_step",
         f"{_X} => X[rows][:batch_size] ;; {_Y} => Y[rows][:batch_size]"),
        ("train", f"{_STEPS} => 2 * {_STEPS}", "constant_scale", f"{_STEPS} => 2 * {_STEPS} / 2"),
        ("train", f"{_CUT} => {_CUT}[N > batch_size:]", "batches_skipped", f"{_CUT} => {_CUT}[0:]"),
        ("train", f"{_STEPS} => -{_STEPS} / len(rows)", "gradient_ascent batch_mean_twice",
         f"{_STEPS} => -{_STEPS} * -1"),
        ("minibatches", "np.arange(N) => np.arange(1, N + 1) ;; rows[s:s + batch_size] => rows[s:s + batch_size + 1]",
         "batches_overlap rows_counted_from_one", "np.arange(N) => np.arange(1, N + 1) - 1"),
        ("minibatches", "range(0, N, => range(0, N + 1, ;; rng.shuffle(rows) => rows = rng.integers(0, N, N)",
         "rows_drawn_more_than_once empty_batch_at_end", "range(0, N, => range(0, N - 1 + 1,"),
        ("minibatches", "range(0, N, => range(1, N,", "batches_start_late", "range(0, N, => range(0, N + 0,"),
        ("minibatches", "rng.shuffle(rows) => rows = (rows + rng.integers(N)) % N", "batches_in_row_order",
         "rng.shuffle(rows) => rng.shuffle(rows); rows = (rows + rng.integers(N)) % N"),
        ("minibatches", "np.arange(N) => np.arange(1, N + 1) ;; range(0, N, => range(0, N - batch_size + 1,",
         "last_batch_dropped rows_counted_from_one", "range(0, N, => range(0, N + 0,"),
        ("sgd_step", "-learning_rate * g => 2 * learning_rate * g", "gradient_ascent constant_scale",
         "-learning_rate * g => -2 * learning_rate * g / 2"),
        ("sgd_step", "-learning_rate * g => g", "gradient_ascent learning_rate_missing",
         "-learning_rate * g => -g * learning_rate"),
        ("sgd_step", "-learning_rate * g => -learning_rate * g.sum()", "gradient_added_up",
         "-learning_rate * g => -learning_rate * g.sum() / (g.sum() / g)"),
        ("sgd_step", "-learning_rate * g => learning_rate * w", "gradient_ascent parameter_for_gradient",
         "-learning_rate * g => learning_rate * (w - w - g)"),
        ("max_stable_learning_rate", f"{_TOP} => np.sqrt({_TOP})", "singular_value_not_squared",
         f"{_TOP} => np.sqrt({_TOP} ** 2)"),
        ("max_stable_learning_rate", f"{_TOP} => np.linalg.eigvalsh(H)[[0, -1]].sum()", "fastest_rate_for_limit",
         f"{_TOP} => np.linalg.eigvalsh(H)[[-1]].sum()"),
        ("max_stable_learning_rate", f"{_TOP} => np.linalg.eig(H)[0][0]", "curvature_out_of_order",
         f"{_TOP} => np.linalg.eig(H)[0].max()"),
        ("momentum_step", f"{_V} => -{_V}", "old_velocity_reversed", f"{_V} => -(learning_rate * g - momentum * u)"),
        ("momentum_step", f"{_V} => momentum * u - learning_rate * g**2", "gradient_squared",
         f"{_V} => momentum * u - learning_rate * g**2 / g"),
        ("momentum_step", f"{_V} => 0.9 * u - learning_rate * g", "momentum_fixed",
         f"{_V} => 0.9 * u * momentum / 0.9 - learning_rate * g"),
        ("momentum_step", f"{_V} => momentum * u - 0.01 * g", "learning_rate_fixed",
         f"{_V} => momentum * u - 0.01 * g * learning_rate / 0.01"),
        ("momentum_step", "return new, speed => return new, new", "parameters_returned_twice",
         "return new, speed => return speed, new"),
        ("momentum_step", f"{_V} => u ;; w + v => w - learning_rate * g", "momentum_left_out",
         f"{_V} => momentum * u - learning_rate * g ;; w + v => w - learning_rate * g"),
        ("momentum_step", "w + v => w + momentum * v", "momentum_in_the_step", "w + v => w + momentum * v / momentum"),
        ("momentum_step", f"{_V} => momentum * w - learning_rate * g", "parameter_for_velocity",
         f"{_V} => momentum * (w - w + u) - learning_rate * g"),
        ("train", f"{_EPOCHS} => {_EPOCHS}\n        learning_rate *= 0.95 ** (epoch > 0)", "rate_fades",
         f"{_EPOCHS} => {_EPOCHS}\n        learning_rate *= 1.0 ** (epoch > 0)"),
        ("train", "losses = [] => losses, first = [], params ;; backward(params, => backward(first,",
         "first_weights_sent_back", "losses = [] => losses, first = [], params"),
        ("train", "losses = [] => losses, first = [], params ;; return params, => return first,",
         "first_parameters_returned", "losses = [] => losses, first = [], params"),
        ("train", "losses = [] => losses, first = [], params ;; forward(params, X, => forward(first, X,",
         "loss_of_first_parameters", "losses = [] => losses, first = [], params"),
        ("train", "losses = [] => losses, best = [], {} ;; return params, => return best[min(losses)], ;; "
         "np.mean((A - Y) ** 2)) => np.mean((A - Y) ** 2)); best[losses[-1]] = params", "best_parameters_returned",
         "losses = [] => losses, best = [], {} ;; return params, => return best[losses[-1]], ;; "
         "np.mean((A - Y) ** 2)) => np.mean((A - Y) ** 2)); best[losses[-1]] = params"),
        ("train", "return params, losses => return params, [losses[-1]] * epochs", "only_last_loss",
         "return params, losses => return params, losses[:epochs]"),
    )
)  # fmt: skip
ROWS = (*CHECKING, *DISTANCES, *GRAPHS, *DESCENT)
