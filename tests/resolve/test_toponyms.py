"""Which words of a report are toponyms, how each is used, and which place it means."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch import language
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import Gazetteer, PlaceEntry, load_gazetteer
from trucewatch.knowledge.toponym_tables import state_names, world_regions
from trucewatch.model import Passage, Place, Report
from trucewatch.model import Role as PassageRole
from trucewatch.resolve.choosing import Setting
from trucewatch.resolve.company import Company
from trucewatch.resolve.disambiguation import MOST, Asked, place_all
from trucewatch.resolve.places import resolve_place
from trucewatch.resolve.theatre import find_theatre
from trucewatch.resolve.toponym_names import name_book
from trucewatch.resolve.toponyms import Role, Toponym, Use, find_toponyms, place_spans


def toponyms(text: str) -> tuple[Toponym, ...]:
    return find_toponyms(Report("r1", "test", text, ""), language.load().parse(text), load_gazetteer(), load_parties())


def found(text: str) -> list[tuple[str, str]]:
    return [(toponym.span.text, toponym.use.value) for toponym in toponyms(text)]


def meant(text: str) -> dict[str, str]:
    """The places meant, as "name, division, country"; open names are left out."""
    entries = [(toponym.span.text, toponym.entry) for toponym in toponyms(text) if toponym.entry]
    return {words: ", ".join(filter(None, (entry.name, entry.admin1, entry.country))) for words, entry in entries}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shells fell on Saraqib in northern Syria.", [("Saraqib", "place"), ("Syria", "place")]),
        ("Syrian and Russian jets struck Idlib.", [("Syrian", "demonym"), ("Russian", "demonym"), ("Idlib", "place")]),
        ("The Aleppo offensive began in the spring.", [("Aleppo", "modifier")]),
        ("Damascus said the talks had failed.", [("Damascus", "metonym")]),
        ("Washington urged both sides to hold their fire.", [("Washington", "metonym")]),
        ("Kyiv accused Moscow of delay.", [("Kyiv", "metonym"), ("Moscow", "metonym")]),
        ("Ties between Moscow and Ankara soured.", [("Moscow", "metonym"), ("Ankara", "metonym")]),
        ("The road between Homs and Hama was cut.", [("Homs", "place"), ("Hama", "place")]),
        ("The Bank of America closed its branch in Beirut.", [("America", "part of a name"), ("Beirut", "place")]),
        ("The University of Damascus reopened.", [("Damascus", "part of a name")]),
        ("US-backed fighters entered Raqqa.", [("US", "modifier"), ("Raqqa", "place")]),
        ("The Beirut-based newspaper printed the list.", [("Beirut", "place")]),
        ("Aleppo fell after a long siege, and Homs was bombed.", [("Aleppo", "place"), ("Homs", "place")]),
        ("The Governor of Hatay visited Reyhanli.", [("Hatay", "modifier"), ("Reyhanli", "place")]),
        ("The fleet left Toulon for Beirut.", [("Toulon", "place"), ("Beirut", "place")]),
        ("BEIRUT (AP) - Rebels shelled Hama.", [("BEIRUT", "place"), ("Hama", "place")]),
        ("US drones struck the base.", [("US", "modifier")]),
        ("A senator, D-N.Y., asked for a truce.", [("N.Y.", "place")]),
        ("He was held in the Dane County Jail.", [("Dane County Jail", "facility"), ("Dane County", "part of a name")]),
        ("A shell fell on Baghdad Street in Damascus.", [("Baghdad Street", "place"), ("Baghdad", "part of a name"), ("Damascus", "place")]),
        ("They met near the Aleppo Hospital.", [("Aleppo Hospital", "facility"), ("Aleppo", "part of a name")]),
        ("Two people were killed in Hamas-run Gaza.", [("Gaza", "place")]),
    ],
)  # fmt: skip
def test_a_toponym_is_used_to_place_something_or_not(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Michael Jordan met Paris Hilton and Idlib Ahmad.",
        "Michael Jordan spoke. Jordan said he was tired.",
        "The roast turkey was cold and the china broke.",
        "Nurses from A and B left.",
        "Hamas denied it.",
        "The town was searched by U.N. inspectors.",
    ],
)
def test_persons_crockery_and_armed_groups_are_no_places(text: str) -> None:
    assert toponyms(text) == ()


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("The envoy left the United States for North Carolina.", ["United States", "North Carolina"]),
        ("Fires burned in north-eastern Tunisia.", ["Tunisia"]),
        ("Trucks left the city of Homs.", ["Homs"]),
        ("Fires burned in Aleppo province.", ["Aleppo"]),
        ("A plant near Lexington, Ky., closed.", ["Lexington", "Ky."]),
        ("Rebels met in Paris, Texas.", ["Paris", "Texas"]),
    ],
)
def test_a_name_has_all_its_words_and_no_others(text: str, spans: list[str]) -> None:
    assert [toponym.span.text for toponym in toponyms(text)] == spans


def test_only_places_and_buildings_say_where_something_is() -> None:
    roles = {use: Toponym(Report("r", "s", "Homs", "").quote("Homs"), "Homs", use).role for use in Use}
    assert {use for use, role in roles.items() if role is Role.LITERAL} == {Use.PLACE, Use.FACILITY}


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("He was born in Paris, Texas.", "Paris", "Paris, Texas, USA"),
        ("He was born in Paris.", "Paris", "Paris, Ile-de-France, FRA"),
        ("She lives in Duluth, Minn.", "Minn.", "Minnesota, Minnesota, USA"),
        ("They fled from Gary, IN to Ottawa, Ont.", "Gary", "Gary, Indiana, USA"),
        ("Residents of the town of Nayrab in Idlib province fled.", "Nayrab", "An Nayrab, Idlib, SYR"),
        ("Residents of Nayrab in Aleppo province fled.", "Nayrab", "An Nayrab, Aleppo, SYR"),
        ("Clashes broke out in Morek, in the north of Hama province.", "Morek", "Morek, Hama, SYR"),
        ("Hama was shelled at dawn.", "Hama", "Hama, Hama, SYR"),
        ("Georgia accused Russia of shelling villages near Gori and Tbilisi.", "Georgia", "Georgia, GEO"),
        ("Crews from Georgia and Alabama repaired a bridge in Atlanta.", "Georgia", "Georgia, Georgia, USA"),
        ("The governors of Oregon, Washington and Idaho met.", "Washington", "Washington, Washington, USA"),
        ("Washington urged both sides to hold their fire.", "Washington", "Washington, District of Columbia, USA"),
        ("A convoy drove from Moscow, Idaho, to Spokane, Wash.", "Moscow", "Moscow, Idaho, USA"),
        ("Tripoli, Lebanon, was quiet.", "Tripoli", "Tripoli, North Lebanon, LBN"),
        ("Ankara's jets struck the town of Sarmada in Syria.", "Ankara", "Ankara, Ankara Province, TUR"),
        ("Israeli jets struck.", "Israeli", "Israel, ISR"),
        ("The army bombed Omdurman near Khartoum.", "Omdurman", "Omdurman, Al Khartum, SDN"),
        ("IS fighters attacked Mosul and Kirkuk, Baghdad said; Erbil denied it.", "Erbil", "Erbil, Arbil, IRQ"),
        ("Azerbaijani forces shelled Stepanakert.", "Stepanakert", "Stepanakert, Xankandi, AZE"),
        ("Turkish jets hit Qandil in northern Iraq.", "Qandil", "Qandil Mountains, Arbil, IRQ"),
        ("Russian troops left Donetsk oblast in Ukraine.", "Ukraine", "Ukraine, UKR"),
        ("ELN guerrillas attacked a post in Arauca, Colombia.", "Arauca", "Arauca, Arauca, COL"),
        ("Israeli jets bombed Rafah in the Gaza Strip.", "Rafah", "Rafah, Gaza Strip, PSE"),
        ("Clashes broke out in Zawiya in Libya.", "Zawiya", "Zawiya, Az Zawiyah, LBY"),
        ("Fighting resumed in Malakal in South Sudan.", "Malakal", "Malakal, Upper Nile, SSD"),
        ("The envoy visited Paris, Germany and Spain.", "Paris", "Paris, Ile-de-France, FRA"),
        ("A shop in Calais, Texas, closed in Dallas.", "Dallas", "Dallas, Texas, USA"),
        ("Jets took off from Hmeimim.", "Hmeimim", "Hmeimim air base, Latakia, SYR"),
        ("Shells fell on Khan Sheikhoun.", "Khan Sheikhoun", "Khan Shaykhun, Idlib, SYR"),
        ("Shells fell on Ain Issa.", "Ain Issa", "Ain Issa, Raqqa, SYR"),
        ("Shells fell on Sheikh Maqsoud.", "Sheikh Maqsoud", "Sheikh Maqsoud, Aleppo, SYR"),
        ("Jets bombed Eastern Ghouta.", "Eastern Ghouta", "Eastern Ghouta, Rif Dimashq, SYR"),
        ("Soldiers died in Nagorno-Karabakh.", "Nagorno-Karabakh", "Nagorno-Karabakh, AZE"),
    ],
)  # fmt: skip
def test_the_words_around_a_name_tell_which_place_is_meant(text: str, words: str, place: str) -> None:
    assert meant(text)[words] == place


def test_a_name_has_one_meaning_in_a_report() -> None:
    both = [
        t
        for t in toponyms("The mayor of Springfield, Illinois, spoke. Residents of Springfield left.")
        if t.name == "Springfield"
    ]
    assert [t.entry.admin1 for t in both if t.entry] == ["Illinois", "Illinois"]


@pytest.mark.parametrize(
    ("text", "words"), [("Residents of Nayrab fled.", "Nayrab"), ("Fires burned in Springfield.", "Springfield")]
)
def test_what_cannot_be_told_stays_open_with_its_candidates(text: str, words: str) -> None:
    (toponym,) = [one for one in toponyms(text) if one.span.text == words]
    assert toponym.entry is None
    assert toponym.point is None
    assert len(toponym.candidates) > 1


def test_the_dateline_says_which_of_two_namesakes_is_meant() -> None:
    dateline, story = "SPRINGFIELD, Ill. (AP) - ", "Fires burned in Springfield."
    report = Report("r1", "test", dateline + story, "", passages=(Passage(0, len(dateline), PassageRole.DATELINE),))
    sentences = language.load().parse(report.text, skip=report.not_evidence())
    (toponym,) = find_toponyms(report, sentences, load_gazetteer(), load_parties())
    assert toponym.entry is not None
    assert toponym.entry.admin1 == "Illinois"


def test_a_town_of_a_state_that_has_none_of_the_name_stays_open() -> None:
    (calais, _) = toponyms("A shop closed in Calais, Texas.")
    assert calais.entry is None
    assert calais.reasons[-1] == "told to lie in Texas, where the gazetteer has none of its name"


def test_every_toponym_says_why_it_is_read_so() -> None:
    (toponym,) = toponyms("The Aleppo offensive began.")
    assert "qualifies 'offensive'" in toponym.reasons


def test_a_country_lies_in_its_middle_not_at_its_capital() -> None:
    (toponym,) = toponyms("Fires burned in Algeria.")
    assert toponym.point == (28.0, 3.0)


def test_a_given_span_is_placed_as_if_it_had_been_found() -> None:
    text = "He was born in Paris, Texas."
    report = Report("r1", "test", text, "")
    (toponym,) = place_spans(report, language.load().parse(text), [(15, 20)], load_gazetteer(), load_parties())
    assert (toponym.span.text, toponym.entry.admin1 if toponym.entry else None) == ("Paris", "Texas")


@pytest.mark.parametrize("state", state_names(), ids=lambda state: state.name)
def test_a_shortened_state_behind_a_town_is_a_toponym(state: object) -> None:
    example, form = state.example, state.press or state.postal  # type: ignore[attr-defined]
    assert form in [toponym.span.text for toponym in toponyms(example)]


@pytest.mark.parametrize("region", world_regions(), ids=lambda region: region.name)
def test_a_region_is_a_toponym(region: object) -> None:
    names = {region.name, *region.also}  # type: ignore[attr-defined]
    assert names & {toponym.span.text for toponym in toponyms(region.example)}  # type: ignore[attr-defined]


def test_toponyms_say_in_which_country_a_report_is_set() -> None:
    text = "Two people were hurt in Dover, Ohio. Crews from Canton and Cambridge came to Dover."
    report = Report("r1", "test", text, "")
    found = toponyms(text)
    assert find_theatre(report, (), load_parties(), load_gazetteer(), found).country == "USA"


def test_the_report_as_a_whole_says_which_of_two_namesakes_a_claim_is_placed_in() -> None:
    text = "The United States and Syria sent envoys to Geneva."
    report = Report("r1", "test", text, "")
    place = Place(report.quote("Geneva"), "Geneva")
    left = Setting("SYR")
    meant = find_theatre(report, (), load_parties(), load_gazetteer(), toponyms(text)).meant(place.span)
    assert resolve_place(place, left, load_gazetteer(), meant).country == "CHE"


class ManyNamesakes(Gazetteer):
    """Ten thousand hamlets under every name."""

    def __init__(self) -> None:
        self.asked = 0

    def spelt(self, name: str) -> tuple[PlaceEntry, ...]:
        self.asked += 1
        return tuple(PlaceEntry(f"t:{n}", name, "SYR", "town", 30 + n / 1000, 36.0) for n in range(10_000))

    def find(self, name: str, *, near_country: str | None = None, admin1: str | None = None) -> tuple[PlaceEntry, ...]:
        return self.spelt(name)

    def get(self, place_id: str) -> PlaceEntry | None:
        return None


def test_ten_thousand_candidates_leave_a_name_open_and_name_a_few() -> None:
    (placed,) = place_all([Asked("Tell", None, "", "")], ManyNamesakes(), name_book(load_parties()))
    assert placed.entry is None
    assert 1 < len(placed.candidates) <= MOST


def test_a_list_of_hundreds_of_towns_is_placed_in_the_country_of_most_of_them() -> None:
    towns = [entry.name for entry in load_gazetteer().towns(60_000) if entry.country == "USA"][:400]
    placed = place_all(
        [Asked(name, None, "", "", at) for at, name in enumerate(towns)], load_gazetteer(), name_book(load_parties())
    )
    countries = Counter(one.entry.country for one in placed if one.entry)
    assert countries["USA"] > 0.9 * countries.total()


def test_a_name_for_itself_is_no_company() -> None:
    gori, tbilisi = (load_gazetteer().spelt(name) for name in ("Gori", "Tbilisi"))
    assert Company({"Gori": gori}, 60.0).nearness("Gori", gori) == [0.0] * len(gori)
    assert max(Company({"Gori": gori, "Tbilisi": tbilisi}, 60.0).nearness("Gori", gori)) > 0.2


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="AIxé دЖ北.,'’-\n 1", max_size=40))
def test_any_text_is_read_without_fault_and_every_span_is_verbatim(text: str) -> None:
    for toponym in toponyms(text):
        assert toponym.span.text == text[toponym.span.start : toponym.span.end]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from("in the city of Homs NEW YORK County Street , - Syria's Paris Texas Bank Aleppo Hospital".split()),
        max_size=9,
    )
)
def test_toponyms_overlap_only_where_a_place_stands_in_a_longer_name(words: list[str]) -> None:
    found = toponyms(" ".join(words))
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            inside = one.span.start <= other.span.start and other.span.end <= one.span.end
            assert not one.span.overlaps(other.span) or (inside and other.use is Use.PART_OF_NAME)


@pytest.mark.parametrize("text", ["Снаряды упали на Донецк.", "سقطت قذائف على حلب.", "砲弾がアレッポに落ちた。"])
def test_names_in_another_script_do_no_harm(text: str) -> None:
    assert all(toponym.span.text in text for toponym in toponyms(text))
