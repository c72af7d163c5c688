"""What is contested and how, what earlier reports said that is another now, and on whose word all of it rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trucewatch.knowledge.parties import load_parties
from trucewatch.model import BulletinTable, Comparison, Incident, Line, Relation, Section, SectionKey, State, Subject, SubjectKind
from trucewatch.publish.bulletin.changing import blind_briefly
from trucewatch.publish.bulletin.matter import Corrected, Matter, Told
from trucewatch.publish.bulletin.telling import (
    inside,
    isolated_if_needed,
    names_words,
    origin_words,
    subject_of,
    title_of,
)
from trucewatch.publish.summary import shorten
from trucewatch.publish.tongue import gettext, marked, pgettext, row_of, say, say_many
from trucewatch.publish.values import accounts_changed, changed, incident_values
from trucewatch.publish.words import counted, full_sentence, interval_words, isolated, number, range_words, short_day

LONG = 140  # letters of a quotation
HOW: Mapping[Relation, str] = {
    Relation.DIFFERENT_NUMBERS: marked("accounts give different numbers for the same thing"),
    Relation.DIFFERENT_ACTOR: marked("accounts differ on who did it"),
    Relation.DIFFERENT_PLACE: marked("accounts differ on where it was"),
    Relation.DIFFERENT_DAY: marked("accounts differ on when it was"),
    Relation.PLANNED_DONE: marked("one account has it as planned, another as done"),
    Relation.CONDITIONAL_FLAT: marked("one account has it with a condition, another without"),
    Relation.LIKE_MEASURES: marked("accounts count things that look alike and are not the same"),
}


def contested(matter: Matter) -> Section:
    """Each point on which accounts of an incident part, with the words on both sides."""
    lines = [line for told in matter.told for line in _parts(told)]
    title = say("What is contested, and how")
    if lines:
        return Section(SectionKey.CONTESTED, title, tuple(lines))
    blind = matter.looked.is_blind and not matter.told
    alone = say("No two accounts of an incident of this report contradict each other.")
    return Section(SectionKey.CONTESTED, title, hole=blind_briefly() if blind else alone, blind=blind)


def _parts(told: Told) -> Iterator[Line]:
    incident = told.incident
    shown: dict[Relation, list[Comparison]] = {}
    for one in incident.comparisons:
        if one.relation in HOW and one.b is not None:
            shown.setdefault(one.relation, []).append(one)
    for relation, some in shown.items():
        words = _differ(incident, relation, some)
        yield Line(f"contested/{incident.id}/{relation.name.lower()}", words, (subject_of(told),), state=incident.state)
    if incident.state is State.CONTESTED and not shown:
        words = say("%(what)s: contested. %(why)s", what=title_of(incident), why=full_sentence(incident.state_reason))
        yield Line(f"contested/{incident.id}/state", words, (subject_of(told),), state=incident.state)


def _name(incident: Incident, letter: str) -> str:
    outlet = next((account.outlet for account in incident.accounts if account.letter == letter), None)
    return isolated_if_needed(outlet) if outlet else pgettext("told by", "a report that names no outlet")


# — corrections —


def corrections(matter: Matter) -> Section:
    """What earlier reports told that is told otherwise now."""
    title = say("Corrections to earlier reports")
    shown = tuple(line for one in matter.corrected if (line := _correction(one)) is not None)
    if shown:
        return Section(SectionKey.CORRECTIONS, title, shown)
    nothing = say("There is nothing to correct in the reports of earlier periods that were issued.")
    return Section(SectionKey.CORRECTIONS, title, hole=nothing)


def _correction(one: Corrected) -> Line | None:
    label, earlier = load_parties().label, one.bulletin
    said = say(
        "Report %(name)s (%(days)s) told of this: %(what)s.",
        name=earlier.name,
        days=range_words(earlier.first, earlier.last),
        what=inside(title_of(one.before)),
    )
    subjects = (
        Subject(SubjectKind.INCIDENT, one.before.id, say("its incident")),
        Subject(SubjectKind.BULLETIN, earlier.name, say("report %(name)s", name=earlier.name)),
    )
    if one.now is None:
        gone = say("It no longer stands. %(why)s", why=full_sentence(one.reason)).strip()
        into = say("Its accounts are now told as %(ids)s.", ids=row_of(one.into, ",")) if one.into else ""
        return Line(f"corrections/{one.before.id}", " ".join(words for words in (said, gone, into) if words), subjects)
    nothing = say("nothing")
    told = [
        say("%(name)s: “%(old)s”, now “%(new)s”", name=value.name, old=value.old or nothing, new=value.new or nothing)
        for value in changed(incident_values(one.before, label), incident_values(one.now, label))
    ]
    accounts = accounts_changed(one.before, one.now)
    told += [say("%(name)s: %(values)s", name=value.name, values=value.new or value.old) for value in accounts]
    if not told:
        return None
    words = say("Since then it was changed: %(changes)s.", changes=row_of(told))
    return Line(f"corrections/{one.before.id}", f"{said} {words}", subjects, state=one.now.state)


# — sources —


def sources(matter: Matter) -> Section:
    """The outlets with their reports, and the origins behind them."""
    title = say("Sources")
    telling = [(told, account) for told in matter.told for account in told.incident.accounts]
    if not telling:
        blind = matter.looked.is_blind
        hole = blind_briefly() if blind else say("No report told of an incident of this report.")
        return Section(SectionKey.SOURCES, title, hole=hole, blind=blind)
    by_outlet: dict[str, dict[str, set[str]]] = {}
    for told, account in telling:
        by_outlet.setdefault(account.outlet or "", {}).setdefault(account.report_id, set()).add(told.incident.id)
    lines = [_outlet(name, held, matter) for name, held in sorted(by_outlet.items(), key=lambda item: (not item[0], item[0]))]
    return Section(SectionKey.SOURCES, title, tuple(lines), (_origins(matter),))


def _outlet(name: str, held: Mapping[str, set[str]], matter: Matter) -> Line:
    told = {incident for incidents in held.values() for incident in incidents}
    who = isolated_if_needed(name) if name else say("Reports that name no outlet")
    words = say(
        "%(who)s: %(reports)s, for %(incidents)s.",
        who=who,
        reports=counted(len(held), "report"),
        incidents=counted(len(told), "incident"),
    )
    subjects = tuple(Subject(SubjectKind.REPORT, key, _report_words(key, matter)) for key in sorted(held))
    return Line(f"sources/{name}", words, subjects, say("Outlets and their reports"))


def _report_words(key: str, matter: Matter) -> str:
    report = matter.reports.get(key)
    if report is None:
        return key
    name = isolated(shorten(report.title, 80)) if report.title else report.id
    return f"{name}, {short_day(report.published.day)}" if report.published else name


def _origins(matter: Matter) -> BulletinTable:
    found: dict[str, tuple[set[str], dict[str, None]]] = {}
    for told in matter.told:
        for account in told.incident.accounts:
            for origin in account.origins:
                incidents, outlets = found.setdefault(origin_words(origin, matter.reports), (set(), {}))
                incidents.add(told.incident.id)
                name = isolated_if_needed(account.outlet) if account.outlet else say("reports that name no outlet")
                outlets[name] = None
    ordered = sorted(found.items(), key=lambda item: (-len(item[1][0]), item[0]))
    rows = tuple((name, number(len(some)), names_words(sorted(outlets))) for name, (some, outlets) in ordered)
    columns = (say("Origin"), say("Incidents"), say("Told through"))
    title = say("Independent origins: on whose word incidents rest")
    return BulletinTable("sources/origins", title, columns, rows, (1,))


def _differ(incident: Incident, relation: Relation, some: Sequence[Comparison]) -> str:
    """How two accounts part, with the words on both sides; of several pairs the first."""
    first, more = some[0], len(some) - 1
    words = say(
        "%(what)s, %(when)s: %(how)s. “%(a)s” (%(who_a)s) stands against “%(b)s” (%(who_b)s).",
        how=gettext(HOW[relation]),
        what=title_of(incident),
        when=interval_words(incident.time),
        a=isolated(shorten(first.a.text, LONG)),
        b=isolated(shorten(first.b.text if first.b else "", LONG)),
        who_a=_name(incident, first.letter_a),
        who_b=_name(incident, first.letter_b or ""),
    )
    if not more:
        return words
    others = say_many(
        "%(number)s more pair of accounts differs so.", "%(number)s more pairs of accounts differ so.", more, number=number(more)
    )
    return f"{words} {others}"
