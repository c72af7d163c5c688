"""The command that writes records of the ledger out: a table in our own columns, or a format that others read."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from trucewatch.errors import TrucewatchError, UsageError
from trucewatch.options import LedgerUrl, day, opened
from trucewatch.terminal import put_bytes, put_file

if TYPE_CHECKING:
    from trucewatch.catalogue import Question
    from trucewatch.ledger import Ledger, Moment
    from trucewatch.publish.exchange.exchange import Exchange, Stock

INCIDENTS = "incidents"
PACKAGE = "package"
MANY = 5_000  # incidents: to make their lines one by one takes some seconds

Word = TypeVar("Word", bound=StrEnum)


def export_command(
    what: Annotated[str, typer.Argument(help="claims, incidents, findings, observations and so on: see the docs.")],
    format_name: Annotated[
        str,
        typer.Option("--format", "-f", help="jsonl, csv, json or geojson; of incidents also acled-csv and others: see the docs."),
    ] = "jsonl",
    first: Annotated[
        str, typer.Option("--from", metavar="DATE", help="Incidents that may have happened on this day or later.")
    ] = "",
    last: Annotated[
        str, typer.Option("--to", metavar="DATE", help="Incidents that may have happened on this day or earlier.")
    ] = "",
    area: Annotated[
        str, typer.Option("--area", help="Incidents in an agreement's areas (SOC18) or one of them (SOC18/dmz).")
    ] = "",
    agreement: Annotated[str, typer.Option("--agreement", help="Incidents with a finding under this agreement.")] = "",
    country: Annotated[str, typer.Option("--country", help="Incidents in this country (SYR).")] = "",
    kind: Annotated[str, typer.Option("--type", help="Incidents of this type (ASSAULT).")] = "",
    state: Annotated[
        str, typer.Option("--state", help="Incidents that are alleged, corroborated, contested or not assessable.")
    ] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="MOMENT", help="As the ledger knew it: an entry's number, a day or an instant.")
    ] = "",
    hxl: Annotated[bool, typer.Option("--hxl", help="A row of HXL tags after the header, where the format has one.")] = False,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE|FOLDER", help="Write there; stdout if not given.")] = "",
    licence: Annotated[
        str, typer.Option("--licence", help="Of a package: an SPDX id, an address or words; data_licence if not given.")
    ] = "",
    ledger: LedgerUrl = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array on stdout.")] = False,
) -> None:
    """Write records of the ledger out: to stdout, a file, or for a format of several files a folder."""
    from trucewatch.publish.exchange.formats import EXCHANGES

    name = "json" if as_json else format_name
    question = _question(first, last, area, agreement, country, kind, state)
    exchange = EXCHANGES.get(name)
    if hxl and not (exchange and exchange.hxl):
        raise UsageError(f"{name} has no row of HXL tags; {', '.join(sorted(k for k, v in EXCHANGES.items() if v.hxl))} have one")
    with opened(ledger) as book:
        moment = _moment(as_of)
        if what == PACKAGE:
            _package(book, _stock(book, moment, hxl=False), question, licence, output)
        elif exchange is not None and exchange.of == what:
            stock = _stock(book, moment, hxl=hxl)
            _exchange(exchange, _with_lines(book, exchange.name, stock, question), question, output)
        else:
            _send(_pieces(book, what, name, question, moment), output)


def _package(book: Ledger, stock: Stock, question: Question, licence: str, output: str) -> None:
    """Incidents with all they rest on, as a zip archive or, where `output` does not end in .zip, a folder."""
    from trucewatch.options import settings_with
    from trucewatch.publish.exchange.package import package_members, seal_of
    from trucewatch.publish.exchange.packed import Holdings
    from trucewatch.publish.exchange.parcel import unfolded, zipped
    from trucewatch.publish.exchange.told import LedgerReader

    shelf = stock.shelf
    held = Holdings(shelf, LedgerReader(book, shelf.seq))
    members = package_members(held, question, seal_of(book, shelf, licence or settings_with().data_licence))
    if not output or output.endswith(".zip"):
        _send(zipped(members), output)
        return
    try:
        unfolded(members, pathlib.Path(output))
    except OSError as error:
        raise TrucewatchError(f"{output} cannot be written: {error.strerror}") from error


def _question(first: str, last: str, area: str, agreement: str, country: str, kind: str, state: str) -> Question:
    """What is asked for; a UsageError names the option that cannot be understood."""
    from trucewatch.catalogue import Question
    from trucewatch.model import EventType, State

    return Question(
        first=day(first),
        last=day(last),
        area=area,
        agreement=agreement,
        country=country,
        type=_one_of(EventType, kind, "--type"),
        state=_one_of(State, state, "--state"),
    )


def _one_of(words: type[Word], given: str, option: str) -> Word | None:
    known = {word.value.casefold(): word for word in words}
    if given and given.casefold() not in known:
        raise UsageError(f"{option} must be one of {', '.join(words)}, not {given!r}")
    return known.get(given.casefold())


def _moment(words: str) -> Moment | None:
    """An entry's number, the end of a day (UTC), or an instant; None for now."""
    from datetime import UTC, datetime, time

    if not words:
        return None
    if words.isascii() and words.isdigit():
        return int(words)
    try:
        instant = datetime.fromisoformat(words)
    except ValueError as error:
        raise UsageError(f"{words!r} is no moment; write an entry's number, 2020-02-13 or 2020-02-13T18:00:00+00:00") from error
    if len(words) <= len("2020-02-13"):
        instant = datetime.combine(instant.date(), time.max)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _stock(book: Ledger, moment: Moment | None, *, hxl: bool) -> Stock:
    from trucewatch.catalogue import Catalogue
    from trucewatch.publish.exchange.exchange import Stock
    from trucewatch.publish.exchange.told import LedgerReader

    shelf = Catalogue(book).at(moment)
    return Stock(shelf, LedgerReader(book, shelf.seq), hxl=hxl)


