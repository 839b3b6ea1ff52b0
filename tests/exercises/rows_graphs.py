"""Mistakes of chapter 04, each in a student's own code, with a near miss that must not get its name."""

from __future__ import annotations

from tests.exercises.rows import Row

STUDENTS = {
    "local_grads": """
        def local_grads(op, a, b=None):
            if op == "add":
                return 1.0, 1.0
            if op == "sub":
                return 1.0, -1.0
            if op == "mul":
                return b, a
            if op == "div":
                return 1 / b, -a / b**2
            if op == "pow":
                return b * a ** (b - 1), a**b * np.log(a)
            if op == "exp":
                return (np.exp(a),)
            if op == "log":
                return (1 / a,)
            if op == "tanh":
                t = np.tanh(a)
                return (1 - t * t,)
            if op == "sigmoid":
                s = 1 / (1 + np.exp(-a))
                return (s * (1 - s),)
            if op == "relu":
                return (1 if a > 0 else 0,)
            if op == "max":
                return (1, 0) if a > b else (0, 1)
            raise KeyError(op)
    """,
    "topological_order": """
        def topological_order(output):
            order = []
            seen = set()
            def visit(n):
                if id(n) in seen:
                    return
                seen.add(id(n))
                for m in n.inputs:
                    visit(m)
                order.append(n)
            visit(output)
            return order
    """,
    "backpropagate": """
        def backpropagate(output):
            def local(op, a=1.0, b=1.0):
                t, s = np.tanh(a), 1 / (1 + np.exp(-a))
                one = {"exp": (np.exp(a),), "tanh": (1 - t * t,), "sigmoid": (s * (1 - s),), "": ()}
                two = {"add": (1, 1), "sub": (1, -1), "mul": (b, a), "div": (1 / b, -a / b**2)}
                return {**one, **two}[op]
            order = []
            def visit(n):
                if n not in order:
                    for m in n.inputs:
                        visit(m)
                    order.append(n)
            visit(output)
            grads = {n: 0.0 for n in order}
            grads[output] = 1.0
            for n in order[::-1]:
                values = [m.value for m in n.inputs]
                for m, slope in zip(n.inputs, local(n.op, *values)):
                    grads[m] += grads[n] * slope
            return grads
    """,
}

