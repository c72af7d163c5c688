"""The report page: a text with every claim marked in it, part by part where it is long, its versions, its copies, its dates."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from trucewatch.ledger import Entry
from trucewatch.ledger.places_told import Told
from trucewatch.model import Claim, Incident, Passage, Report
from trucewatch.model.report import EVIDENCE
from trucewatch.publish.titles import claim_title, incident_title
from trucewatch.publish.tongue import in_source, say
from trucewatch.publish.words import (
    anchor,
    capital,
    count_words,
    counted,
    day_words,
    figure_text,
    incident_url,
    instant_words,
    number,
    outlet_url,
    report_url,
    term,
)
from trucewatch.web.cells import cell_layers
from trucewatch.web.incident.case import claim_facts
from trucewatch.web.leaves import leaf_of, leaves
from trucewatch.web.marks import Layer, Piece, cut, paragraphs
from trucewatch.web.parts import Frame, Room, Strong, Words, alone, claim_layers, frame, outlet_words, published_words
from trucewatch.web.reports.copies import Copies, copies_of
from trucewatch.web.reports.finding_words import Search, search
from trucewatch.web.reports.versions import VersionRow, version_rows


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the report, cut at its marks; `role` names it where it is not evidence."""

    pieces: tuple[Piece, ...]
    role: str | None
    headline: bool


@dataclass(frozen=True, slots=True)
class Link:
    """An address and the words for it."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One claim beside the text: its number there, what it says, and the incident it went into."""

    number: str
    anchor: str
    title: str
    quote: Words
    short: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    incident: Link | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What `report.html` shows."""

    frame: Frame
    id: str
    title: str
    in_text: bool
    language: str | None
    lede: tuple[Strong, ...]
    facts: tuple[tuple[str, str], ...]
    url: str | None
    text_href: str
    paragraphs: tuple[Paragraph, ...]
    leaf: Leaf
    claims: tuple[ClaimEntry, ...]
    left_out: str | None
    found: Search | None
    versions: tuple[VersionRow, ...]
    copies: Copies
    compare: str
    outlet: str | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which part of a long text is shown, and the ways to the others; of a short text the only one."""

    number: int
    many: int
    start: int
    end: int
    told: str
    before: str
    after: str


def report_page(room: Room, report_id: str, asked: Mapping[str, str] | None = None) -> ReportPage | None:
    """The page of one report; None if there is none with this id. `part`, `at` or `claim` say which part of a long text."""
    report = room.desk.report(report_id)
    if report is None:
        return None
    values, entries = asked or {}, room.desk.versions(report_id)
    leaf = _leaf(room, report, values)
    told = room.desk.claims_within(report_id, leaf.start, leaf.end)
    homes = room.desk.incidents_of([claim.id for claim in told.claims])
    looked = search(report, values.get("find", ""))
    greyed = sum(end - start for start, end in report.not_evidence())
    labels = _numbers(told)
    return ReportPage(
        frame=frame(room, "reports", f"{outlet_words(report)}, {published_words(report)}"),
        id=report.id,
        title=report.title or say("Report %(id)s", id=report.id),
        in_text=report.title is not None,
        language=report.language,
        lede=_lede(told, homes, leaf, room.desk.incidents_told_by(report_id)),
        facts=(*_facts(report), *_recorded(entries)),
        url=report.url if report.url and report.url.startswith(("https://", "http://")) else None,
        text_href=report_url(report.id).replace("/reports/", "/texts/", 1),
        paragraphs=_paragraphs(report, leaf, told.claims, labels, looked),
        leaf=leaf,
        claims=tuple(_entry(room, report, claim, label, homes) for claim, label in zip(told.claims, labels, strict=True)),
        left_out=say("Set in grey: %(count)s that no claim may rest on.", count=counted(greyed, "character")) if greyed else None,
        found=looked,
        versions=version_rows(entries),
        copies=copies_of(room, report, list({one.id: one for one in homes.values()}.values())),
        compare=f"/compare?{urlencode({'a': report.id}, errors='replace')}",
        outlet=outlet_url(report.outlet.name) if report.outlet else None,
    )


def _leaf(room: Room, report: Report, asked: Mapping[str, str]) -> Leaf:
    begins = leaves(report.text)
    many, number_ = len(begins), min(_number(asked.get("part", "")) or 1, len(begins))
    if not asked.get("part"):
        place = _number(asked.get("at", ""))
        claim = room.desk.claims([asked["claim"]]) if asked.get("claim") and many > 1 else ()
        place = claim[0].quote.start if claim and claim[0].report_id == report.id else place
        number_ = leaf_of(begins, place) if place is not None else number_
    start, end = begins[number_ - 1], begins[number_] if number_ < many else len(report.text)
    told = (
        say(
            "Part %(count)s of %(count2)s, characters %(count3)s–%(count4)s",
            count=number(number_),
            count2=number(many),
            count3=number(start),
            count4=number(end),
        )
        if many > 1
        else ""
    )
    before, after = (f"?part={n}" if 1 <= n <= many else "" for n in (number_ - 1, number_ + 1))
    return Leaf(number_, many, start, end, told, before, after)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _numbers(told: Told) -> tuple[str, ...]:
    """The number of each claim in the order of the whole text."""
    seen: Counter[tuple[int, int]] = Counter()
    out = []
    for claim in told.claims:
        place = claim.quote.start, claim.quote.end
        seen[place] += 1
        out.append(str(bisect_left(told.places, place) + seen[place]))
    return tuple(out)


