"""The incidents asked for as rows of files: read from the ledger in batches while the file is sent."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import TypeAdapter

from trucewatch.catalogue import IncidentCard
from trucewatch.model import Account, Comparison, FigureRange, Grading, Incident
from trucewatch.publish.exports import Row
from trucewatch.publish.origins import flat_grades
from trucewatch.publish.titles import incident_title
from trucewatch.publish.words import Labels, count_words, figures_text, incident_url, term, type_words
from trucewatch.web.lists import ENTRIES, FeedEntry, Listing
from trucewatch.web.overview.asking import Filter
from trucewatch.web.parts import Room

POINT_DIGITS = 2  # 0.01 degree is about 1 km: positions are given no finer
BATCH = 500  # incidents read at once
FIRST = 25  # of the first batch: whoever asks sees that the file begins
PATH = "/incidents"

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


def listing_of(room: Room, asked: Filter, limit: int | None = None) -> Listing:
    """The list as files; whole, or with a `limit` one page from `after` on; a CursorError where `after` is no place in it."""
    after = asked.after
    size = min(limit or ENTRIES, BATCH)
    page = room.catalogue.incidents(asked.question, newest_told=asked.told, after=after, limit=size)
    following = f"{asked.query(after=page.next)}{f'&limit={limit}' if limit else ''}" if page.next else ""
    moment = room.desk.as_of()

    def incidents() -> Iterator[Incident]:
        if limit is not None or after:
            held = room.desk.incidents_named([card.id for card in page.cards])
            return (held[card.id] for card in page.cards if card.id in held)
        return _all(room, asked)

    return Listing(
        name="incidents",
        title="Incidents as told: " + (", ".join(asked.values().values()) or "all"),
        path=PATH,
        columns=tuple(COLUMNS),
        rows=lambda: (row_of(incident, room.labels) for incident in incidents()),
        full=lambda: (full_row(incident, room.labels) for incident in incidents()),
        entries=lambda: _entries(room, page.cards),
        query=asked.query(),
        count=room.catalogue.count(asked.question),
        as_of=moment,
        next=following,
        version=version_of(room),
    )


def version_of(room: Room) -> str:
    """What changes whenever a list may: the state of the ledger, the day, and whether somebody has signed in."""
    return f"{room.catalogue.seq} {room.today()} {room.visitor.role}"


def _all(room: Room, asked: Filter) -> Iterator[Incident]:
    after, size = "", FIRST
    while True:
        page = room.catalogue.incidents(asked.question, newest_told=asked.told, after=after, limit=size)
        held = room.desk.incidents_named([card.id for card in page.cards])
        yield from (held[card.id] for card in page.cards if card.id in held)
        after, size = page.next, BATCH
        if not after:
            return


_ACCOUNTS = TypeAdapter(tuple[Account, ...])
_FIGURES = TypeAdapter(tuple[FigureRange, ...])
_GRADES = TypeAdapter(tuple[Grading, ...])
_COMPARISONS = TypeAdapter(tuple[Comparison, ...])


def full_row(incident: Incident, labels: Labels) -> Row:
    """The row with accounts, figures and comparisons, every span with its words and offsets."""
    return row_of(incident, labels) | {
        "title": incident_title(incident, labels),
        "claims": list(incident.claim_ids),
        "accounts": _ACCOUNTS.dump_python(incident.accounts, mode="json"),
        "grades": _GRADES.dump_python(incident.grades, mode="json"),
        "figures_by_account": _FIGURES.dump_python(incident.figures, mode="json"),
        "comparisons": _COMPARISONS.dump_python(incident.comparisons, mode="json"),
    }


def _entries(room: Room, cards: tuple[IncidentCard, ...]) -> Iterator[FeedEntry]:
    held = room.desk.incidents_named([card.id for card in cards])
    for card in cards:
        if incident := held.get(card.id):
            figures = "; ".join(figures_text(incident))
            told = f"{count_words(card.reports, 'report')}, {count_words(card.origins, 'origin')}"
            summary = ". ".join(part for part in (term("state", card.state), told, figures) if part) + "."
            yield FeedEntry(
                subject=f"incidents/{card.id}",
                title=incident_title(incident, room.labels),
                href=incident_url(card.id),
                updated=card.changed_at,
                published=card.recorded_at,
                summary=summary,
                categories=(card.state.value, card.type.value),
            )
