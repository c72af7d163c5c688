"""Lines kept ready give what the records give, on every engine, whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, select, update

from tests.catalogue.makings import make_finding
from tests.ledger.conftest import ledger, new_url, postgres, url
from tests.publish.exchange.test_acled_ucdp_plover import attack
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Kind, Ledger, Record, Stamp, Withdrawal
from trucewatch.ledger.doors import reading, writing
from trucewatch.model import Basis, EventType, FindingState, Outlet, Report, State
from trucewatch.publish.exchange.exchange import Stock
from trucewatch.publish.exchange.formats import EXCHANGES, LINES
from trucewatch.publish.exchange.plain import LINES_OF, write_plain
from trucewatch.publish.exchange.ready import NONE_YET, Overtaken, Ready, line_table, ready_lines, state_table
from trucewatch.publish.exchange.told import LedgerReader

__all__ = ["ledger", "new_url", "postgres", "url"]

STAMP = Stamp(datetime(2020, 2, 13, 12, tzinfo=UTC), "test", "0", "m", "k")
QUESTIONS = (
    Question(),
    Question(first=date(2020, 2, 12), last=date(2020, 2, 12)),
    Question(type=EventType.MOBILIZE),
    Question(agreement="SOC18"),
    Question(ids=()),
)


def both(ledger: Ledger, name: str, question: Question) -> tuple[bytes, bytes]:
    """What goes out without the kept lines, and with them."""
    shelf = Catalogue(ledger).at()
    reader = LedgerReader(ledger, shelf.seq)
    lines = LINES_OF.get(name, name)
    ready = ready_lines(ledger, shelf, reader, lines, LINES[lines])
    assert ready is not None
    plain, kept = (written(name, stock, question) for stock in (Stock(shelf, reader), Stock(shelf, reader, ready)))
    return plain, kept


def written(name: str, stock: Stock, question: Question) -> bytes:
    pieces = write_plain(stock, question, name) if name in LINES_OF else EXCHANGES[name].write(stock, question)
    return b"".join(piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace") for piece in pieces)


def acled(ledger: Ledger) -> Ready:
    shelf = Catalogue(ledger).at()
    return Ready(ledger, shelf, LedgerReader(ledger, shelf.seq), "acled-csv", LINES["acled-csv"])


@pytest.mark.parametrize("name", sorted({*LINES, *LINES_OF}))
def test_kept_lines_follow_every_change(ledger: Ledger, name: str) -> None:
    report = Report("r1", "r1", "Saraqib was shelled.", "0" * 64, title="One", outlet=Outlet("Example Daily", Basis.TEXT))
    steps: tuple[list[Record], ...] = (
        [report, attack("incident-1"), attack("incident-2", type=EventType.MOBILIZE, mode="troops", figures=()), make_finding("f1", "incident-1")],
        [replace(report, title="Another", raw_sha256="1" * 64)],
        [make_finding("f1", "incident-1", state=FindingState.CONTESTED)],
        [Withdrawal(Kind.FINDING, "f1", "as the test has it")],
        [attack("incident-1", state=State.CONTESTED)],
        [Withdrawal(Kind.INCIDENT, "incident-2", "as the test has it"), attack("incident-3")],
    )  # fmt: skip
    for step in steps:
        ledger.append(step, STAMP)
        for question in QUESTIONS:
            plain, kept = both(ledger, name, question)
            assert kept == plain


def test_whoever_began_last_makes_the_lines_and_nobody_sees_half_of_them(ledger: Ledger) -> None:
    ledger.append([attack("incident-1"), attack("incident-2")], STAMP)
    mine, theirs = acled(ledger), acled(ledger)
    mine.catch_up()
    whole = "".join(mine.lines(Question()))
    theirs._begin("another process")
    with writing(ledger.engine) as connection:
        connection.execute(update(state_table).values(seq=NONE_YET))  # it makes all anew,
        connection.execute(delete(line_table))  # and is killed here
    assert "".join(mine.lines(Question())) == whole
    with pytest.raises(Overtaken):
        mine._write((), (), "this process")
    theirs.catch_up()
    assert "".join(theirs.lines(Question())) == whole


def test_lines_stay_those_of_their_moment_when_the_catalogue_goes_on(ledger: Ledger) -> None:
    ledger.append([attack("incident-1"), attack("incident-2")], STAMP)
    ready = acled(ledger)
    ready.catch_up()
    whole = "".join(ready.lines(Question()))
    gone = Withdrawal(Kind.INCIDENT, "incident-2", "as the test has it")
    ledger.append([attack("incident-1", type=EventType.MOBILIZE, mode="troops", figures=()), gone], STAMP)
    Catalogue(ledger).at()
    assert "".join(ready.lines(Question())) == whole


def test_only_the_format_asked_for_is_made(ledger: Ledger) -> None:
    ledger.append([attack("incident-1")], STAMP)
    acled(ledger).catch_up()
    with reading(ledger.engine) as connection:
        assert set(connection.scalars(select(line_table.c.format))) == {"acled-csv"}
