"""The report page, a whole text with every claim marked in it; and the list of reports with what could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.model import Claim, Incident, Report, Unread
from trucewatch.publish.words import (
    anchor,
    capital,
    claim_title,
    count_words,
    counted,
    day_words,
    figure_text,
    incident_title,
    incident_url,
    number,
    report_url,
    term,
)
from trucewatch.web.cells import cell_layers
from trucewatch.web.incident.case import claim_facts
from trucewatch.web.marks import Layer, Piece, cut, paragraphs
from trucewatch.web.parts import Frame, Room, Strong, Words, alone, claim_layers, frame, meta_words, outlet_words, published_words

LONGEST_TEXT = 200_000  # characters shown as a page; the rest is one click away as plain text


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
    cut_off: str | None
    claims: tuple[ClaimEntry, ...]
    left_out: str | None


def report_page(room: Room, report_id: str) -> ReportPage | None:
    """The page of one report; None if there is none with this id."""
    report = room.desk.report(report_id)
    if report is None:
        return None
    claims = sorted(room.desk.claims_of(report_id), key=lambda claim: (claim.quote.start, claim.quote.end, claim.id))
    homes = _homes(room.desk.incidents())
    shown = report.text[:LONGEST_TEXT]
    rest = len(report.text) - len(shown)
    greyed = sum(end - start for start, end in report.not_evidence())
    return ReportPage(
        frame=frame(room, "reports", f"{outlet_words(report)}, {published_words(report)}"),
        id=report.id,
        title=report.title or f"Report {report.id}",
        in_text=report.title is not None,
        language=report.language,
        lede=_lede(report, claims, homes),
        facts=_facts(report),
        url=report.url if report.url and report.url.startswith(("https://", "http://")) else None,
        text_href=report_url(report.id).replace("/reports/", "/texts/", 1),
        paragraphs=_paragraphs(report, shown, claims),
        cut_off=f"The text goes on for {number(rest)} more characters; the whole of it is held as plain text." if rest else None,
        claims=tuple(_entry(room, report, claim, str(index), homes) for index, claim in enumerate(claims, 1)),
        left_out=f"Set in grey: {counted(greyed, 'character')} that no claim may rest on." if greyed else None,
    )


def _homes(incidents: Sequence[Incident]) -> dict[str, Incident]:
    return {claim_id: incident for incident in incidents for claim_id in incident.claim_ids}


def _lede(report: Report, claims: Sequence[Claim], homes: Mapping[str, Incident]) -> tuple[Strong, ...]:
    if not claims:
        return (
            Strong("No claim was read out of this report. ", True),
            Strong("It may still tell of something: only a reader can say."),
        )
    incidents = {homes[claim.id].id for claim in claims if claim.id in homes}
    spoken = sum(claim.speaker is not None for claim in claims)
    out = [
        Strong(capital(count_words(len(claims), "claim")), True),
        Strong(f" {'was' if len(claims) == 1 else 'were'} read out of this report"),
    ]
    if spoken:
        out += [Strong("; "), Strong(count_words(spoken, " ", " ").strip(), True), Strong(" on somebody else’s word")]
    went = count_words(len(incidents), "incident") if incidents else "no incident"
    return (*out, Strong(f". They went into {went}." if len(claims) > 1 else f". It went into {went}."))


def _facts(report: Report) -> tuple[tuple[str, str], ...]:
    outlet, published = report.outlet, report.published
    out = [
        ("Outlet", f"{outlet.name}, {term('basis', outlet.basis)}" if outlet else "not known"),
        ("Printed as", f"“{outlet.span.text}”" if outlet and outlet.span else ""),
        ("Published", _published(report)),
        ("Printed as", f"“{published.span.text}”" if published and published.span else ""),
        ("Language", term("language", report.language) if report.language else "not told"),
        ("Length", f"{counted(len(report.text.split()), 'word')}, {counted(len(report.text), 'character')}"),
        ("Read from", report.source),
        ("SHA-256", report.raw_sha256),
    ]
    return tuple((name, value) for name, value in out if value)


def _published(report: Report) -> str:
    published = report.published
    if published is None:
        return "not known: neither given nor found in the text"
    moment = f" ({published.instant})" if published.instant else ""
    return f"{day_words(published.day)}{moment}, {term('precision', published.precision)}, {term('basis', published.basis)}"


def _paragraphs(report: Report, shown: str, claims: Sequence[Claim]) -> tuple[Paragraph, ...]:
    layers = [
        Layer(claim.quote.start, claim.quote.end, "claim", anchor(claim.id), str(index)) for index, claim in enumerate(claims, 1)
    ]
    values = [Layer(figure.span.start, figure.span.end, "val") for claim in claims for figure in claim.figures]
    greyed = [Layer(start, end, "quiet") for start, end in report.not_evidence()]
    return tuple(
        _paragraph(report, shown, (*greyed, *layers, *values, *cell_layers(report, start, end)), start, end)
        for start, end in paragraphs(shown)
    )


def _paragraph(report: Report, shown: str, layers: Sequence[Layer], start: int, end: int) -> Paragraph:
    roles = [p.role for p in report.passages if p.start <= start and end <= p.end]
    role = roles[0] if roles else None
    named = None if role is None or role in ("body", "headline") else term("role", role)
    return Paragraph(cut(shown, layers, start, end), named, role == "headline")


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
            ("Characters", f"{number(claim.quote.start)}–{number(claim.quote.end)}"),
        ),
        incident=Link(incident_url(home.id), incident_title(home, room.labels)) if home else None,
    )


def _short(claim: Claim) -> tuple[str, ...]:
    speaker = (f"according to {claim.speaker.label}",) if claim.speaker else ("in the reporter’s own voice",)
    figures = (figure_text(figure) for figure in claim.figures)
    return (term("realis", claim.realis), *speaker, *figures)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in the list."""

    href: str
    title: str
    in_text: bool
    language: str | None
    outlet: str
    meta: str
    claims: str
    incidents: str


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """What `reports.html` shows."""

    frame: Frame
    lede: tuple[Strong, ...]
    rows: tuple[ReportRow, ...]
    unread: tuple[Unread, ...]
    unread_words: str


