"""Chapter 04: computation graphs: slopes of operations, an order of computation, gradients through a graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.core import reference as ref
from autograder.core.checks import Finding, Gate, same
from autograder.core.crash import explain_error
from autograder.core.exercise import Case, Chapter, Exercise, Step, Variant
from autograder.core.submission import Named, Outcome, Request
from autograder.exercises.graph_gradients import VALUES, graph_variant, slopes
from autograder.exercises.graph_order import ORDER_GATES, rows
from autograder.materials import graphs as materials

OPERANDS = ("a", "b")
APART = 0.3  # operands stay this far from each other, from 0 and, in size, from 1

# Signs of a and b, one row a case: logarithms and powers need a > 0, a rectifier and a maximum both sides.
POSITIVE = ({"a": 1, "b": 1}, {"a": 1, "b": 1}, {"a": 1, "b": 1})
MIXED = ({"a": 1, "b": 1}, {"a": -1, "b": 1}, {"a": 1, "b": -1})
# A maximum compares its operands with each other, not with 0: of one sign, either may be the larger.
EITHER = (*MIXED, {"a": 1, "b": 1, "larger": 1}, {"a": 1, "b": 1, "larger": 0}, {"a": -1, "b": -1, "larger": 1})


def _value(op):
    return lambda c, v: VALUES[op](*c.values)


def _operand(place: int):
    return lambda c, v: c.values[place]


def _right(op: str, place: int):
    return lambda c, v: slopes(op, *c.values)[place]


def _of(rule):
    """Returns a rule from a function of the operands."""
    return lambda c, v: rule(*c.values)


# by operation, for each operand: the wrong slopes
WRONG = {
    "add": ({"value_for_slope": _value("add"), "operands_for_slopes": _operand(0),
             "operands_for_slopes@other": _operand(1), "slope_sign_reversed": _of(lambda a, b: -1)},
            {"value_for_slope": _value("add"), "operands_for_slopes": _operand(1),
             "operands_for_slopes@other": _operand(0), "slope_sign_reversed": _of(lambda a, b: -1)}),
    "sub": ({"value_for_slope": _value("sub"), "operands_for_slopes": _operand(0),
             "slope_sign_reversed": _of(lambda a, b: -1)},
            {"value_for_slope": _value("sub"), "operands_for_slopes": _operand(1),
             "slope_sign_reversed": _of(lambda a, b: 1), "slope_taken_as_zero": _of(lambda a, b: 0)}),
    "mul": ({"operands_swapped": _operand(0), "value_for_slope": _value("mul"),
             "ones_for_slopes": _of(lambda a, b: 1)},
            {"operands_swapped": _operand(1), "value_for_slope": _value("mul"),
             "ones_for_slopes": _of(lambda a, b: 1)}),
    "div": ({"operands_swapped": _right("div", 1), "operands_swapped@of b / a": _of(lambda a, b: 1 / a),
             "value_for_slope": _value("div"), "operands_for_slopes": _operand(1),
             "ones_for_slopes": _of(lambda a, b: 1), "slope_sign_reversed": _of(lambda a, b: -1 / b)},
            {"operands_swapped": _right("div", 0), "operands_swapped@of b / a": _of(lambda a, b: -b / a**2),
             "slope_taken_as_zero": _of(lambda a, b: 0), "value_for_slope": _value("div"),
             "operands_for_slopes": _operand(0),
             "slope_sign_reversed": _of(lambda a, b: a / b**2), "denominator_not_squared": _of(lambda a, b: -a / b),
             "numerator_missing": _of(lambda a, b: -1 / b**2),
             "numerator_missing@unsigned": _of(lambda a, b: 1 / b**2)}),
    "pow": ({"value_for_slope": _value("pow"), "operands_swapped": _right("pow", 1),
             "exponent_not_lowered": _of(lambda a, b: b * a**b),
             "factor_missing_in_front": _of(lambda a, b: a ** (b - 1)),
             "slope_sign_reversed": _of(lambda a, b: -b * a ** (b - 1))},
            {"logarithm_missing": _value("pow"), "operands_swapped": _right("pow", 0),
             "power_missing_in_slope": _of(lambda a, b: np.log(a)),
             "logarithm_of_the_exponent": _of(lambda a, b: a**b * np.log(b)),
             "slope_taken_as_zero": _of(lambda a, b: 0)}),
    "exp": ({"operands_for_slopes": _operand(0), "power_rule_for_exponential": _of(lambda a: a * np.exp(a - 1)),
             "ones_for_slopes": _of(lambda a: 1), "slope_sign_reversed": _of(lambda a: -np.exp(a))},),
    "log": ({"value_for_slope": _value("log"), "slope_fed_with_activation": _of(lambda a: 1 / np.log(a)),
             "differentiated_twice": _of(lambda a: -1 / a**2), "differentiated_twice@unsigned": _of(lambda a: 1 / a**2),
             "operands_for_slopes": _operand(0),
             "slope_sign_reversed": _of(lambda a: -1 / a), "ones_for_slopes": _of(lambda a: 1)},),
    "tanh": ({"value_for_slope": _value("tanh"), "slope_fed_with_preactivation": _of(lambda a: 1 - a**2),
              "slope_fed_with_activation": _of(lambda a: 1 - np.tanh(np.tanh(a)) ** 2),
              "square_missing_in_slope": _of(lambda a: 1 - np.tanh(a)),
              "other_activations_slope": _of(lambda a: np.tanh(a) * (1 - np.tanh(a))),
              "other_activations_slope@of a": _of(lambda a: ref.sigmoid(a) * ref.sigmoid(-a)),
              "slope_sign_reversed": _of(lambda a: np.tanh(a) ** 2 - 1)},),
    "sigmoid": ({"value_for_slope": _value("sigmoid"), "slope_fed_with_preactivation": _of(lambda a: a * (1 - a)),
                 "slope_fed_with_activation": _of(lambda a: slopes("sigmoid", float(ref.sigmoid(a)))[0]),
                 "half_of_slope": _of(lambda a: ref.sigmoid(-a)),
                 "other_activations_slope": _of(lambda a: 1 - ref.sigmoid(a) ** 2),
                 "other_activations_slope@of a": _of(lambda a: 1 - np.tanh(a) ** 2),
                 "slope_sign_reversed": _of(lambda a: -ref.sigmoid(a) * ref.sigmoid(-a))},),
    "relu": ({"value_for_slope": _value("relu"), "mask_inverted": _of(lambda a: float(a <= 0)),
              "sign_for_step": _of(np.sign), "sign_for_step@leaky": _of(lambda a: 1.0 if a > 0 else 0.01),
              "sign_for_step@leaky 0.1": _of(lambda a: 1.0 if a > 0 else 0.1),
              "ones_for_slopes": _of(lambda a: 1), "operands_for_slopes": _operand(0),
              "other_activations_slope": _of(lambda a: ref.sigmoid(a) * ref.sigmoid(-a))},),
    "max": ({"smaller_operand_passes": _of(lambda a, b: float(a < b)),
             "compared_with_zero": _of(lambda a, b: float(a > 0)),
             "ones_for_slopes": _of(lambda a, b: 1),
             "value_for_slope": _value("max"), "value_for_slope@winner": _of(lambda a, b: a * (a > b)),
             "slope_shared": _of(lambda a, b: 0.5)},
            {"smaller_operand_passes": _of(lambda a, b: float(b < a)),
             "compared_with_zero": _of(lambda a, b: float(b > 0)),
             "ones_for_slopes": _of(lambda a, b: 1),
             "value_for_slope": _value("max"), "value_for_slope@winner": _of(lambda a, b: b * (b > a)),
             "slope_shared": _of(lambda a, b: 0.5)}),
}  # fmt: skip


SLOPES_OF = {  # of the functions of one operand: what somebody may take for the slope of another
    "exp": np.exp,
    "log": lambda a: 1 / a,
    "tanh": lambda a: 1 - np.tanh(a) ** 2,
    "sigmoid": lambda a: ref.sigmoid(a) * ref.sigmoid(-a),
}


def _further() -> dict[tuple[str, int], dict]:
    """Returns, by operation and place, wrong slopes that many operations share."""
    found = {
        (op, 0): {f"another_operations_slope@{other}": _of(slope) for other, slope in SLOPES_OF.items() if other != op}
        for op in ("exp", "log")
    }
    found["log", 0]["constant_scale@base ten"] = _of(lambda a: 1 / (a * np.log(10)))
    found["log", 0]["constant_scale@base two"] = _of(lambda a: 1 / (a * np.log(2)))
    found["exp", 0]["power_rule_for_exponential@lowered"] = _of(lambda a: np.exp(a - 1))
    found["exp", 0]["power_rule_for_exponential@not lowered"] = _of(lambda a: a * np.exp(a))
    for op in ("tanh", "sigmoid"):
        found[op, 0] = {"another_operations_slope@exp": _of(np.exp)}
    found["tanh", 0]["another_operations_slope@arctan"] = _of(lambda a: 1 / (1 + a**2))
    found["tanh", 0]["square_missing_in_slope@of cosh"] = _of(lambda a: 1 / np.cosh(a))
    found["pow", 0] = {"operands_swapped@in the formula": _of(lambda a, b: a * b ** (a - 1))}
    found["pow", 1] = {"operands_swapped@in the formula": _of(lambda a, b: b**a * np.log(b))}
    found["pow", 1]["constant_scale@base ten"] = _of(lambda a, b: a**b * np.log10(a))
    found["max", 0] = {"operands_for_slopes": _operand(0)}
    found["max", 1] = {"operands_for_slopes": _operand(1)}
    found["relu", 0] = {"slope_taken_as_zero": _of(lambda a: 0.0)}
    found["sigmoid", 0]["sign_inside_slope"] = _of(lambda a: ref.sigmoid(a) * (1 + ref.sigmoid(a)))
    found["tanh", 0]["sign_inside_slope"] = _of(lambda a: 1 + np.tanh(a) ** 2)
    found["sigmoid", 0]["slope_squared"] = _of(lambda a: (ref.sigmoid(a) * ref.sigmoid(-a)) ** 2)
    found["tanh", 0]["slope_squared"] = _of(lambda a: (1 - np.tanh(a) ** 2) ** 2)
    for op in ("mul", "div", "pow", "exp", "log", "tanh", "sigmoid"):
        for place in range(len(WRONG[op])):
            right = _right(op, place)
            rules = found.setdefault((op, place), {})
            rules["constant_scale@half"] = lambda c, v, right=right: right(c, v) / 2
            rules["constant_scale@twice"] = lambda c, v, right=right: right(c, v) * 2
            rules.setdefault("slope_taken_as_zero@further", lambda c, v: 0.0)
    return found


FURTHER = _further()


def _operation(op: str) -> Variant:
    def draw(rng, sizes) -> Case:
        signs = [sizes[name] for name in OPERANDS[: len(WRONG[op])]]
        while True:
            values = [float(sign * size) for sign, size in zip(signs, rng.uniform(APART, 2.2, len(signs)), strict=True)]
            gaps = np.abs(np.subtract.outer([*values, 1, -1, 0], values))
            if "larger" in sizes and int(np.argmax(values)) != sizes["larger"]:
                continue
            if np.sort(gaps, axis=None)[len(values)] > APART / 2:
                return Case(Request((op, *values)), {"values": values}, {})

    steps = tuple(
        Step(
            f"slope_{name} of {op}",
            f"the slope along {name}",
            _right(op, place),
            wrong | FURTHER.get((op, place), {}),
            scalable=False,
        )
        for place, (name, wrong) in enumerate(zip(OPERANDS, WRONG[op], strict=False))
    )
    sizes = POSITIVE if op in ("div", "pow", "log") else EITHER if op == "max" else MIXED
    return Variant(op, steps, draw, sizes)


def _of_another(outcomes: Sequence[Outcome]) -> str:
    """Returns the remark on an operation that nobody has heard of, "" where an error says so."""
    (outcome,) = outcomes
    if outcome.error:
        return ""
    got = "None" if outcome.value is None else "a result"
    seen = f'for "{UNHEARD_OF}" it returns {got}.'
    return f"Right for the eleven operations; {seen} What does the docstring promise there?"


UNHEARD_OF = "mod"
SHARES = dict.fromkeys(WRONG, 0.25) | {"mul": 0.5, "div": 0.5, "pow": 0.75, "max": 0.5}
LOCAL_GRADS = Exercise(
    "local_grads", "graphs", "The slopes of one operation", ("op", "*values"),
    tuple(_operation(op) for op in WRONG), lambda variant: tuple(step.name for step in variant.observed),
    (Gate("another", "another operation", 0, (Request((UNHEARD_OF, 2.0, 3.0)),), lambda outcomes: None, _of_another),),
    shares=SHARES,
)  # fmt: skip

TOPOLOGICAL_ORDER = Exercise(
    "topological_order", "graphs", "An order of computation", ("output",), (), {}, ORDER_GATES, repeats=False
)

TWICE = rows("x", "y", "p = mul x y", "q = exp p", "L = mul q x"), (0.5, -1.5)


def _again(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a second call on one graph gives other gradients, or a call changes a node."""
    if outcomes[0].error:
        return "", explain_error("backpropagate", outcomes[0].error)
    answer = outcomes[0].value if isinstance(outcomes[0].value, dict) else {}
    first, again = answer.get("first"), answer.get("again")
    if not isinstance(first, dict) or not first:
        return "", "There are no gradients to compare."
    if first.keys() <= {"(str)", "(float)"}:
        return "names_for_nodes", f"The keys of the dict are of type {next(iter(first))[1:-1]}."
    has = f"For p = mul(x, y), q = exp(p), L = mul(q, x), the dict has the keys {', '.join(sorted(first))}."
    if first.keys() == {name for name, op, _ in TWICE[0] if not op}:
        return "only_inputs_reported", has
    if first.keys() == {name for name, _, _ in TWICE[0]} - {"L"}:
        return "output_left_out", has
    if "y" not in first and "x" in first:
        return "", f"{has} The node y, which has no name of its own here, is missing."
    if not same(first, again):
        return "results_change_between_calls", f"Called twice on one graph, {_what_differs(first, again)}"
    if answer.get("changed"):
        return "arguments_changed", "After the call, a node no longer has the value or the inputs that it had."
    return None


