"""The commands `alerts send`, `outbox`, `test-mail` and `test-webhook`: deliver what rules told of, and see what became of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from trucewatch.errors import TrucewatchError, UsageError
from trucewatch.options import AsJson, LedgerUrl, Quiet, opened, settings_with
from trucewatch.stopping import Stopping
from trucewatch.terminal import OK, PARTIAL, note, put, tell

if TYPE_CHECKING:
    from trucewatch.alerting import Way
    from trucewatch.alerting.outcome import Carrier, Message, MessageState
    from trucewatch.alerting.sending import Sent
    from trucewatch.alerting.store import Alerts

LONGEST_PAUSE = timedelta(seconds=15)
LOOK_EVERY = 60.0  # seconds
FAILURE = 1

alerts_app = typer.Typer(help="Alerts: rules, what they tell of, and how it reaches people.", no_args_is_help=True)


class StateName(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


@alerts_app.command("send")
def alerts_send(
    once: Annotated[bool, typer.Option("--once", help="Send what is due, then end: for cron.")] = False,
    look: Annotated[bool, typer.Option("--look", help="Look every minute what rules ask to be told of, and send that.")] = False,
    ledger: LedgerUrl = "",
    quiet: Quiet = False,
) -> None:
    """Send what is in the outbox, until Ctrl-C; the message in hand is always finished."""
    from trucewatch.alerting.means import carriers_of
    from trucewatch.alerting.sending import pause_until_due, send_due, utc_now

    carriers = carriers_of(settings_with(ledger=ledger))
    failed, looked = False, -LOOK_EVERY
    looking = _looking(ledger) if look else None
    with _alerts(ledger) as alerts, Stopping() as stopping:
        while not stopping.asked():
            if looking and time.monotonic() - looked >= LOOK_EVERY:
                looked = time.monotonic()
                failed = not looking(alerts, quiet=quiet) or failed
            for sent in send_due(alerts.outbox, carriers, stop=stopping.asked):
                failed = _told(alerts, sent, quiet=quiet) or failed
            if once:
                failed = _told_of_stuck(alerts, carriers) or failed
                break
            stopping.sleep(pause_until_due(alerts.outbox, carriers, utc_now(), LONGEST_PAUSE).total_seconds())
        if not once:
            _told_of_stuck(alerts, carriers)
    raise typer.Exit(PARTIAL if once and failed else OK)


@alerts_app.command("outbox")
def alerts_outbox(
    state: Annotated[list[StateName] | None, typer.Option("--state", help="Only these; may be repeated.")] = None,
    again: Annotated[str, typer.Option("--again", metavar="ID", help="Let what was given up wait again; all for all.")] = "",
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=10_000, help="At most N.")] = 50,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """What waits, was sent and was given up, and what the servers said to it."""
    from trucewatch.alerting.outcome import MessageState

    with _alerts(ledger) as alerts:
        if again:
            _again(alerts, again)
        states = [MessageState[one.name] for one in state or ()]
        found = alerts.outbox.messages(states, limit=limit)
        counts = alerts.outbox.counts()
        if as_json:
            put([json.dumps([_row(alerts, one) for one in found], ensure_ascii=False, indent=1) + "\n"])
            return
    tell(_line(one) for one in found)
    note(_counted(counts))


@alerts_app.command("test-mail")
def alerts_test_mail(address: Annotated[str, typer.Argument(metavar="ADDRESS", help="To whom.")]) -> None:
    """Send a test letter with the settings in force, past the outbox."""
    from trucewatch.alerting import Way

    _test(Way.MAIL, address)


@alerts_app.command("test-webhook")
def alerts_test_webhook(url: Annotated[str, typer.Argument(metavar="URL", help="To which address.")]) -> None:
    """Send a signed test to a webhook with the settings in force, past the outbox."""
    from trucewatch.alerting import Way

    _test(Way.WEBHOOK, url)


def _test(way: Way, to: str) -> None:
    from trucewatch.alerting import Recipient
    from trucewatch.alerting.means import carriers_of, missing_words
    from trucewatch.alerting.outcome import Came

    try:
        Recipient(way, to)
    except ValueError as error:
        raise UsageError(str(error)) from error
    carriers = carriers_of(settings_with())
    if way not in carriers:
        raise UsageError(missing_words(way))
    outcome = carriers[way].deliver(_test_message(way, to))
    note(f"{to}: {outcome.said}")
    raise typer.Exit(OK if outcome.came is Came.SENT else FAILURE)


def _test_message(way: Way, to: str) -> Message:
    from trucewatch.alerting import Alert, RuleKind
    from trucewatch.alerting.outcome import Message, MessageState

    now = datetime.now(UTC)
    alert = Alert(
        key="test",
        rule="test",
        kind=RuleKind.SILENT_FEED,
        at=now,
        seq=0,
        subject="test",
        title="A test of alerts: تجربة, испытание",
        words="This is a test. Nothing has happened; alerts reach this address.",
        href="/alerts",
    )
    name = f"test-{now:%Y%m%d%H%M%S%f}"
    return Message(name, "test", "A test", way, to, False, MessageState.SENDING, now, now, 1, "", (alert,))


def _told_of_stuck(alerts: Alerts, carriers: Mapping[Way, Carrier]) -> bool:
    """Say what waits for a way that nobody has set up; True if anything does."""
    from trucewatch.alerting.means import missing_words
    from trucewatch.alerting.sending import stuck

    waiting = stuck(alerts.outbox, carriers)
    for way, count in waiting.items():
        note(f"{count} waiting for {way.value}: {missing_words(way)}")
    return bool(waiting)


class _Look(Protocol):
    def __call__(self, alerts: Alerts, *, quiet: bool) -> bool: ...


def _looking(ledger: str) -> _Look:
    """What looks once; rules that cannot be read or a ledger that cannot be opened are said, and hold up nothing that waits."""
    from trucewatch.alerting.configured import rules_in_force
    from trucewatch.alerting.looking import look
    from trucewatch.catalogue import Catalogue
    from trucewatch.feeds import Feeds, feeds_url
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.ledger import default_url

    settings = settings_with(ledger=ledger)
    url = settings.ledger or default_url()

    def looked(alerts: Alerts, *, quiet: bool) -> bool:
        try:
            rules = rules_in_force(settings.alerts, alerts.rules())
            with opened(ledger) as book, Feeds.open(feeds_url(url)) as store:
                now, feeds = datetime.now(UTC), store.health(time.time())
                fresh = look(book, Catalogue(book), alerts, rules, clock=now, feeds=feeds, labels=load_parties().label)
        except TrucewatchError as error:
            note(f"could not look: {error}")
            return False
        for one in fresh:
            note(f"{one.rule}: {one.title}", quiet=quiet)
        return True

    return looked


def _told(alerts: Alerts, sent: Sent, *, quiet: bool) -> bool:
    """Say what came of a message; True if it was not accepted."""
    from trucewatch.alerting.outcome import Came, MessageState

    message, outcome = sent.message, sent.outcome
    now = alerts.outbox.message(message.id)
    what = f"{message.to}: {_subject(message)}: {outcome.said}"
    if outcome.came is Came.SENT:
        note(what, quiet=quiet)
        return False
    if now is not None and now.state is MessageState.DEAD:
        note(f"{what}; given up (trucewatch alerts outbox --again {message.id})")
    else:
        note(f"{what}; again at {now.due:%Y-%m-%d %H:%M:%S} UTC" if now else what)
    return True


def _again(alerts: Alerts, which: str) -> None:
    from trucewatch.alerting.outcome import MessageState

    if which == "all":
        dead = [one.id for one in alerts.outbox.messages([MessageState.DEAD], limit=10_000)]
        note(f"{sum(alerts.outbox.try_again(one) for one in dead)} wait again")
    elif not alerts.outbox.try_again(which):
        raise UsageError(f"nothing that was given up has the id {which!r}")
    else:
        note(f"{which} waits again")


def _subject(message: Message) -> str:
    from trucewatch.alerting.letter import subject

    return subject(message)


def _line(one: Message) -> str:
    when = one.ended or one.due
    tries = f", {one.attempts} tried" if one.attempts else ""
    said = f"\n    {one.said}" if one.said else ""
    return f"{one.state.value:<9} {when:%Y-%m-%d %H:%M} UTC  {one.to}  {_subject(one)}{tries}  [{one.id}]{said}\n"


def _counted(counts: Mapping[MessageState, int]) -> str:
    return ", ".join(f"{count} {state.value}" for state, count in counts.items())


def _row(alerts: Alerts, one: Message) -> dict[str, object]:
    return {
        "id": one.id,
        "state": one.state.name.lower(),
        "way": one.way.value,
        "to": one.to,
        "rule": one.rule,
        "subject": _subject(one),
        "alerts": [alert.key for alert in one.alerts],
        "made": one.made.isoformat(),
        "due": one.due.isoformat(),
        "ended": one.ended.isoformat() if one.ended else None,
        "attempts": [
            {
                "attempt": attempt.number,
                "begun": attempt.begun.isoformat(),
                "ended": attempt.ended.isoformat() if attempt.ended else None,
                "outcome": attempt.came.value,
                "said": attempt.said,
            }
            for attempt in alerts.outbox.attempts(one.id)
        ],
        "said": one.said,
    }


@contextmanager
def _alerts(ledger: str) -> Iterator[Alerts]:
    from trucewatch.alerting.store import Alerts, alerts_url
    from trucewatch.ledger import default_url

    with Alerts.open(alerts_url(settings_with(ledger=ledger).ledger or default_url())) as alerts:
        yield alerts
