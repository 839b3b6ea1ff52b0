"""Processes at work: all tasks are done whoever dies, and nobody is left behind."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from types import SimpleNamespace

import pytest

from autograder import crew


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
    assert crew._processors(2) == [{2}, {5}]
    assert crew._processors(4) == []
