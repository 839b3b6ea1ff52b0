"""Further mistakes of chapter 04, in the code of `rows_graphs`."""

from __future__ import annotations

from tests.exercises.rows import Row

ROWS = tuple(
    Row(exercise, edits, names, near)
    for exercise, edits, names, near in (
        ("local_grads", "(np.exp(a),) => np.exp(a)", "number_for_tuple", "(np.exp(a),) => [np.exp(a)]"),
        ("local_grads", "a**b * np.log(a) => np.log(a)", "power_missing_in_slope",
         "a**b * np.log(a) => np.log(a) * np.exp(b * np.log(a))"),
        ("local_grads", "(1 / a,) => (-1 / a**2,)", "differentiated_twice", "(1 / a,) => (a / a**2,)"),
        ("local_grads", "(np.exp(a),) => (a * np.exp(a),)", "power_rule_for_exponential",
         "(np.exp(a),) => (np.exp(a - 1) * np.e,)"),
        ("backpropagate", "grads[m] += grads[n] * slope => grads[m] += 2 * grads[n] * slope", "constant_scale",
         "grads[m] += grads[n] * slope => grads[m] += 2 * grads[n] * slope / 2"),
        ("topological_order", " visit(m) =>  return visit(m)", "one_input_followed",
         "for m in n.inputs => for m in list(n.inputs)"),
        ("local_grads", "(1 / a,) => (np.exp(a),)", "another_operations_slope", "(1 / a,) => (np.exp(-np.log(a)),)"),
        ("local_grads", "(np.exp(a),) => (1 - np.tanh(a) ** 2,)", "another_operations_slope",
         "(np.exp(a),) => (np.exp(a / 2) ** 2,)"),
        ("local_grads", "(1 / a,) => (1 / (a * np.log(10)),)", "constant_scale",
         "(1 / a,) => (1 / (a * np.log(np.e)),)"),
        ("local_grads", "return b, a => return 2 * b, a / 2", "constant_scale", "return b, a => return 2 * b / 2, a"),
        ("local_grads", "(s * (1 - s),) => (s * (1 + s),)", "sign_inside_slope", "(s * (1 - s),) => (s * (1 + -s),)"),
        ("local_grads", "(1 - t * t,) => (1 + t * t,)", "sign_inside_slope", "(1 - t * t,) => ((1 + t) * (1 - t),)"),
        ("local_grads", "(1 - t * t,) => ((1 - t * t) ** 2,)", "slope_squared", "(1 - t * t,) => (1 - t ** 2,)"),
        ("local_grads", "(1 if a > 0 else 0,) => (np.sign(a),)", "sign_for_step",
         "(1 if a > 0 else 0,) => ((np.sign(a) + 1) / 2,)"),
        ("local_grads", "(1 if a > 0 else 0,) => (1 if a > 0 else 0.01,)", "sign_for_step",
         "(1 if a > 0 else 0,) => (1 if a >= 0 else 0.0,)"),
        ("local_grads", "1 / b, -a / b**2 => 1 / a, -b / a**2", "operands_swapped",
         "1 / b, -a / b**2 => 1 / b, -(a / b) / b"),
        ("local_grads", "return 1.0, -1.0 => return 1.0, 0.0", "slope_taken_as_zero",
         "return 1.0, -1.0 => return 1.0, 0.0 - 1.0"),
        ("local_grads", "(1, 0) if a > b else (0, 1) => (a, 0) if a > b else (0, b)", "value_for_slope",
         "(1, 0) if a > b else (0, 1) => (a / a, 0) if a > b else (0, b / b)"),
        ("topological_order", "id(n) in seen => n.name in seen ;; seen.add(id(n)) => seen.add(n.name)",
         "told_apart_by_name", "id(n) in seen => n in seen ;; seen.add(id(n)) => seen.add(n)"),
        ("topological_order", "id(n) in seen => n.op in seen ;; seen.add(id(n)) => seen.add(n.op)",
         "told_apart_by_name", "id(n) in seen => (n.op, id(n)) in seen ;; seen.add(id(n)) => seen.add((n.op, id(n)))"),
        ("topological_order", "id(n) in seen => repr(n) in seen ;; seen.add(id(n)) => seen.add(repr(n))",
         "told_apart_by_name", "id(n) in seen => any(n is m for m in order)"),
        ("backpropagate", "order[::-1] => order", "nothing_arrived", "order[::-1] => reversed(order)"),
    )
)  # fmt: skip
STYLES = (
    ("topological_order", "return order => return tuple(order)"),
    ("topological_order", "for m in n.inputs => for m in reversed(n.inputs)"),
    ("topological_order", "id(n) in seen => n in order"),
    ("backpropagate", "order[::-1] => reversed(order)"),
    ("backpropagate", "grads[output] = 1.0 => grads[output] = np.float64(1)"),
    ("backpropagate", "grads[m] += grads[n] * slope => grads[m] = grads[m] + slope * grads[n]"),
    ("local_grads", "return b, a => return np.array([b, a])"),
    ("local_grads", "(np.exp(a),) => np.array([np.exp(a)])"),
)
