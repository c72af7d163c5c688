"""Score two claims for telling of one happening, with the reasons in words."""

from __future__ import annotations

import math

from trucewatch.knowledge.reconcile_tables import act_kin, evidence_rows
from trucewatch.model import EventType, Match
from trucewatch.reconcile.evidence import FAR_KM, SPEECH, distance_km, observe
from trucewatch.reconcile.facts import Facts, days_apart

PRIOR = "any two claims"
TOTAL_DAYS, FEW_DAYS = 60, 10
ADJACENT = 1  # a report may put a night's shelling on either day


def match(a: Facts, b: Facts) -> Match:
    """The score of two claims, and each observation that went into it, the weightiest first."""
    rows = evidence_rows()
    observed = [(rows[name], value) for name, value in observe(a, b)]
    odds = rows[PRIOR].weight + sum(row.weight for row, _ in observed)
    told = sorted(observed, key=lambda item: (-abs(item[0].weight), item[0].evidence))
    first, second = sorted((a, b), key=lambda facts: facts.order)
    reasons = tuple(row.words.format(value) for row, value in told)
    return Match(first.id, second.id, round(1 / (1 + math.exp(-odds)), 3), reasons)


def score(a: Facts, b: Facts) -> float:
    """The score alone."""
    rows = evidence_rows()
    odds = rows[PRIOR].weight + sum(rows[name].weight for name, _ in observe(a, b))
    return 1 / (1 + math.exp(-odds))


def clash(a: Facts, b: Facts) -> bool:
    """True if two claims cannot tell of one happening: unrelated acts, days or places too far apart, other last days."""
    other_deadline = a.deadline is not None and b.deadline is not None and a.deadline != b.deadline
    return other_deadline or _acts_clash(a, b) or _days_clash(a, b) or _places_clash(a, b) or _truces_clash(a, b)


def _acts_clash(a: Facts, b: Facts) -> bool:
    one, two = a, b
    if one.type is two.type and (one.type in SPEECH or one.mode is None or two.mode is None or one.mode == two.mode):
        return False
    return (one.type, one.mode, two.type, two.mode) not in act_kin()


def _truces_clash(a: Facts, b: Facts) -> bool:
    """A truce said to be broken is not the same happening as the truce."""
    truces = EventType.RETREAT in (a.type, b.type)
    return truces and a.denies is not b.denies


def _days_clash(a: Facts, b: Facts) -> bool:
    gap = days_apart(a, b)
    return (gap is not None and gap >= ADJACENT) or _total_and_day(a, b)


def _total_and_day(a: Facts, b: Facts) -> bool:
    """True if one is told of a long stretch (a total since the war began) and the other of a few days."""
    if a.since is None or a.until is None or b.since is None or b.until is None:
        return False
    shorter, longer = sorted((a.until - a.since, b.until - b.since))
    return longer >= TOTAL_DAYS and shorter <= FEW_DAYS


def _places_clash(a: Facts, b: Facts) -> bool:
    if a.place is None or b.place is None or a.place.region or b.place.region:
        return False
    if a.place.inherited or b.place.inherited:
        return False
    return a.place.point is not None and b.place.point is not None and distance_km(a.place, b.place) > FAR_KM
