"""What `read --explain` prints: for each claim what made it, and why other happenings became none."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from trucewatch.ingest import ingest
from trucewatch.ingest.tongue import is_foreign
from trucewatch.language import recased
from trucewatch.model import Report, Unread
from trucewatch.publish.explanations import explanation_lines, why_rows
from trucewatch.publish.exports import write_rows
from trucewatch.read.explaining import Explained, explain, settled
from trucewatch.reader import Reader, as_printed, load_reader
from trucewatch.resolve import resolve_claims
from trucewatch.terminal import progress, put, tell


def explain_report(report: Report, reader: Reader) -> Explained:
    """The claims of a report as the reader's own rules read them, each with what made it, and what was left out."""
    told = dataclasses.replace(report, text=recased(report.text, reader.name_forms))
    parsed = reader.language.parse(told.text, skip=told.not_evidence())
    sentences = tuple(sentence for sentence in parsed if not is_foreign(sentence.text))
    found = explain(told, sentences, reader.lexicon)
    claims = resolve_claims([one.claim for one in found.claims], told, reader.parties, reader.gazetteer)
    pairs = zip(found.claims, claims, strict=True)
    with_values = tuple(settled(one, claim, told, sentences, reader.parties) for one, claim in pairs)
    return as_printed(dataclasses.replace(found, claims=with_values), report.text)


def explain_reports(paths: Sequence[str], *, published: date | None, as_json: bool, quiet: bool) -> tuple[Unread, ...]:
    """Print what was read in these reports with the reasons; what could not be read is returned."""
    reader, bar = load_reader(), progress(quiet=quiet)
    unread: list[Unread] = []

    def explained() -> Iterator[tuple[Report, Explained]]:
        for item in ingest(paths, published=published, stdin=sys.stdin.buffer):
            tried = item if isinstance(item, Unread) else reader.read(item)
            if isinstance(tried, Unread):
                unread.append(tried)
            elif isinstance(item, Report):
                bar(item.source)
                yield item, explain_report(item, reader)

    if as_json:
        put(write_rows(chain.from_iterable(why_rows(found) for _, found in explained()), "json"))
    else:
        blocks = (explanation_lines(report, found, reader.parties.label) for report, found in explained())
        tell(chain.from_iterable(chain(("\n",) if number else (), block) for number, block in enumerate(blocks)))
    bar.done()
    return tuple(unread)
