"""Read the example of a row as a report of its own, with the shipped model and the packaged tables."""

from __future__ import annotations

from datetime import date

from trucewatch import language
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.model import Basis, Claim, Precision, Published, Report
from trucewatch.read import read_claims


def claims_of(text: str) -> tuple[Claim, ...]:
    """The claims of a report of 13 February 2020 that says only this."""
    published = Published(date(2020, 2, 13), Precision.DAY, Basis.GIVEN)
    report = Report(id="example", source="example", text=text, raw_sha256="", published=published)
    return read_claims(report, language.load().parse(text), load_lexicon())
