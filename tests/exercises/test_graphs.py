"""Chapter 04: right slopes, orders and gradients pass, wrong ones are called by their names, live and marked."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

import autograder.materials.graphs as materials
from autograder import Verdict, evaluate
from autograder.core.evaluate import evaluate_submission
from autograder.core.submission import Named, Request
from autograder.exercises import by_chapter, by_name, graph_gradients, graph_order
from autograder.exercises.graph_order import rows as graph_rows
from autograder.isolate import Sandbox
from autograder.live import LiveSubmission
from solutions.graphs import backpropagate, local_grads, topological_order
from tests.exercises import rows_further, rows_graph_slips, rows_graphs
from tests.exercises.planted import (
    Planted,
    compiled,
    demand_full_marks,
    named,
)
from tests.exercises.rows_graphs import STUDENTS

CHAPTER = by_chapter("04")
STUDENT = Planted(STUDENTS)
ROWS = (*rows_graphs.ROWS, *rows_graph_slips.ROWS, *rows_further.GRAPHS)

_KAHN = """
    def topological_order(output):
        nodes, ready, order, waiting = [output], [], [], {}
        for n in nodes:
            nodes += [m for m in dict.fromkeys(n.inputs) if m not in nodes]
        for n in nodes:
            waiting[n] = len(n.inputs)
        ready = [n for n in nodes if not n.inputs]
        while ready:
            n = ready.pop()
            order.append(n)
            for user in nodes:
                for m in user.inputs:
                    if m is n:
                        waiting[user] -= 1
                        if waiting[user] == 0:
                            ready.append(user)
        return order
"""
_PATHS = """
    def backpropagate(output):
        from solutions.graphs import local_grads
        grads = {}
        def send(n, upstream):
            grads[n] = grads.get(n, 0) + upstream
            if n.inputs:
                for m, slope in zip(n.inputs, local_grads(n.op, *[i.value for i in n.inputs])):
                    send(m, upstream * slope)
        send(output, 1)
        return grads
"""
_ATTRIBUTES = """
    def backpropagate(output):
        from solutions.graphs import local_grads, topological_order
        nodes = topological_order(output)
        for n in nodes:
            n.grad = 0
        output.grad = 1
        for n in nodes[::-1]:
            if n.op:
                for m, slope in zip(n.inputs, local_grads(n.op, *[i.value for i in n.inputs])):
                    m.grad += slope * n.grad
        return {n: n.grad for n in nodes}
"""
_DISPATCH = """
    def local_grads(op, *values):
        from math import e, exp, log, tanh
        if op in ("add", "sub"):
            return [1, 1 if op == "add" else -1]
        if op in ("mul", "div", "pow", "max"):
            a, b = values
            if op == "mul":
                return [b, a]
            if op == "div":
                return np.array([1 / b, -(a / b) / b])
            if op == "pow":
                return b * a**b / a, log(a) * exp(b * log(a))
            return (float(a == max(values)), float(b == max(values)))
        (a,) = values
        s = 1 / (1 + e**-a)
        return ({"exp": e**a, "log": a and 1 / a, "tanh": 1 - tanh(a) ** 2, "sigmoid": s - s * s, "relu": a >= 0}[op],)
