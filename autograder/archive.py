"""Looking into zip files that strangers made: which members there are, and the bytes of one, never more than asked for.

Nothing is written to disk, so a member's path cannot lead anywhere; one that tries is refused all the same.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Self

from autograder.errors import NotebookError
from autograder.notebook import MAX_BYTES, open_regular

MAX_MEMBERS = 50_000
MAX_INNER_MEMBERS = 500
MAX_INNER_ZIP_BYTES = 50_000_000
MAX_RATIO = 200
"""Notebooks shrink 3 to 30 times; deflate can reach 1,032, which is what bombs use."""

RATIO_MATTERS_FROM = 5_000_000
_ENTRY_SIGNATURE = b"PK\x01\x02"
_ENCRYPTED = 0x1
_SKIPPED = re.compile(r"(^|/)(__MACOSX|\.ipynb_checkpoints|__pycache__|\.(?!\.)[^/]*)(/|$)")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Member:
    """A file in a zip: the names that lead to it (two for a zip within the zip), and why it cannot be read, if so."""

    names: tuple[str, ...]
    problem: str = ""


def members(path: Path) -> Iterator[Member]:
    """Yields the files of a zip in the order of their names; one Member without names if the zip cannot be opened."""
    try:
        with _opened(path) as archive:
            for info in _files(archive):
                yield from _expand(archive, info)
    except NotebookError as error:
        yield Member((), str(error))
    except Exception as error:
        yield Member((), f"The zip file cannot be searched ({type(error).__name__}).")


class Archives:
    """Zip files kept open while their members are read one after the other; close it, or use it in a `with`."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._open: dict[Path, zipfile.ZipFile] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._open.clear()
        self._stack.close()

    def read(self, path: Path, names: tuple[str, ...]) -> bytes:
        """Returns the bytes of one member. Raises NotebookError if it is too large, damaged or not there."""
        if path not in self._open:
            self._open[path] = self._stack.enter_context(_opened(path))
        if len(names) == 1:
            return _read(self._open[path], names[0], MAX_BYTES)
        with _inner(_read(self._open[path], names[0], MAX_INNER_ZIP_BYTES)) as archive:
            return _read(archive, names[1], MAX_BYTES)


def _expand(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Member]:
    """Yields the member itself, or, if it is a zip that a student handed in, what lies in that."""
    problem = _why_refused(info, MAX_BYTES)
    if problem or not info.filename.lower().endswith(".zip"):
        yield Member((info.filename,), problem)
        return
    try:
        with _inner(_read(archive, info.filename, MAX_INNER_ZIP_BYTES)) as inner:
            for nested in _files(inner):
                refused = _why_refused(nested, MAX_BYTES)
                if not refused and nested.filename.lower().endswith(".zip"):
                    refused = "A zip file within a zip file within a zip file is not opened."
                yield Member((info.filename, nested.filename), refused)
    except NotebookError as error:
        yield Member((info.filename,), str(error))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with open_regular(path) as file, _zip(file, MAX_MEMBERS) as archive:
        yield archive


@contextmanager
def _inner(data: bytes) -> Iterator[zipfile.ZipFile]:
    with _zip(io.BytesIO(data), MAX_INNER_MEMBERS) as archive:
        yield archive


def _zip(file: BinaryIO, limit: int) -> zipfile.ZipFile:
    """Returns the open archive; counts its entries first, because opening one allocates for every entry."""
    if _count_entries(file) > limit:
        raise NotebookError(f"The zip file holds more than {limit:,} files; it is not opened.")
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except Exception:
        raise NotebookError("The zip file is damaged or not a zip file at all.") from None


def _count_entries(file: BinaryIO) -> int:
    count, tail = 0, b""
    while chunk := file.read(1 << 20):
        chunk = tail + chunk
        count += chunk.count(_ENTRY_SIGNATURE)
        tail = chunk[-(len(_ENTRY_SIGNATURE) - 1) :]
    return count


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Returns the members that are files, by name; of two with one name the later, as unzip leaves it."""
    by_name = {info.filename: info for info in archive.infolist() if not info.filename.endswith("/")}
    return [by_name[name] for name in sorted(by_name) if not _SKIPPED.search(name)]


def _why_refused(info: zipfile.ZipInfo, limit: int) -> str:
    name = info.filename
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name):
        return "Its path in the zip file leads outside of the folder; it is refused."
    if not PurePosixPath(name).parts:
        return "It has no name in the zip file."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "It is a symbolic link in the zip file; links are not followed."
    if info.flag_bits & _ENCRYPTED:
        return "It is encrypted in the zip file; hand it in without a password."
    if info.compress_type not in _METHODS:  # LZMA, for one, allocates whatever its header asks for
        return "It is packed with an unusual method; zip it in the ordinary way (deflate)."
    if info.file_size > limit:
        return f"It is larger than {limit / 1e6:g} MB once unpacked; it is not unpacked."
    if info.file_size > RATIO_MATTERS_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        return f"It would unpack to more than {MAX_RATIO} times its size, as zip bombs do; it is not unpacked."
    return ""


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    try:
        info = archive.getinfo(name)
        problem = _why_refused(info, limit)
        if problem:
            raise NotebookError(problem)
        return archive.read(info)  # which never gives more than the size that was just judged
    except NotebookError:
        raise
    except Exception:
        raise NotebookError("It cannot be unpacked: the zip file is damaged there.") from None
