"""Notice what rules ask for: what is there now and was not before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from trucewatch.alerting.alert import Alert
from trucewatch.alerting.figures import notice_figures
from trucewatch.alerting.incidents import notice_grades, notice_new
from trucewatch.alerting.rule import Rule, RuleKind
from trucewatch.alerting.sight import Sight
from trucewatch.alerting.silence import notice_silence
from trucewatch.alerting.trends import notice_trends
from trucewatch.alerting.ultimatums import notice_ultimatums
from trucewatch.publish.words import Labels

Notices = Callable[[Rule, Sight, Sight, Collection[str], Labels], Iterator[Alert]]
NOTICES: Mapping[RuleKind, Notices] = {
    RuleKind.NEW_INCIDENT: notice_new,
    RuleKind.GRADE_CHANGE: notice_grades,
    RuleKind.FIGURES_DIVERGE: notice_figures,
    RuleKind.ULTIMATUM_NEAR: notice_ultimatums,
    RuleKind.TREND_BREAK: notice_trends,
    RuleKind.SILENT_FEED: notice_silence,
}


def notice(rule: Rule, before: Sight, now: Sight, moved: Collection[str], labels: Labels = str) -> tuple[Alert, ...]:
    """What a rule asks to be told of now and did not before, by moment and key; nothing while it is paused.

    `moved` are the incidents that may have changed between the two (`catalogue.moving.moved_between`); `labels` gives our
    words for parties. What is told follows from these alone: no clock is read, and the order of anything given changes nothing.
    """
    if rule.paused:
        return ()
    found = {one.key: one for one in NOTICES[rule.kind](rule, before, now, moved, labels)}
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.key)))
