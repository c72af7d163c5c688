"""What two reports are compared by, worked out once per report: rare words, names, places, acts, deaths, days."""

from __future__ import annotations

import calendar
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.reconcile_tables import place_fillers
from trucewatch.knowledge.word_rarity import rarity
from trucewatch.model import Claim, Counted, EventType, Interval, Realis, Report
from trucewatch.reconcile.facts import bones

Vector = Mapping[str, float]  # word to weight, of length 1

LEAD = 700  # characters from the start that tell the main happening; 500 to 900 score alike
HEADLINE = 120  # characters that stand for a headline where there is none
MAIN = 600  # characters from the start in which a claim is on the main happening
KEPT = 50  # words kept of a report, the weightiest: 40 lose a hundredth of B-cubed, 200 gain nothing
MARKS = 20  # words a report is looked up under at most
TELLING = 0.1  # rarity below which a word is left out
NAME = 0.55  # rarity from which a capitalised word is taken for a name; "Syria" has .6
COMMON_NAME = 0.6  # rarity up to which a place's name tells nothing by itself; the rarest have 1
SMALL_NUMBERS = 1  # deaths up to this many are in every report
FEWEST_LETTERS = 3
_NAME = re.compile(r"\b[^\W\d_a-zß-ÿ][\w'’-]+")
_SMALL = re.compile(r"\b[a-zß-ÿ]\w+")
_YEAR = re.compile(r"\b(?:19[4-9]\d|20[0-4]\d)\b")
_ENDINGS = ("ings", "ing", "ers", "ies", "ed", "es", "s")
_SHORTEST_STEM = 4
_CALENDAR = frozenset(name.casefold() for name in (*calendar.month_name, *calendar.day_name))  # days are compared as days


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One report, ready to be compared.

    `day` is the ordinal of publication, None where unknown. `words`, `lead` and `headline` hold the rare words of the text, its
    beginning and its headline, `names` the words that it has only with a capital. `heard` are capitalised words by their
    consonants, with their rarity; `places` the words, by their consonants, of each place its first claims name, `place_words` all
    of these with how far each is from a common name (0 to 1). `acts` says how its first claims share out over kinds of act, and
    `opens` of which type the first is. `first_deaths` is the first number of killed, `deaths` are all. `days` are those of its
    first claims, the end exclusive; `years` those named. `marks` are the words that tell it best from others, the best first.
    """

    id: str
    day: int | None
    outlet: str
    words: Vector
    lead: Vector
    headline: Vector
    names: Vector
    heard: Vector
    places: tuple[frozenset[str], ...]
    place_words: Vector
    acts: Vector
    opens: EventType | None
    first_deaths: int | None
    deaths: frozenset[int]
    days: tuple[tuple[int, int], ...]
    years: frozenset[str]
    marks: tuple[str, ...]

    @property
    def order(self) -> tuple[int, str]:
        """Where the report stands among all: by day of publication, then by id; without a day at the end."""
        return (self.day if self.day is not None else 10**7, self.id)


def report_facts(report: Report, claims: Iterable[Claim]) -> ReportFacts:
    """What a report is compared by; its claims may come in any order, and there need be none."""
    text = evidence_text(report)
    told = sorted((c for c in claims if c.realis is Realis.ACTUAL), key=lambda c: (c.quote.start, c.quote.end, c.id))
    first = [claim for claim in told if claim.quote.start < MAIN]
    heard, places = _heard(text), _places(first) or _places(told)[:2]
    return ReportFacts(
        id=report.id,
        day=report.published.day.toordinal() if report.published else None,
        outlet=fold(report.outlet.name) if report.outlet else "",
        words=_vector(text),
        lead=_vector(text[:LEAD]),
        headline=_vector(report.title or text[:HEADLINE]),
        names=_proper(text),
        heard=heard,
        places=places,
        place_words={word: _uncommon(heard.get(word, 0.0)) for word in sorted(frozenset().union(*places))},
        acts=_shares(Counter(map(_act, first))),
        opens=first[0].type if first else None,
        first_deaths=next((number for claim in told if (number := max(_deaths(claim), default=None))), None),
        deaths=frozenset(number for claim in told for number in _deaths(claim)),
        days=tuple(dict.fromkeys(_days(claim.time) for claim in first[:6] if claim.time)),
        years=frozenset(_YEAR.findall(text)),
        marks=_marks(f"{report.title or ''} {text[:LEAD]}"),
    )


def evidence_text(report: Report) -> str:
    """The words of a report that are evidence, without related links, bylines and boilerplate."""
    pieces, at = [], 0
    for start, end in sorted(report.not_evidence()):
        pieces.append(report.text[at:start])
        at = max(at, end)
    return " ".join([*pieces, report.text[at:]]).strip()


def _vector(text: str) -> Vector:
    """The weightiest rare words by their stems: rarity times one plus the logarithm of how often they stand there."""
    return _weighed(Counter(fold(text).split()))


def _proper(text: str) -> Vector:
    """The same of words that begin with a capital wherever they stand."""
    small = frozenset(_SMALL.findall(text))
    counted = Counter(word for name in _NAME.findall(text) for word in fold(name).split())
    return _weighed(Counter({word: count for word, count in counted.items() if word not in small}))


def _weighed(counted: Counter[str]) -> Vector:
    weights: dict[str, float] = {}
    for word, count in counted.items():
        if word not in _CALENDAR and (rare := rarity(word)) > TELLING:
            stem = _stem(word)
            weights[stem] = max(weights.get(stem, 0.0), rare * (1 + math.log(count)))
    return unit(dict(sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:KEPT]))


def _marks(text: str) -> tuple[str, ...]:
    """The stems of the rarest words, those that come more often first."""
    rare = {
        word: rarity(word) * (1 + math.log(count)) for word, count in Counter(fold(text).split()).items() if rarity(word) >= NAME
    }
    order = sorted(rare, key=lambda word: (-rare[word], word))
    return tuple(dict.fromkeys(_stem(word) for word in order if word not in _CALENDAR))[:MARKS]


def unit(weights: Mapping[str, float]) -> Vector:
    """The same weights in proportion, of length 1."""
    length = math.sqrt(sum(value * value for _, value in sorted(weights.items()))) or 1.0
    return {word: value / length for word, value in weights.items()}


def _stem(word: str) -> str:
    """The word without its ending; one string for all reports that have it, which saves a quarter of their memory."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return sys.intern(word[: -len(ending)])
    return sys.intern(word)


