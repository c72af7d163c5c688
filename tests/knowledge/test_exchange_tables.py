"""The tables by which incidents become events of ACLED and UCDP, and their events become claims of ours."""

from __future__ import annotations

import pytest

from trucewatch.knowledge.crosswalks import acled_rows
from trucewatch.knowledge.dataset_tables import DatasetActor, dataset_columns, dataset_kinds, party_named
from trucewatch.knowledge.exchange_tables import (
    AcledKind,
    acled_actor_kinds,
    acled_countries,
    acled_kind,
    acled_kinds,
    acled_sub_events,
    ucdp_countries,
)
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.tables import read_table
from trucewatch.model import MODES, EventType


@pytest.mark.parametrize("row", acled_kinds(), ids=lambda row: row.example)
def test_what_a_row_is_about_is_coded_by_it_and_no_row_above(row: AcledKind) -> None:
    actors, recipients = row.actor or ("body",), row.recipient or ("body",)
    for kind in row.type:
        for mode in row.mode or (None,):
            assert acled_kind(kind, mode, actors, recipients) is row


@pytest.mark.parametrize("row", acled_kinds(), ids=lambda row: row.example)
def test_a_row_names_an_event_of_acled_or_says_what_it_is_instead(row: AcledKind) -> None:
    assert (row.sub_event is None) != (row.outside is None)
    assert row.sub_event is None or row.sub_event in acled_sub_events()
    assert all(mode in MODES[kind] for kind in row.type for mode in row.mode)


@pytest.mark.parametrize("kind", list(EventType))
def test_every_kind_of_incident_is_coded_or_left_out_by_a_row(kind: EventType) -> None:
    assert all(acled_kind(kind, mode, (), ()) is not None for mode in (None, *MODES.get(kind, ())))


def test_acled_has_25_kinds_of_event_in_six_types() -> None:
    assert len(acled_sub_events()) == 25
    assert len({row.event_type for row in acled_sub_events().values()}) == 6
    assert {row.sub_event for row in acled_rows() if row.sub_event} <= set(acled_sub_events())


def test_every_kind_of_event_of_acled_and_ucdp_is_understood() -> None:
    assert set(dataset_kinds("acled")) == {name.casefold() for name in acled_sub_events()}
    assert set(dataset_kinds("ucdp")) == {"1", "2", "3"}
    for dataset in ("acled", "ucdp"):
        for row in dataset_kinds(dataset).values():
            assert row.type is not None or row.mode is None
            assert row.mode is None or row.mode in MODES[row.type or EventType.ASSAULT]


LOST = {  # what ACLED's names do not tell apart comes in again as another type
    (EventType.COERCE, EventType.ASSAULT),
    (EventType.ASSAULT, EventType.PROTEST),
    (EventType.RETREAT, EventType.MOBILIZE),
    (EventType.RETREAT, EventType.AGREE),
    (EventType.CONSULT, EventType.AGREE),
}


def test_a_kind_that_goes_out_comes_in_again_as_the_same_type_but_for_some() -> None:
    turned = set()
    for row in acled_kinds():
        back = dataset_kinds("acled")[row.sub_event.casefold()].type if row.sub_event else None
        turned |= {(kind, back) for kind in row.type if back is not None and back is not kind}
    assert turned == LOST


def test_countries_have_one_row_each_and_are_countries() -> None:
    for rows in (acled_countries(), ucdp_countries()):
        assert all(load_parties().country_row(code) is not None for code in rows)
    assert set(acled_countries()) == set(ucdp_countries())
    numbers = [row.iso for row in acled_countries().values() if row.iso]
    assert len(numbers) == len(set(numbers))
    states = [row.gw for row in ucdp_countries().values() if row.gw]
    assert len(states) == len(set(states))


def test_numbers_of_actors_are_acleds() -> None:
    assert {row.inter: row.code for row in acled_actor_kinds().values()} == {
        "State forces": 1,
        "Rebel group": 2,
        "Political militia": 3,
        "Rioters": 5,
        "Protesters": 6,
        "Civilians": 7,
        "External/Other forces": 8,
    }


def test_no_two_columns_of_a_data_set_share_a_name() -> None:
    for dataset in ("acled", "acled-deletions", "ucdp"):
        names = [name for column in dataset_columns(dataset) for name in (column.name, *column.also)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("row", read_table("dataset_actors.csv", DatasetActor), ids=lambda row: str(row.example))
def test_the_example_of_an_actor_is_told(row: DatasetActor) -> None:
    code = party_named(row.example, "SYR")
    assert row.example.startswith(row.begins)
    assert code is not None
    assert code.endswith(f":{row.sector}")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Turkish armed forces", "TUR:MIL"),
        ("armed opposition in Syria", "SYR:REB"),
        ("Syrian civilians", "SYR:CVL"),
        ("HTS: Hayat Tahrir al-Sham", "HTS"),
        ("Unidentified Armed Group (Syria)", None),
        ("Nobody whom a table knows", None),
    ],
)
def test_an_actor_is_told_by_our_own_names_and_the_names_others_use(name: str, code: str | None) -> None:
    assert party_named(name, "SYR") == code
