"""What two claims are compared by, worked out once per claim: sides, place, days, figures, source, words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from sys import intern
from types import MappingProxyType
from typing import NamedTuple
from zlib import crc32

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.ingest_tables import months
from trucewatch.knowledge.origin_tables import cited_name
from trucewatch.knowledge.places import sound_key
from trucewatch.knowledge.reconcile_tables import place_fillers
from trucewatch.knowledge.sides import sides_of
from trucewatch.knowledge.word_rarity import rarity
from trucewatch.model import Actor, Bond, Claim, Counted, EventType, Place, Realis, Report
from trucewatch.reconcile.perceived import Perceived, perceived

STEM = 5  # letters kept of a word when quotes are compared: "shelled" and "shelling" are one; 4 to 6 score alike
DENIED_WITHIN = 7  # days after an act in which a denial is told as being about it
PLANNED_WITHIN = 2  # days after a plan in which what is told as done is taken for the doing of it
PLANNED = frozenset({Realis.FUTURE, Realis.POSSIBLE})
SHORT_WORD = 4  # words below this length are not compared
RARE = 0.7  # rarity from which a word is seldom shared by chance: places, names, "bakery"
AGAIN = re.compile(r"\b(?:the|this|that|these|those) $", re.IGNORECASE)  # "the blast"; "the army shelled" tells anew
LAST_OF_MONTH = 31
UNKNOWN_DAY = date.max.toordinal()  # the day of publication of a report without a date, which so never comes first
SPEECH = frozenset(  # what is done by saying it
    {
        EventType.THREATEN,
        EventType.REQUEST,
        EventType.REJECT,
        EventType.ACCUSE,
        EventType.SUPPORT,
        EventType.CONCEDE,
        EventType.CONSULT,
        EventType.AGREE,
    }
)
REGION_KINDS = frozenset({"country", "admin1", "admin2"})
NO_BOND = Bond()
NO_BONDS: Mapping[str, Bond] = MappingProxyType({})
RANK_BITS = 32  # of a hash of the report's id, behind the day of publication
REGION_PRECISION = 3  # Place.geo_precision of a larger region


class Number(NamedTuple):
    """A figure as compared: what it counts, its bounds, of whom, and whether it is printed as "about"."""

    kind: Counted
    low: int | None
    high: int | None
    of: str | None
    approx: bool

    def agrees_with(self, other: Number) -> bool:
        """As `Figure.agrees_with`: true if some number satisfies both."""
        highs = [bound for bound in (self.high, other.high) if bound is not None]
        return not highs or max(self.low or 0, other.low or 0) <= min(highs)


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A place as compared: the gazetteer's answer where there is one, and the name's own words and consonants.

    `point` is latitude and longitude in radians of the point or of the middle of the ground, None where neither is known.
    """

    name: str
    place_id: str | None
    words: frozenset[str]
    bones: frozenset[str]
    admin1: str
    country: str
    region: bool
    exact: bool
    whole_country: bool
    inherited: bool
    point: tuple[float, float] | None


class Frame(NamedTuple):
    """What all claims of one report have in common: its day of publication, its rare words, the days of the year it names."""

    published: int
    words: frozenset[str]
    days: frozenset[int]


