"""What a report of a period is made of: the incidents, findings, demands and logs of its days, and who could look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from trucewatch.catalogue import IncidentCard, Page, Question, ReportCard, Shelf
from trucewatch.catalogue.cards import Card
from trucewatch.catalogue.logbook import PostDay, logbook_of
from trucewatch.catalogue.shelf import MOST
from trucewatch.knowledge.zones import zone_of
from trucewatch.ledger import Kind, Ledger
from trucewatch.model import (
    AccessEvent,
    Agreement,
    AsOf,
    Bulletin,
    Claim,
    DayCount,
    Edition,
    EventType,
    Finding,
    Incident,
    Post,
    Report,
    State,
    Wording,
)
from trucewatch.publish.deadlines import Due, due_on, foremost, in_turn
from trucewatch.publish.drawing.days import shifted
from trucewatch.publish.found import held_on
from trucewatch.publish.posts import posts_known

STRIP = 14  # days that the strip of a report shows at least, its own last


class Belongs(StrEnum):
    """Why an incident is in a report: its day lies in the period, its days reach into it, or it was first told then."""

    INSIDE = "inside"
    REACHES = "reaches"
    EARLIER = "earlier"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Told:
    """An incident of a report, with its number there and what it is found to mean under clauses."""

    number: int
    incident: Incident
    belongs: Belongs
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """Who looked in a period: reports published in it that were read, their outlets, on how many of its days; posts' days."""

    first: date
    last: date
    reports: int
    outlets: int
    days_read: int
    posts: tuple[PostDay, ...] = ()

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    @property
    def post_days(self) -> int:
        """On how many days of a post somebody looked, added up over posts."""
        return sum(one.looked for one in self.posts)

    @property
    def is_blind(self) -> bool:
        """True if nobody could look: no report was read, and no post logged that somebody looked."""
        return not self.reports and not self.post_days


