"""The incidents as the table of incidents has them, in JSON Lines, JSON, CSV and GeoJSON, from lines that can be kept ready."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from trucewatch.catalogue import Question
from trucewatch.publish.exchange.exchange import Stock
from trucewatch.publish.exchange.told import Told
from trucewatch.publish.exports import as_array, as_features, feature_line, to_csv
from trucewatch.publish.incidents import incident_row


def _jsonl(told: Told) -> str:
    return json.dumps(incident_row(told.incident), ensure_ascii=False) + "\n"


def _geojson(told: Told) -> str:
    return feature_line(incident_row(told.incident))


PLAIN_LINES: dict[str, Callable[[Told], str]] = {"jsonl": _jsonl, "geojson": _geojson}
LINES_OF = {"jsonl": "jsonl", "json": "jsonl", "csv": "jsonl", "geojson": "geojson"}  # which lines each form is made from


def write_plain(stock: Stock, question: Question, name: str) -> Iterator[str]:
    """The incidents asked for, in the order of the list, in one of the forms of LINES_OF."""
    lines = stock.lines(question, PLAIN_LINES[LINES_OF[name]])
    match name:
        case "jsonl":
            return lines
        case "json":
            return as_array(lines)
        case "csv":
            return to_csv(json.loads(line) for piece in lines for line in piece.split("\n") if line)
        case _:
            return as_features(lines)
