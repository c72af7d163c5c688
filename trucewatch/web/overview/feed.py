"""Incidents as a feed: each with the words it rests on, its grade, who tells it, and where it is said to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.catalogue import IncidentCard
from trucewatch.model import Claim, Incident, Report, Span
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import (
    capital,
    figures_text,
    incident_url,
    interval_words,
    range_of_figures,
    report_url,
    short_day,
    weekday_words,
)
from trucewatch.web.cells import cell_layers
from trucewatch.web.marks import Layer, cut
from trucewatch.web.overview.choices import review_words
from trucewatch.web.parts import (
    DOUBLE_QUOTES,
    Grade,
    PlaceName,
    Room,
    Told,
    Words,
    claim_layers,
    finding_grade,
    incident_place,
    state_grade,
    told_by,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One incident in the feed: the title names what, who and where; `remarks` say what nobody said."""

    number: int
    href: str
    title: str
    quote: Words | None
    grade: Grade
    told: Told
    place: PlaceName | None
    remarks: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The incidents of one day, under its name."""

    name: str
    count: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One incident as a line of the table: the item, and what the feed has no room for."""

    item: Item
    when: str
    parties: tuple[str, ...]
    against: tuple[str, ...]
    outlets: tuple[str, ...]
    findings: tuple[tuple[Grade, str], ...]
    review: str
    told_on: str


def days_of(
    room: Room, cards: Sequence[IncidentCard], held: Mapping[str, Incident], numbers: Mapping[str, int], *, told: bool
) -> tuple[Day, ...]:
    """The feed under the days on which it happened, or on which it was first told."""
    claims = claims_quoted(room, cards)
    logs = logs_quoted(room, claims)
    days: dict[str, list[Item]] = {}
    for card in cards:
        if incident := held.get(card.id):
            name = _told_name(card) if told else _day_name(incident)
            days.setdefault(name, []).append(item_of(room, card, incident, numbers[card.id], claims, logs))
    return tuple(Day(name, len(items), tuple(items)) for name, items in days.items())


def in_days(cards: Sequence[IncidentCard], held: Mapping[str, Incident], *, told: bool) -> tuple[IncidentCard, ...]:
    """The cards in the order in which the feed shows them: under each day together, so that numbers run on."""
    names: dict[str, list[IncidentCard]] = {}
    for card in cards:
        if incident := held.get(card.id):
            names.setdefault(_told_name(card) if told else _day_name(incident), []).append(card)
    return tuple(card for some in names.values() for card in some)


def claims_quoted(room: Room, cards: Sequence[IncidentCard]) -> dict[str, Claim]:
    """The claims whose words stand on the cards."""
    return {claim.id: claim for claim in room.desk.claims([card.quote.claim for card in cards if card.quote])}


def logs_quoted(room: Room, claims: Mapping[str, Claim]) -> Mapping[str, Report]:
    """The logs of posts among what is quoted: their lines are shown as cells."""
    return room.desk.reports_named(sorted({claim.report_id for claim in claims.values() if claim.logged}))


def item_of(
    room: Room, card: IncidentCard, incident: Incident, place: int, claims: Mapping[str, Claim], logs: Mapping[str, Report]
) -> Item:
    """One incident as the feed shows it."""
    parties = (*incident.actor, *incident.recipient)
    return Item(
        number=place,
        href=incident_url(incident.id),
        title=incident_title(incident, room.labels),
        quote=_quote(card, claims, logs),
        grade=state_grade(incident.state),
        told=told_by(incident),
        place=incident_place(incident, room.native),
        remarks=(*(() if parties else (say("no party named"),)), *(() if incident.place else (say("no place said"),))),
        figures=figures_text(incident),
    )


def rows_of(
    room: Room, cards: Sequence[IncidentCard], held: Mapping[str, Incident], numbers: Mapping[str, int]
) -> tuple[Row, ...]:
    """The incidents as a table has them."""
    claims = claims_quoted(room, cards)
    logs = logs_quoted(room, claims)
    return tuple(
        Row(
            item=item_of(room, card, incident, numbers[card.id], claims, logs),
            when=interval_words(incident.time) if incident.time else say("no day said"),
            parties=_labels(room, card.actors),
            against=_labels(room, card.recipients),
            outlets=card.outlets,
            findings=tuple((finding_grade(one.state), one.clause) for one in card.findings),
            review=review_words(card.review),
            told_on=short_day(card.first_told) if card.first_told else "no day",
        )
        for card in cards
        if (incident := held.get(card.id))
    )


def _labels(room: Room, codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(room.labels(code) for code in codes))


def _quote(card: IncidentCard, claims: Mapping[str, Claim], logs: Mapping[str, Report]) -> Words | None:
    """The card's quotation with its figures and names marked; a beginning of a longer one is left out: its page has it whole."""
    line = card.quote
    claim = claims.get(line.claim) if line else None
    if line is None or claim is None or claim.quote.text != line.text:
        return None
    log = logs.get(line.report)
    cells = cell_layers(log, line.start, line.end) if log and log.text[line.start : line.end] == line.text else ()
    marks = (*claim_layers(claim), *cells)
    layers = tuple(Layer(layer.start - line.start, layer.end - line.start, layer.kind) for layer in marks)
    span = Span(line.report, line.start, line.end, line.text)
    return Words(
        cut(line.text, layers),
        line.language,
        report_url(line.report, claim.id),
        range_of_figures(span.start, span.end),
        claim.report_id,
        any(mark in line.text for mark in DOUBLE_QUOTES),
    )


def _day_name(incident: Incident) -> str:
    if incident.time is None:
        return say("No day said")
    if incident.time.start == incident.time.last:
        return _named(incident.time.start)
    return capital(interval_words(incident.time))


def _told_name(card: IncidentCard) -> str:
    return say("Told on %(named)s", named=_named(card.first_told)) if card.first_told else say("Told on no day that is known")


def _named(day: date) -> str:
    return weekday_words(day)
