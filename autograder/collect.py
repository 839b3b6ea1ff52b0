"""From paths to submissions: files, folders and zip files, with the student's label read from the name.

Nothing is unpacked to disk. What cannot be taken becomes a submission with a `problem`, so that no student vanishes.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.archive import Archives, Member, members
from autograder.errors import CollectError, NotebookError
from autograder.gradescope_export import Owner, downloads
from autograder.notebook import REASONS, read_bytes

MAX_SUBMISSIONS = 100_000
_SKIPPED_FOLDERS = frozenset({".ipynb_checkpoints", "__MACOSX", "__pycache__"})

_CANVAS = re.compile(r"(?P<student>.+?)_(?P<late>LATE_)?\d{3,}_\d{3,}_(?P<file>.+)")
"""lastnamefirst_12345_678901_05_backprop-1.ipynb: user id, attachment id, the student's file name."""

_MOODLE = re.compile(r"(?P<student>.+)_\d+_assignsubmission_file(?:_(?P<file>.*))?")
"""First Last_123456_assignsubmission_file_, as a folder, or as the start of a file's name."""

_INSTEAD = (".py", ".pdf", ".html", ".htm", ".docx", ".rtf", ".qmd")
"""What students hand in by mistake for a notebook."""

_NO_FILE = "Gradescope lists this submission, but the download holds no file of it."


@dataclass(frozen=True)
class HandIn:
    """One submission before it is read.

    student : the label found in the name
    file : where it lies, relative to what was asked for, with forward slashes; inside a zip, `class.zip/name.ipynb`
    late : whether the learning platform marked it late
    path : the file on disk, or the zip it lies in
    inside : the names of the members that lead to it within the zip; empty for a plain file
    problem : why it cannot be read, if that is known already
    accounts : the student's number and address, where the platform's list tells them
    """

    student: str
    file: str
    late: bool = False
    path: Path | None = None
    inside: tuple[str, ...] = ()
    problem: str = ""
    accounts: tuple[str, ...] = ()

    def read(self, archives: Archives) -> bytes:
        """Returns the notebook's bytes. Raises NotebookError if they cannot be had."""
        if self.problem or self.path is None:
            raise NotebookError(self.problem or "There is no file.")
        return archives.read(self.path, self.inside) if self.inside else read_bytes(self.path)


@dataclass(frozen=True)
class _Found:
    """A file that may be a submission: its parts below the root, and what HandIn needs to read it.

    owner : the student that the platform's list names; with `shared`, one of several in a group
    at : which of the parts is the submission's own folder, where a list names the owner
    """

    root: str
    parts: tuple[str, ...]
    path: Path | None
    inside: tuple[str, ...] = ()
    problem: str = ""
    owner: Owner | None = None
    at: int = 0
    shared: str = ""

    @property
    def file(self) -> str:
        parts = list(self.parts)
        if self.shared:  # each member's result is one of its own, so each needs a name of its own
            parts[self.at] += f" ({self.shared})"
        return "/".join((self.root, *parts))

    @property
    def is_notebook(self) -> bool:
        return self.file.lower().endswith(".ipynb")


def collect(paths: Iterable[Path], say: Callable[[str], None] = lambda sentence: None) -> list[HandIn]:
    """Returns the submissions under `paths`, ordered by student and file, each file once, a group's once a member.

    say : is told, in a sentence each, what could not be found out about whose a submission is

    Raises CollectError when a path does not exist, or when there is no submission at all.
    """
    found: list[_Found] = []
    for path in paths:
        for item in _search(Path(path)):
            found.append(item)
            if len(found) > MAX_SUBMISSIONS:
                raise CollectError(
                    f"There are more than {MAX_SUBMISSIONS:,} files under {_shown(path.name)}; "
                    "mark them in several runs."
                )
    unique = {(item.path, item.inside, item.file if item.path is None else ""): item for item in found}
    hand_ins = _label(_with_owners(list(unique.values()), say))
    if not hand_ins:
        raise CollectError("There is no notebook (.ipynb) in what was given.")
    return sorted(hand_ins, key=lambda hand_in: (hand_in.student.casefold(), hand_in.file))


