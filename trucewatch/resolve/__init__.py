"""Names to parties, places and days: pure functions from the claims of one report to the same claims, resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from trucewatch.knowledge.parties import PartyBook
from trucewatch.knowledge.places import Gazetteer
from trucewatch.model import (
    Actor,
    Claim,
    EventType,
    Figure,
    Interval,
    Place,
    Precision,
    Realis,
    Report,
    Sentence,
    Span,
    TimeWords,
)
from trucewatch.resolve.actors import Cast
from trucewatch.resolve.dates import names_weekday, resolve_deadline, resolve_time
from trucewatch.resolve.places import resolve_place
from trucewatch.resolve.theatre import Theatre, find_theatre
from trucewatch.resolve.toponyms import Toponym, find_toponyms

__all__ = [
    "Cast",
    "Theatre",
    "Toponym",
    "find_theatre",
    "find_toponyms",
    "resolve_claims",
    "resolve_deadline",
    "resolve_place",
    "resolve_time",
]

DAY = timedelta(days=1)
LONG_AGO, SOON = 300, 31  # days: a day told without its year is sooner one of the coming weeks than one of last year
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LONG_SINCE = re.compile(
    r"\b(?:repeatedly|previously|formerly|consistently|often|in the past|for (?:years|months)|at one point)\b"
)
HAD = re.compile(r"\bhad (?:\w+ )?\Z")
FAR = 20  # letters before a verb in which its "had" is looked for
PAST = frozenset("said told sought gave made spoke took put hit met held left wrote went saw".split())
ACTS = frozenset(
    {
        EventType.ASSAULT,
        EventType.DISPLACE,
        EventType.MOBILIZE,
        EventType.RETREAT,
        EventType.COERCE,
        EventType.AID,
        EventType.PROTEST,
    }
)
SAID = frozenset({EventType.ACCUSE, EventType.REQUEST, EventType.REJECT, EventType.SUPPORT, EventType.CONCEDE})
POLICED = frozenset({"crowd-control", "beat", "torture", "targeted", "abduct"})  # done to the unarmed opposition
AHEAD = frozenset({Realis.FUTURE, Realis.CONDITIONAL, Realis.POSSIBLE})


def resolve_claims(
    claims: Sequence[Claim], report: Report, parties: PartyBook, gazetteer: Gazetteer, sentences: Sequence[Sentence] = ()
) -> tuple[Claim, ...]:
    """The claims with parties, places and days filled in, as far as the report leaves no doubt; the words as printed stay.

    With the report's sentences its toponyms are read first, and say where the report is set and which of two namesakes is meant.
    """
    toponyms = find_toponyms(report, sentences, gazetteer, parties) if claims else ()
    theatre = find_theatre(report, claims, parties, gazetteer, toponyms)
    cast = Cast(report, parties, gazetteer, theatre)
    places = {claim.place: _place(claim.place, report, theatre, gazetteer) for claim in claims if claim.place is not None}
    return tuple(_resolved(claim, report, cast, places) for claim in claims)


def _resolved(claim: Claim, report: Report, cast: Cast, places: Mapping[Place, Place]) -> Claim:
    day = report.published.day if report.published else None
    speaker = cast.speaker(claim.speaker) if claim.speaker else None
    time = claim.time or _time(claim, report, day)
    place = places[claim.place] if claim.place else None
    recipient = _counted(claim, _actors(claim.recipient, cast, speaker), cast)
    if claim.type is EventType.ASSAULT:
        recipient = tuple(cast.hit_in(one, place.country if place else None) for one in recipient)
    return replace(
        claim,
        actor=_at_arms(claim, _actors(claim.actor, cast, speaker, acting=True)),
        recipient=_at_arms(claim, recipient),
        speaker=speaker,
        sources=tuple(cast.speaker(source) for source in claim.sources),
        place=place,
        time=time,
        realis=Realis.FUTURE if _lies_ahead(claim, time, day) else claim.realis,
        deadline=claim.deadline or _deadline(claim.deadline_words, day),
        figures=tuple(_figure(figure, recipient, cast) for figure in claim.figures),
    )


def _place(place: Place, report: Report, theatre: Theatre, gazetteer: Gazetteer) -> Place:
    return resolve_place(place, theatre.setting(place.span, report.text), gazetteer, theatre.meant(place.span))


def _actors(actors: Sequence[Actor], cast: Cast, speaker: Actor | None, *, acting: bool = False) -> tuple[Actor, ...]:
    """Each actor resolved; "his army", "our posts" are the speaker's."""
    owned = [cast.owned_by(actor, speaker, acting=acting) for actor in actors]
    found = tuple(
        dict.fromkeys(one for actor in owned for one in (cast.actors(actor, acting=acting) if actor.party is None else (actor,)))
    )
    return tuple(cast.beside(actor, found[:number]) for number, actor in enumerate(found))


