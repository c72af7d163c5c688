"""Issued reports: numbers, revisions, corrections to earlier ones, and two people who issue at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.ledger.build import NOON, stamp
from tests.publish.bulletin.days_told import DAY, LEVANT, MINBAR, add, bulletin, incident, report, words_of
from trucewatch.errors import UsageError
from trucewatch.ledger import Ledger, Withdrawal
from trucewatch.ledger.records import Kind
from trucewatch.model import Bulletin, SectionKey
from trucewatch.publish.bulletin.html import to_html
from trucewatch.publish.bulletin.issuing import Issued, content_of, issue, named, revisions, wording_of
from trucewatch.publish.bulletin.plain import to_markdown


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        add(ledger, report("r1", LEVANT), incident())
        yield ledger


def issued(ledger: Ledger, day: date = DAY, *, by: str = "A. Reviewer", minute: int = 1) -> Issued:
    return issue(ledger, lambda seq: bulletin(ledger, day, at=seq), stamp(minute, author=by))


def test_the_first_report_is_number_one_and_the_next_of_another_day_two(book: Ledger) -> None:
    assert [issued(book).bulletin.name, issued(book, DAY + timedelta(days=1)).bulletin.name] == ["1", "2"]


def test_issuing_again_without_change_makes_no_revision(book: Ledger) -> None:
    first, entries = issued(book), book.head()
    again = issued(book, by="B. Reviewer", minute=2)
    assert (again.again, again.bulletin, book.head()) == (True, first.bulletin, entries)


def test_issuing_another_day_first_makes_no_revision_either(book: Ledger) -> None:
    issued(book)
    issued(book, DAY - timedelta(days=1))
    issued(book, DAY + timedelta(days=1))
    assert issued(book, DAY + timedelta(days=1)).again


def test_what_changed_makes_a_revision_and_the_first_stays_as_it_was(book: Ledger) -> None:
    first = issued(book).bulletin
    add(book, incident(killed=(3,)), minute=3)
    second = issued(book, minute=4).bulletin
    assert (first.name, second.name) == ("1", "1.1")
    assert revisions(book, 1) == (first, second)
    assert named(book, "1.0") == first
    assert named(book, "1") == second


def test_a_past_report_is_rebuilt_byte_for_byte(book: Ledger) -> None:
    first = issued(book).bulletin
    pages = to_html(first), to_markdown(first)
    add(book, report("r2", MINBAR), incident("b", told=(("r2", MINBAR),)), incident(killed=(3,)), minute=3)
    kept = named(book, "1")
    assert (to_html(kept), to_markdown(kept)) == pages
    assert content_of(bulletin(book, at=first.as_of.seq)) == content_of(first)


def test_two_who_issue_at_once_get_no_number_twice(book: Ledger, tmp_path: Path) -> None:
    days = [DAY + timedelta(days=n) for n in range(4)] * 2

    def one(day: date) -> Bulletin:
        with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
            return issued(ledger, day).bulletin

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(one, days))
    assert {bulletin.name for bulletin in made} == {"1", "2", "3", "4"}
    assert len({bulletin.id for bulletin in made}) == len({(bulletin.id, bulletin.name) for bulletin in made})


def test_a_later_report_corrects_what_an_earlier_one_told(book: Ledger) -> None:
    issued(book)
    add(book, incident(killed=(3,)), minute=3)
    [words] = words_of(bulletin(book, DAY + timedelta(days=1)), SectionKey.CORRECTIONS)
    assert words.startswith("Report 1 (13 February 2020) told of this: shelling or other heavy fire")
    assert "now “3, best 3”" in words or "now “3”" in words


def test_a_correction_is_told_once(book: Ledger) -> None:
    issued(book)
    add(book, incident(killed=(3,)), minute=3)
    issued(book, DAY + timedelta(days=1), minute=4)
    section = bulletin(book, DAY + timedelta(days=2)).section(SectionKey.CORRECTIONS)
    assert section is not None
    assert (section.lines, section.hole) == (
        (),
        "There is nothing to correct in the reports of earlier periods that were issued.",
    )


def test_a_report_that_could_not_tell_a_change_does_not_swallow_it(book: Ledger) -> None:
    eve = DAY - timedelta(days=1)
    issued(book, eve)
    issued(book, minute=2)
    add(book, incident(killed=(3,)), report("r0", MINBAR, eve), minute=3)
    issued(book, eve, minute=4)
    [words] = words_of(bulletin(book, DAY + timedelta(days=1)), SectionKey.CORRECTIONS)
    assert "(13 February 2020) told of this" in words


def test_an_incident_that_was_withdrawn_is_corrected_with_the_reason(book: Ledger) -> None:
    issued(book)
    add(book, Withdrawal(Kind.INCIDENT, "shelling", "it was a quarry blast"), minute=3)
    [words] = words_of(bulletin(book, DAY + timedelta(days=1)), SectionKey.CORRECTIONS)
    assert "It no longer stands. It was a quarry blast." in words


@pytest.mark.parametrize("name", ["", "x", "1.x", "9", "1.7", "-1", "1" * 400, "٣"])
def test_a_number_that_was_never_given_is_named(book: Ledger, name: str) -> None:
    issued(book)
    with pytest.raises(UsageError):
        named(book, name)


@pytest.mark.parametrize(("new", "by", "reason"), [("Other words.", "", "why"), ("Other words.", "A", " "), ("", "A", "why")])
def test_an_edit_needs_words_a_name_and_a_reason(book: Ledger, new: str, by: str, reason: str) -> None:
    with pytest.raises(UsageError):
        wording_of(bulletin(book), "incidents/shelling", new, by=by, at=NOON, reason=reason)
