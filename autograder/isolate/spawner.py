"""Workers where there is no fork server: a fresh Python for each, with time limits and little else. Level "weak"."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import tempfile

from autograder.isolate.channel import Channel
from autograder.isolate.folders import remove_tree
from autograder.isolate.launch import (
    START_SECONDS,
    Process,
    SandboxError,
    command,
    environment,
    wait_readable,
)

TOKEN_BYTES = 32
LOOPBACK = "127.0.0.1"


class Spawner:
    """Starts one process a worker. The worker connects back over the loopback interface, and shows a token.

    config : as for `launch.ForkServer`
    """

    level = "weak"
    alive = True  # there is no server that could end
    complete = False
    why = "time is limited; files, processes and the network are not, as this system offers no way that is used here"

    def __init__(self, config: dict):
        self._config = config
        self._ids = 0
        self._running: dict[int, tuple[subprocess.Popen, str]] = {}

    def spawn(self, modules: tuple[str, ...]) -> Process:
        """Returns a new worker that may import `modules` of the solutions."""
        self._ids += 1
        folder = os.path.realpath(tempfile.mkdtemp(prefix="marking-"))
        token = secrets.token_bytes(TOKEN_BYTES)
        with socket.create_server((LOOPBACK, 0), backlog=1) as server:
            port = server.getsockname()[1]
            process = subprocess.Popen(
                command("spawned", str(port)),
                env=environment(folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                start_new_session=os.name == "posix",
            )
            self._running[self._ids] = process, folder
            try:
                task = {**self._config, "folder": folder, "modules": modules, "token": token.hex()}
                process.stdin.write(json.dumps(task).encode())
                process.stdin.close()
                return Process(self._ids, Channel(_accept(server, token)), self)
            except (OSError, SandboxError):
                self.stop(self._ids)
                raise SandboxError("the worker process does not start") from None

    def stop(self, id: int) -> None:
        """Returns when worker `id` has ended and its folder is gone."""
        process, folder = self._running.pop(id, (None, ""))
        if process is None:
            return
        if os.name == "posix":
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)  # it leads its own process group
        process.kill()
        process.wait()
        remove_tree(folder)

    def close(self) -> None:
        """Returns when every worker has ended."""
        for id in list(self._running):
            self.stop(id)


def _accept(server, token):
    """Returns the connection of the worker that knows the token; nobody else on this machine does."""
    if not wait_readable(server, START_SECONDS):
        raise SandboxError("the worker process does not connect")
    connection, _ = server.accept()
    connection.settimeout(START_SECONDS)
    shown = b""
    while len(shown) < TOKEN_BYTES:
        part = connection.recv(TOKEN_BYTES - len(shown))
        if not part:
            break
        shown += part
    if not secrets.compare_digest(shown, token):
        connection.close()
        raise SandboxError("a stranger connected in the worker's place")
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
