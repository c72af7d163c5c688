"""The commands that deliver: what is due goes out, what fails is said, and whoever is asked to stop finishes what is in hand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.alerting.noticed import ANA, HOOK, make_alert, make_rule
from tests.alerting.serving import HOST, Desk, Inbox, mail_server, webhook
from tests.web.incident.shelling import shelling
from trucewatch.alerting import Recipient, Way
from trucewatch.alerting.means import carriers_of
from trucewatch.alerting.outcome import Came, MessageState, Outcome
from trucewatch.alerting.store import Alerts, alerts_url
from trucewatch.cli import app
from trucewatch.errors import UsageError
from trucewatch.ledger import Ledger
from trucewatch.settings import Settings

KEY = "a-key-that-is-long-enough"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/war.sqlite"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def set_up(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with mail_server(inbox) as port:
        for name, value in {"HOST": HOST, "PORT": str(port), "SECURITY": "none", "FROM": "alerts@mission.example"}.items():
            monkeypatch.setenv(f"TRUCEWATCH_MAIL_{name}", value)
        monkeypatch.setenv("TRUCEWATCH_WEBHOOK_KEY", KEY)
        monkeypatch.setenv("TRUCEWATCH_INNER_NETWORKS", "127.0.0.0/8")
        yield


def fill(url: str, *recipients: Recipient) -> None:
    with Alerts.open(alerts_url(url)) as alerts:
        alerts.add([make_alert()], [make_rule("shelling", *recipients)])


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, ["alerts", *words])


@pytest.mark.usefixtures("set_up")
def test_what_is_due_goes_out_once(url: str, inbox: Inbox) -> None:
    desk = Desk()
    with webhook(desk) as hook:
        fill(url, ANA, Recipient(Way.WEBHOOK, hook))
        first, second = (asked("send", "--once", "--ledger", url) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "ana@mission.example: Shelling of inc-1, alleged: accepted" in first.stderr
    assert (len(inbox.letters), len(desk.requests)) == (1, 1)
    shown = json.loads(asked("outbox", "--json", "--ledger", url).stdout)
    assert {(row["way"], row["state"]) for row in shown} == {("mail", "sent"), ("webhook", "sent")}


@pytest.mark.usefixtures("set_up")
def test_one_command_looks_and_sends(url: str, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "alerts.toml"
    rules.write_text('[[rule]]\nid = "all"\ntitle = "All"\nkind = "new_incident"\nmail = ["ana@mission.example"]\n', "utf-8")
    monkeypatch.setenv("TRUCEWATCH_ALERTS", str(rules))
    Ledger.open(url).close()
    first = asked("send", "--once", "--look", "--ledger", url)
    assert (first.exit_code, inbox.letters) == (0, [])
    with shelling() as source, Ledger.open(url) as book:
        for entry in source.entries():
            book.append([entry.record], entry.stamp)
    second, third = (asked("send", "--once", "--look", "--ledger", url) for _ in range(2))
    assert (second.exit_code, third.exit_code) == (0, 0), second.stderr
    assert len(inbox.letters) == 2
    rules.write_text("[[rule]]\nid = 3\n", "utf-8")
    broken = asked("send", "--once", "--look", "--ledger", url)
    assert (broken.exit_code, "could not look" in broken.stderr) == (3, True)


@pytest.mark.usefixtures("set_up")
def test_what_was_given_up_is_said_shown_and_sent_again(url: str, inbox: Inbox) -> None:
    inbox.answers.append("554 looks like spam")
    fill(url, ANA)
    failed = asked("send", "--once", "--ledger", url)
    assert failed.exit_code == 3
    assert "refused: 554 looks like spam; given up" in failed.stderr
    shown = asked("outbox", "--state", "dead", "--ledger", url)
    assert "given up" in shown.stdout
    assert "1 given up" in shown.stderr
    assert asked("outbox", "--again", "all", "--ledger", url).exit_code == 0
    assert asked("send", "--once", "--ledger", url).exit_code == 0
    assert len(inbox.letters) == 1
    assert asked("outbox", "--again", "nothing", "--ledger", url).exit_code != 0


def test_whoever_set_up_no_way_is_told_what_waits_and_how(url: str) -> None:
    fill(url, ANA, HOOK)
    told = asked("send", "--once", "--ledger", url)
    assert told.exit_code == 3
    assert "1 waiting for mail: set mail_host" in told.stderr
    assert "1 waiting for webhook: set TRUCEWATCH_WEBHOOK_KEY" in told.stderr


@pytest.mark.usefixtures("set_up")
def test_a_test_says_what_the_server_says(inbox: Inbox) -> None:
    assert asked("test-mail", "ana@mission.example").exit_code == 0
    inbox.refused["omar@mission.example"] = "550 nobody of this name"
    refused = asked("test-mail", "omar@mission.example")
    assert (refused.exit_code, "550 nobody of this name" in refused.stderr) == (1, True)
    with webhook(Desk()) as hook:
        assert asked("test-webhook", hook).exit_code == 0
    assert asked("test-mail", "nobody at all").exit_code != 0


def test_a_stop_finishes_the_message_in_hand(url: str) -> None:
    desk = Desk(wait=1.5)
    with webhook(desk) as hook:
        fill(url, Recipient(Way.WEBHOOK, hook))
        env = os.environ | {"TRUCEWATCH_WEBHOOK_KEY": KEY, "TRUCEWATCH_INNER_NETWORKS": "127.0.0.0/8"}
        program = [sys.executable, "-c", "from trucewatch.cli import main; main()", "alerts", "send", "--ledger", url]
        sender = subprocess.Popen(program, env=env, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 30
        while not desk.requests and time.monotonic() < until:
            time.sleep(0.05)
        sender.send_signal(signal.SIGTERM)
        _, said = sender.communicate(timeout=20)
    assert sender.returncode == 0, said
    with Alerts.open(alerts_url(url)) as alerts:
        assert alerts.outbox.counts()[MessageState.SENT] == 1
    assert len(desk.requests) == 1


def test_a_password_is_not_sent_for_all_to_read() -> None:
    settings = Settings(mail_host="mail.example", mail_from="a@b.example", mail_user="a", mail_security="none")
    with pytest.raises(UsageError, match="for all to read"):
        carriers_of(settings, env={})
    with pytest.raises(UsageError, match="mail_from"):
        carriers_of(Settings(mail_host="mail.example"), env={})
    with pytest.raises(UsageError, match="mail_from holds a line break"):
        carriers_of(Settings(mail_host="mail.example", mail_from="a@b.example>\r\nRCPT TO:<c@d.example"), env={})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n", encoding="utf-8")
    assert set(carriers_of(Settings(), env={"TRUCEWATCH_WEBHOOK_KEY_FILE": str(path)})) == {Way.WEBHOOK}
    assert carriers_of(Settings(), env={}) == {}
    with pytest.raises(UsageError, match="cannot be read"):
        carriers_of(Settings(), env={"TRUCEWATCH_WEBHOOK_KEY_FILE": str(tmp_path / "none")})


def test_what_a_server_says_cannot_move_the_cursor_of_whoever_reads_it(url: str) -> None:
    fill(url, ANA)
    with Alerts.open(alerts_url(url)) as alerts:
        message = alerts.outbox.claim((Way.MAIL,))
        assert message is not None
        alerts.outbox.settle(message, Outcome(Came.NEVER, "550 \x1b[2Jgone\r\nFrom: nobody"))
        assert alerts.outbox.messages()[0].said == "550 [2Jgone From: nobody"
