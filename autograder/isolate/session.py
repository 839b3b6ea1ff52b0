"""One submission, open: its cells run in a worker, its functions are called there, with the checker's own deadlines."""

from __future__ import annotations

import time
from dataclasses import dataclass

from autograder.core.submission import CallError, Named, Outcome, Request
from autograder.isolate import claims
from autograder.isolate.channel import Late
from autograder.isolate.clock import Clock
from autograder.isolate.course import may_name
from autograder.isolate.kinds import Limits
from autograder.isolate.launch import SandboxError
from autograder.isolate.questions import Frames, queue_cells, queue_reach
from autograder.isolate.wire import WireError

MAX_FIRST_LINE = 80
MAX_DEATHS = 2  # of one function's calls; after that the others are not tried
HURRIED_SECONDS = 1.0  # for all calls of one function, when the submission's time is up
NO_TROUBLE = ("NotImplementedError", "NotWhileMarking")  # what cells stop with that nobody got wrong
LOST = ("Killed", "Missing", "MemoryError", "NameError")  # calls that may come to more in another worker
_TIME_IS_UP = CallError("TimeLimit", "it was not called, as the notebook had used up the time for all of it")


@dataclass(frozen=True)
class CellError:
    """A cell that did not run to its end.

    index : its place in the list of cells
    kind : the exception's class name, "TimeLimit", or "Killed" for a cell that ended its process
    root : the kind of failure that this one follows from: a cell that misses a name which an earlier cell did not come
        to make has that cell's; otherwise its own. "NotImplementedError" is a stub left open, and "NotWhileMarking" a
        part of the course that marking does without; neither is a mistake of the learner's
    """

    index: int
    first_line: str
    kind: str
    message: str
    line: int | None = None
    root: str = ""