def _at_arms(claim: Claim, actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """In a fight for towns "the opposition" is the armed one."""
    if claim.type is not EventType.ASSAULT or claim.mode in POLICED:
        return actors
    return tuple(
        replace(a, party=f"{a.party.partition(':')[0]}:REB")
        if a.party and a.party.endswith(":OPP") and "opposition" in a.span.text.casefold()
        else a
        for a in actors
    )


def _counted(claim: Claim, recipients: tuple[Actor, ...], cast: Cast) -> tuple[Actor, ...]:
    """Victims told as a bare number get the side they are told beside."""
    if claim.type is not EventType.ASSAULT:
        return recipients
    return tuple(cast.uncounted(actor, recipients[:number]) for number, actor in enumerate(recipients))


def _time(claim: Claim, report: Report, day: date | None) -> Interval | None:
    """The days the words name. Without words: the publication day and the day before it, for acts and for what somebody said."""
    if day is None:
        return None
    if claim.time_words is None:
        told = _is_news(claim, report) and date.min < day < date.max
        return Interval(day - DAY, day + DAY, Precision.RANGE) if told else None
    words, at = claim.time_words.span.text, claim.time_words.span.start
    own = claim.time_words.inherited or claim.quote.start <= at < claim.quote.end
    said = claim.speaker is not None and not own  # "X said on Wednesday that Y will": the day of the saying
    past = said or claim.realis not in AHEAD or _day_of_saying(claim, claim.time_words.span, report)
    window = resolve_time(words, published=day, past=past)
    if window is not None and window[2] is Precision.DAY and (day - window[0]).days > LONG_AGO and not YEAR.search(words):
        ahead = resolve_time(words, published=day, past=False)  # "16 February" in a report of the 13th is no year ago
        window = ahead if ahead is not None and (ahead[0] - day).days <= SOON else window
    if window is None:
        return None
    start, end, precision = window
    if said and claim.type in ACTS and claim.realis not in AHEAD and precision is Precision.DAY and start > date.min:
        start, precision = start - DAY, Precision.RANGE  # what is told on a day was done on it or on the day before
    return Interval(start, end, precision, claim.time_words.span, claim.time_words.inherited)


def _day_of_saying(claim: Claim, time: Span, report: Report) -> bool:
    """True for the Tuesday of "warned on Tuesday that he would": next to the word that tells what has been said."""
    word = claim.trigger.text.lower()
    between = report.text[min(time.end, claim.trigger.end) : max(time.start, claim.trigger.start)]
    return claim.type is EventType.THREATEN and (word.endswith("ed") or word in PAST) and not between.strip(" ,")


def _is_news(claim: Claim, report: Report) -> bool:
    """True for what a report without a day tells as just happened or said, false for what goes on or lies further back.

    "The group accused the army" is of the day; "has repeatedly accused", "had accused" and "wants" are not.
    """
    if LONG_SINCE.search(claim.quote.text):
        return False
    actual = claim.realis is Realis.ACTUAL
    if claim.type in ACTS and (actual or claim.mode == "ceasefire"):  # a truce not kept is a fact too
        return True
    if claim.type in SAID | {EventType.THREATEN} and _lies_before(claim, report):
        return False
    word, after = claim.trigger.text.lower(), report.text[claim.trigger.end :][:4]
    done = (word.endswith("ed") or word in PAST) and after != " by "
    return claim.speaker is not None or (actual and done and claim.type in SAID)


def _lies_before(claim: Claim, report: Report) -> bool:
    """True for "the envoy had pleaded": words that had been said before what the report tells."""
    had = HAD.search(report.text, max(0, claim.trigger.start - FAR), claim.trigger.start)
    return had is not None and any(0 <= had.start() - actor.span.end < FAR // 4 for actor in claim.actor)


def _lies_ahead(claim: Claim, time: Interval | None, day: date | None) -> bool:
    """True for "takes effect on 6 March" in a report of the 5th: what has a later date has not happened yet."""
    dated = time is not None and time.span is not None and not time.inherited and not names_weekday(time.span.text)
    return claim.realis is Realis.ACTUAL and dated and time is not None and day is not None and time.start > day


def _deadline(words: TimeWords | None, day: date | None) -> Interval | None:
    window = resolve_deadline(words.span.text, published=day) if words and day else None
    return Interval(window[0], window[1], window[2], words.span, words.inherited) if window and words else None


def _figure(figure: Figure, recipient: Sequence[Actor], cast: Cast) -> Figure:
    """Who is counted: the recipient the number stands with, else whom its own words mean; nobody if that stays open."""
    if figure.of is None:
        return figure
    span = figure.span
    told = [actor for actor in recipient if span.start <= actor.span.start < span.end]
    if told:
        return replace(figure, of=told[-1].party or _sector(told[-1].candidates))
    codes = cast.meaning(span.text if figure.of == figure.of.upper() else figure.of, span.start).codes
    if len(codes) == 1:
        actor = cast.beside(Actor(span, codes[0]), recipient)
        codes = (actor.party or _sector(actor.candidates) or codes[0],)
    return replace(figure, of=codes[0] if len(codes) == 1 else None)


def _sector(codes: Sequence[str]) -> str | None:
    """What all candidates share: civilians are civilians, whosever they are."""
    sectors = {code.partition(":")[2] for code in codes}
    return sectors.pop() or None if len(sectors) == 1 else None
