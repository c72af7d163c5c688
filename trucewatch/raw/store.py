"""What a store of raw bytes can do, wherever it lies: nothing in it is ever changed, for its name is the hash of what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """Some bytes that are kept: their hash, how many, and since when."""

    sha256: str
    size: int
    since: datetime


class RawStore(Protocol):
    """Bytes under the SHA-256 of what is in them, which is their report's `raw_sha256`."""

    @property
    def address(self) -> str:
        """Where it is, without a password."""
        ...

    def keep(self, data: bytes) -> str:
        """Keep some bytes; when it returns their hash they are stored as a whole, whatever happens next. RawError where not.

        What is there already is young again, as far as the store lets it: nobody deletes by its age what came in just now.
        """
        ...

    def read(self, sha256: str) -> bytes:
        """The bytes of this hash; a RawError where they are gone, cannot be had, or are not what they were."""
        ...

    def has(self, sha256: str) -> bool:
        """True if bytes of this hash are kept; a RawError where nobody can tell."""
        ...

    def all(self) -> Iterator[Kept]:
        """All that is kept, in no order; what is not ours is passed over."""
        ...

    def since(self, sha256: str) -> datetime | None:
        """Since when bytes of this hash are kept; None where there are none."""
        ...

    def delete(self, sha256: str, *, kept_by: datetime | None = None) -> bool:
        """Let bytes go for good; nothing happens where they are gone already.

        What was kept again later than `kept_by` stays, and then the answer is False.
        """
        ...


def split(sha256: str) -> tuple[str, str]:
    """The folder and the name of a hash: `ab`, `cdef…`."""
    return sha256[:2], sha256[2:]


def joined(folder: str, name: str) -> str | None:
    """The hash that a folder and a name in it stand for; None where they are none."""
    return f"{folder}{name}" if len(folder) == 2 and HASH.fullmatch(f"{folder}{name}") else None
