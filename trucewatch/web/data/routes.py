"""The addresses of data: the page, a file for each format, the package, and the text of the data dictionary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.exceptions import HTTPException

from trucewatch.catalogue import Question
from trucewatch.people import Role
from trucewatch.publish.exchange.dictionary import dictionary
from trucewatch.publish.exchange.exchange import Exchange, Stock
from trucewatch.publish.exchange.package import Seal, package_members, seal_of
from trucewatch.publish.exchange.packed import Holdings
from trucewatch.publish.exchange.parcel import zipped
from trucewatch.publish.exchange.told import LedgerReader
from trucewatch.web.data.held import SiteReader
from trucewatch.web.data.page import DICTIONARY, PACKAGE, PATH, data_page, file_of, offered
from trucewatch.web.overview.asking import FIELDS, read_filter
from trucewatch.web.overview.choices import known_to
from trucewatch.web.parts import Room
from trucewatch.web.site import Site, asked, named, parameters

HXL = {"hxl": "yes for a row of HXL tags after the header, where the format has one"}
CHUNK = 32_000  # bytes sent at once: every chunk costs a hop between threads


def routes(site: Site) -> APIRouter:
    """The data page and its files."""
    router = APIRouter()

    @router.api_route(PATH, methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def data(request: Request) -> Response:
        room = site.room(request)
        page = data_page(room, asked(request), _seal(site, room), whole=_whole(site, room))
        return site.show(request, "data.html", page)

    @router.get(f"{PATH}/{DICTIONARY}", response_class=PlainTextResponse, summary="What stands in every column of every format")
    def words() -> Response:
        return PlainTextResponse(dictionary(), media_type="text/markdown; charset=utf-8", headers=named(DICTIONARY))

    for exchange in offered():
        _add(router, file_of(exchange), exchange.words, exchange.media, _writer(site, exchange), {**FIELDS, **HXL})
    _add(router, PACKAGE, "Incidents with all they rest on", "application/zip", _packer(site), FIELDS)
    return router


def _whole(site: Site, room: Room) -> bool:
    """Whether whoever asks may have the package: where anything is kept from the public, who has signed in."""
    return not site.policy.holds or room.visitor.may(Role.VIEWER)


def _seal(site: Site, room: Room) -> Seal:
    return seal_of(site.ledger, room.catalogue, site.licence)


def _strict(request: Request, room: Room) -> Question:
    wanted = read_filter(asked(request), known_to(room))
    if wanted.problems:
        raise HTTPException(400, "; ".join(wanted.problems))
    return wanted.question


def _reader(site: Site, room: Room) -> SiteReader:
    return SiteReader(LedgerReader(site.ledger, room.catalogue.seq))


Pieces = Iterable[str] | Iterable[bytes]


def _writer(site: Site, exchange: Exchange) -> Callable[[Request], Pieces]:
    def pieces(request: Request) -> Pieces:
        room = site.room(request)
        stock = Stock(room.catalogue, _reader(site, room), hxl=exchange.hxl and request.query_params.get("hxl") == "yes")
        return exchange.write(stock, _strict(request, room))

    return pieces


def _packer(site: Site) -> Callable[[Request], Pieces]:
    def pieces(request: Request) -> Pieces:
        room = site.room(request)
        if not _whole(site, room):
            raise HTTPException(403, "Packages are for people who have signed in, as long as anything is kept from the public.")
        held = Holdings(room.catalogue, _reader(site, room))
        return zipped(package_members(held, _strict(request, room), _seal(site, room)))

    return pieces


def _add(router: APIRouter, file: str, words: str, media: str, make: Callable[[Request], Pieces], fields: dict[str, str]) -> None:
    def answer(request: Request) -> Response:
        made = make(request)
        headers = {**named(file), "Vary": "Cookie", "Cache-Control": "no-cache"}
        if request.method == "HEAD":
            return Response(headers=headers, media_type=media)
        return StreamingResponse(_chunks(made), media_type=media, headers=headers)

    described: dict[int | str, dict[str, object]] = {200: {"description": words, "content": {media.partition(";")[0]: {}}}}
    name = "data_" + "".join(sign if sign.isalnum() else "_" for sign in file)
    path = f"{PATH}/{file}"
    router.add_api_route(
        path,
        answer,
        methods=["GET"],
        operation_id=name,
        summary=words,
        openapi_extra=parameters(fields),
        responses=described,
        response_class=Response,
    )
    router.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False, response_class=Response)


def _chunks(pieces: Pieces) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece.encode("utf-8", "replace") if isinstance(piece, str) else piece)
        size += len(held[-1])
        if size >= CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
