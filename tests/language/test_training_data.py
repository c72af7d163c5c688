"""What the training data says, and what it leaves open, reaches the network as it was meant."""

from __future__ import annotations

import random
from collections.abc import Sequence

from training.data_entities import spans_of
from training.data_ud import Word, damage, gum_allowed, mentions
from training.evaluate import joined
from training.examples import ENTITY_TAGS, Example, Tree, allow_spans, bits, place_types
from training.measures import SpanCount
from training.names import NamePool, open_spans, vary


def word(form: str, upos: str, head: int, deprel: str, layer: str = "_", feats: str = "_") -> Word:
    return Word(form, upos, feats, head, deprel, f"Entity={layer}" if layer != "_" else "_", True)


SPEAKER = (
    word("House", "PROPN", 2, "compound", "(1-person-new-cf1-3-sgl-Nancy_Pelosi(2-organization-new-cf2-1-sgl)"),
    word("Speaker", "PROPN", 3, "nmod:desc"),
    word("Nancy", "PROPN", 5, "nsubj"),
    word("Pelosi", "PROPN", 3, "flat", "1)"),
    word("left", "VERB", 0, "root"),
    word("Taipei", "PROPN", 5, "obj", "(3-place-new-cf3-1-sgl-Taipei)"),
)


def sure(allowed: Sequence[int]) -> list[str | None]:
    """The tag of each word that has but one, else None."""
    return [None if a & (a - 1) else ENTITY_TAGS[a.bit_length() - 1] for a in allowed]


def test_brackets_of_the_entity_layer_open_and_close() -> None:
    assert set(mentions(SPEAKER)) == {(0, 1, "organization"), (0, 4, "person"), (5, 6, "place")}


def test_a_title_is_no_part_of_a_personal_name() -> None:
    assert sure(gum_allowed(SPEAKER))[1:] == ["O", "B-PERSON", "I-PERSON", "O", "B-PLACE"]


def test_only_a_built_thing_leaves_facility_open() -> None:
    assert place_types(["Basra"]) == ("PLACE",)
    assert place_types(["Basra", "airport"]) == ("PLACE", "FACILITY")


def test_lost_punctuation_leaves_a_whole_tree() -> None:
    tree = Tree(
        ("PROPN", "PUNCT", "PRON", "VERB", "PUNCT"), ("_",) * 5, (4, 1, 4, 0, 4), ("nsubj", "punct", "obj", "root", "punct")
    )
    whole = Example(("Akar", ",", "it", "said", "."), tree)
    for seed in range(20):
        damaged = damage(whole, random.Random(seed))
        assert damaged.tree is not None
        assert damaged.tree.heads.count(0) == 1
        assert all(0 <= h <= len(damaged.words) for h in damaged.tree.heads)
        assert [w for w in damaged.words if w.isalpha()] == ["Akar", "it", "said"]


def test_exchanged_names_keep_their_type_and_place() -> None:
    example = Example(("In", "Idlib", "shells", "fell"), allowed=allow_spans(4, [(1, 2, ("PLACE",))], elsewhere=bits("O")))
    pool = NamePool({"PLACE": (("Deir", "Hafer"),)})
    varied = {vary(example, pool, random.Random(seed)) for seed in range(30)}
    assert any(v.words == ("In", "Deir", "Hafer", "shells", "fell") for v in varied)
    for v in varied:
        ((first, end, _),) = open_spans(v.allowed or ())
        assert v.words[first:end] in (("Idlib",), ("Deir", "Hafer"))


def test_an_inside_tag_that_continues_nothing_begins_a_span() -> None:
    assert spans_of(["O", "I-PER", "I-PER", "B-PER"]) == [(1, 3, "PER"), (3, 4, "PER")]


def test_words_that_a_data_set_cut_are_joined_again() -> None:
    text, places = joined(["The", "U", ".", "S", ".", "said", "Iran", "’", "s", "navy", "left", "."])
    assert text == "The U.S. said Iran’s navy left."
    assert [text[a:b] for a, b in places][1:5] == ["U", ".", "S", "."]


def test_a_span_counts_only_with_both_edges_and_its_type() -> None:
    count = SpanCount()
    count.add([(0, 2, "PER"), (3, 4, "LOC")], [(0, 2, "PER"), (3, 4, "ORG")])
    assert count.f1() == 0.5
    assert count.f1("PER") == 1.0
