"""Results kept in one SQLite file, so that marking goes on where it was stopped and repeats nothing unchanged.

One process writes. A row's key is what its result depends on: the file, its content, and the version of the marking.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from autograder.collect import HandIn
from autograder.core.exercise import Chapter
from autograder.core.result import CheckResult, Diagnosis, Evidence, ExerciseResult, Verdict
from autograder.errors import UsageError
from autograder.grade import CellFault, Status, SubmissionResult

FORMAT = 2
"""Part of every version: raise it when the records change their meaning."""

_CODE = ("*.py", "core/**/*.py", "exercises/**/*.py", "isolate/**/*.py")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS marks (
    file TEXT NOT NULL, sha256 TEXT NOT NULL, version TEXT NOT NULL, result TEXT NOT NULL,
    PRIMARY KEY (file, sha256, version)
) WITHOUT ROWID
"""
_LAST_RUN = """
CREATE TABLE IF NOT EXISTS last_run (place INTEGER PRIMARY KEY, hand_in TEXT NOT NULL, result TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS last_options (options TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Run:
    """A whole run, kept so that parts of it can be marked again.

    options : how it was marked, as plain values
    entries : each submission with where it lies on disk, and its result
    """

    options: Mapping[str, object]
    entries: tuple[tuple[HandIn, SubmissionResult], ...]


class Store:
    """The results of earlier runs, by file, content and version; use it in a `with`."""

    def __init__(self, path: Path) -> None:
        database = None
        try:
            database = self._database = sqlite3.connect(path, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.execute(_SCHEMA)
            self._database.executescript(_LAST_RUN)
        except sqlite3.Error as error:
            if database is not None:
                database.close()
            raise UsageError(
                f"{path.name} in the output folder is not a gradebook or cannot be written ({error}). "
                "Remove it, or choose another --out."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._database.close()

    def get(self, file: str, sha256: str, version: str) -> SubmissionResult | None:
        """Returns the stored result, or None; one that can no longer be read counts as none."""
        row = self._database.execute(
            "SELECT result FROM marks WHERE file = ? AND sha256 = ? AND version = ?", (file, sha256, version)
        ).fetchone()
        try:
            return from_json(row[0]) if row else None
        except (ValueError, KeyError, TypeError):
            return None

    def put(self, result: SubmissionResult, version: str) -> None:
        """Returns nothing; the result is on disk afterwards. Grader errors are not kept: they are to be tried again."""
        if result.status in (Status.MARKED, Status.UNMARKED):
            self._database.execute(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)",
                (result.file, result.sha256, version, to_json(result)),
            )

    def keep_run(self, run: Run) -> None:
        """Returns nothing; this is the last run from now on, whole or not at all."""
        rows = ((place, _hand_in_json(own), to_json(result)) for place, (own, result) in enumerate(run.entries))
        self._database.execute("BEGIN")
        self._database.execute("DELETE FROM last_run")
        self._database.execute("DELETE FROM last_options")
        self._database.executemany("INSERT INTO last_run VALUES (?, ?, ?)", rows)
        self._database.execute("INSERT INTO last_options VALUES (?)", (json.dumps(dict(run.options)),))
        self._database.execute("COMMIT")

    def last_run(self) -> Run | None:
        """Returns the run that was kept last, or None where there is none, or none that can still be read."""
        options = self._database.execute("SELECT options FROM last_options").fetchone()
        rows: Sequence = self._database.execute("SELECT hand_in, result FROM last_run ORDER BY place").fetchall()
        try:
            entries = tuple((_hand_in(own), from_json(result)) for own, result in rows)
            return Run(json.loads(options[0]), entries) if options else None
        except (ValueError, KeyError, TypeError):
            return None

    def forget(self) -> None:
        """Returns nothing; every stored result is removed."""
        self._database.execute("DELETE FROM marks")


def version_of(chapter: Chapter, settings: Mapping[str, object]) -> str:
    """Returns a digest of what a chapter's marks depend on besides the notebook: exercises, limits, our own code."""
    digest = hashlib.sha256()
    exercises = [(exercise.name, exercise.version) for exercise in chapter.exercises]
    digest.update(json.dumps([FORMAT, chapter.stem, exercises, dict(settings)], sort_keys=True).encode())
    root = Path(__file__).parent
    for path in sorted({path for pattern in _CODE for path in root.glob(pattern)}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def to_json(result: SubmissionResult) -> str:
    """Returns the result as JSON text."""
    return json.dumps(result, default=vars, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> SubmissionResult:
    """Returns the result that `to_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    data = json.loads(text)
    data["status"] = Status(data["status"])
    data["exercises"] = tuple(_exercise(item) for item in data["exercises"])
    data["cell_faults"] = tuple(CellFault(**item) for item in data["cell_faults"])
    data["accounts"] = tuple(data.get("accounts", ()))
    return SubmissionResult(**data)


def _hand_in_json(hand_in: HandIn) -> str:
    """Returns the hand-in as JSON, its path whole, so that it is found again from any folder."""
    path = os.path.abspath(hand_in.path) if hand_in.path else None
    return json.dumps(asdict(hand_in) | {"path": path})


def _hand_in(text: str) -> HandIn:
    data = json.loads(text)
    data |= {"inside": tuple(data["inside"]), "accounts": tuple(data.get("accounts", ()))}
    return HandIn(**data | {"path": Path(data["path"]) if data["path"] else None})


def _exercise(data: dict) -> ExerciseResult:
    data["checks"] = tuple(_check(item) for item in data["checks"])
    data["diagnosis"] = tuple(map(_diagnosis, data["diagnosis"]))
    return _with_verdict(ExerciseResult, data)


def _diagnosis(data: dict) -> Diagnosis:
    return Diagnosis(**data | {"hints": tuple(data["hints"]), "also": tuple(data.get("also", ()))})


def _check(data: dict) -> CheckResult:
    data["evidence"] = tuple(Evidence(**item) for item in data["evidence"])
    return _with_verdict(CheckResult, data)


def _with_verdict(record: type, data: dict) -> object:
    """Returns the record; a field of a newer version is an error, so that nothing is dropped in silence."""
    unknown = set(data) - {field.name for field in fields(record)}
    if unknown:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    return record(**data | {"verdict": Verdict(data["verdict"])})
