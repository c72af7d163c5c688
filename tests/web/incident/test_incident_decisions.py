"""Splitting, joining, correcting and taking back on the page of an incident, and what is left at the old address."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.web.incident.conftest import Watch
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Stamp
from trucewatch.model import Decision, Incident
from trucewatch.reviewing.deciding import Decided, Draft, decide

EVENING = datetime(2020, 2, 13, 20, 0, tzinfo=UTC)


def page_of(watch: Watch, path: str) -> str:
    answer = watch.client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def by_accounts(watch: Watch, many: int) -> Incident:
    (found,) = [one for one in watch.incidents if len(one.accounts) == many]
    return found


def split_off(watch: Watch) -> tuple[Incident, Any]:
    """Take the second of two claims out of the shelling that two reports tell."""
    joint = by_accounts(watch, 2)
    path = f"/incidents/{joint.id}"
    claim = joint.accounts[1].claim_ids[0]
    return joint, watch.send(path, f"{path}/split", claim=claim, reason="The Herald tells of another post.")


def test_two_reports_of_one_shelling_stand_side_by_side_and_a_third_apart(watch: Watch) -> None:
    assert sorted(len(one.accounts) for one in watch.incidents) == [1, 2]


def test_a_visitor_is_shown_no_forms_and_is_asked_to_sign_in_when_one_is_sent(watch: Watch) -> None:
    joint = by_accounts(watch, 2)
    assert 'id="arrange"' not in page_of(watch, f"/incidents/{joint.id}")
    watch.sign_in("reader")
    assert 'id="arrange"' not in page_of(watch, f"/incidents/{joint.id}")
    assert watch.client.get(f"/incidents/{joint.id}/correct?claim={joint.claim_ids[0]}").status_code == 403


def test_a_claim_taken_out_becomes_an_incident_of_its_own(watch: Watch) -> None:
    watch.sign_in("haddad")
    _, answer = split_off(watch)
    assert answer.status_code == 303
    assert len(watch.incidents) == 3
    page = page_of(watch, answer.headers["location"])
    assert "The Herald tells of another post." in page
    assert "haddad" in page
    assert "Split: said not to be the same happening" in page


def test_a_split_is_taken_back_by_a_button_in_the_history(watch: Watch) -> None:
    watch.sign_in("haddad")
    joint, answer = split_off(watch)
    path = answer.headers["location"].partition("#")[0]
    assert "Undo split" in page_of(watch, path)
    back = watch.send(path, f"{path}/answer")
    assert back.status_code == 303
    assert by_accounts(watch, 2).claim_ids == joint.claim_ids
    assert "Taken back by haddad." in page_of(watch, back.headers["location"])


def test_a_split_without_a_claim_is_not_taken_and_keeps_the_reason(watch: Watch) -> None:
    watch.sign_in("haddad")
    joint = by_accounts(watch, 2)
    path = f"/incidents/{joint.id}"
    answer = watch.send(path, f"{path}/split", reason="The photograph shows another street.")
    page = page_of(watch, answer.headers["location"])
    assert "Choose the claims that tell of another happening." in page
    assert "The photograph shows another street.</textarea>" in page
    assert len(watch.incidents) == 2


def test_an_incident_joined_with_another_leads_from_its_old_address_to_the_new_one(watch: Watch) -> None:
    watch.sign_in("haddad")
    alone, joint = by_accounts(watch, 1), by_accounts(watch, 2)
    path = f"/incidents/{alone.id}"
    assert f'value="{joint.id}"' in page_of(watch, path)
    answer = watch.send(path, f"{path}/join", other=joint.id, reason="Both tell of the same three soldiers.")
    assert answer.status_code == 303, answer.text[:300]
    (one,) = watch.incidents
    gone = alone if one.id != alone.id else joint
    moved = watch.client.get(f"/incidents/{gone.id}", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, f"/incidents/{one.id}")
    assert moved.headers["cache-control"] == "no-cache"
    then = watch.client.get(f"/incidents/{gone.id}?asof=2020-02-13T23:00", follow_redirects=False)
    assert then.status_code == 200
    assert "Incident withdrawn" in page_of(watch, f"/incidents/{gone.id}/history")


def test_the_moment_asked_for_is_kept_on_the_way_to_where_a_merged_incident_went(watch: Watch) -> None:
    watch.sign_in("haddad")
    alone, joint = by_accounts(watch, 1), by_accounts(watch, 2)
    watch.send(f"/incidents/{alone.id}", f"/incidents/{alone.id}/join", other=joint.id, reason="One attack.")
    (one,) = watch.incidents
    gone = alone if one.id != alone.id else joint
    moved = watch.client.get(f"/incidents/{gone.id}?asof=2100-01-01", follow_redirects=False)
    assert moved.headers["location"] == f"/incidents/{one.id}?asof=2100-01-01"


def test_a_rejected_incident_leaves_a_tombstone_that_says_what_it_was_and_by_whom(watch: Watch) -> None:
    alone = by_accounts(watch, 1)
    reject(watch, alone)
    answer = watch.client.get(f"/incidents/{alone.id}")
    assert answer.status_code == 410
    assert "near Saraqib" in answer.text
    assert "osei" in answer.text
    assert "A page of fiction." in answer.text
    assert watch.client.get("/incidents/incident-that-never-was").status_code == 404
    assert watch.client.get(f"/incidents/{alone.id}/accounts").status_code == 410
    before = re.search(r'href="([^"]+asof=[^"]+)">As it stood before', answer.text)
    assert before
    assert watch.client.get(before.group(1)).status_code == 200


def reject(watch: Watch, incident: Incident) -> None:
    for claim in incident.claim_ids:
        draft = Draft(Decision.REJECT, "claim", claim, "A page of fiction.")
        head = watch.ledger.head()[0]
        decide(watch.ledger, draft, seen=head, gazetteer=load_gazetteer(), stamp=Stamp(EVENING, "osei", "test", "", ""))


def test_a_corrected_figure_shows_what_it_was_and_what_it_is(watch: Watch) -> None:
    watch.sign_in("haddad")
    alone = by_accounts(watch, 1)
    path, claim = f"/incidents/{alone.id}", alone.claim_ids[0]
    form = f"{path}/correct?claim={claim}"
    fields = {"field": "figure:0", "new": "killed at least 3 of TUR:MIL", "reason": "The report says at least."}
    answer = watch.send(form, f"{path}/correct", **fields)
    page = page_of(watch, answer.headers["location"])
    assert "<bdi>3 killed, Turkish armed forces</bdi></del>" in page
    assert "<bdi>at least 3 killed, Turkish armed forces</bdi></ins>" in page
    assert "Counts once a second person agrees." in page
    assert by_accounts(watch, 1).figures[0].high == 3
    watch.client.cookies.clear()
    watch.sign_in("osei")
    agreed = watch.send(path, f"{path}/answer", decision="agree")
    path = agreed.headers["location"].partition("#")[0]
    (holding,) = watch.ledger.incidents(claim=claim)
    assert [one.low for one in holding.figures[0].said if one.high is None] == [3]
    slips = page_of(watch, path).partition('id="accounts"')[2].partition("</section>")[0]
    assert "at least 3 killed" in slips
    assert "corrected by haddad" in slips
    only = page_of(watch, f"{path}/history?of=figure")
    assert "at least 3 killed" in only
    assert "First recorded" not in only


def test_a_value_that_cannot_be_is_refused_with_what_would_be_right_and_nothing_typed_is_lost(watch: Watch) -> None:
    watch.sign_in("haddad")
    alone = by_accounts(watch, 1)
    path = f"/incidents/{alone.id}"
    form = f"{path}/correct?claim={alone.claim_ids[0]}"
    answer = watch.send(form, f"{path}/correct", field="figure:0", new="a handful", reason="It reads so.")
    page = page_of(watch, answer.headers["location"])
    assert "is no figure; write it as" in page
    assert 'value="a handful"' in page
    assert "It reads so.</textarea>" in page


@pytest.mark.parametrize("which", ["²", "99", "-1", "x"])
def test_a_figure_that_no_page_offers_is_refused_in_words(watch: Watch, which: str) -> None:
    watch.sign_in("haddad")
    alone = by_accounts(watch, 1)
    path = f"/incidents/{alone.id}"
    form = f"{path}/correct?claim={alone.claim_ids[0]}"
    answer = watch.send(form, f"{path}/correct", field=f"figure:{which}", new="a handful", reason="It reads so.")
    assert answer.status_code == 303
    assert "a handful" in page_of(watch, answer.headers["location"])


def test_whoever_comes_second_sees_what_the_first_changed_and_loses_nothing(watch: Watch) -> None:
    watch.sign_in("haddad")
    alone = by_accounts(watch, 1)
    path, claim = f"/incidents/{alone.id}", alone.claim_ids[0]
    form = f"{path}/correct?claim={claim}"
    seen = watch.ledger.head()[0]
    correct_as(watch, claim, "killed 4 of TUR:MIL")
    fields = {"field": "figure:0", "old": "killed 3 of TUR:MIL", "new": "killed 5 of TUR:MIL", "seen": str(seen)}
    answer = watch.send(form, f"{path}/correct", reason="I count five.", **fields)
    page = page_of(watch, answer.headers["location"])
    assert "Others changed this while you looked: osei" in page
    assert 'value="killed 5 of TUR:MIL"' in page
    assert len(list(watch.ledger.reviews())) == 1


def correct_as(watch: Watch, claim: str, new: str) -> None:
    draft = Draft(Decision.CORRECT, "claim", claim, "four names", field="figure", old="killed 3 of TUR:MIL", new=new)
    head = watch.ledger.head()[0]
    assert isinstance(
        decide(watch.ledger, draft, seen=head, gazetteer=load_gazetteer(), stamp=Stamp(EVENING, "osei", "test", "", "")), Decided
    )


def test_another_incident_is_found_by_its_id_and_by_words_of_its_reports(watch: Watch) -> None:
    watch.sign_in("haddad")
    alone, joint = by_accounts(watch, 1), by_accounts(watch, 2)
    for words in (joint.id, f"https://example.org/incidents/{joint.id}", "shells hit"):
        page = watch.client.get(f"/incidents/{alone.id}", params={"find": words}).text
        assert f'name="other" value="{joint.id}"' in page
    nothing = watch.client.get(f"/incidents/{alone.id}", params={"find": "zeppelin"}).text
    assert "Nothing was found for “zeppelin”" in nothing


def test_the_same_form_sent_twice_decides_once(watch: Watch) -> None:
    watch.sign_in("haddad")
    joint = by_accounts(watch, 2)
    path = f"/incidents/{joint.id}"
    page = watch.client.get(path).text
    once = re.search(r'action="[^"]+/split">(.*?)</form>', page, re.DOTALL)
    assert once
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', once.group(1)))
    fields = {**hidden, "claim": joint.claim_ids[1], "reason": "Another post."}
    ways = [
        watch.client.post(f"{path}/split", data=fields, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
        for _ in range(2)
    ]
    assert ways[0].headers["location"] == ways[1].headers["location"]
    assert len(list(watch.ledger.reviews())) == 1


def test_a_past_state_shows_no_forms(watch: Watch) -> None:
    watch.sign_in("haddad")
    joint = by_accounts(watch, 2)
    page = page_of(watch, f"/incidents/{joint.id}?asof=2020-02-13T23:00")
    assert 'id="arrange"' not in page
