"""Tell whether something happened while a clause held: days, times of day in their zones, suspensions, and the end of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from trucewatch.assess.areas import Answer
from trucewatch.knowledge.wording import day_words
from trucewatch.knowledge.zones import local_end_of, local_instant
from trucewatch.model import Agreement, Clause, ClauseKind, Span, Stage

DAY = timedelta(days=1)
EARLIEST, LATEST = date(2, 1, 1), date(9998, 12, 31)  # days whose ends every zone can tell; no clause turns near them
MORNING, NIGHT = time(0, 1), time(23, 59)  # "00:01" and "23:59" are how texts write that a whole day counts


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a time begins or is over: from the first moment of `day`, or at the `instant` where a time of day is set."""

    day: date
    instant: datetime | None = None

    @property
    def words(self) -> str:
        """`9 January 2020`, or `14:00 on 9 January 2020 (Europe/Moscow)`."""
        return f"{self.instant:%H:%M} on {day_words(self.day)} ({self.instant.tzinfo})" if self.instant else day_words(self.day)


@dataclass(frozen=True, slots=True)
class Period:
    """From one edge up to another; `over` None is without end."""

    begun: Edge
    over: Edge | None = None


@dataclass(frozen=True, slots=True)
class When:
    """When something happened, as far as it is told: from the first to the last day in the local time of `zone`.

    `exact` are the first and last instant where a log has them. What nobody dates was at the latest on `told_on`.
    """

    first: date | None
    last: date | None
    zone: str | None = None
    exact: tuple[datetime, datetime] | None = None
    told_on: date | None = None
    words: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """The periods in which a clause holds, in order, and the zone of its times; `inside` says that something lies in them."""

    periods: tuple[Period, ...]
    zone: str
    inside: str = ""

    @property
    def first(self) -> int:
        """The ordinal of a day before which nothing can lie inside."""
        return self.periods[0].begun.day.toordinal() - 1 if self.periods else date.max.toordinal()

    @property
    def last(self) -> int:
        """The ordinal of a day after which nothing can lie inside."""
        ends = [period.over for period in self.periods]
        return max((end.day.toordinal() + 1 if end else date.max.toordinal() for end in ends), default=0)

    def answer(self, when: When) -> Answer:
        """Whether it happened while the clause held."""
        if not self.periods:
            return Answer(False, "the clause never came to hold")
        begun = self.periods[0].begun
        if when.first is None or when.last is None:
            return self._undated(when, begun)
        places = [self._place(period, when) for period in self.periods]
        if "inside" in places:
            return Answer(True, self.inside, when.words)
        if all(place == "before" for place in places):
            return Answer(False, f"it was before {begun.words}, when the clause begins to hold", when.words)
        if all(place == "after" for place in places):
            over = self.periods[-1].over
            return Answer(False, f"it was after the clause ended ({_last_words(over)})", when.words)
        if not any(place.startswith("across") for place in places):
            return Answer(False, "it was on a day on which the clause did not hold: the agreement was suspended", when.words)
        return Answer(None, self._across(places, when), when.words)

    def _undated(self, when: When, begun: Edge) -> Answer:
        if when.told_on and when.told_on < begun.day:
            return Answer(
                False, f"it was told of on {day_words(when.told_on)}, before {begun.words}, when the clause begins to hold"
            )
        return Answer(None, f"no account says on which day it was; the clause holds from {begun.words}")

    def _place(self, period: Period, when: When) -> str:
        start, end = self._against(period.begun, when), self._against(period.over, when) if period.over else -1
        if start < 0:
            return "before"
        if end > 0:
            return "after"
        if start and end:
            return "inside"
        return "across the end" if start else "across the beginning"

    def _against(self, edge: Edge, when: When) -> int:
        """-1 where it was wholly before the edge, 1 where wholly after, 0 where that is not told."""
        if when.exact:
            at = edge.instant or local_instant(edge.day, None, self.zone)
            return 1 if when.exact[0] >= at else -1 if when.exact[1] < at else 0
        assert when.first is not None
        assert when.last is not None
        if edge.instant is None:
            return 1 if when.first >= edge.day else -1 if when.last < edge.day else 0
        if when.first > edge.day + DAY or when.last < edge.day - DAY:
            return 1 if when.first > edge.day else -1
        zone = when.zone or self.zone
        if local_end_of(max(when.first, EARLIEST) - DAY, zone) >= edge.instant:
            return 1
        return -1 if local_end_of(min(when.last, LATEST), zone) <= edge.instant else 0

    def _across(self, places: Sequence[str], when: When) -> str:
        period = next(period for period, place in zip(self.periods, places, strict=True) if place.startswith("across"))
        edge = period.begun if "across the beginning" in places else period.over
        if edge and edge.instant and when.first == when.last:
            turn = "begins to hold" if edge == period.begun else "ceases to hold"
            return f"whether it was before or after {edge.words}, when the clause {turn}, is not told"
        return f"the days told reach beyond those on which the clause holds (from {self.periods[0].begun.words})"


