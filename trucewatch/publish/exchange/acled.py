"""Incidents as ACLED would write them: its 31 columns, its names of events, its lowest-figure rule, and where we deviate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.knowledge.crosswalks import kind_of_party
from trucewatch.knowledge.exchange_tables import (
    AcledCountry,
    AcledSubEvent,
    acled_actor_kinds,
    acled_countries,
    acled_kind,
    acled_sub_events,
)
from trucewatch.knowledge.place_tables import precision_classes
from trucewatch.knowledge.tables import read_table
from trucewatch.model import EventType, Incident, Interval, Place, Realis
from trucewatch.publish.exchange.cells import (
    admin2_of,
    country_name,
    degrees,
    home,
    joined,
    label,
    middle_day,
    point_of,
)
from trucewatch.publish.exchange.columns import Column
from trucewatch.publish.exchange.exchange import Exchange
from trucewatch.publish.exchange.tabular import line_of, table_of
from trucewatch.publish.exchange.terms import short
from trucewatch.publish.exchange.told import Told
from trucewatch.publish.words import TERMS, number
from trucewatch.reconcile.figures.readings import acled_reading

NAME = "acled-csv"
WEEK, MONTH = 7, 31  # days: ACLED's time precision 2 and 3; it has none that is coarser
UNKNOWN, PROTESTERS, RIOTERS = "unknown", "protesters", "rioters"
CIVIL = "civil"


@dataclass(frozen=True, slots=True)
class Coded:
    """One incident as ACLED codes it; `first` and `second` are the codes on either side, `first` () for an unidentified group."""

    told: Told
    sub_event: AcledSubEvent
    day: date
    time_precision: int
    place: Place
    country: AcledCountry
    middle: tuple[float, float]
    geo_precision: int
    first: tuple[str, ...]
    second: tuple[str, ...]


def coded(told: Told) -> Coded | str:
    """The incident as ACLED codes it, or in a word why it does not."""
    incident, place = told.incident, told.incident.place
    row = acled_kind(incident.type, incident.mode, _kinds(incident.actor), _kinds(incident.recipient))
    if incident.realis is not Realis.ACTUAL:
        return "not told as having happened"
    if row is None or row.sub_event is None:
        return (row and row.outside) or "no sub-event type"
    when = _when(incident.time)
    if when is None:
        return "no day, or none nearer than a month"
    country = acled_countries().get(place.country or "") if place else None
    precision = precision_classes().get(place.precision) if place and place.precision else None
    geo = (place.geo_precision if place else None) or (precision.acled if precision else None)
    middle = point_of(place) if place else None
    if middle is None or place is None or country is None or geo is None or _countrywide(place):
        return "no place smaller than a country"
    first, second = incident.actor, incident.recipient
    if not first and incident.type is not EventType.ASSAULT:
        first, second = second, ()
    if not first and incident.type is not EventType.ASSAULT:
        return "nobody named"
    sub_event = acled_sub_events()[row.sub_event]
    return Coded(told, sub_event, *when, place, country, middle, geo, first, second)


def _kinds(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(kind_of_party(code) for code in codes)


def _countrywide(place: Place) -> bool:
    return place.precision is not None and place.precision.value in ("country", "none")


def _when(time: Interval | None) -> tuple[date, int] | None:
    """The day and how exactly it is known; of several days the one in the middle."""
    if time is None:
        return None
    days = (time.end - time.start).days
    if days > MONTH or time.precision.value in ("year", "unknown"):
        return None
    return middle_day(time.start, time.last), 1 if days == 1 else 2 if days <= WEEK else 3


def _inter(codes: Sequence[str], told: Coded, *, first: bool) -> str:
    who = _who(codes, told, first=first)
    return acled_actor_kinds()[who].inter if who else ""


def _who(codes: Sequence[str], told: Coded, *, first: bool) -> str:
    """What sort of actor the first of these is; empty for nobody."""
    if not codes:
        return UNKNOWN if first else ""
    kind = kind_of_party(codes[0])
    if kind == CIVIL and first and told.sub_event.event_type == "Protests":
        return PROTESTERS
    if kind == CIVIL and first and told.sub_event.event_type == "Riots":
        return RIOTERS
    if kind == "state":
        return "state abroad" if home(codes[0]) != told.place.country else "state at home"
    return kind


def _interaction(one: Coded) -> str:
    """The two sorts of actor, the lower number first; `only` where there is one."""
    kinds = acled_actor_kinds()
    both = [kinds[who] for who in (_who(one.first, one, first=True), _who(one.second, one, first=False)) if who]
    names = [kind.inter for kind in sorted(both, key=lambda kind: kind.code)]
    return "-".join(names) if len(names) > 1 else f"{names[0]} only"


def _actor(codes: Sequence[str], one: Coded, *, first: bool) -> str:
    if codes:
        return label(codes[0])
    return f"Unidentified Armed Group ({country_name(one.country.code)})" if first else ""


def _targets_civilians(one: Coded) -> str:
    aimed = one.sub_event.event_type == "Violence against civilians" or (
        one.told.incident.type is EventType.ASSAULT and any(kind_of_party(code) == CIVIL for code in one.second)
    )
    return "Civilian targeting" if aimed else ""


def _notes(one: Coded) -> str:
    """What is told, how far it is carried, and a short quotation; all of it a claim of its sources."""
    incident, quote = one.told.incident, one.told.card.quote
    told = f"{number(len(one.told.sources))} report(s), {number(incident.origins)} independent origin(s); {incident.state.value}."
    days = incident.time
    when = "" if days is None or days.start == days.last else f" Between {days.start.isoformat()} and {days.last.isoformat()}."
    return f"{told}{when}" + (f' One report: "{short(quote.text)}"' if quote else "")


def _tags(one: Coded) -> str:
    incident: Incident = one.told.incident
    found = [f"trucewatch={incident.id}", f"state={incident.state.value}"]
    return "; ".join([*found, *(f"{line.agreement}/{line.clause}={line.state.value}" for line in one.told.card.findings)])


_VALUES: dict[str, Callable[[Coded], object]] = {
    "event_id_cnty": lambda c: f"{c.country.code}-{c.told.incident.id}",
    "event_date": lambda c: c.day.isoformat(),
    "year": lambda c: c.day.year,
    "time_precision": lambda c: c.time_precision,
    "disorder_type": lambda c: c.sub_event.disorder_type,
    "event_type": lambda c: c.sub_event.event_type,
    "sub_event_type": lambda c: c.sub_event.sub_event,
    "actor1": lambda c: _actor(c.first, c, first=True),
    "assoc_actor_1": lambda c: joined(map(label, c.first[1:])),
    "inter1": lambda c: _inter(c.first, c, first=True),
    "actor2": lambda c: _actor(c.second, c, first=False),
    "assoc_actor_2": lambda c: joined(map(label, c.second[1:])),
    "inter2": lambda c: _inter(c.second, c, first=False),
    "interaction": _interaction,
    "civilian_targeting": _targets_civilians,
    "iso": lambda c: c.country.iso,
    "region": lambda c: c.country.region,
    "country": lambda c: country_name(c.country.code),
    "admin1": lambda c: c.place.admin1 or "",
    "admin2": lambda c: admin2_of(c.place),
    "admin3": lambda c: "",
    "location": lambda c: c.place.name,
    "latitude": lambda c: degrees(c.middle[0]),
    "longitude": lambda c: degrees(c.middle[1]),
    "geo_precision": lambda c: c.geo_precision,
    "source": lambda c: joined(c.told.card.outlets),
    "source_scale": lambda c: "",
    "notes": _notes,
    "fatalities": lambda c: acled_reading(c.told.incident).fatalities,
    "tags": _tags,
    "timestamp": lambda c: int(c.told.card.changed_at.timestamp()),
}

COLUMNS: tuple[Column, ...] = read_table("columns_acled.csv", Column, TERMS)
_IN_ORDER = tuple(_VALUES[column.name] for column in COLUMNS)


def acled_row(told: Told) -> tuple[object, ...] | None:
    """The cells of one incident under COLUMNS; None where ACLED would not code it."""
    one = coded(told)
    return None if isinstance(one, str) else tuple(value(one) for value in _IN_ORDER)


acled_line = line_of(acled_row)

ACLED = Exchange(
    name=NAME,
    words=(
        "Events in the 31 columns of ACLED's files. Left out is what ACLED does not code: what has no day "
        "within a month or no place smaller than a country, what is not told as having happened, and "
        "statements."
    ),
    media="text/csv; charset=utf-8",
    suffix=".csv",
    of="incidents",
    columns=COLUMNS,
    write=table_of(COLUMNS, acled_line),
    hxl=True,
)
