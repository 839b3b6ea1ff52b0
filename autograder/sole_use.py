"""One command at a time in an output folder: two would write the same reports."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import UsageError

LOCK = "gradebook.lock"


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Holds the folder's lock, which the system takes back from a process that is killed.

    Raises UsageError while another process holds it.
    """
    flags = os.O_RDWR | os.O_CREAT | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_CLOEXEC"))
    descriptor = os.open(folder / LOCK, flags, 0o644)
    try:
        if not _taken(descriptor):
            raise UsageError(
                f"Another autograder is at work in {folder.name!r}. Wait for it, or choose another output folder."
            )
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    """Returns whether the lock is ours now; where a file system has no locks, it counts as ours."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
