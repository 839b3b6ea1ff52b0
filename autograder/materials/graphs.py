"""Chapter 04: nodes, which are numbers that remember what they were computed from, and graphs written as text.

>>> x, y = Node(2.0, name="x"), Node(3.0, name="y")
>>> L = tanh(x * y - x)
>>> L.op, [source.op for source in L.inputs], round(L.value, 4)
('tanh', ['sub'], 0.9993)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

OPERATIONS: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "sigmoid": lambda a: (1 + math.tanh(a / 2)) / 2,
    "relu": lambda a: max(a, 0.0),
    "max": lambda a, b: max(a, b),
}


@dataclass(eq=False)
class Node:
    """One number of a computation. Two nodes are the same only if they are one object, whatever their values.

    op : the operation that gave the value, such as "mul"; "" for a number that was put in
    inputs : the nodes it was computed from, in the order of the operation; () for a number that was put in
    """

    value: float
    op: str = ""
    inputs: tuple[Node, ...] = ()
    name: str = ""

    def __repr__(self) -> str:
        what = f"{self.op}({', '.join(source.name or '·' for source in self.inputs)}) = " if self.op else ""
        return f"{self.name or 'Node'}: {what}{self.value:.4g}"

    def __add__(self, other):
        return compute("add", self, other)

    def __radd__(self, other):
        return compute("add", other, self)

    def __sub__(self, other):
        return compute("sub", self, other)

    def __rsub__(self, other):
        return compute("sub", other, self)

    def __mul__(self, other):
        return compute("mul", self, other)

    def __rmul__(self, other):
        return compute("mul", other, self)

    def __truediv__(self, other):
        return compute("div", self, other)

    def __rtruediv__(self, other):
        return compute("div", other, self)

    def __pow__(self, other):
        return compute("pow", self, other)

    def __neg__(self):
        return compute("mul", -1.0, self)


def compute(op: str, *operands: Node | float, name: str = "") -> Node:
    """Returns the node of an operation on nodes and numbers; a plain number becomes a node that was put in."""
    inputs = tuple(x if isinstance(x, Node) else Node(float(x)) for x in operands)
    return Node(OPERATIONS[op](*(source.value for source in inputs)), op, inputs, name)


def exp(a) -> Node:
    return compute("exp", a)


def log(a) -> Node:
    return compute("log", a)


def tanh(a) -> Node:
    return compute("tanh", a)


def sigmoid(a) -> Node:
    return compute("sigmoid", a)


def relu(a) -> Node:
    return compute("relu", a)


def maximum(a, b) -> Node:
    return compute("max", a, b)


def build(rows: Sequence, values: Sequence[float]) -> list[Node]:
    """Returns the nodes of a graph.

    rows : (name, op, names of its inputs), each after its inputs; op is "" for a number that is put in
    values : of the numbers that are put in, in order

    >>> build([("x", "", ()), ("p", "mul", ("x", "x"))], [3.0])
    [x: 3, p: mul(x, x) = 9]
    """
    nodes: dict[str, Node] = {}
    numbers = iter(values)
    for name, op, inputs in rows:
        sources = [nodes[source] for source in inputs]
        nodes[name] = compute(op, *sources, name=name) if op else Node(float(next(numbers)), name=name)
    return list(nodes.values())


def _build_unnamed(rows: Sequence, values: Sequence[float]) -> tuple[list[Node], dict[int, str]]:
    """Returns the nodes of a graph and what each is called here; a node that was computed does not know its name,
    as most nodes do not."""
    nodes = build(rows, values)
    names = {id(node): node.name for node in nodes}
    for node in nodes:
        node.name = "" if node.inputs else node.name
    return nodes, names


def _as_built(nodes: list[Node]) -> list:
    return [(id(node), node.value, node.op, tuple(map(id, node.inputs))) for node in nodes]


def order_of(topological_order: Callable, rows: Sequence, values: Sequence[float]) -> dict:
    """Returns what a function makes of a graph: {"order", "again", "kind", "held", "changed"}.

    order : the names of the nodes that it returned for the last one, "?" for what is no node of the graph
    again : the same, from a second call
    kind : the type of what it returned
    held : the type of the first entry
    changed : whether the nodes are no longer what they were
    """
    nodes, names = _build_unnamed(rows, values)
    before = _as_built(nodes)
    first, again = (topological_order(nodes[-1]) for _ in range(2))
    orders = [
        [names.get(id(n), "?") for n in result] if isinstance(result, list | tuple) else None
        for result in (first, again)
    ]
    held = type(first[0]).__name__ if orders[0] else ""
    answer = {"order": orders[0], "again": orders[1], "kind": type(first).__name__, "held": held}
    return {**answer, "changed": before != _as_built(nodes)}


def gradients_of(backpropagate: Callable, rows: Sequence, values: Sequence[float]):
    """Returns the gradients that a function gives for a graph's last node, by the names of the nodes.

    A key that is no node of the graph is told by its type; what is not a dict is returned as it is.
    """
    nodes, names = _build_unnamed(rows, values)
    return _by_name(backpropagate(nodes[-1]), nodes, names)


def gradients_twice(backpropagate: Callable, rows: Sequence, values: Sequence[float]) -> dict:
    """Returns {"first", "again", "changed"}: the gradients of two calls on one graph, and whether the graph changed.

    Of the numbers that were put in only the first has a name, as a constant has none.
    """
    nodes, names = _build_unnamed(rows, values)
    for node in nodes[1:]:
        node.name = ""
    before = _as_built(nodes)
    first = _by_name(backpropagate(nodes[-1]), nodes, names)
    again = _by_name(backpropagate(nodes[-1]), nodes, names)
    return {"first": first, "again": again, "changed": before != _as_built(nodes)}


def _by_name(grads, nodes: list[Node], names: dict[int, str]):
    if not isinstance(grads, dict):
        return grads
    names = {node: names[id(node)] for node in nodes}
    return {names[key] if key in names else f"({type(key).__name__})": value for key, value in grads.items()}