LOCAL = tuple(
    Row("local_grads", edits, names, near)
    for edits, names, near in (
        ("1.0, 1.0 => a, b", "operands_for_slopes", "1.0, 1.0 => a / a, b / b"),
        ("1.0, 1.0 => b, a", "operands_for_slopes", "1.0, 1.0 => b / b, a / a"),
        ("1.0, 1.0 => a + b, a + b", "value_for_slope", "1.0, 1.0 => (a + b) - (a + b) + 1, 1"),
        ("1.0, 1.0 => -1.0, -1.0", "slope_sign_reversed", "1.0, 1.0 => 1, 1"),
        ("1.0, -1.0 => 1.0, +1.0", "slope_sign_reversed", "1.0, -1.0 => 1, -(1)"),
        ("1.0, -1.0 => a, b", "operands_for_slopes", "1.0, -1.0 => a / a, -b / b"),
        ("1.0, -1.0 => a - b, a - b", "value_for_slope", "1.0, -1.0 => 1.0, a - b - a + b - 1"),
        ("return b, a => return a, b", "operands_swapped", "return b, a => return +b, +a"),
        ("return b, a => return a * b, a * b", "value_for_slope", "return b, a => return a * b / a, a * b / b"),
        ("return b, a => return 1, 1", "ones_for_slopes", "return b, a => return 1 * b, 1 * a"),
        ("1 / b, -a / b**2 => -a / b**2, 1 / b", "operands_swapped", "1 / b, => b**-1,"),
        ("1 / b, -a / b**2 => a / b, a / b", "value_for_slope", "1 / b, -a / b**2 => 1 / b, -(a / b) / b"),
        ("1 / b, -a / b**2 => b, a", "operands_for_slopes", "1 / b, -a => 1 / b, 0 - a"),
        ("1 / b, => 1,", "ones_for_slopes", "1 / b, => a / b / a,"),
        ("1 / b, -a / b**2 => 1 / b, a / b**2", "slope_sign_reversed", "-a / b**2 => -a * b**-2"),
        ("-a / b**2 => -a / b", "denominator_not_squared", "-a / b**2 => -a / b / b"),
        ("-a / b**2 => -1 / b**2", "numerator_missing", "-a / b**2 => -1 / b**2 * a"),
        ("-a / b**2 => 1 / b**2", "numerator_missing", "-a / b**2 => -1 / b**2 / (1 / a)"),
        ("b * a ** (b - 1), a**b * np.log(a) => a**b, a**b * np.log(a)", "value_for_slope",
         "b * a ** (b - 1) => b * a**b / a"),
        ("b * a ** (b - 1), a**b * np.log(a) => a**b * np.log(a), b * a ** (b - 1)", "operands_swapped",
         "a**b * np.log(a) => np.log(a) * a**b"),
        ("b * a ** (b - 1) => b * a**b", "exponent_not_lowered", "b * a ** (b - 1) => b * a**b * a**-1"),
        ("b * a ** (b - 1) => a ** (b - 1)", "factor_missing_in_front", "b * a ** (b - 1) => a ** (b - 1) * b"),
        ("b * a ** (b - 1) => -b * a ** (b - 1)", "slope_sign_reversed", "b * a ** (b - 1) => -b * -(a ** (b - 1))"),
        ("a**b * np.log(a) => a**b", "logarithm_missing", "a**b * np.log(a) => np.exp(b * np.log(a)) * np.log(a)"),
        ("a**b * np.log(a) => a**b * np.log(b)", "logarithm_of_the_exponent", "np.log(a) => -np.log(1 / a)"),
        ("a**b * np.log(a) => 0", "slope_taken_as_zero", "a**b * np.log(a) => 0 + a**b * np.log(a)"),
        ("(np.exp(a),) => (a,)", "operands_for_slopes", "(np.exp(a),) => (np.e**a,)"),
        ("(np.exp(a),) => (a * np.exp(a - 1),)", "power_rule_for_exponential",
         "(np.exp(a),) => (np.e * np.exp(a - 1),)"),
        ("(np.exp(a),) => (1,)", "ones_for_slopes", "(np.exp(a),) => (1 * np.exp(a),)"),
        ("(np.exp(a),) => (-np.exp(a),)", "slope_sign_reversed", "(np.exp(a),) => (1 / np.exp(-a),)"),
        ("(1 / a,) => (np.log(a),)", "value_for_slope", "(1 / a,) => (np.exp(-np.log(a)),)"),
        ("(1 / a,) => (a,)", "operands_for_slopes", "(1 / a,) => (a / a**2,)"),
        ("(1 / a,) => (-1 / a,)", "slope_sign_reversed", "(1 / a,) => (-1 / -a,)"),
        ("(1 / a,) => (1,)", "ones_for_slopes", "(1 / a,) => (a**-1,)"),
        ("(1 - t * t,) => (t,)", "value_for_slope", "(1 - t * t,) => (t / t - t * t,)"),
        ("(1 - t * t,) => (1 - a * a,)", "slope_fed_with_preactivation", "(1 - t * t,) => (1 / np.cosh(a) ** 2,)"),
        ("(1 / a,) => (1 / np.log(a),)", "slope_fed_with_activation", "(1 / a,) => (1 / np.exp(np.log(a)),)"),
        ("(1 - t * t,) => (1 - np.tanh(t) ** 2,)", "slope_fed_with_activation",
         "(1 - t * t,) => (1 - np.tanh(a) ** 2,)"),
        ("(1 - t * t,) => (1 - t,)", "square_missing_in_slope", "(1 - t * t,) => ((1 - t) * (1 + t),)"),
        ("(1 - t * t,) => (t * (1 - t),)", "other_activations_slope", "(1 - t * t,) => ((1 + t) * (1 - t),)"),
        ("(1 - t * t,) => (np.exp(-a) / (1 + np.exp(-a)) ** 2,)", "other_activations_slope",
         "(1 - t * t,) => (4 * np.exp(-2 * a) / (1 + np.exp(-2 * a)) ** 2,)"),
        ("(1 - t * t,) => (t * t - 1,)", "slope_sign_reversed", "(1 - t * t,) => (-t * t + 1,)"),
        ("(s * (1 - s),) => (s,)", "value_for_slope", "(s * (1 - s),) => (s - s * s,)"),
        ("(s * (1 - s),) => (a * (1 - a),)", "slope_fed_with_preactivation",
         "(s * (1 - s),) => (np.exp(-a) / (1 + np.exp(-a)) ** 2,)"),
        ("(s * (1 - s),) => (np.exp(-s) / (1 + np.exp(-s)) ** 2,)", "slope_fed_with_activation",
         "(s * (1 - s),) => (np.exp(-a) * s**2,)"),
        ("(s * (1 - s),) => (1 - s,)", "half_of_slope", "(s * (1 - s),) => ((1 - s) * s,)"),
        ("(s * (1 - s),) => (1 - s * s,)", "other_activations_slope", "(s * (1 - s),) => (1 - s * s - (1 - s),)"),
        ("(s * (1 - s),) => (1 - np.tanh(a) ** 2,)", "other_activations_slope",
         "(s * (1 - s),) => ((1 - np.tanh(a / 2) ** 2) / 4,)"),
        ("(s * (1 - s),) => (s * (s - 1),)", "slope_sign_reversed", "(s * (1 - s),) => (-s * (s - 1),)"),
        ("(1 if a > 0 else 0,) => (a if a > 0 else 0,)", "value_for_slope", "a > 0 else 0 => a >= 0 else 0.0"),
        ("(1 if a > 0 else 0,) => (0 if a > 0 else 1,)", "mask_inverted",
         "(1 if a > 0 else 0,) => (0 if a < 0 else 1,)"),
        ("(1 if a > 0 else 0,) => (1,)", "ones_for_slopes", "(1 if a > 0 else 0,) => (1.0 * (a > 0),)"),
        ("(1 if a > 0 else 0,) => (a,)", "operands_for_slopes", "(1 if a > 0 else 0,) => (np.heaviside(a, 0.5),)"),
        ("(1 if a > 0 else 0,) => (np.exp(-a) / (1 + np.exp(-a)) ** 2,)", "other_activations_slope",
         "(1 if a > 0 else 0,) => ((1 + np.sign(a)) / 2,)"),
        ("return (1, 0) if a > b else (0, 1) => return (1 if a > 0 else 0), (1 if b > 0 else 0)", "compared_with_zero",
         "return (1, 0) if a > b else (0, 1) => return (1 if a - b > 0 else 0), (1 if b - a > 0 else 0)"),
        ("if a > b else => if a < b else", "smaller_operand_passes", "if a > b else => if not b > a else"),
        ("(1, 0) if a > b else (0, 1) => 1, 1", "ones_for_slopes", "(1, 0) if a > b else (0, 1) => a > b, a <= b"),
        ("(1, 0) if a > b else (0, 1) => max(a, b), max(a, b)", "value_for_slope",
         "(1, 0) if a > b else (0, 1) => float(max(a, b) == a), float(max(a, b) == b)"),
        ("(1, 0) if a > b else (0, 1) => 0.5, 0.5", "slope_shared",
         "(1, 0) if a > b else (0, 1) => (1 + np.sign(a - b)) / 2, (1 - np.sign(a - b)) / 2"),
    )
)  # fmt: skip

