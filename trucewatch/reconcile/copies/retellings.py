"""Join the reports in which one outlet tells its own story again, in whatever words, or comes back to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from trucewatch.knowledge.folding import fold
from trucewatch.model import Copy, Report
from trucewatch.model.copies import CopyKind
from trucewatch.model.story import Story
from trucewatch.reconcile.copies.credits import Credits
from trucewatch.reconcile.copies.precedence import by_time, order_key, outlet_name, same_outlet

NOT_KNOWN = "which came first is not known"


def told_again(reports: Mapping[str, Report], stories: Iterable[Story], credits: Credits) -> Iterator[Copy]:
    """Each report that tells a story against the one before it by its outlet, and each that comes back to one by its outlet."""
    for story in stories:
        for outlet in _by_outlet([reports[key] for key in story.report_ids if key in reports]).values():
            for earlier, later in pairwise(sorted(outlet, key=order_key)):
                yield _retelling(earlier, later, "one outlet tells of one main happening", credits)
        for link in story.follow_ups:
            first, second = reports.get(link.first), reports.get(link.second)
            if first and second and same_outlet(first, second):
                yield _retelling(first, second, f"one outlet {link.reasons[0]}", credits)


def _by_outlet(reports: Iterable[Report]) -> dict[str, list[Report]]:
    by_outlet: dict[str, list[Report]] = {}
    for report in reports:
        if name := outlet_name(report):
            by_outlet.setdefault(fold(name), []).append(report)
    return by_outlet


def _retelling(a: Report, b: Report, why: str, credits: Credits) -> Copy:
    came = by_time(a, b)
    if not (came.first if came else a.id < b.id):
        a, b = b, a
    return Copy(
        earlier=a.id,
        later=b.id,
        kind=CopyKind.SAME_STORY,
        directed=came is not None,
        share_earlier=0.0,
        share_later=0.0,
        passages=(),
        reason=f"{why}, in other words; {came.reason if came else NOT_KNOWN}",
        credit=credits.whole(b),
    )
