"""Text in capitals is read as it would be printed elsewhere, at the same offsets."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.name_forms import load_name_forms
from trucewatch.language import recased
from trucewatch.language.capitals import lines_in_capitals
from trucewatch.language.wordlists import FOLDER, Casing, casing

ROWS = list(csv.DictReader((FOLDER / "casing.csv").read_text(encoding="utf-8").splitlines()))
PRINTED = {
    Casing.SMALL: str.lower,
    Casing.NAME: str.capitalize,
    Casing.TITLE: str.capitalize,
    Casing.PLACE: str.capitalize,
    Casing.MONTH: str.capitalize,
    Casing.ARTICLE: str.lower,
    Casing.CAPITALS: str.upper,
    Casing.PHRASE: str.title,
}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['kind']} {row['words'][:12]}" for row in ROWS])
def test_every_row_has_an_example_that_is_printed_as_it_says(row: dict[str, str]) -> None:
    words, example = row["words"].split(";"), row["example"]
    assert example.isupper()
    printed = recased(f"YESTERDAY, {example}")
    told = [word for word in words if word.upper() in example]
    assert told
    assert any(PRINTED[Casing(row["kind"])](word) in printed for word in told), printed


def test_no_word_stands_in_two_rows() -> None:
    words = [word for row in ROWS for word in row["words"].split(";")]
    assert sorted(words) == sorted(casing())


@pytest.mark.parametrize(
    ("shouted", "printed"),
    [
        (
            "TURKISH TROOPS SHELLED THREE VILLAGES NEAR SARAQIB ON MONDAY.",
            "Turkish troops shelled three villages near Saraqib on Monday.",
        ),
        ("THE U.S. ARMY AND FRANCE'S ENVOY MET IN MAY.", "The U.S. Army and France's envoy met in May."),
        ("IT MAY BE THAT TROOPS MARCH ON 5 MARCH.", "It may be that troops march on 5 March."),
        ("PRESIDENT CEREZO MET THE PRESIDENT OF THE COURT.", "President Cerezo met the president of the court."),
        ("THEY DIDN'T LEAVE BECAUSE THEY'RE UNDER FIRE.", "They didn't leave because they're under fire."),
        ("HE TOLD US THAT US TROOPS AND THE UN HAD LEFT.", "He told us that US troops and the UN had left."),
        ("THE FRONT (URNG) SAID O'NEILL LEFT IN THE 1980'S.", "The front (URNG) said O'Neill left in the 1980's."),
        ("REBELS TOOK JISR AL-SHUGHUR. SHELLS FELL.", "Rebels took Jisr al-Shughur. Shells fell."),
        ("TURKEY SAYS CHINA AND CHAD AGREED.", "Turkey says China and Chad agreed."),
    ],
)
def test_words_of_the_dictionary_are_small_and_names_are_not(shouted: str, printed: str) -> None:
    assert recased(shouted) == printed


def test_names_of_several_common_words_are_known_by_the_tables() -> None:
    printed = recased("SYRIA'S WHITE HELMETS AND THE FREE SYRIAN ARMY LEFT KHAN SHEIKHUN AT TALL TREES.", load_name_forms())
    assert "Free Syrian Army left Khan Sheikhun at tall trees" in printed


def test_only_lines_in_capitals_are_touched() -> None:
    text = "TWO SOLDIERS KILLED NEAR ARIHA\nIDLIB (AP)\nTwo soldiers of the FSA were killed.\n"
    assert recased(text) == "Two soldiers killed near Ariha\nIDLIB (AP)\nTwo soldiers of the FSA were killed.\n"


@pytest.mark.parametrize(
    "text",
    ["", "Rebels shelled the town of Ariha.", "قصفت القوات مدينة سراقب يوم أمس", "3 4 5 6 7 8", "叙利亚军队星期一炮击了这座城市"],
)
def test_text_that_does_not_shout_is_left_alone(text: str) -> None:
    assert recased(text) is text


@given(st.text(st.sampled_from("ABÉİẞŁǅ'’-.,()[ \n\u200c\u0301éi1ЖΣ"), max_size=80))
def test_any_text_keeps_its_length_and_its_letters(text: str) -> None:
    printed = recased(text)
    assert len(printed) == len(text)
    assert [letter.casefold() for letter in printed] == [letter.casefold() for letter in text]


def test_a_long_line_takes_no_longer_by_the_word() -> None:
    line = "SHELLS FELL ON ARIHA AND SARAQIB, " * 20_000
    assert [end - start for start, end in lines_in_capitals(line)] == [len(line)]
    assert recased(line).startswith("Shells fell on Ariha and Saraqib, shells")
