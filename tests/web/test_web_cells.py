"""Lines of logs on pages: their cells parted by dots, no character lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from fastapi.testclient import TestClient

from tests.telling import report
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Passage, Report, Role, Span
from trucewatch.post_logs import run_logs
from trucewatch.web.app import create_app
from trucewatch.web.cells import CELL, LAST, cell_layers
from trucewatch.web.parts import alone, in_sentence

HEAD = "Post,Date,Count,Remarks"


def log(*lines: str, head: str = HEAD) -> Report:
    """A log with these lines under its heading."""
    text = "\n".join((head, *lines))
    passages = (Passage(0, len(head) + 1, Role.BOILERPLATE), Passage(len(head) + 1, len(text), Role.LOG))
    return replace(report("log", "2020-02-13", text, "Hill"), passages=passages)


def parted(told: Report) -> list[tuple[str, str]]:
    return [(layer.kind, told.text[layer.start : layer.end]) for layer in cell_layers(told, len(HEAD) + 1, len(told.text))]


def test_cells_are_parted_and_empty_ones_make_one_gap() -> None:
    assert parted(log("HILL,2020-02-13,,,loud")) == [(CELL, ","), (CELL, ",,,")]
    assert parted(log("HILL,2020-02-13,3,,,")) == [(CELL, ","), (CELL, ","), (LAST, ",,,")]


def test_a_separator_in_a_quoted_cell_is_a_word() -> None:
    assert parted(log('HILL,"loud, then quiet",3')) == [(CELL, ","), (CELL, ",")]


def test_other_reports_and_logs_without_a_heading_have_no_cells() -> None:
    plain = report("one", "2020-02-13", "Two shells fell, three burned, none died.", "Wire")
    assert cell_layers(plain, 0, len(plain.text)) == ()


def test_a_quoted_line_loses_no_character() -> None:
    told = log("HILL,2020-02-13,3,,,")
    start = told.text.index("HILL")
    line = Span("log", start, len(told.text), told.text[start:])
    for words in (alone(told, line), in_sentence(told, line)):
        assert "".join(piece.text for piece in words.pieces) == line.text
        assert [piece.text for piece in words.pieces if piece.gap] == [",", ","]


def test_the_feed_shows_a_line_of_a_log_as_cells(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "post,date,time,means,count,phenomenon,remarks\nTRN-01,2024-03-02,18:40,Heard,3,Explosion,\n", encoding="utf-8"
    )
    stamp = Stamp(at=datetime(2024, 4, 1, tzinfo=UTC), author="machine", code="test", model="test", knowledge="test")
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        run_logs([path], ledger, lambda: stamp)
        with TestClient(create_app(ledger, today=lambda: date(2024, 4, 1), labels=str)) as client:
            page = client.get("/").text
    assert '<span class="cell"><span class="vh">,</span></span>18:40' in page
