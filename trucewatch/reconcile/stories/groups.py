"""Gather reports into stories: which have the same main happening, and which only come back to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from trucewatch.model import Claim, Counted, Realis, Report, content_id
from trucewatch.model.story import Story, StoryLink
from trucewatch.reconcile.merging.clustering import Pair, Score, cluster
from trucewatch.reconcile.stories.blocking import candidates
from trucewatch.reconcile.stories.follow_ups import follow_ups
from trucewatch.reconcile.stories.likeness import dated, likeness, reasons
from trucewatch.reconcile.stories.report_facts import MAIN, ReportFacts, report_facts

CUT = 350  # thousandths of mean likeness between two groups; .30 to .50 on tests/eval/stories.py move fakes by .01, ECB+ by .05
SAME_TEXT = "the same text"


def stories(reports: Iterable[Report], claims: Iterable[Claim]) -> tuple[Story, ...]:
    """The stories that reports tell, in order of their first report; every report is in exactly one, the logs of posts in none.

    The order of the arguments changes nothing, and a story keeps its id when later reports join it. What two reports have in
    common depends on these two only (`likeness`), and only reports that hang together by such pairs are weighed together, so a
    new report can change the stories of its own neighbours and no others.
    """
    known = {report.id: report for report in reports if not report.is_log}
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in {claim.id: claim for claim in claims}.values():
        told[claim.report_id].append(claim)
    facts = sorted((report_facts(report, told[key]) for key, report in known.items()), key=lambda f: f.order)
    groups = group_reports(facts)
    mains = {key: main for key in known if (main := main_claim(told[key]))}
    later = follow_ups([[facts[index] for index in group] for group in groups], mains, told)
    return tuple(_story([facts[index] for index in group], mains, later) for group in groups)


def group_reports(facts: Sequence[ReportFacts]) -> tuple[tuple[int, ...], ...]:
    """Which reports have one main happening, as indices into facts in their order, ordered by their first."""
    twins = _twins(facts)
    heads = [group[0] for group in twins]
    one_each = [facts[index] for index in heads]
    scores = {pair: _thousandths(one_each[pair[0]], one_each[pair[1]]) for pair in candidates(one_each)}
    parts = _components(len(heads), scores)
    inside = _inside(parts, scores)
    found = [group for part, own in zip(parts, inside, strict=True) for group in _grouped(one_each, part, own)]
    return tuple(sorted(tuple(sorted(index for place in group for index in twins[place])) for group in found))


def _twins(facts: Sequence[ReportFacts]) -> list[list[int]]:
    """Reports that are compared alike to the last word, each group as one; there may be a hundred thousand copies of a text."""
    groups: dict[object, list[int]] = {}
    for index, one in enumerate(facts):
        alike = (one.day, tuple(one.words.items()), tuple(one.lead.items()), tuple(one.headline.items()), one.deaths, one.days)
        groups.setdefault(alike if one.words else index, []).append(index)
    return list(groups.values())


def _thousandths(a: ReportFacts, b: ReportFacts) -> Score:
    return round(1000 * likeness(a, b))


def _components(size: int, scores: Mapping[Pair, Score]) -> list[list[int]]:
    """Reports that hang together by pairs as alike as `CUT`, each group ascending; a mean over other pairs could not reach it."""
    heads = list(range(size))

    def head(index: int) -> int:
        while heads[index] != index:
            heads[index] = heads[heads[index]]
            index = heads[index]
        return index

    for (a, b), value in scores.items():
        if value >= CUT:
            first, second = sorted((head(a), head(b)))
            heads[second] = first
    parts: dict[int, list[int]] = defaultdict(list)
    for index in range(size):
        parts[head(index)].append(index)
    return list(parts.values())


def _inside(parts: Sequence[Sequence[int]], scores: Mapping[Pair, Score]) -> list[dict[Pair, Score]]:
    """The scores inside each component, under the places that its reports have in it."""
    place = {index: (number, n) for number, part in enumerate(parts) for n, index in enumerate(part)}
    out: list[dict[Pair, Score]] = [{} for _ in parts]
    for (a, b), value in scores.items():
        (one, first), (two, second) = place[a], place[b]
        if one == two:
            out[one][first, second] = value
    return out


def _grouped(facts: Sequence[ReportFacts], part: Sequence[int], scores: Mapping[Pair, Score]) -> list[list[int]]:
    """The stories of one component: groups join while the mean likeness over all pairs between them reaches `CUT`.

    Reports with days that were not candidates are unlike; without days they may have been missed.
    """

    def unseen(a: int, b: int) -> Score:
        one, two = facts[part[a]], facts[part[b]]
        return 0 if dated(one, two) else _thousandths(one, two)

    return [[part[n] for n in group] for group in cluster(len(part), scores, unseen, cut=CUT, best_share=0)]


def main_claim(claims: Iterable[Claim]) -> Claim | None:
    """What a report mainly tells: of the claims at its beginning the first with deaths, else the first that it says happened."""
    order = sorted(claims, key=lambda c: (c.realis is not Realis.ACTUAL, c.quote.start, c.quote.end, c.id))
    beginning = [claim for claim in order if claim.quote.start < MAIN and claim.realis is Realis.ACTUAL]
    deadly = (claim for claim in beginning if any(figure.kind is Counted.KILLED for figure in claim.figures))
    return next(deadly, order[0] if order else None)


def _story(members: Sequence[ReportFacts], mains: Mapping[str, Claim], later: Mapping[str, Sequence[StoryLink]]) -> Story:
    ids = tuple(member.id for member in members)
    main = next((mains[key] for key in ids if key in mains), None)
    return Story(
        id=content_id("story", ids[0]),
        report_ids=ids,
        type=main.type if main else None,
        mode=main.mode if main else None,
        main_claim=main.id if main else None,
        links=_links(members),
        follow_ups=tuple(later.get(ids[0], ())),
    )


def _links(members: Sequence[ReportFacts]) -> tuple[StoryLink, ...]:
    """The strongest links that hold a story together: each report but the first by its best to an earlier one."""
    out: list[StoryLink] = []
    distinct: list[ReportFacts] = []
    for place, member in enumerate(members):
        twin = (
            next((one for one in distinct if one.words == member.words and one.day == member.day), None) if member.words else None
        )
        if twin is not None:
            out.append(StoryLink(twin.id, member.id, 1.0, (SAME_TEXT,)))
            continue
        if place:
            best = max(distinct, key=lambda one: (likeness(one, member), one.id))
            out.append(StoryLink(best.id, member.id, round(likeness(best, member), 3), reasons(best, member)))
        distinct.append(member)
    return tuple(out)
