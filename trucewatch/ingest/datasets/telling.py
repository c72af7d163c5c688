"""Tell of a row in plain words, and claim what it says: every value of a claim has its words in that text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from trucewatch.ingest.datasets.rows import Row, Side
from trucewatch.ingest.logs.ground import around
from trucewatch.knowledge.distance import kilometres
from trucewatch.knowledge.place_rows import PlaceEntry
from trucewatch.knowledge.place_tables import precision_classes, precision_of_kind
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import (
    Actor,
    Basis,
    Claim,
    Counted,
    Figure,
    Ground,
    Interval,
    Outlet,
    Passage,
    Place,
    PlacePrecision,
    Position,
    Precision,
    Published,
    Realis,
    Report,
    Role,
    Span,
    content_id,
)

CONFIDENCE = 0.95  # a cell of a table is hardly misread; whether it is so is another matter
SAME_PLACE_KM = 15.0  # a place of this name further from the row's point is another
SAME_REGION_KM = 250.0  # ours: so far may the point that a data set takes for a region lie from the gazetteer's
EXACT = (PlacePrecision.SPOT, PlacePrecision.SETTLEMENT)
NEAR = (*EXACT, PlacePrecision.VICINITY)
WITHIN = {Precision.DAY: "", Precision.WEEK: ", give or take three days", Precision.MONTH: ", known to the month"}
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Told:
    """A row as a report of its outlet, with its claims: one for each source it names, or one of the outlet's own."""

    row: Row
    report: Report
    claims: tuple[Claim, ...]


def tell(row: Row, outlet: str) -> Told:
    """The row in words, and what it claims."""
    paper = _Paper(f"{UNSAFE.sub('-', outlet).strip('-').lower() or 'dataset'}-{row.id}")
    trigger = paper.put(row.kind.words)
    paper.put(" in ")
    place = _place(row, paper.put(row.location))
    paper.put("".join(f", {part}" for part in (row.admin1, row.country_name) if part and part != row.location) + ", ")
    when = paper.put(row.printed)
    paper.put(WITHIN.get(row.precision, ""))
    actors = _named(paper, "; by ", row.actors)
    recipients = _named(paper, "; against ", row.recipients)
    figures = _figures(paper, row)
    quote = paper.put(".").end
    speakers = _sources(paper, row)
    if row.notes:
        paper.put(f"\nNotes: {row.notes}")
    report = _report(row, outlet, paper)
    if row.kind.type is None:
        return Told(row, report, ())
    claims = tuple(
        Claim(
            id=content_id("claim", report.id, speaker.span.text if speaker else ""),
            report_id=report.id,
            quote=report.span(trigger.start, quote),
            trigger=trigger,
            row=f"dataset_kinds.csv: {row.dataset} {row.kind.kind}",
            type=row.kind.type,
            mode=row.kind.mode,
            realis=Realis.ACTUAL,
            actor=actors,
            recipient=recipients,
            place=place,
            time=Interval(row.first, row.last + timedelta(days=1), row.precision, when),
            speaker=speaker,
            figures=figures,
            confidence=CONFIDENCE,
        )
        for speaker in speakers or (None,)
    )
    return Told(row, report, claims)


class _Paper:
    """A text that grows, and tells of each piece where it stands."""

    def __init__(self, id: str) -> None:
        self.id, self.text = id, ""

    def put(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(self.id, start, len(self.text), words)


def _named(paper: _Paper, before: str, sides: tuple[Side, ...]) -> tuple[Actor, ...]:
    found = []
    for number, side in enumerate(sides):
        paper.put(" and " if number else before)
        found.append(Actor(paper.put(side.name), side.party, name=side.name))
    return tuple(found)


def _figures(paper: _Paper, row: Row) -> tuple[Figure, ...]:
    """The dead as a range; the best figure stands in the text alone, since it is the outlet's own judgement."""
    if row.low is None or row.high is None or row.high == 0:
        return ()
    paper.put("; dead: ")
    span = paper.put(f"{row.low}" if row.low == row.high else f"{row.low} to {row.high}")
    if row.best is not None and row.low != row.high:
        paper.put(f", best figure {row.best}")
    return (Figure(Counted.KILLED, row.low, row.high, span),)


def _sources(paper: _Paper, row: Row) -> tuple[Actor, ...]:
    found = []
    for number, name in enumerate(row.sources):
        paper.put("; " if number else "\nSources: ")
        found.append(Actor(paper.put(name), name=name))
    return tuple(found)


def _place(row: Row, words: Span) -> Place:
    """The place as named, with the gazetteer's that is meant; its point where the row says that it is exact, else its ground."""
    entry = _entry(row)
    precision = row.place if entry is None or row.place in NEAR else precision_of_kind().get(entry.kind, row.place)
    point = row.point if row.place in EXACT else None
    return Place(
        words,
        row.location,
        place_id=entry.id if entry else None,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        country=row.country,
        admin1=(entry.admin1 if entry else None) or row.admin1 or None,
        geo_precision=precision_classes()[precision].acled if precision else None,
        precision=precision,
        ground=_ground(row, words),
    )


def _entry(row: Row) -> PlaceEntry | None:
    """The gazetteer's place of this name near the row's point: a town for what is exact, a division or area for what is not."""
    reach = SAME_PLACE_KM if row.place in NEAR else SAME_REGION_KM
    for entry in load_gazetteer().find(row.location, near_country=row.country, admin1=row.admin1 or None):
        fits = (precision_of_kind().get(entry.kind) in EXACT) == (row.place in NEAR)
        if fits and (row.point is None or kilometres(row.point, (entry.latitude, entry.longitude)) <= reach):
            return entry
    return None


def _ground(row: Row, words: Span) -> Ground | None:
    """What lies near the row's point, where the row says that it is near."""
    if row.point is None or row.place is not PlacePrecision.VICINITY:
        return None
    reach = precision_classes()[PlacePrecision.VICINITY].reach_km or SAME_PLACE_KM
    return around(Position(row.point[0], row.point[1], reach, row.dataset), words)


def _report(row: Row, outlet: str, paper: _Paper) -> Report:
    return Report(
        id=paper.id,
        source=f"{row.dataset}:{row.id}",
        text=paper.text,
        raw_sha256=row.sha256,
        title=f"{row.kind.words}: {row.location}, {row.printed}",
        outlet=Outlet(outlet, Basis.GIVEN),
        published=Published(row.at.date(), Precision.INSTANT, Basis.METADATA, row.at.isoformat()) if row.at else None,
        language="en",
        passages=(Passage(0, len(paper.text), Role.BODY),),
    )
