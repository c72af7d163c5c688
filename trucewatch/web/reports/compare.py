"""Two reports side by side: where their passages stand, how they agree and part, what only one tells, what they call whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from markupsafe import Markup

from trucewatch.model import Claim, NamingCount, NamingPair, Relation, Report, Role
from trucewatch.publish.compare import OTHER_WORDS, also_words, left_out, naming_label, other_names, short_why, shown
from trucewatch.publish.similarity import Measure, similarity
from trucewatch.publish.titles import claim_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import (
    capital,
    count_words,
    counted,
    figure_text,
    full_sentence,
    isolated,
    joined,
    number,
    report_url,
    term,
)
from trucewatch.reconcile.comparing.alignment import align
from trucewatch.reconcile.comparing.alignment_parts import Alignment, Lone, Point, Side
from trucewatch.reconcile.comparing.passages import ToldAs, paragraphs
from trucewatch.reconcile.comparing.phrasings import words_of
from trucewatch.reconcile.naming.uses import naming_pairs
from trucewatch.web.marks import Layer
from trucewatch.web.parts import Frame, Room, Words, alone, frame, meta_words, outlet_words
from trucewatch.web.reports.choosing import Chooser, SharedLine, chooser, shared_lines
from trucewatch.web.reports.opening import opening
from trucewatch.web.reports.thread import Bar, Join, likeness_line, thread

MARKS = {"part": "dif", "same": "same", "figure": "val", "name": "name"}
COMPARED = 60_000  # characters of each report that are compared: two of so many cost about a second
LONGEST = 160  # letters of a passage shown; of longer ones those around the marked words
ROLES = {Role.HEADLINE: "headline", Role.CAPTION: "photo caption"}


@dataclass(frozen=True, slots=True)
class ReportHead:
    """One of the two reports."""

    letter: str
    outlet: str
    meta: str
    title: str
    language: str | None
    href: str
    claims: str


@dataclass(frozen=True, slots=True)
class PassageWords:
    """A passage on one side: its words, where they stand, whose they are, and how many words were left out."""

    letter: str
    outlet: str
    where: str
    words: Words
    left_out: str


@dataclass(frozen=True, slots=True)
class PointRow:
    """A passage of each report on one thing, and how the two stand to each other."""

    number: int
    glyph: str
    name: str
    why: str
    likely: str
    a: PassageWords
    b: PassageWords


@dataclass(frozen=True, slots=True)
class LoneRow:
    """What stands in one report only."""

    words: Words
    left_out: str
    note: str


@dataclass(frozen=True, slots=True)
class NameRow:
    """What the two call one thing; what they retell or quote from others stands apart."""

    label: str
    a: tuple[tuple[Words, str], ...]
    b: tuple[tuple[Words, str], ...]


@dataclass(frozen=True, slots=True)
class LikenessRow:
    """One likeness: its name, its value in words and as a dot, and what it rests on."""

    name: str
    value: str
    line: Markup
    remark: str


@dataclass(frozen=True, slots=True)
class Compared:
    """All that is shown of two reports."""

    a: ReportHead
    b: ReportHead
    thread: Markup
    rows: tuple[PointRow, ...]
    shown: str
    other_href: str
    other_words: str
    only_a: tuple[LoneRow, ...]
    only_b: tuple[LoneRow, ...]
    naming: tuple[NameRow, ...]
    likeness: tuple[LikenessRow, ...]
    shared: tuple[SharedLine, ...]
    shortened: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What `compare.html` shows; without two reports, only the choice of them."""

    frame: Frame
    chooser: Chooser
    problem: str | None
    lede: str
    compared: Compared | None


def compare_page(room: Room, a: str, b: str, show: str = "", asked: Mapping[str, str] | None = None) -> ComparePage:
    """The two reports with these ids side by side, or the choice of two; `show` "part" leaves out where they agree."""
    report_a, report_b = (room.desk.report(report_id) if report_id else None for report_id in (a, b))
    problem = _problem(a, b, report_a, report_b)
    same = a and a == b
    choices = chooser(room, report_a, None if same else report_b, asked or {})
    if problem or report_a is None or report_b is None:
        lede = say("Choose two reports to see what both tell, where they part, and what stands in one only.")
        return ComparePage(frame(room, "compare", say("Compare two reports")), choices, problem, lede, None)
    lede, compared = _compared(room, report_a, report_b, show)
    title = say(
        "%(outlet_words)s and %(outlet_words2)s compared",
        outlet_words=outlet_words(report_a),
        outlet_words2=outlet_words(report_b),
    )
    return ComparePage(frame(room, "compare", title), choices, None, lede, compared)


