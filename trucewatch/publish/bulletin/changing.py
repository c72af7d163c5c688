"""What changed against the period before, and who could look in each: a count without its coverage says little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from trucewatch.model import BulletinTable, EventType, Line, Section, SectionKey, State
from trucewatch.publish.bulletin.matter import Belongs, Looked, Matter
from trucewatch.publish.changes import LOW_BASELINE, change_words
from trucewatch.publish.tongue import row_of, say, say_many
from trucewatch.publish.words import capital, counted, day_words, number, range_words, term, type_words

UNKNOWN = "–"  # a count of a period in which nobody could look


def changing(matter: Matter) -> Section:
    """The first section; where nobody could look it has no zeros, only why there is nothing."""
    looked = matter.looked
    if looked.is_blind and not matter.told:
        return Section(SectionKey.CHANGE, title(), hole=blind_words(looked), blind=True)
    late = sum(one.belongs in (Belongs.EARLIER, Belongs.UNDATED) for one in matter.told)
    said = {
        "incidents": counts_words(matter),
        "low": low_words() if is_low(matter) else "",
        "coverage": _coverage(matter),
        "late": _late(late) if late else "",
        "posts": _posts(looked) if looked.posts else "",
    }
    lines = tuple(Line(f"change/{key}", words) for key, words in said.items() if words)
    types = bool(matter.now.types or (matter.is_compared and matter.before and matter.before.types))
    tables = (_grades(matter), *((_types(matter),) if types else ()))
    return Section(SectionKey.CHANGE, title(), lines, tables)


def title() -> str:
    """What the section is called."""
    return say("What changed, and who could look")


def span_words(first: date, last: date) -> str:
    """A day, or the days from one to another."""
    return day_words(last) if first == last else range_words(first, last)


def blind_words(looked: Looked) -> str:
    """That nobody could look, and what that means."""
    return say(
        "For %(days)s no report was read and no post logged that anybody looked: nobody here could look. "
        "That nothing is told does not mean that nothing happened.",
        days=span_words(looked.first, looked.last),
    )


def blind_briefly() -> str:
    """The same in short, for the sections behind the first."""
    return say("Nobody here could look in this period.")


def counts_words(matter: Matter) -> str:
    """How many incidents, against the period before."""
    now, many = span_words(matter.first, matter.last), matter.now.all
    said = say_many(
        "%(number)s incident was told of %(days)s.",
        "%(number)s incidents were told of %(days)s.",
        many,
        number=number(many),
        days=now,
    )
    if matter.before is None or matter.looked_before is None or (matter.looked.is_blind and not many):
        return said
    days = span_words(matter.looked_before.first, matter.looked_before.last)
    if matter.looked_before.is_blind:
        nothing = say("No report of %(days)s was read, so there is nothing to compare with.", days=days)
        return f"{said} {nothing}"
    both = len(matter.in_both)
    return f"{said} {_without_words(matter, both, days) if both else _against_words(matter, many, matter.before.all, days)}"


def _against_words(matter: Matter, many: int, before: int, days: str) -> str:
    """How a count stands against that of the period before, where no incident is in both."""
    if many == before:
        return say("As many were told of %(days)s.", days=days)
    if before and change_words(many, before) == change_words(before, before) and not is_low(matter):
        return say("That is about as many as the %(before)s of %(days)s.", before=number(before), days=days)
    if many > before:
        return say("That is more than the %(before)s of %(days)s.", before=number(before), days=days)
    return say("That is fewer than the %(before)s of %(days)s.", before=number(before), days=days)


def _without_words(matter: Matter, both: int, days: str) -> str:
    """How many incidents count in both periods, and how the rest of the two stand against each other."""
    told = say_many(
        "%(number)s of them reaches back into %(days)s and counts there too.",
        "%(number)s of them reach back into %(days)s and count there too.",
        both,
        number=number(both),
        days=days,
    )
    now, before = compared(matter)
    if not now and not before:
        return told
    rest = say("Without what counts in both there are %(now)s now and %(before)s then.", now=number(now), before=number(before))
    return f"{told} {rest}"


def compared(matter: Matter) -> tuple[int, int]:
    """How many incidents of this period and of the one before are compared: those that count in one of them only."""
    both = len(matter.in_both)
    return matter.now.all - both, (matter.before.all if matter.before else both) - both


def is_low(matter: Matter) -> bool:
    """True if both periods were looked at and have so few incidents of their own that their difference says nothing."""
    return matter.is_compared and 0 < sum(compared(matter)) < LOW_BASELINE


def low_words() -> str:
    """That the counts are too low to be compared."""
    return say(
        "Both periods together have fewer than %(least)s incidents: the difference may be chance and is no trend.",
        least=LOW_BASELINE,
    )


def _coverage(matter: Matter) -> str:
    looked, before = matter.looked, matter.looked_before
    said = _read(looked)
    if before is None:
        return said
    if before.reports == looked.reports and before.outlets == looked.outlets:
        return f"{said} " + say("The period before had as many of both.") if looked.reports else said
    if before.is_blind:
        return said
    if not before.reports:
        return f"{said} " + say("Of the period before, none was read.")
    told = say(
        "The period before had %(reports)s of %(outlets)s.",
        reports=counted(before.reports, "report"),
        outlets=counted(before.outlets, "named outlet"),
    )
    if not looked.reports:
        return f"{said} {told}"
    if looked.reports > before.reports:
        return f"{said} {told} " + say("More was read, so more can have been told; the counts are not corrected for it.")
    return f"{said} {told} " + say("Less was read, so less can have been told; the counts are not corrected for it.")


def _read(looked: Looked) -> str:
    """How many reports were read, of how many outlets, on how many days."""
    if not looked.reports:
        return say("No report published in this period was read.")
    read = say_many(
        "%(number)s report published in this period was read, of %(outlets)s.",
        "%(number)s reports published in this period were read, of %(outlets)s.",
        looked.reports,
        number=number(looked.reports),
        outlets=counted(looked.outlets, "named outlet"),
    )
    silent = looked.days - looked.days_read
    if not silent:
        return read
    return f"{read} " + say_many(
        "For %(number)s of its %(days)s days no report was read, so nobody here could look.",
        "For %(number)s of its %(days)s days no report was read, so nobody here could look.",
        silent,
        number=number(silent),
        days=number(looked.days),
    )


def _late(many: int) -> str:
    return say_many(
        "%(number)s further incident, of another day or none, was first told in this period; it is listed, not counted.",
        "%(number)s further incidents, of other days or none, were first told in this period; they are listed, not counted.",
        many,
        number=number(many),
    )


def _posts(looked: Looked) -> str:
    posts = len({one.post for one in looked.posts})
    blind = sum(bool(one.blind) for one in looked.posts)
    said = say(
        "%(posts)s kept logs; on %(days)s of a post somebody looked.",
        posts=capital(counted(posts, "post")),
        days=counted(looked.post_days, "day"),
    )
    if not blind:
        return said
    causes = sorted({term("cause", cause) for one in looked.posts for cause in one.blind})
    return f"{said} " + say(
        "On %(days)s a post could not look for some of the time (%(causes)s).",
        days=counted(blind, "day"),
        causes=row_of(causes, ","),
    )


def _grades(matter: Matter) -> BulletinTable:
    both = Counter(one.state for one in matter.in_both)
    before = matter.before.states if matter.before else {}
    rows = [
        _row(capital(term("state", state)), matter, matter.now.states.get(state, 0), before.get(state, 0), both[state])
        for state in State
    ]
    all_before = matter.before.all if matter.before else 0
    rows.append(_row(say("All incidents"), matter, matter.now.all, all_before, both.total()))
    if both and matter.is_compared:
        same = number(both.total())
        rows.append((say("Of these, counted in both periods"), same, same, say("Left out of the comparison")))
    rows += [
        _looked_row(say("Reports read"), matter, "reports"),
        _looked_row(say("Named outlets"), matter, "outlets"),
        _looked_row(say("Days on which reports were read"), matter, "days_read"),
        _looked_row(say("Days of posts on which somebody looked"), matter, "post_days"),
    ]
    return BulletinTable("change/grades", say("Incidents and coverage"), _columns(matter), tuple(rows), (1, 2))


def _columns(matter: Matter) -> tuple[str, ...]:
    change = (say("Change"),) if matter.is_compared else ()
    return ("", say("This period"), say("Period before"), *change)


def _row(name: str, matter: Matter, now: int, before: int, both: int) -> tuple[str, ...]:
    """A count of both periods and its change; of a period in which nobody could look a dash, and then no change at all."""
    if not matter.is_compared:
        told = UNKNOWN if not now and matter.looked.is_blind else number(now)
        return (name, told, UNKNOWN if matter.before is None or _is_blind(matter.looked_before) else number(before))
    change = say(change_words(now - both, before - both)) if now - both or before - both else ""
    return (name, number(now), number(before), change)


def _is_blind(looked: Looked | None) -> bool:
    return looked is None or looked.is_blind


def _looked_row(name: str, matter: Matter, field: str) -> tuple[str, ...]:
    before = UNKNOWN if matter.looked_before is None else number(getattr(matter.looked_before, field))
    row = (name, number(getattr(matter.looked, field)), before)
    return (*row, "") if matter.is_compared else row


def _types(matter: Matter) -> BulletinTable:
    before = matter.before.types if matter.before and not _is_blind(matter.looked_before) else {}
    names = sorted({*matter.now.types, *before}, key=lambda kind: (-matter.now.types.get(kind, 0), -before.get(kind, 0), kind))
    rows = tuple(_type_rows(names, matter, before))
    return BulletinTable("change/types", say("Incidents by type"), _columns(matter), rows, (1, 2))


def _type_rows(names: list[EventType], matter: Matter, before: Mapping[EventType, int]) -> Iterator[tuple[str, ...]]:
    both = Counter(one.type for one in matter.in_both)
    for kind in names:
        yield _row(type_words(kind), matter, matter.now.types.get(kind, 0), before.get(kind, 0), both[kind])
