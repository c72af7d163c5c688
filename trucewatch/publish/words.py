"""Put codes, days, counts and figures into words: our own voice, neutral and plain."""

from __future__ import annotations

import pathlib
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
    Counted,
    EventType,
    Figure,
    FigureRange,
    Incident,
    Interval,
    Precision,
)
from trucewatch.publish.tongue import HOME, gettext, ngettext, say, spoken

TERMS = pathlib.Path(__file__).parent / "terms"
EXPLOSION = "explosion"
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
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
    return gettext(type_row(kind, mode).words)


def type_row(kind: EventType, mode: str | None) -> TypeRow:
    """The row of a type and mode, or of the type alone where the mode has none."""
    rows = type_rows()
    return rows.get((kind, mode)) or rows[(kind, None)]


def all_perceived(perceived: Sequence[str]) -> str:
    """What all posts logged it as; "explosion" where they do not agree of what sort; empty where they agree on nothing."""
    if len(perceived) < 2:
        return next((what for what in perceived if ("perceived", what) in term_rows()), "")
    return EXPLOSION if all(what.startswith(EXPLOSION) for what in perceived) else ""


def perceived_words(what: str, *, one: bool = False) -> str:
    """A phenomenon in plain words: "undetermined explosions", and of one "undetermined explosion"."""
    return (note("perceived", what) if one and spoken() == HOME else "") or term("perceived", what)


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
    what = all_perceived(incident.perceived) if figure.kind is Counted.OTHER or (figure.low, figure.high) == (1, 1) else ""
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
