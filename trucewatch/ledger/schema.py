"""The two tables of the ledger as queries see them; the migrations create them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

REVISION = "0001"  # the newest migration this version knows; a test compares it with the migrations folder
KNOWN = (REVISION,)
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
