"""Ten thousand submissions, marked by a command that is killed again and again: every mark right, nothing left over."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

SUBMISSIONS = int(os.environ.get("SOAK_SUBMISSIONS", "10000"))
KILLS = 4
SEED = 20_240_229
JOBS = 2
PAUSE = 0.1  # seconds between looks at the processes
SETTLED = 0.2  # of a run's looks: not counted, while caches fill and servers start
LOOKS = 60  # that are left, at least
GROWTH = 24_000  # kilobytes that the median may grow from the first third of a run to its last
START = "import numpy as np\n\nfrom autograder import check"
# By exercise: bodies, whether they are right. What a submission holds follows from its number alone.
BODIES = {
    "sigmoid(z)": (("return 0.5 * (1 + np.tanh(0.5 * np.asarray(z, float)))", True), ("return np.tanh(z)", False)),
    "neuron(X, w, b)": (("return 1 / (1 + np.exp(-(X @ w + b)))", True), ("return X @ w + b", False)),
    "mse(Y_hat, Y)": (("return ((Y_hat - Y) ** 2).mean()", True), ("return ((Y_hat - Y) ** 2).sum()", False)),
    "relu(z)": (("return np.maximum(z, 0)", True), ("raise NotImplementedError", False)),
}
# Now and then a submission does harm, which must cost nobody else anything.
HARM = {97: "import os\nos._exit(1)", 211: "import os\nos.abort()", 499: "raise SystemExit"}

pytestmark = [pytest.mark.soak, pytest.mark.skipif(sys.platform != "linux", reason="reads processes in /proc")]


def submission(number: int) -> tuple[str, dict[str, bool]]:
    """Returns a notebook's text, and for each exercise whether it is right."""
    cells, right = [START], {}
    for place, (head, bodies) in enumerate(BODIES.items()):
        body, good = bodies[number >> place & 1]
        cells.append(f"def {head}:\n    {body}")
        right[head.partition("(")[0]] = good
    cells += [code for every, code in HARM.items() if number % every == every - 1]
    rows = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": [cell]} for cell in cells]
    metadata = {"forward_and_back": {"chapter": "01_neuron"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": rows}), right


class Watch:
    """Samples the memory of a process and everything below it, by program, until it is stopped."""

    def __init__(self, process: subprocess.Popen):
        self._process, self._stop = process, threading.Event()
        self.ours: list[int] = []  # kilobytes of the largest of our own processes, a sample each
        self.servers: list[int] = []
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self):
        while not self._stop.wait(PAUSE):
            ours, servers = [0], [0]
            for pid in below(self._process.pid):
                words, kilobytes = described(pid)
                (servers if "bootstrap.py" in words else ours).append(kilobytes)
            self.ours.append(max(ours))
            self.servers.append(max(servers))

    def end(self):
        self._stop.set()
        self._thread.join()


def below(pid: int) -> list[int]:
    """Returns the process ids of a process and all its descendants."""
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                found += [int(child) for child in Path(f"/proc/{parent}/task/{task}/children").read_text().split()]
        except OSError:
            continue
    return found


def described(pid: int) -> tuple[str, int]:
    """Returns a process's command line and its resident kilobytes."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        return words, int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    except (OSError, ValueError, IndexError):
        return "", 0


def command(folder: Path, out: Path) -> list:
    return [sys.executable, "-m", "autograder", "grade", folder, "--out", out, "--jobs", str(JOBS), "--allow-weak"]


def stored(out: Path) -> int:
    """Returns how many submissions the gradebook holds."""
    if not (out / "gradebook.sqlite").exists():
        return 0
    with closing(sqlite3.connect(f"file:{out / 'gradebook.sqlite'}?mode=ro", uri=True, timeout=30)) as database:
        try:
            return database.execute("SELECT count(*) FROM marks").fetchone()[0]
        except sqlite3.OperationalError:  # killed before the table was made
            return 0


def settled(pids: set[int]) -> bool:
    """Returns whether these processes are gone within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if not any(os.path.exists(f"/proc/{pid}") for pid in pids):
            return True
        time.sleep(0.1)  # a look, not a wait for luck: the deadline above decides
    return False


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Returns the output folder, the memory samples and the leftovers of the whole run."""
    base = tmp_path_factory.mktemp("soak")
    folder, out, temporary = base / "class", base / "out", base / "tmp"
    folder.mkdir(), temporary.mkdir()
    for number in range(SUBMISSIONS):
        (folder / f"s{number:05}.ipynb").write_text(submission(number)[0])
    draw = random.Random(SEED)
    kills = sorted(draw.sample(range(SUBMISSIONS // 20, SUBMISSIONS * 3 // 5), KILLS))
    environment = {**os.environ, "TMPDIR": str(temporary)}
    watches, leftovers = [], []
    for target in [*kills, None]:
        process = subprocess.Popen(command(folder, out), env=environment, stdout=subprocess.DEVNULL)
        watch = Watch(process)
        watches.append(watch)
        while target is not None and process.poll() is None and stored(out) < target:
            time.sleep(draw.uniform(0.01, 0.3))
        everyone = set(below(process.pid))
        if target is not None:
            process.send_signal(signal.SIGKILL)
        code = process.wait()
        watch.end()
        assert code == (-signal.SIGKILL if target is not None else 0)
        leftovers.append((target, settled(everyone), sorted(path.name for path in temporary.iterdir())))
    return out, watches, leftovers


def test_every_mark_is_right(ran):
    out, _, _ = ran
    rows = list(csv.DictReader((out / "marks.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == SUBMISSIONS
    assert [row["student"] for row in rows] == [f"s{number:05}" for number in range(SUBMISSIONS)]
    full = {name: max(float(row[name]) for row in rows) for name in ("sigmoid", "neuron", "mse", "relu")}
    for number, row in enumerate(rows):
        assert row["status"] == "marked"
        for name, right in submission(number)[1].items():
            assert (float(row[name]) == full[name]) == right, (number, name, row)


def test_each_submission_is_in_the_gradebook_once_and_has_a_page(ran):
    out, _, _ = ran
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as database:
        assert database.execute("SELECT count(*), count(DISTINCT file) FROM marks").fetchone() == (
            SUBMISSIONS, SUBMISSIONS,
        )  # fmt: skip
    assert sum(1 for _ in (out / "feedback").iterdir()) == SUBMISSIONS


def test_nothing_is_left_running_and_nothing_in_temporary_folders(ran):
    for target, gone, files in ran[2]:
        assert gone, f"after the kill at {target} something ran on"
        assert not files, f"after the kill at {target} there were left {files}"


def test_memory_is_flat(ran, capsys):
    """The last run marks the most in one go; the middle of its first third is compared with that of its last."""
    watch = ran[1][-1]
    for name, samples in (("checker", watch.ours), ("server", watch.servers)):
        samples = [sample for sample in samples if sample]
        samples = samples[int(SETTLED * len(samples)) :]
        if SUBMISSIONS < 1000 and len(samples) < LOOKS:
            pytest.skip("the last run was too short to tell")
        assert len(samples) >= LOOKS
        third = len(samples) // 3
        early, late = sorted(samples[:third])[third // 2], sorted(samples[-third:])[third // 2]
        with capsys.disabled():
            print(f"\nmemory of the {name}: {early:,} kB early in the last run, {late:,} kB late")
        assert late - early < GROWTH, name
