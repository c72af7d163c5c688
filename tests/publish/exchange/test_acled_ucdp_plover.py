"""Incidents in the formats of ACLED, UCDP and PLOVER: every row fits the format's own rules, and says what ours say."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from tests.catalogue.makings import make_incident, make_place
from tests.publish.exchange.schemas import ACLED_COLUMNS, UCDP_COLUMNS, AcledEvent, PloverEvent, UcdpEvent
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import (
    MODES,
    AccountCount,
    Basis,
    BestRule,
    Counted,
    EventType,
    FigureRange,
    FigureSaid,
    Incident,
    Interval,
    Outlet,
    PlacePrecision,
    Precision,
    Realis,
    Report,
    Span,
    State,
)
from trucewatch.publish.exchange.acled import COLUMNS as ACLED
from trucewatch.publish.exchange.cells import csv_lines
from trucewatch.publish.exchange.exchange import Stock
from trucewatch.publish.exchange.formats import EXCHANGES, LINES
from trucewatch.publish.exchange.ready import Ready, ready_lines
from trucewatch.publish.exchange.told import LedgerReader
from trucewatch.publish.exchange.ucdp import COLUMNS as UCDP
from trucewatch.publish.exchange.ucdp import date_prec, grid_cell
from trucewatch.publish.exports import to_csv

AT = datetime(2020, 2, 13, 12, tzinfo=UTC)
STAMP = Stamp(AT, "test", "0", "m", "k")
SCHEMAS: dict[str, type[BaseModel]] = {"acled-csv": AcledEvent, "ucdp-csv": UcdpEvent, "plover-jsonl": PloverEvent}


def told(low: int, high: int, words: str = "", *, approx: bool = False) -> FigureRange:
    """A number of dead as one account gives it."""
    span = Span("r1", 0, len(words or f"{low}"), words or f"{low}")
    said = FigureSaid("A", low, high, span, approx=approx, origin="r1")
    count = AccountCount("A", "r1", low, high)
    return FigureRange(
        Counted.KILLED, low, high, (("A", low, high, span),), best=low, rule=BestRule.ONE_ORIGIN, said=(said,), counts=(count,)
    )


def attack(id: str = "incident-1", **other: Any) -> Incident:
    """Shelling at Saraqib on 12 February 2020, that killed 13."""
    made = make_incident(id, day=date(2020, 2, 12), place=make_place(), actor=("SYR:MIL",), recipient=("TUR:MIL",))
    plain = replace(made, mode="heavy-weapons", figures=(told(13, 13),), place=replace(made.place, geo_precision=1))  # type: ignore[type-var]
    return replace(plain, **other)


def exported(name: str, *incidents: Incident, hxl: bool = False, reports: tuple[Report, ...] = ()) -> str:
    with Ledger.open("sqlite://") as ledger:
        ledger.append([*reports, *incidents], STAMP)
        stock = Stock(Catalogue(ledger).at(), LedgerReader(ledger), hxl=hxl)
        return "".join(str(piece) for piece in EXCHANGES[name].write(stock, Question()))


def rows(name: str, *incidents: Incident) -> list[dict[str, str]]:
    text = exported(name, *incidents)
    if name == "plover-jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text)))


def test_the_columns_are_acleds_31_and_ucdps_49() -> None:
    assert [column.name for column in ACLED] == ACLED_COLUMNS
    assert [column.name for column in UCDP] == UCDP_COLUMNS
    assert (len(ACLED), len(UCDP)) == (31, 49)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_column_says_what_it_means_and_where_it_comes_from(name: str) -> None:
    assert all(column.meaning and column.rule for column in EXCHANGES[name].columns)


def test_an_attack_is_coded_as_acled_codes_it() -> None:
    (row,) = rows("acled-csv", attack())
    assert (row["event_type"], row["sub_event_type"]) == ("Explosions/Remote violence", "Shelling/artillery/missile attack")
    assert (row["event_date"], row["time_precision"], row["geo_precision"]) == ("2020-02-12", "1", "1")
    assert (row["inter1"], row["inter2"], row["interaction"]) == (
        "State forces",
        "External/Other forces",
        "State forces-External/Other forces",
    )
    assert (row["country"], row["iso"], row["region"], row["fatalities"]) == ("Syria", "760", "Middle East", "13")


@pytest.mark.parametrize(
    ("figure", "fatalities"),
    [
        (told(13, 14), "13"),
        (told(3, 9, "several soldiers", approx=True), "3"),
        (told(24, 90, "dozens of soldiers", approx=True), "12"),
        (None, "0"),
    ],
)
def test_the_lowest_figure_stands_and_vague_words_have_acleds_numbers(figure: FigureRange | None, fatalities: str) -> None:
    (row,) = rows("acled-csv", attack(figures=(figure,) if figure else ()))
    assert row["fatalities"] == fatalities


@pytest.mark.parametrize(
    ("last", "day", "precision"),
    [(date(2020, 2, 13), "2020-02-12", "2"), (date(2020, 2, 18), "2020-02-15", "2"), (date(2020, 2, 28), "2020-02-20", "3")],
)
def test_what_lies_within_some_days_has_the_middle_one(last: date, day: str, precision: str) -> None:
    time = Interval(date(2020, 2, 12), date.fromordinal(last.toordinal() + 1), Precision.RANGE)
    (row,) = rows("acled-csv", attack(time=time))
    assert (row["event_date"], row["time_precision"]) == (day, precision)


def test_an_unnamed_armed_group_is_a_political_militia() -> None:
    (row,) = rows("acled-csv", attack(actor=()))
    assert (row["actor1"], row["inter1"]) == ("Unidentified Armed Group (Syria)", "Political militia")


def test_civilians_that_are_attacked_are_targets() -> None:
    (row,) = rows("acled-csv", attack(recipient=("SYR:CVL",)))
    assert (row["civilian_targeting"], row["inter2"]) == ("Civilian targeting", "Civilians")


@pytest.mark.parametrize(
    "changed",
    [
        {"realis": Realis.FUTURE},
        {"type": EventType.ACCUSE, "mode": None},
        {"place": None},
        {"place": replace(make_place("Syria"), precision=PlacePrecision.COUNTRY)},
        {"time": None},
        {"time": Interval(date(2020, 1, 1), date(2021, 1, 1), Precision.YEAR)},
    ],
)
def test_what_acled_does_not_code_is_left_out(changed: dict[str, Any]) -> None:
    assert rows("acled-csv", attack(**changed)) == []


def test_ucdp_has_only_what_somebody_died_of() -> None:
    (row,) = rows("ucdp-csv", attack(), attack("incident-2", figures=()))
    assert (row["id"], row["low"], row["best"], row["high"]) == ("incident-1", "13", "13", "13")
    assert (row["side_a"], row["country_id"], row["gwnoa"], row["gwnob"]) == ("Syrian armed forces", "652", "652", "640")


@pytest.mark.parametrize(
    ("first", "end", "prec"),
    [
        (date(2020, 2, 1), date(2020, 2, 2), 1),
        (date(2020, 2, 1), date(2020, 2, 3), 2),
        (date(2020, 2, 1), date(2020, 2, 8), 3),
        (date(2020, 2, 1), date(2020, 3, 1), 4),
        (date(2020, 1, 1), date(2021, 1, 1), 5),
    ],
)
def test_days_are_as_exact_as_ucdp_counts_them(first: date, end: date, prec: int) -> None:
    assert date_prec(Interval(first, end, Precision.RANGE)) == prec


def test_the_grid_begins_in_the_south_west() -> None:
    assert (grid_cell(-90, -180), grid_cell(0.1, 0.1), grid_cell(90, 180)) == (1, 129961, 259200)


def test_hxl_tags_stand_directly_under_the_header() -> None:
    lines = list(csv.reader(io.StringIO(exported("acled-csv", attack(), hxl=True))))
    tags = dict(zip(lines[0], lines[1], strict=True))
    assert (tags["event_date"], tags["fatalities"], tags["latitude"]) == ("#date+occurred", "#affected+killed", "#geo+lat")
    assert all(tag == "" or tag.startswith("#") for tag in lines[1])


def test_no_cell_becomes_a_formula_and_no_line_breaks_in_two() -> None:
    place = replace(make_place(), name='=HYPERLINK("x")\nsecond', geo_precision=1)
    (row,) = rows("acled-csv", attack(place=place))
    assert row["location"].startswith("'=")
    assert "\n" not in row["location"]


@pytest.mark.parametrize("name", ["=1", "+49", "@me", "-cmd", "-3.5", "35", "Saraqib"])
def test_a_cell_is_guarded_against_formulas_alike_in_our_tables_and_in_those_of_others(name: str) -> None:
    ours = "".join(to_csv([{"name": name}]))
    assert "".join(csv_lines([["name"], [name]])) == ours


def test_plover_has_no_people_in_flight_and_no_text() -> None:
    assert rows("plover-jsonl", attack(type=EventType.DISPLACE, mode="flee")) == []
    text = Report("r1", "r1", "A secret paragraph.", "0" * 64, title="Title", outlet=Outlet("Example Daily", Basis.TEXT))
    line = exported("plover-jsonl", attack(), reports=(text,))
    assert json.loads(line)["text"] is None
    assert "secret paragraph" not in line


PLACES = st.builds(
    lambda place, name, geo: replace(place, name=name, country=geo[0], geo_precision=geo[1], precision=geo[2]),
    st.sampled_from(
        [make_place(), make_place(latitude=None, longitude=None), make_place(latitude=-90.0, longitude=180.0, admin1=None)]
    ),
    st.text(min_size=1, max_size=20),
    st.tuples(
        st.sampled_from(["SYR", "UKR", "XXX", None]), st.sampled_from([1, 2, 3, None]), st.sampled_from([*PlacePrecision, None])
    ),
)
TIMES = st.builds(
    lambda first, days, precision: Interval(first, date.fromordinal(first.toordinal() + days), precision),
    st.dates(date(1, 1, 1), date(9998, 1, 1)),
    st.integers(1, 400),
    st.sampled_from(list(Precision)),
)
CODES = st.lists(
    st.sampled_from(["SYR:MIL", "TUR", "HTS", "SYR:CVL", "UN", "SYR:REB", "NATO", "Somebody; else"]), max_size=3, unique=True
).map(tuple)
FIGURES = st.one_of(st.just(()), st.builds(lambda low, more: (told(low, low + more),), st.integers(0, 500), st.integers(0, 90)))
KINDS = st.sampled_from([(kind, mode) for kind in EventType for mode in (None, *sorted(MODES.get(kind, ())))])
INCIDENTS = st.builds(
    lambda kind, realis, place, time, actor, recipient, figures, state: attack(
        type=kind[0], mode=kind[1], realis=realis, place=place, time=time, actor=actor, recipient=recipient, figures=figures, state=state
    ),
    KINDS, st.sampled_from(list(Realis)), st.none() | PLACES, st.none() | TIMES, CODES, CODES, FIGURES, st.sampled_from(list(State)),
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(INCIDENTS, min_size=1, max_size=12))
def test_every_row_of_any_ledger_fits_the_schema(made: list[Incident]) -> None:
    with Ledger.open("sqlite://") as ledger:
        ledger.append([replace(one, id=f"incident-{number}") for number, one in enumerate(made)], STAMP)
        stock = Stock(Catalogue(ledger).at(), LedgerReader(ledger))
        for name, schema in SCHEMAS.items():
            text = "".join(map(str, EXCHANGES[name].write(stock, Question())))
            for row in csv.DictReader(io.StringIO(text)) if name.endswith("csv") else map(json.loads, text.split("\n")[:-1]):
                schema.model_validate(row)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(INCIDENTS, min_size=1, max_size=8), st.lists(INCIDENTS, max_size=3))
def test_kept_lines_are_those_made_from_the_records_also_after_changes(made: list[Incident], later: list[Incident]) -> None:
    with Ledger.open("sqlite://") as ledger:
        for some in (made, later):
            ledger.append([replace(one, id=f"incident-{number}") for number, one in enumerate(some)], STAMP)
            shelf = Catalogue(ledger).at()
            reader = LedgerReader(ledger, shelf.seq)
            for name in ("acled-csv", "ucdp-csv", "plover-jsonl", "timemap-json"):
                ready = ready_lines(ledger, shelf, reader, name, LINES[name])
                assert ready is not None
                for question in (Question(), Question(type=EventType.ASSAULT)):
                    plain = "".join(map(str, EXCHANGES[name].write(Stock(shelf, reader), question)))
                    assert "".join(map(str, EXCHANGES[name].write(Stock(shelf, reader, ready), question))) == plain


def test_only_what_later_entries_touch_is_made_again() -> None:
    made: list[str] = []

    def line(told: object) -> str:
        made.append(told.incident.id)  # type: ignore[attr-defined]
        return "x\n"

    with Ledger.open("sqlite://") as ledger:
        for incidents in ((attack("incident-1"), attack("incident-2")), (attack("incident-2", state=State.CONTESTED),)):
            ledger.append(incidents, STAMP)
            shelf = Catalogue(ledger).at()
            Ready(ledger, shelf, LedgerReader(ledger, shelf.seq), "acled-csv", line).catch_up()
    assert made == ["incident-1", "incident-2", "incident-2"]


def test_no_lines_are_kept_of_a_past_moment() -> None:
    with Ledger.open("sqlite://") as ledger:
        ledger.append([attack()], STAMP)
        ledger.append([attack("incident-2")], STAMP)
        assert ready_lines(ledger, Catalogue(ledger).at(1), LedgerReader(ledger, 1), "acled-csv", LINES["acled-csv"]) is None
