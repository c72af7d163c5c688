"""The issued reports as a page with the form for a preview, and the same list as files and as a feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trucewatch.model import Edition
from trucewatch.publish.bulletin.laying import KINDS
from trucewatch.publish.exports import Row
from trucewatch.publish.tongue import languages, own_name, say
from trucewatch.publish.words import day_words, number, range_words
from trucewatch.web.daily.archive import Archive, Issued
from trucewatch.web.daily.asking import PATH, Asked, Wanted, read_wanted
from trucewatch.web.daily.page import Link, moment_words
from trucewatch.web.lists import FeedEntry, FileLink, Listing, file_links
from trucewatch.web.parts import Choice, Frame, Room, choices, frame

ENDINGS = ("csv", "json", "atom")
SHOWN = 50  # reports on a page; the files have all
COLUMNS = (
    *("name", "number", "revision", "edition", "first", "last", "agreement", "zone", "language", "title"),
    *("issued_at", "issued_by", "entry", "as_of_entry", "edited_sentences", "url"),
)


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One report of the list: its latest revision, and how many there are."""

    name: str
    href: str
    kind: str
    days: str
    agreement: str
    language: str
    issued: str
    by: str
    revisions: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class EditionsPage:
    """What `daily.html` shows."""

    frame: Frame
    problem: str
    wanted: Wanted
    editions: tuple[Choice, ...]
    agreements: tuple[Choice, ...]
    tongues: tuple[Choice, ...]
    preview_editions: tuple[Choice, ...]
    preview_agreements: tuple[Choice, ...]
    newest: str
    newest_words: str
    newest_href: str
    lines: tuple[EditionLine, ...]
    more: str
    filtered: bool
    files: tuple[FileLink, ...]
    may: bool


def editions_page(room: Room, archive: Archive, until: int, query: Mapping[str, str], newest: date, *, may: bool) -> EditionsPage:
    """The reports asked for, the latest issued first."""
    wanted = read_wanted(query)
    found = archive.newest(wanted, until)
    agreements = [agreement.id for agreement in room.desk.agreements()]
    today = Asked(Edition.DAILY, newest, newest, language=room.language)
    return EditionsPage(
        frame=frame(room, "daily", say("Daily reports")),
        problem=" ".join(wanted.problems),
        wanted=wanted,
        editions=choices({edition.value: say(words) for edition, words in KINDS.items()}, wanted.edition, say("any")),
        agreements=choices({name: name for name in agreements}, wanted.agreement, say("any")),
        tongues=choices({code: own_name(code) for code in languages()}, wanted.language, say("any")),
        preview_editions=choices({edition.value: say(words) for edition, words in KINDS.items()}, Edition.DAILY.value),
        preview_agreements=choices({name: name for name in agreements}, "", say("all")),
        newest=newest.isoformat(),
        newest_words=day_words(newest),
        newest_href=f"{PATH}/preview?{today.query()}",
        lines=tuple(_line(revisions) for revisions in found[:SHOWN]),
        more=say("and %(count)s more; the files have them all", count=number(len(found) - SHOWN)) if len(found) > SHOWN else "",
        filtered=bool(wanted.query()),
        files=file_links(PATH, wanted.query(), ENDINGS),
        may=may,
    )


def _line(revisions: tuple[Issued, ...]) -> EditionLine:
    last = revisions[-1]
    return EditionLine(
        name=last.name,
        href=f"{PATH}/{last.name}",
        kind=say(KINDS[last.edition]),
        days=range_words(last.first, last.last),
        agreement=last.agreement,
        language=own_name(last.language),
        issued=moment_words(last.issued_at, last.zone),
        by=last.issued_by,
        revisions=tuple(Link(one.permalink, f"{PATH}/{one.permalink}") for one in revisions),
    )


def editions_listing(room: Room, archive: Archive, until: int, wanted: Wanted) -> Listing:
    """Every revision of the reports asked for, as files and as a feed: a revision is an entry of its own."""
    found = [one for revisions in archive.newest(wanted, until) for one in reversed(revisions)]
    return Listing(
        name="daily",
        title=say("Daily reports"),
        path=PATH,
        columns=COLUMNS,
        rows=lambda: (_row(one) for one in found),
        query=wanted.query(),
        count=len(found),
        as_of=room.desk.as_of(),
        entries=lambda: _entries(found),
        version=f"{until} {room.visitor.role}",
    )


def _row(one: Issued) -> Row:
    return {
        "name": one.permalink,
        "number": one.number,
        "revision": one.revision,
        "edition": one.edition.value,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "agreement": one.agreement,
        "zone": one.zone,
        "language": one.language,
        "title": one.title,
        "issued_at": one.issued_at,
        "issued_by": one.issued_by,
        "entry": one.seq,
        "as_of_entry": one.as_of,
        "edited_sentences": one.edited,
        "url": f"{PATH}/{one.permalink}",
    }


def _entries(found: list[Issued]) -> Iterator[FeedEntry]:
    for one in sorted(found, key=lambda one: -one.seq):
        at = datetime.fromisoformat(one.issued_at)
        kind = say(KINDS[one.edition])
        title = f"{kind} {one.name}, {range_words(one.first, one.last)}"
        yield FeedEntry(f"daily/{one.permalink}", title, f"{PATH}/{one.permalink}", at, at, categories=(one.edition.value,))
