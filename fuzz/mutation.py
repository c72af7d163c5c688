"""Change a case a little: bytes, words, lines, numbers, brackets, and pieces of other cases."""

from __future__ import annotations

import gzip
import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence

Change = Callable[[bytes, random.Random, Sequence[bytes], Sequence[bytes]], bytes]

NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"9" * 30,
    b"4294967296",
    b"1e999",
    b"0.1",
    b"\xd9\xa3\xd9\xa1",
    b"31",
    b"00",
    b"-0",
    b"NaN",
    b"2147483648",
)
ODD = (
    *(
        b"\0",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xc3",
        b"\xed\xa0\x80",
        "\u202e".encode(),
        "\u200b".encode(),
        "\u0301".encode(),
    ),
    *(
        "\u0130".encode(),
        "ß".encode(),
        "ﬁ".encode(),
        "\u2028".encode(),
        b"\x85",
        b"\x0c",
        b"\x1c",
        "𝟛".encode(),
        "٣".encode(),
        "²".encode(),
    ),
    *(
        b'"',
        b"'",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b"<",
        b">",
        b"&",
        b";",
        b",",
        b"\t",
        b"\r",
        b"\n",
        b"\r\n",
        b"%",
        b"%00",
        b"\\u0000",
    ),
    *(b"\\ud800", b"&#0;", b"&#x110000;", b"]]>", b"<!--", b"-->", b"../", b"://", b"''", b'""', b"=1+1", b"#", b"@"),
)
NUMBER = re.compile(rb"\d+(?:[.,]\d+)*")
WORD = re.compile(rb"[^\s<>\"',;:=&?/|{}\[\]()]+")
PIECE = re.compile(rb"\"[^\"]*\"|<[^>]*>|[^\s<>\",;]+|\s+|.", re.DOTALL)
MOST_REPEATS = 400


def mutate(data: bytes, draw: random.Random, *, words: Sequence[str], others: Sequence[bytes], longest: int) -> bytes:
    """A case changed in one to five places, never longer than `longest`."""
    tokens = [word.encode() for word in words]
    for _ in range(min(5, 1 + int(draw.expovariate(0.8)))):
        data = draw.choice(CHANGES)(data, draw, tokens, others)[:longest]
    return data


def repacked(data: bytes, change: Callable[[bytes], bytes]) -> bytes | None:
    """A gzip stream with its content changed; None if it is none that can be unpacked."""
    try:
        inside = zlib.decompressobj(wbits=31).decompress(data, 1 << 20)
    except zlib.error:
        return None
    return gzip.compress(change(inside), 1, mtime=0)


def rezipped(data: bytes, draw: random.Random, change: Callable[[bytes], bytes]) -> bytes | None:
    """A ZIP archive with one of its members changed; None if it is none that can be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            members = {name: old.read(name)[: 1 << 20] for name in old.namelist()[:40]}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        return None
    if not members:
        return None
    chosen = draw.choice(sorted(members))
    members[chosen] = change(members[chosen])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, inside in members.items():
            new.writestr(zipfile.ZipInfo(name), inside)
    return out.getvalue()


def _place(data: bytes, draw: random.Random) -> tuple[int, int]:
    """A stretch, mostly short."""
    first = draw.randrange(len(data) + 1)
    return first, min(len(data), first + int(draw.expovariate(0.15)))


def _flip(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]


def _put_odd(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(data, draw)
    return data[:at] + draw.choice(ODD) + data[end if draw.random() < 0.3 else at :]


def _put_word(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    if not words:
        return _put_odd(data, draw, words, others)
    at, _ = _place(data, draw)
    gap = draw.choice((b"", b" "))
    return data[:at] + gap + draw.choice(words) + gap + data[at:]


def _other_word(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """A word in the place of another."""
    found = list(WORD.finditer(data[:20_000]))
    if not found:
        return _put_word(data, draw, words, others)
    old = draw.choice(found)
    new = draw.choice(words) if words and draw.random() < 0.7 else draw.choice(found).group()
    return data[: old.start()] + new + data[old.end() :]


def _other_number(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    found = list(NUMBER.finditer(data[:20_000]))
    if not found:
        return _put_word(data, draw, words, others)
    old = draw.choice(found)
    new = draw.choice(NUMBERS) if draw.random() < 0.6 else str(draw.randrange(0, 3000)).encode()
    return data[: old.start()] + new + data[old.end() :]


def _cut(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(data, draw)
    return data[:at] + data[end:]


def _cut_off(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] if draw.random() < 0.7 else data[at:]


def _repeat(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(data, draw)
    many = draw.choice((2, 3, 10, MOST_REPEATS))
    return data[:at] + data[at:end] * many + data[end:]


def _swap_pieces(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    pieces = PIECE.findall(data[:8_000])
    if len(pieces) < 2:
        return data
    first, second = draw.randrange(len(pieces)), draw.randrange(len(pieces))
    pieces[first], pieces[second] = pieces[second], pieces[first]
    return b"".join(pieces) + data[8_000:]


def _swap_lines(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    first, second = draw.randrange(len(lines)), draw.randrange(len(lines))
    match draw.randrange(3):
        case 0:
            lines[first], lines[second] = lines[second], lines[first]
        case 1:
            lines.insert(first, lines[second])
        case _:
            del lines[first]
    return b"\n".join(lines)


def _graft(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """A piece of another case."""
    if not others:
        return data
    other = draw.choice(others)
    at, end = sorted((draw.randrange(len(other) + 1), draw.randrange(len(other) + 1)))
    here, there = _place(data, draw)
    return data[:here] + other[at:end] + data[there:]


def _nest(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(data, draw)
    left, right = draw.choice(((b"[", b"]"), (b"{", b"}"), (b"(", b")"), (b"<b>", b"</b>"), (b'"', b'"'), (b'{"a":', b"}")))
    deep = draw.choice((1, 2, 50, MOST_REPEATS))
    return data[:at] + left * deep + data[at:end] + right * deep + data[end:]


def _recode(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """The same words in another encoding."""
    encoding = draw.choice(("utf-16", "utf-16-be", "latin-1", "cp1256", "utf-8-sig", "utf-32", "cp1251"))
    return data.decode("utf-8", "replace").encode(encoding, "replace")


def _case(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(data, draw)
    return data[:at] + draw.choice((bytes.upper, bytes.lower, bytes.title, bytes.swapcase))(data[at:end]) + data[end:]


CHANGES: tuple[Change, ...] = (
    *(
        _flip,
        _put_odd,
        _put_odd,
        _put_word,
        _put_word,
        _other_word,
        _other_word,
        _other_number,
        _other_number,
        _cut,
        _cut_off,
        _repeat,
    ),
    *(_swap_pieces, _swap_lines, _graft, _graft, _nest, _recode, _case),
)
