"""Put a report together: its sections in the order the OSCE made familiar, from the records of its period alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Bulletin, DayMark, Edited, Edition, Line, MapPin, MapSpot, Section, SectionKey, Wording
from trucewatch.publish.bulletin.breaches import breaches
from trucewatch.publish.bulletin.changing import blind_words, changing, counts_words, is_low, low_words, span_words
from trucewatch.publish.bulletin.deadlines import RUNNING, next_words
from trucewatch.publish.bulletin.disputes import contested, corrections, sources
from trucewatch.publish.bulletin.happenings import access, casualties, displacement, forces, incidents, statements, sum_words
from trucewatch.publish.bulletin.matter import Matter
from trucewatch.publish.deadlines import DueKind
from trucewatch.publish.drawing.days import shifted
from trucewatch.publish.drawing.spots import on_map, spots_of
from trucewatch.publish.tongue import HOME, marked, say, speaking
from trucewatch.publish.words import instant_words

SECTIONS: Mapping[SectionKey, Callable[[Matter], Section]] = {
    SectionKey.CHANGE: changing,
    SectionKey.INCIDENTS: incidents,
    SectionKey.BREACHES: breaches,
    SectionKey.CASUALTIES: casualties,
    SectionKey.DISPLACEMENT: displacement,
    SectionKey.FORCES: forces,
    SectionKey.STATEMENTS: statements,
    SectionKey.ACCESS: access,
    SectionKey.CONTESTED: contested,
    SectionKey.CORRECTIONS: corrections,
    SectionKey.SOURCES: sources,
}
TITLES: Mapping[Edition, str] = {
    Edition.DAILY: marked("Daily report, %(days)s"),
    Edition.WEEKLY: marked("Weekly report, %(days)s"),
    Edition.CUSTOM: marked("Report, %(days)s"),
}
AHEAD = 18  # days after the report's last of which the strip tells what falls due


def gather(matter: Matter, *, language: str = HOME) -> Bulletin:
    """The report of a period, with the wordings that hold; not numbered yet. The same records give the same report."""
    with speaking(language):
        days = span_words(matter.first, matter.last)
        agreement = matter.agreement
        title = say(TITLES[matter.edition], days=days)
        bulletin = Bulletin(
            edition=matter.edition,
            first=matter.first,
            last=matter.last,
            zone=matter.zone,
            language=language,
            agreement=agreement.id if agreement else "",
            as_of=matter.as_of,
            title=say("%(title)s: %(agreement)s", title=title, agreement=agreement.id) if agreement else title,
            standfirst=_standfirst(matter),
            facts=_facts(matter),
            sections=tuple(made(matter) for made in SECTIONS.values()),
            spots=_spots(matter),
            days=matter.days,
            marks=_marks(matter),
            notes=_notes(),
        )
        return worded(bulletin, matter.wordings)


def _standfirst(matter: Matter) -> str:
    """The report in three sentences: how many, how many dead, what runs out next."""
    if matter.looked.is_blind and not matter.told:
        return blind_words(matter.looked)
    low = low_words() if is_low(matter) else ""
    return " ".join(words for words in (counts_words(matter), low, sum_words(matter), next_words(matter)) if words)


def _facts(matter: Matter) -> tuple[tuple[str, str], ...]:
    as_of, agreement = matter.as_of, matter.agreement
    when = datetime.fromisoformat(as_of.moment).astimezone(ZoneInfo(matter.zone)) if as_of.moment else None
    return (
        (say("As of"), instant_words(when) if when else say("nothing recorded yet")),
        (say("Days"), say("%(days)s, local days of the places told of", days=span_words(matter.first, matter.last))),
        (say("Times"), say("by the clock of %(zone)s, unless another is named", zone=matter.zone)),
        (say("Agreement"), f"{agreement.title} ({agreement.id})" if agreement else say("all that are held")),
    )


def _notes() -> tuple[str, ...]:
    return (
        say("Every sentence is made from records and refers to them; none says more than its sources do."),
        say("“Alleged” is told by one origin, “corroborated” by several independent ones."),
        say("“Contested” are accounts that contradict each other."),
        say("Figures are the lowest and the highest that any account gives; none is an average."),
        say("An incident told of several days counts in every period that these days reach into."),
        say("Where two periods are compared, an incident that counts in both is left out on both sides."),
        say("Figures of different incidents may count the same people; a sum of them is no number of people."),
    )


def _spots(matter: Matter) -> tuple[MapSpot, ...]:
    told = {one.incident.id: one for one in matter.told}
    gazetteer = load_gazetteer()
    numbers = {key: one.number for key, one in told.items()}
    by_number = {one.number: one.incident for one in matter.told}

    def native(place_id: str) -> str | None:
        entry = gazetteer.get(place_id)
        return entry.native[0] if entry and entry.native else None

    drawn = spots_of(on_map([one.incident for one in matter.told]), numbers, load_parties().label, native)
    return tuple(
        MapSpot(
            spot.longitude,
            spot.latitude,
            spot.name,
            spot.native,
            tuple(MapPin(by_number[p.number].id, p.number, by_number[p.number].state, p.words) for p in spot.pins),
            spot.rough,
            spot.pieces,
            spot.told,
            spot.at_point,
        )
        for spot in drawn
    )


def _marks(matter: Matter) -> tuple[DayMark, ...]:
    start = matter.days[0].day if matter.days else matter.first
    begins = tuple(
        DayMark(one.effective, say("%(id)s takes effect", id=one.id), False)
        for one in matter.agreements.values()
        if start <= one.effective <= matter.last and (matter.agreement is None or one.id == matter.agreement.id)
    )
    ends = tuple(
        DayMark(due.last, say("a demand runs out"), True)
        for due in matter.due
        if due.kind is DueKind.ULTIMATUM
        and (due.state in RUNNING or due.days_left < 0)
        and start <= due.last <= shifted(matter.last, AHEAD)
    )
    return tuple(sorted((*begins, *ends), key=lambda mark: (mark.day, mark.words)))


# — wordings —


def worded(bulletin: Bulletin, wordings: Sequence[Wording]) -> Bulletin:
    """The report with what people wrote: each wording holds while the generated words are still those it was written for."""
    latest: dict[str, Wording] = {}
    for one in sorted(wordings, key=lambda one: (one.at, one.id)):
        if one.bulletin == bulletin.id:
            latest[one.line] = one
    return replace(bulletin, sections=tuple(_all_worded(section, latest) for section in bulletin.sections))


def _worded(line: Line, wording: Wording | None) -> Line:
    if wording is None or not wording.new:
        return line
    told = (wording.id,)
    if wording.old == line.words:
        return replace(line, words=wording.new, edited=Edited(*told, line.words, wording.by, wording.at, wording.reason))
    return replace(line, edited=Edited(*told, wording.new, wording.by, wording.at, wording.reason, overtaken=True))


def generated(line: Line) -> str:
    """The words of a line as they were made from records, whatever a person wrote in their place."""
    return line.edited.words if line.edited and not line.edited.overtaken else line.words


def _all_worded(section: Section, latest: Mapping[str, Wording]) -> Section:
    return replace(section, lines=tuple(_worded(line, latest.get(line.key)) for line in section.lines))
