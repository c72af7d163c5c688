"""Merge the claims of many reports into incidents: the whole of reconciling, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trucewatch.model import Claim, Incident, Match, Report, content_id
from trucewatch.reconcile.accounts import accounts, tellings
from trucewatch.reconcile.clustering import VETO, Pair, Score, cluster
from trucewatch.reconcile.comparisons import compare
from trucewatch.reconcile.credits import Credits
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.figures import tallies
from trucewatch.reconcile.grades import grades
from trucewatch.reconcile.matching import candidates, clash, match, score
from trucewatch.reconcile.ranges import figure_ranges
from trucewatch.reconcile.state import incident_state
from trucewatch.reconcile.values import merged_act, merged_parties, merged_place, merged_realis, merged_time

CUT = 500  # thousandths of mean score between two groups; swept 300..700 on tests/eval/merging.py
UNMET = 150  # a pair that shares neither party nor place: says little, so it neither joins nor forbids
FORBIDDEN = 50  # a pair scored below this keeps its groups apart, so that chains of claims do not swallow days


def reconcile(reports: Sequence[Report], claims: Sequence[Claim]) -> tuple[Incident, ...]:
    """The incidents that resolved claims tell of, in order of their first report; every claim is in exactly one.

    The order of the arguments changes nothing. An incident keeps its id when later reports join it.
    """
    known = {report.id: report for report in reports}
    facts = facts_of(claims, known)
    credits = Credits(known[key] for key in sorted(known))
    by_id = {claim.id: claim for claim in claims}
    return tuple(_incident([facts[index] for index in group], by_id, known, credits) for group in group_claims(facts))


def group_claims(facts: Sequence[Facts]) -> tuple[tuple[int, ...], ...]:
    """Which claims tell of one happening, as indices: first those that say it was, then each denial goes to what it denies."""
    scores: dict[Pair, Score] = {}
    for a, b in candidates(facts):
        value = round(1000 * score(facts[a], facts[b]))
        scores[a, b] = VETO if value < FORBIDDEN else value
    alike = {pair: VETO if _one_denies(facts, pair) else value for pair, value in scores.items()}
    groups = cluster(len(facts), alike, lambda a, b: _unmet(facts, (a, b)), cut=CUT)
    return _with_denials(facts, groups, scores)


def _unmet(facts: Sequence[Facts], pair: Pair) -> Score:
    """The score of a pair that was never met."""
    return VETO if _one_denies(facts, pair) or clash(facts[pair[0]], facts[pair[1]]) else UNMET


def _one_denies(facts: Sequence[Facts], pair: Pair) -> bool:
    return facts[pair[0]].denies is not facts[pair[1]].denies


def _with_denials(
    facts: Sequence[Facts], groups: Sequence[tuple[int, ...]], scores: Mapping[Pair, Score]
) -> tuple[tuple[int, ...], ...]:
    """Each group of denials joined to the group of the claim it fits best, if it fits one well enough."""
    denials: dict[int, list[tuple[Score, int]]] = {}
    for pair, value in scores.items():
        if value >= CUT and _one_denies(facts, pair):
            denial, act = sorted(pair, key=lambda index: not facts[index].denies)
            denials.setdefault(denial, []).append((-value, act))
    asserted = {index: group for group in groups for index in group if not facts[index].denies}
    joined = {group: list(group) for group in groups}
    for group in groups:
        if group[0] not in asserted:
            fits = sorted(fit for index in group for fit in denials.get(index, ()))
            if fits:
                joined[asserted[fits[0][1]]] += joined.pop(group)
    return tuple(sorted(tuple(sorted(members)) for members in joined.values()))


def _incident(facts: Sequence[Facts], by_id: Mapping[str, Claim], reports: Mapping[str, Report], credits: Credits) -> Incident:
    claims = tuple(by_id[item.id] for item in facts)
    told = tellings(claims, reports)
    told_by = accounts(told, credits)
    counted = tallies(told, told_by)
    comparisons, figures = compare(told, counted), figure_ranges(told, told_by)
    carrying = [item for item in facts if not item.denies] or list(facts)
    kind, mode = merged_act(carrying)
    said = [by_id[item.id] for item in carrying]
    realis = merged_realis(claims)
    actor = merged_parties((claim.report_id, claim.actor) for claim in said)
    recipient = merged_parties((claim.report_id, claim.recipient) for claim in said)
    graded = grades(told, told_by, comparisons, figures, realis=realis, actor=actor, recipient=recipient)
    state, reason = incident_state(graded)
    return Incident(
        id=content_id("incident", claims[0].id),
        type=kind,
        mode=mode,
        realis=realis,
        actor=actor,
        recipient=recipient,
        place=merged_place(said),
        time=merged_time(said),
        claim_ids=tuple(claim.id for claim in claims),
        accounts=told_by,
        figures=figures,
        comparisons=comparisons,
        matches=_matches(facts),
        state=state,
        state_reason=reason,
        grades=graded,
    )


def _matches(facts: Sequence[Facts]) -> tuple[Match, ...]:
    """The strongest links that hold the incident together: from its first claim on, each further claim by its best."""
    out: list[Match] = []
    best = {index: (score(facts[0], facts[index]), 0) for index in range(1, len(facts))}
    while best:
        index = max(best, key=lambda key: (best[key][0], -key))
        _, anchor = best.pop(index)
        out.append(match(facts[anchor], facts[index]))
        for other, (value, _) in best.items():
            if (link := score(facts[index], facts[other])) > value:
                best[other] = (link, index)
    return tuple(out)
