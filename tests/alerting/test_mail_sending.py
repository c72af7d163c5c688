"""Letters to a real mail server on this machine, which refuses, hangs, drips, and breaks off behind the text."""

from __future__ import annotations

import ssl
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from socket import socket as Socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alerting.noticed import ANA, NOON, OMAR, Clock, make_alert, make_rule, opened
from tests.alerting.serving import (
    HOST,
    Inbox,
    drips,
    drops_after_data,
    free_port,
    hangs,
    hangs_after_data,
    mail_server,
    talking,
)
from trucewatch.alerting import Alert, Digest, Way
from trucewatch.alerting.letter import letter, plain
from trucewatch.alerting.mail import MailCarrier, MailServer, Security
from trucewatch.alerting.outcome import Came, Message, MessageState
from trucewatch.alerting.sending import send_due

SENDER = "Trucewatch <alerts@mission.example>"


def make_message(*alerts: Alert, to: str = "ana@mission.example") -> Message:
    told = alerts or (make_alert(),)
    return Message("m" * 32, "shelling", "Shelling", Way.MAIL, to, False, MessageState.SENDING, NOON, NOON, 1, "", told)


def carrier(port: int, **changes: object) -> MailCarrier:
    server = MailServer(HOST, port, SENDER, Security.NONE, site="https://truce.example", step=1, whole=3)
    return MailCarrier(replace(server, **changes))  # type: ignore[arg-type]


