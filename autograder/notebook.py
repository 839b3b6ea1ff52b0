"""Reading notebooks that strangers wrote: bytes to cells, or one sentence that says why not.

Nothing here runs, compiles or parses Python. A notebook is JSON with text in it, and stays so.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from autograder.errors import NotebookError

MAX_BYTES = 50_000_000
"""Notebooks with many stored figures reach some 20 MB; beyond this nobody wrote it by hand."""

MAX_JSON_PARTS = 2_000_000
"""Brackets, braces and commas. Two of them can cost 230 bytes once parsed, so this bounds the memory to some 250 MB."""

MAX_CELLS = 2_000
MAX_CODE_CHARACTERS = 2_000_000
METADATA_KEY = "forward_and_back"
_FIRST_LINE_LENGTH = 72
_OTHER_KINDS = {
    b"PK\3\4": "a zip file",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"%PDF": "a PDF",
    b"<!": "a web page",
    b"<html": "a web page",
    b"<<<<<<<": "the two sides of a Git merge that was not finished,",
    b"version https://git-lfs": "a pointer of Git LFS, without the content,",
}
REASONS = {
    errno.ENOENT: "The file does not exist.",
    errno.EACCES: "The file may not be read with your permissions.",
    errno.ELOOP: "The file is a symbolic link; links are not followed. Hand in the file itself.",
    errno.ENAMETOOLONG: "The file's name is too long to be opened.",
    errno.ENXIO: "This is not a regular file but a folder, pipe, socket or device; it is not opened.",
}


@dataclass(frozen=True)
class CodeCell:
    """One code cell: its number among the code cells, counted from 1, and its text."""

    number: int
    source: str
    tags: tuple[str, ...] = ()

    @property
    def first_line(self) -> str:
        """Returns the first line with something on it, shortened, so that its author recognises the cell."""
        line = next((line.strip() for line in self.source.splitlines() if line.strip()), "")
        return line if len(line) <= _FIRST_LINE_LENGTH else line[: _FIRST_LINE_LENGTH - 1] + "…"


@dataclass(frozen=True)
class Notebook:
    """What marking needs of a notebook: its code cells, and the chapter its metadata names, if any."""

    cells: tuple[CodeCell, ...]
    chapter: str | None = None

    @property
    def sources(self) -> list[str]:
        """Returns the text of every code cell, in order."""
        return [cell.source for cell in self.cells]

    def cells_defining(self, name: str) -> tuple[CodeCell, ...]:
        """Returns the cells in which a line starts with `def name(`; a search in the text, not in the syntax."""
        pattern = re.compile(rf"^[ \t]*(?:async[ \t]+)?def[ \t]+{re.escape(name)}[ \t]*\(", re.MULTILINE)
        return tuple(cell for cell in self.cells if pattern.search(cell.source))


def read_notebook(path: Path) -> Notebook:
    """Returns the notebook in a file. Raises NotebookError with a sentence if there is none to be had."""
    return parse_notebook(read_bytes(path))


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Returns the content of a regular file of at most `limit` bytes."""
    with open_regular(path) as file:
        try:
            data = b"" if os.fstat(file.fileno()).st_size > limit else file.read(limit + 1)
        except OSError as error:
            raise NotebookError(_why_not_opened(error)) from None
        if len(data) > limit or os.fstat(file.fileno()).st_size > limit:
            raise NotebookError(_too_large(limit))
    return data


def open_regular(path: Path) -> BinaryIO:
    """Returns the open file; never follows a link, never waits on a pipe. Raises NotebookError with the reason."""
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
    try:
        if stat.S_ISLNK(os.lstat(path).st_mode):  # O_NOFOLLOW closes the gap after this look, where it exists
            raise NotebookError(REASONS[errno.ELOOP])
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise NotebookError(_why_not_opened(error)) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotebookError(REASONS[errno.ENXIO])
    return os.fdopen(descriptor, "rb")


