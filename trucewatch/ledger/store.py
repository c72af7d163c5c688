"""The ledger: append records, read the state of any moment, and check that nothing was changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select

from trucewatch.errors import ChainBroken, LedgerError
from trucewatch.ledger.chain import START, Entry, Line, Stamp, instant, moment
from trucewatch.ledger.doors import open_engine, reading, writing
from trucewatch.ledger.records import KINDS, Encoded, Kind, Record, encode, escape, from_json, kind_of, unescape
from trucewatch.ledger.schema import entries, links
from trucewatch.model import Agreement, Claim, Finding, Incident, Report, Review, Ultimatum, Unread

Moment = datetime | int
Held = TypeVar("Held", Report, Claim, Incident, Finding, Ultimatum, Agreement, Review, Unread)
Key = tuple[Kind, str]

PAGE = 400  # rows a query; a page is held in memory
PAGE_OF_REPORTS = 20  # a report can be a book

_later = entries.alias("later")
_COLUMNS = tuple(column for column in entries.c if column.name != "hash")


class Ledger:
    """An append-only store of everything that was read, concluded and decided.

    One `Ledger` may serve many threads; a process that was forked opens its own.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Ledger:
        """The ledger at `sqlite:///FILE` or `postgresql://…`, created or upgraded where needed."""
        return cls(open_engine(url))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def append(self, records: Iterable[Record], stamp: Stamp) -> int:
        """Record all of them or none, in this order; how many were new. What the ledger already says is not said twice."""
        batch = [encode(record) for record in records]
        if not batch:
            return 0
        with writing(self._engine) as connection:
            news = _news(batch, _standing(connection, batch))
            _write(connection, news, stamp)
        return len(news)

    def reports(self, *, as_of: Moment | None = None) -> Iterator[Report]:
        """The reports that stand, by id."""
        return self._standing(Report, as_of)

    def claims(self, *, report: str | None = None, as_of: Moment | None = None) -> Iterator[Claim]:
        """The claims that stand, by id; of one report, if it is named."""
        return self._standing(Claim, as_of, report=report)

    def incidents(
        self, *, claim: str | None = None, report: str | None = None, as_of: Moment | None = None
    ) -> Iterator[Incident]:
        """The incidents that stand, by id; those that rest on a claim or on an account of a report, if it is named."""
        return self._standing(Incident, as_of, claim=claim, report=report)

    def findings(
        self, *, incident: str | None = None, agreement: str | None = None, as_of: Moment | None = None
    ) -> Iterator[Finding]:
        """The findings that stand, by id; on one incident or under one agreement, if it is named."""
        return self._standing(Finding, as_of, incident=incident, agreement=agreement)

    def ultimatums(self, *, claim: str | None = None, as_of: Moment | None = None) -> Iterator[Ultimatum]:
        """The ultimatums that stand, by id; those that a claim tells of, if it is named."""
        return self._standing(Ultimatum, as_of, claim=claim)

    def agreements(self, *, as_of: Moment | None = None) -> Iterator[Agreement]:
        """The agreements that stand, by id."""
        return self._standing(Agreement, as_of)

    def reviews(self, *, subject: str | None = None, as_of: Moment | None = None) -> Iterator[Review]:
        """The reviews that stand, by id; of one record, if it is named."""
        return self._standing(Review, as_of, subject=subject)

    def unread(self, *, as_of: Moment | None = None) -> Iterator[Unread]:
        """The inputs that could not be read, by id."""
        return self._standing(Unread, as_of)

    def get(self, kind: str, id: str, *, as_of: Moment | None = None) -> Record | None:
        """The record as it stood at that moment; None if it was not there yet or had been withdrawn."""
        subject = kind_of(kind)
        with reading(self._engine) as connection:
            row = connection.execute(
                select(entries.c.seq, entries.c.kind, entries.c.payload)
                .where(entries.c.subject == subject, entries.c.record_id == escape(id))
                .where(entries.c.seq <= _position(connection, as_of))
                .order_by(entries.c.seq.desc())
                .limit(1)
            ).first()
        if row is None or row.kind == Kind.WITHDRAWAL:
            return None
        return _decode(row.seq, subject, row.payload)

    def history(self, kind: str, id: str) -> tuple[Entry, ...]:
        """Every entry on this record, oldest first: versions, withdrawals, and versions after a withdrawal."""
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(entries)
                .where(entries.c.subject == kind_of(kind), entries.c.record_id == escape(id))
                .order_by(entries.c.seq)
            ).all()
        return tuple(_entry(row) for row in rows)

    def entries(self, *, after: int = 0) -> Iterator[Entry]:
        """All entries in the order they were recorded, from the one after `after`; none that is added while reading."""
        with reading(self._engine) as connection:
            last = _head(connection)[0]
        for rows in self._pages(select(entries), after, last):
            yield from (_entry(row) for row in rows)

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry; 0 and 64 zeros for an empty ledger. Note it elsewhere: see `verify`."""
        with reading(self._engine) as connection:
            return _head(connection)

    def verify(self, *, expect_head: tuple[int, str] | None = None) -> int:
        """The number of entries, each checked against its own hash, the hash before it, and the links kept for look-ups.

        ChainBroken names the first that does not fit. Entries cut off at the end leave a chain that is whole: only
        `expect_head`, noted earlier and elsewhere, shows that they are gone.
        """
        with reading(self._engine) as connection:
            last = _head(connection)[0]
        seq, previous = 0, START
        for rows in self._pages(select(entries), 0, last):
            kept = self._links(rows[0].seq, rows[-1].seq)
            for row in rows:
                seq += 1
                _check(row, seq, previous)
                _check_links(row, kept.get(row.seq, set()))
                previous = row.hash
                if expect_head is not None and expect_head[0] == seq and expect_head[1] != previous:
                    raise ChainBroken(seq, f"its hash is {previous}, but {expect_head[1]} was noted")
        if expect_head is not None and expect_head[0] > seq:
            raise ChainBroken(seq + 1, f"missing: entry {expect_head[0]} was noted, but the ledger ends at {seq}")
        return seq

    def _standing(self, record: type[Held], as_of: Moment | None, **linked: str | None) -> Iterator[Held]:
        with reading(self._engine) as connection:
            until = _position(connection, as_of)
        return self._stream(KINDS[record], until, {what: escape(target) for what, target in linked.items() if target is not None})

    def _stream(self, subject: Kind, until: int, linked: Mapping[str, str]) -> Iterator[Any]:
        """Page by page, each its own short transaction: what is behind `until` never changes, so the pages fit together."""
        query = _standing_at(subject, until)
        for what, target in linked.items():
            query = query.where(entries.c.seq.in_(select(links.c.seq).where(links.c.what == what, links.c.target == target)))
        size, after = PAGE_OF_REPORTS if subject is Kind.REPORT else PAGE, ""
        while True:
            with reading(self._engine) as connection:
                page = connection.execute(
                    query.where(entries.c.record_id > after).order_by(entries.c.record_id).limit(size)
                ).all()
            for row in page:
                yield _decode(row.seq, subject, row.payload)
            if len(page) < size:
                return
            after = page[-1].record_id

    def _pages(self, query: Select[Any], after: int, last: int) -> Iterator[Sequence[Row[Any]]]:
        """Rows by number, some at a time; a gap is left for the caller to see."""
        while after < last:
            with reading(self._engine) as connection:
                page = connection.execute(
                    query.where(entries.c.seq > after, entries.c.seq <= last).order_by(entries.c.seq).limit(PAGE)
                ).all()
            if not page:
                return
            yield page
            after = page[-1].seq

    def _links(self, first: int, last: int) -> dict[int, set[tuple[str, str]]]:
        kept: dict[int, set[tuple[str, str]]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(select(links).where(links.c.seq >= first, links.c.seq <= last)):
                kept.setdefault(row.seq, set()).add((row.what, row.target))
        return kept


def _standing_at(subject: Kind, until: int) -> Select[Any]:
    """The newest entry up to `until` on each record of a kind, less those that a withdrawal was the newest on."""
    newer = select(_later.c.seq).where(
        _later.c.subject == entries.c.subject,
        _later.c.record_id == entries.c.record_id,
        _later.c.seq > entries.c.seq,
        _later.c.seq <= until,
    )
    return select(entries.c.seq, entries.c.record_id, entries.c.payload).where(
        entries.c.subject == subject, entries.c.kind == subject, entries.c.seq <= until, ~newer.exists()
    )


def _position(connection: Connection, as_of: Moment | None) -> int:
    """The number of the last entry that belongs to the moment.

    For an instant, that is the last before the first entry that was recorded later. So an entry by a clock that is slow
    belongs to the time of the entries before it, and what was seen of a past moment stays what it was.
    """
    head = _head(connection)[0]
    if as_of is None:
        return head
    if isinstance(as_of, int):
        if not 0 <= as_of <= head:
            raise LedgerError(f"the ledger has the entries 1 to {head}; there is no {as_of} yet")
        return as_of
    after = connection.scalar(select(func.min(entries.c.seq)).where(entries.c.recorded_at > instant(as_of)))
    return head if after is None else int(after) - 1


def _head(connection: Connection) -> tuple[int, str]:
    row = connection.execute(select(entries.c.seq, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)).first()
    return (0, START) if row is None else (int(row.seq), str(row.hash))


def _standing(connection: Connection, batch: Sequence[Encoded]) -> dict[Key, tuple[Kind, str]]:
    """The newest kind and payload of each record that the batch speaks of."""
    wanted: dict[Kind, set[str]] = {}
    for item in batch:
        wanted.setdefault(item.subject, set()).add(item.id)
    newer = select(_later.c.seq).where(
        _later.c.subject == entries.c.subject, _later.c.record_id == entries.c.record_id, _later.c.seq > entries.c.seq
    )
    query = select(entries.c.record_id, entries.c.kind, entries.c.payload).where(~newer.exists())
    found: dict[Key, tuple[Kind, str]] = {}
    for subject, ids in wanted.items():
        ordered = sorted(ids)
        for start in range(0, len(ordered), PAGE):
            some = ordered[start : start + PAGE]
            for row in connection.execute(query.where(entries.c.subject == subject, entries.c.record_id.in_(some))):
                found[subject, row.record_id] = (Kind(row.kind), row.payload)
    return found


def _news(batch: Sequence[Encoded], standing: dict[Key, tuple[Kind, str]]) -> list[Encoded]:
    """What of the batch changes the state, looked at one after the other."""
    state, news = dict(standing), []
    for item in batch:
        key = (item.subject, item.id)
        before = state.get(key)
        if item.kind is Kind.WITHDRAWAL and before is None:
            raise LedgerError(f"there is no {item.subject} {unescape(item.id)!r} to withdraw")
        if before is not None and before[0] is item.kind and _same(item.kind, before[1], item.payload):
            continue
        state[key] = (item.kind, item.payload)
        news.append(item)
    return news


def _same(kind: Kind, before: str, now: str) -> bool:
    """True if both are one record, be it that one was written before its class had all of today's fields."""
    if before == now:
        return True
    try:
        return from_json(kind, before) == from_json(kind, now)
    except LedgerError:  # an old entry that this version cannot read says something else than today's record
        return False


