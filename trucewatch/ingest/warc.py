"""Take the pages out of a web archive (WARC), record by record; a damaged record does not cost the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from trucewatch.errors import SourceError
from trucewatch.ingest.item import MAX_ITEM_BYTES, Kind, RawItem
from trucewatch.ingest.streams import Tape
from trucewatch.model import Unread

CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
PAGE_TYPES = re.compile(rb"^warc-type:[ \t]*(?:response|resource|conversion)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
CONVERSION = re.compile(rb"^warc-type:[ \t]*conversion[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
LONGEST_LINE, MAX_HEADER = 64 * 1024, 256 * 1024
CHUNK = 1024 * 1024
CONTENT_KINDS = (  # the first that the content type contains; other types (images, scripts, styles) are no reports
    ("html", Kind.HTML),
    ("pdf", Kind.PDF),
    ("rss", Kind.FEED),
    ("atom", Kind.FEED),
    ("text/plain", Kind.TEXT),
)
READ_WELL = (200, 203, 206)


@dataclass(frozen=True, slots=True)
class Record:
    """A record's bytes, or why there are none."""

    header: bytes
    body: bytes
    fault: str | None = None

    @property
    def is_text(self) -> bool:
        """True if it holds the text of a page instead of the page."""
        return CONVERSION.search(self.header) is not None


def split_warc(stream: BinaryIO | Tape, source: str, stem: str, *, first: int = 1) -> Iterator[RawItem | Unread]:
    """Every archived page as an item, and every text that was taken out of one (WET); the place is the number of the record."""
    number = first - 1
    try:
        for number, record in enumerate(records_in(stream), first):
            yield from items_in(record, f"{source}#{number}", stem)
    except (SourceError, OSError, EOFError) as error:
        reason = error.reason if isinstance(error, SourceError) else str(error)
        yield Unread(f"{source}#{number + 1}", f"the archive breaks off here: {reason}")


def records_in(stream: BinaryIO | Tape) -> Iterator[Record]:
    """Records one after the other; what stands between them is passed over up to the next one's first line."""
    lost = 0
    while line := stream.readline(LONGEST_LINE):
        if not line.startswith(b"WARC/"):
            lost += len(line.strip())
            continue
        if lost:
            yield Record(b"", b"", f"{lost} bytes that belong to no record")
            lost = 0
        yield _record(line, stream)
    if lost:
        yield Record(b"", b"", f"{lost} bytes that belong to no record")


def _record(first: bytes, stream: BinaryIO | Tape) -> Record:
    header = first
    while (line := stream.readline(LONGEST_LINE)).strip():
        header += line
        if len(header) > MAX_HEADER:
            return Record(header, b"", "a header of more than 256 KiB")
    size = LENGTH.search(header)
    if not line or size is None:
        return Record(header, b"", "the record breaks off in its header")
    wanted = int(size[1])
    if wanted > MAX_ITEM_BYTES or not PAGE_TYPES.search(header):
        left = wanted
        while left and (passed := len(stream.read(min(left, CHUNK)))):
            left -= passed
        too_big = f"a record of {wanted // 2**20} MiB; the limit is {MAX_ITEM_BYTES // 2**20} MiB"
        return Record(header, b"", too_big if PAGE_TYPES.search(header) else None)
    body = stream.read(wanted)
    fault = f"the record breaks off after {len(body)} of {wanted} bytes" if len(body) < wanted else None
    return Record(header, body, fault)


def items_in(record: Record, source: str, stem: str) -> Iterator[RawItem | Unread]:
    """The page in a record, if it has one, or what is wrong with it."""
    if record.fault is not None:
        yield Unread(source, record.fault)
        return
    if not record.body:
        return
    # Imported here: only a reader of archives pays for it.
    from fastwarc.warc import ArchiveIterator

    raw = BytesIO(record.header + b"\r\n" + record.body + b"\r\n\r\n")
    try:
        for parsed in ArchiveIterator(raw, parse_http=True, auto_decode="all"):
            status = parsed.http_headers.status_code if parsed.is_http and parsed.http_headers else 200
            content_type = str((parsed.http_headers if parsed.is_http else parsed.headers).get("Content-Type") or "")
            kind = next((kind for name, kind in CONTENT_KINDS if name in content_type.lower()), None)
            data = parsed.reader.read(MAX_ITEM_BYTES + 1) if kind and status in READ_WELL else b""
            address = (parsed.headers.get("WARC-Target-URI") or "").strip("<>") or None
            charset = CHARSET.search(content_type)
            if kind is not None and 0 < len(data) <= MAX_ITEM_BYTES:
                yield RawItem(source, data, kind, stem, url=address, encoding=charset[1] if charset else None)
            elif data:
                yield Unread(source, f"unpacks to more than {MAX_ITEM_BYTES // 2**20} MiB")
    except (ValueError, OSError, EOFError, UnicodeError) as error:
        yield Unread(source, f"the record is damaged: {str(error)[:200] or type(error).__name__}")
    except BaseException as error:  # a panic of the Rust code is no Exception; anything else goes on up
        if type(error).__name__ != "PanicException":
            raise
        yield Unread(source, "the record is damaged: its HTTP part cannot be read")
