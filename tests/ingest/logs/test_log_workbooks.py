"""Logs kept as workbooks and as JSON: the same lines give the same records as in CSV."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from trucewatch import example
from trucewatch.ingest.logs import LogDay, is_log, read_log
from trucewatch.knowledge.posts import FOLDER, read_posts
from trucewatch.model import Unread

POSTS = read_posts(FOLDER / "training.toml")
HEADER = ["post", "date", "time", "means", "count", "phenomenon", "distance", "direction"]
FIRST = ["TRN-01", date(2024, 3, 2), time(18, 40), "Heard", 3, "Explosion", "2-5km", "WSW"]
Sheets = openpyxl.Workbook


def workbook(change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    for row in (HEADER, FIRST):
        book.active.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, source: str = "log.xlsx") -> tuple[list[LogDay], list[Unread]]:
    found = list(read_log(data, source, POSTS))
    return [item for item in found if isinstance(item, LogDay)], [item for item in found if isinstance(item, Unread)]


def ids(days: list[LogDay]) -> set[str]:
    return {record.id for day in days for record in day.records} | {claim.id for day in days for claim in day.claims}


CSV = b"post,date,time,means,count,phenomenon,distance,direction\nTRN-01,2024-03-02,18:40,Heard,3,Explosion,2-5km,WSW\n"


def test_a_workbook_a_csv_and_json_give_the_same_records() -> None:
    cells = dict(zip(HEADER, ["TRN-01", "2024-03-02", "18:40", "Heard", 3, "Explosion", "2-5km", "WSW"], strict=True))
    shared = {"post": "TRN-01", "lines": [{key: value for key, value in cells.items() if key != "post"}]}
    forms = [workbook(), CSV, json.dumps([cells], indent=2).encode(), json.dumps(cells).encode(), json.dumps(shared).encode()]
    found = [read(form) for form in forms]
    assert all(not unread for _, unread in found)
    assert len({frozenset(ids(days)) for days, _ in found}) == 1


def test_every_span_of_a_workbook_stands_in_its_report() -> None:
    day = read(workbook())[0][0]
    for claim in day.claims:
        for span in (claim.quote, claim.trigger, claim.speaker.span if claim.speaker else claim.quote):
            assert day.report.text[span.start : span.end] == span.text


def test_the_line_of_a_workbook_is_its_row() -> None:
    _, unread = read(workbook(lambda book: book.active.append(["TRN-77", *FIRST[1:]])))
    assert [(item.source, "no post of the registry" in item.reason) for item in unread] == [("log.xlsx, sheet Sheet:3", True)]


def test_a_hidden_sheet_is_named_and_not_read() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Drafts")
        for row in (HEADER, ["TRN-02", *FIRST[1:]]):
            sheet.append(row)
        sheet.sheet_state = "hidden"

    days, unread = read(workbook(hide))
    assert [day.post.id for day in days] == ["TRN-01"]
    assert [item.source for item in unread] == ["log.xlsx, sheet Drafts"]


def test_merged_cells_hold_for_every_row_they_cover() -> None:
    def merge(book: openpyxl.Workbook) -> None:
        book.active.append([None, None, time(19, 0), "Heard", 1, "Explosion", "3km", "N"])
        book.active.merge_cells("A2:A3")
        book.active.merge_cells("B2:B3")

    days, unread = read(workbook(merge))
    assert not unread
    assert len(days[0].records) == 2


def test_a_formula_whose_value_was_never_stored_is_named() -> None:
    days, unread = read(workbook(lambda book: book.active.append([*FIRST[:4], "=1+2", *FIRST[5:]])))
    assert len(days) == 1
    assert "formula" in unread[0].reason


def test_a_date_with_its_time_in_one_cell_is_read() -> None:
    def stamp(book: openpyxl.Workbook) -> None:
        book.active.delete_rows(2)
        book.active.append(["TRN-01", datetime(2024, 3, 2, 18, 40), None, *FIRST[3:]])

    assert ids(read(workbook(stamp))[0]) == ids(read(CSV)[0])


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (200 * 1024 * 1024))
    return out.getvalue()


def _entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 and nothing more", "cannot be read"),
        (b"\xd0\xcf\x11\xe0 old", "old or encrypted"),
        (bytes(range(256)) * 40, "binary"),
        (b"a,b\n1,2\n", "no log"),
        (b"[" * 5000, "nested too deeply"),
        (_entities(), "document type"),
    ],
    ids=["empty", "broken zip", "old workbook", "binary", "no log", "deep", "entities"],
)
def test_a_file_that_is_no_log_is_named(data: bytes, reason: str) -> None:
    days, unread = read(data)
    assert not days
    assert reason in unread[0].reason


def test_a_workbook_that_would_unpack_to_too_much_is_refused() -> None:
    assert "unpacked" in read(_bomb())[1][0].reason


def test_a_far_cell_does_not_make_a_workbook_huge() -> None:
    days, _ = read(workbook(lambda book: book.active.cell(row=900_000, column=12_000, value="stray") and None))
    assert len(days[0].records) == 1


def test_broken_json_is_named_by_its_line() -> None:
    lines = [json.dumps(dict(zip(HEADER, map(str, FIRST), strict=True))), "{broken", "[1, 2]"]
    days, unread = read("\n".join(lines).encode(), "log.jsonl")
    assert [item.source for item in unread] == ["log.jsonl:2", "log.jsonl:3"]
    assert len(days) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1254"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_any_encoding_and_delimiter_gives_the_same_records(encoding: str, delimiter: str) -> None:
    assert ids(read(CSV.decode().replace(",", delimiter).encode(encoding))[0]) == ids(read(CSV)[0])


def test_right_to_left_words_are_kept() -> None:
    data = "post,date,time,outcome,by,reason\nTRN-01,2024-03-02,10:00,denied,رجلان مسلحان,لا إذن\n".encode()
    days, unread = read(data)
    assert not unread
    assert days[0].claims[0].actor[0].span.text == "رجلان مسلحان"


def test_logs_are_told_from_other_tables_by_their_header(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(b"Log of March\n\n" + CSV)
    (tmp_path / "articles.csv").write_text("id,date,text\n1,2024-03-02,Explosions were heard.\n")
    (tmp_path / "notes.txt").write_text("On this date an observation was made.\n")
    assert [path.name for path in sorted(tmp_path.iterdir()) if is_log(path)] == ["log.csv"]


TRAINING = sorted(path for path in (Path(example.__file__).parent / "posts").iterdir() if path.suffix != ".md")


def damaged(data: bytes, lots: random.Random) -> bytes:
    """The same bytes with a few changed, cut out or put in."""
    out = bytearray(data)
    for _ in range(lots.choice((1, 3, 20))):
        at = lots.randrange(len(out))
        match lots.randrange(3):
            case 0:
                out[at] = lots.randrange(256)
            case 1:
                del out[at : at + lots.randrange(1, 200)]
            case 2:
                out[at:at] = bytes(lots.randrange(256) for _ in range(lots.randrange(1, 6)))
    return bytes(out)


@pytest.mark.parametrize("path", TRAINING, ids=lambda path: path.name)
def test_no_damage_to_a_log_is_more_than_lines_that_are_named(path: Path) -> None:
    data, lots = path.read_bytes()[:30_000], random.Random(path.name)
    for _ in range(15):
        days, unread = read(damaged(data, lots), path.name)
        assert days or unread
        assert all(item.source.startswith(path.name) and item.reason for item in unread)
