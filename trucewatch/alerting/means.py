"""The ways that are set up: what the settings and the secrets of the environment make of mail and webhooks."""

from __future__ import annotations

import os
from collections.abc import Mapping

from trucewatch.alerting.mail import MailCarrier, MailServer, Security
from trucewatch.alerting.outcome import Carrier
from trucewatch.alerting.rule import Way
from trucewatch.alerting.sending import utc_now
from trucewatch.alerting.webhook import WebhookCarrier, keys_of
from trucewatch.errors import UsageError
from trucewatch.outside import Fetcher, Guard
from trucewatch.settings import Settings, secret

MAIL_PASSWORD, WEBHOOK_KEY = "mail_password", "webhook_key"  # names of secrets, no secrets
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def carriers_of(settings: Settings, *, env: Mapping[str, str] = os.environ) -> dict[Way, Carrier]:
    """A carrier for every way that is set up; a UsageError where one is set up half."""
    found: dict[Way, Carrier] = {}
    if settings.mail_host:
        found[Way.MAIL] = MailCarrier(mail_server_of(settings, env=env))
    if key := secret(WEBHOOK_KEY, env=env):
        guard = Guard.of(settings.inner_networks.split(","))
        fetcher = Fetcher(guard=guard, contact=settings.contact)
        found[Way.WEBHOOK] = WebhookCarrier(fetcher, keys_of(key), site=site_of(settings), now=utc_now)
    return found


def mail_server_of(settings: Settings, *, env: Mapping[str, str] = os.environ) -> MailServer:
    """The mail server of the settings."""
    if "@" not in settings.mail_from:
        raise UsageError("mail_from is not set: letters come from an address such as alerts@mission.example")
    if not settings.mail_from.isprintable():
        raise UsageError("mail_from holds a line break or another character that no address has")
    security, host = Security(settings.mail_security), settings.mail_host
    if settings.mail_user and security is Security.NONE and host not in THIS_MACHINE:
        raise UsageError(f"mail_security is none: the password of {settings.mail_user} would be sent to {host} for all to read")
    return MailServer(
        host,
        settings.mail_port,
        settings.mail_from,
        security,
        user=settings.mail_user,
        password=secret(MAIL_PASSWORD, env=env) if settings.mail_user else "",
        site=site_of(settings),
    )


def site_of(settings: Settings) -> str:
    """Where links lead, without a slash at its end."""
    return settings.site_url.rstrip("/")


def missing_words(way: Way) -> str:
    """How a way is set up."""
    if way is Way.MAIL:
        return "set mail_host and mail_from to send letters"
    return "set TRUCEWATCH_WEBHOOK_KEY (openssl rand -base64 32) to send webhooks"
