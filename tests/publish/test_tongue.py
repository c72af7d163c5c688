"""Our own words in other languages: which language is chosen, and what the catalogues hold."""

from __future__ import annotations

import pytest

from trucewatch.publish import tongue
from trucewatch.publish.tongue import row_of, small_first, speaking


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "language"),
    [
        ("", "", "", "en"),
        ("ar", "tr", "de", "ar"),
        ("", "tr", "ar,en;q=0.5", "tr"),
        ("xx", "", "fr-FR, tr-TR;q=0.8, ar;q=0.9", "ar"),
        ("", "", "tr;q=0, en", "en"),
        ("", "", "tr;q=much", "en"),
        ("../ar", "", "", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_one_kept_then_the_first_accepted(
    asked: str, kept: str, accepted: str, language: str
) -> None:
    assert tongue.chosen_language(asked, kept, accepted) == language


def test_a_message_no_catalogue_knows_stays_english() -> None:
    tongue.speak("ar")
    try:
        assert tongue.gettext("no such message") == "no such message"
        assert tongue.ngettext("one thing", "many things", 2) == "many things"
    finally:
        tongue.speak("en")


def test_arabic_runs_from_right_to_left() -> None:
    assert [tongue.is_right_to_left(language) for language in ("ar", "en", "tr")] == [True, False, False]


def test_a_row_is_parted_and_begun_small_as_the_language_writes() -> None:
    with speaking("ar"):
        assert row_of(["أ", "ب"]) == "أ؛ ب"
        assert row_of(["أ", "ب"], ",") == "أ، ب"
    with speaking("tr"):
        assert small_first("İddia edilen") == "iddia edilen"
        assert small_first("Irak") == "ırak"
    assert row_of(["a", "b"]) == "a; b"
    assert small_first("Alleged") == "alleged"
