"""Incidents as PLOVER events, one JSON object a line; no text leaves but short quotations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache

from trucewatch import __version__
from trucewatch.catalogue import IncidentCard, Question
from trucewatch.knowledge.crosswalks import PloverRow, has_words, kind_of_party, plover_rows
from trucewatch.knowledge.place_tables import precision_classes
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Counted, EventType, FigureRange, Incident, Place
from trucewatch.publish.exchange.cells import CODES, admin2_of, country_name, home, label, point_of
from trucewatch.publish.exchange.columns import Column
from trucewatch.publish.exchange.exchange import Exchange, Stock
from trucewatch.publish.exchange.terms import short
from trucewatch.publish.exchange.told import Source, Told
from trucewatch.publish.words import TERMS

NAME = "plover-jsonl"
RESOLUTION = {1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 5, 7: 5}  # UCDP's where_prec as PLOVER's five steps, the finest first
SIZES = {Counted.KILLED: "dead", Counted.WOUNDED: "injured", Counted.DETAINED: "arrested"}

COLUMNS: tuple[Column, ...] = read_table("columns_plover.csv", Column, TERMS)


def plover_event(told: Told) -> dict[str, object] | None:
    """One incident as a PLOVER event; None where PLOVER codes none, or no day is known, for it must have one."""
    incident, card = told.incident, told.card
    row = _row(incident, card)
    kind, mode = (row.event, row.event_mode) if row else (incident.type, incident.mode)
    if kind is None or incident.time is None:
        return None
    quoted = _quoted(told)
    place = incident.place
    return {
        "id": incident.id,
        "date": incident.time.start.isoformat(),
        **({"enddate": incident.time.last.isoformat()} if incident.time.last != incident.time.start else {}),
        "actor": [_entity(code) for code in incident.actor],
        "recipient": [_entity(code) for code in incident.recipient],
        "event": [kind.value],
        "mode": [mode] if mode else [],
        "context": ["military"] if kind in (EventType.ASSAULT, EventType.MOBILIZE) else [],
        "has_event": incident.realis.value == "actual",
        **({"event_loc": _location(place)} if place else {}),
        "event_text": [short(card.quote.text)] if card.quote else [],
        **({"size": size} if (size := _size(incident.figures)) else {}),
        "link": quoted.url if quoted else None,
        "text": None,
        **({"text_info": {"start": card.quote.start, "end": card.quote.end}} if card.quote else {}),
        **({"cite_info": _citation(quoted)} if quoted else {}),
        "coder": "Trucewatch",
        "coded_date": card.changed_at.date().isoformat(),
        "comment": f"{incident.state.value}; {incident.realis.value}; reports {len(told.sources)}; origins {incident.origins}",
    }


def _row(incident: Incident, card: IncidentCard) -> PloverRow | None:
    words = card.quote.text if card.quote else ""
    return next(
        (
            row
            for row in plover_rows()
            if row.type is incident.type
            and row.mode in (None, incident.mode)
            and row.realis in (None, incident.realis)
            and (not row.words or has_words(words, row.words))
        ),
        None,
    )


@lru_cache(maxsize=CODES)
def _parts(code: str) -> tuple[str | None, str, str]:
    sector = code.partition(":")[2]
    return home(code) or code.partition(":")[0], sector or kind_of_party(code).upper(), label(code)


def _entity(code: str) -> dict[str, object]:
    state, sector, name = _parts(code)
    return {"code": state, "sector": sector, "entity_text": name}


def _location(place: Place) -> dict[str, object]:
    row = precision_classes().get(place.precision) if place.precision else None
    middle = point_of(place)
    return {
        "extracted_place": place.name,
        "resolved_place": place.name if place.place_id else None,
        "lat": round(middle[0], 4) if middle else None,
        "lon": round(middle[1], 4) if middle else None,
        "district": admin2_of(place) or None,
        "province": place.admin1,
        "country": country_name(place.country) if place.country else None,
        "country_code": place.country,
        "resolution": RESOLUTION[row.ucdp] if row and row.ucdp else None,
    }


def _size(figures: Sequence[FigureRange]) -> dict[str, int]:
    return {SIZES[one.kind]: one.low for one in figures if one.kind in SIZES and one.low is not None}


def _quoted(told: Told) -> Source | None:
    quote = told.card.quote
    mine = (source for source in told.sources if quote and source.id == quote.report)
    return next(mine, told.sources[0] if told.sources else None)


def _citation(source: Source) -> dict[str, object]:
    return {
        "citation": ", ".join(part for part in (source.outlet, source.published and source.published.isoformat()) if part),
        "url": source.url,
        "title": short(source.title) if source.title else None,
        "language": source.language,
        "publication": source.outlet,
        "license": source.licence,
        "coder": "Trucewatch",
        "codebook": "PLOVER",
        "version": __version__,
    }


def plover_line(told: Told) -> str:
    """The event as a line of JSON; empty where PLOVER codes none."""
    event = plover_event(told)
    return "" if event is None else json.dumps(event, ensure_ascii=False) + "\n"


def _write(stock: Stock, question: Question) -> Iterator[str]:
    yield from stock.lines(question, plover_line)


PLOVER = Exchange(
    name=NAME,
    words=(
        "Events as PLOVER codes them, one JSON object a line, with short quotations and no text of a report. "
        "Left out is what PLOVER does not code and what has no day."
    ),
    media="application/jsonl",
    suffix=".jsonl",
    of="incidents",
    columns=COLUMNS,
    write=_write,
)
