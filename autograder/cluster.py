"""Marking on many machines, by a Dask cluster: chunks of notebooks, and one warm sandbox in each Dask worker.

Notebooks travel as bytes, so the machines need no common folder. A worker that dies costs time: its chunk goes to
another. A chunk that workers die of again and again is marked one by one, and the one at fault gives None.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from distributed import CancelledError, Client, Future, KilledWorker, get_worker, wait
from distributed.diagnostics.plugin import WorkerPlugin

from autograder.archive import Archives
from autograder.crew import Hire
from autograder.errors import NotebookError, UsageError
from autograder.grade import SubmissionResult, the_course
from autograder.gradebook import LEVELS, Task, unmarked
from autograder.store import from_json, to_json, version_of

CHUNK = 20
CHUNKS_IN_FLIGHT = 3  # a thread: one that is marked, and two that are on their way
CONNECT_SECONDS = 15
LOOK_SECONDS = 1.0  # between two looks at whether a worker that was asked is still there
WAIT_SECONDS = 900.0
"""How long a cluster may be without a worker: batch systems take minutes to replace one."""

PLUGIN = "forward-and-back"
Item = tuple[Task, bytes]


@dataclass(frozen=True)
class Station:
    """What one Dask worker says of itself: its sandbox's level and reason, and a digest of its marking code."""

    address: str
    level: str
    why: str
    version: str


class Marking(WorkerPlugin):
    """Keeps markers in a Dask worker, one for each of its threads that marks at the same time."""

    name = PLUGIN

    def __init__(self, hire: Hire) -> None:
        self._hire = hire
        self._idle: deque = deque()

    def teardown(self, worker: object) -> None:
        """Returns when the markers' sandboxes are closed."""
        while self._idle:
            self._idle.pop().__exit__(None, None, None)

    def mark(self, chunk: list[Item]) -> list[str]:
        """Returns the results as JSON, in order."""
        with self._marker() as marker:
            return [to_json(marker.mark_bytes(task, data)) for task, data in chunk]

    def describe(self) -> tuple[str, str, str]:
        """Returns the level of isolation, its reason, and the version of the marking."""
        with self._marker() as marker:
            return marker.level, marker.why, code_version()

    @contextlib.contextmanager
    def _marker(self):
        try:
            marker = self._idle.pop()
        except IndexError:
            marker = self._hire().__enter__()
        try:
            yield marker
        except BaseException:
            marker.__exit__(None, None, None)
            raise
        self._idle.append(marker)


def code_version() -> str:
    """Returns a digest of the code that marks, which must be the same everywhere."""
    return version_of(the_course().chapters[0], {})


