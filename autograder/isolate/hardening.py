"""Locks a fresh fork in. The order of the steps matters: each takes away what no later one needs."""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass

from autograder.isolate import kernel, seccomp
from autograder.isolate.kinds import TENSORFLOW_ENVIRONMENT

SOCKET_FD, RULES_FD = 3, 4
HIGH_FD = 100
MAX_FD = 1 << 16
MAX_ORPHANS = 1_000  # generations of them
WORKER_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "MPLBACKEND": "Agg",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    **TENSORFLOW_ENVIRONMENT,
}


@dataclass(frozen=True)
class Plan:
    """How workers are locked in here.

    files : "landlock" (only listed files), "chroot" (only a small copy), "sealed" (nothing can be opened), "open"
    seccomp : whether only listed system calls work
    own_uid : whether each worker has a user id of its own; otherwise it keeps the checker's, without privileges
    namespaces : the kinds of namespace the zygote has of its own
    """

    files: str = "open"
    seccomp: bool = False
    own_uid: bool = False
    namespaces: tuple[str, ...] = ()
    level: str = "weak"
    why: str = ""


@dataclass(frozen=True)
class Place:
    """Where one worker lives.

    folder : its private folder; inside : that folder's path as the worker sees it; root : what becomes its "/"
    rules : a descriptor of Landlock rules, or None
    """

    folder: str
    inside: str
    root: str
    uid: int
    rules: int | None


def lock_in(
    plan: Plan, place: Place, socket_fd: int, limits: dict, *, before_filter: Callable[[], None] | None = None
) -> None:
    """Returns nothing: this process now is an untrusted worker, with the socket at `SOCKET_FD`.

    before_filter : called when only the filter of system calls is missing; it may start threads, which the filter
        then holds for as well

    Raises OSError when a step of the plan does not work here.
    """
    _detach([socket_fd] if place.rules is None else [socket_fd, place.rules])
    if plan.files == "chroot":
        os.chroot(place.root)
    os.chdir(place.inside)
    _limit(limits, plan.own_uid)
    if plan.own_uid:
        os.setgroups([])
        os.setresgid(place.uid, place.uid, place.uid)
        os.setresuid(place.uid, place.uid, place.uid)
    elif os.geteuid() == 0 or plan.namespaces:
        kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user id would have cleared it
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # nor may a process of the same user read this one's memory
    if plan.files == "landlock":
        kernel.landlock_apply(RULES_FD)
        os.close(RULES_FD)
    if before_filter is not None:
        before_filter()
    if plan.seccomp:
        seccomp.install(seccomp.program(os.getpid(), sealed=plan.files == "sealed"), before_filter is not None)


def _detach(descriptors):
    """Keeps the given descriptors, from `SOCKET_FD` on, and nothing else of what the zygote has."""
    held = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, HIGH_FD) for descriptor in descriptors]
    null = os.open(os.devnull, os.O_RDWR)
    for target in (0, 1, 2):
        os.dup2(null, target)
    for target, descriptor in enumerate(held, SOCKET_FD):
        os.dup2(descriptor, target)
    os.closerange(SOCKET_FD + len(held), MAX_FD)
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)


def _limit(limits, own_uid):
    cpu, space = limits["cpu_seconds"], limits["memory"]
    rows = [
        (resource.RLIMIT_CPU, cpu, cpu + 1),  # a warning signal, and a second later the end
        (resource.RLIMIT_AS, space, space),
        (resource.RLIMIT_FSIZE, limits["file"], limits["file"]),
        (resource.RLIMIT_NOFILE, limits["open_files"], limits["open_files"]),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
    ]
    if own_uid:  # the count is of a user's processes, so it would count the checker's as well
        rows.append((resource.RLIMIT_NPROC, limits["processes"], limits["processes"]))
    for kind, soft, hard in rows:
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(kind, (soft, hard))


def forget_environment() -> None:
    """Returns nothing: this process and its forks know only `WORKER_ENVIRONMENT`."""
    os.environ.clear()
    os.environ.update(WORKER_ENVIRONMENT)


def memory_in_use() -> int:
    """Returns the bytes of address space that this process has."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def adopt_orphans() -> None:
    """Returns nothing: processes whose parent dies become this process's children, so that it can end them."""
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)


def kill_orphans(plan: Plan, workers: set[int]) -> None:
    """Returns nothing: ends every child of this process that is not one of the workers."""
    if plan.seccomp:
        return  # a worker could not start any
    if "processes" in plan.namespaces:
        if not workers:
            with contextlib.suppress(OSError):
                os.kill(-1, signal.SIGKILL)  # everything in this namespace but its first process, which is this one
                while True:
                    os.waitpid(-1, 0)
        return
    for _ in range(MAX_ORPHANS):  # a child may leave children of its own, which come here next
        strays = _children() - workers
        if not strays:
            return
        for pid in strays:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _children():
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
            return {int(pid) for pid in file.read().split()}
    except (OSError, ValueError):
        return set()
