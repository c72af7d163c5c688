"""A program that notices and sends, and is killed at moments drawn by lot: `killed_senders.py URL MAIL_PORT HOOK SEED ROUNDS`.

Every round two processes add what is new and send what is due; both are ended by SIGKILL. Each round's clock stands ten minutes
behind the last one's, so that leases of the killed are over. The last round is left alone until nothing is due.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.alerting.noticed import make_alert, make_rule
from trucewatch.alerting import Recipient, Way
from trucewatch.alerting.mail import MailCarrier, MailServer, Security
from trucewatch.alerting.outcome import Carrier
from trucewatch.alerting.sending import send_due
from trucewatch.alerting.store import Alerts
from trucewatch.alerting.webhook import WebhookCarrier, keys_of
from trucewatch.outside import Fetcher, Guard

ALERTS = 120
BATCH = 5
LAST = timedelta(days=3)


def work(url: str, port: int, hook: str, ahead: timedelta) -> None:
    """Add batch after batch, and send between them."""

    def now() -> datetime:
        return datetime.now(UTC) + ahead

    rule = make_rule("shelling", Recipient(Way.MAIL, "ana@mission.example"), Recipient(Way.WEBHOOK, hook))
    server = MailServer("127.0.0.1", port, "alerts@mission.example", Security.NONE, step=5, whole=10)
    web = WebhookCarrier(Fetcher(guard=Guard.of(["127.0.0.1"])), keys_of("a-key-that-is-long-enough"), site="", now=now)
    carriers: dict[Way, Carrier] = {Way.MAIL: MailCarrier(server), Way.WEBHOOK: web}
    with Alerts.open(url, now=now) as alerts:
        while True:
            seen = int(alerts.mark("seen") or "0")
            if seen < ALERTS:
                batch = [make_alert(f"inc-{number}") for number in range(seen, seen + BATCH)]
                alerts.add(batch, [rule], marks=[("seen", str(seen + BATCH))])
            sent = 0
            for _ in send_due(alerts.outbox, carriers, stop=lambda: sent >= BATCH):  # noqa: B023
                sent += 1
            if not sent and seen >= ALERTS:
                return


def main() -> None:
    """Kill and kill again, then let the last one finish."""
    url, port, hook, seed, rounds = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    lot = random.Random(seed)
    Alerts.open(url).close()
    for number in range(rounds):
        children = [_forked(url, port, hook, timedelta(minutes=10 * number)) for _ in range(2)]
        for child in children:
            time.sleep(lot.uniform(0, 0.25))
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)
    for more in range(3):  # what was tried in vain waits its time
        work(url, port, hook, LAST * (more + 1))


def _forked(url: str, port: int, hook: str, ahead: timedelta) -> int:
    child = os.fork()
    if child == 0:
        try:
            work(url, port, hook, ahead)
        finally:
            os._exit(0)
    return child


if __name__ == "__main__":
    main()
