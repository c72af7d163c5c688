"""What files of data are made from on the site: what whoever asks may see, with places as pages give them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from trucewatch.model import Claim, Finding, Incident, Place, Report
from trucewatch.publish.exchange.told import DeepReader

POINT_DIGITS = 2  # 0.01 degree is about 1 km: positions are given no finer


class SiteReader:
    """A reader whose incidents lie no finer than about a kilometre."""

    def __init__(self, inner: DeepReader) -> None:
        self._inner = inner

    def incidents_named(self, incident_ids: Collection[str]) -> Mapping[str, Incident]:
        """The incidents with these ids that stand."""
        return {key: _rounded(one) for key, one in self._inner.incidents_named(incident_ids).items()}

    def reports_named(self, report_ids: Collection[str]) -> Mapping[str, Report]:
        """The reports with these ids that are held."""
        return self._inner.reports_named(report_ids)

    def claims_named(self, claim_ids: Collection[str]) -> Mapping[str, Claim]:
        """The claims with these ids that stand; their places go out by name alone."""
        return self._inner.claims_named(claim_ids)

    def findings_on(self, incident_ids: Collection[str]) -> tuple[Finding, ...]:
        """The findings on these incidents that stand."""
        return self._inner.findings_on(incident_ids)


def _rounded(incident: Incident) -> Incident:
    return incident if incident.place is None else replace(incident, place=_place(incident.place))


def _place(place: Place) -> Place:
    latitude, longitude = (None if at is None else round(at, POINT_DIGITS) for at in (place.latitude, place.longitude))
    ground = place.ground
    if ground is not None:
        north, east = (round(at, POINT_DIGITS) for at in ground.middle)
        ground = replace(ground, middle=(north, east))
    return replace(place, latitude=latitude, longitude=longitude, ground=ground)
