"""Whose the folders of a Gradescope download are: what its `submission_metadata.yml` says, read without trusting it.

The download is a zip, or the folder `assignment_<id>_export` that it unpacks to, with a folder `submission_<id>` for
each submission. A student can put any file into their own folder, so only the list at the top of the download counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Protocol

from autograder.archive import Archives
from autograder.errors import NotebookError
from autograder.notebook import read_bytes

METADATA = "submission_metadata.yml"
MAX_ENTRIES = 100_000
MAX_SUBMITTERS = 100
LONGEST_VALUE = 200
DEEPEST = 50
"""The lists themselves are four deep; the parser's time grows with the square of the depth."""

_EXPORT = re.compile(r"assignment_\d+_export\b.*")
_SUBMISSION = re.compile(r"submission_\d+")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,6})?\d*\s*(?:Z|UTC|([+-]\d\d:?\d\d))?")
_NO_VALUE = ("~", "null")
_FIELDS = (":name", ":sid", ":email")


class Item(Protocol):
    """A file that was found: its parts below the root that was given, and where it lies."""

    root: str
    parts: tuple[str, ...]
    path: Path | None
    inside: tuple[str, ...]
    problem: str


@dataclass(frozen=True)
class Owner:
    """A student as the list has them: a name to be called by, and what tells them apart (number, address)."""

    name: str
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Download:
    """One download: its files, their number of parts above the submissions' folders, and whose each folder is.

    A folder whose students all have a later one belongs to nobody: ().
    """

    items: tuple[Item, ...]
    depth: int
    owners: dict[str, tuple[Owner, ...]]
    note: str = ""

    @property
    def empty(self) -> list[str]:
        """The submissions that are listed, and of which there is no file."""
        here = {item.parts[self.depth] for item in self.items}
        return [name for name, own in self.owners.items() if own and name not in here]


def downloads(found: Iterable[Item]) -> Iterator[Download]:
    """Yields the Gradescope downloads among these files. Never raises for what is in them."""
    tops: dict[tuple[Path | None, str], list[Item]] = {}
    for item in found:
        tops.setdefault((_top(item), item.root), []).append(item)
    for items in tops.values():
        firsts = {item.parts[:1] for item in items}
        in_one_folder = len(firsts) == 1 and all(len(item.parts) > 1 for item in items)
        start = 1 if in_one_folder and not _SUBMISSION.fullmatch(items[0].parts[0]) else 0
        groups: dict[tuple[str, ...], list[Item]] = {}
        for item in items:
            lead = start
            while len(item.parts) > lead and _EXPORT.fullmatch(item.parts[lead]):
                lead += 1
            if len(item.parts) > lead:
                groups.setdefault(item.parts[:lead], []).append(item)
        for lead, own in groups.items():
            listed = next((item for item in own if item.parts[len(lead) :] == (METADATA,)), None)
            if listed or any(_SUBMISSION.fullmatch(item.parts[len(lead)]) for item in own):
                yield _download(tuple(own), len(lead), listed)


def _top(item: Item) -> Path | None:
    """Returns the path that was given, under which the item was found."""
    if item.path is None:
        return None
    on_disk = len(item.parts) - sum(len(PurePosixPath(name).parts) for name in item.inside)
    return item.path.parents[on_disk - 1] if on_disk else item.path


def _download(items: tuple[Item, ...], depth: int, listed: Item | None) -> Download:
    folders = {item.parts[depth] for item in items if _SUBMISSION.fullmatch(item.parts[depth])}
    by_folder: dict[str, tuple[Owner, ...]] = {name: (Owner(name),) for name in folders} | {METADATA: ()}
    if listed is None:
        why = f"There is no {METADATA} beside the folders submission_… of {items[0].root}"
        return Download(items, depth, by_folder, f"{why}; its submissions are called by their folders.")
    try:
        entries = read_list(_bytes(listed))
    except NotebookError as error:
        why = f"{METADATA} of {listed.root} cannot be used ({str(error).rstrip('.')})"
        return Download(items, depth, by_folder, f"{why}; its submissions are called by their folders.")
    owners = _latest(entries)
    owners.pop(METADATA, None)
    notes = []
    if unlisted := len(folders - {name for name, entry in entries.items() if entry.owners}):
        notes.append(f"{METADATA} of {listed.root} names no student for {unlisted}, called by their folders.")
    if older := sum(not own for own in owners.values()):
        notes.append(f"Left out of {listed.root}, since the same students have a later one: {older}.")
    return Download(items, depth, by_folder | owners, " ".join(notes))


