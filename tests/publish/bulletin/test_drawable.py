"""What the fonts cannot draw is told by its code point; what is hostile in a text stays in that text."""

from __future__ import annotations

import csv
import hashlib

import pytest

from trucewatch.publish.bulletin.drawable import FONTS, drawable, is_drawable, legible, runs_right_to_left


@pytest.mark.parametrize(
    "words", ["Saraqib", "Саракиб", "سراقب", "שדרות", "Երևան", "თბილისი", "ትግራይ", "Kürtçe İĞŞ", "“–…•→≥≤−”", "ئەمن گ چ پ ڕ"]
)
def test_the_scripts_of_the_ceasefires_we_keep_are_drawn(words: str) -> None:
    assert drawable(words) == words


def test_a_sign_that_no_font_holds_is_told_by_its_code_point() -> None:
    assert drawable("見る 🙂") == "[U+898B][U+308B] [U+1F642]"


def test_a_control_sign_and_half_a_sign_are_shown_as_unknown() -> None:
    assert drawable("a\x00b\ud800c") == "a�b�c"


def test_letters_and_their_marks_are_put_together_first() -> None:
    assert drawable("Ko\u0308se") == "Köse"


def test_a_name_cannot_turn_the_line_around_it() -> None:
    assert legible("abc\u202edef") == "abcdef"
    assert legible("\u2069\u2069x\u2067y") == "x\u2067y\u2069"


def test_what_stood_on_several_lines_stands_on_one() -> None:
    assert legible(" one\n\n two\t three ") == "one two three"


def test_an_empty_text_stays_empty() -> None:
    assert drawable("") == ""


def test_the_direction_of_words_is_that_of_their_first_letter() -> None:
    assert runs_right_to_left("12 سراقب Saraqib", otherwise=False)
    assert not runs_right_to_left("Saraqib سراقب", otherwise=True)
    assert runs_right_to_left("12", otherwise=True)


def test_every_font_is_the_one_that_the_list_names_and_has_its_licence() -> None:
    with (FONTS / "fonts.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["file"] for row in rows} == {path.name for path in FONTS.glob("*.ttf")}
    for row in rows:
        data = (FONTS / row["file"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (int(row["bytes"]), row["sha256"])
        licence = (FONTS / f"LICENSE-{row['package'].rpartition('/')[2]}.txt").read_text()
        assert "SIL OPEN FONT LICENSE" in licence.upper()


def test_controls_are_never_drawn_though_a_font_may_name_them() -> None:
    assert not is_drawable("\x00")
