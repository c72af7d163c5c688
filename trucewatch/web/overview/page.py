"""The list of incidents: what is known in one sentence, the filter, the feed by day, and the days on a strip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from trucewatch.model import Claim, EventType, Incident, Report, State
from trucewatch.publish.words import (
    capital,
    count_words,
    counted,
    day_words,
    figures_text,
    incident_title,
    incident_url,
    interval_words,
    range_words,
    term,
    type_words,
)
from trucewatch.web.drawing.charts import days_strip
from trucewatch.web.drawing.map import Plate, is_placed, map_plate, on_map
from trucewatch.web.overview.listing import Filter, chosen, read_filter
from trucewatch.web.pacts.deadlines import Clock, next_clock
from trucewatch.web.parts import (
    Frame,
    Grade,
    PlaceName,
    Room,
    Strong,
    Told,
    Words,
    alone,
    claim_layers,
    frame,
    place_name,
    state_grade,
    told_by,
)

PER_PAGE = 20
LONGEST_QUOTE = 200  # a longer quotation stands on the incident's own page


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter field."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the filter that is set, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Item:
    """One incident in the feed: the title names what, who and where; `remarks` say what nobody said."""

    number: int
    href: str
    title: str
    quote: Words | None
    grade: Grade
    told: Told
    place: PlaceName | None
    remarks: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The incidents of one day, under its name."""

    name: str
    count: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An incident that has no point: listed, not guessed."""

    href: str
    title: str
    grade: Grade
    where: str


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many of the incidents shown are of one kind, and how far they are carried."""

    kind: str
    count: int
    states: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """What `incidents.html` shows."""

    frame: Frame
    lede: tuple[Strong, ...]
    clock: Clock | None
    asked: Filter
    types: tuple[Option, ...]
    states: tuple[Option, ...]
    parties: tuple[Option, ...]
    chips: tuple[Chip, ...]
    shown: str
    told: str
    query: str
    days: tuple[Day, ...]
    earlier: str | None
    later: str | None
    strip_wide: Markup
    strip_narrow: Markup
    plate: Plate | None
    unplaced: tuple[Unplaced, ...]
    kinds: tuple[KindCount, ...]
    unread: str | None
    empty: str | None


def incidents_page(room: Room, query: Mapping[str, str]) -> IncidentsPage:
    """The incidents a query string asks for, one page of them."""
    asked = read_filter(query)
    everything, reports = room.desk.incidents(), room.desk.reports()
    found = chosen(room.desk, asked, room.labels)
    first, number = _page(query.get("page", ""), len(found))
    shown = found[first : first + PER_PAGE]
    drawn = {incident.id for incident in on_map(shown)}
    numbers = {incident.id: first + index + 1 for index, incident in enumerate(shown)}
    unread = room.desk.unread()
    return IncidentsPage(
        frame=frame(room, "incidents", _title(found)),
        lede=_lede(everything, found, reports, asked),
        clock=next_clock(room),
        asked=asked,
        types=_options({i.type.value: type_words(i.type) for i in everything}, asked.type),
        states=tuple(Option(state.value, term("state", state), state == asked.state) for state in State),
        parties=_options({code: room.labels(code) for i in everything for code in (*i.actor, *i.recipient)}, asked.party),
        chips=_chips(asked, room),
        shown=counted(len(found), "incident") + (f" of {len(everything)}" if len(found) != len(everything) else ""),
        told=_told(found),
        query=asked.query(),
        days=_days(room, shown, numbers, reports),
        later=_address(asked, number - 1) if number > 1 else None,
        earlier=_address(asked, number + 1) if first + PER_PAGE < len(found) else None,
        strip_wide=_strip(found, reports, narrow=False, today=room.today()),
        strip_narrow=_strip(found, reports, narrow=True, today=room.today()),
        plate=map_plate(room, shown, numbers),
        unplaced=tuple(_unplaced(room, incident) for incident in shown if incident.id not in drawn),
        kinds=_kinds(found),
        unread=f"{capital(count_words(len(unread), 'input'))} could not be read." if unread else None,
        empty=None if found else _empty(everything, asked),
    )


