"""The chain: who recorded an entry, when and with which versions, and the hash that ties it to the entry before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from trucewatch.errors import LedgerError
from trucewatch.ledger.records import Kind, Record

START = "0" * 64  # what the first entry has for the hash before it


@dataclass(frozen=True, slots=True)
class Stamp:
    """When, by whom or what, and with which versions of program, language model and knowledge something was recorded."""

    at: datetime
    author: str
    code: str
    model: str
    knowledge: str
    reason: str = ""

    def __post_init__(self) -> None:
        if self.at.utcoffset() != timedelta(0):
            raise ValueError(f"the time of an entry is in UTC, with its zone: {self.at.isoformat()}")
        if not self.author.strip():
            raise ValueError("an entry names its author: a person, or `machine`")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger; `subject` and `id` name the record it speaks of (for a withdrawal: the one withdrawn)."""

    seq: int
    kind: Kind
    subject: Kind
    id: str
    record: Record
    stamp: Stamp
    previous: str
    hash: str


class Shape(StrEnum):
    """How an entry stands among those on its record: the first, another version, one behind a withdrawal, a withdrawal."""

    FIRST = "first"
    AGAIN = "again"
    BACK = "back"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Revised:
    """An entry with the one before it on the same record; None where it is the first."""

    entry: Entry
    before: Entry | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table as stored, texts escaped as in JSON: what the hash is taken over."""

    previous: str
    seq: int
    kind: str
    subject: str
    record_id: str
    recorded_at: str
    author: str
    code: str
    model: str
    knowledge: str
    reason: str
    payload: str

    def fields(self) -> dict[str, str | int]:
        """The fields by name, in the order above."""
        return {name: getattr(self, name) for name in self.__slots__}

    def digest(self) -> str:
        """SHA-256 over the fields in the order above, one to a line, each line ended by LF."""
        text = "".join(f"{field}\n" for field in self.fields().values())
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def instant(at: datetime) -> str:
    """The instant in UTC to the microsecond, always 27 characters, so that text sorts as time: `2020-02-13T09:30:00.000000Z`."""
    if at.utcoffset() is None:
        raise LedgerError(f"a moment needs its zone: {at.isoformat()}")
    try:
        return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except OverflowError as error:
        raise LedgerError(f"{at.isoformat()} has no instant in UTC") from error


def moment(text: str) -> datetime:
    """What `instant` was given, in UTC."""
    return datetime.fromisoformat(text)