@dataclass(frozen=True, slots=True)
class Counts:
    """How many incidents may have happened in a period, by grade and by type."""

    states: Mapping[State, int]
    types: Mapping[EventType, int]

    @property
    def all(self) -> int:
        """How many in all."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class Corrected:
    """An incident that an earlier report told of and that is another now: as it stood for that report, and as it stands."""

    bulletin: Bulletin
    before: Incident
    now: Incident | None
    into: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """All that a report is made of; no records beyond these are looked at."""

    edition: Edition
    first: date
    last: date
    zone: str
    agreement: Agreement | None
    as_of: AsOf
    told: tuple[Told, ...]
    now: Counts
    before: Counts | None
    looked: Looked
    looked_before: Looked | None
    days: tuple[DayCount, ...]
    reports: Mapping[str, Report]
    agreements: Mapping[str, Agreement]
    due: tuple[Due, ...]
    access: tuple[AccessEvent, ...]
    posts: Mapping[str, Post]
    corrected: tuple[Corrected, ...]
    issued: tuple[Bulletin, ...]
    wordings: tuple[Wording, ...]

    @property
    def is_compared(self) -> bool:
        """True if somebody looked in this period and in the one before, so that their counts can be compared."""
        return self.looked_before is not None and not self.looked.is_blind and not self.looked_before.is_blind

    @property
    def in_both(self) -> tuple[Incident, ...]:
        """The incidents that count in this period and in the one before, since their days reach into both."""
        reaching = (one.incident for one in self.told if one.belongs is Belongs.REACHES) if self.before else ()
        return tuple(one for one in reaching if one.time is not None and one.time.start < self.first)


def matter_of(
    ledger: Ledger,
    shelf: Shelf,
    *,
    edition: Edition,
    first: date,
    last: date,
    agreement: str = "",
    zone: str = "",
) -> Matter:
    """What a ledger holds of a period as it stood at the moment of the shelf; `zone` empty is that of most incidents."""
    seq = shelf.seq
    question = Question(first=first, last=last, agreement=agreement)
    before = _before(first, last)
    agreements = {one.id: one for one in ledger.agreements(as_of=seq)}
    published = _published(shelf, first, last)
    incidents = _incidents(ledger, shelf, question, published)
    findings = _findings(ledger, [incident.id for incident, _ in incidents], agreement, seq)
    told = tuple(Told(n, one, belongs, findings.get(one.id, ())) for n, (one, belongs) in enumerate(incidents, 1))
    reports = {r.id: r for r in ledger.held(Report, {a.report_id for one in told for a in one.incident.accounts}, as_of=seq)}
    due = _due(ledger, shelf, agreements, agreement, last)
    earlier = _earlier(ledger, seq, first, last)
    posts = {post.id: post for post in posts_known(ledger, seq)}
    return Matter(
        edition=edition,
        first=first,
        last=last,
        zone=zone or _zone(agreements.get(agreement), incidents),
        agreement=agreements.get(agreement),
        as_of=_as_of(ledger, shelf),
        told=told,
        now=_counts(shelf, question),
        before=_counts(shelf, Question(first=before[0], last=before[1], agreement=agreement)) if before else None,
        looked=_looked(ledger, shelf, first, last, published),
        looked_before=_looked(ledger, shelf, *before, _published(shelf, *before)) if before else None,
        days=_days(shelf, agreement, first, last),
        reports=reports,
        agreements=agreements,
        due=due,
        access=_access(ledger, seq, first, last),
        posts=posts,
        corrected=tuple(_corrected(ledger, earlier, seq)),
        issued=earlier,
        wordings=tuple(sorted(ledger.wordings(as_of=seq), key=lambda one: (one.at, one.id))),
    )


def _before(first: date, last: date) -> tuple[date, date] | None:
    """The period of the same length before it; None where that lies before all time."""
    length = (last - first).days + 1
    return None if first.toordinal() <= length else (shifted(first, -length), shifted(first, -1))


def _as_of(ledger: Ledger, shelf: Shelf) -> AsOf:
    last = next(ledger.entries(after=shelf.seq - 1), None) if shelf.seq else None
    return AsOf(shelf.seq, last.stamp.at.isoformat() if last else "", last.hash if last else "")


def _zone(agreement: Agreement | None, incidents: list[tuple[Incident, Belongs]]) -> str:
    if agreement is not None:
        return agreement.zone
    where = Counter((one.place.country, one.place.admin1) for one, _ in incidents if one.place and one.place.country)
    found = sorted(where.items(), key=lambda item: (-item[1], item[0][0] or "", item[0][1] or ""))
    return next((zone for (country, admin1), _ in found if country and (zone := zone_of(country, admin1))), "UTC")


def _published(shelf: Shelf, first: date, last: date) -> tuple[ReportCard, ...]:
    """The reports that were published in a period."""
    return tuple(_pages(lambda after: shelf.reports(first=first, last=last, after=after, limit=MOST)))


def _incidents(
    ledger: Ledger, shelf: Shelf, question: Question, published: Sequence[ReportCard]
) -> list[tuple[Incident, Belongs]]:
    """The incidents of a period in the order of their days and names, then those first told in it of earlier days or none."""
    first, last = question.first or date.min, question.last or date.max
    inside = {card.id for card in _pages(lambda after: shelf.incidents(question, after=after, limit=MOST))}
    telling = [card.id for card in published]
    named = {one.id for one in ledger.naming(Incident, "report", telling, as_of=shelf.seq)} - inside if telling else set()
    late = {card.id for card in _cards(shelf, named, question.agreement) if card.first_told and first <= card.first_told <= last}
    held = ledger.held(Incident, inside | late, as_of=shelf.seq)
    found = [(one, _belongs(one, first, last, late=one.id in late)) for one in held]
    return sorted(found, key=lambda item: (list(Belongs).index(item[1]), *_in_order(item[0])))


def _cards(shelf: Shelf, ids: set[str], agreement: str) -> Iterator[IncidentCard]:
    some = sorted(ids)
    for start in range(0, len(some), MOST):
        asked = Question(ids=tuple(some[start : start + MOST]), agreement=agreement)
        yield from shelf.incidents(asked, limit=MOST).cards


def _pages(page: Callable[[str], Page[Card]]) -> Iterator[Card]:
    after = ""
    while True:
        found = page(after)
        yield from found.cards
        after = found.next
        if not after:
            return


def _belongs(incident: Incident, first: date, last: date, *, late: bool) -> Belongs:
    if incident.time is None:
        return Belongs.UNDATED
    if late:
        return Belongs.EARLIER
    return Belongs.INSIDE if first <= incident.time.start and incident.time.last <= last else Belongs.REACHES


def _in_order(one: Incident) -> tuple[object, ...]:
    time, place = one.time, one.place
    days = (time.start.toordinal(), time.last.toordinal()) if time else (0, 0)
    return (*days, (place.country or "", place.admin1 or "", place.name) if place else ("~",), one.type, one.mode or "", one.id)


def _findings(ledger: Ledger, incidents: list[str], agreement: str, seq: int) -> dict[str, tuple[Finding, ...]]:
    out: dict[str, list[Finding]] = {}
    for one in ledger.naming(Finding, "incident", incidents, as_of=seq) if incidents else ():
        if not agreement or one.agreement_id == agreement:
            out.setdefault(one.incident_id, []).append(one)
    return {key: tuple(sorted(some, key=lambda one: (one.agreement_id, one.clause_id, one.id))) for key, some in out.items()}


def _counts(shelf: Shelf, question: Question) -> Counts:
    states = {State(row.keys[0]): row.many for row in shelf.tally(question, ("state",))}
    types = {EventType(row.keys[0]): row.many for row in shelf.tally(question, ("type",)) if row.keys[0]}
    return Counts(states, types)


def _looked(ledger: Ledger, shelf: Shelf, first: date, last: date, cards: Sequence[ReportCard]) -> Looked:
    days = {card.published for card in cards}
    posts = logbook_of(ledger).days(shelf.seq, first, last) if (last - first).days < 400 else ()
    return Looked(first, last, len(cards), len({card.outlet for card in cards if card.outlet}), len(days), posts)


def _days(shelf: Shelf, agreement: str, first: date, last: date) -> tuple[DayCount, ...]:
    """The days of the strip: those of the period, and of a short one as many before as make a fortnight."""
    start = min(first, shifted(last, 1 - STRIP))
    if (last - start).days > 400:
        return ()
    read = {day: many for day, many in shelf.report_days() if start <= day <= last}
    found: dict[date, Counter[State]] = {}
    for row in shelf.tally(Question(first=start, last=last, agreement=agreement), ("day", "state")):
        if row.keys[0] and start <= (day := date.fromisoformat(row.keys[0])) <= last:
            found.setdefault(day, Counter())[State(row.keys[1])] += row.many
    days = (date.fromordinal(number) for number in range(start.toordinal(), last.toordinal() + 1))
    return tuple(
        DayCount(
            day, tuple((state, found[day][state]) for state in State if day in found and found[day][state]), read.get(day, 0)
        )
        for day in days
    )


def _due(ledger: Ledger, shelf: Shelf, agreements: Mapping[str, Agreement], agreement: str, day: date) -> tuple[Due, ...]:
    seq = shelf.seq
    held = held_on(
        shelf,
        tuple(ledger.ultimatums(as_of=seq)),
        tuple(one for one in agreements.values() if not agreement or one.id == agreement),
        incidents=lambda ids: tuple(ledger.held(Incident, ids, as_of=seq)),
        claims=lambda ids: ledger.held(Claim, ids, as_of=seq),
        reports=lambda ids: ledger.held(Report, ids, as_of=seq),
    )
    return in_turn(foremost(held, due_on(held, day), day))


def _access(ledger: Ledger, seq: int, first: date, last: date) -> tuple[AccessEvent, ...]:
    book = logbook_of(ledger)
    ids = {line.id for line in _pages(lambda after: book.lines(seq, sorts=(Kind.ACCESS,), first=first, last=last, after=after))}
    held = ledger.held(AccessEvent, ids, as_of=seq) if ids else ()
    return tuple(sorted(held, key=lambda one: (datetime.fromisoformat(one.start), one.post_id, one.id)))


def _corrected(ledger: Ledger, earlier: tuple[Bulletin, ...], seq: int) -> Iterator[Corrected]:
    """Incidents of earlier reports that changed since the latest report that named them, each told for that report.

    A correction names its incident too, so that each is told once.
    """
    seen: set[str] = set()
    for bulletin in sorted(earlier, key=lambda one: (-one.as_of.seq, -one.number)):
        named = {s.id for section in bulletin.sections for line in section.lines for s in line.subjects if s.kind == "incident"}
        ids = sorted(named - seen)
        seen |= named
        before = {one.id: one for one in ledger.held(Incident, ids, as_of=bulletin.as_of.seq)} if ids else {}
        now = {one.id: one for one in ledger.held(Incident, ids, as_of=seq)} if ids else {}
        for key in ids:
            if key in before and now.get(key) != before[key]:
                yield _correction(ledger, bulletin, before[key], now.get(key), seq)


def _correction(ledger: Ledger, bulletin: Bulletin, before: Incident, now: Incident | None, seq: int) -> Corrected:
    last = [one for one in ledger.history(Kind.INCIDENT, before.id) if one.seq <= seq][-1]
    into = tuple(getattr(last.record, "into", ()))
    reason = str(getattr(last.record, "reason", "")) if now is None else ""
    return Corrected(bulletin, before, now, into, reason, last.stamp.author)


def _earlier(ledger: Ledger, seq: int, first: date, last: date) -> tuple[Bulletin, ...]:
    """The reports issued of periods before this one, by number."""
    found = (one for one in ledger.bulletins(as_of=seq) if (one.last, one.first) < (last, first) and one.as_of.seq <= seq)
    return tuple(sorted(found, key=lambda one: one.number))
