"""What people are at: who looks at which record, what they had typed, and which form was sent already."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select

from trucewatch.people import keys
from trucewatch.people.audit import moment
from trucewatch.people.doors import reading, writing
from trucewatch.people.schema import account_table, draft_table, once_table, presence_table

FADES = 60  # seconds without a sign
DAY = 86_400
KEPT, KEPT_OF_NOBODY = 30 * DAY, DAY
MOST_OF_NOBODY = 200  # whoever fills this store pushes out drafts of people unknown only
LARGEST, LARGEST_OF_NOBODY = 6_000_000, 200_000  # characters as JSON; a form of 3 MB at its longest


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who looks at a record now."""

    name: str
    full_name: str
    seen: datetime


@dataclass(frozen=True)
class Presence:
    """Who looks at what; whoever has given no sign for a minute looks no more."""

    engine: Engine
    now: Callable[[], int]

    def look(self, subject: str, account: str) -> None:
        """A sign that somebody looks at a record."""
        table = presence_table
        with writing(self.engine) as connection:
            connection.execute(table.delete().where(table.c.seen <= self.now() - FADES))
            connection.execute(table.delete().where(table.c.subject == subject, table.c.account == account))
            connection.execute(table.insert().values(subject=subject, account=account, seen=self.now()))

    def leave(self, subject: str, account: str) -> None:
        """Somebody turned away."""
        table = presence_table
        with writing(self.engine) as connection:
            connection.execute(table.delete().where(table.c.subject == subject, table.c.account == account))

    def who(self, subjects: Sequence[str], *, but: str = "") -> dict[str, tuple[Present, ...]]:
        """Who looks at each of these records, by name; without the one who asks."""
        table = presence_table
        joined = table.join(account_table, table.c.account == account_table.c.name)
        query = select(table, account_table.c.full_name).select_from(joined).order_by(table.c.account)
        query = query.where(table.c.subject.in_(list(subjects)), table.c.seen > self.now() - FADES, table.c.account != but)
        found: dict[str, tuple[Present, ...]] = dict.fromkeys(subjects, ())
        with reading(self.engine) as connection:
            for row in connection.execute(query):
                found[row.subject] += (Present(row.account, row.full_name, moment(row.seen)),)
        return found


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody had typed into a form: the fields in their order, and when it was kept."""

    form: str
    fields: tuple[tuple[str, str], ...]
    kept: datetime


@dataclass(frozen=True)
class Drafts:
    """What was typed and not sent, one draft per form and person."""

    engine: Engine
    now: Callable[[], int]

    def keep(self, account: str, form: str, fields: Sequence[tuple[str, str]]) -> str:
        """Keep what was typed. The key lets `adopt` hand a draft of nobody ("") to whoever signs in next on that browser."""
        body = json.dumps([list(pair) for pair in fields], ensure_ascii=True)
        key, now = keys.new_key(), self.now()
        table = draft_table
        with writing(self.engine) as connection:
            self._clear(connection)
            if account:
                connection.execute(table.delete().where(table.c.account == account, table.c.form == form))
            row = {"key_hash": keys.hash_of(key), "account": account, "form": form, "body": body, "kept": now}
            if len(body) <= (LARGEST if account else LARGEST_OF_NOBODY):
                connection.execute(table.insert().values(row))
        return key

    def adopt(self, key: str, account: str) -> None:
        """A draft of nobody becomes that of the account; one of somebody else stays theirs."""
        table = draft_table
        with writing(self.engine) as connection:
            mine = (table.c.key_hash == keys.hash_of(key)) & (table.c.account == "")
            form = connection.execute(select(table.c.form).where(mine)).scalar()
            if form is not None:
                connection.execute(table.delete().where(table.c.account == account, table.c.form == form))
                connection.execute(table.update().where(mine).values(account=account))

    def of(self, account: str, form: str) -> Draft | None:
        """What this person had typed into this form."""
        table = draft_table
        query = select(table).where(table.c.account == account, table.c.form == form, table.c.kept > self.now() - KEPT)
        with reading(self.engine) as connection:
            row = connection.execute(query).first() if account else None
        if row is None:
            return None
        return Draft(row.form, tuple((name, value) for name, value in json.loads(row.body)), moment(row.kept))

    def drop(self, account: str, form: str) -> None:
        """The form was sent, or thrown away."""
        with writing(self.engine) as connection:
            mine = (draft_table.c.account == account) & (draft_table.c.form == form)
            connection.execute(draft_table.delete().where(mine))

    def _clear(self, connection: Connection) -> None:
        table, now = draft_table, self.now()
        nobody = table.c.account == ""
        connection.execute(table.delete().where((table.c.kept <= now - KEPT) | (nobody & (table.c.kept <= now - KEPT_OF_NOBODY))))
        count = connection.execute(select(func.count()).select_from(table).where(nobody)).scalar_one()
        if count >= MOST_OF_NOBODY:
            oldest = select(table.c.key_hash).where(nobody).order_by(table.c.kept).limit(count - MOST_OF_NOBODY + 1)
            connection.execute(table.delete().where(table.c.key_hash.in_(oldest)))


@dataclass(frozen=True, slots=True)
class Before:
    """A form that was sent before: where that led, None while it is still being done."""

    outcome: str | None


@dataclass(frozen=True)
class Once:
    """Which filled-in forms were sent already, so that sending one twice does nothing twice."""

    engine: Engine
    now: Callable[[], int]

    def begin(self, key: str) -> Before | None:
        """None if this key was never seen: now it is ours, until `done` or `release`."""
        table = once_table
        with writing(self.engine) as connection:
            connection.execute(table.delete().where(table.c.at <= self.now() - KEPT))
            row = connection.execute(select(table).where(table.c.key_hash == keys.hash_of(key))).first()
            if row is not None and (row.outcome is not None or row.at > self.now() - FADES):
                return Before(row.outcome)
            connection.execute(table.delete().where(table.c.key_hash == keys.hash_of(key)))  # one that died on the way
            connection.execute(table.insert().values(key_hash=keys.hash_of(key), at=self.now()))
        return None

    def done(self, key: str, outcome: str) -> None:
        """It is done; `outcome` is where whoever sends it again is led."""
        with writing(self.engine) as connection:
            mine = once_table.c.key_hash == keys.hash_of(key)
            connection.execute(once_table.update().where(mine).values(outcome=outcome))

    def release(self, key: str) -> None:
        """Nothing was done: the form may be sent again."""
        with writing(self.engine) as connection:
            connection.execute(once_table.delete().where(once_table.c.key_hash == keys.hash_of(key)))

    def outcome(self, key: str) -> str | None:
        """Where it led, if it is done."""
        with reading(self.engine) as connection:
            query = select(once_table.c.outcome).where(once_table.c.key_hash == keys.hash_of(key))
            return connection.execute(query).scalar()
