"""A warm fork server: imports once what notebooks need, then forks one locked-in worker a submission.

It runs no learner's code and holds nothing of the course, so its forks start with nothing to find. It is
single-threaded and does what the checker says over one socket: spawn a worker on the socket that comes along, or
stop one. It is the workers' parent, so a process id that it kills cannot have been given to another process.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import json
import os
import signal
import socket
import sys
import time

from autograder.isolate import course, hardening, kernel, levels, readable, seccomp, warm_tensorflow
from autograder.isolate.folders import remove_tree

MAX_MESSAGE = 1 << 16
STARTED_BADLY = 97


def main(channel: str) -> None:
    """Returns when the checker has closed its end."""
    folder = os.environ["TMPDIR"]  # which is this server's own
    control = socket.socket(fileno=int(channel))
    try:
        config = control.recv(MAX_MESSAGE)
        if config:
            Zygote(control, json.loads(config)).serve()
    finally:
        remove_tree(folder)  # the checker may have been killed, before it said anything, too


class Zygote:
    """The fork server. `config` is what `launch.ForkServer` sends first."""

    def __init__(self, control, config):
        self._control = control
        self._config = config
        self._workers: dict[int, tuple[int, int]] = {}  # process id and slot, by the checker's id
        namespaces = levels.enter_namespaces(config)
        from autograder.isolate import cells, rehearsal, worker  # NumPy comes with them, after the namespaces

        self._cells, self._rehearsal, self._worker = cells, rehearsal, worker
        warm_up(config["preload"])
        hardening.forget_environment()
        before = hardening.memory_in_use()
        config["limits"]["memory"] += before  # a limit on address space counts what is there already
        self._plan, self._places = levels.choose(config, namespaces)
        if self._plan.files in ("chroot", "sealed"):
            late = warm_tensorflow.imported_late() if warm_tensorflow.imported() else []
            warm_up([*config["everything"], *readable.NEEDED_WITHOUT_FILES, *late])
            config["limits"]["memory"] += hardening.memory_in_use() - before
        self._shared = course.read_figures(config["figures"], config["chapters"]) | course.read_materials(
            config["autograder"]
        )

    def serve(self):
        if self._plan.seccomp:
            seccomp.template(self._plan.files == "sealed")  # assembled once, not once a fork
        course.forget_ourselves()
        kernel.forbid_capabilities()  # once for all forks; this process starts no programs
        self._rehearsal.rehearse()
        self._ready = self._worker.Worker()  # for whichever fork comes next; this process never serves
        gc.collect()
        gc.freeze()  # forks then copy fewer pages
        complete = self._plan.files in ("chroot", "sealed")
        self._tell({"ready": os.getpid(), "level": self._plan.level, "why": self._plan.why, "complete": complete})
        while True:
            try:
                data, descriptors, _, _ = socket.recv_fds(self._control, MAX_MESSAGE, 1)
            except ConnectionResetError:
                data = b""
            if not data:
                return self._end()
            message = json.loads(data)
            if message["do"] == "spawn":
                self._spawn(message, descriptors[0])
            else:
                self._stop(message["id"])

    def _tell(self, message):
        self._control.send(json.dumps(message).encode())

    def _spawn(self, message, descriptor):
        taken = {slot for _, slot in self._workers.values()}
        slot = next(number for number in itertools.count() if number not in taken)
        place = self._places.take(slot)
        pid = os.fork()
        if pid == 0:
            try:
                self._become_worker(message, descriptor, place)
            finally:
                os._exit(STARTED_BADLY)
        os.close(descriptor)
        self._workers[message["id"]] = pid, slot
        self._tell({"spawned": message["id"]})

    def _become_worker(self, message, descriptor, place):
        modules = course.read_modules("solutions", self._config["solutions"], tuple(message["modules"]))
        last = warm_tensorflow.start if self._plan.files == "sealed" and warm_tensorflow.imported() else None
        hardening.lock_in(self._plan, place, descriptor, self._config["limits"], before_filter=last)
        self._cells.use_private_folder(place.inside, importable=self._plan.files != "sealed")
        self._ready.serve(socket.socket(fileno=hardening.SOCKET_FD), modules | self._shared)
        os._exit(0)

    def _stop(self, id):
        pid, slot = self._workers.pop(id)
        for kill in (os.killpg, os.kill):  # the worker leads its own process group
            with contextlib.suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        hardening.kill_orphans(self._plan, {other for other, _ in self._workers.values()})
        self._places.give_back(slot)
        self._tell({"ended": id})

    def _end(self):
        for id in list(self._workers):
            with contextlib.suppress(OSError):
                self._stop(id)


def warm_up(modules: list[str]) -> None:
    """Returns nothing: imports what is installed of `modules`, and draws one plot, as the first is slow."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    import_installed(modules)
    if "matplotlib.pyplot" in sys.modules:
        prepare_plots()
    if warm_tensorflow.imported():
        warm_tensorflow.prepare()


def import_installed(modules: list[str]) -> None:
    """Returns nothing: imports those of the modules that are there."""
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def prepare_plots() -> None:
    """Returns nothing: plots go nowhere from here on, and `plt.show()` forgets them."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([0, 1], label="$x$")
    axes.set_title("t")
    axes.legend()
    figure.canvas.draw()
    plt.close("all")
    plt.show = _forget_plots


def _forget_plots(*unused, **unused_too) -> None:
    import matplotlib.pyplot as plt

    plt.close("all")
