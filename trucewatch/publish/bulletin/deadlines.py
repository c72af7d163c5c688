"""Which demands and duties run out when, and how they stand on the last day of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from trucewatch.knowledge.parties import load_parties
from trucewatch.model import Line, LocalEnd, Subject, SubjectKind, UltimatumState, ZoneOf
from trucewatch.publish.bulletin.matter import Matter
from trucewatch.publish.deadlines import LATELY, Due, DueKind
from trucewatch.publish.summary import shorten
from trucewatch.publish.tongue import gettext, marked, say, say_many
from trucewatch.publish.words import Labels, capital, day_words, isolated, joined, number

RUNNING = (UltimatumState.OPEN, UltimatumState.DUE)  # a demand that was met, withdrawn or carried out runs out no more
LONG = 160  # letters of a demand's words or an obligation that one sentence quotes
STANDS: Mapping[UltimatumState, str] = {
    UltimatumState.OPEN: marked("It is open."),
    UltimatumState.DUE: marked("It runs out today."),
    UltimatumState.MET: marked("Reports say that it was met."),
    UltimatumState.UNMET: marked("Its last day has passed; reports say that it was not met."),
    UltimatumState.DISPUTED: marked("Its last day has passed; whether it was met is disputed."),
    UltimatumState.EXPIRED: marked("Its last day has passed; no report read says whether it was met."),
    UltimatumState.CARRIED_OUT: marked("Reports say that what was threatened was carried out."),
    UltimatumState.WITHDRAWN: marked("It was withdrawn."),
}

CLOCKS: Mapping[ZoneOf, str] = {
    ZoneOf.PLACE: marked("By the clock of the place, %(zone)s, it would end on %(day)s at %(at)s."),
    ZoneOf.ADDRESSEE: marked("By the clock of those it is asked of, %(zone)s, it would end on %(day)s at %(at)s."),
    ZoneOf.ISSUER: marked("By the clock of those who ask it, %(zone)s, it would end on %(day)s at %(at)s."),
}


def due_lines(matter: Matter) -> Iterator[Line]:
    """The demands and duties whose last day is ahead or has passed lately, the nearest first."""
    for due in matter.due:
        if due.days_left >= -LATELY:
            group = say("Last days ahead") if due.days_left >= 0 else say("Last days that have passed")
            yield Line(f"statements/due/{due.kind}/{due.instrument or ''}/{due.id}", due_words(due), (_subject(due),), group)


def due_words(due: Due) -> str:
    """What is due, by whom, until when by which clock, and how it stands."""
    label = load_parties().label
    owes, to, when = _names(due.owes, label), _names(due.to, label), _when(due)
    if due.kind is DueKind.ULTIMATUM:
        nobody = say("an unnamed side")
        values = {"to": to or nobody, "owes": owes or nobody, "words": isolated(shorten(due.words, LONG)), "when": when}
        ahead = say("The demand of %(to)s on %(owes)s, “%(words)s”, runs out %(when)s.", **values)
        said = ahead if due.days_left >= 0 else say("The demand of %(to)s on %(owes)s, “%(words)s”, ran out %(when)s.", **values)
        clocks = (_by_clock(end) for end in due.other_ends)
        return " ".join(words for words in (said, gettext(STANDS[due.state]), _left(due), *clocks) if words)
    what = shorten(due.what.rstrip("."), LONG)
    if due.kind is DueKind.RECURRING:
        said = say("Next due under %(clause)s %(when)s: %(what)s.", clause=due.clause, when=when, what=what)
        return f"{said} {_left(due)}".strip()
    said = say("The last day of %(clause)s is %(day)s: %(what)s.", clause=due.clause, day=day_words(due.last), what=what)
    owed = say("It is owed by %(owes)s.", owes=owes) if owes else ""
    return " ".join(words for words in (said, owed, gettext(STANDS[due.state]), _left(due)) if words)


def _when(due: Due) -> str:
    values = {"day": day_words(due.last), "at": due.at, "zone": due.zone}
    if not due.zone:
        return say("on %(day)s at %(at)s, by a clock not named", **values)
    return say("on %(day)s at %(at)s by the clock of %(zone)s", **values)


def _by_clock(end: LocalEnd) -> str:
    """The same end by the clock of another."""
    day, _, at = end.at.partition("T")
    return say(CLOCKS[end.zone_of], day=day_words(date.fromisoformat(day)), at=at, zone=end.zone)


def _left(due: Due) -> str:
    if due.days_left > 0 and due.state in RUNNING:
        left = due.days_left
        return say_many("%(days)s day is left.", "%(days)s days are left.", left, days=capital(number(left)))
    return ""


def _names(codes: Sequence[str], label: Labels) -> str:
    return joined(list(dict.fromkeys(label(code) for code in codes)))


def _subject(due: Due) -> Subject:
    if due.kind is DueKind.ULTIMATUM:
        return Subject(SubjectKind.ULTIMATUM, due.id, say("demand"))
    return Subject(SubjectKind.AGREEMENT, f"{due.instrument}/{due.clause}", due.clause or due.id)


def next_words(matter: Matter) -> str:
    """Which demand runs out next, in short; empty where none is open."""
    ahead = [due for due in matter.due if due.kind is DueKind.ULTIMATUM and due.days_left >= 0 and due.state in RUNNING]
    if not ahead:
        return ""
    due, label = ahead[0], load_parties().label
    if not due.days_left:
        return say(
            "A demand of %(to)s runs out on the last day of this period, %(day)s.",
            to=_names(due.to, label) or say("an unnamed side"),
            day=day_words(due.last),
        )
    return say_many(
        "A demand of %(to)s runs out on %(day)s, in %(left)s day.",
        "A demand of %(to)s runs out on %(day)s, in %(left)s days.",
        due.days_left,
        to=_names(due.to, label) or say("an unnamed side"),
        day=day_words(due.last),
        left=number(due.days_left),
    )
