"""Chapter 04: its functions, the numbers in its prose and its figures."""

from __future__ import annotations

import doctest
import math
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose

import figures.graphs
import solutions.graphs
from autograder import evaluate
from autograder.core.result import Verdict
from autograder.materials.graphs import Node, exp, maximum
from figures.graphs import early_and_late, falling_neuron, graph_diagram, ladder_of_diamonds, messages, three_slopes
from solutions.graphs import backpropagate, topological_order
from tests.chapters.chapter_text import ChapterText

TEXT = ChapterText("04_graphs")
SOURCE = TEXT.source
FIGURES = ("three", "first", "diamond", "order", "ladder", "sweep", "neuron", "modes")
MINUS = "\N{MINUS SIGN}"

# The chapter, run from top to bottom with the course's functions in the place of the exercises


@pytest.fixture(scope="module")
def printed():
    return []


@pytest.fixture(scope="module")
def chapter(printed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda *words, **_: printed.append(" ".join(map(str, words))))
        return TEXT.run(solutions.graphs)


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(solutions.graphs).failed == 0
    assert doctest.testmod(figures.graphs).failed == 0


def test_the_courses_functions_pass():
    assert all(evaluate(getattr(solutions.graphs, name), name).verdict is Verdict.PASSED for name in TEXT.exercises)


def test_only_chapters_that_exist_are_linked():
    assert set(re.findall(r"\]\((\d\d_\w+)\)", SOURCE)) <= {"01_neuron", "05_backprop"}


# Numbers in the prose


def test_the_prediction_and_cleo(chapter, printed):
    assert "dx: 7.0" in printed
    x = Node(3.0)
    assert backpropagate(x * (x + 1))[x] == 7 == 4 + 3 * 1


def test_the_diamond_and_its_messages():
    x = Node(4.0)
    p, q = x + 2, 12 / x
    grads = backpropagate(p * q)
    assert [p.value, q.value, (p * q).value, grads[p], grads[q], grads[x]] == [6, 3, 18, 3, 6, -1.5]
    assert 3 * 1 + 6 * -0.75 == 3 - 4.5 == -1.5


def test_what_early_late_and_double_reports_give(chapter):
    x = Node(1.0)
    a = 3 * x
    b = a + 2
    grads = backpropagate(a * b)
    assert [(a * b).value, grads[b], grads[a], grads[x]] == [15, 3, 8, 24]
    assert (5 * 3, 8 * 3, 15 + 24) == (chapter["early"][chapter["x"]], 18 + 6, 39)


def by_distance(output):
    """Returns slopes from a pass that takes nodes by their distance from the output, as the text warns against."""
    grads, queue = {output: 1.0}, [output]
    for node in queue:
        steps = solutions.graphs.local_grads(node.op, *(s.value for s in node.inputs)) if node.op else ()
        for source, step in zip(node.inputs, steps, strict=True):
            queue += [source] if source not in grads else []
            grads[source] = grads.get(source, 0.0) + grads[node] * step
    return grads


def test_a_pass_by_distance_gives_the_upper_drawing_and_forgives_an_even_diamond():
    x = Node(1.0)
    a = 3 * x
    assert by_distance(a * (a + 2))[x] == 15
    x = Node(4.0)
    assert by_distance((x + 2) * (12 / x))[x] == -1.5


def test_visits_to_the_ladders(chapter):
    assert chapter["paths"] == [4 * 2**k - 3 for k in range(13)]
    assert chapter["sweep"] == [3 * k + 1 for k in range(13)]
    assert (chapter["paths"][12], chapter["sweep"][12]) == (16_381, 37)
    assert len(topological_order(chapter["ladder"](20))) == 61
    assert 4e6 < 4 * 2**20 - 3 < 5e6
    assert chapter["by_name"] == {
        "v3": 1, "p3": 1, "q3": 1, "v2": 2, "p2": 2, "q2": 2, "v1": 4, "p1": 4, "q1": 4, "v0": 8,
    }  # fmt: skip


def test_the_machine_agrees_with_the_neuron_of_chapter_one(chapter, printed):
    assert chapter["y"][41] == 1
    assert sum("graph" in line and line.split()[2] == line.split()[-1] for line in printed) == 3
    for mode in ("forward", "reverse"):
        assert f"{mode} agrees in 31 of 31 slopes" in printed
        assert_allclose(chapter[mode], chapter["known"], rtol=1e-9)
    assert all(np.isclose(chapter["fast"][node], slope, rtol=1e-9) for node, slope in chapter["slow"].items())


def test_what_forward_and_reverse_cost(chapter):
    assert len(chapter["sweeps"]) == 31
    assert (chapter["arrows"][-1], chapter["every"][-1]) == (2542, 78_802)
    assert sum(arrows for _, arrows in chapter["sweeps"]) == 78_802
    users = [node for node in topological_order(chapter["L"]) if chapter["w"][0] in node.inputs]
    assert len(users) == 20  # one for each tumour


def test_the_quiz():
    assert 2 * 1 - 1 * 3 + 4 * 0.5 == 1
    x = Node(3.0)
    assert backpropagate(x * x)[x] == 6
    assert all(4 * 2 ** (k + 1) - 3 == 2 * (4 * 2**k - 3) + 3 for k in range(5))


