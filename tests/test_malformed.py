"""Notebooks as nobody should hand them in: never a crash, always a result, and the class beside them marked as ever."""

from __future__ import annotations

import gzip
import json
import os
import sys
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.collect import collect
from autograder.grade import Status, grade
from autograder.gradebook import Marker, Settings, carry_out, hire, in_order, plan
from autograder.report.folder import write_reports
from tests.marking_fakes import CHAPTERS, COURSE, FakeSandbox, FakeSession
from tests.test_cli import STUDENT_01

RELAXED = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, max_examples=150)
CODE = "def relu(z):\n    import numpy as np\n    return np.maximum(z, 0)"


class Calm(FakeSandbox):
    """Runs nothing, whatever the cells say."""

    def open(self, cells: list[str], chapter: str) -> FakeSession:
        return FakeSession(cells)


def cell(source: object = CODE, **more: object) -> dict:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source, **more}


def book(*cells: object, **more: object) -> bytes:
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}
    return json.dumps(whole).encode()


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


OLD = {"nbformat": 3, "metadata": {"name": ""}, "worksheets": [{"cells": [{"cell_type": "code", "input": CODE}]}]}
TEXT = book(cell()).decode()
MARKED = {  # what is odd about it, and no reason not to mark it
    "duplicate_ids": book(cell("import numpy", id="a"), cell(id="a")),
    "id_of_a_number": book(cell(id=7)),
    "format_4_0": book(cell(), nbformat_minor=0),
    "format_4_99": book(cell(), nbformat_minor=99),
    "format_3": json.dumps(OLD).encode(),
    "format_2": json.dumps(OLD | {"nbformat": 2}).encode(),
    "no_metadata": json.dumps({"nbformat": 4, "cells": [cell()]}).encode(),
    "metadata_of_null": book(cell(metadata=None), metadata=None),
    "metadata_of_a_list": book(cell(metadata=[1]), metadata=["x"]),
    "source_in_lines": book(cell(CODE.splitlines(keepends=True))),
    "source_in_lines_without_ends": book(cell(CODE.splitlines())),
    "source_of_null": book(cell(None), cell()),
    "missing_source": book({"cell_type": "code"}, cell()),
    "unknown_cell": book({"cell_type": "heading", "level": 1}, {"cell_type": 3}, {}, cell()),
    "not_a_number": TEXT.replace('"execution_count": null', '"execution_count": NaN').encode(),
    "endless_integer": TEXT.replace('"execution_count": null', '"execution_count": ' + "9" * 5_000).encode(),
    "outputs_of_text": book(cell(outputs="none")),
    "large_outputs": book(cell(outputs=[{"data": {"image/png": "x" * 10_000_000}}])),
    "byte_order_mark": b"\xef\xbb\xbf" + book(cell()),
    "utf_16": TEXT.encode("utf-16"),
    "crlf": json.dumps(json.loads(book(cell(CODE.replace("\n", "\r\n")))), indent=1).replace("\n", "\r\n").encode(),
    "surrogates": book(cell("x = '\ud800'"), cell()),
    "nul_bytes": book(cell("x = '\0'\ny = 1"), cell()),
    "python_2": book(cell("print 'hello'\nexec 'x = 1'"), cell()),
    "tabs_and_spaces": book(cell("if True:\n\tx = 1\n        y = 2"), cell()),
    "unseen_characters": book(cell("x\u200b = 1\ny = “2”"), cell()),
    "deep_expression": book(cell("x = " + "(" * 5_000 + ")" * 5_000), cell()),
    "deep_outputs": TEXT.replace('"outputs": []', '"outputs": ' + nested(500)).encode(),
    "kernel_of_r": book(cell("x <- c(1, 2)\nlibrary(ggplot2)"), cell(), metadata={"kernelspec": {"name": "ir"}}),
    "kernel_of_julia": book(cell("using Flux\nf(x) = x^2"), cell(), metadata={"language_info": {"name": "julia"}}),
    "keys_twice": TEXT.replace('"nbformat": 4', '"nbformat": "no", "nbformat": 4').encode(),
    "attachments": book({"cell_type": "markdown", "source": ["![x](attachment:x)"], "attachments": []}, cell()),
}
UNMARKED = {
    "empty": b"",
    "spaces": b" \n\t ",
    "truncated": book(cell())[:-20],
    "two_in_one": book(cell()) * 2,
    "cells_of_text": book("x = 1", cell()),
    "cells_of_null": book(None, cell()),
    "cells_of_lists": book([cell()]),
    "cells_missing": json.dumps({"nbformat": 4}).encode(),
    "cells_of_a_dict": json.dumps({"nbformat": 4, "cells": {"0": cell()}}).encode(),
    "source_of_numbers": book(cell([1, 2])),
    "nested": nested(100_000).encode(),
    "python_file": CODE.encode(),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "zip_named_ipynb": b"PK\x03\x04" + bytes(100),
    "gzip_named_ipynb": gzip.compress(book(cell())),
    "merge_left_open": b"<<<<<<< HEAD\n" + book(cell()),
    "page": b"<!DOCTYPE html><title>05_backprop</title>",
    "no_code": book({"cell_type": "markdown", "source": CODE}),
    "too_large": b" " * 50_000_001,
}


