"""Target: secrets that stand in files, and what is set up with them: webhooks, mail, a store of raw bytes, the door for figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from fuzz.faults import held
from fuzz.target import Target
from fuzz.targets.documents import folder
from trucewatch.alerting.means import carriers_of
from trucewatch.alerting.webhook import keys_of
from trucewatch.errors import TrucewatchError
from trucewatch.raw.opening import Place, open_store
from trucewatch.settings import PREFIX, Settings, load_settings, secret
from trucewatch.web.status import FigureDoor

NAMES = ("mail_password", "webhook_key", "metrics_token", "raw_key_id", "raw_secret", "backup_passphrase")
Given = TypeVar("Given")
TOLD = 8  # signs from which on a secret is one that no message may hold by chance
SET_UP = 8  # in one case of so many all ways are set up: the certificates of the machine are loaded for it
LEDGER = "sqlite:////nowhere/ledger.sqlite"
SETTING_WORDS = (
    'mail_host = "mail.example"', 'mail_from = "Watch <alerts@mission.example>"', 'mail_user = "watch"', 'mail_security = "none"',
    'raw_store = "s3://bucket/prefix"', 'raw_store = "s3://["', 'raw_store = "s3://a:b@bucket"', 'raw_store = "folder"', 'raw_endpoint = "http://127.0.0.1:9"',
    'raw_region = "eu"', 'inner_networks = "10.0.0.0/8, ::1/128"', 'contact = "desk@mission.example"', 'site_url = "https://truce.example"',
    "whsec_", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a key of sixteen signs", "\r\n", "\n", "\ufeff", "\u2028", "٣", "é", "\x7f",
)  # fmt: skip


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """What lies behind the door for figures."""


def secrets(data: bytes) -> None:
    """What stands in the file is the secret, or it is told why not; no message holds it. The settings stand above a line of dashes."""
    given, _, kept = data.partition(b"\n----\n")
    inner = folder() / "secrets"
    inner.mkdir(exist_ok=True)
    (inner / "trucewatch.toml").write_bytes(given)
    (inner / "secret").write_bytes(kept)
    env = {f"{PREFIX}{name.upper()}_FILE": str(inner / "secret") for name in NAMES}
    read = _said(lambda: secret(NAMES[0], env=env), "")
    held(
        read is None or read == kept.decode().replace("\r\n", "\n").replace("\r", "\n").strip(),
        "another secret than is in the file",
    )
    words = read or ""
    loaded = _said(lambda: load_settings(env={}, folder=inner)[0], words) or Settings()
    with_mail = replace(loaded, mail_host="mail.example", mail_from="watch@mission.example", mail_user="watch")
    _said(lambda: keys_of(words), words)
    if len(data) % SET_UP == 0:
        _said(lambda: carriers_of(loaded, env=env), words)
        _said(lambda: carriers_of(with_mail, env=env), words)
    place = Place(loaded.raw_store, loaded.raw_endpoint, loaded.raw_region, "id", words)
    _said(lambda: open_store(LEDGER, place), words)
    held(len(words) < TOLD or words not in repr(place), "the key is shown")
    if words:
        ask_for_figures(words)


def _said(run: Callable[[], Given], words: str) -> Given | None:
    """What it gives; None where it is refused, with a reason that does not hold the secret."""
    try:
        return run()
    except TrucewatchError as error:
        held(str(error).strip(), "refused without a reason")
        held(len(words) < TOLD or words not in str(error), "the reason holds the secret")
        return None


def ask_for_figures(token: str) -> None:
    """Whoever has the token is shown the figures, as far as a header can hold it; with another one nobody is."""
    client = TestClient(FigureDoor(nothing, page=lambda: b"x 1\n", token=token))
    right, wrong = (
        client.get("/metrics", headers=[(b"Authorization", b"Bearer " + one.encode("utf-8"))]).status_code
        for one in (token, f"{token}x")
    )
    held(right == 200 or not (token.isascii() and token.isprintable()), "the token does not open the door")
    held(wrong == 401, f"another token opens the door: {wrong}")


TARGETS = (Target("secrets", secrets, SETTING_WORDS, longest=1500),)