def parse_notebook(data: bytes) -> Notebook:
    """Returns the notebook that `data` holds: nbformat 4, or 2 and 3 as older tools wrote it."""
    document = _load_json(data)
    if not isinstance(document, dict):
        raise NotebookError(f"The file is JSON, but {_kind(document)} and not a notebook.")
    raw_cells = _raw_cells(document)
    if len(raw_cells) > MAX_CELLS:
        raise NotebookError(f"The notebook has {len(raw_cells)} cells; at most {MAX_CELLS} are marked.")
    cells: list[CodeCell] = []
    for position, raw in enumerate(raw_cells, start=1):
        if not isinstance(raw, dict):
            raise NotebookError(f"Cell {position} of the notebook is {_kind(raw)}, not a cell.")
        if raw.get("cell_type") == "code":
            cells.append(CodeCell(len(cells) + 1, _source(raw, position), _tags(raw)))
    if not any(cell.source.strip() for cell in cells):
        raise NotebookError("The notebook has no code in it: there is no code cell, or all of them are empty.")
    if sum(len(cell.source) for cell in cells) > MAX_CODE_CHARACTERS:
        raise NotebookError(f"The notebook has more than {MAX_CODE_CHARACTERS:,} characters of code.")
    return Notebook(tuple(cells), _chapter(document))


def _load_json(data: bytes) -> object:
    for start, what in _OTHER_KINDS.items():
        if data.startswith(start):
            raise NotebookError(f"The file is {what} under a notebook's name. Hand in the notebook (.ipynb) itself.")
    if not data.strip():
        raise NotebookError("The file is empty. Save the notebook again and hand in the saved file.")
    if data.count(b"{") + data.count(b"[") + data.count(b",") > MAX_JSON_PARTS:
        raise NotebookError(f"The file has more than {MAX_JSON_PARTS:,} JSON parts, far beyond any notebook.")
    try:
        return json.loads(_text(data), parse_int=_integer, parse_constant=lambda _: None)
    except UnicodeDecodeError:
        raise NotebookError("The file is neither UTF-8 nor UTF-16 text, so it is not a notebook.") from None
    except json.JSONDecodeError as error:
        raise NotebookError(
            f"The file is not a notebook: it stops being JSON at line {error.lineno}, column {error.colno}."
        ) from None
    except RecursionError:
        raise NotebookError("The file is JSON nested too deeply to be a notebook.") from None


def _text(data: bytes) -> str:
    """Returns the text: UTF-8, or UTF-16 with its mark, as some editors of Windows save it."""
    return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")


def _integer(digits: str) -> int | None:
    """Returns the number, or None for one so long that converting it would take noticeable time."""
    return int(digits) if len(digits) <= 18 else None


def _raw_cells(document: dict) -> list:
    version = document.get("nbformat")
    if not isinstance(version, int) or isinstance(version, bool):
        raise NotebookError("The file is JSON without a notebook's format number, so it is not a notebook.")
    if version == 4:
        cells = document.get("cells")
    elif version in (2, 3):
        cells = _cells_of_worksheets(document.get("worksheets"))
    else:
        raise NotebookError(
            f"The notebook has format {version}; formats 2, 3 and 4 can be read. "
            "Open it in Jupyter, save it and hand it in again."
        )
    if not isinstance(cells, list):
        raise NotebookError("The notebook has no list of cells.")
    return cells


def _cells_of_worksheets(worksheets: object) -> list | None:
    """Returns the cells of a format 2 or 3 notebook in format 4's words: a code cell's text is its `source`."""
    if not isinstance(worksheets, list) or not all(isinstance(sheet, dict) for sheet in worksheets):
        return None
    cells: list = []
    for sheet in worksheets:
        found = sheet.get("cells", [])
        if not isinstance(found, list):
            return None
        cells += [{**cell, "source": cell.get("input", "")} if isinstance(cell, dict) else cell for cell in found]
    return cells


def _source(raw: dict, position: int) -> str:
    source = raw.get("source")
    source = "" if source is None else source
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        # Some tools split a text at its line ends and drop these; Jupyter never writes lines without any.
        source = ("" if any("\n" in line for line in source) else "\n").join(source)
    if not isinstance(source, str):
        raise NotebookError(f"The code of cell {position} is {_kind(source)}, not text.")
    # JSON can spell half a surrogate pair, which no encoder takes afterwards.
    return source.encode("utf-8", "replace").decode("utf-8")


def _tags(raw: dict) -> tuple[str, ...]:
    metadata = raw.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def _chapter(document: dict) -> str | None:
    metadata = document.get("metadata")
    ours = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    chapter = ours.get("chapter") if isinstance(ours, dict) else None
    return chapter if isinstance(chapter, str) and len(chapter) <= 80 else None


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "nothing")


def _too_large(limit: int) -> str:
    return f"The file is larger than {limit / 1e6:g} MB. Clear the outputs, save the notebook and hand it in again."


def _why_not_opened(error: OSError | ValueError) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return REASONS.get(getattr(error, "errno", None), f"The file cannot be read: {reason}.")
