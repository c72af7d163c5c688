"""Accounts: who may sign in, and what they may do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, func, select

from trucewatch.errors import PeopleError
from trucewatch.people import keys
from trucewatch.people.audit import Act, moment, note
from trucewatch.people.doors import reading, writing
from trucewatch.people.roles import Role
from trucewatch.people.schema import account_table, draft_table, presence_table, session_table, token_table

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
LONGEST_FULL_NAME = 100


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; a removed account stays listed, for its name stands in the ledger."""

    name: str
    full_name: str
    role: Role
    active: bool
    added: datetime
    seen: datetime | None = None


@dataclass(frozen=True)
class Accounts:
    """The accounts of one database."""

    engine: Engine
    now: Callable[[], int]

    def add(self, name: str, role: Role, password: str, *, full_name: str = "", by: str = "") -> Account:
        """A new account; a PeopleError says what is wrong with the name or the password."""
        check_name(name)
        keys.check_password(password, name)
        row = {"name": name, "full_name": _printable(full_name), "role": role.value, "active": 1, "added": self.now()}
        hashed = keys.hash_password(password)
        with writing(self.engine) as connection:
            if self._row(connection, name) is not None:
                raise PeopleError(f"there is or was an account {name}; its name stays taken, for the ledger may name it")
            connection.execute(account_table.insert().values(row | {"password": hashed}))
            note(connection, self.now(), Act.ADDED, name, by=by, detail=role.value)
        return self.get(name)

    def get(self, name: str) -> Account:
        """One account; a PeopleError if there is none."""
        with reading(self.engine) as connection:
            row = self._row(connection, name)
        if row is None:
            raise PeopleError(f"there is no account {name[:80]!r}")
        return _account(row)

    def all(self) -> tuple[Account, ...]:
        """Every account by name, with the moment it was last seen."""
        seen = select(session_table.c.account, func.max(session_table.c.seen).label("seen")).group_by(session_table.c.account)
        last = seen.subquery()
        joined = account_table.outerjoin(last, account_table.c.name == last.c.account)
        query = select(account_table, last.c.seen).select_from(joined).order_by(account_table.c.name)
        with reading(self.engine) as connection:
            return tuple(_account(row, row.seen) for row in connection.execute(query))

    def any(self) -> bool:
        """True if somebody can sign in."""
        with reading(self.engine) as connection:
            return (
                connection.execute(select(account_table.c.name).where(account_table.c.active == 1).limit(1)).first() is not None
            )

    def set_role(self, name: str, role: Role, *, by: str = "") -> None:
        """From now on; sessions and tokens in use follow at their next request."""
        with writing(self.engine) as connection:
            row = self._active(connection, name)
            if row.role == role:
                return
            if row.role == Role.ADMIN and by:
                _keep_an_admin(connection, name)
            connection.execute(account_table.update().where(account_table.c.name == name).values(role=role.value))
            note(connection, self.now(), Act.ROLE, name, by=by, detail=f"{row.role} to {role}")

    def set_password(self, name: str, password: str, *, by: str = "", keep: str = "") -> None:
        """Every session ends but the one whose key is `keep`."""
        keys.check_password(password, name)
        hashed = keys.hash_password(password)
        with writing(self.engine) as connection:
            self._active(connection, name)
            connection.execute(account_table.update().where(account_table.c.name == name).values(password=hashed))
            end_sessions(connection, name, self.now(), keep=keep)
            note(connection, self.now(), Act.PASSWORD, name, by=by)

    def sign_out_everywhere(self, name: str, *, by: str = "", tokens: bool = False) -> None:
        """End every session, and every token too if asked."""
        with writing(self.engine) as connection:
            self._active(connection, name)
            end_sessions(connection, name, self.now())
            if tokens:
                _revoke_tokens(connection, name, self.now())
            note(connection, self.now(), Act.EVERYWHERE, name, by=by, detail="tokens too" if tokens else "")

    def remove(self, name: str, *, by: str = "") -> None:
        """Nobody signs in with it any more; full name, password and drafts are gone, the name stays taken."""
        with writing(self.engine) as connection:
            row = self._active(connection, name)
            if row.role == Role.ADMIN and by:
                _keep_an_admin(connection, name)
            gone = {"active": 0, "password": "", "full_name": ""}
            connection.execute(account_table.update().where(account_table.c.name == name).values(gone))
            end_sessions(connection, name, self.now())
            _revoke_tokens(connection, name, self.now())
            for table in (draft_table, presence_table):
                connection.execute(table.delete().where(table.c.account == name))
            note(connection, self.now(), Act.REMOVED, name, by=by)

    def _active(self, connection: Connection, name: str) -> Row[tuple[object, ...]]:
        row = self._row(connection, name)
        if row is None or not row.active:
            raise PeopleError(f"there is no account {name[:80]!r}")
        return row

    def _row(self, connection: Connection, name: str) -> Row[tuple[object, ...]] | None:
        return connection.execute(select(account_table).where(account_table.c.name == name)).first()


def check_name(name: str) -> None:
    """Names stand in addresses, in the ledger and in lists: plain small letters, digits, dots and dashes."""
    if not NAME.fullmatch(name):
        raise PeopleError(f"{name[:80]!r} is no account name: 2 to 40 small letters, digits, dots, dashes or underscores")


def end_sessions(connection: Connection, name: str, now: int, *, keep: str = "") -> None:
    """End every session of an account but the one whose key is `keep`."""
    mine = (session_table.c.account == name) & session_table.c.ended.is_(None)
    connection.execute(session_table.update().where(mine, session_table.c.key_hash != keys.hash_of(keep)).values(ended=now))


def _revoke_tokens(connection: Connection, name: str, now: int) -> None:
    mine = (token_table.c.account == name) & token_table.c.revoked.is_(None)
    connection.execute(token_table.update().where(mine).values(revoked=now))


def _keep_an_admin(connection: Connection, name: str) -> None:
    """On the site nobody may lock everybody out; the command still can."""
    others = (account_table.c.role == Role.ADMIN.value) & (account_table.c.active == 1) & (account_table.c.name != name)
    if connection.execute(select(account_table.c.name).where(others).limit(1)).first() is None:
        raise PeopleError(f"{name} is the only admin; make somebody else admin first")


def _printable(words: str) -> str:
    """A full name as typed, without what cannot be seen."""
    if len(words) > LONGEST_FULL_NAME:
        raise PeopleError(f"a full name has {LONGEST_FULL_NAME} characters at most")
    seen = "".join(mark for mark in unicodedata.normalize("NFC", words) if unicodedata.category(mark)[0] != "C")
    return " ".join(seen.split())


def _account(row: Row[tuple[object, ...]], seen: int | None = None) -> Account:
    last = moment(seen) if seen else None
    return Account(row.name, row.full_name, Role(row.role), bool(row.active), moment(row.added), last)
