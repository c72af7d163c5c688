"""What the words beside a place name say of where something lies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.resolve.offsets import How, Told, what_is_told


def read(marked: str) -> Told | None:
    """What is told of the name in brackets."""
    before, _, rest = marked.partition("[")
    name, _, after = rest.partition("]")
    return what_is_told(name, before, after)


@pytest.mark.parametrize(
    ("text", "km", "bearing"),
    [
        ("Shells fell 10 km north-east of [Donetsk] on Monday.", 10, 45),
        ("Shells fell 57km NE of [Saraqib].", 57, 45),
        ("Shells fell six miles (10 km) south of the rebel-held town of [Saraqib].", 9.654, 180),
        ("A convoy was hit about 30 kilometres outside [Damascus].", 30, None),
        ("A convoy was hit 2.5 kilometers to the west of [Saraqib].", 2.5, 270),
        ("A convoy was hit half a mile from [Saraqib].", 0.8045, None),
    ],
)
def test_a_distance_and_a_direction_are_read(text: str, km: float, bearing: float | None) -> None:
    told = read(text)
    assert told is not None
    assert told.km == pytest.approx(km)
    assert (told.how, told.bearing) == (How.AWAY, bearing)


@pytest.mark.parametrize(
    ("text", "how", "bearing"),
    [
        ("Shells fell south of [Idlib].", How.BEYOND, 180),
        ("Shells fell to the north of [Hama].", How.BEYOND, 0),
        ("Shells fell in the south of [Idlib].", How.PART, 180),
        ("Shells fell on the rebel-held east of [Homs].", How.PART, 90),
        ("Shells fell in [southern Idlib].", How.PART, 180),
        ("Shells fell in the eastern parts of [Homs].", How.PART, 90),
        ("Shells fell in [Syria]'s north.", How.PART, 0),
        ("Shells fell on the outskirts of [Aleppo].", How.AROUND, None),
        ("Shells fell on the northern suburbs of [Damascus].", How.AROUND, 0),
        ("Shells fell a few kilometres from [Saraqib].", How.AROUND, None),
        ("Shells fell [near Saraqib].", How.AROUND, None),
        ("Shells hit the army's near [Saraqib].", How.AROUND, None),
        ("Shells fell in the countryside of [Hama].", How.COUNTRYSIDE, None),
        ("Shells fell in the [western Aleppo countryside].", How.COUNTRYSIDE, 270),
        ("Shells fell in [Aleppo]'s western countryside.", How.COUNTRYSIDE, 270),
        ("Convoys were hit along the [M4 highway].", How.ALONG, None),
        ("Convoys were hit on the road to [Idlib].", How.TOWARDS, None),
        ("A ship was hit off the coast of [Tartus].", How.COAST, None),
        ("Families fled east of the [Euphrates].", How.BEYOND, 90),
    ],
)
def test_what_lies_beside_a_place_is_told_from_what_lies_in_it(text: str, how: How, bearing: float | None) -> None:
    told = read(text)
    assert told is not None
    assert (told.how, told.bearing) == (how, bearing)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Convoys were hit between [Saraqib] and Ariha.", ("Saraqib", "Ariha")),
        ("Convoys were hit between [Saraqib and Ariha].", ("Saraqib", "Ariha")),
        ("Convoys were hit between Saraqib and [Ariha].", ("Ariha", "Saraqib")),
        ("Convoys were hit on the road from [Saraqib] to Ariha.", ("Saraqib", "Ariha")),
        ("Convoys were hit on the road linking the town of [Saraqib] with Ariha.", ("Saraqib", "Ariha")),
        ("Convoys were hit on the [Aleppo]-Damascus highway.", ("Aleppo", "Damascus")),
    ],
)
def test_both_ends_of_a_stretch_are_read(text: str, ends: tuple[str, str]) -> None:
    told = read(text)
    assert told is not None
    assert (told.how, told.core, told.other) == (How.BETWEEN, *ends)


@pytest.mark.parametrize(
    "text",
    [
        "Shells fell in [Saraqib].",
        "They stopped after 10 km. In [Saraqib] shells fell.",
        "Some 20 km away in [Hama] shells fell.",
        "Talks between the two sides went on in [Geneva].",
        "Shells fell on [Kafr Nabl], 10 km south of Ariha.",
        "The army cut off [Saraqib].",
    ],
)
def test_a_place_named_itself_is_left_as_it_is(text: str) -> None:
    assert read(text) is None


def test_a_direction_that_belongs_to_a_name_says_nothing() -> None:
    assert what_is_told("Eastern Ghouta", "in ", whole=True) is None


def test_the_words_that_say_so_are_measured_against_the_name() -> None:
    before, name = "Shells fell 10 km north of ", "Saraqib"
    told = what_is_told(name, before)
    assert told is not None
    assert (before + name)[len(before) + told.first : len(before) + told.last] == "10 km north of Saraqib"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_words_may_stand_beside_any_name(before: str, name: str, after: str) -> None:
    told = what_is_told(name, before, after)
    assert told is None or told.first < told.last
    assert told is None or -len(before) <= told.first <= told.last <= len(name) + len(after)
