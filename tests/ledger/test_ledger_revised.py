"""Entries with the one before them on the same record: in either direction, in any part, with flat memory."""

from __future__ import annotations

import pytest

from tests.ledger.build import make_claim, make_report, stamp
from trucewatch.ledger import Entry, Kind, Ledger, Revised, Withdrawal, state

ALL = (Kind.REPORT, Kind.CLAIM)


@pytest.fixture(params=["looked up", "walked to"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to find entries, with pages of three."""
    monkeypatch.setattr(state, "STEP", 3)
    if request.param == "walked to":
        monkeypatch.setattr(state, "FEW", 0)
    return str(request.param)


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Seven reports, each followed by a claim; the first three get another version, one is withdrawn and comes back."""
    for number in range(7):
        ledger.append([make_report(f"r-{number}"), make_claim(f"c-{number}")], stamp(number))
    for number in range(3):
        ledger.append([make_report(f"r-{number}", text="Another text.")], stamp(10 + number))
    ledger.append([Withdrawal(Kind.REPORT, "r-1", "a mistake")], stamp(20))
    ledger.append([make_report("r-1")], stamp(21))
    return ledger


def plain(ledger: Ledger, kinds: tuple[Kind, ...], after: int, until: int) -> list[Revised]:
    """The same by reading every entry."""
    last: dict[tuple[Kind, str], Entry] = {}
    found: list[Revised] = []
    for entry in ledger.entries():
        before = last.get((entry.subject, entry.id))
        last[entry.subject, entry.id] = entry
        if entry.subject in kinds and after < entry.seq <= until:
            found.append(Revised(entry, before))
    return found


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("kinds", [ALL, (Kind.REPORT,), (Kind.CLAIM,), (Kind.INCIDENT,)])
def test_each_entry_comes_once_with_the_one_before_it(filled: Ledger, kinds: tuple[Kind, ...]) -> None:
    head = filled.head()[0]
    for after, until in ((0, head), (5, head), (0, 9), (4, 15), (head, head)):
        expected = plain(filled, kinds, after, until)
        assert list(filled.revised(kinds, after=after, until=until)) == expected
        assert list(filled.revised(kinds, after=after, until=until, newest_first=True)) == expected[::-1]


@pytest.mark.usefixtures("way")
def test_what_is_recorded_while_somebody_reads_is_left_for_the_next_time(filled: Ledger) -> None:
    head, reading = filled.head()[0], filled.revised(ALL)
    got = [next(reading)]
    filled.append([make_report("r-late")], stamp(30))
    got += reading
    assert [one.entry.seq for one in got] == list(range(1, head + 1))
    assert [one.entry.id for one in filled.revised(ALL, after=head)] == ["r-late"]


def test_an_empty_ledger_has_none(ledger: Ledger) -> None:
    assert list(ledger.revised(ALL)) == []
    assert list(ledger.revised((), newest_first=True)) == []
