"""What outlets call parties, places and acts: whose words they are, whom they mean, how often."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.model import (
    Actor,
    Basis,
    Claim,
    EventType,
    Named,
    Naming,
    NamingPair,
    Outlet,
    Place,
    Precision,
    Published,
    Realis,
    Register,
    Report,
    Voice,
)
from trucewatch.reconcile.naming.uses import count_namings, naming_pairs, namings


def make_report(text: str, *, outlet: str = "Harbour Post", day: date | None = date(2020, 2, 13), name: str = "r1") -> Report:
    published = Published(day, Precision.DAY, Basis.GIVEN) if day else None
    return Report(name, name, text, "0" * 64, outlet=Outlet(outlet, Basis.GIVEN), published=published)


def make_claim(
    report: Report,
    quote: str,
    trigger: str,
    *,
    actor: str = "",
    party: str | None = None,
    speaker: str = "",
    says: str | None = None,
    country: str = "SYR",
) -> Claim:
    return Claim(
        id=f"{report.id}-{quote[:12]}",
        report_id=report.id,
        quote=report.quote(quote),
        trigger=report.quote(trigger),
        row="test:1",
        type=EventType.ASSAULT,
        mode=None,
        realis=Realis.ACTUAL,
        actor=(Actor(report.quote(actor), party),) if actor else (),
        place=Place(report.quote(quote), "there", country=country),
        speaker=Actor(report.quote(speaker), says) if speaker else None,
    )


def uses_of(report: Report, *claims: Claim) -> dict[str, Naming]:
    return {use.words: use for use in namings((report,), claims)}


def test_an_outlets_own_word_for_a_party_is_its_own() -> None:
    report = make_report("Assad regime forces entered the town at dawn.")
    use = uses_of(report)["Assad regime forces"]
    assert (use.of, use.family, use.register, use.voice) == ("SYR:MIL", "regime", Register.DELEGITIMISING, Voice.OWN)
    assert report.text[use.span.start : use.span.end] == use.span.text


@pytest.mark.parametrize(
    "text",
    [
        "“The terrorists must leave the town,” the envoy told reporters.",
        '"The terrorists must leave the town," the envoy told reporters.',
        "The envoy spoke of 'the terrorists' in the town.",
        "The envoy spoke of «the terrorists» in the town.",
    ],
)
def test_words_in_quotation_marks_are_not_the_outlets(text: str) -> None:
    report = make_report(text)
    use = uses_of(report, make_claim(report, text, "town"))["terrorists"]
    assert use.voice is Voice.QUOTED


def test_what_a_claim_gives_to_a_speaker_is_retold_and_names_the_speaker() -> None:
    report = make_report("The envoy thinks the Assad regime forces will leave the town.")
    claim = make_claim(report, "the Assad regime forces will leave the town", "leave", speaker="The envoy")
    use = uses_of(report, claim)["Assad regime forces"]
    assert (use.voice, use.speaker) == (Voice.RETOLD, "The envoy")


def test_whom_an_outlet_calls_a_spokesman_of_the_regime_is_its_own_word() -> None:
    report = make_report("A Syrian regime spokesman said that rebels shelled the market.")
    claim = make_claim(report, "rebels shelled the market", "shelled", speaker="A Syrian regime spokesman", says="SYR:GOV")
    uses = uses_of(report, claim)
    assert uses["Syrian regime"].voice is Voice.OWN
    assert uses["rebels"].voice is Voice.RETOLD


def test_an_accuser_is_named_by_the_outlet_and_the_accused_by_the_accuser() -> None:
    report = make_report("The Assad regime accused terrorist groups of shelling the market.")
    claim = make_claim(report, report.text[:-1], "accused", actor="Assad regime", party="SYR:GOV", speaker="Assad regime")
    uses = uses_of(report, claim)
    assert (uses["Assad regime"].voice, uses["terrorist groups"].voice) == (Voice.OWN, Voice.RETOLD)


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("The ministry said the Assad regime shelled the market.", Voice.RETOLD),
        ("The Assad regime shelled the market, the ministry said.", Voice.RETOLD),
        ("According to the ministry, the Assad regime shelled the market.", Voice.RETOLD),
        ("The Assad regime shelled the market, according to the ministry.", Voice.RETOLD),
        ("The market was shelled by the Assad regime he said.", Voice.RETOLD),
        ("The ministry sent word, and the Assad regime said no more.", Voice.OWN),
        ("According to the Assad regime, rebels shelled the market.", Voice.OWN),
        ("The Assad regime said that rebels shelled the market.", Voice.OWN),
        ("The ministry said it was quiet. The Assad regime shelled the market.", Voice.OWN),
        ("The Assad regime is said to have shelled the market.", Voice.OWN),
        ("The Assad regime, which shelled the market, left the town.", Voice.OWN),
    ],
)
def test_without_a_claim_the_words_of_saying_tell_the_voice(text: str, voice: Voice) -> None:
    assert uses_of(make_report(text))["Assad regime"].voice is voice


def test_the_bare_regime_is_the_one_named_in_full() -> None:
    report = make_report("The Syrian regime shelled the market. The regime then closed the road.")
    assert uses_of(report)["regime"].of == "SYR:GOV"


def test_soldiers_nobody_is_told_of_count_for_nobody() -> None:
    assert not uses_of(make_report("The soldiers left. The army stayed."))


def test_a_claim_tells_whose_army_it_is() -> None:
    report = make_report("The army entered the town.")
    claim = make_claim(report, "The army entered the town", "entered", actor="The army", party="SYR:MIL")
    assert uses_of(report, claim)["army"].of == "SYR:MIL"


def test_bare_militants_are_a_side_of_the_country_the_claims_tell_of() -> None:
    report = make_report("Militants fired at the bridge.")
    claim = make_claim(report, "fired at the bridge", "fired", country="YEM")
    assert uses_of(report, claim)["Militants"].of == "YEM:RAD"
    assert not uses_of(report)


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Daesh fighters left the town.", "Daesh fighters", "ISIS"),
        ("ISIL terrorists left the town.", "ISIL terrorists", "ISIS"),
        ("Houthi militia fired on the port.", "Houthi militia", "HOUTHIS"),
        ("Haftar's militias shelled the suburb.", "Haftar's militias", "LNA"),
        ("Turkish soldiers crossed the line.", "Turkish soldiers", "TUR:MIL"),
        ("Nusra Front terrorists crossed the line.", "Nusra Front terrorists", "HTS"),
    ],
)
def test_every_name_of_a_party_counts_for_one_code(text: str, words: str, code: str) -> None:
    assert uses_of(make_report(text))[words].of == code


@pytest.mark.parametrize(
    ("text", "of", "family"),
    [
        ("The army liberated the village.", "ASSAULT/territory", "liberated"),
        ("The army captured the village.", "ASSAULT/territory", "captured"),
        ("Shells fell on Stepanakert.", "wof:421193975", "Armenian name"),
        ("Shells fell on Khankendi.", "wof:421193975", "Azerbaijani name"),
        ("Six martyrs were buried.", "killed", "martyrs"),
        ("Six people were killed.", "killed", "killed"),
    ],
)
def test_acts_places_and_the_dead_are_named_by_rows(text: str, of: str, family: str) -> None:
    uses = [use for use in uses_of(make_report(text)).values() if use.named is not Named.PARTY]
    assert [(use.of, use.family) for use in uses] == [(of, family)]


@pytest.mark.parametrize("text", ["The Syria Liberation Front took part.", "The Martyrs Brigade left the town."])
def test_a_word_in_a_name_is_no_act(text: str) -> None:
    assert not [use for use in uses_of(make_report(text)).values() if use.named is not Named.PARTY]


def test_uses_are_counted_by_outlet_wording_and_voice_with_examples_of_several_reports() -> None:
    first = make_report("The Assad regime left. The Assad regime came back.", name="r1")
    second = make_report("The Assad regime left.", name="r2", day=date(2020, 3, 1))
    third = make_report("The Syrian government left.", name="r3", outlet="Ridge Post")
    counts = count_namings(namings((first, second, third), ()), examples=2)
    assert [(c.by, c.words, c.count, c.reports) for c in counts] == [
        ("Harbour Post", "Assad regime", 3, 2),
        ("Ridge Post", "Syrian government", 1, 1),
    ]
    assert [span.report_id for span in counts[0].examples] == ["r1", "r2"]
    assert (counts[0].first_day, counts[0].last_day) == (date(2020, 2, 13), date(2020, 3, 1))


@pytest.mark.parametrize(("by", "periods"), [("month", ["2020-02", "2020-03"]), ("week", ["2020-W07", "2020-W09"])])
def test_uses_are_counted_over_time(by: str, periods: list[str]) -> None:
    reports = [make_report("The Assad regime left.", name=f"r{day}", day=day) for day in (date(2020, 2, 13), date(2020, 3, 1))]
    assert [count.period for count in count_namings(namings(reports, ()), by=by)] == periods


def test_a_report_without_a_date_is_counted_apart() -> None:
    counts = count_namings(namings((make_report("The Assad regime left.", day=None),), ()), by="month")
    assert [(count.period, count.first_day) for count in counts] == [("no date", None)]


def test_the_order_of_reports_and_claims_changes_nothing() -> None:
    reports = [make_report(f"The Assad regime left {town}.", name=f"r{n}") for n, town in enumerate(("Ariha", "Saraqib"))]
    claims = [make_claim(report, report.text, "left") for report in reports]
    assert namings(reports, claims) == namings(reports[::-1], claims[::-1])
    assert count_namings(namings(reports, claims)) == count_namings(namings(reports, claims)[::-1])


def pairs_of(a: str, b: str) -> dict[str, NamingPair]:
    left, right = make_report(a, name="a"), make_report(b, name="b", outlet="Ridge Post")
    claims = [make_claim(report, report.text, "town") for report in (left, right)]
    return {pair.of: pair for pair in naming_pairs(left, right, claims)}


def test_two_reports_part_where_their_own_words_for_one_side_do() -> None:
    pair = pairs_of("Syrian army units left the town.", "Assad regime forces left the town.")["SYR"]
    assert pair.parts
    assert ([c.words for c in pair.a], [c.words for c in pair.b]) == (["Syrian army units"], ["Assad regime forces"])


def test_two_plain_words_are_other_words_and_do_not_part() -> None:
    assert not pairs_of("Rebels left the town.", "Rebel fighters left the town.")["SYR:REB"].parts


def test_a_word_in_somebody_elses_mouth_does_not_make_two_reports_part() -> None:
    pair = pairs_of("The Syrian army left the town.", "The Assad regime left the town, the envoy said.")["SYR"]
    assert pair.parts  # the claim has no speaker: the reader heard no other voice
    left, right = make_report("The Syrian army left.", name="a"), make_report("The Assad regime left, the envoy said.", name="b")
    assert [p.parts for p in naming_pairs(left, right, ())] == [False]
