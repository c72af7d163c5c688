"""Send what is due: claim one message, try it, keep what came of it, and go on until nothing is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from trucewatch.alerting.outbox import Outbox
from trucewatch.alerting.outcome import Carrier, Message, MessageState, Outcome
from trucewatch.alerting.rule import Way


class Sent(NamedTuple):
    """A message that was tried, and what came of it; `ours` is False if another took it over before that could be kept."""

    message: Message
    outcome: Outcome
    ours: bool


def send_due(outbox: Outbox, carriers: Mapping[Way, Carrier], *, stop: Callable[[], bool] = lambda: False) -> Iterator[Sent]:
    """Every message that is due and has a carrier, one after the other.

    Between the moment a server accepts a message and the moment that is kept lies one commit; whoever is killed in it sends the
    same message again, with the same id. Nothing else is ever sent twice.
    """
    while not stop() and (message := outbox.claim(tuple(carriers))) is not None:
        outcome = carriers[message.way].deliver(message)
        yield Sent(message, outcome, outbox.settle(message, outcome))


def pause_until_due(outbox: Outbox, carriers: Mapping[Way, Carrier], now: datetime, longest: timedelta) -> timedelta:
    """How long nothing is to be done, at most `longest`: what others put into the outbox is found soon."""
    due = outbox.next_due(tuple(carriers))
    if due is None:
        return longest
    return min(max(due - now, timedelta(seconds=1)), longest)


def stuck(outbox: Outbox, carriers: Mapping[Way, Carrier]) -> dict[Way, int]:
    """How many messages wait for a way that nobody has set up."""
    waiting = outbox.messages((MessageState.WAITING,), limit=10_000)
    counts = {way: sum(1 for one in waiting if one.way is way) for way in Way if way not in carriers}
    return {way: count for way, count in counts.items() if count}


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)
