"""The rows on demands prove themselves: each example is read as its row says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.examples import claims_of
from trucewatch.knowledge.demand_tables import (
    ANY,
    ChangeRow,
    DemandRow,
    ExpiryRow,
    SignRow,
    ThreatRow,
    ThreatWordRow,
    change_rows,
    change_told,
    demand_rows,
    expiry_row,
    expiry_rows,
    kind_of_demand,
    sign_rows,
    threat_rows,
    threat_told,
    threat_word_rows,
)
from trucewatch.model import MODES, Claim, EventType, Realis
from trucewatch.resolve import resolve_deadline


@pytest.mark.parametrize("row", expiry_rows(), ids=lambda row: row.name)
def test_the_last_day_of_an_example_ends_as_its_row_says(row: ExpiryRow) -> None:
    assert expiry_row(row.example) is row
    window = resolve_deadline(row.example, published=row.published)
    assert window is not None
    assert f"{window[0] + timedelta(days=row.shift)}T{row.at}" == row.until


@pytest.mark.parametrize("row", demand_rows(), ids=lambda row: row.name)
def test_a_kind_of_demand_is_known_by_its_words(row: DemandRow) -> None:
    assert kind_of_demand(row.example) == row.name


@pytest.mark.parametrize("row", change_rows(), ids=lambda row: row.example)
def test_a_change_is_known_by_its_words(row: ChangeRow) -> None:
    assert change_told(row.example) is row.kind


def test_a_demand_said_again_tells_no_change() -> None:
    assert change_told("He repeated that the army must leave by the end of February.") is None


@pytest.mark.parametrize("row", sign_rows(), ids=lambda row: f"{row.asks} {row.shows} {row.type}")
def test_what_shows_a_demand_met_or_not_is_about_a_kind_there_is(row: SignRow) -> None:
    assert row.asks == ANY or row.asks in {kind.name for kind in demand_rows()}
    assert set(row.modes) <= MODES.get(row.type, frozenset())
    assert row.by in ("addressee", "issuer")


@pytest.mark.parametrize("row", sign_rows(), ids=lambda row: row.example)
def test_the_example_of_a_sign_is_read_as_its_act(row: SignRow) -> None:
    assert any(_is_of(claim, row.type, row.modes, row.realis) for claim in claims_of(row.example))


@pytest.mark.parametrize("row", threat_rows(), ids=lambda row: f"{row.threat} {row.type}")
def test_a_threat_is_one_of_the_modes_of_threatening(row: ThreatRow) -> None:
    assert row.threat in MODES[EventType.THREATEN]
    assert set(row.modes) <= MODES.get(row.type, frozenset())


@pytest.mark.parametrize("row", threat_rows(), ids=lambda row: f"{row.threat} {row.type}")
def test_the_example_of_a_threat_carried_out_is_read_as_its_act(row: ThreatRow) -> None:
    assert any(_is_of(claim, row.type, row.modes, Realis.ACTUAL) for claim in claims_of(row.example))


def _is_of(claim: Claim, kind: EventType, modes: tuple[str, ...], realis: Realis) -> bool:
    return claim.type is kind and claim.realis is realis and (not modes or claim.mode in modes)


@pytest.mark.parametrize("row", threat_word_rows(), ids=lambda row: row.example)
def test_a_threat_only_told_is_known_by_its_words(row: ThreatWordRow) -> None:
    assert threat_told(row.example) == row.threat