def _page(asked: str, count: int) -> tuple[int, int]:
    last = max(1, -(-count // PER_PAGE))
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return (number - 1) * PER_PAGE, number


def _address(asked: Filter, number: int) -> str:
    query = asked.query(page=str(number) if number > 1 else "")
    return f"/?{query}" if query else "/"


def _title(found: Sequence[Incident]) -> str:
    days = [incident.time for incident in found if incident.time]
    return f"Incidents, {range_words(min(d.start for d in days), max(d.last for d in days))}" if days else "Incidents"


def _lede(
    everything: Sequence[Incident], found: Sequence[Incident], reports: Sequence[Report], asked: Filter
) -> tuple[Strong, ...]:
    if not everything:
        if not reports:
            return (
                Strong("Nothing has been read yet, so nothing is known. "),
                Strong("That is not the same as a quiet day.", True),
            )
        read = capital(count_words(len(reports), "report"))
        return (
            Strong(f"{read} {'was' if len(reports) == 1 else 'were'} read; "),
            Strong("no incident", True),
            Strong(" was found in them."),
        )
    days = [incident.time for incident in found if incident.time]
    span = f"For {range_words(min(d.start for d in days), max(d.last for d in days))}, " if len(days) > 1 else ""
    told = len({account.report_id for incident in found for account in incident.accounts})
    start = [Strong(span), Strong(_start(count_words(len(found), "incident"), span), True)]
    verb = "is" if len(found) == 1 else "are"
    scope = " match what you asked for" if asked.query() else f" {verb} told by {count_words(told, 'report')}"
    return (*start, Strong(f"{scope}. "), *_states_sentence(found))


def _start(words: str, before: str) -> str:
    return words if before else capital(words)


def _states_sentence(found: Sequence[Incident]) -> list[Strong]:
    count = Counter(incident.state for incident in found)
    out: list[Strong] = []
    if many := count[State.CORROBORATED]:
        out += [Strong("Independent origins bear out "), Strong(_plain(many), True), Strong("; ")]
    if many := count[State.CONTESTED]:
        out += [Strong("accounts of "), Strong(_plain(many), True), Strong(" contradict each other; ")]
    if many := count[State.ALLEGED]:
        out += [Strong(_plain(many), True), Strong(f" {'rests' if many == 1 else 'rest'} on one origin’s word; ")]
    if many := count[State.NOT_ASSESSABLE]:
        out += [Strong(_plain(many), True), Strong(" cannot be assessed; ")]
    if out:
        out[0] = Strong(capital(out[0].text), out[0].strong)
        out[-1] = Strong(out[-1].text.removesuffix("; ") + ".")
    return out


def _plain(count: int) -> str:
    return count_words(count, "", " ").strip()


def _told(found: Sequence[Incident]) -> str:
    reports = {account.report_id for incident in found for account in incident.accounts}
    origins = {origin for incident in found for account in incident.accounts for origin in account.origins}
    return f"from {counted(len(reports), 'report')}, {counted(len(origins), 'origin')}" if reports else ""


def _options(known: Mapping[str, str], asked: str) -> tuple[Option, ...]:
    if asked and asked not in known:
        known = {**known, asked: asked}
    return tuple(
        Option(value, words, value == asked) for value, words in sorted(known.items(), key=lambda pair: (pair[1], pair[0]))
    )


def _chips(asked: Filter, room: Room) -> tuple[Chip, ...]:
    set_fields = [
        ("q", f"“{asked.words}”", asked.words),
        ("from", f"from {asked.first}", asked.first),
        ("to", f"to {asked.last}", asked.last),
        ("place", asked.place, asked.place),
        ("party", room.labels(asked.party) if asked.party else "", asked.party),
        ("type", type_words(EventType(asked.type)) if asked.type else "", asked.type),
        ("state", term("state", asked.state), asked.state),
    ]
    return tuple(Chip(words, f"/?{asked.query(**{key: ''})}") for key, words, value in set_fields if value)


def _days(room: Room, shown: Sequence[Incident], numbers: Mapping[str, int], everything: Sequence[Report]) -> tuple[Day, ...]:
    claims = {claim.id: claim for claim in room.desk.claims([claim_id for i in shown for claim_id in i.claim_ids])}
    reports = {report.id: report for report in everything}
    by_day: dict[str, list[Item]] = {}
    for incident in shown:
        by_day.setdefault(_day_name(incident), []).append(_item(room, incident, numbers[incident.id], claims, reports))
    return tuple(Day(name, len(items), tuple(items)) for name, items in by_day.items())


def _day_name(incident: Incident) -> str:
    if incident.time is None:
        return "No day said"
    if incident.time.start == incident.time.last:
        return f"{WEEKDAYS[incident.time.start.weekday()]} {day_words(incident.time.start)}"
    return capital(interval_words(incident.time))


WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _item(room: Room, incident: Incident, number: int, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> Item:
    parties = (*incident.actor, *incident.recipient)
    return Item(
        number=number,
        href=incident_url(incident.id),
        title=incident_title(incident, room.labels),
        quote=_short_quote(incident, claims, reports),
        grade=state_grade(incident.state),
        told=told_by(incident),
        place=place_name(incident.place, room.native),
        remarks=(*(() if parties else ("no party named",)), *(() if incident.place else ("no place said",))),
        figures=figures_text(incident),
    )


def _short_quote(incident: Incident, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> Words | None:
    told = [claims[claim_id] for claim_id in incident.claim_ids if claim_id in claims]
    short = [claim for claim in told if len(claim.quote.text) <= LONGEST_QUOTE]
    best = max(short, key=lambda claim: (claim.confidence, claim.id), default=None)
    return alone(reports.get(best.report_id), best.quote, claim_layers(best), claim_id=best.id) if best else None


def _strip(found: Sequence[Incident], reports: Sequence[Report], *, narrow: bool, today: date) -> Markup:
    marks: dict[date, list[str]] = {}
    for incident in found:
        if incident.time:
            marks.setdefault(incident.time.start, []).append(state_grade(incident.state).code)
    read = Counter(report.published.day for report in reports if report.published)
    return days_strip({day: sorted(grades) for day, grades in marks.items()}, dict(read), narrow=narrow, today=today)


def _unplaced(room: Room, incident: Incident) -> Unplaced:
    place = place_name(incident.place, room.native)
    where = "no place said" if place is None else f"{place.name}: {'off this map' if is_placed(incident) else place.how}"
    return Unplaced(incident_url(incident.id), incident_title(incident, room.labels), state_grade(incident.state), where)


def _kinds(found: Sequence[Incident]) -> tuple[KindCount, ...]:
    groups: dict[str, Counter[State]] = {}
    for incident in found:
        groups.setdefault(type_words(incident.type, incident.mode), Counter())[incident.state] += 1
    return tuple(
        KindCount(kind, sum(states.values()), tuple(_many(state, many) for state, many in sorted(states.items())))
        for kind, states in sorted(groups.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    )


def _many(state: State, many: int) -> Grade:
    grade = state_grade(state)
    return Grade(grade.code, f"{many} {grade.word.lower()}")


def _empty(everything: Sequence[Incident], asked: Filter) -> str:
    if not everything:
        return "No incident has been recorded. A ledger without incidents says what was read, not what happened."
    days = f" between {asked.first or 'the start'} and {asked.last or 'today'}" if asked.first or asked.last else ""
    return f"No incident{days} matches all you asked for. What was not reported, or not read, cannot be found here."
