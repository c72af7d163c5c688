"""The list of reports, chosen by a query string and written as files; and every input that could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from urllib.parse import urlencode

from trucewatch.catalogue import ReportCard, Shelf
from trucewatch.model import Unread
from trucewatch.publish.exports import Row
from trucewatch.publish.tongue import in_source, say
from trucewatch.publish.words import capital, count_words, counted, outlet_url, report_url, short_day, term
from trucewatch.web.lists import FeedEntry, FileLink, Listing, file_links
from trucewatch.web.overview.choices import Option
from trucewatch.web.parts import Frame, Room, Strong, frame

SHOWN = 50
BATCH = 200
MOST_LOOKED_AT = 1_000  # reports that one page looks through for those with or without claims, or of one language
MOST_NAMES = 300  # outlets that are offered while typing
MOST_UNREAD = 200
LONGEST = 200
ENDINGS = ("csv", "json", "atom")
REPORT_FIELDS = {
    "q": "words that begin words of the title or the text",
    "outlet": "an outlet under its printed name",
    "from": "first day of publication, as 2020-02-07",
    "to": "last day, as 2020-02-13",
    "claims": "with or without: whether a claim was read out of it",
    "language": "a language, as en",
    "after": "where the list goes on, as the page before gave it",
}
COLUMNS = ("id", "title", "outlet", "published", "language", "claims", "incidents", "characters", "url", "recorded_at", "address")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports are asked for; an empty field asks for everything. `problems` tells what could not be understood."""

    words: str = ""
    outlet: str = ""
    first: date | None = None
    last: date | None = None
    claims: str = ""
    language: str = ""
    after: str = ""
    problems: tuple[str, ...] = ()

    def query(self, after: str = "") -> str:
        """The query string that asks for the same, from `after` on."""
        values = {
            "q": self.words,
            "outlet": self.outlet,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "claims": self.claims,
            "language": self.language,
            "after": after,
        }
        return urlencode({key: value for key, value in values.items() if value}, errors="replace")


def read_asked(values: Mapping[str, str]) -> Asked:
    """What a query string asks for; what it gets wrong is named and left out."""
    problems: list[str] = []
    plain = {key: values.get(key, "").strip()[:LONGEST] for key in REPORT_FIELDS}
    first, last = (_day(plain[key], problems) for key in ("from", "to"))
    if first and last and last < first:
        problems.append(say("%(first)s to %(last)s runs backwards; the two days were exchanged", first=first, last=last))
        first, last = last, first
    if plain["claims"] not in ("", "with", "without"):
        problems.append(say("“%(plain)s” is neither with nor without", plain=plain["claims"][:40]))
        plain["claims"] = ""
    return Asked(
        plain["q"], plain["outlet"], first, last, plain["claims"], plain["language"], values.get("after", ""), tuple(problems)
    )


