"""The desk over a ledger shows what the ledger holds now, or held at a past entry."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Report, Unread
from trucewatch.web.desk import Desk

AT = datetime(2020, 3, 9, 12, tzinfo=UTC)
STAMP = Stamp(at=AT, author="machine", code="0", model="0", knowledge="0")


def report(name: str) -> Report:
    return Report(id=name, source=f"{name}.txt", text="Shells fell near Ariha.", raw_sha256=name)


def test_an_entry_added_while_the_site_runs_is_on_the_next_page(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}") as ledger:
        desk = Desk(ledger)
        assert (desk.reports(), desk.as_of()) == ((), None)
        ledger.append([report("a")], STAMP)
        assert [r.id for r in desk.reports()] == ["a"]
        ledger.append([report("b"), Unread("c.pdf", "no text")], STAMP)
        assert [r.id for r in desk.reports()] == ["a", "b"]
        assert [u.source for u in desk.unread()] == ["c.pdf"]
        assert desk.as_of() == AT


def test_a_desk_of_the_past_does_not_see_what_came_later(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}") as ledger:
        ledger.append([report("a")], STAMP)
        ledger.append([report("b")], STAMP)
        past = Desk(ledger, moment=1)
        assert [r.id for r in past.reports()] == ["a"]
        assert past.report("b") is None
        assert past.claims_of("a") == ()
