"""The deadlines page: ultimatums and clauses with a last day, and how they stand on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from trucewatch.model import Agreement, Clause, Finding, FindingState, Report, Ultimatum
from trucewatch.publish.words import (
    agreement_url,
    anchor,
    capital,
    count_words,
    counted,
    day_words,
    days_between,
    isolated,
    joined,
    short_day,
)
from trucewatch.web.drawings import Step, deadline_line
from trucewatch.web.parts import (
    Frame,
    Grade,
    Room,
    Strong,
    Words,
    alone,
    claim_layers,
    finding_grade,
    frame,
    in_sentence,
    outlet_words,
    party_words,
    published_words,
)

MOST_STEPS_DRAWN = 4


def deadline_grade(deadline: date, day: date) -> Grade:
    """A last day as shape and words: open, that day, or passed; whether it was met is no matter of the calendar."""
    left = days_between(day, deadline)
    if left > 0:
        return Grade("open", f"Open, {counted(left, 'day')} left")
    return Grade("open", "Last day") if left == 0 else Grade("passed", f"Passed {counted(-left, 'day')} ago")


@dataclass(frozen=True, slots=True)
class Clock:
    """The nearest last day still ahead, for the front page."""

    lab: str
    big: str
    href: str
    note: str
    quote: Words


@dataclass(frozen=True, slots=True)
class Carried:
    """One report that tells of an ultimatum, with its words."""

    who: str
    quote: Words


@dataclass(frozen=True, slots=True)
class UltimatumCard:
    """One ultimatum on one day."""

    anchor: str
    title: str
    grade: Grade
    issuer: str
    addressee: str
    demand: Words
    consequence: Words | None
    place: str | None
    issued: str
    deadline: str
    restated: str
    steps: tuple[Step, ...]
    step_days: tuple[str, ...]
    line: Markup | None
    carried: tuple[Carried, ...]
    told: str


@dataclass(frozen=True, slots=True)
class ClauseDue:
    """A clause with a last day: when, what, who owes it, and what was found so far."""

    day: str
    obligation: str
    clause: str
    href: str
    owes: str
    grade: Grade
    findings: tuple[tuple[Grade, str], ...]


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    """What `deadlines.html` shows."""

    frame: Frame
    lede: tuple[Strong, ...]
    on: str
    on_iso: str
    problem: str | None
    cards: tuple[UltimatumCard, ...]
    clauses: tuple[ClauseDue, ...]


def deadlines_page(room: Room, on: str) -> DeadlinesPage:
    """How every last day stands on `on` (today if that is empty or no day)."""
    day, problem = _day(on, room.today())
    ultimatums = sorted(room.desk.ultimatums(), key=lambda u: (_rank(u.deadline, day), u.id))
    return DeadlinesPage(
        frame=frame(room, "deadlines", f"Deadlines on {short_day(day)}"),
        lede=_lede(ultimatums, day),
        on=day_words(day),
        on_iso=day.isoformat(),
        problem=problem,
        cards=tuple(_card(room, ultimatum, day) for ultimatum in ultimatums),
        clauses=_clauses(room, day),
    )


def _day(asked: str, today: date) -> tuple[date, str | None]:
    if not asked.strip():
        return today, None
    try:
        return date.fromisoformat(asked.strip()), None
    except ValueError:
        return today, f"“{asked[:40]}” is no day; write it as 2020-02-13. Shown is today."


def _rank(deadline: date, day: date) -> tuple[bool, int]:
    return (deadline < day, abs(days_between(day, deadline)))


def _lede(ultimatums: list[Ultimatum], day: date) -> tuple[Strong, ...]:
    if not ultimatums:
        return (Strong("No demand with a last day was found in the reports read. "),)
    still = sum(ultimatum.deadline >= day for ultimatum in ultimatums)
    gone = len(ultimatums) - still
    out = [Strong(f"On {day_words(day)}, "), Strong(count_words(still, "demand"), True)]
    out.append(Strong(f" {'is' if still == 1 else 'are'} still running"))
    if gone:
        out += [Strong("; the last day of "), Strong(count_words(gone, "demand"), True), Strong(" has passed")]
    return (*out, Strong(". That a day passed is a fact; whether a demand was met is a finding, and none is made here."))


def next_clock(room: Room) -> Clock | None:
    """The ultimatum that runs out next; None if none is open today."""
    today = room.today()
    ahead = [u for u in room.desk.ultimatums() if u.deadline >= today]
    if not ahead:
        return None
    nearest = min(ahead, key=lambda u: (u.deadline, u.id))
    left = days_between(today, nearest.deadline)
    issuer, addressee = _who(room, nearest.issuer), _who(room, nearest.addressee)
    return Clock(
        lab="Open ultimatum" if len(ahead) == 1 else f"Nearest of {count_words(len(ahead), 'open ultimatum')}",
        big=f"{counted(left, 'day')} left" if left else "Last day today",
        href=f"/deadlines#{anchor(nearest.id, 'ultimatum')}",
        note=f"Until {day_words(nearest.deadline)}. {capital(issuer)} demands of {addressee}:",
        quote=alone(room.desk.report(nearest.demand.report_id), nearest.demand),
    )


def _who(room: Room, codes: tuple[str, ...]) -> str:
    return joined(party_words(codes, room.labels)) or "nobody named"


def _card(room: Room, ultimatum: Ultimatum, day: date) -> UltimatumCard:
    report = room.desk.report(ultimatum.demand.report_id)
    steps = _steps(ultimatum)
    carried = _carried(room, ultimatum)
    reports = len({claim.report_id for claim in room.desk.claims(ultimatum.claim_ids)})
    return UltimatumCard(
        anchor=anchor(ultimatum.id, "ultimatum"),
        title=f"{_who(room, ultimatum.issuer)} to {_who(room, ultimatum.addressee)}, until {day_words(ultimatum.deadline)}",
        grade=deadline_grade(ultimatum.deadline, day),
        issuer=_who(room, ultimatum.issuer),
        addressee=_who(room, ultimatum.addressee),
        demand=alone(report, ultimatum.demand),
        consequence=_consequence(room, ultimatum),
        place=ultimatum.place,
        issued=day_words(ultimatum.issued) if ultimatum.issued else "no day said",
        deadline=day_words(ultimatum.deadline),
        restated=joined([short_day(d) for d in sorted(ultimatum.restated_on)]) or "not said again",
        steps=steps,
        step_days=tuple(short_day(step.day) for step in steps),
        line=deadline_line(steps, day) if len(steps) <= MOST_STEPS_DRAWN else None,
        carried=carried,
        told=counted(reports, "report"),
    )


def _steps(ultimatum: Ultimatum) -> tuple[Step, ...]:
    issued = [Step(ultimatum.issued, "issued", "start")] if ultimatum.issued else []
    again = [Step(day, "said again", "again") for day in sorted(ultimatum.restated_on) if day != ultimatum.issued]
    return (*issued, *again, Step(ultimatum.deadline, "last day", "end"))


def _consequence(room: Room, ultimatum: Ultimatum) -> Words | None:
    span = ultimatum.consequence
    return alone(room.desk.report(span.report_id), span) if span else None


def _carried(room: Room, ultimatum: Ultimatum) -> tuple[Carried, ...]:
    out = []
    for claim in room.desk.claims(ultimatum.claim_ids):
        report: Report | None = room.desk.report(claim.report_id)
        who = f"{isolated(outlet_words(report))}, {published_words(report)}" if report else claim.report_id
        out.append(Carried(who, in_sentence(report, claim.quote, claim_layers(claim), claim_id=claim.id)))
    return tuple(out)


def _clauses(room: Room, day: date) -> tuple[ClauseDue, ...]:
    findings = room.desk.findings()
    due = [(c.deadline, a, c) for a in room.desk.agreements() if a.signed <= day for c in a.clauses if c.deadline]
    return tuple(_due(room, a, c, d, day, tuple(findings)) for d, a, c in sorted(due, key=lambda row: (row[0], row[2].id)))


def _due(room: Room, agreement: Agreement, clause: Clause, deadline: date, day: date, findings: tuple[Finding, ...]) -> ClauseDue:
    count: dict[FindingState, int] = {}
    for finding in findings:
        if finding.clause_id == clause.id and finding.state is not FindingState.NOT_APPLICABLE:
            count[finding.state] = count.get(finding.state, 0) + 1
    return ClauseDue(
        day=short_day(deadline),
        obligation=clause.obligation,
        clause=clause.id,
        href=agreement_url(agreement.id, clause.id),
        owes=_who(room, clause.debtor),
        grade=deadline_grade(deadline, day),
        findings=tuple((finding_grade(state), counted(many, "finding")) for state, many in sorted(count.items())),
    )
