"""Outlets: how each tells, in counts with what they are counted of, every count one click from its list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from urllib.parse import urlencode

from trucewatch.catalogue import OutletCard, Question, Shelf
from trucewatch.catalogue.names import Cited, Names
from trucewatch.model import EventType
from trucewatch.publish.exports import Row
from trucewatch.publish.tongue import in_source, say
from trucewatch.publish.words import (
    capital,
    count_words,
    counted,
    isolated,
    number,
    outlet_url,
    range_words,
    short_day,
    type_words,
)
from trucewatch.web.lists import FeedEntry, FileLink, Listing, file_links
from trucewatch.web.parts import Frame, Room, Strong, frame
from trucewatch.web.reports.listing import ReportRow, report_row
from trucewatch.web.reports.naming import SHOWN_THINGS, Asked, ThingSection, behind_words, by_dispute, sections

SHOWN = 100  # outlets on one page
SHOWN_REPORTS = 10
SHOWN_SILENCES = 12
SHOWN_SOURCES = 20
FEWEST_DAYS = 5  # days with reports from which on an outlet has a rhythm
TIMES_USUAL, SHORTEST = 3, 3  # a gap is a silence if it is so many times the usual one, and so many days
OUTLET_FIELDS = {"q": "part of an outlet’s name", "page": "the page of the list, from 1"}
COLUMNS = ("name", "reports", "first_day", "last_day", "incidents", "alone", "first_to_tell", "copies", "address")
ENDINGS = ("csv", "json", "atom")


@dataclass(frozen=True, slots=True)
class Count:
    """A count with what it is counted of, and where its list is."""

    name: str
    value: str
    of: str
    href: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Days on which an outlet published nothing that was read here, and what others did meanwhile."""

    days: str
    length: str
    others: str
    href: str


@dataclass(frozen=True, slots=True)
class OutletLine:
    """One outlet in the list."""

    name: str
    href: str
    reports: str
    days: str
    incidents: str
    alone: str
    first: str
    copies: str


@dataclass(frozen=True, slots=True)
class OutletsPage:
    """What `outlets.html` shows."""

    frame: Frame
    lede: tuple[Strong, ...]
    words: str
    rows: tuple[OutletLine, ...]
    before: str
    after: str
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class OutletPage:
    """What `outlet.html` shows."""

    frame: Frame
    name: str
    lede: tuple[Strong, ...]
    counts: tuple[Count, ...]
    sources: tuple[Count, ...]
    takers: tuple[Count, ...]
    types: tuple[Count, ...]
    parties: tuple[Count, ...]
    rhythm: str
    silences: tuple[Silence, ...]
    reports: tuple[ReportRow, ...]
    reports_href: str
    behind: str | None
    naming: tuple[ThingSection, ...]
    cited: tuple[Count, ...]
    naming_href: str


