"""A sandbox with short limits, shared by the tests of this folder."""

from __future__ import annotations

import pytest

from autograder.core.submission import Request
from autograder.isolate import Limits, Sandbox

SHORT = Limits(
    cell_seconds=0.6, call_seconds=0.4, grace_seconds=0.4, cells_seconds=6, function_seconds=4, memory=512 << 20
)


@pytest.fixture(scope="session")
def sandbox():
    with Sandbox(limits=SHORT) as made:
        yield made


@pytest.fixture
def run(sandbox):
    """Returns a function that opens cells; the session is closed after the test."""
    sessions = []

    def opened(*cells: str, chapter: str = "backprop"):
        sessions.append(sandbox.open(list(cells), chapter))
        return sessions[-1]

    yield opened
    for session in sessions:
        session.close()


@pytest.fixture
def call(run):
    """Returns a function that defines `f` by one cell and calls it once with the given arguments."""

    def called(cell: str, *args, **kwargs):
        return run("import numpy as np", cell).calls("f", [Request(args, kwargs)])[0]

    return called
