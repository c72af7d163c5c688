"""Words made to keep a reader busy: time grows with their length, not with its square or cube."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

import pytest

from trucewatch.knowledge.parties import load_parties
from trucewatch.resolve import actors
from trucewatch.resolve.beside import BEFORE_A_LIST
from trucewatch.resolve.leanings import short_forms
from trucewatch.resolve.offsets import what_is_told
from trucewatch.resolve.places import PARTS_OF_NAME, SEVERAL

BOOK = load_parties()
SECONDS = 1.0  # it takes a hundredth of that; what is made hard for by the square or cube of the length took a minute or hours
LENGTH = 60_000
UNITS = ("near ", "A and B and C ", "[[", "10", "10 km ", " ", "\n", " \t", "X", "Xx-", "A'", "the its ", "road from ", ", A")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "look",
    [
        SEVERAL.split,
        PARTS_OF_NAME.split,
        lambda words: list(actors.NAME.finditer(words)),
        lambda words: list(actors.SEVERAL.finditer(words)),
        lambda words: list(actors.BACKED.finditer(words)),
        lambda words: [pattern.match(f"A{words}") for pattern in (actors.LINKED, actors.HELPED, actors.PLACED)],
        BEFORE_A_LIST.match,
        lambda words: list(short_forms(words, BOOK, None)),
        lambda words: what_is_told(words, "between ", ""),
        lambda words: what_is_told("Homs", "", words),
    ],
    ids=[
        "several",
        "parts of a name",
        "introduced persons",
        "joined",
        "backed",
        "linked",
        "before a list",
        "short forms",
        "told in the name",
        "told after it",
    ],
)
def test_long_runs_of_the_same_words_take_no_time(look: Callable[[str], object], unit: str) -> None:
    words = (unit * LENGTH)[:LENGTH]
    assert min(seconds(look, words) for _ in range(3)) < SECONDS


def seconds(look: Callable[[str], object], words: str) -> float:
    """Time of this thread's own: other threads of the tests do not count."""
    start = thread_time()
    look(words)
    return thread_time() - start


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Saraqib, Ariha and Sarmin", ["Saraqib", "Ariha", "Sarmin"]),
        ("Saraqib , and  Ariha/Sarmin", ["Saraqib", "Ariha", "Sarmin"]),
        ("Saraqib\nor Ariha", ["Saraqib", "Ariha"]),
        ("Alexandria", ["Alexandria"]),
    ],
)
def test_names_in_a_list_are_told_apart(words: str, names: list[str]) -> None:
    assert [piece.strip() for piece in SEVERAL.split(words)] == names
