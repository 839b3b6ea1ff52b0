"""Several markers at work: one process each, given one task at a time; one that dies costs its task at most.

The processes are ours and trusted. Learners' code runs below them, in what `autograder.isolate` starts.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
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
    process: multiprocessing.process.BaseProcess
    pipe: Connection
    task: object = None
    tries: int = 0


def work(tasks: Iterable[Task], hire: Hire, jobs: int) -> Iterator[tuple[Task, Result | None]]:
    """Yields (task, result) as they are finished; the result is None where every process that tried it died."""
    if jobs == 1:
        with hire() as marker:
            for task in tasks:
                yield task, marker.mark(task)
        return
    waiting = deque((task, 0) for task in tasks)
    workers: list[_Worker] = []
    try:
        while waiting or any(worker.task is not None for worker in workers):
            _hand_out(waiting, workers, hire, jobs)
            busy = {worker.pipe: worker for worker in workers if worker.task is not None}
            for pipe in wait(list(busy)):
                worker = busy[pipe]
                task, tries = worker.task, worker.tries
                worker.task = None
                try:
                    result = pipe.recv()
                except (EOFError, OSError):
                    workers.remove(worker)
                    _dismiss([worker])
                    if tries + 1 < TRIES:
                        waiting.appendleft((task, tries + 1))
                        continue
                    result = None
                yield task, result
    finally:
        _dismiss(workers)


def _hand_out(waiting: deque, workers: list[_Worker], hire: Hire, jobs: int) -> None:
    while waiting:
        idle = next((worker for worker in workers if worker.task is None), None)
        if idle is None and len(workers) < jobs:
            idle = _start(hire)
            workers.append(idle)
        if idle is None:
            return
        idle.task, idle.tries = waiting.popleft()
        try:
            idle.pipe.send(idle.task)
        except OSError:  # it died while idle; the wait that follows finds its pipe closed and tries again
            continue


def _start(hire: Hire) -> _Worker:
    context = multiprocessing.get_context("spawn")  # a fork would copy open databases and progress threads
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, hire), daemon=False)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _serve(pipe: Connection, hire: Hire) -> None:
    """Returns when the other end of the pipe is closed, by a parent that is done, or gone."""
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
