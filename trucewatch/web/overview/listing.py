"""Choose incidents by a query string, and write the chosen ones as CSV, JSON and GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from pydantic import TypeAdapter

from trucewatch.model import Account, Comparison, EventType, FigureRange, Grading, Incident, State
from trucewatch.publish.exports import Row, to_csv, to_geojson
from trucewatch.publish.origins import flat_grades
from trucewatch.publish.words import Labels, figures_text, incident_title, incident_url, type_words
from trucewatch.web.desk import Desk

POINT_DIGITS = 2  # 0.01 degree is about 1 km: positions are given no finer
LONGEST_WORDS = 200
FIELDS = {
    "q": "words that stand in a quotation or in the title",
    "from": "first day, as 2020-02-07",
    "to": "last day, as 2020-02-13",
    "place": "part of a place’s name, or of its governorate’s",
    "party": "a party code as TUR or TUR:MIL, or part of its label",
    "type": "a type of happening, as ASSAULT",
    "state": "alleged, corroborated, contested or not assessable",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; an empty field asks for everything. `problems` tells what could not be understood."""

    type: str = ""
    state: str = ""
    party: str = ""
    place: str = ""
    first: date | None = None
    last: date | None = None
    words: str = ""
    problems: tuple[str, ...] = ()

    def query(self, **changes: str) -> str:
        """The query string that asks for the same; `changes` replace or (empty) drop a field."""
        values = {
            "q": self.words,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "place": self.place,
            "party": self.party,
            "type": self.type,
            "state": self.state,
        } | changes
        return urlencode({key: value for key, value in values.items() if value}, errors="replace")


def read_filter(asked: Mapping[str, str]) -> Filter:
    """The filter a query string asks for; what it gets wrong is named and left out."""
    problems: list[str] = []
    first, last = _day(asked.get("from", ""), problems), _day(asked.get("to", ""), problems)
    if first and last and last < first:
        problems.append(f"{first} to {last} runs backwards; the two days were exchanged")
        first, last = last, first
    kind = _one_of(asked.get("type", ""), [kind.value for kind in EventType], "type", problems)
    state = _one_of(asked.get("state", ""), [state.value for state in State], "state", problems)
    party, place, words = (asked.get(key, "").strip()[:LONGEST_WORDS] for key in ("party", "place", "q"))
    return Filter(kind, state, party, place, first, last, words, tuple(problems))


