"""Set the accounts of one incident side by side: where they agree, and in what way they part."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any, TypeVar

from trucewatch.knowledge.naming_tables import naming_of
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.reconcile_tables import party_kin
from trucewatch.knowledge.sides import side_of
from trucewatch.knowledge.wording import day_words
from trucewatch.model import Actor, Claim, Comparison, Place, Realis, Relation, Span
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.comparing.measures import MOST, compare_figures, figures_only_in_one
from trucewatch.reconcile.comparing.passages import sentences_of
from trucewatch.reconcile.comparing.phrasings import Purpose, framing, gatherings_in, purposes_in, two_names
from trucewatch.reconcile.facts import place_facts, source_key, word_stems
from trucewatch.reconcile.figures.tallies import Tally
from trucewatch.reconcile.whereabouts import NEAR_KM, distance_km

MONTH_END = re.compile(r"\bend of (?:the|this) month\b", re.IGNORECASE)
ONE_MEETING = "one meeting under two names"
SAME_WORDING = 0.8  # share of the shorter quotation's words; above it two renderings are one


Item = TypeVar("Item", bound=tuple[Any, ...])  # its first member is the letter of the account


def compare(told: Sequence[Telling], counted: Sequence[Tally]) -> tuple[Comparison, ...]:
    """All comparisons, kind by kind; of accounts that say the same the first speaks for the others."""
    if len(told) < 2:
        return ()
    if told[0].claims[0].logged:  # they were merged because time and ground meet, and lines of a log are no wording
        return tuple(dict.fromkeys([*compare_figures(told, counted), *figures_only_in_one(counted)]))
    found = [
        *compare_figures(told, counted),
        *_last_days(told),
        *_actors(told),
        *_places(told),
        *_days(told),
        *_standings(told),
        *_framings(told),
        *_renderings(told),
        *_namings(told),
        *_gatherings(told),
        *figures_only_in_one(counted),
        *_only_denial(told),
    ]
    return tuple(dict.fromkeys(found))


def _distinct(items: Sequence[Item], key: Callable[[Item], Hashable]) -> list[Item]:
    """Of the items that say the same those of the first two accounts, in order; `MOST` kinds of them at most.

    A thousand copies then cost no more than two, and two accounts that part are found all the same.
    """
    kept: dict[Hashable, list[Item]] = {}
    for item in items:
        same = kept.setdefault(key(item), [])
        if not same or (len(same) == 1 and same[0][0] != item[0]):
            same.append(item)
        if len(kept) > MOST:
            break
    firsts = {id(item) for same in kept.values() for item in same}
    return [item for item in items if id(item) in firsts]


def _actors(told: Sequence[Telling]) -> Iterator[Comparison]:
    """Accounts that name different doers, none of them the other under another label."""
    named = [(one.letter, actor, side_of(actor.party)) for one in told for c in one.asserting for actor in c.actor if actor.party]
    sides: dict[str, set[str]] = {}
    for letter, _, side in named:
        sides.setdefault(letter, set()).add(side)
    seen: set[frozenset[str]] = set()
    distinct = _distinct(named, lambda item: (item[2], frozenset(sides[item[0]])))
    for (a, actor_a, side_a), (b, actor_b, side_b) in combinations(distinct, 2):
        key = frozenset((side_a, side_b))
        if a == b or sides[a] & sides[b] or key in seen or any((x, y) in party_kin() for x in sides[a] for y in sides[b]):
            continue
        seen.add(key)
        label = load_parties().label
        why = f"account {a} names {label(side_a)} as the doer, account {b} {label(side_b)}"
        yield Comparison(Relation.DIFFERENT_ACTOR, a, b, actor_a.span, actor_b.span, why)


def _last_days(told: Sequence[Telling]) -> Iterator[Comparison]:
    """The first two accounts that set the same last day, under whatever words."""
    limits = [(one.letter, claim) for one in told for claim in one.claims if claim.deadline_words or claim.deadline]
    distinct = _distinct(limits, lambda item: (item[1].deadline, item[1].deadline is None and _limit_words(item[1]).text))
    for (a, claim_a), (b, claim_b) in combinations(distinct, 2):
        if a != b and (why := same_last_day(claim_a, claim_b)):
            yield Comparison(Relation.AGREE, a, b, _limit_words(claim_a), _limit_words(claim_b), why)
            return


def same_last_day(a: Claim, b: Claim) -> str | None:
    """Why two claims set one last day; None if they do not.

    "The end of the month" in a report without a date can be the last day of whatever month the other report names.
    """
    if a.deadline and b.deadline:
        return f"both set the same last day, {day_words(a.deadline.last)}" if a.deadline.last == b.deadline.last else None
    dated, undated = (a, b) if a.deadline else (b, a)
    words = undated.deadline_words.span.text if undated.deadline_words else ""
    if dated.deadline is None or not MONTH_END.search(words) or dated.deadline.end.day != 1:
        return None
    return f"“{words}”, in a report without a date, can be the same last day, {day_words(dated.deadline.last)}"


def _limit_words(claim: Claim) -> Span:
    return claim.deadline_words.span if claim.deadline_words else claim.quote


def _places(told: Sequence[Telling]) -> Iterator[Comparison]:
    """Two accounts that set one happening in places of which none is near any of the other's."""
    set_in = [(one.letter, places) for one in told if (places := _told_places(one))]
    for (a, mine), (b, yours) in combinations(
        _distinct(set_in, lambda item: frozenset(p.place_id or p.name for p in item[1])), 2
    ):
        apart = [(distance_km(place_facts(x), place_facts(y)), x, y) for x in mine for y in yours]
        near, place_a, place_b = min(apart, key=lambda item: item[0])
        if near > NEAR_KM:
            why = f"account {a} sets it in {place_a.name}, account {b} in {place_b.name}, {near:.0f} km apart"
            yield Comparison(Relation.DIFFERENT_PLACE, a, b, place_a.span, place_b.span, why)


