"""Decode raw bytes to text, and keep the way back from every character to its bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from trucewatch.errors import SourceError
from trucewatch.model import ByteRun

BOMS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MOST_NUL = 0.1  # more than every tenth byte NUL is no text with a fault in it
MOST_CONTROL = 0.01  # random bytes hold 10 % control characters, text with stray form feeds and escapes under 0.1 %
MOST_BROKEN = 0.02  # up to this share of bytes broken, text with other valid multi-byte letters is still UTF-8
CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
BROKEN = re.compile("[\0\ud800-\udfff]")  # NUL, and the marks that Python's "surrogateescape" leaves for broken bytes
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# The most frequent letters, as their bytes: alef, lam, yeh, meem, waw, noon, reh, teh, beh, ain and о, е, а, и, н, т, с, р, в, л.
ARABIC = frozenset("الينمورتبع".encode("cp1256"))
CYRILLIC = frozenset("оеаинтсрвл".encode("cp1251"))
TURKISH = frozenset("ğışİŞĞ".encode("cp1254"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the bytes it was decoded from; what was broken lies in none."""

    start: int
    end: int
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes, the encoding it was in, and what was broken in it (None if nothing was)."""

    text: str
    encoding: str
    pieces: tuple[Piece, ...]
    damage: str | None = None


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The text of `data`; a SourceError if it is no text at all.

    Order: byte order mark, the declared encoding if it fits, UTF-8, UTF-16 without a mark, UTF-8 with a few broken bytes,
    then the 8-bit code page whose frequent letters fit best. A mark is not part of the text. NUL characters and broken
    bytes become U+FFFD, one for one.
    """
    encoding, start = _encoding_of(data, declared)
    body = data[start:]
    if encoding.startswith(("utf-16", "utf-32")) and not _decodes(body, encoding):
        text = body.decode(encoding, "replace").replace("\0", REPLACEMENT)
        return Decoded(text, encoding, (), f"broken {encoding.upper()}, shown as U+FFFD")
    marked = body.decode(encoding, "surrogateescape")
    text = BROKEN.sub(REPLACEMENT, marked)
    if len(CONTROLS.findall(text)) > MOST_CONTROL * max(len(text), 100):
        raise SourceError("", "binary data, not text")
    pieces = tuple(_pieces(marked, encoding, start))
    return Decoded(text, encoding, pieces, _damage(marked, pieces))


def _pieces(marked: str, encoding: str, raw_at: int) -> Iterator[Piece]:
    """The stretches between broken characters, with the bytes each was decoded from."""
    wide = len("\0".encode(encoding))
    at = 0
    for bad in [*(found.start() for found in BROKEN.finditer(marked)), len(marked)]:
        if bad > at:
            size = len(marked[at:bad].encode(encoding))
            yield Piece(at, bad, raw_at, raw_at + size)
            raw_at += size
        at, raw_at = bad + 1, raw_at + wide


def _damage(marked: str, pieces: tuple[Piece, ...]) -> str | None:
    nuls, broken = marked.count("\0"), len(BROKEN.findall(marked)) - marked.count("\0")
    if not nuls + broken:
        return None
    first = pieces[0].raw_end if pieces and pieces[0].start == 0 else 0
    what = " and ".join(f"{count} {name}" for count, name in ((nuls, "NUL characters"), (broken, "broken bytes")) if count)
    return f"{what}, the first at byte {first}, shown as U+FFFD"


def _encoding_of(data: bytes, declared: str | None) -> tuple[str, int]:
    for mark, marked in BOMS:
        if data.startswith(mark):
            return marked, len(mark)
    if declared is not None and (name := _known(declared)) is not None and _decodes(data, name):
        return name, 0
    if data.count(0) > MOST_NUL * len(data):
        return _utf16_or_refuse(data), 0
    return ("utf-8" if _decodes(data, "utf-8") or _mostly_utf8(data) else _code_page(data)), 0


def _known(declared: str) -> str | None:
    """Python's name of a declared encoding; web pages that say Latin-1 mean Windows-1252."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
        "".encode(name)
    except (LookupError, ValueError):
        return None
    return {"iso8859-1": "cp1252", "ascii": "utf-8", "iso8859-9": "cp1254", "utf-16": "utf-16-le"}.get(name, name)


def _decodes(data: bytes, encoding: str) -> bool:
    """True if the bytes are valid, and give the same bytes back when encoded (stateful encodings do not)."""
    try:
        return data.decode(encoding).encode(encoding) == data
    except UnicodeError:
        return False


def _utf16_or_refuse(data: bytes) -> str:
    """Which UTF-16 it is, by the side on which the zeros of Latin letters, digits and spaces stand."""
    even, odd = data[0:65536:2].count(0), data[1:65536:2].count(0)
    few, many = sorted((even, odd))
    name = "utf-16-be" if even > odd else "utf-16-le"
    if many > 10 * few and _decodes(data, name):
        return name
    raise SourceError("", f"binary data, not text ({data.count(0)} NUL bytes)")


def _mostly_utf8(data: bytes) -> bool:
    broken = len(BROKEN.findall(data.decode("utf-8", "surrogateescape"))) - data.count(0)
    valid = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", data))
    return valid > broken and broken <= max(MOST_BROKEN * len(data), 1)


def _code_page(data: bytes) -> str:
    """Words written wholly in high bytes are Arabic or Cyrillic; else the page is Western, or Turkish by its six letters."""
    if len(b"".join(re.findall(rb"[\xc0-\xff]{3,}", data))) * 3 > len(re.findall(rb"[A-Za-z]", data)):
        arabic, cyrillic = (sum(map(data.count, letters)) for letters in (ARABIC, CYRILLIC))
        name = "cp1256" if arabic >= cyrillic else "cp1251"
    else:
        name = "cp1254" if any(map(data.count, TURKISH)) else "cp1252"
    return name if _decodes(data, name) else "latin-1"


class RawPlaces:
    """Where characters of a decoded text stand in its bytes; quick when asked in rising order."""

    def __init__(self, decoded: Decoded) -> None:
        self._decoded = decoded
        self._piece = 0
        self._last = (0, 0)  # a character of the current piece and its byte

    def runs(self, start: int, end: int, text_start: int) -> Iterator[ByteRun]:
        """The runs of bytes for characters `start..end`, which stand at `text_start` of a report's text."""
        pieces = self._decoded.pieces
        if self._piece < len(pieces) and start < self._last[0]:
            self._piece = 0
        while self._piece < len(pieces) and pieces[self._piece].end <= start:
            self._piece += 1
        for number in range(self._piece, len(pieces)):
            piece = pieces[number]
            first, last = max(start, piece.start), min(end, piece.end)
            if first >= last:
                break
            self._piece = number
            raw_first = self._byte(piece, first)
            raw_last = self._byte(piece, last)
            yield ByteRun(text_start + first - start, text_start + last - start, raw_first, raw_last)

    def _byte(self, piece: Piece, at: int) -> int:
        known, byte = self._last if piece.start <= self._last[0] <= at else (piece.start, piece.raw_start)
        byte = max(byte, piece.raw_start)
        byte += len(self._decoded.text[known:at].encode(self._decoded.encoding))
        self._last = (at, byte)
        return byte


def guess_8bit(head: bytes) -> str | None:
    """The code page of a file that is not Unicode, told by its beginning; None for Unicode, which every line shows itself."""
    if any(head.startswith(mark) for mark, _ in BOMS) or _decodes(head[: max(head.rfind(b"\n"), 0)], "utf-8"):
        return None
    return None if _mostly_utf8(head) else _code_page(head)
