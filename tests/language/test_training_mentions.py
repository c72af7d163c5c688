"""GUM's mentions reach re3d's scheme cut as re3d cuts them, and other names keep re3d's marks."""

from __future__ import annotations

import random

from training.data_entities import RE3D_TAGS, Marked
from training.data_mentions import NO_MENTION, mentions_allowed, with_other_names
from training.data_ud import Word


def word(form: str, upos: str, head: int, deprel: str, layer: str = "_", feats: str = "_") -> Word:
    return Word(form, upos, feats, head, deprel, f"Entity={layer}" if layer != "_" else "_", True)


RESIDENTS = (
    word("The", "DET", 2, "det", "(1-person-new-cf1-2-coref"),
    word("residents", "NOUN", 9, "nsubj", feats="Number=Plur"),
    word("of", "ADP", 5, "case"),
    word("the", "DET", 5, "det", "(2-place-new-cf2-2-sgl"),
    word("valley", "NOUN", 2, "nmod", "2)"),
    word("who", "PRON", 7, "nsubj", feats="PronType=Rel"),
    word("fled", "VERB", 2, "acl:relcl", "1)"),
    word("have", "AUX", 9, "aux"),
    word("returned", "VERB", 0, "root"),
)


def sure(allowed: tuple[int, ...]) -> list[str | None]:
    """The tag of each word that has but one, else None."""
    return [None if a & (a - 1) else RE3D_TAGS[a.bit_length() - 1] for a in allowed]


def test_several_people_are_an_organisation_without_their_relative_clause() -> None:
    found = sure(mentions_allowed(RESIDENTS))
    assert found[:5] == ["B-Organisation"] + ["I-Organisation"] * 4
    assert found[5:] == [None] * 4


def test_outside_mentions_what_gum_does_not_mark_stays_open() -> None:
    outside = mentions_allowed(RESIDENTS)[8]
    assert outside == NO_MENTION
    assert outside >> RE3D_TAGS.index("B-Weapon") & 1
    assert not outside >> RE3D_TAGS.index("B-Person") & 1


def test_exchanged_names_keep_re3d_marks_and_plain_nouns_stay() -> None:
    marked = Marked(("Shells", "hit", "Ariha", "and", "a", "market"), ((2, 3, "Location"), (4, 6, "Location")))
    names: dict[str, list[tuple[str, ...]]] = {"Location": [("Deir", "Hafer")]}
    varied = {with_other_names(marked, names, random.Random(seed)) for seed in range(20)}
    assert {v.words for v in varied} == {marked.words, ("Shells", "hit", "Deir", "Hafer", "and", "a", "market")}
    for v in varied:
        assert v.re3d is not None
        assert len(v.re3d) == len(v.words)
        assert v.re3d[-2:] == ("B-Location", "I-Location")
