"""Trees as a parser may give them: drawn by hand, repaired where commas are lost, and never a reason to crash."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch import language
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.model import Claim, Entity, EntityType, EventType, Report, Sentence, Token
from trucewatch.read import read_claims
from trucewatch.read.tree import LONGEST, trees_of

ReadDrawn = Callable[[str], tuple[Claim, ...]]

PASSIVE = """
Ten ten NUM 2 nummod
villagers villager NOUN 4 nsubj:pass
were be AUX 4 aux:pass
killed kill VERB 0 root VerbForm=Part|Tense=Past
by by ADP 7 case
rebel rebel NOUN 7 compound
fighters fighter NOUN 4 obl:agent
in in ADP 9 case
Barin Barin PROPN 4 obl
. . PUNCT 4 punct
"""
NO_COMMA = """
Jets jet NOUN 2 nsubj
struck strike VERB 10 ccomp VerbForm=Fin
the the DET 4 det
town town NOUN 2 obj
of of ADP 6 case
Barin Barin PROPN 4 nmod
the the DET 9 det
state state NOUN 9 compound
agency agency NOUN 6 appos
said say VERB 0 root VerbForm=Fin
. . PUNCT 10 punct
"""


def test_a_passive_names_the_doer_with_by(read_drawn: ReadDrawn) -> None:
    (claim,) = read_drawn(PASSIVE)
    assert (claim.type, [a.label for a in claim.actor], [a.label for a in claim.recipient]) == (
        EventType.ASSAULT,
        ["rebel fighters"],
        ["villagers"],
    )


def test_a_speaker_glued_to_the_place_by_a_lost_comma_is_found(read_drawn: ReadDrawn) -> None:
    (claim,) = read_drawn(NO_COMMA)
    assert claim.speaker is not None
    assert claim.speaker.label == "state agency"
    assert claim.place is not None
    assert claim.place.name == "Barin"


WORDS = st.sampled_from(
    "killed shelled attack airstrike said accused will not if Turkey Idlib army rebels 13 dozens people dead and the of in by to which he it his "
    'Akar ceasefire troops sent withdrew " , . must warned unless after a civilian town border'.split()
)
LEMMAS = {
    "killed": "kill",
    "shelled": "shell",
    "said": "say",
    "accused": "accuse",
    "sent": "send",
    "rebels": "rebel",
    "troops": "troop",
}
RELATIONS = st.sampled_from(
    "root nsubj nsubj:pass obj iobj obl obl:agent nmod nmod:poss case mark det amod compound flat conj cc acl acl:relcl advcl xcomp ccomp "
    "parataxis appos aux aux:pass nummod punct fixed dep csubj advmod nonsense".split()
)
PARTS = st.sampled_from("NOUN PROPN VERB AUX ADJ NUM ADP PRON DET PUNCT SCONJ CCONJ ADV X".split())


@st.composite
def odd_sentences(draw: st.DrawFn) -> tuple[Report, Sentence]:
    """Words of the trade in any tree at all: cycles, several roots, heads outside, entities across everything."""
    rows = draw(st.lists(st.tuples(WORDS, PARTS, st.integers(-3, 45), RELATIONS), min_size=1, max_size=40))
    text = " ".join(row[0] for row in rows)
    tokens, at = [], 0
    for index, (word, upos, head, rel) in enumerate(rows, start=1):
        tokens.append(Token(index, at, at + len(word), word, LEMMAS.get(word, word.lower()), upos, "_", head, rel))
        at += len(word) + 1
    spans = draw(st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45), st.sampled_from(list(EntityType))), max_size=4))
    entities = tuple(Entity(kind, 0, 1, text[:1], a, b) for a, b, kind in spans)
    report = Report(id="odd", source="odd", text=text, raw_sha256="")
    return report, Sentence(0, len(text), text, tuple(tokens), entities)


@settings(deadline=None, max_examples=150)
@given(odd_sentences())
def test_no_tree_is_too_odd_and_every_span_is_verbatim(odd: tuple[Report, Sentence]) -> None:
    report, sentence = odd
    for claim in read_claims(report, (sentence, sentence), load_lexicon()):
        spans = [
            claim.quote,
            claim.trigger,
            *(a.span for a in (*claim.actor, *claim.recipient)),
            *(f.span for f in claim.figures),
        ]
        for span in spans:
            assert report.text[span.start : span.end] == span.text


@given(st.lists(st.integers(-3, 30), min_size=1, max_size=30))
def test_every_word_reaches_a_root(heads: list[int]) -> None:
    tokens = tuple(Token(i, i * 2, i * 2 + 1, "x", "x", "X", "_", head, "dep") for i, head in enumerate(heads, start=1))
    (tree,) = trees_of(Sentence(0, 99, "", tokens, ()), load_lexicon().classes)
    for node in range(len(tree)):
        seen = set()
        while node >= 0:
            assert node not in seen
            seen.add(node)
            node = tree.heads[node]


def endless(words: int) -> tuple[Report, Sentence]:
    """A sentence of that many words, each hanging on the one before."""
    vocabulary = "troops killed 13 people in Idlib after jets attacked the town and he said rebels shelled".split()
    chosen = [vocabulary[i % len(vocabulary)] for i in range(words)]
    text = " ".join(chosen)
    tokens, at = [], 0
    for index, word in enumerate(chosen, start=1):
        upos = {"killed": "VERB", "attacked": "VERB", "said": "VERB", "shelled": "VERB", "Idlib": "PROPN", "13": "NUM"}.get(
            word, "NOUN"
        )
        lemma = {"killed": "kill", "attacked": "attack", "said": "say", "shelled": "shell"}.get(word, word)
        tokens.append(Token(index, at, at + len(word), word, lemma, upos, "_", index - 1, "conj" if upos == "VERB" else "nmod"))
        at += len(word) + 1
    return Report(id="long", source="long", text=text, raw_sha256=""), Sentence(0, len(text), text, tuple(tokens), ())


def seconds_to_read(words: int) -> float:
    report, sentence = endless(words)
    started = time.process_time()
    read_claims(report, (sentence,), load_lexicon())
    return time.process_time() - started


def test_a_sentence_of_five_thousand_words_is_read_in_pieces() -> None:
    report, sentence = endless(5000)
    assert max(len(tree) for tree in trees_of(sentence, load_lexicon().classes)) <= LONGEST
    assert read_claims(report, (sentence,), load_lexicon())


def test_reading_time_grows_with_length_and_no_faster() -> None:
    seconds_to_read(1000)
    short, long = (min(seconds_to_read(words) for _ in range(3)) for words in (4000, 12_000))
    assert long < 6 * max(short, 0.05)


HIS_OWN = """
His his PRON 2 nmod:poss
troops troop NOUN 3 nsubj
said say VERB 0 root VerbForm=Fin
rebels rebel NOUN 5 nsubj
shelled shell VERB 3 ccomp VerbForm=Fin
Barin Barin PROPN 5 obj
. . PUNCT 3 punct
"""


def test_troops_that_speak_for_themselves_are_nobodys_riddle(read_drawn: ReadDrawn) -> None:
    assert [claim.type for claim in read_drawn(HIS_OWN)] == [EventType.ASSAULT]


def test_nesting_as_deep_as_a_sentence_is_long_is_read() -> None:
    words = ["attack", "by", "the", "troops"] * 60
    text = " ".join(words)
    tokens, at = [], 0
    for index, word in enumerate(words, start=1):
        upos = {"by": "ADP", "the": "DET"}.get(word, "NOUN")
        head, rel = {"by": (index + 2, "case"), "the": (index + 1, "det")}.get(
            word, (max(index - 3, 0) if word == "troops" else index - 1, "nmod")
        )
        tokens.append(Token(index, at, at + len(word), word, word.removesuffix("s"), upos, "_", head, rel))
        at += len(word) + 1
    report = Report(id="deep", source="deep", text=text, raw_sha256="")
    read_claims(report, (Sentence(0, len(text), text, tuple(tokens), ()),), load_lexicon())


@pytest.mark.parametrize("words", ["The cease-fire collapsed.", "The ceasefire collapsed.", "The cease fire collapsed."])
def test_a_ceasefire_is_one_word_however_it_is_spelled(words: str, model: language.LanguageModel) -> None:
    lexicon = load_lexicon()
    (tree,) = (tree for sentence in model.parse(words) for tree in trees_of(sentence, lexicon.classes))
    assert "ceasefire" in tree.lemmas
