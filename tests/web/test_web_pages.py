"""What each page shows: accounts and where they part, every value one click from its words, deadlines, clauses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests.web.paper import Paper
from trucewatch.model import Report
from trucewatch.publish.words import anchor, report_url
from trucewatch.web.app import create_app
from trucewatch.web.desk import Desk

TODAY = date(2020, 2, 14)
PAGES = (
    "/",
    "/incidents/inc-saraqib",
    "/incidents/inc-convoy",
    "/incidents/inc-threat",
    "/incidents/inc-hostile",
    "/reports",
    "/reports/levant-post-11",
    "/reports/severny%20vestnik%2F10",
    "/reports/minbar-11",
    "/reports/hostile",
    "/deadlines",
    "/agreements",
    "/agreements/SOC18",
    "/compare",
    "/compare?a=levant-post-11&b=minbar-11",
    "/naming",
    "/naming?party=SYR&by=month",
    "/method",
)
EMPTY_PAGES = (
    "/",
    "/reports",
    "/deadlines",
    "/agreements",
    "/compare",
    "/naming",
    "/naming.csv",
    "/method",
    "/incidents.csv",
    "/incidents.json",
    "/incidents.geojson",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_and_every_link_on_it_leads_somewhere(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    for href in set(re.findall(r'href="(/[^"#]*)', answer.text)):
        assert client.get(href.replace("&amp;", "&")).status_code == 200, href


@pytest.mark.parametrize("path", PAGES)
def test_every_anchor_that_is_linked_to_exists(client: TestClient, path: str) -> None:
    page = client.get(path).text
    for href in set(re.findall(r'href="([^"]*#[^"]+)"', page)):
        address, _, name = href.partition("#")
        target = client.get(address.replace("&amp;", "&")).text if address else page
        assert f'id="{name}"' in target, href


@pytest.mark.parametrize("path", EMPTY_PAGES)
def test_an_empty_ledger_has_every_page(empty_client: TestClient, path: str) -> None:
    assert empty_client.get(path).status_code == 200


def test_the_incident_page_has_the_accounts_under_their_letters(client: TestClient) -> None:
    page = client.get("/incidents/inc-saraqib").text
    for letter, outlet in (("A", "The Levant Post"), ("B", "Северный вестник"), ("C", "منبر الشمال")):
        assert f'title="Account {letter}: {outlet}"' in page
    assert "Two independent origins tell of it" in page
    assert "Syrian government forces, according to B; A and C name nobody." in page


def test_a_figure_stands_beside_the_words_it_rests_on(client: TestClient, desk: Paper) -> None:
    page = client.get("/incidents/inc-saraqib").text
    assert '<mark class="val">Шестеро</mark>' in page
    claim = desk.desk().claims_of("severny vestnik/10")[0]
    assert report_url("severny vestnik/10", claim.id) in page
    assert "characters 35–42" in page
    assert "gives no figure here, which is not a zero" in page


def test_the_best_figure_is_never_a_mean_and_a_tie_has_none(client: TestClient) -> None:
    page = client.get("/incidents/inc-saraqib").text
    assert "no best figure: one origin each" in page
    assert "<dd>7</dd>" not in page
    assert "one origin gives 20" in page


def test_a_comparison_says_how_and_why_with_the_words_on_both_sides(client: TestClient) -> None:
    page = client.get("/incidents/inc-saraqib").text
    assert "<b>Same measure, different numbers</b>At least 8 in A, 6 in B: no number satisfies both." in page
    assert "<b>Only in one</b>Only B says who fired." in page
    assert "Nothing on this in the other accounts." in page


def test_origins_group_the_accounts_with_their_reasons(client: TestClient) -> None:
    page = client.get("/incidents/inc-saraqib").text
    assert "Three reports, two origins. Corroboration counts origins." in page
    tree = page[page.index('id="origins"') :]
    root = tree.index("<bdi>Turkish defence ministry</bdi>")
    assert root < tree.index("cites the ministry") < tree.index("same figure and same words as A (likely)")
    assert "party to it: said to have suffered it" in tree


def test_a_copy_hangs_below_the_account_it_repeats(client: TestClient) -> None:
    page = client.get("/incidents/inc-saraqib").text
    tree = page[page.index('id="origins"') :]
    assert re.search(r"The Levant Post</bdi></a>.*?<ul><li>.*?منبر الشمال", tree, re.DOTALL)


def test_every_step_of_an_origin_opens_onto_its_words(client: TestClient) -> None:
    page = client.get("/incidents/inc-saraqib").text
    tree = page[page.index('id="origins"') : page.index('id="matches"')]
    assert tree.count("<details") == 2  # A cites the ministry; C repeats A
    assert '<mark class="same">the defence ministry</mark>' in tree


def test_each_statement_has_its_own_grade_with_its_rule(client: TestClient) -> None:
    page = client.get("/incidents/inc-saraqib").text
    grades = page[page.index('id="grades"') : page.index('id="origins"')]
    for word in ("That it happened", "Who did it", "How many killed", "Corroborated", "Single origin", "Contested", "Admitted"):
        assert word in grades
    assert "Two origins say it that are not on one side of the happening" in grades
    assert "speaks of its own side" in grades
    assert "speaks of its adversary" in grades
    assert '<mark class="same">At least 8 soldiers</mark>' in grades


def test_an_incident_entered_before_grades_still_shows(client: TestClient) -> None:
    page = client.get("/incidents/inc-threat").text
    assert 'id="grades"' not in page
    assert "his own words" in page


def test_a_finding_stands_under_its_clause_with_its_reasons(client: TestClient) -> None:
    page = client.get("/agreements/SOC18").text
    assert "the place lies in the area" in page
    assert "alleged by Turkey, against Russia" in page
    assert "Russia answers for the government side" in page
    assert "Nothing read so far bears on this clause. That is no finding that it was kept." in page


def test_an_accusation_that_names_no_clause_stands_under_the_agreement_as_a_whole(desk: Paper) -> None:
    vague = replace(desk.finding_records[0], id="finding-whole", clause_id="", reasons=("it names the agreement, but no clause",))
    paper = replace(desk, finding_records=(*desk.finding_records, vague))
    with TestClient(create_app(paper.ledger(), today=lambda: date(2020, 2, 20), labels=str)) as client:
        page = client.get(f"/agreements/{vague.agreement_id}").text
        assert "it names the agreement, but no clause" in page.split("The agreement as a whole")[1]
        assert "no clause is named" in client.get(f"/incidents/{vague.incident_id}").text


def test_the_page_of_an_agreement_does_not_read_a_report_again_for_each_finding_that_rests_on_it(
    desk: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.finding_records[0]
    many = tuple(replace(first, id=f"fin-again-{number}") for number in range(50))
    asked: list[str] = []
    read = Desk.report

    def counting(desk: Desk, report_id: str) -> Report | None:
        asked.append(report_id)
        return read(desk, report_id)

    monkeypatch.setattr(Desk, "report", counting)
    paper = replace(desk, finding_records=many)
    with TestClient(create_app(paper.ledger(), today=lambda: TODAY, labels=str)) as site:
        page = site.get("/agreements/SOC18").text
        assert page.count(first.reasons[2]) == 5
        assert "All 50 findings" in page
        assert site.get("/agreements/SOC18/findings").text.count(first.reasons[2]) == 20
    assert asked.count(first.words[0].report_id) <= 4


def test_weeks_in_which_nothing_was_read_are_hatched_and_not_zero(client: TestClient) -> None:
    page = client.get("/agreements/SOC18").text
    assert page.count('<td class="blind">') == 3 * 8
    assert page.count('<td><span class="q3" aria-hidden="true">0</span>') == 1


def test_a_finding_that_cannot_be_assessed_is_not_counted_as_nothing(desk: Paper) -> None:
    vague = replace(desk.finding_records[2], clause_id="SOC18-6")
    with TestClient(
        create_app(replace(desk, finding_records=(*desk.finding_records[:2], vague)).ledger(), today=lambda: TODAY, labels=str)
    ) as site:
        page = site.get("/agreements/SOC18").text
    assert '<td><span class="q3" aria-hidden="true">0</span>' not in page
    assert "strongest grade: Not assessable" in page


def test_every_claim_is_marked_in_the_report_and_listed_beside_it(client: TestClient, desk: Paper) -> None:
    page = client.get("/reports/levant-post-11").text
    claims = desk.desk().claims_of("levant-post-11")
    for claim in claims:
        assert page.count(f'id="{anchor(claim.id)}"') == 1
    assert page.count('<li id="read-') == len(claims)


def test_a_claim_inside_another_is_marked_as_well(client: TestClient) -> None:
    page = client.get("/reports/levant-post-11").text
    assert re.search(r'<mark class="claim is-deep"[^>]*><a [^>]*>5</a>withdraw behind the line of posts</mark>', page)


def test_what_is_no_evidence_is_grey_and_named(client: TestClient) -> None:
    page = client.get("/reports/levant-post-11").text
    assert '<span class="quiet">Read also: Ten things to know about the demilitarised zone</span>' in page
    assert '<p class="role">link to another article</p>' in page


def test_the_report_says_where_its_date_was_taken_from(client: TestClient) -> None:
    page = client.get("/reports/levant-post-11").text
    assert "11 February 2020, to the day, from the report’s own words" in page
    assert "“Feb. 11, 2020”" in page


def test_the_text_is_held_word_by_word(client: TestClient, desk: Paper) -> None:
    report = desk.desk().report("severny vestnik/10")
    assert report is not None
    assert client.get("/texts/severny%20vestnik%2F10").text == report.text


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("", "Open, 15 days left"),
        ("2020-02-28", "Open, 1 day left"),
        ("2020-02-29", "Last day"),
        ("2020-03-05", "Passed 5 days ago"),
    ],
)
def test_an_ultimatum_stands_as_it_does_on_the_day_asked(client: TestClient, on: str, words: str) -> None:
    assert words in client.get("/deadlines", params={"on": on}).text


def test_a_duty_is_not_shown_before_it_was_agreed(client: TestClient) -> None:
    assert "Heavy weapons leave the zone" in client.get("/deadlines?on=2018-09-17").text
    assert "Heavy weapons leave the zone" not in client.get("/deadlines?on=2018-09-16").text


def test_a_passed_day_is_not_called_met_or_unmet(client: TestClient) -> None:
    page = client.get("/deadlines?on=2020-03-05").text
    assert "the last day of <b>one demand</b> has passed" in page
    shown = page.split("</form>")[-1].lower()
    assert "unmet" not in shown.replace("#g-unmet", "").replace('id="g-unmet"', "")


def test_a_day_that_is_none_is_said_so(client: TestClient) -> None:
    answer = client.get("/deadlines?on=soon")
    assert answer.status_code == 200
    assert "“soon” is no day" in answer.text


def test_each_claim_of_an_account_says_in_whose_voice_it_is_told(client: TestClient) -> None:
    page = client.get("/incidents/inc-threat").text
    assert "Kemal Öztürkoğlu, quoted directly" in page


def test_two_reports_are_compared_by_what_both_and_only_one_tell(client: TestClient) -> None:
    page = client.get("/compare?a=levant-post-11&b=minbar-11").text
    assert "The two agree on one point and part on one." in page
    assert "Planned against done</b>" in page
    assert "We will answer every shell" in page
    assert 'title="Report A: The Levant Post"' in page


def test_the_report_asked_first_is_a(client: TestClient) -> None:
    page = client.get("/compare?a=minbar-11&b=levant-post-11").text
    assert 'title="Report A: منبر الشمال"' in page


def test_points_on_which_two_reports_agree_can_be_left_out(client: TestClient) -> None:
    query = "/compare?a=levant-post-11&b=minbar-11"
    rows = [client.get(query + more).text.count('id="point-') for more in ("", "&show=part", "&show=nonsense")]
    assert rows[0] == rows[2] > rows[1] > 0


def test_every_joined_passage_is_drawn_with_its_number(client: TestClient) -> None:
    page = client.get("/compare?a=levant-post-11&b=minbar-11").text
    assert page.count('class="t-no"') == 2 * page.count('id="point-')


@pytest.mark.parametrize("query", ["?a=levant-post-11&b=levant-post-11", "?a=levant-post-11&b=nowhere"])
def test_what_cannot_be_compared_is_said_so(client: TestClient, query: str) -> None:
    answer = client.get(f"/compare{query}")
    assert answer.status_code == 200
    assert 'class="err"' in answer.text


def test_inputs_that_could_not_be_read_are_shown_and_counted(client: TestClient) -> None:
    assert "Two inputs could not be read." in client.get("/").text
    page = client.get("/reports").text
    assert "archive/scan-0007.pdf" in page
    assert "a PDF without text" in page


def test_the_health_of_the_site_is_one_word(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_an_account_that_counts_two_groups_apart_gives_both_numbers(desk: Paper) -> None:
    incident = desk.desk().incident("inc-saraqib")
    assert incident is not None
    killed = incident.figures[0]
    _, _, _, words = killed.by_account[0]
    apart = replace(killed, by_account=(("A", 7, 7, words), ("A", 1, 1, words), ("B", 6, 6, killed.by_account[1][3])))
    told = replace(incident, figures=(apart, *incident.figures[1:]))
    paper = replace(desk, incident_records=tuple(told if i.id == told.id else i for i in desk.incident_records))
    with TestClient(create_app(paper.ledger(), today=lambda: TODAY, labels=str)) as client:
        assert "7 and 1 according to A or 6 according to B" in client.get("/incidents/inc-saraqib").text
