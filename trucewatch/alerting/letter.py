"""A message as a letter: subject, plain text and HTML, with an id that stays the same at every attempt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from trucewatch import __version__
from trucewatch.alerting.alert import Alert
from trucewatch.alerting.outcome import Message

LONGEST_SUBJECT = 160
MOST_ALERTS = 100  # in one letter; of a longer digest the rest is counted, and stands on the site
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would turn our words around
POLICY = SMTP.clone(raise_on_defect=False)
STYLE = "font-family:sans-serif;line-height:1.45;color:#1a1a1a;background:#ffffff;max-width:42em"


def letter(message: Message, *, sender: str, site: str) -> EmailMessage:
    """The letter of a message, the same at every attempt; `site` is where links lead, empty for none."""
    made = EmailMessage(policy=POLICY)
    made["From"] = plain(sender)
    made["To"] = plain(message.to)
    made["Subject"] = subject(message)
    made["Date"] = format_datetime(message.made)
    made["Message-ID"] = f"<{message.id}@{_domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made["List-Id"] = f"<{message.rule}.alerts.{_domain(sender)}>"
    made["X-Mailer"] = f"Trucewatch {__version__}"
    made.set_content("\n".join(_lines(message, site)) + "\n", cte="base64")
    made.add_alternative(_html(message, site), subtype="html", cte="base64")
    # the boundary is otherwise drawn by chance, and a letter sent again would be another letter
    made.set_boundary(f"=_{message.id}")
    return made


def subject(message: Message) -> str:
    """One line: what is told, or how much of it under which rule."""
    alerts = message.alerts
    if len(alerts) == 1:
        return _short(plain(alerts[0].title))
    return _short(f"{len(alerts)} alerts: {plain(message.rule_title)}")


def plain(words: str) -> str:
    """The words on one line, without anything that ends a header, moves a cursor or turns the line around."""
    shown = "".join(
        " " if unicodedata.category(mark) in ("Cc", "Zl", "Zp") else "\ufffd" if unicodedata.category(mark) == "Cs" else mark
        for mark in words
        if mark not in TURNING
    )
    return " ".join(shown.split())


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_SUBJECT else words[: LONGEST_SUBJECT - 1].rstrip() + "…"


def _domain(sender: str) -> str:
    found = re.search(r"@([A-Za-z0-9.-]+)", sender)
    return found[1].strip(".-") if found and found[1].strip(".-") else "trucewatch.invalid"


def _shown(message: Message) -> tuple[Alert, ...]:
    return message.alerts[:MOST_ALERTS]


def _lines(message: Message, site: str) -> Iterator[str]:
    for number, alert in enumerate(_shown(message)):
        if number:
            yield "\n" + "-" * 40 + "\n"
        yield plain(alert.title)
        yield ""
        yield plain(alert.words)
        if alert.late:
            yield "This is told late."
        yield from (f"- {plain(fact.name)}: {plain(fact.value)}" for fact in alert.facts)
        yield from (f"- {_rest(rest.by, rest.words) or f'{rest.kind} {plain(rest.id)}'}" for rest in alert.rests_on)
        yield f"\nAs of entry {alert.seq}, {alert.at:%Y-%m-%d %H:%M} UTC"
        if site:
            yield f"{site}{alert.href}"
    if more := len(message.alerts) - MOST_ALERTS:
        yield from ([f"\nAnd {more} more, which are on the site."] if more > 0 else [])
    yield "\n-- "
    yield _closing(message)


def _closing(message: Message) -> str:
    return (
        f"Sent by Trucewatch because of the rule “{plain(message.rule_title)}” ({message.rule}). "
        "It tells what is alleged and by whom, not what is true."
    )


def _rest(by: str, words: str) -> str:
    quoted = f"“{plain(words)}”" if words else ""
    return ": ".join(part for part in (plain(by), quoted) if part)


def _html(message: Message, site: str) -> str:
    parts = [_article(alert, site) for alert in _shown(message)]
    if (more := len(message.alerts) - MOST_ALERTS) > 0:
        parts.append(f"<p>And {more} more, which are on the site.</p>")
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(subject(message))}</title></head>\n'
        f'<body style="{STYLE}">\n{body}\n<p style="color:#595959">{escape(_closing(message))}</p>\n</body></html>\n'
    )


def _article(alert: Alert, site: str) -> str:
    title = escape(plain(alert.title))
    link = f'<a href="{escape(site + alert.href)}">{title}</a>' if site else title
    lines = [
        *(f"<li>{escape(plain(one.name))}: <bdi>{escape(plain(one.value))}</bdi></li>" for one in alert.facts),
        *(f'<li dir="auto">{escape(_rest(one.by, one.words) or f"{one.kind} {plain(one.id)}")}</li>' for one in alert.rests_on),
    ]
    facts = f"<ul>{''.join(lines)}</ul>" if lines else ""
    late = " This is told late." if alert.late else ""
    return (
        f'<h2 dir="auto" style="font-size:1.1em">{link}</h2>\n<p dir="auto">{escape(plain(alert.words))}{late}</p>\n{facts}'
        f'<p style="color:#595959">As of entry {alert.seq}, {alert.at:%Y-%m-%d %H:%M} UTC</p>'
    )