"""
WHOLE = {
    "topological_order, counting inputs": _KAHN,
    "backpropagate, path by path": _PATHS,
    "backpropagate, by attributes": _ATTRIBUTES,
}


@pytest.mark.parametrize("title", WHOLE)
def test_right_code_of_another_shape_passes(title):
    name = title.partition(",")[0]
    demand_full_marks(evaluate(compiled(WHOLE[title], name)))


def test_right_slopes_in_lists_and_arrays_pass():
    result = evaluate(compiled(_DISPATCH.replace("np.array(", "list("), "local_grads"))
    demand_full_marks(result)


# The worked functions and the materials


@pytest.mark.parametrize("op", graph_gradients.VALUES)
def test_the_slopes_of_an_operation_are_its_exact_derivatives(op):
    operands = (1.3, 0.7)[: 1 if op in ("exp", "log", "tanh", "sigmoid", "relu") else 2]
    assert_allclose(local_grads(op, *operands), graph_gradients.slopes(op, *operands), rtol=1e-14)
    assert_allclose(materials.OPERATIONS[op](*operands), graph_gradients.VALUES[op](*operands), rtol=1e-14)


def test_an_unknown_operation_raises():
    with pytest.raises(KeyError, match="modulo"):
        local_grads("modulo", 1.0, 2.0)


def test_nodes_are_made_by_ordinary_arithmetic():
    x, y = materials.Node(2.0, name="x"), materials.Node(4.0)
    for node, value in (
        (x + y, 6), (1 + x, 3), (x - 1, 1), (1 - x, -1), (x * y, 8), (3 * x, 6), (x / y, 0.5), (1 / y, 0.25),
        (x**2, 4), (-x, -2), (materials.exp(x), np.exp(2)), (materials.log(y), np.log(4)), (materials.relu(-x), 0),
        (materials.sigmoid(x), 1 / (1 + np.exp(-2))), (materials.maximum(x, y), 4), (materials.tanh(x), np.tanh(2)),
    ):  # fmt: skip
        assert node.value == pytest.approx(value)
        assert node in backpropagate(node)
    assert repr(x * y) == "Node: mul(x, ·) = 8"
    assert materials.Node(1.0) != materials.Node(1.0)


def test_gradients_through_every_operation_agree_with_slopes_of_nearby_values():
    def result(a, b):
        node = materials.maximum(materials.sigmoid(a / b), materials.log(a)) ** (a - b) + materials.exp(-a * b)
        return node * materials.tanh(materials.relu(a) + b)

    a, b, h = materials.Node(1.2), materials.Node(0.6), 1e-6
    grads = backpropagate(result(a, b))
    along_a = result(materials.Node(1.2 + h), b).value - result(materials.Node(1.2 - h), b).value
    along_b = result(a, materials.Node(0.6 + h)).value - result(a, materials.Node(0.6 - h)).value
    assert_allclose([grads[a], grads[b]], [along_a / (2 * h), along_b / (2 * h)], rtol=1e-8)


@pytest.mark.parametrize("graph", graph_order.GRAPHS, ids=str)
def test_the_worked_order_holds_every_node_after_its_inputs(graph):
    answer = materials.order_of(topological_order, graph.rows, graph.values)
    assert sorted(answer["order"]) == sorted(graph.names)
    assert graph_order._too_early(graph, answer["order"]) is None


def test_values_of_nodes_do_not_tell_them_apart():
    assert [graph.twins for graph in graph_order.GRAPHS if graph.twins] == [{"x", "y", "p", "q"}, {"p", "q"}]


# What is said


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("topological_order", "def topological_order(output): pass", "something of type NoneType"),
        ("topological_order", "def topological_order(output): return {output}", "something of type set"),
        ("topological_order", "def topological_order(output): return [1]", "no node of the graph"),
        ("topological_order", "def topological_order(output): return output.parents", "AttributeError on line 1"),
        ("topological_order", "def topological_order(output): return []", "are missing from the list"),
        ("backpropagate", "def backpropagate(output): pass", "It is None where a dict with the keys"),
        ("backpropagate", "def backpropagate(output): return {output.name: 1.0}", "It has '(str)'"),
        ("backpropagate", "def backpropagate(output): return {}", "are missing from the dict"),
        ("local_grads", "def local_grads(op, *values): return 1.0", "tuple (slope_a of add, slope_b of add) is"),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_said(name, source, said):
    result = evaluate(compiled(source, name))
    assert result.verdict is Verdict.FAILED
    assert said in " ".join([result.message, *(check.message for check in result.checks)])


def test_an_empty_list_earns_nothing():
    assert evaluate(compiled("def topological_order(output): return []", "topological_order")).points == 0


# In the sandbox


@pytest.fixture(scope="module")
def session():
    cells = ["import numpy as np\nfrom autograder.materials.graphs import Node", *map(STUDENT.source, STUDENTS)]
    with Sandbox() as sandbox, sandbox.open(cells, "graphs") as opened:
        assert opened.cell_errors == ()
        yield opened


@pytest.mark.parametrize("name", STUDENTS)
def test_marking_in_the_sandbox_gives_what_the_notebook_gives(session, name):
    assert evaluate_submission(by_name(name), session) == evaluate(STUDENT.function(name))


def test_marking_in_the_sandbox_names_the_same_mistakes():
    edited = {row.exercise: row for row in ROWS if "arguments_changed" not in row.names}
    cells = ["import numpy as np", *(STUDENT.source(name, *row.wrong) for name, row in edited.items())]
    with Sandbox() as sandbox, sandbox.open(cells, "graphs") as opened:
        for name, row in edited.items():
            assert named(evaluate_submission(by_name(name), opened)) == row.truth


def test_a_stub_in_the_sandbox_is_not_attempted():
    with Sandbox() as sandbox, sandbox.open([STUDENT.source("backpropagate").split("\n")[0] +
                                             "\n    raise NotImplementedError"], "graphs") as opened:  # fmt: skip
        assert evaluate_submission(by_name("backpropagate"), opened).verdict is Verdict.NOT_ATTEMPTED
        assert evaluate_submission(by_name("local_grads"), opened).message.startswith("There is no function")


def test_later_chapters_may_import_the_worked_functions_with_their_nodes():
    cells = [
        "from solutions.graphs import backpropagate, Node",
        "def f(): return backpropagate(Node(2.0) * 3).__len__()",
    ]
    with Sandbox() as sandbox, sandbox.open(cells, "backprop") as opened:
        assert opened.cell_errors == ()
        assert opened.calls("f", [Request()])[0].value == 3


def test_a_call_goes_through_a_function_of_the_materials_live_and_in_the_sandbox():
    asked = Request((graph_rows("x", "p = mul x x"), [3.0]), {}, Named(materials.__name__, "gradients_of"))
    live = LiveSubmission(STUDENT.function("backpropagate")).calls("backpropagate", [asked])
    broken = Request((graph_rows("x", "p = mul x"), [3.0]), {}, Named(materials.__name__, "gradients_of"))
    cells = ["import numpy as np", STUDENT.source("backpropagate")]
    with Sandbox() as sandbox, sandbox.open(cells, "graphs") as opened:
        assert opened.calls("backpropagate", [asked]) == live
        assert live[0].value == {"x": 6.0, "p": 1.0}
        assert opened.calls("backpropagate", [broken])[0].error.kind == "TypeError"


@pytest.mark.parametrize("module", ["solutions.graphs", "autograder.core.numdiff", "os"])
def test_a_worker_makes_no_function_of_any_other_module(session, module):
    with pytest.raises(Exception, match="not for this chapter|may use"):
        outcome = session.calls("local_grads", [Request((1.0,), {}, Named(module, "slopes"))])[0]
        raise Exception(outcome.error.message)
