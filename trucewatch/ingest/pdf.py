"""Read the text of a PDF, page by page; a page that is damaged does not cost the others."""

from __future__ import annotations

import logging
import re
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
END_MARK = b"%%EOF"
OBJECT = re.compile(rb"(?<![\w.])(\d{1,9}) \d{1,5} obj\b((?:(?!endobj|\bobj\b).){0,20000}?)(?:stream\b|endobj)", re.DOTALL)
ADDRESS = re.compile(r"(IndirectObject\(\d+, \d+), \d+|(?: at)? 0x[0-9a-f]+")
PAGE = re.compile(rb"/Type\s*/Page(?![\w])")
# What pypdf raises on damaged files, besides its own errors: it meets numbers, names and streams as they come.
DAMAGE = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError, NotImplementedError,
    OSError, EOFError, zlib.error, OverflowError, MemoryError, ZeroDivisionError,
)  # fmt: skip


def read_pdf(item: RawItem, *, given: date | None = None) -> Iterator[Report | Unread]:
    """The report in a PDF, its pages apart by an empty line.

    There is no way back to the raw bytes: they are drawing commands. The file's own dates tell when it was made, not when
    the report was published, and are not used.
    """
    whole = END_MARK in item.data[-2048:]
    try:
        reader, count = _open(item.data if whole else _mended(item.data))
    except DAMAGE as error:
        yield Unread(item.source, f"the PDF cannot be opened: {_words(error)}", item.sha256)
        return
    if reader is None:
        yield Unread(item.source, "the PDF needs a password", item.sha256)
        return
    pages, faults = [], []
    for number in range(min(count, MAX_PAGES)):
        try:
            pages.append(_text_of(reader, number))
        except DAMAGE as error:
            faults.append(Unread(f"{item.source}#{number + 1}", f"the page cannot be read: {_words(error)}", item.sha256))
        if sum(map(len, pages)) > MAX_TEXT_CHARS:
            break
    text = "\n\n".join(page.strip() for page in pages if page.strip())
    if text:
        yield from build_report(
            item, text, id=item.report_id, published=item.published, outlet=item.outlet, url=item.url, given=given
        )
    elif whole and not faults:
        yield Unread(item.source, f"no text on {count} pages (scanned pictures?)", item.sha256)
    yield from faults
    if not whole:
        yield Unread(item.source, f"the PDF breaks off: it has no end mark; {count} whole pages were found", item.sha256)
    if count > MAX_PAGES:
        yield Unread(f"{item.source}#{MAX_PAGES + 1}", f"only the first {MAX_PAGES} of {count} pages are read", item.sha256)


def _words(error: Exception) -> str:
    """What an error says, the same at every reading: pypdf names places in this machine's memory."""
    return ADDRESS.sub(r"\1", str(error))[:200] or type(error).__name__


def _open(data: bytes) -> tuple[PdfReader | None, int]:
    """A reader and the number of its pages; no reader for a locked file. Faults of the file are ValueErrors and the like."""
    # Imported here: only a reader of PDF pays for it. What it logs about damage is told by the Unread.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        return (None, 0) if reader.is_encrypted and not reader.decrypt("") else (reader, len(reader.pages))
    except PyPdfError as error:
        raise ValueError(str(error)) from error


def _mended(data: bytes) -> bytes:
    """A broken-off file with a catalogue of the pages that are whole, so that they can be read."""
    pages = [found[1] for found in OBJECT.finditer(data) if PAGE.search(found[2])]
    if not pages:
        return data
    free = max(int(found[1]) for found in OBJECT.finditer(data)) + 1
    kids = b" ".join(number + b" 0 R" for number in pages)
    extra = b"\n%d 0 obj\n<< /Type /Pages /Kids [%s] /Count %d >>\nendobj\n" % (free, kids, len(pages))
    extra += b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n" % (free + 1, free)
    trailer = b"trailer\n<< /Root %d 0 R /Size %d >>\nstartxref\n0\n%%%%EOF\n" % (free + 1, free + 2)
    return data[: data.rfind(b"endobj") + 6] + extra + trailer


def _text_of(reader: PdfReader, number: int) -> str:
    from pypdf.errors import PyPdfError

    try:
        return BROKEN.sub(REPLACEMENT, reader.pages[number].extract_text())
    except PyPdfError as error:
        raise ValueError(str(error)) from error
