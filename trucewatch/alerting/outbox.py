"""The outbox: messages that wait, one sender at a time for each, attempts that are counted, and what was given up."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, func, or_, select, update

from trucewatch import beside
from trucewatch.alerting.alert import Alert
from trucewatch.alerting.letter import plain
from trucewatch.alerting.outcome import (
    LEASE,
    MOST_ATTEMPTS,
    Attempt,
    Came,
    Message,
    MessageState,
    Outcome,
    is_last,
    wait_after,
)
from trucewatch.alerting.rule import Digest, Recipient, Rule, Way
from trucewatch.alerting.schema import alert_table, attempt_table, message_table, part_table
from trucewatch.alerting.timing import after_quiet, due_at, quiet_words

ID_LENGTH = 32
PAGE = 50
LONGEST_SAID = 500
NEVER_CAME_BACK = "the sender did not come back to tell; it may have been accepted"


def enqueue(connection: Connection, rule: Rule, alert: Alert, number: int, now: datetime) -> None:
    """A message of an alert for every recipient of its rule, or a place in the digest that is gathered for them."""
    for recipient in dict.fromkeys(rule.recipients):
        due = due_at(rule, alert, now)
        told = alert.key if rule.digest is Digest.AT_ONCE else f"digest {int(due.timestamp())}"
        while not (free := _gathers(connection, message := message_id(rule.id, recipient, told))):
            due = due_at(rule, alert, due)  # that one has left already: the next takes it
            told = f"digest {int(due.timestamp())}"
        if free == "new":
            _open(connection, message, rule, recipient, alert, now, due)
        connection.execute(part_table.insert().values(message=message, number=number))


def message_id(rule: str, recipient: Recipient, told: str) -> str:
    """What makes a message the same at every attempt: the rule, who gets it, and which alert or which digest it is."""
    parts = "".join(f"{len(part)}:{part}," for part in (rule, recipient.way.value, recipient.to, told))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def _gathers(connection: Connection, message: str) -> str:
    """ "new" if there is no such message yet, "open" if it takes more, empty once anybody has tried to send it."""
    table = message_table.c
    row = connection.execute(select(table.state, table.attempts).where(table.id == message)).first()
    if row is None:
        return "new"
    return "open" if row.state == MessageState.WAITING and not row.attempts else ""


def _open(
    connection: Connection, message: str, rule: Rule, recipient: Recipient, alert: Alert, now: datetime, due: datetime
) -> None:
    connection.execute(
        message_table.insert().values(
            id=message,
            rule=rule.id,
            rule_title=rule.title,
            way=recipient.way.value,
            address=recipient.to,
            digest=int(rule.digest is not Digest.AT_ONCE),
            state=MessageState.WAITING.value,
            made=_seconds(now),
            due=_seconds(due),
            quiet=quiet_words(rule, alert),
            attempts=0,
            granted=MOST_ATTEMPTS,
            claim="",
            lease=0,
            said="",
        )
    )


class Outbox:
    """The messages of one ledger; any number of senders may work on it at once, on one machine or several."""

    def __init__(
        self,
        engine: Engine,
        writing: Callable[[Engine], AbstractContextManager[Connection]],
        now: Callable[[], datetime],
        read: Callable[[str], Alert],
    ) -> None:
        self._engine, self._writing, self._now, self._read = engine, writing, now, read

    def claim(self, ways: Collection[Way]) -> Message | None:
        """The message that is due for longest, now ours to send until its lease ends; None where none is due.

        The attempt is counted here: one that kills its sender is given up in the end like any other.
        """
        now = self._now()
        with self._writing(self._engine) as connection:
            while rows := connection.execute(_ready(now, ways)).all():
                for row in rows:
                    if self._taken(connection, row, now):
                        return self._message(connection, row.id)
        return None

    def _taken(self, connection: Connection, row: Row[Any], now: datetime) -> bool:
        """True if this message is ours now; what is to rest is moved, what never came back too often is given up."""
        if row.state == MessageState.SENDING:
            _note(connection, row.id, row.attempts, Outcome(Came.BEGUN, NEVER_CAME_BACK), now)
            if row.attempts >= row.granted:
                _set(connection, row.id, state=MessageState.DEAD.value, said=NEVER_CAME_BACK, ended=_seconds(now))
                return False
        if (due := after_quiet(row.quiet, now)) > now:
            _set(connection, row.id, state=MessageState.WAITING.value, due=_seconds(due), claim="")
            return False
        attempt, proof = row.attempts + 1, secrets.token_hex(8)
        _set(
            connection,
            row.id,
            state=MessageState.SENDING.value,
            attempts=attempt,
            claim=proof,
            lease=_seconds(now + LEASE),
        )
        begun = {"message": row.id, "attempt": attempt, "begun": _seconds(now), "outcome": Came.BEGUN.value, "said": ""}
        connection.execute(attempt_table.insert().values(begun))
        return True

    def settle(self, message: Message, outcome: Outcome, chance: Callable[[], float] | None = None) -> bool:
        """Keep what came of an attempt; False, and nothing is changed, if the lease ran out and another has taken it since."""
        now = self._now()
        with self._writing(self._engine) as connection:
            table = message_table.c
            held = select(table.attempts, table.granted).where(table.id == message.id, table.claim == message.claim)
            row = connection.execute(held.where(table.state == MessageState.SENDING.value)).first()
            if row is None:
                return False
            _note(connection, message.id, row.attempts, outcome, now)
            tried = row.attempts - row.granted + MOST_ATTEMPTS
            said = plain(outcome.said)[:LONGEST_SAID]
            if outcome.came is Came.SENT:
                _set(connection, message.id, state=MessageState.SENT.value, said=said, ended=_seconds(now), claim="")
            elif is_last(tried, outcome):
                _set(connection, message.id, state=MessageState.DEAD.value, said=said, ended=_seconds(now), claim="")
            else:
                due = now + (wait_after(tried, outcome, chance) if chance else wait_after(tried, outcome))
                _set(connection, message.id, state=MessageState.WAITING.value, said=said, due=_seconds(due), claim="")
        return True

    def try_again(self, message: str) -> bool:
        """Let what was given up wait again, for as many attempts as at first; False if nothing was given up under this id."""
        with self._writing(self._engine) as connection:
            table = message_table.c
            again = update(message_table).where(table.id == message, table.state == MessageState.DEAD.value)
            values = {"state": MessageState.WAITING.value, "due": _seconds(self._now()), "ended": None}
            changed = connection.execute(again.values(granted=table.attempts + MOST_ATTEMPTS, **values))
        return changed.rowcount > 0

    def messages(
        self, states: Collection[MessageState] = (), *, limit: int = PAGE, rules: Collection[str] | None = None
    ) -> tuple[Message, ...]:
        """Messages of some states (() = all) and some rules (None = all).

        What has ended comes first, the last of it first, then what waits by its time.
        """
        table = message_table.c
        query = select(table.id).order_by(table.ended.is_(None), table.ended.desc(), table.due, table.id).limit(limit)
        if states:
            query = query.where(table.state.in_([state.value for state in states]))
        if rules is not None:
            query = query.where(table.rule.in_(sorted(rules)))
        with beside.reading(self._engine) as connection:
            return tuple(self._message(connection, key) for key in connection.scalars(query).all())

    def message(self, message: str) -> Message | None:
        """One message."""
        with beside.reading(self._engine) as connection:
            known = connection.scalar(select(message_table.c.id).where(message_table.c.id == message))
            return self._message(connection, known) if known else None

    def attempts(self, message: str) -> tuple[Attempt, ...]:
        """Every attempt at a message, the first first."""
        with beside.reading(self._engine) as connection:
            mine = select(attempt_table).where(attempt_table.c.message == message).order_by(attempt_table.c.attempt)
            rows = connection.execute(mine).all()
        return tuple(
            Attempt(row.attempt, _moment(row.begun), _moment(row.ended) if row.ended else None, Came(row.outcome), row.said)
            for row in rows
        )

    def counts(self) -> dict[MessageState, int]:
        """How many messages stand where."""
        with beside.reading(self._engine) as connection:
            query = select(message_table.c.state, func.count()).group_by(message_table.c.state)
            found = {str(state): int(many) for state, many in connection.execute(query)}
        return {state: found.get(state.value, 0) for state in MessageState}

    def next_due(self, ways: Collection[Way]) -> datetime | None:
        """When the next message falls due, or the next lease ends; None where nothing waits."""
        table = message_table.c
        mine = table.way.in_([way.value for way in ways])
        with beside.reading(self._engine) as connection:
            due = connection.scalar(select(func.min(table.due)).where(mine, table.state == MessageState.WAITING.value))
            lease = connection.scalar(select(func.min(table.lease)).where(mine, table.state == MessageState.SENDING.value))
        times = [_moment(one) for one in (due, lease) if one is not None]
        return min(times, default=None)

    def _message(self, connection: Connection, key: str) -> Message:
        row = connection.execute(select(message_table).where(message_table.c.id == key)).one()
        alerts = select(alert_table.c.alert).join(part_table, part_table.c.number == alert_table.c.number)
        parts: Sequence[str] = connection.scalars(alerts.where(part_table.c.message == key).order_by(alert_table.c.number)).all()
        return Message(
            id=row.id,
            rule=row.rule,
            rule_title=row.rule_title,
            way=Way(row.way),
            to=row.address,
            digest=bool(row.digest),
            state=MessageState(row.state),
            made=_moment(row.made),
            due=_moment(row.due),
            attempts=row.attempts,
            said=row.said,
            alerts=tuple(self._read(part) for part in parts),
            claim=row.claim,
            ended=_moment(row.ended) if row.ended else None,
        )


def _ready(now: datetime, ways: Collection[Way]) -> Any:
    table, at = message_table.c, _seconds(now)
    due = and_(table.state == MessageState.WAITING.value, table.due <= at)
    left = and_(table.state == MessageState.SENDING.value, table.lease <= at)
    mine = table.way.in_([way.value for way in ways])
    columns = table.id, table.state, table.attempts, table.granted, table.quiet
    return select(*columns).where(mine, or_(due, left)).order_by(table.due, table.id).limit(PAGE)


def _set(connection: Connection, message: str, **values: object) -> None:
    connection.execute(update(message_table).where(message_table.c.id == message).values(**values))


def _note(connection: Connection, message: str, attempt: int, outcome: Outcome, now: datetime) -> None:
    mine = update(attempt_table).where(attempt_table.c.message == message, attempt_table.c.attempt == attempt)
    connection.execute(mine.values(ended=_seconds(now), outcome=outcome.came.value, said=plain(outcome.said)[:LONGEST_SAID]))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
