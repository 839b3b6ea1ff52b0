"""Every displayed equation of chapter 04: both sides in numbers, slopes found by a complex step."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from autograder.materials.graphs import Node
from solutions.graphs import backpropagate, local_grads, topological_order

SOURCE = (Path(__file__).parents[2] / "source" / "04_graphs.md").read_text(encoding="utf-8")

A, B = 1.7, 2.3  # operands: positive, and neither is 1
TINY = 1e-30  # the push of a complex step: nothing is subtracted, so nothing is lost by making it this small
NEAR = 1e-6  # the push where an equation says "about", whose error is of its square
# the operations of the text, for complex operands
FUNCTIONS = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b, "exp": np.exp, "log": np.log, "tanh": np.tanh, "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
}  # fmt: skip


def slope(function, point):
    """Returns the slope of a function of one number, exact to rounding."""
    return np.imag(function(point + 1j * TINY)) / TINY


def diamond(x):
    return (x + 2) * (12 / x)


def reuse():
    """Returns a graph in which paths of different lengths meet and one node is used twice by one other."""
    x = Node(0.6)
    a = 3 * x
    b = a + 2
    return x, a, b, a * b + b * b


def of_reuse(x):
    return 3 * x * (3 * x + 2) + (3 * x + 2) ** 2


# Equations: each function returns the two sides, from the course's code or from slopes found by a complex step


def local():
    binary = ("add", "sub", "mul", "div", "pow")
    left = [FUNCTIONS[op](A + NEAR, B) for op in binary]
    return left, [FUNCTIONS[op](A, B) + NEAR * local_grads(op, A, B)[0] for op in binary]


def product():
    h = 0.4
    return (A + h) * B, A * B + h * B


def quotient():
    h = 0.4
    exact = A / (B + h) - A / B
    forms = [(A * B - A * (B + h)) / (B * (B + h)), -A * h / (B * (B + h))]
    small = (A / (B + NEAR) - A / B) / NEAR
    return [exact, exact, round(small, 5)], [*forms, round(-A / B**2, 5)]


def power():
    along_b, along_a = slope(lambda b: A**b, B), slope(lambda a: a**B, A)
    return [along_b, along_a, along_a, A**B], [
        A**B * np.log(A),
        A**B * B / A,
        B * A ** (B - 1),
        np.exp(B * np.log(A)),
    ]


def chain():
    p = np.exp(A)
    return slope(lambda x: np.tanh(np.exp(x) / 9), A), slope(lambda p: np.tanh(p / 9), p) * slope(np.exp, A)


def changes_add():
    x, p, q = 4.0, 6.0, 3.0
    return diamond(x + NEAR), p * q + q * (NEAR * 1) + p * (NEAR * -12 / x**2)


def two_paths():
    x, p, q = 4.0, 6.0, 3.0
    return slope(diamond, x), slope(lambda p: p * q, p) * slope(lambda x: x + 2, x) + p * slope(lambda x: 12 / x, x)


def every_user():
    x, a, b, L = reuse()
    grads = backpropagate(L)
    by_hand = {L: 1.0, b: a.value + 2 * b.value}  # b is used by a product with a, and twice by one with itself
    by_hand[a] = b.value + by_hand[b] * 1
    by_hand[x] = by_hand[a] * 3
    return [*(grads[node] for node in by_hand), by_hand[x]], [*by_hand.values(), slope(of_reuse, 0.6)]


def inputs_first():
    order = topological_order(reuse()[-1])
    place = {node: index for index, node in enumerate(order)}
    kept = [place[source] < place[node] for node in order for source in node.inputs]
    return sum(kept), len(kept)


def visits():
    by_recursion = [1]
    for _ in range(20):
        by_recursion.append(1 + 2 * (1 + by_recursion[-1]))
    doubled = [1, *(2 * count + 3 for count in by_recursion[:-1])]
    return np.hstack([by_recursion, by_recursion]), np.hstack([doubled, [4 * 2**k - 3 for k in range(21)]])


def forward_mode():
    x, a, b, L = reuse()
    moves = {x: 1.0}
    for node in topological_order(L):
        steps = local_grads(node.op, *(source.value for source in node.inputs)) if node.op else ()
        for source, step in zip(node.inputs, steps, strict=True):
            moves[node] = moves.get(node, 0.0) + step * moves.get(source, 0.0)
    return [moves[a], moves[b], moves[L]], [3.0, 3.0, slope(of_reuse, 0.6)]


EQUATIONS = {
    "local": local, "mul": product, "div": quotient, "pow": power, "chain": chain, "add": changes_add,
    "two": two_paths, "sum": every_user, "order": inputs_first, "visits": visits, "forward": forward_mode,
}  # fmt: skip


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_two_sides_of_each_equation_agree(label):
    left, right = EQUATIONS[label]()
    assert_allclose(left, right, rtol=1e-11)


def test_each_displayed_equation_is_labelled_and_has_its_test():
    labels = re.findall(r"^\$\$ \(eq-graphs-([\w-]+)\)$", SOURCE, flags=re.MULTILINE)
    assert labels == list(EQUATIONS)
    assert len(re.findall(r"^\$\$", SOURCE, flags=re.MULTILINE)) == 2 * len(labels)


# The table of slopes

CELLS = {  # each entry of the table, in Python
    "$1$": "1", "$-1$": "-1", "$b$": "b", "$a$": "a", "$1 / b$": "1 / b", "$-a / b^2$": "-a / b**2",
    r"$b\,a^{b-1}$": "b * a**(b - 1)", r"$a^b \log a$": "a**b * log(a)", "$e^a$": "exp(a)", "$1 / a$": "1 / a",
    r"$1 - \tanh^2 a$": "1 - tanh(a)**2", r"$\sigma(a)\,(1 - \sigma(a))$": "sigmoid(a) * (1 - sigmoid(a))",
    "1 if $a > 0$, else 0": "1 if a > 0 else 0", "1 if $a > b$, else 0": "1 if a > b else 0",
    "0 if $a > b$, else 1": "0 if a > b else 1", "": "None",
}  # fmt: skip
TABLE = {op: cells for op, *cells in re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]*?) \| (?:([^|]*?) )?\|$", SOURCE, re.M)}


@pytest.mark.parametrize("op", TABLE)
def test_a_row_of_the_table_says_what_local_grads_returns(op):
    names = {name: FUNCTIONS[name] for name in ("exp", "log", "tanh", "sigmoid")}
    for a, b in ((A, B), (B, A)):
        said = [eval(CELLS[cell], names | {"a": a, "b": b}) for cell in TABLE[op]]
        given = local_grads(op, *((a,) if said[1] is None else (a, b)))
        assert_allclose(given, [value for value in said if value is not None], rtol=1e-12)


def test_the_table_is_whole_and_its_smooth_rows_agree_with_a_complex_step():
    assert len(TABLE) == 11
    for op, function in FUNCTIONS.items():
        values = (A, B) if TABLE[op][1] else (A,)
        for place, given in enumerate(local_grads(op, *values)):

            def along(v, place=place, function=function, values=values):
                return function(*values[:place], v, *values[place + 1 :])

            assert_allclose(given, slope(along, values[place]), rtol=1e-12)
