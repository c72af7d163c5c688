"""Reports and outlets: parts of a long text, versions, search inside, the list and its files, hostile names, choosing two."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from tests.web.paper import NEVER, Paper
from tests.web.paper_reports import make_claim, make_report
from trucewatch.ledger import Stamp
from trucewatch.model import Basis, EventType, Outlet, Published, Report
from trucewatch.publish.words import outlet_url, report_url
from trucewatch.web.app import create_app
from trucewatch.web.leaves import LEAF, leaf_of, leaves
from trucewatch.web.reports import versions
from trucewatch.web.reports.outlets import silences
from trucewatch.web.reports.versions import text_changes

LINE = "Nothing was heard along the river road on that day, and the bridge stayed open.\n"
LAST = "Shells fell near the mill late on Sunday."


def site(paper: Paper) -> TestClient:
    return TestClient(create_app(paper.ledger(), today=lambda: date(2020, 3, 2), labels=str))


def test_leaves_end_where_a_line_does_and_lose_nothing() -> None:
    text = LINE * 2_000
    begins = leaves(text)
    assert len(begins) > 5
    assert all(text[begin - 1] == "\n" for begin in begins[1:])
    assert leaf_of(begins, begins[3]) == 4
    assert leaf_of(begins, begins[3] - 1) == 3


def test_a_link_to_a_claim_in_a_long_report_opens_its_part() -> None:
    report = make_report("long", LINE * 400 + LAST, "River Post", date(2020, 2, 13), "en")
    claim = make_claim(report, LAST, EventType.ASSAULT, "heavy-weapons")
    with site(Paper(report_records=(report,), claim_records=(claim,))) as client:
        assert len(report.text) > 2 * LEAF
        assert f'id="claim-{claim.id.removeprefix("claim-")}"' not in client.get("/reports/long").text
        for way in (report_url("long", at=claim.quote.start), f"/reports/long?claim={claim.id}"):
            page = client.get(way).text
            assert LAST in page
            assert "1</a>" in page


def test_words_are_found_anywhere_in_a_long_report() -> None:
    report = make_report("long", LINE * 400 + LAST, "River Post", date(2020, 2, 13), "en")
    with site(Paper(report_records=(report,))) as client:
        page = client.get("/reports/long?find=THE+mill").text
        assert "1 place" in page
        assert f"?at={report.text.index('the mill')}" in page
        assert "no place" in client.get("/reports/long?find=%3Cscript%3E").text


def test_what_changed_between_two_versions_stands_as_deleted_and_inserted_words() -> None:
    first = make_report("r1", "Six were hurt at the mill.", "River Post", date(2020, 2, 13), "en")
    later = make_report("r1", "Nine were hurt at the old mill.", "River Post", date(2020, 2, 13), "en")
    paper = Paper(report_records=(first,))
    paper.ledger().append([later], Stamp(NEVER.replace(day=20).astimezone(UTC), "machine", "test", "", "", "read again"))
    with site(paper) as client:
        page = client.get("/reports/r1").text
        assert "<del>Six</del> <ins>Nine</ins>" in page
        assert "<ins>old</ins>" in page
        assert "Versions" not in client.get("/reports/r1?asof=2020-02-15").text


def test_two_texts_without_a_word_in_common_are_not_compared_word_by_word() -> None:
    changes, more = text_changes("a b c " * 5_000, "d e f " * 5_000)
    assert changes == []
    assert "too much to list" in more


def test_of_a_change_deep_in_a_long_text_the_words_around_it_are_told() -> None:
    text = " ".join(f"word{number}" for number in range(400_000))
    (change,), more = text_changes(text, text.replace("word200000 word200001", "new word200001"))
    assert (change.deleted, change.inserted, more) == ("word200000", "new", "")
    assert change.before.split() == [f"word{number}" for number in range(199_992, 200_000)]
    assert change.after.split() == [f"word{number}" for number in range(200_001, 200_009)]


def test_of_a_long_stretch_that_is_another_only_its_length_is_told() -> None:
    text = " ".join(f"word{number}" for number in range(400_000))
    changes, more = text_changes(text, f"new {text} end")
    assert changes == []
    assert more == f"A stretch of {len(text):,} characters is now one of {len(text) + 8:,} characters: too much to list."


def test_only_versions_that_are_listed_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_report("r1", "Shells fell on day 0.", "River Post", date(2020, 2, 13), "en")
    paper, compared = Paper(report_records=(first,)), list[str]()
    for day in range(1, 25):
        stamp = Stamp(NEVER.replace(day=20, hour=day % 24).astimezone(UTC), "machine", "test", "", "", "read again")
        paper.ledger().append([make_report("r1", f"Shells fell on day {day}.", "River Post", date(2020, 2, 13), "en")], stamp)

    def noted(old: str, new: str) -> tuple[list[versions.Change], str]:
        compared.append(new)
        return text_changes(old, new)

    monkeypatch.setattr(versions, "text_changes", noted)
    rows = versions.version_rows(paper.ledger().history("report", "r1"))
    assert [row.number for row in rows] == list(range(25, 15, -1))
    assert len(compared) == 10


@pytest.mark.parametrize("name", ["../x", "..", "a/b.csv", "Северный вестник", "منبر الشمال", '<b>"Outlet" & Sons</b>', "x?y#z"])
def test_an_outlet_of_any_name_has_a_page_and_is_text_there(name: str) -> None:
    report = replace(make_report("r", "Nothing was heard.", "x", date(2020, 2, 13), "en"), outlet=Outlet(name, Basis.GIVEN))
    with site(Paper(report_records=(report,))) as client:
        answer = client.get(outlet_url(name))
        assert answer.status_code == 200
        assert "1 report" in answer.text
        assert "<b>&#34;" not in answer.text.replace("&lt;b&gt;", "")
        assert outlet_url(name).replace("&", "&amp;") in client.get("/outlets").text


def test_an_outlet_that_was_never_read_has_no_page() -> None:
    with site(Paper()) as client:
        assert client.get("/outlets/nobody").status_code == 404
        assert client.get("/outlets").status_code == 200


def test_a_gap_is_a_silence_by_the_outlets_own_rhythm() -> None:
    days = [date(2020, 2, day) for day in (1, 2, 3, 4, 5, 15, 16)]
    told, gaps = silences(days)
    assert gaps == [(date(2020, 2, 6), date(2020, 2, 14))]
    assert "every day" in told
    assert silences([date(2020, 2, 1), date(2020, 5, 1)])[1] == []


def make_many() -> Paper:
    told = make_report("told", LAST, "River Post", date(2020, 2, 13), "en")
    return Paper(
        report_records=(
            told,
            make_report("ru", "Ничего не было слышно.", "Северный вестник", date(2020, 2, 14), "ru"),
            Report("bare", "bare.txt", "Nothing was heard.", "0" * 64),
            *(make_report(f"n{n:03}", "Nothing.", "Hill Post", date(2020, 1, 1), "en") for n in range(60)),
        ),
        claim_records=(make_claim(told, LAST, EventType.ASSAULT, "heavy-weapons"),),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?claims=with", {"told"}),
        ("?language=ru", {"ru"}),
        ("?outlet=River+Post", {"told"}),
        ("?q=mill", {"told"}),
        ("?from=2020-02-14&to=2020-02-20", {"ru"}),
        ("?from=2020-02-20&to=2020-02-14", None),
        ("?claims=perhaps", None),
    ],
)
def test_the_list_and_its_file_ask_the_same(query: str, found: set[str] | None) -> None:
    with site(make_many()) as client:
        assert client.get(f"/reports{query}").status_code == 200
        answer = client.get(f"/reports.csv{query}")
        if found is None:
            assert answer.status_code == 400
        else:
            assert {row["id"] for row in csv.DictReader(io.StringIO(answer.text))} == found


def test_a_long_list_goes_on_where_it_stopped_and_the_file_is_whole() -> None:
    with site(make_many()) as client:
        page = client.get("/reports").text
        assert 'rel="next"' in page
        assert page.count('<th scope="row">') == 50
        assert len(client.get("/reports.json").json()["reports"]) == 63
        assert client.get("/reports?after=nonsense").status_code == 400


def test_a_report_without_date_or_outlet_says_so() -> None:
    with site(make_many()) as client:
        page = client.get("/reports/bare").text
        assert "not known: neither given nor found in the text" in page
        assert "/outlets/" not in page


def test_a_report_to_compare_is_found_by_its_words() -> None:
    with site(make_many()) as client:
        page = client.get("/compare?a=ru&qb=mill").text
        assert "/compare?a=ru&amp;b=told" in page
        assert "No report holds all of these words." in client.get("/compare?qa=zeppelin").text


def test_two_reports_can_be_swapped() -> None:
    with site(make_many()) as client:
        assert "/compare?a=ru&amp;b=told" in client.get("/compare?a=told&b=ru").text


def test_a_day_of_long_ago_is_a_day() -> None:
    old = replace(make_many().report_records[0], id="old")
    published = old.published
    assert isinstance(published, Published)
    with site(Paper(report_records=(replace(old, published=replace(published, day=date(1, 1, 1), span=None)),))) as client:
        assert client.get("/reports").status_code == client.get("/reports/old").status_code == 200
        assert datetime.fromisoformat("0001-01-01").date().isoformat() in client.get("/reports.csv").text


def test_whom_an_outlet_has_it_from_is_linked_only_where_that_is_an_outlet_read_here(client: TestClient) -> None:
    page = client.get("/outlets/The%20Levant%20Post").text
    assert "Turkish defence ministry" in page
    assert "/outlets/Turkish%20defence%20ministry" not in page


def test_what_an_outlet_tells_alone_or_first_is_a_list(client: TestClient) -> None:
    page = client.get("/outlets/The%20Levant%20Post").text
    for telling in ("alone", "first"):
        href = f"/incidents?outlet=The+Levant+Post&amp;telling={telling}"
        many = re.search(rf'<a href="{re.escape(href)}">([\d,]+)</a>', page)
        assert many is not None
        listed = client.get(f"/incidents.json?outlet=The+Levant+Post&telling={telling}").json()["incidents"]
        assert len(listed) == int(many[1])
    assert client.get("/incidents.json?telling=never").status_code == 400


def test_an_outlet_shows_what_it_calls_whom_and_whose_speakers_it_cites(client: TestClient) -> None:
    page = client.get("/outlets/The%20Levant%20Post").text
    naming = page[page.index('id="naming"') : page.index('id="cited"')]
    assert 'href="/naming?outlet=The+Levant+Post"' in naming
    assert re.search(r"<summary><q[^>]*>[^<]+</q> \d+ times?", naming)
    assert "Writes itself" in naming


def test_a_comparison_opens_with_what_both_share_and_with_what_only_one_tells(client: TestClient) -> None:
    lede = client.get("/compare?a=levant-post-11&b=minbar-11").text.split('class="lede is-low">')[1].split("</p>")[0]
    assert lede.startswith("Both tell of ")
    assert "The two agree on one point and part on one." in lede
    assert "Only in A: " in lede or "Only in B: " in lede


def test_two_reports_compared_come_as_a_file() -> None:
    with site(make_many()) as client:
        rows = client.get("/compare.json?a=told&b=ru").json()["compare"]
        assert rows
        texts = {name: client.get(f"/texts/{name}").text for name in ("told", "ru")}
        for row in rows:
            for side in ("a", "b"):
                if row[side]:
                    assert texts[row[side]][row[f"{side}_start"] : row[f"{side}_end"]] == row[f"{side}_words"]
        assert client.get("/compare.csv?a=told&b=ru").text.startswith("number,relation,why")
        assert client.get("/compare.csv?a=told&b=nobody").status_code == 404
        assert client.get("/compare.json?a=told&b=told").status_code == 400
