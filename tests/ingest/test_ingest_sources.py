"""Everything given is read or named as unread; nothing the world sends raises."""

from __future__ import annotations

import gzip
import io
import json
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.ingest import Kind, RawItem, ingest, raw_place, read_item
from trucewatch.model import Basis, Precision, Report, Unread

PARTS = [
    "Shelling hit the village, the council said. ",
    "Three people were hurt.\n",
    "Erdoğan ",
    "سراقب ",
    "“quoted” ",
    "😀",
    '"',
    "\\",
    "\n",
]
WORDS = "Shelling hit the village on Monday, the council said.\n"


def split(found: list[Report | Unread]) -> tuple[list[Report], list[Unread]]:
    return [one for one in found if isinstance(one, Report)], [one for one in found if isinstance(one, Unread)]


def read_bytes(folder: Path, name: str, data: bytes) -> tuple[list[Report], list[Unread]]:
    (folder / name).write_bytes(data)
    return split(list(ingest([folder / name])))


def assert_bytes_give_the_text(report: Report, raw: bytes) -> None:
    for run in report.bytes_map:
        assert raw[run.raw_start : run.raw_end].decode(report.encoding or "") == report.text[run.start : run.end]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_text_in_any_encoding_maps_back_to_its_bytes(tmp_path: Path, encoding: str) -> None:
    text = "Café shelling, the mayor’s office said on Monday. Nobody was hurt in the village.\n"
    (report,), unread = read_bytes(tmp_path, "a.txt", raw := text.encode(encoding))
    assert report.text == text
    assert not unread
    assert_bytes_give_the_text(report, raw)
    place = raw_place(report, *(report.quote("mayor’s").start, report.quote("mayor’s").end))
    assert place is not None
    assert raw[slice(*place)].decode(report.encoding or "") == "mayor’s"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("قتل ثلاثة مدنيين في قصف على بلدة في ريف المدينة\n", "cp1256"),
        ("Erdoğan İdlib için ateşkes çağrısı yaptı\n", "cp1254"),
        ("Войска направлены в город после обстрела\n", "cp1251"),
    ],
)
def test_code_pages_are_told_by_their_letters(tmp_path: Path, text: str, encoding: str) -> None:
    (report,), _ = read_bytes(tmp_path, "a.txt", text.encode(encoding))
    assert (report.text, report.encoding) == (text, encoding)


@given(st.lists(st.sampled_from(PARTS), min_size=1).map("".join), st.booleans())
def test_json_lines_map_back_to_their_bytes(text: str, ascii_only: bool) -> None:
    raw = json.dumps({"id": "r", "text": text + " words", "outlet": "Levant Wire"}, ensure_ascii=ascii_only).encode()
    (report,), unread = split(list(read_item(RawItem("x#1", raw, Kind.JSON, "x"))))
    assert not unread
    assert report.text == text + " words"
    assert_bytes_give_the_text(report, raw)


@given(st.lists(st.sampled_from(PARTS), min_size=1).map("".join))
def test_csv_rows_map_back_to_their_bytes(text: str) -> None:
    raw = ('r1,"' + (text + " words").replace('"', '""') + '",2020-02-13\r\n').encode()
    (report,), _ = split(list(read_item(RawItem("x#2", raw, Kind.CSV, "x", columns=("id", "text", "date")))))
    assert (report.id, report.text) == ("r1", text + " words")
    assert_bytes_give_the_text(report, raw)


@given(st.binary(max_size=300), st.sampled_from(list(Kind)))
def test_no_bytes_make_a_reader_raise(data: bytes, kind: Kind) -> None:
    for found in read_item(RawItem("x", data, kind, "x", columns=("id", "text"))):
        if isinstance(found, Report) and kind in (Kind.TEXT, Kind.JSON, Kind.CSV, Kind.HTML):
            assert_bytes_give_the_text(found, data)


def test_a_broken_third_line_is_named_and_the_rest_read(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(n), "text": f"Words of report {n} stand here."}) for n in (1, 2, 3, 4)]
    lines[2] = lines[2][:-5]
    reports, unread = read_bytes(tmp_path, "a.jsonl", "\n".join(lines).encode())
    assert [report.id for report in reports] == ["1", "2", "4"]
    assert [one.source for one in unread] == ["a.jsonl#3"]


