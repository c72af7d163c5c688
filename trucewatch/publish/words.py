"""Put codes, days, counts and figures into words: our own voice, neutral and plain."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from urllib.parse import quote, urlencode

from trucewatch.knowledge import wording
from trucewatch.knowledge.tables import read_table
from trucewatch.knowledge.wording import MONTHS as MONTHS
from trucewatch.knowledge.wording import number as number
from trucewatch.model import (
    Claim,
    Counted,
    EventType,
    Figure,
    FigureRange,
    Incident,
    Interval,
    Place,
    PlacePrecision,
    Precision,
    Realis,
)
from trucewatch.publish.tongue import HOME, gettext, marked, ngettext, say, spoken

TERMS = pathlib.Path(__file__).parent / "terms"
SHORT = 48  # letters of the words for a ground that fit into a heading
BESIDE = re.compile(
    r"(?:between|along|around|outside|off|(?:north|south|east|west)\S* of|\d[\d.,]* ?(?:km|kilomet|mile)\w*)\b", re.IGNORECASE
)
PERCEIVED_MODES = (None, "heavy-weapons", "firearms")  # of attacks: what posts tell by ear and eye, and no more
EXPLOSION = "explosion"
STOPPED_OR_SEEN = frozenset({"access", "hardware"})
EXERCISE = marked("logged as an exercise")
ATTRIBUTED = "attributed to"
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
NEAR = 2  # Place.geo_precision: near the named place, or a part of it

Labels = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class TypeRow:
    """How a type (and mode) of claim is called, and how its parties and place are joined to it."""

    type: EventType
    mode: str | None
    words: str
    by: str | None
    to: str | None
    at: str | None
    actor_first: bool | None
    example: str


@dataclass(frozen=True, slots=True)
class TermRow:
    """The word for one code of one closed set; `note` carries what the set needs besides (a mark, a shape, a suffix)."""

    set: str
    code: str
    term: str
    note: str | None
    example: str


def counted(count: int, one: str, many: str = "") -> str:
    """A count in figures with its noun, in the form that the language in use has for that number: "3 reports"."""
    if spoken() == HOME:
        return wording.counted(count, one, many)
    return _counted(count, one, many)


def count_words(count: int, one: str, many: str = "") -> str:
    """ "one report", "sixteen" as 16: small counts in words; in other languages than English every count in figures."""
    if spoken() == HOME:
        return wording.count_words(count, one, many)
    return _counted(count, one, many) if one else number(count)


def _counted(count: int, one: str, many: str) -> str:
    return ngettext(f"%(count)s {one}", f"%(count)s {many or one + 's'}", count) % {"count": number(count)}


def joined(words: Sequence[str], *, last: str = "and") -> str:
    """ "A", "A and B", "A, B and C", as the language in use joins them; nothing gives the empty string."""
    if spoken() == HOME or len(words) < 2:
        return wording.joined(words, last=last)
    from babel.lists import format_list  # a tenth of a second that English should not cost

    return format_list(words, style="or" if last == "or" else "standard", locale=spoken())


def day_words(day: date) -> str:
    """ "3 February 2020", with the months of the language in use and the digits 0 to 9."""
    return wording.day_words(day) if spoken() == HOME else _dated(day, "d MMMM y")


def short_month(day: date, *, year: bool = False) -> str:
    """ "3 Feb"; with its `year` instead of the day "Feb 2020"."""
    name = MONTHS[day.month - 1][:3]
    if spoken() != HOME:
        return _dated(day, "MMM y" if year else "d MMM")
    return f"{name} {day.year}" if year else f"{day.day} {name}"


def month_words(day: date) -> str:
    """ "February 2020"."""
    return f"{MONTHS[day.month - 1]} {day.year}" if spoken() == HOME else _dated(day, "MMMM y")


def weekday_words(day: date) -> str:
    """ "Monday 3 February 2020"."""
    return f"{WEEKDAYS[day.weekday()]} {day_words(day)}" if spoken() == HOME else _dated(day, "EEEE d MMMM y")


def _dated(day: date, pattern: str) -> str:
    from babel.dates import format_date  # see above

    return format_date(day, pattern, locale=spoken())


@cache
def type_rows() -> dict[tuple[EventType, str | None], TypeRow]:
    """The rows of `types.csv` by type and mode."""
    return {(row.type, row.mode): row for row in read_table("types.csv", TypeRow, TERMS)}


@cache
def term_rows() -> dict[tuple[str, str], TermRow]:
    """The rows of `terms.csv` by set and code."""
    return {(row.set, row.code): row for row in read_table("terms.csv", TermRow, TERMS)}


def term(kind: str, code: str) -> str:
    """The word for a code, in the language in use; the code itself where no row knows it."""
    row = term_rows().get((kind, code))
    return gettext(row.term) if row else code


def note(kind: str, code: str) -> str:
    """What the row of a code carries besides its word; empty where it carries nothing."""
    row = term_rows().get((kind, code))
    return row.note or "" if row else ""


def type_words(kind: EventType, mode: str | None = None) -> str:
    """What kind of happening it is: "Air strike", "Demand to yield"."""
    return gettext(_type_row(kind, mode).words)


def _type_row(kind: EventType, mode: str | None) -> TypeRow:
    rows = type_rows()
    return rows.get((kind, mode)) or rows[(kind, None)]


def happening(
    kind: EventType,
    mode: str | None,
    actors: Sequence[str],
    recipients: Sequence[str],
    place: str | None = None,
    near: bool = False,
    beside: str | None = None,
    called: str = "",
) -> str:
    """A happening in one line: what, by whom, to whom, where; an attack is only ever "attributed to" somebody.

    `beside` are words that say where of themselves ("between Saraqib and Ariha"); they stand for the place. `called` are words
    for what happened that say more than its type.
    """
    row, base = _type_row(kind, mode), _type_row(kind, None)
    by, to, at = row.by or base.by or "by", row.to or base.to or "to", row.at or base.at or "in"
    actor_first = base.actor_first if row.actor_first is None else row.actor_first
    stands = "near" if near and at == "in" else _beside_line(place or "") if at == "in" else at
    where = f" {stands} {place}" if place else ""
    where = f" {beside}" if beside and at == "in" else where
    doer = f"{by} {joined(actors)}" if actors else ""
    target = f" {to} {joined(recipients)}" if recipients else ""
    what = called or gettext(row.words)
    if spoken() != HOME:
        return _told_apart(what, by, joined(actors), joined(recipients), place, near, beside)
    if actor_first:
        return what + (f" {doer}" if doer else "") + target + where
    return what + target + where + (f", {doer}" if doer and (target or where) else f" {doer}" if doer else "")


def _told_apart(what: str, by: str, actors: str, recipients: str, place: str | None, near: bool, beside: str | None) -> str:
    """The same in a language whose sentences are built otherwise: each part under its own word, the words of a report apart."""
    doer = say("attributed to %(parties)s", parties=actors) if by == ATTRIBUTED else say("by %(parties)s", parties=actors)
    where = say("near %(place)s", place=place) if near else say("in %(place)s", place=place)
    parts = (
        what,
        doer if actors else "",
        say("concerning %(parties)s", parties=recipients) if recipients else "",
        isolated(beside) if beside else where if place else "",
    )
    return gettext(", ").join(part for part in parts if part)


ON_A_LINE = {"border": "at the", "crossing": "at the", "road": "on the", "highway": "on the"}  # by the last word of the name


def _beside_line(place: str) -> str:
    """How one stands to a place by its name: in a town, at the border, on the road."""
    return ON_A_LINE.get(place.lower().rsplit(" ", 1)[-1], "in")


def is_near(place: Place) -> bool:
    """True if what is told lies near the named place, not in it: its words say more than its name, and its point is not it."""
    if place.precision is None:
        return place.geo_precision == NEAR
    beside = place.latitude is None and place.ground is not None and place.ground.words.text != place.name
    return place.precision is PlacePrecision.VICINITY and beside


def words_beside(place: Place) -> str | None:
    """The words of a report that say where beside a place, if they are short: "10 km north-east of Horlivka"; else None."""
    words = " ".join(place.ground.words.text.split()) if place.ground is not None else ""
    return words if len(words) <= SHORT and BESIDE.match(words) else None


def incident_title(incident: Incident, labels: Labels) -> str:
    """The heading of an incident; what is only announced, conditional or denied says so."""
    actors, recipients = [labels(code) for code in incident.actor], [labels(code) for code in incident.recipient]
    place = incident.place
    near, beside = (is_near(place), words_beside(place)) if place else (False, None)
    beside = _at_spot(place, incident.perceived) or beside
    called = _called(incident, incident.perceived)
    line = happening(incident.type, incident.mode, actors, recipients, place.name if place else None, near, beside, called)
    suffix = gettext(EXERCISE) if incident.exercise else standing_note(incident.type, incident.mode, incident.realis)
    return gettext(", ").join((line, suffix)) if suffix else line


def _at_spot(place: Place | None, perceived: Sequence[str]) -> str | None:
    """ "at checkpoint North": what a log names where a patrol was stopped is a gate or a yard, not a town to be in."""
    return say("at %(place)s", place=place.name) if place and STOPPED_OR_SEEN & {*perceived} else None


def _called(told: Incident | Claim, perceived: Sequence[str]) -> str:
    """What posts perceived, where that is all they tell: an explosion heard is told as an explosion, not as an attack."""
    heard = told.type is EventType.ASSAULT and told.mode in PERCEIVED_MODES
    if not heard and (told.type is not EventType.MOBILIZE or told.actor):
        return ""
    what = _all_perceived(perceived)
    numbers = {bound for figure in told.figures for bound in (figure.low, figure.high)}
    return capital(perceived_words(what, one=numbers == {1})) if what else ""


def _all_perceived(perceived: Sequence[str]) -> str:
    """What all posts logged it as; "explosion" where they do not agree of what sort; empty where they agree on nothing."""
    if len(perceived) < 2:
        return next((what for what in perceived if ("perceived", what) in term_rows()), "")
    return EXPLOSION if all(what.startswith(EXPLOSION) for what in perceived) else ""


def perceived_words(what: str, *, one: bool = False) -> str:
    """A phenomenon in plain words: "undetermined explosions", and of one "undetermined explosion"."""
    return (note("perceived", what) if one and spoken() == HOME else "") or term("perceived", what)


def claim_title(claim: Claim, labels: Labels) -> str:
    """One claim in one line, with our labels for the parties it names."""
    actors = [labels(actor.party) if actor.party else f"“{actor.span.text}”" for actor in claim.actor]
    recipients = [labels(actor.party) if actor.party else f"“{actor.span.text}”" for actor in claim.recipient]
    place = claim.place
    near, beside = (is_near(place), words_beside(place)) if place else (False, None)
    perceived = (claim.logged.phenomenon,) if claim.logged else ()
    called, beside = _called(claim, perceived), _at_spot(place, perceived) or beside
    name = place.name if place else None
    line = happening(claim.type, claim.mode, _once(actors), _once(recipients), name, near, beside, called)
    suffix = gettext(EXERCISE) if claim.logged and claim.logged.exercise else standing_note(claim.type, claim.mode, claim.realis)
    return gettext(", ").join((line, suffix)) if suffix else line


def standing_note(kind: EventType, mode: str | None, realis: Realis) -> str:
    """What is said of how a happening stands; a truce that "did not happen" is one that is not kept."""
    truce = kind is EventType.RETREAT and mode == "ceasefire"
    return gettext("said not to hold") if truce and realis is Realis.NEGATED else gettext(note("realis", realis))


def _once(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(words))


def party_words(codes: Iterable[str], labels: Labels) -> tuple[str, ...]:
    """Our neutral labels, each once, in the order given."""
    return tuple(dict.fromkeys(labels(code) for code in codes))


def score_words(score: int) -> str:
    """ "2 of 3, intermediate": how far something was carried out, on the scale of the Peace Accords Matrix."""
    return say("%(score)s of 3, %(words)s", score=score, words=term("score", str(score)))


def isolated(name: str) -> str:
    """A name that may run the other way, set apart so that it cannot turn our words around."""
    return f"\u2068{name}\u2069"


def capital(words: str) -> str:
    """The same words at the start of a sentence."""
    first = words[:1]
    return ("İ" if first == "i" and spoken() == "tr" else first.upper()) + words[1:]


def full_sentence(words: str) -> str:
    """The same words as a sentence of their own: a capital, and one stop at the end."""
    return capital(words.strip().rstrip(".")) + "." if words.strip() else ""


def short_day(day: date) -> str:
    """ "3 Feb 2020"."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}" if spoken() == HOME else _dated(day, "d MMM y")