@in_source
def _lede(told: Told, homes: Mapping[str, Incident], leaf: Leaf, incidents: int) -> tuple[Strong, ...]:
    many, claims = len(told.places), told.claims
    if not many:
        return (
            Strong("No claim was read out of this report. ", True),
            Strong(say("It may still tell of something: only a reader can say.")),
        )
    spoken = sum(claim.speaker is not None for claim in claims)
    out = [
        Strong(capital(count_words(many, "claim")), True),
        Strong(f" {'was' if many == 1 else 'were'} read out of this report"),
    ]
    if leaf.many > 1:
        out += [Strong(f", {count_words(len(claims), 'of them', 'of them')} of this part")]
    elif spoken:
        out += [Strong("; "), Strong(count_words(spoken, " ", " ").strip(), True), Strong(" on somebody else’s word")]
    went = count_words(incidents, "incident") if incidents else "no incident"
    return (*out, Strong(f". They went into {went}." if many > 1 else f". It went into {went}."))


def _facts(report: Report) -> tuple[tuple[str, str], ...]:
    outlet, published = report.outlet, report.published
    out = [
        (say("Outlet"), f"{outlet.name}, {term('basis', outlet.basis)}" if outlet else say("not known")),
        (say("Printed as"), f"“{outlet.span.text}”" if outlet and outlet.span else ""),
        (say("Published"), _published(report)),
        (say("Printed as"), f"“{published.span.text}”" if published and published.span else ""),
        (say("Language"), term("language", report.language) if report.language else say("not told")),
        (say("Length"), f"{counted(_words(report.text), 'word')}, {counted(len(report.text), 'character')}"),
        (say("Read from"), report.source),
        ("SHA-256", report.raw_sha256),
    ]
    return tuple((name, value) for name, value in out if value)


@lru_cache(maxsize=8)
def _words(text: str) -> int:
    """How many words a text has: a tenth of a second for five million characters, so it is kept."""
    return len(text.split())


def _published(report: Report) -> str:
    published = report.published
    if published is None:
        return say("not known: neither given nor found in the text")
    moment = f" ({published.instant})" if published.instant else ""
    return f"{day_words(published.day)}{moment}, {term('precision', published.precision)}, {term('basis', published.basis)}"


def _recorded(entries: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
    return ((say("Recorded"), instant_words(entries[0].stamp.at)),) if entries else ()


def _paragraphs(
    report: Report, leaf: Leaf, claims: Sequence[Claim], labels: Sequence[str], looked: Search | None
) -> tuple[Paragraph, ...]:
    pairs = zip(claims, labels, strict=True)
    layers = [Layer(claim.quote.start, claim.quote.end, "claim", anchor(claim.id), label) for claim, label in pairs]
    values = [Layer(figure.span.start, figure.span.end, "val") for claim in claims for figure in claim.figures]
    near = [p for p in report.passages if p.start < leaf.end and leaf.start < p.end]
    greyed = [Layer(p.start, p.end, "quiet") for p in near if p.role not in EVIDENCE]
    hits = [layer for layer in looked.layers() if layer.start < leaf.end and leaf.start < layer.end] if looked else []
    marks = (*greyed, *layers, *values, *hits)
    edges = ((leaf.start + start, leaf.start + end) for start, end in paragraphs(report.text[leaf.start : leaf.end]))
    return tuple(_paragraph(report, near, (*marks, *cell_layers(report, start, end)), start, end) for start, end in edges)


def _paragraph(report: Report, near: Sequence[Passage], layers: Sequence[Layer], start: int, end: int) -> Paragraph:
    roles = [p.role for p in near if p.start <= start and end <= p.end]
    role = roles[0] if roles else None
    named = None if role is None or role in ("body", "headline") else term("role", role)
    return Paragraph(cut(report.text, layers, start, end), named, role == "headline")


def _entry(room: Room, report: Report, claim: Claim, label: str, homes: Mapping[str, Incident]) -> ClaimEntry:
    home = homes.get(claim.id)
    return ClaimEntry(
        number=label,
        anchor=anchor(claim.id),
        title=claim_title(claim, room.labels),
        quote=alone(report, claim.quote, claim_layers(claim)),
        short=_short(claim),
        facts=(
            *claim_facts(claim, room.labels, report),
            (say("Characters"), f"{number(claim.quote.start)}–{number(claim.quote.end)}"),
        ),
        incident=Link(incident_url(home.id), incident_title(home, room.labels)) if home else None,
    )


def _short(claim: Claim) -> tuple[str, ...]:
    speaker = (
        (say("according to %(label)s", label=claim.speaker.label),) if claim.speaker else (say("in the reporter’s own voice"),)
    )
    figures = (figure_text(figure) for figure in claim.figures)
    return (term("realis", claim.realis), *speaker, *figures)
