"""The tables of merging and assessing: every row says something once, and its example shows it."""

from __future__ import annotations

import pytest

from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.assess_tables import ClauseCueRow, MentionRow, clause_cue_rows, mention_rows
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.reconcile_tables import (
    ActKinRow,
    PartyKinRow,
    PlaceFillerRow,
    SourceRow,
    VagueSourceRow,
    act_kin,
    evidence_rows,
    kin_types,
    place_fillers,
    source_names,
    source_rows,
)
from trucewatch.knowledge.sides import side_of, takes_part
from trucewatch.knowledge.tables import read_table
from trucewatch.model import MODES


def test_the_weight_of_every_observation_is_known() -> None:
    rows = evidence_rows()
    assert all(row.words or row.evidence == "any two claims" for row in rows.values())
    assert all(row.example for row in rows.values())


@pytest.mark.parametrize("row", read_table("act_kin.csv", ActKinRow), ids=lambda row: row.example[:30])
def test_kin_acts_have_modes_of_their_types(row: ActKinRow) -> None:
    assert row.mode_a is None or row.mode_a in MODES[row.type_a]
    assert row.mode_b is None or row.mode_b in MODES[row.type_b]
    assert (row.type_b, row.mode_b, row.type_a, row.mode_a) in act_kin()


def test_families_of_types_do_not_chain() -> None:
    for kind, kin in kin_types().items():
        assert all(kin_types()[other] == kin for other in kin), kind


@pytest.mark.parametrize("row", read_table("party_kin.csv", PartyKinRow), ids=lambda row: f"{row.code}-{row.kin}")
def test_kin_parties_are_compared_as_sides(row: PartyKinRow) -> None:
    assert (side_of(row.code), side_of(row.kin)) == (row.code, row.kin)


@pytest.mark.parametrize("row", source_rows(), ids=lambda row: row.name)
def test_a_source_is_known_under_each_of_its_names(row: SourceRow) -> None:
    assert all(source_names()[fold(name)] is row for name in (row.name, *row.also))
    assert any(fold(name) in fold(row.example) for name in (row.name, *row.also))


@pytest.mark.parametrize("row", read_table("vague_sources.csv", VagueSourceRow), ids=lambda row: row.noun)
def test_a_vague_noun_stands_in_its_example(row: VagueSourceRow) -> None:
    assert row.noun in row.example


@pytest.mark.parametrize("row", read_table("place_fillers.csv", PlaceFillerRow), ids=lambda row: row.word)
def test_a_filler_stands_in_its_example(row: PlaceFillerRow) -> None:
    assert row.word in fold("a " + row.example).split()
    assert row.word in place_fillers()


@pytest.mark.parametrize("row", mention_rows(), ids=lambda row: row.example[:40])
def test_a_mention_stands_in_its_example_and_means_a_packaged_agreement(row: MentionRow) -> None:
    assert all(fold(word) in fold(row.example) for word in row.words)
    assert row.agreement in {agreement.id for agreement in load_agreements()}


@pytest.mark.parametrize("row", clause_cue_rows(), ids=lambda row: row.clause)
def test_a_cue_stands_in_its_example_and_means_a_clause(row: ClauseCueRow) -> None:
    assert any(fold(word) in fold(row.example) for word in row.any_of)
    clauses = {clause.id for agreement in load_agreements() if agreement.id == row.agreement for clause in agreement.clauses}
    assert row.clause in clauses


@pytest.mark.parametrize(
    ("code", "side", "part"),
    [
        ("SYR:MIL", "SYR", True),
        ("TUR", "TUR", True),
        ("SYR:REB", "SYR:REB", True),
        ("SYR:CVL", "SYR:CVL", False),
        ("HTS", "HTS", True),
        ("UN", "UN", False),
        ("NGO", "NGO", False),
        ("TUR:MED", "TUR:MED", False),
    ],
)
def test_a_state_with_its_organs_is_one_side(code: str, side: str, part: bool) -> None:
    assert side_of(code) == side
    assert takes_part(code) is part
    assert load_parties().label(code)
