"""Invented incidents in the countries of the packaged agreements, and invented agreements beside those: what `bench.assess` uses.

An incident is told by one to three accounts. Its parties are mostly those that an agreement of the country binds, its day lies
mostly in the years in which one held, its place is a town, a province, or not told. Some are threats or plans, some accusations.
Every value is drawn from the seed and the number alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.zones import zone_of
from trucewatch.model import (
    MODES,
    Account,
    Act,
    Actor,
    Agreement,
    Area,
    AreaKind,
    Basis,
    Claim,
    Clause,
    ClauseKind,
    Counted,
    EventType,
    Figure,
    FigureRange,
    Grade,
    Grading,
    Incident,
    Interval,
    Place,
    PlacePrecision,
    Precision,
    Published,
    Reading,
    Realis,
    Report,
    Span,
    State,
    Statement,
    content_id,
)

FIRST, DAYS = date(2014, 1, 1), 4_380
TOWNS_EACH, PROVINCES_EACH = 200, 10
OTHERS = ("ISR:MIL", "USA:MIL", "ISIS", "UN", "FRA")  # parties that few agreements bind
TYPES = (
    (EventType.ASSAULT, 0.55),
    (EventType.MOBILIZE, 0.12),
    (EventType.COERCE, 0.08),
    (EventType.RETREAT, 0.05),
    (EventType.ACCUSE, 0.06),
    (EventType.THREATEN, 0.06),
    (EventType.DISPLACE, 0.05),
    (EventType.AID, 0.03),
)
WORDS = "troops near the town fired shells at positions along the line after the ceasefire said sources in the area".split()


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its towns and provinces, the parties that agreements bind there, and when those agreements began."""

    code: str
    places: tuple[Place, ...]
    parties: tuple[str, ...]
    begun: tuple[date, ...]


def agreements(clauses: int, seed: int = 2020, country: str = "") -> tuple[Agreement, ...]:
    """The packaged agreements (on one country, if it is named), and invented ones until there are so many clauses."""
    found = [one for one in load_agreements() if not country or country in one.countries]
    known = [agreement for agreement in found if agreement.countries]
    choice, number = Random(f"{seed}/agreements"), 0
    while (many := sum(len(agreement.clauses) for agreement in found)) < clauses:
        number += 1
        found.append(_invented(number, choice.choice(known), min(10, clauses - many), choice))
    return tuple(found)


def countries(found: Sequence[Agreement]) -> tuple[Country, ...]:
    """Every country of the agreements."""
    codes = sorted({code for agreement in found for code in agreement.countries})
    return tuple(_country(code, [one for one in found if code in one.countries]) for code in codes)


def incidents(found: Sequence[Agreement], seed: int = 2020) -> Iterator[tuple[Incident, tuple[Claim, ...], tuple[Report, ...]]]:
    """Without end, each with its claims and their reports."""
    lands, number = countries(found), 0
    while True:
        yield _incident(number, lands, Random(f"{seed}/{number}"))
        number += 1


def _country(code: str, held: Sequence[Agreement]) -> Country:
    choice = Random(code)
    names = sorted({name for one in held for area in one.areas for name in (*area.names, *area.partly)}) or [f"{code} North"]
    names = (names * PROVINCES_EACH)[: max(PROVINCES_EACH, len(names))]
    rings = [point for one in held for area in one.areas for point in (*area.ring, *area.line)] or [(40.0, 35.0)]
    places = [Place(NOWHERE, name, f"p-{code}-{n}", country=code, admin1=name, kind="admin1") for n, name in enumerate(names)]
    for number in range(TOWNS_EACH):
        longitude, latitude = choice.choice(rings)
        point = latitude + choice.uniform(-0.5, 0.5), longitude + choice.uniform(-0.5, 0.5)
        name, province = f"Town {number} of {code}", choice.choice(names)
        precision = PlacePrecision.SETTLEMENT
        places.append(Place(NOWHERE, name, f"t-{code}-{number}", *point, code, province, "town", 1, precision=precision))
    parties = tuple(sorted({party for one in held for party in one.bound}))
    return Country(code, tuple(places), parties, tuple(sorted(one.effective for one in held)))


def _invented(number: int, like: Agreement, clauses: int, choice: Random) -> Agreement:
    """An agreement between the parties of a packaged one, in its countries, of another time."""
    begun = FIRST + timedelta(days=choice.randrange(DAYS))
    point = choice.uniform(-0.5, 0.5) + 36.7, choice.uniform(-0.5, 0.5) + 35.8
    ring = tuple((point[0] + x, point[1] + y) for x, y in ((0, 0), (0.6, 0), (0.6, 0.4), (0, 0.4), (0, 0)))
    names = tuple(sorted({name for area in like.areas for name in area.names}))[:5]
    areas = (
        Area("A", "An invented area", AreaKind.POLYGON, like.countries, ring=ring),
        Area("B", "Invented districts", AreaKind.ADMIN, like.countries, names=names),
        Area("C", "An invented zone", AreaKind.UNKNOWN, like.countries),
    )
    id = f"INV{number}"
    return Agreement(
        id=id,
        title=f"Invented agreement {number}",
        signed=begun,
        effective=begun,
        signatories=like.signatories,
        guarantor_of=like.guarantor_of,
        bound=like.bound,
        sources=("invented",),
        areas=areas,
        clauses=tuple(_clause(f"{id}-{n}", like, begun, choice) for n in range(1, clauses + 1)),
        ended=begun + timedelta(days=choice.randrange(200, 2_000)) if choice.random() < 0.5 else None,
        countries=like.countries,
        zone=zone_of(like.countries[0]) or "UTC",
    )


