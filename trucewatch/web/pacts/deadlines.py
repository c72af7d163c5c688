"""The deadlines page: ultimatums and clauses with a last day, and how they stand on a given day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from trucewatch.model import DemandStanding, Expiry, Report, Shows, Ultimatum, UltimatumState
from trucewatch.publish.deadlines import Due, DueKind, due_on, foremost, in_turn, is_known, stands, state_words
from trucewatch.publish.drawing.charts import Step, deadline_line
from trucewatch.publish.tongue import in_source, marked, say
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
from trucewatch.web.lists import FileLink, file_links
from trucewatch.web.pacts.asked_deadlines import asked_deadlines
from trucewatch.web.pacts.counted import held_by
from trucewatch.web.parts import (
    Frame,
    Grade,
    Room,
    Strong,
    Words,
    alone,
    claim_layers,
    frame,
    in_sentence,
    outlet_words,
    party_words,
    published_words,
)

MOST_STEPS_DRAWN = 5
ENDINGS = ("csv", "json", "atom")
MARKS = {
    UltimatumState.MET: ("met", marked("Met")),
    UltimatumState.UNMET: ("unmet", marked("Expired, unmet")),
    UltimatumState.DISPUTED: ("contested", marked("Expired, disputed")),
    UltimatumState.CARRIED_OUT: ("unmet", marked("Threat carried out")),
    UltimatumState.WITHDRAWN: ("withdrawn", marked("Withdrawn")),
}
SAID = {
    Shows.MET: marked("Met, according to"),
    Shows.UNMET: marked("Not met, according to"),
    Shows.CARRIED_OUT: marked("Carried out, according to"),
}


def deadline_grade(deadline: date, day: date) -> Grade:
    """A last day as shape and words: open, that day, or passed; whether it was met is no matter of the calendar."""
    left = days_between(day, deadline)
    if left > 0:
        return Grade("open", say("Open, %(count)s left", count=counted(left, "day")))
    return (
        Grade("open", say("Last day")) if left == 0 else Grade("passed", say("Passed %(count)s ago", count=counted(-left, "day")))
    )


def standing_grade(state: UltimatumState, last: date, day: date) -> Grade:
    """Where a last day stands: the calendar, until reports say more; what they say is given with their names beside it."""
    mark = MARKS.get(state)
    return Grade(*mark) if mark else deadline_grade(last, day)


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
class Said:
    """According to whom a demand was met, not met, or its threat carried out, with their words."""

    label: str
    by: str
    words: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of a demand: the day, what it was, and its words."""

    day: str
    what: str
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
    rule: str
    other_ends: tuple[str, ...]
    restated: str
    changes: tuple[Changed, ...]
    said: tuple[Said, ...]
    why: str
    instrument: tuple[str, str] | None
    steps: tuple[Step, ...]
    step_days: tuple[str, ...]
    line: Markup | None
    carried: tuple[Carried, ...]
    told: str


@dataclass(frozen=True, slots=True)
class ClauseDue:
    """A duty with a last day, or one that comes again: when, what, who owes it, how it stands, and other readings of the day."""

    day: str
    clock: str
    obligation: str
    clause: str
    href: str
    owes: str
    grade: Grade
    why: str
    readings: tuple[str, ...]


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
    others: tuple[ClauseDue, ...]
    agreement: str
    agreements: tuple[tuple[str, str], ...]
    state: str
    states: tuple[tuple[str, str], ...]
    files: tuple[FileLink, ...]


def deadlines_page(room: Room, query: Mapping[str, str]) -> DeadlinesPage:
    """How every last day stands on the day asked for (today without one), of one agreement or state if it is named."""
    asked = asked_deadlines(query, room.today())
    day, problem = asked.day, asked.problem
    held = held_by(room)
    known = [u for u in held.ultimatums if is_known(held, u, day) and asked.agreement in ("", u.instrument)]
    stood = {ultimatum.id: stands(held, ultimatum, day) for ultimatum in known}
    known = [ultimatum for ultimatum in known if asked.state in (None, stood[ultimatum.id].state)]
    known.sort(key=lambda u: (_rank(stood[u.id].last, day), u.id))
    duties = tuple(due for due in asked.among(due_on(held, day)) if due.kind is not DueKind.ULTIMATUM)
    first = duties if asked.narrowed else foremost(held, duties, day)
    return DeadlinesPage(
        frame=frame(room, "deadlines", say("Deadlines on %(day)s", day=short_day(day))),
        lede=_lede([stood[u.id] for u in known], day),
        on=day_words(day),
        on_iso=day.isoformat(),
        problem=problem,
        cards=tuple(_card(room, ultimatum, stood[ultimatum.id], day) for ultimatum in known),
        clauses=tuple(_clause(room, due, day) for due in in_turn(first)),
        others=tuple(_clause(room, due, day) for due in in_turn(due for due in duties if due not in first)),
        agreement=asked.agreement,
        agreements=tuple((one.id, one.title) for one in sorted(held.agreements, key=lambda one: one.id)),
        state=asked.state or "",
        states=tuple((state.value, state.value) for state in UltimatumState),
        files=file_links("/deadlines", asked.query(), ENDINGS),
    )


