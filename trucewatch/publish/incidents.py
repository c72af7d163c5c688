"""Incidents, findings and ultimatums as flat rows, ready for JSON Lines, CSV and GeoJSON."""

from __future__ import annotations

from trucewatch.model import Expiry, Finding, Incident, ReadAs, Ultimatum
from trucewatch.publish.figures import figure_range_row, flat_figures
from trucewatch.publish.origins import account_row, flat_grades, grading_row

JsonValue = object  # what json.dumps takes; rows are plain dicts only here, at the door out


def incident_row(incident: Incident) -> dict[str, JsonValue]:
    """One incident; times are first and last day, both included; `reports` and `origins` count apart."""
    place, time = incident.place, incident.time
    return {
        "id": incident.id,
        "type": incident.type.value,
        "mode": incident.mode,
        "realis": incident.realis.value,
        "actor": list(incident.actor),
        "recipient": list(incident.recipient),
        "place": place.name if place else None,
        "admin1": place.admin1 if place else None,
        "country": place.country if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "geo_precision": place.geo_precision if place else None,
        "precision": place.precision.value if place and place.precision else None,
        "ground": place.ground.geojson() if place and place.ground else None,
        "time": [time.start.isoformat(), time.last.isoformat()] if time else None,
        "time_precision": time.precision.value if time else None,
        "perceived": list(incident.perceived),
        "exercise": incident.exercise,
        "figures": [figure_range_row(figure) for figure in incident.figures],
        **flat_figures(incident),
        "reports": len({account.report_id for account in incident.accounts}),
        "origins": incident.origins,
        "state": incident.state.value,
        "state_reason": incident.state_reason,
        **flat_grades(incident),
        "grades": [grading_row(grading) for grading in incident.grades],
        "accounts": [account_row(account) for account in incident.accounts],
        "differences": [
            {
                "relation": c.relation.value,
                "a": c.letter_a,
                "b": c.letter_b,
                "quote_a": c.a.text,
                "quote_b": c.b and c.b.text,
                "why": c.why,
            }
            for c in incident.comparisons
        ],
    }


def finding_row(finding: Finding) -> dict[str, JsonValue]:
    """One incident set against one clause; of `readings`, where it depends on them, a null state is "not applicable"."""
    return {
        "id": finding.id,
        "incident": finding.incident_id,
        "agreement": finding.agreement_id,
        "clause": finding.clause_id,
        "state": finding.state.value,
        "alleged_by": list(finding.alleged_by),
        "against": list(finding.against),
        "reasons": list(finding.reasons),
        "words": [{"report": span.report_id, "start": span.start, "end": span.end, "text": span.text} for span in finding.words],
        "readings": [read_as_row(way) for way in finding.readings],
    }


def read_as_row(way: ReadAs) -> dict[str, JsonValue]:
    """What a finding would be under one reading of its clause; null is "not applicable"."""
    return {"field": way.field, "value": way.value, "source": way.source, "state": way.state.value if way.state else None}


def ultimatum_row(ultimatum: Ultimatum) -> dict[str, JsonValue]:
    """One demand with its last day."""
    return {
        "id": ultimatum.id,
        "issuer": list(ultimatum.issuer),
        "addressee": list(ultimatum.addressee),
        "demand": ultimatum.demand.text,
        "report": ultimatum.demand.report_id,
        "place": ultimatum.place,
        "issued": ultimatum.issued.isoformat() if ultimatum.issued else None,
        "deadline": ultimatum.deadline.isoformat(),
        "restated_on": [day.isoformat() for day in ultimatum.restated_on],
        "consequence": ultimatum.consequence.text if ultimatum.consequence else None,
        "asks": ultimatum.asks or None,
        "condition": ultimatum.condition.text if ultimatum.condition else None,
        "expiry": _expiry_row(ultimatum.expiry) if ultimatum.expiry else None,
        "changes": [
            {
                "kind": change.kind.value,
                "on": change.on.isoformat(),
                "words": change.words.text,
                "report": change.words.report_id,
                "expiry": _expiry_row(change.expiry) if change.expiry else None,
            }
            for change in ultimatum.changes
        ],
        "instrument": ultimatum.instrument,
        "claims": list(ultimatum.claim_ids),
    }


def _expiry_row(expiry: Expiry) -> dict[str, JsonValue]:
    return {
        "words": expiry.words,
        "rule": expiry.rule,
        "last": expiry.last.isoformat(),
        "ends": [{"at": end.at, "zone": end.zone, "clock_of": end.zone_of.value} for end in expiry.ends],
    }
