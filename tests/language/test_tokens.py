"""Words are cut as the treebanks cut them, with exact offsets."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.language import split_sentences, tokenize
from trucewatch.language.tokens import is_blank
from trucewatch.language.wordlists import FOLDER

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)


def words(text: str) -> list[str]:
    return [text[a:b] for a, b in tokenize(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They don't agree.", "They do n't agree ."),
        ("They don’t agree.", "They do n’t agree ."),
        ("Turkey's posts", "Turkey 's posts"),
        ("Turkeys posts didnt hold", "Turkeys posts did nt hold"),
        ("a one-sided truce", "a one - sided truce"),
        ("Bashar al-Assad", "Bashar al - Assad"),
        ("a non-aligned state", "a non-aligned state"),
        ("since mid-2004", "since mid-2004"),
        ("$3 million", "$ 3 million"),
        ("57km west", "57 km west"),
        ("two 122mm shells", "two 122 mm shells"),
        ("at 6:30 p.m. sharp", "at 6:30 p.m. sharp"),
        ("1,000 troops", "1,000 troops"),
        ("on Feb. 12.", "on Feb. 12 ."),
        ("Gen. Votel", "Gen. Votel"),
        ("J. Smith left.", "J. Smith left ."),
        ("post No. 7", "post No. 7"),
        ("No. They left", "No . They left"),
        ("the U.S.-led coalition", "the U.S. - led coalition"),
        ("Sana'a and Ma'arrat al-Nu'man", "Sana'a and Ma'arrat al - Nu'man"),
        ("and/or", "and / or"),
        ("see www.un.org/truce.", "see www.un.org/truce ."),
        ('(AFP) -- "Enough!"', '( AFP ) -- " Enough ! "'),
        ("قوات النظام، إدلب", "قوات النظام ، إدلب"),
        ("Войска в Идлибе", "Войска в Идлибе"),
        ("a\x00b", "a b"),
    ],
)
def test_words_are_cut_as_the_treebanks_do(text: str, expected: str) -> None:
    assert words(text) == expected.split()


@settings(deadline=None)
@given(ANY_TEXT)
def test_words_lie_in_order_and_leave_out_only_blanks(text: str) -> None:
    at = 0
    for start, end in tokenize(text, 0, len(text)):
        assert at <= start < end <= len(text)
        assert all(is_blank(c) for c in text[at:start])
        assert not any(is_blank(c) for c in text[start:end])
        at = end
    assert all(is_blank(c) for c in text[at:])


@settings(deadline=None)
@given(ANY_TEXT)
def test_no_word_crosses_a_sentence(text: str) -> None:
    for start, end in split_sentences(text):
        for first, last in tokenize(text, start, end):
            assert start <= first < last <= end


@pytest.mark.parametrize("table", sorted(p.name for p in FOLDER.glob("*.csv") if p.name != "casing.csv"))  # test_capitals.py
def test_every_row_of_a_word_list_is_used_by_its_example(table: str) -> None:
    for row in _rows(FOLDER / table):
        first = next(iter(row.values()))
        if table == "abbreviations.csv" or table == "starters.csv":
            sentences = [row["example"][a:b] for a, b in split_sentences(row["example"])]
            assert len(sentences) == (2 if table == "starters.csv" else 1), row
            continue
        found = [w.lower() for w in words(row["example"])]
        if table == "contractions.csv":
            assert " ".join(row["split"].split()) in " ".join(found), row
        elif table == "prefixes.csv":
            assert any(w.startswith(f"{first}-") for w in found), row
        else:
            assert first.lower() in found, row


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
