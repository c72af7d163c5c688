"""Records of the catalogue and the ledger as the API gives them."""

from __future__ import annotations

from trucewatch.catalogue import FindingCard, IncidentCard, OutletCard, PlaceLine, QuoteLine, ReportCard
from trucewatch.client.answers import (
    EntryItem,
    FigureItem,
    FindingItem,
    FoundItem,
    IncidentItem,
    OutletItem,
    PlaceItem,
    QuoteItem,
    ReportItem,
    ReportRecord,
)
from trucewatch.ledger import Entry
from trucewatch.model import Claim, Report
from trucewatch.publish.words import incident_url, report_url

POINT_DIGITS = 2  # 0.01 degree is about 1 km


def incident_item(card: IncidentCard) -> IncidentItem:
    """An incident of the catalogue as the API gives it."""
    return IncidentItem(
        id=card.id,
        url=incident_url(card.id),
        type=card.type,
        mode=card.mode,
        realis=card.realis,
        state=card.state,
        first=card.first,
        last=card.last,
        actors=card.actors,
        recipients=card.recipients,
        place=_place(card.place),
        outlets=card.outlets,
        reports=card.reports,
        claims=card.claims,
        origins=card.origins,
        figures=tuple(FigureItem(*toll) for toll in card.figures),
        findings=tuple(FoundItem(*line) for line in card.findings),
        areas=card.areas,
        review=card.review,
        confidence=card.confidence,
        first_told=card.first_told,
        recorded_at=card.recorded_at,
        changed_at=card.changed_at,
        quote=_quote(card.quote),
    )


def _place(place: PlaceLine | None) -> PlaceItem | None:
    if place is None:
        return None
    at = (rounded(place.latitude), rounded(place.longitude))
    return PlaceItem(place.name, place.id, place.admin1, place.country, *at, place.exact, place.ground)


def rounded(degrees: float | None) -> float | None:
    """A latitude or longitude no finer than about a kilometre."""
    return None if degrees is None else round(degrees, POINT_DIGITS)


def _quote(quote: QuoteLine | None) -> QuoteItem | None:
    return QuoteItem(quote.report, quote.start, quote.end, quote.text, quote.claim, quote.language) if quote else None


def report_item(card: ReportCard) -> ReportItem:
    """A report of the catalogue as the API gives it."""
    told = (card.outlet, card.title, card.published, card.language, card.claims, card.incidents, card.recorded_at, card.length)
    return ReportItem(card.id, report_url(card.id), card.url, *told)


def report_record(report: Report, claims: tuple[Claim, ...]) -> ReportRecord:
    """A report with its claims."""
    return ReportRecord(
        id=report.id,
        url=report_url(report.id),
        source=report.url,
        outlet=report.outlet.name if report.outlet else None,
        title=report.title,
        published=report.published.day if report.published else None,
        language=report.language,
        sha256=report.raw_sha256,
        length=len(report.text),
        claims=claims,
    )


def outlet_item(card: OutletCard) -> OutletItem:
    """An outlet as the API gives it."""
    counts = (card.reports, card.first, card.last, card.incidents, card.alone, card.leading)
    return OutletItem(card.name, *counts, dict(card.copies))


def finding_item(card: FindingCard) -> FindingItem:
    """A finding as the API gives it."""
    who = (card.day, card.against, card.alleged_by, card.type)
    return FindingItem(card.id, card.incident, card.agreement, card.clause, card.state, *who)


def entry_item(entry: Entry) -> EntryItem:
    """An entry as the API gives it."""
    stamp = entry.stamp
    told = (stamp.at, stamp.author, stamp.code, stamp.reason, entry.hash)
    return EntryItem(entry.seq, entry.kind.value, entry.subject.value, entry.id, *told)