def _heard(text: str) -> Vector:
    """The rarity of each capitalised word, by its consonants: "Quriyah" and "al-Quriya" are one."""
    found: dict[str, float] = {}
    for phrase in {match.group() for match in _NAME.finditer(text)}:
        for word in fold(phrase).split():
            if len(word) >= FEWEST_LETTERS and word not in _CALENDAR and (rare := rarity(word)) >= NAME:
                sound = sys.intern(bones(word))
                found[sound] = max(found.get(sound, 0.0), rare)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:KEPT])


def _places(claims: Sequence[Claim]) -> tuple[frozenset[str], ...]:
    """The words of each place that these claims name themselves, countries left out."""
    named = (c.place.name for c in claims if c.place and not c.place.inherited and c.place.kind != "country")
    return tuple(dict.fromkeys(words for name in named if (words := _place_words(name))))


def _place_words(name: str) -> frozenset[str]:
    return frozenset(bones(word) for word in fold(name).split() if word not in place_fillers() and len(word) >= FEWEST_LETTERS)


def _uncommon(rare: float) -> float:
    return max(0.0, rare - COMMON_NAME) / (1 - COMMON_NAME)


def _act(claim: Claim) -> str:
    return claim.mode if claim.type is EventType.ASSAULT and claim.mode else str(claim.type)


def _shares(counted: Counter[str]) -> Vector:
    return unit({act: float(count) for act, count in counted.items()})


def _deaths(claim: Claim) -> list[int]:
    """The numbers of killed that a claim prints; words such as "dozens" are no number."""
    killed = (figure for figure in claim.figures if figure.kind is Counted.KILLED and figure.high in (None, figure.low))
    return [figure.low for figure in killed if figure.low is not None and figure.low > SMALL_NUMBERS]


def _days(time: Interval) -> tuple[int, int]:
    return time.start.toordinal(), time.end.toordinal()
