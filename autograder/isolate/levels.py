"""Chooses how workers are locked in, by trying it in a forked child: version numbers and user ids promise nothing.

full: only listed files and only listed system calls. reduced: one of the two is replaced by something coarser, and the
course's own files are still out of reach. weak: time and memory are limited, files and network are not.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import os
import signal
import threading

from autograder.isolate import kernel
from autograder.isolate.hardening import SOCKET_FD, Plan, adopt_orphans, lock_in
from autograder.isolate.places import Places

TRIAL_SECONDS = 20
MAX_REASON = 200
UNTOUCHED_MODULES = ("colorsys", "wave", "mailbox")  # imported as a trial; any not yet known will do

# The strongest first. A mechanism named in `config["without"]` is not used.
PLANS = (
    Plan("landlock", seccomp=True, own_uid=True, level="full"),
    Plan("landlock", seccomp=True, level="full"),
    Plan("chroot", seccomp=True, own_uid=True, level="reduced"),
    Plan("chroot", seccomp=True, level="reduced"),
    Plan("sealed", seccomp=True, own_uid=True, level="reduced"),
    Plan("sealed", seccomp=True, level="reduced"),
    Plan("landlock", own_uid=True, level="reduced"),
    Plan("landlock", level="reduced"),
    Plan("chroot", own_uid=True, level="reduced"),  # the copied files must belong to somebody else
    Plan("open", own_uid=True),
    Plan("open"),
)
WORDS = {
    "landlock": "only Python's own files can be read (Landlock)",
    "chroot": "only a copy of Python's own files can be read (chroot)",
    "sealed": "no file can be opened (seccomp)",
    "open": "files can be read",
    "seccomp": "no processes and no network (seccomp)",
    "own_uid": "a user id of its own",
}
KINDS = {
    "processes": kernel.NEW_PIDS,
    "network": kernel.NEW_NETWORK,
    "ipc": kernel.NEW_IPC,
    "mounts": kernel.NEW_MOUNTS,
}


def enter_namespaces(config: dict) -> tuple[str, ...]:
    """Returns the kinds of namespace that this process now has of its own; () where that is not allowed.

    It forks: the caller continues in a child, which has process id 1 in its namespace, so that when it ends the kernel
    ends all workers. Must come before anything starts a thread.
    """
    as_user = os.geteuid() != 0
    if "namespaces" in config["without"] or _tried(lambda _: _enter(as_user)) is not None:
        return ()
    _enter(as_user)
    child = os.fork()
    if child:
        os.closerange(0, 1 << 16)  # or the checker would not see the socket close when the child ends
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    return tuple(KINDS)


def _enter(as_user):
    uid, gid = os.geteuid(), os.getegid()
    if as_user:
        kernel.unshare(kernel.NEW_USER)
        kernel.map_own_ids(uid, gid)
    kernel.unshare(sum(KINDS.values()))
    kernel.make_mounts_private()


def choose(config: dict, namespaces: tuple[str, ...]) -> tuple[Plan, Places]:
    """Returns the strongest plan that works here, and the places that go with it."""
    adopt_orphans()
    reasons: list[str] = []
    for plan in PLANS:
        plan = dataclasses.replace(plan, namespaces=namespaces)
        used = {plan.files} | ({"seccomp"} if plan.seccomp else set()) | ({"own_uid"} if plan.own_uid else set())
        if used & set(config["without"]) or (plan.own_uid and os.geteuid() != 0):
            continue
        places, reason = _trial(plan, config)
        if reason is None:
            return dataclasses.replace(plan, why=_words(plan, reasons)), places
        reasons.append(reason)
    raise OSError("no process can be started: " + "; ".join(reasons))


def _words(plan, reasons):
    held = [WORDS[plan.files]]
    held += [WORDS[name] for name in ("seccomp", "own_uid") if getattr(plan, name)]
    if plan.namespaces:
        held.append("namespaces of its own (" + ", ".join(plan.namespaces) + ")")
    text = "; ".join(held)
    if plan.level != "full" and reasons:
        text += ". Stronger ways failed: " + "; ".join(dict.fromkeys(reasons))
    return text


def _trial(plan, config):
    if plan.files == "chroot":
        reason = _tried(lambda _: os.chroot(config["folder"]))  # before anything is copied
        if reason is not None:
            return None, reason
    try:
        places = Places(plan, config["folder"], config["hidden"], config["limits"]["disk"])
        place = places.take(0)
    except OSError as error:
        return None, str(error)[:MAX_REASON]

    def live(writer):
        lock_in(plan, place, writer, config["limits"])
        _live(plan, config["hidden"])

    try:
        return places, _tried(live)
    finally:
        with contextlib.suppress(OSError):
            places.give_back(0)


def _tried(action):
    """Returns None when `action(writer)` works in a forked child, otherwise why not."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(TRIAL_SECONDS)
        code = 1
        try:
            action(writer)
            code = 0
        except BaseException as error:
            _say(f"{type(error).__name__}: {error}"[:MAX_REASON].encode(), writer)
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read(MAX_REASON).decode("utf-8", "replace")
    status = os.waitpid(child, 0)[1]
    return None if status == 0 else said or f"the trial ended with status {status}"


def _say(text, writer):
    """Locking in moves the writer to `SOCKET_FD`, and may fail before or after."""
    for descriptor in (writer, SOCKET_FD):
        try:
            os.write(descriptor, text)
        except OSError:
            continue
        return


def _live(plan, hidden):
    """Does what a notebook does, and tries what it must not do. Raises when either goes the wrong way."""
    import numpy as np

    np.linalg.solve(np.eye(3) + 1, np.ones(3))
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    if plan.files != "sealed":
        with open("trial", "w+", encoding="ascii") as file:
            file.write("trial")
        os.remove("trial")
        for name in UNTOUCHED_MODULES:
            _import(name)
    if plan.files != "open":
        for folder in hidden:
            path = os.path.join(folder, "__init__.py")
            _must_fail(lambda path=path: open(path, encoding="utf-8").close(), "the course's files can be read")
    if plan.seccomp:
        _must_fail(os.fork, "a process can be started")


def _import(name):
    try:
        importlib.import_module(name)
    except ImportError as error:
        raise RuntimeError(f"Python's own library cannot be read there ({error})") from None


def _must_fail(action, otherwise):
    try:
        action()
    except OSError:
        return
    raise RuntimeError(otherwise)
