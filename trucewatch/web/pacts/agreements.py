"""The agreements: who signed and who is bound, each clause with its debtor, area, window and readings, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from trucewatch.catalogue import FindingCard as Card
from trucewatch.catalogue import Shelf
from trucewatch.model import Agreement, Clause, FindingState
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
from trucewatch.publish.tongue import in_source, say
from trucewatch.publish.words import (
    agreement_url,
    anchor,
    capital,
    count_words,
    counted,
    day_words,
    joined,
    number,
    short_day,
    term,
)
from trucewatch.web.lists import FileLink, file_links
from trucewatch.web.pacts.addresses import findings_url
from trucewatch.web.pacts.areas import AreaPlate, areas_of
from trucewatch.web.pacts.counted import States, agreements_found, breaches, states_by_clause
from trucewatch.web.pacts.course import Course, course_of
from trucewatch.web.pacts.deadlines import deadline_grade
from trucewatch.web.pacts.findings import FindingCard, finding_cards
from trucewatch.web.pacts.weeks import STRENGTH, Heat, heat_of
from trucewatch.web.parts import Frame, Grade, Room, Strong, finding_grade, frame, party_words

FEW = 5  # findings shown under a clause; the page of the findings has all
MOST_WHOLE = 200  # the latest findings among which those that name no clause are looked for


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
    files: tuple[FileLink, ...]


def agreements_page(room: Room) -> AgreementsPage:
    """All instruments known, the newest first."""
    agreements = sorted(room.desk.agreements(), key=lambda a: (-a.signed.toordinal(), a.id))
    touched = agreements_found(room.catalogue)
    states = {one.id: _added(states_by_clause(room.catalogue, one.id)) for one in agreements if one.id in touched}
    return AgreementsPage(
        frame=frame(room, "agreements", say("Agreements")),
        lede=_list_lede(agreements, sum(breaches(some) for some in states.values())),
        rows=tuple(_row(room, agreement, states.get(agreement.id, {})) for agreement in agreements),
        files=file_links("/agreements", "", ("csv", "json", "geojson", "atom")),
    )


def _added(by_clause: Mapping[str, States]) -> States:
    """The findings of all clauses together."""
    return sum(by_clause.values(), Counter())


@in_source
def _list_lede(agreements: Sequence[Agreement], alleged: int) -> tuple[Strong, ...]:
    if not agreements:
        return (Strong(say("No agreement is known here, so no incident is set against one.")),)
    clauses = sum(len(agreement.clauses) for agreement in agreements)
    return (
        Strong(capital(count_words(len(agreements), "agreement")), True),
        Strong(f" with {count_words(clauses, 'clause')}. "),
        Strong(capital(count_words(alleged, "finding")), True),
        Strong(
            f" {'tells' if alleged == 1 else 'tell'} of an alleged breach; "
            "an allegation stays one until independent origins bear it out."
        ),
    )


def _row(room: Room, agreement: Agreement, states: Mapping[FindingState, int]) -> AgreementRow:
    return AgreementRow(
        href=agreement_url(agreement.id),
        id=agreement.id,
        title=agreement.title,
        signed=day_words(agreement.signed),
        window=_window(agreement.effective, agreement.ended),
        signatories=joined(party_words(agreement.signatories, room.labels)),
        clauses=counted(len(agreement.clauses), "clause"),
        findings=_tally(states),
    )


def _window(start: date | None, end: date | None) -> str:
    if start is None and end is None:
        return say("no dates given")
    if start is None:
        return say("until %(day)s", day=short_day(end)) if end else ""
    if end is None:
        return say("from %(day)s, no end given", day=short_day(start))
    return say("from %(day)s, until %(last)s", day=short_day(start), last=short_day(end))


def _tally(states: Mapping[FindingState, int]) -> tuple[Grade, ...]:
    out = []
    for state in (*STRENGTH, FindingState.COMPLIANCE):
        if many := states.get(state, 0):
            grade = finding_grade(state)
            out.append(Grade(grade.code, f"{number(many)} {grade.word.lower()}"))
    return tuple(out)


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
    more: tuple[str, str] | None
    silent: str


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What `agreement.html` shows; `whole` are accusations that name the agreement but no clause of it."""

    frame: Frame
    id: str
    here: str
    title: str
    lede: tuple[Strong, ...]
    facts: tuple[tuple[str, str], ...]
    heat: Heat | None
    heat_files: tuple[FileLink, ...]
    areas: AreaPlate | None
    area_file: str
    clauses: tuple[ClauseBlock, ...]
    whole: tuple[FindingCard, ...]
    course: Course
    findings: str
    many: int
    deadlines: str
    about: tuple[tuple[str, str], ...]


