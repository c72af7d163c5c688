"""The reports that were issued: numbers, periods and revisions, looked up without reading the reports themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from trucewatch.ledger import Kind, Ledger
from trucewatch.model import Bulletin, Edition
from trucewatch.web.daily.asking import Wanted


@dataclass(frozen=True, slots=True)
class Issued:
    """One revision of a report: the ledger entry that holds it, and what a list tells of it."""

    seq: int
    id: str
    number: int
    revision: int
    edition: Edition
    first: date
    last: date
    agreement: str
    zone: str
    language: str
    title: str
    issued_by: str
    issued_at: str
    as_of: int
    edited: int

    @property
    def name(self) -> str:
        """ "12", revised "12.2"."""
        return f"{self.number}.{self.revision}" if self.revision else str(self.number)

    @property
    def permalink(self) -> str:
        """The name that always means this revision: "12.0", "12.2"."""
        return f"{self.number}.{self.revision}"


class Archive:
    """What was issued, read once and then only what is new."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, Lock()
        self._read, self._found = 0, list[Issued]()

    def issued(self, until: int) -> tuple[Issued, ...]:
        """Every revision up to an entry of the ledger, in the order they were issued."""
        with self._lock:
            if until > self._read:
                rows = self._ledger.payloads_about((Kind.BULLETIN,), after=self._read, until=until)
                self._found += [_issued(seq, key, told) for seq, kind, _, key, told in rows if kind is Kind.BULLETIN]
                self._read = until
            return tuple(one for one in self._found if one.seq <= until)

    def numbered(self, number: int, until: int) -> tuple[Issued, ...]:
        """The revisions of one report, the first one first; empty where there is none of this number."""
        return tuple(one for one in self.issued(until) if one.number == number)

    def of(self, bulletin_id: str, until: int) -> tuple[Issued, ...]:
        """The revisions of the report of one period."""
        return tuple(one for one in self.issued(until) if one.id == bulletin_id)

    def newest(self, wanted: Wanted, until: int) -> tuple[tuple[Issued, ...], ...]:
        """The reports asked for, each as its revisions, the latest issued report first."""
        by_number: dict[int, list[Issued]] = {}
        for one in self.issued(until):
            if _is_wanted(one, wanted):
                by_number.setdefault(one.number, []).append(one)
        return tuple(tuple(by_number[number]) for number in sorted(by_number, reverse=True))

    def bulletin(self, issued: Issued) -> Bulletin | None:
        """The report as it was issued."""
        found = self._ledger.get(Kind.BULLETIN, issued.id, as_of=issued.seq)
        return found if isinstance(found, Bulletin) else None


def _issued(seq: int, key: str, told: Mapping[str, Any]) -> Issued:
    return Issued(
        seq=seq,
        id=key,
        number=int(told["number"]),
        revision=int(told["revision"]),
        edition=Edition(told["edition"]),
        first=date.fromisoformat(told["first"]),
        last=date.fromisoformat(told["last"]),
        agreement=told["agreement"],
        zone=told["zone"],
        language=told["language"],
        title=told["title"],
        issued_by=told["issued_by"],
        issued_at=told["issued_at"],
        as_of=int(told["as_of"]["seq"]),
        edited=sum(1 for line in _lines(told) if line.get("edited")),
    )


def _lines(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (line for section in told["sections"] for line in section.get("lines") or ())


def _is_wanted(one: Issued, wanted: Wanted) -> bool:
    return (
        (not wanted.edition or one.edition == wanted.edition)
        and (not wanted.agreement or one.agreement == wanted.agreement)
        and (not wanted.language or one.language == wanted.language)
        and (wanted.first is None or one.last >= wanted.first)
        and (wanted.last is None or one.first <= wanted.last)
    )
