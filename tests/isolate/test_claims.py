"""A worker's claims are examined before anything is made of them."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.core.plain import Opaque
from autograder.core.submission import Named, Request, Rng
from autograder.isolate import claims
from autograder.isolate.wire import Frame, WireError

REQUEST = Request((1, 2), {"scale": 3})
GOOD = {"value": 1, "changed": {}, "warned": []}


def value(content, changed=None, warned=None):
    claim = GOOD | {"value": content, "changed": changed or {}, "warned": warned or []}
    return claims.outcome(Frame("value", 1, claim), REQUEST)


def error(kind="ValueError", message="", line=None):
    return claims.outcome(Frame("error", 1, {"kind": kind, "message": message, "line": line}), REQUEST).error


def test_a_value_is_taken():
    assert value([1, 2]).value == [1, 2]
    assert value(None).error is None


@pytest.mark.parametrize(
    "frame",
    [
        Frame("value", 1, None),
        Frame("value", 1, {"value": 1}),
        Frame("value", 1, {"value": 1, "changed": {}}),
        Frame("value", 1, GOOD | {"points": 10}),
        Frame("value", 1, GOOD | {"changed": ["0"]}),
        Frame("value", 1, GOOD | {"warned": "overflow"}),
        Frame("value", 1, GOOD | {"warned": ["overflow"] * 4}),
        Frame("done", 1, GOOD),
        Frame("value", 1, GOOD | {"value": Rng(1)}),
        Frame("value", 1, GOOD | {"value": [{"a": Named("os", "system")}]}),
        Frame("error", 1, "x"),
        Frame("error", 1, {"kind": "E"}),
        Frame("error", 1, {"kind": 3, "message": "x"}),
        Frame("error", 1, {"kind": "E", "message": np.ones(3)}),
    ],
)
def test_what_is_no_answer_is_refused(frame):
    with pytest.raises(WireError):
        claims.outcome(frame, REQUEST)


def test_an_error_of_a_cell_must_be_a_record():
    assert claims.cell_complaint({"kind": "E", "message": "", "root": "a b"})["root"] == "E"
    with pytest.raises(WireError):
        claims.cell_complaint([1])


@pytest.mark.parametrize(
    ("claimed", "names"),
    [
        ({"0": "x"}, ("x",)),
        ({"1": "y", "0": "x"}, ("x", "y")),
        ({"0": "<b>x</b>"}, ("argument 1",)),
        ({"0": 3}, ("argument 1",)),
        ({"1": "y" * 50}, ("argument 2",)),
        ({"scale": "anything"}, ("scale",)),
        ({"7": "z", "other": "o"}, ()),
    ],
)
def test_changed_arguments_are_those_of_the_request(claimed, names):
    assert value(1, claimed).changed == names


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (Named("an object", "set"), Opaque("set")),
        (Named("a function", "<b>"), Opaque("object", is_function=True)),
        ((Named("an object", "x" * 40), 1.0), (Opaque("object"), 1.0)),
        ({"dW": [Named("an object", "generator")]}, {"dW": [Opaque("generator")]}),
    ],
)
def test_what_could_not_be_sent_is_known_by_its_class(sent, read):
    assert value(sent).value == read


@pytest.mark.parametrize(
    ("claimed", "heard"),
    [
        (["overflow", "divide by zero"], ("overflow", "divide by zero")),
        (["invalid value", "invalid value"], ("invalid value",)),
        (["overflow <b>", 3, ["overflow"]], ()),
    ],
)
def test_warnings_are_those_that_numpy_knows(claimed, heard):
    assert value(1, warned=claimed).warned == heard


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("operands could not be broadcast together with shapes (7,3) (5,)", None),
        ("index 12 is out of bounds for axis 0 with size 7", None),
        ("'W3'", None),
        ("0.1234 1e-9 -2.5E+3 .5 3. 7j 1.5j", "… … … … … 7j …"),
        ("12345 1234 -99999", "… 1234 …"),
        ("a\nb\tc\x00d\x1b[31me\u202ef\u200bg", "a b c d [31me f g"),
        ("QUJD" * 20, "…"),
        ("word " * 100, ("word " * 100)[:199] + "…"),
    ],
)
def test_messages_lose_data_and_keep_sense(message, shown):
    assert error(message=message).message == (message if shown is None else shown)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("ValueError", "ValueError"), ("my.Error", "my.Error"), ("<b>", "Error"), ("E" * 61, "Error"), ("", "Error")],
)
def test_kinds_are_names(kind, shown):
    assert error(kind=kind).kind == shown


@pytest.mark.parametrize(("line", "shown"), [(3, 3), (0, None), (-1, None), ("3", None), (True, None), (10**9, None)])
def test_lines_are_line_numbers(line, shown):
    assert error(line=line).line == shown


OPAQUE = {
    "def f(x): yield 1": Opaque("generator"),
    "def f(x): return f, 1.5": (Opaque("function", is_function=True), 1.5),
    "def f(x): return {'dW': np.array([1.0, None])}": {"dW": Opaque("array")},
    "class Own: pass\ndef f(x): return [Own()]": [Opaque("Own")],
}


@pytest.mark.parametrize("cell", OPAQUE)
def test_what_cannot_be_sent_comes_as_the_name_of_its_class(cell, call):
    assert call(cell, np.ones(2)).value == OPAQUE[cell]
