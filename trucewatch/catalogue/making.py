"""Make cards, search words and keys of records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trucewatch.assess.areas import Chart, Places, answer
from trucewatch.catalogue.cards import FindingCard, FindingLine, IncidentCard, PlaceLine, QuoteLine, ReportCard, Toll
from trucewatch.model import Agreement, Claim, EventType, Finding, Incident, Place, Post, Report

LONGEST_QUOTE = 240  # characters of a quotation on a card
SEARCHED = 400_000  # characters of a report that can be searched
MOST_WORDS = 20_000  # different words of one text that can be searched
LONGEST_WORD = 60  # characters of a word that count
UNNAMED = ""  # stands for the outlet of reports that name none
WORD = re.compile(r"[^\W_]+")


LONGEST_PLACE = 400  # characters


@dataclass(frozen=True, slots=True)
class Teller:
    """What an incident's card takes from a report: when it was published, and its language."""

    day: date | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What an incident's card takes from a claim: its quotation, and how sure its reading is."""

    id: str
    report: str
    start: int
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Telling:
    """How one outlet tells of an incident: alone, on an earlier day than any other, and from whom it has it."""

    outlet: str
    alone: bool
    leading: bool
    sources: tuple[str, ...]


def teller_of(report: Report) -> Teller:
    """What cards take from this report."""
    return Teller(report.published.day if report.published else None, report.language)


def said_of(claim: Claim) -> Said:
    """What cards take from this claim."""
    return Said(claim.id, claim.report_id, claim.quote.start, claim.quote.text, claim.confidence)


def incident_card(
    incident: Incident,
    claims: Mapping[str, Said],
    tellers: Mapping[str, Teller],
    *,
    recorded_at: datetime,
    changed_at: datetime,
    findings: Collection[Finding] = (),
    areas: tuple[str, ...] = (),
    review: str = "open",
) -> IncidentCard:
    """The card of an incident from its claims and reports; those that are not held are passed over."""
    told = [claims[key] for key in incident.claim_ids if key in claims]
    reports = tuple(dict.fromkeys(account.report_id for account in incident.accounts))
    days = [tellers[key].day for key in reports if key in tellers]
    return IncidentCard(
        id=incident.id,
        type=incident.type,
        mode=incident.mode,
        realis=incident.realis,
        state=incident.state,
        first=incident.time.start if incident.time else None,
        last=incident.time.last if incident.time else None,
        actors=incident.actor,
        recipients=incident.recipient,
        place=place_line(incident.place),
        outlets=outlets_of(incident),
        reports=len(reports),
        claims=len(incident.claim_ids),
        origins=incident.origins,
        figures=tuple(Toll(one.kind, one.low, one.high, one.best, one.of) for one in incident.figures),
        findings=finding_lines(findings),
        areas=areas,
        review=review,
        confidence=max((claim.confidence for claim in told), default=0.0),
        first_told=min((day for day in days if day), default=None),
        recorded_at=recorded_at,
        changed_at=changed_at,
        quote=_quote(told, tellers),
        perceived=incident.perceived,
        exercise=incident.exercise,
    )


def place_line(place: Place | None) -> PlaceLine | None:
    """A place as a card has it."""
    if place is None:
        return None
    latitude, longitude = place.middle or (None, None)
    ground = place.latitude is None or place.longitude is None
    return PlaceLine(
        place.name,
        place.place_id,
        place.admin1,
        place.country,
        latitude,
        longitude,
        place.precision,
        ground and latitude is not None,
    )


def outlets_of(incident: Incident) -> tuple[str, ...]:
    """The outlets that tell of it, in the order of the accounts."""
    return tuple(dict.fromkeys(account.outlet for account in incident.accounts if account.outlet))


def finding_lines(findings: Collection[Finding]) -> tuple[FindingLine, ...]:
    """What an incident is found to mean, in a fixed order."""
    return tuple(sorted({FindingLine(one.agreement_id, one.clause_id, one.state) for one in findings}))


def finding_card(finding: Finding, day: date | None, type: EventType | None) -> FindingCard:
    """The card of a finding on an incident of this first day and type."""
    return FindingCard(
        id=finding.id,
        incident=finding.incident_id,
        agreement=finding.agreement_id,
        clause=finding.clause_id,
        state=finding.state,
        day=day,
        against=finding.against,
        alleged_by=finding.alleged_by,
        type=type,
    )


def first_day(incident: Incident | None) -> date | None:
    """The first day on which it may have happened."""
    return incident.time.start if incident and incident.time else None


def report_card(report: Report, *, recorded_at: datetime, claims: int = 0, incidents: int = 0) -> ReportCard:
    """The card of a report on which so many claims and incidents rest."""
    return ReportCard(
        id=report.id,
        outlet=report.outlet.name if report.outlet else None,
        title=report.title,
        published=report.published.day if report.published else None,
        language=report.language,
        claims=claims,
        incidents=incidents,
        url=report.url,
        recorded_at=recorded_at,
        length=len(report.text),
    )