def agreement_page(
    room: Room, agreement: Agreement, query: Mapping[str, str], looked: Callable[[Collection[str]], Iterable[date]]
) -> AgreementPage:
    """The page of one instrument; `looked` gives the days on which any of some posts logged that it looked."""
    totals = states_by_clause(room.catalogue, agreement.id)
    course = course_of(room, agreement, totals)
    heat = heat_of(room, agreement, query, totals, lambda: looked(_near(room, agreement)))
    here = agreement_url(agreement.id)
    return AgreementPage(
        frame=frame(room, "agreements", agreement.title),
        id=agreement.id,
        here=here,
        title=agreement.title,
        lede=_lede(agreement, totals),
        facts=_facts(room, agreement),
        heat=heat,
        heat_files=file_links(f"{here}/weeks", heat.asked if heat else "", ("csv", "json")),
        areas=areas_of(room, agreement),
        area_file=f"{here}/areas.geojson" if agreement.areas else "",
        clauses=tuple(_clause(room, agreement, clause, totals.get(clause.id, {}), course) for clause in agreement.clauses),
        whole=_few(room, agreement, "") if sum(totals.get("", {}).values()) else (),
        course=course,
        findings=findings_url(agreement.id),
        many=sum(sum(states.values()) for states in totals.values()),
        deadlines=f"/deadlines?agreement={quote(agreement.id)}",
        about=_about(agreement),
    )


def _near(room: Room, agreement: Agreement) -> tuple[str, ...]:
    """The posts that have to do with the agreement."""
    posts = room.desk.posts()
    return tuple(post.id for post in posts if post.agreement == agreement.id or post.country in agreement.countries)


@in_source
def _lede(agreement: Agreement, totals: Mapping[str, States]) -> tuple[Strong, ...]:
    alleged = {clause for clause, states in totals.items() if clause and breaches(states)}
    vague = {clause for clause, states in totals.items() if clause and states.get(FindingState.NOT_ASSESSABLE)}
    if not agreement.clauses:
        return (Strong(say("No clause of it is kept here, so no incident is set against it.")),)
    out = [Strong(f"{capital(count_words(len(agreement.clauses), 'clause'))}. ")]
    if alleged:
        out += [
            Strong(capital(count_words(len(alleged), "clause")), True),
            Strong(f" {_is(alleged)} alleged broken in the incidents read; "),
        ]
    if vague:
        out += [Strong("for "), Strong(count_words(len(vague), "clause"), True), Strong(" it cannot be told; ")]
    if not alleged and not vague:
        return (*out, Strong(say("No incident read so far bears on any of them; that does not show that they were kept.")))
    return (*out[:-1], Strong(out[-1].text.removesuffix("; ") + "."))


def _is(many: set[str]) -> str:
    return "is" if len(many) == 1 else "are"


def _facts(room: Room, agreement: Agreement) -> tuple[tuple[str, str], ...]:
    out = [
        (say("Form"), agreement.form.value),
        (say("Signed"), day_words(agreement.signed)),
        ("In effect", _window(agreement.effective, agreement.ended)),
        *party_lines(agreement, room.labels),
        (say("Stands to"), "; ".join(related_words(related) for related in agreement.relations)),
        (say("Text"), f"PA-X {agreement.pax}" if agreement.pax else ""),
    ]
    return tuple((name, value) for name, value in out if value)


