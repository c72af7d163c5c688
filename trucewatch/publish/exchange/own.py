"""The incidents in our own columns: Parquet, GeoParquet, CSV with its CSVW metadata; and as TimeMap takes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from trucewatch.catalogue import Question
from trucewatch.publish.exchange.cells import csv_lines, label
from trucewatch.publish.exchange.columns import LIST_SEPARATOR, Column
from trucewatch.publish.exchange.exchange import Exchange, Stock
from trucewatch.publish.exchange.parcel import Member, zipped
from trucewatch.publish.exchange.parquet import GEOMETRY, json_line, parquet, shape_cells
from trucewatch.publish.exchange.terms import short
from trucewatch.publish.exchange.told import Told
from trucewatch.publish.exchange.wide import WIDE, geometry_of, named, noted, wide_row
from trucewatch.publish.exports import Row, as_array
from trucewatch.publish.titles import incident_title

INCIDENTS = "incidents"
GROUND = Column(GEOMETRY, "json", "The point or ground, WGS 84, as WKB with the box around it.", "Incident.place", hxl="#geo")
CSV_FILE = "incidents.csv"
DATATYPES = {"integer": "integer", "number": "number", "day": "date", "instant": "dateTime", "yes or no": "boolean"}
TIMEMAP_COLUMNS = (
    Column("id", "text", "The incident's id.", "Incident.id"),
    Column(
        "description", "text", "What is said to have happened, in neutral words, and a short quotation.", "Incident, Claim.quote"
    ),
    Column("date", "day", "First day on which it may have happened; empty where no account says when.", "Incident.time.start"),
    Column("time", "text", "Empty: no account is read to the hour.", "none", "TimeMap may have a time of day."),
    Column("time_precision", "text", "How exactly the day is known.", "Incident.time.precision"),
    Column("lat", "number", "Degrees north of the point, or of the middle of the ground.", "Incident.place.middle"),
    Column("lon", "number", "Degrees east.", "Incident.place.middle"),
    Column("category", "text", "The type of what happened.", "Incident.type"),
    Column("associations", "list", "How far it is carried, and the parties named.", "Incident.state, actor, recipient"),
    Column("sources", "json", "Who tells it: id, title, type, url, author, date, parent.", "Report", "parent is empty."),
)


def _about(stock: Stock) -> dict[str, str]:
    return {"trucewatch": json.dumps({"table": INCIDENTS, "entry": stock.shelf.seq})}


def parquet_line(told: Told) -> str:
    """A row as `parquet` takes it."""
    return json_line(wide_row(told))


def geoparquet_line(told: Told) -> str:
    """The same with its geometry."""
    return json_line({**wide_row(told), **shape_cells(geometry_of(told))})


def write_parquet(stock: Stock, question: Question) -> Iterator[bytes]:
    """A Parquet file; UsageError where pyarrow is missing."""
    return parquet(stock.lines(question, parquet_line), named(WIDE), noted(WIDE), about=_about(stock))


def write_geoparquet(stock: Stock, question: Question) -> Iterator[bytes]:
    """A GeoParquet 1.1 file; UsageError where pyarrow is missing."""
    columns, lines = (*WIDE, GROUND), stock.lines(question, geoparquet_line)
    return parquet(lines, named(columns), noted(columns), geometry=GEOMETRY, about=_about(stock))


def csvw_line(told: Told) -> str:
    """The line of one incident in the CSV file."""
    row = wide_row(told)
    return next(csv_lines([[_cell(column, row) for column in WIDE]]))


def csvw_members(stock: Stock, question: Question) -> Iterable[Member]:
    """The table, and its metadata beside it under the name that CSVW looks for."""

    def table() -> Iterator[str]:
        yield from csv_lines([[column.name for column in WIDE]])
        yield from stock.lines(question, csvw_line)

    yield Member(CSV_FILE, "text/csv", lambda _: table())
    text = json.dumps(csvw_metadata(), ensure_ascii=False, indent=1) + "\n"
    yield Member(f"{CSV_FILE}-metadata.json", "application/csvm+json", lambda _: [text])


def _cell(column: Column, row: Row) -> object:
    value = row[column.name]
    if isinstance(value, list):
        return LIST_SEPARATOR.join(str(one).replace(LIST_SEPARATOR, ",") for one in value)
    return value


def csvw_metadata(
    file: str = CSV_FILE, words: str = "Incidents as told by reports", table: Sequence[Column] = WIDE
) -> dict[str, object]:
    """What a CSV file holds, column by column, as CSV on the Web describes it."""
    columns = [
        {
            "name": column.name,
            "titles": column.name,
            "datatype": DATATYPES.get(column.type, "string"),
            "dc:description": f"{column.meaning} {column.deviation}".strip(),
            **({"separator": LIST_SEPARATOR} if column.type == "list" else {}),
            **({"required": True} if column.name == "id" else {}),
        }
        for column in table
    ]
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": file,
        "dc:title": words,
        "tableSchema": {"columns": columns, "primaryKey": "id"},
    }


def timemap_line(told: Told) -> str:
    """One event on a line."""
    return json.dumps(timemap_event(told), ensure_ascii=False) + "\n"


def write_timemap(stock: Stock, question: Question) -> Iterator[str]:
    """An array of events; what has no point and no ground keeps empty coordinates."""
    return as_array(stock.lines(question, timemap_line))


def timemap_event(told: Told) -> dict[str, object]:
    """One incident as an event of TimeMap."""
    incident, middle = told.incident, told.incident.place.middle if told.incident.place else None
    quote = f" “{short(told.card.quote.text)}”" if told.card.quote else ""
    parties = [label(code) for code in dict.fromkeys((*incident.actor, *incident.recipient))]
    return {
        "id": incident.id,
        "description": f"{incident_title(incident, label)}.{quote}",
        "date": incident.time.start.isoformat() if incident.time else "",
        "time": "",
        "time_precision": incident.time.precision.value if incident.time else "",
        "lat": middle[0] if middle else None,
        "lon": middle[1] if middle else None,
        "category": incident.type.value,
        "associations": [incident.state.value, *parties],
        "sources": [
            {
                "id": one.id,
                "title": short(one.title or ""),
                "type": "report",
                "url": one.url or "",
                "author": one.outlet or "",
                "date": one.published.isoformat() if one.published else "",
                "parent": "",
            }
            for one in told.sources
        ],
    }


PARQUET = Exchange(
    "parquet",
    "Incidents in our own columns, for notebooks and databases.",
    "application/vnd.apache.parquet",
    ".parquet",
    INCIDENTS,
    WIDE,
    write_parquet,
)
GEOPARQUET = Exchange(
    "geoparquet",
    "The same with point or ground, for maps.",
    "application/vnd.apache.parquet",
    ".parquet",
    INCIDENTS,
    (*WIDE, GROUND),
    write_geoparquet,
)
CSVW = Exchange(
    "csvw",
    "The same as CSV, with a description of every column beside it.",
    "application/zip",
    ".zip",
    INCIDENTS,
    WIDE,
    lambda stock, question: zipped(csvw_members(stock, question)),
    csvw_members,
)
TIMEMAP = Exchange(
    "timemap-json",
    "Events and their sources for TimeMap.",
    "application/json",
    ".json",
    INCIDENTS,
    TIMEMAP_COLUMNS,
    write_timemap,
)
