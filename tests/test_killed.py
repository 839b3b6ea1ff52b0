"""A run that is killed at any moment and started again: the marks are those of a run that nobody disturbed."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.sole_use import sole_use

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
ROOT = Path(__file__).parents[1]
SAMPLE = sorted((ROOT / "examples" / "class" / "canvas").glob("*.ipynb"))[:6]
KILLS = (0, 2)  # when this many are marked, and a random moment later
DEADLINE = 120.0


def start(out: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", *SAMPLE, "--out", out, "--allow-weak", "--jobs", "1"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stored(out: Path) -> list[str]:
    """Returns the files that the gradebook has marks of."""
    try:
        with closing(sqlite3.connect(f"file:{out / 'gradebook.sqlite'}?mode=ro", uri=True, timeout=30)) as database:
            return [row[0] for row in database.execute("SELECT file FROM marks")]
    except sqlite3.OperationalError:  # not made yet
        return []


def test_a_run_killed_at_random_moments_ends_with_the_same_marks(tmp_path):
    undisturbed = start(tmp_path / "whole")
    assert undisturbed.communicate(timeout=DEADLINE)[1] == ""
    out, chance, before = tmp_path / "killed", random.Random(4), []
    for count in KILLS:
        process, end = start(out), time.monotonic() + DEADLINE
        while len(stored(out)) < count and process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert set(stored(out)) >= set(before)  # what is marked stays marked
        before = stored(out)
    last = start(out)
    assert last.communicate(timeout=DEADLINE)[1] == ""
    assert last.returncode == undisturbed.returncode == 0
    assert len(stored(out)) == len(set(stored(out))) == len(SAMPLE)
    for report in ("marks.csv", "class.html", "index.html"):
        assert (out / report).read_text("utf-8") == (tmp_path / "whole" / report).read_text("utf-8")
    pages = [sorted(path.name for path in (folder / "feedback").iterdir()) for folder in (out, tmp_path / "whole")]
    assert pages[0] == pages[1] and len(pages[0]) == len(SAMPLE)


def test_a_second_command_waits_for_its_own_turn(tmp_path):
    with sole_use(tmp_path):
        second = start(tmp_path)
        _, said = second.communicate(timeout=DEADLINE)
        assert second.returncode == 2
        assert "Another autograder is at work in" in said
    with sole_use(tmp_path):  # free again, and not taken twice
        with pytest.raises(UsageError, match="Another autograder is at work"), sole_use(tmp_path):
            pass


def test_a_file_system_without_locks_is_used_all_the_same(tmp_path, monkeypatch):
    def refuse(*unused):
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with sole_use(tmp_path), sole_use(tmp_path):
        assert (tmp_path / "gradebook.lock").is_file()
