"""What speaks for and against a claim: every observation shows in its example, and the weights decide as they say."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch import language
from trucewatch.knowledge.lexicon import ClaimEvidenceRow, load_lexicon
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Basis, Precision, Published, Report
from trucewatch.read.doubts import ASSAULT_DOUBTS
from trucewatch.read.judging import chance, is_kept, observed
from trucewatch.read.reader import read_claims, read_drafts

ROWS = read_table("claim_evidence.csv", ClaimEvidenceRow)
PUBLISHED = Published(date(2020, 2, 13), Precision.DAY, Basis.GIVEN)


def report_of(text: str) -> Report:
    return Report(id="example", source="example", text=text, raw_sha256="", published=PUBLISHED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.evidence)
def test_an_observation_shows_in_its_example(row: ClaimEvidenceRow) -> None:
    scene, drafts = read_drafts(report_of(row.example), language.load().parse(row.example), load_lexicon())
    assert row.evidence in {name for values in observed(scene, drafts) for name in values}


def test_every_observation_on_the_examples_has_a_row() -> None:
    known, seen = {row.evidence for row in ROWS}, set()
    for row in ROWS:
        scene, drafts = read_drafts(report_of(row.example), language.load().parse(row.example), load_lexicon())
        seen |= {name for values in observed(scene, drafts) for name in values}
    assert seen <= known


@pytest.mark.parametrize("doubt", [name for name, _ in ASSAULT_DOUBTS])
def test_every_doubt_about_an_assault_has_words(doubt: str) -> None:
    assert f"doubt: {doubt}" in {row.evidence for row in ROWS}


def test_the_chance_is_the_sum_of_what_was_weighed() -> None:
    text = "Shelling by the army killed nine people in Taftanaz on Monday, medics said."
    _, drafts = read_drafts(report_of(text), language.load().parse(text), load_lexicon())
    draft = drafts[0]
    assert draft.weighed
    assert draft.chance == pytest.approx(chance({"sum": sum(draft.weighed.values())}, {"sum": 1.0}))
    assert is_kept(draft)


def test_confidence_is_higher_for_a_toll_with_doer_place_and_day_than_for_a_bare_remark() -> None:
    told = "Shelling by the army killed nine people in Taftanaz on Monday, medics said."
    bare = "There were clashes."
    lexicon, model = load_lexicon(), language.load()
    full = read_claims(report_of(told), model.parse(told), lexicon)
    _, drafts = read_drafts(report_of(bare), model.parse(bare), lexicon)
    assert max(c.confidence for c in full) > max((d.chance for d in drafts), default=0.0)