def platform_name(name: str) -> tuple[str, bool, str] | None:
    """Returns (student, late, the student's own file name) from a name that Canvas or Moodle made, else None.

    >>> platform_name("lovelace_LATE_12345_678901_05_backprop-1.ipynb")
    ('lovelace', True, '05_backprop-1.ipynb')
    """
    moodle = _MOODLE.fullmatch(name)
    if moodle:
        return moodle["student"], False, moodle["file"] or ""
    canvas = _CANVAS.fullmatch(name)
    return (canvas["student"], bool(canvas["late"]), canvas["file"]) if canvas else None


def _search(path: Path) -> Iterator[_Found]:
    root = _shown(path.name or path.resolve().name)
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        raise CollectError(f"{_shown(str(path))} does not exist or cannot be reached.") from None
    if stat.S_ISDIR(mode):
        yield from _search_folder(path, root)
    elif stat.S_ISREG(mode) and path.suffix.lower() == ".zip":
        yield from _search_zip(path, _Found(root, (), path))
    elif stat.S_ISREG(mode) and path.suffix.lower() != ".ipynb" and not platform_name(path.name):
        raise CollectError(f"{_shown(str(path))} is neither a notebook (.ipynb), nor a zip file, nor a folder.")
    else:
        yield _Found(root, (), path, problem="" if stat.S_ISREG(mode) else _why_not_regular(mode))


def _search_folder(top: Path, root: str) -> Iterator[_Found]:
    """Yields the files below a folder that concern marking; os.walk does not follow links to folders."""
    for folder, folders, files in os.walk(top, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS and not name.startswith("."))
        for name in sorted(files + [name for name in folders if (Path(folder) / name).is_symlink()]):
            path = Path(folder) / name
            item = _Found(root, tuple(_shown(part) for part in path.relative_to(top).parts), path)
            if name.startswith("."):
                continue
            mode = _mode(path)
            if not stat.S_ISREG(mode):
                if item.is_notebook or stat.S_ISLNK(mode):
                    yield replace(item, problem=_why_not_regular(mode))
            elif name.lower().endswith(".zip"):
                yield from _search_zip(path, item)
            else:
                yield item


def _search_zip(path: Path, item: _Found) -> Iterator[_Found]:
    """Yields the members of a zip file and of zip files handed in within it, or the reason why not."""
    for member in members(path):
        yield _of_member(item, member)


def _of_member(item: _Found, member: Member) -> _Found:
    parts = tuple(_shown(part) for name in member.names for part in PurePosixPath(name).parts)
    return replace(item, parts=item.parts + parts, inside=member.names, problem=member.problem)


def _with_owners(found: list[_Found], say: Callable[[str], None]) -> list[_Found]:
    """Returns the files, those of Gradescope downloads with their owners; what is listed without a file is added."""
    owned: dict[int, list[_Found]] = {}
    added: list[_Found] = []
    for download in downloads(item for item in found if not platform_name(item.root)):
        for item in download.items:
            own = download.owners.get(item.parts[download.depth])
            if own is not None:
                owned[id(item)] = _for_each(item, own, download.depth)
        first = download.items[0]
        for name in download.empty:
            parts = (*first.parts[: download.depth], _shown(name))
            missing = _Found(first.root, parts, None, problem=_NO_FILE)
            added += _for_each(missing, download.owners[name], download.depth)
        if download.note:
            say(_shown(download.note))
    return [each for item in found for each in owned.get(id(item), [item])] + added


def _for_each(item: _Found, owners: Sequence[Owner], at: int) -> list[_Found]:
    """Returns the item once for every member of its group."""
    counts = Counter(owner.name for owner in owners)
    made = []
    for owner in owners:
        told = owner.name if counts[owner.name] == 1 else " ".join((owner.name, *owner.accounts))
        made.append(replace(item, owner=owner, at=at, shared=_shown(told) if len(owners) > 1 else ""))
    return made


