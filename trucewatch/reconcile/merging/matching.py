"""Score two claims for telling of one happening, with the reasons in words."""

from __future__ import annotations

import math
from functools import cache

from trucewatch.knowledge.reconcile_tables import act_kin, evidence_rows
from trucewatch.model import Counted, EventType, Match
from trucewatch.reconcile.facts import SPEECH, Facts, PlaceFacts, days_apart
from trucewatch.reconcile.merging.evidence import days_assumed, observe, relation
from trucewatch.reconcile.merging.reasons import told_value
from trucewatch.reconcile.observing.meeting import likeness, reasons
from trucewatch.reconcile.whereabouts import far_apart

PRIOR = "any two claims"
WEIGHTS = "match_weights.toml"  # how the weights of match_evidence.csv were fitted, and how well
TOTAL_DAYS, FEW_DAYS = 60, 10
TAKING = "territory"  # whoever takes "the town and two villages" may be told to have taken the town
ADJACENT = 1  # a report may put a night's shelling on either day


def match(a: Facts, b: Facts) -> Match:
    """The score of two claims, and each observation that went into it, the weightiest first."""
    rows = evidence_rows()
    first, second = sorted((a, b), key=lambda facts: facts.order)
    if first.logged is not None:
        return Match(first.id, second.id, round(likeness(first, second), 3), reasons(first, second))
    observed = sorted((rows[name] for name in observe(first, second)), key=lambda row: (-abs(row.weight), row.evidence))
    why = tuple(row.words.format(told_value(row.evidence, first, second)) for row in observed)
    return Match(first.id, second.id, round(score(first, second), 3), why)


def score(a: Facts, b: Facts) -> float:
    """How likely it is, in 0..1, that two claims tell of one happening; the order of the two changes nothing."""
    if a.logged is not None or b.logged is not None:
        return likeness(a, b)
    weights = _weights()
    return 1 / (1 + math.exp(-sum([weights[name] for name in observe(a, b)], weights[PRIOR])))


@cache
def _weights() -> dict[str, float]:
    return {name: row.weight for name, row in evidence_rows().items()}


def clash(a: Facts, b: Facts) -> bool:
    """True if two claims cannot tell of one happening: unrelated acts, days or places too far apart, other last days, a sum over
    places and one of them, statements to sides that have nothing to do with each other. Lines of logs exclude each other by
    their score alone; what a person keeps apart excludes each other whatever it tells."""
    if kept_apart(a, b):
        return True
    if a.logged is not None or b.logged is not None:
        return a.logged is None or b.logged is None
    other_deadline = a.deadline is not None and b.deadline is not None and a.deadline != b.deadline
    return (
        other_deadline
        or _acts_clash(a, b)
        or _days_clash(a, b)
        or _places_clash(a, b)
        or _sum_and_part(a, b)
        or _truces_clash(a, b)
        or _addressees_clash(a, b)
    )


def kept_apart(a: Facts, b: Facts) -> bool:
    """True if a person decided that the two do not tell of one happening."""
    return b.bound_name in a.bond.apart or a.bound_name in b.bond.apart


def _acts_clash(a: Facts, b: Facts) -> bool:
    one, two = a, b
    if one.type is two.type and (one.type in SPEECH or one.mode is None or two.mode is None or one.mode == two.mode):
        return False
    return (one.type, one.mode, two.type, two.mode) not in act_kin()


def _truces_clash(a: Facts, b: Facts) -> bool:
    """A truce said to be broken is not the same happening as the truce."""
    truces = EventType.RETREAT in (a.type, b.type)
    return truces and a.denies is not b.denies


def _addressees_clash(a: Facts, b: Facts) -> bool:
    """Of 124 pairs of marked statements to unrelated sides that met, two were one statement, both misread."""
    if a.type not in SPEECH or b.type not in SPEECH or not a.recipient or not b.recipient:
        return False
    return relation(a.recipient, b.recipient) == "other"


def _days_clash(a: Facts, b: Facts) -> bool:
    """A day that a report does not tell itself may be wrong by one, a dateline among them."""
    gap = days_apart(a, b)
    return (gap is not None and gap >= ADJACENT + days_assumed(a, b)) or _total_and_day(a, b)


def _total_and_day(a: Facts, b: Facts) -> bool:
    """True if one is told of a long stretch (a total since the war began) and the other of a few days."""
    if a.since is None or a.until is None or b.since is None or b.until is None:
        return False
    shorter, longer = sorted((a.until - a.since, b.until - b.since))
    return longer >= TOTAL_DAYS and shorter <= FEW_DAYS


def _sum_and_part(a: Facts, b: Facts) -> bool:
    """True if one is told of several places, none of them named ("raids on two towns"), and the other of one place alone."""
    return (_of_several(a) and _of_one(b)) or (_of_several(b) and _of_one(a))


def _of_several(facts: Facts) -> bool:
    several = any(figure.kind is Counted.VILLAGES and (figure.low or 0) > 1 for figure in facts.figures)
    return several and facts.mode != TAKING and not _at_a_point(facts.place)


def _of_one(facts: Facts) -> bool:
    return _at_a_point(facts.place) and not any(figure.kind is Counted.VILLAGES for figure in facts.figures)


def _at_a_point(place: PlaceFacts | None) -> bool:
    return place is not None and place.exact and not place.region and not place.inherited


def _places_clash(a: Facts, b: Facts) -> bool:
    return a.place is not None and b.place is not None and far_apart(a.place, b.place)
