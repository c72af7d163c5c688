"""Rows of ACLED and UCDP as reports: every value has its words, and what is wrong is told with its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.errors import SourceError
from trucewatch.ingest.datasets import Deleted, Told, read_dataset
from trucewatch.model import EventType, Precision, Span, Unread

HEADER = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,country,admin1,location,latitude,longitude,geo_precision,source,notes,fatalities,timestamp"
ROW = "SYR90001,12 February 2020,1,Battles,Armed clash,Military Forces of Syria (2000-2024),Military Forces of Russia (2000-),State forces,Military Forces of Turkey (2016-),,External/Other forces,Syria,Idlib,Saraqib,35.8640,36.8040,1,SOHR; Reuters,Both sides shelled the road.,12,1582000000"
UCDP_HEADER = "id,type_of_violence,side_a,side_b,source_original,where_prec,where_coordinates,adm_1,latitude,longitude,country,date_prec,date_start,date_end,best,high,low"
UCDP_ROW = "77001,1,Government of Syria,HTS,SOHR,1,Saraqib town,Idlib governorate,35.864,36.804,Syria,2,2020-02-12 00:00:00.000,2020-02-13 00:00:00.000,13,14,12"


def read(text: str) -> list[Told | Deleted | Unread]:
    return list(read_dataset(text.encode(), "file.csv"))


def one(text: str) -> Told:
    (found,) = read(text)
    assert isinstance(found, Told), found
    return found


def spans(value: object) -> Iterable[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from spans(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from spans(getattr(value, field.name))


@pytest.mark.parametrize("text", [f"{HEADER}\n{ROW}\n", f"{UCDP_HEADER}\n{UCDP_ROW}\n"])
def test_every_value_of_a_claim_has_its_words_in_the_text(text: str) -> None:
    told = one(text)
    for claim in told.claims:
        for span in spans(claim):
            assert told.report.text[span.start : span.end] == span.text
            assert span.report_id == told.report.id


def test_a_row_of_acled_says_what_where_when_who_and_how_many() -> None:
    told = one(f"{HEADER}\n{ROW}\n")
    claim = told.claims[0]
    assert (claim.type, claim.mode) == (EventType.ASSAULT, "clash")
    assert [actor.party for actor in claim.actor] == ["SYR:MIL", "RUS:MIL"]
    assert [actor.party for actor in claim.recipient] == ["TUR:MIL"]
    assert claim.time is not None
    assert claim.time.precision is Precision.DAY
    assert claim.place is not None
    assert (claim.place.country, claim.place.geo_precision) == ("SYR", 1)
    assert claim.figures[0].low == claim.figures[0].high == 12
    assert told.report.outlet is not None
    assert told.report.outlet.name == "ACLED"
    assert "Both sides shelled the road." in told.report.text


def test_each_source_of_a_row_is_whose_word_it_is() -> None:
    assert [claim.speaker and claim.speaker.name for claim in one(f"{HEADER}\n{ROW}\n").claims] == ["SOHR", "Reuters"]


def test_a_row_of_ucdp_has_its_range_of_dead() -> None:
    claim = one(f"{UCDP_HEADER}\n{UCDP_ROW}\n").claims[0]
    assert (claim.figures[0].low, claim.figures[0].high) == (12, 14)
    assert [actor.party for actor in claim.recipient] == ["HTS"]
    assert claim.time is not None
    assert (claim.time.start.isoformat(), claim.time.last.isoformat()) == ("2020-02-12", "2020-02-13")


def test_no_dead_in_acled_may_mean_that_it_is_unclear() -> None:
    assert one(f"{HEADER}\n{ROW.replace(',12,1582', ',0,1582')}\n").claims[0].figures == ()


def test_columns_are_found_under_other_names_in_another_order_among_others() -> None:
    header = "Notes;Extra;Sub Event Type;Event Date;EVENT_ID_CNTY;Actor 1;Inter1;Country;Location;lat;lon;Geo Prec"
    row = "n;x;Attack;2020-02-12;SYR1;Residents whom no table knows;7;Syria;Saraqib;35.86;36.80;1"
    claim = one(f"{header}\n{row}\n").claims[0]
    assert claim.actor[0].party == "SYR:CVL"


def test_the_row_of_hxl_tags_is_no_event() -> None:
    tags = ",".join("#tag" if n % 2 else "" for n in range(HEADER.count(",") + 1))
    assert len(read(f"{HEADER}\n{tags}\n{ROW}\n")) == 1


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("12 February 2020", "31 February 2020", "is no day"),
        ("12 February 2020", "0001-01-01", "before 1900"),
        ("35.8640", "95", "nowhere on the globe"),
        ("Armed clash", "Dance", "no kind of event"),
        (",Syria,", ",Atlantis,", "is not known"),
        (",12,1582", ",-3,1582", "no whole number"),
        (",12,1582", ",nan,1582", "no whole number"),
        ("SYR90001", "", "event_id_cnty is empty"),
        ("1582000000", "99999999999999999999", "no timestamp"),
        (",SOHR", ",one,more,SOHR", "cells under"),
    ],
)
def test_a_row_that_cannot_be_so_is_told_with_its_line(old: str, new: str, why: str) -> None:
    bad, good = read(f"{HEADER}\n{ROW.replace(old, new)}\n{ROW}\n")
    assert isinstance(bad, Unread)
    assert (bad.source, isinstance(good, Told)) == ("file.csv#2", True)
    assert why in bad.reason


def test_a_file_of_something_else_says_what_is_missing() -> None:
    with pytest.raises(SourceError, match=r"for ACLED it lacks .*sub_event_type"):
        read("event_id_cnty,event_date,country\na,b,c\n")


def test_acleds_list_of_deleted_events_is_known() -> None:
    (gone,) = read("event_id_cnty,deleted_timestamp\nSYR90001,1583000000\n")
    assert isinstance(gone, Deleted)
    assert gone.id == "SYR90001"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12), min_size=1, max_size=22))
def test_no_row_brings_the_reading_of_a_file_down(cells: list[str]) -> None:
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    assert read(f"{HEADER}\n{row}\n{ROW}\n")
