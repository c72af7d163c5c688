"""A file read in pieces gives what it gives when it is read whole, whatever it holds and however it is damaged."""

from __future__ import annotations

import gzip
import json
import random
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.scale.bulk_helpers import json_line, warc_record
from trucewatch.ingest.desk import Desk
from trucewatch.ingest.item import RawItem
from trucewatch.ingest.pieces import Bounds, Piece, PieceChanged, cut_file
from trucewatch.ingest.sources import File, read_file
from trucewatch.model import Unread

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def records(form: str, chance: random.Random) -> list[bytes]:
    many = range(chance.randint(0, 40))
    if form == "jsonl":
        odd = [b"\n", b"  \n", b"{bad\n", b"[]\n"]
        return [chance.choice(odd) if chance.random() < 0.1 else json_line(id=str(n), text="A shell fell. " * n) for n in many]
    if form == "csv":
        odd = [b"\n", b'x,"open quote\n', b"a,b,c,d,e\n", b"7,plain,2020\r\n"]
        rows = [b'%d,"Words ""quoted"" and\nnew line, %d",2020-01-02\n' % (n, n) for n in many]
        return [b"id,text,date\n", *(chance.choice(odd) if chance.random() < 0.2 else row for row in rows)]
    odd = [
        warc_record(1, "", kind="request"),
        warc_record(2, "Text", kind="conversion"),
        b"garbage\n",
        b"WARC/1.0\r\nbroken\r\n\r\n",
    ]
    return [chance.choice(odd) if chance.random() < 0.3 else warc_record(n, f"Page {n} says shells fell.") for n in many]


def damaged(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data)) if data else 0
    if chance.random() < 0.6 or not data:
        return data
    return data[:at] if chance.random() < 0.5 else data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def told(items: object) -> list[RawItem | Unread]:
    return list(items)  # type: ignore[call-overload, no-any-return]


def by_one_desk(pieces: list[Piece]) -> list[list[RawItem | Unread]]:
    with closing(Desk()) as desk:
        return [told(desk.read(piece)) for piece in pieces]


def in_pieces(file: File, bounds: Bounds, chance: random.Random) -> tuple[list[RawItem | Unread], int]:
    """What the pieces hold, each read in any order and by one desk, and how many they are."""
    pieces = [sized.piece for sized in cut_file(file, named=True, bounds=bounds)]
    desk, found = Desk(), {}
    for number in chance.sample(range(len(pieces)), len(pieces)):
        found[number] = told(desk.read(pieces[number]))
    desk.close()
    return [item for number in sorted(found) for item in found[number]], len(pieces)


@pytest.mark.parametrize("packing", ["plain", "one member", "a member each"])
@pytest.mark.parametrize("form", ["jsonl", "csv", "warc"])
def test_pieces_hold_what_the_whole_file_holds(tmp_path: Path, form: str, packing: str) -> None:
    chance = random.Random(f"{form} {packing}")
    many = 0
    for number in range(40):
        some = records(form, chance)
        data = b"".join(gzip.compress(one, mtime=0) for one in some) if packing == "a member each" else b"".join(some)
        data = gzip.compress(data, mtime=0) if packing == "one member" else data
        path = tmp_path / f"{number}.{form}{'' if packing == 'plain' else '.gz'}"
        path.write_bytes(damaged(data, chance))
        file = File(path, path.name)
        parts, count = in_pieces(file, Bounds(chance.randint(1, 8), chance.choice([200, 2000])), chance)
        assert parts == told(read_file(file, named=True)), path.name
        many += count > 1
    assert many > 10


