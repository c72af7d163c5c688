"""Know one article under the many addresses by which it is reached: with www, for phones, for print, with trackers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from trucewatch.knowledge.tables import read_table

TABLE = "address_marks.csv"
Where = Literal["host", "first segment", "last segment", "ending", "parameter", "wrapper"]
MOST_WRAPPERS = 3  # an archive's copy of a phone's page of an article; deeper is a trap
STAMP = re.compile(r"^\d{4,14}(?:[a-z]{2}_)?/")  # the moment of an archive's copy
SCHEME = re.compile(r"^https?:/{1,2}", re.IGNORECASE)
SLUG = re.compile(r"\d{4}|[^\W_]+(?:[-_][^\W_]+){2,}", re.UNICODE)  # a number or three words: what sections do not have


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A mark in an address that says how an article is shown or who led there, not which article it is; `*` ends a prefix."""

    where: Where
    mark: str
    example: str
    plain: str


@lru_cache(maxsize=100_000)
def plain_address(url: str | None) -> str | None:
    """Host, path and telling parameters of an article's address, the same however it is reached.

    None where there is no address, it cannot be read, or it names a whole site and no article of it.

        plain_address("https://www.levantwire.example/story?id=7&utm_source=feed") == "levantwire.example/story?id=7"
    """
    if not url:
        return None
    try:
        parts = _unwrapped(url.strip())
        host = _plain_host((parts.hostname or "").rstrip("."))
        port = parts.port
    except ValueError:
        return None
    path, query = _plain_path(parts.path), _plain_query(parts.query)
    if not host or "." not in host or not (path or query):
        return None
    return host + (f":{port}" if port not in (None, 80, 443) else "") + path + (f"?{query}" if query else "")


def names_an_article(plain: str) -> bool:
    """True if the address is an article's own, which holds a number or several words; a section's may show another tomorrow."""
    return "?" in plain or SLUG.search(plain.partition("/")[2]) is not None


def _marks(where: Where) -> Iterator[str]:
    return (row.mark for row in read_table(TABLE, AddressRow) if row.where == where)


def _unwrapped(url: str) -> SplitResult:
    """The address itself, out of an archive's or a search engine's."""
    for _ in range(MOST_WRAPPERS):
        bare = SCHEME.sub("", url)
        inner = next((bare[at + len(mark) :] for mark in _marks("wrapper") if (at := _wrapped_at(bare, mark)) >= 0), None)
        if inner is None:
            break
        url = SCHEME.sub("", STAMP.sub("", inner))
    return urlsplit("//" + SCHEME.sub("", url))


def _wrapped_at(bare: str, mark: str) -> int:
    """Where a wrapper's mark stands: at the start, or behind a name of its own ("x.cdn.ampproject.org")."""
    at = bare.find(mark)
    return at if at == 0 or (at > 0 and bare[at - 1] == "." and "/" not in bare[:at]) else -1


def _plain_host(host: str) -> str:
    """The host in lower case without the names that sites give to one page's several looks."""
    labels = host.lower().split(".")
    while len(labels) > 2 and labels[0] in set(_marks("host")):
        labels = labels[1:]
    return ".".join(labels)


def _plain_path(path: str) -> str:
    segments = [quote(unquote(segment), safe="") for segment in path.split("/") if segment]
    while len(segments) > 1 and segments[0] in set(_marks("first segment")):
        segments = segments[1:]
    while segments and segments[-1].lower() in set(_marks("last segment")):
        segments = segments[:-1]
    if segments:
        for ending in sorted(_marks("ending"), key=len, reverse=True):
            if segments[-1].lower().endswith(ending) and len(segments[-1]) > len(ending):
                kept = ".html" if ending.endswith(".html") else ""
                segments[-1] = segments[-1][: -len(ending)] + kept
                break
    return "".join(f"/{segment}" for segment in segments)


def _plain_query(query: str) -> str:
    exact, prefixes = _parameters()
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    kept = sorted((key, value) for key, value in pairs if key.lower() not in exact and not key.lower().startswith(prefixes))
    return urlencode(kept)


@cache
def _parameters() -> tuple[frozenset[str], tuple[str, ...]]:
    """The parameters that tell nothing: whole names, and beginnings of names."""
    marks = [mark.lower() for mark in _marks("parameter")]
    return frozenset(marks), tuple(mark.removesuffix("*") for mark in marks if mark.endswith("*"))
