"""The logbook: which post logged what on which day, at any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.posts import quiet, seen
from trucewatch.catalogue.logbook import Logbook, logbook_of
from trucewatch.errors import CursorError
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.model import Limit, LimitCause, LogRecord, Span, content_id

NOON = datetime(2020, 2, 14, 12, tzinfo=UTC)
DAY = date(2020, 2, 13)
ALL = date(1, 1, 1), date(9999, 12, 31)


def stamp(hours: int = 0) -> Stamp:
    return Stamp(NOON + timedelta(hours=hours), "machine", "test", "", "")


def fog(start: str, end: str, *, whole: bool = False) -> Limit:
    words = f"fog {start} {end}"
    id = content_id("limit", words)
    return Limit(id, "HILL", "log-HILL", Span("log-HILL", 0, len(words), words), start, end, LimitCause.WEATHER, whole=whole)


def logbook(*records: LogRecord) -> tuple[Logbook, int]:
    ledger = Ledger.open("sqlite://")
    ledger.append(records, stamp())
    return logbook_of(ledger), ledger.head()[0]


def test_a_day_counts_its_lines_and_says_that_somebody_looked() -> None:
    book, until = logbook(seen("2020-02-13T14:05:00+02:00"), seen("2020-02-13T15:05:00+02:00"), quiet("2020-02-12"))
    found = {one.day: one for one in book.days(until, *ALL)}
    assert (found[DAY].seen, found[DAY].looked) == (2, True)
    assert (found[DAY - timedelta(1)].seen, found[DAY - timedelta(1)].looked) == (0, True)


def test_a_day_of_which_only_fog_is_logged_is_no_day_on_which_somebody_looked() -> None:
    book, until = logbook(fog("2020-02-13T00:00:00+02:00", "2020-02-13T23:00:00+02:00", whole=True))
    [day] = book.days(until, *ALL)
    assert (day.looked, day.blind, day.limits) == (False, ("weather",), ())


def test_a_limit_over_three_days_counts_on_each() -> None:
    book, until = logbook(fog("2020-02-12T20:00:00+02:00", "2020-02-14T06:00:00+02:00"))
    assert [one.day.day for one in book.days(until, *ALL)] == [12, 13, 14]
    assert [one.day.day for one in book.days(until, DAY, DAY)] == [13]


def test_a_past_moment_has_the_lines_that_stood_then() -> None:
    first, second = seen("2020-02-13T14:05:00+02:00"), seen("2020-02-13T16:05:00+02:00")
    ledger = Ledger.open("sqlite://")
    ledger.append([first], stamp())
    book = logbook_of(ledger)
    ledger.append([second, Withdrawal(Kind.OBSERVATION, first.id, "corrected")], stamp(1))
    assert [line.id for line in logbook_of(ledger).lines(1).cards] == [first.id]
    assert [line.id for line in book.lines(3).cards] == [second.id]


def test_a_line_that_is_recorded_again_counts_once() -> None:
    first = seen("2020-02-13T14:05:00+02:00")
    ledger = Ledger.open("sqlite://")
    ledger.append([first], stamp())
    ledger.append([replace(first, remark="once more")], stamp(1))
    assert len(logbook_of(ledger).lines(2).cards) == 1


def test_the_lines_come_page_by_page_each_once() -> None:
    records = [seen(f"2020-02-{day:02}T14:0{n}:00+02:00") for day in (11, 12, 13) for n in range(5)]
    book, until = logbook(*records)
    got: list[str] = []
    after = ""
    while True:
        page = book.lines(until, post="HILL", after=after, limit=4)
        got += [line.id for line in page.cards]
        after = page.next
        if not after:
            break
    assert sorted(got) == sorted(record.id for record in records)
    assert got[0] == records[-1].id


@pytest.mark.parametrize("cursor", ["x", "737000", "737000-x", "9999999-1-a", "737000-99999999999999999999-a"])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    book, until = logbook(seen("2020-02-13T14:05:00+02:00"))
    with pytest.raises(CursorError):
        book.lines(until, after=cursor)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_days_at_the_ends_of_the_calendar_are_kept(year: str) -> None:
    book, until = logbook(seen(f"{year}-06-01T00:05:00+02:00"))
    assert book.span(until) == (date(int(year), 6, 1), date(int(year), 6, 1))
    assert len(book.lines(until).cards) == 1


def test_lines_are_counted_by_kind_with_those_that_are_claims() -> None:
    book, until = logbook(seen("2020-02-13T14:05:00+02:00", claim_id="c1"), quiet("2020-02-12"))
    assert book.tally(until) == (("HILL", "observation", "explosion, impact", 1, 1), ("HILL", "observation", "nothing", 1, 0))