def _told_places(one: Telling) -> list[Place]:
    """The points that an account itself names for what happened; a region or what was carried over says too little."""
    places = [claim.place for claim in one.asserting if claim.place and not claim.place.inherited]
    return [place for place in places if not place_facts(place).region and place_facts(place).point is not None]


def _days(told: Sequence[Telling]) -> Iterator[Comparison]:
    """Two accounts that set one deed on days of which none is the same."""
    set_on = [(one.letter, days) for one in told if (days := _told_days(one))]
    for (a, mine), (b, yours) in combinations(_distinct(set_on, lambda item: frozenset(day for day, _ in item[1])), 2):
        if not {day for day, _ in mine} & {day for day, _ in yours}:
            (day_a, words_a), (day_b, words_b) = mine[0], yours[0]
            why = f"account {a} sets it on {day_words(day_a)}, account {b} on {day_words(day_b)}"
            yield Comparison(Relation.DIFFERENT_DAY, a, b, words_a, words_b, why)


def _told_days(one: Telling) -> list[tuple[date, Span]]:
    """The days that an account's own words give for a deed; one carried over or taken from the report's date does not count."""
    times = [claim.time for claim in one.asserting if claim.time and claim.realis is Realis.ACTUAL]
    return [(time.start, time.span) for time in times if time.span and not time.inherited and time.last == time.start]


def _framings(told: Sequence[Telling]) -> Iterator[Comparison]:
    """The first two accounts that give an act another purpose: to establish a truce, to uphold it."""
    given = [(one.letter, purpose) for one in told for purpose in _purposes(one)]
    for (a, mine), (b, yours) in combinations(_distinct(given, lambda item: (item[1].purpose, item[1].things)), 2):
        if a != b and (why := framing(mine, yours)):
            words = f"account {a} writes “{mine.word.text}”, account {b} “{yours.word.text}”: {why}; framing, not fact"
            yield Comparison(Relation.FRAMED_DIFFERENTLY, a, b, mine.span, yours.span, words)
            return


def _purposes(one: Telling) -> list[Purpose]:
    said = sentences_of(one.report, [claim.quote for claim in one.asserting])
    return [purpose for sentence in said for purpose in purposes_in(sentence)]


def _gatherings(told: Sequence[Telling]) -> Iterator[Comparison]:
    """The first two accounts that call one body's meeting by different words."""
    named = [(one.letter, meeting) for one in told for claim in one.asserting for meeting in gatherings_in(claim.quote)]
    kinds = {one.letter: {meeting.kind for letter, meeting in named if letter == one.letter} for one in told}
    for (a, mine), (b, yours) in combinations(_distinct(named, lambda item: (item[1].kind, item[1].names)), 2):
        if a != b and two_names(mine, yours) and not kinds[a] & kinds[b]:
            yield Comparison(Relation.DIFFERENT_NAMING, a, b, mine.span, yours.span, ONE_MEETING)
            return


