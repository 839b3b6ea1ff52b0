"""Several markers at work: one process each, given one task at a time; one that dies costs its task at most.

The processes are ours and trusted. Learners' code runs below them, in what `autograder.isolate` starts.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import random
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
TRIES = 2
STARTS = 5  # that fail one after the other, after which they count as tries
_LEAVE_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1  # of Linux's prctl: the signal to get when the parent dies


class Marks(Protocol[Task, Result]):
    """Marks one task after the other."""

    def mark(self, task: Task) -> Result: ...


Hire = Callable[[], AbstractContextManager]
"""Makes a marker; it is called in the process that the marker works in, so it must be picklable."""


@dataclass(frozen=True)
class _Ready:
    """What a worker says before its first result: from here on its death may be its task's doing."""


@dataclass
class _Worker:
    """A process, its pipe, and the (task, tries) it was given: the first it is at work on, the next waits for it.

    place : the processor that it keeps to; empty where the system chooses
    """

    process: multiprocessing.process.BaseProcess
    pipe: Connection
    place: set[int] = field(default_factory=set)
    given: deque = field(default_factory=deque)
    ready: bool = False


def work(tasks: Iterable[Task], hire: Hire, jobs: int) -> Iterator[tuple[Task, Result | None]]:
    """Yields (task, result) as they are finished; the result is None where every process that tried it died."""
    if jobs == 1:
        with hire() as marker:
            for task in tasks:
                yield task, marker.mark(task)
        return
    waiting = deque((task, 0) for task in tasks)
    workers: list[_Worker] = []
    places, failed = _processors(jobs), 0
    try:
        while waiting or any(worker.given for worker in workers):
            while waiting and len(workers) < jobs:
                workers.append(_start(hire, _free(places, workers)))
            _hand_out(waiting, workers)
            busy = {worker.pipe: worker for worker in workers if worker.given}
            for pipe in wait(list(busy)):
                worker = busy[pipe]
                try:
                    result = pipe.recv()
                except (EOFError, OSError):
                    workers.remove(worker)
                    _dismiss([worker])
                    failed = 0 if worker.ready else failed + 1
                    lost = _given_back(worker, waiting, counts=worker.ready or failed >= STARTS)
                    yield from ((task, None) for task in lost)
                    continue
                if isinstance(result, _Ready):
                    worker.ready, failed = True, 0
                    continue
                yield worker.given.popleft()[0], result
    finally:
        _dismiss(workers)


def _given_back(worker: _Worker, waiting: deque, *, counts: bool) -> list:
    """Returns the task that is not tried again, if there is one; what a dead worker had else waits first in the line.

    counts : whether the worker may have died of the task that it was at work on
    """
    task, tries = worker.given.popleft()
    waiting.extendleft(reversed(worker.given))  # these it never began
    if counts and tries + 1 >= TRIES:
        return [task]
    waiting.appendleft((task, tries + counts))
    return []


def _hand_out(waiting: deque, workers: list[_Worker]) -> None:
    """Gives every worker a task, and, while many wait, one more, so that none stands idle until it is heard."""
    for ahead in (1, 2):
        for worker in workers:
            if len(worker.given) < ahead and len(waiting) > (ahead - 1) * len(workers):
                worker.given.append(waiting.popleft())
                try:
                    worker.pipe.send(worker.given[-1][0])
                except OSError:  # it died while idle; the wait that follows finds its pipe closed and tries again
                    continue


def _processors(jobs: int) -> list[set[int]]:
    """Returns a processor for each job, or an empty list where there are fewer or where they cannot be chosen.

    Where there are more, any will do, and two commands that run at a time should not choose the same.

    A marker and what it starts take turns, so they share one processor; left to the system they wander between
    processors and wait for each other.
    """
    usable = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return [{processor} for processor in random.sample(usable, jobs)] if len(usable) >= jobs else []


def _free(places: list[set[int]], workers: list[_Worker]) -> set[int]:
    """Returns a place that no worker has; one that has died leaves its own free."""
    taken = [worker.place for worker in workers]
    return next((place for place in places if place not in taken), set())


def _start(hire: Hire, place: set[int]) -> _Worker:
    context = multiprocessing.get_context("spawn")  # a fork would copy open databases and progress threads
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, hire, place), daemon=False)
    process.start()
    theirs.close()
    return _Worker(process, ours, place)


def _serve(pipe: Connection, hire: Hire, place: set[int]) -> None:
    """Returns when the other end of the pipe is closed, by a parent that is done, or gone."""
    _end_with_parent()
    if place:
        with suppress(OSError):  # it has been taken from us since
            os.sched_setaffinity(0, place)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and closes the pipe
    try:
        with hire() as marker:
            pipe.send(_Ready())
            while True:
                pipe.send(marker.mark(pipe.recv()))
    except (EOFError, OSError):
        return


def _end_with_parent() -> None:
    """Returns nothing: where the system can do it, a killed parent ends this process at once, in the midst of a task.

    What it has started ends with it, as its sockets close.
    """
    if sys.platform != "linux":
        return
    parent = multiprocessing.parent_process()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent and os.getppid() != parent.pid:  # it was killed before
        os._exit(1)


def _dismiss(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.pipe.close()
    for worker in workers:
        worker.process.join(_LEAVE_SECONDS)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()
