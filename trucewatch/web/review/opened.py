"""A question opened: the accounts' own words, and what the reader proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger
from trucewatch.model import Claim, Finding, Incident, Relation, Report, Role, Span, Ultimatum
from trucewatch.model.review import comparison_id
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, day_words, full_sentence, incident_url, interval_words, note, report_url, term
from trucewatch.reviewing.queue import Waiting
from trucewatch.reviewing.taking import corrected_in
from trucewatch.web.marks import Layer, paragraphs
from trucewatch.web.parts import Room, Words, finding_grade, in_sentence, outlet_words
from trucewatch.web.review.rows import Row, claim_rows, deadline_row, figure_rows, relation_row, time_row

MOST_ROWS = 9  # that have a key of their own


@dataclass(frozen=True, slots=True)
class Side:
    """What one account says: its letter (empty where it has none), whose it is, where it stands, its words."""

    letter: str
    title: str
    where: str
    words: Words
    href: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page that the question is about."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a question rests on: the words of each side, what the reader proposes, why it says so, the pages it is about."""

    sides: tuple[Side, ...]
    rows: tuple[Row, ...]
    because: tuple[str, ...]
    links: tuple[Link, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class _Desk:
    """What was fetched for one question."""

    room: Room
    item: Waiting
    incident: Incident | None
    claims: Mapping[str, Claim]

    def of(self, ids: Sequence[str]) -> tuple[Claim, ...]:
        return tuple(self.claims[key] for key in ids if key in self.claims)


def open_question(room: Room, item: Waiting, ledger: Ledger) -> Opened:
    """The question with all that it rests on; what is gone from the ledger is left out. Values are those that count now."""
    incident = room.desk.incident(item.incident) if item.incident else None
    own = (item.subject,) if item.kind == "claim" else ()
    wanted = tuple(dict.fromkeys((*own, *item.these, *item.those)))[:60]
    moment = ledger.position(room.desk.moment)
    read = ledger.held(Claim, wanted, as_of=moment)
    now = {one.claim.id: one.claim for one in corrected_in(ledger, read, load_gazetteer(), moment=moment)}
    desk = _Desk(room, item, incident, now)
    rows, because = _ROWS.get(item.asked, _by_kind)(desk)
    return Opened(tuple(_sides(desk)), tuple(rows), tuple(because), tuple(_links(desk)), _heading(desk))


def _sides(desk: _Desk) -> Iterator[Side]:
    item, known = desk.item, dict[str, Report | None]()
    kind = _mark(item)
    for at, span in enumerate(dict.fromkeys(item.words)):
        report = known.setdefault(span.report_id, desk.room.desk.report(span.report_id))
        letter = _letter(desk, span, at)
        layers = (Layer(span.start, span.end, kind), *_figures(desk, span))
        claim = next((one for one in desk.claims.values() if one.quote.overlaps(span)), None)
        name = outlet_words(report) if report else say("report %(report_id)s", report_id=span.report_id)
        words = in_sentence(report, span, layers, claim_id=claim.id if claim else None)
        title = say("Account %(letter)s: %(name)s", letter=letter, name=name) if letter else name
        where = f"{name}, {paragraph_words(report, span.start)}" if report else say("%(name)s, text not held", name=name)
        yield Side(letter, title, where, words, words.href or report_url(span.report_id))


def _mark(item: Waiting) -> str:
    relation = item.value("relation")
    return note("relation", relation) or "same" if relation else "same"


def _figures(desk: _Desk, span: Span) -> tuple[Layer, ...]:
    """The figures of the question's claims in the same report, marked where they stand in the sentence."""
    mine = [claim for claim in desk.claims.values() if claim.report_id == span.report_id and claim.quote.overlaps(span)]
    figures = {(one.span.start, one.span.end) for claim in mine for one in claim.figures}
    return tuple(Layer(start, end, "val") for start, end in sorted(figures) if (start, end) != (span.start, span.end))


def _letter(desk: _Desk, span: Span, at: int) -> str:
    accounts = desk.incident.accounts if desk.incident else ()
    here = [one.letter for one in accounts if one.report_id == span.report_id]
    named = desk.item.letters[at] if at < len(desk.item.letters) and len(desk.item.letters) == len(desk.item.words) else ""
    return named if named in here else here[0] if here else ""


def paragraph_words(report: Report, start: int) -> str:
    """Where in a report some words stand: "headline", "8th paragraph"."""
    role = next((one.role for one in report.passages if one.start <= start < one.end), None)
    if role in (Role.HEADLINE, Role.CAPTION, Role.LOG):
        return term("role", role)
    at = next((number for number, (first, end) in enumerate(paragraphs(report.text), 1) if first <= start < end), 1)
    return say("%(ordinal_words)s paragraph", ordinal_words=ordinal_words(at))


def ordinal_words(number: int) -> str:
    """ "1st", "2nd", "3rd", "11th"."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


Proposed = tuple[Sequence[Row], Sequence[str]]


def _compared(desk: _Desk) -> Proposed:
    """How two accounts stand to each other, and what each of them counts or says."""
    item = desk.item
    known = [one for one in (desk.incident.comparisons if desk.incident else ()) if comparison_id(one) == item.subject]
    found = next((one for one in known if one.relation == item.value("relation")), known[0] if known else None)
    if found is None:
        return [], [say("The two accounts are not compared like this any more.")]
    rows: list[Row] = [relation_row(item.subject, found.relation)]
    letters = (found.letter_a, found.letter_b or "")
    for letter, claims in zip(letters, (desk.of(item.these), desk.of(item.those)), strict=True):
        for claim in claims[:2]:
            rows += _side_rows(desk, claim, letter, found.relation)
    return rows, [full_sentence(found.why)]


def _side_rows(desk: _Desk, claim: Claim, letter: str, relation: Relation) -> Iterator[Row]:
    labels = desk.room.labels
    of_interest = {
        Relation.DIFFERENT_ACTOR: (say("By"), say("To")),
        Relation.DIFFERENT_PLACE: (say("Where"),),
        Relation.PLANNED_DONE: (say("Said"),),
        Relation.CONDITIONAL_FLAT: (say("Said"),),
        Relation.TWO_RENDERINGS: (say("Whose word"),),
        Relation.DIFFERENT_NAMING: (say("%(letter)s: What", letter=letter), say("By"), say("To")),
        Relation.FRAMED_DIFFERENTLY: (say("%(letter)s: What", letter=letter), say("Said")),
    }.get(relation, ())
    counted = desk.item.value("counted")
    figures = [
        row
        for row in figure_rows(claim, labels, say("%(letter)s counts", letter=letter))
        if row.edit and row.edit.old.startswith(counted)
    ]
    if relation in (Relation.DIFFERENT_NUMBERS, Relation.LIKE_MEASURES):
        yield from figures
    for row in claim_rows(claim, labels, letter=letter):
        if row.name in of_interest:
            yield _named(row, f"{letter}: {row.name.lower()}" if not row.name.startswith(letter) else row.name)
    if relation in (Relation.DIFFERENT_NUMBERS, Relation.LIKE_MEASURES, Relation.DIFFERENT_DAY):
        yield time_row(claim, say("%(letter)s: when", letter=letter))


def _named(row: Row, name: str) -> Row:
    return Row(name, row.value, row.aside, row.printed, row.edit, row.strong)


def _merged(desk: _Desk) -> Proposed:
    """Why two sides were taken for one happening, and what each tells."""
    item = desk.item
    rows = [Row(say("Score"), say("%(item)s of 100", item=item.value("sign")), say("below 70 a person is asked"), strong=True)]
    for name, claims in ((say("These"), desk.of(item.these)), (say("The others"), desk.of(item.those))):
        for claim in claims[:2]:
            rows.append(_plain(desk, claim, name))
    return rows, [f"{capital(item.value('why'))}."] if item.value("why") else []


def _plain(desk: _Desk, claim: Claim, name: str) -> Row:
    told = [
        row.value
        for row in claim_rows(claim, desk.room.labels)
        if row.name in (say("What"), say("Where"), say("When"), say("Figure"))
    ]
    return Row(name, " · ".join(told))


def _near(desk: _Desk) -> Proposed:
    other = desk.room.desk.incident(desk.item.others[0]) if desk.item.others else None
    both = [one for one in (desk.incident, other) if one is not None]
    rows = [
        Row(f"{number}", f"{incident_title(one, desk.room.labels)}, {interval_words(one.time)}")
        for number, one in enumerate(both, 1)
    ]
    return rows, [say("Told alike: %(item)s of 100, which is not enough to take them for one.", item=desk.item.value("score"))]


def _origin(desk: _Desk) -> Proposed:
    item = desk.item
    rows = [
        Row(
            say("Proposed"),
            say("%(item)s has it from %(item2)s", item=item.value("outlet"), item2=item.value("source")),
            say("likely, not said"),
            strong=True,
        )
    ]
    return rows, [full_sentence(item.value("why"))]


def _whole(desk: _Desk) -> Proposed:
    """The figures that a question on an incident is about, account by account, and how it is graded."""
    if desk.incident is None:
        return [], []
    rows = [Row(say("Grade"), term("state", desk.incident.state), strong=True)]
    letters = {claim: account.letter for account in desk.incident.accounts for claim in account.claim_ids}
    for claim in desk.of(desk.item.these):
        if len(rows) < MOST_ROWS:
            rows += figure_rows(claim, desk.room.labels, f"{letters.get(claim.id, '')} counts".strip())
    return rows[:MOST_ROWS], [full_sentence(desk.incident.state_reason)]


def _reading(desk: _Desk) -> Proposed:
    found = desk.of((desk.item.subject,))
    if not found:
        return [], []
    claim = found[0]
    read = f"Row {claim.row}, at “{claim.trigger.text}”, confidence {claim.confidence * 100:.0f} of 100."
    return list(claim_rows(claim, desk.room.labels)), [read]


def _finding(desk: _Desk) -> Proposed:
    found = [one for one in desk.room.desk.findings_on(desk.item.incident) if one.id == desk.item.subject]
    if not found:
        return [], []
    finding: Finding = found[0]
    rows = [Row(say("Found"), finding_grade(finding.state).word, strong=True)]
    for one in finding.readings:
        would = finding_grade(one.state).word if one.state else say("the clause would not apply")
        rows.append(Row(say("Read as %(value)s", value=one.value), would, one.source))
    return rows, [full_sentence(reason) for reason in finding.reasons]


def _demand(desk: _Desk) -> Proposed:
    demand = desk.room.desk.ultimatum(desk.item.subject)
    if not isinstance(demand, Ultimatum):
        return [], []
    expiry = demand.expiry
    rows = [Row(say("Last day"), day_words(demand.deadline), expiry.rule if expiry else "", strong=True)]
    if expiry:
        rows += [
            Row(say("By the clock of %(zone)s", zone=end.zone.rpartition("/")[2].replace("_", " ")), end.at.replace("T", ", "))
            for end in expiry.ends
        ]
    for change in demand.changes:
        rows.append(Row(capital(change.kind.value), day_words(change.on), printed=(change.words.text,)))
    rows += [deadline_row(claim) for claim in desk.of(demand.claim_ids)[:3] if claim.deadline]
    return rows, [say("Read from “%(words)s”.", words=expiry.words)] if expiry else []


def _second(desk: _Desk) -> Proposed:
    """What a colleague decided, with the value it was and is to be."""
    item = desk.item
    rows = [Row(say("Decided"), say("%(item)s, by %(item2)s", item=item.value("decision"), item2=item.value("by")), strong=True)]
    if item.value("field"):
        rows.append(
            Row(
                capital(item.value("field")),
                item.value("new") or "nothing",
                say("it was: %(value)s", value=item.value("old") or "nothing"),
            )
        )
    if item.value("reason"):
        rows.append(Row(say("Because"), item.value("reason")))
    if item.kind == "claim":
        rows += [_plain(desk, claim, say("Claim")) for claim in desk.of((item.subject,))]
    return rows, []


def _by_kind(desk: _Desk) -> Proposed:
    kinds = {"claim": _reading, "incident": _whole, "finding": _finding, "ultimatum": _demand, "comparison": _compared}
    return kinds.get(desk.item.kind, _origin)(desk)


_ROWS: Mapping[str, Callable[[_Desk], Proposed]] = {
    "merge": _merged,
    "near": _near,
    "origin": _origin,
    "second": _second,
}


def _heading(desk: _Desk) -> str:
    return incident_title(desk.incident, desk.room.labels) if desk.incident else ""


def _links(desk: _Desk) -> Iterator[Link]:
    if desk.incident is not None:
        yield Link(say("the incident"), incident_url(desk.incident.id))
    if desk.item.asked == "near":
        yield from (Link(say("the other incident"), incident_url(one)) for one in desk.item.others)
    if desk.item.kind == "ultimatum":
        yield Link(say("the deadlines"), "/deadlines")
