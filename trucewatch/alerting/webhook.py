"""Hand messages to a webhook: one JSON object, signed with HMAC-SHA256 as the Standard Webhooks have it, never led elsewhere."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from trucewatch.alerting.alert import Alert
from trucewatch.alerting.outcome import Came, Message, Outcome
from trucewatch.errors import OutsideError, UsageError
from trucewatch.outside import Answer, Fault, Fetcher, Limits, seconds_asked

PREFIX = "whsec_"  # of a key that is given in base64, as the Standard Webhooks have it
SHORTEST_KEY = 16  # bytes
LIMITS = Limits(connect=10, read=20, whole=60, wire=1 << 20, body=1 << 20)
AGAIN = frozenset({408, 409, 423, 425, 429})  # answers that ask to be tried again
GOOD = frozenset({400, 405, 410, 413, 415, 422})  # answers that another attempt at the same bytes will not change
FOR_GOOD = frozenset({Fault.REFUSED})
_ALERTS = TypeAdapter(tuple[Alert, ...])


class WebhookCarrier:
    """Takes messages to webhooks. `keys` sign them, the first that of today; an older one stays until receivers have the new."""

    def __init__(self, fetcher: Fetcher, keys: tuple[bytes, ...], *, site: str, now: Callable[[], datetime]) -> None:
        self._fetcher, self._keys, self._site, self._now = fetcher, keys, site, now

    def deliver(self, message: Message) -> Outcome:
        """Try once; a redirect is refused, for what is signed goes to whom it is meant for and nobody else."""
        body = body_of(message, self._site)
        headers = {"Content-Type": "application/json"} | signed(message.id, body, self._now(), self._keys)
        try:
            answer = self._fetcher.post(message.to, body, headers=headers, limits=LIMITS)
        except OutsideError as error:
            return Outcome(Came.NEVER if error.fault in FOR_GOOD else Came.LATER, error.reason)
        return _judged(answer, self._now())


def body_of(message: Message, site: str) -> bytes:
    """What is sent, the same bytes at every attempt."""
    told = {
        "type": "trucewatch.alerts",
        "id": message.id,
        "made": message.made.isoformat(),
        "rule": {"id": message.rule, "title": message.rule_title},
        "digest": message.digest,
        "site": site,
        "alerts": _ALERTS.dump_python(message.alerts, mode="json"),
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii")


def signed(message_id: str, body: bytes, at: datetime, keys: tuple[bytes, ...]) -> dict[str, str]:
    """The headers by which a receiver knows who sent it, when, and whether it had it before.

    The signature is over `id.timestamp.body`. A receiver refuses a timestamp that is more than five minutes off, and keeps the
    ids it has taken for longer than that: what is played back later fails the first, what comes twice is known by the second.
    """
    stamp = str(int(at.timestamp()))
    content = f"{message_id}.{stamp}.".encode("ascii") + body
    marks = [base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode("ascii") for key in keys]
    return {
        "Webhook-Id": message_id,
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": " ".join(f"v1,{mark}" for mark in marks),
        "Idempotency-Key": f'"{message_id}"',
    }


def keys_of(words: str) -> tuple[bytes, ...]:
    """The keys out of a secret: one or more with blanks between them, each plain or `whsec_` and base64."""
    keys = tuple(_key(one) for one in words.split())
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise UsageError(f"a key of webhooks has at least {SHORTEST_KEY} bytes; make one with: openssl rand -base64 32")
    return keys


def _key(words: str) -> bytes:
    if not words.startswith(PREFIX):
        return words.encode("utf-8")
    try:
        return base64.b64decode(words.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UsageError(f"a key of webhooks that begins with {PREFIX} goes on in base64") from error


def _judged(answer: Answer, now: datetime) -> Outcome:
    words = f"answered {answer.status}"
    if answer.ok:
        return Outcome(Came.SENT, words)
    if 300 <= answer.status < 400:
        return Outcome(Came.NEVER, f"{words} and leads elsewhere, which is not followed: give the address it leads to")
    if answer.status in GOOD:
        return Outcome(Came.NEVER, words)
    wait = _asked_to_wait(answer, now) if answer.status in AGAIN or answer.status >= 500 else None
    return Outcome(Came.LATER, words, wait)


def _asked_to_wait(answer: Answer, now: datetime) -> timedelta | None:
    """What Retry-After asks for; None where it says nothing that makes sense."""
    asked = seconds_asked(answer.headers.get("retry-after", ""), now.timestamp())
    return timedelta(seconds=asked) if asked else None
