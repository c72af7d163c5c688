"""The catalogue: lists and counts of what the ledger holds, at any moment, without reading every record for them."""

from trucewatch.catalogue.cards import (
    FindingCard,
    FindingLine,
    IncidentCard,
    OutletCard,
    Page,
    PlaceLine,
    Point,
    QuoteLine,
    ReportCard,
    Tallied,
    Toll,
)
from trucewatch.catalogue.catalogue import Catalogue, Shelf
from trucewatch.catalogue.question import FINDING_DIMENSIONS, INCIDENT_DIMENSIONS, Question

__all__ = [
    "FINDING_DIMENSIONS",
    "INCIDENT_DIMENSIONS",
    "Catalogue",
    "FindingCard",
    "FindingLine",
    "IncidentCard",
    "OutletCard",
    "Page",
    "PlaceLine",
    "Point",
    "Question",
    "QuoteLine",
    "ReportCard",
    "Shelf",
    "Tallied",
    "Toll",
]
