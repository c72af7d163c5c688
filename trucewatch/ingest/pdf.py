"""Read the text of a PDF, page by page; a page that is damaged does not cost the others."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from trucewatch.ingest.build import build_report
from trucewatch.ingest.encodings import BROKEN, REPLACEMENT
from trucewatch.ingest.item import MAX_TEXT_CHARS, RawItem
from trucewatch.model import Report, Unread

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 2000
# What pypdf raises on damaged files, besides its own PyPdfError: it reads numbers, names and streams as it finds them.
DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError, NotImplementedError)
DAMAGE_OF_DATA = (OSError, EOFError, zlib.error, OverflowError, MemoryError, ZeroDivisionError)


def read_pdf(item: RawItem, *, given: date | None = None) -> Iterator[Report | Unread]:
    """The report in a PDF, its pages apart by an empty line.

    There is no way back to the raw bytes: they are drawing commands. The file's own dates tell when it was made, not when
    the report was published, and are not used.
    """
    # Imported here: only a reader of PDF pays for it. What it logs about damage is told by the Unread.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    try:
        reader = PdfReader(BytesIO(item.data), strict=False)
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
    except (PyPdfError, *DAMAGE, *DAMAGE_OF_DATA) as error:
        yield Unread(item.source, f"the PDF cannot be opened: {str(error)[:200] or type(error).__name__}", item.sha256)
        return
    if locked:
        yield Unread(item.source, "the PDF needs a password", item.sha256)
        return
    pages, faults = [], []
    for number in range(min(count, MAX_PAGES)):
        try:
            pages.append(_text_of(reader, number))
        except (PyPdfError, *DAMAGE, *DAMAGE_OF_DATA) as error:
            faults.append(
                Unread(f"{item.source}#{number + 1}", f"the page cannot be read: {str(error)[:200] or type(error).__name__}")
            )
        if sum(map(len, pages)) > MAX_TEXT_CHARS:
            break
    if not any(page.strip() for page in pages) and not faults:
        yield Unread(item.source, f"no text on {count} pages (scanned pictures?)", item.sha256)
        return
    if any(page.strip() for page in pages):
        text = "\n\n".join(page.strip() for page in pages if page.strip())
        yield from build_report(
            item, text, id=item.report_id, published=item.published, outlet=item.outlet, url=item.url, given=given
        )
    yield from faults
    yield from _missing(item, reader, count)


def _text_of(reader: PdfReader, number: int) -> str:
    return BROKEN.sub(REPLACEMENT, reader.pages[number].extract_text())


def _missing(item: RawItem, reader: PdfReader, count: int) -> Iterator[Unread]:
    if b"%%EOF" not in item.data[-2048:]:
        yield Unread(item.source, f"the PDF breaks off: it has no end mark; {count} pages could be found", item.sha256)
    elif count > MAX_PAGES:
        yield Unread(f"{item.source}#{MAX_PAGES + 1}", f"only the first {MAX_PAGES} of {count} pages are read", item.sha256)
