"""Two reports side by side: what both tell, where they part, what stands in one only, and what each calls whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.model import Claim, Comparison, Incident, Relation, Report
from trucewatch.publish.words import (
    claim_title,
    count_words,
    full_sentence,
    incident_title,
    incident_url,
    isolated,
    joined,
    note,
    report_url,
    term,
)
from trucewatch.web.accounts import ComparisonRow
from trucewatch.web.case import Letter
from trucewatch.web.marks import Layer
from trucewatch.web.pages_incidents import Option
from trucewatch.web.parts import (
    Frame,
    Room,
    Strong,
    Words,
    alone,
    claim_layers,
    frame,
    in_sentence,
    meta_words,
    outlet_words,
    published_words,
)

PART = frozenset(Relation) - {Relation.AGREE, Relation.ONLY_IN_ONE}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two reports."""

    called: str
    outlet: str
    meta: str
    title: str
    language: str | None
    href: str
    claims: str


@dataclass(frozen=True, slots=True)
class SharedIncident:
    """A happening both tell, with where they agree and part on it."""

    href: str
    title: str
    rows: tuple[ComparisonRow, ...]
    a: tuple[Words, ...]
    b: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class OnlyHere:
    """A claim that stands in one report only."""

    quote: Words
    note: str


@dataclass(frozen=True, slots=True)
class NamePair:
    """What the two call one party."""

    label: str
    a: tuple[Words, ...]
    b: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What `compare.html` shows; without two reports, only the choice of them."""

    frame: Frame
    choices_a: tuple[Option, ...]
    choices_b: tuple[Option, ...]
    problem: str | None
    a: Side | None
    b: Side | None
    lede: tuple[Strong, ...]
    shared: tuple[SharedIncident, ...]
    only_a: tuple[OnlyHere, ...]
    only_b: tuple[OnlyHere, ...]
    naming: tuple[NamePair, ...]


def compare_page(room: Room, a: str, b: str) -> ComparePage:
    """The two reports with these ids side by side, or the choice of two."""
    report_a, report_b = (room.desk.report(report_id) if report_id else None for report_id in (a, b))
    problem = _problem(a, b, report_a, report_b)
    if problem or report_a is None or report_b is None:
        lede = (Strong("Choose two reports to see what both tell, where they part, and what stands in one only."),)
        chosen_frame = frame(room, "compare", "Compare two reports")
        return ComparePage(chosen_frame, _choices(room, a), _choices(room, b), problem, None, None, lede, (), (), (), ())
    shared = [i for i in room.desk.incidents() if {a, b} <= {account.report_id for account in i.accounts}]
    claims_a, claims_b = room.desk.claims_of(a), room.desk.claims_of(b)
    common = {claim_id for incident in shared for claim_id in incident.claim_ids}
    only_a = tuple(_only(room, report_a, claim) for claim in _in_order(claims_a) if claim.id not in common)
    only_b = tuple(_only(room, report_b, claim) for claim in _in_order(claims_b) if claim.id not in common)
    names = _called(report_a, report_b)
    blocks = tuple(_shared(room, incident, report_a, report_b) for incident in sorted(shared, key=lambda i: i.id))
    return ComparePage(
        frame=frame(room, "compare", f"{outlet_words(report_a)} and {outlet_words(report_b)} compared"),
        choices_a=_choices(room, a),
        choices_b=_choices(room, b),
        problem=None,
        a=_side(report_a, names[0], claims_a),
        b=_side(report_b, names[1], claims_b),
        lede=_lede(shared, names, (a, b), (len(only_a), len(only_b))),
        shared=blocks,
        only_a=only_a,
        only_b=only_b,
        naming=_naming(room, report_a, report_b, claims_a, claims_b),
    )


def _problem(a: str, b: str, report_a: Report | None, report_b: Report | None) -> str | None:
    if a and b and a == b:
        return "Both are the same report: there is nothing to compare."
    missing = [report_id[:60] for report_id, report in ((a, report_a), (b, report_b)) if report_id and report is None]
    return f"There is no report “{missing[0]}” in this ledger." if missing else None


def _choices(room: Room, asked: str) -> tuple[Option, ...]:
    reports = sorted(room.desk.reports(), key=lambda r: (outlet_words(r), r.id))
    return tuple(
        Option(r.id, f"{isolated(outlet_words(r))}, {published_words(r)}: {isolated(r.title or r.id)}", r.id == asked)
        for r in reports
    )


def _side(report: Report, called: str, claims: Sequence[Claim]) -> Side:
    return Side(
        called=called,
        outlet=outlet_words(report),
        meta=meta_words(report),
        title=report.title or f"Report {report.id}",
        language=report.language,
        href=report_url(report.id),
        claims=count_words(len(claims), "claim"),
    )


def _in_order(claims: Sequence[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: (claim.quote.start, claim.id))


def _called(a: Report, b: Report) -> tuple[str, str]:
    """What the two are called: by their outlets, or first and second where one outlet published both."""
    names = outlet_words(a), outlet_words(b)
    return (isolated(names[0]), isolated(names[1])) if names[0] != names[1] else ("the first report", "the second report")


def _lede(shared: Sequence[Incident], names: tuple[str, str], ids: tuple[str, str], only: tuple[int, int]) -> tuple[Strong, ...]:
    if not shared:
        return (Strong("The two tell of no happening in common", True), Strong(", as far as was read."))
    rows = [row for incident in shared for row in _rows_between(incident, *ids)]
    agree, part = sum(row.relation is Relation.AGREE for row in rows), sum(row.relation in PART for row in rows)
    return (
        Strong("The two tell "),
        Strong(count_words(len(shared), "happening"), True),
        Strong(" in common. They agree on "),
        Strong(_points(agree), True),
        Strong(" and part on "),
        Strong(_points(part), True),
        Strong(f". {_left_out(names, only)}"),
    )


def _points(count: int) -> str:
    return count_words(count, "point") if count else "none"


def _left_out(names: tuple[str, str], only: tuple[int, int]) -> str:
    told = [
        f"{count_words(many, 'claim')} {'stands' if many == 1 else 'stand'} only in {name}"
        for name, many in zip(names, only, strict=True)
        if many
    ]
    return full_sentence(joined(told)) if told else "Neither tells what the other leaves out."


def _letters(incident: Incident) -> dict[str, str]:
    return {account.letter: account.report_id for account in incident.accounts}


def _rows_between(incident: Incident, a: str, b: str) -> list[Comparison]:
    homes = _letters(incident)
    return [
        row
        for row in incident.comparisons
        if {homes.get(row.letter_a), homes.get(row.letter_b or "")} == {a, b}
        or (row.b is None and homes.get(row.letter_a) in (a, b))
    ]


def _shared(room: Room, incident: Incident, a: Report, b: Report) -> SharedIncident:
    rows = tuple(_row(incident, row, a, b) for row in _rows_between(incident, a.id, b.id))
    claims = room.desk.claims(incident.claim_ids)
    return SharedIncident(
        href=incident_url(incident.id),
        title=incident_title(incident, room.labels),
        rows=rows,
        a=() if rows else _told(claims, a),
        b=() if rows else _told(claims, b),
    )


def _told(claims: Sequence[Claim], report: Report) -> tuple[Words, ...]:
    return tuple(alone(report, c.quote, claim_layers(c), claim_id=c.id) for c in _in_order(claims) if c.report_id == report.id)


def _row(incident: Incident, row: Comparison, a: Report, b: Report) -> ComparisonRow:
    """One comparison, the first report's words on the left; letters are the incident's own, as its reasons name them."""
    left, right, homes = row.a, row.b, {a.id: a, b.id: b}
    if right is not None and left.report_id == b.id:
        left, right = right, left
    here = homes[left.report_id]
    there = b if here is a else a
    letters = {account.report_id: account.letter for account in incident.accounts}
    kind = note("relation", row.relation)
    return ComparisonRow(
        glyph=term("glyph", row.relation),
        name=term("relation", row.relation),
        why=full_sentence(row.why),
        a=Letter(letters[here.id], f"Account {letters[here.id]}: {outlet_words(here)}"),
        a_outlet=outlet_words(here),
        a_words=in_sentence(here, left, (Layer(left.start, left.end, kind),)),
        b=Letter(letters[there.id], f"Account {letters[there.id]}: {outlet_words(there)}"),
        b_outlet=outlet_words(there),
        b_words=in_sentence(there, right, (Layer(right.start, right.end, kind),)) if right else None,
        silent=f"Nothing on this in {outlet_words(there)}.",
    )


def _only(room: Room, report: Report, claim: Claim) -> OnlyHere:
    return OnlyHere(alone(report, claim.quote, claim_layers(claim), claim_id=claim.id), claim_title(claim, room.labels))


def _naming(room: Room, a: Report, b: Report, claims_a: Sequence[Claim], claims_b: Sequence[Claim]) -> tuple[NamePair, ...]:
    names_a, names_b = _names(room, a, claims_a), _names(room, b, claims_b)
    return tuple(NamePair(label, names_a.get(label, ()), names_b.get(label, ())) for label in sorted({*names_a, *names_b}))


def _names(room: Room, report: Report, claims: Sequence[Claim]) -> dict[str, tuple[Words, ...]]:
    out: dict[str, dict[str, Words]] = {}
    for claim in _in_order(claims):
        for actor in (*claim.actor, *claim.recipient):
            if actor.party:
                span = actor.span
                words = alone(report, span, (Layer(span.start, span.end, "name"),), claim_id=claim.id)
                out.setdefault(room.labels(actor.party), {}).setdefault(span.text, words)
    return {label: tuple(words.values()) for label, words in out.items()}
