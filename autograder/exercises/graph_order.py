"""What is asked of an order of computation: every node once, and each after its inputs. Many orders are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.core.checks import Finding, Gate
from autograder.core.crash import explain_error
from autograder.core.submission import Named, Outcome, Request
from autograder.materials import graphs as materials

Row = tuple[str, str, tuple[str, ...]]  # name, operation or "", names of the inputs


def rows(*lines: str) -> tuple[Row, ...]:
    """Returns a graph written one node a line: "x" for a number that is put in, "p = mul x y" for a product."""
    return tuple(_row(line) for line in lines)


def _row(line: str) -> Row:
    name, _, rest = line.partition(" = ")
    op, *inputs = rest.split() or [""]
    return name, op, tuple(inputs)


@dataclass(frozen=True)
class Graph:
    """A graph whose order is asked for. `values` are those of the numbers that are put in."""

    rows: tuple[Row, ...]
    values: tuple[float, ...]

    @property
    def names(self) -> set[str]:
        """The nodes."""
        return {name for name, _, _ in self.rows}

    @property
    def put_in(self) -> set[str]:
        """The nodes that nothing was computed from."""
        return {name for name, op, _ in self.rows if not op}

    @property
    def twins(self) -> set[str]:
        """The nodes whose value another node has too."""
        values = [node.value for node in materials.build(self.rows, self.values)]
        return {name for (name, _, _), value in zip(self.rows, values, strict=True) if values.count(value) > 1}

    def met(self, key: str, way: int) -> set[str]:
        """Returns the nodes that a search meets which takes nodes for the same when their names, or operations, are.

        key : "name", "op" or "repr"
        way : 1 to visit inputs from the first on, -1 from the last
        """
        rows = {name: (op, inputs) for name, op, inputs in self.rows}
        shown = {name: "" if op else name for name, (op, _) in rows.items()}
        values = {node.name: node.value for node in materials.build(self.rows, self.values)}
        marks = {
            "name": shown,
            "op": {name: op for name, (op, _) in rows.items()},
            "repr": {name: (shown[name], op, *map(shown.get, s), values[name]) for name, (op, s) in rows.items()},
        }[key]
        seen, found = set(), set()

        def visit(name: str) -> None:
            if marks[name] not in seen:
                seen.add(marks[name])
                found.add(name)
                for source in rows[name][1][::way]:
                    visit(source)

        visit(self.rows[-1][0])
        return found

    def followed(self, place: int) -> set[str]:
        """Returns the nodes that a search meets which goes on to one input of each node: the first (0) or last (-1)."""
        sources = {name: inputs for name, _, inputs in self.rows}
        name, found = self.rows[-1][0], {self.rows[-1][0]}
        while sources[name]:
            name = sources[name][place]
            found.add(name)
        return found

    def end(self, place: int) -> str:
        """Returns the number put in at which such a search ends."""
        (name,) = self.followed(place) & self.put_in
        return name

    def __str__(self) -> str:
        return ", ".join(f"{name} = {op}({', '.join(inputs)})" for name, op, inputs in self.rows if op)


GRAPHS = (
    Graph(rows("x", "y", "p = mul x y", "q = exp p", "r = tanh p", "L = add q r"), (0.5, -1.5)),
    Graph(rows("x", "p = exp x", "q = tanh p", "L = log q"), (0.3,)),
    Graph(rows("x", "y", "p = add x y", "q = mul p y", "r = tanh q", "s = sub r p", "L = mul s q"), (0.4, 1.1)),
    Graph(rows("x", "y", "p = sub y x", "q = exp y", "r = add p q", "s = add r x", "L = mul s p"), (0.7, -0.2)),
    Graph(rows("x", "y", "p = add x y", "q = mul x y", "L = sub p q"), (2.0, 2.0)),
    Graph(rows("x", "y", "p = mul x y", "q = mul x y", "L = add p q"), (0.6, 0.7)),
    Graph(rows("x", "p = add x x", "q = add p p", "r = add q q", "s = add r r", "L = add s s"), (1.0,)),
)
REQUESTS = tuple(Request((graph.rows, graph.values), {}, Named(materials.__name__, "order_of")) for graph in GRAPHS)


def _orders(outcomes: Sequence[Outcome], which: str = "order") -> list[list[str]] | Finding:
    """Returns one list of names a graph, or the finding that says what is in the way."""
    found = []
    for outcome in outcomes:
        if outcome.error:
            return "", explain_error("topological_order", outcome.error)
        answer = outcome.value if isinstance(outcome.value, dict) else {}
        order = answer.get(which)
        if not isinstance(order, list | tuple):
            return "", f"It returned something of type {answer.get('kind')} where a list of nodes is asked."
        if "?" in order:
            if set(order) != {"?"}:  # it holds nodes of this graph as well
                return "results_change_between_calls", "The list holds nodes of a graph that it was given before."
            held = answer.get("held")
            name = "names_for_nodes" if held in ("str", "float") else ""
            return name, f"The list holds something of type {held}, which is no node of the graph."
        found.append(list(order))
    return found


def _complete(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a node is missing from a list or stands in it twice."""
    orders = _orders(outcomes)
    if isinstance(orders, tuple):
        return orders
    missing = [graph.names - set(order) for graph, order in zip(GRAPHS, orders, strict=True)]
    for graph, order in zip(GRAPHS, orders, strict=True):
        twice = sorted({name for name in order if order.count(name) > 1})
        if twice:
            also = _which(missing) if any(missing) else ""
            names = "+".join(filter(None, ("node_listed_twice", also)))
            return names, f"For {graph}: `{twice[0]}` stands in the list {order.count(twice[0])} times."
    if not any(missing):
        return None
    graph, lost = next((graph, lost) for graph, lost in zip(GRAPHS, missing, strict=True) if lost)
    few = "is" if len(lost) == 1 else "are"
    said = f"For {graph}: {' and '.join(f'`{name}`' for name in sorted(lost))} {few} missing from the list."
    return _which(missing), said


