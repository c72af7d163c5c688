"""The tables of a package: incidents, their claims, accounts and findings, and the reports that tell them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from trucewatch.catalogue import Question, Shelf
from trucewatch.model import Actor, Claim, Finding
from trucewatch.publish.exchange.cells import csv_lines
from trucewatch.publish.exchange.columns import LIST_SEPARATOR, Column
from trucewatch.publish.exchange.terms import short
from trucewatch.publish.exchange.told import PAGE, DeepReader, Told, incidents_told
from trucewatch.publish.exchange.wide import SOURCES, WIDE, geometry_of, source_row, wide_row
from trucewatch.publish.exports import Row, right_handed

CUT = "Cut at 300 characters."
CLAIMS = (
    Column("id", "text", "The claim's id.", "Claim.id"),
    Column("incident", "text", "The incident it is an account of.", "Incident.claim_ids"),
    Column("report", "text", "The report that makes it, as in the table of sources.", "Claim.report_id"),
    Column("start", "integer", "Where the words begin in the report, in characters.", "Claim.quote"),
    Column("end", "integer", "Where they end.", "Claim.quote"),
    Column("quote", "text", "The words, verbatim.", "Claim.quote", CUT),
    Column("type", "text", "What is said to have happened, as a PLOVER event type.", "Claim.type"),
    Column("mode", "text", "The mode.", "Claim.mode"),
    Column("realis", "text", "Whether it is told as having happened.", "Claim.realis"),
    Column("actors", "list", "Codes of the parties that are said to have done it.", "Claim.actor"),
    Column("actor_words", "list", "The same as printed.", "Claim.actor", CUT),
    Column("recipients", "list", "Codes of the parties that it was done to.", "Claim.recipient"),
    Column("recipient_words", "list", "The same as printed.", "Claim.recipient", CUT),
    Column("place", "text", "The place, under the gazetteer's name or as printed.", "Claim.place.name", CUT),
    Column("first_day", "day", "First day on which it may have happened.", "Claim.time.start"),
    Column("last_day", "day", "Last day on which it may have happened, included.", "Claim.time.last"),
    Column("figures", "json", "Numbers given: kind, low, high (null where open), of what, whether about.", "Claim.figures", CUT),
    Column("speaker", "text", "Who says it, as printed.", "Claim.speaker", CUT),
    Column("told_through", "list", "All through whom it has come, the nearest first.", "Claim.sources", CUT),
    Column("direct_quote", "yes or no", "Whether it is told in somebody's own words.", "Claim.direct_quote"),
    Column("deadline", "day", "Of a demand: its last day.", "Claim.deadline"),
    Column("confidence", "number", "How sure the reading is, from 0 to 1.", "Claim.confidence"),
)
ACCOUNTS = (
    Column("id", "text", "Incident and letter.", "Incident.id, Account.letter"),
    Column("incident", "text", "The incident.", "Incident.id"),
    Column("letter", "text", "The account's letter within the incident.", "Account.letter"),
    Column("report", "text", "The report that gives the account, as in the table of sources.", "Account.report_id"),
    Column("origin", "text", "Where its news comes from: accounts with the same origin are one voice.", "Account.origin", CUT),
    Column("origin_reason", "text", "Why that is its origin.", "Account.origin_reason", CUT),
    Column("origins", "list", "All origins that it carries, the main one first; none if it only denies.", "Account.origins", CUT),
)
FINDINGS = (
    Column("id", "text", "The finding's id.", "Finding.id"),
    Column("incident", "text", "The incident.", "Finding.incident_id"),
    Column("agreement", "text", "The agreement.", "Finding.agreement_id"),
    Column("clause", "text", "Its clause.", "Finding.clause_id"),
    Column("state", "text", "What it is found to be: alleged, corroborated, contested and so on.", "Finding.state"),
    Column("alleged_by", "list", "Who says so.", "Finding.alleged_by"),
    Column("against", "list", "Codes of the parties said to have acted against the clause.", "Finding.against"),
    Column("reasons", "list", "Why, in words.", "Finding.reasons", CUT),
    Column("readings", "json", "Where it depends on how the clause is read: what each reading makes of it.", "Finding.readings"),
)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a package is made from: the lists of one moment, and what reads single records of the same moment."""

    shelf: Shelf
    reader: DeepReader


@dataclass(frozen=True, slots=True)
class Packed:
    """A table of a package: its file, what it holds in a sentence, its columns, and its rows; each row has its own `key`."""

    file: str
    words: str
    columns: tuple[Column, ...]
    rows: Callable[[Holdings, Question], Iterator[Row]]
    key: str = "id"


def incident_rows(held: Holdings, question: Question) -> Iterator[Row]:
    """The incidents asked for."""
    return map(wide_row, incidents_told(held.reader, held.shelf, question))


def claim_rows(held: Holdings, question: Question) -> Iterator[Row]:
    """The claims that the incidents asked for rest on, in their order."""
    for page in _pages(held, question):
        claims = held.reader.claims_named([claim for told in page for claim in told.incident.claim_ids])
        for told in page:
            for claim_id in told.incident.claim_ids:
                if claim := claims.get(claim_id):
                    yield packed_claim(claim, told.incident.id)


