"""Say how an ultimatum stands on a day: the calendar, and what the incidents told until then show, according to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from trucewatch.knowledge.demand_tables import ANY, SignRow, sign_rows, threat_rows
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.sides import sides_of
from trucewatch.knowledge.wording import counted, day_words
from trucewatch.model import (
    Account,
    Change,
    ChangeKind,
    Claim,
    DemandStanding,
    EventType,
    Incident,
    Place,
    Shows,
    Sign,
    Ultimatum,
    UltimatumState,
)

PARTED = {Shows.MET: UltimatumState.MET, Shows.UNMET: UltimatumState.UNMET}


def standing(
    ultimatum: Ultimatum, incidents: Iterable[Incident], claims: Mapping[str, Claim], *, today: date, told: Mapping[str, date]
) -> DemandStanding:
    """The state on a day, with the reasons in words and the passages behind them.

    `told` are the days of publication: what was published later than `today` is not known yet. That the last day passed is a
    fact; that a demand was met, was not, or that the threat was carried out is according to those who say so. Where they part,
    both are given. What no account dates proves nothing.
    """
    if ultimatum.issued and ultimatum.issued > today:
        incidents = ()
    last = ultimatum.last_on(today)
    signs = tuple(sorted(_signs(ultimatum, incidents, claims, today, told), key=lambda s: (s.on, s.shows, s.by, s.words.start)))
    changed = [change for change in ultimatum.changes if change.on <= today]
    state = _state(signs, changed, last, today)
    reasons = (*_changes(changed), _calendar(last, today), *_according(signs), *_nothing_told(state))
    return DemandStanding(state, (last - today).days, last, reasons, signs)


def bears_on(ultimatum: Ultimatum, incident: Incident) -> bool:
    """True if an incident may show how a demand stands: an act of the kind, by one of its two sides."""
    sides = sides_of((*ultimatum.addressee, *ultimatum.issuer))
    return any(incident.type is row.type for row in _rows(ultimatum)) and bool(sides & sides_of(incident.actor))


def kinds_bearing_on(ultimatum: Ultimatum) -> frozenset[EventType]:
    """The kinds of act that may show how a demand stands."""
    return frozenset(row.type for row in _rows(ultimatum))


def _state(signs: Sequence[Sign], changed: Sequence[Change], last: date, today: date) -> UltimatumState:
    shown = {sign.shows for sign in signs}
    if Shows.CARRIED_OUT in shown:
        return UltimatumState.CARRIED_OUT
    if any(change.kind is ChangeKind.WITHDRAWN for change in changed):
        return UltimatumState.WITHDRAWN
    if {Shows.MET, Shows.UNMET} <= shown:
        return UltimatumState.DISPUTED
    if len(shown) == 1:
        return PARTED[shown.pop()]
    if today > last:
        return UltimatumState.EXPIRED
    return UltimatumState.DUE if today == last else UltimatumState.OPEN


def _calendar(last: date, today: date) -> str:
    left = (last - today).days
    if left < 0:
        return f"its last day, {day_words(last)}, passed {counted(-left, 'day')} ago"
    return f"its last day is {day_words(last)}, " + (f"in {counted(left, 'day')}" if left else "today")


def _changes(changed: Sequence[Change]) -> Iterator[str]:
    for change in changed:
        until = f" to {day_words(change.expiry.last)}" if change.expiry else ""
        yield f"{change.kind}{until} on {day_words(change.on)}"


def _according(signs: Sequence[Sign]) -> Iterator[str]:
    for shows in Shows:
        by = tuple(dict.fromkeys(sign.by for sign in signs if sign.shows is shows))
        why = tuple(dict.fromkeys(f"{sign.why} ({day_words(sign.on)})" for sign in signs if sign.shows is shows))
        if by:
            yield f"{shows}, according to {', '.join(by)}: {'; '.join(why)}"


def _nothing_told(state: UltimatumState) -> Iterator[str]:
    if state is UltimatumState.EXPIRED:
        yield "no report read says whether it was met"


def _signs(
    ultimatum: Ultimatum, incidents: Iterable[Incident], claims: Mapping[str, Claim], today: date, told: Mapping[str, date]
) -> Iterator[Sign]:
    for incident in incidents:
        if incident.time is None or incident.time.start > today:
            continue
        for row in _rows(ultimatum):
            if incident.type is row.type and _in_time(ultimatum, incident, row.shows, today):
                yield from _told_of(ultimatum, incident, row, claims, today, told)


def _rows(ultimatum: Ultimatum) -> Iterator[SignRow]:
    """What can show something of this demand: the rows of its kind, and the acts that would carry out its threat."""
    for row in sign_rows():
        if row.asks == ultimatum.asks or (row.asks == ANY and row.shows is not Shows.CARRIED_OUT):
            yield row
    carried = next(row for row in sign_rows() if row.shows is Shows.CARRIED_OUT)
    for act in threat_rows():
        if act.threat == ultimatum.threatens:
            yield SignRow(ANY, Shows.CARRIED_OUT, act.type, act.modes, carried.by, carried.realis, carried.why, act.example)


def _in_time(ultimatum: Ultimatum, incident: Incident, shows: Shows, today: date) -> bool:
    """A demand is met until its last day; what shows it unmet, or the threat carried out, comes after it.

    From the day on which the issuer said that it waits no longer, the threat can be carried out.
    """
    if incident.time is None:
        return False
    last = ultimatum.last_on(today)
    if shows is Shows.MET:
        return (ultimatum.issued is None or incident.time.start >= ultimatum.issued) and incident.time.last <= last
    if shows is Shows.UNMET:
        return incident.time.start > last
    waits = [c.on for c in ultimatum.changes if c.kind is ChangeKind.SHARPENED and c.expiry is None and c.on <= today]
    return incident.time.start > min([last, *waits])


def _told_of(
    ultimatum: Ultimatum, incident: Incident, row: SignRow, claims: Mapping[str, Claim], today: date, told: Mapping[str, date]
) -> Iterator[Sign]:
    """What each account of an incident shows, in its own words."""
    for account in incident.accounts:
        if told.get(account.report_id, today) > today:
            continue
        fitting = [c for key in account.claim_ids if (c := claims.get(key)) is not None and _shows(ultimatum, incident, c, row)]
        for claim in fitting[:1]:
            on = incident.time.start if incident.time else today
            why = f"{' and '.join(load_parties().label(code) for code in _doers(claim, incident))} {row.why}"
            if row.shows is Shows.CARRIED_OUT and not (incident.recipient or claim.recipient):
                why += ", at the place; against whom is not told"
            yield Sign(row.shows, _by(account, claim), on, claim.quote, incident.id, why)


def _shows(ultimatum: Ultimatum, incident: Incident, claim: Claim, row: SignRow) -> bool:
    """True if a claim tells an act of this row by the one side of the ultimatum, to the other, about its place."""
    if claim.realis is not row.realis or claim.type is not row.type or (row.modes and claim.mode not in row.modes):
        return False
    by, to = (ultimatum.addressee, ultimatum.issuer) if row.by == "addressee" else (ultimatum.issuer, ultimatum.addressee)
    if not sides_of(_doers(claim, incident)) & sides_of(by):
        return False
    hit = sides_of(tuple(actor.party for actor in claim.recipient if actor.party) or incident.recipient)
    if claim.type is EventType.REJECT:
        return bool(hit & sides_of(to)) or (not hit and "ultimatum" in claim.quote.text.casefold())
    if row.shows is Shows.CARRIED_OUT:
        there = ultimatum.ground is not None and _there(claim.place or incident.place, ultimatum.ground, row.shows)
        return bool(hit & sides_of(to)) if hit else there
    return _there(claim.place or incident.place, ultimatum.ground, row.shows)


def _there(place: Place | None, ground: Place | None, shows: Shows) -> bool:
    """True if an act is about the place demanded about.

    To meet a demand about a region it must be told of the region: leaving one village of it is not enough.
    """
    if ground is None:
        return True
    if place is None:
        return False
    if place.name == ground.name or (place.place_id and place.place_id == ground.place_id):
        return True
    if shows is Shows.MET or (place.country and ground.country and place.country != ground.country):
        return False
    return ground.kind == "country" or (ground.kind == "admin1" and ground.name in (place.admin1, place.name))


def _doers(claim: Claim, incident: Incident) -> tuple[str, ...]:
    return tuple(actor.party for actor in claim.actor if actor.party) or incident.actor


def _by(account: Account, claim: Claim) -> str:
    """Whose word it is: the speaker as the outlet has it, or the outlet."""
    outlet = account.outlet or account.report_id
    return f"{claim.speaker.label} in {outlet}" if claim.speaker else outlet