def instant_words(moment: datetime) -> str:
    """ "21:00 on 13 February 2020, UTC+02:00": a time never stands without its zone."""
    zone = moment.strftime("%z")
    named = f"UTC{zone[:3]}:{zone[3:5]}" if zone and zone.strip("+-0") else "UTC"
    return say("%(time)s on %(day)s, %(zone)s", time=f"{moment:%H:%M}", day=day_words(moment.date()), zone=named)


def interval_words(interval: Interval | None) -> str:
    """The days in words, no more exact than they are known."""
    if interval is None:
        return gettext("no day said")
    first, last = interval.start, interval.last
    if interval.precision is Precision.YEAR and first.year == last.year:
        return say("in %(year)s", year=first.year)
    if interval.precision is Precision.MONTH and (first.year, first.month) == (last.year, last.month):
        return say("in %(month)s", month=month_words(first))
    if interval.precision is Precision.WEEK:
        return say("in the week of %(day)s", day=day_words(first))
    return range_words(first, last)


def range_words(first: date, last: date) -> str:
    """ "3–10 February 2020": what both days share is said once."""
    if first == last:
        return day_words(last)
    if (first.year, first.month) == (last.year, last.month):
        return say("%(first)s–%(last)s", first=first.day, last=day_words(last))
    if first.year == last.year:
        start = f"{first.day} {MONTHS[first.month - 1]}" if spoken() == HOME else _dated(first, "d MMMM")
        return say("%(first)s – %(last)s", first=start, last=day_words(last))
    return say("%(first)s – %(last)s", first=day_words(first), last=day_words(last))