def _write(connection: Connection, news: Sequence[Encoded], stamp: Stamp) -> None:
    seq, previous = _head(connection)
    rows: list[dict[str, object]] = []
    linked: list[dict[str, object]] = []
    for item in news:
        seq += 1
        line = Line(
            previous=previous,
            seq=seq,
            kind=item.kind.value,
            subject=item.subject.value,
            record_id=item.id,
            recorded_at=instant(stamp.at),
            author=escape(stamp.author),
            code=escape(stamp.code),
            model=escape(stamp.model),
            knowledge=escape(stamp.knowledge),
            reason=escape(stamp.reason),
            payload=item.payload,
        )
        previous = line.digest()
        rows.append({**line.fields(), "hash": previous})
        linked += [{"what": what, "target": target, "seq": seq} for what, target in item.links]
    if rows:
        connection.execute(insert(entries), rows)
    if linked:
        connection.execute(insert(links), linked)


def _check(row: Row[Any], seq: int, previous: str) -> None:
    if row.seq != seq:
        raise ChainBroken(seq, f"missing: the next entry is {row.seq}")
    if row.previous != previous:
        raise ChainBroken(seq, "it does not follow from the entry before it")
    if _line(row).digest() != row.hash:
        raise ChainBroken(seq, "its content is not what its hash was taken over")


def _check_links(row: Row[Any], kept: set[tuple[str, str]]) -> None:
    record = _decode(row.seq, Kind(row.kind), row.payload)
    if set(encode(record).links) != kept:
        raise ChainBroken(row.seq, "the links kept for look-ups are not those of its record")


def _line(row: Row[Any]) -> Line:
    return Line(**{column.name: getattr(row, column.name) for column in _COLUMNS})


def _decode(seq: int, kind: Kind, payload: str) -> Record:
    try:
        return from_json(kind, payload)
    except LedgerError as error:
        raise LedgerError(f"entry {seq}: {error}") from error


def _entry(row: Row[Any]) -> Entry:
    kind = Kind(row.kind)
    return Entry(
        seq=int(row.seq),
        kind=kind,
        subject=Kind(row.subject),
        id=unescape(row.record_id),
        record=_decode(row.seq, kind, row.payload),
        stamp=Stamp(
            at=moment(row.recorded_at),
            author=unescape(row.author),
            code=unescape(row.code),
            model=unescape(row.model),
            knowledge=unescape(row.knowledge),
            reason=unescape(row.reason),
        ),
        previous=row.previous,
        hash=row.hash,
    )
