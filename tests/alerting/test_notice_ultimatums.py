"""An ultimatum near its end is told once for each last day and number of hours, with how it was restated and moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.alerting.watching import Watched, a_rule
from trucewatch.alerting.rule import UltimatumNear
from trucewatch.catalogue import Question
from trucewatch.model import Change, ChangeKind, Expiry, LocalEnd, Span, Ultimatum, ZoneOf

FEB_29, MARCH_7 = date(2020, 2, 29), date(2020, 3, 7)
ENDS = datetime(2020, 2, 29, 21, tzinfo=UTC)  # midnight in Damascus is two hours before, in Istanbul three hours before UTC's
RULE = a_rule(UltimatumNear((36, 6)))
WORDS = Span("r1", 0, 20, "withdraw by the end!")


def ends(day: date, zone: str = "Europe/Istanbul") -> Expiry:
    return Expiry("by the end", "the end of its last day", day, "24:00", (LocalEnd(f"{day}T24:00", zone, ZoneOf.PLACE),))


def demand(id: str = "u1", *, changes: tuple[Change, ...] = (), restated: tuple[date, ...] = (), **more: object) -> Ultimatum:
    return Ultimatum(
        id=id,
        issuer=("TUR",),
        addressee=("SYR:GOV",),
        demand=WORDS,
        place="Idlib",
        issued=date(2020, 2, 5),
        deadline=FEB_29,
        claim_ids=("c1",),
        restated_on=restated,
        expiry=ends(FEB_29),
        changes=changes,
        **more,  # type: ignore[arg-type]
    )


def moved(kind: ChangeKind, day: date, *, in_force: bool) -> Change:
    return Change(kind, date(2020, 2, 20), WORDS, "c2", ends(day), in_force)


@pytest.fixture
def watched() -> Watched:
    return Watched(demand(), clock=ENDS - timedelta(hours=40))


def test_a_last_day_is_told_once_for_each_number_of_hours(watched: Watched) -> None:
    assert watched.look(RULE, after=timedelta(hours=3)) == ()
    (first,) = watched.look(RULE, after=timedelta(hours=2))
    assert first.at == ENDS - timedelta(hours=36)
    assert watched.look(RULE, after=timedelta(hours=20)) == ()
    (second,) = watched.look(RULE, after=timedelta(hours=13))
    assert "runs out in 6 hours" in second.title
    assert first.key != second.key
    assert watched.look(RULE, after=timedelta(days=3)) == ()


def test_the_end_is_that_of_the_clock_that_is_meant(watched: Watched) -> None:
    (alert,) = watched.look(RULE, after=timedelta(hours=5))
    assert "by the clock of Europe/Istanbul: until 21:00 on 29 February 2020, UTC" in alert.words


def test_a_demand_that_becomes_known_late_is_told_once_with_the_hours_left() -> None:
    watched = Watched(clock=ENDS - timedelta(hours=5))
    (alert,) = watched.look(RULE, demand())
    assert "runs out in 4 hours" in alert.title


def test_a_demand_that_becomes_known_after_its_end_is_not_told() -> None:
    assert Watched(clock=ENDS + timedelta(hours=1)).look(RULE, demand()) == ()


def test_an_end_that_nobody_looked_at_in_time_is_told_as_late(watched: Watched) -> None:
    (alert,) = watched.look(RULE, after=timedelta(hours=50))
    assert alert.late
    assert "ran out 10 hours ago, unnoticed until now" in alert.words


def test_readings_with_different_last_days_are_each_told_once() -> None:
    other = moved(ChangeKind.OTHER_DAY, date(2020, 2, 28), in_force=False)
    watched = Watched(demand(changes=(other,)), clock=ENDS - timedelta(hours=70))
    (early,) = watched.look(RULE, after=timedelta(hours=20))
    assert "28 February 2020" in early.title
    assert "Reports differ on the last day: 29 February 2020 is told too" in early.words
    told = watched.look(RULE, after=timedelta(hours=15))
    assert {one.title.rsplit("last day ", 1)[1] for one in told} == {"29 February 2020"}


def test_a_demand_that_was_moved_is_told_by_its_new_last_day_and_says_so() -> None:
    later = moved(ChangeKind.EXTENDED, MARCH_7, in_force=True)
    watched = Watched(demand(changes=(later,)), clock=ENDS - timedelta(hours=40))
    assert watched.look(RULE, after=timedelta(hours=30)) == ()
    (alert,) = watched.look(RULE, after=timedelta(days=7))
    assert "7 March 2020" in alert.title
    assert "It was extended, to 7 March 2020, on 20 February 2020" in alert.words


def test_a_demand_that_was_said_again_says_so() -> None:
    watched = Watched(demand(restated=(date(2020, 2, 26),)), clock=ENDS - timedelta(hours=40))
    (alert,) = watched.look(RULE, after=timedelta(hours=5))
    assert "It was said again on 26 February 2020" in alert.words


def test_a_demand_that_was_withdrawn_wakes_nobody() -> None:
    over = Change(ChangeKind.WITHDRAWN, date(2020, 2, 20), WORDS, "c2")
    assert Watched(demand(changes=(over,)), clock=ENDS - timedelta(hours=40)).look(RULE, after=timedelta(hours=5)) == ()


def test_a_demand_that_was_put_together_anew_is_not_told_again(watched: Watched) -> None:
    assert len(watched.look(RULE, after=timedelta(hours=5))) == 1
    assert watched.look(RULE, demand("u2")) == ()


@pytest.mark.parametrize(
    ("question", "many"),
    [(Question(party="SYR"), 1), (Question(party="RUS"), 0), (Question(place="idl"), 1), (Question(country="SYR"), 0)],
)
def test_a_filter_asks_for_party_place_and_country(watched: Watched, question: Question, many: int) -> None:
    assert len(watched.look(a_rule(UltimatumNear((36,)), question), after=timedelta(hours=5))) == many


def test_a_last_day_at_the_end_of_time_is_no_fault() -> None:
    far = demand()
    odd = Ultimatum(**{name: getattr(far, name) for name in far.__slots__} | {"deadline": date.max, "expiry": ends(date.max)})
    assert Watched(odd).look(RULE, after=timedelta(hours=5)) == ()
