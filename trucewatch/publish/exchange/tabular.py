"""Tables as others make them: a line of CSV for each incident that they would code, under a header."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trucewatch.catalogue import Question
from trucewatch.publish.exchange.cells import csv_lines
from trucewatch.publish.exchange.columns import Column, hxl_row
from trucewatch.publish.exchange.exchange import Stock
from trucewatch.publish.exchange.told import Told

Cells = Callable[[Told], tuple[object, ...] | None]
Line = Callable[[Told], str]


def line_of(cells: Cells) -> Line:
    """What makes the line of one incident; empty where its cells are None, as it would not be coded."""

    def line(told: Told) -> str:
        row = cells(told)
        return "" if row is None else next(csv_lines([row]))

    return line


def table_of(columns: tuple[Column, ...], line: Line) -> Callable[[Stock, Question], Iterator[str]]:
    """What writes the table: the names of the columns, the row of HXL tags if it is asked for, then the lines."""

    def write(stock: Stock, question: Question) -> Iterator[str]:
        yield from csv_lines([[column.name for column in columns], *([hxl_row(columns)] if stock.hxl else [])])
        yield from stock.lines(question, line)

    return write
