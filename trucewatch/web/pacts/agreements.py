"""The agreements: who signed and who is bound, each clause with its debtor, area, window and readings, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from trucewatch.model import Agreement, Clause, Finding, FindingState, Incident, Report
from trucewatch.publish.pact_words import (
    act_words,
    area_words,
    deadline_words,
    party_lines,
    reading_words,
    related_words,
    turn_words,
    window_words,
)
from trucewatch.publish.words import (
    agreement_url,
    anchor,
    capital,
    count_words,
    counted,
    day_words,
    incident_title,
    incident_url,
    interval_words,
    joined,
    short_day,
    term,
)
from trucewatch.web.pacts.course import Course, course_of
from trucewatch.web.pacts.deadlines import deadline_grade
from trucewatch.web.pacts.weeks import COUNTED, STRENGTH, HeatRow, heat_row, monday, week_words, weeks_of
from trucewatch.web.parts import Frame, Grade, Room, Strong, Words, finding_grade, frame, in_sentences, party_words


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One instrument in the list."""

    href: str
    id: str
    title: str
    signed: str
    window: str
    signatories: str
    clauses: str
    findings: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class AgreementsPage:
    """What `agreements.html` shows."""

    frame: Frame
    lede: tuple[Strong, ...]
    rows: tuple[AgreementRow, ...]


def agreements_page(room: Room) -> AgreementsPage:
    """All instruments known, the newest first."""
    agreements = sorted(room.desk.agreements(), key=lambda a: (-a.signed.toordinal(), a.id))
    findings = room.desk.findings()
    return AgreementsPage(
        frame=frame(room, "agreements", "Agreements"),
        lede=_list_lede(agreements, findings),
        rows=tuple(_row(room, agreement, findings) for agreement in agreements),
    )


def _list_lede(agreements: Sequence[Agreement], findings: Sequence[Finding]) -> tuple[Strong, ...]:
    if not agreements:
        return (Strong("No agreement is known here, so no incident is set against one."),)
    clauses = sum(len(agreement.clauses) for agreement in agreements)
    alleged = sum(finding.state in COUNTED for finding in findings)
    return (
        Strong(capital(count_words(len(agreements), "agreement")), True),
        Strong(f" with {count_words(clauses, 'clause')}. "),
        Strong(capital(count_words(alleged, "finding")), True),
        Strong(
            f" {'tells' if alleged == 1 else 'tell'} of an alleged breach; "
            "an allegation stays one until independent origins bear it out."
        ),
    )


def _row(room: Room, agreement: Agreement, findings: Sequence[Finding]) -> AgreementRow:
    mine = [finding for finding in findings if finding.agreement_id == agreement.id]
    return AgreementRow(
        href=agreement_url(agreement.id),
        id=agreement.id,
        title=agreement.title,
        signed=day_words(agreement.signed),
        window=_window(agreement.effective, agreement.ended),
        signatories=joined(party_words(agreement.signatories, room.labels)),
        clauses=counted(len(agreement.clauses), "clause"),
        findings=_tally(mine),
    )


def _window(start: date | None, end: date | None) -> str:
    if start is None and end is None:
        return "no dates given"
    if start is None:
        return f"until {short_day(end)}" if end else ""
    return f"from {short_day(start)}, {f'until {short_day(end)}' if end else 'no end given'}"


