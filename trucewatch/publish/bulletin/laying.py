"""Lay a daily report out as a sheet: what stands on every page, the map, the days, and each sentence with what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from markupsafe import Markup

from trucewatch.knowledge.place_sources import attributions
from trucewatch.model import State
from trucewatch.model.bulletin import Bulletin, Edited, Edition, Line, MapPin, MapSpot, Section, SectionKey, Subject, SubjectKind
from trucewatch.publish.bulletin.sheet import Group, Part, Picture, Reference, Sentence, Sheet, Table
from trucewatch.publish.drawing.days import DayEvent, DayMarks, days_strip
from trucewatch.publish.drawing.plate import Pin, Spot, lands_on, plate
from trucewatch.publish.drawing.printed import name_of
from trucewatch.publish.tongue import is_right_to_left, marked, say, speaking
from trucewatch.publish.words import agreement_url, anchor, incident_url, instant_words, note, range_words, report_url

MOST_PINS = 60  # numbered signs on a map; beyond them a sign counts the incidents of its grade at a place
SHARE = 0.82  # of the width that the map takes: with its heading it then fits behind a section of some lines
KINDS: Mapping[Edition, str] = {
    Edition.DAILY: marked("Daily report"),
    Edition.WEEKLY: marked("Weekly report"),
    Edition.CUSTOM: marked("Report of a period"),
}


def sheet_of(bulletin: Bulletin, *, base: str = "", marks: Sequence[str] = ()) -> Sheet:
    """The report as a sheet in its own language; `base` is the address of the site its references lead to, if there is one.

    `marks` are what must be known of this copy, besides what every preview says.
    """
    with speaking(bulletin.language):
        return Sheet(
            language=bulletin.language,
            right_to_left=is_right_to_left(bulletin.language),
            title=bulletin.title,
            kind=number_words(bulletin),
            running=f"Trucewatch · {kind_words(bulletin)}",
            period=range_words(bulletin.first, bulletin.last),
            foot=foot_of(bulletin),
            page=say("page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
            marks=(*marks, *marks_of(bulletin)),
            standfirst=bulletin.standfirst,
            facts=bulletin.facts,
            parts=tuple(_part(bulletin, section, base) for section in bulletin.sections),
            notes=bulletin.notes,
        )


def kind_words(bulletin: Bulletin) -> str:
    """ "Daily report 12", "Daily report 12, revision 2", "Daily report, preview"."""
    kind = say(KINDS[bulletin.edition])
    if not bulletin.is_issued:
        return say("%(kind)s, preview", kind=kind)
    if bulletin.revision:
        return say("%(kind)s %(number)s, revision %(revision)s", kind=kind, number=bulletin.number, revision=bulletin.revision)
    return f"{kind} {bulletin.number}"


def number_words(bulletin: Bulletin) -> str:
    """ "Number 12", "Number 12, revision 2", "Preview": what stands above the title, which says the rest."""
    if not bulletin.is_issued:
        return say("Preview")
    if bulletin.revision:
        return say("Number %(number)s, revision %(revision)s", number=bulletin.number, revision=bulletin.revision)
    return say("Number %(number)s", number=bulletin.number)


def foot_of(bulletin: Bulletin) -> tuple[str, ...]:
    """What stands below every page: as of when, and from which state of the ledger."""
    as_of = bulletin.as_of
    when = instant_words(datetime.fromisoformat(as_of.moment).astimezone(ZoneInfo(bulletin.zone))) if as_of.moment else ""
    known = say("Based on what was known at %(moment)s", moment=when) if when else say("Nothing had been recorded.")
    return known, say("Entry %(seq)s of the ledger, %(head)s", seq=as_of.seq, head=as_of.head)


def marks_of(bulletin: Bulletin) -> tuple[str, ...]:
    """What the reader must know first."""
    if bulletin.is_issued:
        return ()
    return (say("Preview: not issued, not numbered, and not kept. It says what the ledger held when it was made."),)


def subject_url(subject: Subject) -> str:
    """Where a record that a sentence rests on is shown; empty where it has no page of its own."""
    match subject.kind:
        case SubjectKind.INCIDENT:
            return incident_url(subject.id)
        case SubjectKind.REPORT:
            return report_url(subject.id)
        case SubjectKind.AGREEMENT:
            agreement, _, clause = subject.id.partition("/")
            return agreement_url(agreement, clause or None)
        case SubjectKind.ULTIMATUM:
            return f"/deadlines#{anchor(subject.id, 'ultimatum')}"
        case SubjectKind.POST:
            return f"/posts/{subject.id}"
        case SubjectKind.BULLETIN:
            return f"/daily/{subject.id}"
        case _:
            return ""


def _part(bulletin: Bulletin, section: Section, base: str) -> Part:
    return Part(
        title=section.title,
        groups=tuple(
            Group(title, tuple(_sentence(bulletin, line, base) for line in lines))
            for title, lines in groupby(section.lines, key=lambda line: line.group)
        ),
        tables=tuple(Table(one.title, one.columns, one.rows, frozenset(one.numbers)) for one in section.tables),
        pictures=tuple(pictures_of(bulletin, section.key)),
        hole=section.hole,
    )


def _sentence(bulletin: Bulletin, line: Line, base: str) -> Sentence:
    return Sentence(
        line.words,
        tuple(_reference(one, base) for one in line.subjects),
        note("state", line.state) if line.state else "",
        edited_words(line.edited, bulletin.zone) if line.edited else "",
    )


def _reference(subject: Subject, base: str) -> Reference:
    path = subject_url(subject)
    return Reference(subject.words, f"{base.rstrip('/')}{path}" if base and path else "")


def edited_words(edited: Edited, zone: str) -> str:
    """Who wrote a sentence, when and why, and what it was; or that what a person wrote does not hold any more."""
    when = instant_words(datetime.fromisoformat(edited.at).astimezone(ZoneInfo(zone)))
    told = {"who": edited.by, "when": when, "why": edited.reason, "words": edited.words}
    if edited.overtaken:
        return say(
            "%(who)s wrote at %(when)s (%(why)s): “%(words)s”. The records have changed since; it does not hold any more.", **told
        )
    return say("Wording by %(who)s, %(when)s (%(why)s). It was: “%(words)s”", **told)


# — drawings —


def pictures_of(bulletin: Bulletin, key: SectionKey) -> Iterator[Picture]:
    """The drawings of a section: the days with what changed, the map with the incidents; in the language in use."""
    if key is SectionKey.CHANGE and (strip := strip_of(bulletin)):
        yield Picture(strip, name_of(strip), strip_caption())
    if key is SectionKey.INCIDENTS and (map_ := map_of(bulletin)):
        yield Picture(map_, say("Map of the incidents that can be drawn"), map_caption(bulletin), SHARE)


def strip_caption() -> str:
    """What the signs of the days mean."""
    return say("Each sign is an incident. Below: reports read, a day each; hatched: no report of that day was read.")


def strip_of(bulletin: Bulletin, *, narrow: bool = False) -> Markup:
    """The days up to the report's last, incidents and reports; empty where no day is told."""
    if not bulletin.days:
        return Markup("")
    grades = {one.day: [note("state", state) for state, many in one.states for _ in range(many)] for one in bulletin.days}
    return days_strip(
        DayMarks(
            grades={day: held for day, held in grades.items() if held},
            read={one.day: one.reports for one in bulletin.days if one.reports},
            today=max(one.day for one in bulletin.days),
            chosen=(bulletin.first, bulletin.last),
            events=tuple(DayEvent(one.day, one.words, "end" if one.ends else "start") for one in bulletin.marks),
        ),
        narrow=narrow,
    )


