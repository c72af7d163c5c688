"""The deaths of an incident as two data sets would code them: UCDP's low, best and high, and ACLED's lowest figure.

Sources: UCDP Georeferenced Event Dataset codebook (deaths of side A, side B, civilians and unknown add up to `best`; an event has
at least one death); ACLED codebook and its page on fatalities (the most conservative figure where sources differ, fixed numbers
for vague words, 0 where it is unclear, totals of several days split). Both read the same accounts as every other figure here;
where a reading departs from the rule text, its `deviations` say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.knowledge.figure_tables import acled_amount
from trucewatch.knowledge.sides import BYSTANDERS, side_of
from trucewatch.model import AccountCount, Counted, FigureRange, FigureSaid, Incident, Standing

LONGEST_SPLIT = 31  # days; beyond it an even split would say more than anybody told


@dataclass(frozen=True, slots=True)
class UcdpReading:
    """Deaths as in UCDP GED: the four parts add up to `best`. `deviations` say where the rule is not met."""

    low: int
    best: int
    high: int
    side_a: str | None
    side_b: str | None
    deaths_a: int
    deaths_b: int
    deaths_civilians: int
    deaths_unknown: int
    why: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AcledReading:
    """Fatalities as in ACLED, and split over the days of the incident, since an ACLED event has one day."""

    fatalities: int
    by_day: tuple[tuple[date, int], ...]
    why: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()


def ucdp_reading(incident: Incident) -> UcdpReading | None:
    """Low, best and high with the deaths of each side; None where nobody is said to have died, for GED has no such event."""
    figure = _killed(incident)
    if figure is None or _most(figure) == 0:
        return None
    why: list[str] = []
    deviations: list[str] = []
    low, high = figure.low or 0, _most(figure)
    if figure.low is None:
        deviations.append("no account gives a lowest number: low is 0")
    if figure.high is None:
        deviations.append("the range is open above: high is the highest number printed")
    best = figure.best if figure.best is not None else _tied(figure, low)
    why.append(
        f"best: {figure.why}" if figure.best is not None else f"best: {best}, the lowest of the numbers that tie or are printed"
    )
    if figure.best is None:
        deviations.append("no number is given by most origins; UCDP needs one, and the lower is taken")
    low, high = min(low, best), max(high, best)
    side_a, side_b = _side(incident.actor), _side(incident.recipient)
    a, b, civilians = _by_side(figure, side_a, side_b)
    if a + b + civilians > best:
        deviations.append("the parties add up to more than the best figure: all are unknown")
        a = b = civilians = 0
    deviations.append("side A is who is said to have done it; UCDP gives side A to the government of a state-based conflict")
    return UcdpReading(low, best, high, side_a, side_b, a, b, civilians, best - a - b - civilians, tuple(why), tuple(deviations))


def acled_reading(incident: Incident) -> AcledReading:
    """The lowest figure of all accounts that stand, 0 where nobody gives one; vague words by ACLED's fixed numbers."""
    figure = _killed(incident)
    deviations: list[str] = []
    fatalities, why = _lowest(figure) if figure else (0, "no account gives a number of dead: 0")
    days = _days(incident)
    if len(days) > 1:
        deviations.append("split evenly over the days, the rest to the first; ACLED splits by what is known of each day")
    elif incident.time and (incident.time.end - incident.time.start).days > LONGEST_SPLIT:
        deviations.append(f"not split: longer than {LONGEST_SPLIT} days")
    share, rest = divmod(fatalities, len(days)) if days else (0, 0)
    by_day = tuple((day, share + (n < rest)) for n, day in enumerate(days))
    return AcledReading(fatalities, by_day, (why,), tuple(deviations))


def _killed(incident: Incident) -> FigureRange | None:
    return next((figure for figure in incident.figures if figure.kind is Counted.KILLED), None)


def _most(figure: FigureRange) -> int:
    """The highest number of any account that stands, open or not."""
    numbers = [n for count in figure.counts if count.stands for n in (count.low, count.high) if n is not None]
    return max([*numbers, figure.high or 0])


def _tied(figure: FigureRange, low: int) -> int:
    """The lowest number printed by an account that counts everybody, else the lowest at all."""
    numbers = [count.low for count in figure.counts if count.stands and count.whole and count.low is not None]
    return min(numbers, default=low)


def _side(codes: Sequence[str]) -> str | None:
    """The first party that fights; civilians are no side."""
    return next((code for code in codes if not _civil(code)), None)


def _civil(code: str) -> bool:
    return code.rpartition(":")[2] in BYSTANDERS


def _by_side(figure: FigureRange, side_a: str | None, side_b: str | None) -> tuple[int, int, int]:
    """The dead of side A, of side B, and civilians, by the best of each party, else its lowest."""
    a = b = civilians = 0
    for part in figure.parts or ((figure,) if figure.of else ()):
        number = part.best if part.best is not None else part.low or 0
        if part.of and _civil(part.of):
            civilians += number
        elif part.of and side_a and side_of(part.of) == side_of(side_a):
            a += number
        elif part.of and side_b and side_of(part.of) == side_of(side_b):
            b += number
    return a, b, civilians


def _lowest(figure: FigureRange) -> tuple[int, str]:
    """The lowest number over the accounts that count everybody, as ACLED would take each down."""
    standing = [count for count in figure.counts if count.stands]
    whole = [count for count in standing if count.whole]
    numbers = {count.letter: _taken_down(count, figure.said) for count in reversed(whole or standing)}
    if not whole and standing and figure.low is not None:
        return figure.low, "no account counts all: the lowest that they come to"
    if whole and figure.low is not None and figure.low < min(numbers.values()):
        return figure.low, f"the lowest figure: {figure.low:,}"
    if numbers:
        letter = min(numbers, key=lambda key: (numbers[key], len(key), key))
        return numbers[letter], f"the lowest figure: {numbers[letter]:,} in account {letter}"
    words = [amount for one in figure.said if one.standing is Standing.COUNTS and (amount := acled_amount(one.span.text))]
    return (min(words), "words alone, by ACLED's fixed numbers") if words else (0, "the number is unclear: 0")


def _taken_down(count: AccountCount, said: Sequence[FigureSaid]) -> int:
    """One account's number: the lower bound, or ACLED's for a vague word."""
    mine = [s for s in said if (s.letter, s.origin) == (count.letter, count.origin) and s.standing is Standing.COUNTS]
    vague = {s.of: amount for s in mine if s.approx and s.low != s.high and (amount := acled_amount(s.span.text))}
    if not vague:
        return count.low or 0
    plain = {s.of: s.low or 0 for s in mine if s.of not in vague}
    return sum(vague.values()) + sum(plain.values()) if count.ours else min([*vague.values(), *plain.values()])


def _days(incident: Incident) -> tuple[date, ...]:
    time = incident.time
    if time is None or (time.end - time.start).days > LONGEST_SPLIT:
        return ()
    return tuple(time.start + timedelta(days=n) for n in range((time.end - time.start).days))
