"""Every list as a file at its own address: the same list, asked with the same query string, as CSV, JSON, GeoJSON or Atom.

A room describes its list once, as a `Listing`, and adds its files with `add_files`; which file is meant is said by the end
of the address alone (`/incidents.csv`), never by a header. Rows are made while they are sent, so that a long list needs
little memory; a row that stands in no list is never made (HEAD, or a file that the asker holds already).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from trucewatch import __version__
from trucewatch.publish.exports import Row, to_csv, to_geojson, to_jsonl
from trucewatch.web.marks import visible
from trucewatch.web.moments import FIELD
from trucewatch.web.site import named, parameters

CHUNK = 32_000  # characters sent at once: every chunk costs a hop between threads
NAMESPACE = uuid5(NAMESPACE_URL, "https://www.rfc-editor.org/rfc/rfc4287#trucewatch")
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
ENTRIES = 50  # newest entries of a feed


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One record in a feed.

    `subject` names the record for good (`incidents/inc-1`): the entry's id is made of it and is the same on every host.
    `updated` is when the record last changed, `published` when it was first recorded; without a zone they are UTC. `href` is
    the path of its page. `gone` is the subject of a record that no longer stands: the feed tells so to whoever keeps that
    record's entry of another feed (RFC 6721).
    """

    subject: str
    title: str
    href: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    categories: tuple[str, ...] = ()
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is asked for: what it is called, and how its rows are made once they are wanted.

    `name` is the stem of the files and the key of the rows in JSON (`incidents`), `path` the address of the page (`/incidents`),
    `query` the query string that asks for the same (without `after` and `asof`). `rows` are flat (`Row`) under `columns`; for
    GeoJSON they have `id` and `longitude` and `latitude`, or a GeoJSON geometry as `ground`. `full` are the rows of the JSON file
    where those say more. `entries` are the newest first, for Atom; at most ENTRIES are sent. `next` is the query string of the
    following page, empty where the list ends. `version` changes whenever the list may: with the ledger's entry number, the same
    file is not made twice for who holds it (ETag). `told` are
    further values that stand at the head of the JSON file.
    """

    name: str
    title: str
    path: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[Row]]
    query: str = ""
    count: int | None = None
    as_of: datetime | None = None
    next: str = ""
    full: Callable[[], Iterable[Row]] | None = None
    entries: Callable[[], Iterable[FeedEntry]] | None = None
    version: str = ""
    told: tuple[tuple[str, object], ...] = ()


class Writer(NamedTuple):
    """How one kind of file is written: its media type, its name in words, and the text of a list asked for at an address."""

    media: str
    words: str
    write: Callable[[Listing, str], Iterator[str]]


def write_csv(listing: Listing, _: str) -> Iterator[str]:
    """A header and a line for each row; no cell can become a formula."""
    return to_csv(listing.rows(), header=listing.columns)


def write_json(listing: Listing, address: str) -> Iterator[str]:
    """An object with `as_of`, `query`, `count`, `next` (an address or null) and the rows under the list's name."""
    head = {
        "as_of": listing.as_of.isoformat() if listing.as_of else None,
        "query": listing.query,
        "count": listing.count,
        **dict(listing.told),
        "next": _address(address, listing, "json", listing.next) if listing.next else None,
    }
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + f",\n {json.dumps(listing.name)}: ["
    separator = "\n  "
    for row in (listing.full or listing.rows)():
        yield separator + json.dumps(row, ensure_ascii=False, default=str)
        separator = ",\n  "
    yield "\n ]\n}\n"


def write_jsonl(listing: Listing, _: str) -> Iterator[str]:
    """The rows as in JSON, one object a line, and nothing around them."""
    return to_jsonl((listing.full or listing.rows)())


def write_geojson(listing: Listing, _: str) -> Iterator[str]:
    """A feature for each row; what has neither point nor ground has a null geometry."""
    return to_geojson(listing.rows())


def write_atom(listing: Listing, address: str) -> Iterator[str]:
    """A feed of the newest entries, with links to itself, to the page and to what follows."""
    entries = list((listing.entries or tuple)())
    here = f"{address}{listing.path}.atom"
    latest = max((_instant(entry.updated) for entry in entries), default=_instant(listing.as_of or datetime(1970, 1, 1)))
    tombs = f' xmlns:at="{TOMBSTONES}"' if any(entry.gone for entry in entries) else ""
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{tombs}>\n'
    yield f"<id>{_urn(f'{listing.path}?{listing.query}')}</id>\n<title>{_text(listing.title)}</title>\n"
    yield f"<updated>{latest}</updated>\n<author><name>Trucewatch</name></author>\n"
    yield f'<generator version="{__version__}">Trucewatch</generator>\n'
    yield f'<link rel="self" type="application/atom+xml" href={_quoted(_joined(here, listing.query))}/>\n'
    yield f'<link rel="alternate" type="text/html" href={_quoted(_joined(address + listing.path, listing.query))}/>\n'
    if listing.next:
        yield f'<link rel="next" type="application/atom+xml" href={_quoted(_joined(here, listing.next))}/>\n'
    yield from (_entry(entry, address) for entry in entries[:ENTRIES])
    yield "</feed>\n"