def _clause(id: str, like: Agreement, begun: date, choice: Random) -> Clause:
    kind = choice.choices((EventType.ASSAULT, EventType.MOBILIZE, EventType.COERCE), (0.7, 0.2, 0.1))[0]
    modes = tuple(sorted(choice.sample(sorted(MODES[kind]), 3))) if choice.random() < 0.5 else ()
    counted = (Counted.KILLED, choice.randint(1, 20)) if choice.random() < 0.1 else (None, None)
    debtors = tuple(sorted(choice.sample(like.bound, min(len(like.bound), choice.randint(1, 3)))))
    start = begun + timedelta(days=choice.randrange(0, 60))
    readings = (Reading("start", "three days later", "invented", day=start + timedelta(days=3)),) if choice.random() < 0.2 else ()
    return Clause(
        id=id,
        kind=ClauseKind.PROHIBITION,
        obligation=f"Obligation {id}.",
        debtor=debtors,
        area=choice.choice(("A", "B", "C", None)),
        start=start,
        start_at=time(14) if choice.random() < 0.2 else None,
        breaks=(Act((kind,), modes, counts=counted[0], at_least=counted[1]),),
        keeps=(Act((EventType.RETREAT,), ("withdraw",)),) if choice.random() < 0.3 else (),
        carve_out=("ISIS",) if choice.random() < 0.3 else (),
        readings=readings,
    )


def _incident(number: int, lands: Sequence[Country], choice: Random) -> tuple[Incident, tuple[Claim, ...], tuple[Report, ...]]:
    land = choice.choice(lands)
    kind = choice.choices([kind for kind, _ in TYPES], [share for _, share in TYPES])[0]
    mode = choice.choice(sorted(MODES[kind])) if kind in MODES and choice.random() < 0.85 else None
    realis = choice.choices((Realis.ACTUAL, Realis.FUTURE, Realis.NEGATED), (0.9, 0.07, 0.03))[0]
    actor, recipient = _party(land, choice, 0.85), _party(land, choice, 0.7)
    place = choice.choice(land.places) if choice.random() < 0.92 else None
    day = choice.choice(land.begun) + timedelta(days=int(choice.gauss(200, 400)))
    many = choice.choices((1, 2, 3), (0.7, 0.2, 0.1))[0]
    told = [_told(number, n, kind, mode, realis, actor, recipient, place, day, choice) for n in range(many)]
    claims = tuple(claim for claim, _ in told)
    toll = choice.randint(0, 30) if choice.random() < 0.4 else None
    figures = (_toll(toll, claims[0].quote),) if toll is not None else ()
    origins = tuple(f"Origin {n}" for n in range(many))
    grade = Grade.CORROBORATED if many > 1 else Grade.ALLEGED
    incident = Incident(
        id=content_id("incident", number),
        type=kind,
        mode=mode,
        realis=realis,
        actor=actor,
        recipient=recipient,
        place=place,
        time=claims[0].time,
        claim_ids=tuple(claim.id for claim in claims),
        accounts=tuple(
            Account("ABC"[n], claim.report_id, origins[n], (claim.id,), (), origins[n], "its own word")
            for n, claim in enumerate(claims)
        ),
        figures=figures,
        comparisons=(),
        matches=(),
        state=State.CORROBORATED if many > 1 else State.ALLEGED,
        state_reason=f"told by {many}",
        grades=tuple(Grading(one, grade, "", f"told by {many} origins") for one in (Statement.HAPPENED, Statement.BY_WHOM)),
    )
    return incident, claims, tuple(report for _, report in told)


NOWHERE = Span("", 0, 0, "")


def _party(land: Country, choice: Random, share: float) -> tuple[str, ...]:
    if choice.random() > share or not land.parties:
        return (choice.choice(OTHERS),) if choice.random() < 0.5 else ()
    return (choice.choice(land.parties),)


def _told(
    number: int,
    letter: int,
    kind: EventType,
    mode: str | None,
    realis: Realis,
    actor: tuple[str, ...],
    recipient: tuple[str, ...],
    place: Place | None,
    day: date,
    choice: Random,
) -> tuple[Claim, Report]:
    words = " ".join(choice.choices(WORDS, k=14))
    report_id = f"r{number}-{letter}"
    quote = Span(report_id, 0, len(words), words)
    report = Report(report_id, report_id, words, "", published=Published(day, Precision.DAY, Basis.METADATA))
    days = (
        Interval(day, day + timedelta(days=choice.choice((1, 1, 1, 7))), Precision.DAY, quote) if choice.random() < 0.9 else None
    )
    claim = Claim(
        id=content_id("claim", report_id),
        report_id=report_id,
        quote=quote,
        trigger=quote,
        row="bench",
        type=kind,
        mode=mode,
        realis=realis,
        actor=tuple(Actor(quote, party=code) for code in actor),
        recipient=tuple(Actor(quote, party=code) for code in recipient),
        place=place,
        time=days,
    )
    return claim, report


def _toll(toll: int, words: Span) -> FigureRange:
    figure = Figure(Counted.KILLED, toll, toll, words)
    return FigureRange(figure.kind, toll, toll, (("A", toll, toll, words),), best=toll)
