"""Which place a name means in a report, and when that stays open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.distance import kilometres, moved
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Place, PlacePrecision, Shape, Span
from trucewatch.resolve.choosing import MOST_LISTED, Setting, choose
from trucewatch.resolve.places import resolve_place

GAZ = load_gazetteer()
IDLIB, ALEPPO = "wof:85678373", "wof:85678359"
SYRIA = Setting("SYR")


def resolved(words: str, setting: Setting = SYRIA) -> Place:
    return resolve_place(Place(Span("r1", 0, len(words), words), words), setting, GAZ)


def told(marked: str, setting: Setting = SYRIA) -> Place:
    """The place in brackets, in the setting of its sentence."""
    before, _, rest = marked.partition("[")
    words, _, after = rest.partition("]")
    span = Span("r1", len(before), len(before) + len(words), words)
    return resolve_place(Place(span, words), replace(setting, before=before, after=after), GAZ)


@pytest.mark.parametrize(
    ("words", "kind", "admin1", "precision"),
    [
        ("Idlib", "admin1", "Idlib", 3),
        ("Idlib province", "admin1", "Idlib", 3),
        ("Idlib city", "town", "Idlib", 1),
        ("Aleppo", "town", "Aleppo", 1),
        ("northern Aleppo province", "admin1", "Aleppo", 3),
        ("Aleppo countryside", "admin1", "Aleppo", 3),
        ("the town of Saraqib", "town", "Idlib", 1),
        ("near Saraqib", "town", "Idlib", 2),
        ("Syria's Idlib", "admin1", "Idlib", 3),
        ("Taftanaz air base", "base", "Idlib", 1),
        ("Castello road", "road", None, 1),
        ("Eastern Ghouta", "area", "Rif Dimashq", 2),
        ("Raqqa military court", "town", "Raqqa", 2),
        ("southern Turkish border towns", "border", None, 3),
        ("Hatay", "admin1", "Hatay", 3),
        ("Brussels", "town", "Brussels Capital", 1),
        ("Geneva", "town", "Geneva", 1),
        ("Syria", "country", None, 3),
        ("Bustan al-Qasr", "quarter", "Aleppo", 1),
    ],
)
def test_a_name_leads_to_its_place(words: str, kind: str, admin1: str | None, precision: int) -> None:
    place = resolved(words)
    assert (place.kind, place.admin1, place.geo_precision) == (kind, admin1, precision)
    assert place.name == words


def test_two_nayrabs_are_no_nayrab() -> None:
    place = resolved("Nayrab")
    assert place.place_id is None
    assert place.latitude is None
    assert len(place.candidates) == 2
    assert place.country == "SYR"


@pytest.mark.parametrize(("governorate", "name"), [(IDLIB, "Idlib"), (ALEPPO, "Aleppo")])
def test_the_governorate_named_near_by_decides_between_namesakes(governorate: str, name: str) -> None:
    assert resolved("Nayrab", Setting("SYR", frozenset({governorate}))).admin1 == name


def test_a_governorate_named_elsewhere_in_the_report_decides_too() -> None:
    assert resolved("Nayrab", Setting("SYR", frozenset(), frozenset({IDLIB}))).admin1 == "Idlib"


def test_the_country_of_the_report_decides_between_towns_of_one_name() -> None:
    assert resolved("Tripoli", Setting("LBY")).country == "LBY"
    assert resolved("Tripoli", Setting("LBN")).country == "LBN"


def test_a_hamlet_abroad_is_not_believed() -> None:
    name = next(
        e.name for e in GAZ if e.country == "TUR" and e.kind == "town" and not e.population and len(GAZ.find(e.name)) == 1
    )
    assert resolved(name, Setting("SYR")).place_id is None


def test_a_hamlet_outside_every_governorate_the_report_names_stays_open() -> None:
    place = resolved("Rityan", Setting("SYR", frozenset({IDLIB}), frozenset({IDLIB})))
    assert place.place_id is None
    assert place.candidates


def test_several_places_in_one_name_are_candidates_and_share_what_they_share() -> None:
    place = resolved("Bustan al-Qasr and Sheikh Maqsoud")
    assert place.place_id is None
    assert len(place.candidates) == 2
    assert (place.country, place.admin1) == ("SYR", "Aleppo")


def test_a_country_has_no_point() -> None:
    assert resolved("Syria").latitude is None


@pytest.mark.parametrize("words", ["", "the village", "Qwxzzy", "there"])
def test_what_names_no_place_is_left_open(words: str) -> None:
    place = resolved(words)
    assert place.place_id is None
    assert place.candidates == ()


@given(st.text(max_size=60))
def test_any_words_may_stand_for_a_place(words: str) -> None:
    place = resolved(words)
    assert place.name == words
    assert place.place_id is None or place.candidates == ()


@pytest.mark.parametrize(
    ("text", "precision", "shape", "acled"),
    [
        ("Taftanaz [Taftanaz air base] was shelled.", PlacePrecision.SPOT, None, 1),
        ("[Saraqib] was shelled.", PlacePrecision.SETTLEMENT, None, 1),
        ("Shells fell near [Saraqib].", PlacePrecision.VICINITY, Shape.CIRCLE, 2),
        ("Shells fell 10 km north-east of [Saraqib].", PlacePrecision.VICINITY, Shape.CIRCLE, 2),
        ("Shells fell 10 km south of [Idlib].", PlacePrecision.VICINITY, Shape.CIRCLE, 2),
        ("Shells fell north of [Saraqib].", PlacePrecision.VICINITY, Shape.SECTOR, 2),
        ("Shells fell on [Eastern Ghouta].", PlacePrecision.VICINITY, Shape.CIRCLE, 2),
        ("Shells fell in [Idlib province].", PlacePrecision.REGION, None, 3),
        ("Shells fell in the [western Aleppo countryside].", PlacePrecision.ZONE, Shape.OUTLINE, 3),
        ("Shells fell in [southern Idlib].", PlacePrecision.ZONE, Shape.OUTLINE, 3),
        ("Convoys were hit between [Saraqib] and Ariha.", PlacePrecision.LINE, Shape.BAND, 3),
        ("Convoys were hit on the road to [Saraqib].", PlacePrecision.LINE, None, 3),
        ("Families fled to the [Turkish border].", PlacePrecision.LINE, Shape.BAND, 3),
        ("Strikes went on in [northern Syria].", PlacePrecision.ZONE, Shape.OUTLINE, 3),
        ("Families fled to the north of [Syria].", PlacePrecision.ZONE, None, 3),
        ("Strikes went on in the east of [Yemen].", PlacePrecision.ZONE, Shape.OUTLINE, 3),
        ("A ship was hit off the coast of [Tartus].", PlacePrecision.WATERS, Shape.CIRCLE, 3),
        ("A ship was hit off the coast of [Syria].", PlacePrecision.WATERS, None, 3),
        ("Strikes went on in [Syria].", PlacePrecision.COUNTRY, None, 3),
    ],
)
def test_words_are_known_as_exactly_as_they_are_told(
    text: str, precision: PlacePrecision, shape: Shape | None, acled: int
) -> None:
    place = told(text)
    assert (place.precision, place.geo_precision) == (precision, acled)
    assert (place.ground.shape if place.ground else None) == shape


@pytest.mark.parametrize(
    "text",
    ["Shells fell 10 km north-east of [Saraqib].", "Shells fell near [Saraqib].", "Shells fell in the [Aleppo countryside]."],
)
def test_what_lies_beside_a_town_is_not_put_at_its_point(text: str) -> None:
    place = told(text)
    assert place.place_id is not None
    assert (place.latitude, place.longitude) == (None, None)
    assert place.middle is not None


def test_ten_kilometres_away_is_drawn_ten_kilometres_away() -> None:
    town, place = resolved("Saraqib"), told("Shells fell 10 km north-east of [Saraqib].")
    assert place.middle is not None
    assert place.ground is not None
    assert place.ground.words.text == "10 km north-east of Saraqib"
    assert kilometres(place.middle, moved((town.latitude or 0, town.longitude or 0), 10, 45)) < 0.5


def test_a_distance_from_a_governorates_name_is_told_from_its_seat() -> None:
    place = told("Shells fell 10 km south of [Idlib].")
    assert place.kind == "town"


def test_the_land_between_two_towns_belongs_to_neither() -> None:
    place = told("Convoys were hit between [Saraqib] and Ariha.")
    assert place.place_id is None
    assert len(place.candidates) == 2
    assert (place.country, place.admin1) == ("SYR", "Idlib")


@pytest.mark.parametrize(
    ("text", "admin1"),
    [
        ("Shells fell on [Nayrab] in Idlib province.", "Idlib"),
        ("Shells fell on [Nayrab], in eastern Aleppo province.", "Aleppo"),
        ("Shells fell on Idlib's [Nayrab].", "Idlib"),
        ("Shells fell on Aleppo province's town of [Nayrab].", "Aleppo"),
    ],
)
def test_the_words_beside_a_name_say_which_of_two_is_meant(text: str, admin1: str) -> None:
    assert told(text, Setting("SYR", frozenset({IDLIB, ALEPPO}))).admin1 == admin1


def test_the_country_beside_a_name_outweighs_the_one_the_report_is_about() -> None:
    assert told("He flew to [Tripoli], Lebanon.", Setting("LBY")).country == "LBN"
    assert told("He flew to [Tripoli] in northern Lebanon.", Setting("LBY")).country == "LBN"
    assert told("He flew to Lebanon's [Tripoli].", Setting("LBY")).country == "LBN"


def test_a_town_told_of_beside_it_decides_between_namesakes() -> None:
    two = [entry for entry in map(GAZ.get, resolved("Nayrab").candidates) if entry]
    saraqib = resolved("Saraqib")
    assert saraqib.latitude is not None
    assert saraqib.longitude is not None
    (chosen,) = choose(two, Setting("SYR", company=((saraqib.latitude, saraqib.longitude),)), None, "Nayrab") or [None]
    assert chosen is not None
    assert chosen.admin1 == "Idlib"


def test_a_place_listed_twice_is_one_place() -> None:
    (nayrab, _) = [entry for entry in map(GAZ.get, resolved("Nayrab").candidates) if entry]
    assert choose([nayrab, nayrab], Setting("SYR", company=((35.9, 36.8),)), None, "Nayrab") == (nayrab,)


def test_of_thousands_of_one_name_a_few_are_listed() -> None:
    one = GAZ.get(resolved("Nayrab").candidates[0])
    assert one is not None
    many = [replace(one, id=f"x:{n}", latitude=one.latitude + n / 200) for n in range(10_000)]

    class Crowd:
        """A gazetteer in which one name is borne by thousands."""

        def find(self, name: str, **_: object) -> list[object]:
            return list(many)

        def spelt(self, name: str) -> list[object]:
            return list(many)

        def get(self, place_id: str) -> None:
            return None

    place = resolve_place(Place(Span("r1", 0, 6, "Nayrab"), "Nayrab"), SYRIA, Crowd())  # type: ignore[arg-type]
    assert place.place_id is None
    assert len(place.candidates) == MOST_LISTED


@pytest.mark.parametrize("name", ["A", "ع", "Ж", "'", "-", "al-", "the", "of"])
def test_a_name_of_one_letter_leads_nowhere_and_breaks_nothing(name: str) -> None:
    assert resolved(name).latitude is None


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_words_may_stand_around_a_place(before: str, words: str, after: str) -> None:
    span = Span("r1", len(before), len(before) + len(words), words)
    place = resolve_place(Place(span, words), Setting("SYR", before=before, after=after), GAZ)
    assert place.span == span
    if place.ground is not None:
        drawn = place.ground.words
        assert (before + words + after)[drawn.start : drawn.end] == drawn.text


@pytest.mark.parametrize(
    ("text", "country", "admin1"),
    [
        ("Shells fell 10 km north-east of [Saraqib].", "SYR", "Idlib"),
        ("Shells fell 40 km east of [Saraqib].", "SYR", "Aleppo"),
        ("Shells fell 30 km north of [Azaz].", "TUR", "Kilis"),
        ("Shells fell near [Saraqib].", "SYR", "Idlib"),
        ("A ship was hit off the coast of [Tartus].", "SYR", None),
        ("Shells fell in the [Idlib countryside].", "SYR", "Idlib"),
    ],
)
def test_what_lies_beside_a_place_is_in_the_division_it_lies_in(text: str, country: str, admin1: str | None) -> None:
    place = told(text)
    assert (place.country, place.admin1) == (country, admin1)


def test_a_town_and_its_department_behind_a_comma_are_one_place() -> None:
    place = resolved("Toribío, Cauca", Setting("COL"))
    assert (place.kind, place.country, place.candidates) == ("town", "COL", ())


def test_a_district_is_no_point_where_only_its_town_is_known() -> None:
    place = resolved("Toribío district", Setting("COL"))
    assert (place.precision, place.latitude) == (PlacePrecision.DISTRICT, None)


def test_the_districts_of_azerbaijan_are_divisions_of_the_first_level() -> None:
    place = resolved("Kalbajar district", Setting("AZE"))
    assert (place.kind, place.precision, place.latitude) == ("admin1", PlacePrecision.REGION, None)


def test_a_district_that_is_known_goes_before_its_town() -> None:
    place = resolved("Afrin district")
    assert (place.kind, place.precision) == ("admin2", PlacePrecision.DISTRICT)


def test_a_governorate_of_the_other_country_does_not_contradict_a_village() -> None:
    northern_israel = frozenset({"gn1:IL.03"})
    assert resolved("Hebbariyeh", Setting("LBN", named=northern_israel)).country == "LBN"
    assert resolved("Hebbariyeh", Setting("LBN", named=northern_israel)).place_id is not None


@pytest.mark.parametrize(
    ("words", "country", "place_id"),
    [
        ("Anbar", "IRQ", "wof:85672483"),
        ("Abyan", "YEM", "wof:85681043"),
        ("Meta", "COL", "gn1:CO.19"),
        ("Chechnya", "RUS", "gn1:RU.12"),
        ("West Darfur", "SDN", "wof:85676881"),
        ("Western Equatoria", "SSD", "gn1:SS.10"),
        ("Donetsk region", "UKR", "wof:85688779"),
    ],
)
def test_a_division_is_found_though_villages_elsewhere_bear_its_name(words: str, country: str, place_id: str) -> None:
    assert resolved(words, Setting(country)).place_id == place_id


def test_a_town_goes_before_the_division_of_its_name() -> None:
    assert resolved("Hajjah", Setting("YEM")).kind == "town"


def test_a_department_with_a_spanish_name_says_which_florida() -> None:
    place = told("Soldiers were attacked near [Florida], in Valle del Cauca, on Friday.", Setting("COL"))
    assert (place.country, place.admin1) == ("COL", "Valle del Cauca")
