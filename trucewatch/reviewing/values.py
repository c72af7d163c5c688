"""The values of a claim in short words, as a form shows them and takes them back: "TUR:MIL", "2020-02-03/2020-02-13",
"killed at least 13 of TUR:MIL"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from trucewatch.errors import ReviewError
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import Gazetteer
from trucewatch.model import (
    MODES,
    Actor,
    Claim,
    Counted,
    EventType,
    Figure,
    Interval,
    Precision,
    Realis,
    Relation,
    ReviewField,
    Span,
)

FIGURE = re.compile(
    r"(?P<kind>[a-z]+) (?P<about>about )?"
    r"(?:at least (?P<least>\d{1,15})|up to (?P<most>\d{1,15})|(?P<low>\d{1,15})(?:-(?P<high>\d{1,15}))?)"
    r"(?: of (?P<of>\S+))?"
)
LAST_DAY = date.max - timedelta(1)


def values_of(claim: Claim, field: ReviewField) -> tuple[str, ...]:
    """What a claim says in one field: one text, for figures one each; "" where it says nothing."""
    if field is ReviewField.FIGURE:
        return tuple(figure_words(figure) for figure in claim.figures)
    return (_WORDS[field](claim),) if field in _WORDS else ()


def figure_words(figure: Figure) -> str:
    """A figure in words that `figure_of` reads back."""
    low, high = figure.low, figure.high
    if low is None:
        number = f"up to {high or 0}"
    elif high is None:
        number = f"at least {low}"
    else:
        number = str(low) if low == high else f"{low}-{high}"
    return f"{figure.kind.value} {'about ' if figure.approx else ''}{number}{f' of {figure.of}' if figure.of else ''}"


def figure_of(words: str, span: Span) -> Figure:
    """The figure of these words, with the words of the report it rests on; a ReviewError if they are none."""
    found = FIGURE.fullmatch(words)
    if found is None or found["kind"] not in set(Counted):
        kinds = ", ".join(Counted)
        raise ReviewError(f"{words!r} is no figure; write it as `killed at least 13 of TUR:MIL`, with one of {kinds}")
    low, high = (int(found[name]) if found[name] else None for name in ("low", "high"))
    least, most = (int(found[name]) if found[name] else None for name in ("least", "most"))
    bounds = (least, most) if low is None else (low, low if high is None else high)
    if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
        raise ReviewError(f"{words!r}: the lower number comes first")
    of = known_party(found["of"]) if found["of"] else None
    return Figure(Counted(found["kind"]), *bounds, span, of, found["about"] is not None)


def days_words(interval: Interval | None) -> str:
    """First and last day, one where they are the same: "2020-02-13", "2020-02-03/2020-02-13"."""
    if interval is None:
        return ""
    first, last = interval.start.isoformat(), interval.last.isoformat()
    return first if first == last else f"{first}/{last}"


def days_of(words: str, span: Span) -> Interval | None:
    """The days of these words, None for no words; a ReviewError if they are none."""
    if not words:
        return None
    first, slash, last = words.partition("/")
    try:
        start = date.fromisoformat(first)
        end = date.fromisoformat(last) if slash else start
    except ValueError as error:
        raise ReviewError(f"{words!r} are no days; write them as 2020-02-13 or 2020-02-03/2020-02-13") from error
    if end < start or end > LAST_DAY:
        raise ReviewError(f"{words!r}: the first day comes first, and no day is after {LAST_DAY}")
    return Interval(start, end + timedelta(1), Precision.DAY if start == end else Precision.RANGE, span)


def act_of(words: str) -> tuple[EventType, str | None]:
    """Type and mode of "ASSAULT/aerial" or "ASSAULT"; a ReviewError if there is no such type or mode."""
    name, _, mode = words.partition("/")
    if name not in set(EventType):
        raise ReviewError(f"{name!r} is no type; it is one of {', '.join(EventType)}")
    kind = EventType(name)
    if mode and mode not in MODES.get(kind, frozenset()):
        raise ReviewError(f"{mode!r} is no mode of {kind}; it is one of {', '.join(sorted(MODES.get(kind, ()))) or 'none'}")
    return kind, mode or None


def parties_of(words: str) -> tuple[str, ...]:
    """The codes named, parted by blanks or commas; a ReviewError for one that nobody has."""
    return tuple(dict.fromkeys(known_party(code) for code in re.split(r"[\s,;]+", words) if code))


def known_party(code: str) -> str:
    """The code, if it is one."""
    if not load_parties().knows(code):
        raise ReviewError(f"{code!r} is no party; `trucewatch who NAME` finds the code of a name")
    return code


def checked_value(field: ReviewField, new: str, claim: Claim, gazetteer: Gazetteer) -> str:
    """The new value as it is kept; a ReviewError that says what would be right."""
    new = " ".join(new.split())
    match field:
        case ReviewField.ACTOR | ReviewField.RECIPIENT:
            return " ".join(parties_of(new))
        case ReviewField.PLACE:
            if new and gazetteer.get(new) is None:
                raise ReviewError(f"the gazetteer has no place {new!r}; `trucewatch places find NAME` gives the id")
        case ReviewField.TIME:
            return days_words(days_of(new, claim.quote))
        case ReviewField.DEADLINE:
            if "/" in new:
                raise ReviewError(f"{new!r}: the last day of a demand is one day")
            return days_words(days_of(new, claim.quote))
        case ReviewField.TYPE:
            act_of(new)
        case ReviewField.MODE:
            act_of(f"{claim.type.value}/{new}")
        case ReviewField.REALIS:
            if new not in set(Realis):
                raise ReviewError(f"{new!r} is none of {', '.join(Realis)}")
        case ReviewField.FIGURE:
            return figure_words(figure_of(new, claim.quote)) if new else ""
        case ReviewField.RELATION:
            if new not in set(Relation):
                raise ReviewError(f"{new!r} is no class of comparison; it is one of {', '.join(Relation)}")
        case ReviewField.SPEAKER:
            pass
    return new


def _codes(actors: tuple[Actor, ...]) -> str:
    return " ".join(dict.fromkeys(actor.party for actor in actors if actor.party))


def _act(claim: Claim) -> str:
    return claim.type.value + (f"/{claim.mode}" if claim.mode else "")


_WORDS: dict[ReviewField, Callable[[Claim], str]] = {
    ReviewField.ACTOR: lambda claim: _codes(claim.actor),
    ReviewField.RECIPIENT: lambda claim: _codes(claim.recipient),
    ReviewField.PLACE: lambda claim: (claim.place.place_id or claim.place.name) if claim.place else "",
    ReviewField.TIME: lambda claim: days_words(claim.time),
    ReviewField.TYPE: _act,
    ReviewField.MODE: lambda claim: claim.mode or "",
    ReviewField.REALIS: lambda claim: claim.realis.value,
    ReviewField.SPEAKER: lambda claim: claim.speaker.label if claim.speaker else "",
    ReviewField.DEADLINE: lambda claim: claim.deadline.last.isoformat() if claim.deadline else "",
}
