"""The trusted side: opens a submission's cells in a worker and calls its functions there, with its own deadlines."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict, dataclass

from autograder.core.submission import CallError, Named, Outcome, Request
from autograder.exercises import CHAPTERS
from autograder.isolate import claims, handed_out, published
from autograder.isolate.channel import Late
from autograder.isolate.course import may_name
from autograder.isolate.folders import package_folder
from autograder.isolate.kinds import DEFAULT, PLAIN, TENSORFLOW, USUAL, Kind, Limits, kind_of
from autograder.isolate.launch import ForkServer, SandboxError
from autograder.isolate.questions import Frames, queue_cells, queue_reach
from autograder.isolate.spawner import Spawner
from autograder.isolate.wire import WireError

LEVELS = ("weak", "reduced", "full")
MAX_FIRST_LINE = 80
MAX_DEATHS = 2  # of one function's calls; after that the others are not tried


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


class Sandbox:
    """A warm place to open submissions in. A context manager; belongs to one thread.

    minimum : "weak", "reduced" or "full": the weakest isolation to work with; SandboxError where there is less
    run_everything : run also those cells of a chapter's own that nothing in a notebook depends on
    without : mechanisms not to be used, to see what a machine that lacks them would do:
        "namespaces", "landlock", "chroot", "sealed", "seccomp", "own_uid", "fork"
    """

    def __init__(
        self,
        limits: Limits = DEFAULT,
        minimum: str = "weak",
        without: tuple[str, ...] = (),
        *,
        run_everything: bool = False,
    ):
        self.limits = limits
        self._run_everything = run_everything
        self._frames = Frames()
        self._minimum = minimum
        folders = {package: package_folder(package) for package in ("autograder", "solutions", "figures")}
        self._config = {"without": without, "hidden": list(folders.values()), **folders}
        self._config["everything"] = USUAL.preload
        self._config["chapters"] = [chapter.key for chapter in CHAPTERS]
        self._launchers: dict[str, ForkServer | Spawner] = {}
        self._launcher_of(PLAIN)

    @property
    def level(self) -> str:
        """Returns "full", "reduced" or "weak"."""
        return self._weakest.level

    @property
    def why(self) -> str:
        """Returns a sentence: what keeps a submission in, and what is missing."""
        return self._weakest.why

    def open(self, cells: list[str], chapter_key: str, given: tuple[str, ...] = ()) -> Session:
        """Returns a session in which the cells have been run.

        given : exercises of which the course's own functions take the place of the notebook's. The notebook can read
            them, and those of exercises before them

        Raises SandboxError when the sandbox itself fails, never for what the cells do.
        """
        modules, kind = published.earlier(chapter_key), kind_of(cells)
        ours = frozenset() if self._run_everything else published.demonstrations(chapter_key)
        known = {"published": [i for i, cell in enumerate(cells) if cell in ours]}
        known["roots"] = list(published.called_names(chapter_key))
        known["given"] = handed_out.stand_alone(chapter_key, given)
        session = Session(self._launcher_of(kind), kind.limits(self.limits), list(cells), modules)
        return session.load(self._frames, known)

    def _launcher_of(self, kind: Kind):
        """Returns what starts workers of a kind; the first time, it is made, which takes seconds."""
        if kind is not TENSORFLOW and self._launchers and self._launchers[PLAIN.name].complete:
            kind = PLAIN
        if kind.name not in self._launchers:
            asked = {"limits": asdict(kind.limits(self.limits)), "preload": kind.preload, "slow": kind.slow}
            by_fork = sys.platform == "linux" and "fork" not in self._config["without"]
            launcher = (ForkServer if by_fork else Spawner)(self._config | asked)
            if LEVELS.index(launcher.level) < LEVELS.index(self._minimum):
                launcher.close()
                what = f"isolation is only {launcher.level} here, {self._minimum} is asked for"
                raise SandboxError(f"{what}: {launcher.why}")
            self._launchers[kind.name] = launcher
        return self._launchers[kind.name]

    @property
    def _weakest(self):
        return min(self._launchers.values(), key=lambda launcher: LEVELS.index(launcher.level))

    def close(self) -> None:
        """Returns when every process and file of the sandbox is gone."""
        for launcher in self._launchers.values():
            launcher.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *unused) -> None:
        self.close()


class Session:
    """One submission, open: a `Submission` whose functions live in a worker. A context manager."""

    def __init__(self, launcher, limits: Limits, cells: list[str], modules: tuple[str, ...]):
        self._launcher, self._limits, self._cells, self._modules = launcher, limits, cells, modules
        self._ways = ["run"] * len(cells)  # or "define": only what it defines, or "skip"
        self._errors: dict[int, CellError] = {}
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
        outcomes: list[Outcome] = []
        deaths, seconds = 0, self._limits.call_seconds * patience
        end = time.monotonic() + self._limits.function_seconds * patience
        while len(outcomes) < len(requests):
            error = self._calls_in_one_worker(name, requests, outcomes, (seconds, end))
            if error is None:
                continue  # all are there, or the rest is tried again in a fresh worker
            outcomes.append(Outcome(error=error))
            deaths += 1
            if deaths >= MAX_DEATHS or time.monotonic() >= end:
                outcomes += [Outcome(error=error)] * (len(requests) - len(outcomes))
        return outcomes

    def reaches(self, functions: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, ...]]:
        """Returns, for each (name, names to look for), those names that the function can come to call, as claimed."""
        found: list[tuple[str, ...]] = []
        if self._process is not None or self._load():
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
        while self._respawns <= self._limits.respawns:
            self._process, self._used_by = self._launcher.spawn(self._modules), set()
            fatal = self._run_cells()
            if fatal is None:
                return True
            self._drop()
            self._respawns += 1
            self._ways[fatal] = "define" if self._ways[fatal] == "run" else "skip"
            if self._respawns == self._limits.respawns:
                self._ways[fatal + 1 :] = ["define" if way == "run" else way for way in self._ways[fatal + 1 :]]
        return False

    def _run_cells(self):
        """Returns None, or the index of the cell that the worker did not survive.

        The worker goes over to definitions when the time for all cells is up; it is ended where it does not.
        """
        limits, channel = self._limits, self._process.channel
        todo = [index for index, way in enumerate(self._ways) if way != "skip"]
        end = time.monotonic() + limits.cells_seconds + 2 * (limits.cell_seconds + limits.grace_seconds)
        rows = [(index, self._cells[index], self._ways[index] == "define") for index in todo]
        known = self._known | {"published": [todo.index(i) for i in self._known["published"] if i in todo]}
        id = queue_cells(channel, rows, seconds=limits.cell_seconds, all_seconds=limits.cells_seconds, **known)
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
        self._errors.setdefault(index, CellError(index, first, kind, message, line, root or kind))


def _death(error: WireError) -> tuple[str, str]:
    if isinstance(error, Late):
        return "TimeLimit", "it took longer than the time allowed, and had to be ended"
    return "Killed", "it ended the program that runs the notebook"
