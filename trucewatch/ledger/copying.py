"""Take a ledger elsewhere, entry by entry with its hash: out as JSON Lines, and in again as the same entries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Row, select

from trucewatch.errors import CopyError, LedgerError
from trucewatch.ledger import state
from trucewatch.ledger.carrying import links_in, write_lines
from trucewatch.ledger.chain import START, Line
from trucewatch.ledger.doors import reading, writing
from trucewatch.ledger.records import escape
from trucewatch.ledger.schema import entry_table
from trucewatch.ledger.store import Ledger

BATCH = 1_000  # entries read back or written in one transaction: a kill costs no more than these
TEXTS = ("id", "author", "code", "model", "knowledge", "reason")  # stored as the inside of a JSON string
FIELDS = frozenset((*TEXTS, "seq", "kind", "subject", "recorded_at", "previous", "hash", "record"))
_TEXT = r'"([ !#-\[\]-~]*)"'  # ASCII without quotes and backslashes: stands in the ledger as it stands in the line
PLAIN = re.compile(
    r'\{"seq":([1-9][0-9]{0,17}),'
    + ",".join(f'"{name}":{_TEXT}' for name in ("kind", "subject", "id", "recorded_at", "author", "code", "model", "knowledge"))
    + f',"reason":{_TEXT},"previous":{_TEXT},"hash":{_TEXT},'
    + r'"record":(\{[ -~]*\})\}\r?\n'
)


@dataclass(frozen=True, slots=True)
class Copied:
    """How many lines there were, how many entries of them are new in the ledger, and number and hash of the last line."""

    lines: int
    new: int
    head: tuple[int, str]


def read_line(at: int, text: str) -> tuple[Line, str]:
    """The entry that `ledger_lines` wrote as this line, and its hash; a CopyError if it is none."""
    told = _read(at, text)
    return told.line, told.hash


@dataclass(frozen=True, slots=True)
class _Told:
    """One line of a file, checked against its own hash."""

    at: int
    line: Line
    hash: str


def ledger_lines(ledger: Ledger, *, until: int | None = None) -> Iterator[str]:
    """Every entry as one line of JSON, in the order they were recorded; none that is added while reading.

    Texts and records stand in the table as JSON already, so that they go out as they are: what is read back has the same bytes.
    """
    last = ledger.head()[0] if until is None else until
    for rows in state.rows_in_order(ledger.engine, 0, last):
        yield from (_written(row) for row in rows)


def _written(row: Row[Any]) -> str:
    return (
        f'{{"seq":{row.seq},"kind":"{row.kind}","subject":"{row.subject}","id":"{row.record_id}",'
        f'"recorded_at":"{row.recorded_at}","author":"{row.author}","code":"{row.code}","model":"{row.model}",'
        f'"knowledge":"{row.knowledge}","reason":"{row.reason}","previous":"{row.previous}","hash":"{row.hash}",'
        f'"record":{row.payload}}}\n'
    )


def check_lines(lines: Iterable[str], *, expect_head: tuple[int, str] | None = None) -> Copied:
    """The whole file looked through, nothing recorded; a CopyError names the first line that does not fit."""
    count, head = 0, (0, START)
    for told in _chained(lines):
        count, head = told.at, (told.line.seq, told.hash)
        if expect_head is not None and expect_head[0] == head[0] and expect_head != head:
            raise CopyError(told.at, f"its hash is {told.hash}, but {expect_head[1]} was noted")
    if expect_head is not None and expect_head[0] > head[0]:
        raise CopyError(count + 1, f"missing: entry {expect_head[0]} was noted, but the file ends at {head[0]}")
    return Copied(count, 0, head)


def take_lines(ledger: Ledger, lines: Iterable[str]) -> Copied:
    """Record the entries of `ledger_lines` in a ledger that is empty or holds the first of them already.

    They keep number, author, time and hash. What is held is compared, what is missing is added in steps of BATCH; an import
    that was ended in between goes on when it is asked for again. A CopyError names the first line that does not fit.
    """
    count = new = 0
    head = (0, START)
    told = _chained(lines)
    while some := list(islice(told, BATCH)):
        new += _take(ledger, some)
        count, head = some[-1].at, (some[-1].line.seq, some[-1].hash)
    return Copied(count, new, head)


def _chained(lines: Iterable[str]) -> Iterator[_Told]:
    """The lines, each checked against its own hash and the one before; blank lines are left out."""
    seq, previous = 0, START
    for at, text in enumerate(lines, 1):
        if not text.strip():
            continue
        told = _read(at, text)
        if told.line.seq != seq + 1:
            raise CopyError(at, f"entry {told.line.seq} stands where entry {seq + 1} was to follow")
        if told.line.previous != previous:
            raise CopyError(at, "it does not follow from the entry before it")
        if told.line.digest() != told.hash:
            raise CopyError(at, "its content is not what its hash was taken over")
        seq, previous = told.line.seq, told.hash
        yield told


def _read(at: int, text: str) -> _Told:
    """One line; what `ledger_lines` wrote without a single escape is cut at its fields, which takes a fourth of the time."""
    if plain := PLAIN.fullmatch(text):
        seq, kind, subject, record_id, recorded_at, author, code, model, knowledge, reason, previous, digest, payload = (
            plain.groups()
        )
        line = Line(
            previous, int(seq), kind, subject, record_id, recorded_at, author, code, model, knowledge, reason, payload
        )  # fmt: skip
        return _Told(at, line, digest)
    return _read_json(at, text)


def _read_json(at: int, text: str) -> _Told:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CopyError(at, f"it is no JSON: {error}") from error
    if not isinstance(values, dict) or set(values) != FIELDS:
        raise CopyError(at, f"it is no entry of a ledger: that has exactly {', '.join(sorted(FIELDS))}")
    wrong = [name for name in sorted(FIELDS - {"seq", "record"}) if not isinstance(values[name], str)]
    if wrong or type(values["seq"]) is not int:
        raise CopyError(at, f"{', '.join(wrong) or 'seq'} is not written as in a ledger")
    texts = {name: escape(values[name]) for name in TEXTS}
    return _Told(
        at,
        Line(
            previous=values["previous"],
            seq=values["seq"],
            kind=values["kind"],
            subject=values["subject"],
            record_id=texts.pop("id"),
            recorded_at=values["recorded_at"],
            payload=_payload(at, values["record"]),
            **texts,
        ),
        values["hash"],
    )


def _payload(at: int, record: Any) -> str:
    try:
        return json.dumps(record, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise CopyError(at, f"its record cannot be written: {error}") from error


def _take(ledger: Ledger, some: Sequence[_Told]) -> int:
    """Compare those of these entries that are held, add the others; how many were new."""
    held = _hashes(ledger, some[0].line.seq, some[-1].line.seq)
    for told in some:
        if told.line.seq in held and held[told.line.seq] != told.hash:
            raise CopyError(
                told.at, f"the ledger holds another entry {told.line.seq}; a copy goes into an empty ledger or its own beginning"
            )
    new = [told for told in some if told.line.seq not in held]
    if new:
        _add(ledger, new)
    return len(new)


def _hashes(ledger: Ledger, first: int, last: int) -> dict[int, str]:
    query = select(entry_table.c.seq, entry_table.c.hash).where(entry_table.c.seq >= first, entry_table.c.seq <= last)
    with reading(ledger.engine) as connection:
        return {int(row.seq): str(row.hash) for row in connection.execute(query)}


def _links(told: _Told) -> list[dict[str, object]]:
    """What the record of an entry refers to; it must be what the entry says it is."""
    try:
        return list(links_in(told.line))
    except LedgerError as error:
        raise CopyError(told.at, str(error)) from error


def _add(ledger: Ledger, new: Sequence[_Told]) -> None:
    links = [link for told in new for link in _links(told)]
    with writing(ledger.engine) as connection:
        write_lines(connection, [(told.line, told.hash) for told in new], links, new[0].line.previous)
