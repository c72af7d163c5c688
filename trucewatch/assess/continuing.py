"""Follow breaches that last: from the act that breaks a clause until one that makes it good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trucewatch.assess.answers import Asked, answers_of, asked_of, can_hold
from trucewatch.assess.areas import Places
from trucewatch.assess.told import Terrain, Told, told_of
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import (
    Agreement,
    AreaKind,
    Claim,
    Clause,
    Finding,
    FindingState,
    Incident,
    Place,
    PlacePrecision,
    Post,
    Realis,
    Report,
    Violation,
    content_id,
)

NARROW = frozenset({PlacePrecision.SPOT, PlacePrecision.SETTLEMENT, PlacePrecision.VICINITY})
STRENGTH = (FindingState.ALLEGED, FindingState.CONTESTED, FindingState.CORROBORATED)
KEPT = "an act that keeps the clause is told of"
SPEECH = frozenset({"ACCUSE"})  # an accusation is kept as one; the state it speaks of is opened by an act alone


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that opens, goes on with or makes good a breach: of which days, where, by which sides."""

    first: date
    last: date
    place: str
    sides: frozenset[str]
    incident_id: str
    finding: Finding | None = None
    why: str = ""
    own: bool = False  # makes good only what its doers broke

    @property
    def order(self) -> tuple[date, date, bool, str]:
        """By day; what makes good comes after what breaks on the same days."""
        return self.last, self.first, self.finding is None, self.incident_id


def violations(
    incidents: Sequence[Incident],
    findings: Sequence[Finding],
    claims: Sequence[Claim],
    agreements: Sequence[Agreement],
    *,
    reports: Sequence[Report] = (),
    places: Places | None = None,
    posts: Sequence[Post] = (),
) -> tuple[Violation, ...]:
    """Every lasting breach of the clauses that say so, in the order of clause, opening day and place.

    One breach is of one side at one place: a town by itself, what is told of a road or of wider ground as one. It is opened by a
    finding that the clause was broken by an act (accusations, and what cannot be assessed, open nothing), goes on with further
    ones, and is made good by an act of the clause's `ends` or by a finding of compliance at the same place. An act told of wider
    ground makes good what lies in it. What is dated by no account opens and closes nothing.
    """
    by_claim = {claim.id: claim for claim in claims}
    by_report = {report.id: report for report in reports}
    by_incident = {incident.id: incident for incident in incidents}
    by_clause: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_clause.setdefault((finding.agreement_id, finding.clause_id), []).append(finding)
    terrain = Terrain(places, posts)
    told = [told_of(one, by_claim, by_report) for one in incidents if one.time is not None and one.realis is Realis.ACTUAL]
    out: list[Violation] = []
    for agreement in sorted(agreements, key=lambda one: (one.signed, one.id)):
        for clause in agreement.clauses:
            if clause.continuing and (found := by_clause.get((agreement.id, clause.id))):
                ends = _endings(told, agreement, clause, terrain)
                out += _of_clause(agreement, clause, [*_breaches(found, by_incident, agreement, clause), *ends])
    return tuple(out)


def _breaches(
    findings: Iterable[Finding], incidents: dict[str, Incident], agreement: Agreement, clause: Clause
) -> Iterator[_Event]:
    for finding in findings:
        incident = incidents.get(finding.incident_id)
        if incident is None or incident.time is None or incident.type in SPEECH:
            continue
        days = incident.time.start, incident.time.last
        place = _where(incident.place, agreement, clause)
        if finding.state is FindingState.COMPLIANCE:
            yield _Event(*days, place, sides_of(incident.actor), incident.id, why=KEPT, own=True)
        elif finding.state.of_breach and finding.against and _lasts(incident, clause):
            yield _Event(*days, place, sides_of(finding.against), incident.id, finding)


def _lasts(incident: Incident, clause: Clause) -> bool:
    """False if it is only an act that is over when it is done, such as a shelling, of a clause that others break for longer."""
    acts = [act for act in clause.breaks if incident.type in act.types and (not act.modes or incident.mode in act.modes)]
    return not acts or any(act.lasts for act in acts)


def _endings(told: Sequence[Told], agreement: Agreement, clause: Clause, terrain: Terrain) -> Iterator[_Event]:
    """The acts that make the clause good again; all that they must be has to be told."""
    asked = [asked_of(agreement, clause, act, kept=True) for act in clause.ends]
    for one in told:
        if any(_is(one, test, terrain) for test in asked):
            time = one.incident.time
            assert time is not None
            place = _where(one.incident.place, agreement, clause)
            yield _Event(time.start, time.last, place, one.doers, one.incident.id, why="an act that makes it good is told of")


def _is(told: Told, test: Asked, terrain: Terrain) -> bool:
    kind = told.incident.type in test.act.types
    return kind and can_hold(told, test) and all(answer.holds for answer in answers_of(told, test, terrain))


def _where(place: Place | None, agreement: Agreement, clause: Clause) -> str:
    """The place by which a breach is told from others: a town by its name; "" for roads and for wider ground, which are one."""
    area = agreement.area_of(clause)
    if place is None or (area is not None and area.kind is AreaKind.BUFFER):
        return ""
    narrow = place.precision in NARROW if place.precision else place.geo_precision in (1, 2)
    return place.name if narrow else ""


def _of_clause(agreement: Agreement, clause: Clause, events: Iterable[_Event]) -> list[Violation]:
    standing: dict[tuple[str, tuple[str, ...]], Violation] = {}
    done: list[Violation] = []
    for event in sorted(events, key=lambda event: event.order):
        if event.finding is not None:
            key = fold(event.place), tuple(sorted(event.sides))
            known = standing.get(key)
            standing[key] = _gone_on(known, event) if known else _opened(agreement, clause, event)
            continue
        for key in _made_good(standing, event):
            done.append(_closed(standing.pop(key), event))
    out = [*done, *standing.values()]
    return sorted(out, key=lambda one: (one.opened_earliest, one.opened_latest, one.place, one.by))


def _made_good(standing: dict[tuple[str, tuple[str, ...]], Violation], event: _Event) -> list[tuple[str, tuple[str, ...]]]:
    """What an act makes good: its doers' own breaches there; an act of `ends` by somebody who has none there, all of them."""
    place = fold(event.place)
    here = [key for key, one in standing.items() if (not place or key[0] == place) and one.opened_latest <= event.last]
    own = [key for key in here if event.sides & set(key[1])]
    return own if own or event.own else here


def _opened(agreement: Agreement, clause: Clause, event: _Event) -> Violation:
    assert event.finding is not None
    by = tuple(sorted(event.sides))
    return Violation(
        id=content_id("violation", agreement.id, clause.id, fold(event.place), by, event.finding.id),
        agreement_id=agreement.id,
        clause_id=clause.id,
        by=by,
        place=event.place,
        state=event.finding.state,
        opened_earliest=event.first,
        opened_latest=event.last,
        seen=event.last,
        closed_earliest=None,
        closed_latest=None,
        finding_ids=(event.finding.id,),
    )


def _gone_on(known: Violation, event: _Event) -> Violation:
    assert event.finding is not None
    return replace(
        known,
        state=max(known.state, event.finding.state, key=STRENGTH.index),
        seen=max(known.seen, event.last),
        finding_ids=(*known.finding_ids, event.finding.id),
    )


def _closed(known: Violation, event: _Event) -> Violation:
    """Made good on the days of the act, and not before it was last seen."""
    earliest = max(event.first, min(known.seen, event.last))
    return replace(known, closed_earliest=earliest, closed_latest=event.last, closed_by=event.incident_id, closed_why=event.why)
