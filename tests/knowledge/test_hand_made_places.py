"""The hand-made places of every theatre: whole rows, near where they say they are, and no two of one name in one spot."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import pytest
from shapely.geometry import LineString, Point, Polygon

from trucewatch.knowledge.distance import kilometres
from trucewatch.knowledge.place_rows import ExtraPlace, extra_places
from trucewatch.knowledge.places import load_gazetteer, place_key

GAZ = load_gazetteer()
ROWS = extra_places()
LAID = tuple(row for row in ROWS if row.latitude is not None)
SHAPED = tuple(row for row in LAID if row.shape is not None)
KINDS = frozenset("base crossing post camp airport site road water border area quarter front zone town admin1 admin2".split())
NEAR_KM = 30.0
SAME_SPOT_KM = 3.0
EMPTY_KM = 400.0  # deserts, glaciers, and South Sudan, of which the open data have few towns
AT_SEA = frozenset(
    "tw:red-sea tw:black-sea tw:azov-sea tw:gulf-aden tw:bab-mandab tw:grain-corridor tw:hanish tw:zuqar tw:snake-island".split()
)


def _spot(row: ExtraPlace) -> tuple[float, float]:
    assert row.latitude is not None
    assert row.longitude is not None
    return row.latitude, row.longitude


def _path(row: ExtraPlace) -> list[tuple[float, float]]:
    return [(float(y), float(x)) for y, x in (point.split() for point in row.path)]


@pytest.fixture(scope="module")
def towns() -> dict[tuple[str, int, int], list[tuple[float, float]]]:
    """Towns of the open data by country and degree."""
    found = defaultdict(list)
    for entry in GAZ:
        if not entry.id.startswith(("tw:", "iso:")):
            found[entry.country, round(entry.latitude), round(entry.longitude)].append((entry.latitude, entry.longitude))
    return found


def test_there_are_enough_of_them_in_every_theatre() -> None:
    theatres = Counter(row.country for row in ROWS)
    assert len(ROWS) > 1_000
    assert min(theatres[code] for code in "SYR TUR IRQ LBN YEM LBY UKR SDN AZE PSE IND PAK COL".split()) >= 20


def test_every_key_is_there_once() -> None:
    assert [key for key, count in Counter(row.key for row in ROWS).items() if count > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_a_row_is_whole(row: ExtraPlace) -> None:
    assert row.kind in KINDS
    assert row.source
    assert row.example.endswith(".")
    assert len(set(row.also)) == len(row.also)
    assert row.name not in row.also
    assert (row.latitude is None) == (row.longitude is None) == (row.exact_km is None)


@pytest.mark.parametrize("row", [row for row in ROWS if row.latitude is None], ids=lambda row: row.key)
def test_a_row_without_a_position_names_a_place_of_the_open_data(row: ExtraPlace) -> None:
    entry = GAZ.get(row.key)
    assert entry is not None
    assert entry.country == row.country
    assert (entry.name, entry.kind) == (row.name, row.kind)


@pytest.mark.parametrize("row", LAID, ids=lambda row: row.key)
def test_a_place_lies_near_its_country(row: ExtraPlace, towns: dict[tuple[str, int, int], list[tuple[float, float]]]) -> None:
    y, x = _spot(row)
    reach = range(-3, 4)
    near = [spot for dy in reach for dx in reach for spot in towns.get((row.country, round(y) + dy, round(x) + dx), ())]
    away = min((kilometres((y, x), spot) for spot in near), default=float("inf"))
    assert row.exact_km is not None
    if f"tw:{row.key}" in AT_SEA:
        return
    assert away <= row.exact_km + NEAR_KM or (away <= EMPTY_KM and _in_outline(row))


def _in_outline(row: ExtraPlace) -> bool:
    """True for a place in a province of its country, and where no borders are known."""
    y, x = _spot(row)
    rings = [Polygon(ring) for outline in GAZ.outlines(row.country) for ring in outline.rings]
    return not rings or any(ring.distance(Point(x, y)) <= 0.1 for ring in rings)


@pytest.mark.parametrize("row", SHAPED, ids=lambda row: row.key)
def test_a_line_or_ring_is_well_formed_and_its_point_lies_in_it(row: ExtraPlace) -> None:
    path = _path(row)
    y, x = _spot(row)
    assert row.exact_km is not None
    assert row.shape == "line" or max(kilometres((y, x), spot) for spot in path) <= row.exact_km + 1
    if row.shape == "ring":
        area = Polygon([(b, a) for a, b in path])
        assert path[0] == path[-1]
        assert len(path) >= 5
        assert area.is_valid
        assert area.distance(Point(x, y)) < 0.02
    else:
        assert len(path) >= 2
        assert len(set(path)) == len(path)
        assert LineString([(b, a) for a, b in path]).distance(Point(x, y)) < 0.02


def test_a_point_has_no_path() -> None:
    assert [row.key for row in ROWS if bool(row.path) != bool(row.shape)] == []


def test_no_two_rows_share_a_name_in_one_spot() -> None:
    by_key: dict[str, list[ExtraPlace]] = defaultdict(list)
    for row in LAID:
        for key in {place_key(name) for name in (row.name, *row.also)}:
            by_key[key].append(row)
    shared = [
        (key, one.key, two.key)
        for key, rows in by_key.items()
        for one, two in combinations(rows, 2)
        if kilometres(_spot(one), _spot(two)) <= SAME_SPOT_KM
    ]
    assert shared == []


@pytest.mark.parametrize(
    ("name", "country", "latitude", "longitude"),
    [
        ("Khan Sheikhoun", "SYR", 35.44, 36.65), ("Ain Issa", "SYR", 36.39, 38.86), ("Sheikh Maqsoud", "SYR", 36.24, 37.15),
        ("Jobar", "SYR", 33.53, 36.33), ("Ghouta", "SYR", 33.50, 36.35), ("Hmeimim", "SYR", 35.40, 35.95),
        ("Salaheddin", "SYR", 36.19, 37.12), ("Nagorno-Karabakh", "AZE", 39.85, 46.75),
        ("Idlib de-escalation zone", "SYR", 35.75, 36.55), ("Morek", "SYR", 35.38, 36.69), ("Latamneh", "SYR", 35.32, 36.62),
        ("Rafah crossing", "PSE", 31.25, 34.26), ("al-Mawasi", "PSE", 31.35, 34.26), ("Jabalia camp", "PSE", 31.54, 34.50),
        ("Zamzam camp", "SDN", 13.49, 25.30), ("Merowe airbase", "SDN", 18.44, 31.84), ("Azovstal", "UKR", 47.10, 37.60),
        ("Donetsk airport", "UKR", 48.07, 37.74), ("Дніпро (річка)", "UKR", 48.89, 33.88),
        ("Lachin corridor", "AZE", 39.64, 46.55), ("Krishna Ghati", "IND", 33.65, 74.08), ("Torkham", "PAK", 34.12, 71.09),
        ("Catatumbo", "COL", 8.70, -73.05), ("ETCR La Fila", "COL", 4.16, -74.53), ("Ras Issa", "YEM", 15.14, 42.58),
        ("al-Watiya airbase", "LBY", 32.47, 11.90), ("Ain al-Hilweh", "LBN", 33.54, 35.38), ("Qandil Mountains", "IRQ", 36.54, 44.98),
        ("معبر رفح", "PSE", 31.25, 34.26), ("Азовсталь", "UKR", 47.10, 37.60),
    ],
)  # fmt: skip
def test_places_that_reports_name_and_open_data_lack(name: str, country: str, latitude: float, longitude: float) -> None:
    first = GAZ.find(name, near_country=country)[0]
    assert first.country == country
    assert kilometres((first.latitude, first.longitude), (latitude, longitude)) < 25


@pytest.mark.parametrize(("name", "shape"), [("M4", "line"), ("M5", "line"), ("Line of Control", "line"), ("Abyei area", "ring")])
def test_roads_lines_and_zones_have_their_shape(name: str, shape: str) -> None:
    assert GAZ.find(name)[0].shape == shape


@pytest.mark.parametrize(
    ("road", "town"),
    [("tw:m4", "Jisr al-Shughur"), ("tw:m4", "Ariha"), ("tw:m4", "Saraqib"), ("tw:m5", "Saraqib"), ("tw:m5", "Khan Sheikhoun")],
)
def test_the_motorways_pass_their_towns(road: str, town: str) -> None:
    line, place = GAZ.get(road), GAZ.find(town, near_country="SYR")[0]
    assert line is not None
    assert min(kilometres(spot, (place.latitude, place.longitude)) for spot in line.path) < 5


def test_a_ring_is_an_outline() -> None:
    assert GAZ.outline("tw:idlib-dez")
    assert GAZ.outline("tw:m4") == ()


def test_the_two_nayrabs_and_their_posts_stay_apart() -> None:
    assert {entry.admin1 for entry in GAZ.find("Nayrab", near_country="SYR")} == {"Idlib", "Aleppo"}
    assert GAZ.find("al-Nayrab post")[0].admin1 == "Idlib"
    assert GAZ.find("Nayrab air base")[0].admin1 == "Aleppo"


def test_morek_is_a_town_of_hama_and_its_post_lies_beside_it() -> None:
    town, post = GAZ.find("Morek", near_country="SYR")[0], GAZ.find("Morek post")[0]
    assert town.admin1 == "Hama"
    assert kilometres((town.latitude, town.longitude), (post.latitude, post.longitude)) < 5
