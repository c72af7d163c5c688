"""Gather what the questions on a record rest on, out of the ledger, many records at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import func, select

from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.chain import moment
from trucewatch.ledger.doors import reading
from trucewatch.ledger.records import escape, unescape
from trucewatch.ledger.schema import entry_table, link_table
from trucewatch.ledger.state import chunks
from trucewatch.model import Agreement, Claim, Finding, Incident, Place, Review, Ultimatum
from trucewatch.reviewing.asking import questions_of
from trucewatch.reviewing.lasting import questions_of_demand
from trucewatch.reviewing.matter import Matter
from trucewatch.reviewing.queue import Waiting
from trucewatch.reviewing.rulings import COMPARISON
from trucewatch.reviewing.states import RecordChange

OWNERS = (Kind.INCIDENT, Kind.ULTIMATUM)  # the records that questions belong to

Held = TypeVar("Held")

Areas = Callable[[Place | None, Agreement], tuple[str, ...]]


def _none(_: Place | None, __: Agreement) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What else questions are made with: the areas of agreements that a place lies in."""

    areas: Areas = field(default=_none)


def owners_from(ledger: Ledger, after: str, until: int, limit: int) -> tuple[str, ...]:
    """The next incidents and demands by id, behind one of them, that were ever recorded up to an entry."""
    query = (
        select(entry_table.c.record_id)
        .where(entry_table.c.subject.in_(OWNERS), entry_table.c.seq <= until, entry_table.c.record_id > escape(after))
        .distinct()
        .order_by(entry_table.c.record_id)
        .limit(limit)
    )
    with reading(ledger.engine) as connection:
        return tuple(unescape(key) for key in connection.scalars(query))


def owners_between(ledger: Ledger, after: int, until: int) -> tuple[str, ...]:
    """The incidents and demands whose questions entries behind `after`, up to `until`, may change."""
    ids = _named_by(ledger, after, until)
    found = {*ids[Kind.INCIDENT], *ids[Kind.ULTIMATUM]}
    found |= _linked(ledger, Kind.FINDING, ids[Kind.FINDING], "incident")
    reviews = tuple(ledger.held(Review, ids[Kind.REVIEW]))
    found |= {review.subject for review in reviews if review.kind in OWNERS}
    found |= _linked(ledger, Kind.FINDING, {one.subject for one in reviews if one.kind == Kind.FINDING}, "incident")
    claims = {claim for review in reviews for claim in review.claims}
    found |= {incident.id for incident in ledger.naming(Incident, "claim", claims)} if claims else set()
    return tuple(sorted(found))


def _named_by(ledger: Ledger, after: int, until: int) -> dict[Kind, set[str]]:
    kinds = (*OWNERS, Kind.FINDING, Kind.REVIEW)
    query = select(entry_table.c.subject, entry_table.c.record_id).where(
        entry_table.c.seq > after, entry_table.c.seq <= until, entry_table.c.subject.in_(kinds)
    )
    found: dict[Kind, set[str]] = {kind: set() for kind in kinds}
    with reading(ledger.engine) as connection:
        for row in connection.execute(query):
            found[Kind(row.subject)].add(unescape(row.record_id))
    return found


def _linked(ledger: Ledger, kind: Kind, ids: Collection[str], what: str) -> set[str]:
    """What these records, standing or withdrawn, refer to or once referred to."""
    found: set[str] = set()
    for some in chunks(sorted(escape(one) for one in ids)):
        query = (
            select(link_table.c.target)
            .join(entry_table, entry_table.c.seq == link_table.c.seq)
            .where(entry_table.c.subject == kind, entry_table.c.record_id.in_(some), link_table.c.what == what)
        )
        with reading(ledger.engine) as connection:
            found.update(unescape(key) for key in connection.scalars(query))
    return found


