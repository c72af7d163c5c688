"""Messages to a real receiver of webhooks on this machine: signed, tried again, never led elsewhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.alerting.noticed import NOON, Clock, make_alert, make_rule, opened
from tests.alerting.serving import Desk, free_port, webhook
from trucewatch.alerting import Recipient, Way
from trucewatch.alerting.outcome import Came, Message, MessageState
from trucewatch.alerting.sending import send_due
from trucewatch.alerting.webhook import WebhookCarrier, keys_of
from trucewatch.errors import UsageError
from trucewatch.outside import Fetcher, Guard

KEY = "a-key-that-is-long-enough"
INNER = Guard.of(["127.0.0.1"])


def carrier(guard: Guard = INNER, keys: str = KEY) -> WebhookCarrier:
    return WebhookCarrier(Fetcher(guard=guard), keys_of(keys), site="https://truce.example", now=lambda: NOON)


def make_message(to: str) -> Message:
    told = (make_alert(title="قصف"),)
    return Message("m" * 32, "shelling", "Shelling", Way.WEBHOOK, to, False, MessageState.SENDING, NOON, NOON, 1, "", told)


def sign(key: bytes, headers: dict[str, str], body: bytes) -> str:
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def test_a_receiver_can_tell_who_sent_it_when_and_whether_it_had_it_before() -> None:
    desk = Desk()
    with webhook(desk) as address:
        assert carrier().deliver(make_message(address)).came is Came.SENT
    ((path, headers, body),) = desk.requests
    assert path == "/hook"
    assert headers["webhook-signature"] == sign(KEY.encode(), headers, body)
    assert headers["webhook-id"] == "m" * 32
    assert headers["idempotency-key"] == f'"{"m" * 32}"'
    assert headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    told = json.loads(body)
    assert told["alerts"][0]["title"] == "قصف"
    assert told["alerts"][0]["href"] == "/incidents/inc-1"
    assert told["rule"] == {"id": "shelling", "title": "Shelling"}


def test_while_a_key_is_exchanged_both_sign() -> None:
    desk, new = Desk(), base64.b64encode(b"n" * 32).decode()
    with webhook(desk) as address:
        carrier(keys=f"whsec_{new} the-old-key-of-yesterday").deliver(make_message(address))
    ((_, headers, body),) = desk.requests
    assert headers["webhook-signature"].split() == [
        sign(b"n" * 32, headers, body),
        sign(b"the-old-key-of-yesterday", headers, body),
    ]


def test_a_body_that_was_changed_has_another_signature() -> None:
    desk = Desk()
    with webhook(desk) as address:
        carrier().deliver(make_message(address))
    ((_, headers, body),) = desk.requests
    assert sign(KEY.encode(), headers, body + b" ") != headers["webhook-signature"]
    assert sign(KEY.encode(), headers | {"webhook-timestamp": "1"}, body) != headers["webhook-signature"]


@pytest.mark.parametrize(("status", "came"), [(200, Came.SENT), (202, Came.SENT), (500, Came.LATER), (503, Came.LATER),
    (404, Came.LATER), (401, Came.LATER), (429, Came.LATER), (400, Came.NEVER), (410, Came.NEVER)])  # fmt: skip
def test_an_answer_says_whether_to_try_again(status: int, came: Came) -> None:
    with webhook(Desk(answers=[(status, {})])) as address:
        assert carrier().deliver(make_message(address)).came is came


def test_a_redirect_is_not_followed() -> None:
    desk, other = Desk(), Desk()
    with webhook(other) as elsewhere, webhook(desk) as address:
        desk.answers.append((307, {"Location": elsewhere}))
        outcome = carrier().deliver(make_message(address))
    assert outcome.came is Came.NEVER
    assert "not followed" in outcome.said
    assert other.requests == []


@pytest.mark.parametrize(
    ("words", "wait"),
    [("90", 90), ("Thu, 13 Feb 2020 12:10:00 GMT", 600), ("soon", None), ("-5", None), ("Thu, 13 Feb 2020 11:00:00 GMT", None)],
)
def test_a_receiver_may_ask_for_time(words: str, wait: int | None) -> None:
    with webhook(Desk(answers=[(503, {"Retry-After": words})])) as address:
        assert carrier().deliver(make_message(address)).wait == (None if wait is None else timedelta(seconds=wait))


def test_an_inner_address_is_not_spoken_to_unless_it_is_allowed() -> None:
    desk = Desk()
    with webhook(desk) as address:
        outcome = carrier(Guard()).deliver(make_message(address))
    assert outcome.came is Came.NEVER
    assert desk.requests == []


def test_a_receiver_that_is_not_there_is_tried_again() -> None:
    assert carrier().deliver(make_message(f"http://127.0.0.1:{free_port()}/")).came is Came.LATER


def test_every_attempt_has_the_same_id_and_the_same_bytes() -> None:
    clock, desk = Clock(), Desk(answers=[(500, {}), (500, {})])
    alerts = opened(clock)
    with webhook(desk) as address:
        alerts.add([make_alert()], [make_rule("shelling", Recipient(Way.WEBHOOK, address))])
        for _ in range(3):
            list(send_due(alerts.outbox, {Way.WEBHOOK: carrier()}))
            clock.forward(hours=1)
    assert len({(headers["webhook-id"], body) for _, headers, body in desk.requests}) == 1
    assert len(desk.requests) == 3
    assert alerts.outbox.counts()[MessageState.SENT] == 1


@pytest.mark.parametrize("words", ["short", "whsec_***", "long enough to sign with short"])
def test_a_key_that_signs_nothing_is_refused(words: str) -> None:
    with pytest.raises(UsageError, match="key of webhooks"):
        keys_of(words)


def test_lone_surrogates_are_sent_as_escapes() -> None:
    desk = Desk()
    with webhook(desk) as address:
        message = replace(make_message(address), alerts=(make_alert(words="A \ud800 sign."),))
        assert carrier().deliver(message).came is Came.SENT
    assert b"\\ud800" in desk.requests[0][2]
