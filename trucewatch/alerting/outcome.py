"""What is to be sent, and what came of trying: records, and the rules by which it is tried again."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from trucewatch.alerting.alert import Alert
from trucewatch.alerting.rule import Way

MOST_ATTEMPTS = 12  # over about 20 hours: after 1, 2, 4, … 256 minutes, then twice after six hours
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
JITTER = 0.2  # of the wait, either way, so that many that failed together do not come back together
LEASE = timedelta(minutes=5)
WHOLE = timedelta(minutes=2)  # one sending; well below LEASE, so that nobody takes over what is still being sent


class MessageState(StrEnum):
    """Where a message stands: it waits, one sender has it, it was accepted, or it was given up."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "given up"


class Came(StrEnum):
    """What came of one attempt; BEGUN stays where the sender did not live to tell."""

    BEGUN = "begun"
    SENT = "sent"
    LATER = "failed"
    NEVER = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt, in plain words; `wait` is what the receiver asked to be given."""

    came: Came
    said: str
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a message, the first is 1."""

    number: int
    begun: datetime
    ended: datetime | None
    came: Came
    said: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient.

    `id` is made of the rule, the recipient and what it tells, and is the same at every attempt: by it a receiver knows a message
    that came twice. `claim` is the proof of whoever is sending it. `said` is what the last attempt came to.
    """

    id: str
    rule: str
    rule_title: str
    way: Way
    to: str
    digest: bool
    state: MessageState
    made: datetime
    due: datetime
    attempts: int
    said: str
    alerts: tuple[Alert, ...]
    claim: str = ""
    ended: datetime | None = None


class Carrier(Protocol):
    """What takes messages of one way to their recipients."""

    def deliver(self, message: Message) -> Outcome:
        """Try once; whatever goes wrong outside is an outcome, not an error."""
        ...


def wait_after(attempts: int, outcome: Outcome, chance: Callable[[], float] = random.random) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, to the left or right of it by chance, within bounds.

    wait_after(3, failed, lambda: 0.5) == timedelta(minutes=4)
    """
    doubled = min(FIRST_WAIT * int(2 ** min(attempts - 1, 20)), LONGEST_WAIT)
    shaken = doubled * (1 + JITTER * (2 * chance() - 1))
    return max(shaken, min(outcome.wait, LONGEST_WAIT)) if outcome.wait else shaken


def is_last(attempts: int, outcome: Outcome) -> bool:
    """True if nothing is tried any more after this outcome."""
    return outcome.came is Came.NEVER or attempts >= MOST_ATTEMPTS
