"""What a monitor may rely on in the language model's reading of a report."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.reference import passes
from trucewatch.errors import ModelError
from trucewatch.language import LanguageModel, load
from trucewatch.language.model import seen
from trucewatch.language.network import FULL, MODELS
from trucewatch.model import EntityType, Sentence

ANY_TEXT = st.text(st.characters(codec=None), max_size=120)
NEWS = (
    "Turkish forces shelled three villages near Saraqib on Monday, the monitors said. "
    "Two soldiers and a civilian were killed by Syrian army fire. "
    "The ministry denied that its howitzers had been moved."
)


def word(sentence: Sentence, text: str) -> tuple[str, str, str]:
    """(lemma, relation, head) of the first token written like this."""
    token = next(t for t in sentence.tokens if t.text == text)
    return token.lemma, token.deprel, sentence.tokens[token.head - 1].text if token.head else "ROOT"


def names(sentence: Sentence) -> set[tuple[EntityType, str]]:
    return {(e.type, e.text) for e in sentence.entities}


def test_who_did_what_to_whom_is_in_the_tree(language: LanguageModel) -> None:
    shelled, killed, _ = language.parse(NEWS)
    assert word(shelled, "shelled")[0] == "shell"
    assert word(shelled, "forces")[1:] == ("nsubj", "shelled")
    assert word(shelled, "villages")[1:] == ("obj", "shelled")
    assert word(killed, "soldiers")[1:] == ("nsubj:pass", "killed")
    assert word(killed, "fire")[1:] == ("obl:agent", "killed")


def test_names_and_numbers_have_types(language: LanguageModel) -> None:
    shelled, killed, denied = language.parse(NEWS)
    assert names(shelled) >= {(EntityType.GROUP, "Turkish"), (EntityType.QUANTITY, "three"), (EntityType.PLACE, "Saraqib")}
    assert (EntityType.GROUP, "Syrian") in names(killed)
    assert (EntityType.WEAPON, "howitzers") in names(denied)


def test_lost_commas_and_apostrophes_change_neither_subject_nor_names(language: LanguageModel) -> None:
    text = "In a statement Turkeys defense minister Hulusi Akar said the army had not fired on Idlib"
    (sentence,) = language.parse(text)
    assert word(sentence, "said")[1] == "root"
    assert (EntityType.PERSON, "Hulusi Akar") in names(sentence)
    assert (EntityType.PLACE, "Idlib") in names(sentence)


@settings(max_examples=40, deadline=None)
@given(ANY_TEXT)
def test_any_text_gives_whole_records(language: LanguageModel, text: str) -> None:
    for sentence in language.parse(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert [t.index for t in sentence.tokens] == list(range(1, len(sentence.tokens) + 1))
        assert [t.deprel for t in sentence.tokens if t.head == 0] == ["root"]
        for token in sentence.tokens:
            assert seen(text[token.start : token.end]) == token.text
            assert token.lemma
            assert 0 <= token.head <= len(sentence.tokens)
        for entity in sentence.entities:
            assert seen(text[entity.start : entity.end]) == entity.text
            assert sentence.tokens[entity.first - 1].start == entity.start
            assert sentence.tokens[entity.last - 1].end == entity.end


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x00", "\ufeff", "\ud800"])
def test_text_without_words_has_no_sentences(language: LanguageModel, text: str) -> None:
    assert language.parse(text) == ()


def test_a_sentence_reads_the_same_whatever_stands_around_it(language: LanguageModel) -> None:
    for sentence in language.parse(NEWS):
        (alone,) = language.parse(sentence.text)
        assert [(t.text, t.lemma, t.upos, t.feats, t.head, t.deprel) for t in alone.tokens] == [
            (t.text, t.lemma, t.upos, t.feats, t.head, t.deprel) for t in sentence.tokens
        ]
        assert names(alone) == names(sentence)


def test_the_same_report_reads_the_same_twice(language: LanguageModel) -> None:
    assert language.parse(NEWS) == language.parse(NEWS)


def test_skipped_ranges_are_in_no_sentence(language: LanguageModel) -> None:
    start = NEWS.index("Two soldiers")
    end = NEWS.index("The ministry")
    assert [s.text[:3] for s in language.parse(NEWS, skip=[(start, end)])] == ["Tur", "The"]


def test_a_sentence_of_five_thousand_words_takes_no_longer_than_as_many_words_in_sentences(language: LanguageModel) -> None:
    line = "the army shelled the town and the rebels fired rockets at the base"

    def seconds(text: str) -> float:
        begun = time.thread_time()
        language.parse(text)
        return time.thread_time() - begun

    language.parse(line)
    one_sentence = seconds(" ".join([line] * 385))
    many_sentences = seconds("\n".join([line.capitalize() + "."] * 385))
    assert one_sentence < 4 * many_sentences + 0.5


def test_words_of_many_pieces_still_fit(language: LanguageModel) -> None:
    text = " ".join(f"ⴰⴱⵛⴷ{k}xqzjw-qzxjvkwpyth" for k in range(150))
    assert sum(len(s.tokens) for s in language.parse(text)) >= 150


def test_the_version_names_the_files(language: LanguageModel) -> None:
    assert len(language.version) == 12
    assert language.version == load().version
    assert load() is language


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.onnx"):
        load(tmp_path)


def test_damaged_files_are_a_model_error(tmp_path: Path) -> None:
    for name in (*MODELS[FULL].hashed, MODELS[FULL].graph):
        (tmp_path / name).write_bytes(b"not a model")
    with pytest.raises(ModelError, match="damaged"):
        load(tmp_path)


def test_the_model_loads_in_under_a_second() -> None:
    code = (
        "import time, onnxruntime, tokenizers, lemminflect; begun = time.process_time();"
        "from trucewatch.language import load; load(); print(time.process_time() - begun)"
    )
    tries = (subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3))
    assert any(float(done.stdout) < 1.0 for done in tries)


def test_a_report_of_400_words_takes_as_long_as_some_hundred_bare_blocks_of_the_networks_size(language: LanguageModel) -> None:
    report = " ".join([NEWS] * 12)  # 400 words and stops
    words = sum(len(s.tokens) for s in language.parse(report))
    took = passes(lambda: language.parse(report), rounds=8) * 400 / words
    assert took < 600, "about 340 on a quiet machine, 410 on one with six other things to do"


def test_a_word_with_letters_is_no_punctuation_mark(language: LanguageModel) -> None:
    text = "Turkey has sent 400 commandos and at least 60 armoured vehicles to its posts, two rebel commanders said on Thursday."
    (sentence,) = language.parse(text)
    assert [token.text for token in sentence.tokens if token.upos == "PUNCT"] == [",", "."]


def test_a_soft_hyphen_changes_no_word_and_no_offset(language: LanguageModel) -> None:
    (sentence,) = language.parse("Two sol\u00addiers were killed near Sara\u00adqib.")
    assert [token.text for token in sentence.tokens] == ["Two", "soldiers", "were", "killed", "near", "Saraqib", "."]
    assert (sentence.tokens[1].start, sentence.tokens[1].end, sentence.tokens[1].lemma) == (4, 13, "soldier")
