"""The passages of a report that are evidence: its sentences and paragraphs, and in whose voice each speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from trucewatch.model import EVIDENCE, Claim, Report, Role, Span

STOP = re.compile(r"[.!?؟。…]+[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\Wa-z_])")
SHORT_WORD = re.compile(r"(?:\b[A-Z]\w{0,3}|\b\w)\.\s*$")  # "Feb. ", "Gen. ", "U.S. ": a stop that ends no sentence
LINE = re.compile(r"[^\n\r\u2028\u2029]+")
BREAK = re.compile(r"[\n\r\u2028\u2029]+")
REACH = 600  # characters; the longest sentence of the seeds has 230


class ToldAs(StrEnum):
    """How a claim stands in its report: in the reporter's own words, as quoted or reported ones, as headline or caption."""

    OWN = "its own words"
    QUOTED = "quoted words"
    REPORTED = "reported words"
    HEADLINE = "headline"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that is evidence: where it stands, what it is, and its number among those of the body (0 for other roles)."""

    start: int
    end: int
    role: Role
    number: int


def told_as(claim: Claim, report: Report | None) -> ToldAs:
    """A claim quoted or told as a speaker's word is his; else the headline's, the caption's, or the reporter's own."""
    if claim.speaker is not None:
        return ToldAs.QUOTED if claim.direct_quote else ToldAs.REPORTED
    role = _role_at(report, claim.quote.start) if report else None
    return {Role.HEADLINE: ToldAs.HEADLINE, Role.CAPTION: ToldAs.CAPTION}.get(role or Role.BODY, ToldAs.OWN)


def _role_at(report: Report, offset: int) -> Role | None:
    return next((passage.role for passage in report.passages if passage.start <= offset < passage.end), None)


def paragraphs(report: Report) -> tuple[Paragraph, ...]:
    """The paragraphs of a report in order; what is no evidence (bylines, related links) is left out."""
    out: list[Paragraph] = []
    number = 0
    for start, end, role in _evidence(report):
        for line in LINE.finditer(report.text, start, end):
            if not line.group().strip():
                continue
            number += role is Role.BODY
            out.append(Paragraph(line.start(), line.end(), role, number if role is Role.BODY else 0))
    return tuple(out)


def _evidence(report: Report) -> Iterator[tuple[int, int, Role]]:
    if not report.passages:
        yield 0, len(report.text), Role.BODY
    yield from ((p.start, p.end, p.role) for p in report.passages if p.role in EVIDENCE)


def sentences(report: Report) -> tuple[Span, ...]:
    """The sentences of all paragraphs, in order, without blanks at their edges."""
    return tuple(span for one in paragraphs(report) for span in _split(report, one.start, one.end))


def _split(report: Report, start: int, end: int) -> Iterator[Span]:
    cuts = [start]
    for stop in STOP.finditer(report.text, start, end):
        if not SHORT_WORD.search(report.text, max(cuts[-1], stop.start() - 5), stop.end()):
            cuts.append(stop.end())
    for left, right in pairwise([*cuts, end]):
        words = report.text[left:right]
        first = left + len(words) - len(words.lstrip())
        last = right - (len(words) - len(words.rstrip()))
        if first < last:
            yield report.span(first, last)


def sentence_of(report: Report, span: Span) -> Span:
    """The sentence in which a span begins, looked for `REACH` characters around; the span itself where it stands in none."""
    role = next(((p.start, p.end) for p in report.passages if p.start <= span.start < p.end), (0, len(report.text)))
    floor, roof = max(role[0], span.start - REACH), min(role[1], span.end + REACH)
    breaks = [brk.end() for brk in BREAK.finditer(report.text, floor, span.start)]
    after = BREAK.search(report.text, span.start, roof)
    held = _split(report, breaks[-1] if breaks else floor, after.start() if after else roof)
    return next((one for one in held if one.start <= span.start < one.end), span)


def sentences_of(report: Report | None, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The sentences in which the spans begin, each once, in order; the spans themselves where the report is not held."""
    found = {sentence_of(report, span) if report else span for span in spans}
    return tuple(sorted(found, key=lambda span: (span.start, span.end)))
