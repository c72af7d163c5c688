"""The tables that hold rules, what they told of, and what is to be sent: a file of its own beside the ledger."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

VERSION = 1
APPLICATION_ID = 0x54525741  # "TRWA" in the header of the SQLite file
LOCK = 0x54525741

metadata = MetaData()

version_table = Table("alerts_version", metadata, Column("version", Integer, nullable=False))

rule_table = Table(
    "alerts_rule",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("saved", BigInteger, nullable=False),
)

alert_table = Table(
    "alerts_alert",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("rule", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("fired", BigInteger, nullable=False),
    Column("alert", Text, nullable=False),
)

message_table = Table(
    "alerts_message",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("rule_title", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("digest", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("quiet", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("granted", Integer, nullable=False),
    Column("claim", Text, nullable=False),
    Column("lease", BigInteger, nullable=False),
    Column("said", Text, nullable=False),
    Column("ended", BigInteger),
    Index("alerts_message_due", "state", "due"),
)

part_table = Table(
    "alerts_part",
    metadata,
    Column("message", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
)

attempt_table = Table(
    "alerts_attempt",
    metadata,
    Column("message", Text, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("begun", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Column("outcome", Text, nullable=False),
    Column("said", Text, nullable=False),
)

mark_table = Table(
    "alerts_mark",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