def account_rows(held: Holdings, question: Question) -> Iterator[Row]:
    """Who tells each of the incidents asked for, and from which origin."""
    for told in incidents_told(held.reader, held.shelf, question):
        for account in told.incident.accounts:
            yield {
                "id": f"{told.incident.id}/{account.letter}",
                "incident": told.incident.id,
                "letter": account.letter,
                "report": account.report_id,
                "origin": short(account.origin),
                "origin_reason": short(account.origin_reason),
                "origins": [short(origin) for origin in account.origins],
            }


def finding_rows(held: Holdings, question: Question) -> Iterator[Row]:
    """The findings on the incidents asked for, in their order."""
    for page in _pages(held, question):
        by_incident: dict[str, list[Finding]] = {}
        for finding in held.reader.findings_on([told.incident.id for told in page]):
            by_incident.setdefault(finding.incident_id, []).append(finding)
        for told in page:
            yield from map(packed_finding, by_incident.get(told.incident.id, ()))


def source_rows(held: Holdings, question: Question) -> Iterator[Row]:
    """The reports that tell the incidents asked for, each once; their ids are kept in memory."""
    seen: set[str] = set()
    for told in incidents_told(held.reader, held.shelf, question):
        for source in told.sources:
            if source.id not in seen:
                seen.add(source.id)
                yield source_row(source)


def _pages(held: Holdings, question: Question) -> Iterator[list[Told]]:
    told = incidents_told(held.reader, held.shelf, question)
    while page := list(islice(told, PAGE)):
        yield page


def packed_claim(claim: Claim, incident_id: str) -> Row:
    """One claim under CLAIMS; no words in it are longer than a short quotation."""
    return {
        "id": claim.id,
        "incident": incident_id,
        "report": claim.report_id,
        "start": claim.quote.start,
        "end": claim.quote.end,
        "quote": short(claim.quote.text),
        "type": claim.type.value,
        "mode": claim.mode,
        "realis": claim.realis.value,
        "actors": _codes(claim.actor),
        "actor_words": _words(claim.actor),
        "recipients": _codes(claim.recipient),
        "recipient_words": _words(claim.recipient),
        "place": short(claim.place.name) if claim.place and claim.place.name else None,
        "first_day": claim.time.start if claim.time else None,
        "last_day": claim.time.last if claim.time else None,
        "figures": [
            {"kind": one.kind.value, "low": one.low, "high": one.high, "of": short(one.of or "") or None, "about": one.approx}
            for one in claim.figures
        ],
        "speaker": short(claim.speaker.label) if claim.speaker else None,
        "told_through": _words(claim.sources),
        "direct_quote": claim.direct_quote,
        "deadline": claim.deadline.last if claim.deadline else None,
        "confidence": claim.confidence,
    }


def packed_finding(finding: Finding) -> Row:
    """One finding under FINDINGS; the words it rests on are those of the claims."""
    return {
        "id": finding.id,
        "incident": finding.incident_id,
        "agreement": finding.agreement_id,
        "clause": finding.clause_id,
        "state": finding.state.value,
        "alleged_by": list(finding.alleged_by),
        "against": list(finding.against),
        "reasons": [short(reason) for reason in finding.reasons],
        "readings": [
            {"field": one.field, "value": one.value, "source": one.source, "state": one.state.value if one.state else None}
            for one in finding.readings
        ],
    }


def _codes(actors: Sequence[Actor]) -> list[str]:
    return list(dict.fromkeys(actor.party for actor in actors if actor.party is not None))


def _words(actors: Sequence[Actor]) -> list[str]:
    return [short(actor.label) for actor in actors]


def packed_csv(columns: Sequence[Column], rows: Iterator[Row]) -> Iterator[str]:
    """A header, and a line for each row."""
    yield from csv_lines([[column.name for column in columns]])
    yield from csv_lines([packed_cell(column, row[column.name]) for column in columns] for row in rows)


def packed_cell(column: Column, value: object) -> object:
    """A value as a cell of CSV."""
    if column.type == "json":
        return json.dumps(value, ensure_ascii=False) if value else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return LIST_SEPARATOR.join(str(one).replace(LIST_SEPARATOR, ",") for one in value)
    return value


def incident_features(held: Holdings, question: Question) -> Iterator[str]:
    """The incidents as GeoJSON (RFC 7946): point, else ground, else a null geometry."""
    yield '{"type": "FeatureCollection", "features": ['
    separator = "\n"
    for told in incidents_told(held.reader, held.shelf, question):
        feature = {
            "type": "Feature",
            "id": told.incident.id,
            "geometry": right_handed(geometry_of(told)),
            "properties": wide_row(told),
        }
        yield separator + json.dumps(feature, ensure_ascii=False, default=str)
        separator = ",\n"
    yield "\n]}\n"


PACKED: tuple[Packed, ...] = (
    Packed("incidents.csv", "One row for each incident: what several reports say of one happening.", WIDE, incident_rows),
    Packed("claims.csv", "One row for each claim that an incident rests on, with a short quotation.", CLAIMS, claim_rows),
    Packed("accounts.csv", "One row for each report of an incident: which independent origin it has.", ACCOUNTS, account_rows),
    Packed("findings.csv", "One row for each clause of an agreement that an incident bears on.", FINDINGS, finding_rows),
    Packed(
        "sources.csv",
        "One row for each report: where it is, and under which licence; its text is not here.",
        SOURCES,
        source_rows,
    ),
)
