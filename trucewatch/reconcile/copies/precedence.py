"""Which of two reports that share their words came first, and how one can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.origin_tables import cited_name
from trucewatch.knowledge.reconcile_tables import source_rows
from trucewatch.model import Precision, Report
from trucewatch.reconcile.copies.credits import Credits

EXACT = frozenset({Precision.DAY, Precision.INSTANT})
WHOLLY = 0.95  # share of the shorter text from which on it is held to have nothing of its own
OrderKey = tuple[date, datetime, bool, str]
LONGER = 1.1  # times its words that the other text must have


@dataclass(frozen=True, slots=True)
class Precedence:
    """Which of two came first: True for the first, False for the second, None where nobody can tell; and how one can tell."""

    first: bool | None
    reason: str


UNKNOWN = Precedence(None, "which came first is not known")


def precedence(a: Report, b: Report, shares: tuple[float, float], sizes: tuple[int, int], credits: Credits) -> Precedence:
    """By whom one credits, then by time of publication, then by who is an agency, then by which holds the other whole."""
    steps = (by_credit(a, b, credits), by_time(a, b), by_agency(a, b), by_length(a, b, shares, sizes))
    return next((found for found in steps if found), UNKNOWN)


def order_key(report: Report) -> OrderKey:
    """Where a report stands in time; those without a day come last, agencies before others, else the id decides."""
    instant = instant_of(report)
    return exact_day(report) or date.max, instant or datetime.max.replace(tzinfo=UTC), not is_agency(report), report.id


def by_credit(a: Report, b: Report, credits: Credits) -> Precedence | None:
    """A report that credits the other's outlet with its text came later, whatever the dates say; None if both or neither do."""
    mine, yours = credits.whole(a), credits.whole(b)
    to_b, to_a = mine is not None and mine == outlet_name(b), yours is not None and yours == outlet_name(a)
    if to_a is to_b:
        return None
    return Precedence(to_a, f"{outlet_name(b if to_a else a)} credits {yours if to_a else mine}")


def by_time(a: Report, b: Report) -> Precedence | None:
    """By the instants where both are printed, else by the days; None where they are unknown, bounds only, or the same."""
    if not (a.published and b.published):
        return None
    if (early := instant_of(a)) and (late := instant_of(b)) and early != late:
        return Precedence(early < late, f"published at {_clock(min(early, late))}, the other at {_clock(max(early, late))}")
    mine, yours = exact_day(a), exact_day(b)
    if mine is None or yours is None or mine == yours:
        return None
    return Precedence(mine < yours, f"published on {min(mine, yours)}, the other on {max(mine, yours)}")


def by_agency(a: Report, b: Report) -> Precedence | None:
    """The text of an agency is run by others, not the other way round."""
    mine, yours = is_agency(a), is_agency(b)
    if mine is yours:
        return None
    return Precedence(mine, f"{outlet_name(a if mine else b)} is an agency, whose texts others run")


def by_length(a: Report, b: Report, shares: tuple[float, float], sizes: tuple[int, int]) -> Precedence | None:
    """Where one text is wholly in the other: an outlet's own story grows, while another outlet's text is cut."""
    first_is_shorter = sizes[0] < sizes[1]
    if max(sizes) < LONGER * min(sizes) or shares[0 if first_is_shorter else 1] < WHOLLY:
        return None
    if same_outlet(a, b):
        return Precedence(first_is_shorter, "the longer text has all of the shorter, so it is taken for the later version")
    return Precedence(not first_is_shorter, "the shorter text has nothing of its own, so it is taken for the one that was cut")


def exact_day(report: Report) -> date | None:
    """The day of publication, if it is one and not a bound or a month."""
    return report.published.day if report.published and report.published.precision in EXACT else None


def instant_of(report: Report) -> datetime | None:
    """The instant of publication where one with its zone is known."""
    if not (report.published and report.published.instant):
        return None
    try:
        instant = datetime.fromisoformat(report.published.instant)
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _clock(instant: datetime) -> str:
    return instant.isoformat(timespec="minutes")


def outlet_name(report: Report) -> str | None:
    """Who published it, with all names of a known source taken together."""
    return (cited_name(report.outlet.name) or report.outlet.name) if report.outlet else None


def same_outlet(a: Report, b: Report) -> bool:
    """True if one outlet published both."""
    mine, yours = outlet_name(a), outlet_name(b)
    return mine is not None and yours is not None and fold(mine) == fold(yours)


@lru_cache(maxsize=1)
def _agencies() -> frozenset[str]:
    return frozenset(row.name for row in source_rows() if row.kind == "wire")


def is_agency(report: Report) -> bool:
    """True if it is the text of a news agency itself."""
    return outlet_name(report) in _agencies()