_BREADTH = "order = [output]; [order.append(m) for n in order for m in n.inputs if m not in order]; order = order[::-1]"
_SAME_ORDER = "if output not in order: visit(output)"
ORDERS = tuple(
    Row("topological_order", edits, names, near)
    for edits, names, near in (
        ("seen.add(id(n)) => pass", "node_listed_twice", "seen.add(id(n)) => seen.update({id(n)})"),
        ("order.append(n) => order.extend([n] if n.inputs else [])", "inputs_left_out",
         "order.append(n) => order.extend([n] if len(n.inputs) < 9 else [])"),
        ("return order => return order[:-1]", "output_left_out", "return order => return order[:-1] + [output]"),
        ("in n.inputs => in n.inputs[:1]", "one_input_followed", "in n.inputs => in n.inputs[:2]"),
        ("in n.inputs => in n.inputs[-1:]", "one_input_followed", "in n.inputs => in n.inputs[-2:]"),
        ("id(n) in seen => n.value in seen ;; seen.add(id(n)) => seen.add(n.value)", "equal_values_merged",
         "id(n) in seen => n in seen ;; seen.add(id(n)) => seen.add(n)"),
        ("return order => return order[::-1]", "output_first", "return order => return tuple(order)"),
        (f"visit(output)\n => {_BREADTH}\n", "node_before_its_inputs", f"visit(output)\n => {_SAME_ORDER}\n"),
        ("order.append(n) => pass ;; seen.add(id(n)) => seen.add(id(n)); order.append(n)", "node_before_its_inputs",
         "n.inputs => reversed(n.inputs)"),
        ("order.append(n) => pass ;; seen.add(id(n)) => seen.add(id(n)); order.insert(0, n)", "node_before_its_inputs",
         "for m in n.inputs => for m in n.inputs[::-1]"),
        ("(output): => (output, order=[]): ;; order = [] => pass", "results_change_between_calls",
         "(output): => (output, order=None): ;; order = [] => order = order or []"),
        ("order.append(n) => order.append(n); n.value = 0.0", "arguments_changed",
         "order.append(n) => order.append(n); n.grad = 0.0"),
    )
)  # fmt: skip

