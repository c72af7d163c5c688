"""Read some entries of the ledger, and what the records that they touch were before and became with each of them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, select

from trucewatch.catalogue.cards import ReportCard
from trucewatch.catalogue.making import Said, Teller, report_card, report_words, teller_of
from trucewatch.catalogue.stored import report_of
from trucewatch.catalogue.tables import LAST, report_table
from trucewatch.ledger import Kind
from trucewatch.ledger.chain import moment
from trucewatch.ledger.records import from_json
from trucewatch.ledger.schema import entry_table, link_table
from trucewatch.ledger.state import chunks, newest_under
from trucewatch.model import Agreement, Finding, Incident, Report, Review

Value = TypeVar("Value")


@dataclass(slots=True)
class Course(Generic[Value]):
    """What one record was before some entries, and what each of them made of it; None while it does not stand."""

    before: Value | None = None
    seqs: list[int] = field(default_factory=list)
    values: list[Value | None] = field(default_factory=list)

    def add(self, seq: int, value: Value | None) -> None:
        """The record as this entry has it."""
        self.seqs.append(seq)
        self.values.append(value)

    def at(self, seq: int) -> Value | None:
        """The record after this entry."""
        number = bisect_right(self.seqs, seq)
        return self.values[number - 1] if number else self.before

    @property
    def last(self) -> Value | None:
        """The record after all of them."""
        return self.values[-1] if self.values else self.before


@dataclass(frozen=True, slots=True)
class Written:
    """An incident and when this form of it was recorded."""

    incident: Incident
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportForm:
    """A report as one entry has it: its card as JSON, its outlet and day, its words."""

    seq: int
    teller: Teller | None
    card: ReportCard | None = None
    outlet: str = ""
    words: tuple[str, ...] = ()

    def card_recorded(self, first: datetime | None) -> str:
        """Its card as JSON, with the time when the report was first recorded."""
        assert self.card is not None
        return report_of.dump(replace(self.card, recorded_at=first) if first else self.card)


@dataclass(slots=True)
class Gathering:
    """Some entries, sorted by what they speak of. Ids are escaped, as the tables have them.

    `forms` are what the entries make of reports, in order. `touched` says at which entries an incident may have changed.
    """

    after: int
    until: int = 0
    claims: dict[str, Course[Said]] = field(default_factory=dict)
    tellers: dict[str, Course[Teller]] = field(default_factory=dict)
    incidents: dict[str, Course[Written]] = field(default_factory=dict)
    findings: dict[str, Course[Finding]] = field(default_factory=dict)
    reviews: list[tuple[int, Review]] = field(default_factory=list)
    forms: list[tuple[str, ReportForm]] = field(default_factory=list)
    agreements: dict[str, tuple[int, Agreement | None]] = field(default_factory=dict)
    touched: dict[str, set[int]] = field(default_factory=dict)
    first_recorded: dict[str, datetime] = field(default_factory=dict)


WANTED = (Kind.REPORT, Kind.CLAIM, Kind.INCIDENT, Kind.FINDING, Kind.REVIEW, Kind.AGREEMENT)
PAGE = 100  # entries held at once as they were written


def gather(connection: Connection, after: int, until: int) -> Gathering:
    """The entries behind `after` up to `until`, or up to the first among them that changes an agreement."""
    found = Gathering(after)
    query = select(
        entry_table.c.seq, entry_table.c.kind, entry_table.c.subject, entry_table.c.record_id, entry_table.c.recorded_at,
        entry_table.c.payload,
    )  # fmt: skip
    while after < until and not found.agreements:
        some = query.where(entry_table.c.seq > after, entry_table.c.seq <= until).order_by(entry_table.c.seq).limit(PAGE)
        rows = connection.execute(some).all()
        if not rows:
            break
        for row in rows:
            _take(found, row)
            after = found.until = row.seq
            if row.subject == Kind.AGREEMENT:
                break
    return found


def _take(found: Gathering, row: Any) -> None:
    stands = row.kind == row.subject
    at = moment(row.recorded_at)
    match row.subject:
        case Kind.CLAIM:
            _course(found.claims, row.record_id).add(row.seq, said_in(row.payload) if stands else None)
        case Kind.REPORT:
            _take_report(found, row, stands, at)
        case Kind.INCIDENT:
            incident = from_json(Kind.INCIDENT, row.payload) if stands else None
            made = Written(incident, at) if isinstance(incident, Incident) else None
            _course(found.incidents, row.record_id).add(row.seq, made)
            found.touched.setdefault(row.record_id, set()).add(row.seq)
            if stands:
                found.first_recorded.setdefault(row.record_id, at)
        case Kind.FINDING:
            finding = from_json(Kind.FINDING, row.payload) if stands else None
            _course(found.findings, row.record_id).add(row.seq, finding if isinstance(finding, Finding) else None)
        case Kind.REVIEW:
            review = from_json(Kind.REVIEW, row.payload) if stands else None
            if isinstance(review, Review):
                found.reviews.append((row.seq, review))
        case Kind.AGREEMENT:
            agreement = from_json(Kind.AGREEMENT, row.payload) if stands else None
            found.agreements[row.record_id] = row.seq, agreement if isinstance(agreement, Agreement) else None


def _take_report(found: Gathering, row: Any, stands: bool, at: datetime) -> None:
    course = _course(found.tellers, row.record_id)
    if not stands:
        course.add(row.seq, None)
        found.forms.append((row.record_id, ReportForm(row.seq, None)))
        return
    report = from_json(Kind.REPORT, row.payload)
    assert isinstance(report, Report)
    teller = teller_of(report)
    course.add(row.seq, teller)
    card = report_card(report, recorded_at=at)
    words = report_words(report)
    found.forms.append((row.record_id, ReportForm(row.seq, teller, card, card.outlet or "", words)))


def _course(courses: dict[str, Course[Value]], key: str) -> Course[Value]:
    return courses.setdefault(key, Course())


def said_in(payload: str) -> Said:
    """What cards take from the payload of a claim; checked when it was written, so read without checking again."""
    claim = json.loads(payload)
    quote = claim["quote"]
    return Said(claim["id"], claim["report_id"], quote["start"], quote["text"], claim.get("confidence", 0.5))


def claims_before(connection: Connection, keys: Collection[str], until: int) -> dict[str, Said]:
    """The claims that stood at an entry."""
    rows = newest_under(connection, Kind.CLAIM, keys, until)
    return {row.record_id: said_in(row.payload) for row in rows if row.kind == Kind.CLAIM}


def incidents_before(connection: Connection, keys: Collection[str], until: int) -> dict[str, Written]:
    """The incidents that stood at an entry."""
    out: dict[str, Written] = {}
    for row in newest_under(connection, Kind.INCIDENT, keys, until):
        incident = from_json(Kind.INCIDENT, row.payload) if row.kind == Kind.INCIDENT else None
        if isinstance(incident, Incident):
            out[row.record_id] = Written(incident, moment(row.recorded_at))
    return out


def findings_before(connection: Connection, keys: Collection[str], until: int) -> dict[str, Finding]:
    """The findings that stood at an entry."""
    rows = newest_under(connection, Kind.FINDING, keys, until)
    found = {row.record_id: from_json(Kind.FINDING, row.payload) for row in rows if row.kind == Kind.FINDING}
    return {key: finding for key, finding in found.items() if isinstance(finding, Finding)}


def tellers_before(connection: Connection, keys: Collection[str]) -> dict[str, Teller]:
    """What cards take from the reports that the catalogue has standing."""
    out: dict[str, Teller] = {}
    for some in chunks(sorted(keys)):
        query = select(report_table.c.report, report_table.c.card).where(
            report_table.c.report.in_(some), report_table.c.until == LAST
        )
        for row in connection.execute(query):
            card = report_of.load(row.card)
            out[row.report] = Teller(card.published, card.language)
    return out


def first_recorded(connection: Connection, subject: Kind, keys: Collection[str]) -> dict[str, datetime]:
    """When each of these records came into the ledger for the first time."""
    out: dict[str, datetime] = {}
    for some in chunks(sorted(keys)):
        mine = entry_table.c.subject == subject, entry_table.c.record_id.in_(some), entry_table.c.kind == subject
        query = select(entry_table.c.record_id, entry_table.c.recorded_at).where(*mine).order_by(entry_table.c.seq)
        for row in connection.execute(query):
            out.setdefault(row.record_id, moment(row.recorded_at))
    return out


def incidents_on(connection: Connection, what: str, targets: Iterable[str], until: int) -> dict[str, set[str]]:
    """For each claim or report the incidents that an entry up to `until` lets rest on it, whether they still do or not."""
    out: dict[str, set[str]] = {}
    linked = (
        select(link_table.c.target, entry_table.c.record_id)
        .join(entry_table, entry_table.c.seq == link_table.c.seq)
        .where(link_table.c.what == what, link_table.c.seq <= until, entry_table.c.kind == Kind.INCIDENT)
    )
    for some in chunks(sorted(targets)):
        for row in connection.execute(linked.where(link_table.c.target.in_(some))):
            out.setdefault(row.target, set()).add(row.record_id)
    return out


def reviews_on(connection: Connection, keys: Collection[str], until: int) -> dict[str, list[Review]]:
    """The reviews on some records that stood at an entry, by the record."""
    out: dict[str, list[Review]] = {}
    linked = (
        select(link_table.c.target, entry_table.c.record_id)
        .join(entry_table, entry_table.c.seq == link_table.c.seq)
        .where(link_table.c.what == "subject", link_table.c.seq <= until, entry_table.c.kind == Kind.REVIEW)
    )
    wanted: dict[str, str] = {}
    for some in chunks(sorted(keys)):
        wanted |= {row.record_id: row.target for row in connection.execute(linked.where(link_table.c.target.in_(some)))}
    for row in newest_under(connection, Kind.REVIEW, wanted, until):
        review = from_json(Kind.REVIEW, row.payload) if row.kind == Kind.REVIEW else None
        if isinstance(review, Review):
            out.setdefault(wanted[row.record_id], []).append(review)
    return out


def known_agreements(connection: Connection, until: int) -> dict[str, int]:
    """The agreements that stand at an entry, each with the number of the entry that says what it is."""
    query = select(entry_table.c.record_id, entry_table.c.seq, entry_table.c.kind).where(
        entry_table.c.subject == Kind.AGREEMENT, entry_table.c.seq <= until
    )
    newest: dict[str, tuple[int, str]] = {}
    for row in connection.execute(query.order_by(entry_table.c.seq)):
        newest[row.record_id] = row.seq, row.kind
    return {key: seq for key, (seq, kind) in newest.items() if kind == Kind.AGREEMENT}


def agreement_in(connection: Connection, seq: int) -> Agreement:
    """The agreement of an entry."""
    payload = connection.execute(select(entry_table.c.payload).where(entry_table.c.seq == seq)).scalar_one()
    found = from_json(Kind.AGREEMENT, payload)
    assert isinstance(found, Agreement)
    return found
