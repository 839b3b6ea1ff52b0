"""Gradients through a graph: one step a node, from the output down, each judged by the learner's own gradients above.

A contribution is what one use of a node sends down to it: the gradient of the node that uses it, times the slope of
that use. A right gradient adds up all contributions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from autograder.core import reference as ref
from autograder.core.exercise import Case, Rule, Step, Variant
from autograder.core.numdiff import COMPLEX_STEP
from autograder.core.probe import accepted, normal
from autograder.core.submission import Named, Request
from autograder.exercises.graph_order import Row
from autograder.materials import graphs as materials

# Values for complex numbers too, so that derivatives are exact by a complex step.
VALUES = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: np.exp(b * np.log(a)),
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "sigmoid": ref.sigmoid,
    "relu": ref.relu,
    "max": lambda a, b: np.where(np.real(a) > np.real(b), a, b),
}
LARGEST = 3.0  # of all values: beyond it tanh is flat and rounding grows
SMALLEST = 0.05  # of all values, slopes and gradients: closer to zero a mistake would not show


@lru_cache(maxsize=4096)  # rules ask for the slopes of the same few nodes again and again
def slopes(op: str, *values: float) -> tuple[float, ...]:
    """Returns the slope of an operation along each operand, exact to rounding."""
    moved = [[complex(x, COMPLEX_STEP * (k == i)) for k, x in enumerate(values)] for i in range(len(values))]
    return tuple(float(np.imag(VALUES[op](*operands))) / COMPLEX_STEP for operands in moved)


@dataclass(frozen=True)
class Use:
    """One use of a node: by which node, and as which of its operands."""

    by: str
    place: int


@dataclass(frozen=True)
class Layout:
    """A graph as its gradients need it."""

    rows: tuple[Row, ...]

    @property
    def output(self) -> str:
        """The last node."""
        return self.rows[-1][0]

    def row(self, name: str) -> Row:
        """Returns the row of a node."""
        return next(row for row in self.rows if row[0] == name)

    def uses(self, name: str) -> tuple[Use, ...]:
        """Returns the uses of a node, in the order of computation."""
        return tuple(Use(by, place) for by, _, inputs in self.rows for place, s in enumerate(inputs) if s == name)

    def evaluate(self, numbers, moved: str = "", by: complex = 0) -> dict:
        """Returns the value of every node; one node may be moved by a little."""
        values, put_in = {}, iter(numbers)
        for name, op, inputs in self.rows:
            values[name] = VALUES[op](*(values[s] for s in inputs)) if op else next(put_in)
            values[name] = values[name] + (by if name == moved else 0)
        return values

    def exact(self, numbers) -> dict[str, np.ndarray]:
        """Returns the gradient of the output with respect to every node."""
        tip = {name: self.evaluate(numbers, name, 1j * COMPLEX_STEP)[self.output] for name, _, _ in self.rows}
        return {f"d{name}": np.asarray(np.imag(value) / COMPLEX_STEP) for name, value in tip.items()}

    def slope(self, use: Use, values: Mapping) -> float:
        """Returns the slope of one use."""
        _, op, inputs = self.row(use.by)
        return slopes(op, *(values[s] for s in inputs))[use.place]

    def parts(self, name: str, values: Mapping, v: Mapping) -> list:
        """Returns a node's contributions, from the gradients v of the nodes above."""
        return [v[f"d{use.by}"] * self.slope(use, values) for use in self.uses(name)]


def graph_variant(name: str, graph: tuple[Row, ...], **settings) -> Variant:
    """Returns the variant of one graph."""
    layout = Layout(graph)

    def draw(rng, sizes) -> Case:
        count = sum(not op for _, op, _ in graph)
        given = accepted(rng, lambda rng: {"numbers": normal(rng, count, margin=SMALLEST)}, acceptable)
        numbers = given["numbers"].tolist()
        request = Request((graph, numbers), {}, Named(materials.__name__, "gradients_of"))
        return Case(request, {"numbers": numbers, "values": layout.evaluate(numbers)}, {})

    def acceptable(given) -> bool:
        with np.errstate(all="ignore"):
            values = layout.evaluate(given["numbers"])
        sizes = np.abs(list(values.values()))
        if not (np.isfinite(sizes).all() and sizes.min() > SMALLEST and sizes.max() < LARGEST):
            return False
        parts = [layout.slope(use, values) for row in graph for use in layout.uses(row[0])]
        gradients = list(layout.exact(given["numbers"]).values())
        return min(np.abs(parts).min(), np.abs(gradients).min()) > SMALLEST

    steps = tuple(_step(layout, row[0]) for row in reversed(graph))
    return Variant(name, steps, draw, ({}, {}, {}), oracle=lambda case: layout.exact(case.numbers), **settings)


def _step(layout: Layout, name: str) -> Step:
    if name == layout.output:
        wrong = {
            "output_gradient_not_one": lambda c, v: np.zeros(()),
            "output_gradient_not_one@value": lambda c, v: np.asarray(c.values[name]),
            "output_gradient_not_one@twice": lambda c, v: np.full((), 2.0),
            "output_gradient_not_one@minus": lambda c, v: -np.ones(()),
            "output_gradient_not_one@set back": lambda c, v: np.zeros(()),
        }
        return Step(f"d{name}", f"d{name}, the gradient of the output itself", lambda c, v: np.ones(()), wrong,
                    scalable=False, aside=("output_gradient_not_one@set back",), points=0.5)  # fmt: skip
    uses = layout.uses(name)
    above = tuple(dict.fromkeys(f"d{use.by}" for use in uses))
    title = f"d{name}, where {name} is used twice" if len(uses) > 1 else f"d{name}, the gradient at {name}"
    return Step(f"d{name}", title, lambda c, v: np.asarray(sum(layout.parts(name, c.values, v))),
                _wrong(layout, name), uses=above, scalable=False)  # fmt: skip


