"""Make a Report of a cleaned text: passages, publication date and outlet with the words they came from, language."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

from trucewatch.ingest.dates import PrintedDate, printed_dates, read_published
from trucewatch.ingest.item import MAX_TEXT_CHARS, RawItem
from trucewatch.ingest.passages import Marks, cover, is_outlet, mark_passages
from trucewatch.ingest.tongue import language_of
from trucewatch.knowledge.ingest_tables import outlet_domains
from trucewatch.model import Basis, ByteRun, Outlet, Precision, Published, Report, Role, Span, Unread

Mark = tuple[int, int, Role]

LONGEST_NAME = 1_200  # of an outlet, as JSON escapes it, which is how the ledger keeps it
LONGEST_TITLE = 2_000  # characters: what is longer is no title, and every list would show it
DAYS_APART = 2  # a report dated in one zone may be stamped a day later in another, and again when it is put online


def build_report(
    item: RawItem,
    text: str,
    *,
    id: str,
    title: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
    modified: str | None = None,
    url: str | None = None,
    encoding: str | None = None,
    bytes_map: Sequence[ByteRun] = (),
    known: Sequence[Mark] | None = None,
    given: date | None = None,
) -> Iterator[Report | Unread]:
    """The report, and an Unread for a date or a title that could not be used; `known` are passages that the page itself told."""
    if not text.strip():
        yield Unread(item.source, "no text after cleaning" if item.data.strip() else "empty", item.sha256)
        return
    if len(text) > MAX_TEXT_CHARS:
        yield Unread(item.source, f"a text of {len(text):,} characters; the limit is {MAX_TEXT_CHARS:,}", item.sha256)
        return
    marks = mark_passages(text, title) if known is None else _marks_of_page(text, title, known)
    metadata = read_published(published) if published else None
    yield Report(
        id=id,
        source=item.source,
        text=text,
        raw_sha256=item.sha256,
        title=next((one for one in (title, _headline(marks)) if one and len(one) <= LONGEST_TITLE), None),
        outlet=_outlet(id, marks, outlet, url),
        published=_published(id, marks, metadata if isinstance(metadata, Published) else None, given, modified),
        url=url,
        language=language_of(text),
        encoding=encoding,
        passages=cover(text, marks.passages),
        bytes_map=tuple(bytes_map),
    )
    if isinstance(metadata, str):
        yield Unread(f"{item.source} (date)", f"{metadata}; the report was read without it", item.sha256)
    if title and len(title) > LONGEST_TITLE and title not in text:
        long = f"a title of {len(title):,} characters; the limit is {LONGEST_TITLE:,}; the report was read without it"
        yield Unread(f"{item.source} (title)", long, item.sha256)


def _marks_of_page(text: str, title: str | None, known: Sequence[Mark]) -> Marks:
    """A page's own passages; dates and names are looked for in its byline and the head of its body."""
    found = mark_passages(text, title)
    marks = Marks(text, dates=found.dates, outlets=found.outlets)
    for start, end, role in known:
        if role is not Role.BODY:
            marks.add(start, end, role)
    for start, end, role in found.passages:
        if role is not Role.HEADLINE:
            marks.add(start, end, role)
    return marks


def _headline(marks: Marks) -> str | None:
    return next((marks.text[start:end].strip() for start, end, role in marks.passages if role is Role.HEADLINE), None)


def _published(id: str, marks: Marks, metadata: Published | None, given: date | None, modified: str | None) -> Published | None:
    """Metadata, then a full date printed as the report's own, then the day the user gave, then two that only border it.

    A date printed above the report with its weekday, hour or label overrules metadata that lies days away from it: the day of
    a scrape or of an archive. A report came out on the day of its last change or before, and on the day its latest picture was
    taken or after: both have the precision RANGE.
    """
    own = sorted((found for found in marks.dates if found.day is not None), key=lambda found: found.updated)
    if metadata is not None and not (own and _overrules(own[0], metadata)):
        return metadata
    if own:
        return _as_published(id, marks.text, own[0], Precision.INSTANT if own[0].instant else Precision.DAY)
    if given is not None:
        return Published(given, Precision.DAY, Basis.GIVEN)
    if modified and isinstance(changed := read_published(modified), Published):
        return dataclasses.replace(changed, precision=Precision.RANGE)
    photographed = _dates_of_captions(marks)
    return _as_published(id, marks.text, photographed[-1], Precision.RANGE) if photographed else None


def _overrules(printed: PrintedDate, metadata: Published) -> bool:
    exact = metadata.precision in (Precision.DAY, Precision.INSTANT)
    own = printed.full and not printed.updated and printed.day is not None
    return own and exact and abs(((printed.day or metadata.day) - metadata.day).days) > DAYS_APART


def _dates_of_captions(marks: Marks) -> list[PrintedDate]:
    """The full dates in captions, the latest last."""
    captions = [(start, end) for start, end, role in marks.passages if role is Role.CAPTION]
    dates = [found for start, end in captions for found in printed_dates(marks.text, start, end) if found.day]
    return sorted(dates, key=lambda found: (found.day or date.min, -found.start))


def _as_published(id: str, text: str, found: PrintedDate, precision: Precision) -> Published | None:
    if found.day is None:
        return None
    span = Span(id, found.start, found.end, text[found.start : found.end])
    return Published(found.day, precision, Basis.TEXT, found.instant, span)


def _outlet(id: str, marks: Marks, given: str | None, url: str | None) -> Outlet | None:
    """Metadata, unless too long for a name, a known domain, a name on a line of its own, then the agency of a dateline."""
    if given and len(json.dumps(given)) - 2 <= LONGEST_NAME:
        return Outlet(given, Basis.METADATA)
    if url and (name := _by_domain(url)):
        return Outlet(name, Basis.METADATA)
    for found in sorted(marks.outlets, key=lambda found: (not found.bare, found.start)):
        words = marks.text[found.start : found.end]
        if is_outlet(words) or not found.bare:
            return Outlet(words, Basis.TEXT, Span(id, found.start, found.end, words))
    return None


def _by_domain(url: str) -> str | None:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    domains = outlet_domains()
    parts = host.split(".")
    return next((domains[name].name for at in range(len(parts) - 1) if (name := ".".join(parts[at:])) in domains), None)
