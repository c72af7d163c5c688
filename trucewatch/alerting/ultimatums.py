"""Notice demands whose last day ends soon, one alert for each last day that is told and each number of hours asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trucewatch.alerting.alert import Alert, Fact, Rest, alert_key
from trucewatch.alerting.rule import Rule, UltimatumNear
from trucewatch.alerting.sight import Sight
from trucewatch.catalogue import Question
from trucewatch.model import ChangeKind, DemandStanding, Expiry, Ultimatum, UltimatumState
from trucewatch.publish.words import Labels, anchor, counted, day_words, full_sentence, instant_words, joined, party_words

OVER = (UltimatumState.MET, UltimatumState.CARRIED_OUT, UltimatumState.WITHDRAWN)
DAY_END = "24:00"
FIRST = datetime(2, 1, 1, tzinfo=UTC)  # a last day before it is told wrongly, and no hours lie before it


@dataclass(frozen=True, slots=True)
class LastDay:
    """One last day that is told of a demand: the moment it ends, by which clock, and whether it is the one in force."""

    expiry: Expiry
    ends: datetime
    clock: str
    in_force: bool

    @property
    def last(self) -> date:
        """The day."""
        return self.expiry.last


def last_days(ultimatum: Ultimatum, on: date) -> tuple[LastDay, ...]:
    """The different last days known on a day, the one in force first; a day that was moved no longer counts.

    Where several clocks may be meant (of the place, of the addressee, of the issuer) the earliest end counts.
    """
    in_force = ultimatum.expiry_on(on) or Expiry("", "", ultimatum.deadline, DAY_END)
    others = [one.expiry for one in ultimatum.changes if one.kind is ChangeKind.OTHER_DAY and one.on <= on and one.expiry]
    found = {one.last: one for one in (*reversed(others), in_force)}
    known = [_last_day(one, in_force) for one in found.values()]
    return tuple(sorted((one for one in known if one), key=lambda one: (not one.in_force, one.last)))


def _last_day(expiry: Expiry, in_force: Expiry) -> LastDay | None:
    try:
        ends = [(_instant(one.at, one.zone), one.zone) for one in expiry.ends]
        ends = ends or [(_instant(f"{expiry.last.isoformat()}T{expiry.at or DAY_END}", "UTC"), "UTC, no zone being known")]
    except (ValueError, OverflowError):  # a day told wrongly: the year 9999, an hour that is none
        return None
    if min(ends)[0] < FIRST:
        return None
    ends_at, clock = min(ends)
    return LastDay(expiry, ends_at, clock, expiry.last == in_force.last)


def _instant(at: str, zone: str) -> datetime:
    day, _, hour = at.partition("T")
    later = hour.startswith("24")
    local = datetime.combine(date.fromisoformat(day), time() if later else time.fromisoformat(hour or "00:00"), ZoneInfo(zone))
    return (local + timedelta(days=1) if later else local).astimezone(UTC)


def notice_ultimatums(rule: Rule, before: Sight, now: Sight, moved: Collection[str], labels: Labels) -> Iterator[Alert]:
    """An alert when a last day comes within the hours asked for, and no other for hours that had passed before.

    Of a demand that becomes known when the time is nearly over only the smallest number of hours counts. One whose last day ended
    unnoticed since the look before is told as late; one that became known after its end is not told.
    """
    known = {key: one for one in before.ultimatums() for key in one.claim_ids}
    for one in sorted(now.ultimatums(), key=lambda one: one.id):
        if not _asked(rule.question, one):
            continue
        kin = {known[key].id: known[key] for key in one.claim_ids if key in known}
        due = [found for last in last_days(one, now.clock.date()) if (found := _due(rule, last, kin, before, now))]
        stood = now.standing(one) if due else None
        if stood and stood.state not in OVER:
            yield from (_alert(rule, now, one, found, stood, labels) for found in due)


@dataclass(frozen=True, slots=True)
class _Due:
    last: LastDay
    hours: int
    at: datetime


def _due(rule: Rule, last: LastDay, kin: dict[str, Ultimatum], before: Sight, now: Sight) -> _Due | None:
    """The smallest number of hours that the clock passed since the look before, or since the last day became known."""
    terms = rule.terms
    assert isinstance(terms, UltimatumNear)
    day = before.clock.date()
    was_known = any(one.last == last.last for old in kin.values() for one in last_days(old, day))
    if (last.ends <= now.clock) if not was_known else (last.ends <= before.clock):
        return None
    begins = {hours: last.ends - timedelta(hours=hours) for hours in terms.hours}
    begun = {hours: at for hours, at in begins.items() if at <= now.clock and not (was_known and at <= before.clock)}
    told = min((hours for hours, at in begins.items() if was_known and at <= before.clock), default=None)
    hours = min((one for one in begun if told is None or one < told), default=None)
    if hours is None:
        return None
    return _Due(last, hours, begun[hours] if was_known and last.ends > now.clock else now.clock)


def _asked(question: Question, one: Ultimatum) -> bool:
    """Of a filter, party, place and country can be asked of a demand."""
    sides = (*one.issuer, *one.addressee)
    party = not question.party or any(code == question.party or code.startswith(f"{question.party}:") for code in sides)
    named = " ".join(name for name in (one.place, one.ground.name if one.ground else "") if name).casefold()
    place = not question.place or question.place.casefold() in named
    country = not question.country or (one.ground is not None and one.ground.country == question.country)
    return party and place and country


def _alert(rule: Rule, now: Sight, one: Ultimatum, due: _Due, stood: DemandStanding, labels: Labels) -> Alert:
    issuer, addressee = (joined(party_words(codes, labels)) or "somebody unnamed" for codes in (one.issuer, one.addressee))
    over = due.last.ends <= now.clock
    left = _hours_between(due.at, due.last.ends)
    ahead = f"ran out {_hours_between(due.last.ends, now.clock)} ago, unnoticed until now" if over else f"runs out in {left}"
    told = [
        f"A demand attributed to {issuer} on {addressee} {ahead}: “{one.demand.text}”.",
        f"Its last day is {day_words(due.last.last)} by the clock of {due.last.clock}: until {instant_words(due.last.ends)}.",
        _reading(due.last.expiry),
        *_course(one, due.last, now.clock.date()),
        full_sentence(f"as told so far: {stood.state.value}"),
    ]
    days = last_days(one, now.clock.date())
    facts = (
        Fact("last day", due.last.last.isoformat()),
        Fact("ends", due.last.ends.isoformat()),
        Fact("hours before", str(due.hours)),
        Fact("in force", "yes" if due.last.in_force else "no: another last day is told by more reports"),
        Fact("last days told", ", ".join(day.last.isoformat() for day in days)),
        Fact("demanded by", issuer),
        Fact("demanded of", addressee),
        Fact("place", one.place or ""),
        Fact("state", stood.state.value),
    )
    return Alert(
        key=alert_key(rule.id, one.id, "ends", due.last.last.isoformat(), str(due.hours)),
        rule=rule.id,
        kind=rule.kind,
        at=due.at,
        seq=now.seq,
        subject=one.id,
        title=f"A demand on {addressee} {ahead}: last day {day_words(due.last.last)}",
        words=" ".join(sentence for sentence in told if sentence),
        href=f"/deadlines#{anchor(one.id, 'ultimatum')}",
        facts=tuple(fact for fact in facts if fact.value),
        rests_on=(
            Rest("ultimatum", one.id),
            Rest("report", one.demand.report_id, words=one.demand.text),
            *(Rest("claim", key) for key in one.claim_ids[:12]),
        ),
        late=over,
    )


def _hours_between(start: datetime, end: datetime) -> str:
    hours = round((end - start) / timedelta(hours=1))
    return counted(hours, "hour") if hours else "less than an hour"


def _reading(expiry: Expiry) -> str:
    return f"Read from “{expiry.words}”: {expiry.rule}." if expiry.words and expiry.rule else ""


def _course(one: Ultimatum, last: LastDay, today: date) -> Iterator[str]:
    """What became of it since it was made: said again, moved, or told with another day."""
    again = [day_words(day) for day in one.restated_on if day <= today]
    if again:
        yield f"It was said again on {joined(again)}."
    for change in one.changes:
        if change.on <= today:
            until = f", to {day_words(change.expiry.last)}" if change.expiry else ""
            yield f"It was {change.kind.value}{until}, on {day_words(change.on)}."
    others = [day_words(day.last) for day in last_days(one, today) if day.last != last.last]
    if others:
        yield f"Reports differ on the last day: {joined(others)} is told too."