def _tally(findings: Sequence[Finding]) -> tuple[Grade, ...]:
    out = []
    for state in (*STRENGTH, FindingState.COMPLIANCE):
        if many := sum(finding.state is state for finding in findings):
            grade = finding_grade(state)
            out.append(Grade(grade.code, f"{many} {grade.word.lower()}"))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class FindingCard:
    """One incident under a clause, with the reasons and the words they rest on."""

    href: str
    title: str
    when: str
    grade: Grade
    parties: str
    reasons: tuple[str, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class ClauseBlock:
    """One clause: what is owed, by whom, where and when, how else it is read, and what was found."""

    id: str
    anchor: str
    obligation: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    due: Grade | None
    carried_out: tuple[tuple[str, str], ...]
    tests: tuple[tuple[str, str], ...]
    findings: tuple[FindingCard, ...]
    silent: str


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What `agreement.html` shows; `whole` are accusations that name the agreement but no clause of it."""

    frame: Frame
    id: str
    title: str
    lede: tuple[Strong, ...]
    facts: tuple[tuple[str, str], ...]
    weeks: tuple[str, ...]
    heat: tuple[HeatRow, ...]
    clauses: tuple[ClauseBlock, ...]
    whole: tuple[FindingCard, ...]
    course: Course
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """The findings under an agreement, the incidents they rest on, and the reports, each read once."""

    findings: Sequence[Finding]
    incidents: Mapping[str, Incident]
    report: Callable[[str], Report | None]


def agreement_page(room: Room, agreement_id: str) -> AgreementPage | None:
    """The page of one instrument; None if there is none with this id."""
    agreement = next((a for a in room.desk.agreements() if a.id == agreement_id), None)
    if agreement is None:
        return None
    findings = [finding for finding in room.desk.findings() if finding.agreement_id == agreement_id]
    touched = {finding.incident_id for finding in findings}
    known = {incident.id: incident for incident in room.desk.incidents() if incident.id in touched}
    found = _Found(findings, known, cache(room.desk.report))
    weeks = weeks_of(findings, known)
    read = {monday(report.published.day) for report in room.desk.reports() if report.published} | _watched(room, agreement)
    course = course_of(room, agreement, findings, known)
    return AgreementPage(
        frame=frame(room, "agreements", agreement.title),
        id=agreement.id,
        title=agreement.title,
        lede=_lede(agreement, findings),
        facts=_facts(room, agreement),
        weeks=tuple(week_words(week, index) for index, week in enumerate(weeks)),
        heat=tuple(heat_row(room, clause, findings, known, weeks, read) for clause in agreement.clauses) if weeks else (),
        clauses=tuple(_clause(room, agreement, clause, found, course) for clause in agreement.clauses),
        whole=_cards(room, found, clause_id=""),
        course=course,
        about=_about(agreement),
    )


def _watched(room: Room, agreement: Agreement) -> set[date]:
    """The weeks in which a post that has to do with the agreement logged that it looked."""
    logs = room.desk.logs()
    near = [post.id for post in room.desk.posts() if post.agreement == agreement.id or post.country in agreement.countries]
    return {monday(day) for post in near if post in logs for day in logs[post].looked}


def _lede(agreement: Agreement, findings: Sequence[Finding]) -> tuple[Strong, ...]:
    alleged = {finding.clause_id for finding in findings if finding.state in COUNTED and finding.clause_id}
    vague = {finding.clause_id for finding in findings if finding.state is FindingState.NOT_ASSESSABLE and finding.clause_id}
    out = [Strong(f"{capital(count_words(len(agreement.clauses), 'clause'))}. ")]
    if alleged:
        out += [
            Strong(capital(count_words(len(alleged), "clause")), True),
            Strong(f" {_is(alleged)} alleged broken in the incidents read; "),
        ]
    if vague:
        out += [Strong("for "), Strong(count_words(len(vague), "clause"), True), Strong(" it cannot be told; ")]
    if not alleged and not vague:
        return (*out, Strong("No incident read so far bears on any of them; that does not show that they were kept."))
    return (*out[:-1], Strong(out[-1].text.removesuffix("; ") + "."))


def _is(many: set[str]) -> str:
    return "is" if len(many) == 1 else "are"


def _facts(room: Room, agreement: Agreement) -> tuple[tuple[str, str], ...]:
    out = [
        ("Form", agreement.form.value),
        ("Signed", day_words(agreement.signed)),
        ("In effect", _window(agreement.effective, agreement.ended)),
        *party_lines(agreement, room.labels),
        ("Stands to", "; ".join(related_words(related) for related in agreement.relations)),
        ("Text", f"PA-X {agreement.pax}" if agreement.pax else ""),
    ]
    return tuple((name, value) for name, value in out if value)


def _about(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    """Its life turn by turn, with the source of each, and where what is told of it comes from."""
    life = sorted(agreement.lifecycle, key=lambda turn: turn.on)
    out = [
        *(("Its life" if n == 0 else "", f"{turn_words(turn, agreement.zone)} ({turn.source})") for n, turn in enumerate(life)),
        ("Note", agreement.note),
        *(("Sources" if n == 0 else "", source) for n, source in enumerate(agreement.sources)),
    ]
    return tuple((name, value) for name, value in out if value)


def _clause(
    room: Room,
    agreement: Agreement,
    clause: Clause,
    found: _Found,
    course: Course,
) -> ClauseBlock:
    return ClauseBlock(
        id=clause.id,
        anchor=anchor(clause.id, "clause"),
        obligation=clause.obligation,
        kind=term("clause", clause.kind),
        facts=_clause_facts(room, agreement, clause),
        due=deadline_grade(clause.deadline, room.today()) if clause.deadline else None,
        carried_out=course.scores.get(clause.id, ()),
        tests=_tests(room, clause),
        findings=_cards(room, found, clause_id=clause.id),
        silent="Nothing read so far bears on this clause. That is no finding that it was kept.",
    )


def _cards(room: Room, found: _Found, *, clause_id: str) -> tuple[FindingCard, ...]:
    """The findings under one clause, or under none (an empty id)."""
    mine = [f for f in found.findings if f.clause_id == clause_id and f.state is not FindingState.NOT_APPLICABLE]
    return tuple(_finding(room, finding, found) for finding in sorted(mine, key=lambda f: f.id))


def _clause_facts(room: Room, agreement: Agreement, clause: Clause) -> tuple[tuple[str, str], ...]:
    labels = room.labels
    area = next((area for area in agreement.areas if area.id == clause.area), None)
    out = [
        ("Owed by", joined(party_words(clause.debtor, labels)) or "not said"),
        ("Guaranteed by", joined(party_words(clause.guarantor, labels))),
        ("Owed to", joined(party_words(clause.beneficiary, labels))),
        ("Area", area_words(area) if area else (clause.area or "not limited")),
        ("Window", window_words(agreement, clause)),
        ("Last day", deadline_words(agreement, clause)),
    ]
    return tuple((name, value) for name, value in out if value)


def _tests(room: Room, clause: Clause) -> tuple[tuple[str, str], ...]:
    """How incidents are set against it: what breaks, keeps and makes it good, what is left out, and on whose word."""
    labels = room.labels
    out = [
        *(("Broken by", act_words(act, labels)) for act in clause.breaks),
        *(("Kept by", act_words(act, labels)) for act in clause.keeps),
        *(("Made good by", act_words(act, labels)) for act in clause.ends),
        ("Except against", joined(party_words(clause.carve_out, labels))),
        ("Counted", f"by the rule {clause.counting}" if clause.counting else ""),
        *((f"Read otherwise: {r.field}", f"{reading_words(r, labels)} (according to {r.source})") for r in clause.readings),
        ("Unsure", "what is told here of the clause should be checked against its text" if clause.unsure else ""),
        ("Note", clause.note),
        ("Source", clause.source),
    ]
    return tuple((name, value) for name, value in out if value)


def _parties(room: Room, finding: Finding) -> str:
    """Who says so of whom."""
    if finding.state is FindingState.COMPLIANCE:
        return "no breach alleged"
    by = joined(party_words(finding.alleged_by, room.labels)) or "nobody named, as far as was read"
    against = joined(party_words(finding.against, room.labels)) or "nobody named"
    return f"{'told' if finding.state is FindingState.CORROBORATED else 'alleged'} by {by}, against {against}"


def _finding(room: Room, finding: Finding, found: _Found) -> FindingCard:
    incident = found.incidents.get(finding.incident_id)
    return FindingCard(
        href=incident_url(finding.incident_id),
        title=incident_title(incident, room.labels) if incident else finding.incident_id,
        when=interval_words(incident.time) if incident else "",
        grade=finding_grade(finding.state),
        parties=_parties(room, finding),
        reasons=finding.reasons,
        words=in_sentences(found.report, finding.words),
    )
