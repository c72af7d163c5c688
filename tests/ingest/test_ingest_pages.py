"""Web pages and PDF: the words a reader sees, in order, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trucewatch.ingest import Kind, RawItem, raw_place, read_item
from trucewatch.model import Precision, Report, Role, Unread

PAGE = """<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Harbour sends more boats &amp; crews - Harbour Gazette</title>
<meta property="og:site_name" content="Harbour Gazette"><script type="application/ld+json">{"@context":"https://schema.org","@graph":[
{"@type":"NewsArticle","headline":"Harbour sends more boats & crews","datePublished":"2020-02-13T18:11:00+03:00"}]}</script>
<script>var x = "killed 99 soldiers";</script><style>p{color:red}</style></head><body>
<nav><a href=/>Home</a></nav><div class=cookie>We use cookies here. Accept.</div>
<article><h1>Harbour sends more boats &amp; crews</h1><div class=byline>By Invented Writer</div>
<p>The harbour town has sent more boats and stationed several crews on the northern shore as it
 continues to reinforce its posts, the mayor&rsquo;s office said on Thursday.</p>
<figure><img src=x><figcaption>Boats seen near the shore on Feb. 12, 2020 (HG Photo)</figcaption></figure>
<p><a href=/o>Displacement is worst since the flood began: council</a></p>
<p>"Our posts will <b>continue</b> to play a role," he added. He spoke in the capital of the province, where five people were hurt.</p>
<p hidden>invisible words of the page stand here</p><p style="display: none">more hidden words of the page stand here</p>
</article><aside><p>Most read stories of the day and of the week</p></aside><footer>© 2020 Harbour Gazette</footer></body></html>"""


def read(page: str | bytes, kind: Kind = Kind.HTML, **fields: str) -> list[Report | Unread]:
    data = page.encode() if isinstance(page, str) else page
    return list(read_item(RawItem("p.html", data, kind, "p", id="p", **fields)))  # type: ignore[arg-type]


def report_of(page: str | bytes) -> Report:
    found = read(page)[0]
    assert isinstance(found, Report)
    return found


def words(report: Report, role: Role) -> list[str]:
    return [report.text[p.start : p.end].strip() for p in report.passages if p.role is role]


def test_headline_body_caption_and_links_stand_in_the_order_of_the_page() -> None:
    report = report_of(PAGE)
    assert [p.role for p in report.passages] == [Role.HEADLINE, Role.BYLINE, Role.BODY, Role.CAPTION, Role.RELATED, Role.BODY]
    assert words(report, Role.HEADLINE) == ["Harbour sends more boats & crews"]
    assert words(report, Role.CAPTION) == ["Boats seen near the shore on Feb. 12, 2020 (HG Photo)"]
    assert words(report, Role.RELATED) == ["Displacement is worst since the flood began: council"]


def test_the_time_of_day_and_its_zone_come_from_json_ld() -> None:
    report = report_of(PAGE)
    assert report.published
    assert report.published.instant == "2020-02-13T18:11:00+03:00"
    assert report.published.precision is Precision.INSTANT
    assert report.outlet
    assert report.outlet.name == "Harbour Gazette"


@pytest.mark.parametrize("unseen", ["killed 99", "color:red", "cookies", "Most read", "invisible", "hidden", "Home", "©"])
def test_what_no_reader_sees_is_not_in_the_report(unseen: str) -> None:
    assert unseen not in report_of(PAGE).text


def test_words_map_back_to_the_page_and_entities_do_not() -> None:
    report, raw = report_of(PAGE), PAGE.encode()
    for run in report.bytes_map:
        assert raw[run.raw_start : run.raw_end].decode() == report.text[run.start : run.end]
    place = raw_place(report, report.quote("five people were hurt").start, report.quote("five people were hurt").end)
    assert place
    assert raw[slice(*place)] == b"five people were hurt"
    assert raw_place(report, report.quote("mayor’s").start, report.quote("mayor’s").end) is None


@pytest.mark.parametrize("blank", [" ", "\n  ", "&nbsp;"])
def test_blanks_before_a_title_do_not_move_the_way_back(blank: str) -> None:
    page = f"<html><head><title>{blank}Truce holds in the hills</title></head><body><p>Three people were hurt in the village.</p></body></html>"
    report = report_of(page)
    words = report.quote("Truce holds in the hills")
    place = raw_place(report, words.start, words.end)
    assert place
    assert page.encode()[slice(*place)].decode() == words.text


@pytest.mark.parametrize(
    "page",
    [
        "<p>Three people were hurt in the village<script>killed 9</script> on Monday.<script>killed 8",
        "<div>" * 5000 + "<p>Three people were hurt in the village on Monday.</p>" + "</div>" * 5000,
        "<p>Three people were hurt in the village on Monday.<!-- killed 9",
        "<p onclick='killed 9'>Three people were hurt in the village on Monday.</p></b></i></div><svg><text>killed 9</text></svg>",
        "<p>Three people were hurt in the village on Monday.</p><noscript>killed 9</noscript><textarea>killed 9</textarea>",
    ],
    ids=["scripts", "deep", "comment", "stray", "unseen"],
)
def test_hostile_markup_leaves_only_the_words(page: str) -> None:
    text = report_of(page).text
    assert "Three people were hurt in the village" in text
    assert "killed" not in text


@pytest.mark.parametrize("markup", ["<a '", '<a href="', "<!--", "&", "<", "</b>", "<title>", "<p style='"])
def test_endless_markup_ends(markup: str) -> None:
    assert all(isinstance(found, Unread) for found in read(markup * 20_000))


def test_a_page_in_latin_1_is_read_by_its_declaration() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Trois personnes ont été blessées à côté du marché.</p></body></html>'
    report = report_of(page.encode("latin-1"))
    assert "blessées à côté" in report.text
    assert report.encoding == "cp1252"


def test_a_page_with_only_a_time_of_change_is_of_that_day_or_before() -> None:
    head = '<head><meta property="article:modified_time" content="2020-02-14T08:00:00Z"></head>'
    report = report_of(f"<html>{head}<body><p>Three people were hurt in the village on some day.</p></body></html>")
    assert report.published
    assert report.published.precision is Precision.RANGE


def make_pdf(pages: list[str]) -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, words in enumerate(pages):
        stream = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode()
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def test_a_pdf_gives_its_pages_in_order() -> None:
    (report,) = read(make_pdf(["Three people were hurt on Monday.", "The mayor spoke on Tuesday."]), Kind.PDF)
    assert isinstance(report, Report)
    assert report.text == "Three people were hurt on Monday.\n\nThe mayor spoke on Tuesday."
    assert report.bytes_map == ()


def test_a_truncated_pdf_gives_what_is_whole_and_says_so() -> None:
    whole = make_pdf(["Three people were hurt on Monday.", "The mayor spoke on Tuesday."])
    found = read(whole[: whole.index(b"xref\n0")], Kind.PDF)
    assert any(isinstance(one, Report) and "Three people" in one.text for one in found)
    assert any(isinstance(one, Unread) and "breaks off" in one.reason for one in found)


def test_why_a_damaged_pdf_cannot_be_read_is_told_in_the_same_words_every_time() -> None:
    whole = make_pdf(["Three people were hurt on Monday."])
    looped = re.sub(rb"/Length \d+", b"/Length 5 0 R", whole)
    first, again = read(looped, Kind.PDF), read(looped, Kind.PDF)
    assert first == again
    assert any(isinstance(one, Unread) and "loop" in one.reason for one in first)


def test_a_pdf_without_text_is_unread() -> None:
    (unread,) = read(make_pdf([" "]), Kind.PDF)
    assert isinstance(unread, Unread)
    assert "no text" in unread.reason


def test_the_packaged_page_keeps_its_link_apart() -> None:
    path = Path(__file__).parents[2] / "trucewatch/example/reports/02-harbour-gazette.html"
    report = report_of(path.read_bytes())
    assert [p.role for p in report.passages] == [Role.HEADLINE, Role.BYLINE, Role.BODY, Role.RELATED, Role.BODY, Role.CAPTION]
