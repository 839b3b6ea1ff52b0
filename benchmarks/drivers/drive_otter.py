"""Marks with otter-grader: `otter run` as an instructor types it or, given `api`, from Python. Runs where otter is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from line import answer

OTTER = Path(sys.executable).with_name("otter")


def main(folder: Path, way: str) -> None:
    """Answers names until there are none."""
    archive = folder / f"autograder-{way}.zip"
    generate = [OTTER, "generate", "-t", folder / "tests", "-o", archive, "--no-environment"]
    subprocess.run(generate, check=True, stdout=sys.stderr, cwd=folder)
    answer(lambda student: (by_command if way == "cli" else by_api)(folder, archive, student))


def by_command(folder: Path, archive: Path, student: str) -> list[str]:
    """Returns what passed, by the command line."""
    with tempfile.TemporaryDirectory() as out:
        notebook = folder / "submissions" / f"{student}.ipynb"
        subprocess.run([OTTER, "run", "-a", archive, "-o", out, notebook], check=True, stdout=sys.stderr, cwd=out)
        tests = json.loads((Path(out) / "results.json").read_text())["tests"]
    return [test["name"] for test in tests if test.get("max_score") and test["score"] == test["max_score"]]


def by_api(folder: Path, archive: Path, student: str) -> list[str]:
    """Returns what passed, from Python: the program's start counts once."""
    from otter.api import grade_submission

    results = grade_submission(str(folder / "submissions" / f"{student}.ipynb"), str(archive), quiet=True)
    return [name for name, test in results.results.items() if test.possible and test.score == test.possible]


if __name__ == "__main__":
    main(Path(os.path.abspath(sys.argv[1])), sys.argv[2])
