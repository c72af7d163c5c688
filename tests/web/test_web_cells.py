"""Lines of logs on pages: their cells parted by dots, no character lost."""

from __future__ import annotations

from dataclasses import replace

from tests.telling import report
from trucewatch.model import Passage, Report, Role, Span
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
