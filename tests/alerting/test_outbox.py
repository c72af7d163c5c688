"""The outbox: every alert reaches everybody it is meant for, once; what cannot be sent is tried again, then given up in sight."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.alerting.noticed import ANA, HOOK, NOON, OMAR, Clock, Told, make_alert, make_rule, opened
from trucewatch.alerting import Digest, Quiet, Way
from trucewatch.alerting.outcome import LEASE, MOST_ATTEMPTS, Came, MessageState, Outcome, wait_after
from trucewatch.alerting.sending import send_due, stuck
from trucewatch.alerting.store import Alerts, alerts_url
from trucewatch.errors import AlertsError
from trucewatch.ledger import Ledger

DONE = Outcome(Came.SENT, "250 OK")
FAILED = Outcome(Came.LATER, "not now: 451 try later")
BOTH = (Way.MAIL, Way.WEBHOOK)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def alerts(clock: Clock) -> Alerts:
    return opened(clock)


def test_what_was_told_is_not_told_again(alerts: Alerts) -> None:
    assert alerts.add([make_alert(), make_alert()], [make_rule()]) == (make_alert(),)
    assert alerts.add([make_alert(), make_alert("inc-2")], [make_rule()]) == (make_alert("inc-2"),)
    assert [alert.subject for _, alert in alerts.fired()] == ["inc-2", "inc-1"]
    assert alerts.outbox.counts()[MessageState.WAITING] == 2


def test_everybody_has_a_message_of_their_own(alerts: Alerts) -> None:
    alerts.add([make_alert()], [make_rule("shelling", ANA, OMAR, HOOK, ANA)])
    assert {(one.way, one.to) for one in alerts.outbox.messages()} == {(one.way, one.to) for one in (ANA, OMAR, HOOK)}


def test_a_rule_that_rests_or_has_nobody_to_tell_is_kept_and_sends_nothing(alerts: Alerts) -> None:
    alerts.add([make_alert(), make_alert(rule="other")], [make_rule(paused=True)])
    assert len(alerts.fired()) == 2
    assert alerts.outbox.messages() == ()


def test_how_far_was_looked_is_kept_in_the_same_step(alerts: Alerts) -> None:
    assert alerts.mark("seen") is None
    alerts.add([make_alert()], [make_rule()], marks=[("seen", "120")])
    assert alerts.mark("seen") == "120"
    alerts.add([], [], marks=[("seen", "121")])
    assert alerts.mark("seen") == "121"


def test_a_message_that_was_accepted_is_done(alerts: Alerts) -> None:
    alerts.add([make_alert()], [make_rule()])
    carrier = Told([DONE])
    tried = list(send_due(alerts.outbox, {Way.MAIL: carrier}))
    assert [(one.outcome, one.ours) for one in tried] == [(DONE, True)]
    assert alerts.outbox.messages()[0].state is MessageState.SENT
    assert list(send_due(alerts.outbox, {Way.MAIL: carrier})) == []


def test_what_failed_waits_longer_each_time_and_keeps_its_id(alerts: Alerts, clock: Clock) -> None:
    alerts.add([make_alert()], [make_rule()])
    carrier, waits = Told([FAILED] * 5 + [DONE]), []
    for _ in range(6):
        assert len(list(send_due(alerts.outbox, {Way.MAIL: carrier}))) == 1
        due = alerts.outbox.next_due(BOTH)
        waits.append((due - clock.at).total_seconds() if due else 0)
        clock.at = due or clock.at
    assert [round(wait / 60) for wait in waits[:3]] in ([1, 2, 4], [1, 2, 3], [1, 2, 5])
    assert waits[4] > 60 * 12
    assert len({message.id for message in carrier.got}) == 1
    assert [attempt.came for attempt in alerts.outbox.attempts(carrier.got[0].id)] == [Came.LATER] * 5 + [Came.SENT]


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_a_wait_is_bounded_and_a_receiver_may_ask_for_more_within_bounds(chance: float) -> None:
    waits = [wait_after(number, FAILED, lambda: chance) for number in range(1, 40)]
    assert max(waits) <= timedelta(hours=7.2)
    assert min(waits) >= timedelta(seconds=48)
    asked = Outcome(Came.LATER, "429", timedelta(minutes=30))
    assert wait_after(1, asked, lambda: chance) == timedelta(minutes=30)
    assert wait_after(1, Outcome(Came.LATER, "503", timedelta(days=30)), lambda: chance) == timedelta(hours=6)


def test_what_fails_too_often_is_given_up_in_sight_and_can_be_sent_again(alerts: Alerts, clock: Clock) -> None:
    alerts.add([make_alert()], [make_rule()])
    carrier = Told([FAILED] * MOST_ATTEMPTS + [DONE])
    for _ in range(MOST_ATTEMPTS):
        assert list(send_due(alerts.outbox, {Way.MAIL: carrier}))
        clock.forward(hours=8)
    dead = alerts.outbox.messages([MessageState.DEAD])
    assert [(one.said, one.attempts) for one in dead] == [("not now: 451 try later", MOST_ATTEMPTS)]
    assert list(send_due(alerts.outbox, {Way.MAIL: carrier})) == []
    assert alerts.outbox.try_again(dead[0].id)
    assert not alerts.outbox.try_again(dead[0].id)
    assert [one.outcome for one in send_due(alerts.outbox, {Way.MAIL: carrier})] == [DONE]
    assert len(alerts.outbox.attempts(dead[0].id)) == MOST_ATTEMPTS + 1


def test_what_is_refused_for_good_is_given_up_at_once(alerts: Alerts) -> None:
    alerts.add([make_alert()], [make_rule("shelling", ANA, OMAR)])
    list(send_due(alerts.outbox, {Way.MAIL: Told([Outcome(Came.NEVER, "refused: 550 no such user"), DONE])}))
    assert alerts.outbox.counts() == {
        MessageState.WAITING: 0,
        MessageState.SENDING: 0,
        MessageState.SENT: 1,
        MessageState.DEAD: 1,
    }


def test_a_message_whose_sender_died_is_sent_by_another_once_its_lease_ends(alerts: Alerts, clock: Clock) -> None:
    alerts.add([make_alert()], [make_rule()])
    first = alerts.outbox.claim(BOTH)
    assert first is not None
    assert alerts.outbox.claim(BOTH) is None
    clock.at += LEASE + timedelta(seconds=1)
    second = alerts.outbox.claim(BOTH)
    assert second is not None
    assert (second.id, second.attempts) == (first.id, 2)
    assert not alerts.outbox.settle(first, DONE)
    assert alerts.outbox.settle(second, DONE)
    assert [one.came for one in alerts.outbox.attempts(first.id)] == [Came.BEGUN, Came.SENT]


def test_a_message_that_kills_its_sender_every_time_is_given_up(alerts: Alerts, clock: Clock) -> None:
    alerts.add([make_alert()], [make_rule()])
    for _ in range(MOST_ATTEMPTS):
        assert alerts.outbox.claim(BOTH) is not None
        clock.at += LEASE + timedelta(seconds=1)
    assert alerts.outbox.claim(BOTH) is None
    assert "did not come back" in alerts.outbox.messages([MessageState.DEAD])[0].said


def test_many_senders_at_once_send_each_message_once(url: str) -> None:
    with Alerts.open(alerts_url(url)) as alerts:
        alerts.add([make_alert(f"inc-{number}") for number in range(60)], [make_rule()])
    sent: list[str] = []

    def work() -> None:
        with Alerts.open(alerts_url(url)) as mine:
            carrier = Told([DONE] * 100)
            sent.extend(one.message.id for one in send_due(mine.outbox, {Way.MAIL: carrier}))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 60
    assert max(Counter(sent).values()) == 1


def test_alerts_stand_beside_a_ledger_on_any_engine(url: str) -> None:
    broken = make_alert(title="Shelling \ud800 near", words="A \x00 sentence.")
    with Ledger.open(url) as ledger, Alerts.open(alerts_url(url)) as alerts:
        alerts.save(make_rule(owner="ana"))
        assert alerts.add([broken, broken], alerts.rules(), marks=[("seen", "1")]) == (broken,)
        assert alerts.add([broken], alerts.rules()) == ()
        message = alerts.outbox.claim(BOTH)
        assert message is not None
        assert message.alerts == (broken,)
        assert alerts.outbox.settle(message, Outcome(Came.NEVER, "550 \x00 \ud800 no"))
        assert alerts.outbox.messages([MessageState.DEAD])[0].said == "550 \ufffd no"
        assert alerts.outbox.try_again(message.id)
        assert alerts.outbox.counts()[MessageState.WAITING] == 1
        assert ledger.head()[0] == 0


def test_a_way_that_nobody_set_up_keeps_its_messages(alerts: Alerts) -> None:
    alerts.add([make_alert()], [make_rule("shelling", ANA, HOOK)])
    carrier = Told([DONE])
    list(send_due(alerts.outbox, {Way.MAIL: carrier}))
    assert [message.way for message in carrier.got] == [Way.MAIL]
    assert stuck(alerts.outbox, {Way.MAIL: carrier}) == {Way.WEBHOOK: 1}


def test_an_hourly_digest_gathers_and_the_next_one_takes_what_comes_later(alerts: Alerts, clock: Clock) -> None:
    rule, carrier = make_rule(digest=Digest.HOURLY), Told([DONE, DONE])
    alerts.add([make_alert("inc-1")], [rule])
    clock.forward(minutes=40)
    alerts.add([make_alert("inc-2")], [rule])
    assert list(send_due(alerts.outbox, {Way.MAIL: carrier})) == []
    clock.forward(minutes=20)
    list(send_due(alerts.outbox, {Way.MAIL: carrier}))
    alerts.add([make_alert("inc-3")], [rule])
    clock.forward(minutes=60)
    list(send_due(alerts.outbox, {Way.MAIL: carrier}))
    assert [[alert.subject for alert in message.alerts] for message in carrier.got] == [["inc-1", "inc-2"], ["inc-3"]]


def test_a_digest_that_is_being_tried_again_takes_nothing_more(alerts: Alerts, clock: Clock) -> None:
    rule, carrier = make_rule(digest=Digest.DAILY, digest_at=time(13)), Told([FAILED, DONE, DONE])
    alerts.add([make_alert("inc-1")], [rule])
    clock.forward(hours=1)
    list(send_due(alerts.outbox, {Way.MAIL: carrier}))
    alerts.add([make_alert("inc-2")], [rule])
    clock.forward(hours=25)
    list(send_due(alerts.outbox, {Way.MAIL: carrier}))
    assert [[alert.subject for alert in message.alerts] for message in carrier.got] == [["inc-1"], ["inc-1"], ["inc-2"]]


def test_nothing_goes_out_in_the_quiet_hours_be_it_a_second_attempt(alerts: Alerts, clock: Clock) -> None:
    rule, carrier = make_rule(quiet=Quiet(time(22), time(6)), zone="Asia/Damascus"), Told([FAILED, DONE])
    clock.at = datetime(2020, 2, 13, 19, 59, tzinfo=UTC)  # 21:59 in Damascus
    alerts.add([make_alert()], [rule])
    list(send_due(alerts.outbox, {Way.MAIL: carrier}))
    assert len(carrier.got) == 1
    for _ in range(8):
        clock.forward(hours=1)
        if clock.at < datetime(2020, 2, 14, 4, tzinfo=UTC):
            assert list(send_due(alerts.outbox, {Way.MAIL: carrier})) == []
    clock.at = datetime(2020, 2, 14, 4, tzinfo=UTC)
    assert len(list(send_due(alerts.outbox, {Way.MAIL: carrier}))) == 1


def test_what_wakes_goes_out_at_night_unless_it_is_told_late(alerts: Alerts, clock: Clock) -> None:
    rule = make_rule(quiet=Quiet(time(22), time(6)), wakes=True)
    clock.at = datetime(2020, 2, 13, 23, tzinfo=UTC)
    alerts.add([make_alert("inc-1"), make_alert("inc-2", late=True)], [rule])
    carrier = Told([DONE, DONE])
    list(send_due(alerts.outbox, {Way.MAIL: carrier}))
    assert [message.alerts[0].subject for message in carrier.got] == ["inc-1"]


def test_rules_of_the_site_are_kept_as_they_were_saved(alerts: Alerts) -> None:
    rule = make_rule(owner="ana", quiet=Quiet(time(22), time(6)), digest=Digest.DAILY, zone="Europe/Istanbul")
    alerts.save(rule)
    assert alerts.rules() == (rule,)
    assert alerts.rule("shelling") == rule
    with pytest.raises(AlertsError, match="ana"):
        alerts.save(make_rule(owner="omar"))
    assert alerts.remove("shelling")
    assert not alerts.remove("shelling")


def test_lone_surrogates_of_a_broken_report_are_kept(alerts: Alerts) -> None:
    alert = make_alert(title="Shelling \ud800 near", words="A \x00 sentence\n\nof two lines.")
    alerts.add([alert], [make_rule()])
    assert alerts.fired()[0][1] == alert


def test_alerts_have_a_file_of_their_own_that_only_its_owner_reads(tmp_path: Path) -> None:
    url = alerts_url(f"sqlite:///{tmp_path}/war.sqlite")
    Alerts.open(url).close()
    path = tmp_path / "war.alerts.sqlite"
    assert path.stat().st_mode & 0o777 == 0o600


def test_older_alerts_are_found_behind_a_number(alerts: Alerts) -> None:
    alerts.add([make_alert(f"inc-{number}") for number in range(5)], [make_rule()])
    first = alerts.fired(limit=2)
    then = alerts.fired(limit=2, before=first[-1][0])
    assert [alert.subject for _, alert in (*first, *then)] == ["inc-4", "inc-3", "inc-2", "inc-1"]
    assert alerts.fired(rules=["other"]) == ()
    assert NOON.tzinfo is UTC
