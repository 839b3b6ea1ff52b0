"""The same class marked by three graders in one run: this course's, nbgrader and otter-grader, and what they stand on.

Method: twenty submissions of five exercises each (`class20/`), once without a plot and once with one, in the form that
each grader takes; nbgrader and otter-grader are given the right values on the inputs that ours judges, as asserts. The
graders take turns on each submission, so that whatever else the machine does meets all of them; each is warm, its own
start counted only where a command line is what one measures. Medians and ratios are of the same run. What passed is
compared as well. nbgrader includes its feedback page, and so does ours; otter-grader writes none.

    python benchmarks/peers.py [--few]      --few: five submissions instead of twenty

The peers live in environments of their own under _build/peers, made once from benchmarks/*.txt.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from class20 import forms
from class20.students import SIZE, Student, students

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "_build" / "peers"
DRIVERS = Path(__file__).parent / "drivers"
FEW = 5


@dataclass(frozen=True)
class Row:
    """One thing that is timed: its title, the environment it runs in ("" for our own), its driver and arguments."""

    title: str
    environment: str
    driver: str
    form: str
    arguments: tuple[str, ...] = ()


ROWS = (
    Row("ours, feedback page included", "", "ours", "ours"),
    Row("otter run", "otter", "otter", "otter", ("cli",)),
    Row("otter, from Python", "otter", "otter", "otter", ("api",)),
    Row("nbgrader autograde + feedback", "nbgrader", "nbgrader", "nbgrader"),
    Row("nbclient alone, nothing marked", "nbgrader", "nbclient", "otter"),
    Row("a bare Python, nothing marked", "", "python", "otter"),
)
WRITERS = {"ours": forms.write_ours, "otter": forms.write_otter, "nbgrader": forms.write_nbgrader}


@dataclass
class Timed:
    """A driver that runs, and what it has measured."""

    row: Row
    process: subprocess.Popen
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def ask(self, student: Student) -> None:
        """Adds the time of one submission; notes the student where what passed is not what is right."""
        self.process.stdin.write(student.name + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.row.title} stopped; its last words are above")
        answer = json.loads(line)
        self.seconds.append(answer["seconds"])
        if answer["passed"] is not None and set(answer["passed"]) != student.right:
            self.wrong.append(student.name)


def main(arguments: Sequence[str]) -> int:
    """Returns 0; prints two tables, or why a peer is missing from them."""
    missing = {name: reason for name in ("nbgrader", "otter") if (reason := environment(name))}
    for name, reason in missing.items():
        print(f"{name} cannot be installed here, so it is not measured: {reason}")
    rows = [row for row in ROWS if row.environment not in missing]
    for plot in (False, True):
        measure(rows, list(students(FEW if "--few" in arguments else SIZE, plot=plot)))
    return 0


def environment(name: str) -> str:
    """Returns "" once the peer's environment is there, else the last line of why it cannot be made."""
    wanted = Path(__file__).with_name(f"{name}.txt")
    folder, digest = PEERS / name, hashlib.sha256(wanted.read_bytes()).hexdigest()
    stamp = folder / ".installed"
    if stamp.exists() and stamp.read_text() == digest:
        return ""
    print(f"install {name} (once) …", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", folder],
        [python_of(name), "-m", "pip", "install", "--quiet", "-r", wanted],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return (done.stderr.strip() or "no reason given").splitlines()[-1]
    stamp.write_text(digest)
    return ""


def python_of(name: str) -> Path:
    """Returns the Python of a peer's environment, or our own for ""."""
    if not name:
        return Path(sys.executable)
    return PEERS / name / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def measure(rows: Sequence[Row], people: Sequence[Student]) -> None:
    """Returns nothing; prints one table."""
    print(
        f"\n{len(people)} submissions, five exercises each, {'one plot' if people[0].plot else 'no plot'}", flush=True
    )
    with tempfile.TemporaryDirectory(prefix="class-") as place, contextlib.ExitStack() as stack:
        folders = {form: Path(place) / form for form in WRITERS}
        for form, write in WRITERS.items():
            write(folders[form], people)
        timed = [stack.enter_context(started(row, folders[row.form], Path(place))) for row in rows]
        for student in people:
            for one in timed:
                one.ask(student)
    show(timed)


@contextlib.contextmanager
def started(row: Row, folder: Path, home: Path) -> Iterator[Timed]:
    """Gives a driver that is ready; its words go to a file, whose end is shown if it stops."""
    words = home / f"{row.driver}-{'-'.join(row.arguments)}.txt"
    driver, python = DRIVERS / f"drive_{row.driver}.py", python_of(row.environment)
    path = os.pathsep.join([str(python.parent), os.environ.get("PATH", "")])  # nbgrader calls programs by their names
    with open(words, "w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(
            [python, driver, folder, *row.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "PATH": path, "MPLBACKEND": "Agg", "PYTHONWARNINGS": "ignore"},
        )
        try:
            process.stdout.readline()  # "ready"
            yield Timed(row, process)
        except Exception:
            print(words.read_text("utf-8", errors="replace")[-2000:], file=sys.stderr)
            raise
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            process.wait()
            process.stdout.close()


def show(timed: Sequence[Timed]) -> None:
    """Returns nothing; prints medians, and ratios to ours."""
    ours = statistics.median(timed[0].seconds)
    print(f"{'median a submission':<34}{'ms':>9}{'÷ ours':>9}   marks")
    for one in timed:
        median = statistics.median(one.seconds)
        marks = "" if "nothing marked" in one.row.title else "as they should be"
        if one.wrong:
            marks = f"{len(one.wrong)} not as they should be: {', '.join(one.wrong[:3])}"
        print(f"{one.row.title:<34}{median * 1e3:>9.1f}{median / ours:>9.1f}   {marks}".rstrip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