def range_of_figures(low: int | None, high: int | None) -> str:
    """ "13", "13–14", "at least 330", "up to 50"; both ends open is "no number"."""
    if low is None and high is None:
        return gettext("no number")
    if low is None:
        return say("up to %(count)s", count=number(high or 0))
    if high is None:
        return say("at least %(count)s", count=number(low))
    return number(low) if low == high else say("%(first)s–%(last)s", first=number(low), last=number(high))


def figure_text(figure: Figure | FigureRange) -> str:
    """ "13–14 killed", "1 explosion"."""
    one = figure.low == 1 and figure.high in (1, None) and spoken() == HOME
    word = (note("counted", figure.kind) if one else "") or term("counted", figure.kind)
    return say("%(figure)s %(counted)s", figure=range_of_figures(figure.low, figure.high), counted=word)


def figures_text(incident: Incident) -> tuple[str, ...]:
    """The figures of an incident, each in a few words; a measure of which only totals of more than it are told is left out."""
    told = [figure for figure in incident.figures if (figure.low, figure.high) != (None, None)]
    return tuple(_logged_figure(incident, figure) or figure_text(figure) for figure in told)


def _logged_figure(incident: Incident, figure: FigureRange) -> str:
    """ "1 muzzle flash": what posts count that has no measure of its own, in the word for what they perceived."""
    what = _all_perceived(incident.perceived) if figure.kind is Counted.OTHER or (figure.low, figure.high) == (1, 1) else ""
    told = range_of_figures(figure.low, figure.high)
    words = perceived_words(what, one=told == "1")
    return say("%(figure)s %(counted)s", figure=told, counted=words) if what and figure.of is None else ""