class Cluster:
    """A connection to a Dask scheduler. Use it in a `with`.

    Raises UsageError where there is no scheduler at the address.
    """

    def __init__(self, address: str, hire: Hire, *, chunk: int = CHUNK, wait_seconds: float = WAIT_SECONDS) -> None:
        self._chunk, self._wait = chunk, wait_seconds
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, name="autograder")
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(f"There is no Dask scheduler at {address!r} ({type(error).__name__}: {error}).") from None
        self._client.register_plugin(Marking(hire), name=PLUGIN)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *unused: object) -> None:
        with contextlib.suppress(Exception):
            self._client.unregister_worker_plugin(PLUGIN)
        self._client.close()

    def stations(self) -> list[Station]:
        """Returns what each worker says of itself.

        Raises UsageError where there is no worker, or one that cannot mark or would mark by other rules.
        """
        found: dict[str, Station] = {}
        while not found:
            self._await_workers()
            while new := [address for address in self._threads() if address not in found]:
                found |= self._asked(new)
        return list(found.values())

    def _asked(self, addresses: list[str]) -> dict[str, Station]:
        """Returns what these workers say, by address; one that dies before it has spoken is left out."""
        asked = {a: self._client.submit(_describe, a, workers=[a], pure=False) for a in addresses}
        found = {}
        for address, future in asked.items():
            while not future.done() and address in self._threads():
                with contextlib.suppress(TimeoutError), self._client.as_current():
                    wait([future], timeout=LOOK_SECONDS)
            if not future.done():
                continue
            try:
                found[address] = Station(address, *future.result())
            except Exception as error:
                raise UsageError(f"The Dask worker {address} cannot mark: {type(error).__name__}: {error}") from None
            if found[address].version != code_version():
                raise UsageError(
                    f"The Dask worker {address} has another version of the course. Install the same there."
                )
        return found

    def work(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, SubmissionResult | None]]:
        """Yields (task, result) as they are finished; the result is None where workers die of the task.

        Raises UsageError where the cluster is gone, or a worker cannot mark.
        """
        chunks: dict[Future, list[Item]] = {}
        again: deque[list[Item]] = deque()
        with Archives() as archives:
            loaded = _load(tasks, archives)
            while True:
                yield from self._fill(chunks, again, loaded)
                if not chunks:
                    return
                for future in self._finished(chunks):
                    yield from _results(future, chunks.pop(future), again)
                    future.release()

    def _fill(self, chunks, again, loaded):
        """Submits chunks while there is room; yields at once what cannot be read.

        A submission of a chunk that killed its workers is tried alone: a scheduler suspects all that a dead worker had.
        """
        if again:
            if not chunks:
                self._submit(chunks, again.popleft())
            return
        room = CHUNKS_IN_FLIGHT * max(1, sum(self._threads().values()))
        while len(chunks) < room and (read := list(islice(loaded, self._chunk))):
            yield from ((task, unmarked(task.hand_in, data)) for task, data in read if isinstance(data, str))
            self._submit(chunks, [item for item in read if isinstance(item[1], bytes)])

    def _submit(self, chunks, chunk):
        if chunk:
            chunks[self._client.submit(_mark, chunk, pure=False)] = chunk

    def _finished(self, chunks):
        """Returns futures that are done, at least one. Raises UsageError where no worker is left for too long."""
        while True:
            try:
                with self._client.as_current():
                    return wait(list(chunks), timeout=self._wait, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                if not self._threads():
                    raise UsageError("The Dask cluster has no worker any more; what is marked is kept.") from None
            except CancelledError:
                raise UsageError("The Dask scheduler is gone; what is marked is kept.") from None

    def _await_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=self._wait)
        except TimeoutError:
            raise UsageError("The Dask scheduler has no workers. Start some, then mark.") from None

    def _threads(self) -> dict[str, int]:
        return self._client.nthreads()


def weakest(stations: Iterable[Station]) -> Station:
    """Returns the station with the weakest isolation."""
    return min(stations, key=lambda station: LEVELS.index(station.level))


def _results(future: Future, chunk: list[Item], again: deque) -> Iterator[tuple[Task, SubmissionResult | None]]:
    """Yields a chunk's results; one that killed its workers is put on `again`, a submission at a time."""
    error = future.exception()
    if error is None:
        yield from ((task, from_json(text)) for (task, _), text in zip(chunk, future.result(), strict=True))
    elif not isinstance(error, KilledWorker):
        raise UsageError(f"A Dask worker cannot mark: {type(error).__name__}: {error}")
    elif len(chunk) == 1:
        yield chunk[0][0], None
    else:
        again.extend([item] for item in chunk)


def _load(tasks: Iterable[Task], archives: Archives) -> Iterator[tuple[Task, bytes | str]]:
    """Yields each task with its notebook's bytes, or with the reason why there are none."""
    for task in tasks:
        try:
            yield task, task.hand_in.read(archives)
        except NotebookError as error:
            yield task, str(error)


def _mark(chunk: list[Item]) -> list[str]:
    return get_worker().plugins[PLUGIN].mark(chunk)


def _describe(address: str) -> tuple[str, str, str]:
    return get_worker().plugins[PLUGIN].describe()