def standings(room: Room, day: date) -> Iterator[tuple[Ultimatum, str, Grade]]:
    """Every demand known on a day, in words, with its state."""
    held = held_by(room)
    for one in held.ultimatums:
        if is_known(held, one, day):
            stood = stands(held, one, day)
            yield one, _title(room, one, stood.last), standing_grade(stood.state, stood.last, day)


def _rank(deadline: date, day: date) -> tuple[bool, int]:
    return (deadline < day, abs(days_between(day, deadline)))


@in_source
def _lede(stood: list[DemandStanding], day: date) -> tuple[Strong, ...]:
    if not stood:
        return (Strong("No demand with a last day was found in the reports read. "),)
    still = sum(one.days_left >= 0 for one in stood)
    gone = len(stood) - still
    out = [Strong(f"On {day_words(day)}, "), Strong(count_words(still, "demand"), True)]
    out.append(Strong(f" {'is' if still == 1 else 'are'} still running"))
    if gone:
        out += [Strong("; the last day of "), Strong(count_words(gone, "demand"), True), Strong(" has passed")]
    return (*out, Strong(". That a day passed is a fact; whether a demand was met is a finding, given with those who say so."))


def next_clock(room: Room) -> Clock | None:
    """The ultimatum that runs out next; None if none is open today."""
    today = room.today()
    ahead = [u for u in room.desk.ultimatums() if u.last_on(today) >= today]
    if not ahead:
        return None
    nearest = min(ahead, key=lambda u: (u.last_on(today), u.id))
    left = days_between(today, nearest.last_on(today))
    issuer, addressee = _who(room, nearest.issuer), _who(room, nearest.addressee)
    return Clock(
        lab=say("Open ultimatum")
        if len(ahead) == 1
        else say("Nearest of %(count)s", count=count_words(len(ahead), "open ultimatum")),
        big=say("%(count)s left", count=counted(left, "day")) if left else say("Last day today"),
        href=f"/deadlines#{anchor(nearest.id, 'ultimatum')}",
        note=say(
            "Until %(day)s. %(issuer)s demands of %(addressee)s:",
            day=day_words(nearest.last_on(today)),
            issuer=capital(issuer),
            addressee=addressee,
        ),
        quote=alone(room.desk.report(nearest.demand.report_id), nearest.demand),
    )


def _who(room: Room, codes: tuple[str, ...]) -> str:
    return joined(party_words(codes, room.labels)) or say("nobody named")


def _title(room: Room, ultimatum: Ultimatum, last: date) -> str:
    return say(
        "%(who)s to %(who2)s, until %(day)s",
        who=_who(room, ultimatum.issuer),
        who2=_who(room, ultimatum.addressee),
        day=day_words(last),
    )


def _card(room: Room, ultimatum: Ultimatum, stood: DemandStanding, day: date) -> UltimatumCard:
    report = room.desk.report(ultimatum.demand.report_id)
    steps = _steps(ultimatum, stood.last, day)
    drawn = len(steps) <= MOST_STEPS_DRAWN and steps[-1].kind == "end"
    expiry = ultimatum.expiry_on(day)
    carried = _carried(room, ultimatum, day)
    return UltimatumCard(
        anchor=anchor(ultimatum.id, "ultimatum"),
        title=_title(room, ultimatum, stood.last),
        grade=standing_grade(stood.state, stood.last, day),
        issuer=_who(room, ultimatum.issuer),
        addressee=_who(room, ultimatum.addressee),
        demand=alone(report, ultimatum.demand),
        consequence=_consequence(room, ultimatum),
        place=ultimatum.place,
        issued=day_words(ultimatum.issued) if ultimatum.issued else say("no day said"),
        deadline=_end_words(stood.last, expiry),
        rule=f"“{expiry.words}”: {expiry.rule}" if expiry and expiry.words else expiry.rule if expiry else "",
        other_ends=tuple(
            say("%(at)s in %(zone)s, the clock of %(zone_of)s", at=end.at[-5:], zone=end.zone, zone_of=end.zone_of)
            for end in expiry.ends[1:]
        )
        if expiry
        else (),
        restated=joined([short_day(d) for d in sorted(ultimatum.restated_on) if d <= day]) or say("not said again"),
        changes=_changes(room, ultimatum, day),
        said=_said(room, stood),
        why="; ".join(reason for reason in stood.reasons if "according to" not in reason),
        instrument=(ultimatum.instrument, agreement_url(ultimatum.instrument)) if ultimatum.instrument else None,
        steps=steps,
        step_days=tuple(short_day(step.day) for step in steps),
        line=deadline_line(steps, day) if drawn else None,
        carried=tuple(one for _, one in carried),
        told=counted(len({report_id for report_id, _ in carried}), "report"),
    )