def _problem(a: str, b: str, report_a: Report | None, report_b: Report | None) -> str | None:
    if a and b and a == b:
        return say("Both are the same report: there is nothing to compare.")
    missing = [report_id[:60] for report_id, report in ((a, report_a), (b, report_b)) if report_id and report is None]
    return say("There is no report “%(missing)s” in this ledger.", missing=missing[0]) if missing else None


def _compared(room: Room, a: Report, b: Report, show: str) -> tuple[str, Compared]:
    """The standfirst, and all that stands below it."""
    whole_a, whole_b = a, b
    a, b = shortened(a), shortened(b)
    claims_a, claims_b = (_claims(room, report) for report in (a, b))
    shared = room.desk.incidents_shared((a.id, b.id))
    claims = {claim.id: claim for claim in (*claims_a, *claims_b)}
    aligned = align(a, claims_a, b, claims_b, {claim_id: one.id for one in shared.values() for claim_id in one.claim_ids})
    naming = other_names(naming_pairs(a, b, tuple(claims.values())))
    rows = tuple(_row(number, point, a, b) for number, point in enumerate(aligned.points, 1))
    chosen = tuple(row for row, point in zip(rows, aligned.points, strict=True) if show != "part" or _parts(point))
    other = {"a": a.id, "b": b.id} | ({} if show == "part" else {"show": "part"})
    return opening(room, aligned, shared, claims), Compared(
        a=_head("A", a, claims_a),
        b=_head("B", b, claims_b),
        thread=_thread(a, b, aligned),
        rows=chosen,
        shown=say("Only where they part") if show == "part" else say("All %(len)s", len=len(rows)),
        other_href=f"/compare?{urlencode(other)}",
        other_words=say("All %(len)s", len=len(rows)) if show == "part" else say("Only where they part"),
        only_a=tuple(_lone(room, a, one, claims) for one in aligned.only_a),
        only_b=tuple(_lone(room, b, one, claims) for one in aligned.only_b),
        naming=tuple(_names(room, pair, a, b) for pair in naming),
        likeness=tuple(_likeness(one) for one in similarity(a, claims_a, b, claims_b, aligned, naming)),
        shared=shared_lines(room, sorted(shared.values(), key=lambda one: one.id)),
        shortened=_cut_words(whole_a, whole_b),
    )


def _cut_words(a: Report, b: Report) -> str:
    long = [letter for letter, report in (("A", a), ("B", b)) if len(report.text) > COMPARED]
    return (
        say("Of %(long)s only the first %(count)s characters are compared.", long=joined(long), count=number(COMPARED))
        if long
        else ""
    )


def shortened(report: Report) -> Report:
    """The report as far as it is compared: the beginning of a very long one."""
    end = COMPARED
    if len(report.text) <= end:
        return report
    passages = tuple(replace(p, end=min(p.end, end)) for p in report.passages if p.start < end)
    return replace(report, text=report.text[:end], passages=passages, bytes_map=())


def _claims(room: Room, report: Report) -> tuple[Claim, ...]:
    told = room.desk.claims_within(report.id, 0, len(report.text)).claims
    return tuple(claim for claim in told if claim.quote.end <= len(report.text))


def _parts(point: Point) -> bool:
    return point.relation is not Relation.AGREE and point.relation not in OTHER_WORDS


def _head(letter: str, report: Report, claims: Sequence[Claim]) -> ReportHead:
    return ReportHead(
        letter=letter,
        outlet=outlet_words(report),
        meta=f"{meta_words(report)} · {counted(len(words_of(report.text)), 'word')}",
        title=report.title or say("Report %(id)s", id=report.id),
        language=report.language,
        href=report_url(report.id),
        claims=count_words(len(claims), "claim"),
    )


def _thread(a: Report, b: Report, aligned: Alignment) -> Markup:
    joins = [
        Join(number, _middle(point.a), _middle(point.b), _line_kind(point.relation))
        for number, point in enumerate(aligned.points, 1)
    ]
    only = [[_middle(one.side) for one in lone if one.figure is None] for lone in (aligned.only_a, aligned.only_b)]
    return thread(_bar(a), _bar(b), joins, only[0], only[1])


def _bar(report: Report) -> Bar:
    held = tuple((one.start, one.end) for one in paragraphs(report))
    return Bar(outlet_words(report), counted(len(words_of(report.text)), "word"), held, len(report.text))


