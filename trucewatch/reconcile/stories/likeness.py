"""How likely two reports tell one main happening, from what they share; it depends on these two alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from operator import mul

from trucewatch.knowledge.story_tables import story_rows
from trucewatch.reconcile.stories.report_facts import ReportFacts, Vector

ANY_PAIR = "any two reports"
FEW_REASONS = 0.25  # log-odds that an observation must bring to be told
FEW_WORDS, FEW_NUMBERS = 4, 3  # told of what two reports have in common
OBSERVED = (
    "same day",
    "next day",
    "two days",
    "days later",
    "words",
    "lead",
    "one beginning",
    "headline",
    "names",
    "rare main place",
    "place told",
    "rare place told",
    "place not told",
    "acts",
    "other opening",
    "days meet",
    "days part",
    "first deaths",
    "deaths",
    "other deaths",
    "one outlet",
    "years",
    "other years",
)  # the order of the values of `observe`
RETOLD = 0.7  # cosine of two beginnings above which one was hardly written without the other
FULL_DEATHS = 5.0  # the logarithm to base 2 of a number of deaths that two reports hardly share by chance
NEAR_DAYS = 2


def likeness(a: ReportFacts, b: ReportFacts) -> float:
    """The probability that both tell one main happening, between 0 and 1; the same both ways round.

    A logistic regression (tools/fit_stories.py); where a day of publication is unknown, only what is left speaks, by weights of
    its own.
    """
    return 1 / (1 + math.exp(-log_odds(a, b)))


def log_odds(a: ReportFacts, b: ReportFacts) -> float:
    """The likeness as log-odds."""
    weights = _weights()[dated(a, b)]
    return weights[-1] + math.fsum(map(mul, weights, observe(a, b)))


def reasons(a: ReportFacts, b: ReportFacts) -> tuple[str, ...]:
    """What speaks for and against one main happening, in words, the weightiest first."""
    rows, weights = story_rows(), _weights()[dated(a, b)]
    brought = sorted(
        ((weight * value, name) for name, weight, value in zip(OBSERVED, weights, observe(a, b), strict=False)),
        key=lambda item: (-abs(item[0]), item[1]),
    )
    return tuple(rows[name].words.format(_detail(name, a, b)) for value, name in brought if abs(value) >= FEW_REASONS)


def dated(a: ReportFacts, b: ReportFacts) -> bool:
    """True if it is known of both when they were published."""
    return a.day is not None and b.day is not None


@cache
def _weights() -> dict[bool, tuple[float, ...]]:
    """The weights in the order of `OBSERVED`, that of any two reports last; for dated pairs (true) and others."""
    rows = [story_rows()[name] for name in (*OBSERVED, ANY_PAIR)]
    return {True: tuple(row.weight for row in rows), False: tuple(row.undated for row in rows)}


def observe(a: ReportFacts, b: ReportFacts) -> tuple[float, ...]:
    """What is seen on two reports, each value between 0 and 1, in the order of `OBSERVED`."""
    gap = abs(a.day - b.day) if a.day is not None and b.day is not None else None
    near = (gap == 0, gap == 1, gap == NEAR_DAYS, gap is not None and gap > NEAR_DAYS)
    undated = gap is None
    words, lead = dot(a.words, b.words) if undated else 0.0, dot(a.lead, b.lead)
    texts = (words, lead, max(0.0, lead - RETOLD) / (1 - RETOLD), dot(a.headline, b.headline), dot(a.names, b.names))
    years = (not a.years.isdisjoint(b.years), bool(a.years and b.years) and a.years.isdisjoint(b.years))
    one_outlet = a.outlet != "" and a.outlet == b.outlet
    return (
        *near,
        *texts,
        *_place_values(a, b),
        *_act_values(a, b),
        *_day_values(a, b),
        *_death_values(a, b),
        one_outlet,
        *years,
    )


def dot(a: Vector, b: Vector) -> float:
    """How much two vectors of length 1 have in common: their cosine."""
    if len(a) > len(b):
        a, b = b, a
    return math.fsum([a[word] * b[word] for word in a.keys() & b.keys()])


def _place_values(a: ReportFacts, b: ReportFacts) -> tuple[float, ...]:
    """A rare main place in common, main places of one that the other names, and those it does not."""
    mine, yours = a.place_words, b.place_words
    told_here, rare_here, missed_here = _sought(a, b)
    told_there, rare_there, missed_there = _sought(b, a)
    rarest = max([max(rare, yours[word]) for word, rare in mine.items() if word in yours], default=0.0)
    told, missed = (told_here + told_there) / 2, (missed_here + missed_there) / 2
    return rarest, told, max(rare_here, rare_there, rarest), missed


def _sought(a: ReportFacts, b: ReportFacts) -> tuple[float, float, float]:
    """How much of a main place of one the other names (half where none is told), its rarest word found and its rarest missed."""
    if not a.places:
        return 0.5, 0.0, 0.0
    names, rarest, missed = b.heard, 0.0, 0.0
    for word, rare in a.place_words.items():
        if word in names:
            rarest = max(rarest, rare)
        else:
            missed = max(missed, rare)
    return max([len([word for word in words if word in names]) / len(words) for words in a.places]), rarest, missed


def _act_values(a: ReportFacts, b: ReportFacts) -> tuple[float, bool]:
    """How alike their kinds of act are, and whether they open with claims of two types: a raid here, a protest at it there."""
    return dot(a.acts, b.acts), a.opens is not None and b.opens is not None and a.opens is not b.opens


def _day_values(a: ReportFacts, b: ReportFacts) -> tuple[bool, bool]:
    """Whether days of the first claims meet, and whether all lie more than a day apart."""
    gaps = [max(s, t) - min(e, f) for s, e in a.days for t, f in b.days]
    nearest = min(gaps, default=0)
    return bool(gaps) and nearest < 0, bool(gaps) and nearest >= 1


def _death_values(a: ReportFacts, b: ReportFacts) -> tuple[float, float, float]:
    """The same first number of deaths, any number in common, and how far the first ones lie apart."""
    one, two = a.first_deaths, b.first_deaths
    first = _telling(one) if one and one == two else 0.0
    both = max((_telling(number) for number in a.deaths & b.deaths), default=0.0)
    apart = abs(math.log(one / two)) if one and two and one not in b.deaths and two not in a.deaths else 0.0
    return first, both, min(apart, 3.0)


def _telling(number: int) -> float:
    """A larger number is less often the same by chance."""
    return min(1.0, math.log2(number + 1) / FULL_DEATHS)


def _detail(name: str, a: ReportFacts, b: ReportFacts) -> str:
    """The words or numbers that an observation rests on; "" for one that says all by itself."""
    return DETAILS[name](a, b) if name in DETAILS else ""


def _both(mine: Vector, yours: Vector) -> str:
    """The weightiest words in common."""
    return ", ".join(sorted(mine.keys() & yours.keys(), key=lambda word: (-mine[word] * yours[word], word))[:FEW_WORDS])


def _deaths_of_both(a: ReportFacts, b: ReportFacts) -> str:
    return ", ".join(map(str, sorted(a.deaths & b.deaths)[:FEW_NUMBERS]))


def _first_deaths_of_each(a: ReportFacts, b: ReportFacts) -> str:
    return " and ".join(map(str, sorted((a.first_deaths or 0, b.first_deaths or 0))))


DETAILS: Mapping[str, Callable[[ReportFacts, ReportFacts], str]] = {
    "days later": lambda a, b: str(abs((a.day or 0) - (b.day or 0))),
    "words": lambda a, b: _both(a.words, b.words),
    "lead": lambda a, b: _both(a.lead, b.lead),
    "headline": lambda a, b: _both(a.headline, b.headline),
    "names": lambda a, b: _both(a.names, b.names),
    "acts": lambda a, b: ", ".join(sorted(a.acts.keys() & b.acts.keys())),
    "first deaths": lambda a, b: str(a.first_deaths),
    "deaths": _deaths_of_both,
    "other deaths": _first_deaths_of_each,
    "years": lambda a, b: ", ".join(sorted(a.years & b.years)),
}
