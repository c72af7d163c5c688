"""An incident as it is set against clauses: what its claims tell, worked out once however many clauses it is tested against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from trucewatch.assess.areas import Answer, Chart, Places, answer
from trucewatch.assess.areas.extents import is_bound_to_its_country
from trucewatch.assess.hours import hour_told
from trucewatch.assess.windows import When, Window
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.sides import side_of, sides_of
from trucewatch.knowledge.zones import local_instant, zone_of
from trucewatch.model import Agreement, Area, Claim, Incident, Place, Post, Realis, Report, Span

ROUNDED = timedelta(minutes=59)  # a time on the clock may be told to the hour


class Told:
    """One incident with its claims, and the day of the first report of it."""

    def __init__(
        self, incident: Incident, claims: Sequence[Claim], told_on: date | None = None, texts: Sequence[str] = ()
    ) -> None:
        self.incident, self.claims, self.told_on, self.texts = incident, tuple(claims), told_on, tuple(texts)
        self._windows: dict[int, tuple[Window, Answer]] = {}
        self.doers = sides_of(incident.actor)
        self.hit = sides_of(incident.recipient)
        place = incident.place
        self.near = place.country if place else None  # a border town of one country may mean ground of the next
        self.country = place.country if place and is_bound_to_its_country(place) else None
        time = incident.time
        self.first = time.start.toordinal() if time else None
        self.last = time.end.toordinal() - 1 if time else None

    @cached_property
    def asserting(self) -> tuple[Claim, ...]:
        """The claims that say it happened."""
        return tuple(claim for claim in self.claims if claim.realis is Realis.ACTUAL)

    @cached_property
    def passages(self) -> tuple[Span, ...]:
        """The passages that say it happened."""
        return tuple(claim.quote for claim in self.asserting)

    @cached_property
    def doer_words(self) -> tuple[Span, ...]:
        """The words for whoever did it."""
        return tuple(actor.span for claim in self.asserting for actor in claim.actor if actor.party)

    @cached_property
    def hit_words(self) -> tuple[Span, ...]:
        """The words for whoever was hit."""
        return tuple(actor.span for claim in self.asserting for actor in claim.recipient if actor.party)

    def is_denied_by(self, claim: Claim) -> bool:
        """False for a claim that somebody else did not do it: that Russian aircraft struck says nothing of the Syrian ones."""
        meant = sides_of(tuple(actor.party for actor in claim.actor if actor.party))
        return not meant or not self.doers or not meant.isdisjoint(self.doers)

    def words_for(self, sides: Iterable[str]) -> tuple[Span, ...]:
        """The words for doers of these sides, else for all of them."""
        wanted = set(sides)
        met = (a.span for claim in self.asserting for a in claim.actor if a.party and side_of(a.party) in wanted)
        return tuple(met) or self.doer_words

    @cached_property
    def act(self) -> str:
        """`an act of this kind (assault, aerial)`."""
        incident = self.incident
        return f"an act of this kind ({incident.type.lower()}{', ' + incident.mode if incident.mode else ''})"

    @cached_property
    def homes(self) -> frozenset[tuple[str, str | None]]:
        """The sides of the doers and of those hit, each with its country; None for one that no country is known of."""
        return frozenset((side_of(code), _home(code)) for code in (*self.incident.actor, *self.incident.recipient))

    @cached_property
    def when(self) -> When:
        """When it happened, as far as it is told."""
        time, place = self.incident.time, self.incident.place
        zone = zone_of(place.country, place.admin1) if place else None
        if time is None:
            return When(None, None, zone, told_on=self.told_on)
        words = (time.span,) if time.span else ()
        exact = self._exact() or self._by_the_clock(zone)
        return When(time.start, time.last, zone, exact, self.told_on, words)

    def within(self, window: Window) -> Answer:
        """Whether it happened while a clause held; many clauses hold at the same time."""
        known = self._windows.get(id(window))
        if known is None:
            known = self._windows[id(window)] = window, window.answer(self.when)
        return known[1]

    def _by_the_clock(self, zone: str | None) -> tuple[datetime, datetime] | None:
        """The hour, where one day is told and the passages name one time of day, by the clock of the place."""
        time = self.incident.time
        if (
            time is None
            or zone is None
            or time.start != time.last
            or (at := hour_told(span.text for span in self.passages)) is None
        ):
            return None
        begun = local_instant(time.start, at, zone)
        return begun, begun + ROUNDED

    def _exact(self) -> tuple[datetime, datetime] | None:
        """From the first instant to the last, where every claim that says it happened stands in a log."""
        logs = [claim.logged for claim in self.asserting]
        if not logs or not all(logs):
            return None
        starts = [datetime.fromisoformat(log.start) for log in logs if log]
        ends = [datetime.fromisoformat(log.end) for log in logs if log]
        return (min(starts), max(ends)) if all(moment.tzinfo for moment in (*starts, *ends)) else None


def told_of(incident: Incident, by_id: Mapping[str, Claim], reports: Mapping[str, Report]) -> Told:
    """An incident with those of its claims that are given, and what their reports say of when it was told."""
    claims = [by_id[key] for key in incident.claim_ids if key in by_id]
    behind = [reports[key] for key in dict.fromkeys(claim.report_id for claim in claims) if key in reports]
    days = [report.published.day for report in behind if report.published]
    return Told(incident, claims, min(days, default=None), [report.text for report in behind])


@lru_cache(maxsize=2)
def terrain_of(places: Places | None, posts: tuple[Post, ...]) -> Terrain:
    """The terrain by a gazetteer and posts, kept from one assessing to the next, so that no area is drawn twice."""
    return Terrain(places, posts)


class Terrain:
    """Where names and posts lie, with the areas of each agreement drawn once."""

    def __init__(self, places: Places | None = None, posts: Sequence[Post] = ()) -> None:
        self._places, self._posts = places, tuple(posts)
        self._charts: dict[str, tuple[Agreement, Chart]] = {}

    def inside(self, place: Place, area: Area, agreement: Agreement) -> Answer:
        """Whether a place lies in an area of an agreement."""
        return answer(place, area, self._chart(agreement))

    def _chart(self, agreement: Agreement) -> Chart:
        """The chart of an agreement; another one where an agreement of the same id has other areas."""
        known = self._charts.get(agreement.id)
        if known is not None and known[0] is agreement:
            return known[1]
        if known is not None and (known[0].areas, known[0].countries) == (agreement.areas, agreement.countries):
            chart = known[1]
        else:
            chart = Chart(agreement.areas, countries=agreement.countries, places=self._places, posts=self._posts)
        self._charts[agreement.id] = agreement, chart
        return chart


@lru_cache(maxsize=10_000)
def _home(code: str) -> str | None:
    return load_parties().home_of(code)


@lru_cache(maxsize=10_000)
def labels(codes: tuple[str, ...]) -> str:
    """The neutral labels of several codes."""
    return ", ".join(dict.fromkeys(load_parties().label(code) for code in codes))
