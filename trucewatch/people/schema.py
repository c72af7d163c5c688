"""The tables that hold people: accounts, sessions, tokens, and what they were doing."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

VERSION = 2  # 2: readings of what is kept from the public
APPLICATION_ID = 0x54525750  # "TRWP" in the header of the SQLite file

metadata = MetaData()

version_table = Table("people_version", metadata, Column("version", Integer, nullable=False))

account_table = Table(
    "people_account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("full_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("added", BigInteger, nullable=False),
)

session_table = Table(
    "people_session",
    metadata,
    Column("key_hash", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("browser", Text, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("ended", BigInteger),
)

token_table = Table(
    "people_token",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("key_hash", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("expires", BigInteger),
    Column("used", BigInteger),
    Column("revoked", BigInteger),
)

attempt_table = Table(
    "people_attempt",
    metadata,
    Column("subject", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("people_attempt_subject", "subject", "at"),
)

presence_table = Table(
    "people_presence",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("seen", BigInteger, nullable=False),
)

draft_table = Table(
    "people_draft",
    metadata,
    Column("key_hash", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("kept", BigInteger, nullable=False),
    Index("people_draft_form", "account", "form"),
)

once_table = Table(
    "people_once",
    metadata,
    Column("key_hash", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("outcome", Text),
)

read_table = Table(
    "people_read",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("account", Text, nullable=False, index=True),
    Column("by_token", Integer, nullable=False),
    Column("item", Text, nullable=False, index=True),
    Column("asked", Text, nullable=False),
    Column("address", Text, nullable=False),
)

audit_table = Table(
    "people_audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("address", Text, nullable=False),
)