def _wrong(layout: Layout, name: str) -> dict[str, Rule]:
    uses = layout.uses(name)
    wrong: dict[str, Rule] = {
        _zero(uses, layout): lambda c, v: np.zeros(()),
        "slope_sign_reversed": lambda c, v: np.asarray(-sum(layout.parts(name, c.values, v))),
        "chain_links_added": lambda c, v: np.asarray(
            sum(v[f"d{use.by}"] + layout.slope(use, c.values) for use in uses)
        ),
    }
    wrong["value_in_the_chain"] = lambda c, v: np.asarray(
        sum(c.values[use.by] * layout.slope(use, c.values) for use in uses)
    )
    wrong["value_in_the_chain@of the result"] = lambda c, v: np.asarray(
        sum(c.values[use.by] * part for use, part in zip(uses, layout.parts(name, c.values, v), strict=True))
    )
    ops = {layout.row(use.by)[1] for use in uses}
    if "mul" not in ops:  # a product of the value and the other operand is the slope taken at the result
        wrong["value_in_the_chain@beside"] = lambda c, v: np.asarray(
            c.values[name] * sum(layout.parts(name, c.values, v))
        )
    if ops - {"add", "sub"}:
        wrong["local_slope_missing"] = lambda c, v: np.asarray(sum(v[f"d{use.by}"] for use in uses))
    if any(use.by != layout.output for use in uses):
        wrong["upstream_ignored"] = lambda c, v: np.asarray(sum(layout.slope(use, c.values) for use in uses))
    if not any(len(layout.uses(use.by)) > 1 for use in uses):  # else a visit too many looks like it
        wrong["constant_scale@twice"] = lambda c, v: np.asarray(2 * sum(layout.parts(name, c.values, v)))
    if len(uses) == 1:
        wrong["constant_scale@half"] = lambda c, v: np.asarray(layout.parts(name, c.values, v)[0] / 2)
    if len(uses) > 1:
        for k in range(len(uses)):
            wrong[f"contributions_overwritten@{k}"] = lambda c, v, k=k: np.asarray(layout.parts(name, c.values, v)[k])
            wrong[f"slope_sign_reversed+contributions_overwritten@{k}"] = lambda c, v, k=k: np.asarray(
                -layout.parts(name, c.values, v)[k]
            )
    return wrong | _by_value(layout, name) | _out_of_order(layout, name)


def _zero(uses: Sequence[Use], layout: Layout) -> str:
    """Returns what it means that a gradient is zero: the output's own inputs get theirs in any order."""
    return "never_filled_in" if any(use.by == layout.output for use in uses) else "nothing_arrived"


def _by_value(layout: Layout, name: str) -> dict[str, Rule]:
    """Returns the rules of a slope that is taken of the wrong number."""
    uses = layout.uses(name)
    ops = {layout.row(use.by)[1] for use in uses}
    wrong: dict[str, Rule] = {}

    def at_output(use, c, v):
        _, op, inputs = layout.row(use.by)
        return v[f"d{use.by}"] * np.asarray(slopes(op, *[c.values[use.by]] * len(inputs))[use.place])

    if ops - {"add", "sub", "relu"}:
        wrong["slope_taken_at_output"] = lambda c, v: sum(at_output(use, c, v) for use in uses)
        bent = [use for use in uses if layout.row(use.by)[1] not in ("add", "sub", "relu")]
        for k, use in enumerate(bent if len(uses) > 1 else ()):
            wrong[f"slope_taken_at_output+contributions_overwritten@{k}"] = lambda c, v, use=use: at_output(use, c, v)
    if len(uses) > 1:
        return wrong
    (use,) = uses
    _, op, inputs = layout.row(use.by)
    if len(set(inputs)) == 2 and op in ("mul", "div", "pow"):
        wrong["operands_swapped"] = lambda c, v: (
            v[f"d{use.by}"] * np.asarray(layout.slope(Use(use.by, 1 - use.place), c.values))
        )
    return wrong


def _out_of_order(layout: Layout, name: str) -> dict[str, Rule]:
    """Returns the rules of a gradient that is sent down before it is complete, or more than once."""
    wrong: dict[str, Rule] = {}
    for above in dict.fromkeys(use.by for use in layout.uses(name)):
        count = len(layout.uses(above))
        for k in range(count if count > 1 else 0):

            def early(c, v, above=above, k=k):
                parts = layout.parts(above, c.values, v)
                return np.asarray(sum(layout.parts(name, c.values, {**v, f"d{above}": parts[k]})))

            def often(c, v, above=above, k=k):
                parts = layout.parts(above, c.values, v)
                return np.asarray(sum(layout.parts(name, c.values, {**v, f"d{above}": sum(parts) + parts[k]})))

            def each_time(c, v, above=above, count=count):
                often = {**v, f"d{above}": count * v[f"d{above}"]}
                return np.asarray(sum(layout.parts(name, c.values, often)))

            wrong[f"sent_down_more_than_once@{above} each time"] = each_time
            wrong[f"sent_down_too_early@{above}{k}"] = early
            wrong[f"sent_down_more_than_once@{above}{k}"] = often
    return wrong
