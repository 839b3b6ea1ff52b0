"""Looking at the processes that a test has started."""

from __future__ import annotations

import subprocess


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
