"""Why a claim was read and why another was not: rows, words, what was taken over, cues of realis, what was weighed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.read.conftest import make_report
from trucewatch import language
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.model import EventType
from trucewatch.read.explaining import Explained, Explanation, Reason, explain
from trucewatch.read.judging import chance
from trucewatch.read.reader import read_claims

Explain = Callable[[str], Explained]
BOMBED = "Government jets bombed the town of Binnish on Monday. Nine people were killed, the rescue service said."


@pytest.fixture
def explained(model: language.LanguageModel) -> Explain:
    """What was read in a text, with the reasons."""
    return lambda text: explain(make_report(text), model.parse(text), load_lexicon())


def first(found: Explained, kind: EventType) -> Explanation:
    return next(one for one in found.claims if one.claim.type is kind)


def reason(explanation: Explanation, field: str) -> Reason:
    return next(one for one in explanation.reasons if one.field == field)


def test_what_is_explained_is_what_is_read(explained: Explain, model: language.LanguageModel) -> None:
    claims = read_claims(make_report(BOMBED), model.parse(BOMBED), load_lexicon())
    assert [one.claim for one in explained(BOMBED).claims] == list(claims)


def test_an_explanation_names_the_row_that_fired_and_its_word(explained: Explain) -> None:
    told = first(explained(BOMBED), EventType.ASSAULT)
    assert told.fired[0].row == told.claim.row
    assert (told.fired[0].lemma, told.fired[0].word.text, told.number) == ("bomb", "bombed", 1)


def test_a_value_told_with_the_act_has_its_words(explained: Explain) -> None:
    place = reason(first(explained(BOMBED), EventType.ASSAULT), "place")
    assert place.words is not None
    assert (place.words.text, place.how, place.sentence) == ("Binnish", "told with it", None)


def test_a_value_taken_over_names_its_sentence_and_the_number_of_it(explained: Explain) -> None:
    killed = explained(BOMBED).claims[1]
    place = reason(killed, "place")
    assert place.sentence is not None
    assert (place.how, place.number) == ("taken over from sentence 1", 1)
    assert place.sentence.text == "Government jets bombed the town of Binnish on Monday."
    assert killed.number == 2


def test_what_was_weighed_adds_up_to_the_confidence_the_strongest_first(explained: Explain) -> None:
    for told in explained(BOMBED).claims:
        sizes = [abs(weighed.log_odds) for weighed in told.weighed]
        assert sizes == sorted(sizes, reverse=True)
        assert told.claim.confidence == round(chance({"all": told.log_odds}, {"all": 1.0}), 2)


@pytest.mark.parametrize(
    ("text", "realis", "cue"),
    [
        ("The army may shell the town of Saraqib, a resident said.", "possible", "may"),
        ("The minister denied that the army had shelled Saraqib.", "negated", "denied"),
        ("Egypt will send aid to the enclave on Sunday.", "future", "will"),
        ("Ankara said that it would strike the army if its posts were hit.", "conditional", "if"),
        ("The rebels broke the ceasefire in Idlib on Monday.", "negated", "broke"),
        ("Ankara demanded that the army withdraw from Saraqib.", "actual", None),
    ],
)
def test_the_word_that_decides_realis_is_shown(explained: Explain, text: str, realis: str, cue: str | None) -> None:
    told = reason(explained(text).claims[0], "realis")
    assert (told.value, told.words.text if told.words else None) == (realis, cue)


def test_an_announced_attack_says_why_it_is_a_threat(explained: Explain) -> None:
    threat = first(explained("Turkey will strike the army in Idlib, the minister said."), EventType.THREATEN)
    assert threat.fired[0].row.startswith("frames/ASSAULT.csv:")
    assert reason(threat, "type").how == "an attack that is announced is a threat"


def test_a_mode_that_a_weapon_gives_names_the_weapon(explained: Explain) -> None:
    told = first(explained("Rebels attacked the village of Nayrab with mortars on Monday."), EventType.ASSAULT)
    words = reason(told, "mode").words
    assert told.claim.mode == "heavy-weapons"
    assert words is not None
    assert words.text.startswith("mortar")


def test_a_retelling_is_left_out_and_says_so(explained: Explain) -> None:
    found = explained("Shells killed ten people in Binnish on Monday. It was a market day. The shells killed ten.")
    assert [one.doubts for one in found.left_out] == [("told before",)]


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("Ankara vowed to respond if the army shelled its posts.", "shelled", "a condition for something else"),
        ("The army sent tanks to retake the town of Saraqib.", "retake", "what something else is done for"),
        ("Turkey urged the rebels to withdraw from Saraqib.", "withdraw", "what other words are about"),
    ],
)
def test_what_is_only_part_of_another_claim_stands_aside(explained: Explain, text: str, words: str, why: str) -> None:
    assert (words, why) in [(aside.fired.word.text, aside.why) for aside in explained(text).asides]
