"""How an agreement is going on a day: its last days with their pace, breaches that last, and demands that stand beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.assess import progress
from trucewatch.assess.implementation import ClauseProgress, PaceKind
from trucewatch.model import Agreement, Finding, Incident, Violation
from trucewatch.publish.pact_words import deadline_words
from trucewatch.publish.violations import lasting_among
from trucewatch.publish.words import anchor, capital, day_words, joined, score_words
from trucewatch.web.pacts.deadlines import deadline_grade, standings
from trucewatch.web.parts import Grade, Room, finding_grade, party_words


@dataclass(frozen=True, slots=True)
class LastDay:
    """A duty with a last day: when, what, who owes it, how it stands by the calendar, and how far it was carried out."""

    day: str
    obligation: str
    clause: str
    href: str
    owes: str
    grade: Grade
    carried_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lasting:
    """A breach that lasts: under which clause, by whom and where, since when, and until when."""

    clause: str
    href: str
    by: str
    place: str
    since: str
    until: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Beside:
    """A demand that stands beside the agreement."""

    href: str
    title: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Course:
    """All of it; `scores` are the words for how far each clause was carried out, by its id."""

    last_days: tuple[LastDay, ...]
    lasting: tuple[Lasting, ...]
    beside: tuple[Beside, ...]
    scores: Mapping[str, tuple[tuple[str, str], ...]]


def course_of(room: Room, agreement: Agreement, findings: Sequence[Finding], incidents: Mapping[str, Incident]) -> Course:
    """How the agreement is going today, from its findings and the incidents they rest on."""
    today = room.today()
    lasting = _violations(room, agreement, findings)
    gone = progress(agreement, findings, tuple(incidents.values()), lasting, on=today)
    return Course(
        last_days=tuple(_last_day(room, agreement, one, today) for one in sorted(gone, key=_due) if one.clause.deadline),
        lasting=tuple(_lasting(room, one) for one in lasting),
        beside=_beside(room, agreement, today),
        scores={one.clause.id: tuple(_score(one)) for one in gone},
    )


def _due(one: ClauseProgress) -> tuple[date, str]:
    return one.clause.deadline or date.max, one.clause.id


def _violations(room: Room, agreement: Agreement, findings: Sequence[Finding]) -> tuple[Violation, ...]:
    desk = room.desk
    return lasting_among(
        (agreement,),
        findings,
        desk.incidents(),
        claims=lambda ids: desk.claims(tuple(ids)),
        reports=lambda ids: [report for key in sorted(ids) if (report := desk.report(key))],
        posts=desk.posts(),
    )


def _last_day(room: Room, agreement: Agreement, one: ClauseProgress, today: date) -> LastDay:
    clause = one.clause
    return LastDay(
        day=deadline_words(agreement, clause),
        obligation=clause.obligation,
        clause=clause.id,
        href=f"#{anchor(clause.id, 'clause')}",
        owes=joined(party_words(clause.debtor, room.labels)) or "nobody named",
        grade=deadline_grade(clause.deadline or today, today),
        carried_out=tuple(capital(pace.words) for pace in one.pace if pace.kind is not PaceKind.NONE),
    )


def _score(one: ClauseProgress) -> list[tuple[str, str]]:
    out = []
    if one.coded:
        told = f"{score_words(one.coded.score)}, on {day_words(one.coded.on)}: {one.coded.why}"
        out.append(("Carried out", f"{told} (according to {one.coded.source})"))
    if one.suggested:
        told = f"{score_words(one.suggested.score)}: {one.suggested.why} ({one.evidence.words})"
        out.append(("What was read suggests", told))
    return out


def _lasting(room: Room, one: Violation) -> Lasting:
    return Lasting(
        clause=one.clause_id,
        href=f"#{anchor(one.clause_id, 'clause')}",
        by=joined(party_words(one.by, room.labels)) or "nobody named",
        place=one.place or "the area as a whole",
        since=_between(one.opened_earliest, one.opened_latest),
        until=_until(one),
        grade=finding_grade(one.state),
    )


def _between(first: date, last: date) -> str:
    return day_words(first) if first == last else f"between {day_words(first)} and {day_words(last)}"


def _until(one: Violation) -> str:
    if one.closed_earliest is None or one.closed_latest is None:
        return f"not made good, as far as was read; last told of {day_words(one.seen)}"
    why = f": {one.closed_why}" if one.closed_why else ""
    return f"made good {_between(one.closed_earliest, one.closed_latest)}{why}"


def _beside(room: Room, agreement: Agreement, today: date) -> tuple[Beside, ...]:
    """The demands that are this instrument, or one that stands to it."""
    near = {agreement.id} | {one.id for one in room.desk.agreements() if any(r.to == agreement.id for r in one.relations)}
    return tuple(
        Beside(f"/deadlines#{anchor(ultimatum.id, 'ultimatum')}", title, grade)
        for ultimatum, title, grade in standings(room, today)
        if ultimatum.instrument in near
    )
