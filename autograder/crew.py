"""Several markers at work: one process each, given one task at a time; one that dies costs its task at most.

The processes are ours and trusted. Learners' code runs below them, in what `autograder.isolate` starts.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
TRIES = 2
_LEAVE_SECONDS = 10.0


class Marks(Protocol[Task, Result]):
    """Marks one task after the other."""

    def mark(self, task: Task) -> Result: ...


Hire = Callable[[], AbstractContextManager]
"""Makes a marker; it is called in the process that the marker works in, so it must be picklable."""


@dataclass
class _Worker:
    """A process, its pipe, and the (task, tries) it was given: the first it is at work on, the next waits for it."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection
    given: deque = field(default_factory=deque)


def work(tasks: Iterable[Task], hire: Hire, jobs: int) -> Iterator[tuple[Task, Result | None]]:
    """Yields (task, result) as they are finished; the result is None where every process that tried it died."""
    if jobs == 1:
        with hire() as marker:
            for task in tasks:
                yield task, marker.mark(task)
        return
    waiting = deque((task, 0) for task in tasks)
    workers: list[_Worker] = []
    places = deque(_processors(jobs))
    try:
        while waiting or any(worker.given for worker in workers):
            while waiting and len(workers) < jobs:
                workers.append(_start(hire, places))
            _hand_out(waiting, workers)
            busy = {worker.pipe: worker for worker in workers if worker.given}
            for pipe in wait(list(busy)):
                worker = busy[pipe]
                task, tries = worker.given.popleft()
                try:
                    result = pipe.recv()
                except (EOFError, OSError):
                    waiting.extendleft(reversed(worker.given))  # these it never began
                    workers.remove(worker)
                    _dismiss([worker])
                    if tries + 1 < TRIES:
                        waiting.appendleft((task, tries + 1))
                        continue
                    result = None
                yield task, result
    finally:
        _dismiss(workers)


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

    A marker and what it starts take turns, so they share one processor; left to the system they wander between
    processors and wait for each other.
    """
    usable = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return [{processor} for processor in usable[:jobs]] if len(usable) >= jobs else []


def _start(hire: Hire, places: deque) -> _Worker:
    context = multiprocessing.get_context("spawn")  # a fork would copy open databases and progress threads
    ours, theirs = context.Pipe()
    places.rotate(-1)
    process = context.Process(target=_serve, args=(theirs, hire, places[-1] if places else None), daemon=False)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _serve(pipe: Connection, hire: Hire, place: set[int] | None) -> None:
    """Returns when the other end of the pipe is closed, by a parent that is done, or gone."""
    if place:
        with suppress(OSError):  # it has been taken from us since
            os.sched_setaffinity(0, place)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and closes the pipe
    try:
        with hire() as marker:
            while True:
                pipe.send(marker.mark(pipe.recv()))
    except (EOFError, OSError):
        return


def _dismiss(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.pipe.close()
    for worker in workers:
        worker.process.join(_LEAVE_SECONDS)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()