STANDINGS = (
    (Relation.PLANNED_DONE, {Realis.FUTURE, Realis.POSSIBLE}, {Realis.ACTUAL}, "still planned or expected", "done"),
    (Relation.CONDITIONAL_FLAT, {Realis.CONDITIONAL}, {Realis.FUTURE, Realis.ACTUAL}, "under a condition", "without one"),
)


def _standings(told: Sequence[Telling]) -> Iterator[Comparison]:
    """The first account that has it planned (or conditional) against the first of another report that has it done (or flat)."""
    for relation, left, right, left_words, right_words in STANDINGS:
        one = _first_only(told, left, right)
        other = _first_only(told, right, left)
        if one is not None and other is not None:
            why = f"account {one[0].letter} tells it as {left_words}, account {other[0].letter} as {right_words}"
            (a, claim_a), (b, claim_b) = sorted((one, other), key=lambda pair: told.index(pair[0]))
            yield Comparison(relation, a.letter, b.letter, claim_a.quote, claim_b.quote, why)


def _first_only(told: Sequence[Telling], standings: set[Realis], barred: set[Realis]) -> tuple[Telling, Claim] | None:
    """The first account, with its claim, that has one of these standings and none of those barred."""
    return next(((one, c) for one in told for c in one.claims if c.realis in standings and not _has(one, barred)), None)


def _has(one: Telling, standings: set[Realis]) -> bool:
    return any(claim.realis in standings for claim in one.claims)


def _renderings(told: Sequence[Telling]) -> Iterator[Comparison]:
    """Quotations of one speaker that two reports give in different words."""
    quoted = [(one.letter, claim) for one in told for claim in one.claims if claim.direct_quote and claim.speaker]
    seen: set[tuple[str, str]] = set()
    for (a, claim_a), (b, claim_b) in combinations(_distinct(quoted, lambda item: _wording(item[1])), 2):
        if a == b or (a, b) in seen or not _same_speaker(claim_a, claim_b) or _same_wording(claim_a, claim_b):
            continue
        seen.add((a, b))
        why = f"{_speaker_label(claim_a)} in two wordings: one statement, counted once"
        yield Comparison(Relation.TWO_RENDERINGS, a, b, claim_a.quote, claim_b.quote, why)


def _wording(claim: Claim) -> tuple[str, frozenset[str]]:
    return source_key(claim.speaker) if claim.speaker else "", word_stems(claim.quote.text)


def _same_speaker(a: Claim, b: Claim) -> bool:
    if a.speaker is None or b.speaker is None:
        return False
    mine, yours = source_key(a.speaker), source_key(b.speaker)
    return mine == yours or bool(set(mine.split()[-1:]) & set(yours.split()[-1:]))


def _same_wording(a: Claim, b: Claim) -> bool:
    mine, yours = word_stems(a.quote.text), word_stems(b.quote.text)
    return len(mine & yours) >= SAME_WORDING * max(1, min(len(mine), len(yours)))


def _speaker_label(claim: Claim) -> str:
    return claim.speaker.label if claim.speaker else "the speaker"


def _namings(told: Sequence[Telling]) -> Iterator[Comparison]:
    """The first two accounts whose words for one party are of different registers."""
    by_side: dict[str, list[tuple[str, Actor, frozenset[str]]]] = {}
    for one in told:
        for claim in one.claims:
            for actor in (*claim.actor, *claim.recipient):
                if actor.party and (registers := _registers(actor.span.text)):
                    by_side.setdefault(side_of(actor.party), []).append((one.letter, actor, registers))
    for side, named in by_side.items():
        for (a, actor_a, mine), (b, actor_b, yours) in combinations(_distinct(named, lambda item: (item[0], item[2])), 2):
            if a != b and not mine & yours:
                why = f"{load_parties().label(side)}: “{actor_a.span.text}” in account {a}, “{actor_b.span.text}” in account {b}"
                yield Comparison(Relation.DIFFERENT_NAMING, a, b, actor_a.span, actor_b.span, why)
                break


def _registers(name: str) -> frozenset[str]:
    row = naming_of(name)
    return frozenset({row.family} if row else ())


def _only_denial(told: Sequence[Telling]) -> Iterable[Comparison]:
    denying = [(one, claim) for one in told for claim in one.claims if claim.realis is Realis.NEGATED]
    if denying and len({one.letter for one, _ in denying}) == 1:
        one, claim = denying[0]
        who = claim.speaker.label if claim.speaker else "the report"
        yield Comparison(
            Relation.ONLY_IN_ONE, one.letter, None, claim.quote, None, f"only account {one.letter} has a denial, by {who}"
        )
