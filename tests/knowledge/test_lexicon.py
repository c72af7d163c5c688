"""Every row of the reader's tables proves itself: its example, read with the shipped model, fires the row."""

from __future__ import annotations

import pytest

from tests.eval.parses import parse_text
from trucewatch import language
from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.lexicon import (
    DEEDS_FIRST,
    EffectRow,
    FrameRow,
    NumberRow,
    PatternRow,
    QualifierRow,
    RealisRow,
    SpeechRow,
    WeaponRow,
    WordClassRow,
    frame_of_row,
    load_lexicon,
    load_words,
    read_frames,
)
from trucewatch.knowledge.tables import read_table
from trucewatch.model import EventType
from trucewatch.read.lint import lint_frames

FRAMES = read_frames()


def test_no_frame_has_a_fault_and_the_example_of_every_frame_fires_it() -> None:
    assert list(map(str, lint_frames(parse_text, load_words()))) == []  # a parse is kept on disk: only new examples cost time


def test_every_type_has_frames() -> None:
    assert {row.type for _, row in FRAMES} == set(EventType) == set(DEEDS_FIRST)


@pytest.mark.parametrize("row", read_table("words.csv", WordClassRow), ids=lambda row: row.name)
def test_the_example_of_a_word_class_holds_one_of_its_words(row: WordClassRow) -> None:
    words = row.example.lower().rstrip(".").split()
    forms = {form for word in words for form in (word, word.removesuffix("s"), word.removesuffix("es"))}
    assert row.name == "SPEECH" or forms & set(row.words)


@pytest.mark.parametrize("table", ["times.csv", "deadlines.csv"])
def test_the_example_of_a_time_pattern_matches(table: str) -> None:
    lexicon = load_lexicon()
    pattern = lexicon.times if table == "times.csv" else lexicon.deadlines
    assert [row.name for row in read_table(table, PatternRow) if not pattern.search(row.example)] == []


def test_the_example_of_a_weapon_row_finds_its_mode_first() -> None:
    weapons = load_lexicon().weapons
    wrong = [
        row.example
        for row in read_table("weapons.csv", WeaponRow)
        if next(mode for pattern, mode in weapons if pattern.search(row.example)) != row.mode
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("speech.csv", SpeechRow),
        ("realis.csv", RealisRow),
        ("effects.csv", EffectRow),
        ("numbers.csv", NumberRow),
        ("qualifiers.csv", QualifierRow),
    ],
)
def test_the_words_of_a_cue_stand_in_its_example(table: str, row: type) -> None:
    model = language.load()
    missed = []
    for one in read_table(table, row):
        cue = next(getattr(one, name) for name in ("verb", "cue", "word", "words") if hasattr(one, name))
        tokens = [token for sentence in model.parse(one.example) for token in sentence.tokens]
        if cue not in one.example.lower() and not {cue} & {
            form for token in tokens for form in (token.lemma.lower(), token.text.lower())
        }:
            missed.append(one.example)
    assert missed == []


def test_a_need_that_is_no_relation_is_refused_with_its_line() -> None:
    row = FrameRow("shell", "v", "objekt:WEAPON", EventType.ASSAULT, None, "act", "", "", None, "They shelled it.")
    with pytest.raises(KnowledgeError, match=r"frames/ASSAULT\.csv.*7"):
        frame_of_row(row, 7, {})


def test_a_class_that_is_not_in_words_is_refused() -> None:
    row = FrameRow("shell", "v", "obj:SUBMARINES", EventType.ASSAULT, None, "act", "", "", None, "They shelled it.")
    with pytest.raises(KnowledgeError, match="SUBMARINES"):
        frame_of_row(row, 7, {})


def test_a_mode_of_another_type_is_refused() -> None:
    with pytest.raises(ValueError, match="no mode of"):
        FrameRow("shell", "v", "", EventType.ACCUSE, "aerial", "act", "", "", None, "They shelled it.")