def reports_page(room: Room) -> ReportsPage:
    """All reports, newest first, and every input that could not be read."""
    reports, unread = room.desk.reports(), room.desk.unread()
    counts = _incident_counts(room.desk.incidents())
    ordered = sorted(reports, key=lambda r: (r.published is None, -r.published.day.toordinal() if r.published else 0, r.id))
    return ReportsPage(
        frame=frame(room, "reports", "Reports"),
        lede=_list_lede(reports, unread),
        rows=tuple(_row(room, report, counts) for report in ordered),
        unread=tuple(sorted(unread, key=lambda item: item.source)),
        unread_words=capital(count_words(len(unread), "input")),
    )


def _incident_counts(incidents: Sequence[Incident]) -> dict[str, int]:
    out: dict[str, int] = {}
    for incident in incidents:
        for report_id in {account.report_id for account in incident.accounts}:
            out[report_id] = out.get(report_id, 0) + 1
    return out


def _list_lede(reports: Sequence[Report], unread: Sequence[Unread]) -> tuple[Strong, ...]:
    if not reports and not unread:
        return (Strong("No report has been read in yet."),)
    outlets = {outlet_words(report) for report in reports if report.outlet}
    out = [
        Strong(capital(count_words(len(reports), "report")), True),
        Strong(f" from {count_words(len(outlets), 'outlet')} {'was' if len(reports) == 1 else 'were'} read."),
    ]
    if unread:
        out += [
            Strong(" "),
            Strong(capital(count_words(len(unread), "input")), True),
            Strong(" could not be read and count for nothing here."),
        ]
    return tuple(out)


def _row(room: Room, report: Report, counts: Mapping[str, int]) -> ReportRow:
    return ReportRow(
        href=report_url(report.id),
        title=report.title or f"Report {report.id}",
        in_text=report.title is not None,
        language=report.language,
        outlet=outlet_words(report) if report.outlet else "outlet not known",
        meta=meta_words(report),
        claims=counted(len(room.desk.claims_of(report.id)), "claim"),
        incidents=counted(counts.get(report.id, 0), "incident"),
    )