@pytest.mark.parametrize("rows", [0, 1, 37])
def test_rows_of_parquet_are_read_in_pieces(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "reports.parquet"
    table = pa.table({"id": [str(n) for n in range(rows)], "body": [f"Shell {n} fell." for n in range(rows)], "size": [1] * rows})
    parquet.write_table(table, path, row_group_size=10)
    file, chance = File(path, path.name), random.Random(1)
    parts, count = in_pieces(file, Bounds(4, 1_000_000), chance)
    assert parts == told(read_file(file, named=True))
    assert count == max(1, -(-rows // 4))
    if rows:
        assert isinstance(parts[0], RawItem)
        assert json.loads(parts[0].data) == {"id": "0", "body": "Shell 0 fell."}


def test_a_parquet_file_without_texts_or_cut_off_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "reports.parquet"
    parquet.write_table(pa.table({"id": ["1"]}), path)
    (only,) = told(read_file(File(path, path.name), named=True))
    assert isinstance(only, Unread)
    assert only.reason == "no column 'text'; the file has id"
    path.write_bytes(path.read_bytes()[:-20])
    (only,) = told(read_file(File(path, path.name), named=True))
    assert isinstance(only, Unread)
    assert only.reason.startswith("no Parquet file that can be read")


@pytest.mark.parametrize(
    ("kind", "number", "told_as"),
    [
        (pa.timestamp("ns"), 1_581_617_460_000_000_001, "2020-02-13T18:11:00"),
        (pa.timestamp("ns", "UTC"), 1_581_617_460_000_000_001, "2020-02-13T18:11:00+00:00"),
        (pa.timestamp("us"), 2**62, "<value out of range: 4611686018427387904>"),
        (pa.date32(), 2**30, "<value out of range: 1073741824>"),
    ],
)
def test_a_moment_that_no_calendar_has_costs_no_row(tmp_path: Path, kind: object, number: int, told_as: str) -> None:
    path = tmp_path / "reports.parquet"
    moments = pa.array([None, number], pa.int32() if kind == pa.date32() else pa.int64()).cast(kind)
    parquet.write_table(pa.table({"text": ["A shell fell.", "The truce held."], "published": moments}), path)
    first, second = told(read_file(File(path, path.name), named=True))
    assert isinstance(first, RawItem)
    assert isinstance(second, RawItem)
    assert json.loads(first.data) == {"text": "A shell fell."}
    assert json.loads(second.data) == {"text": "The truce held.", "published": told_as}


def test_a_piece_of_a_file_that_was_changed_is_not_taken_for_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(json_line(id=str(n), text="A shell fell.") for n in range(9)))
    pieces = [sized.piece for sized in cut_file(File(path, path.name), named=True, bounds=Bounds(3, 200))]
    path.write_bytes(path.read_bytes().replace(b'"7"', b'"8"'))
    desk = Desk()
    assert len(told(desk.read(pieces[0]))) == 3
    with pytest.raises(PieceChanged, match=r"a\.jsonl: is not what it was when the plan was made"):
        told(desk.read(pieces[-1]))
    path.unlink()
    desk.close()
    with pytest.raises(PieceChanged, match="cannot be read any more"):
        told(desk.read(pieces[0]))


def test_damaged_rows_cost_the_same_whatever_a_desk_read_before(tmp_path: Path) -> None:
    path = tmp_path / "reports.parquet"
    words = random.Random(1)
    table = pa.table({"text": [f"{n} {words.randbytes(200).hex()}" for n in range(300)]})
    parquet.write_table(table, path, row_group_size=100, compression="zstd", use_dictionary=False)
    data = bytearray(path.read_bytes())
    begin = parquet.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    data[begin + 200 : begin + 2000] = bytes(byte ^ 0x5A for byte in data[begin + 200 : begin + 2000])
    path.write_bytes(bytes(data))
    pieces = [sized.piece for sized in cut_file(File(path, path.name), named=True, bounds=Bounds(30, 10**9))]
    alone = [by_one_desk([piece])[0] for piece in pieces]
    assert sum(isinstance(item, RawItem) for items in alone for item in items) >= 170
    assert any(isinstance(item, Unread) for items in alone for item in items)
    for step in (1, 2, 5):
        assert by_one_desk(pieces[::step]) == alone[::step]
    assert by_one_desk(pieces[::-1]) == alone[::-1]


@pytest.mark.parametrize("way", ["in its place", "by another file"])
def test_rows_of_a_file_that_was_changed_between_two_pieces_are_not_taken(tmp_path: Path, way: str) -> None:
    path, other = tmp_path / "reports.parquet", tmp_path / "other.parquet"
    for where, word in ((path, "fell"), (other, "rose")):
        parquet.write_table(pa.table({"text": [f"Shell {n} {word}." for n in range(40)]}), where, row_group_size=10)
    pieces = [sized.piece for sized in cut_file(File(path, path.name), named=True, bounds=Bounds(8, 10**9))]
    desk = Desk()
    assert len(told(desk.read(pieces[0]))) == 8
    if way == "by another file":
        other.replace(path)
    else:
        path.write_bytes(other.read_bytes())
    with pytest.raises(PieceChanged, match="is not what it was when the plan was made"):
        told(desk.read(pieces[1]))


def test_a_file_cut_off_before_a_piece_fails_that_piece_and_names_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = [json_line(id=str(n), text=random.Random(n).randbytes(400).hex()) for n in range(900)]
    path.write_bytes(gzip.compress(b"".join(lines), mtime=0))
    pieces = [sized.piece for sized in cut_file(File(path, path.name), named=True, bounds=Bounds(300, 10**9))]
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    desk = Desk()
    with pytest.raises(PieceChanged, match=r"a\.jsonl\.gz: is not what it was when the plan was made: "):
        told(desk.read(pieces[-1]))


def test_adding_a_line_changes_only_the_last_piece(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(json_line(id=str(n), text="A shell fell.") for n in range(9)))
    before = [sized.piece for sized in cut_file(File(path, path.name), named=True, bounds=Bounds(4, 400))]
    with path.open("ab") as file:
        file.write(json_line(id="9", text="A shell fell."))
    after = [sized.piece for sized in cut_file(File(path, path.name), named=True, bounds=Bounds(4, 400))]
    assert (len(before), len(after)) == (3, 3)
    assert before[:2] == after[:2]
    assert before[2] != after[2]


def test_a_web_archive_of_many_tiny_records_is_cut_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tiny.warc"
    path.write_bytes(b"".join(warc_record(n, "A shell fell.") for n in range(3_000)))
    began = time.process_time()
    pieces = cut_file(File(path, path.name), named=True, bounds=Bounds())
    assert next(pieces).piece.length is not None  # before the rest was looked at
    assert len([*pieces]) == 7
    assert time.process_time() - began < 5.0
