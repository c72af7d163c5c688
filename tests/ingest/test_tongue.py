"""The language of a text, and of a sentence in it: names, numbers and quotations do not mislead, and a doubt stays one."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.ingest.tongue import is_foreign, language_of
from trucewatch.knowledge.tongues import Tongue, tongues, tongues_of

TOLD = "Rebels shelled the town on Sunday and two soldiers were killed, a monitor said, while the army denied that it had fired first. "
FOREIGN = {tongue.language: tongue.example for tongue in tongues() if tongue.language != "en"}


@pytest.mark.parametrize("row", tongues(), ids=lambda row: str(row.language))
def test_every_row_has_an_example_in_its_language(row: Tongue) -> None:
    assert language_of(row.example) == row.language
    assert is_foreign(row.example) is (row.language != "en")


def test_no_small_word_of_english_counts_for_another_language() -> None:
    assert {word for word, languages in tongues_of().items() if "en" in languages and languages != {"en"}} == set()


@pytest.mark.parametrize("language", ["fr", "tr", "ar", "ru", "ar-Latn", "zh"])
def test_an_article_that_quotes_a_foreign_sentence_is_english(language: str) -> None:
    for text in (FOREIGN[language] + "\n" + TOLD * 3, TOLD * 2 + FOREIGN[language] + TOLD, TOLD * 3 + FOREIGN[language]):
        assert language_of(text) == "en"


@pytest.mark.parametrize("language", ["fr", "tr", "ar", "ru", "ar-Latn"])
def test_an_article_in_another_language_with_an_english_name_in_it_is_not_english(language: str) -> None:
    text = f"Syrian Observatory for Human Rights (SOHR), Reuters\n{FOREIGN[language]} {FOREIGN[language]}"
    assert language_of(text) == language


def test_a_foreign_quotation_at_the_head_of_a_long_article_does_not_decide() -> None:
    assert language_of(FOREIGN["ar"] * 30 + TOLD * 100) == "en"
    assert language_of(TOLD * 5 + FOREIGN["ar"] * 300) == "ar"


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled Ariha.",
        "Shells hit Saraqib, Idlib",
        "No casualties reported",
        "REBELS SHELLED ARIHA",
        "Truce violations today: 14",
        "Saraqib, Ariha, Jisr al-Shughur, Maarat al-Numan, Kafr Nabl, Binnish, Taftanaz, Sarmin, Nayrab, Khan Sheikhoun, Morek, Hayan",
    ],
)
def test_a_headline_or_a_list_of_names_is_never_called_foreign(text: str) -> None:
    assert language_of(text) in ("en", None)
    assert not is_foreign(text)


@pytest.mark.parametrize(
    "row", ["Saraqib | 3 killed | 5 wounded\n", "1 Feb; Ariha; shelling; 2 dead\n", "Date Place Killed\n3.2. Binnish 4\n"]
)
def test_a_table_in_english_is_not_called_foreign(row: str) -> None:
    assert language_of(row * 30) in ("en", None)


@pytest.mark.parametrize(
    "sentence",
    [
        "Staffan de Mistura met the envoy of El Salvador in La Paz.",
        "The Free Syrian Army (الجيش السوري الحر) shelled Saraqib (سراقب).",
        'He said "Vive la France" on Sunday.',
        "Recep Tayyip Erdoğan, İbrahim Kalın and Mevlüt Çavuşoğlu were there.",
        "3, 4, 5",
    ],
)
def test_names_in_a_sentence_do_not_make_it_foreign(sentence: str) -> None:
    assert not is_foreign(sentence)


@pytest.mark.parametrize("text", ["", "   ", "2020-02-13", "Ariha", "\ud800\udfff", "🙂" * 50, "\u200f\u200b\u0000"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert language_of(text) is None
    assert not is_foreign(text)


@given(st.text(st.characters(codec=None), max_size=300))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert language_of(text) is None or len(language_of(text) or "") in (2, 3, 7)
    assert is_foreign(text) in (True, False)


def test_english_news_loads_no_classifier() -> None:
    program = f"import sys; from trucewatch.ingest.tongue import language_of; assert language_of({TOLD!r}) == 'en'; assert 'py3langid' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
