"""The review room without scripts: what waits, deciding, correcting, a second person, undo, two at once, a session that ends."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.web.review.conftest import PASSWORD, Hand, Room
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Stamp
from trucewatch.model import Claim, Counted, Decision, Incident
from trucewatch.people import Role
from trucewatch.reviewing.deciding import decide
from trucewatch.reviewing.drafts import Draft

SignIn = Callable[[str], Hand]
WHY = "the ministry counts its own dead"
NUMBERS = "different numbers"


def figure_field(fields: dict[str, str], old: str) -> str:
    """The number of the row in which a figure is corrected."""
    return next(name.partition(".")[2] for name, value in fields.items() if name.startswith("old.") and value.startswith(old))


def killed_in(room: Room) -> set[int | None]:
    """The highest number of dead of every incident."""
    return {one.high for incident in room.ledger.incidents() for one in incident.figures if one.kind is Counted.KILLED}


def split_by_two(room: Room, incident: Incident) -> None:
    """One reviewer says that an incident is two happenings, and another agrees."""
    draft = Draft(Decision.NOT_SAME, "incident", incident.id, "two posts", others=incident.claim_ids[:1])
    for name, said in (("jan", draft), ("ida", replace(draft, decision=Decision.AGREE, reason=""))):
        if name == "jan" or next(room.ledger.incidents(claim=incident.claim_ids[0])).id == incident.id:
            stamp = Stamp(datetime.now(UTC), name, "test", "", "")
            decide(room.ledger, said, seen=room.ledger.head()[0], gazetteer=load_gazetteer(), stamp=stamp)


def test_whoever_has_not_signed_in_is_asked_to(room: Room) -> None:
    answer = TestClient(room.app).get("/review", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_the_queue_asks_whether_two_numbers_count_the_same_dead(sign_in: SignIn) -> None:
    mira = sign_in("mira")
    page = mira.page(mira.find(NUMBERS))
    assert 'id="question" tabindex="-1"><bdi>Do 8 and 5 count the same dead?' in page
    assert "Hill Post" in page
    assert "River Times" in page
    assert "five Turkish soldiers" in page


def test_the_item_says_why_it_stands_where_it_stands(sign_in: SignIn) -> None:
    mira = sign_in("mira")
    why = next(str(row["why"]) for row in mira.queue() if row["asked"] == "high figure")
    assert "33 killed" in why


def test_accepting_leads_to_the_next_question_with_an_undo_beside_it(sign_in: SignIn, room: Room) -> None:
    mira = sign_in("mira")
    before = [row["id"] for row in mira.queue()]
    answer = mira.decide(str(mira.queue()[0]["url"]), "accept")
    assert answer.status_code == 200
    assert str(before[1]) in str(answer.url)
    assert "Accepted: " in answer.text
    assert [review.decision for review in room.ledger.reviews()] == [Decision.ACCEPT]
    assert [row["id"] for row in mira.queue()] == before[1:]


def test_undo_brings_the_question_back(sign_in: SignIn) -> None:
    mira = sign_in("mira")
    before = [row["id"] for row in mira.queue()]
    answer = mira.decide(str(mira.queue()[0]["url"]), "accept")
    form = answer.text[answer.text.index('action="/review/undo"') :].partition("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    undone = mira.client.post("/review/undo", data=fields)
    assert "Taken back: " in undone.text
    assert str(before[0]) in str(undone.url)
    assert [row["id"] for row in mira.queue()] == before


def test_a_decision_without_the_reason_it_asks_for_is_not_recorded_and_nothing_typed_is_lost(sign_in: SignIn, room: Room) -> None:
    mira = sign_in("mira")
    path = mira.find(NUMBERS)
    number = figure_field(mira.fields(path), "killed 5")
    answer = mira.decide(path, "correct", "", **{f"new.{number}": "killed 8 of TUR:MIL"})
    assert "asks for a reason" in answer.text
    assert 'value="killed 8 of TUR:MIL"' in answer.text
    assert list(room.ledger.reviews()) == []


def test_a_corrected_figure_keeps_old_and_new_and_waits_for_a_second_reviewer(sign_in: SignIn, room: Room) -> None:
    mira, jan = sign_in("mira"), sign_in("jan")
    path = mira.find(NUMBERS)
    number = figure_field(mira.fields(path), "killed 5")
    answer = mira.decide(path, "correct", WHY, **{f"new.{number}": "killed 8 of TUR:MIL"})
    assert "It waits for a second reviewer" in answer.text
    [review] = room.ledger.reviews()
    assert (review.old, review.new, review.by, review.reason) == ("killed 5 of TUR:MIL", "killed 8 of TUR:MIL", "mira", WHY)
    own = mira.page(mira.find("second"))
    assert "it needs a 2nd reviewer" in own
    assert 'name="decision" value="agree"' not in own
    seen = jan.page(jan.find("second"))
    assert WHY in seen
    jan.decide(jan.find("second"), "agree")
    shelled = next(one for one in room.ledger.incidents() if len(one.claim_ids) == 2)
    assert {(figure.low, figure.high) for figure in shelled.figures if figure.kind is Counted.KILLED} == {(8, 8)}


def test_what_two_agreed_on_is_called_checked_never_verified(sign_in: SignIn) -> None:
    mira, jan = sign_in("mira"), sign_in("jan")
    path = mira.find("happened or not")
    mira.decide(path, "ask", "please look at may")
    asked = jan.page(path)
    assert "asked by mira" in asked
    jan.decide(path, "accept")
    decided = mira.page(path)
    assert "by jan" in decided
    assert "verified" not in decided.lower()


def test_not_the_same_happening_splits_the_incident(sign_in: SignIn, room: Room) -> None:
    mira = sign_in("mira")
    path = mira.find(NUMBERS)
    mira.decide(path, "not same", "one is told of the north post, one of the south")
    said = list(room.ledger.reviews())
    assert [review.decision for review in said] == [Decision.NOT_SAME]
    waits = any(row["asked"] == "second" for row in mira.queue())
    assert waits or sum(1 for one in room.ledger.incidents()) == 3


def test_of_two_who_decide_at_once_the_second_sees_what_changed_and_loses_nothing(sign_in: SignIn, room: Room) -> None:
    mira, jan = sign_in("mira"), sign_in("jan")
    path = mira.find(NUMBERS)
    typed = mira.fields(path) | {"decision": "reject", "reason": "mira's words"}
    number = figure_field(jan.fields(path), "same measure")
    jan.decide(path, "correct", "they count two groups", **{f"new.{number}": "measures that look alike"})
    answer = mira.send(path, typed)
    assert "Others changed this since you opened it" in answer.text
    assert "mira&#39;s words" in answer.text
    assert "<del><bdi>same measure, different numbers" in answer.text
    assert "<ins><bdi>measures that look alike" in answer.text
    assert "jan" in answer.text
    assert [review.by for review in room.ledger.reviews()] == ["jan"]
    again = mira.fields(urlsplit(str(answer.url)).path)
    assert again["reason"] == "mira's words"
    mira.send(path, again | {"decision": "reject"})
    assert sorted(review.by for review in room.ledger.reviews()) == ["jan", "mira"]


def test_a_session_that_ended_meanwhile_costs_nothing_typed(sign_in: SignIn, room: Room) -> None:
    mira = sign_in("mira")
    path = mira.find(NUMBERS)
    fields = mira.fields(path) | {"decision": "reject", "reason": "typed for an hour"}
    room.people.accounts.sign_out_everywhere("mira")
    answer = mira.send(path, fields)
    assert "/sign-in" in str(answer.url)
    form = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', answer.text))
    back = mira.client.post("/sign-in", data=form | {"name": "mira", "password": PASSWORD})
    assert urlsplit(path).path in str(back.url)
    assert "typed for an hour" in back.text
    assert list(room.ledger.reviews()) == []


def test_sending_the_same_form_twice_decides_once(sign_in: SignIn, room: Room) -> None:
    mira = sign_in("mira")
    path = mira.find("high figure")
    fields = mira.fields(path) | {"decision": "unclear", "reason": WHY}
    first, second = mira.send(path, fields), mira.send(path, fields)
    assert first.url == second.url
    assert len(list(room.ledger.reviews())) == 1


@pytest.mark.parametrize(("name", "told"), [("vera", "You can read this"), ("cleo", "You can add notes")])
def test_readers_and_contributors_do_not_decide(sign_in: SignIn, name: str, told: str) -> None:
    hand = sign_in(name)
    assert told in hand.page()
    assert 'value="accept"' not in hand.page()


def test_a_contributor_adds_a_note_and_the_question_still_waits(sign_in: SignIn, room: Room) -> None:
    cleo = sign_in("cleo")
    path = cleo.find(NUMBERS)
    cleo.decide(path, "note", "the ministry corrected itself on the 5th")
    assert [review.decision for review in room.ledger.reviews()] == [Decision.NOTE]
    assert cleo.find(NUMBERS) == path


def test_a_contributor_who_sends_a_decision_is_refused(sign_in: SignIn, room: Room) -> None:
    cleo = sign_in("cleo")
    assert cleo.decide(cleo.find(NUMBERS), "accept").status_code == 403
    assert list(room.ledger.reviews()) == []


def test_a_place_is_corrected_by_its_name_and_a_name_of_several_is_asked_back(sign_in: SignIn, room: Room) -> None:
    mira = sign_in("mira")
    path = mira.find("happened or not")
    fields = mira.fields(path)
    number = next(name.partition(".")[2] for name, value in fields.items() if name.startswith("field.") and value == "place")
    answer = mira.decide(path, "correct", WHY, **{f"new.{number}": "Springfield"})
    assert "write which" in answer.text
    answer = mira.decide(path, "correct", WHY, **{f"new.{number}": "no such town at all"})
    assert "has no place" in answer.text
    assert list(room.ledger.reviews()) == []


def test_parties_and_places_are_found_by_the_beginning_of_a_name(sign_in: SignIn) -> None:
    mira = sign_in("mira")
    found = mira.client.get("/review/choices?field=place&q=Saraqib").json()
    assert any("Idlib" in row["label"] for row in found)
    assert mira.client.get("/review/choices?field=actor&q=Hayat Tahrir al-Sham").json()
    assert mira.client.get("/review/choices?field=nonsense&q=Saraqib").json() == []


def test_the_filters_narrow_the_list_and_stay_in_the_address(sign_in: SignIn) -> None:
    mira = sign_in("mira")
    answer = mira.client.get("/review?group=contradictions")
    assert "group=contradictions" in str(answer.url)
    assert "1 question waiting" in answer.text
    assert "33 killed" not in answer.text
    after = mira.decide(str(answer.url).replace("http://testserver", ""), "accept")
    assert "group=contradictions" in str(after.url)
    assert "Nothing waits for review here" in after.text


def test_mine_are_those_on_which_i_have_said_something(sign_in: SignIn) -> None:
    mira, jan = sign_in("mira"), sign_in("jan")
    mira.decide(mira.find("high figure"), "ask", "how many died?")
    assert len(mira.client.get("/review.json?mine=1").json()["review"]) == 1
    assert jan.client.get("/review.json?mine=1").json()["review"] == []


def test_the_files_hold_the_same_questions(sign_in: SignIn) -> None:
    mira = sign_in("mira")
    rows = list(csv.DictReader(io.StringIO(mira.client.get("/review.csv").text)))
    assert [row["id"] for row in rows] == [row["id"] for row in mira.queue()]
    feed = mira.client.get("/review.atom")
    assert feed.status_code == 200
    assert "count the same dead" in feed.text


def test_who_looks_at_the_same_question_is_told(sign_in: SignIn) -> None:
    mira, jan = sign_in("mira"), sign_in("jan")
    path = mira.find(NUMBERS)
    mira.page(path)
    page = jan.page(path)
    assert "<bdi>Mira</bdi>" in page
    assert "looks at this" in page


def test_the_sitting_counts_what_was_decided(sign_in: SignIn) -> None:
    mira = sign_in("mira")
    assert "not decided anything" in mira.page()
    mira.decide(mira.find("high figure"), "accept")
    assert "You have reviewed 1 item" in mira.page()


def test_a_question_that_is_gone_says_so(sign_in: SignIn) -> None:
    answer = sign_in("mira").client.get("/review/waiting-0000000000000000")
    assert answer.status_code == 404
    assert "not asked any more" in answer.text


@pytest.mark.parametrize(
    "query",
    ["group=%00", "words=%25_%27", "first=-1", "first=99999999999", "agreement=<script>", "area=" + "x" * 5000, "done=x&of=y"],
)
def test_a_wrong_question_never_breaks_the_page(sign_in: SignIn, query: str) -> None:
    answer = sign_in("mira").client.get(f"/review?{query}")
    assert answer.status_code in (200, 400)
    assert "<script>" not in answer.text.replace('<script type="module"', "")


def test_a_reviewer_who_is_no_longer_one_cannot_decide(sign_in: SignIn, room: Room) -> None:
    mira = sign_in("mira")
    path = mira.find(NUMBERS)
    fields = mira.fields(path) | {"decision": "accept", "reason": ""}
    room.people.accounts.set_role("mira", Role.VIEWER)
    assert mira.send(path, fields).status_code == 403


def test_hostile_words_in_a_reason_stay_words(sign_in: SignIn, room: Room) -> None:
    mira, jan = sign_in("mira"), sign_in("jan")
    path = mira.find("high figure")
    mira.decide(path, "ask", "<script>alert(1)</script>")
    assert "<script>alert(1)" not in jan.page(path)


def test_nothing_is_lost_of_the_ledger_when_a_reading_is_rejected(sign_in: SignIn, room: Room) -> None:
    mira = sign_in("mira")
    before = sum(1 for _ in room.ledger.claims())
    mira.decide(mira.find("happened or not"), "reject", "it says may")
    assert sum(1 for _ in room.ledger.claims()) == before
    assert all(isinstance(one, Claim) for one in room.ledger.claims())
    assert all(isinstance(one, Incident) for one in room.ledger.incidents())


def test_a_question_whose_incident_was_split_meanwhile_shows_what_happened_and_what_was_typed(
    sign_in: SignIn, room: Room
) -> None:
    mira = sign_in("mira")
    path = mira.find(NUMBERS)
    typed = mira.fields(path) | {"decision": "reject", "reason": "mira's words"}
    shelled = next(one for one in room.ledger.incidents() if len(one.claim_ids) == 2)
    split_by_two(room, shelled)
    answer = mira.send(path, typed)
    assert "not asked any more" in answer.text
    assert "mira&#39;s words" in answer.text
    assert "jan" in answer.text
    assert [review for review in room.ledger.reviews() if review.by == "mira"] == []
