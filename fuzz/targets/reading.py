"""Targets: the whole reading of a small report, and two of them set side by side."""

from __future__ import annotations

from datetime import date

from fuzz.faults import held
from fuzz.target import Target
from fuzz.targets.documents import check_spans
from fuzz.targets.words import DATE_WORDS, FIGURE_WORDS, PARTY_WORDS, PLACE_WORDS, SENTENCE_WORDS, words_of
from trucewatch.ingest import Kind, RawItem, read_item
from trucewatch.ledger.records import encode
from trucewatch.model import Claim, Report
from trucewatch.publish.compare import compare_reports, comparison_lines, comparison_row
from trucewatch.reader import load_reader

VERB_WORDS = (
    "shelled", "said", "killed", "wounded", "dispatched", "will send", "accused", "denied that", "withdrew from", "violated the ceasefire",
    "unless", "if", "did not", "threatened to", "soldiers", "civilians", "according to", "was hit by", "a drone", "claimed that", '"', "that",
)  # fmt: skip
GIVEN = date(2020, 2, 13)


def report_of(data: bytes, name: str) -> Report | None:
    """The report in a text; None where there is no text."""
    item = RawItem(f"{name}.txt", words_of(data).encode(), Kind.TEXT, name, name)
    return next((one for one in read_item(item, published=GIVEN) if isinstance(one, Report)), None)


def claims_of(report: Report) -> tuple[Claim, ...]:
    """Its claims, with whatever goes wrong on the way let through."""
    return load_reader().claims(report)


def reading(data: bytes) -> None:
    """Every span of every claim stands in the text; a claim can be kept; read again the claims are the same."""
    report = report_of(data, "r")
    if report is None:
        return
    claims = claims_of(report)
    for claim in claims:
        check_spans(report, claim)
        encode(claim)
        for figure in claim.figures:
            held(figure.low is None or figure.high is None or figure.low <= figure.high, f"bounds the wrong way round: {figure}")
        held(claim.time is None or claim.time.start < claim.time.end, f"a time that ends before it begins: {claim.time}")
    held(len({claim.id for claim in claims}) == len(claims), "two claims of one id")
    if len(data) % 8 == 0:
        held(claims_of(report) == claims, "read again, other claims")


def comparing(data: bytes) -> None:
    """Two texts, one below a line of dashes, side by side."""
    first, _, second = data.partition(b"\n----\n")
    a, b = report_of(first, "a"), report_of(second, "b")
    if a is None or b is None:
        return
    result = compare_reports(a, claims_of(a), b, claims_of(b))
    comparison_row(result)
    list(comparison_lines(result))


WORDS = (*VERB_WORDS, *DATE_WORDS, *FIGURE_WORDS, *PARTY_WORDS, *PLACE_WORDS, *SENTENCE_WORDS)
TARGETS = (
    Target("reading", reading, WORDS, longest=700, share=4),
    Target("comparing", comparing, WORDS, longest=1000, share=2),
)
