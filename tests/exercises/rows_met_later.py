"""Mistakes of chapters 03, 04 and 06 that were met after the others, in the code of their students."""

from __future__ import annotations

from tests.exercises.rows import Row

_SUM, _DIVIDED = "na + nb", "d / s if s > 0 else 0.0"
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
        ("backpropagate", "return grads => return {n.name: g for n, g in grads.items()}", "names_for_nodes",
         "return grads => return {n: g for n, g in grads.items()}"),
        ("backpropagate", "return grads => return {n: g for n, g in grads.items() if not n.op}", "only_inputs_reported",
         "return grads => return {n: g for n, g in grads.items() if n}"),
    )
)  # fmt: skip
_DRAWN, _X, _Y = "order = rng.permutation(N)", "X[rows]", "Y[rows]"
_EPOCHS = "for epoch in range(epochs):"
_STEPS = "learning_rate * grads[k]"
DESCENT = tuple(
    Row(exercise, edits, names, near)
    for exercise, edits, names, near in (
        ("train", f"{_X} => X ;; {_Y} => Y", "batches_of_all_rows", f"{_X} => X[rows, :] ;; {_Y} => Y[rows]"),
        ("train", f"{_Y} => Y[:len(rows)]", "rows_and_targets_apart", f"{_Y} => Y[rows[:len(rows)]]"),
        ("train", f"{_DRAWN} => order = np.random.default_rng(3).permutation(N)", "order_not_from_rng",
         f"{_DRAWN} => order = np.argsort(rng.random(N))"),
        ("train", f"{_EPOCHS} => {_DRAWN}\n    {_EPOCHS} ;; \n        {_DRAWN}\n => \n", "shuffled_once",
         f"{_EPOCHS} => rng.random()\n    {_EPOCHS}"),
        ("train", f"{_STEPS} => -{_STEPS} / len(rows)", "gradient_ascent batch_mean_twice",
         f"{_STEPS} => -{_STEPS} * -1"),
        ("minibatches", "np.arange(N) => np.arange(1, N + 1) ;; rows[s:s + batch_size] => rows[s:s + batch_size + 1]",
         "batches_overlap rows_counted_from_one", "np.arange(N) => np.arange(1, N + 1) - 1"),
        ("minibatches", "range(0, N, => range(0, N + 1, ;; rng.shuffle(rows) => rows = rng.integers(0, N, N)",
         "rows_drawn_more_than_once empty_batch_at_end", "range(0, N, => range(0, N - 1 + 1,"),
    )
)  # fmt: skip
