"""The tables of the queue: each question, and under what it is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

SECONDS = 3600  # of an hour: so often the signs of the clock are given anew

metadata = MetaData()


def _standing_columns() -> tuple[Column[int] | Column[str], ...]:
    """Where a row stands: `score` and `open` are worked out from the others and the hour, and worked out anew as hours pass."""
    numbers = ("weight", "deadline", "near_only", "waits", "open", "score")
    return (
        Column("sort", Text, nullable=False),
        Column("since", BigInteger, nullable=False),  # seconds, negative: so that all of the order runs one way
        *(Column(name, Integer, nullable=False) for name in numbers),
    )


item_table = Table(
    "queue_item",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    *_standing_columns(),
    Column("body", Text, nullable=False),
    Index("queue_item_owner", "owner"),
)
tag_table = Table(
    "queue_tag",
    metadata,
    Column("tag", Text, nullable=False),
    Column("id", Text, nullable=False),
    *_standing_columns(),
    Index("queue_tag_id", "id"),
    Index("queue_tag_since", "since"),
    Index("queue_tag_deadline", "deadline"),
    Index("queue_tag_order", "tag", "open", "score", "since", "id"),
    Index("queue_tag_sort", "tag", "open", "sort", "score", "since", "id"),
    Index("queue_tag_age", "tag", "open", "sort", "since"),
)
state_table = Table(
    "queue_state",
    metadata,
    Column("version", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("done", Text, nullable=False),
    Column("many", BigInteger, nullable=False),
    Column("hour", BigInteger, nullable=False),
    Column("day", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Hour:
    """The hour by which the clock's signs are given, and the day from which last days are counted."""

    hour: int
    day: int

    @classmethod
    def of(cls, now: datetime, today: date) -> Hour:
        """The hour that a moment lies in."""
        return cls(int(now.timestamp()) // SECONDS, today.toordinal())


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the queue is: all entries up to `seq` are taken in; where it is made anew, up to `until`, `many` records so far."""

    seq: int = 0
    until: int = 0
    done: str = ""
    many: int = 0
    hour: Hour = Hour(0, 0)

    @property
    def anew(self) -> bool:
        """True while everything is looked at from the beginning."""
        return self.until > self.seq
