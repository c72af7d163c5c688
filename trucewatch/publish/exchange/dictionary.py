"""The data dictionary: what stands in every column of every format, from the columns that write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from trucewatch.publish.exchange.columns import LIST_SEPARATOR, Column
from trucewatch.publish.exchange.formats import EXCHANGES
from trucewatch.publish.exchange.packed import PACKED

HEAD = f"""# Data dictionary

What stands in the files that Trucewatch gives out, column by column. It is written from the columns in the code that writes the
files, by `python tools/update_docs.py dictionary`.

A *day* is an ISO 8601 date, an *instant* has its offset. Several values in a cell of CSV are parted by `{LIST_SEPARATOR}`.
Empty means that nobody says it, never zero, unless a column says otherwise. All is what reports are read to say: who is named is
accused, not convicted. *Deviates* says where a value is not what the maker of a format would write.
"""


def dictionary() -> str:
    """All formats of `trucewatch export incidents`, then the tables of a package, as Markdown."""
    return "\n".join((HEAD, *_formats(), *_tables()))


def _formats() -> Iterator[str]:
    shown: dict[tuple[Column, ...], str] = {}
    for name, exchange in EXCHANGES.items():
        hxl = " It can carry a row of HXL tags (`--hxl`)." if exchange.hxl else ""
        sent = f"A table of {exchange.of}; ends in `{exchange.suffix}`, sent as `{exchange.media}`.{hxl}"
        head = f"## `{name}`\n\n{exchange.words} {sent}\n"
        same = shown.setdefault(exchange.columns, name)
        yield head + ("\n" + table(exchange.columns) if same == name else f"\nIts columns are those of `{same}`.\n")


def _tables() -> Iterator[str]:
    for one in PACKED:
        same = next((name for name, exchange in EXCHANGES.items() if exchange.columns == one.columns), "")
        columns = f"Its columns are those of `{same}`.\n" if same else table(one.columns)
        yield f"## `{one.file}` of a package\n\n{one.words}\n\n{columns}"


def table(columns: Sequence[Column]) -> str:
    """The columns as a table of Markdown; what no column has is left out."""
    named: tuple[tuple[str, Callable[[Column], str]], ...] = (
        ("column", lambda column: f"`{column.name}`"),
        ("type", lambda column: column.type),
        ("meaning", lambda column: _cell(column.meaning)),
        ("from", lambda column: _cell(column.rule)),
        ("deviates", lambda column: _cell(column.deviation)),
        ("HXL", lambda column: f"`{column.hxl}`" if column.hxl else ""),
    )
    kept = [(title, value) for title, value in named if any(map(value, columns))]
    lines = [[title for title, _ in kept], ["---"] * len(kept), *([value(column) for _, value in kept] for column in columns)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