def _day(text: str, problems: list[str]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        problems.append(f"“{text[:40]}” is no day; write it as 2020-02-13")
        return None


def _one_of(text: str, known: Sequence[str], name: str, problems: list[str]) -> str:
    if text and text not in known:
        problems.append(f"“{text[:40]}” is no {name}; known are {', '.join(known)}")
        return ""
    return text


def chosen(desk: Desk, asked: Filter, labels: Labels) -> tuple[Incident, ...]:
    """The incidents asked for, newest first; those without a day come last."""
    found = [incident for incident in desk.incidents() if _matches(incident, asked, labels)]
    if asked.words:
        needle = asked.words.casefold()
        quotes = {claim.id: claim.quote.text for claim in desk.claims([claim_id for i in found for claim_id in i.claim_ids])}
        found = [incident for incident in found if needle in _all_words(incident, quotes, labels)]
    return tuple(sorted(found, key=_newest_first))


def _newest_first(incident: Incident) -> tuple[bool, int, int, str]:
    if incident.time is None:
        return (True, 0, 0, incident.id)
    return (False, -incident.time.start.toordinal(), -incident.time.last.toordinal(), incident.id)


def _matches(incident: Incident, asked: Filter, labels: Labels) -> bool:
    return (
        (not asked.type or incident.type == asked.type)
        and (not asked.state or incident.state == asked.state)
        and (not asked.party or any(_is_party(code, asked.party, labels) for code in (*incident.actor, *incident.recipient)))
        and (not asked.place or asked.place.casefold() in _place_words(incident))
        and _in_days(incident, asked)
    )


def _is_party(code: str, asked: str, labels: Labels) -> bool:
    return asked in (code, code.split(":")[0]) or asked.casefold() in labels(code).casefold()


def _place_words(incident: Incident) -> str:
    place = incident.place
    return (
        " ".join(word for word in (place.name, place.span.text, place.admin1, place.country) if word).casefold() if place else ""
    )


def _in_days(incident: Incident, asked: Filter) -> bool:
    if asked.first is None and asked.last is None:
        return True
    if incident.time is None:
        return False
    return (asked.last is None or incident.time.start <= asked.last) and (
        asked.first is None or incident.time.last >= asked.first
    )


def _all_words(incident: Incident, quotes: Mapping[str, str], labels: Labels) -> str:
    said = (quotes.get(claim_id, "") for claim_id in incident.claim_ids)
    return " ".join((incident_title(incident, labels), *said)).casefold()


COLUMNS = (
    "id first_day last_day day_precision type mode what realis actors actor_labels recipients recipient_labels place place_id "
    "latitude longitude geo_precision precision ground country admin1 figures reports origins state state_reason grade_happened "
    "grade_doer address"
).split()


def row_of(incident: Incident, labels: Labels) -> Row:
    """One incident as a flat row under `COLUMNS`, positions no finer than about a kilometre."""
    place, time = incident.place, incident.time
    return {
        "id": incident.id,
        "first_day": time.start.isoformat() if time else None,
        "last_day": time.last.isoformat() if time else None,
        "day_precision": time.precision.value if time else None,
        "type": incident.type.value,
        "mode": incident.mode,
        "what": type_words(incident.type, incident.mode),
        "realis": incident.realis.value,
        "actors": list(incident.actor),
        "actor_labels": [labels(code) for code in incident.actor],
        "recipients": list(incident.recipient),
        "recipient_labels": [labels(code) for code in incident.recipient],
        "place": place.name if place else None,
        "place_id": place.place_id if place else None,
        "latitude": _rounded(place.latitude if place else None),
        "longitude": _rounded(place.longitude if place else None),
        "geo_precision": place.geo_precision if place else None,
        "precision": place.precision.value if place and place.precision else None,
        "ground": place.ground.geojson() if place and place.ground else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "figures": "; ".join(figures_text(incident)),
        "reports": len({account.report_id for account in incident.accounts}),
        "origins": incident.origins,
        "state": incident.state.value,
        "state_reason": incident.state_reason,
        **flat_grades(incident),
        "address": incident_url(incident.id),
    }


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, POINT_DIGITS)


def as_csv(incidents: Sequence[Incident], labels: Labels) -> str:
    """The incidents as CSV under `COLUMNS`."""
    return "".join(to_csv((row_of(incident, labels) for incident in incidents), header=COLUMNS))


_ACCOUNTS = TypeAdapter(tuple[Account, ...])
_FIGURES = TypeAdapter(tuple[FigureRange, ...])
_GRADES = TypeAdapter(tuple[Grading, ...])
_COMPARISONS = TypeAdapter(tuple[Comparison, ...])


def as_json(incidents: Sequence[Incident], labels: Labels, *, as_of: datetime | None, asked: Filter) -> str:
    """The incidents with their accounts, figures and comparisons, every span with its words and offsets."""
    records = [
        row_of(incident, labels)
        | {
            "title": incident_title(incident, labels),
            "claims": list(incident.claim_ids),
            "accounts": _ACCOUNTS.dump_python(incident.accounts, mode="python"),
            "grades": _GRADES.dump_python(incident.grades, mode="python"),
            "figures_by_account": _FIGURES.dump_python(incident.figures, mode="python"),
            "comparisons": _COMPARISONS.dump_python(incident.comparisons, mode="python"),
        }
        for incident in incidents
    ]
    moment = as_of.isoformat() if as_of else None
    return json.dumps({"as_of": moment, "query": asked.query(), "count": len(records), "incidents": records}, indent=1) + "\n"


def as_geojson(incidents: Sequence[Incident], labels: Labels) -> str:
    """The incidents as GeoJSON; what has no point has a null geometry."""
    return "".join(to_geojson(row_of(incident, labels) for incident in incidents))
