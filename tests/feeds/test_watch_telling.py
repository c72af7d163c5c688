"""Sending after a round of a watch: what is due goes out, and a slow mail server does not hold up the watching."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from tests.alerting.noticed import Clock, make_alert, make_rule, opened
from trucewatch import watch_telling
from trucewatch.alerting import Way
from trucewatch.alerting.outcome import Came, Message, MessageState, Outcome
from trucewatch.ledger import Ledger
from trucewatch.settings import Settings
from trucewatch.watch_telling import Telling


@dataclass
class Slow:
    """A mail server that takes its time with every letter."""

    seconds: float
    passed: float = 0.0
    got: list[Message] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.passed

    def deliver(self, message: Message) -> Outcome:
        self.passed += self.seconds
        self.got.append(message)
        return Outcome(Came.LATER, "the mail server does not answer in time")


@pytest.mark.parametrize(("seconds", "begun"), [(40.0, 2), (120.0, 1), (1.0, 9)])
def test_no_letter_is_begun_a_minute_after_a_round(monkeypatch: pytest.MonkeyPatch, seconds: float, begun: int) -> None:
    slow, alerts = Slow(seconds), opened(Clock())
    alerts.add([make_alert(f"inc-{n}") for n in range(9)], [make_rule()])
    monkeypatch.setattr(watch_telling, "time", SimpleNamespace(monotonic=slow.monotonic))
    with Ledger.open("sqlite://") as ledger:
        Telling(ledger, alerts, Settings(), {Way.MAIL: slow}, quiet=True).after_round((), busy=False)
    assert len(slow.got) == begun
    assert alerts.outbox.counts()[MessageState.WAITING] == 9
