"""The local time of an incident: the zone that holds where it lies, named beside every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trucewatch.knowledge.zones import zone_of
from trucewatch.model import Place
from trucewatch.publish.tongue import say
from trucewatch.publish.words import short_day

ZULU = "UTC"


@dataclass(frozen=True, slots=True)
class Clock:
    """A zone, and in whose words it is local: "local time in Idlib", "UTC"."""

    zone: str
    where: str

    def local(self, moment: datetime) -> datetime:
        """The moment on this clock; one at the edge of the calendar stays as it is."""
        try:
            return moment.astimezone(ZoneInfo(self.zone))
        except OverflowError:
            return moment

    def words(self, moment: datetime) -> str:
        """ "13 Feb 2020, 19:05 EET"."""
        there = self.local(moment)
        return f"{short_day(there.date())}, {there:%H:%M} {zone_word(there)}"


def zone_word(moment: datetime) -> str:
    """The name of the zone at that moment, "EET"; where it has none but its distance, "UTC+3"."""
    name = moment.tzname() or ZULU
    return f"UTC{name}" if name[:1] in "+-" else name


def clock_at(place: Place | None) -> Clock:
    """The clock of a place; UTC where its country is not known or keeps several times."""
    zone = zone_of(place.country, place.admin1) if place and place.country else None
    return Clock(zone, say("local time in %(name)s", name=place.name)) if zone and place else Clock(ZULU, ZULU)