def _label(found: list[_Found]) -> list[HandIn]:
    """Returns hand-ins; what is no notebook is kept only where a student would be missing without it."""
    named = [(item, _owner_label(item) or _platform_label(item)) for item in found]
    have_notebook = {(label, item.owner) for item, label in named if label and item.is_notebook}
    lone = _lone([item for item, label in named if not label])
    kept = [
        (item, label)
        for item, label in named
        if item.is_notebook
        or item.problem
        or (label and (label, item.owner) not in have_notebook)
        or (not label and item.file in lone)
    ]
    stems = Counter(_stem(item) for item, label in kept if not label)
    hand_ins = []
    shown: Counter[str] = Counter()
    for item, label in kept:
        shown[item.file] += 1  # two names may be shown alike, such as two ways to write é
        file = item.file if shown[item.file] == 1 else f"{item.file} ({shown[item.file]})"
        student, late = label or (_own_label(item, stems), False)
        problem = item.problem if item.is_notebook or item.problem else _not_a_notebook(item)
        accounts = item.owner.accounts if item.owner else ()
        hand_ins.append(HandIn(student, file, late, item.path, item.inside, problem, accounts))
    return hand_ins


def _lone(found: Sequence[_Found]) -> set[str]:
    """Returns files, one a folder, that stand where a notebook was to be: alice.py, bob/05.ipynb.txt, carol/05.pdf."""
    places = {_place(item) for item in found if item.is_notebook or item.problem}
    lone: dict[tuple[str, str], str] = {}
    for item in found:
        name = item.parts[-1].lower() if item.parts else ""
        if _place(item) not in places and (name.endswith(_INSTEAD) or ".ipynb." in name):
            lone.setdefault(_place(item), item.file)
    return set(lone.values())


def _place(item: _Found) -> tuple[str, str]:
    """Returns the outermost folder that an item is in, or its name without endings where it is in none."""
    return item.root, item.parts[0] if len(item.parts) > 1 else _stem(item).removesuffix(".ipynb")


def _owner_label(item: _Found) -> tuple[str, bool] | None:
    return (_shown(item.owner.name), False) if item.owner else None


def _platform_label(item: _Found) -> tuple[str, bool] | None:
    """Returns (student, late) from the part of the path that a learning platform named.

    Outermost first, since inner names are the student's own choice. The root comes last, unless Moodle named it:
    it is usually the class's folder or zip, called whatever the instructor liked.
    """
    parts = (*item.parts, item.root)
    for part in (item.root, *parts) if _MOODLE.fullmatch(item.root) else parts:
        named = platform_name(part)
        if named:
            return named[0], named[1]
    return None


def _own_label(item: _Found, stems: Counter[str]) -> str:
    """Returns the file's stem; where several share it, as in alice/05.ipynb and bob/05.ipynb, the folders."""
    if stems[_stem(item)] == 1 or len(item.parts) < 2:
        return _stem(item)
    return "/".join(item.parts[:-1])


def _stem(item: _Found) -> str:
    name = item.parts[-1] if item.parts else item.root
    return name.rsplit(".", 1)[0] or name


def _not_a_notebook(item: _Found) -> str:
    suffix = PurePosixPath(item.file).suffix
    what = f"a {suffix} file" if suffix else "a file without an ending"
    return f"What was handed in is {what}, not a notebook (.ipynb)."


def _mode(path: Path) -> int:
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def _why_not_regular(mode: int) -> str:
    return REASONS[errno.ELOOP if stat.S_ISLNK(mode) else errno.ENXIO]


def _shown(name: str) -> str:
    """Returns a file's name fit to be shown: composed accents, no control characters, no half surrogates."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    return "".join(character if character.isprintable() else "�" for character in text)
