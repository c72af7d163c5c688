"""Claims of one report, resolved: parties, places, days and deadlines filled in, the words as printed kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import (
    Actor,
    Basis,
    Claim,
    Counted,
    EventType,
    Figure,
    Place,
    Precision,
    Published,
    Realis,
    Report,
    TimeWords,
)
from trucewatch.resolve import resolve_claims

TEXT = (
    "Syrian government forces shelled a Turkish convoy near Saraqib in Idlib on Monday, killing eight soldiers. "
    "Hulusi Akar said his military would strike back unless the Assad regime withdraws by the end of the month."
)
REPORT = Report("r1", "r1.txt", TEXT, "0", published=Published(date(2020, 2, 13), Precision.DAY, Basis.GIVEN))


def shelling() -> Claim:
    quote = REPORT.quote(
        "Syrian government forces shelled a Turkish convoy near Saraqib in Idlib on Monday, killing eight soldiers"
    )
    return Claim(
        id="c1",
        report_id="r1",
        quote=quote,
        trigger=REPORT.quote("shelled"),
        row="shell",
        type=EventType.ASSAULT,
        mode="heavy-weapons",
        realis=Realis.ACTUAL,
        actor=(Actor(REPORT.quote("Syrian government forces")),),
        recipient=(Actor(REPORT.quote("a Turkish convoy")),),
        place=Place(REPORT.quote("Saraqib"), "Saraqib"),
        time_words=TimeWords(REPORT.quote("on Monday")),
        figures=(Figure(Counted.KILLED, 8, 8, REPORT.quote("eight soldiers"), of="TUR:MIL"),),
    )


def threat() -> Claim:
    start = TEXT.index("Hulusi")
    return Claim(
        id="c2",
        report_id="r1",
        quote=REPORT.span(start, len(TEXT) - 1),
        trigger=REPORT.quote("strike"),
        row="strike",
        type=EventType.THREATEN,
        mode="violence",
        realis=Realis.CONDITIONAL,
        actor=(Actor(REPORT.quote("his military")),),
        recipient=(Actor(REPORT.quote("Assad regime")),),
        speaker=Actor(REPORT.quote("Hulusi Akar")),
        deadline_words=TimeWords(REPORT.quote("by the end of the month")),
    )


def resolve(*claims: Claim, report: Report = REPORT) -> tuple[Claim, ...]:
    return resolve_claims(claims, report, load_parties(), load_gazetteer())


def test_an_act_gets_its_sides_its_place_and_its_day() -> None:
    (claim,) = resolve(shelling())
    assert [actor.party for actor in claim.actor] == ["SYR:MIL"]
    assert [actor.party for actor in claim.recipient] == ["TUR"]
    assert claim.place is not None
    assert (claim.place.name, claim.place.admin1, claim.place.geo_precision) == ("Saraqib", "Idlib", 2)
    assert claim.time is not None
    assert (claim.time.start, claim.time.last) == (date(2020, 2, 10), date(2020, 2, 10))
    assert claim.time.span == REPORT.quote("on Monday")


def test_a_threat_gets_its_speaker_and_its_deadline() -> None:
    (claim,) = resolve(threat())
    assert claim.speaker is not None
    assert (claim.speaker.party, claim.speaker.name) == ("TUR:GOV", "Hulusi Akar")
    assert [actor.party for actor in claim.actor] == ["TUR:MIL"]
    assert claim.deadline is not None
    assert claim.deadline.last == date(2020, 2, 29)
    assert claim.deadline.span == REPORT.quote("by the end of the month")


def test_an_undated_act_is_given_the_publication_day_and_the_day_before() -> None:
    (claim,) = resolve(replace(shelling(), time_words=None))
    assert claim.time is not None
    assert (claim.time.start, claim.time.last) == (date(2020, 2, 12), date(2020, 2, 13))
    assert claim.time.span is None


def test_a_day_told_with_a_speaker_is_the_day_of_the_saying() -> None:
    report = replace(REPORT, text=TEXT + " On Wednesday.")
    (claim,) = resolve(replace(threat(), time_words=TimeWords(report.quote("On Wednesday"))), report=report)
    assert claim.time is not None
    assert claim.time.start == date(2020, 2, 12)


def test_a_report_without_a_day_leaves_times_open() -> None:
    (act, word) = resolve(shelling(), threat(), report=replace(REPORT, published=None))
    assert act.time is None
    assert word.deadline is None


def test_words_that_count_people_become_a_code() -> None:
    figure = Figure(Counted.KILLED, 8, 8, REPORT.quote("eight soldiers"), of="Turkish soldiers")
    (claim,) = resolve(replace(shelling(), figures=(figure,)))
    assert claim.figures[0].of == "TUR:MIL"


def test_nothing_but_resolved_values_changes_and_doing_it_again_changes_nothing() -> None:
    once = resolve(shelling(), threat())
    assert [claim.id for claim in once] == ["c1", "c2"]
    assert [claim.quote for claim in once] == [shelling().quote, threat().quote]
    assert resolve(*once) == once


def test_no_claims_are_no_trouble() -> None:
    assert resolve() == ()


def test_a_date_to_come_is_looked_for_ahead_even_when_somebody_said_it() -> None:
    report = replace(REPORT, text=TEXT + " From 15 March.")
    (claim,) = resolve(replace(threat(), realis=Realis.FUTURE, time_words=TimeWords(report.quote("15 March"))), report=report)
    assert claim.time is not None
    assert claim.time.start == date(2020, 3, 15)


def test_a_civilian_told_beside_foreign_soldiers_stays_open() -> None:
    report = replace(REPORT, text=TEXT + " It killed Turkish soldiers and a civilian contractor.")
    victims = (Actor(report.quote("Turkish soldiers")), Actor(report.quote("a civilian contractor")))
    (claim,) = resolve(replace(shelling(), recipient=victims), report=report)
    soldiers, civilian = claim.recipient
    assert soldiers.party == "TUR:MIL"
    assert (civilian.party, civilian.candidates) == (None, ("SYR:CVL", "TUR:CVL"))


def test_a_bare_number_of_victims_is_on_the_side_told_beside_it() -> None:
    report = replace(REPORT, text=TEXT + " It killed Turkish soldiers and wounded 45 others.")
    victims = (Actor(report.quote("Turkish soldiers")), Actor(report.quote("45 others")))
    (claim,) = resolve(replace(shelling(), recipient=victims), report=report)
    assert [actor.party for actor in claim.recipient] == ["TUR:MIL", "TUR:MIL"]


def test_a_group_of_a_rebel_speaker_is_a_rebel_group() -> None:
    report = replace(REPORT, text="In Idlib, Syria, rebel commander Samir Darwish said his group would answer.")
    quote = report.quote("his group would answer")
    claim = replace(
        threat(),
        quote=quote,
        actor=(Actor(report.quote("his group")),),
        recipient=(),
        speaker=Actor(report.quote("Samir Darwish")),
        deadline_words=None,
    )
    (claim,) = resolve(claim, report=report)
    assert [actor.party for actor in claim.actor] == ["SYR:REB"]


def test_the_country_where_somebody_is_attacked_is_the_theatre_even_if_only_another_is_named() -> None:
    text = (
        "Regime artillery shelled Kafr Nabl in southern Idlib on Saturday. Turkey accused the regime of violating the ceasefire. "
        "Turkish soldiers in Idlib will retaliate, the Turkish Defence Ministry said."
    )
    report = Report("r8", "r8.txt", text, "0", published=Published(date(2020, 3, 8), Precision.DAY, Basis.GIVEN))
    claim = Claim(
        id="c8",
        report_id="r8",
        quote=report.quote("Regime artillery shelled Kafr Nabl in southern Idlib on Saturday"),
        trigger=report.quote("shelled"),
        row="shell",
        type=EventType.ASSAULT,
        mode="heavy-weapons",
        realis=Realis.ACTUAL,
        actor=(Actor(report.quote("Regime artillery")),),
        place=Place(report.quote("Kafr Nabl"), "Kafr Nabl"),
    )
    (resolved,) = resolve(claim, report=report)
    assert {str(actor.party).partition(":")[0] for actor in resolved.actor} == {"SYR"}


def test_who_is_counted_is_the_recipient_the_number_stands_with() -> None:
    report = replace(REPORT, text="Syrian rebels fired. Four rebels died beside nine Turkish drivers and a cook.")
    rebels = Actor(report.span(26, 32))
    figure = Figure(Counted.KILLED, 4, 4, report.quote("Four rebels"), of="TUR:REB")
    (claim,) = resolve(replace(shelling(), recipient=(rebels,), figures=(figure,)), report=report)
    assert claim.figures[0].of == "SYR:REB"


def test_a_civilian_beside_foreign_soldiers_is_counted_as_a_civilian_of_no_state() -> None:
    text = "Shelling near Saraqib in Syria killed nine Turkish soldiers and a driver. Syrian forces fired."
    report = replace(REPORT, text=text)
    soldiers, driver = Actor(report.quote("Turkish soldiers")), Actor(report.quote("a driver"))
    figure = Figure(Counted.KILLED, 1, 1, report.quote("a driver"), of="TUR:CVL")
    (claim,) = resolve(replace(shelling(), actor=(), recipient=(soldiers, driver), figures=(figure,)), report=report)
    assert claim.figures[0].of in ("CVL", None)


def test_what_a_report_dates_after_its_own_day_has_not_happened_yet() -> None:
    report = replace(REPORT, text=TEXT + " It takes effect on 16 February.")
    (claim,) = resolve(replace(shelling(), time_words=TimeWords(report.quote("on 16 February"))), report=report)
    assert claim.realis is Realis.FUTURE
    (today,) = resolve(replace(shelling(), time_words=TimeWords(report.quote("on Monday"))), report=report)
    assert today.realis is Realis.ACTUAL


def test_a_border_has_no_point() -> None:
    report = replace(REPORT, text=TEXT + " Families fled to the Turkish border.")
    (claim,) = resolve(replace(shelling(), place=Place(report.quote("Turkish border"), "Turkish border")), report=report)
    assert claim.place is not None
    assert (claim.place.latitude, claim.place.longitude, claim.place.geo_precision) == (None, None, 3)


def told(sentence: str, trigger: str) -> Claim:
    report = replace(REPORT, text=TEXT + " " + sentence)
    claim = replace(
        threat(),
        type=EventType.ACCUSE,
        mode=None,
        realis=Realis.ACTUAL,
        quote=report.quote(sentence),
        trigger=report.quote(trigger),
        actor=(Actor(report.quote("Ankara")),),
        speaker=None,
        deadline_words=None,
    )
    return resolve(claim, report=report)[0]


@pytest.mark.parametrize("sentence", ["Ankara accused Moscow of a breach.", "Ankara has accused Moscow of a breach."])
def test_an_accusation_without_a_day_was_made_on_the_day_or_the_one_before(sentence: str) -> None:
    claim = told(sentence, "accused")
    assert claim.time is not None
    assert (claim.time.start, claim.time.last) == (date(2020, 2, 12), date(2020, 2, 13))


@pytest.mark.parametrize(
    "sentence",
    [
        "Ankara has repeatedly accused Moscow of a breach.",
        "Ankara had accused Moscow of a breach.",
        "Ankara stood accused by Moscow.",
    ],
)
def test_what_was_said_again_and_again_or_before_has_no_day(sentence: str) -> None:
    assert told(sentence, "accused").time is None


def test_what_somebody_tells_on_a_day_happened_on_it_or_on_the_day_before() -> None:
    text = "Eight soldiers were killed near Saraqib, a monitor said on Wednesday."
    report = replace(REPORT, text=text)
    claim = replace(
        shelling(),
        quote=report.quote("Eight soldiers were killed near Saraqib"),
        trigger=report.quote("killed"),
        actor=(),
        recipient=(),
        place=None,
        figures=(),
        speaker=Actor(report.quote("a monitor")),
        time_words=TimeWords(report.quote("on Wednesday")),
    )
    (claim,) = resolve(claim, report=report)
    assert claim.time is not None
    assert (claim.time.start, claim.time.last) == (date(2020, 2, 11), date(2020, 2, 12))


def test_in_a_fight_the_opposition_is_the_armed_one() -> None:
    report = replace(REPORT, text="Syrian troops mounted an offensive against the opposition in Idlib.")
    fight = replace(
        shelling(),
        quote=report.quote("mounted an offensive against the opposition"),
        trigger=report.quote("offensive"),
        mode=None,
        actor=(Actor(report.quote("Syrian troops")),),
        recipient=(Actor(report.quote("opposition")),),
        place=None,
        time_words=None,
        figures=(),
    )
    (claim,) = resolve(fight, report=report)
    assert [actor.party for actor in claim.recipient] == ["SYR:REB"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The army chief warned on Tuesday that his troops would use force.", date(2020, 2, 11)),
        ("The army chief warned that his troops would use force on Tuesday.", date(2020, 2, 18)),
    ],
)
def test_a_weekday_beside_the_warning_is_past_and_one_beside_the_act_warned_of_lies_ahead(text: str, day: date) -> None:
    report = Report("r", "r.txt", text, "0", published=Published(date(2020, 2, 13), Precision.DAY, Basis.GIVEN))
    claim = replace(
        threat(),
        report_id="r",
        quote=report.quote(text),
        trigger=report.quote("warned"),
        actor=(Actor(report.quote("The army chief")),),
        recipient=(),
        speaker=None,
        place=None,
        time_words=TimeWords(report.quote("on Tuesday")),
        deadline_words=None,
        figures=(),
    )
    (resolved,) = resolve_claims([claim], report, load_parties(), load_gazetteer())
    assert resolved.time is not None
    assert resolved.time.start == day