def _which(missing: list[set[str]]) -> str:
    """Returns the mistake that leaves out just these nodes of each graph."""
    if missing == [graph.names for graph in GRAPHS]:
        return "walk_never_begun"
    put_in, last = [graph.put_in for graph in GRAPHS], [{graph.rows[-1][0]} for graph in GRAPHS]
    both = [inputs | output for inputs, output in zip(put_in, last, strict=True)]
    for lost, name in (put_in, "inputs_left_out"), (last, "output_left_out"), (both, "inputs_left_out+output_left_out"):
        if missing == lost:
            return name
    if any(missing == [graph.names - graph.followed(place) for graph in GRAPHS] for place in (0, -1)):
        return "one_input_followed"
    if any(missing == [graph.names - {graph.end(place)} for graph in GRAPHS] for place in (0, -1)):
        return "one_input_followed"
    ends = [[{graph.end(place), graph.rows[-1][0]} for graph in GRAPHS] for place in (0, -1)]
    if any(missing == [graph.names - end for graph, end in zip(GRAPHS, both, strict=True)] for both in ends):
        return "one_input_followed"
    for key in ("name", "op", "repr"):
        if any(missing == [graph.names - graph.met(key, way) for graph in GRAPHS] for way in (1, -1)):
            return "told_apart_by_name"
    if all(lost < graph.twins if lost else True for lost, graph in zip(missing, GRAPHS, strict=True)):
        return "equal_values_merged"
    return ""


def _ordered(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a node stands before one of its inputs, or when the list is not complete."""
    incomplete = _complete(outcomes)
    orders = _orders(outcomes)
    if incomplete and not set(incomplete[0].split("+")) & ORDERED_ALL_THE_SAME or isinstance(orders, tuple):
        return incomplete
    early = [_too_early(graph, order) for graph, order in zip(GRAPHS, orders, strict=True)]
    if not any(early):
        return incomplete
    backwards = [_too_early(graph, order[::-1]) for graph, order in zip(GRAPHS, orders, strict=True)]
    name = "node_before_its_inputs" if any(backwards) else "output_first"
    graph, (node, source) = next((graph, found) for graph, found in zip(GRAPHS, early, strict=True) if found)
    return name, f"For {graph}: `{node}` stands before `{source}`, which it is computed from."


# mistakes in what stands in the list that say nothing of its order
ORDERED_ALL_THE_SAME = {"node_listed_twice", "inputs_left_out", "output_left_out"}


def _too_early(graph: Graph, order: list[str]) -> tuple[str, str] | None:
    """Returns the first node that stands before one of its inputs, and that input; of several places the first one."""
    inputs = {name: sources for name, _, sources in graph.rows}
    place = {name: order.index(name) for name in order}
    return next(((node, s) for node in order for s in inputs[node] if place.get(s, -1) > place[node]), None)


def _again(outcomes: Sequence[Outcome]) -> Finding | None:
    """Returns a finding when a second call on one graph gives a list of its own, or a call changes a node."""
    orders, again = _orders(outcomes), _orders(outcomes, "again")
    if isinstance(orders, tuple) or isinstance(again, tuple):
        return orders if isinstance(orders, tuple) else again
    for graph, first, second in zip(GRAPHS, orders, again, strict=True):
        if first != second and (sorted(first) != sorted(second) or _too_early(graph, second)):
            return "results_change_between_calls", "Called twice on the same graph, it gave two different lists."
    if any(outcome.value.get("changed") for outcome in outcomes):
        return "arguments_changed", "After the call, a node no longer has the value or the inputs that it had."
    return None if any(orders) else ("", "The lists are empty.")


ORDER_GATES = (
    Gate("complete", "every node stands in the list, once", 1, REQUESTS, _complete,
         names=("node_listed_twice", "results_change_between_calls", "inputs_left_out", "output_left_out",
                "one_input_followed", "told_apart_by_name", "equal_values_merged", "names_for_nodes",
                "walk_never_begun")),
    Gate("ordered", "every node stands after its inputs", 1.5, REQUESTS, _ordered,
         names=("node_before_its_inputs", "output_first")),
    Gate("again", "a second call gives such a list again", 0.5, REQUESTS, _again, free=True,
         names=("arguments_changed",)),
)  # fmt: skip