def _what_differs(first: dict, again) -> str:
    for name in first:
        if isinstance(again, dict) and name in again and not same(first[name], again[name]):
            return f"it gave d{name} as {_number(first[name])} and then as {_number(again[name])}."
    return "it gave other nodes the second time."


def _number(value) -> str:
    return f"{float(value):.4g}".replace("-", "−") if isinstance(value, int | float | np.number) else "something else"


BACKPROPAGATE = Exercise(
    "backpropagate", "graphs", "Gradients through a graph", ("output",),
    (graph_variant("a chain", rows("x", "p = exp x", "q = sigmoid p", "L = tanh q")),
     graph_variant("one number used twice", rows("x", "y", "p = mul x x", "q = div p y", "L = tanh q")),
     graph_variant("a diamond", rows("x", "y", "p = mul x y", "q = exp p", "r = tanh p", "L = mul q r")),
     graph_variant("paths of different lengths", rows("x", "y", "p = add x y", "q = mul p y", "r = tanh q",
                                                      "s = add r p", "L = mul s q"))),
    lambda variant: {step.name[1:]: step.name for step in variant.observed},
    (Gate("again", "gives the same gradients when called again", 0.5,
          (Request(TWICE, {}, Named(materials.__name__, "gradients_twice")),), _again,
          names=("results_change_between_calls", "names_for_nodes", "only_inputs_reported", "output_left_out")),),
    implied={  # half of every gradient is half at x · x, too; and what is doubled at each node looks like two visits
        "contributions_overwritten": "constant_scale",
        "sent_down_more_than_once": "constant_scale",
        "slope_taken_at_output": "value_in_the_chain",  # at a product they are the same
    },
    together={("contributions_overwritten", "nothing_arrived", "never_filled_in"): "first_operand_only"},
    shares={"a chain": 0.5, "one number used twice": 1, "a diamond": 1.5, "paths of different lengths": 1.5},
)  # fmt: skip

CHAPTER = Chapter("graphs", "04", "Computation graphs", (LOCAL_GRADS, TOPOLOGICAL_ORDER, BACKPROPAGATE))
