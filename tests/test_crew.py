"""Processes at work: all tasks are done whoever dies, and nobody is left behind."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
from collections import deque
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder import crew
from tests.isolate.processes import descendants, eventually, runs


class Squarer:
    """Squares numbers; 13 ends its process, always."""

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        return None

    def mark(self, task: int) -> int:
        if task == 13:
            os._exit(1)
        return task * task


class Stayer(Squarer):
    """Does not leave when it is told to."""

    def __exit__(self, *unused):
        threading.Event().wait(600)


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_is_done(jobs):
    assert dict(crew.work(range(5), Squarer, jobs)) == {0: 0, 1: 1, 2: 4, 3: 9, 4: 16}
    assert multiprocessing.active_children() == []


def test_a_task_that_kills_its_process_gives_none_and_the_others_are_done():
    assert dict(crew.work([1, 13, 2], Squarer, 2)) == {1: 1, 13: None, 2: 4}
    assert multiprocessing.active_children() == []


def test_leaving_early_leaves_nobody_behind(monkeypatch):
    monkeypatch.setattr(crew, "_LEAVE_SECONDS", 0.1)
    working = crew.work(range(4), Stayer, 2)
    next(working)
    working.close()
    assert multiprocessing.active_children() == []


def test_a_worker_that_died_idle_keeps_the_task_for_the_next_try():
    def send(task):
        raise BrokenPipeError

    worker = crew._Worker(None, SimpleNamespace(send=send))
    waiting = deque([("task", 0)])
    crew._hand_out(waiting, [worker])
    assert (list(worker.given), len(waiting)) == ([("task", 0)], 0)


def test_what_waits_behind_a_task_that_kills_is_done_and_counts_no_try(monkeypatch):
    monkeypatch.setattr(crew, "TRIES", 1)
    tasks = [13, 2, 3, 4, 13, 6, 7, 8, 9, 10]
    done = list(crew.work(tasks, Squarer, 2))
    assert sorted(done, key=lambda pair: pair[0]) == sorted(
        ((task, None if task == 13 else task * task) for task in tasks), key=lambda pair: pair[0]
    )


def test_one_more_task_waits_with_each_worker_while_many_are_left():
    workers = [crew._Worker(None, SimpleNamespace(send=lambda task: None)) for _ in range(2)]
    waiting = deque((task, 0) for task in range(6))
    crew._hand_out(waiting, workers)
    assert [len(worker.given) for worker in workers] == [2, 2]
    assert len(waiting) == 2
    waiting = deque([("last", 0), ("very last", 0)])
    for worker in workers:
        worker.given.clear()
    crew._hand_out(waiting, workers)
    assert [len(worker.given) for worker in workers] == [1, 1]


def test_workers_have_a_processor_each_where_there_are_enough(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {5, 2, 9}, raising=False)
    assert sorted(map(min, crew._processors(3))) == [2, 5, 9]
    assert len(set(map(min, crew._processors(2)))) == 2
    assert crew._processors(4) == []


def test_a_worker_in_the_place_of_one_that_died_has_its_processor():
    alive = [crew._Worker(None, None, place={5})]
    assert crew._free([{5}, {2}], alive) == {2}
    assert crew._free([{2}, {5}], alive) == {2}
    assert crew._free([], alive) == set()


class Sleeper(Squarer):
    """Is at work for a long time."""

    def mark(self, task: int) -> int:
        threading.Event().wait(600)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker ends with its task")
def test_a_killed_command_ends_its_workers_in_the_midst_of_a_task():
    code = "from autograder import crew; from tests.test_crew import Sleeper; list(crew.work(range(4), Sleeper, 2))"
    command = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[1])
    assert eventually(lambda: len(descendants(command.pid, "spawn_main")) == 2)
    workers = descendants(command.pid, "spawn_main")
    command.kill()
    command.wait()
    assert eventually(lambda: not any(map(runs, workers)))


class Frail(Squarer):
    """Dies while it is made, the first times, as if it had been killed; a file counts them."""

    def __init__(self, count: Path, times: int):
        self.count, self.times = count, times

    def __enter__(self):
        made = len(self.count.read_text())
        self.count.write_text("x" * (made + 1))
        if made < self.times:
            os._exit(9)
        return self


@pytest.mark.parametrize(("times", "left"), [(1, {1: 1, 2: 4}), (99, {1: None, 2: None})])
def test_a_worker_that_dies_before_it_begins_costs_no_try_until_that_is_all_they_do(tmp_path, monkeypatch, times, left):
    monkeypatch.setattr(crew, "TRIES", 1)
    monkeypatch.setattr(crew, "STARTS", 3)
    (tmp_path / "count").write_text("")
    assert dict(crew.work([1, 2], partial(Frail, tmp_path / "count", times), 2)) == left