def _about(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    """Its life turn by turn, with the source of each, and where what is told of it comes from."""
    life = sorted(agreement.lifecycle, key=lambda turn: turn.on)
    out = [
        *(
            (say("Its life") if n == 0 else "", f"{turn_words(turn, agreement.zone)} ({turn.source})")
            for n, turn in enumerate(life)
        ),
        (say("Note"), agreement.note),
        *((say("Sources") if n == 0 else "", source) for n, source in enumerate(agreement.sources)),
    ]
    return tuple((name, value) for name, value in out if value)


def _clause(room: Room, agreement: Agreement, clause: Clause, states: Mapping[FindingState, int], course: Course) -> ClauseBlock:
    many = sum(states.values())
    few = _few(room, agreement, clause.id) if many else ()
    return ClauseBlock(
        id=clause.id,
        anchor=anchor(clause.id, "clause"),
        obligation=clause.obligation,
        kind=term("clause", clause.kind),
        facts=_clause_facts(room, agreement, clause),
        due=deadline_grade(clause.deadline, room.today()) if clause.deadline else None,
        carried_out=course.scores.get(clause.id, ()),
        tests=_tests(room, clause),
        findings=few,
        more=(say("All %(count)s", count=counted(many, "finding")), findings_url(agreement.id, clause=clause.id))
        if many > len(few)
        else None,
        silent=say("Nothing read so far bears on this clause. That is no finding that it was kept."),
    )


def _few(room: Room, agreement: Agreement, clause_id: str) -> tuple[FindingCard, ...]:
    """The latest findings under one clause, or under none (an empty id)."""
    shelf = room.catalogue
    cards = shelf.findings(agreement.id, clause=clause_id, limit=FEW).cards if clause_id else _whole(shelf, agreement.id)
    return finding_cards(room, cards)


def _whole(shelf: Shelf, agreement: str) -> tuple[Card, ...]:
    """The latest findings that name no clause, among the latest of the agreement."""
    return tuple(card for card in shelf.findings(agreement, limit=MOST_WHOLE).cards if not card.clause)[:FEW]


def _clause_facts(room: Room, agreement: Agreement, clause: Clause) -> tuple[tuple[str, str], ...]:
    labels = room.labels
    area = next((area for area in agreement.areas if area.id == clause.area), None)
    out = [
        (say("Owed by"), joined(party_words(clause.debtor, labels)) or say("not said")),
        (say("Guaranteed by"), joined(party_words(clause.guarantor, labels))),
        (say("Owed to"), joined(party_words(clause.beneficiary, labels))),
        (say("Area"), area_words(area) if area else (clause.area or say("not limited"))),
        (say("Window"), window_words(agreement, clause)),
        (say("Last day"), deadline_words(agreement, clause)),
    ]
    return tuple((name, value) for name, value in out if value)


def _tests(room: Room, clause: Clause) -> tuple[tuple[str, str], ...]:
    """How incidents are set against it: what breaks, keeps and makes it good, what is left out, and on whose word."""
    labels = room.labels
    out = [
        *((say("Broken by"), act_words(act, labels)) for act in clause.breaks),
        *((say("Kept by"), act_words(act, labels)) for act in clause.keeps),
        *((say("Made good by"), act_words(act, labels)) for act in clause.ends),
        (say("Except against"), joined(party_words(clause.carve_out, labels))),
        (say("Counted"), say("by the rule %(counting)s", counting=clause.counting) if clause.counting else ""),
        *(
            (
                say("Read otherwise: %(field)s", field=r.field),
                say("%(reading_words)s (according to %(source)s)", reading_words=reading_words(r, labels), source=r.source),
            )
            for r in clause.readings
        ),
        (say("Unsure"), say("what is told here of the clause should be checked against its text") if clause.unsure else ""),
        (say("Note"), clause.note),
        (say("Source"), clause.source),
    ]
    return tuple((name, value) for name, value in out if value)
