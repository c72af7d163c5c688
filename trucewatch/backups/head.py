"""What stands at the head of a backup: up to which entry it goes, and what is in it."""

from __future__ import annotations

from dataclasses import dataclass, field

FORMAT = "trucewatch backup"
VERSION = 1
HEAD, TAIL, KEY = "head.json", "tail.json.gz", "key.age"
SEALED = ".age"


@dataclass(frozen=True, slots=True)
class Lying:
    """Something that lies beside a ledger: what, where, how much of it, and whether it is in the backup."""

    what: str
    where: str
    many: int
    taken: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Which ledger this is the backup of: number and hash of its last entry, and how many entries speak of each kind of record.

    `made_at` is an instant in UTC, `code` the version of the program, `layout` that of the ledger's tables.
    """

    seq: int
    hash: str
    counts: dict[str, int]
    made_at: str
    code: str
    layout: str
    beside: tuple[Lying, ...] = ()
    format: str = FORMAT
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Tail:
    """The SHA-256 of each member before it is sealed, in their order."""

    members: tuple[tuple[str, str], ...] = field(default_factory=tuple)