def _day(text: str, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems.append(say("“%(text)s” is no day; write it as 2020-02-13", text=text[:40]))
        return None


def chosen(shelf: Shelf, asked: Asked, limit: int = SHOWN) -> tuple[tuple[ReportCard, ...], str]:
    """Some reports asked for, and where the list goes on; a CursorError if `after` is none of this list's."""
    plain = not (asked.claims or asked.language)
    found: list[ReportCard] = []
    after, looked = asked.after, 0
    while True:
        size = limit if plain else min(BATCH, limit)
        page = shelf.reports(outlet=asked.outlet, first=asked.first, last=asked.last, words=asked.words, after=after, limit=size)
        found += [card for card in page.cards if _is_meant(card, asked)]
        after, looked = page.next, looked + len(page.cards)
        if not after or len(found) >= limit or looked >= MOST_LOOKED_AT:
            return tuple(found), after


def _is_meant(card: ReportCard, asked: Asked) -> bool:
    told = asked.claims == "" or (card.claims > 0) is (asked.claims == "with")
    return told and asked.language in ("", card.language)


def every(shelf: Shelf, asked: Asked) -> Iterator[ReportCard]:
    """All reports asked for, batch by batch."""
    while True:
        cards, after = chosen(shelf, asked, BATCH)
        yield from cards
        if not after:
            return
        asked = replace(asked, after=after)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in the list."""

    id: str
    href: str
    title: str
    in_text: bool
    language: str | None
    outlet: str
    outlet_href: str
    meta: str
    claims: str
    incidents: str


def report_row(card: ReportCard) -> ReportRow:
    """A report as lists show it."""
    language = (term("language", card.language),) if card.language else ()
    return ReportRow(
        id=card.id,
        href=report_url(card.id),
        title=card.title or say("Report %(id)s", id=card.id),
        in_text=card.title is not None,
        language=card.language,
        outlet=card.outlet or say("outlet not known"),
        outlet_href=outlet_url(card.outlet) if card.outlet else "",
        meta=" · ".join((short_day(card.published) if card.published else "no date", *language)),
        claims=counted(card.claims, "claim"),
        incidents=counted(card.incidents, "incident"),
    )


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """What `reports.html` shows."""

    frame: Frame
    lede: tuple[Strong, ...]
    asked: Asked
    problem: str | None
    outlets: tuple[str, ...]
    claims: tuple[Option, ...]
    rows: tuple[ReportRow, ...]
    later: str
    filtered: bool
    more: str
    files: tuple[FileLink, ...]
    unread: tuple[Unread, ...]
    unread_words: str


def reports_page(room: Room, values: Mapping[str, str]) -> ReportsPage:
    """The reports asked for, newest first, and every input that could not be read."""
    shelf, asked, unread = room.catalogue, read_asked(values), room.desk.unread()
    cards, after = chosen(shelf, asked)
    outlets = shelf.outlets()
    names = sorted(outlets, key=lambda card: -card.reports)[:MOST_NAMES]
    choices = (("", say("with or without claims")), ("with", say("with claims")), ("without", say("without a claim")))
    return ReportsPage(
        frame=frame(room, "reports", say("Reports")),
        lede=_lede(shelf, len(outlets), len(unread)),
        asked=asked,
        problem="; ".join(asked.problems) or None,
        outlets=tuple(card.name for card in names),
        claims=tuple(Option(value, words, value == asked.claims) for value, words in choices),
        rows=tuple(report_row(card) for card in cards),
        later=f"/reports?{asked.query(after)}" if after else "",
        filtered=bool(asked.query()),
        more=f"/reports?{asked.query()}" if asked.after else "",
        files=file_links("/reports", asked.query(), ENDINGS),
        unread=tuple(sorted(unread, key=lambda item: item.source))[:MOST_UNREAD],
        unread_words=capital(count_words(len(unread), "input")),
    )


@in_source
def _lede(shelf: Shelf, outlets: int, unread: int) -> tuple[Strong, ...]:
    dated = sum(many for _, many in shelf.report_days())
    some = bool(dated or shelf.reports(limit=1).cards)
    if not some and not unread:
        return (Strong(say("No report has been read in yet.")),)
    out = [
        Strong(capital(count_words(dated, "dated report", "dated reports")), True),
        Strong(f" {'was' if dated == 1 else 'were'} read, from {count_words(outlets, 'outlet')} that "),
        Strong("is named." if outlets == 1 else say("are named.")),
    ]
    if unread:
        could = Strong(capital(count_words(unread, "input")), True)
        out += [Strong(" "), could, Strong(" could not be read and count for nothing here.")]
    return tuple(out)


def listing(room: Room, asked: Asked) -> Listing:
    """The reports asked for as files."""
    shelf = room.catalogue
    return Listing(
        name="reports",
        title=say("Reports"),
        path="/reports",
        columns=COLUMNS,
        rows=lambda: (_row(card) for card in every(shelf, asked)),
        query=asked.query(),
        as_of=shelf.moment,
        entries=lambda: (_entry(card) for card in chosen(shelf, asked)[0]),
        version=str(shelf.seq),
    )


def _row(card: ReportCard) -> Row:
    return {
        "id": card.id,
        "title": card.title,
        "outlet": card.outlet,
        "published": card.published.isoformat() if card.published else None,
        "language": card.language,
        "claims": card.claims,
        "incidents": card.incidents,
        "characters": card.length,
        "url": card.url,
        "recorded_at": card.recorded_at.isoformat(),
        "address": report_url(card.id),
    }


def _entry(card: ReportCard) -> FeedEntry:
    published = datetime.combine(card.published, time()) if card.published else None
    words = f"{card.outlet or 'outlet not known'}: {counted(card.claims, 'claim')}, {counted(card.incidents, 'incident')}"
    title = card.title or say("Report %(id)s", id=card.id)
    return FeedEntry(f"reports/{card.id}", title, report_url(card.id), card.recorded_at, published, words)
