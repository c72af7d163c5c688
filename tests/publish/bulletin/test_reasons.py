"""Why something cannot be assessed is said in plain words of ours, in the language of the report."""

from __future__ import annotations

import pytest

from trucewatch.publish.bulletin.reasons import ROWS, reason_words
from trucewatch.publish.tongue import speaking

MANY = "the means is not told; only firearms, heavy-weapons, aerial, drone, territory would break this clause"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "the means is not told; only heavy-weapons would break this clause",
            "it is not told by what means; the clause speaks only of this: shelling or other heavy fire",
        ),
        (MANY, "it is not told by what means, and the clause speaks of some means only"),
        (
            "not yet delineated: Demilitarised zone",
            "the bounds of this area were never drawn: \u2068Demilitarised zone\u2069",
        ),
        (
            "in which province Ras al-Naqoura lies could not be told",
            "it is not known in which province \u2068Ras al-Naqoura\u2069 lies",
        ),
        ("'near Saraqib' can lie in or outside: Idlib", "\u2068near Saraqib\u2069 can lie in or outside the area of the clause"),
        ("no account says who did it; the clause binds: Turkey", "no account says who did it"),
    ],
)
def test_a_reason_is_said_without_the_codes_of_the_assessment(reason: str, words: str) -> None:
    assert reason_words(reason) == words


def test_a_reason_that_no_row_knows_is_shown_as_it_is_kept() -> None:
    assert reason_words("the sky was green (100% of it)") == "the sky was green (100% of it)"


def test_the_words_of_every_row_name_only_what_its_pattern_finds() -> None:
    for row in ROWS:
        assert ("%(name)s" in row.words) == ("name" in row.pattern.groupindex)


@pytest.mark.parametrize("language", ["ar", "tr"])
def test_a_reason_can_be_said_in_any_language(language: str) -> None:
    with speaking(language):
        assert "%(" not in reason_words(MANY)
        assert "Saraqib" in reason_words("Saraqib could not be located")
