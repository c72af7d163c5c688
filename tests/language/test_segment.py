"""Reports are cut into sentences, whatever the scrape has lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.language import split_sentences, tokenize
from trucewatch.language.segment import MAX_WORDS
from trucewatch.language.tokens import is_blank

ANY_TEXT = st.text(st.characters(codec=None), max_size=300)


def sentences(text: str, *skip: tuple[int, int]) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, skip=skip)]


@pytest.mark.parametrize(
    "text",
    [
        "Akar spoke in Brussels on Feb. 13 and left.",
        "Gen. X. Ali said the U.S. would stay.",
        '"Really?" he asked.',
        "The U.S. Senate voted.",
        "Shells fell at 6 a.m. Monday.",
        "Observation post No. 7 was hit by 3.5 tonnes of debris.",
        "1. Both sides withdraw.",
        "Boeing Corp. built it.",
        "It was over... or so they said.",
    ],
)
def test_a_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It held. It broke.", ["It held.", "It broke."]),
        ('"We will strike. We will not stop," he said.', ['"We will strike.', 'We will not stop," he said.']),
        ("He left the U.S. The truce held.", ["He left the U.S.", "The truce held."]),
        ("The truce held.The rebels left.", ["The truce held.", "The rebels left."]),
        ("Turkey deploys more soldiers\nThe army sent tanks.", ["Turkey deploys more soldiers", "The army sent tanks."]),
        ("No stop at the end", ["No stop at the end"]),
        ("انتهت الهدنة. هل تعود؟ لا", ["انتهت الهدنة.", "هل تعود؟", "لا"]),
        ("Перемирие закончилось. Войска ушли.", ["Перемирие закончилось.", "Войска ушли."]),
        (
            "Syria rejects Turkish presenceSyria rejects Turkish presence\nMore.",
            ["Syria rejects Turkish presence", "Syria rejects Turkish presence", "More."],
        ),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_lines_broken_at_a_fixed_width_are_one_sentence() -> None:
    text = (
        "The monitors said on Tuesday that the guns along the river had\n"
        "fallen silent shortly before noon and that both commanders had\n"
        "Russian officers beside them when the white flag went up in the\n"
        "village."
    )
    assert sentences(text) == [text]


def test_a_skipped_headline_is_in_no_sentence() -> None:
    text = "The truce held. RELATED: War in Yemen The army left."
    start, end = text.index("RELATED"), text.index("The army")
    assert sentences(text, (start, end)) == ["The truce held.", "The army left."]


@settings(deadline=None)
@given(ANY_TEXT, st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)).map(sorted).map(tuple), max_size=3))
def test_sentences_cover_all_that_is_printed_and_not_skipped(text: str, skip: list[tuple[int, int]]) -> None:
    covered = bytearray(len(text))
    at = 0
    for start, end in split_sentences(text, skip=skip):
        assert at <= start < end <= len(text)
        assert not is_blank(text[start])
        assert not is_blank(text[end - 1])
        covered[start:end] = b"\1" * (end - start)
        at = end
    skipped = {k for a, b in skip for k in range(a, b)}
    for k, character in enumerate(text):
        if k in skipped:
            assert not covered[k]
        elif not is_blank(character):
            assert covered[k]


def test_no_sentence_is_longer_than_the_model_can_read() -> None:
    text = "and the shelling went on, " * 1000
    for start, end in split_sentences(text):
        assert len(tokenize(text, start, end)) <= MAX_WORDS


def test_a_long_sentence_is_cut_behind_its_punctuation() -> None:
    text = "they fired " * 60 + "again; " + "they fled " * 60
    assert sentences(text)[0].endswith("again;")


def test_time_grows_with_length_not_faster() -> None:
    def seconds(text: str) -> float:
        begun = time.process_time()
        split_sentences(text)
        return time.process_time() - begun

    line = "shells fell on the town and the army said " * 200
    seconds(line)
    once, tenfold = min(seconds(line) for _ in range(3)), min(seconds(line * 10) for _ in range(3))
    assert tenfold < 30 * once