def test_json_lines_come_from_standard_input() -> None:
    stdin = io.BytesIO(
        b'{"id": "a", "text": "Words of the report.", "title": "Headline", "published": "2020-02-13T18:11:00+03:00"}\n'
    )
    (report,) = ingest(["-"], stdin=stdin)
    assert isinstance(report, Report)
    assert (report.source, report.title, report.text) == ("stdin#1", "Headline", "Words of the report.")
    assert report.published
    assert report.published.instant == "2020-02-13T18:11:00+03:00"
    assert (report.published.precision, report.published.basis) == (Precision.INSTANT, Basis.METADATA)


def test_a_csv_quote_that_never_closes_costs_one_row(tmp_path: Path) -> None:
    reports, unread = read_bytes(tmp_path, "a.csv", b'id,text\n1,"first ""words"" and\nmore"\n2,"open words\n3,third words\n')
    assert [(report.id, report.text) for report in reports] == [("1", 'first "words" and\nmore'), ("3", "third words")]
    assert [one.source for one in unread] == ["a.csv#4"]


def test_a_date_in_year_one_is_refused_with_its_reason_and_the_report_read(tmp_path: Path) -> None:
    (report,), (unread,) = read_bytes(tmp_path, "a.jsonl", b'{"id": "a", "text": "Some words here.", "published": "0001-01-01"}')
    assert report.published is None
    assert "0001-01-01" in unread.reason


