"""How often somebody may try a password: a few times per account and address, then not for a while."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from trucewatch.people.keys import hash_of
from trucewatch.people.schema import attempt_table

WINDOW = 15 * 60  # seconds
PER_PAIR, PER_ADDRESS, PER_ACCOUNT = 5, 20, 30
# per pair: a person mistypes two or three times; per account: many addresses guessing one password get 30 tries in a quarter
# of an hour, 3,000 a day, against 12 characters; it is more than per pair so that a stranger cannot easily lock somebody out.


@dataclass(frozen=True, slots=True)
class Limit:
    """What is counted, under which key, and how many are let through."""

    subject: str
    most: int


def limits(name: str, address: str) -> tuple[Limit, ...]:
    """The three counts that a try belongs to. Names are hashed: what was typed as a name may have been a password."""
    who = hash_of(name)
    pair = Limit(f"pair {who} {address}", PER_PAIR)
    return (pair, Limit(f"address {address}", PER_ADDRESS), Limit(f"account {who}", PER_ACCOUNT))


def try_now(connection: Connection, counted: tuple[Limit, ...], now: int) -> int:
    """Count a try before it is made, so that many at once gain nothing; seconds to wait if it may not be made."""
    table = attempt_table
    connection.execute(table.delete().where(table.c.at <= now - WINDOW))
    for limit in counted:
        mine = select(func.count(), func.min(table.c.at)).where(table.c.subject == limit.subject)
        count, first = connection.execute(mine).one()
        if count >= limit.most:
            return max(1, int(first) + WINDOW - now)
    connection.execute(table.insert(), [{"subject": limit.subject, "at": now} for limit in counted])
    return 0


def forget(connection: Connection, counted: tuple[Limit, ...]) -> None:
    """After the right password the tries of this account from this address count no more."""
    connection.execute(attempt_table.delete().where(attempt_table.c.subject == counted[0].subject))
