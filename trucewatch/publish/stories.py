"""Stories as rows: which reports of a ledger have the same main happening, and why."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.ledger import Ledger
from trucewatch.model import Report
from trucewatch.model.story import Story, StoryLink
from trucewatch.publish.exports import Row
from trucewatch.reconcile.stories.groups import stories


def story_table(ledger: Ledger) -> Iterator[Row]:
    """The stories that the reports held tell, in order of their first report."""
    reports = {report.id: report for report in ledger.reports()}
    for story in stories(reports.values(), ledger.claims()):
        yield story_row(story, [reports[key] for key in story.report_ids])


def story_row(story: Story, reports: list[Report]) -> Row:
    """One story; `report_ids` and `reports` (how many), `first` and `last` day of publication, `links` with their reasons."""
    days = sorted(report.published.day for report in reports if report.published)
    return {
        "id": story.id,
        "type": story.type.value if story.type else None,
        "mode": story.mode,
        "report_ids": list(story.report_ids),
        "reports": len(story.report_ids),
        "outlets": sorted({report.outlet.name for report in reports if report.outlet}),
        "first": days[0].isoformat() if days else None,
        "last": days[-1].isoformat() if days else None,
        "main_claim": story.main_claim,
        "follow_ups": [link.second for link in story.follow_ups],
        "links": [_link_row(link) for link in (*story.links, *story.follow_ups)],
    }


def _link_row(link: StoryLink) -> Row:
    return {"first": link.first, "second": link.second, "score": link.score, "reasons": list(link.reasons)}
