"""The whole command, `autograder grade`, on one processor and on two: gradebook, pages, class page and all.

Method: the class of twenty (`class20/`) under new names, as often as asked for. The command is run on few submissions
and on many, and the difference divided by the difference in number is what a submission costs; the rest is its start.
Each command is held to its processors. Runs on one and on two processors take turns. The time that the processors
worked is given beside the time on the clock, as it hardly depends on what else the machine does.

    python benchmarks/marking.py [MANY]     MANY: 220 submissions unless told
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from class20.forms import write_ours
from class20.students import SIZE, students

MANY, TURNS = 220, 3


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and of the processors."""

    clock: float
    work: float


def main(arguments: Sequence[str]) -> int:
    """Returns 0; prints the table."""
    many = int(arguments[0]) if arguments else MANY
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(processors) < 2:
        print("marking on one processor and on two is not compared: two are needed, on a system that can hold to them")
        return 0
    with tempfile.TemporaryDirectory(prefix="class-") as place:
        folders = {}
        for plot in (False, True):
            for count in (SIZE, many):
                folders[plot, count] = Path(place) / f"{count}{'-plot' if plot else ''}"
                write_ours(folders[plot, count], list(students(count, plot=plot)))
        rows = (("no plot, one processor", False, 1), ("no plot, two", False, 2), ("one plot, one processor", True, 1))
        costs = {title: [] for title, _, _ in rows}
        for _ in range(TURNS):
            for title, plot, jobs in rows:
                few, all_of_them = (graded(folders[plot, count], processors[:jobs]) for count in (SIZE, many))
                extra = many - SIZE
                costs[title].append(
                    (
                        (all_of_them.clock - few.clock) / extra * 1e3,
                        (all_of_them.work - few.work) / extra * 1e3,
                        few.clock - (all_of_them.clock - few.clock) * SIZE / extra,
                    )
                )
        show(costs, many)
    return 0


def graded(folder: Path, processors: Sequence[int]) -> Cost:
    """Returns what one run of the command costs."""
    with tempfile.TemporaryDirectory(prefix="marks-") as out:
        command = [sys.executable, "-m", "autograder", "grade", folder, "--out", out, "--allow-weak"]
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [*command, "--jobs", str(len(processors))],
            check=True,
            stdout=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, processors),
        )
        clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def show(costs: dict, many: int) -> None:
    """Returns nothing; prints medians over the turns."""
    print(f"autograder grade, {many} submissions of five exercises, medians of {TURNS} turns")
    print(f"{'':<26}{'ms a submission':>17}{'of work':>10}{'start, s':>11}")
    medians = {
        title: [statistics.median(column) for column in zip(*rows, strict=True)] for title, rows in costs.items()
    }
    for title, (clock, work, start) in medians.items():
        print(f"{title:<26}{clock:>17.1f}{work:>10.1f}{start:>11.1f}")
    one, two = (medians[title][0] for title in ("no plot, one processor", "no plot, two"))
    print(f"the rate on two processors is {one / two:.2f} times that on one")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
