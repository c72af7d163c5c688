"""Who has signed in on which browser: sessions that the server keeps and the browser only has a key to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from trucewatch.people import keys
from trucewatch.people.attempts import forget, limits, try_now
from trucewatch.people.audit import Act, moment, note
from trucewatch.people.doors import reading, writing
from trucewatch.people.roles import Role, Visitor
from trucewatch.people.schema import account_table, session_table

MINUTE, DAY = 60, 86_400
REMEMBERED = 30 * DAY  # whose a session was, so that what was typed in it comes back to nobody else
LONGEST_BROWSER = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """When a session ends by itself: after so long without a request, and after so long in any case."""

    idle: int = 8 * 60 * MINUTE
    whole: int = 7 * DAY

    def __post_init__(self) -> None:
        if not 0 < self.idle <= self.whole:
            raise ValueError(f"a session cannot last {self.whole} seconds and {self.idle} without a request")


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of an account, as its owner sees it; `id` is the start of the stored hash and opens nothing."""

    id: str
    browser: str
    started: datetime
    seen: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The key for the browser."""

    key: str


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """Why not; `wait` is in seconds. It is the same for a wrong password and for a name that nobody has."""

    wait: int = 0


@dataclass(frozen=True)
class Sessions:
    """The sessions of one database."""

    engine: Engine
    now: Callable[[], int]
    limits: Limits

    def sign_in(self, name: str, password: str, *, address: str = "", browser: str = "") -> SignedIn | NotSignedIn:
        """Try a password. Unknown names take as long as known ones."""
        counted = limits(name, address)
        with writing(self.engine) as connection:
            wait = try_now(connection, counted, self.now())
            row = connection.execute(select(account_table).where(account_table.c.name == name)).first()
            if wait and row is not None:
                note(connection, self.now(), Act.HELD_OFF, row.name, address=address)
        if wait:
            return NotSignedIn(wait)
        usable = row is not None and bool(row.active)
        if not keys.fits(password, row.password if row is not None and usable else None) or row is None:
            with writing(self.engine) as connection:
                note(connection, self.now(), Act.REFUSED, row.name if row is not None else "", address=address)
            return NotSignedIn()
        with writing(self.engine) as connection:
            forget(connection, counted)
            self._clear(connection)
            note(connection, self.now(), Act.SIGNED_IN, row.name, address=address)
            return SignedIn(self._start(connection, row.name, browser))

    def visitor(self, key: str) -> Visitor | None:
        """Whose browser it is now; None if the session is unknown or over."""
        if not key:
            return None
        joined = session_table.join(account_table, session_table.c.account == account_table.c.name)
        query = select(session_table, account_table).select_from(joined).where(session_table.c.key_hash == keys.hash_of(key))
        with reading(self.engine) as connection:
            row = connection.execute(query).first()
        if row is None or not row.active or not self._lasts(row.started, row.seen, row.ended):
            return None
        if self.now() - row.seen >= MINUTE:
            with writing(self.engine) as connection:
                mine = session_table.c.key_hash == keys.hash_of(key)
                connection.execute(session_table.update().where(mine).values(seen=self.now()))
        return Visitor(row.name, Role(row.role), row.full_name)

    def whose(self, key: str) -> str:
        """Whose browser it is or was; "" if nothing is known of it any more."""
        with reading(self.engine) as connection:
            query = select(session_table.c.account).where(session_table.c.key_hash == keys.hash_of(key))
            return connection.execute(query).scalar() or ""

    def renew(self, key: str) -> str:
        """Another key for the same browser, so that one that was seen by somebody opens nothing any more."""
        with writing(self.engine) as connection:
            row = connection.execute(select(session_table).where(session_table.c.key_hash == keys.hash_of(key))).one()
            self._end(connection, keys.hash_of(key))
            return self._start(connection, row.account, row.browser)

    def sign_out(self, key: str) -> None:
        """End this session."""
        with writing(self.engine) as connection:
            query = select(session_table.c.account).where(session_table.c.key_hash == keys.hash_of(key))
            if account := connection.execute(query).scalar():
                self._end(connection, keys.hash_of(key))
                note(connection, self.now(), Act.SIGNED_OUT, account, by=account)

    def of(self, account: str, key: str = "") -> tuple[Session, ...]:
        """The sessions that last, newest first; the one of `key` is marked."""
        query = select(session_table).where(session_table.c.account == account).order_by(session_table.c.started.desc())
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        own = keys.hash_of(key)
        lasting = [row for row in rows if self._lasts(row.started, row.seen, row.ended)]
        return tuple(
            Session(row.key_hash[:12], row.browser, moment(row.started), moment(row.seen), row.key_hash == own) for row in lasting
        )

    def _lasts(self, started: int, seen: int, ended: int | None) -> bool:
        now = self.now()
        return ended is None and now - seen < self.limits.idle and now - started < self.limits.whole

    def _start(self, connection: Connection, account: str, browser: str) -> str:
        key, now = keys.new_key(), self.now()
        shown = "".join(mark for mark in browser[:LONGEST_BROWSER] if mark.isprintable())
        row = {"key_hash": keys.hash_of(key), "account": account, "browser": shown, "started": now, "seen": now}
        connection.execute(session_table.insert().values(row))
        return key

    def _end(self, connection: Connection, key_hash: str) -> None:
        mine = session_table.c.key_hash == key_hash
        connection.execute(session_table.update().where(mine, session_table.c.ended.is_(None)).values(ended=self.now()))

    def _clear(self, connection: Connection) -> None:
        connection.execute(session_table.delete().where(session_table.c.started < self.now() - self.limits.whole - REMEMBERED))
