"""Merge the claims of many reports into incidents: the whole of reconciling, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from trucewatch.model import Claim, Incident, Match, Report, Ruling, content_id
from trucewatch.reconcile.accounts.tellings import accounts, tellings
from trucewatch.reconcile.comparing.comparisons import compare
from trucewatch.reconcile.copies.credits import Credits
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.figures.ranges import figure_ranges
from trucewatch.reconcile.figures.tallies import tallies
from trucewatch.reconcile.grades.grading import grades
from trucewatch.reconcile.grades.ruled import classed, ruled
from trucewatch.reconcile.grades.state import incident_state
from trucewatch.reconcile.merging.matching import match, score
from trucewatch.reconcile.merging.merger import Merger
from trucewatch.reconcile.observing.places import meeting_place
from trucewatch.reconcile.values import merged_act, merged_parties, merged_place, merged_realis, merged_time

ANCHORS = 40  # claims of an incident that others are linked to, in one of many claims FEW of them
FEW, MANY = 4, 400
NO_RULINGS: Mapping[str, Sequence[Ruling]] = MappingProxyType({})


def reconcile(reports: Sequence[Report], claims: Sequence[Claim]) -> tuple[Incident, ...]:
    """The incidents that resolved claims tell of, in order of their first report; every claim is in exactly one.

    The order of the arguments changes nothing. An incident keeps its id when later reports join it.
    """
    known = {report.id: report for report in reports}
    facts = facts_of(claims, known)
    merger = Merger()
    merger.add(facts)
    return incidents_of(merger.groups(), facts, {claim.id: claim for claim in claims}, known)


def incidents_of(
    groups: Iterable[Sequence[str]],
    facts: Iterable[Facts],
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    rulings: Mapping[str, Sequence[Ruling]] = NO_RULINGS,
) -> tuple[Incident, ...]:
    """The incident of each group of claims, named by their ids; it rests on the group's own claims and reports alone.

    `rulings` are, by claim, what reviewers decided between its account and another.
    """
    by_id = {item.id: item for item in facts}
    return tuple(_incident([by_id[key] for key in group], claims, reports, _on(group, rulings)) for group in groups)


def _on(group: Sequence[str], rulings: Mapping[str, Sequence[Ruling]]) -> tuple[Ruling, ...]:
    """What reviewers decided on the claims of one group, the oldest first."""
    found = {one.review: one for key in group for one in rulings.get(key, ())} if rulings else {}
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.review)))


def _incident(
    facts: Sequence[Facts], by_id: Mapping[str, Claim], reports: Mapping[str, Report], rulings: Sequence[Ruling]
) -> Incident:
    claims = tuple(by_id[item.id] for item in facts)
    told = tellings(claims, reports)
    told_by = accounts(told, Credits(one.report for one in told if one.report))
    counted = tallies(told, told_by)
    comparisons, figures = classed(compare(told, counted), rulings), figure_ranges(told, told_by)
    carrying = [item for item in facts if not item.denies] or list(facts)
    kind, mode = merged_act(carrying)
    said = [by_id[item.id] for item in carrying]
    realis = merged_realis(claims)
    actor = merged_parties((claim.report_id, claim.actor) for claim in said)
    recipient = merged_parties((claim.report_id, claim.recipient) for claim in said)
    time = merged_time(said)
    on = time.start if time else None
    graded = grades(told, told_by, comparisons, figures, realis=realis, actor=actor, recipient=recipient, on=on)
    graded = ruled(graded, comparisons, rulings)
    state, reason = incident_state(graded)
    return Incident(
        id=content_id("incident", claims[0].id),
        type=kind,
        mode=mode,
        realis=realis,
        actor=actor,
        recipient=recipient,
        place=meeting_place(said) if said[0].logged else merged_place(said),
        time=time,
        claim_ids=tuple(claim.id for claim in claims),
        accounts=told_by,
        figures=figures,
        comparisons=comparisons,
        matches=_matches(facts),
        state=state,
        state_reason=reason,
        grades=graded,
        perceived=tuple(sorted({claim.logged.phenomenon for claim in said if claim.logged})),
        exercise=all(claim.logged is not None and claim.logged.exercise for claim in said),
    )


def _matches(facts: Sequence[Facts]) -> tuple[Match, ...]:
    """The strongest links that hold the incident together: from its first claim on, each further claim by its best.

    Of many claims the first hold the rest, so that a hundred thousand copies cost no more than their number.
    """
    anchors = FEW if len(facts) > MANY else ANCHORS
    out: list[Match] = []
    best = {index: (score(facts[0], facts[index]), 0) for index in range(1, len(facts))}
    near = {index: link for index, link in best.items() if index < anchors}
    while near:
        index = max(near, key=lambda key: (near[key][0], -key))
        _, anchor = near.pop(index)
        out.append(match(facts[anchor], facts[index]))
        for other in (*near, *range(anchors, len(facts))):
            if (link := score(facts[index], facts[other])) > best[other][0]:
                best[other] = (link, index)
                near |= {other: best[other]} if other in near else {}
    return (*out, *(match(facts[best[index][1]], facts[index]) for index in range(anchors, len(facts))))
