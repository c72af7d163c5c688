"""Outlets that nobody knows and the ledger hardly does: whoever plants a story in many invented outlets is seen to.

Grades count independent origins and ask nobody's rank; that is left to people, who are told here what they would want to know.
"""

from __future__ import annotations

from datetime import date, timedelta

from trucewatch.catalogue.cards import OutletCard
from trucewatch.catalogue.making import first_day
from trucewatch.knowledge.ingest_tables import outlet_names
from trucewatch.publish.tongue import say
from trucewatch.publish.words import count_words, day_words
from trucewatch.web.incident.case import Case

FEW = 3  # reports of an outlet in the ledger
FRESH = timedelta(days=7)  # before what it tells


def is_stranger(card: OutletCard | None, name: str, on: date | None) -> bool:
    """True for an outlet in no list with few reports here, or none older than a week when this happened."""
    if card is None or name.casefold() in outlet_names():
        return False
    return card.reports <= FEW or (on is not None and card.first is not None and card.first >= on - FRESH)


def stranger_words(case: Case, outlet: str) -> str:
    """What is known of an outlet that is a stranger: "an outlet in no list; one report of it here, from 1 May on"."""
    card = case.room.catalogue.outlet(outlet) if case.room.shelf else None
    if card is None or not is_stranger(card, outlet, first_day(case.incident)):
        return ""
    reports = count_words(card.reports, "report")
    if card.first is None:
        return say("an outlet in no list; %(reports)s of it here", reports=reports)
    return say("an outlet in no list; %(reports)s of it here, from %(day)s on", reports=reports, day=day_words(card.first))