@dataclass(frozen=True, slots=True)
class Facts:
    """One claim, ready to be compared, without the claim itself, so that a million of them fit into memory.

    Days are ordinals, `until` exclusive, both None where no time is known; `day_told` is true where the report's own words give
    the day, not its date or another sentence. `start` and `end` are the quote's offsets. `rare` holds the quote's words that are
    seldom met, `report_words` those of the whole report, `report_days` the days of the year that it names or was published on;
    `again` is true where the quote speaks of what was told before ("the blast"). `rank` is the claim's place among all: by day of
    publication, and within a day by a hash of its report, so that a ledger can keep it as one number.
    `logged` is there only for a line of a post's log. `bond` is what persons decided on its company.
    """

    id: str
    report_id: str
    type: EventType
    mode: str | None
    realis: Realis
    published: int
    actor: frozenset[str]
    recipient: frozenset[str]
    place: PlaceFacts | None
    since: int | None
    until: int | None
    day_told: bool
    source: str
    speaker: str
    direct_quote: bool
    words: frozenset[str]
    rare: frozenset[str]
    figures: tuple[Number, ...]
    deadline: int | None
    has_deadline: bool
    again: bool
    report_words: frozenset[str]
    report_days: frozenset[int]
    start: int
    end: int
    rank: int
    logged: Perceived | None = None
    bond: Bond = NO_BOND

    @property
    def order(self) -> tuple[int, str]:
        """Where the claim stands among all: by day of publication, then by id."""
        return self.published, self.id

    @property
    def bound_name(self) -> str:
        """The name by which others are kept apart from it: that of its tie, else its own id."""
        return self.bond.tie or self.id

    @property
    def denies(self) -> bool:
        """True if it says that something did not happen."""
        return self.realis is Realis.NEGATED

    @property
    def day_of_year(self) -> int | None:
        """The day of the year on which it is told to have happened; None if that is not one day."""
        day = date.fromordinal(self.since) if self.since is not None and self.one_day else None
        return day_of_year(day.month, day.day) if day else None

    @property
    def one_day(self) -> bool:
        """True if it is set on a single day."""
        return self.since is not None and self.until == self.since + 1


def days_apart(a: Facts, b: Facts) -> int | None:
    """Days between the end of one and the beginning of the other, below 0 where they overlap; None if that tells nothing.

    A denial is dated by the day it was made, up to `DENIED_WITHIN` days after the act, and a plan by the day it was told, up to
    `PLANNED_WITHIN` days before.
    """
    if a.since is None or a.until is None or b.since is None or b.until is None:
        return None
    gap = max(a.since, b.since) - min(a.until, b.until)
    first, second = (a, b) if a.since <= b.since else (b, a)
    if gap >= 0 and (_denied_later(first, second, gap) or _planned_before(first, second, gap)):
        return None
    return gap


def _denied_later(first: Facts, second: Facts, gap: int) -> bool:
    return second.denies and not first.denies and gap <= DENIED_WITHIN


def _planned_before(first: Facts, second: Facts, gap: int) -> bool:
    return first.realis in PLANNED and second.realis is Realis.ACTUAL and gap <= PLANNED_WITHIN


def facts_of(claims: Sequence[Claim], reports: Mapping[str, Report], bonds: Mapping[str, Bond] = NO_BONDS) -> tuple[Facts, ...]:
    """The facts of all claims, in order of publication; a claim given twice counts once. `bonds` are by claim."""
    known = {claim.id: claim for claim in claims}.values()
    told_in = {key: _frame(reports.get(key)) for key in {claim.report_id for claim in known}}
    found = (_facts(claim, told_in[claim.report_id], bonds.get(claim.id, NO_BOND)) for claim in known)
    return tuple(sorted(found, key=lambda f: f.order))


@lru_cache(maxsize=10_000)
def ordinal(day: date) -> int:
    """The day as a number, one object for all claims of that day."""
    return day.toordinal()


def published_day(report: Report | None) -> int:
    """The day of publication as an ordinal; `UNKNOWN_DAY` where there is none."""
    return ordinal(report.published.day) if report and report.published else UNKNOWN_DAY


def _facts(claim: Claim, told_in: Frame, bond: Bond = NO_BOND) -> Facts:
    time, deadline, published = claim.time, claim.deadline, told_in.published
    return Facts(
        id=claim.id,
        report_id=claim.report_id,
        type=claim.type,
        mode=claim.mode,
        realis=claim.realis,
        published=published,
        actor=_sides(claim.actor),
        recipient=_sides(claim.recipient),
        place=place_facts(claim.place) if claim.place else None,
        since=ordinal(time.start) if time else None,
        until=ordinal(time.end) if time else None,
        day_told=time is not None and time.span is not None and not time.inherited,
        source=source_key(claim.speaker) if claim.speaker else "",
        speaker=claim.speaker.label if claim.speaker else "",
        direct_quote=claim.direct_quote,
        words=word_stems(claim.quote.text),
        rare=rare_words(claim.quote.text),
        figures=tuple(Number(f.kind, f.low, f.high, f.of, f.approx) for f in claim.figures),
        deadline=deadline.last.toordinal() if deadline else None,
        has_deadline=deadline is not None or claim.deadline_words is not None,
        again=_speaks_again(claim),
        report_words=told_in.words,
        report_days=told_in.days,
        start=claim.quote.start,
        end=claim.quote.end,
        rank=published << RANK_BITS | crc32(claim.report_id.encode("utf-8", "surrogatepass")),
        logged=perceived(claim),
        bond=bond,
    )


