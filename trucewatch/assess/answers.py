"""Test an incident against one clause, one question at a time: act, doer, victim, window, area. Each answer is told in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.assess.areas import Answer, Places, inside
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.sides import side_of, sides_of
from trucewatch.model import Act, Agreement, Claim, Clause, ClauseKind, Incident, Realis, Span


@dataclass(frozen=True, slots=True)
class Frame:
    """What an incident is set against, besides the clause: the agreement, the day of its first report, and where names lie."""

    agreement: Agreement
    told_on: date | None = None
    places: Places | None = None


def breach_answers(incident: Incident, claims: Sequence[Claim], frame: Frame, clause: Clause, act: Act) -> tuple[Answer, ...]:
    """The answers to everything that must hold before an incident can break a clause by this kind of act."""
    return (
        act_answer(incident, claims, act),
        doer_answer(incident, claims, frame.agreement, clause, act),
        victim_answer(incident, claims, clause, act),
        window_answer(incident, frame, clause),
        area_answer(incident, frame, clause),
    )


def compliance_answers(incident: Incident, claims: Sequence[Claim], frame: Frame, clause: Clause, act: Act) -> tuple[Answer, ...]:
    """The answers to everything that must hold before an incident shows that a clause is kept."""
    by = act.by or clause.debtor
    kept = incident.type in act.types
    told = f"{_act_words(incident)} shows that the clause is kept" if kept else "not what the clause asks for"
    return (
        Answer(kept, told, _triggers(claims)),
        _party_answer(incident.actor, by, claims, "the clause asks it of: {}", "the doer is not told"),
        window_answer(incident, frame, clause),
        area_answer(incident, frame, clause),
    )


def act_answer(incident: Incident, claims: Sequence[Claim], act: Act) -> Answer:
    """Whether this kind of act can break the clause."""
    words = _triggers(claims)
    if incident.type not in act.types:
        return Answer(False, f"{_act_words(incident)} cannot break the clause", words)
    if act.modes and incident.mode is None:
        return Answer(None, f"the means is not told; only {', '.join(act.modes)} would break this clause", words)
    if act.modes and incident.mode not in act.modes:
        return Answer(False, f"{_act_words(incident)} does not break this clause", words)
    return Answer(True, f"{_act_words(incident)} is what the clause rules out", words)


def doer_answer(incident: Incident, claims: Sequence[Claim], agreement: Agreement, clause: Clause, act: Act) -> Answer:
    """Whether it was done by somebody the clause binds, or by the side somebody bound by it guarantees for."""
    by = act.by or clause.debtor
    answer = _party_answer(incident.actor, by, claims, "the clause binds: {}", "no account says who did it")
    if answer.holds is not False or act.by:
        return answer
    doers = sides_of(incident.actor)
    for guarantor, side in agreement.guarantor_of:
        if side in doers and guarantor in by:
            return Answer(True, f"{_label(guarantor)}, bound by the clause, guarantees for: {_label(side)}", answer.words)
    return answer


def victim_answer(incident: Incident, claims: Sequence[Claim], clause: Clause, act: Act) -> Answer:
    """Whether it hit those whom the clause protects, and not only those whom it leaves out."""
    hit = sides_of(incident.recipient)
    words = tuple(actor.span for claim in claims for actor in claim.recipient if actor.party)
    if hit and clause.carve_out and hit <= sides_of(clause.carve_out):
        return Answer(False, f"the clause leaves out: {_labels(sorted(hit))}", words)
    if not act.to:
        return Answer(True, "")
    if not hit:
        return Answer(None, f"no account says who was hit; the clause protects: {_labels(act.to)}", words)
    if hit & sides_of(act.to):
        return Answer(True, f"those hit are protected by the clause: {_labels(sorted(hit & sides_of(act.to)))}", words)
    return Answer(False, f"those hit are not protected by the clause; it protects: {_labels(act.to)}", words)


def window_answer(incident: Incident, frame: Frame, clause: Clause) -> Answer:
    """Whether it happened while the clause held; a duty with a last day can be broken from the day after.

    What no account dates was at the latest on the day of its first report.
    """
    agreement, told_on = frame.agreement, frame.told_on
    first = clause.start or agreement.effective
    if clause.kind is ClauseKind.DEADLINE and clause.deadline and clause.breaks:
        first = clause.deadline + timedelta(days=1)
    ends = [day for day in (clause.end, agreement.ended) if day]
    last = min(ends) if ends else None
    if incident.time is None and told_on and told_on < first:
        return Answer(False, f"it was told of on {_day(told_on)}, before {_day(first)}, when the clause begins to hold")
    if incident.time is None:
        return Answer(None, f"no account says on which day it was; the clause holds from {_day(first)}")
    words = (incident.time.span,) if incident.time.span else ()
    if incident.time.last < first:
        return Answer(False, f"it was before {_day(first)}, when the clause begins to hold", words)
    if last and incident.time.start > last:
        return Answer(False, f"it was after {_day(last)}, when the clause ended", words)
    if incident.time.start < first or (last and incident.time.last > last):
        return Answer(None, f"the days told reach beyond those on which the clause holds (from {_day(first)})", words)
    return Answer(True, f"it was on a day on which the clause holds (from {_day(first)})", words)


def area_answer(incident: Incident, frame: Frame, clause: Clause) -> Answer:
    """Whether it was where the clause holds; a place in a division that lies inside only in part cannot be told."""
    area = next((area for area in frame.agreement.areas if area.id == clause.area), None)
    if area is None:
        return Answer(True, "")
    if incident.place is None:
        return Answer(None, f"no account says where; the clause holds in: {area.name}")
    return inside(incident.place, area, frame.agreement.areas, frame.places)


def _party_answer(parties: Sequence[str], bound: Sequence[str], claims: Sequence[Claim], reason: str, unknown: str) -> Answer:
    words = tuple(actor.span for claim in claims for actor in claim.actor if actor.party)
    if not parties:
        return Answer(None, f"{unknown}; {reason.format(_labels(bound))}", words)
    met = [side for side in dict.fromkeys(side_of(code) for code in parties) if side in sides_of(tuple(bound))]
    told = tuple(a.span for claim in claims for a in claim.actor if a.party and side_of(a.party) in met)
    if met:
        return Answer(True, reason.format(_labels(met)), told or words)
    return Answer(False, f"not bound by the clause: {_labels(parties)}", words)


def _triggers(claims: Sequence[Claim]) -> tuple[Span, ...]:
    return tuple(claim.quote for claim in claims if claim.realis is Realis.ACTUAL)


def _act_words(incident: Incident) -> str:
    return f"an act of this kind ({incident.type.lower()}{', ' + incident.mode if incident.mode else ''})"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _label(code: str) -> str:
    return load_parties().label(code)


def _labels(codes: Sequence[str]) -> str:
    return ", ".join(_label(code) for code in codes)
