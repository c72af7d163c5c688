"""The tables of the catalogue as queries see them; a migration of the ledger creates them.

They are worked out from the entries and are no part of the chain. A row stood from entry `since` up to, but not including, entry
`until`; one that still stands has LAST there. Texts are escaped as in the ledger, cards are JSON. A tally counts what stands now;
`fresh` is 1 where it changed since the last mark, and `then` has what it was from each mark on at which it had changed.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, Table, Text

LAST = 2**62  # the `until` of what stands

metadata = MetaData()


def _table(name: str, *columns: Column[int] | Column[str] | Column[float]) -> Table:
    return Table(f"catalogue_{name}", metadata, *columns)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _int(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _big(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=False, primary_key=key, autoincrement=False)


def _row() -> Column[int]:
    return _big("row", key=True)


incident_table = _table(
    "incident",
    _row(),
    _text("incident"),
    _big("since"),
    _big("until"),
    _int("first_day"),
    _int("last_day"),
    _int("told_day"),
    _text("type"),
    _text("state"),
    _text("review"),
    _text("country"),
    _text("admin1"),
    _text("place"),
    Column("latitude", Float),
    Column("longitude", Float),
    _text("exact"),
    _big("doc"),
    _big("mark"),
)
card_table = _table("card", _row(), _text("card"))
party_table = _table("party", _text("party"), _big("row"), _int("named"))
outlet_table = _table("outlet", _text("outlet"), _big("row"), _int("alone"), _int("leads"))
source_table = _table("source", _text("outlet"), _big("row"), _text("source"))
figure_table = _table("figure", _text("kind"), _big("most"), _big("row"))
area_table = _table("area", _text("incident"), _text("area"), _big("since"), _big("until"))
finding_table = _table(
    "finding",
    _row(),
    _text("finding"),
    _text("incident"),
    _big("since"),
    _big("until"),
    _text("agreement"),
    _text("clause"),
    _text("state"),
    _int("day"),
    _text("type"),
    _text("card"),
)
side_table = _table("side", _big("row"), _text("side"), _text("party"))
report_table = _table(
    "report", _row(), _text("report"), _big("since"), _big("until"), _text("outlet"), _int("day"), _text("card")
)
tally_table = _table("tally", _text("name"), _text("one"), _text("two"), _text("three"), _big("many"), _int("fresh"))
then_table = _table("then", _text("name"), _text("one"), _text("two"), _text("three"), _big("since"), _big("many"))
mark_table = _table("mark", _big("seq", key=True))
state_table = _table("state", _text("version"), _big("seq"))
word_table = _table("word", _big("doc", key=True), _text("words"))
report_word_table = _table("report_word", _big("doc", key=True), _text("words"))
