"""One submission has one time for all it does, and what its cells leave behind costs its functions little."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from autograder.core.submission import Request
from autograder.grade import Status, grade, the_course
from autograder.isolate import Clock, Sandbox
from autograder.isolate.clock import LAST_SECONDS
from tests.isolate.conftest import SHORT
from tests.marking_fakes import notebook

HANGS = "import re\ndef {}(*unused):\n    re.match('(a+)+$', 'a' * 99 + 'b')"
SECONDS = 2.0


@pytest.fixture(scope="module")
def hasty():
    with Sandbox(limits=replace(SHORT, submission_seconds=SECONDS)) as made:
        yield made


def test_the_time_of_all_calls_is_limited_and_a_right_function_below_is_still_called(hasty):
    names = [f"f{i}" for i in range(5)]
    start = time.monotonic()
    with hasty.open([*map(HANGS.format, names), "def good(x): return x + 1"], "backprop") as session:
        for name in names:
            assert {o.error.kind for o in session.calls(name, [Request((1.0,))] * 3)} == {"TimeLimit"}
        assert session.clock.is_up
        assert [outcome.value for outcome in session.calls("good", [Request((x,)) for x in (1.0, 5.0)])] == [2.0, 6.0]
        assert session.reaches([("good", ("f0",))]) == [()]
    assert time.monotonic() - start < SECONDS + LAST_SECONDS


def test_when_even_the_hurry_is_over_nothing_is_called(hasty):
    clock = Clock(-LAST_SECONDS - 1)
    with hasty.open(["def good(x): return x + 1"], "backprop", clock=clock) as session:
        (outcome,) = session.calls("good", [Request((1.0,))])
    assert (outcome.error.kind, session.clock) == ("TimeLimit", clock)
    assert "used up the time for all of it" in outcome.error.message


def test_a_function_that_may_take_longer_has_its_time_once():
    clock = Clock(10)
    for _ in range(3):
        clock.grant("fit_digits", 20)
    assert (clock.seconds, clock.left < 30.001) == (30, True)


def test_the_result_of_a_submission_that_used_up_its_time_says_so_and_keeps_its_points(hasty):
    course = the_course()
    relu = "import numpy as np\ndef relu(z):\n    return np.maximum(z, 0)"
    data = notebook(*(HANGS.format(name) for name in ("sigmoid", "neuron", "mse", "neuron_grad")), relu)
    result = grade(data, course.chapter("neuron"), hasty, course)
    points = {exercise.exercise: exercise.points / exercise.max_points for exercise in result.exercises}
    assert result.status is Status.MARKED and result.has_mark
    assert {name for name, share in points.items() if share} == {"relu"} and points["relu"] == 1
    assert "more than the 2 seconds that one may take in all" in result.reason
    assert result.seconds < SECONDS + LAST_SECONDS


def test_definitions_alone_are_tried_where_the_cells_spoilt_everything(run):
    spoilt = "import sys\nsys.modules.clear()"
    session = run(
        spoilt, "import numpy as np\ndef good(x): return np.exp(x)", "table = [len('abc')]\ndef f(): return table"
    )
    assert [outcome.value for outcome in session.calls("good", [Request((0.0,))])] == [1.0]
    assert session.calls("f", [Request()])[0].value == [3]  # and what was computed, where that gives more


def test_an_open_stub_is_no_trouble_and_is_called_once(run):
    session = run("def f(): raise NotImplementedError", "y = f()", "y + 1")
    session._turn = lambda: pytest.fail("nothing was wrong but a stub")
    assert session.calls("g", [Request()])[0].error.kind == "Missing"
