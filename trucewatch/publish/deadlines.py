"""What falls due: ultimatums, and the duties of agreements with a last day or a period, as they stand on a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from trucewatch.assess.standing import bears_on, standing
from trucewatch.knowledge.demand_tables import label_of_demand
from trucewatch.knowledge.parties import load_parties
from trucewatch.model import (
    Agreement,
    Claim,
    Clause,
    DemandStanding,
    Finding,
    FindingState,
    Incident,
    LocalEnd,
    Reading,
    Report,
    Score,
    Ultimatum,
    UltimatumState,
)
from trucewatch.publish.exports import Row
from trucewatch.publish.summary import shorten
from trucewatch.publish.words import Labels, counted, days_between, joined, score_words, short_day

END = "24:00"
LONG = 200  # letters of an obligation at the terminal
LATELY = 30  # days for which a last day that passed stays on the list


class DueKind(StrEnum):
    """What falls due."""

    ULTIMATUM = "ultimatum"
    CLAUSE = "duty with a last day"
    RECURRING = "recurring duty"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due: when by which clock, who owes what to whom, how it stands, and who says so.

    `instrument` and `clause` name the clause; an ultimatum that is a packaged instrument names it too. `readings` are other
    readings of the last day, `other_ends` those of an ultimatum by the clocks of others. `reports` is how many reports tell it,
    `score` how far a source has a duty carried out (0 to 3).
    """

    kind: DueKind
    id: str
    last: date
    at: str
    zone: str
    rule: str
    state: UltimatumState
    days_left: int
    reasons: tuple[str, ...]
    owes: tuple[str, ...]
    to: tuple[str, ...]
    what: str
    words: str
    instrument: str | None
    clause: str | None
    readings: tuple[str, ...]
    reports: int
    source: str
    score: int | None = None
    other_ends: tuple[LocalEnd, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What findings say of a clause up to a day: how many that it was kept, how many that it was broken, and what else.

    `by` are the parties that allege a breach, `reports` how many reports the findings rest on, where that was looked up.
    """

    kept: int = 0
    broken: int = 0
    others: int = 0
    by: tuple[str, ...] = ()
    reports: int = 0

    @property
    def speaks(self) -> bool:
        """True if any says that the clause was broken or kept."""
        return bool(self.kept or self.broken)


NOTHING = Found()
FoundUntil = Callable[[date], Mapping[tuple[str, str], Found]]  # by agreement and clause, as told of what happened by a day


@dataclass(frozen=True, slots=True)
class Held:
    """What a ledger holds that bears on last days; `counted` gives the findings where they are counted and not held."""

    ultimatums: tuple[Ultimatum, ...]
    incidents: tuple[Incident, ...]
    claims: Mapping[str, Claim]
    told: Mapping[str, date]
    findings: tuple[Finding, ...]
    agreements: tuple[Agreement, ...]
    counted: FoundUntil | None = None


def held_among(
    demands: Sequence[Ultimatum],
    incidents: Iterable[Incident],
    findings: Sequence[Finding],
    agreements: Sequence[Agreement],
    *,
    claims: Callable[[Collection[str]], Iterable[Claim]],
    reports: Callable[[Collection[str]], Iterable[Report]],
    counted: FoundUntil | None = None,
) -> Held:
    """What of all this bears on last days, with the claims and reports that are looked up for it."""
    touched = {one.incident_id for one in findings}
    kept = []
    telling = {key for demand in demands for key in demand.claim_ids}
    for one in incidents:
        bears = any(bears_on(demand, one) for demand in demands)
        kept += [one] if bears or one.id in touched else []
        telling.update(one.claim_ids if bears else ())
    held = {claim.id: claim for claim in claims(telling)}
    behind = reports({claim.report_id for claim in held.values()})
    told = {report.id: report.published.day for report in behind if report.published}
    return Held(tuple(demands), tuple(kept), held, told, tuple(findings), tuple(agreements), counted)


def due_on(held: Held, day: date) -> tuple[Due, ...]:
    """All that falls due, by its last day, as it stands on a day; what was made or agreed later is not known yet."""
    findings = _found_until(held, day)
    found = [_demand(held, one, day) for one in held.ultimatums if is_known(held, one, day)]
    told = {one.instrument for one in found}
    for agreement in held.agreements:
        if agreement.signed <= day and agreement.id not in told:  # an ultimatum that reports tell stands for its instrument
            for clause in agreement.clauses:
                found += (
                    [_clause(agreement, clause, day, findings.get((agreement.id, clause.id), NOTHING))] if clause.deadline else []
                )
                found += [one] if (one := _recurring(agreement, clause, day)) else []
    return tuple(sorted(found, key=lambda one: (one.last, one.at, one.kind, one.id)))


def in_turn(found: Iterable[Due]) -> tuple[Due, ...]:
    """As somebody on watch reads it: what is still to come, the soonest first, then what has passed, the latest first."""
    return tuple(sorted(found, key=lambda one: (one.days_left < 0, abs(one.days_left), one.at, one.kind, one.id)))


def foremost(held: Held, found: Iterable[Due], day: date) -> tuple[Due, ...]:
    """What is open and what passed lately: demands, and the duties of agreements that something in the ledger bears on.

    A duty passed long ago is among them where reports say that it was kept or broken. Where nothing in the ledger bears on any
    agreement, what falls due within `LATELY` days of those that hold.
    """
    told = _found_until(held, day)
    spoken_of = {key for key, some in told.items() if some.speaks}
    borne = {agreement for agreement, _ in told} | {one.instrument for one in held.ultimatums}
    over = {one.id for one in held.agreements if one.ended and one.ended <= day}
    shown = tuple(one for one in found if one.kind is DueKind.ULTIMATUM or (one.instrument in borne and not _is_gone(one, over)))
    if not shown:
        return tuple(one for one in found if 0 <= one.days_left <= LATELY and one.instrument not in over)
    return tuple(one for one in shown if one.days_left >= -LATELY or (one.instrument, one.clause) in spoken_of)


def _is_gone(due: Due, over: Collection[str | None]) -> bool:
    """True of what would still come due of an agreement that has ended."""
    return due.days_left >= 0 and due.instrument in over


def stands(held: Held, ultimatum: Ultimatum, day: date) -> DemandStanding:
    """How an ultimatum of the ledger stands on a day."""
    return standing(ultimatum, held.incidents, held.claims, today=day, told=held.told)


def is_known(held: Held, ultimatum: Ultimatum, day: date) -> bool:
    """False for a demand that was made, or first told, after the day."""
    told = [held.told[c.report_id] for key in ultimatum.claim_ids if (c := held.claims.get(key)) and c.report_id in held.told]
    first = min([*told, *([ultimatum.issued] if ultimatum.issued else [])], default=None)
    return first is None or first <= day


def _demand(held: Held, ultimatum: Ultimatum, day: date) -> Due:
    stood = stands(held, ultimatum, day)
    expiry = ultimatum.expiry_on(day)
    ends = expiry.ends if expiry else ()
    told_by = {c.report_id for key in ultimatum.claim_ids if (c := held.claims.get(key))}
    telling = {report for report in told_by if held.told.get(report, day) <= day}
    asked = label_of_demand(ultimatum.asks)
    return Due(
        kind=DueKind.ULTIMATUM,
        id=ultimatum.id,
        last=stood.last,
        at=expiry.at if expiry else END,
        zone=ends[0].zone if ends else "",
        rule=expiry.rule if expiry else "",
        state=stood.state,
        days_left=stood.days_left,
        reasons=stood.reasons,
        owes=ultimatum.addressee,
        to=ultimatum.issuer,
        what=" ".join(part for part in (asked or "a demand", f"({ultimatum.place})" if ultimatum.place else "") if part),
        words=ultimatum.demand.text,
        instrument=ultimatum.instrument,
        clause=None,
        readings=tuple(f"{end.at} {end.zone}, the clock of {end.zone_of}" for end in ends[1:]),
        reports=len(telling),
        source=ultimatum.demand.report_id,
        other_ends=tuple(ends[1:]),
    )


def _found_until(held: Held, day: date) -> Mapping[tuple[str, str], Found]:
    """The findings on what had happened by a day, by agreement and clause."""
    if held.counted is not None:
        return held.counted(day)
    days = {incident.id: incident.time.start for incident in held.incidents if incident.time}
    out: dict[tuple[str, str], list[Finding]] = {}
    for one in held.findings:
        if days.get(one.incident_id, date.max) <= day:
            out.setdefault((one.agreement_id, one.clause_id), []).append(one)
    return {key: _found(some) for key, some in out.items()}


def _found(findings: Sequence[Finding]) -> Found:
    kept = sum(one.state is FindingState.COMPLIANCE for one in findings)
    broken = [one for one in findings if one.state.of_breach]
    by = tuple(dict.fromkeys(code for one in broken for code in one.alleged_by))
    reports = len({span.report_id for one in findings for span in one.words})
    return Found(kept, len(broken), len(findings) - kept - len(broken), by, reports)


def _clause(agreement: Agreement, clause: Clause, day: date, found: Found) -> Due:
    last = clause.deadline or day
    coded = clause.score_on(day)
    state = clause_state(last, day, kept=bool(found.kept), broken=bool(found.broken), score=coded)
    reasons = [_calendar(last, day)]
    reasons += [f"{score_words(coded.score)}, by {short_day(coded.on)}: {coded.why} ({coded.source})"] if coded else []
    asked = "what was asked" if day > last else "steps towards it"
    reasons += [f"{counted(found.kept, 'finding')} of {asked}"] if found.kept else []
    reasons += [f"{counted(found.broken, 'finding')} of a breach, alleged by {_names(found.by)}"] if found.broken else []
    reasons += ["no report read says whether it was met"] if state is UltimatumState.EXPIRED else []
    others = [f"{r.value} ({r.source})" for r in clause.readings if r.field == "deadline" and not _is_the_same_end(r, clause)]
    due = _of_clause(DueKind.CLAUSE, agreement, clause, last, clause.deadline_at, day, state, reasons, others, found)
    return replace(due, score=coded.score if coded else None)


def _is_the_same_end(reading: Reading, clause: Clause) -> bool:
    """True of a reading that only names whom the last day of the file comes from."""
    return reading.day == clause.deadline and reading.at == clause.deadline_at


def clause_state(last: date, day: date, *, kept: bool, broken: bool, score: Score | None = None) -> UltimatumState:
    """Open or due by the calendar; after the last day by the score that a source gives, else by what findings say.

    Until then nothing but a score in full makes it met: one act may be the first of many steps.
    """
    if score and score.in_full:
        return UltimatumState.MET
    if day <= last:
        return UltimatumState.DUE if day == last else UltimatumState.OPEN
    if score is not None:
        return UltimatumState.UNMET
    if kept and broken:
        return UltimatumState.DISPUTED
    if kept:
        return UltimatumState.MET
    return UltimatumState.UNMET if broken else UltimatumState.EXPIRED


def _recurring(agreement: Agreement, clause: Clause, day: date) -> Due | None:
    """The next day of a duty that comes again; None where it has no period or has ended."""
    begun = clause.start or agreement.effective
    ends = min((end for end in (clause.end, agreement.ended) if end), default=None)
    if not clause.every_days:
        return None
    turns = max(0, -(-(day - begun).days // clause.every_days))
    try:
        following = begun + timedelta(days=turns * clause.every_days)
    except OverflowError:
        return None
    if ends and following > ends:
        return None
    state = UltimatumState.DUE if following == day else UltimatumState.OPEN
    reasons = [f"comes again every {counted(clause.every_days, 'day')}", _calendar(following, day)]
    return _of_clause(DueKind.RECURRING, agreement, clause, following, None, day, state, reasons, [], NOTHING)


def _of_clause(
    kind: DueKind,
    agreement: Agreement,
    clause: Clause,
    last: date,
    at: time | None,
    day: date,
    state: UltimatumState,
    reasons: Sequence[str],
    readings: Sequence[str],
    found: Found,
) -> Due:
    return Due(
        kind=kind,
        id=clause.id,
        last=last,
        at=f"{at:%H:%M}" if at else END,
        zone=agreement.zone_of(clause),
        rule="",
        state=state,
        days_left=(last - day).days,
        reasons=tuple(reasons),
        owes=clause.debtor,
        to=clause.beneficiary,
        what=clause.obligation,
        words="",
        instrument=agreement.id,
        clause=clause.id,
        readings=tuple(readings),
        reports=found.reports,
        source=clause.source or (agreement.sources[0] if agreement.sources else ""),
    )


def _calendar(last: date, day: date) -> str:
    left = days_between(day, last)
    if left < 0:
        return f"its last day passed {counted(-left, 'day')} ago"
    return f"{counted(left, 'day')} left" if left else "its last day is today"


def _names(by: Sequence[str]) -> str:
    label = load_parties().label
    return joined(list(dict.fromkeys(label(code) for code in by))[:4]) or "several origins"


def state_words(due: Due) -> str:
    """The state in words, with the days left."""
    if due.state is UltimatumState.OPEN:
        return f"open, due in {counted(due.days_left, 'day')}"
    if due.state is UltimatumState.UNMET and due.kind is not DueKind.ULTIMATUM:
        return "passed, alleged unmet" if due.score is None else "passed, not met in full"
    return due.state.value


def due_row(due: Due) -> Row:
    """One thing that falls due, as a flat row."""
    return {
        "due": due.last.isoformat(),
        "at": due.at,
        "zone": due.zone,
        "state": due.state.value,
        "days_left": due.days_left,
        "score": due.score,
        "kind": due.kind.value,
        "id": due.id,
        "owes": list(due.owes),
        "to": list(due.to),
        "what": due.what,
        "words": due.words,
        "agreement": due.instrument,
        "clause": due.clause,
        "rule": due.rule,
        "readings": list(due.readings),
        "reasons": list(due.reasons),
        "reports": due.reports,
        "source": due.source,
    }


def due_lines(found: Sequence[Due], day: date, labels: Labels, left_out: int = 0) -> Iterator[str]:
    """The table for the terminal, some lines for each thing; at the end how many are left out."""
    ahead = sum(due.days_left >= 0 for due in found)
    yield f"On {short_day(day)}: {counted(ahead, 'last day')} to come, {len(found) - ahead} passed\n"
    for due in found:
        yield from _lines_of(due, labels)
    if left_out:
        yield f"\n{left_out} more, long passed, far ahead or of agreements that nothing read bears on: --all lists them\n"


def _lines_of(due: Due, labels: Labels) -> Iterator[str]:
    owes = joined([labels(code) for code in due.owes]) or "nobody named"
    to = joined([labels(code) for code in due.to if due.to != due.owes])
    zone = f" {due.zone}" if due.zone else ""
    yield f"\n{due.last} {due.at}{zone}  {state_words(due)}\n"
    name = due.clause or due.kind.value
    tied = f" = {due.instrument}" if due.instrument and not due.clause else ""
    whom = f" to {to}" if to and due.clause else f", asked by {to}" if to else ""
    yield f"  {name}{tied}: {owes}{whom}: {shorten(due.what, LONG)}\n"
    if due.words:
        yield f"  “{due.words}” (told by {counted(due.reports, 'report')})\n"
    if due.rule:
        yield f"  read as: {due.rule}\n"
    yield from (f"  other reading: {reading}\n" for reading in due.readings)
    yield f"  {'; '.join(due.reasons)}\n"