def _end_words(last: date, expiry: Expiry | None) -> str:
    if expiry is None:
        return day_words(last)
    zone = f", {expiry.ends[0].zone}" if expiry.ends else ", local time"
    return f"{day_words(last)}, {expiry.at}{zone}"


def _changes(room: Room, ultimatum: Ultimatum, day: date) -> tuple[Changed, ...]:
    return tuple(
        Changed(
            short_day(change.on),
            f"{change.kind}{f' to {day_words(change.expiry.last)}' if change.expiry else ''}",
            alone(room.desk.report(change.words.report_id), change.words),
        )
        for change in ultimatum.changes
        if change.on <= day
    )


def _said(room: Room, stood: DemandStanding) -> tuple[Said, ...]:
    out = []
    for shows in Shows:
        signs = [sign for sign in stood.signs if sign.shows is shows]
        words = tuple(
            (
                say("%(by)s, of %(day)s", by=isolated(sign.by), day=short_day(sign.on)),
                alone(room.desk.report(sign.words.report_id), sign.words),
            )
            for sign in signs
        )
        if signs:
            out.append(Said(SAID[shows], joined([isolated(by) for by in stood.by(shows)]), words))
    return tuple(out)


def _steps(ultimatum: Ultimatum, last: date, day: date) -> tuple[Step, ...]:
    """What is known on the day: issued, said again, changed, and the last day."""
    issued = [Step(ultimatum.issued, "issued", "start")] if ultimatum.issued else []
    changed = [Step(change.on, change.kind.value, "again") for change in ultimatum.changes if change.on <= day]
    on = {step.day for step in (*issued, *changed)}
    again = [Step(one, say("said again"), "again") for one in sorted(ultimatum.restated_on) if one not in on and one <= day]
    end = Step(last, say("last day"), "end")
    before = sorted([*changed, *again], key=lambda step: step.day)
    return (*issued, *(step for step in before if step.day <= last), end, *(step for step in before if step.day > last))


def _consequence(room: Room, ultimatum: Ultimatum) -> Words | None:
    span = ultimatum.consequence
    return alone(room.desk.report(span.report_id), span) if span else None


def _carried(room: Room, ultimatum: Ultimatum, day: date) -> tuple[tuple[str, Carried], ...]:
    """What the reports published by a day tell of it, each with the id of its report."""
    out = []
    for claim in room.desk.claims(ultimatum.claim_ids):
        report: Report | None = room.desk.report(claim.report_id)
        if report and report.published and report.published.day > day:
            continue
        who = f"{isolated(outlet_words(report))}, {published_words(report)}" if report else claim.report_id
        out.append((claim.report_id, Carried(who, in_sentence(report, claim.quote, claim_layers(claim), claim_id=claim.id))))
    return tuple(out)


def _duty_grade(due: Due, day: date) -> Grade:
    grade = standing_grade(due.state, due.last, day)
    return Grade(grade.code, capital(state_words(due))) if due.state is UltimatumState.UNMET else grade


def _clause(room: Room, due: Due, day: date) -> ClauseDue:
    zone = f" {due.zone}" if due.zone else ""
    return ClauseDue(
        day=short_day(due.last),
        clock=f"{due.at}{zone}",
        obligation=due.what,
        clause=due.clause or due.id,
        href=agreement_url(due.instrument or "", due.clause),
        owes=_who(room, due.owes),
        grade=_duty_grade(due, day),
        why="; ".join(due.reasons),
        readings=due.readings,
    )
