"""The formats in which incidents can be exchanged with others, by name."""

from __future__ import annotations

from trucewatch.publish.exchange.acled import ACLED, acled_line
from trucewatch.publish.exchange.exchange import Exchange
from trucewatch.publish.exchange.own import (
    CSVW,
    GEOPARQUET,
    PARQUET,
    TIMEMAP,
    csvw_line,
    geoparquet_line,
    parquet_line,
    timemap_line,
)
from trucewatch.publish.exchange.plain import PLAIN_LINES
from trucewatch.publish.exchange.plover import PLOVER, plover_line
from trucewatch.publish.exchange.ready import Lines
from trucewatch.publish.exchange.ucdp import UCDP, ucdp_line

_ALL: tuple[Exchange, ...] = (ACLED, UCDP, PLOVER, PARQUET, GEOPARQUET, CSVW, TIMEMAP)

EXCHANGES: dict[str, Exchange] = {one.name: one for one in _ALL}

LINES: Lines = {  # what can be kept ready, by format: those above, and the plain forms of the table of incidents
    ACLED.name: acled_line,
    UCDP.name: ucdp_line,
    PLOVER.name: plover_line,
    PARQUET.name: parquet_line,
    GEOPARQUET.name: geoparquet_line,
    CSVW.name: csvw_line,
    TIMEMAP.name: timemap_line,
    **PLAIN_LINES,
}
