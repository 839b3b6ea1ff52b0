"""Looking at the processes that a test has started."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable


def descendants(pid: int, word: str) -> list[int]:
    """Returns the processes below `pid` whose command line contains the word and that have not ended."""
    below = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in below.splitlines()]
    family, found = {pid}, []
    for _ in range(5):
        family |= {int(row[0]) for row in rows if int(row[1]) in family}
    for row in rows:
        if int(row[0]) in family and word in row[3] and not row[2].startswith("Z"):
            found.append(int(row[0]))
    return found


def runs(pid: int) -> bool:
    """Returns whether the process runs; one that has ended may wait for its parent to notice."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Returns whether the condition comes to hold in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
