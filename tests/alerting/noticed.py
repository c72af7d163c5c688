"""Alerts and rules made by hand, and an outbox with a clock that is set by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from trucewatch.alerting import Alert, Fact, Recipient, Rest, Rule, RuleKind, Way, alert_key
from trucewatch.alerting.outcome import Message, Outcome
from trucewatch.alerting.rule import NewIncident
from trucewatch.alerting.store import Alerts

NOON = datetime(2020, 2, 13, 12, 0, tzinfo=UTC)
ANA = Recipient(Way.MAIL, "ana@mission.example")
OMAR = Recipient(Way.MAIL, "omar@mission.example")
HOOK = Recipient(Way.WEBHOOK, "https://desk.example/hook")


def make_rule(id: str = "shelling", *recipients: Recipient, **changes: object) -> Rule:
    rule = Rule(id, "Shelling near Saraqib", NewIncident(), recipients=recipients or (ANA,))
    return replace(rule, **changes)  # type: ignore[arg-type]


def make_alert(subject: str = "inc-1", rule: str = "shelling", **changes: object) -> Alert:
    alert = Alert(
        key=alert_key(rule, subject, "new"),
        rule=rule,
        kind=RuleKind.NEW_INCIDENT,
        at=NOON,
        seq=120,
        subject=subject,
        title=f"Shelling of {subject}, alleged",
        words=f"According to two outlets, {subject} was shelled.",
        href=f"/incidents/{subject}",
        facts=(Fact("killed", "from 3 to 8"),),
        rests_on=(Rest("report", "minbar-11", "Minbar", "ثلاثة جنود قتلوا"),),
    )
    return replace(alert, **changes)  # type: ignore[arg-type]


@dataclass
class Clock:
    """A clock that only moves when it is told to."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Told:
    """A carrier that remembers what it was given, and answers as it is told to."""

    answers: list[Outcome] = field(default_factory=list)
    got: list[Message] = field(default_factory=list)

    def deliver(self, message: Message) -> Outcome:
        self.got.append(message)
        return self.answers.pop(0)


def opened(clock: Clock, url: str = "sqlite://") -> Alerts:
    return Alerts.open(url, now=clock)
