"""The moment of knowledge a page is asked for: `?asof=` shows what was known then, and its links stay in that moment."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from urllib.parse import quote

FIELD = "asof"
LONGEST = 40
_LINK = re.compile(r'(<a\b[^>]*?\bhref=")(/(?!static/|sign)[^"#]*)(#[^"]*)?(")')
_FORM = re.compile(r'<form\b(?=[^>]*\bmethod="get")[^>]*>')


def asked_moment(text: str) -> datetime | None:
    """The moment a query names; None for now. A day stands for its end; without a zone it is UTC. ValueError if it is neither."""
    words = text.strip()[:LONGEST]
    if not words:
        return None
    try:
        if len(words) == len("2020-02-13"):
            return datetime.combine(date.fromisoformat(words) + timedelta(days=1), time(), UTC) - timedelta(microseconds=1)
        found = datetime.fromisoformat(words.replace(" ", "+") if words.count(" ") == 1 and words[-6:-5] == " " else words)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{words}” is no moment; write it as 2020-02-13 or 2020-02-13T20:55+02:00") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def kept_in(html: str, moment: str) -> str:
    """The page with every link and every form that asks staying in the moment."""
    value = quote(moment, safe=":+").replace("+", "%2B")

    def link(found: re.Match[str]) -> str:
        before, address, anchor, after = found.groups()
        if f"{FIELD}=" in address:
            return found.group(0)
        return f"{before}{address}{'&amp;' if '?' in address else '?'}{FIELD}={value}{anchor or ''}{after}"

    hidden = f'<input type="hidden" name="{FIELD}" value="{escape(moment)}">'
    return _FORM.sub(lambda found: found.group(0) + hidden, _LINK.sub(link, html))
