"""Tokens with which a program acts for an account: shown once, stored as a hash, each for a few purposes and a limited time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, select

from trucewatch.errors import PeopleError
from trucewatch.people import keys
from trucewatch.people.audit import Act, moment, note
from trucewatch.people.doors import reading, writing
from trucewatch.people.roles import RANK, ROLE_OF, Role, Scope, Visitor
from trucewatch.people.schema import account_table, token_table

PREFIX = "tw_"
DAY, MINUTE = 86_400, 60
LONGEST_LABEL, LONGEST_DAYS, MOST = 80, 366, 50


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its owner sees it: what it is for, until when, when it was last used."""

    id: str
    account: str
    label: str
    scopes: tuple[Scope, ...]
    made: datetime
    expires: datetime | None
    used: datetime | None
    revoked: bool
    over: bool


@dataclass(frozen=True)
class Tokens:
    """The tokens of one database."""

    engine: Engine
    now: Callable[[], int]

    def make(self, account: str, scopes: Collection[Scope], *, label: str = "", days: int = 90, by: str = "") -> str:
        """The token itself, which nobody can show again."""
        if not scopes:
            raise PeopleError(f"a token is for something: choose from {', '.join(Scope)}")
        if not 0 < days <= LONGEST_DAYS:
            raise PeopleError(f"a token lasts 1 to {LONGEST_DAYS} days")
        number, key, now = secrets.token_hex(6), keys.new_key(), self.now()
        row = {"id": number, "account": account, "label": " ".join(label.split())[:LONGEST_LABEL], "made": now}
        row |= {"scopes": " ".join(sorted(scopes)), "key_hash": keys.hash_of(key), "expires": now + days * DAY}
        with writing(self.engine) as connection:
            holder = connection.execute(select(account_table).where(account_table.c.name == account)).first()
            if holder is None or not holder.active:
                raise PeopleError(f"there is no account {account[:80]!r}")
            if beyond := [scope for scope in sorted(scopes) if RANK[ROLE_OF[scope]] > RANK[Role(holder.role)]]:
                raise PeopleError(f"{account} is {holder.role} and cannot hand out {', '.join(beyond)}")
            if len(connection.execute(select(token_table.c.id).where(self._in_use(account))).all()) >= MOST:
                raise PeopleError(f"{account} has {MOST} tokens in use; revoke one first")
            connection.execute(token_table.insert().values(row))
            note(connection, now, Act.TOKEN, account, by=by or account, detail=f"{number}: {row['scopes']}")
        return f"{PREFIX}{number}_{key}"

    def visitor(self, token: str) -> Visitor | None:
        """Who acts by this token; None if it is unknown, over or revoked, or its account is gone."""
        number, _, key = token.removeprefix(PREFIX).partition("_")
        joined = token_table.join(account_table, token_table.c.account == account_table.c.name)
        query = select(token_table, account_table).select_from(joined).where(token_table.c.id == number)
        with reading(self.engine) as connection:
            row = connection.execute(query).first() if token.startswith(PREFIX) else None
        fits = keys.same(keys.hash_of(key), row.key_hash if row is not None else "")
        if row is None or not fits or not row.active or row.revoked is not None or row.expires <= self.now():
            return None
        if row.used is None or self.now() - row.used >= MINUTE:
            with writing(self.engine) as connection:
                connection.execute(token_table.update().where(token_table.c.id == number).values(used=self.now()))
        return Visitor(row.name, Role(row.role), row.full_name, frozenset(Scope(word) for word in row.scopes.split()))

    def revoke(self, number: str, *, account: str = "", by: str = "") -> None:
        """End a token; if `account` is named, only one of its own."""
        with writing(self.engine) as connection:
            query = select(token_table).where(token_table.c.id == number)
            row = connection.execute(query.where(token_table.c.account == account) if account else query).first()
            if row is None:
                raise PeopleError(f"there is no token {number[:40]!r}")
            if row.revoked is None:
                connection.execute(token_table.update().where(token_table.c.id == number).values(revoked=self.now()))
                note(connection, self.now(), Act.REVOKED, row.account, by=by or row.account, detail=number)

    def of(self, account: str = "") -> tuple[Token, ...]:
        """The tokens of an account, or of all, newest first."""
        query = select(token_table).order_by(token_table.c.made.desc(), token_table.c.id)
        with reading(self.engine) as connection:
            rows = connection.execute(query.where(token_table.c.account == account) if account else query).all()
        return tuple(
            Token(
                row.id,
                row.account,
                row.label,
                tuple(Scope(word) for word in row.scopes.split()),
                moment(row.made),
                moment(row.expires) if row.expires else None,
                moment(row.used) if row.used else None,
                row.revoked is not None,
                row.revoked is not None or row.expires <= self.now(),
            )
            for row in rows
        )

    def _in_use(self, account: str) -> ColumnElement[bool]:
        table = token_table.c
        return and_(table.account == account, table.revoked.is_(None), table.expires > self.now())
