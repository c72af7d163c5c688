"""The ledger: append records, read the state of any moment, and check that nothing was changed since."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Engine

from trucewatch.errors import ChainBroken
from trucewatch.ledger import state
from trucewatch.ledger.chain import START, Entry, Revised, Shape, Stamp
from trucewatch.ledger.doors import is_writable, open_engine, reading, shown, writing
from trucewatch.ledger.entries import check, check_links, decode, entry_of
from trucewatch.ledger.lookups import Filling, Gathered, Lookups, fill, keep
from trucewatch.ledger.recording import news, record_news, write
from trucewatch.ledger.records import (
    KINDS,
    Encoded,
    Kind,
    Record,
    encode,
    escape,
    kind_of,
    log_way,
    unescape,
    way,
)
from trucewatch.ledger.state import Moment
from trucewatch.model import (
    AccessEvent,
    Agreement,
    Bulletin,
    Claim,
    Finding,
    HardwareSighting,
    Incident,
    Limit,
    LogRecord,
    Observation,
    Post,
    Report,
    Review,
    Ultimatum,
    Unread,
    Wording,
)

Held = TypeVar("Held", bound=Record)

AT_A_TIME = 2_000  # records written at a time where all of them are too many to be held


class Ledger:
    """An append-only store of everything that was read, concluded and decided.

    One `Ledger` may serve many threads; a process that was forked opens its own.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str, *, reads_only: bool = False) -> Ledger:
        """The ledger at `sqlite:///FILE` or `postgresql://…`, created or upgraded where needed.

        With `reads_only` it must be there and nothing is ever written to it, not even lists and counts.
        """
        return cls(open_engine(url, reads_only=reads_only))

    @property
    def address(self) -> str:
        """Where it is, without the password."""
        return shown(self._engine.url)

    @property
    def engine(self) -> Engine:
        """The database, for tables that are worked out from the entries and stand beside them."""
        return self._engine

    @property
    def writable(self) -> bool:
        """False of a ledger that was opened for reading only."""
        return is_writable(self._engine)

    @property
    def lookups(self) -> Lookups:
        """The tables in which merging looks claims up."""
        return Lookups(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def append(self, records: Iterable[Record], stamp: Stamp) -> int:
        """Record all of them or none, in this order; how many were new. What the ledger already says is not said twice."""
        return self._append([encode(record) for record in records], stamp, None) or 0

    def append_merged(self, records: Iterable[Record], stamp: Stamp, gathered: Gathered) -> int | None:
        """As `append`, together with where merging looks claims up; None, and nothing recorded, if another was quicker."""
        return self._append([encode(record) for record in records], stamp, gathered)

    def append_filled(self, records: Iterable[Encoded], stamp: Stamp, filling: Filling) -> int | None:
        """As `append_merged`, also in one step, of records that were encoded before; only some are held at a time."""
        feed, added = iter(records), 0
        with writing(self._engine) as connection:
            if not fill(connection, filling):
                return None
            while batch := list(islice(feed, AT_A_TIME)):
                added += record_news(connection, batch, stamp)
        return added

    def append_decided(
        self,
        reviews: Iterable[Review],
        by: Stamp,
        records: Iterable[Record],
        stamp: Stamp,
        gathered: Gathered | None,
        *,
        head: int,
    ) -> int | None:
        """Record what a person decided and what follows from it, in one step; how many entries that made.

        The reviews come first, `by` the person, then the records. None, and nothing recorded, if anything was recorded behind
        entry `head` meanwhile. The look-ups, where something follows, then reach to the last of the reviews.
        """
        first, then = ([encode(record) for record in some] for some in (reviews, records))
        with writing(self._engine) as connection:
            if state.head(connection)[0] != head:
                return None
            decided = news(connection, first)
            if gathered is not None and not keep(connection, replace(gathered, until=head + len(decided))):
                return None
            followed = news(connection, then)
            write(connection, decided, by)
            write(connection, followed, stamp)
        return len(decided) + len(followed)

    def append_at(self, records: Iterable[Record], stamp: Stamp, *, head: int) -> int | None:
        """As `append`, if nothing was recorded behind entry `head` meanwhile; None, and nothing recorded, if something was."""
        return self.append_decided((), stamp, records, stamp, None, head=head)

    def _append(self, batch: Sequence[Encoded], stamp: Stamp, gathered: Gathered | None) -> int | None:
        if not batch and gathered is None:
            return 0
        with writing(self._engine) as connection:
            if gathered is not None and not keep(connection, gathered):
                return None
            return record_news(connection, batch, stamp)

    def reports(self, *, address: str | None = None, source: str | None = None, as_of: Moment | None = None) -> Iterator[Report]:
        """The reports that stand, by id; those at a plain address or read from a source, if it is named."""
        at, out_of = address and way("address", address), source and way("source", source)
        return self._stand(Report, as_of, address=at, source=out_of)

    def days_of_log(self, source: str) -> Iterator[Report]:
        """The days of posts that stand out of the log of this name, by id."""
        found = self._stand(Report, None, log=log_way(source))
        return (report for report in found if report.source.startswith(f"{source}#"))

    def had_version(self, report: Report) -> bool:
        """True if a report with this id and these bytes was ever recorded."""
        with reading(self._engine) as connection:
            return state.is_linked(connection, "version", way("version", report.id, report.raw_sha256))

    def claims(self, *, report: str | None = None, as_of: Moment | None = None) -> Iterator[Claim]:
        """The claims that stand, by id; of one report, if it is named."""
        return self._stand(Claim, as_of, report=report)

    def incidents(
        self, *, claim: str | None = None, report: str | None = None, as_of: Moment | None = None
    ) -> Iterator[Incident]:
        """The incidents that stand, by id; those that rest on a claim or on an account of a report, if it is named."""
        return self._stand(Incident, as_of, claim=claim, report=report)

    def findings(
        self, *, incident: str | None = None, agreement: str | None = None, as_of: Moment | None = None
    ) -> Iterator[Finding]:
        """The findings that stand, by id; on one incident or under one agreement, if it is named."""
        return self._stand(Finding, as_of, incident=incident, agreement=agreement)

    def ultimatums(self, *, claim: str | None = None, as_of: Moment | None = None) -> Iterator[Ultimatum]:
        """The ultimatums that stand, by id; those that a claim tells of, if it is named."""
        return self._stand(Ultimatum, as_of, claim=claim)

    def agreements(self, *, as_of: Moment | None = None) -> Iterator[Agreement]:
        """The agreements that stand, by id."""
        return self._stand(Agreement, as_of)

    def posts(self, *, as_of: Moment | None = None) -> Iterator[Post]:
        """The observation posts that stand, by id."""
        return self._stand(Post, as_of)

    def observations(
        self, *, post: str | None = None, report: str | None = None, as_of: Moment | None = None
    ) -> Iterator[Observation]:
        """The observations that stand, by id; of one post or one log, if it is named."""
        return self._stand(Observation, as_of, post=post, report=report)

    def limits(self, *, post: str | None = None, report: str | None = None, as_of: Moment | None = None) -> Iterator[Limit]:
        """When posts could not look, by id; of one post or one log, if it is named."""
        return self._stand(Limit, as_of, post=post, report=report)

    def access_events(
        self, *, post: str | None = None, report: str | None = None, as_of: Moment | None = None
    ) -> Iterator[AccessEvent]:
        """The access events that stand, by id; of one post or one log, if it is named."""
        return self._stand(AccessEvent, as_of, post=post, report=report)

    def sightings(
        self, *, post: str | None = None, report: str | None = None, as_of: Moment | None = None
    ) -> Iterator[HardwareSighting]:
        """The sightings of weapons that stand, by id; of one post or one log, if it is named."""
        return self._stand(HardwareSighting, as_of, post=post, report=report)

    def log_records(
        self, *, post: str | None = None, report: str | None = None, as_of: Moment | None = None
    ) -> Iterator[LogRecord]:
        """All that posts logged and that stands, kind by kind; of one post or one log, if it is named."""
        yield from self.observations(post=post, report=report, as_of=as_of)
        yield from self.limits(post=post, report=report, as_of=as_of)
        yield from self.access_events(post=post, report=report, as_of=as_of)
        yield from self.sightings(post=post, report=report, as_of=as_of)

    def reviews(self, *, subject: str | None = None, as_of: Moment | None = None) -> Iterator[Review]:
        """The reviews that stand, by id; of one record, if it is named."""
        return self._stand(Review, as_of, subject=subject)

    def bulletins(self, *, as_of: Moment | None = None) -> Iterator[Bulletin]:
        """The reports issued, by id, each as last revised."""
        return self._stand(Bulletin, as_of)

    def wordings(self, *, bulletin: str | None = None, as_of: Moment | None = None) -> Iterator[Wording]:
        """The edits of wording, by id; of one report, if it is named."""
        return self._stand(Wording, as_of, bulletin=bulletin)

    def unread(self, *, as_of: Moment | None = None) -> Iterator[Unread]:
        """The inputs that could not be read, by id."""
        return self._stand(Unread, as_of)

    def held(self, record: type[Held], ids: Collection[str], *, as_of: Moment | None = None) -> Iterator[Held]:
        """The records of a class with these ids, by id, as they stood at that moment; those that did not stand are left out."""
        keys, kind = {escape(key) for key in ids}, KINDS[record]
        with reading(self._engine) as connection:
            until = state.position(connection, as_of)
        rows = state.standing_under(self._engine, kind, keys, until)
        return (decode(row.seq, kind, row.payload) for row in rows)  # type: ignore[misc]

    def naming(self, record: type[Held], what: str, targets: Collection[str], *, as_of: Moment | None = None) -> Iterator[Held]:
        """The records of a class that refer to any of these, by id.

        `what` names the reference: incidents refer to their `claim`s, claims to their `report`, findings to their `incident`.
        """
        keys = {escape(target) for target in targets}
        with reading(self._engine) as connection:
            until = state.position(connection, as_of)
        found = state.naming_any(self._engine, KINDS[record], what, keys, until)
        return self.held(record, [unescape(key) for key in found], as_of=until)

    def named_by(self, record: type[Held], what: str, targets: Collection[str], *, as_of: Moment | None = None) -> dict[str, str]:
        """Which record of a class refers to each of these, by their ids, as `naming` has it; the last by id where several do."""
        with reading(self._engine) as connection:
            until = state.position(connection, as_of)
        found = state.namers(self._engine, KINDS[record], what, {escape(target) for target in targets}, until)
        return {unescape(target): unescape(key) for target, key in found.items()}

    def get(self, kind: str, id: str, *, as_of: Moment | None = None) -> Record | None:
        """The record as it stood at that moment; None if it was not there yet or had been withdrawn."""
        subject = kind_of(kind)
        with reading(self._engine) as connection:
            row = state.newest_on(connection, subject, escape(id), state.position(connection, as_of))
        return None if row is None or row.kind == Kind.WITHDRAWAL else decode(row.seq, subject, row.payload)

    def history(self, kind: str, id: str) -> tuple[Entry, ...]:
        """Every entry on this record, oldest first: versions, withdrawals, and versions after a withdrawal."""
        with reading(self._engine) as connection:
            rows = state.all_on(connection, kind_of(kind), escape(id))
        return tuple(entry_of(row) for row in rows)

    def recorded(self, numbers: Collection[int]) -> dict[int, Record]:
        """What the entries of these numbers hold, by their numbers; a number that there is no entry of is left out."""
        rows = state.rows_numbered(self._engine, numbers)
        return {int(row.seq): decode(row.seq, Kind(row.kind), row.payload) for row in rows}

    def entries(self, *, after: int = 0) -> Iterator[Entry]:
        """All entries in the order they were recorded, from the one after `after`; none that is added while reading."""
        for rows in state.rows_in_order(self._engine, after, self.head()[0]):
            yield from (entry_of(row) for row in rows)

    def revised(
        self,
        subjects: Collection[Kind],
        *,
        after: int = 0,
        until: Moment | None = None,
        newest_first: bool = False,
        shapes: Collection[Shape] = (),
    ) -> Iterator[Revised]:
        """The entries that speak of these kinds of record, behind `after` up to `until`, each with the one before it.

        With `shapes` only those that stand so among the entries on their record.
        """
        last = self.position(until)
        pages = state.rows_in_steps(self._engine, subjects, after, last, newest_first=newest_first, shapes=shapes)
        for rows in pages:
            before = state.rows_before(self._engine, rows)
            for row in rows:
                yield Revised(entry_of(row), entry_of(before[row.seq]) if row.seq in before else None)

    def payloads_about(self, subjects: Collection[Kind], *, after: int, until: int) -> Iterator[tuple[int, Kind, Kind, str, Any]]:
        """The entries that speak of these kinds of record, behind `after` up to `until`: number, kind, subject, id, and its JSON.

        For tables that are worked out from many entries: no record is made of them, which takes five times as long.
        """
        for rows in state.rows_about(self._engine, subjects, after, until):
            for row in rows:
                yield int(row.seq), Kind(row.kind), Kind(row.subject), unescape(row.record_id), json.loads(row.payload)

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry; 0 and 64 zeros for an empty ledger. Note it elsewhere: see `verify`."""
        with reading(self._engine) as connection:
            return state.head(connection)

    def position(self, moment: Moment | None = None) -> int:
        """The number of the last entry that belongs to a moment; for None that of the last entry there is."""
        with reading(self._engine) as connection:
            return state.position(connection, moment)

    def verify(self, *, expect_head: tuple[int, str] | None = None) -> int:
        """The number of entries, each checked against its own hash, the hash before it, and the links kept for look-ups.

        ChainBroken names the first that does not fit. Entries cut off at the end leave a chain that is whole: only
        `expect_head`, noted earlier and elsewhere, shows that they are gone.
        """
        seq, previous = 0, START
        for rows in state.rows_in_order(self._engine, 0, self.head()[0]):
            kept = state.links_of(self._engine, rows[0].seq, rows[-1].seq)
            for row in rows:
                seq += 1
                check(row, seq, previous)
                check_links(row, kept.get(row.seq, set()))
                previous = row.hash
                if expect_head is not None and expect_head[0] == seq and expect_head[1] != previous:
                    raise ChainBroken(seq, f"its hash is {previous}, but {expect_head[1]} was noted")
        if expect_head is not None and expect_head[0] > seq:
            raise ChainBroken(seq + 1, f"missing: entry {expect_head[0]} was noted, but the ledger ends at {seq}")
        return seq

    def _stand(self, record: type[Held], as_of: Moment | None, **linked: str | None) -> Iterator[Held]:
        kind = KINDS[record]
        with reading(self._engine) as connection:
            until = state.position(connection, as_of)
        targets = {what: escape(target) for what, target in linked.items() if target is not None}
        if targets:
            rows = state.standing_with_links(self._engine, kind, until, targets)
        else:
            rows = state.standing(self._engine, kind, until)
        return (decode(row.seq, kind, row.payload) for row in rows)  # type: ignore[misc]