def matters(ledger: Ledger, owners: Collection[str], until: int, kept: Kept) -> Iterator[tuple[str, Waiting]]:
    """Every question that waits on these incidents and demands, with the one it belongs to."""
    incidents = tuple(ledger.held(Incident, owners, as_of=until))
    demands = tuple(ledger.held(Ultimatum, owners, as_of=until))
    firsts = {**_first(ledger, Kind.INCIDENT, owners), **_first(ledger, Kind.ULTIMATUM, owners)}
    for matter in _matters(ledger, incidents, firsts, until, kept):
        for item in questions_of(matter):
            yield matter.incident.id, item
    reviews = _by_subject(ledger, [demand.id for demand in demands], until)
    for demand in demands:
        for item in questions_of_demand(demand, firsts[demand.id], reviews.get(demand.id, ())):
            yield demand.id, item


def _matters(
    ledger: Ledger, incidents: Sequence[Incident], firsts: Mapping[str, datetime], until: int, kept: Kept
) -> Iterator[Matter]:
    claims = {one.id: one for one in ledger.held(Claim, {key for i in incidents for key in i.claim_ids}, as_of=until)}
    findings = _group(ledger.naming(Finding, "incident", {one.id for one in incidents}, as_of=until), lambda f: f.incident_id)
    reviews = _reviews(ledger, incidents, findings, until)
    agreements = tuple(ledger.agreements(as_of=until))
    for incident in incidents:
        mine = reviews.get(incident.id, ())
        yield Matter(
            incident,
            claims,
            firsts[incident.id],
            findings.get(incident.id, ()),
            mine,
            _changes(ledger, incident.id) if mine else (),
            tuple(area for one in agreements for area in kept.areas(incident.place, one)),
        )


def _reviews(
    ledger: Ledger, incidents: Sequence[Incident], findings: Mapping[str, Sequence[Finding]], until: int
) -> dict[str, tuple[Review, ...]]:
    """The reviews that bear on each incident: on itself, on its findings, on its claims and on what is between them."""
    holder = {key: one.id for one in incidents for key in one.claim_ids}
    named = {one.id: one.id for one in incidents} | {f.id: key for key, some in findings.items() for f in some}
    found: dict[str, dict[str, Review]] = {}
    for review in (
        *ledger.naming(Review, "subject", named.keys(), as_of=until),
        *ledger.naming(Review, "claim", holder.keys(), as_of=until),
    ):
        told = {named.get(review.subject, ""), *(holder.get(claim, "") for claim in review.claims)} - {""}
        for incident in told if review.kind == COMPARISON or review.subject not in named else {named[review.subject]}:
            found.setdefault(incident, {})[review.id] = review
    return {key: tuple(some.values()) for key, some in found.items()}


def _by_subject(ledger: Ledger, subjects: Collection[str], until: int) -> dict[str, tuple[Review, ...]]:
    return _group(ledger.naming(Review, "subject", subjects, as_of=until), lambda review: review.subject) if subjects else {}


def _changes(ledger: Ledger, incident_id: str) -> tuple[RecordChange, ...]:
    """The versions of an incident's record."""
    return tuple(
        RecordChange(one.seq, one.stamp.at.isoformat(), one.stamp.author, one.stamp.reason)
        for one in ledger.history(Kind.INCIDENT, incident_id)
        if one.kind is Kind.INCIDENT
    )


def _first(ledger: Ledger, kind: Kind, ids: Collection[str]) -> dict[str, datetime]:
    """When each record was first recorded."""
    found: dict[str, datetime] = {}
    for some in chunks(sorted(escape(one) for one in ids)):
        query = (
            select(entry_table.c.record_id, func.min(entry_table.c.recorded_at).label("at"))
            .where(entry_table.c.subject == kind, entry_table.c.record_id.in_(some))
            .group_by(entry_table.c.record_id)
        )
        with reading(ledger.engine) as connection:
            found.update((unescape(row.record_id), moment(row.at).astimezone(UTC)) for row in connection.execute(query))
    return found


def _group(records: Iterable[Held], key: Callable[[Held], str]) -> dict[str, tuple[Held, ...]]:
    found: dict[str, tuple[Held, ...]] = {}
    for record in records:
        found[key(record)] = (*found.get(key(record), ()), record)
    return found
