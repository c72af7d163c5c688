"""After each round of a watch: notice what the rules of alerts ask for, and send what is due."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from trucewatch.alerting import Way
from trucewatch.alerting.configured import rules_in_force
from trucewatch.alerting.looking import look
from trucewatch.alerting.means import carriers_of
from trucewatch.alerting.outcome import Came, Carrier
from trucewatch.alerting.sending import send_due
from trucewatch.alerting.store import Alerts, alerts_url
from trucewatch.catalogue import Catalogue
from trucewatch.errors import TrucewatchError
from trucewatch.feeds import FeedHealth
from trucewatch.knowledge.parties import load_parties
from trucewatch.ledger import Ledger
from trucewatch.settings import Settings
from trucewatch.terminal import note

SENDING_SECONDS = 60.0  # after a round: no message is begun later, so that a slow mail server does not hold up the watching
IDLE_SECONDS = 600.0  # an ultimatum comes near though nothing new is read


class Telling:
    """The alerts of one ledger while its feeds are watched; what is wrong with them is said, and the watch goes on."""

    def __init__(
        self, ledger: Ledger, alerts: Alerts, settings: Settings, carriers: Mapping[Way, Carrier], *, quiet: bool
    ) -> None:
        self._ledger, self._alerts, self._settings, self._carriers = ledger, alerts, settings, carriers
        self._catalogue, self._quiet, self._looked, self._said = Catalogue(ledger), quiet, 0.0, ""

    @classmethod
    @contextmanager
    def over(cls, ledger: Ledger, url: str, settings: Settings, *, quiet: bool) -> Iterator[Telling]:
        """Those of the ledger at this address; rules or settings that are wrong are told before anything begins."""
        carriers = carriers_of(settings)
        with Alerts.open(alerts_url(url)) as alerts:
            rules_in_force(settings.alerts, alerts.rules())
            yield cls(ledger, alerts, settings, carriers, quiet=quiet)

    def after_round(self, feeds: tuple[FeedHealth, ...], *, busy: bool) -> None:
        """Look if something came in, or some time has passed; send what is due in any case."""
        try:
            if busy or time.monotonic() - self._looked > IDLE_SECONDS:
                self._look(feeds)
            self._send()
        except TrucewatchError as error:
            if str(error) != self._said:  # once, not after every round
                note(f"alerts: {error}")
            self._said = str(error)

    def _look(self, feeds: tuple[FeedHealth, ...]) -> None:
        self._looked = time.monotonic()
        rules = rules_in_force(self._settings.alerts, self._alerts.rules())
        if not rules:
            return
        labels = load_parties().label
        now = datetime.now(UTC)
        for one in look(self._ledger, self._catalogue, self._alerts, rules, clock=now, feeds=feeds, labels=labels):
            note(f"alert {one.rule}: {one.title}", quiet=self._quiet)

    def _send(self) -> None:
        end = time.monotonic() + SENDING_SECONDS
        due = send_due(self._alerts.outbox, self._carriers, stop=lambda: time.monotonic() >= end)
        for sent in due if self._carriers else ():
            good = sent.outcome.came is Came.SENT
            note(f"alert to {sent.message.to}: {sent.outcome.said}", quiet=self._quiet and good)
