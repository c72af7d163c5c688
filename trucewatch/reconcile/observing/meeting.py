"""Tell whether two lines of posts' logs are of one happening: phenomena that go together, times and sectors that meet.

Two posts hear other numbers of one volley, so that counts speak for it where they agree and never against it. Two lines of one
post are two happenings, unless it perceived one thing by two means. Every line fits each other of its happening, so that no chain
of lines swallows an evening.
"""

from __future__ import annotations

import math
from functools import lru_cache

from trucewatch.knowledge.observing_tables import alike_phenomena, observing_limits
from trucewatch.reconcile.facts import Facts
from trucewatch.reconcile.perceived import Perceived, Pieces, area_of

HEARD = "heard"
HOUR = 3600
TOUCH = 1e-12  # square degrees, a hundredth of a square metre: what only touches does not meet

# Log-odds, set by hand: a pair that meets is one happening (.88 at the least); the rest says which pair of a barrage is the
# nearest, so that the families of a busy evening fall apart at the steps of merging (`merger.STEPS`) by the minute.
MEETS, SAME_TIME, SAME_GROUND, SAME_THING, SAME_COUNT = 2.0, 3.0, 1.0, 1.0, 0.5


def likeness(a: Facts, b: Facts) -> float:
    """How likely two claims of which one at least is logged are one happening: 0 where they do not meet, else above 0.88."""
    if a.logged is None or b.logged is None:
        return 0.0
    one, other = a.logged, b.logged
    if not can_be_one(one, other):
        return 0.0
    early = _apart(one, other)
    if early >= 1:
        return 0.0
    shared = _shared_ground(one, other)
    if shared <= 0:
        return 0.0
    odds = MEETS + SAME_TIME * (1 - early) ** 2 + SAME_GROUND * shared
    odds += SAME_THING * (one.phenomenon == other.phenomenon) + SAME_COUNT * _counts_agree(a, b)
    return 1 / (1 + math.exp(-odds))


def can_be_one(one: Perceived, other: Perceived) -> bool:
    """True if the posts, the means and the phenomena allow it."""
    if (one.phenomenon, other.phenomenon) not in alike_phenomena():
        return False
    return one.post != other.post or bool(one.means and other.means and one.means != other.means)


def _apart(one: Perceived, other: Perceived) -> float:
    """How much of what clocks, sound and rough times allow lies between two lines: 0 none of it, 1 or more all of it."""
    longer, limits = max(one.seconds, other.seconds), observing_limits()
    if longer > limits.longest_h * HOUR:
        return 1.0
    gap = max(abs(one.start - other.start), abs(one.end - other.end))
    sound = limits.sound_s if HEARD in (one.means, other.means) or not (one.means and other.means) else 0.0
    return gap / (limits.clock_s + sound + limits.stretch * longer + 1)


def _shared_ground(one: Perceived, other: Perceived) -> float:
    """The share of the smaller ground that the larger holds; 1 at one named place where that is what counts, 0 if none is."""
    if alike_phenomena()[one.phenomenon, other.phenomenon]:
        return float(bool(one.place) and one.place == other.place and one.sort == other.sort)
    if not one.box or not other.box:
        return 0.0
    if one.box[0] > other.box[2] or other.box[0] > one.box[2] or one.box[1] > other.box[3] or other.box[1] > one.box[3]:
        return 0.0
    return _overlap(*sorted((one.ground, other.ground)))


@lru_cache(maxsize=100_000)
def _overlap(one: Pieces, other: Pieces) -> float:
    first, second = area_of(one), area_of(other)
    shared = first.intersection(second).area
    return min(1.0, shared / max(TOUCH, min(first.area, second.area))) if shared > TOUCH else 0.0


def _counts_agree(a: Facts, b: Facts) -> bool:
    return any(x.kind is y.kind and x.agrees_with(y) for x in a.figures for y in b.figures)


def reasons(a: Facts, b: Facts) -> tuple[str, ...]:
    """Why two logged claims are taken for one happening, in words."""
    one, other = a.logged, b.logged
    if one is None or other is None or likeness(a, b) == 0:
        return ()
    gap, shared = max(abs(one.start - other.start), abs(one.end - other.end)), _shared_ground(one, other)
    posts = f"posts {one.post} and {other.post}" if one.post != other.post else f"post {one.post}, by two means"
    thing = f"both logged {one.phenomenon}" if one.phenomenon == other.phenomenon else f"{one.phenomenon} and {other.phenomenon}"
    when = "at the same time" if gap == 0 else f"{gap // 60} min apart" if gap >= 60 else f"{gap} s apart"
    where = (
        "at one place" if alike_phenomena()[one.phenomenon, other.phenomenon] else f"sectors meet ({shared:.0%} of the smaller)"
    )
    return (posts, thing, when, where, *(("counts agree",) if _counts_agree(a, b) else ()))
