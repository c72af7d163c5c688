"""The tables of the ledger as queries see them, and those that merging works with; the migrations create them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

REVISION = "0007"  # the newest migration this version knows; a test compares it with the migrations folder
KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", REVISION)
VERSION_TABLE = "ledger_version"
APPLICATION_ID = 0x54525743  # "TRWC" in the header of the SQLite file, so that `file` and this program recognise it

metadata = MetaData()

entry_table = Table(
    "ledger_entry",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("knowledge", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

link_table = Table(
    "ledger_link",
    metadata,
    Column("what", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
)

mark_table = Table(
    "merge_mark",
    metadata,
    Column("mark", BigInteger, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("claim", Text, primary_key=True),
)

family_table = Table(
    "merge_family",
    metadata,
    Column("claim", Text, primary_key=True),
    Column("family", Text, nullable=False),
)

merge_state_table = Table(
    "merge_state",
    metadata,
    Column("version", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
)