def test_the_answers_of_the_further_exercises():
    x = Node(2.0)
    slope = backpropagate(x**x)[x]
    assert_allclose(slope, 4 * (1 + math.log(2)), rtol=1e-12)
    assert (round(4 * math.log(2), 3), round(slope, 3)) == (2.773, 6.773)
    tie = Node(1.5)
    assert backpropagate(maximum(tie, tie))[tie] == 1
    both = exp(x) + x * x
    assert_allclose(backpropagate(both)[x], backpropagate(exp(x))[x] + backpropagate(x * x)[x], rtol=1e-12)
    deep = Node(0.0)
    for _ in range(5000):
        deep = deep + 1
    with pytest.raises(RecursionError):
        topological_order(deep)
    order = without_recursion(deep)
    assert len(order) == 10_001 and order[-1] is deep
    for graph in (both, x * (x + 1)):
        assert set(without_recursion(graph)) == set(topological_order(graph))


def without_recursion(output):
    """Returns an order of computation by the answer to the last exercise."""
    order, waiting = {}, [output]
    while waiting:
        node = waiting.pop()
        missing = [source for source in node.inputs if source not in order]
        if node not in order and not missing:
            order[node] = None
        elif node not in order:
            waiting += [node, *missing]
    return list(order)


def test_the_messages_of_the_sweep_are_those_of_the_text(chapter):
    x = Node(1.0, name="x")
    a = 3 * x
    b = a + 2
    L = a * b
    a.name, b.name, L.name = "a", "b", "L"
    said = [(s.name, t.name, sent) for s, t, _, sent in messages(L, set("xabL"))]
    assert said == [("L", "a", 5), ("L", "b", 3), ("b", "a", 3), ("a", "x", 24)]
    assert [pair[3] for pair in chapter["sent"]] == [5, 3, 3, 24]


# Figures


def test_each_figure_of_the_source_has_a_caption_and_an_alternative_text():
    names = re.findall(r"^    name: fig-graphs-(\w+)$", SOURCE, flags=re.MULTILINE)
    drawn = SOURCE.count("plt.show()") + SOURCE.count("figures.interactive(")
    assert tuple(names) == FIGURES and drawn == len(FIGURES)
    for kind in ("caption", "alt"):
        assert len(re.findall(rf'^    {kind}: ".+"$', SOURCE, flags=re.MULTILINE)) == len(FIGURES)


def test_the_text_just_before_each_figure_asks_for_it():
    before = TEXT.lead_ins
    assert len(before) == len(FIGURES)
    assert all(line.endswith("?") for line in before)


def texts(figure):
    found = [(text.get_text(), text.get_color()) for ax in figure.axes for text in ax.texts]
    plt.close(figure)
    return found


def alternative(name):
    return re.search(rf'name: fig-graphs-{name}\n  image:\n    alt: "(.+)"', SOURCE).group(1)


def test_a_drawing_shows_values_forward_and_slopes_back_in_their_colours():
    x = Node(4.0, name="x")
    p = x - 6
    p.name = "p"
    shown = texts(graph_diagram(p, {"x": (0, 0), "p": (1, 0)}, grads={p: 1.0, x: 1.0}))
    assert {(f"{MINUS}2", figures.FORWARD), ("4", figures.FORWARD), ("1", figures.BACKWARD)} <= set(shown)
    assert [text for text, _ in shown if "=" in text] == [f"p = x {MINUS} 6"]
    bare = texts(graph_diagram(p, {"x": (0, 0), "p": (1, 0)}, slopes=False))
    assert [text for text, _ in bare] == ["x", "4", f"p = x {MINUS} 6", f"{MINUS}2"]


def test_two_arrows_between_the_same_boxes_stand_apart():
    x = Node(3.0, name="x")
    y = x * x
    y.name = "y"
    figure = graph_diagram(y, {"x": (0, 0), "y": (1, 0)})
    heights = [text.get_position()[1] for text in figure.axes[0].texts if text.get_text() == "× 3"]
    plt.close(figure)
    assert len(heights) == 2 and heights[0] - heights[1] > 0.3


def test_the_neuron_is_described_as_it_is_drawn(chapter):
    shown = {text.replace(MINUS, "minus ") for text, _ in texts(drawn_neuron(chapter))}
    said = re.findall(r"(?:minus )?\d+\.\d+", alternative("neuron"))
    assert len(said) > 12 and set(said) <= shown


def test_the_neuron_can_be_read_on_a_phone(chapter):
    figure = drawn_neuron(chapter)
    plt.close(figure)
    assert figure.get_figwidth() < 5  # inches; 3.6 are a phone's, and its smallest words are 9.8 points


def drawn_neuron(chapter):
    node = chapter["e"] * chapter["e"]
    node.name = "L"
    return falling_neuron(node, backpropagate(node))


def test_the_other_drawings_show_what_is_described(chapter):
    x = Node(1.0, name="x")
    a = 3 * x
    a.name = "a"
    reports = [{a: 5.0, x: 15.0}, {a: 8.0, x: 24.0}]
    shown = [text for text, _ in texts(early_and_late(a, {"x": (0, 0), "a": (1, 0)}, reports))]
    assert {"5", "15", "8", "24"} <= set(shown)
    shown = [text for text, _ in texts(ladder_of_diamonds(chapter["by_name"], chapter["paths"], chapter["sweep"]))]
    assert shown.count("4") == 3 and shown.count("8") == 1
    figure = three_slopes(3.0)
    assert [line.get_label() for line in figure.axes[0].lines][1:4] == ["Ada: slope 4", "Ben: slope 3", "Cleo: slope 7"]
    plt.close(figure)
