"""The rules saved on the site, everything that rules told of, and the messages of it: LEDGER.alerts.sqlite, or in PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, Row, select

from trucewatch import beside
from trucewatch.alerting import schema
from trucewatch.alerting.alert import Alert
from trucewatch.alerting.outbox import Outbox, enqueue
from trucewatch.alerting.rule import Rule
from trucewatch.errors import AlertsError

SUFFIX = ".alerts.sqlite"
CHUNK = 400
BESIDE = beside.Beside(
    what="alerts",
    suffix=SUFFIX,
    application=schema.APPLICATION_ID,
    version=schema.VERSION,
    metadata=schema.metadata,
    version_table=schema.version_table,
    lock=schema.LOCK,
    error=AlertsError,
)
alerts_url = BESIDE.url
_RULE, _ALERT = TypeAdapter(Rule), TypeAdapter(Alert)


class Alerts:
    """The alerts of one ledger: rules saved, alerts fired, and the outbox."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now
        self.outbox = Outbox(engine, BESIDE.writing, now, _alert)

    @classmethod
    def open(cls, url: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Alerts:
        """Open or create them; `alerts_url` gives the address that belongs to a ledger."""
        return cls(BESIDE.open(url), now)

    @property
    def engine(self) -> Engine:
        """The database."""
        return self._engine

    def rules(self) -> tuple[Rule, ...]:
        """The rules saved on the site, by id; those of the file of rules are not here."""
        with beside.reading(self._engine) as connection:
            rows = connection.scalars(select(schema.rule_table.c.rule).order_by(schema.rule_table.c.id)).all()
        return tuple(_RULE.validate_python(json.loads(row)) for row in rows)

    def rule(self, rule_id: str) -> Rule | None:
        """One of them."""
        with beside.reading(self._engine) as connection:
            row = connection.scalar(select(schema.rule_table.c.rule).where(schema.rule_table.c.id == rule_id))
        return None if row is None else _RULE.validate_python(json.loads(row))

    def save(self, rule: Rule) -> None:
        """Keep a rule; one of the same id is replaced if it has the same owner, else an AlertsError says whose it is."""
        with BESIDE.writing(self._engine) as connection:
            table = schema.rule_table
            owner = connection.scalar(select(table.c.owner).where(table.c.id == rule.id))
            if owner is not None and owner != rule.owner:
                raise AlertsError(f"there is a rule {rule.id!r} of {owner or 'nobody'} already")
            connection.execute(table.delete().where(table.c.id == rule.id))
            values = {"id": rule.id, "owner": rule.owner, "rule": _json(_RULE, rule), "saved": int(self._now().timestamp())}
            connection.execute(table.insert().values(values))

    def remove(self, rule_id: str) -> bool:
        """Keep a rule no longer; what it told of stays, and what is to be sent is sent. False if there was none."""
        with BESIDE.writing(self._engine) as connection:
            table = schema.rule_table
            return connection.execute(table.delete().where(table.c.id == rule_id)).rowcount > 0

    def add(self, alerts: Iterable[Alert], rules: Iterable[Rule], *, marks: Iterable[tuple[str, str]] = ()) -> tuple[Alert, ...]:
        """Keep those that are new, with a message for every recipient of their rules; which were new.

        All in one transaction, together with `marks` (how far was looked, as `mark` gives them back): whoever is killed in
        between looks again from where it looked before, and an alert with a key that is known is not told again.
        """
        known, now = {rule.id: rule for rule in rules}, self._now()
        given = tuple({alert.key: alert for alert in alerts}.values())
        with BESIDE.writing(self._engine) as connection:
            old = _known(connection, [alert.key for alert in given])
            fresh = tuple(alert for alert in given if alert.key not in old)
            for alert in fresh:
                number = _keep(connection, alert, now)
                rule = known.get(alert.rule)
                if rule is not None and not rule.paused:
                    enqueue(connection, rule, alert, number, now)
            for name, value in marks:
                connection.execute(schema.mark_table.delete().where(schema.mark_table.c.name == name))
                connection.execute(schema.mark_table.insert().values(name=name, value=value))
        return fresh

    def mark(self, name: str) -> str | None:
        """How far was looked under this name, as `add` was told; None before the first time."""
        with beside.reading(self._engine) as connection:
            value = connection.scalar(select(schema.mark_table.c.value).where(schema.mark_table.c.name == name))
        return None if value is None else str(value)

    def fired(self, *, rules: Collection[str] = (), before: int = 0, limit: int = 50) -> tuple[tuple[int, Alert], ...]:
        """What rules told of, the newest first, each with its number; () asks for all rules, `before` goes on from a number."""
        table = schema.alert_table.c
        query = select(table.number, table.alert).order_by(table.number.desc()).limit(limit)
        if rules:
            query = query.where(table.rule.in_(sorted(rules)))
        if before:
            query = query.where(table.number < before)
        with beside.reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return tuple((int(row.number), _alert(row.alert)) for row in rows)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _known(connection: Connection, keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for at in range(0, len(keys), CHUNK):
        some = select(schema.alert_table.c.key).where(schema.alert_table.c.key.in_(keys[at : at + CHUNK]))
        found.update(connection.scalars(some))
    return found


def _keep(connection: Connection, alert: Alert, now: datetime) -> int:
    values = {"key": alert.key, "rule": alert.rule, "kind": alert.kind.value, "fired": int(now.timestamp())}
    kept = connection.execute(schema.alert_table.insert().values(alert=_json(_ALERT, alert), **values))
    key: Row[Any] | None = kept.inserted_primary_key
    if key is None:
        raise AlertsError("the database gave an alert no number")
    return int(key[0])


def _json(adapter: TypeAdapter[Any], record: object) -> str:
    # pydantic's own writer refuses lone surrogates, which reports hold
    return json.dumps(adapter.dump_python(record, mode="json"), sort_keys=True, separators=(",", ":"))


def _alert(text: str) -> Alert:
    return _ALERT.validate_python(json.loads(text))
