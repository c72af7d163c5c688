"""Killed at any moment, senders lose nothing; what comes twice is only what a server took as its sender died, under the same id."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.alerting.killed_senders import ALERTS
from tests.alerting.serving import Desk, Inbox, mail_server, webhook
from trucewatch.alerting import Way
from trucewatch.alerting.outcome import Came, MessageState
from trucewatch.alerting.store import Alerts

PROGRAM = Path(__file__).with_name("killed_senders.py")
ROUNDS = 40


@pytest.mark.parametrize("seed", [1, 2])
def test_forty_rounds_of_kills_lose_nothing_and_double_nothing(tmp_path: Path, seed: int) -> None:
    url, inbox, desk = f"sqlite:///{tmp_path}/war.alerts.sqlite", Inbox(), Desk()
    with mail_server(inbox) as port, webhook(desk) as hook:
        arguments = [sys.executable, str(PROGRAM), url, str(port), hook, str(seed), str(ROUNDS)]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    letters = Counter(message_from_bytes(raw)["Message-ID"].strip("<>").partition("@")[0] for _, raw in inbox.letters)
    posted = Counter(headers["webhook-id"] for _, headers, _ in desk.requests)
    with Alerts.open(url) as alerts:
        assert len({alert.key for _, alert in alerts.fired(limit=1000)}) == ALERTS == len(alerts.fired(limit=1000))
        messages = alerts.outbox.messages(limit=1000)
        died = {one.id: sum(a.came is Came.BEGUN for a in alerts.outbox.attempts(one.id)) for one in messages}
    assert {one.state for one in messages} == {MessageState.SENT}
    assert sum(died.values()) > 0, "no kill hit a sender at work: the test shows nothing"
    for way, got in ((Way.MAIL, letters), (Way.WEBHOOK, posted)):
        due = {one.id for one in messages if one.way is way}
        assert len(due) == ALERTS
        assert set(got) == due, "something was lost, or sent that nobody asked for"
        assert all(times <= 1 + died[key] for key, times in got.items()), "sent twice though its sender lived"
