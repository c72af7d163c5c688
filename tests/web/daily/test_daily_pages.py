"""The daily reports on the site: previews, issued editions with their files and revisions, wordings, and the public policy."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

from tests.web.daily.conftest import PREVIEW, Hand, first_edit, hand_on, hidden, issued, reworded, site
from trucewatch.ledger import Kind, Ledger
from trucewatch.model import Bulletin
from trucewatch.people import People
from trucewatch.web.policy import Policy, PublicLedger

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> {{7*7}} \u202eback"


def preview_file(ending: str, query: str = "date=2020-02-13&lang=en") -> str:
    return f"/daily/preview.{ending}?{query}"


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


# — previews —


def test_a_preview_says_that_it_is_one_and_has_the_sections_in_their_order(hand: Hand) -> None:
    page = hand("").get(PREVIEW).text
    assert "Preview: not issued" in page
    places = [
        page.index(f'<section class="sec" id="{name}">') for name in ("change", "incidents", "breaches", "casualties", "sources")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("ending", ["pdf", "docx", "md", "html", "json"])
def test_a_preview_is_a_file_too_and_the_same_bytes_when_asked_again(hand: Hand, ending: str) -> None:
    client = hand("")
    one, two = client.get(preview_file(ending)), client.get(preview_file(ending))
    assert one.status_code == 200
    assert one.content == two.content
    assert client.get(preview_file(ending), headers={"if-none-match": one.headers["etag"]}).status_code == 304
    assert client.head(preview_file(ending)).headers["etag"] == one.headers["etag"]


def test_the_references_of_a_pdf_lead_to_this_site(hand: Hand) -> None:
    assert b"http://testserver/incidents/" in hand("").get(preview_file("pdf")).content


@pytest.mark.parametrize(
    "query",
    ["date=1850-01-01", "date=0001-01-01", "date=9999-12-31", "date=2020-02-13&edition=weekly", "date=2020-02-01&to=2020-02-20"],
)
def test_a_day_with_nothing_the_first_day_of_all_and_any_period_are_answered(hand: Hand, query: str) -> None:
    client = hand("")
    assert client.get(f"/daily/preview?{query}").status_code == 200
    assert client.get(preview_file("pdf", query)).status_code == 200


@pytest.mark.parametrize(
    ("query", "words"), [("date=yesterday", "is no day"), ("zone=Mars/Base", "is no zone"), ("edition=hourly", "is no edition")]
)
def test_what_cannot_be_understood_is_said_on_the_page_and_refused_for_a_file(hand: Hand, query: str, words: str) -> None:
    client = hand("")
    assert words in client.get(f"/daily/preview?{query}").text
    assert client.get(preview_file("pdf", query)).status_code == 400


def test_days_in_the_wrong_order_are_turned_around_and_said_so(hand: Hand) -> None:
    page = hand("").get("/daily/preview?date=2020-02-20&to=2020-02-10").text
    assert "turned around" in page


def test_an_agreement_that_nobody_holds_is_not_found(hand: Hand) -> None:
    assert hand("").get("/daily/preview?agreement=NOPE").status_code == 404


def test_a_report_in_arabic_runs_from_right_to_left(hand: Hand) -> None:
    page = hand("").get("/daily/preview?date=2020-02-13&lang=ar").text
    assert '<article class="bulletin" lang="ar" dir="rtl">' in page


def test_only_reviewers_see_the_forms(hand: Hand) -> None:
    assert "/daily/issue" not in hand("vera").get(PREVIEW).text
    assert "/daily/wording" not in hand("cleo").get(PREVIEW).text
    assert "/daily/issue" in hand("mira").get(PREVIEW).text


def test_a_past_moment_has_no_forms(hand: Hand) -> None:
    assert "/daily/issue" not in hand("mira").get(f"{PREVIEW}&asof=2020-02-14T12:00Z").text


# — issuing —


def test_issuing_numbers_the_report_and_keeps_it(hand: Hand, ledger: Ledger) -> None:
    client = hand("mira")
    assert issued(client) == "/daily/1.0"
    page = client.get("/daily/1.0").text
    assert "Issued by mira" in page
    assert "Preview: not issued" not in page
    (kept,) = ledger.bulletins()
    assert (kept.number, kept.revision, kept.issued_by) == (1, 0, "mira")


def test_nothing_is_issued_twice_where_nothing_changed(hand: Hand, ledger: Ledger) -> None:
    client = hand("mira")
    issued(client)
    assert "/daily/preview" in issued(client)
    assert "Nothing has changed since this report was issued" in client.get(PREVIEW).text
    assert len(list(ledger.bulletins())) == 1


def test_the_same_form_sent_twice_issues_once(hand: Hand, ledger: Ledger) -> None:
    client = hand("mira")
    fields = hidden(client.get(PREVIEW).text, "/daily/issue")
    ways = [client.post("/daily/issue", data=fields, follow_redirects=False).headers["location"] for _ in range(2)]
    assert ways == ["/daily/1.0", "/daily/1.0"]


@pytest.mark.parametrize("form", ["/daily/issue", "/daily/wording"])
def test_nobody_but_a_reviewer_writes(hand: Hand, form: str, ledger: Ledger) -> None:
    before = ledger.head()
    fields = hidden(hand("mira").get(PREVIEW).text, "/daily/issue")
    assert hand("cleo").post(form, data=fields, follow_redirects=False).status_code in (303, 403)
    assert hand("").post(form, data=fields, follow_redirects=False).status_code in (303, 403)
    assert ledger.head() == before


def test_a_form_from_elsewhere_is_refused(hand: Hand, ledger: Ledger) -> None:
    client, before = hand("mira"), ledger.head()
    fields = hidden(client.get(PREVIEW).text, "/daily/issue") | {"_csrf": "forged"}
    assert client.post("/daily/issue", data=fields, follow_redirects=False).headers["location"] != "/daily/1.0"
    assert ledger.head() == before


def test_a_number_without_revision_leads_to_the_latest_one(hand: Hand) -> None:
    client = hand("mira")
    issued(client)
    reworded(client, "In other words.")
    assert issued(client) == "/daily/1.1"
    assert client.get("/daily/1", follow_redirects=False).headers["location"] == "/daily/1.1"
    assert client.get("/daily/1.pdf", follow_redirects=False).headers["location"] == "/daily/1.1.pdf"
    assert "A later revision of this report was issued: 1.1" in client.get("/daily/1.0").text


@pytest.mark.parametrize("ending", ["pdf", "docx", "md", "html", "json"])
def test_the_files_of_a_frozen_report_stay_the_same_whatever_comes_later(hand: Hand, ending: str) -> None:
    client = hand("mira")
    issued(client)
    before = client.get(f"/daily/1.0.{ending}")
    reworded(client, "In other words.")
    issued(client)
    assert before.status_code == 200
    assert client.get(f"/daily/1.0.{ending}").content == before.content
    assert client.get(f"/daily/1.1.{ending}").content != before.content


@pytest.mark.parametrize("name", ["2", "1.7", "0", "x", "1.0.exe", "999999999999", "-1", "１"])
def test_what_was_never_issued_is_not_found(hand: Hand, name: str) -> None:
    client = hand("mira")
    issued(client)
    assert client.get(f"/daily/{name}").status_code == 404


def test_a_report_was_not_there_before_it_was_issued(hand: Hand) -> None:
    client = hand("mira")
    issued(client)
    assert client.get("/daily/1.0?asof=2020-02-15T12:00Z").status_code == 404


# — wordings —


def test_an_edit_keeps_the_old_words_its_author_and_its_reason(hand: Hand, ledger: Ledger) -> None:
    client = hand("mira")
    assert reworded(client, "Two outlets tell of shelling.", reason="shorter").startswith("/daily/preview")
    page = client.get(PREVIEW).text
    assert "Two outlets tell of shelling." in page
    assert "Generated words:" in page
    assert "shorter" in page
    (wording,) = ledger.wordings()
    assert (wording.by, wording.new, wording.reason) == ("mira", "Two outlets tell of shelling.", "shorter")
    assert wording.old in page.replace("&#39;", "'").replace("&#34;", '"')
    assert "Wordings so far" in client.get(first_edit(client)).text


def test_an_edit_can_be_taken_back_and_nothing_is_lost(hand: Hand, ledger: Ledger) -> None:
    client = hand("mira")
    reworded(client, "Other words.")
    reworded(client, "", reason="the generated words say it", act="back")
    assert "Other words." not in client.get(PREVIEW).text
    assert len(list(ledger.wordings())) == 2


@pytest.mark.parametrize(
    ("new", "reason", "why"),
    [
        ("Other.", " ", "asks for a reason"),
        ("", "because", "nothing was recorded"),
        ("a" * 4001, "because", "at most 4000 letters"),
    ],
)
def test_an_edit_that_cannot_stand_is_refused_with_why_and_what_was_typed_is_kept(
    hand: Hand, ledger: Ledger, new: str, reason: str, why: str
) -> None:
    client = hand("mira")
    address = reworded(client, new, reason=reason)
    page = client.get(address).text
    assert why in page
    assert (new[:50] or "because") in page
    assert not list(ledger.wordings())


def test_an_edit_of_words_that_are_not_generated_any_more_is_refused(hand: Hand, ledger: Ledger) -> None:
    client = hand("mira")
    fields = hidden(client.get(first_edit(client)).text, "/daily/wording") | {
        "new": "x y",
        "reason": "r",
        "act": "write",
        "old": "z",
    }
    address = client.post("/daily/wording", data=fields, follow_redirects=False).headers["location"]
    assert "generated words have changed" in client.get(address).text
    assert not list(ledger.wordings())


def test_hostile_words_of_an_edit_stay_words_on_pages_and_in_files(hand: Hand) -> None:
    client = hand("mira")
    reworded(client, HOSTILE)
    issued(client)
    page = client.get("/daily/1.0").text
    assert "<script>alert(1)" not in page
    assert "<script>alert(1)</script> {{7*7}}" in text_of(client.get("/daily/1.0.pdf").content)


def test_a_sentence_that_is_not_there_cannot_be_edited(hand: Hand) -> None:
    assert hand("mira").get(f"{PREVIEW.replace('preview', 'wording')}&line=nope").status_code == 404


def test_who_issues_a_period_again_is_told_that_it_makes_a_revision(hand: Hand) -> None:
    client = hand("mira")
    assert "Issue this report</button>" in client.get(PREVIEW).text
    issued(client)
    again = client.get(PREVIEW).text
    assert "Issue a revision</button>" in again
    assert "Issue this report</button>" not in again


# — comparing —


def test_two_revisions_show_the_words_that_went_and_those_that_came(hand: Hand) -> None:
    client = hand("mira")
    issued(client)
    reworded(client, "Two outlets tell of shelling.")
    issued(client)
    page = client.get("/daily/1/compare").text
    assert "<del>" in page
    assert "<ins>" in page
    assert "wording by" in page
    assert "As of:</span>" in page
    assert "differ" in page
    assert "The two say the same." in client.get("/daily/1/compare?a=1&b=1").text
    assert client.get("/daily/1/compare?a=5&b=1").status_code == 404


# — the list and its files —


def test_the_list_tells_every_revision_in_its_files(hand: Hand) -> None:
    client = hand("mira")
    issued(client)
    reworded(client, "Other words.")
    issued(client)
    rows = list(csv.DictReader(io.StringIO(client.get("/daily.csv").text)))
    assert [(row["name"], row["edited_sentences"]) for row in rows] == [("1.1", "1"), ("1.0", "0")]
    feed = ElementTree.fromstring(client.get("/daily.atom").text)
    assert len({one.findtext(f"{ATOM}id") for one in feed.iter(f"{ATOM}entry")}) == 2
    page = client.get("/daily").text
    assert 'href="/daily/1.0"' in page
    assert 'href="/daily/1.1"' in page


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("edition=weekly", 0),
        ("edition=daily", 1),
        ("agreement=SOC18", 0),
        ("from=2020-02-14", 0),
        ("until=2020-02-13", 1),
        ("language=ar", 0),
    ],
)
def test_the_list_is_filtered(hand: Hand, query: str, many: int) -> None:
    client = hand("mira")
    issued(client)
    assert len(client.get(f"/daily.json?{query}").json()["daily"]) == many


def test_a_filter_that_cannot_be_understood_is_refused_for_files(hand: Hand) -> None:
    assert hand("").get("/daily.csv?from=tomorrow").status_code == 400
    assert "is no day" in hand("").get("/daily?from=tomorrow").text


def test_the_navigation_leads_here(hand: Hand) -> None:
    assert 'href="/daily"' in hand("").get("/").text


# — what the public sees —


def public(ledger: Ledger, people: People, **policy: int) -> TestClient:
    now = datetime.now(UTC) + timedelta(minutes=1)
    return hand_on(site(ledger, people, Policy(**policy, now=lambda: now)))


def test_where_places_are_blurred_the_public_gets_no_issued_words(hand: Hand, ledger: Ledger, people: People) -> None:
    client = hand("mira")
    reworded(client, "Shelling at the mill of Saraqib.")
    issued(client)
    outside = public(ledger, people, blur_km=20)
    page = outside.get("/daily/1.0").text
    assert "Public copy" in page
    assert "the mill of Saraqib" not in page
    assert "Saraqib" not in page.split('id="incidents"')[1].split('id="breaches"')[0]
    file = text_of(outside.get("/daily/1.0.pdf").content)
    assert "Public copy" in file
    assert "mill of Saraqib" not in file
    assert "mill of Saraqib" in client.get("/daily/1.0").text


@pytest.mark.parametrize("ending", ["pdf", "docx", "md", "html", "json"])
def test_what_the_public_gets_in_files_is_blurred_too(ledger: Ledger, people: People, ending: str) -> None:
    outside = public(ledger, people, blur_km=20)
    told = outside.get(preview_file(ending)).content
    if ending == "pdf":
        told = text_of(told).encode()
    assert b"36.8" not in told
    assert outside.get(preview_file(ending)).status_code == 200


@pytest.mark.parametrize(("ending", "before"), [("html", 'class="m-name[^>]*>'), ("json", '"name": "'), ("json", '"told": "')])
def test_the_map_of_a_report_gives_the_public_the_division_and_not_the_printed_name(
    ledger: Ledger, people: People, ending: str, before: str
) -> None:
    outside = public(ledger, people, blur_km=20)
    told = outside.get(preview_file(ending, "date=2020-02-10&to=2020-02-13&lang=en")).text
    assert re.search(f"{before}Idlib", told)
    assert not re.search(f"{before}Saraqib", told)


def test_where_news_is_delayed_the_public_finds_no_report_that_was_just_issued(
    hand: Hand, ledger: Ledger, people: People
) -> None:
    issued(hand("mira"))
    outside = public(ledger, people, delay_hours=48)
    assert outside.get("/daily/1.0").status_code == 404
    assert outside.get("/daily.json").json()["daily"] == []


def test_the_issued_record_is_never_changed(hand: Hand, ledger: Ledger) -> None:
    client = hand("mira")
    issued(client)
    first = ledger.history(Kind.BULLETIN, next(iter(ledger.bulletins())).id)[0]
    reworded(client, "Other words.")
    issued(client)
    again = ledger.history(Kind.BULLETIN, first.id)
    assert again[0] == first
    assert [one.record.revision for one in again if isinstance(one.record, Bulletin)] == [0, 1]


def test_a_language_that_there_is_not_is_that_of_the_page(hand: Hand) -> None:
    page = hand("").get("/daily/preview?date=2020-02-13&lang=xx")
    assert (page.status_code, 'lang="xx"' in page.text) == (200, False)


def test_no_report_is_known_before_its_time_however_it_is_asked_for(hand: Hand, ledger: Ledger) -> None:
    before = ledger.position()
    issued(hand("mira"))
    assert [*PublicLedger(ledger, until=before, grid=None).bulletins()] == []
    assert len([*PublicLedger(ledger, until=ledger.position(), grid=None).bulletins()]) == 1
