"""The zip file that Gradescope builds an autograder from: our sources, pinned requirements, two scripts."""

from __future__ import annotations

import importlib.metadata
import re
import zipfile
from collections.abc import Iterator, Set
from pathlib import Path

from autograder.core.exercise import Chapter
from autograder.errors import UsageError
from autograder.isolate.kinds import USUAL, kind_of

PACKAGES = ("autograder", "solutions", "figures")
PROJECT = "forward-and-back"
_WITHOUT = frozenset({"__pycache__", "make_notebooks"})
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""One date for every member, so that the same sources give the same zip file byte for byte."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra\s*==\s*[\"']([^\"']+)")
SETUP = """#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image of the assignment.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"

find_python() {
  for name in python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
}

python="$(find_python)"
if [ -z "$python" ]; then
  apt-get update
  apt-get install -y --no-install-recommends python3.11 python3.11-venv
  python=python3.11
fi
"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --no-cache-dir -r "$root/source/requirements.txt"
"""
RUN = """#!/usr/bin/env bash
# Gradescope runs this once a submission, in a container of its own.
set -euo pipefail
root="${{AUTOGRADER_ROOT:-/autograder}}"
export PYTHONPATH="$root/source" PYTHONDONTWRITEBYTECODE=1
cd "$root"
exec "$root/venv/bin/python" -m autograder gradescope run --root "$root" --chapter {chapter}{weak}
"""


def build(chapter: Chapter, out: Path, allow_weak: bool = False) -> list[str]:
    """Returns the names of the members of the zip file that it writes; the file is replaced in one step.

    allow_weak : mark even where Gradescope's container can hardly be divided any further
    """
    members = dict(_sources())
    members["requirements.txt"] = "\n".join(requirements(chapter)).encode() + b"\n"
    members["setup.sh"] = SETUP.encode()
    run = RUN.format(chapter=chapter.stem, weak=" --allow-weak" if allow_weak else "")
    members["run_autograder"] = run.encode()
    partial = out.with_name(f".{out.name}.partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o755 if name in ("setup.sh", "run_autograder") else 0o644) << 16
            file.writestr(info, members[name])
    partial.replace(out)
    return sorted(members)


def requirements(chapter: Chapter | None = None) -> list[str]:
    """Returns the pins of what marking a chapter needs and no more, as lines for pip.

    In a checkout they are those of requirements.txt, which fit every Python; else the versions installed here.
    """
    names = _closure(_extras(chapter) if chapter else set())
    listed = _folder("autograder").parent / "requirements.txt"
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    pins = [line for line in lines if "==" in line and _plain(_NAME.match(line)[0]) in names]
    pinned = {_plain(_NAME.match(line)[0]) for line in pins}
    return sorted(pins + [f"{name}=={version}" for name, version in names.items() if name not in pinned])


def _extras(chapter: Chapter) -> set[str]:
    """Returns the extras that a chapter's notebooks need: what its own worked functions import tells."""
    source = _folder("solutions") / f"{chapter.key}.py"
    text = source.read_text(encoding="utf-8") if source.is_file() else ""
    return set() if kind_of([text]) is USUAL else {kind_of([text]).name}


def _closure(extras: set[str]) -> dict[str, str]:
    """Returns the version of every installed package that marking needs, directly or through another."""
    found: dict[str, str] = {}
    waiting = _needs(PROJECT, extras)
    if not waiting:
        raise UsageError(f"{PROJECT} is not installed, so it is not known what it needs. Run: pip install -e .")
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system or Python than this one
        waiting += _needs(name)
    return found


def _needs(name: str, extras: Set[str] = frozenset()) -> list[str]:
    try:
        rows = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    wanted = (set(_EXTRA.findall(row.partition(";")[2])) <= extras for row in rows)
    return [_plain(_NAME.match(row)[0]) for row, is_wanted in zip(rows, wanted, strict=True) if is_wanted]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _sources() -> Iterator[tuple[str, bytes]]:
    """Yields the files of our packages by their names in the zip file."""
    for package in PACKAGES:
        folder = _folder(package)
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            is_code = path.suffix != ".ipynb" and not _WITHOUT & set(name.parts)  # notebooks of answers mark nothing
            if is_code and path.is_file() and not path.is_symlink():
                yield f"{package}/{name.as_posix()}", path.read_bytes()


def _folder(package: str) -> Path:
    from autograder.isolate.folders import package_folder

    return Path(package_folder(package))
