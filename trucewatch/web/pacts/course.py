"""How an agreement is going on a day: its last days with their pace, breaches that last, and demands that stand beside it.

Where an agreement has more findings than a page can read, scores come from their counts, and lasting breaches from the latest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from trucewatch.assess import progress
from trucewatch.assess.implementation import ClauseProgress, Evidence, PaceKind, progress_counted, told_twice
from trucewatch.catalogue import Question, Shelf
from trucewatch.model import Agreement, Clause, Finding, FindingState, Incident, Open, Violation
from trucewatch.publish.pact_words import deadline_words
from trucewatch.publish.tongue import say
from trucewatch.publish.violations import lasting_among
from trucewatch.publish.words import anchor, capital, counted, day_words, joined, score_words
from trucewatch.web.pacts.counted import States
from trucewatch.web.pacts.deadlines import deadline_grade, standings
from trucewatch.web.parts import Grade, Room, finding_grade, party_words

READ = 120  # findings of an agreement that a page reads one by one; of more it asks for counts
LASTING = 40  # the latest findings looked at for breaches that last, of each such clause
ENDING = 60  # the latest acts looked at, of each kind that may make one good


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
    """All of it; `scores` are the words for how far each clause was carried out, by its id.

    `partly` says of which findings the breaches that last were worked out, where those were not all.
    """

    last_days: tuple[LastDay, ...]
    lasting: tuple[Lasting, ...]
    partly: str
    beside: tuple[Beside, ...]
    scores: Mapping[str, tuple[tuple[str, str], ...]]


def course_of(room: Room, agreement: Agreement, totals: Mapping[str, States]) -> Course:
    """How the agreement is going today; `totals` are the numbers of its findings by clause and state."""
    today = room.today()
    many = sum(sum(states.values()) for states in totals.values())
    lasting, partly = _violations(room, agreement, totals)
    if many <= READ:
        findings, incidents = _read(room, agreement.id, "", "", READ)
        gone = progress(agreement, findings, tuple(incidents.values()), lasting, on=today)
    else:
        gone = _counted(room, agreement, totals, lasting, today)
    return Course(
        last_days=tuple(_last_day(room, agreement, one, today) for one in sorted(gone, key=_due) if one.clause.deadline),
        lasting=tuple(_lasting(room, one) for one in lasting),
        partly=partly,
        beside=_beside(room, agreement, today),
        scores={one.clause.id: tuple(_score(one)) for one in gone},
    )


def _read(room: Room, agreement: str, clause: str, state: str, limit: int) -> tuple[tuple[Finding, ...], Mapping[str, Incident]]:
    """The latest findings, with the incidents they rest on."""
    cards = room.catalogue.findings(agreement, clause=clause, state=state, limit=limit).cards
    findings = room.desk.findings_named([card.id for card in cards])
    return tuple(findings.values()), room.desk.incidents_named({card.incident for card in cards})


def _counted(
    room: Room, agreement: Agreement, totals: Mapping[str, States], lasting: Sequence[Violation], today: date
) -> tuple[ClauseProgress, ...]:
    """How far each clause was carried out, by the counts of its findings up to today."""
    many: dict[str, Counter[FindingState]] = {}
    for (clause, state), number in room.catalogue.finding_tally(agreement.id, by=("clause", "state"), last=today):
        if clause in totals:
            many.setdefault(clause, Counter())[FindingState(state)] += number
    kept = _kept(room, agreement.id, [clause for clause, found in many.items() if found[FindingState.COMPLIANCE]])
    return tuple(
        _progress(agreement, clause, many.get(clause.id, Counter()), kept.get(clause.id, ()), lasting, today)
        for clause in agreement.clauses
    )


def _kept(room: Room, agreement: str, clauses: Collection[str]) -> dict[str, tuple[Incident, ...]]:
    """The latest incidents that show that each of these clauses was kept, all read at once."""
    named = {
        clause: {
            card.incident: None
            for card in room.catalogue.findings(agreement, clause=clause, state=FindingState.COMPLIANCE, limit=ENDING).cards
        }
        for clause in clauses
    }
    incidents = room.desk.incidents_named({key for keys in named.values() for key in keys})
    return {clause: tuple(incidents[key] for key in keys if key in incidents) for clause, keys in named.items()}


def _progress(
    agreement: Agreement,
    clause: Clause,
    many: Mapping[FindingState, int],
    kept: Sequence[Incident],
    lasting: Sequence[Violation],
    today: date,
) -> ClauseProgress:
    held = [one for one in kept if one.time and one.time.last <= today]
    evidence = Evidence(
        kept=many.get(FindingState.COMPLIANCE, 0),
        kept_twice=sum(told_twice(one) for one in held),
        alleged=many.get(FindingState.ALLEGED, 0) + many.get(FindingState.CONTESTED, 0),
        corroborated=many.get(FindingState.CORROBORATED, 0),
        open=sum(one.clause_id == clause.id and one.on(today) is Open.YES for one in lasting),
    )
    return progress_counted(agreement, clause, evidence, [one.time.last for one in held if one.time], on=today)


def _due(one: ClauseProgress) -> tuple[date, str]:
    return one.clause.deadline or date.max, one.clause.id


@dataclass(frozen=True, slots=True)
class _Asked:
    """An agreement at one state of the ledger; the room reads it and does not tell two of them apart."""

    shelf: Shelf
    agreement: str
    room: Room = field(compare=False)
    text: Agreement = field(compare=False)
    totals: Mapping[str, States] = field(compare=False)


def _violations(room: Room, agreement: Agreement, totals: Mapping[str, States]) -> tuple[tuple[Violation, ...], str]:
    """The breaches that last, and of which findings they were worked out where that was not all of them."""
    found, read, many = _lasting_breaches(_Asked(room.catalogue, agreement.id, room, agreement, totals))
    partly = say("Worked out from the latest %(len)s of %(count)s on states that last.", len=read, count=counted(many, "finding"))
    return found, partly if many > read else ""


@lru_cache(maxsize=64)
def _lasting_breaches(asked: _Asked) -> tuple[tuple[Violation, ...], int, int]:
    """The breaches that last, how many findings were read for them, and how many there are."""
    room, agreement, totals = asked.room, asked.text, asked.totals
    clauses = [clause for clause in agreement.clauses if clause.continuing and clause.id in totals]
    findings: list[Finding] = []
    incidents: dict[str, Incident] = {}
    for clause in clauses:
        some, behind = _read(room, agreement.id, clause.id, "", LASTING)
        findings += some
        incidents |= behind
    if not findings:
        return (), 0, 0
    incidents |= _endings(room, agreement, clauses, incidents)
    desk = room.desk
    found = lasting_among(
        (agreement,),
        findings,
        incidents.values(),
        claims=lambda ids: desk.claims(tuple(sorted(ids))),
        reports=lambda ids: desk.reports_named(ids).values(),
        posts=desk.posts(),
    )
    many = sum(sum(totals[clause.id].values()) for clause in clauses)
    return tuple(found), len(findings), many


def _endings(
    room: Room, agreement: Agreement, clauses: Collection[Clause], incidents: Mapping[str, Incident]
) -> Mapping[str, Incident]:
    """The acts that may make such a breach good, since the first of them."""
    days = [one.time.start for one in incidents.values() if one.time]
    kinds = sorted({kind for clause in clauses for act in clause.ends for kind in act.types})
    if not days or not kinds:
        return {}
    ids = {
        key
        for kind in kinds
        for country in agreement.countries or ("",)
        for key in room.catalogue.ids(Question(first=min(days), type=kind, country=country), limit=ENDING)
    }
    return room.desk.incidents_named(ids)


def _last_day(room: Room, agreement: Agreement, one: ClauseProgress, today: date) -> LastDay:
    clause = one.clause
    return LastDay(
        day=deadline_words(agreement, clause),
        obligation=clause.obligation,
        clause=clause.id,
        href=f"#{anchor(clause.id, 'clause')}",
        owes=joined(party_words(clause.debtor, room.labels)) or say("nobody named"),
        grade=deadline_grade(clause.deadline or today, today),
        carried_out=tuple(capital(pace.words) for pace in one.pace if pace.kind is not PaceKind.NONE),
    )


def _score(one: ClauseProgress) -> list[tuple[str, str]]:
    out = []
    if one.coded:
        told = say(
            "%(score_words)s, on %(day)s: %(why)s",
            score_words=score_words(one.coded.score),
            day=day_words(one.coded.on),
            why=one.coded.why,
        )
        out.append((say("Carried out"), say("%(told)s (according to %(source)s)", told=told, source=one.coded.source)))
    if one.suggested:
        told = f"{score_words(one.suggested.score)}: {one.suggested.why} ({one.evidence.words})"
        out.append((say("What was read suggests"), told))
    return out


def _lasting(room: Room, one: Violation) -> Lasting:
    return Lasting(
        clause=one.clause_id,
        href=f"#{anchor(one.clause_id, 'clause')}",
        by=joined(party_words(one.by, room.labels)) or say("nobody named"),
        place=one.place or say("the area as a whole"),
        since=_between(one.opened_earliest, one.opened_latest),
        until=_until(one),
        grade=finding_grade(one.state),
    )


def _between(first: date, last: date) -> str:
    return day_words(first) if first == last else say("between %(day)s and %(day2)s", day=day_words(first), day2=day_words(last))


def _until(one: Violation) -> str:
    if one.closed_earliest is None or one.closed_latest is None:
        return say("not made good, as far as was read; last told of %(day)s", day=day_words(one.seen))
    why = f": {one.closed_why}" if one.closed_why else ""
    return say("made good %(between)s%(why)s", between=_between(one.closed_earliest, one.closed_latest), why=why)


def _beside(room: Room, agreement: Agreement, today: date) -> tuple[Beside, ...]:
    """The demands that are this instrument, or one that stands to it."""
    near = {agreement.id} | {one.id for one in room.desk.agreements() if any(r.to == agreement.id for r in one.relations)}
    return tuple(
        Beside(f"/deadlines#{anchor(ultimatum.id, 'ultimatum')}", title, grade)
        for ultimatum, title, grade in standings(room, today)
        if ultimatum.instrument in near
    )