@pytest.mark.parametrize("words", ["2020-02-31", "2020-13-01", "2020-02-04T25:00", "Monday 2020-02-31"])
def test_a_day_that_no_calendar_has_is_refused_with_its_reason_and_the_report_read(tmp_path: Path, words: str) -> None:
    row = {"id": "a", "text": f"{words}\nSome words here. They met on {words} again.", "published": words}
    (report,), (unread,) = read_bytes(tmp_path, "a.jsonl", json.dumps(row).encode())
    assert report.published is None
    assert words in unread.reason


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n", "empty"),
        ("a.txt", b"word " * 10_000_000, "32 MiB"),
        ("a.txt", b"word " * 400_000, "limit"),
        ("a.txt", b"\0" * 500, "not text"),
        ("a.txt", random.Random(1).randbytes(4000), "not text"),
        ("a.html", b"<html><script>killed 9</script></html>", "no text"),
        ("a.pdf", b"%PDF-1.4\nnothing", "cannot be opened"),
        ("a.docx", b"PK\x03\x04rest", "not read here"),
        ("a.csv", b"a,b\n1,2\n", "no column 'text'"),
        ("a.csv", b"id,te\rxt\n1,2\n", "names no columns"),
        ("a.xml", b"<?xml version='1.0'?><rss", "broken"),
        ("a.xml", b"<rss><channel><title>Wire &#x110000;</channel>", "broken"),
        ("a.txt.gz", gzip.compress(b"words " * 5000, mtime=0)[:-20], "ends early"),
        ("a.jsonl.gz", gzip.compress(b"0" * 100_000_000, mtime=0), "refused"),
        ("a.warc.gz", gzip.compress(b"0" * 100_000_000, mtime=0), "refused"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_what_cannot_be_read_is_named_with_its_reason(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    reports, unread = read_bytes(tmp_path, name, data)
    assert not reports
    assert reason in unread[0].reason
    assert unread[0].source.startswith(name)


def test_an_endless_json_line_is_passed_over(tmp_path: Path) -> None:
    data = b'{"id": "x", "text": "' + b"word " * 7_000_000 + b'"}\n{"id": "y", "text": "Fine words here."}\n'
    reports, unread = read_bytes(tmp_path, "a.jsonl", data)
    assert [report.id for report in reports] == ["y"]
    assert [one.source for one in unread] == ["a.jsonl#1"]


def test_nul_bytes_are_shown_and_named(tmp_path: Path) -> None:
    (report,), (unread,) = read_bytes(tmp_path, "a.txt", WORDS.encode().replace(b"village", b"vil\0lage"))
    assert "vil\ufffdlage" in report.text
    assert "1 NUL characters, the first at byte 20" in unread.reason


def test_broken_bytes_in_utf8_do_not_spoil_the_other_letters(tmp_path: Path) -> None:
    (report,), (unread,) = read_bytes(tmp_path, "a.txt", ("Erdoğan spoke. " * 20).encode() + b"\xff" + WORDS.encode())
    assert report.text.startswith("Erdoğan")
    assert "broken bytes" in unread.reason


def test_a_missing_path_is_unread(tmp_path: Path) -> None:
    assert list(ingest([tmp_path / "nothing.txt"])) == [Unread("nothing.txt", "does not exist")]


def test_a_folder_with_no_readable_file_is_unread(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert list(ingest([tmp_path / "empty"])) == [Unread("empty", "no readable file in this folder")]


def test_folders_are_read_in_order_and_loops_once(tmp_path: Path) -> None:
    top = tmp_path / "reports"
    (top / "b").mkdir(parents=True)
    (top / "b" / "two.txt").write_text("Second words of the day.\n", encoding="utf-8")
    (top / "one.txt").write_text("First words of the day.\n", encoding="utf-8")
    (top / ".hidden.txt").write_text("Hidden words.\n", encoding="utf-8")
    (top / "b" / "up").symlink_to(top)
    (top / "self").symlink_to("self")
    reports, unread = split(list(ingest([top, top / "one.txt"])))
    assert [report.id for report in reports] == ["one", "two"]
    assert reports[1].source == "reports/b/two.txt"
    assert [one.source for one in unread] == ["reports/self"]


def test_two_contents_under_one_stem_get_ids_of_their_content_whatever_the_order(tmp_path: Path) -> None:
    paths = []
    for folder, text in (("a", "First words.\n"), ("b", "Other words.\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(text, encoding="utf-8")
        paths.append(tmp_path / folder / "x.txt")
    forth = [one.id for one in ingest(paths) if isinstance(one, Report)]
    back = [one.id for one in ingest(paths[::-1]) if isinstance(one, Report)]
    assert sorted(forth) == sorted(back)
    assert len(set(forth)) == 2
    assert all(id.startswith("x-") for id in forth)


def test_the_same_content_twice_is_one_report(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text(WORDS, encoding="utf-8")
    assert [one.id for one in ingest([tmp_path / "a", tmp_path / "b"]) if isinstance(one, Report)] == ["x"]


def test_one_id_given_to_two_contents_is_made_two_ids_with_their_spans(tmp_path: Path) -> None:
    rows = [{"id": "x", "text": f"Boats sent\nLevant Wire\n{day} February 2020\n\nTen boats were sent."} for day in (3, 4)]
    reports, _ = read_bytes(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert len({report.id for report in reports}) == 2
    assert all(report.published and report.published.span and report.published.span.report_id == report.id for report in reports)


def test_the_day_given_is_for_reports_without_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(WORDS, encoding="utf-8")
    (report,) = ingest([tmp_path / "a.txt"], published=date(2020, 2, 13))
    assert isinstance(report, Report)
    assert report.published
    assert (report.published.day, report.published.basis) == (date(2020, 2, 13), Basis.GIVEN)


def warc_record(number: int, body: bytes, content_type: str = "text/html; charset=utf-8") -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/{number}\r\nWARC-Date: 2020-02-13T10:00:00Z\r\n"
    head += f"WARC-Record-ID: <urn:uuid:{number}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def pages(count: int) -> list[bytes]:
    return [
        warc_record(n, f"<p>Shelling number {n} hit the village on Monday, the council said.</p>".encode())
        for n in range(1, count + 1)
    ]


def test_a_truncated_archive_gives_its_whole_records_and_names_the_broken_one(tmp_path: Path) -> None:
    reports, unread = read_bytes(tmp_path, "a.warc", b"".join(pages(3))[:-20])
    assert [report.url for report in reports] == ["https://gazette.example/1", "https://gazette.example/2"]
    assert [one.source for one in unread] == ["a.warc#3"]
    packed = b"".join(map(gzip.compress, pages(3)))
    reports, unread = read_bytes(tmp_path, "b.warc.gz", packed[:-30])
    assert len(reports) == 2
    assert [one.source for one in unread] == ["b.warc.gz#3"]


def test_a_compressed_page_in_an_archive_is_unpacked(tmp_path: Path) -> None:
    body = gzip.compress(b"<p>Shelling hit the village on Monday, the council said.</p>", mtime=0)
    record = warc_record(1, body, "text/html\r\nContent-Encoding: gzip")
    (report,), _ = read_bytes(tmp_path, "a.warc", record)
    assert report.text == "Shelling hit the village on Monday, the council said."


def test_a_feed_gives_one_report_for_each_entry_and_names_where_it_breaks(tmp_path: Path) -> None:
    feed = """<?xml version="1.0"?><rss version="2.0"><channel><title>Levant Wire</title>
    <item><title>Shelling &amp; fire hit village</title><link>https://wire.example/1</link><pubDate>Thu, 13 Feb 2020 18:11:00 +0300</pubDate>
    <description>&lt;p&gt;Three people were hurt.&lt;/p&gt;&lt;script&gt;killed 9&lt;/script&gt;</description></item>
    <item><title>Second headline of the day</title><description>More words.</description></item></channel></rss>"""
    reports, unread = read_bytes(tmp_path, "a.xml", feed.encode())
    assert not unread
    assert [report.source for report in reports] == ["a.xml#1", "a.xml#2"]
    assert reports[0].text == "Shelling & fire hit village\n\nThree people were hurt."
    assert reports[0].published
    assert reports[0].published.instant == "2020-02-13T18:11:00+03:00"
    assert reports[0].outlet
    assert reports[0].outlet.name == "Levant Wire"
    reports, unread = read_bytes(tmp_path, "b.xml", feed.encode()[:-60])
    assert reports
    assert unread


@pytest.mark.parametrize(
    ("metadata", "printed", "day"),
    [
        ("2015-03-01", "Thu 13 Feb 2020", date(2020, 2, 13)),  # the day of a scrape or an archive
        ("2020-02-14", "Thu 13 Feb 2020", date(2020, 2, 14)),  # the same night in another zone
        ("2015-03-01", "13 Feb 2020", date(2015, 3, 1)),  # a bare date may be one the report tells of
    ],
)
def test_a_dateline_with_its_weekday_overrules_metadata_days_away(tmp_path: Path, metadata: str, printed: str, day: date) -> None:
    row = {
        "id": "r",
        "published": metadata,
        "text": f"{printed}\n\nShells hit the village\n\nShells hit the village on Thursday.\n",
    }
    (report,), _ = read_bytes(tmp_path, "r.jsonl", (json.dumps(row) + "\n").encode())
    assert report.published is not None
    assert report.published.day == day
    if report.published.basis is Basis.TEXT:
        assert report.published.span is not None
        assert report.published.span.text == printed


@pytest.mark.parametrize(("length", "has_title"), [(2_000, True), (2_001, False), (300_000, False)])
def test_what_is_too_long_for_a_title_is_none_and_stays_in_the_text(tmp_path: Path, length: int, has_title: bool) -> None:
    line = "shelling " * (length // 9) + "s" * (length % 9)
    row = json.dumps({"id": "long", "title": line, "text": f"{line}\n\n{WORDS}"})
    [report], unread = read_bytes(tmp_path, "a.jsonl", row.encode())
    assert report.title == (line if has_title else None)
    assert line in report.text
    assert not unread


def test_a_title_that_is_too_long_and_not_in_the_text_is_unread(tmp_path: Path) -> None:
    row = json.dumps({"id": "long", "title": "shelling " * 300, "text": WORDS})
    [report], [unread] = read_bytes(tmp_path, "a.jsonl", row.encode())
    assert report.title is None
    assert report.text.strip() == WORDS.strip()
    assert unread.source.endswith("(title)")
    assert "the limit is 2,000; the report was read without it" in unread.reason


@pytest.mark.parametrize("name", ["Levant Wire", "سلك " * 40, "w" * 1_200])
def test_what_is_too_long_for_a_name_of_an_outlet_is_none(tmp_path: Path, name: str) -> None:
    rows = (json.dumps({"id": str(len(one)), "text": WORDS, "outlet": one}) for one in (name, name + "سw" * 200))
    (named, without), unread = read_bytes(tmp_path, "a.jsonl", "\n".join(rows).encode())
    assert named.outlet is not None
    assert named.outlet.name == name.strip()
    assert without.outlet is None
    assert not unread
