"""The outbox as a page: what was given up first, then what waits, then what left last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from trucewatch.alerting.letter import plain, subject
from trucewatch.alerting.outcome import Message, MessageState
from trucewatch.alerting.store import Alerts
from trucewatch.people import Role, Visitor
from trucewatch.publish.tongue import say
from trucewatch.publish.words import counted, instant_words
from trucewatch.web.parts import Frame, Room, frame

PATH = "/outbox"
SHOWN = 50  # messages of each kind on the page


@dataclass(frozen=True, slots=True)
class Item:
    """One message: what it tells, to whom, by which rule, and what the servers said."""

    id: str
    subject: str
    to: str
    rule: str
    when: str
    iso: str
    attempts: str
    said: str


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """What `outbox.html` shows."""

    frame: Frame
    lede: str
    problem: str
    dead: tuple[Item, ...]
    waiting: tuple[Item, ...]
    sent: tuple[Item, ...]


def outbox_page(room: Room, alerts: Alerts | None, *, problem: str = "") -> OutboxPage:
    """The messages of whoever asks: all of them for an admin, else those of their own rules."""
    own = own_rules(alerts, room.visitor)

    def some(*states: MessageState) -> tuple[Item, ...]:
        found = alerts.outbox.messages(states, limit=SHOWN, rules=own) if alerts else ()
        return tuple(_item(one) for one in found)

    dead = some(MessageState.DEAD)
    return OutboxPage(
        frame=frame(room, "outbox", say("Outbox")),
        lede=_lede(len(dead)),
        problem=problem,
        dead=dead,
        waiting=some(MessageState.WAITING, MessageState.SENDING),
        sent=some(MessageState.SENT),
    )


def own_rules(alerts: Alerts | None, visitor: Visitor) -> Collection[str] | None:
    """The rules whose messages somebody may see; None for every rule."""
    if visitor.role is Role.ADMIN or alerts is None:
        return None
    return tuple(rule.id for rule in alerts.rules() if rule.owner == visitor.name)


def _lede(dead: int) -> str:
    if not dead:
        return say("Nothing was given up: what rules told of has arrived or is on its way.")
    return say("%(count)s could not be delivered and will not be tried again by itself.", count=counted(dead, "message"))


def _item(one: Message) -> Item:
    when = one.ended or one.due
    return Item(
        id=one.id,
        subject=subject(one),
        to=plain(one.to),
        rule=one.rule_title,
        when=instant_words(when),
        iso=when.isoformat(),
        attempts=counted(one.attempts, "attempt"),
        said=one.said,
    )