def _with_lines(book: Ledger, name: str, stock: Stock, question: Question) -> Stock:
    """The same with the lines that are kept ready, where so many are asked for that it pays to bring them up to date."""
    from trucewatch.publish.exchange.formats import LINES
    from trucewatch.publish.exchange.ready import ready_lines

    if name not in LINES or stock.shelf.count(question) < MANY:
        return stock
    return replace(stock, ready=ready_lines(book, stock.shelf, stock.reader, name, LINES[name]))


def _exchange(exchange: Exchange, stock: Stock, question: Question, output: str) -> None:
    if exchange.members is not None and output and not output.endswith(exchange.suffix):
        from trucewatch.publish.exchange.parcel import unfolded

        try:
            unfolded(exchange.members(stock, question), pathlib.Path(output))
        except OSError as error:
            raise TrucewatchError(f"{output} cannot be written: {error.strerror}") from error
    else:
        _send(exchange.write(stock, question), output)


def _pieces(book: Ledger, what: str, name: str, question: Question, moment: Moment | None) -> Iterator[str]:
    """A table in our own columns; only that of incidents can be narrowed or asked for at an earlier moment."""
    from trucewatch.publish.exchange.formats import EXCHANGES
    from trucewatch.publish.exports import FORMATS, write_rows
    from trucewatch.publish.tables import table_rows

    if what == "ledger":
        return _ledger(book, name, question, moment)
    if name not in FORMATS:
        known = (*FORMATS, *(key for key, one in EXCHANGES.items() if one.of == what))
        raise UsageError(f"no format {name!r} of {what}; known are {', '.join(dict.fromkeys(known))}")
    if what == INCIDENTS:
        return _incidents(book, name, question, moment)
    if not question.is_empty or moment is not None:
        raise UsageError(f"{what} cannot be narrowed; --from, --to, --area, --as-of and so on are for incidents")
    return write_rows(table_rows(book, what), name)


def _ledger(book: Ledger, name: str, question: Question, moment: Moment | None) -> Iterator[str]:
    """Every entry with its hash: the ledger itself, with the whole texts of its reports."""
    from trucewatch.ledger.copying import ledger_lines

    if name != "jsonl" or not question.is_empty:
        raise UsageError("the ledger goes out whole, as jsonl; --as-of ends it at a moment")
    return ledger_lines(book, until=book.position(moment))


def _incidents(book: Ledger, name: str, question: Question, moment: Moment | None) -> Iterator[str]:
    from trucewatch.publish.exchange.plain import LINES_OF, write_plain

    stock = _with_lines(book, LINES_OF[name], _stock(book, moment, hxl=False), question)
    return write_plain(stock, question, name)


def _send(pieces: Iterable[str] | Iterable[bytes], output: str) -> None:
    """To stdout or into a file, which appears once it is whole."""
    encoded = (piece.encode("utf-8", "backslashreplace") if isinstance(piece, str) else piece for piece in pieces)
    if not output:
        put_bytes(encoded)
        return
    put_file(encoded, output)
