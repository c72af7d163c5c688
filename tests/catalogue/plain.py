"""The catalogue in its plainest form, to compare with: every record of a moment in memory, every question asked of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product
from typing import TypeVar

from trucewatch.catalogue.cards import FindingCard, IncidentCard, OutletCard, Page, Point, ReportCard, Tallied
from trucewatch.catalogue.dimensions import finding_keys, incident_keys
from trucewatch.catalogue.keys import check_dimensions, cursor, ordinal, read_cursor
from trucewatch.catalogue.making import (
    Atlas,
    Telling,
    finding_card,
    first_day,
    flat,
    incident_card,
    incident_words,
    party_keys,
    place_text,
    printed_most,
    report_card,
    report_words,
    said_of,
    teller_of,
    tellings,
    words_of,
)
from trucewatch.catalogue.question import FINDING_DIMENSIONS, INCIDENT_DIMENSIONS, Box, Question
from trucewatch.catalogue.reviewed import review_state_of
from trucewatch.catalogue.shelf import LIMIT, MOST, MOST_POINTS
from trucewatch.ledger import Entry, Kind, Ledger, Withdrawal
from trucewatch.ledger.records import escape
from trucewatch.model import Agreement, Claim, Finding, Incident, Report, Review

Card = TypeVar("Card")


@dataclass(frozen=True, slots=True)
class Seen:
    """An incident with all that is asked of it."""

    card: IncidentCard
    words: tuple[str, ...]
    place: str
    tellings: tuple[Telling, ...]


@dataclass
class _Held:
    """What entries leave standing."""

    records: dict[tuple[Kind, str], Entry] = field(default_factory=dict)
    first: dict[tuple[Kind, str], datetime] = field(default_factory=dict)
    moment: datetime | None = None
    seq: int = 0

    def take(self, entry: Entry) -> None:
        key = entry.subject, entry.id
        self.seq, self.moment = entry.seq, entry.stamp.at
        if isinstance(entry.record, Withdrawal):
            self.records.pop(key, None)
            return
        self.records[key] = entry
        self.first.setdefault(key, entry.stamp.at)

    def all(self, kind: Kind) -> Iterator[Entry]:
        return (entry for key, entry in sorted(self.records.items()) if key[0] is kind)


class PlainShelf:
    """A shelf over records in memory."""

    def __init__(self, ledger: Ledger, seq: int, atlas: Atlas) -> None:
        held = _Held()
        for entry in ledger.entries():
            if entry.seq > seq:
                break
            held.take(entry)
        self._seq, self._moment = seq, held.moment
        self._reports = {e.id: (e.record, held.first[Kind.REPORT, e.id]) for e in held.all(Kind.REPORT)}
        self._claims = {e.id: e.record for e in held.all(Kind.CLAIM)}
        self._seen = {seen.card.id: seen for seen in _seen(held, atlas)}
        incidents = {e.id: e.record for e in held.all(Kind.INCIDENT) if isinstance(e.record, Incident)}
        findings = [e.record for e in held.all(Kind.FINDING)]
        self._findings = [_finding_card(one, incidents.get(one.incident_id)) for one in findings if isinstance(one, Finding)]
        self._told = Counter(key for one in incidents.values() for key in {a.report_id for a in one.accounts})

    @property
    def seq(self) -> int:
        """The number of the last entry that belongs to the moment."""
        return self._seq

    @property
    def moment(self) -> datetime | None:
        """When that entry was recorded."""
        return self._moment

    def incidents(
        self, question: Question, *, newest_told: bool = False, after: str = "", limit: int = LIMIT
    ) -> Page[IncidentCard]:
        """The incidents asked for, in order."""
        order = _by_told if newest_told else _by_day
        return _page([seen.card for seen in self._asked(question)], order, after, limit)

    def count(self, question: Question) -> int:
        """How many incidents are asked for."""
        return sum(1 for _ in self._asked(question))

    def tally(self, question: Question, by: Sequence[str]) -> tuple[Tallied, ...]:
        """The incidents asked for by one or two dimensions."""
        check_dimensions(by, INCIDENT_DIMENSIONS, 2)
        return _tally([[incident_keys(seen.card, name) for name in by] for seen in self._asked(question)])

    def days(self, question: Question) -> tuple[date, date] | None:
        """The first and the last day of the incidents asked for."""
        found = [(seen.card.first, seen.card.last) for seen in self._asked(question)]
        dated = [(first, last) for first, last in found if first and last]
        return (min(first for first, _ in dated), max(last for _, last in dated)) if dated else None

    def points(self, question: Question, *, box: Box | None = None, limit: int = MOST_POINTS) -> tuple[Point, ...]:
        """The incidents asked for that have a point."""
        found: list[Point] = []
        for seen in self._asked(question):
            card, place = seen.card, seen.card.place
            if place and place.latitude is not None and place.longitude is not None and (box is None or _in_box(card, box)):
                found.append(Point(card.id, place.latitude, place.longitude, card.state, card.type, card.first, place.exact))
        return tuple(sorted(found)[: max(0, limit)])

    def ids(self, question: Question, *, limit: int = MOST) -> tuple[str, ...]:
        """The ids of the incidents asked for."""
        return tuple(card.id for card in self.incidents(question, limit=limit).cards)

    def reports(
        self,
        *,
        outlet: str = "",
        first: date | None = None,
        last: date | None = None,
        words: str = "",
        after: str = "",
        limit: int = LIMIT,
    ) -> Page[ReportCard]:
        """The reports, latest published first."""
        found = [card for card, report in self._report_cards(outlet, first, last) if _has_words(words, report_words(report))]
        return _page(found, lambda card: (ordinal(card.published), card.id), after, limit)

    def report_days(self, *, outlet: str = "") -> tuple[tuple[date, int], ...]:
        """How many reports were published on each day."""
        days = Counter(card.published for card, _ in self._report_cards(outlet, None, None))
        return tuple(sorted((day, many) for day, many in days.items() if day))

    def outlets(self) -> tuple[OutletCard, ...]:
        """Every outlet that a report names."""
        names = {card.outlet for card, _ in self._report_cards("", None, None) if card.outlet}
        return tuple(card for card in (self.outlet(name) for name in sorted(names)) if card)

    def outlet(self, name: str) -> OutletCard | None:
        """One outlet."""
        cards = [card for card, _ in self._report_cards(name, None, None)] if name else []
        if not cards:
            return None
        told = [one for seen in self._seen.values() for one in seen.tellings if one.outlet == name]
        copies = Counter(source for one in told for source in one.sources)
        days = sorted(card.published for card in cards if card.published)
        return OutletCard(
            name,
            len(cards),
            days[0] if days else None,
            days[-1] if days else None,
            len(told),
            sum(one.alone for one in told),
            sum(one.leading for one in told),
            tuple(sorted(copies.items(), key=lambda pair: (-pair[1], pair[0]))),
        )

    def findings(
        self,
        agreement: str,
        *,
        clause: str = "",
        state: str = "",
        against: str = "",
        first: date | None = None,
        last: date | None = None,
        after: str = "",
        limit: int = LIMIT,
    ) -> Page[FindingCard]:
        """The findings under an agreement, the latest first."""
        found = [one for one in self._under(agreement, clause, first, last) if not state or one.state == state]
        if against:
            found = [one for one in found if {against} & {*one.against, *(code.split(":")[0] for code in one.against)}]
        return _page(found, lambda card: (ordinal(card.day), card.id), after, limit)

    def finding_tally(
        self, agreement: str, *, by: Sequence[str], clause: str = "", first: date | None = None, last: date | None = None
    ) -> tuple[Tallied, ...]:
        """The findings under an agreement by up to three dimensions."""
        check_dimensions(by, FINDING_DIMENSIONS, 3)
        return _tally([[finding_keys(one, name) for name in by] for one in self._under(agreement, clause, first, last)])

    def _asked(self, question: Question) -> Iterator[Seen]:
        return (seen for seen in self._seen.values() if _matches(seen, question))

    def _under(self, agreement: str, clause: str, first: date | None, last: date | None) -> list[FindingCard]:
        found = [one for one in self._findings if one.agreement == agreement and clause in ("", one.clause)]
        return [one for one in found if _in_days(one.day, one.day, first, last)]

    def _report_cards(self, outlet: str, first: date | None, last: date | None) -> Iterator[tuple[ReportCard, Report]]:
        claims = Counter(claim.report_id for claim in self._claims.values() if isinstance(claim, Claim))
        for report, recorded_at in self._reports.values():
            assert isinstance(report, Report)
            name = report.outlet.name if report.outlet else None
            day = report.published.day if report.published else None
            if outlet in ("", name) and _in_days(day, day, first, last):
                many = claims[report.id], self._told[report.id]
                yield report_card(report, recorded_at=recorded_at, claims=many[0], incidents=many[1]), report


def _finding_card(finding: Finding, incident: Incident | None) -> FindingCard:
    return finding_card(finding, first_day(incident), incident.type if incident else None)


def _seen(held: _Held, atlas: Atlas) -> Iterator[Seen]:
    reports = {e.id: teller_of(e.record) for e in held.all(Kind.REPORT) if isinstance(e.record, Report)}
    claims = {e.id: said_of(e.record) for e in held.all(Kind.CLAIM) if isinstance(e.record, Claim)}
    agreements = [e.record for e in held.all(Kind.AGREEMENT) if isinstance(e.record, Agreement)]
    findings: dict[str, list[Finding]] = {}
    for entry in held.all(Kind.FINDING):
        if isinstance(entry.record, Finding):
            findings.setdefault(entry.record.incident_id, []).append(entry.record)
    reviews: dict[str, list[Review]] = {}
    for entry in held.all(Kind.REVIEW):
        if isinstance(entry.record, Review):
            reviews.setdefault(entry.record.subject, []).append(entry.record)
    for entry in held.all(Kind.INCIDENT):
        incident = entry.record
        assert isinstance(incident, Incident)
        card = incident_card(
            incident,
            claims,
            reports,
            recorded_at=held.first[Kind.INCIDENT, incident.id],
            changed_at=entry.stamp.at,
            findings=findings.get(incident.id, ()),
            areas=tuple(sorted(area for one in agreements for area in atlas.areas(incident.place, one))),
            review=review_state_of(reviews.get(incident.id, ())),
        )
        yield Seen(card, incident_words(incident, claims), place_text(incident.place), tellings(incident, reports))


def _matches(seen: Seen, asked: Question) -> bool:
    card = seen.card
    place = card.place
    return (
        _in_days(card.first, card.last, asked.first, asked.last)
        and (not asked.area or any(area == asked.area or area.startswith(f"{asked.area}/") for area in card.areas))
        and (asked.box is None or _in_box(card, asked.box))
        and flat(asked.place) in seen.place
        and (not asked.country or (place is not None and place.country == asked.country))
        and (not asked.admin1 or (place is not None and place.admin1 == asked.admin1))
        and (not asked.party or asked.party in party_keys((*card.actors, *card.recipients)))
        and asked.type in (None, card.type)
        and asked.state in (None, card.state)
        and _has_finding(card, asked)
        and (not asked.outlet or asked.outlet in card.outlets)
        and (not asked.telling or any(_is_told(one, asked) for one in seen.tellings))
        and _reaches(card, asked)
        and _has_words(asked.words, seen.words)
        and asked.review in ("", card.review)
        and (asked.ids is None or card.id in asked.ids)
    )


def _is_told(one: Telling, asked: Question) -> bool:
    return asked.outlet in ("", one.outlet) and (one.alone if asked.telling == "alone" else one.leading)


def _in_days(start: date | None, end: date | None, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    return start is not None and end is not None and (last is None or start <= last) and (first is None or end >= first)


def _in_box(card: IncidentCard, box: Box) -> bool:
    west, south, east, north = box
    place = card.place
    if place is None or place.latitude is None or place.longitude is None or not south <= place.latitude <= north:
        return False
    across = west > east
    return place.longitude >= west or place.longitude <= east if across else west <= place.longitude <= east


def _has_finding(card: IncidentCard, asked: Question) -> bool:
    if not (asked.agreement or asked.clause or asked.finding):
        return True
    return any(
        asked.agreement in ("", one.agreement) and asked.clause in ("", one.clause) and asked.finding in (None, one.state)
        for one in card.findings
    )


def _reaches(card: IncidentCard, asked: Question) -> bool:
    if asked.counted is None and asked.at_least is None:
        return True
    most = printed_most(card.figures)
    numbers = [number for kind, number in most.items() if asked.counted in (None, kind)]
    return any(asked.at_least is None or number >= asked.at_least for number in numbers)


def _has_words(asked: str, words: Sequence[str]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in words_of(asked))


def _tally(rows: Iterable[Sequence[Sequence[str]]]) -> tuple[Tallied, ...]:
    counts = Counter(keys for row in rows for keys in product(*row))
    return tuple(Tallied(keys, many) for keys, many in sorted(counts.items()))


def _by_day(card: IncidentCard) -> tuple[int, str]:
    return ordinal(card.first), card.id


def _by_told(card: IncidentCard) -> tuple[int, str]:
    return ordinal(card.first_told), card.id


def _page(cards: Sequence[Card], order: Callable[[Card], tuple[int, str]], after: str, limit: int) -> Page[Card]:
    """The cards behind the cursor, the latest day first, within a day by id."""
    limit = max(1, min(limit, MOST))
    keyed = sorted(((-order(card)[0], escape(order(card)[1])), number) for number, card in enumerate(cards))
    if after:
        day, id = read_cursor(after)
        keyed = [item for item in keyed if item[0] > (-day, escape(id))]
    found = tuple(cards[number] for _, number in keyed[:limit])
    return Page(found, cursor(*order(found[-1])) if len(keyed) > limit else "")
