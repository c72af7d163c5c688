"""The observation form: what is typed goes the way of a log, and nothing typed is lost or entered twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.posts.conftest import Hand, Watch
from trucewatch.errors import LedgerError
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Kind, Ledger
from trucewatch.model import AccessEvent, Limit, Observation
from trucewatch.pipeline import clock, machine_stamp
from trucewatch.refreshing import refresh

HERE = "/posts/TRN-01/observe"
HEARD = {
    "kind": "observation", "date": "2024-03-11", "time": "14:05", "means": "heard", "phenomenon": "explosion", "count": "about 3",
    "direction": "SE", "distance": "2-4 km", "remark": "behind the ridge",
}  # fmt: skip
Sign = Callable[[str], Hand]


def test_whoever_has_not_signed_in_is_asked_to(hand: Sign) -> None:
    answer = hand("").client.get(HERE, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_a_viewer_may_not_enter_anything(hand: Sign) -> None:
    assert hand("vera").client.get(HERE).status_code == 403


def test_an_observation_is_recorded_under_the_name_of_whoever_typed_it(watch: Watch, hand: Sign) -> None:
    status, page = hand("cleo").send(HERE, **HEARD)
    assert (status, "Entered:" in page) == (200, True)
    [seen] = watch.ledger.observations()
    assert (seen.post_id, seen.count_low, seen.direction, seen.remark) == ("TRN-01", 3, 135.0, "behind the ridge")
    [entry] = watch.ledger.history(Kind.OBSERVATION, seen.id)
    assert entry.stamp.author == "cleo"


def test_it_becomes_a_claim_and_an_incident_like_a_line_of_a_log(watch: Watch, hand: Sign) -> None:
    hand("cleo").send(HERE, **HEARD)
    [seen] = watch.ledger.observations()
    assert watch.app.state.following.wait()
    [incident] = watch.ledger.incidents()
    assert incident.claim_ids == (seen.claim_id,)


def test_sent_twice_it_is_entered_once(watch: Watch, hand: Sign) -> None:
    cleo = hand("cleo")
    for _ in range(2):
        assert cleo.send(HERE, **HEARD, key="one")[0] == 200
    assert len(list(watch.ledger.observations())) == 1
    assert len(list(watch.ledger.reports())) == 1


def test_sent_again_with_other_words_it_is_refused_and_nothing_is_lost(watch: Watch, hand: Sign) -> None:
    cleo = hand("cleo")
    cleo.send(HERE, **HEARD, key="one")
    status, page = cleo.send(HERE, **{**HEARD, "remark": "beyond the ridge"}, key="one")
    assert status == 422
    assert "sent already" in page
    assert "beyond the ridge" in page
    assert [seen.remark for seen in watch.ledger.observations()] == ["behind the ridge"]


def test_two_entries_of_one_day_stand_side_by_side(watch: Watch, hand: Sign) -> None:
    cleo = hand("cleo")
    cleo.send(HERE, **HEARD)
    cleo.send(HERE, **{**HEARD, "time": "15:10"})
    hand("omar").send(HERE, **{**HEARD, "time": "16:10"})
    assert len(list(watch.ledger.observations())) == 3


def test_nothing_to_report_is_an_observation_of_none(watch: Watch, hand: Sign) -> None:
    hand("cleo").send(HERE, kind="nothing", date="2024-03-11", time="06:00", end="08:00", means="saw")
    [seen] = watch.ledger.observations()
    assert (seen.count_high, seen.claim_id) == (0, None)
    assert "looked" in hand("").client.get("/posts/TRN-01?month=2024-03").text


def test_what_kept_a_post_from_looking_is_a_limit(watch: Watch, hand: Sign) -> None:
    hand("cleo").send(HERE, kind="limit", date="2024-03-11", time="06:00", end="08:00", cause="weather", whole="yes")
    [limit] = watch.ledger.limits()
    assert isinstance(limit, Limit)
    assert limit.whole


def test_a_patrol_that_was_stopped_is_an_access_event(watch: Watch, hand: Sign) -> None:
    hand("cleo").send(
        HERE, kind="access", date="2024-03-11", time="09:00", event_location="the ford", outcome="denied", by="two armed men",
        minutes="20", reason="No notice was given",
    )  # fmt: skip
    [event] = watch.ledger.access_events()
    assert isinstance(event, AccessEvent)
    assert (event.place, event.by_words, event.minutes) == ("the ford", "two armed men", 20)


@pytest.mark.parametrize(
    ("field", "words", "told"),
    [
        ("date", "", "Say on which day it was."),
        ("date", "0001-01-01", "lies outside the years"),
        ("date", "9999-12-31", "years"),
        ("date", "11 March", "is no day"),
        ("time", "half past", "is no time of day"),
        ("count", "a lot of", "is no count"),
        ("direction", "over there", "over there"),
        ("distance", "far", "far"),
        ("means", "smelt", "Choose one of"),
        ("phenomenon", "", "Say what was seen or heard."),
        ("remark", "x" * 501, "At most 500 characters"),
    ],
)
def test_what_cannot_be_so_is_said_beside_its_field_and_stays_as_typed(
    watch: Watch, hand: Sign, field: str, words: str, told: str
) -> None:
    status, page = hand("cleo").send(HERE, **{**HEARD, field: words})
    assert status == 422
    assert told in page
    assert 'value="about 3"' in page or field == "count"
    assert not list(watch.ledger.observations())


def test_an_hour_that_the_clocks_skip_is_refused(hand: Sign) -> None:
    status, page = hand("cleo").send(HERE, **{**HEARD, "date": "2024-03-31", "time": "00:10"})
    assert (status, "is an hour that the clocks skip" in page) == (422, True)


def test_hostile_words_are_shown_as_words(watch: Watch, hand: Sign) -> None:
    bad = '"><script>alert(1)</script>,=1+1\r\n2'
    cleo = hand("cleo")
    cleo.send(HERE, **{**HEARD, "remark": bad})
    [seen] = watch.ledger.observations()
    assert seen.remark == '"><script>alert(1)</script>,=1+1 2'
    for path in ("/posts/TRN-01", HERE, f"{HERE}?corrects={seen.id}", "/posts/TRN-01.atom"):
        assert "<script>alert" not in cleo.client.get(path).text


def test_a_correction_names_the_line_it_takes_the_place_of(watch: Watch, hand: Sign) -> None:
    cleo = hand("cleo")
    cleo.send(HERE, **HEARD)
    [old] = watch.ledger.observations()
    assert "about 3" in cleo.client.get(f"{HERE}?corrects={old.id}").text
    cleo.send(f"{HERE}?corrects={old.id}", **{**HEARD, "count": "5"}, why="counted again")
    [new] = watch.ledger.observations()
    assert isinstance(new, Observation)
    assert new.remark == f"corrects {old.id}; counted again; behind the ridge"
    assert watch.ledger.history(Kind.OBSERVATION, old.id)[0].record == old
    assert watch.app.state.following.wait()
    [incident] = watch.ledger.incidents()
    assert incident.claim_ids == (new.claim_id,)
    page = hand("").client.get("/posts/TRN-01").text
    assert "Takes the place of" in page
    assert "about 3 undetermined explosions" in page


def test_what_was_typed_is_kept_when_the_session_has_ended(watch: Watch, hand: Sign) -> None:
    cleo = hand("cleo")
    sent = cleo.fields(HERE) | HEARD
    cleo.client.cookies.clear()
    answer = cleo.client.post(HERE, data=sent, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["location"]
    assert "draft" in answer.headers["location"]
    assert not list(watch.ledger.observations())


def test_a_program_is_told_what_became_of_an_entry(watch: Watch, hand: Sign) -> None:
    cleo = hand("cleo")
    sent = cleo.fields(HERE) | HEARD
    headers = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
    told = cleo.client.post(HERE, data=sent, headers=headers).json()
    again = cleo.client.post(HERE, data=sent, headers=headers).json()
    assert (told["known"], again["known"], told["record"]) == (False, True, again["record"])
    wrong = cleo.client.post(HERE, data=sent | {"key": "two", "count": "lots"}, headers=headers)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["count"])


def test_a_post_that_is_none_has_no_form(hand: Sign) -> None:
    assert hand("cleo").client.get("/posts/NONE/observe").status_code == 404


def test_an_observation_brings_no_agreement_into_a_ledger_that_was_given_one(watch: Watch, hand: Sign) -> None:
    given = choose_agreements(("SOC18",))
    refresh(watch.ledger, given, load_gazetteer(), machine_stamp(clock()))
    hand("cleo").send(HERE, **HEARD)
    assert watch.app.state.following.wait()
    assert len(list(watch.ledger.incidents())) == 1
    assert tuple(watch.ledger.agreements()) == given


def test_where_the_disk_is_full_the_form_is_shown_again_as_typed(
    watch: Watch, hand: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise LedgerError("database or disk is full")

    with monkeypatch.context() as patched:
        for name in (name for name in dir(Ledger) if name.startswith("append")):
            patched.setattr(Ledger, name, full)
        status, page = hand("cleo").send(HERE, **HEARD)
    assert (status, "disk is full" in page, 'value="about 3"' in page) == (503, True, True)
    assert not list(watch.ledger.observations())