def outlets_page(room: Room, values: Mapping[str, str]) -> OutletsPage:
    """The outlets read here, those with most reports first."""
    cards = meant(room.catalogue, values)
    words = values.get("q", "").strip()[:200]
    page = values.get("page", "")
    at = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    at = max(1, min(at, (len(cards) + SHOWN - 1) // SHOWN or 1))
    query = urlencode({"q": words} if words else {}, errors="replace")

    def link(number_: int) -> str:
        asked = ({"q": words} if words else {}) | {"page": str(number_)}
        return f"/outlets?{urlencode(asked, errors='replace')}" if 1 <= number_ <= -(-len(cards) // SHOWN) else ""

    return OutletsPage(
        frame=frame(room, "outlets", say("Outlets")),
        lede=_list_lede(cards, words),
        words=words,
        rows=tuple(_line(card) for card in cards[(at - 1) * SHOWN : at * SHOWN]),
        before=link(at - 1),
        after=link(at + 1),
        files=file_links("/outlets", query, ENDINGS),
    )


def meant(shelf: Shelf, values: Mapping[str, str]) -> list[OutletCard]:
    """The outlets whose name holds the words asked for, those with most reports first."""
    words = values.get("q", "").strip().casefold()[:200]
    found = [card for card in shelf.outlets() if words in card.name.casefold()]
    return sorted(found, key=lambda card: (-card.reports, card.name))


@in_source
def _list_lede(cards: Sequence[OutletCard], words: str) -> tuple[Strong, ...]:
    if not cards:
        return (
            Strong(say("No outlet of this name was read here.") if words else say("No report that was read names its outlet.")),
        )
    return (
        Strong(capital(count_words(len(cards), "outlet")), True),
        Strong(
            f" with {counted(sum(card.reports for card in cards), 'report')} here. Counts are of what was read here, not of all "
        ),
        Strong(say("that an outlet published; to tell alone or first is no mark of being right or wrong.")),
    )


def _line(card: OutletCard) -> OutletLine:
    shared = card.incidents - card.alone
    return OutletLine(
        name=card.name,
        href=outlet_url(card.name),
        reports=number(card.reports),
        days=range_words(card.first, card.last) if card.first and card.last else "no date",
        incidents=number(card.incidents),
        alone=say("%(count)s of %(count2)s", count=number(card.alone), count2=number(card.incidents)),
        first=say("%(count)s of %(count2)s", count=number(card.leading), count2=number(shared)),
        copies=number(sum(many for _, many in card.copies)),
    )


def outlet_page(room: Room, names: Names, name: str) -> OutletPage | None:
    """One outlet; None if no report read here names it."""
    shelf = room.catalogue
    card = shelf.outlet(name)
    if card is None:
        return None
    question, left, seq = Question(outlet=name), names.keep_up(), shelf.seq
    things = sorted(names.things(seq, outlet=name), key=by_dispute)
    days, all_days = shelf.report_days(outlet=name), shelf.report_days()
    rhythm, gaps = silences([day for day, _ in days])
    reports = shelf.reports(outlet=name, limit=SHOWN_REPORTS)
    takers = [(other, dict(other.copies)[name]) for other in shelf.outlets() if name in dict(other.copies)]
    return OutletPage(
        frame=frame(room, "outlets", name),
        name=name,
        lede=_lede(card),
        counts=_counts(card),
        sources=tuple(_source(shelf, card, source, many) for source, many in card.copies[:SHOWN_SOURCES]),
        takers=tuple(
            Count(
                other.name,
                counted(many, "incident"),
                say("of %(count)s that it tells", count=number(other.incidents)),
                outlet_url(other.name),
            )
            for other, many in sorted(takers, key=lambda item: (-item[1], item[0].name))[:SHOWN_SOURCES]
        ),
        types=_tallied(shelf, question, "type", card.incidents, name, lambda key: type_words(EventType(key))),
        parties=_tallied(shelf, question, "party", card.incidents, name, room.labels)[:SHOWN_SOURCES],
        rhythm=rhythm,
        silences=tuple(_silence(first, last, all_days) for first, last in gaps[:SHOWN_SILENCES]),
        reports=tuple(report_row(one) for one in reports.cards),
        reports_href=f"/reports?{urlencode({'outlet': name}, errors='replace')}",
        behind=behind_words(left),
        naming=sections(room, names, things[:SHOWN_THINGS], Asked(outlet=name), most=1),
        cited=tuple(_cited(room, name, one) for one in names.cited(seq, name)[:SHOWN_SOURCES]),
        naming_href=f"/naming?{urlencode({'outlet': name}, errors='replace')}",
    )


def _cited(room: Room, name: str, one: Cited) -> Count:
    """A party whose speakers an outlet cites, with those of its incidents that name the party."""
    reports = say("in %(count)s, as “%(words)s”", count=counted(one.reports, "report"), words=isolated(one.printed))
    return Count(capital(room.labels(one.party)), counted(one.many, "claim"), reports, "")


@in_source
def _lede(card: OutletCard) -> tuple[Strong, ...]:
    days = f", published {range_words(card.first, card.last)}" if card.first and card.last else ""
    was, it = ("was", "It tells") if card.reports == 1 else ("were", "They tell")
    return (
        Strong(capital(counted(card.reports, "report")), True),
        Strong(f" of it {was} read here{days}. {it} of "),
        Strong(counted(card.incidents, "incident"), True),
        Strong(f"; {count_words(card.alone, 'of them', 'of them')} no other outlet read here tells. "),
        Strong(say("That says how it tells, not who is right.")),
    )


def _counts(card: OutletCard) -> tuple[Count, ...]:
    shared, asked = card.incidents - card.alone, urlencode({"outlet": card.name}, errors="replace")
    lists = f"/incidents?{asked}"
    return (
        Count(say("Reports"), number(card.reports), say("read here"), f"/reports?{asked}"),
        Count(say("Incidents it tells of"), number(card.incidents), say("of those read here"), lists),
        Count(
            say("Told by it alone"),
            number(card.alone),
            say("of %(count)s that it tells of", count=number(card.incidents)),
            f"{lists}&telling=alone",
        ),
        Count(
            say("Told first by it"),
            number(card.leading),
            say("of %(count)s that others read here tell of too", count=number(shared)),
            f"{lists}&telling=first",
        ),
    )


def _source(shelf: Shelf, card: OutletCard, source: str, many: int) -> Count:
    href = outlet_url(source) if shelf.outlet(source) else ""
    return Count(source, counted(many, "incident"), say("of %(count)s that it tells of", count=number(card.incidents)), href)


def _tallied(shelf: Shelf, question: Question, by: str, of: int, name: str, words: object) -> tuple[Count, ...]:
    rows = sorted(shelf.tally(question, (by,)), key=lambda row: (-row.many, row.keys))
    field = {"type": "type", "party": "party"}[by]
    assert callable(words)
    return tuple(
        Count(
            str(words(row.keys[0])),
            number(row.many),
            say("of %(count)s", count=number(of)),
            f"/incidents?{urlencode({'outlet': name, field: row.keys[0]}, errors='replace')}",
        )
        for row in rows
        if row.keys[0]
    )


def silences(days: Sequence[date]) -> tuple[str, list[tuple[date, date]]]:
    """The rhythm of an outlet in words, and the gaps that are long for it, longest first, as first and last silent day."""
    if len(days) < FEWEST_DAYS:
        return say("Too few days with reports to say how often it publishes."), []
    gaps = [(b - a).days for a, b in pairwise(days)]
    usual = median(gaps)
    least = max(TIMES_USUAL * usual, SHORTEST)
    long = [(b - a, a, b) for a, b in pairwise(days) if (b - a).days > least]
    ordered = sorted(long, key=lambda gap: (-gap[0].days, gap[1]))
    every = say("every day") if usual == 1 else f"every {usual:g} days"
    words = f"Between two days with reports there usually lie {usual:g} days ({every}, the median of {number(len(gaps))} gaps)."
    if usual == 1:
        words = say("It usually has a report every day (the median of %(count)s gaps is one day).", count=number(len(gaps)))
    found = [(date.fromordinal(a.toordinal() + 1), date.fromordinal(b.toordinal() - 1)) for _, a, b in ordered]
    return f"{words} Listed are gaps of more than {least:g} days.", found


def _silence(first: date, last: date, all_days: Iterable[tuple[date, int]]) -> Silence:
    others = sum(many for day, many in all_days if first <= day <= last)
    query = urlencode({"from": first.isoformat(), "to": last.isoformat()})
    length = counted((last - first).days + 1, "day")
    return Silence(range_words(first, last), length, counted(others, "report"), f"/reports?{query}")


def listing(room: Room, values: Mapping[str, str]) -> Listing:
    """The outlets asked for as files."""
    shelf = room.catalogue
    cards, words = meant(shelf, values), values.get("q", "").strip()[:200]
    return Listing(
        name="outlets",
        title=say("Outlets"),
        path="/outlets",
        columns=COLUMNS,
        rows=lambda: (_row(card) for card in cards),
        query=urlencode({"q": words} if words else {}, errors="replace"),
        count=len(cards),
        as_of=shelf.moment,
        entries=lambda: (
            FeedEntry(f"outlets/{card.name}", card.name, outlet_url(card.name), shelf.moment, None, _summary(card))
            for card in cards
            if shelf.moment
        ),
        version=str(shelf.seq),
    )


def _summary(card: OutletCard) -> str:
    last = f", the last of {short_day(card.last)}" if card.last else ""
    return f"{counted(card.reports, 'report')}{last}; {counted(card.incidents, 'incident')}"


def _row(card: OutletCard) -> Row:
    return {
        "name": card.name,
        "reports": card.reports,
        "first_day": card.first.isoformat() if card.first else None,
        "last_day": card.last.isoformat() if card.last else None,
        "incidents": card.incidents,
        "alone": card.alone,
        "first_to_tell": card.leading,
        "copies": [f"{name} ({many})" for name, many in card.copies],
        "address": outlet_url(card.name),
    }
