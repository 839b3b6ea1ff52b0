"""Chapter 04, graphs: the slopes of single operations, the order of a computation, and gradients sent back through it.

A `Node` is a number that remembers the operation it came from and the nodes that went into it.
"""

from __future__ import annotations

import math

from autograder.materials.graphs import Node


def _sigmoid(a: float) -> float:
    return (1 + math.tanh(a / 2)) / 2


LOCAL_GRADS = {
    "add": lambda a, b: (1.0, 1.0),
    "sub": lambda a, b: (1.0, -1.0),
    "mul": lambda a, b: (b, a),
    "div": lambda a, b: (1 / b, -a / b**2),
    "pow": lambda a, b: (b * a ** (b - 1), a**b * math.log(a)),
    "exp": lambda a: (math.exp(a),),
    "log": lambda a: (1 / a,),
    "tanh": lambda a: (1 - math.tanh(a) ** 2,),
    "sigmoid": lambda a: (_sigmoid(a) * (1 - _sigmoid(a)),),
    "relu": lambda a: (1.0 if a > 0 else 0.0,),
    "max": lambda a, b: (1.0, 0.0) if a > b else (0.0, 1.0),
}


def local_grads(op: str, *values: float) -> tuple[float, ...]:
    """Returns the slopes of one operation: how fast its result rises as each of
    its operands is increased.

    op : "add" a + b, "sub" a - b, "mul" a * b, "div" a / b, "pow" a ** b (a
        above 0), "exp", "log" (natural), "tanh", "sigmoid", "relu", or "max",
        the larger of a and b
    values : the operands: a, or a and b

    The slopes come as a tuple, one for each operand, also when there is only
    one. At the kink of relu, and of max for a = b, any slope between those on
    its two sides is right.

    Raises KeyError for another operation.
    Accuracy: relative 1e-12.

    >>> local_grads("sub", 5.0, 2.0)
    (1.0, -1.0)
    >>> [round(slope, 4) for slope in local_grads("pow", 2.0, 3.0)]
    [12.0, 5.5452]
    """
    return LOCAL_GRADS[op](*values)


def topological_order(output: Node) -> list[Node]:
    """Returns the nodes that a result was computed from, and the result itself,
    in an order of computation.

    output : a node; `node.inputs` are the nodes that a node was computed from

    Every node stands in the list once, after all of its inputs, so the output
    is last. Among the orders that do this, any will do.

    >>> x = Node(3.0, name="x")
    >>> p = x * x
    >>> p.name = "p"
    >>> topological_order(p + x)
    [x: 3, p: mul(x, x) = 9, Node: add(p, x) = 12]
    """
    order: list[Node] = []
    seen: set[Node] = set()

    def visit(node: Node) -> None:
        if node in seen:
            return
        seen.add(node)
        for source in node.inputs:
            visit(source)
        order.append(node)

    visit(output)
    return order


def backpropagate(output: Node) -> dict[Node, float]:
    """Returns how fast the output rises as each node that it was computed from
    is increased, itself included.

    output : a node

    The result is a dict with the nodes as its keys: grads[node] is the gradient
    of output.value with respect to node.value. A node that is used several
    times gets one contribution from each use. A second call on the same graph
    gives the same dict, and the nodes stay as they are.

    Accuracy: relative 1e-12.

    >>> x, y = Node(3.0), Node(4.0)
    >>> grads = backpropagate(x * y + x)
    >>> grads[x], grads[y]
    (5.0, 3.0)
    """
    order = topological_order(output)
    grads = dict.fromkeys(order, 0.0)
    grads[output] = 1.0
    for node in reversed(order):
        if not node.inputs:
            continue
        slopes = local_grads(node.op, *(source.value for source in node.inputs))
        for source, slope in zip(node.inputs, slopes, strict=True):
            grads[source] += grads[node] * slope
    return grads