def map_of(bulletin: Bulletin) -> Markup:
    """The map of the report's incidents; empty where none has a point."""
    return plate(spots_of(bulletin))


def spots_of(bulletin: Bulletin) -> tuple[Spot, ...]:
    """The spots of the map: a numbered sign an incident, or where there are very many, a sign for each grade with how many."""
    counted = is_counted(bulletin)
    spots = [_spot(told, _counts(told.pins) if counted else _pins(told.pins)) for told in bulletin.spots]
    if counted:
        spots = sorted(spots, key=lambda spot: (-sum(pin.number for pin in spot.pins), spot.longitude, spot.latitude))[:MOST_PINS]
    return tuple(spots)


def is_counted(bulletin: Bulletin) -> bool:
    """True if a sign of the map stands for several incidents."""
    return sum(len(spot.pins) for spot in bulletin.spots) > MOST_PINS


def _spot(told: MapSpot, pins: Iterator[Pin]) -> Spot:
    where = (told.longitude, told.latitude, told.name, told.native)
    return Spot(*where, tuple(pins), told.rough, told.pieces, told.told, told.at_point)


def _pins(pins: Sequence[MapPin]) -> Iterator[Pin]:
    return (Pin(one.number, note("state", one.state), one.words, incident_url(one.incident)) for one in pins)


def _counts(pins: Sequence[MapPin]) -> Iterator[Pin]:
    many = Counter(one.state for one in pins)
    return (Pin(many[state], note("state", state)) for state in State if many[state])


def map_caption(bulletin: Bulletin) -> str:
    """What the map shows and what it does not."""
    spots = spots_of(bulletin)
    lands = lands_on(spots)
    how = (
        say(
            "The number in a sign is how many incidents of its grade are told of there; %(some)s of %(all)s are drawn.",
            some=sum(pin.number for spot in spots for pin in spot.pins),
            all=sum(len(told.pins) for told in bulletin.spots),
        )
        if is_counted(bulletin)
        else say("The numbers are those of the incidents below.")
    )
    is_rough = any(spot.rough or spot.pieces for spot in spots)
    rough = say("Dashed: it lies somewhere within, as the report tells it (a circle is not to scale).") if is_rough else ""
    behind = say("Governorates drawn: %(lands)s.", lands=lands) if lands else ""
    places = say("Places: %(names)s. No line of control is drawn anywhere.", names=", ".join(attributions(("wof:", "gn:"))))
    return " ".join(words for words in (how, rough, behind, places) if words)