def _entry(entry: FeedEntry, address: str) -> str:
    lines = [
        f"<id>{_urn(entry.subject)}</id>",
        f"<title>{_text(entry.title)}</title>",
        f'<link rel="alternate" type="text/html" href={_quoted(address + entry.href)}/>',
        f"<updated>{_instant(entry.updated)}</updated>",
        *([f"<published>{_instant(entry.published)}</published>"] if entry.published else []),
        *(f"<category term={_quoted(word)}/>" for word in entry.categories),
        *([f"<summary>{_text(entry.summary)}</summary>"] if entry.summary else []),
    ]
    tomb = f'<at:deleted-entry ref="{_urn(entry.gone)}" when="{_instant(entry.updated)}"/>\n' if entry.gone else ""
    return "<entry>\n" + "\n".join(lines) + "\n</entry>\n" + tomb


def _urn(subject: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE, subject.encode('utf-8', 'replace').decode())}"


def _instant(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.isoformat(timespec="seconds")


def _text(words: str) -> str:
    return escape(visible(words))


def _quoted(words: str) -> str:
    return quoteattr(visible(words))


def _joined(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def _address(address: str, listing: Listing, ending: str, query: str) -> str:
    return _joined(f"{address}{listing.path}.{ending}", query)


WRITERS: Mapping[str, Writer] = {
    "csv": Writer("text/csv; charset=utf-8", "CSV", write_csv),
    "json": Writer("application/json", "JSON", write_json),
    "jsonl": Writer("application/jsonl; charset=utf-8", "JSON Lines", write_jsonl),
    "geojson": Writer("application/geo+json", "GeoJSON", write_geojson),
    "atom": Writer("application/atom+xml; charset=utf-8", "Atom", write_atom),
}


def answer(request: Request, listing: Listing, ending: str) -> Response:
    """The list as a file; 304 without a body where the asker holds it already. Its links stay in the moment asked for."""
    writer = WRITERS[ending]
    if moment := request.query_params.get(FIELD, "").strip():
        kept = urlencode({FIELD: moment}, errors="replace")
        parts = ("&".join(part for part in (query, kept) if part) for query in (listing.query, listing.next))
        query, following = parts
        listing = replace(listing, query=query, next=following if listing.next else "")
    headers = named(f"{listing.name}.{ending}")
    if listing.version:
        mark = f"{__version__}\n{listing.version}\n{request.url.path}?{request.url.query}"
        headers["ETag"] = f'W/"{hashlib.sha256(mark.encode()).hexdigest()[:20]}"'
        headers["Cache-Control"] = "no-cache"
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    if listing.next and ending in ("json", "atom"):
        headers["Link"] = f'<{_address("", listing, ending, listing.next)}>; rel="next"'
    if request.method == "HEAD":
        return Response(headers=headers, media_type=writer.media)
    text = writer.write(listing, str(request.base_url).rstrip("/"))
    return StreamingResponse(_chunks(text), media_type=writer.media, headers=headers)


def _chunks(text: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for piece in text:
        held.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield "".join(held).encode("utf-8", "replace")
            held, size = [], 0
    if held:
        yield "".join(held).encode("utf-8", "replace")


def add_files(
    router: APIRouter,
    path: str,
    make: Callable[[Request], Listing],
    *,
    what: str,
    fields: Mapping[str, str] | None = None,
    endings: Sequence[str] = ("csv", "json", "geojson", "atom"),
) -> None:
    """Add a list's files to a router: `add_files(router, "/incidents", listing_of, what="The incidents asked for")`.

    `make` gives the Listing of a request and raises an HTTPException where it cannot be understood (400) or found (404). A path
    with parameters (`/outlets/{name}/reports`) is added before the page that would take `x.csv` for a name; `make` reads
    `request.path_params`. A list without places leaves `geojson` out of `endings`.
    """
    for ending in endings:
        _add_file(router, path, make, what, fields or {}, ending)


def _add_file(
    router: APIRouter, path: str, make: Callable[[Request], Listing], what: str, fields: Mapping[str, str], ending: str
) -> None:
    def file(request: Request) -> Response:
        return answer(request, make(request), ending)

    words = WRITERS[ending].words
    kind = WRITERS[ending].media.split(";")[0]
    name = "".join(sign if sign.isalnum() else "_" for sign in f"{path}_{ending}").strip("_")
    extra: dict[str, object] = {**parameters(fields)}
    described: dict[int | str, dict[str, object]] = {200: {"description": f"{what}, as {words}", "content": {kind: {}}}}
    router.add_api_route(
        f"{path}.{ending}",
        file,
        methods=["GET"],
        operation_id=name,
        summary=f"{what}, as {words}",
        openapi_extra=extra,
        responses=described,
        response_class=Response,
    )
    router.add_api_route(f"{path}.{ending}", file, methods=["HEAD"], include_in_schema=False, response_class=Response)


class FileLink(NamedTuple):
    """A link to a list's file."""

    words: str
    href: str


def file_links(path: str, query: str = "", endings: Sequence[str] = ("csv", "json", "geojson", "atom")) -> tuple[FileLink, ...]:
    """The links to a list's files, for its page: the template shows `words` with `href`."""
    return tuple(FileLink(WRITERS[ending].words, _joined(f"{path}.{ending}", query)) for ending in endings)
