"""What rests on raw bytes: which findings, claims and reports of the ledger, in any version there ever was.

A withdrawn finding counts like one that stands: whoever contests it wants to see the page it was drawn from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import ColumnElement, Engine, Select, func, select

from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.chain import moment
from trucewatch.ledger.doors import reading
from trucewatch.ledger.records import unescape
from trucewatch.ledger.schema import entry_table, link_table
from trucewatch.ledger.state import rows_about
from trucewatch.model import Report

CUT = 500  # characters of a record from its hash on, which its source follows; few sources are longer
TOLD = re.compile(r'"raw_sha256":"(?P<sha256>[^"]*)"(?:,"source":"(?P<source>(?:[^"\\]|\\.)*)")?')
EVERYTHING = "everything"  # what can be held instead of a report, an incident or a hash


class Rests(IntEnum):
    """The most that rests on some bytes; the higher, the longer they are wanted."""

    NOTHING = 0  # no report of this ledger was read from them
    UNREAD = 1  # they could not be read
    REPORT = 2  # a report in which nothing was claimed
    CLAIM = 3  # a report in which something was claimed
    LOG = 4  # what a post logged, as it was sent, and no finding was drawn from
    FINDING = 5  # a report, or a log of a post, whose claims a finding was drawn from

    @property
    def word(self) -> str:
        """As commands and the journal write it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on raw bytes by their hash; `held` are those that somebody holds.

    `days` are the hashes of reports made of the lines of a log: their bytes are those of the log, under another hash.
    """

    most: dict[str, Rests]
    held: frozenset[str]
    days: frozenset[str] = frozenset()

    def on(self, sha256: str) -> Rests:
        """What rests on some bytes."""
        return self.most.get(sha256, Rests.NOTHING)


def resting(ledger: Ledger, *, logs: Mapping[str, Collection[str]] | None = None, held: Collection[str] = ()) -> Resting:
    """All that rests on raw bytes. `held` names hashes, reports and incidents, or EVERYTHING.

    `logs` are the hashes of logs of posts with the names they were sent under. A finding drawn from a report of
    its days rests on the log, which is held with any of them;
    one under whose names there are no reports is taken for the log of all days there are.
    Every version of every report is looked at once; memory grows with their number.
    """
    with reading(ledger.engine) as connection:
        claimed, found, kept = (
            {unescape(str(row[0])) for row in connection.execute(query)}
            for query in (_reports_claimed(), _reports_found(), _reports_of([one for one in held if one != EVERYTHING]))
        )
    logs = logs or {}
    most = dict.fromkeys(logs, Rests.LOG)
    sources, days = {name for names in logs.values() for name in names}, set[str]()
    under = defaultdict[str, set[str]](set)  # the reports of the days of a log, by the log's name; "": of all logs
    holds = {one for one in held if one != EVERYTHING}
    for report, sha256, log, rests in _read(ledger):
        if report in found:
            rests = Rests.FINDING
        elif report in claimed:
            rests = max(rests, Rests.CLAIM)
        most[sha256] = max(most.get(sha256, Rests.NOTHING), rests)
        if report in kept or report in holds:
            holds.add(sha256)
        if log:
            under[""].add(report)
        if log in sources:
            under[log].add(report)
            days.add(sha256)
    for sha256, names in logs.items():
        reports = set[str]().union(*(under[name] for name in names if name)) or under[""]
        if not reports.isdisjoint(found):
            most[sha256] = Rests.FINDING
        if not (reports.isdisjoint(kept) and reports.isdisjoint(holds)):
            holds.add(sha256)
    return Resting(most, frozenset(holds), frozenset(days))


def first_recorded(ledger: Ledger) -> datetime | None:
    """When the first entry of the ledger was recorded; None where it is empty."""
    with reading(ledger.engine) as connection:
        at = connection.scalar(select(entry_table.c.recorded_at).order_by(entry_table.c.seq).limit(1))
    return moment(at) if at else None


def _read(ledger: Ledger) -> Iterator[tuple[str, str, str, Rests]]:
    """Every report and unread input there ever was, with the hash of its bytes and the name of the log it may be a day of."""
    c, last = entry_table.c, ledger.head()[0]
    columns = (c.seq, c.kind, c.record_id, _beginning(ledger.engine, CUT).label("told"))
    for rows in rows_about(ledger.engine, (Kind.REPORT, Kind.UNREAD), 0, last, columns):
        for row in rows:
            found = TOLD.match(row.told)
            if row.kind == Kind.UNREAD and found and found["sha256"]:
                yield "", unescape(found["sha256"]), "", Rests.UNREAD
            elif row.kind == Kind.REPORT and found and found["sha256"]:
                source = _whole_source(ledger, row.seq) if found["source"] is None else unescape(found["source"])
                yield unescape(row.record_id), unescape(found["sha256"]), source.rpartition("#")[0], Rests.REPORT


def _beginning(engine: Engine, length: int) -> ColumnElement[str]:
    """So much of a record's JSON from its hash on, cut out by the database: the text of a report is long, and stays there.

    A quotation mark within a text has a backslash before it, so that the marks around a field's name stand nowhere else.
    """
    find = func.instr if engine.dialect.name == "sqlite" else func.strpos
    return func.substr(entry_table.c.payload, find(entry_table.c.payload, '"raw_sha256":"'), length)


def _whole_source(ledger: Ledger, seq: int) -> str:
    """The source of a report that is longer than what was cut out."""
    record = ledger.recorded([seq])[seq]
    assert isinstance(record, Report)
    return record.source


def _named(kind: Kind, what: str, among: ColumnElement[bool] | None = None) -> Select[tuple[str]]:
    """What the records of a kind name, in any version; of those `among` which a record is asked for."""
    joined = link_table.join(entry_table, entry_table.c.seq == link_table.c.seq)
    query = select(link_table.c.target).select_from(joined).distinct()
    query = query.where(entry_table.c.kind == kind.value, link_table.c.what == what)
    return query if among is None else query.where(among)


def _reports_claimed() -> Select[tuple[str]]:
    return _named(Kind.CLAIM, "report")


def _reports_found() -> Select[tuple[str]]:
    incidents = _named(Kind.FINDING, "incident")
    claims = _named(Kind.INCIDENT, "claim", entry_table.c.record_id.in_(incidents))
    return _named(Kind.CLAIM, "report", entry_table.c.record_id.in_(claims))


def _reports_of(incidents: Collection[str]) -> Select[tuple[str]]:
    """The reports that some incidents rest on, in any version."""
    claims = _named(Kind.INCIDENT, "claim", entry_table.c.record_id.in_(sorted(incidents)))
    return _named(Kind.CLAIM, "report", entry_table.c.record_id.in_(claims))
