"""The worker's process where there is no fork server. It limits itself as far as the system allows."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import socket
import sys

from autograder.isolate import course
from autograder.isolate.cells import use_private_folder
from autograder.isolate.worker import Worker

LOOPBACK = "127.0.0.1"


def main(channel: str) -> None:
    """Returns when the checker has closed its end."""
    task = json.loads(sys.stdin.buffer.read())
    modules = course.read_modules("solutions", task["solutions"], tuple(task["modules"]))
    modules |= course.read_figures(task["figures"], task["chapters"]) | course.read_materials(task["autograder"])
    course.forget_ourselves()
    for name in task["slow"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # Only now, as the checker's clock for the first cell starts with the connection.
    connection = socket.create_connection((LOOPBACK, int(channel)))
    connection.sendall(bytes.fromhex(task["token"]))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    limit_ourselves(task["limits"])
    use_private_folder(task["folder"], importable=True)
    os.chdir(task["folder"])
    Worker().serve(connection, modules)


def limit_ourselves(limits: dict) -> None:
    """Returns nothing: this process may use only so much time and write only such large files."""
    try:
        import resource
    except ImportError:  # Windows
        return
    rows = (("RLIMIT_CPU", limits["cpu_seconds"]), ("RLIMIT_FSIZE", limits["file"]), ("RLIMIT_CORE", 0))
    for name, most in rows:
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))
