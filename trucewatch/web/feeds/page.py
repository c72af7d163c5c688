"""How feeds stand, in words: what each answers, what was new last, when it is asked again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from trucewatch.feeds import FeedHealth, FeedState
from trucewatch.people import Role
from trucewatch.publish.exports import Row
from trucewatch.publish.tongue import gettext, marked, say
from trucewatch.publish.words import counted, instant_words, joined
from trucewatch.web.lists import FileLink, Listing, file_links
from trucewatch.web.parts import Frame, Room, frame

PATH = "/feeds"
ENDINGS = ("csv", "json")
UNHEARD = frozenset({FeedState.NEW, FeedState.EMPTY, FeedState.SILENT, FeedState.BROKEN, FeedState.REFUSED})
LASTING = frozenset({FeedState.EMPTY, FeedState.SILENT, FeedState.BROKEN, FeedState.REFUSED})
COLUMNS = tuple(field.name for field in fields(FeedHealth))
STATES = {
    FeedState.NEW: marked("not asked yet"),
    FeedState.OK: marked("brings news"),
    FeedState.EMPTY: marked("answers, with no entry in it"),
    FeedState.SILENT: marked("silent"),
    FeedState.BROKEN: marked("broken"),
    FeedState.REFUSED: marked("not asked: refused"),
}

IN_SHORT = {  # behind a count: "4 broken"
    FeedState.NEW: marked("not asked yet"),
    FeedState.OK: marked("well"),
    FeedState.EMPTY: marked("empty"),
    FeedState.SILENT: marked("silent"),
    FeedState.BROKEN: marked("broken"),
    FeedState.REFUSED: marked("refused"),
}


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed in the table; `blind` where nothing is heard from it, so that its outlet's silence means nothing."""

    name: str
    outlet: str
    url: str
    code: str
    state: str
    blind: bool
    last_new: str
    last_new_iso: str
    why: str
    since: str
    failures: str
    next_try: str
    rhythm: str
    waiting: str


@dataclass(frozen=True, slots=True)
class FeedsPage:
    """What `feeds.html` shows; `keeper` where whoever asks may see addresses and faults."""

    frame: Frame
    lede: str
    rows: tuple[FeedRow, ...]
    keeper: bool
    files: tuple[FileLink, ...]


def shown(health: Sequence[FeedHealth], room: Room) -> tuple[FeedHealth, ...]:
    """What whoever asks may see: the public is told how feeds stand, and not where they are or what their sites answer."""
    if room.visitor.may(Role.VIEWER):
        return tuple(health)
    return tuple(
        replace(one, url="", why="", failures=0, last_tried=None, next_try=None, waiting=0, last_answer=None) for one in health
    )


def feeds_page(room: Room, health: Sequence[FeedHealth]) -> FeedsPage:
    """The page."""
    seen = shown(health, room)
    rows = tuple(_row(one) for one in seen)
    return FeedsPage(
        frame(room, "feeds", gettext("Feeds")),
        _lede(seen),
        rows,
        room.visitor.may(Role.VIEWER),
        file_links(PATH, "", ENDINGS) if rows else (),
    )


def feeds_listing(room: Room, health: Sequence[FeedHealth]) -> Listing:
    """The same as files."""
    rows = [health_row(one) for one in shown(health, room)]
    version = hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
    return Listing("feeds", "Feeds that are watched", PATH, COLUMNS, lambda: rows, count=len(rows), version=version)


def health_row(health: FeedHealth) -> Row:
    """A feed's health as a flat row; moments in UTC."""
    row: Row = {}
    for name in COLUMNS:
        value = getattr(health, name)
        row[name] = value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
    return row


def _lede(health: Sequence[FeedHealth]) -> str:
    if not health:
        return ""
    counts = Counter(one.state for one in health)
    parts = [
        say("%(count)s %(state)s", count=counts[state], state=gettext(IN_SHORT[state])) for state in FeedState if counts[state]
    ]
    return say("%(feeds)s watched: %(states)s.", feeds=counted(len(health), "feed"), states=joined(parts))


def _row(health: FeedHealth) -> FeedRow:
    return FeedRow(
        name=health.name,
        outlet=health.outlet,
        url=health.url,
        code=health.state.value,
        state=gettext(STATES[health.state]),
        blind=health.state in UNHEARD,
        last_new=instant_words(health.last_new) if health.last_new else gettext("nothing yet"),
        last_new_iso=health.last_new.isoformat() if health.last_new else "",
        why=health.why,
        since=say("since %(moment)s", moment=instant_words(health.since)) if health.since and health.state in LASTING else "",
        failures=say("%(count)s in a row", count=health.failures) if health.failures else "",
        next_try=instant_words(health.next_try) if health.next_try else "",
        rhythm=say("every %(minutes)s min", minutes=health.every_minutes) if health.every_minutes else "",
        waiting=counted(health.waiting, "page") if health.waiting else "",
    )
