"""The errors Trucewatch raises, as one tree.

TrucewatchError
├── SourceError      a file, folder or feed that cannot be read (recorded as `Unread` by the pipeline; the rest goes on)
├── KnowledgeError   a row of a knowledge table is wrong; names file and line
├── ModelError       the language model's files are missing or damaged
├── LedgerError      the ledger cannot be opened, or refuses an entry
│   ├── ChainBroken  an entry does not carry the hash that its content and its predecessor give
│   └── CopyError    a line of a copied ledger that does not fit; names the line
├── BackupError      a backup that cannot be written, opened, or is not what it was; nothing of it is restored
├── CursorError      a list is asked to go on from a place that is none of its places
├── PeopleError      an account, password or token that cannot be as asked
├── AlertsError      rules and alerts cannot be kept as asked, or what is kept of them cannot be opened
├── OutsideError     an address on the network that cannot be fetched: which fault it is, and why
├── FeedError        the configuration of feeds or what is kept about them is wrong
├── RawError         raw bytes cannot be kept or had, or are not what they were
│   └── RawGone      there are none under this hash, or others
├── JournalError     the journal of upkeep cannot be opened
├── ReviewError      a decision that cannot be taken as it was given
├── WorkerError      worker processes cannot be started
├── BulkError        a reading in bulk that cannot go on: what is wrong with its folder, its plan or its workers
└── UsageError       the command was asked for something that does not exist (exit code 2)
"""

from __future__ import annotations

from typing import Self


class TrucewatchError(Exception):
    """Everything Trucewatch raises on purpose; each crosses from one process to another as it is."""

    def __new__(cls, *given: object, **named: object) -> Self:
        """Keep what it is made of."""
        made = super().__new__(cls, *given)
        made._made_of = (given, named)
        return made

    _made_of: tuple[tuple[object, ...], dict[str, object]]

    def __reduce__(self) -> tuple[object, ...]:
        """Made again of the same, by whoever unpacks it."""
        given, named = self._made_of
        return _again, (type(self), given, named)


def _again(kind: type[TrucewatchError], given: tuple[object, ...], named: dict[str, object]) -> TrucewatchError:
    return kind(*given, **named)


class SourceError(TrucewatchError):
    """A source that cannot be read: which one, and why."""

    def __init__(self, source: str, reason: str) -> None:
        self.source, self.reason = source, reason
        super().__init__(f"{source}: {reason}")


class KnowledgeError(TrucewatchError):
    """A row of a knowledge table that is wrong: file, line, and what would be right."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        super().__init__(f"{file}:{line}: {reason}")


class ModelError(TrucewatchError):
    """The language model's files are missing or damaged."""


class LedgerError(TrucewatchError):
    """The ledger cannot be opened, or refuses an entry."""


class ChainBroken(LedgerError):
    """An entry whose hash does not follow from its content and its predecessor."""

    def __init__(self, seq: int, reason: str) -> None:
        self.seq, self.reason = seq, reason
        super().__init__(f"entry {seq}: {reason}")


class CopyError(LedgerError):
    """A line of a copied ledger that does not fit: which one, and why."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


class BackupError(TrucewatchError):
    """A backup that cannot be written, opened, or is not what it was when it was made."""


class CursorError(TrucewatchError):
    """A list is asked to go on from a place that is none of its places."""

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor[:80]!r} is no place in this list; begin again from its first page")


class PeopleError(TrucewatchError):
    """An account, a password or a token that cannot be as it was asked for."""


class AlertsError(TrucewatchError):
    """Rules and alerts cannot be kept as asked, or what is kept of them cannot be opened."""


class OutsideError(TrucewatchError):
    """An address on the network that cannot be fetched; `fault` is a word of `trucewatch.outside.Fault`."""

    def __init__(self, url: str, fault: str, reason: str) -> None:
        self.url, self.fault, self.reason = url, fault, reason
        super().__init__(f"{url}: {reason}")


class FeedError(TrucewatchError):
    """The configuration of feeds is wrong, or what is kept about them cannot be opened."""


class RawError(TrucewatchError):
    """Raw bytes cannot be kept or had, or are not what they were."""


class RawGone(RawError):
    """There are no bytes under a hash, or others than were kept."""


class JournalError(TrucewatchError):
    """The journal of upkeep cannot be opened."""


class ReviewError(TrucewatchError):
    """A decision that cannot be taken as it was given: what is wrong, and what would be right."""


class WorkerError(TrucewatchError):
    """Worker processes cannot be started."""


class BulkError(TrucewatchError):
    """A reading in bulk that cannot go on: what is wrong with its folder, its plan or its workers."""


class UsageError(TrucewatchError):
    """The command was asked for something that does not exist."""
