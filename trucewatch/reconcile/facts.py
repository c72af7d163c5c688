"""What two claims are compared by, worked out once per claim: sides, place, days, figures, source, words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from trucewatch.knowledge.parties import fold
from trucewatch.knowledge.places import sound_key
from trucewatch.knowledge.reconcile_tables import place_fillers, source_names
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Actor, Claim, Place, Realis, Report

STEM = 5  # letters kept of a word when quotes are compared: "shelled" and "shelling" are one; 4 to 6 score alike
DENIED_WITHIN = 7  # days after an act in which a denial is told as being about it
PLANNED_WITHIN = 2  # days after a plan in which what is told as done is taken for the doing of it
PLANNED = frozenset({Realis.FUTURE, Realis.POSSIBLE})
SHORT_WORD = 4  # words below this length are not compared
REGION_KINDS = frozenset({"country", "admin1", "admin2"})
REGION_PRECISION = 3  # Place.geo_precision of a larger region


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A place as compared: the gazetteer's answer where there is one, and the name's own words and consonants."""

    place: Place
    words: frozenset[str]
    bones: frozenset[str]
    admin1: str
    country: str
    region: bool

    @property
    def exact(self) -> bool:
        """True if the place itself is meant, not a part or the surroundings of it."""
        return (self.place.geo_precision or 1) == 1

    @property
    def whole_country(self) -> bool:
        """True if nothing finer than a country is told."""
        return self.place.kind == "country"

    @property
    def located(self) -> bool:
        """True if it is known where its point or the middle of its ground lies."""
        return self.place.middle is not None

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude in radians; only of a located place."""
        latitude, longitude = self.place.middle or (0.0, 0.0)
        return math.radians(latitude), math.radians(longitude)


@dataclass(frozen=True, slots=True)
class Facts:
    """One claim, ready to be compared; days are ordinals, `until` exclusive, both None where no time is known."""

    claim: Claim
    published: int
    actor: frozenset[str]
    recipient: frozenset[str]
    place: PlaceFacts | None
    since: int | None
    until: int | None
    source: str
    words: frozenset[str]
    deadline: int | None

    @property
    def order(self) -> tuple[int, str]:
        """Where the claim stands among all: by day of publication, then by id."""
        return self.published, self.claim.id

    @property
    def denies(self) -> bool:
        """True if it says that something did not happen."""
        return self.claim.realis is Realis.NEGATED

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
    return first.claim.realis in PLANNED and second.claim.realis is Realis.ACTUAL and gap <= PLANNED_WITHIN


def facts_of(claims: Sequence[Claim], reports: Mapping[str, Report]) -> tuple[Facts, ...]:
    """The facts of all claims, in order of publication; a claim given twice counts once."""
    known = {claim.id: claim for claim in claims}.values()
    return tuple(sorted((_facts(claim, published_day(reports.get(claim.report_id))) for claim in known), key=lambda f: f.order))


def published_day(report: Report | None) -> int:
    """The day of publication as an ordinal; the last of all days where it is unknown, so that such a report never comes first."""
    return report.published.day.toordinal() if report and report.published else date.max.toordinal()


def _facts(claim: Claim, published: int) -> Facts:
    time, deadline = claim.time, claim.deadline
    return Facts(
        claim=claim,
        published=published,
        actor=_sides(claim.actor),
        recipient=_sides(claim.recipient),
        place=place_facts(claim.place) if claim.place else None,
        since=time.start.toordinal() if time else None,
        until=time.end.toordinal() if time else None,
        source=source_key(claim.speaker) if claim.speaker else "",
        words=word_stems(claim.quote.text),
        deadline=deadline.last.toordinal() if deadline else None,
    )


def _sides(actors: Sequence[Actor]) -> frozenset[str]:
    return sides_of(tuple(actor.party for actor in actors if actor.party))


def source_key(speaker: Actor) -> str:
    """The folded name of whoever is cited, with all names of a known source taken together."""
    return source_name(speaker.label) or fold(speaker.label)


@lru_cache(maxsize=10_000)
def source_name(label: str) -> str | None:
    """The known source's first name under any of its names, also with words around it ("the UK-based Syrian Observatory")."""
    known, words = source_names(), fold(label).split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            name = " ".join(words[start : start + length])
            if name in known and (length == len(words) or len(name) >= SHORT_WORD):
                return known[name].name
    return None


@lru_cache(maxsize=100_000)
def word_stems(text: str) -> frozenset[str]:
    """The words of a passage, cut to their stems, short ones left out."""
    return frozenset(word[:STEM] for word in fold(text).split() if len(word) >= SHORT_WORD)


@lru_cache(maxsize=100_000)
def place_facts(place: Place) -> PlaceFacts:
    """A place as it is compared."""
    generic = place_fillers()
    words = frozenset(word for word in fold(place.name).split() if word not in generic)
    wide = (place.kind or "") in REGION_KINDS or fold(place.name).split()[-1:] in (["border"], ["frontier"])
    region = place.geo_precision == REGION_PRECISION or wide
    return PlaceFacts(
        place=place,
        words=words,
        bones=frozenset(bones(word) for word in words),
        admin1=fold(place.admin1 or ""),
        country=fold(place.country or ""),
        region=region,
    )


def bones(word: str) -> str:
    """The consonants of a name, which "Mallah", "Maleh" and "al-Malaah" share; a very short name keeps its vowels."""
    sound = sound_key(word) + ("h" if word.endswith("h") else "")
    return sound if len(sound) > 2 else re.sub(r"(.)\1+", r"\1", word)