def _bytes(item: Item) -> bytes:
    """Returns what the list holds. Raises NotebookError if it cannot be read."""
    if item.problem or item.path is None:
        raise NotebookError(item.problem)
    if len(item.inside) > 1:
        raise NotebookError("It lies in a zip file within a zip file.")
    if not item.inside:
        return read_bytes(item.path)
    with Archives() as archives:
        return archives.read(item.path, item.inside)


@dataclass(frozen=True)
class Entry:
    """One submission of the list: whose it is and when it was made."""

    owners: tuple[Owner, ...]
    created: datetime


def read_list(data: bytes) -> dict[str, Entry]:
    """Returns the submissions of a `submission_metadata.yml` by their folders' names.

    Raises NotebookError for what is not YAML, nested too deeply, or lists no submission.
    """
    people: dict[str, dict[str, dict[str, str]]] = {}
    times: dict[str, str] = {}
    try:
        for path, text in _values(data):
            if path[1] == ":created_at":
                times[path[0]] = text
            elif path[1] == ":submitters" and len(path) == 4 and path[3] in _FIELDS:
                entry = people.setdefault(path[0], {})
                if path[2] in entry or len(entry) < MAX_SUBMITTERS:
                    entry.setdefault(path[2], {})[path[3]] = text
    except NotebookError:
        raise
    except Exception as error:  # of the parser; what it says quotes the file
        raise NotebookError(f"It is not valid YAML ({type(error).__name__}).") from None
    names = people.keys() | times.keys()
    if not names:
        raise NotebookError("It lists no submissions.")
    if len(names) > MAX_ENTRIES:
        raise NotebookError(f"It lists more than {MAX_ENTRIES:,} submissions.")
    return {name: Entry(_owners(people.get(name, {})), _time(times.get(name, ""))) for name in sorted(names)}


def _values(data: bytes) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yields (keys that lead there, text) for single values of the depths that the list uses.

    The parser's events are read one by one and nothing is built of them, so what is not asked for costs no memory.
    An alias is never followed: it counts as an empty value, and so cannot multiply anything.
    """
    import yaml  # here, because most classes come without such a list

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    stack: list[_Level] = []
    for event in yaml.parse(data, Loader=loader):
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            text = event.value[:LONGEST_VALUE] if isinstance(event, yaml.ScalarEvent) else ""
            is_value = stack[-1].take(text) if stack else False
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append(_Level(isinstance(event, yaml.MappingStartEvent)))
                if len(stack) > DEEPEST:
                    raise NotebookError("It is nested too deeply.")
            elif is_value and len(stack) in (2, 4):
                yield tuple(level.key for level in stack), text
        elif isinstance(event, yaml.DocumentEndEvent):
            return


class _Level:
    """Where the reading is in one mapping or list: the key, or the place in the list, of the present value."""

    def __init__(self, is_mapping: bool) -> None:
        self.key, self._is_mapping, self._count = "", is_mapping, 0

    def take(self, text: str) -> bool:
        """Returns whether the next node is a value; in a mapping every other one is a key."""
        self._count += 1
        if not self._is_mapping:
            self.key = str(self._count)
            return True
        if self._count % 2:
            self.key = text
        return self._count % 2 == 0


def _owners(people: dict[str, dict[str, str]]) -> tuple[Owner, ...]:
    """Returns the students of one submission, each once; one without a name is called by number or address."""
    found = []
    for values in people.values():
        name, *accounts = (_clean(values.get(field, "")) for field in _FIELDS)
        known = tuple(account for account in accounts if account)
        if name or known:
            found.append(Owner(name or known[0], known))
    return tuple(dict.fromkeys(found))


def _latest(entries: dict[str, Entry]) -> dict[str, tuple[Owner, ...]]:
    """Returns whose each submission is when only a student's latest counts; those that name nobody are left out."""
    newest: dict[tuple[str, ...], str] = {}
    for name, entry in sorted(entries.items(), key=lambda item: (item[1].created, len(item[0]), item[0])):
        for owner in entry.owners:
            newest[owner.accounts or (owner.name, name)] = name  # names alone do not tell people apart
    return {
        name: tuple(owner for owner in entry.owners if newest[owner.accounts or (owner.name, name)] == name)
        for name, entry in entries.items()
        if entry.owners
    }


def _time(text: str) -> datetime:
    """Returns when a submission was made; the beginning of time where the list does not say so."""
    found = _TIME.match(text)
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ''}{found[4] or '+00:00'}")
    except (TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def _clean(text: str) -> str:
    """Returns a value on one line; slashes go, because elsewhere they part folders."""
    return "" if text in _NO_VALUE else " ".join(text.replace("/", " ").replace("\\", " ").split())
