"""The list of what happened to accounts: sign-ins, roles, passwords, tokens. It is only added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, select

from trucewatch.people.doors import reading
from trucewatch.people.schema import audit_table


class Act(StrEnum):
    """What is listed."""

    ADDED = "account added"
    ROLE = "role changed"
    PASSWORD = "password changed"
    REMOVED = "account removed"
    SIGNED_IN = "signed in"
    REFUSED = "sign-in refused"
    HELD_OFF = "sign-in held off: too many tries"
    SIGNED_OUT = "signed out"
    EVERYWHERE = "signed out everywhere"
    TOKEN = "token made"
    REVOKED = "token revoked"


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the list: what, about whom, by whom, from where."""

    at: datetime
    what: str
    account: str
    by: str
    detail: str
    address: str


@dataclass(frozen=True)
class Audit:
    """The list, newest first."""

    engine: Engine

    def latest(self, limit: int = 100, *, account: str = "") -> tuple[Noted, ...]:
        """The newest lines, of one account if one is named."""
        query = select(audit_table).order_by(audit_table.c.number.desc()).limit(limit)
        if account:
            query = query.where(audit_table.c.account == account)
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return tuple(Noted(moment(row.at), row.what, row.account, row.by, row.detail, row.address) for row in rows)


def note(connection: Connection, at: int, what: Act, account: str, *, by: str = "", detail: str = "", address: str = "") -> None:
    """Add a line in the transaction that does what it tells. Never pass what somebody typed as a password or an unknown name."""
    row = {"at": at, "what": what.value, "account": account, "by": by, "detail": detail, "address": address}
    connection.execute(audit_table.insert().values(row))


def moment(seconds: int) -> datetime:
    """A stored moment."""
    return datetime.fromtimestamp(seconds, UTC)
