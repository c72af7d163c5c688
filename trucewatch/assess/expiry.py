"""Read when a demand runs out: the rule for its words, its last day, and the end of that day by the clocks that may be meant."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta

from trucewatch.assess.hours import of_the_day
from trucewatch.knowledge.demand_tables import expiry_row
from trucewatch.knowledge.zones import local_instant, zone_of
from trucewatch.model import Claim, Expiry, LocalEnd, Place, ZoneOf

YEARS = range(1800, 2200)  # of a last day; a report dated 0001-01-01 or 9999-12-31 has no date
HOUR = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))? ?(am|pm|a\.m\.|p\.m\.)|\b([01]?\d|2[0-4]):([0-5]\d)\b", re.IGNORECASE)


def last_day(claim: Claim) -> date | None:
    """The last day that a claim leaves, "before" a day not counting it.

    None where none is told or set on the calendar, or one that no demand can have, such as the last day of the year 9999.
    """
    if claim.deadline is None or claim.deadline.last.year not in YEARS:
        return None
    return claim.deadline.last + timedelta(days=expiry_row(_words(claim)).shift)


def may_mean(claim: Claim, last: date) -> bool:
    """True if words that nothing sets on the calendar may mean this last day: "the end of the month" any 29 February."""
    words = _words(claim).casefold()
    fits = expiry_row(words).fits
    if fits == "end of a month":
        named = [month for month in range(1, 13) if re.search(rf"\b{calendar.month_name[month].casefold()}\b", words)]
        return (last + timedelta(days=1)).day == 1 and (not named or last.month in named)
    return fits == "end of a year" and (last.month, last.day) == (12, 31)


def expiry_of(claim: Claim, *, ground: Place | None, addressee: Sequence[str], issuer: Sequence[str]) -> Expiry | None:
    """The last day of a claim with its reading; None where the claim has none."""
    last = last_day(claim)
    if last is None:
        return None
    words = _words(claim)
    row = expiry_row(words)
    at, rule = row.at, row.rule
    if hour := _hour(words):
        at, rule = hour, f"an hour of a day: until {hour} local time of that day"
    span = claim.deadline_words.span if claim.deadline_words else claim.deadline.span if claim.deadline else None
    return Expiry(words, rule, last, at, _ends(last, at, ground, addressee, issuer), span)


def _words(claim: Claim) -> str:
    if claim.deadline_words:
        return claim.deadline_words.span.text
    return claim.deadline.span.text if claim.deadline and claim.deadline.span else ""


def _hour(words: str) -> str | None:
    """ "6 pm" as 18:00; None where no hour is named."""
    match = HOUR.search(words)
    if match is None:
        return None
    if match[4]:
        return f"{int(match[4]):02}:{match[5]}"
    return f"{of_the_day(int(match[1]), match[3]):02}:{match[2] or '00'}"


def _ends(last: date, at: str, ground: Place | None, addressee: Sequence[str], issuer: Sequence[str]) -> tuple[LocalEnd, ...]:
    """The end by the clock of the place, of the addressee and of the issuer; a clock that shows the same is left out."""
    told = [(zone_of(ground.country, ground.admin1), ZoneOf.PLACE)] if ground and ground.country else []
    told += [(_zone(codes), whose) for codes, whose in ((addressee, ZoneOf.ADDRESSEE), (issuer, ZoneOf.ISSUER))]
    out: list[LocalEnd] = []
    for zone, whose in told:
        if zone and _instant(last, zone) not in [_instant(last, end.zone) for end in out]:
            out.append(LocalEnd(f"{last.isoformat()}T{at}", zone, whose))
    return tuple(out)


def _zone(codes: Sequence[str]) -> str | None:
    zones = {zone for code in codes if (zone := zone_of(code.partition(":")[0]))}
    return zones.pop() if len(zones) == 1 else None


def _instant(day: date, zone: str) -> object:
    return local_instant(day, None, zone).utcoffset()