class Session:
    """One submission, open: a `Submission` whose functions live in a worker. A context manager.

    clock : what is left of the submission's time; a new one where none is given
    """

    def __init__(self, launcher, limits: Limits, given: tuple[list[str], tuple[str, ...]], clock: Clock | None = None):
        self._launcher, self._limits = launcher, limits
        self._cells, self._modules = given
        self.clock = clock or Clock(limits.submission_seconds)
        self._ways = ["run"] * len(self._cells)  # or "define": only what it defines, or "skip"
        self._errors: dict[int, CellError] = {}
        self._calm = False  # whether only what the cells define is kept, and nothing else that they do
        self._troubled = False
        self._respawns = 0
        self._process = None
        self._used_by: set[str] = set()  # the functions that the current worker has called
        self._closed = False

    def load(self, frames: Frames, known: dict) -> Session:
        """Returns itself, after its cells have been run.

        known : what `questions.queue_cells` is told of the chapter
        """
        self._frames, self._known = frames, known
        self._load()
        return self

    @property
    def cell_errors(self) -> tuple[CellError, ...]:
        """Returns the cells that did not run to their end, in order."""
        return tuple(self._errors[index] for index in sorted(self._errors))

    def calls(self, name: str, requests: list[Request], patience: int = 1) -> list[Outcome]:
        """Returns one outcome a request, in order; the arguments given are never modified.

        patience : how many times the usual limits of time a call, and all of them together, may take

        Raises SandboxError for a `Named` argument from a chapter that this session may not use.
        """
        for request in requests:
            self._refuse_unknown(request.args, request.kwargs, request.through)
        if patience > 1:
            self.clock.grant(name, self._limits.function_seconds * (patience - 1))
        outcomes, lost = self._called(name, requests, patience, MAX_DEATHS)
        if not lost or not self._troubled or self._calm and self.clock.is_up:
            return outcomes
        self._turn()
        others, still_lost = self._called(name, requests, patience, 1)
        if still_lost < lost:
            return others
        self._turn()
        return outcomes

    def _turn(self):
        """Goes over from all that the cells do to what they define, or back, in a fresh worker.

        A cell may have left behind what spoils every call, such as a thread that reads the socket.
        """
        self._calm = not self._calm
        self._drop()

    def _called(self, name, requests, patience, deaths):
        """Returns the outcomes, and how many are errors that may not be the function's own.

        deaths : of the worker, after which the calls that are left are not tried
        """
        outcomes: list[Outcome] = []
        hurried, died = self.clock.is_up, False
        usual = (self._limits.call_seconds * patience, self._limits.function_seconds * patience)
        seconds, all_seconds = (HURRIED_SECONDS, HURRIED_SECONDS) if hurried else usual
        end = self.clock.bound(time.monotonic() + all_seconds)
        while len(outcomes) < len(requests):
            error = _TIME_IS_UP
            if not self.clock.is_over:
                error = self._calls_in_one_worker(name, requests, outcomes, (seconds, end))
            if error is None:
                continue  # all are there, or the rest is tried again in a fresh worker
            late = time.monotonic() >= end  # many slow calls, and no sign of anything else
            died, self._troubled = died or not late, self._troubled or not late
            outcomes.append(Outcome(error=error))
            deaths -= 1
            if deaths <= 0 or hurried or late:
                outcomes += [Outcome(error=error)] * (len(requests) - len(outcomes))
        kinds = [outcome.error.kind for outcome in outcomes if outcome.error]
        return outcomes, sum(kind in LOST or (died and kind == "TimeLimit") for kind in kinds)

    def reaches(self, functions: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, ...]]:
        """Returns, for each (name, names to look for), those names that the function can come to call, as claimed."""
        found: list[tuple[str, ...]] = []
        if not self.clock.is_up and (self._process is not None or self._load()):
            channel, end = self._process.channel, time.monotonic() + self._limits.function_seconds
            id = queue_reach(channel, functions, self._limits.call_seconds)
            try:
                for place, (_, among) in enumerate(functions):
                    found.append(claims.names(self._answer(channel, id + place, self._limits.call_seconds, end), among))
            except WireError:
                self._drop()
        return found + [()] * (len(functions) - len(found))

    def close(self) -> None:
        """Returns at once; the worker has ended before the next one starts, or the sandbox is closed."""
        self._closed = True
        self._drop()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *unused) -> None:
        self.close()

    def _drop(self):
        process, self._process = self._process, None
        if process is not None:
            process.stop()

    def _calls_in_one_worker(self, name, requests, outcomes, times):
        """Adds outcomes until all are there, or returns the error of the call that the worker did not survive.

        times : the seconds a call may take, and when all must be over
        Only in a worker that no other function has used is a call blamed: what an earlier one left behind, such as a
        thread that reads the socket, is not its fault.
        """
        if self._closed:
            raise SandboxError("this session is closed")
        if self._process is None and not self._load():
            return CallError("Killed", "the notebook ends its own program again and again, so nothing can be called")
        (seconds, end), channel, clean = times, self._process.channel, self._used_by <= {name}
        self._used_by.add(name)
        pending = requests[len(outcomes) :]
        id = self._frames.queue(channel, name, pending, seconds)
        try:
            for place, request in enumerate(pending):
                frame = self._answer(channel, id + place, seconds, end)
                outcomes.append(claims.outcome(frame, request))
        except WireError as error:
            self._drop()
            blamed = (clean and self._launcher.alive) or time.monotonic() >= end
            return CallError(*_death(error)) if blamed else None
        return None

    def _refuse_unknown(self, *values):
        for value in values:
            if isinstance(value, Named) and not may_name(value.module, self._modules):
                raise SandboxError(f"{value.module}.{value.name} is not for this chapter's submissions")
            if isinstance(value, list | tuple | dict):
                self._refuse_unknown(*(value.values() if isinstance(value, dict) else value))

    def _answer(self, channel, id, seconds, end=float("inf")):
        """Returns the frame that answers `id`; others are left over from an earlier call and are dropped."""
        deadline = min(time.monotonic() + seconds + self._limits.grace_seconds, end)
        while True:
            frame = channel.receive(deadline)
            if frame.id == id:
                return frame

    def _load(self):
        """Returns whether a worker now holds the notebook. Each try after the first asks less of the cells."""
        while self._respawns <= self._limits.respawns and not self.clock.is_over:
            self._calm = self._calm or self.clock.is_up
            self._process, self._used_by = self._launcher.spawn(self._modules), set()
            fatal = self._run_cells()
            if fatal is None:
                return True
            self._drop()
            self._respawns += 1
            self._ways[fatal] = "define" if self._way(fatal) == "run" else "skip"
            if self._respawns == self._limits.respawns:
                self._ways[fatal + 1 :] = ["define" if way == "run" else way for way in self._ways[fatal + 1 :]]
        return False

    def _way(self, index):
        return "define" if self._calm and self._ways[index] == "run" else self._ways[index]

    def _run_cells(self):
        """Returns None, or the index of the cell that the worker did not survive.

        The worker goes over to definitions when the time for all cells is up; it is ended where it does not.
        """
        limits, channel = self._limits, self._process.channel
        todo = [index for index, way in enumerate(self._ways) if way != "skip"]
        all_seconds = min(limits.cells_seconds, self.clock.left)
        end = self.clock.bound(time.monotonic() + all_seconds + 2 * (limits.cell_seconds + limits.grace_seconds))
        rows = [(index, self._cells[index], self._way(index) == "define") for index in todo]
        known = self._known | {"published": [todo.index(i) for i in self._known["published"] if i in todo]}
        id = queue_cells(channel, rows, seconds=limits.cell_seconds, all_seconds=all_seconds, **known)
        for place, index in enumerate(todo):
            try:
                frame = self._answer(channel, id + place, limits.cell_seconds, end)
                if frame.kind == "late":
                    self._note(index, "TimeLimit", "the cells before it took too long; only its definitions were kept")
                elif frame.kind == "error":
                    self._note(index, **claims.cell_complaint(frame.value))
            except WireError as error:
                self._note(index, *_death(error))
                return index
        return None

    def _note(self, index, kind, message, *, line=None, root=""):
        """Keeps the first error of a cell: a replay in a fresh worker tells nothing new."""
        rows = [row.strip() for row in self._cells[index].splitlines() if row.strip()] or [""]
        first = claims.one_line(rows[0], MAX_FIRST_LINE)
        self._troubled = self._troubled or (root or kind) not in NO_TROUBLE
        self._errors.setdefault(index, CellError(index, first, kind, message, line, root or kind))


def _death(error: WireError) -> tuple[str, str]:
    if isinstance(error, Late):
        return "TimeLimit", "it took longer than the time allowed, and had to be ended"
    return "Killed", "it ended the program that runs the notebook"