def fill(folder) -> None:
    folder.mkdir()
    for name, data in (MARKED | UNMARKED).items():
        (folder / f"{name}.ipynb").write_bytes(data)
    (folder / "good.ipynb").write_bytes(STUDENT_01.read_bytes())
    (folder / "folder.ipynb").mkdir()
    if os.name == "posix":
        os.mkfifo(folder / "pipe.ipynb")
        (folder / "device.ipynb").symlink_to("/dev/zero")
        (folder / "loop.ipynb").symlink_to(folder / "loop.ipynb")


def test_a_class_of_malformed_notebooks_has_a_result_each(tmp_path):
    fill(tmp_path / "class")
    chosen = Settings(chapter="01", minimum="weak")
    made = plan(collect([tmp_path / "class"]), COURSE, chosen)
    results = in_order(list(carry_out(made, partial(Marker, COURSE, Calm))))
    found = {result.student: result for result in results}
    assert {name for name in MARKED if found[name].status is not Status.MARKED} == set()
    others = {*UNMARKED} | ({"pipe", "device", "loop"} if os.name == "posix" else set())
    assert {name for name in others if found[name].status is not Status.UNMARKED} == set()
    assert all(found[name].reason.endswith(".") for name in others)
    assert "folder" not in found  # a folder is looked into, whatever it is called
    write_reports(results, tmp_path / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="levels of Linux")
def test_what_can_be_marked_is_run_and_marked_right(tmp_path):
    odd = (
        "source_in_lines_without_ends",
        "nul_bytes",
        "surrogates",
        "python_2",
        "deep_expression",
        "kernel_of_r",
        "utf_16",
        "format_2",
        "crlf",
    )
    (tmp_path / "class").mkdir()
    for name in odd:
        (tmp_path / "class" / f"{name}.ipynb").write_bytes(MARKED[name])
    chosen = Settings(chapter="01", minimum="weak")
    made = plan(collect([tmp_path / "class"]), COURSE, chosen)
    results = list(carry_out(made, partial(hire, chosen)))
    assert {result.student for result in results} == set(odd)
    for result in results:
        marks = {exercise.exercise: exercise.points / exercise.max_points for exercise in result.exercises}
        assert (result.status, marks["relu"]) == (Status.MARKED, 1.0), result.student


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
sources = st.text(max_size=200) | st.lists(st.text(max_size=20), max_size=4) | trees
cells = trees | st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw"]) | scalars},
    optional={"source": sources, "input": sources, "metadata": trees, "outputs": trees, "id": scalars},
)
worksheets = st.lists(st.fixed_dictionaries({"cells": st.lists(cells, max_size=3)}) | trees, max_size=2)
books = st.fixed_dictionaries(
    {},
    optional={
        "nbformat": st.sampled_from([2, 3, 4, 5]) | scalars,
        "nbformat_minor": scalars,
        "metadata": trees,
        "cells": st.lists(cells, max_size=4) | trees,
        "worksheets": worksheets | trees,
    },
)


def always_a_result(data: bytes) -> None:
    result = grade(data, CHAPTERS[0], Calm(), COURSE)
    assert result.status in (Status.MARKED, Status.UNMARKED), result.reason
    assert result.status is Status.MARKED or result.reason.endswith(".")
    json.dumps([result.reason, [fault.first_line for fault in result.cell_faults]]).encode()


@RELAXED
@given(books)
def test_whatever_the_json_holds_there_is_a_result(tree):
    always_a_result(json.dumps(tree).encode())


@RELAXED
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_the_bytes_are_there_is_a_result(data):
    always_a_result(data)


@RELAXED
@given(st.data())
def test_a_notebook_that_was_damaged_on_its_way_has_a_result(data):
    whole = bytearray(book(cell(), cell("x = 1"), {"cell_type": "markdown", "source": ["# x"]}))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=3))
    always_a_result(bytes(whole))
