"""Starts workers for the checker: through the warm fork server where there is one, otherwise a process each."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from autograder.errors import MarkingError
from autograder.isolate.channel import Channel
from autograder.isolate.folders import remove_tree
from autograder.isolate.kinds import TENSORFLOW_ENVIRONMENT

START_SECONDS = 180.0  # a cold disk and a busy processor may take long to import everything
REPLY_SECONDS = 10.0
MAX_RESTARTS = 20
MAX_MESSAGE = 1 << 16
BOOTSTRAP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bootstrap.py")
KEPT_ENVIRONMENT = ("LD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE")  # without these some Pythons cannot start
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",  # a fork of a process with threads loses them
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # an address-space limit counts arenas that are never used
    "MPLBACKEND": "Agg",
    **TENSORFLOW_ENVIRONMENT,
}


class SandboxError(MarkingError):
    """The sandbox itself cannot work here, or no longer: never a learner's fault."""


class EndedInSilence(SandboxError):
    """A server that ended while it started and left no word of why: worth another try."""


@dataclass
class Process:
    """One worker: the channel to it, and how to end it."""

    id: int
    channel: Channel
    _launcher: object

    def stop(self) -> None:
        """Returns at once; the worker and all it started end before the next one starts."""
        self.channel.close()
        self._launcher.stop(self.id)


def command(role: str, channel: str) -> list[str]:
    """Returns the command line of a worker-side process."""
    return [sys.executable, "-P", BOOTSTRAP, role, channel]


def environment(folder: str) -> dict[str, str]:
    """Returns the whole environment of a worker-side process: nothing of the checker's, save what Python needs."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return {**ENVIRONMENT, **kept, "HOME": folder, "TMPDIR": folder, "MPLCONFIGDIR": folder}


class ForkServer:
    """The checker's handle of a zygote. Restarts it when it is gone.

    `complete` tells whether it has imported everything, so that no other kind of server is needed.

    config : "limits", "solutions", "figures" (folders), "hidden" (folders no worker may read), "preload" and "slow"
        (modules, see `kinds.Kind`), "everything" (modules that are imported at once where no file can be read later),
        "without" (mechanisms not to be used)
    """

    def __init__(self, config: dict):
        self._config = config
        self._ids = 0
        self._restarts = 0
        try:
            self._start()
        except EndedInSilence:  # somebody killed it, or the system did, for want of memory
            self._start()

    @property
    def alive(self) -> bool:
        """Returns whether the zygote runs; when it ends, its workers end with it."""
        return self._process.poll() is None

    def spawn(self, modules: tuple[str, ...]) -> Process:
        """Returns a new worker that may import `modules` of the solutions."""
        try:
            return self._spawn(modules)
        except (OSError, SandboxError):
            self._restart()
            return self._spawn(modules)

    def stop(self, id: int) -> None:
        """Returns when the zygote has been told to end worker `id`, which it does before anything else."""
        if self._alive.pop(id, None) is not None:
            with contextlib.suppress(OSError):  # it is gone, and its workers with it; the next `spawn` restarts it
                self._tell({"do": "stop", "id": id})

    def close(self) -> None:
        """Returns when the zygote and its workers have ended and their folder is gone."""
        for process in self._alive.values():
            process.channel.close()
        self._control.close()
        try:
            self._process.wait(REPLY_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        remove_tree(self._folder)

    def _start(self):
        self._alive: dict[int, Process] = {}
        self._folder = os.path.realpath(tempfile.mkdtemp(prefix="marking-"))
        os.chmod(self._folder, 0o711)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, open(os.path.join(self._folder, "errors"), "w+b") as errors:
            self._process = subprocess.Popen(
                command("zygote", str(theirs.fileno())),
                env=environment(self._folder),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd="/",
                start_new_session=True,
            )
            theirs.close()
            try:
                self._tell({**self._config, "folder": self._folder})
                ready = self._hear("ready", None, START_SECONDS)
            except (OSError, SandboxError):
                errors.seek(0)
                reason = errors.read(1 << 16).decode("utf-8", "replace").strip().splitlines()[-1:]
                self.close()
                kind = SandboxError if reason else EndedInSilence
                raise kind(": ".join(["the worker process does not start", *reason])) from None
        self.level, self.why, self.complete = ready["level"], ready["why"], ready["complete"]

    def _restart(self):
        self._restarts += 1
        if self._restarts > MAX_RESTARTS:
            raise SandboxError("the worker process dies again and again")
        self.close()
        self._start()

    def _spawn(self, modules):
        self._ids += 1
        ours, theirs = socket.socketpair()
        try:
            message = json.dumps({"do": "spawn", "id": self._ids, "modules": modules}).encode()
            socket.send_fds(self._control, [message], [theirs.fileno()])
            self._hear("spawned", self._ids)
        except (OSError, SandboxError):
            ours.close()
            raise
        finally:
            theirs.close()
        process = self._alive[self._ids] = Process(self._ids, Channel(ours), self)
        return process

    def _tell(self, message):
        self._control.send(json.dumps(message).encode())

    def _hear(self, kind, id, seconds=REPLY_SECONDS):
        deadline = time.monotonic() + seconds
        while True:
            if not wait_readable(self._control, deadline - time.monotonic()):
                raise SandboxError("the worker process does not answer")
            data = self._control.recv(MAX_MESSAGE)
            if not data:
                raise SandboxError("the worker process has ended")
            message = json.loads(data)
            if kind in message and id in (None, message[kind]):
                return message


def wait_readable(sock: socket.socket, seconds: float) -> bool:
    """Returns whether the socket has something to read within `seconds`."""
    if not hasattr(select, "poll"):
        return bool(select.select([sock], [], [], max(0.0, seconds))[0])
    poller = select.poll()
    poller.register(sock, select.POLLIN)
    return bool(poller.poll(max(0.0, seconds) * 1000))
