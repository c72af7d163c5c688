"""Take the pages out of a web archive (WARC), record by record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from trucewatch.errors import SourceError
from trucewatch.ingest.item import MAX_ITEM_BYTES, Kind, RawItem
from trucewatch.model import Unread

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
CONTENT_KINDS = (  # the first that the content type contains; other types (images, scripts, styles) are no reports
    ("html", Kind.HTML),
    ("pdf", Kind.PDF),
    ("rss", Kind.FEED),
    ("atom", Kind.FEED),
    ("text/plain", Kind.TEXT),
)


def split_warc(stream: BinaryIO, source: str, stem: str) -> Iterator[RawItem | Unread]:
    """Every archived page as an item; the place is the number of the record, from 1."""
    # Imported here: only a reader of archives pays for it.
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(stream, parse_http=True, record_types=WarcRecordType.any_type), 1):
            if record.record_type not in (WarcRecordType.response, WarcRecordType.resource):
                continue
            yield from _item(record, f"{source}#{number}", stem)
    except (SourceError, OSError, ValueError, EOFError) as error:
        reason = error.reason if isinstance(error, SourceError) else str(error) or type(error).__name__
        yield Unread(f"{source}#{number + 1}", f"the archive breaks off here: {reason}")


def _item(record: WarcRecord, source: str, stem: str) -> Iterator[RawItem | Unread]:
    if "Content-Length" not in record.headers:
        yield Unread(source, "the record breaks off in its header")
        return
    address = record.headers.get("WARC-Target-URI") or ""
    content_type = (record.http_content_type if record.is_http else record.headers.get("Content-Type")) or ""
    kind = next((kind for name, kind in CONTENT_KINDS if name in content_type.lower()), None)
    if kind is None or (record.is_http and record.http_headers.status_code not in (200, 203)):
        return
    if record.content_length > MAX_ITEM_BYTES:
        yield Unread(source, f"a record of {record.content_length // 2**20} MiB; the limit is {MAX_ITEM_BYTES // 2**20} MiB")
        return
    expected = record.content_length
    data = record.reader.read()
    charset = CHARSET.search(record.http_headers.get("Content-Type") or "") if record.is_http else None
    if len(data) < expected:
        yield Unread(source, f"the record breaks off after {len(data)} of {expected} bytes")
    elif data.strip():
        yield RawItem(source, data, kind, stem, url=address.strip("<>") or None, encoding=charset[1] if charset else None)