def read(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.mark.parametrize("title", ["قصف قرب سراقب، مزعوم", "Обстрел под Саракибом: «град»", "Shelling 😀 of Saraqib"])
def test_a_letter_arrives_as_it_was_written_in_any_script(title: str) -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        outcome = carrier(port).deliver(make_message(make_alert(title=title)))
    assert outcome.came is Came.SENT
    ((to, raw),) = inbox.letters
    found = read(raw)
    assert (to, found["subject"]) == ("ana@mission.example", title)
    text, html = found.get_body(("plain",)), found.get_body(("html",))
    assert text is not None
    assert html is not None
    for body in (text.get_content(), html.get_content()):
        assert title in body
        assert "ثلاثة جنود قتلوا" in body
        assert "https://truce.example/incidents/inc-1" in body
        assert "what is alleged and by whom" in body
    assert found["message-id"] == f"<{'m' * 32}@mission.example>"
    assert found["auto-submitted"] == "auto-generated"
    assert all(len(line) < 998 for line in raw.splitlines())


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_words_of_a_report_can_add_a_header_or_a_recipient(title: str, words: str) -> None:
    evil = f"{title}\r\nBcc: spy@evil.example\r\n\r\n<script>{words}"
    made = letter(make_message(make_alert(title=f"x{evil}", words=f"y{evil}")), sender=SENDER, site="https://truce.example")
    found = read(made.as_bytes())
    assert found["bcc"] is None
    assert list(found.keys()).count("Subject") == 1
    assert set(found.keys()) == set(read(letter(make_message(), sender=SENDER, site="").as_bytes()).keys())
    html = found.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()


def test_the_same_message_is_the_same_letter_at_every_attempt() -> None:
    first, second = (letter(make_message(), sender=SENDER, site="").as_bytes() for _ in range(2))
    assert first == second


def test_signs_that_turn_a_line_around_do_not_reach_a_subject() -> None:
    assert plain("kil\u202eled 3\u2066 \x1b[2J\n at \ud800 dawn\u2028") == "killed 3 [2J at \ufffd dawn"


def test_a_long_digest_counts_what_it_does_not_hold() -> None:
    alerts = tuple(make_alert(f"inc-{number}") for number in range(130))
    found = read(letter(make_message(*alerts), sender=SENDER, site="").as_bytes())
    text = found.get_body(("plain",))
    assert text is not None
    assert found["subject"] == "130 alerts: Shelling"
    assert "And 30 more, which are on the site." in text.get_content()


@pytest.mark.parametrize(
    ("answer", "came", "said"),
    [
        ("451 busy", Came.LATER, "not now: 451 busy"),
        ("554 spam\r\n", Came.NEVER, "refused: 554 spam"),
    ],
)
def test_an_answer_says_whether_to_try_again(answer: str, came: Came, said: str) -> None:
    with mail_server(Inbox(answers=[answer.strip()])) as port:
        outcome = carrier(port).deliver(make_message())
    assert (outcome.came, outcome.said) == (came, said)


def test_a_server_that_refuses_one_of_two_recipients_does_not_cost_the_other_one_the_letter() -> None:
    clock, inbox = Clock(), Inbox(refused={OMAR.to: "550 no such user here"})
    alerts = opened(clock)
    alerts.add([make_alert()], [make_rule("shelling", ANA, OMAR)])
    with mail_server(inbox) as port:
        list(send_due(alerts.outbox, {Way.MAIL: carrier(port)}))
    assert [to for to, _ in inbox.letters] == [ANA.to]
    dead = alerts.outbox.messages([MessageState.DEAD])
    assert [(one.to, one.said) for one in dead] == [(OMAR.to, "refused: 550 no such user here")]


@pytest.mark.parametrize("talk", [hangs, drips, hangs_after_data])
def test_a_server_that_hangs_is_hung_up_on_and_the_letter_waits(talk: Callable[[Socket], None]) -> None:
    with talking(talk) as port:
        began = time.monotonic()
        outcome = carrier(port).deliver(make_message())
        took = time.monotonic() - began
    assert (outcome.came, outcome.said) == (Came.LATER, "the mail server does not answer in time")
    assert took < 6


def test_a_server_that_breaks_off_behind_the_text_is_given_the_same_letter_again() -> None:
    clock, inbox = Clock(), Inbox()
    alerts = opened(clock)
    alerts.add([make_alert()], [make_rule()])
    with talking(drops_after_data) as port:
        tried = list(send_due(alerts.outbox, {Way.MAIL: carrier(port)}))
    assert tried[0].outcome.came is Came.LATER
    clock.forward(hours=1)
    with mail_server(inbox) as port:
        list(send_due(alerts.outbox, {Way.MAIL: carrier(port)}))
    assert read(inbox.letters[0][1])["message-id"] == f"<{tried[0].message.id}@mission.example>"


def test_a_server_that_is_not_there_costs_no_letter() -> None:
    outcome = carrier(free_port()).deliver(make_message())
    assert outcome.came is Came.LATER
    assert outcome.said.startswith("the mail server cannot be reached")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    return folder


def test_the_way_is_secured_and_a_certificate_nobody_knows_is_not_trusted(certificate: Path) -> None:
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    inbox = Inbox()
    with mail_server(inbox, trust=serving) as port:
        unknown = carrier(port, security=Security.STARTTLS).deliver(make_message())
        known = carrier(port, security=Security.STARTTLS, trust=trusting).deliver(make_message())
        bare = carrier(port).deliver(make_message())
    assert (unknown.came, known.came) == (Came.LATER, Came.SENT)
    assert "cannot be secured" in unknown.said
    assert bare.came is not Came.SENT
    assert len(inbox.letters) == 1


def test_a_wrong_password_waits_until_it_is_set_right(certificate: Path) -> None:
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    with mail_server(Inbox(), trust=serving, password="right") as port:
        wrong, right = (
            carrier(port, user="alerts", password=word, security=Security.STARTTLS, trust=trusting).deliver(make_message())
            for word in ("wrong", "right")
        )
    assert (wrong.came, right.came) == (Came.LATER, Came.SENT)
    assert "user or password" in wrong.said


def test_a_digest_is_one_letter_of_all() -> None:
    clock, inbox = Clock(), Inbox()
    alerts = opened(clock)
    alerts.add([make_alert("inc-1"), make_alert("inc-2")], [make_rule(digest=Digest.HOURLY)])
    clock.forward(hours=1)
    with mail_server(inbox) as port:
        list(send_due(alerts.outbox, {Way.MAIL: carrier(port)}))
    assert [read(raw)["subject"] for _, raw in inbox.letters] == ["2 alerts: Shelling near Saraqib"]
