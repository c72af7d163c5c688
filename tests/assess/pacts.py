"""One happening in a sentence of our own, set against packaged instruments: what each clause makes of it."""

from __future__ import annotations

from dataclasses import replace

from tests.telling import claim, report
from trucewatch.assess import assess
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Agreement, Claim, EventType, Finding, Place, Realis, Report
from trucewatch.reconcile import reconcile


def told(
    words: str,
    kind: EventType,
    mode: str | None = None,
    *,
    by: str = "",
    to: str = "",
    at: str | None = None,
    country: str = "SYR",
    on: str,
    realis: Realis = Realis.ACTUAL,
    name: str = "one",
) -> tuple[Report, Claim]:
    """A report of one sentence and its claim; the place is looked up in the gazetteer."""
    story = report(name, on, words, name.title())
    said = claim(story, words, kind, mode, by=_said(by), to=_said(to), on=on, realis=realis)
    return story, replace(said, place=_place(story, words, at, country)) if at else said


def findings(*happenings: tuple[Report, Claim], ids: tuple[str, ...]) -> dict[str, Finding]:
    """The findings under these instruments by clause; an accusation that names no clause under the instrument's id."""
    reports, claims = [pair[0] for pair in happenings], [pair[1] for pair in happenings]
    agreements: tuple[Agreement, ...] = choose_agreements(ids)
    found = assess(reconcile(reports, claims), claims, agreements, reports=reports, places=load_gazetteer())
    return {finding.clause_id or finding.agreement_id: finding for finding in found}


def states(happening: tuple[Report, Claim], *ids: str) -> dict[str, str]:
    """What one happening comes to, clause by clause."""
    return {clause: finding.state.value for clause, finding in findings(happening, ids=ids).items()}


def _said(code: str) -> list[tuple[str, str]]:
    return [(load_parties().label(code), code)] if code else []


def _place(story: Report, words: str, name: str, country: str) -> Place:
    spot = next(one for one in load_gazetteer().find(name, near_country=country) if one.country == country)
    return Place(
        story.quote(name) if name in words else story.quote(words),
        spot.name,
        place_id=spot.id,
        latitude=spot.latitude,
        longitude=spot.longitude,
        country=spot.country,
        admin1=spot.admin1,
        kind=spot.kind,
        geo_precision=1,
    )
