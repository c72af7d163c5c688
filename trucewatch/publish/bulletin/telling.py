"""Tell an incident in whole sentences: who tells it of which day, what it is, on whose word it rests, and its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.tables import read_table
from trucewatch.model import EventType, FigureRange, Incident, Realis, Report, SectionKey, State, Subject, SubjectKind
from trucewatch.publish.bulletin.matter import Told
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import HOME, gettext, marked, pgettext, row_of, say, say_many, small_first, spoken
from trucewatch.publish.words import (
    TERMS,
    capital,
    counted,
    figure_text,
    figures_text,
    interval_words,
    isolated,
    joined,
    range_of_figures,
    term,
)

MOST_NAMES = 4  # outlets or origins that one sentence names
SAID_ONLY = frozenset({Realis.FUTURE, Realis.CONDITIONAL, Realis.POSSIBLE})  # what was only announced did not happen
ANNOUNCED = marked("Announced, conditional or possible acts")
DENIED = marked("Said not to have happened")


@dataclass(frozen=True, slots=True)
class SectionRow:
    """In which section, and there under which heading, incidents of a type (and mode) are told."""

    type: EventType
    mode: str | None
    section: SectionKey
    group: str | None
    example: str


@cache
def section_rows() -> Mapping[tuple[EventType, str | None], SectionRow]:
    """The rows of `bulletin_sections.csv` by type and mode."""
    return {(row.type, row.mode): row for row in read_table("bulletin_sections.csv", SectionRow, TERMS)}


def place_of(incident: Incident) -> tuple[SectionKey, str]:
    """The section an incident is told in, and the heading there; an act that is only announced is a statement."""
    row = section_rows().get((incident.type, incident.mode)) or section_rows()[incident.type, None]
    if incident.perceived and "access" in incident.perceived:
        return SectionKey.ACCESS, ""
    if row.section in (SectionKey.INCIDENTS, SectionKey.FORCES, SectionKey.DISPLACEMENT):
        if incident.realis in SAID_ONLY:
            return SectionKey.STATEMENTS, gettext(ANNOUNCED)
        if incident.realis is Realis.NEGATED:
            return SectionKey.STATEMENTS, gettext(DENIED)
    return row.section, gettext(group) if (group := row.group) else ""


def subject_of(told: Told) -> Subject:
    """The reference to an incident: by its number in the report."""
    return Subject(SubjectKind.INCIDENT, told.incident.id, say("incident %(number)s", number=told.number))


def title_of(incident: Incident) -> str:
    """The heading of an incident, with our labels for parties."""
    return incident_title(incident, load_parties().label)


def inside(words: str) -> str:
    """The same words within a sentence: without their capital, where English has one only for the start."""
    plain = spoken() == HOME and len(words) > 1 and words[1].islower()
    return small_first(words) if plain else words


def outlets_of(incident: Incident) -> tuple[str, ...]:
    """The outlets that tell it, each once, set apart from our own words; reports without an outlet are counted."""
    named = dict.fromkeys(isolated_if_needed(account.outlet) for account in incident.accounts if account.outlet)
    unnamed = len({account.report_id for account in incident.accounts if not account.outlet})
    nameless = (say_many("a report that names no outlet", "%(number)s reports that name no outlet", unnamed, number=unnamed),)
    return (*named, *(nameless if unnamed else ()))


def isolated_if_needed(name: str) -> str:
    """A name that may run the other way is set apart; one in plain Latin letters needs nothing."""
    return name if spoken() in (HOME, "tr") and name.isascii() else isolated(name)


def names_words(names: Sequence[str]) -> str:
    """ "A, B and C"; of many the first and how many more."""
    if len(names) <= MOST_NAMES:
        return joined(names)
    return joined([*names[: MOST_NAMES - 1], counted(len(names) - MOST_NAMES + 1, "other")])


def told_words(told: Told, reports: Mapping[str, Report]) -> str:
    """The sentences on one incident."""
    one = told.incident
    sentences = (_tells(one), _figures(one), _rests(one, reports))
    return " ".join(sentence for sentence in sentences if sentence)


def _tells(incident: Incident) -> str:
    values = {
        "what": capital(title_of(incident)),
        "when": interval_words(incident.time),
        "who": names_words(outlets_of(incident)),
    }
    if incident.time is None:
        return say("%(what)s: reported by %(who)s, without a day.", **values)
    return say("%(what)s: reported for %(when)s by %(who)s.", **values)


def origin_words(origin: str, reports: Mapping[str, Report]) -> str:
    """An origin by its name; a report that is its own origin by its outlet or title."""
    report = reports.get(origin)
    if report is None:
        return isolated_if_needed(origin)
    if report.outlet:
        return isolated_if_needed(report.outlet.name)
    if report.title:
        return say("the report “%(title)s”", title=isolated(report.title))
    return pgettext("told by", "a report that names no outlet")


def origins_of(incident: Incident) -> tuple[str, ...]:
    """The independent origins, each once, in the order of the accounts."""
    return tuple(dict.fromkeys(origin for account in incident.accounts for origin in account.origins))


def _rests(incident: Incident, reports: Mapping[str, Report]) -> str:
    origins = origins_of(incident)
    names = [origin_words(origin, reports) for origin in origins]
    if incident.state is State.CONTESTED:
        return say("The accounts contradict each other; they rest on the word of %(who)s.", who=names_words(names))
    if incident.state is State.NOT_ASSESSABLE:
        return say("How far this is borne out cannot be assessed.")
    if len(names) > 1:
        return say("It rests on %(count)s independent origins: %(who)s.", count=len(names), who=names_words(names))
    if not names:
        return say("All who tell of it deny it.")
    own = {account.outlet or account.report_id for account in incident.accounts} == set(origins)
    if own or set(origins) <= {account.report_id for account in incident.accounts}:
        return say("No second origin is known.")
    return say("It rests on the word of %(who)s alone.", who=names[0])


def _figures(incident: Incident) -> str:
    """The figures, low to high, and who says which where they differ."""
    told = [figure for figure in incident.figures if (figure.low, figure.high) != (None, None)]
    if not told:
        return ""
    agreed = [words for words, figure in zip(figures_text(incident), told, strict=True) if len(_by_value(figure)) < 2]
    split = [figure_words(figure, incident) for figure in told if len(_by_value(figure)) > 1]
    same = say("Figures given: %(figures)s.", figures=joined(agreed)) if agreed else ""
    return " ".join(words for words in (same, *split) if words)


def _by_value(figure: FigureRange) -> dict[tuple[int | None, int | None], list[str]]:
    """Which accounts give which figure: what each comes to, without those that a later one of their origin replaces."""
    given = [(one.letter, one.low, one.high) for one in figure.counts if one.stands]
    given = given or [(letter, low, high) for letter, low, high, _ in figure.by_account]
    out: dict[tuple[int | None, int | None], list[str]] = {}
    for letter, low, high in given:
        out.setdefault((low, high), []).append(letter)
    return out


def figure_words(figure: FigureRange, incident: Incident) -> str:
    """ "13–14 killed: 13 according to A, 14 according to B." """
    names = {account.letter: _account_name(incident, account.letter) for account in incident.accounts}
    values = sorted(_by_value(figure).items(), key=lambda item: (item[0][0] or 0, item[0][1] or 0))
    parts = [
        say("%(figure)s according to %(who)s", figure=range_of_figures(*bounds), who=names_words(_once(names, letters)))
        for bounds, letters in values
    ]
    return say("%(range)s: %(parts)s.", range=capital(figure_text(figure)), parts=row_of(parts))


def _once(names: Mapping[str, str], letters: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names.get(letter, letter) for letter in letters))


def _account_name(incident: Incident, letter: str) -> str:
    outlet = next((account.outlet for account in incident.accounts if account.letter == letter), None)
    return isolated_if_needed(outlet) if outlet else pgettext("told by", "a report that names no outlet")


def counted_words(figure: FigureRange) -> str:
    """What a figure counts, with the party counted where only one is."""
    return capital(term("counted", figure.kind)) + (f", {load_parties().label(figure.of)}" if figure.of else "")