def _quote(told: Sequence[Said], tellers: Mapping[str, Teller]) -> QuoteLine | None:
    """The quotation of the surest claim whose quotation is short, else the beginning of the shortest one."""
    if not told:
        return None
    short = [said for said in told if len(said.text) <= LONGEST_QUOTE]
    if short:
        best = max(short, key=lambda said: (said.confidence, said.id))
    else:
        best = min(told, key=lambda said: (len(said.text), said.id))
    text, teller = best.text[:LONGEST_QUOTE], tellers.get(best.report)
    return QuoteLine(best.report, best.start, best.start + len(text), text, best.id, teller.language if teller else None)


def tellings(incident: Incident, tellers: Mapping[str, Teller]) -> tuple[Telling, ...]:
    """How each outlet tells of it, by name; beside a report that names no outlet nobody tells alone, for it may be another's."""
    days: dict[str, list[date | None]] = {}
    sources: dict[str, set[str]] = {}
    for account in incident.accounts:
        teller = tellers.get(account.report_id)
        days.setdefault(account.outlet or UNNAMED, []).append(teller.day if teller else None)
        if account.outlet:
            had = {chain.links[0].source for chain in account.chains if chain.links and not chain.denies}
            sources.setdefault(account.outlet, set()).update(had - {account.outlet})
    first = {outlet: min((day for day in some if day), default=None) for outlet, some in days.items()}
    return tuple(
        Telling(outlet, len(days) == 1, _leads(outlet, first), tuple(sorted(some))) for outlet, some in sorted(sources.items())
    )


def _leads(outlet: str, first: Mapping[str, date | None]) -> bool:
    """True if it told on an earlier day than every other; nobody leads where the day of one is not known."""
    mine, others = first[outlet], [day for name, day in first.items() if name != outlet]
    return bool(others) and mine is not None and all(day is not None and mine < day for day in others)


def words_of(*texts: str) -> tuple[str, ...]:
    """The different words of some texts, lower case and without accents or vowel marks, sorted: what is searched."""
    found: set[str] = set()
    for text in texts:
        for match in WORD.finditer(_flat(text[:SEARCHED])):
            found.add(match.group()[:LONGEST_WORD])
            if len(found) == MOST_WORDS:
                return tuple(sorted(found))
    return tuple(sorted(found))


def _flat(text: str) -> str:
    """Without what is written above and below letters; Arabic with and without its vowels is one."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M") and letter != "\u0640")


def incident_words(incident: Incident, claims: Mapping[str, Said]) -> tuple[str, ...]:
    """The words that an incident is found by: those of its quotations and of its place."""
    quotes = [claims[key].text for key in incident.claim_ids if key in claims]
    return words_of(*(_place_texts(incident.place)), *quotes)


def report_words(report: Report) -> tuple[str, ...]:
    """The words that a report is found by: those of its title and its text."""
    return words_of(report.title or "", report.text)


def _place_texts(place: Place | None) -> Iterator[str]:
    if place is not None:
        yield from (text for text in (place.name, place.span.text, place.admin1) if text)


def place_text(place: Place | None) -> str:
    """What part of a place's name is looked for in: its beginning, since the database keeps these names in order."""
    return flat(" ".join(_place_texts(place)))[:LONGEST_PLACE]


def flat(text: str) -> str:
    """A text as its words are compared: lower case, without accents, one blank between words."""
    return " ".join(WORD.findall(_flat(text)))


def party_keys(parties: Collection[str]) -> tuple[str, ...]:
    """The codes that an incident is found by: those of its parties, with and without their roles."""
    return tuple(sorted({key for code in parties for key in (code, code.split(":")[0])}))


def printed_most(figures: Collection[Toll]) -> dict[str, int]:
    """For each measure the highest number that its figures have."""
    out: dict[str, int] = {}
    for one in figures:
        number = max((bound for bound in (one.low, one.high, one.best) if bound is not None), default=-1)
        out[one.kind.value] = max(out.get(one.kind.value, -1), number)
    return out


class Atlas:
    """In which areas of which agreements a place certainly lies; each agreement is drawn once."""

    def __init__(self, places: Places | None, posts: Sequence[Post]) -> None:
        self._places, self._posts = places, tuple(posts)
        self._charts: dict[str, tuple[object, Chart]] = {}

    def areas(self, place: Place | None, agreement: Agreement) -> tuple[str, ...]:
        """The areas of the agreement in which the place certainly lies, as `SOC18/dmz`."""
        if place is None:
            return ()
        chart = self._chart(agreement)
        return tuple(f"{agreement.id}/{area.id}" for area in agreement.areas if answer(place, area, chart).holds)

    def _chart(self, agreement: Agreement) -> Chart:
        key = agreement.areas, agreement.countries
        known = self._charts.get(agreement.id)
        if known is None or known[0] != key:
            chart = Chart(agreement.areas, countries=agreement.countries, places=self._places, posts=self._posts)
            known = self._charts[agreement.id] = key, chart
        return known[1]
