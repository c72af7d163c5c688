"""The data page: every format with its address for what is asked for, and how the whole is cited."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass

from trucewatch.publish.exchange.exchange import Exchange
from trucewatch.publish.exchange.formats import EXCHANGES
from trucewatch.publish.exchange.package import Seal
from trucewatch.publish.tongue import gettext, marked, say
from trucewatch.web.lists import FileLink, file_links
from trucewatch.web.overview.asking import read_filter
from trucewatch.web.overview.choices import Form, form_of, known_to, shown_words
from trucewatch.web.parts import Frame, Room, frame

PATH = "/data"
PACKAGE, DICTIONARY = "package.zip", "data-dictionary.md"
NEEDS = {"parquet": "pyarrow", "geoparquet": "pyarrow"}
WORDS = {
    "acled-csv": marked("Events in the columns of ACLED, with its rule of the lowest figure."),
    "ucdp-csv": marked("Deadly events in the columns of UCDP GED, with low, best and high estimates."),
    "plover-jsonl": marked("Events as PLOVER codes them, one object a line."),
    "parquet": marked("All our columns, for notebooks and databases."),
    "geoparquet": marked("The same with point or ground, for maps."),
    "csvw": marked("The same as a table, with a description of every column beside it."),
    "timemap-json": marked("Events and their sources for TimeMap."),
}


@dataclass(frozen=True, slots=True)
class FormatRow:
    """A format in the table; `hxl` is the address of the same with a row of HXL tags, empty where it has none."""

    name: str
    words: str
    href: str
    hxl: str
    columns: int


@dataclass(frozen=True, slots=True)
class DataPage:
    """What `data.html` shows; `package` is empty where it is for those who have signed in."""

    frame: Frame
    form: Form
    shown: str
    narrowed: str
    plain: tuple[FileLink, ...]
    rows: tuple[FormatRow, ...]
    package: str
    dictionary: str
    licence: str
    licence_url: str
    entry: int
    hash: str
    incidents: str


def file_of(exchange: Exchange) -> str:
    """The name of a format's file: `incidents.acled.csv`, `incidents.parquet`."""
    stem = exchange.name.partition("-")[0]
    return f"incidents{exchange.suffix}" if f".{stem}" == exchange.suffix else f"incidents.{stem}{exchange.suffix}"


def offered() -> tuple[Exchange, ...]:
    """The formats that this installation can write."""
    return tuple(one for one in EXCHANGES.values() if one.name not in NEEDS or importlib.util.find_spec(NEEDS[one.name]))


def data_page(room: Room, query: Mapping[str, str], seal: Seal, *, whole: bool) -> DataPage:
    """The page for what a query string asks for; `whole` where the package may be had too."""
    asked = read_filter(query, known_to(room))
    kept = asked.query()
    many, everything = room.catalogue.count(asked.question), room.catalogue.count(type(asked.question)())
    return DataPage(
        frame=frame(room, "data", say("Data")),
        form=form_of(room, asked, PATH),
        shown=shown_words(many, everything),
        narrowed=kept,
        plain=file_links("/incidents", kept),
        rows=tuple(_row(one, kept) for one in offered()),
        package=_address(PACKAGE, kept) if whole else "",
        dictionary=f"{PATH}/{DICTIONARY}",
        licence=seal.licence_words if seal.licence else "",
        licence_url=seal.licence_url,
        entry=seal.entry,
        hash=seal.hash,
        incidents=f"/incidents?{kept}" if kept else "/incidents",
    )


def _row(one: Exchange, kept: str) -> FormatRow:
    tagged = _address(file_of(one), "&".join(part for part in (kept, "hxl=yes") if part)) if one.hxl else ""
    return FormatRow(file_of(one), gettext(WORDS[one.name]), _address(file_of(one), kept), tagged, len(one.columns))


def _address(file: str, kept: str) -> str:
    return f"{PATH}/{file}?{kept}" if kept else f"{PATH}/{file}"