def _sides(actors: Sequence[Actor]) -> frozenset[str]:
    return sides_of(tuple(actor.party for actor in actors if actor.party))


def source_key(speaker: Actor) -> str:
    """The folded name of whoever is cited, with all names of a known source taken together."""
    return cited_name(speaker.label) or fold(speaker.label)


@lru_cache(maxsize=10_000)
def word_stems(text: str) -> frozenset[str]:
    """The words of a passage, cut to their stems, short ones left out."""
    return frozenset(intern(word[:STEM]) for word in fold(text).split() if len(word) >= SHORT_WORD)


def _frame(report: Report | None) -> Frame:
    if report is None:
        return Frame(UNKNOWN_DAY, frozenset(), frozenset())
    days = set(days_of_year(fold(report.text).split()))
    if report.published:
        days.add(day_of_year(report.published.day.month, report.published.day.day))
    return Frame(published_day(report), rare_words(report.text), frozenset(days))


def days_of_year(words: Sequence[str]) -> Iterator[int]:
    """The days that folded words name by month and number, as "Feb 13" or "13 February" do, whatever the year."""
    for word, other in pairwise(words):
        for month, number in ((word, other), (other, word)):
            if month in months() and number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= LAST_OF_MONTH:
                yield day_of_year(months()[month], int(number))


def day_of_year(month: int, day: int) -> int:
    """A day whatever the year, as one number."""
    return 100 * month + day


def rare_words(text: str) -> frozenset[str]:
    """The folded words of a passage that are seldom shared by chance."""
    return frozenset(intern(word) for word in fold(text).split() if len(word) >= SHORT_WORD and rarity(word) >= RARE)


def _speaks_again(claim: Claim) -> bool:
    """True if the word that tells the act is said with "the" or "this", as of something known: "the blast"."""
    before = claim.quote.text[: max(0, claim.trigger.start - claim.quote.start)]
    return AGAIN.search(before) is not None


def place_facts(place: Place) -> PlaceFacts:
    """A place as it is compared; one record for all mentions that are compared alike."""
    wide = place.kind or "", place.geo_precision, place.inherited
    return _place_facts(place.name, place.place_id, place.admin1 or "", place.country or "", *wide, place.middle)


@lru_cache(maxsize=100_000)
def _place_facts(
    name: str,
    place_id: str | None,
    admin1: str,
    country: str,
    kind: str,
    geo_precision: int | None,
    inherited: bool,
    middle: tuple[float, float] | None,
) -> PlaceFacts:
    generic = place_fillers()
    words = frozenset(word for word in fold(name).split() if word not in generic)
    wide = kind in REGION_KINDS or fold(name).split()[-1:] in (["border"], ["frontier"])
    return PlaceFacts(
        name=name,
        place_id=place_id,
        words=words,
        bones=frozenset(bones(word) for word in words),
        admin1=fold(admin1),
        country=fold(country),
        region=geo_precision == REGION_PRECISION or wide,
        exact=(geo_precision or 1) == 1,
        whole_country=kind == "country",
        inherited=inherited,
        point=(math.radians(middle[0]), math.radians(middle[1])) if middle else None,
    )


def bones(word: str) -> str:
    """The consonants of a name, which "Mallah", "Maleh" and "al-Malaah" share; a very short name keeps its vowels."""
    sound = sound_key(word) + ("h" if word.endswith("h") else "")
    return sound if len(sound) > 2 else re.sub(r"(.)\1+", r"\1", word)
