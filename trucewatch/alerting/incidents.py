"""Notice incidents that are new to a rule, and incidents that are carried otherwise than before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from trucewatch.alerting.alert import Alert, alert_key
from trucewatch.alerting.rule import GradeChange, NewIncident, Rule, RuleKind
from trucewatch.alerting.sight import Sight
from trucewatch.alerting.told import Known, incident_url, state_word
from trucewatch.catalogue import IncidentCard
from trucewatch.model import Incident, Realis, State
from trucewatch.publish.words import Labels, joined

HAPPENED = (Realis.ACTUAL,)


def known_now(rule: Rule, now: Sight, moved: Collection[str], labels: Labels) -> Iterator[Known]:
    """The incidents that moved and that the rule asks for, as they stand."""
    cards = now.answering(rule.question, moved)
    records = now.incidents(cards)
    for key in sorted(cards):
        if key in records:
            yield Known(cards[key], records[key], now, labels)


def kin_before(found: Iterable[Known], before: Sight) -> Mapping[str, tuple[Incident, ...]]:
    """For each incident those that told any of its claims before: itself, what was merged into it, what it was split from."""
    found = list(found)
    told: dict[str, list[Incident]] = {}
    for one in before.telling({claim for known in found for claim in known.incident.claim_ids}):
        for claim in one.claim_ids:
            told.setdefault(claim, []).append(one)
    standing = before.incidents({known.incident.id for known in found})
    return {
        known.incident.id: tuple(
            {
                one.id: one
                for one in (
                    *([standing[known.incident.id]] if known.incident.id in standing else []),
                    *(kin for claim in known.incident.claim_ids for kin in told.get(claim, ())),
                )
            }.values()
        )
        for known in found
    }


def notice_new(rule: Rule, before: Sight, now: Sight, moved: Collection[str], labels: Labels) -> Iterator[Alert]:
    """An alert for each incident that answers the rule now, where neither it nor its kin did before.

    What was merged, split or corrected is not new: its claims were told before. An incident that stood before without answering
    (its place became known, a figure rose) is told as one that answers now.
    """
    terms = rule.terms
    assert isinstance(terms, NewIncident)
    found = [one for one in known_now(rule, now, moved, labels) if _asked(terms, one.card)]
    kin = kin_before(found, before)
    asked_before = before.answering(rule.question, {one.id for group in kin.values() for one in group})
    answered = {key for key, card in asked_before.items() if _asked(terms, card)}
    for known in found:
        group = kin[known.incident.id]
        if any(one.id in answered for one in group):
            continue
        late = known.days_late > terms.late_days
        if late and terms.leave_late:
            continue
        entered = "It was in the ledger before, and answers this rule since now." if group else ""
        words = (f"{known.heading()}.", known.carried(), known.figures(), known.lateness(terms.late_days), entered)
        yield _alert(rule, now, known, f"New: {known.heading()}", words, ("new",), late=late)


def _asked(terms: NewIncident, card: IncidentCard) -> bool:
    return not terms.happened or card.realis in HAPPENED


def notice_grades(rule: Rule, before: Sight, now: Sight, moved: Collection[str], labels: Labels) -> Iterator[Alert]:
    """An alert for each incident that stood before and is carried otherwise now.

    One that was merged or split is compared with all that told its claims: where any of them was carried so already, nothing
    changed. Each incident is told of once for each state it comes to.
    """
    terms = rule.terms
    assert isinstance(terms, GradeChange)
    asked = replace(rule, question=replace(rule.question, state=None))  # the states asked for are those of `to`
    found = [one for one in known_now(asked, now, moved, labels) if one.card.state in terms.to]
    kin = kin_before(found, before)
    for known in found:
        states = {one.state for one in kin[known.incident.id]}
        if not states or known.card.state in states or (terms.from_ and not states & {*terms.from_}):
            continue
        was = joined([state_word(state) for state in State if state in states])
        is_now = state_word(known.card.state)
        words = (f"{known.heading()}: {is_now}, before {was}.", known.carried(), known.figures())
        title = f"Now {is_now}, before {was}: {known.heading()}"
        yield _alert(rule, now, known, title, words, ("grade", known.card.state.value), late=False)


def _alert(
    rule: Rule, now: Sight, known: Known, title: str, words: Iterable[str], happened: tuple[str, ...], *, late: bool
) -> Alert:
    return Alert(
        key=alert_key(rule.id, known.incident.id, *happened),
        rule=rule.id,
        kind=RuleKind(rule.kind),
        at=now.clock,
        seq=now.seq,
        subject=known.incident.id,
        title=title,
        words=" ".join(one for one in words if one),
        href=incident_url(known.incident.id),
        facts=known.facts(),
        rests_on=known.rests_on(),
        late=late,
    )