def window_of(agreement: Agreement, clause: Clause, *, kept: bool = False) -> Window:
    """When a clause can be broken, or with `kept` when acts can keep it: a duty with a last day is broken from the day after."""
    zone = agreement.zone_of(clause)
    begun = beginning(clause.start, clause.start_at, zone) if clause.start else _in_force(agreement)
    if not kept and clause.kind is ClauseKind.DEADLINE and clause.deadline:
        begun = _later(begun, ending(clause.deadline, clause.deadline_at, zone))
    over = _sooner(
        ending(clause.end, clause.end_at, zone) if clause.end else None, Edge(agreement.ended + DAY) if agreement.ended else None
    )
    out = []
    for period in _life(agreement):
        start = _later(begun, period.begun) if period.begun else begun
        stop = _sooner(over, period.over)
        if stop is None or _moment(start) < _moment(stop):
            out.append(Period(start, stop))
    inside = f"it was on a day on which the clause holds (from {out[0].begun.words})" if out else ""
    return _kept(Window(tuple(out), zone, inside))


@lru_cache(maxsize=10_000)
def _kept(window: Window) -> Window:
    """One window for all clauses that hold at the same time, so that it is asked once."""
    return window


@dataclass(frozen=True, slots=True)
class _Stretch:
    begun: Edge | None
    over: Edge | None


def _life(agreement: Agreement) -> tuple[_Stretch, ...]:
    """The stretches between the turns that close an instrument and those that open it again."""
    out: list[_Stretch] = []
    opened: Edge | None = None
    closed = False
    for turn in sorted(agreement.lifecycle, key=lambda turn: (turn.on, turn.at or time())):
        if (turn.stage is Stage.SUSPENDED or turn.stage.is_over) and not closed:
            out.append(_Stretch(opened, ending(turn.on, turn.at, agreement.zone)))
            closed = True
        elif turn.stage.holds and closed:
            opened, closed = beginning(turn.on, turn.at, agreement.zone), False
    if not closed:
        out.append(_Stretch(opened, None))
    return tuple(out)


def _in_force(agreement: Agreement) -> Edge:
    """The day of effect, at the time of the turn on that day where one is told."""
    turns = [turn for turn in agreement.lifecycle if turn.stage is Stage.IN_FORCE and turn.on == agreement.effective]
    return beginning(agreement.effective, turns[0].at if turns else None, agreement.zone)


def beginning(day: date, at: time | None, zone: str) -> Edge:
    """Where something begins that is set for a day or a local time; midnight of whatever zone is that day."""
    if at is None or at <= MORNING:
        return Edge(day)
    return Edge(day + DAY) if at >= NIGHT else Edge(day, local_instant(day, at, zone))


def ending(day: date, at: time | None, zone: str) -> Edge:
    """Where something is over that is set for a day or a local time; without a time the whole day counts."""
    if at is None or at >= NIGHT:
        return Edge(day + DAY)
    return Edge(day) if at <= MORNING else Edge(day, local_instant(day, at, zone))


def _moment(edge: Edge) -> tuple[date, time]:
    return edge.day, edge.instant.timetz().replace(tzinfo=None) if edge.instant else time()


def _later(a: Edge, b: Edge) -> Edge:
    return max(a, b, key=_moment)


def _sooner(a: Edge | None, b: Edge | None) -> Edge | None:
    return min((edge for edge in (a, b) if edge), key=_moment, default=None)


def _last_words(over: Edge | None) -> str:
    if over is None:
        return ""
    return over.words if over.instant else day_words(over.day - DAY)
