"""What the door hands to the readers: raw bytes with their place, and the limits on size."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

MAX_ITEM_BYTES = 32 * 1024 * 1024  # one document, line or record; the largest situation reports in PDF stay under 20 MiB
MAX_PAGE_BYTES = 8 * 1024 * 1024  # of one web page: news pages stay under 3 MiB, hostile markup costs up to 4 s a MiB
MAX_TEXT_CHARS = 1_000_000  # of one report after cleaning: about 170,000 words, five minutes of the language pass
MAX_EXPANSION = 200  # a compressed source may grow 200-fold; news text shrinks 3 to 10-fold, zeros 1,000-fold
FREE_EXPANSION = 64 * 1024 * 1024  # ... and what stays under 64 MiB is never asked


class Kind(StrEnum):
    """How an item's bytes are to be read."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    CSV = "csv"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class RawItem:
    """The bytes of one document, line, row or record, before anything is understood.

    `source` is the file's name and the place in it ("feed.xml#14"). `id` is None where the content must give one, with
    `stem` in front. `columns` and `delimiter` are those of the CSV file a row comes from.
    """

    source: str
    data: bytes
    kind: Kind
    stem: str
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    delimiter: str = ","

    @property
    def sha256(self) -> str:
        """The hash of the raw bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def report_id(self) -> str:
        """The id given, or the stem and the first eight hex digits of the content's hash."""
        return self.id or f"{self.stem}-{self.sha256[:8]}"