def days_between(earlier: date, later: date) -> int:
    """Whole days from one day to another; negative if they stand the other way round."""
    return (later - earlier) // timedelta(days=1)


def report_url(report_id: str, claim_id: str | None = None, at: int | None = None) -> str:
    """Where a report is shown, at a claim if one is given; `at` is a character of the part of a long text that is to be shown."""
    part = "" if at is None else f"?at={at}"
    return f"/reports/{_path(report_id)}{part}" + (f"#{anchor(claim_id)}" if claim_id else "")


def outlet_url(name: str) -> str:
    """Where an outlet is shown; a name that an address would take for a folder is asked for in the query."""
    return f"/outlets?{urlencode({'name': name}, errors='replace')}" if name in (".", "..") else f"/outlets/{_path(name)}"


def incident_url(incident_id: str) -> str:
    """Where an incident is shown."""
    return f"/incidents/{_path(incident_id)}"


def agreement_url(agreement_id: str, clause_id: str | None = None) -> str:
    """Where an agreement is shown, at a clause if one is given."""
    return f"/agreements/{_path(agreement_id)}" + (f"#{anchor(clause_id, 'clause')}" if clause_id else "")


def anchor(record_id: str, kind: str = "claim") -> str:
    """An id for an HTML element: always begins with its kind and holds no space."""
    plain = _path(record_id).replace("%", "_")
    return plain if plain.startswith(f"{kind}-") else f"{kind}-{plain}"


def _path(record_id: str) -> str:
    return quote(record_id, safe="", errors="replace")