def _middle(side: Side) -> int:
    marked = side.marks[0].span if side.marks else side.span
    return (marked.start + marked.end) // 2


def _line_kind(relation: Relation) -> str:
    return "agree" if relation is Relation.AGREE else "other" if relation in OTHER_WORDS else "part"


def _row(number: int, point: Point, a: Report, b: Report) -> PointRow:
    also = also_words(point)
    why = full_sentence(short_why(point.why)) + (f" Also: {', '.join(also)}." if also else "")
    return PointRow(
        number=number,
        glyph=term("glyph", point.relation),
        name=term("relation", point.relation),
        why=why,
        likely=_likely(point),
        a=_passage("A", a, point.a),
        b=_passage("B", b, point.b),
    )


def _likely(point: Point) -> str:
    """Why the two were set side by side, where no incident joins them and the class does not say it already."""
    reasons = [reason for reason in point.reasons[:3] if reason not in point.why]
    if not point.likely or not reasons:
        return ""
    return say("Not merged into one incident; side by side because of this: %(names)s.", names="; ".join(reasons))


def _passage(letter: str, report: Report, side: Side) -> PassageWords:
    words, left = _words(report, side)
    return PassageWords(letter, outlet_words(report), _where(side), words, left)


def _words(report: Report, side: Side) -> tuple[Words, str]:
    """The passage with its marks; of a long one, as much as fits around them, and how many words that leaves out."""
    start, end = shown(side, LONGEST)
    held = report.text[side.span.start : side.span.end] == side.span.text
    span = report.span(side.span.start + start, side.span.start + end) if held else side.span
    layers = [Layer(mark.span.start, mark.span.end, MARKS[mark.kind]) for mark in side.marks]
    left = left_out(side, start, end)
    words = alone(report, span, layers, claim_id=side.claim_ids[0] if side.claim_ids else None)
    return words, say("%(count)s left out", count=counted(left, "word")) if left > 0 else ""


def _where(side: Side) -> str:
    """Where a passage stands and whose words it is: "2nd paragraph, Hulusi Akar quoted"."""
    place = ""
    if side.paragraph is not None:
        place = ROLES.get(side.paragraph.role) or say("%(ordinal)s paragraph", ordinal=_ordinal(side.paragraph.number))
    voice = _voice(side)
    return capital(", ".join(part for part in (place, voice) if part))


def _voice(side: Side) -> str:
    if side.voice is ToldAs.QUOTED:
        return say("%(speaker)s quoted", speaker=isolated(side.speaker)) if side.speaker else say("in quotation marks")
    if side.voice is ToldAs.REPORTED:
        return say("as told by %(speaker)s", speaker=isolated(side.speaker)) if side.speaker else say("as told by a source")
    return say("its own words") if side.voice is ToldAs.OWN else ""


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _lone(room: Room, report: Report, one: Lone, claims: Mapping[str, Claim]) -> LoneRow:
    words, left = _words(report, one.side)
    claim = claims.get(one.side.claim_ids[0]) if one.side.claim_ids else None
    title = figure_text(one.figure) if one.figure else claim_title(claim, room.labels) if claim else ""
    return LoneRow(words, left, "; ".join(part for part in (title, _where(one.side)) if part))


def _names(room: Room, pair: NamingPair, a: Report, b: Report) -> NameRow:
    label = room.labels(pair.of) if pair.named.value == "party" else naming_label(pair)
    return NameRow(label, _wordings(pair.a, a), _wordings(pair.b, b))


def _wordings(counts: Sequence[NamingCount], report: Report) -> tuple[tuple[Words, str], ...]:
    """Each wording once, with how often it stands there; "retold" or "quoted" where it is not the report's own."""
    seen: dict[str, tuple[Words, str]] = {}
    for one in counts:
        if one.words not in seen and one.examples:
            span = one.examples[0]
            times = f"{one.count}×" if one.count > 1 else ""
            voice = "" if one.voice.value == "own" else one.voice.value
            remark = " ".join(part for part in (voice, times) if part)
            seen[one.words] = (alone(report, span, (Layer(span.start, span.end, "name"),)), remark)
    return tuple(seen.values())


def _likeness(one: Measure) -> LikenessRow:
    if one.value is None:
        return LikenessRow(capital(one.name), "–", Markup(""), one.remark)
    return LikenessRow(capital(one.name), f"{one.value:.2f}", likeness_line(one.value), one.remark)
