"""An edited article is a version of one report, by whatever address it is reached; another outlet's copy is a report of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.ledger import Kind, Ledger
from trucewatch.model import Report
from trucewatch.pipeline import RunSummary, run

MONDAY = datetime(2020, 3, 9, 12, tzinfo=UTC)
STORY = "https://levantwire.example/2020/03/08/shelling-of-ariha"
WORDS = "Rebels shelled the town of Ariha on Sunday, killing {} soldiers. The shells fell on a bakery near the market. {}"
COUNTS = ("two", "three", "four", "five", "six", "seven", "eight")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as book:
        yield book


def put(ledger: Ledger, folder: Path, name: str, *rows: dict[str, str]) -> RunSummary:
    """One run over a file of JSON Lines."""
    path = folder / f"{name}.jsonl"
    path.write_text("\n".join(json.dumps({"published": "2020-03-08", "outlet": "Levant Wire"} | row) for row in rows))
    return run([path], ledger, now=lambda: MONDAY)


def killed(ledger: Ledger) -> list[int | None]:
    return [figure.low for claim in ledger.claims() for figure in claim.figures]


def versions(ledger: Ledger, report_id: str) -> int:
    return sum(isinstance(entry.record, Report) for entry in ledger.history(Kind.REPORT, report_id))


@pytest.mark.parametrize(
    "url",
    [
        STORY,
        STORY + "/?utm_source=feed",
        STORY.replace("https://", "http://www."),
        STORY.replace("https://", "https://m.") + "/#comments",
        STORY + "/amp/",
        f"https://web.archive.org/web/20200309070000/{STORY}",
    ],
)
def test_an_article_met_again_under_another_id_is_a_version_and_its_old_claims_are_withdrawn(
    ledger: Ledger, tmp_path: Path, url: str
) -> None:
    put(ledger, tmp_path, "morning", {"id": "first", "url": STORY, "text": WORDS.format("two", "")})
    put(ledger, tmp_path, "evening", {"id": "second", "url": url, "text": WORDS.format("three", "One more died later.")})
    assert [report.id for report in ledger.reports()] == ["first"]
    assert killed(ledger)[:1] == [3]
    assert 2 not in killed(ledger)
    assert versions(ledger, "first") == 2
    assert ledger.verify() == ledger.head()[0]


def test_a_hundred_versions_leave_one_report_and_cost_the_same_each(ledger: Ledger, tmp_path: Path) -> None:
    gained = []
    for hour in range(100):
        text = WORDS.format(COUNTS[hour % 7], f"Update {hour}: the road to Idlib stays closed.")
        gained.append(put(ledger, tmp_path, f"hour{hour:03}", {"id": f"h{hour:03}", "url": STORY, "text": text}).added)
    assert [report.id for report in ledger.reports()] == ["h000"]
    assert versions(ledger, "h000") == 100
    assert len({claim.report_id for claim in ledger.claims()}) == 1
    assert max(gained[1:]) <= 3 * max(gained[0], min(gained[1:]))


def test_reading_old_and_new_versions_again_adds_nothing(ledger: Ledger, tmp_path: Path) -> None:
    rows = [{"id": f"v{n}", "url": STORY, "text": WORDS.format(COUNTS[n], "")} for n in range(3)]
    put(ledger, tmp_path, "crawl", *rows)
    before = ledger.head()
    again = run([tmp_path / "crawl.jsonl"], ledger, now=lambda: MONDAY)
    assert (again.added, ledger.head()) == (0, before)
    assert [report.id for report in ledger.reports()] == ["v0"]
    assert killed(ledger) == [4]


def test_an_older_version_that_is_met_late_is_kept_but_does_not_stand(ledger: Ledger, tmp_path: Path) -> None:
    put(ledger, tmp_path, "new", {"id": "new", "url": STORY, "text": WORDS.format("three", "")})
    put(ledger, tmp_path, "old", {"id": "old", "url": STORY, "text": WORDS.format("two", ""), "published": "2020-03-07"})
    assert [(report.id, "three" in report.text) for report in ledger.reports()] == [("new", True)]
    assert killed(ledger) == [3]
    assert versions(ledger, "new") == 3
    assert (
        put(
            ledger, tmp_path, "old", {"id": "old", "url": STORY, "text": WORDS.format("two", ""), "published": "2020-03-07"}
        ).added
        == 0
    )


def test_an_old_article_put_up_again_with_a_new_date_is_no_new_report(ledger: Ledger, tmp_path: Path) -> None:
    text = WORDS.format("two", "")
    put(ledger, tmp_path, "then", {"id": "then", "url": STORY, "text": text})
    put(ledger, tmp_path, "now", {"id": "now", "url": STORY, "text": text, "published": "2021-03-08"})
    assert [(report.id, str(report.published and report.published.day)) for report in ledger.reports()] == [
        ("then", "2021-03-08")
    ]


def test_the_same_text_in_another_outlet_is_a_report_of_its_own(ledger: Ledger, tmp_path: Path) -> None:
    text = WORDS.format("two", "")
    put(ledger, tmp_path, "wire", {"id": "wire", "url": STORY, "text": text})
    put(
        ledger,
        tmp_path,
        "copy",
        {"id": "copy", "url": "https://gazette.example/world/shelling-of-ariha", "text": text, "outlet": "Gazette"},
    )
    assert [report.id for report in ledger.reports()] == ["copy", "wire"]


def test_two_articles_under_the_address_of_a_site_or_a_section_are_two_reports(ledger: Ledger, tmp_path: Path) -> None:
    other = "Russian jets bombed Jisr al-Shughur at dawn. Nobody was hurt, the mayor said, and the bridge still stands."
    for number, url in enumerate(("https://levantwire.example/", "https://levantwire.example/world")):
        rows = [
            {"id": f"{number}{part}", "url": url, "text": text} for part, text in (("a", WORDS.format("two", "")), ("b", other))
        ]
        put(ledger, tmp_path, f"part{number}", *rows)
    assert [report.id for report in ledger.reports()] == ["0a", "0b", "1a", "1b"]


def test_an_edited_file_is_a_version_also_where_another_file_has_its_name(ledger: Ledger, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    (tmp_path / "a" / "story.txt").write_text("Russian jets bombed Jisr al-Shughur at dawn. Nobody was hurt.")
    (tmp_path / "b" / "story.txt").write_text(WORDS.format("two", ""))
    run([tmp_path / "a", tmp_path / "b"], ledger, now=lambda: MONDAY)
    ids = {report.id for report in ledger.reports()}
    (tmp_path / "b" / "story.txt").write_text(WORDS.format("three", ""))
    run([tmp_path / "a", tmp_path / "b"], ledger, now=lambda: MONDAY)
    assert {report.id for report in ledger.reports()} == ids
    assert killed(ledger) == [3]


def test_a_feed_that_has_moved_on_brings_no_article_twice(ledger: Ledger, tmp_path: Path) -> None:
    entry = "<item><title>{0}</title><link>https://levantwire.example/2020/{0}</link><description>{1}</description></item>"
    stories = [entry.format(f"shelling-{n}", WORDS.format(COUNTS[n], f"It was attack number {n} of the week.")) for n in range(4)]
    for newest in (3, 4):
        items = "".join(reversed(stories[newest - 3 : newest]))
        (tmp_path / "feed.xml").write_text(f'<rss version="2.0"><channel><title>Levant Wire</title>{items}</channel></rss>')
        run([tmp_path / "feed.xml"], ledger, now=lambda: MONDAY)
    assert sorted(report.url or "" for report in ledger.reports()) == [
        f"https://levantwire.example/2020/shelling-{n}" for n in range(4)
    ]
    assert all(versions(ledger, report.id) == 1 for report in ledger.reports())


def test_two_contents_given_one_id_are_two_reports_in_whatever_order_they_come_again(ledger: Ledger, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": WORDS.format("two", "")},
        {"id": "a", "text": "Aid trucks reached Azaz on Sunday, residents said."},
    ]
    last = {"id": "z", "text": "Buses left Idlib on Sunday, the governor said."}
    put(ledger, tmp_path, "first", *rows, last)
    before = list(ledger.reports())
    assert len(before) == 3
    assert put(ledger, tmp_path, "second", *reversed(rows), last).added == 0
    assert put(ledger, tmp_path, "third", rows[1], last).added == 0
    assert list(ledger.reports()) == before
