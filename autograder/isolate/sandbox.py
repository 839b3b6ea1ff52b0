"""The trusted side: opens a submission's cells in a worker and calls its functions there, with its own deadlines."""

from __future__ import annotations

import sys
from dataclasses import asdict

from autograder.exercises import CHAPTERS
from autograder.isolate import handed_out, published
from autograder.isolate.clock import Clock
from autograder.isolate.folders import package_folder
from autograder.isolate.kinds import DEFAULT, PLAIN, TENSORFLOW, USUAL, Kind, Limits, kind_of
from autograder.isolate.launch import ForkServer, SandboxError
from autograder.isolate.questions import Frames
from autograder.isolate.session import Session
from autograder.isolate.spawner import Spawner

LEVELS = ("weak", "reduced", "full")


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

    def open(
        self, cells: list[str], chapter_key: str, given: tuple[str, ...] = (), *, clock: Clock | None = None
    ) -> Session:
        """Returns a session in which the cells have been run.

        given : exercises of which the course's own functions take the place of the notebook's. The notebook can read
            them, and those of exercises before them
        clock : that of an earlier session of the same submission, so that all of them together have its time

        Raises SandboxError when the sandbox itself fails, never for what the cells do.
        """
        modules, kind = published.earlier(chapter_key), kind_of(cells)
        ours = frozenset() if self._run_everything else published.demonstrations(chapter_key)
        known = {"published": [i for i, cell in enumerate(cells) if cell in ours]}
        known["roots"] = list(published.called_names(chapter_key))
        known["given"] = handed_out.stand_alone(chapter_key, given)
        session = Session(self._launcher_of(kind), kind.limits(self.limits), (list(cells), modules), clock)
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
