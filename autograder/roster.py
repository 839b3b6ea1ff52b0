"""The list of a class, as Canvas or Moodle exports it, and which submission is whose.

Columns are found by their headers. A submission is a person's where an id, a login, an address or a name says so, and
says so of one person only: two students of one name are listed as unmatched, never guessed apart.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.collect import platform_name
from autograder.errors import UsageError
from autograder.grade import SubmissionResult

HEADERS = {
    "id": ("id", "canvas user id", "user id", "user_id"),
    "identifier": ("identifier", "participant id", "participant"),
    "number": ("sis user id", "id number", "idnumber", "student id", "student number", "sis id"),
    "login": ("sis login id", "login", "login id", "username", "user name"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "name": ("student", "student name", "name", "full name", "display name"),
    "first": ("first name", "given name", "firstname"),
    "last": ("last name", "surname", "family name", "lastname"),
    "section": ("section", "sections"),
}
_NO_PERSON = re.compile(r"(?i)\s*points possible")
_PLATFORM_ID = re.compile(r"_(\d{3,})_\d{3,}_|_(\d+)_assignsubmission_file")
"""The id of the student in the names that Canvas makes, and of the participant in those of Moodle."""


@dataclass(frozen=True)
class Person:
    """One row of a roster: its values by the fields of HEADERS, "" where the roster has none."""

    id: str = ""
    identifier: str = ""
    number: str = ""
    login: str = ""
    email: str = ""
    name: str = ""
    first: str = ""
    last: str = ""
    section: str = ""

    @property
    def shown(self) -> str:
        """How the person is called in a list."""
        return self.name or f"{self.first} {self.last}".strip() or self.email or self.login or self.id or self.number


@dataclass(frozen=True)
class Roster:
    """The people of a class, and the headers of the file they come from."""

    people: tuple[Person, ...]
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Which submissions are whose, and what is left on either side."""

    roster: Roster
    pairs: tuple[tuple[Person, tuple[SubmissionResult, ...]], ...]
    strangers: tuple[SubmissionResult, ...]
    absent: tuple[Person, ...]


def read_roster(path: Path) -> Roster:
    """Returns the people in a CSV file, columns separated by commas, semicolons or tabs.

    Raises UsageError for a file that cannot be read, or without a column that tells people apart.
    """
    try:
        text = _decoded(path.read_bytes())
    except OSError as error:
        raise UsageError(f"The roster {path.name} cannot be read: {error.strerror}.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise UsageError(f"The roster {path.name} is not a table: {error}.") from None
    headers = tuple(header.strip() for header in rows[0]) if rows else ()
    places = _places(headers)
    if not set(places) - {"section", "first", "last"} and not {"first", "last"} <= set(places):
        raise UsageError(
            f"The roster {path.name} has no column that tells who is who. Its first line must hold headers such as "
            "Student, ID, SIS Login ID, Full name, Username or Email address."
        )
    people = (Person(**{field: _value(row, place) for field, place in places.items()}) for row in rows[1:])
    return Roster(tuple(p for p in people if p.shown and not _NO_PERSON.match(p.name)), headers)


def match(roster: Roster, results: Iterable[SubmissionResult]) -> Match:
    """Returns whose each submission is: by the platform's id first, then login, number or address, then name."""
    indexes = [_index(roster.people, keys) for keys in (_ids, _accounts, _names)]
    found: dict[int, list[SubmissionResult]] = {}
    strangers = []
    for result in results:
        labels = _labels(result)
        owner = _owner(labels, indexes)
        if owner is None:
            strangers.append(result)
        else:
            found.setdefault(owner, []).append(result)
    pairs = tuple((person, tuple(found.get(place, ()))) for place, person in enumerate(roster.people))
    return Match(roster, pairs, tuple(strangers), tuple(person for person, own in pairs if not own))


def _owner(labels: Sequence[set[str]], indexes: Sequence[dict[str, set[int]]]) -> int | None:
    """Returns the place of the one person that the first telling kind of key points to, or None."""
    for wanted, index in zip(labels, indexes, strict=True):
        owners = set().union(*(index.get(key, set()) for key in wanted))
        if owners:
            return owners.pop() if len(owners) == 1 else None
    return None


def _labels(result: SubmissionResult) -> tuple[set[str], set[str], set[str]]:
    """Returns what a submission's name says, as keys of ids, of accounts and of names."""
    if result.accounts:  # anybody can choose the name they are shown by, so it must not speak for an account
        return set(), {_plain(account) for account in result.accounts} - {""}, {_plain(result.student)} - {""}
    ids = {platform_id(result)} - {""}
    plain = {_plain(result.student), *(_plain(part) for part in result.student.split("/"))} - {""}
    return ids, plain, plain


def platform_id(result: SubmissionResult) -> str:
    """Returns the student's id in the name that Canvas or Moodle made, or ""."""
    for part in result.file.split("/"):
        named = platform_name(part)
        if named and named[0] == result.student and (place := _PLATFORM_ID.search(part)):
            return place[1] or place[2]
    return ""


def _ids(person: Person) -> set[str]:
    return {person.id, *re.findall(r"\d+", person.identifier)} - {""}


def _accounts(person: Person) -> set[str]:
    addresses = (person.login, person.email)  # Canvas's login is often the address
    values = (*addresses, *(address.partition("@")[0] for address in addresses), person.number, person.id)
    return {_plain(value) for value in values} - {""}


def _names(person: Person) -> set[str]:
    """Returns the name in both orders, since Canvas writes the last name first and Moodle the first."""
    last, comma, first = person.name.partition(",")
    names = {person.name, person.first + person.last, person.last + person.first}
    names |= {first + last} if comma else set()
    return {_plain(name) for name in names} - {""}


def _index(people: Sequence[Person], keys) -> dict[str, set[int]]:
    index: dict[str, set[int]] = {}
    for place, person in enumerate(people):
        for key in keys(person):
            index.setdefault(key, set()).add(place)
    return index


def _plain(text: str) -> str:
    """Returns the letters and digits alone, without accents and case, as Canvas shortens names."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in letters if character.isalnum())


def _places(headers: Sequence[str]) -> dict[str, int]:
    known = {spelling: field for field, spellings in HEADERS.items() for spelling in spellings}
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        field = known.get(header.casefold())
        if field:
            places.setdefault(field, place)
    return places


def _value(row: Sequence[str], place: int) -> str:
    """Returns a cell fit to be shown on a terminal: people choose their own names on some platforms."""
    text = row[place] if place < len(row) else ""
    return "".join(character if character.isprintable() else " " for character in text).strip()


def _decoded(data: bytes) -> str:
    """Returns the text of a file as spreadsheets save it: UTF-8, UTF-16 with its mark, or Windows' western letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
