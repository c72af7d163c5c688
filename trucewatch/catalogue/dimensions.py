"""Under which keys an incident or a finding counts."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.catalogue.cards import FindingCard, IncidentCard
from trucewatch.catalogue.keys import SPANS, ordinal


def incident_keys(card: IncidentCard, name: str) -> tuple[str, ...]:
    """Under which keys of a dimension an incident counts."""
    if name in SPANS:
        return (SPANS[name](ordinal(card.first)),)
    place = card.place
    several: dict[str, Iterable[str]] = {
        "outlet": card.outlets,
        "party": set(card.actors) | set(card.recipients),
        "agreement": {one.agreement for one in card.findings},
        "clause": {f"{one.agreement}/{one.clause}" for one in card.findings},
        "finding": {one.state.value for one in card.findings},
        "area": card.areas,
    }
    if name in several:
        return tuple(several[name])
    return (
        {
            "type": card.type.value,
            "state": card.state.value,
            "admin1": (place.admin1 if place else None) or "",
            "country": (place.country if place else None) or "",
            "review": card.review,
        }[name],
    )


def finding_keys(card: FindingCard, name: str) -> tuple[str, ...]:
    """Under which keys of a dimension a finding counts."""
    if name in SPANS:
        return (SPANS[name](ordinal(card.day)),)
    several = {"against": card.against, "alleged_by": card.alleged_by}
    if name in several:
        return tuple(dict.fromkeys(several[name]))
    return ({"clause": card.clause, "state": card.state.value, "type": card.type.value if card.type else ""}[name],)