_SEND = "grads[m] += grads[n] * slope"
GRADIENTS = tuple(
    Row("backpropagate", edits, names, near)
    for edits, names, near in (
        ("grads[output] = 1.0 => grads[output] = 0.0", "output_gradient_not_one",
         "grads[output] = 1.0 => grads[output] = 1"),
        ("grads[output] = 1.0 => grads[output] = output.value", "output_gradient_not_one",
         "grads[output] = 1.0 => grads[output] = output.value / output.value"),
        ("grads[n] * slope => slope", "upstream_ignored", "grads[n] * slope => slope * grads[n]"),
        ("grads[m] += => grads[m] =", "contributions_overwritten", "grads[m] += => grads[m] = grads[m] +"),
        (f"{_SEND} => grads[m] = -grads[n] * slope", "slope_sign_reversed contributions_overwritten",
         f"{_SEND} => grads[m] = grads[m] - -grads[n] * slope"),
        ("grads[n] * slope => grads[n] * slope / 2", "constant_scale", "grads[n] * slope => grads[n] * slope / 2 * 2"),
        ("grads[n] * slope => grads[n] + slope", "chain_links_added", "grads[n] * slope => grads[n] * slope + 0"),
        ("grads[n] * slope => grads[n]", "local_slope_missing", "grads[n] * slope => grads[n] * slope * 1"),
        (f"{_SEND} => grads[m] + grads[n] * slope", "never_filled_in", f"{_SEND} => grads[m] -= -grads[n] * slope"),
        ("values = [m.value for m in n.inputs] => values = [(n if len(n.inputs) == 1 else m).value for m in n.inputs]",
         "slope_taken_at_output",
         "values = [m.value for m in n.inputs] => values = [float(m.value) for m in n.inputs]"),
        ('"div": (1 / b, -a / b**2) => "div": (-a / b**2, 1 / b)', "operands_swapped", "-a / b**2 => -a / b / b"),
        ("-a / b**2 => a / b**2", "slope_sign_reversed", "-a / b**2 => -(a / b**2)"),
        (f"visit(output)\n => {_BREADTH}\n", "sent_down_too_early", f"visit(output)\n => {_SAME_ORDER}\n"),
        (f"for n in order[::-1]: => def send(n): ;; {_SEND} => {_SEND}; send(m) ;; "
         "return grads => send(output); return grads",
         "sent_down_more_than_once", f"{_SEND} => {_SEND}; order"),
        ("(output): => (output, grads={}): ;; "
         "grads = {n: 0.0 for n in order} => [grads.setdefault(n, 0.0) for n in order]",
         "results_change_between_calls",
         "grads = {n: 0.0 for n in order} => grads = {}; [grads.setdefault(n, 0.0) for n in order]"),
        ("return grads => output.value = 0.0; return grads", "arguments_changed",
         "return grads => output.grad = 1.0; return grads"),
    )
)  # fmt: skip
ROWS = (*LOCAL, *ORDERS, *GRADIENTS)
